"""Many edges quickly: lines built beforehand, bins of colour and width, the strongest on top, a hit test over all at once."""
from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.network import Bias, Edge, Neuron
from widgets import theme
from widgets.network_layout import Column

STEPS = 16                                                      # of strength; times two signs, the bins
WEAKEST, STRONGEST = 0.8, 5.0                                   # px, width of a line
DASHED = 300                                                    # edges; up to here a negative one is drawn in long dashes
DASH, GAP = 18.0, 3.0                                           # px
REACH = 5.0                                                     # px from a line that still hit it

_NEUTRAL, _NEGATIVE, _POSITIVE = range(3)


class EdgePainter:
    """The edges between the neurons that are drawn; coordinates are those of the columns."""

    def __init__(self) -> None:
        self._columns: tuple[Column, ...] = ()
        self._edges = np.empty((0, 3), int)
        self._ends = np.empty((0, 4))
        self._lines = np.empty(0, object)
        self._widest = STRONGEST
        self._removed = self._muted = np.empty(0, bool)
        self._frozen: list[int] = []
        self._values = np.empty(0)
        self._order = np.empty(0, int)
        self._bins: list[tuple[int, int, int, int]] = []        # first and last place in _order, sign, strength
        self.scale = 1.0                                        # the value drawn widest

    def __len__(self) -> int:
        return len(self._lines)

    # ---- what is drawn ---------------------------------------------------------------------------------------------------------

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Build the lines between neighbouring columns; values and marks have to be set anew."""
        self._columns = tuple(columns)
        edges, ends = [np.empty((0, 3), int)], [np.empty((0, 4))]
        for before, column in pairwise(columns):
            j, k = np.array(column.shown), np.array(before.shown)
            edges.append(np.column_stack((np.full(len(j) * len(k), column.layer), np.repeat(j, len(k)), np.tile(k, len(j)))))
            ends.append(np.hstack((np.tile(before.exits(), (len(j), 1)), np.repeat(column.centres(), len(k), axis=0))))
        self._edges, self._ends = np.concatenate(edges), np.concatenate(ends)
        self._lines = np.empty(len(self._edges), object)
        self._lines[:] = list(map(QLineF, *self._ends.T.tolist()))
        self._widest = min([STRONGEST, *(max(0.22 * column.radius, 1.2) for column in columns if column.picture is None)])
        self._prepare_hits()
        self._removed, self._muted = np.zeros((2, len(self._lines)), bool)
        self._frozen = []
        self._values = np.full(len(self._lines), np.nan)
        self._sort()

    def set_values(self, values: Sequence[np.ndarray | None] | None) -> None:
        """The number each edge stands for: entry l is (n_l, n_(l−1)), entry 0 is not read; None draws all alike."""
        if values is None:
            self._values = np.full(len(self._lines), np.nan)
        else:
            blocks = [np.asarray(values[column.layer])[column.first:column.shown.stop, before.first:before.shown.stop].ravel()
                      for before, column in pairwise(self._columns)]
            self._values = np.concatenate([np.empty(0), *blocks])
        self._sort()

    def set_marks(self, removed: Collection[Edge], frozen: Collection[Edge | Bias], off: Collection[Neuron]) -> None:
        """Edges drawn dotted, edges drawn with a lock, and neurons whose edges are muted."""
        self._removed, self._muted = np.zeros((2, len(self._lines)), bool)
        self._frozen = []
        if removed or frozen or off:
            place = {edge: i for i, edge in enumerate(map(tuple, self._edges.tolist()))}
            self._removed[[place[edge] for edge in map(tuple, removed) if edge in place]] = True
            self._frozen = [place[edge] for edge in map(tuple, frozen) if edge in place]
        for l, j in off:
            self._muted |= (self._edges[:, 0] == l) & (self._edges[:, 1] == j)
            self._muted |= (self._edges[:, 0] == l + 1) & (self._edges[:, 2] == j)
        self._sort()

    def _sort(self) -> None:
        """Into bins, weakest first."""
        values, shown = self._values, ~self._removed
        size = np.abs(values)
        finite = np.isfinite(size)
        self.scale = _rounded_up(float(size[finite & shown].max(initial=0.0)))
        strength = np.where(finite, np.minimum(np.where(finite, size, 0) * (STEPS / self.scale), STEPS - 1), 0).astype(int)
        sign = np.where(~finite | self._muted | (values == 0), _NEUTRAL, np.where(values < 0, _NEGATIVE, _POSITIVE))
        key = np.where(self._muted, 0, strength) * 3 + sign
        key[self._removed] = -1
        self._order = np.argsort(key, kind="stable")
        ordered = key[self._order]
        cuts = [0, *(np.flatnonzero(np.diff(ordered)) + 1).tolist(), len(ordered)] if len(ordered) else []
        self._bins = [(start, stop, ordered[start] % 3, ordered[start] // 3) for start, stop in pairwise(cuts)]

    # ---- painting --------------------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, start: int = 0, stop: int | None = None) -> None:
        """Draw the edges from place `start` to `stop` in the order of their strength; the painter's antialiasing is kept."""
        stop = len(self) if stop is None else stop
        painter.setBrush(Qt.BrushStyle.NoBrush)
        colours = theme.current()
        for first, last, sign, strength in self._bins:
            if last > start and first < stop:
                painter.setPen(_pen(colours.name, sign, strength, self._widest, len(self) <= DASHED))
                painter.drawLines(self._lines[self._order[max(first, start):min(last, stop)]].tolist())

    def paint_locks(self, painter: QPainter) -> None:
        """A small lock on every frozen edge."""
        for place in self._frozen:
            paint_lock(painter, self._lines[place].pointAt(0.5))

    def paint_one(self, painter: QPainter, edge: Edge, halo: bool = False) -> None:
        """Draw one edge so that it stands out, more so with a halo."""
        place = self._place(edge)
        if place is None:
            return
        colours, value = theme.current(), self._values[place]
        if halo:
            light = QColor(colours.text)
            light.setAlpha(36)
            painter.setPen(QPen(light, self._widest + 7))
            painter.drawLine(self._lines[place])
        if self._removed[place]:
            pen = QPen(colours.text, 1.5, Qt.PenStyle.DotLine)
        else:
            neutral = not np.isfinite(value) or value == 0
            width = _width(0 if neutral else min(abs(value) / self.scale, 1.0) * (STEPS - 1), self._widest)
            bright = colours.text if neutral else theme.mix(colours.negative if value < 0 else colours.positive, colours.text, 0.18)
            pen = _dashed(QPen(bright, max(width, 2.5) + 1.2), value < 0 and len(self) <= DASHED)
        painter.setPen(pen)
        painter.drawLine(self._lines[place])
        if place in self._frozen:
            paint_lock(painter, self._lines[place].pointAt(0.5))

    # ---- which edge is where ---------------------------------------------------------------------------------------------------

    def _prepare_hits(self) -> None:
        """Start, direction and 1 / length² of every line in float32, so that a hit test is a handful of sums."""
        x, y, x2, y2 = self._ends.T.astype(np.float32)
        self._start, self._along = (x, y), (x2 - x, y2 - y)
        self._per_length = 1 / np.maximum(self._along[0] ** 2 + self._along[1] ** 2, np.float32(1e-6))

    def at(self, x: float, y: float) -> Edge | None:
        """The edge whose line is nearest to this place, if it is within reach; of several as near, the strongest."""
        if not len(self):
            return None
        (x0, y0), (along_x, along_y) = self._start, self._along
        right, down = np.float32(x) - x0, np.float32(y) - y0
        share = np.clip((right * along_x + down * along_y) * self._per_length, 0, 1)
        distance = (right - share * along_x) ** 2 + (down - share * along_y) ** 2
        nearest = float(distance.min())
        if nearest > REACH ** 2:
            return None
        near = np.flatnonzero(distance <= nearest + 0.25)
        size = np.abs(np.nan_to_num(self._values[near], nan=0.0))
        return Edge(*self._edges[near[np.argmax(size)]].tolist())

    def line(self, edge: Edge) -> QLineF | None:
        """The line of an edge, if both its neurons are drawn."""
        place = self._place(edge)
        return None if place is None else self._lines[place]

    def _place(self, edge: Edge) -> int | None:
        start = 0
        for before, column in pairwise(self._columns):
            if column.layer == edge.l:
                inside = edge.j in column.shown and edge.k in before.shown
                return start + (edge.j - column.first) * len(before.y) + edge.k - before.first if inside else None
            start += len(column.y) * len(before.y)
        return None


def paint_lock(painter: QPainter, centre: QPointF) -> None:
    """A closed lock: this number does not move."""
    colours = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.background)
    painter.drawEllipse(centre, 8, 8)
    painter.setBrush(colours.text)
    painter.drawRoundedRect(QRectF(centre.x() - 4, centre.y() - 1, 8, 6), 1.5, 1.5)
    shackle = QPainterPath(centre + QPointF(-2.5, -1))
    shackle.arcTo(QRectF(centre.x() - 2.5, centre.y() - 5.5, 5, 6), 180, -180)
    shackle.lineTo(centre + QPointF(2.5, -1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colours.text, 1.4))
    painter.drawPath(shackle)


@functools.lru_cache(maxsize=512)
def _pen(theme_name: str, sign: int, strength: int, widest: float, few: bool) -> QPen:
    """The pen of one bin. The sign is not told by colour alone: among few edges by dashes, among many these would only be noise."""
    colours = theme.THEMES[theme_name]
    if strength < 0:
        return QPen(theme.mix(colours.background, colours.muted, 0.55), 1, Qt.PenStyle.DotLine)
    if sign == _NEUTRAL:
        return QPen(colours.line, WEAKEST)
    faintest = 0.3 if few else 0.15                             # so that a thousand weak edges stay a haze
    full = colours.negative if sign == _NEGATIVE else colours.positive
    colour = theme.mix(colours.background, full, faintest + (1 - faintest) * strength / (STEPS - 1))
    return _dashed(QPen(colour, _width(strength, widest)), sign == _NEGATIVE and few)


def _dashed(pen: QPen, dashed: bool) -> QPen:
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([DASH / pen.widthF(), GAP / pen.widthF()])
    return pen


def _width(strength: float, widest: float) -> float:
    return WEAKEST + (widest - WEAKEST) * strength / (STEPS - 1)


def _rounded_up(largest: float) -> float:
    """Up to two significant digits, so that the legend does not change at every step; 1 when there is nothing."""
    if not largest > 1e-300:
        return 1.0
    unit = 10.0 ** (np.floor(np.log10(largest)) - 1)
    return float(np.ceil(largest / unit - 1e-9) * unit)
