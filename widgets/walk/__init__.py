"""A step taken apart: one pass and its update, operation by operation."""
