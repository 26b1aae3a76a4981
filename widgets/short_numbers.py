"""Numbers short enough for a label beside a line, and for the inside of a neuron."""
from __future__ import annotations

import math

from core.notation import MINUS, fixed

MISSING = "—"


def compact(value: float) -> str:
    """A number with its sign for a label; a dash for what is not a number."""
    if not math.isfinite(value):
        return MISSING
    if value and not 0.001 <= abs(value) < 10_000:
        return f"{value:+.1e}".replace("-", MINUS)
    return fixed(value, 4 if abs(value) < 10 else 2)


def short(value: float) -> str:
    """A number that fits into a neuron: two decimals, fewer when it is large, a dash for what is not a number."""
    if not math.isfinite(value):
        return MISSING
    style = next((style for limit, style in ((9.995, ".2f"), (99.95, ".1f"), (9999.5, ".0f")) if abs(value) < limit), ".0e")
    return format(value, style).replace("e+0", "e").replace("-", MINUS)


def signed_short(value: float) -> str:
    """A number with its sign in few figures."""
    return ("+" if value >= 0 else "") + short(value)
