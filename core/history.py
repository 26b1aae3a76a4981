"""The recorded run, bounded: curves as pairs of least and greatest, marks, and parameter states that thin out as the run grows."""
from __future__ import annotations

from bisect import bisect_right
from collections import deque
from math import isnan
from operator import itemgetter
from typing import NamedTuple

import numpy as np

Point = tuple[float, float]                                    # (step, value)

POINTS = 2_048
MARKS = 1_000
BUDGET = 256 * 1024 * 1024                                     # bytes of all states
STATES = 4_096                                                 # however small they are


class Curve:
    """A series of (step, value) in at most `points` points, all of them recorded samples, in the order of their steps.

    Neighbouring samples share a bucket, which keeps its least and its greatest; when every bucket is full, neighbours are merged.
    So a spike of one step stays visible however long the run, short runs are kept exactly, and the newest sample is always the last
    point. NaN gives way to any number in its bucket; infinities are values like others.
    """

    def __init__(self, points: int = POINTS) -> None:
        self._buckets = (points - 1) // 4 * 2                  # even, for merging; the open bucket and the newest need the rest
        if self._buckets < 2:
            raise ValueError(f"points is {points}; allowed: 5 or more")
        self._closed = np.empty((self._buckets + 2, 2, 2))     # bucket, earlier or later, step or value
        self.clear()

    def clear(self) -> None:
        self._count, self._samples_per_bucket = 0, 2
        self._samples = 0                                      # in the open bucket
        self._low = self._high = self._newest = (0.0, np.nan)

    def append(self, step: float, value: float) -> None:
        """One more sample, at a step not before the last one's; amortised O(1)."""
        self._newest = point = (step, value)
        if self._samples == 0:
            self._low = self._high = point
        elif not isnan(value):                                 # the negations below let a number replace NaN
            if not self._low[1] <= value:
                self._low = point
            if not self._high[1] >= value:
                self._high = point
        self._samples += 1
        if self._samples == self._samples_per_bucket:
            self._closed[self._count] = self._open_pair()
            self._count, self._samples = self._count + 1, 0
            if self._count == self._buckets:
                self._merge()

    @property
    def newest(self) -> Point | None:
        """The last sample, or None when there is none."""
        return self._newest if self._count or self._samples else None

    @property
    def points(self) -> np.ndarray:
        """(points, 2): step and value."""
        parts = [self._closed[:self._count].reshape(-1, 2)]
        if self._samples:
            parts.append(np.array(self._open_pair()))
        if self._count or self._samples:
            parts.append(np.array([self._newest]))
        points = np.concatenate(parts)
        repeated = (points[1:] == points[:-1]).all(axis=1)     # a bucket's least may be its greatest, or the newest sample
        return np.delete(points, 1 + np.flatnonzero(repeated), axis=0)

    @property
    def steps(self) -> np.ndarray:
        return self.points[:, 0]

    @property
    def values(self) -> np.ndarray:
        return self.points[:, 1]

    def truncate(self, step: float) -> None:
        """Forget every sample after `step`."""
        points = self.points
        kept = points[points[:, 0] <= step]
        if len(kept) == len(points):
            return
        self._samples = 0
        self._count = (len(kept) + 1) // 2
        self._closed[:self._count] = np.concatenate((kept, kept[-1:]))[:2 * self._count].reshape(-1, 2, 2)
        if len(kept):
            self._newest = (float(kept[-1, 0]), float(kept[-1, 1]))
        if self._count >= self._buckets:
            self._merge()

    def _open_pair(self) -> list[Point]:
        return sorted((self._low, self._high), key=itemgetter(0))

    def _merge(self) -> None:
        """Two buckets become one: of their four points the least and the greatest stay."""
        if self._count % 2:
            self._closed[self._count] = self._closed[self._count - 1]
            self._count += 1
        self._count //= 2
        points = self._closed[:2 * self._count].reshape(-1, 4, 2)
        values, missing = points[:, :, 1], np.isnan(points[:, :, 1])
        least = np.where(missing, np.inf, values).argmin(axis=1)
        greatest = np.where(missing, -np.inf, values).argmax(axis=1)
        kept = np.sort(np.stack((least, greatest), axis=1), axis=1)
        self._closed[:self._count] = np.take_along_axis(points, kept[:, :, None], axis=1)
        self._samples_per_bucket *= 2


class Mark(NamedTuple):
    """Something that happened to the run at a step, such as "data changed"."""

    step: int
    text: str


class Kept(NamedTuple):
    """A state of the run that was kept; `place` counts the states offered before it."""

    step: int
    state: object
    size_bytes: int
    place: int


class History:
    """What a run leaves behind: named curves (`cost_training`, `gradient_norm[1]` …), marks, and states to go back to."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self.clear()

    def clear(self) -> None:
        self.curves: dict[str, Curve] = {}
        self.marks: deque[Mark] = deque(maxlen=MARKS)
        self._kept: list[Kept] = []
        self._size_bytes, self._stride = 0, 1
        self._newest = 0                                       # the step that the run was at last
        self._back_at: int | None = None                       # where a divergence took it back to

    def be_at(self, step: int) -> None:
        """The run is at this step. As soon as it goes on from where a divergence took it back to, what lay beyond is forgotten."""
        if step < self._newest:
            self._back_at = step
        elif self._back_at is not None and step > self._back_at:
            self.truncate(self._back_at)
            self._back_at = None
        self._newest = step

    def append(self, name: str, step: int, value: float) -> None:
        """One more sample of the curve of that name, which begins with it if there was none."""
        if name not in self.curves:
            self.curves[name] = Curve()
        self.curves[name].append(step, value)

    def mark(self, step: int, text: str) -> None:
        self.marks.append(Mark(step, text))

    def keep(self, step: int, state: object, size_bytes: int) -> None:
        """Keep a state of the run, thinning the older ones when the budget is spent; the first and the newest always stay."""
        place = self._kept[-1].place + 1 if self._kept else 0
        if self._kept and self._kept[-1].place % self._stride:
            self._size_bytes -= self._kept.pop().size_bytes    # it stayed only as long as it was the newest
        self._kept.append(Kept(step, state, size_bytes, place))
        self._size_bytes += size_bytes
        while (self._size_bytes > self._budget or len(self._kept) > STATES) and len(self._kept) > 2:
            self._stride *= 2
            self._keep_only([kept for kept in self._kept if kept.place % self._stride == 0 or kept.place == place])

    @property
    def size_bytes(self) -> int:
        """Bytes of all states kept."""
        return self._size_bytes

    @property
    def kept_steps(self) -> list[int]:
        return [kept.step for kept in self._kept]

    def state_at_or_before(self, step: int) -> tuple[int, object] | None:
        """The latest state kept whose step is not after `step`, with its step; None when every one is later."""
        place = bisect_right(self._kept, step, key=lambda kept: kept.step)
        return (self._kept[place - 1].step, self._kept[place - 1].state) if place else None

    def truncate(self, step: int) -> None:
        """Forget everything after `step`: the run goes on from there."""
        for curve in self.curves.values():
            curve.truncate(step)
        self.marks = deque((mark for mark in self.marks if mark.step <= step), maxlen=MARKS)
        self._keep_only([kept for kept in self._kept if kept.step <= step])

    def _keep_only(self, states: list[Kept]) -> None:
        self._kept, self._size_bytes = states, sum(kept.size_bytes for kept in states)
