"""What a tool does to points of a plane: a spray that is as dense however fast it is moved, what it touches, what is nearest."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.data.dataset import Array

Place = tuple[float, float]


class Stroke(NamedTuple):
    """A tool moved from one place to another; it reaches `reach` far from its way, in x and in y, both above 0."""

    start: Place
    end: Place
    reach: Place

    @property
    def length(self) -> float:
        """The way in units of the reach."""
        return float(np.hypot(*(np.subtract(self.end, self.start) / self.reach)))


def sprayed(rng: np.random.Generator, stroke: Stroke, density: float, owed: float) -> tuple[Array, float]:
    """Points (k, 2) scattered around the way, and what is owed to the next stroke: `density` of them for each diameter of way.

    They spread evenly over the disc that the tool covers, whose middle is anywhere on the way.
    """
    owed += density * stroke.length / 2
    count = int(owed)
    way = np.asarray(stroke.start) + rng.uniform(size=(count, 1)) * np.subtract(stroke.end, stroke.start)
    angle, distance = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(size=count))      # √: evenly over the area
    return way + distance[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]) * stroke.reach, owed - count


def touched(places: Array, stroke: Stroke) -> np.ndarray:
    """Which of the places (n, 2) lie within reach of the way, as n booleans."""
    way, from_start = np.subtract(stroke.end, stroke.start) / stroke.reach, (places - stroke.start) / stroke.reach
    along = from_start @ way / max(float(way @ way), 1e-300)
    near = np.clip(along, 0, 1)[:, None] * way
    return np.asarray(np.hypot(*(from_start - near).T) <= 1)


def nearest(places: Array, at: Place, reach: Place) -> int | None:
    """The place (n, 2) within reach that is nearest, None if there is none."""
    distances = np.hypot(*((places - at) / reach).T)
    return int(distances.argmin()) if len(places) and distances.min() <= 1 else None
