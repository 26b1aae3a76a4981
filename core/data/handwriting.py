"""Strokes of a pen as the picture that a data set would have made of them."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core.data.dataset import Array

SMALL = 16                          # pixels: pictures up to this side are made as those of 8 × 8 pixels, larger ones as MNIST's
DOTS = 4                            # along the side of a pixel; of each of them it is known whether it is inked
WIDEST = 0.75                       # of the side, for a small picture: its digits are as high as the picture and this wide at most
BOX = 20 / 28                       # of the side: MNIST's digits fit into this box, centred by their ink
PEN = 0.08                          # of the side: the usual width of a line in a large picture
POINT = 1e-9                        # px of the pad: what is no longer than this is a point


def picture(strokes: Sequence[Array], side: int, ink: float, weight: float = 1.0) -> Array:
    """(side · side,) from 0, paper, to 1, ink, line by line from the top left; all 0 without strokes.

    `strokes` are lines (points, 2) in x and downwards in y, of any size and place. The digits of the UCI set (Alpaydin and Kaynak,
    1998) were brought to the height of a bitmap of 32 × 32 dots and to about the same amount of ink, and each pixel counts the dots
    of a block of 4 × 4: so small pictures are filled up to the share `ink`. MNIST's were fitted into 20 × 20 of 28 × 28 pixels and
    moved so that the middle of their ink is that of the picture. `weight` makes lines thicker, above 1, or thinner.
    """
    strokes = [np.asarray(stroke, float) for stroke in strokes if len(stroke)]
    if not strokes:
        return np.zeros(side * side)
    size = side * DOTS
    dots = _filled(strokes, size, weight * ink) if side <= SMALL else _drawn(strokes, size, weight)
    shares: Array = dots.reshape(side, DOTS, side, DOTS).mean(axis=(1, 3))
    return shares.ravel()


def _filled(strokes: Sequence[Array], size: int, ink: float) -> np.ndarray:
    """As high as the picture with lines so wide that the share `ink` of the dots is inked."""
    wanted = min(max(round(ink * size * size), size), size * size)
    radius = 1.0
    for _ in range(4):              # the wider the line, the less of the height is left for its middle
        placed = _fitted(strokes, (WIDEST * size - 2 * radius, size - 2 * radius), size)
        distances = _distances(placed, size)
        radius = float(np.clip(np.partition(distances.ravel(), wanted - 1)[wanted - 1], 0.5, size / 4))
    return distances <= radius


def _drawn(strokes: Sequence[Array], size: int, weight: float) -> np.ndarray:
    """Fitted into MNIST's box, then moved by whole dots until its ink is in the middle."""
    radius = max(weight * PEN * size / 2, 0.5)
    inner = BOX * size - 2 * radius
    dots = _distances(_fitted(strokes, (inner, inner), size), size) <= radius
    offset = [round((size - 1) / 2 - float(where.mean())) for where in np.nonzero(dots)]
    return np.roll(dots, offset, (0, 1))


def _fitted(strokes: Sequence[Array], room: tuple[float, float], size: int) -> list[Array]:
    """As large as the room allows, in the middle of the picture; heights and widths keep their proportion."""
    everything = np.concatenate(strokes)
    low, high = everything.min(axis=0), everything.max(axis=0)
    extent = high - low
    scales = [space / length for space, length in zip(room, extent, strict=True) if length > POINT]
    scale = max(min(scales, default=1.0), 0.0)
    return [(stroke - (low + high) / 2) * scale + size / 2 for stroke in strokes]


def _distances(strokes: Sequence[Array], size: int) -> Array:
    """From the middle of every dot to the nearest line, (size, size)."""
    across, down = np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5)
    nearest = np.full((size, size), np.inf)
    for stroke in strokes:
        for (x, y), (to_x, to_y) in pairwise(stroke if len(stroke) > 1 else np.repeat(stroke, 2, axis=0)):
            way_x, way_y = to_x - x, to_y - y
            along = ((across - x) * way_x + (down - y) * way_y) / max(way_x**2 + way_y**2, 1e-12)
            along = np.clip(along, 0, 1)
            np.minimum(nearest, np.hypot(across - x - along * way_x, down - y - along * way_y), out=nearest)
    return nearest
