"""How long work in core tells how far it is, without knowing who listens."""
from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]                                   # told the share done, 0 to 1; raises Cancelled to end the work


class Cancelled(Exception):
    """Nobody waits for the result any more."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """For work that is one part of a longer one, from one share of it to another."""
    return lambda share: progress(start + (end - start) * share)


def silent(share: float) -> None:
    """For callers who only want the result."""
