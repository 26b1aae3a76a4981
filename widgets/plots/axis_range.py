"""Ranges and ticks of axes that grow by steps of nice numbers, so that a plot does not creep while it is drawn."""
from __future__ import annotations

from math import ceil, floor, log10

import numpy as np

Range = tuple[float, float]

_NICE = {1.0: 2, 1.2: 3, 1.5: 3, 2.0: 2, 3.0: 3, 4.0: 2, 5.0: 2, 6.0: 3, 8.0: 2, 10.0: 2}  # leading figure: its intervals
LARGEST = 1e300                                                # what is beyond counts as infinite
DECADES = 100                                                  # a log axis shows no more below its top
MOST_TICKS = 4


def nice_above(value: float) -> float:
    """The least nice number that is not below `value` > 0.

    >>> nice_above(10_300), nice_above(0.07), nice_above(2.0)
    (12000.0, 0.08, 2.0)
    """
    exponent = floor(log10(value))
    return next(nice for nice in (float(f"{figure}e{exponent}") for figure in (*_NICE, 12.0)) if nice >= value)


def grown_top(top: float, shown: float | None = None) -> float:
    """The end of an axis from 0 that has to reach `top`: what is shown, unless it is too short or more than twice too long."""
    needed = nice_above(top)
    return shown if shown and needed <= shown <= 2 * needed else needed


def linear_range(low: float, high: float, shown: Range | None = None) -> Range:
    """A range for values from `low` to `high` that contains 0, each side growing as `grown_top` does."""
    below, above = shown or (0.0, 0.0)
    bottom = -grown_top(-low, -below) if low < 0 else 0.0
    top = grown_top(high, above) if high > 0 else 0.0
    return (bottom, top) if bottom < top else shown or (0.0, 1.0)


def close_range(low: float, high: float, shown: Range | None = None) -> Range:
    """A range between round numbers that need not contain 0: what is shown, unless it is too short or more than twice too long."""
    length = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-300)
    step = 10.0 ** floor(log10(length / 2))
    bottom, top = step * floor(low / step), step * ceil(high / step)
    if bottom == top:
        bottom, top = bottom - step, top + step
    fits = shown and shown[0] <= low and high <= shown[1] and shown[1] - shown[0] <= 2 * (top - bottom)
    return shown if shown and fits else (bottom, top)


def log_range(low: float, high: float, shown: Range | None = None) -> Range:
    """The same for powers of ten from `low` to `high`, in half decades and at least one decade long."""
    top = ceil(2 * high) / 2
    bottom = max(min(floor(2 * low) / 2, top - 1), top - DECADES)
    if shown and shown[0] <= bottom and top <= shown[1] and shown[1] - shown[0] <= 2 * (top - bottom):
        return shown
    return bottom, top


def linear_ticks(shown: Range) -> list[float]:
    """The ends of a linear range and nice numbers between them."""
    low, high = shown
    longer = max(-low, high)
    intervals = 2 if low < 0 < high else _NICE.get(float(f"{longer:.1e}".split("e")[0]), 2)
    step = longer / intervals
    return [step * place for place in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def log_ticks(shown: Range) -> list[float]:
    """Whole powers of ten within a log range; every second, third … when there are many."""
    low, high = ceil(shown[0]), floor(shown[1])
    stride = max(ceil((high - low + 1) / MOST_TICKS), 1)
    return [float(decade) for decade in range(high, low - 1, -stride)][::-1]


def finite_range(values: np.ndarray) -> Range | None:
    """The least and greatest finite value, or None when there is none."""
    finite = values[np.abs(values) < LARGEST]
    return (float(finite.min()), float(finite.max())) if finite.size else None
