"""Numbers short enough for a label beside a line, and for the inside of a neuron."""
from __future__ import annotations

import math

from core.notation import MINUS, fixed, number

MISSING = "—"


def compact(value: float) -> str:
    """A number with its sign for a label; a dash for what is not a number."""
    if not math.isfinite(value):
        return MISSING
    if value and not 0.001 <= abs(value) < 10_000:
        return f"{value:+.1e}".replace("-", MINUS)
    return fixed(value, 4 if abs(value) < 10 else 2)


def as_factor(value: float) -> str:
    """A number as `compact` has it, in the same width, with one decimal more where it fits: what is multiplied needs it."""
    return fixed(value, 5) if 0.001 <= abs(value) < 10 or value == 0 else compact(value)


def short(value: float) -> str:
    """A number that fits into a neuron: two decimals, fewer when it is large, a dash for what is not a number."""
    if not math.isfinite(value):
        return MISSING
    style = next((style for limit, style in ((9.995, ".2f"), (99.95, ".1f"), (9999.5, ".0f")) if abs(value) < limit), ".0e")
    return format(value, style).replace("e+0", "e").replace("-", MINUS)


def signed_short(value: float) -> str:
    """A number with its sign in few figures."""
    return ("+" if value >= 0 else "") + short(value)


def figures(one: float, other: float) -> tuple[str, str]:
    """Two numbers with as many decimals each, so that they can be compared: five significant figures of the larger.

    >>> figures(-0.09422276, -0.0943678), figures(1.23456e-5, -1.2e-6)
    (('−0.094223', '−0.094368'), ('+1.2346e−05', '−1.2000e−06'))
    """
    size = max(abs(one), abs(other))
    if not math.isfinite(one + other):
        return number(one), number(other)
    form = f"+.{4 - math.floor(math.log10(size))}f" if 1e-3 <= size < 1e4 else "+.4e" if size else "+.5f"
    first, second = (f"{value + 0.0:{form}}".replace("-", MINUS) for value in (one, other))
    return first, second
