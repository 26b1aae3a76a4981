"""The preset two-paths by plain formulas; its cost is ½ Σ (a − y)²."""
from __future__ import annotations

import numpy as np
import pytest

TWO_PATHS = pytest.mark.parametrize("window", ["two-paths"], indirect=True)

X, Y = np.array([0.05, 0.1]), np.array([0.01, 0.99])
W1, W2 = np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([[0.4, 0.45], [0.5, 0.55]])
A1 = 1 / (1 + np.exp(-(W1 @ X + 0.35)))
A2 = 1 / (1 + np.exp(-(W2 @ A1 + 0.6)))
WISH, SLOPE2, SLOPE1 = A2 - Y, A2 * (1 - A2), A1 * (1 - A1)
VOTES = W2 * (SLOPE2 * WISH)[:, None]                           # of output j on hidden neuron k
WISH1 = VOTES.sum(axis=0)
