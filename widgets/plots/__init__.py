"""The plots: what a run and its network look like in curves, maps and matrices."""
