"""What weights and biases start from: each initializer as a small function of the sizes on either side of a layer."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.activations import Array
from core.network import EMPTY, Arrays


class Initializer(NamedTuple):
    """`weights(rng, n, before)` draws the (n, before) weights of a layer of n neurons after `before`; its biases are all `bias`."""

    name: str
    label: str
    weights: Callable[[np.random.Generator, int, int], Array]
    bias: float = 0.0


def _glorot(rng: np.random.Generator, n: int, before: int) -> Array:
    r = (6 / (before + n)) ** 0.5
    return rng.uniform(-r, r, (n, before))


_TABLE = (
    Initializer("uniform", "−½ to ½, biases 0.1", lambda rng, n, before: rng.uniform(-0.5, 0.5, (n, before)), bias=0.1),
    # Var w = 1/n_before keeps the spread of z that of a.
    Initializer("normal", "mean 0, deviation 1/√inputs", lambda rng, n, before: rng.normal(0.0, before ** -0.5, (n, before))),
    # Var w = 2/(n_before + n): Glorot and Bengio 2010, (16); a uniform ±r has variance r²/3.
    Initializer("glorot", "−r to r with r = √(6/(inputs + neurons))", _glorot),
    # Var w = 2/n_before, for relu lets half of z through: He and others 2015, (10).
    Initializer("he", "mean 0, deviation √(2/inputs)", lambda rng, n, before: rng.normal(0.0, (2 / before) ** 0.5, (n, before))),
    Initializer("zeros", "all 0", lambda rng, n, before: np.zeros((n, before))),
    Initializer("constant", "all 0.1", lambda rng, n, before: np.full((n, before), 0.1), bias=0.1),
)
INITIALIZERS: dict[str, Initializer] = {initializer.name: initializer for initializer in _TABLE}


def initialize(sizes: Sequence[int], name: str, seed: int) -> tuple[Arrays, Arrays]:
    """Weights and biases of layers 0 … L (entry 0 is empty), drawn layer after layer from `default_rng(seed)`."""
    rng, initializer = np.random.default_rng(seed), INITIALIZERS[name]
    w = [initializer.weights(rng, n, before) for before, n in pairwise(sizes)]
    return [EMPTY, *w], [EMPTY, *(np.full(n, initializer.bias) for n in sizes[1:])]
