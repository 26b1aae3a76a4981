"""How much a pixel, a notch or a key changes a number, and a number that is pulled by many of them."""
from __future__ import annotations

from math import floor, log10

from PySide6.QtCore import Qt

FINE = 0.1                                                      # with Shift
NOTCH = 120                                                     # of a wheel, in Qt's eighths of a degree


def step_of(value: float) -> float:
    """What one pixel, one notch or one key changes: the third significant figure, but not below 0.001.

    >>> step_of(-1.2), step_of(250.0), step_of(0.0)
    (0.01, 1.0, 0.001)
    """
    return float(f"1e{floor(log10(max(abs(value), 0.1))) - 2}")


def is_fine(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether everything is to be ten times finer."""
    return bool(modifiers & Qt.KeyboardModifier.ShiftModifier)


class Pull:
    """One pull of a number, from what it was `before`, by `step` a pixel."""

    def __init__(self, before: float, step: float) -> None:
        self.before, self._step, self._travel = before, step, 0.0

    def by(self, pixels: float, fine: bool) -> float:
        """What it is after so many pixels more; three steps of 0.1 are 0.3.

        >>> pull = Pull(1.2, 0.01)
        >>> pull.by(10, fine=False), pull.by(1, fine=True), pull.by(-11, fine=False)
        (1.3, 1.301, 1.191)
        """
        self._travel += pixels * (1.0 if fine else 1 / FINE)
        return round(self.before + round(self._travel) * FINE * self._step, 12)
