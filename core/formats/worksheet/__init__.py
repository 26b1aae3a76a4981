"""The worked sheet: every number of one full training step, equation by equation, as data and as pages."""
