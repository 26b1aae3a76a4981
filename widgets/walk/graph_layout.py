"""Where the nodes of a graph are drawn: in columns from the parameters to the cost, with few crossings and without overlap."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from core.explain.graph import Graph

CARD, FLAT = QSizeF(102, 36), QSizeF(162, 20)                   # px: a node in two lines, and in one
TALL, TWOFOLD = 8, 12                                           # nodes of a column; of more, in one line each; in two lanes
BESIDE, LOOSEST, LANE = 7.0, 26.0, 10.0                         # px: from node to node, at most added to it; from lane to lane
APART, FURTHEST, NARROW = 40.0, 150.0, 32.0                     # px from column to column: at least, at most, where room is short
LARGEST, WORTH = 1.35, 1.1                                      # scale; how much larger two lanes have to make it
SWEEPS = 6
ORDER = {"w": 0, "a": 1, "y": 2, "b": 3}                        # as the lecture has them, so that the chain's a → z is straight

Columns = list[list[int]]


class Layout(NamedTuple):
    """The rectangle of every node, and the ends of its column, up to which edges run straight; `size` of all; the scale that fits.

    In a column of two lanes, whose nodes stand alternately left and right, edges pass between those of the other lane.
    """

    rects: tuple[QRectF, ...]
    sides: tuple[tuple[float, float], ...]
    size: QSizeF
    scale: float = 1.0

    def seen(self, origin: QPointF, zoom: float) -> Layout:
        """The same on a screen."""
        rects = tuple(QRectF(origin + rect.topLeft() * zoom, rect.size() * zoom) for rect in self.rects)
        sides = tuple((origin.x() + left * zoom, origin.x() + right * zoom) for left, right in self.sides)
        return Layout(rects, sides, self.size * zoom, self.scale)

    def ends(self, source: int, target: int) -> tuple[QPointF, QPointF]:
        """Where an edge leaves its source and where it enters its target."""
        leaves, enters = self.rects[source], self.rects[target]
        return QPointF(leaves.right(), leaves.center().y()), QPointF(enters.left(), enters.center().y())

    def middle(self, source: int, target: int) -> QPointF:
        """The middle of the bent part of an edge."""
        start, end = self.ends(source, target)
        return QPointF((self.sides[source][1] + self.sides[target][0]) / 2, (start.y() + end.y()) / 2)

    def curve(self, source: int, target: int) -> QPainterPath:
        """A gentle S from one column to the next."""
        start, end = self.ends(source, target)
        first, last = QPointF(self.sides[source][1], start.y()), QPointF(self.sides[target][0], end.y())
        bend = QPointF((last.x() - first.x()) / 2, 0)
        path = QPainterPath(start)
        path.lineTo(first)
        path.cubicTo(first + bend, last - bend, last)
        path.lineTo(end)
        return path


def is_flat(rect: QRectF) -> bool:
    """Whether a node has a single line."""
    return rect.width() > 4 * rect.height()


def halves(rect: QRectF) -> tuple[QRectF, QRectF]:
    """Where the value and where the derivative of the node in this rectangle are written: one below the other, or side by side."""
    if is_flat(rect):
        right = rect.adjusted(0.58 * rect.width(), 0, 0, 0)
        return QRectF(rect.topLeft(), right.bottomLeft()), right
    middle = rect.center().y()
    return rect.adjusted(0, 0, 0, middle - rect.bottom()), rect.adjusted(0, middle - rect.top(), 0, 0)


# ---- order within the columns ----------------------------------------------------------------------------------------------------


def natural(graph: Graph) -> Columns:
    """The nodes of each column as they come: weights, neurons, biases, each by its index."""
    columns: dict[int, list[int]] = {}
    for place in sorted(range(len(graph.nodes)), key=lambda place: ORDER.get(graph.nodes[place].item.quantity, 0)):
        columns.setdefault(graph.nodes[place].column, []).append(place)
    return [columns[column] for column in sorted(columns)]


def ordered(graph: Graph) -> Columns:
    """The order with the fewest crossings that sweeps to and fro find: each node goes to the mean place of its neighbours."""
    columns = natural(graph)
    best, fewest = columns, crossings(graph, columns)
    before, after = _neighbours(graph)
    for sweep in range(SWEEPS):
        columns = [list(column) for column in columns]
        backwards = sweep % 2 == 0                              # from the cost, where every order begins
        for i in range(len(columns) - 2, -1, -1) if backwards else range(1, len(columns)):
            fixed = {place: rank for rank, place in enumerate(columns[i + 1 if backwards else i - 1])}
            columns[i] = _by_mean(columns[i], after if backwards else before, fixed)
        found = crossings(graph, columns)
        if found < fewest:
            best, fewest = columns, found
    return best


def crossings(graph: Graph, columns: Columns) -> int:
    """How many pairs of edges cross when nodes stand in this order; edges join neighbouring columns only."""
    rank = {place: rank for column in columns for rank, place in enumerate(column)}
    count = 0
    for column in map(set, columns):
        ends = np.array([(rank[edge.source], rank[edge.target]) for edge in graph.edges if edge.source in column])
        if len(ends):
            left, right = (np.sign(end[:, None] - end) for end in ends.T)
            count += int((left * right < 0).sum()) // 2
    return count


def _by_mean(column: list[int], neighbours: Columns, fixed: dict[int, int]) -> list[int]:
    """Sorted by the mean place of the neighbours; what has none, and what is equal, keeps its order."""
    own = {place: rank * len(fixed) / len(column) for rank, place in enumerate(column)}
    return sorted(column, key=lambda place: float(np.mean([float(fixed[each]) for each in neighbours[place]] or [own[place]])))


def _neighbours(graph: Graph) -> tuple[Columns, Columns]:
    """Of every node those before it and those after it."""
    before: Columns = [[] for _ in graph.nodes]
    after: Columns = [[] for _ in graph.nodes]
    for edge in graph.edges:
        before[edge.target].append(edge.source)
        after[edge.source].append(edge.target)
    return before, after


# ---- places ----------------------------------------------------------------------------------------------------------------------


class _Column(NamedTuple):
    """The nodes of a column from above, their size, and in how many lanes they stand."""

    places: list[int]
    size: QSizeF
    lanes: int

    @property
    def width(self) -> float:
        return self.lanes * (self.size.width() + LANE) - LANE

    @property
    def pitch(self) -> float:
        """From one node to the next, at least."""
        return (self.size.height() + BESIDE) / self.lanes

    @property
    def height(self) -> float:
        return self.size.height() + (len(self.places) - 1) * self.pitch


def arrange(graph: Graph, columns: Columns, width: float, height: float, least: float = 0.0) -> Layout:
    """Rectangles for the nodes, ordered in `columns`, that make the best of width × height px.

    Tall columns are drawn in two lanes where that makes everything larger. What would be smaller than at the scale `least` is
    drawn at that, as narrow as it can be, and needs more room than there is.
    """
    plain, twofold = ([_Column(each, FLAT if len(each) > TALL else CARD, 2 if len(each) > most else 1) for each in columns]
                      for most in (len(graph.nodes), TWOFOLD))
    chosen = twofold if _scale(twofold, width, height) > WORTH * _scale(plain, width, height) else plain
    scale = max(_scale(chosen, width, height), least)
    gap = APART
    if len(chosen) > 1:
        gap = min(max(APART + (width / scale - _least(chosen)) / (len(chosen) - 1), NARROW if least else APART), FURTHEST)
    y = _heights(graph, chosen, max(height / scale, *(column.height for column in chosen)))
    rects, sides, x = [QRectF()] * len(graph.nodes), [(0.0, 0.0)] * len(graph.nodes), 0.0
    for column in chosen:
        for rank, place in enumerate(column.places):
            left = x + rank % column.lanes * (column.size.width() + LANE)
            rects[place] = QRectF(QPointF(left, y[place] - column.size.height() / 2), column.size)
            sides[place] = x, x + column.width
        x += column.width + gap
    top = min(rect.top() for rect in rects)
    moved = tuple(rect.translated(0, -top) for rect in rects)
    return Layout(moved, tuple(sides), QSizeF(x - gap, max(rect.bottom() for rect in moved)), scale)


def _least(columns: list[_Column]) -> float:
    """The width that they need."""
    return sum(column.width for column in columns) + APART * (len(columns) - 1)


def _scale(columns: list[_Column], width: float, height: float) -> float:
    return min(width / _least(columns), height / max(column.height for column in columns), LARGEST)


def _heights(graph: Graph, columns: list[_Column], room: float) -> np.ndarray:
    """The middle of every node: as near to the mean of its neighbours as its column leaves room."""
    y = np.zeros(len(graph.nodes))
    pitches = [min(max((room - each.size.height()) / max(len(each.places) - 1, 1), each.pitch), each.pitch + LOOSEST)
               for each in columns]
    for column, pitch in zip(columns, pitches, strict=True):
        y[column.places] = room / 2 + (np.arange(len(column.places)) - (len(column.places) - 1) / 2) * pitch
    before, after = _neighbours(graph)
    near = [[*one, *other] for one, other in zip(before, after, strict=True)]
    order = sorted(range(len(columns)), key=lambda i: -columns[i].height)       # the fullest first, as it cannot give way
    for _ in range(SWEEPS):
        for i in order[1:]:
            wanted = np.array([np.mean(y[near[place]]) if near[place] else y[place] for place in columns[i].places])
            half = columns[i].size.height() / 2
            y[columns[i].places] = _parted(wanted, pitches[i], half, room - half)
    return y


def _parted(wanted: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """The heights nearest to those wanted (least squares) that keep their order, the gap between them, and the bounds."""
    steps = gap * np.arange(len(wanted))
    blocks: list[tuple[float, int]] = []                        # mean and number of those that stand as close as they may
    for height in wanted - steps:
        mean, count = float(height), 1
        while blocks and blocks[-1][0] > mean:
            other, others = blocks.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        blocks.append((mean, count))
    kept: np.ndarray = np.repeat([mean for mean, _ in blocks], [count for _, count in blocks])
    return np.clip(kept, low, max(high - steps[-1], low)) + steps
