"""Where the neurons of a drawing are: columns, condensed columns, and the input drawn as a picture."""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

from core.network import Neuron

LARGEST, CONDENSED = 16, 14                                     # neurons shown at most: of a whole layer, of a condensed one
TOP, BOTTOM, LEFT, RIGHT = 30.0, 40.0, 96.0, 112.0              # px around the columns
SPACING, WIDEST = 72.0, 320.0                                   # px between columns, at least and at most
SLOT = 24.0                                                     # px for the arrows at either end of a condensed column
READABLE = 17.0                                                 # px, radius of neurons that hold their number
PITCH = 22.0                                                    # px between neurons of a condensed column, at least
RADIUS, ROOMY_RADIUS = 24.0, 32.0                               # px, of the largest neurons; where there are at most two to a layer
BENEATH = 40.0                                                  # px between those two, for a number on the rim and the bias below
BY_SPACING = 0.2                                                # of the way to the next column, what a radius takes at most
BESIDE = 8.0                                                    # px beside a neuron that still belong to its column
CELL = 20                                                       # px, of the largest pixels


class Column(NamedTuple):
    """One layer as drawn: neuron `first + i` at (x, y[i]); all lengths in px of the zoomed drawing."""

    layer: int
    size: int
    first: int
    x: float
    y: np.ndarray
    radius: float
    picture: QRectF | None = None
    shape: tuple[int, int] = (0, 0)                             # rows and columns of the picture

    @property
    def shown(self) -> range:
        """The neurons that are drawn."""
        return range(self.first, self.first + len(self.y))

    @property
    def condensed(self) -> bool:
        """Whether some neurons are not drawn."""
        return len(self.y) < self.size

    @property
    def pitch(self) -> float:
        """px from neuron to neuron."""
        return float(self.y[1] - self.y[0]) if len(self.y) > 1 else math.inf

    @property
    def top(self) -> float:
        """The upper end of what is drawn."""
        return self.picture.top() if self.picture is not None else float(self.y[0]) - self.radius

    @property
    def bottom(self) -> float:
        """The lower end of what is drawn."""
        return self.picture.bottom() if self.picture is not None else float(self.y[-1]) + self.radius

    def cell(self, j: int) -> QRectF:
        """The pixel of neuron j in the picture."""
        assert self.picture is not None
        row, column = divmod(j, self.shape[1])
        side = self.picture.width() / self.shape[1]
        return QRectF(self.picture.left() + column * side, self.picture.top() + row * side, side, side)

    def centres(self) -> np.ndarray:
        """(shown, 2): where edges into these neurons end."""
        return np.column_stack((np.full(len(self.y), self.x), self.y))

    def exits(self) -> np.ndarray:
        """(shown, 2): where edges out of these neurons start; those of a picture leave side by side at its right border."""
        if self.picture is None:
            return self.centres()
        y = self.picture.top() + (np.arange(self.size) + 0.5) * (self.picture.height() / self.size)
        return np.column_stack((np.full(self.size, self.picture.right() + 5), y))

    def centre(self, j: int) -> QPointF | None:
        """The middle of neuron j, if it is drawn."""
        if j not in self.shown:
            return None
        return self.cell(j).center() if self.picture is not None else QPointF(self.x, float(self.y[j - self.first]))

    def at(self, x: float, y: float) -> int | None:
        """The neuron drawn at this place."""
        if self.picture is not None:
            if not self.picture.contains(x, y):
                return None
            rows, columns = self.shape
            row = min(int((y - self.picture.top()) / self.picture.height() * rows), rows - 1)
            return row * columns + min(int((x - self.picture.left()) / self.picture.width() * columns), columns - 1)
        if abs(x - self.x) > self.radius + 2:
            return None
        distance = np.hypot(self.y - y, self.x - x)
        nearest = int(np.argmin(distance))
        return self.first + nearest if distance[nearest] <= self.radius + 2 else None

    def arrows(self) -> tuple[QRectF, QRectF] | None:
        """Where the arrows that scroll a condensed column up and down are."""
        if not self.condensed:
            return None
        side = SLOT - 4
        return QRectF(self.x - side / 2, self.top - side - 3, side, side), QRectF(self.x - side / 2, self.bottom + 3, side, side)


class Layout(NamedTuple):
    """All columns, in a drawing of this width and height whose upper left corner is (0, 0)."""

    columns: tuple[Column, ...]
    width: float
    height: float
    spacing: float

    def neuron_at(self, x: float, y: float) -> Neuron | None:
        """The neuron drawn at this place."""
        for column in self.columns:
            j = column.at(x, y)
            if j is not None:
                return Neuron(column.layer, j)
        return None

    def column_at(self, x: float) -> Column:
        """The column nearest to x."""
        return min(self.columns, key=lambda column: abs(column.x - x))

    def column_around(self, x: float) -> tuple[int | None, int | None]:
        """The layer in whose column x lies, or the layer left of the gap between two columns; neither outside of the network."""
        for column in self.columns:
            half = column.radius if column.picture is None else column.picture.width() / 2
            if abs(x - column.x) <= max(half + BESIDE, 0.2 * self.spacing):
                return column.layer, None
        left = [column.layer for column in self.columns if column.x < x]
        return None, left[-1] if 0 < len(left) < len(self.columns) else None

    def centre(self, neuron: Neuron) -> QPointF | None:
        """The middle of a neuron, if it is drawn."""
        return self.columns[neuron.l].centre(neuron.j)

    def anchor(self, neuron: Neuron) -> QPointF:
        """The middle of a neuron, or of the arrow on its side of a column that does not show it."""
        column = self.columns[neuron.l]
        centre = column.centre(neuron.j)
        if centre is None:
            up, down = column.arrows() or (QRectF(), QRectF())
            centre = (up if neuron.j < column.first else down).center()
        return centre

    def reveal(self, neuron: Neuron) -> int:
        """The first neuron its column has to show so that this one is among them, moving as little as can be."""
        column = self.columns[neuron.l]
        return max(min(column.first, neuron.j), neuron.j - len(column.y) + 1)


def arrange(sizes: Sequence[int], width: float, height: float, *, first: Sequence[int] = (), picture: tuple[int, int] | None = None,
            zoom: float = 1.0) -> Layout:
    """Columns for layers of these sizes in a drawing of width × height px, which grows to the right when they do not fit.

    `first` says where a condensed column starts; `picture` (rows, columns) draws the input as one; `zoom` scales the result.
    """
    room = max(height - TOP - BOTTOM, 60.0)
    middle = TOP + room / 2
    side = _cell(picture, room, width) if picture else 0
    largest, beside = (RADIUS, 0.0) if max(sizes) > 2 else (ROOMY_RADIUS, 37.0)
    left = LEFT if picture is None else max(side * picture[1] / 2 + 34, LEFT)
    spacing = _spacing(sizes, width - left - RIGHT - beside)
    right = RIGHT + beside - (largest - min(largest, BY_SPACING * spacing))     # so much nearer is what stands beside small neurons
    spacing = _spacing(sizes, width - left - right)
    drawn = left + spacing * (len(sizes) - 1) + right
    start = left + max(width - drawn, 0) / 2
    shown = [n if n <= LARGEST or (picture and not l) else _condensed(room) for l, n in enumerate(sizes)]
    pitches = [_pitch(n, room - 2 * SLOT * (n < sizes[l])) for l, n in enumerate(shown)]
    radii = [min(0.42 * pitch, largest, BY_SPACING * spacing) for pitch in pitches]
    if largest == ROOMY_RADIUS:
        radii = [max(min(radius, (pitch - BENEATH) / 2), min(radius, READABLE)) if n > 1 else radius
                 for n, radius, pitch in zip(sizes, radii, pitches, strict=True)]
    common = max(1.35 * min(radii[1:] if picture else radii), READABLE)
    columns = []
    for l, n in enumerate(sizes):
        if picture and not l:
            extent = QSizeF(side * picture[1], side * picture[0])
            corner = QPointF(round(start - extent.width() / 2), round(middle - extent.height() / 2))
            frame = QRectF(corner * zoom, extent * zoom)
            columns.append(Column(0, n, 0, frame.center().x(), np.zeros(n), side * zoom / 2, frame, picture))
            continue
        y = np.round(middle + (np.arange(shown[l]) - (shown[l] - 1) / 2) * pitches[l])
        begin = min(max(first[l] if l < len(first) else 0, 0), n - shown[l])
        columns.append(Column(l, n, begin, round(start + l * spacing) * zoom, y * zoom, min(radii[l], common) * zoom))
    return Layout(tuple(columns), max(drawn, width) * zoom, height * zoom, spacing * zoom)


def _spacing(sizes: Sequence[int], room: float) -> float:
    """px from column to column in so much room."""
    return min(max(room / max(len(sizes) - 1, 1), SPACING), WIDEST)


def _pitch(shown: int, room: float) -> float:
    """px from neuron to neuron: few neurons stand further apart, many share the room."""
    return min(room / shown, max(136.0 - 11 * shown, 56.0))


def _condensed(room: float) -> int:
    return min(max(int((room - 2 * SLOT) / PITCH), 4), CONDENSED)


def _cell(shape: tuple[int, int], room: float, width: float) -> int:
    """Whole px per pixel, so that the picture stays crisp."""
    return max(int(min(0.8 * room / shape[0], 0.3 * width / shape[1], CELL)), 1)
