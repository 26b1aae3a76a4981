"""Every activation σ with its derivative: the formula as data, and beside it the NumPy calls that compute it.

`value(z, a)` lists the calls that write a = σ(z), `slope(z, a, s)` those that write s = ∂a/∂z; all arrays have one shape and none
is rebound. Softmax couples the neurons of a layer, so it has no slope: its Jacobian is applied by core/tape.py.
fmax and fmin stand for maximum and minimum, which NumPy no longer lets write into a third positional argument.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from core.notation import Fraction, Node, Power, Sum, Symbol, Text, derivative, row

Array = np.ndarray[Any, np.dtype[np.float64]]
Work = tuple[Callable[..., Any], tuple[Any, ...]]                    # a function and its positional arguments

# As operands, 0-d arrays are quicker than Python or NumPy scalars.
ZERO, HALF, ONE, TWO, MINUS_TWO = (np.array(number) for number in (0.0, 0.5, 1.0, 2.0, -2.0))
LEAK, LEAK_RISE = np.array(0.01), np.array(0.99)

Z, A, E = Symbol("z"), Symbol("a"), Text("e")


class Activation(NamedTuple):
    """One nonlinearity. `kinks` are the z at which it has no derivative."""

    name: str
    formula: Node
    slope_formula: Node
    value: Callable[[Array, Array], list[Work]]
    slope: Callable[[Array, Array, Array], list[Work]] | None
    kinks: tuple[float, ...] = ()
    note: str = ""

    @property
    def is_coupled(self) -> bool:
        """Whether every z of a layer reaches every a of it, as with softmax; there is no slope then."""
        return self.slope is None


def _softmax(z: Array, a: Array) -> list[Work]:
    """a = e^(z − max z) / Σ e^(z − max z), column by column; taking the largest z off keeps the powers finite."""
    peak = np.empty((*z.shape[:-2], 1, z.shape[-1]))
    total = np.empty_like(peak)
    return [
        (np.maximum.reduce, (z, -2, None, peak, True)),
        (np.subtract, (z, peak, a)),
        (np.exp, (a, a)),
        (np.add.reduce, (a, -2, None, total, True)),
        (np.divide, (a, total, a)),
    ]


_TABLE = (
    Activation(
        "linear", Z, Text("1"),
        value=lambda z, a: [(np.copyto, (a, z))],
        slope=lambda z, a, s: [(s.fill, (1.0,))],
    ),
    Activation(
        "sigmoid", Fraction(Text("1"), row("1 + ", Power(E, row("−", Z)))), row(A, " (1 − ", A, ")"),
        value=lambda z, a: [(np.negative, (z, a)), (np.exp, (a, a)), (np.add, (a, ONE, a)), (np.reciprocal, (a, a))],
        slope=lambda z, a, s: [(np.subtract, (ONE, a, s)), (np.multiply, (s, a, s))],
    ),
    Activation(
        "tanh", row("tanh ", Z), row("1 − ", Power(A, Text("2"))),
        value=lambda z, a: [(np.tanh, (z, a))],
        slope=lambda z, a, s: [(np.square, (a, s)), (np.subtract, (ONE, s, s))],
    ),
    Activation(
        "relu", row("max(0, ", Z, ")"), row("1 where ", Z, " > 0, else 0"),
        value=lambda z, a: [(np.fmax, (z, ZERO, a))],
        slope=lambda z, a, s: [(np.sign, (a, s))],                                       # a ≥ 0, so its sign is 0 or 1
        kinks=(0.0,),
    ),
    Activation(
        "leaky relu", row("max(0.01 ", Z, ", ", Z, ")"), row("1 where ", Z, " > 0, else 0.01"),
        value=lambda z, a: [(np.multiply, (z, LEAK, a)), (np.fmax, (z, a, a))],
        slope=lambda z, a, s: [(np.heaviside, (z, ZERO, s)), (np.multiply, (s, LEAK_RISE, s)), (np.add, (s, LEAK, s))],
        kinks=(0.0,),
    ),
    Activation(
        "elu", row(Z, " where ", Z, " > 0, else ", Power(E, Z), " − 1"), row("1 where ", Z, " > 0, else ", A, " + 1"),
        # e^z − 1 is never below z, so the larger of the two is right on both sides of 0.
        value=lambda z, a: [(np.fmin, (z, ZERO, a)), (np.expm1, (a, a)), (np.fmax, (z, a, a))],
        slope=lambda z, a, s: [(np.fmin, (a, ZERO, s)), (np.add, (s, ONE, s))],
    ),
    Activation(
        "softplus", row("ln(1 + ", Power(E, Z), ")"), row("1 − ", Power(E, row("−", A))),
        value=lambda z, a: [(np.logaddexp, (z, ZERO, a))],
        slope=lambda z, a, s: [(np.negative, (a, s)), (np.expm1, (s, s)), (np.negative, (s, s))],
    ),
    Activation(
        "sine", row("sin ", Z), row("cos ", Z),
        value=lambda z, a: [(np.sin, (z, a))],
        slope=lambda z, a, s: [(np.cos, (z, s))],
    ),
    Activation(
        "gaussian", Power(E, row("−", Power(Z, Text("2")))), row("−2 ", Z, " ", A),
        value=lambda z, a: [(np.square, (z, a)), (np.negative, (a, a)), (np.exp, (a, a))],
        slope=lambda z, a, s: [(np.multiply, (z, a, s)), (np.multiply, (s, MINUS_TWO, s))],
    ),
    Activation(
        "step", row("1 where ", Z, " ≥ 0, else 0"), Text("0"),
        value=lambda z, a: [(np.heaviside, (z, ONE, a))],
        slope=lambda z, a, s: [(s.fill, (0.0,))],
        kinks=(0.0,),
        note="A step is flat on both sides, so its derivative is 0: no gradient passes through it and nothing before it can learn.",
    ),
    Activation(
        "softmax",
        Fraction(Power(E, Symbol("z", j="j")), Sum(Symbol("i"), Power(E, Symbol("z", j="i")))),
        row(derivative(Symbol("a", j="i"), Symbol("z", j="j")), " = ", Symbol("a", j="i"), " ([i = j] − ", Symbol("a", j="j"), ")"),
        value=_softmax,
        slope=None,
        note="Softmax divides by the sum over its layer: every z reaches every a.",
    ),
)
ACTIVATIONS: dict[str, Activation] = {activation.name: activation for activation in _TABLE}
