"""An activation's curve: its values and slopes, and where it is so flat that hardly any gradient passes."""
from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from core.activations import Activation, Array
from core.tape import Call, run

FLAT = 0.05              # of the activation's steepest slope: below it hardly any gradient passes


class Slopes(NamedTuple):
    """The largest |∂a/∂z| of an activation, and whether a smooth curve levels off on a side, as sigmoid does and sine does not."""

    steepest: float
    flattens: bool


def curve(activation: Activation, z: Array) -> tuple[Array, Array]:
    """σ(z) and σ′(z), by the calls that the tape runs; an activation without a slope, softmax, has no curve."""
    a, slope = np.empty_like(z), np.empty_like(z)
    assert activation.slope is not None
    run(Call(quantity, None, *work) for quantity, works in (("a", activation.value(z, a)), ("da_dz", activation.slope(z, a, slope)))
        for work in works)
    return a, slope


def slope_at_point(activation: Activation, z: float, a: float) -> float:
    """σ′ at one z, where a = σ(z), by the calls that the tape runs."""
    slope = np.empty(1)
    assert activation.slope is not None
    run(Call("da_dz", None, *work) for work in activation.slope(np.array([z]), np.array([a]), slope))
    return float(slope[0])


@lru_cache
def slopes(activation: Activation) -> Slopes:
    """Read off the curve; softmax has none, so nothing about it is steep."""
    if activation.slope is None:
        return Slopes(0.0, False)
    slope = np.abs(curve(activation, np.linspace(-100, 100, 20_001))[1])
    steepest = float(slope.max())
    return Slopes(steepest, not activation.kinks and bool(slope[[0, -1]].min() < FLAT * steepest))


def is_flat(activation: Activation, slope: float | Array) -> Any:
    """Whether ∂a/∂z, one or many, is nearly 0 for this activation."""
    return np.abs(slope) <= FLAT * slopes(activation).steepest
