"""The right column: what is selected, with its numbers."""
