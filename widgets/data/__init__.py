"""The left column: which data, which example of it, and inputs of one's own."""
