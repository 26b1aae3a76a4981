"""Every cost C₀ of one example with ∂C₀/∂a: the formula as data, and beside it the NumPy calls that compute it.

`terms(z, a, y, t)` writes each output's share of C₀ into t (their plain sum is C₀), `slope(a, y, g)` writes g = ∂C₀/∂a. The two
entropies read z, from which their logarithms stay exact where a is nearly 0 or 1.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.activations import HALF, ONE, TWO, ZERO, Array, E, Work
from core.notation import Fraction, Node, Power, Sum, Symbol, Text, row

MINUS_ONE = np.array(-1.0)
TINY = np.array(np.finfo(float).tiny)                                # keeps 1/a finite where a rounds to 0

A, Y, J = Symbol("a", "L", "j"), Symbol("y", j="j"), Symbol("j")
ERROR = row(A, " − ", Y)
Z = Symbol("z", "L", "j")

# Its term as it is computed, and as it is shown where a is too near to 0 or 1 to tell it from.
CROSS_ENTROPY_OF_Z = row(Y, " ln(1 + ", Power(E, row("−", Z)), ") + (1 − ", Y, ")", " ln(1 + ", Power(E, Z), ")")


class Cost(NamedTuple):
    """One cost. `outputs` names the only output activation it goes with (None: any); with that one δ = a − y is written directly.

    `error(a, y, g)` and `factor` are the fused form: factor · g = ∂C₀/∂a, the constant being left for the step.
    """

    name: str
    label: str
    formula: Node
    slope_formula: Node
    terms: Callable[[Array, Array, Array, Array], list[Work]]
    slope: Callable[[Array, Array, Array], list[Work]]
    outputs: str | None = None
    error: Callable[[Array, Array, Array], list[Work]] | None = None
    factor: float = 1.0
    kinks: tuple[float, ...] = ()                                    # values of a − y at which there is no derivative


def _difference(a: Array, y: Array, g: Array) -> list[Work]:
    """a − y."""
    return [(np.subtract, (a, y, g))]


def _huber(z: Array, a: Array, y: Array, t: Array) -> list[Work]:
    """With e = |a − y| and c = min(e, 1):  c e − ½ c², which is ½ e² up to 1 and e − ½ beyond."""
    c = np.empty_like(t)
    return [
        (np.subtract, (a, y, t)), (np.absolute, (t, t)), (np.fmin, (t, ONE, c)),
        (np.multiply, (c, t, t)), (np.square, (c, c)), (np.multiply, (c, HALF, c)), (np.subtract, (t, c, t)),
    ]


def _cross_entropy(z: Array, a: Array, y: Array, t: Array) -> list[Work]:
    """−y ln a − (1 − y) ln(1 − a) = y ln(1 + e^−z) + (1 − y) ln(1 + e^z), since a = sigmoid(z).

    The shorter ln(1 + e^z) − y z would take two large numbers from each other where the answer is sure and right.
    """
    u, v = np.empty_like(t), np.empty_like(t)
    return [
        (np.negative, (z, u)), (np.logaddexp, (u, ZERO, u)), (np.multiply, (y, u, u)),
        (np.subtract, (ONE, y, v)), (np.logaddexp, (z, ZERO, t)), (np.multiply, (v, t, t)), (np.add, (u, t, t)),
    ]


def _cross_entropy_slope(a: Array, y: Array, g: Array) -> list[Work]:
    """(1 − y) / (1 − a) − y / a."""
    u, v = np.empty_like(g), np.empty_like(g)
    return [
        (np.subtract, (ONE, y, u)), (np.subtract, (ONE, a, v)), (np.fmax, (v, TINY, v)), (np.divide, (u, v, g)),
        (np.fmax, (a, TINY, v)), (np.divide, (y, v, u)), (np.subtract, (g, u, g)),
    ]


def _categorical(z: Array, a: Array, y: Array, t: Array) -> list[Work]:
    """−y ln a, with ln a = z − max z − ln Σ e^(z − max z)."""
    peak, e = np.empty((*z.shape[:-2], 1, z.shape[-1])), np.empty_like(t)
    total = np.empty_like(peak)
    return [
        (np.maximum.reduce, (z, -2, None, peak, True)), (np.subtract, (z, peak, t)), (np.exp, (t, e)),
        (np.add.reduce, (e, -2, None, total, True)), (np.log, (total, total)), (np.subtract, (t, total, t)),
        (np.multiply, (t, y, t)), (np.negative, (t, t)),
    ]


def _categorical_slope(a: Array, y: Array, g: Array) -> list[Work]:
    """−y / a."""
    return [(np.fmax, (a, TINY, g)), (np.divide, (y, g, g)), (np.negative, (g, g))]


def _sum(term: Node) -> Node:
    return Sum(J, term)


_SQUARE = Power(row("(", ERROR, ")"), Text("2"))
_TABLE = (
    Cost(
        "squared error", "(a − y)²", _sum(_SQUARE), row("2 (", ERROR, ")"),
        terms=lambda z, a, y, t: [(np.subtract, (a, y, t)), (np.square, (t, t))],
        slope=lambda a, y, g: [(np.subtract, (a, y, g)), (np.multiply, (g, TWO, g))],
        error=_difference, factor=2.0,
    ),
    Cost(
        "half squared error", "½(a − y)²", _sum(row("½", _SQUARE)), ERROR,
        terms=lambda z, a, y, t: [(np.subtract, (a, y, t)), (np.square, (t, t)), (np.multiply, (t, HALF, t))],
        slope=_difference,
    ),
    Cost(
        "cross-entropy", "−y ln a − (1−y) ln(1−a)",
        _sum(row("(−", Y, " ln ", A, " − (1 − ", Y, ") ln(1 − ", A, "))")),
        row(Fraction(row("1 − ", Y), row("1 − ", A)), " − ", Fraction(Y, A)),
        terms=_cross_entropy, slope=_cross_entropy_slope, outputs="sigmoid",
    ),
    Cost(
        "categorical cross-entropy", "−Σ y ln a", _sum(row("−", Y, " ln ", A)), row("−", Fraction(Y, A)),
        terms=_categorical, slope=_categorical_slope, outputs="softmax",
    ),
    Cost(
        "absolute error", "|a − y|", _sum(row("|", ERROR, "|")), row("sign(", ERROR, ")"),
        terms=lambda z, a, y, t: [(np.subtract, (a, y, t)), (np.absolute, (t, t))],
        slope=lambda a, y, g: [(np.subtract, (a, y, g)), (np.sign, (g, g))],
        kinks=(0.0,),
    ),
    Cost(
        "huber", "Huber",
        _sum(row("½", _SQUARE, " where |", ERROR, "| ≤ 1, else |", ERROR, "| − ½")),
        row(ERROR, " held between −1 and 1"),
        terms=_huber,
        slope=lambda a, y, g: [(np.subtract, (a, y, g)), (np.fmin, (g, ONE, g)), (np.fmax, (g, MINUS_ONE, g))],
    ),
)
COSTS: dict[str, Cost] = {cost.name: cost for cost in _TABLE}


def slope_at(cost: Cost, a: Array | float, y: Array | float) -> Array:
    """∂C₀/∂a of one output or of many, by the calls that the tape runs; a, y and the result have one shape."""
    slope = np.empty(np.shape(a))
    for function, arguments in cost.slope(np.asarray(a, float), np.asarray(y, float), slope):
        function(*arguments)
    return slope


def allowed(cost: str, output_activation: str) -> bool:
    """Whether a cost goes with an output activation: the entropies only with sigmoid or softmax, the others with any."""
    return COSTS[cost].outputs in (None, output_activation)
