"""New values for many weights and biases at once: multiplied, or drawn at random."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from core.document.checks import refused
from core.initialization import INITIALIZERS
from core.network import Bias, Edge


def scaled(values: Mapping[Edge | Bias, float], factor: float) -> dict[Edge | Bias, float]:
    """Each value times the factor; raises BadInput when that is too large to be a number."""
    with np.errstate(over="ignore"):
        found = {part: float(np.multiply(value, factor)) for part, value in values.items()}
    if not np.isfinite(list(found.values())).all():
        raise refused("The factor", f"{factor:g}", "one with which every value stays a finite number")
    return found


def initialized(
    sizes: Sequence[int], parts: Iterable[Edge | Bias], name: str, rng: np.random.Generator,
) -> dict[Edge | Bias, float]:
    """Drawn anew as the initializer `name` draws them for layers of these sizes; its biases are all the same."""
    initializer = INITIALIZERS[name]
    w = [initializer.weights(rng, n, before) for before, n in pairwise(sizes)]
    return {part: float(w[part.l - 1][part.j, part.k]) if isinstance(part, Edge) else initializer.bias for part in parts}


def spread(parts: Iterable[Edge | Bias], deviation: float, rng: np.random.Generator) -> dict[Edge | Bias, float]:
    """Drawn from the normal distribution around 0; raises BadInput when the deviation is no positive number up to 1000."""
    if not 0 < deviation <= 1000:
        raise refused("The spread", f"{deviation:g}", "a number above 0, up to 1000")
    return {part: float(rng.normal(0.0, deviation)) for part in parts}
