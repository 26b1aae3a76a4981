"""Many edges quickly: lines built beforehand, bins of colour and width, the strongest on top, a hit test over all at once."""
from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from itertools import chain, pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from core.network import Bias, Edge, Neuron
from widgets import theme
from widgets.drawing.layout import Column

STEPS = 16                                                      # of strength; times two signs, the bins
WEAKEST, STRONGEST = 0.8, 5.0                                   # px, width of a line
DASHED = 300                                                    # edges; up to here a negative one is drawn in long dashes
DASH, GAP = 18.0, 3.0                                           # px
REACH = 5.0                                                     # px from a line that still hit it, with a mouse
FOUND, CANDIDATES = 4096, 2000                                  # edges of a highlight: looked up; beyond that, looked for
OVER, SMOOTH = 120, 40                                          # of them drawn at most; drawn smoothly
LOCKS, LOCK = 50, 9.0                                           # drawn one by one, at most; px, half the room for one
ARROWS, ARROW, APART = 200, 5.0, 16.0                           # of a flow, at most; px: their size, and the room each has

_NEUTRAL, _NEGATIVE, _POSITIVE = range(3)


class EdgePainter:
    """The edges between the neurons that are drawn; coordinates are those of the columns."""

    def __init__(self) -> None:
        self._columns: tuple[Column, ...] = ()
        self._edges = np.empty((0, 3), int)
        self._ends = np.empty((0, 4))
        self._lines = np.empty(0, object)
        self._widest = STRONGEST
        self._cuts: dict[int, tuple[float, float]] = {}         # px from the ends of a layer's edges to the rims of the neurons
        self._removed = self._muted = np.empty(0, bool)
        self._frozen: list[int] = []
        self._values = np.empty(0)
        self._key = np.empty(0, int)                            # strength · 3 + sign; negative where the edge was removed
        self._order = np.empty(0, int)
        self._bins: list[tuple[int, int, int, int]] = []        # first and last place in _order, sign, strength
        self.scale = 1.0                                        # the value drawn widest
        self.is_known = False                                   # whether any edge has a value

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
        self._cuts = {column.layer: (0.0 if before.picture is not None else before.radius, column.radius)
                      for before, column in pairwise(columns)}
        self._widest = min([STRONGEST, *(max(0.22 * column.radius, 1.2) for column in columns if column.picture is None)])
        self._prepare_hits()
        self._removed, self._muted = np.zeros((2, len(self._lines)), bool)
        self._frozen = []
        self._values = np.full(len(self._lines), np.nan)
        self._sort()

    def set_values(self, values: Sequence[np.ndarray | None] | None) -> bool:
        """The number each edge stands for: entry l is (n_l, n_(l−1)), entry 0 is not read; None draws all (of a layer) alike.

        Whether any edge looks different now.
        """
        blocks = (_shown(None if values is None else values[column.layer], column, before)
                  for before, column in pairwise(self._columns))
        found = np.concatenate([np.empty(0), *blocks])
        if np.array_equal(found, self._values, equal_nan=True):
            return False
        self._values = found
        return self._sort()

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

    def _sort(self) -> bool:
        """Into bins, weakest first; whether any edge is in another bin than before."""
        values, shown = self._values, ~self._removed
        size = np.abs(values)
        finite = np.isfinite(size)
        self.is_known = bool(finite.any())
        self.scale = _rounded_up(float(size[finite & shown].max(initial=0.0)))
        strength = np.where(finite, np.minimum(np.where(finite, size, 0) * (STEPS / self.scale), STEPS - 1), 0).astype(int)
        sign = np.where(~finite | self._muted | (values == 0), _NEUTRAL, np.where(values < 0, _NEGATIVE, _POSITIVE))
        key = np.where(self._muted, 0, strength) * 3 + sign
        key[self._removed] = -1
        if np.array_equal(key, self._key):
            return False
        self._key = key
        self._order = np.argsort(key, kind="stable")
        ordered = key[self._order]
        cuts = [0, *(np.flatnonzero(np.diff(ordered)) + 1).tolist(), len(ordered)] if len(ordered) else []
        self._bins = [(start, stop, ordered[start] % 3, ordered[start] // 3) for start, stop in pairwise(cuts)]
        return True

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
        """A small lock on every frozen edge; many are copies of one picture."""
        middles = [self._lines[place].pointAt(0.5) for place in self._frozen]
        if len(middles) <= LOCKS:
            for middle in middles:
                paint_lock(painter, middle)
            return
        picture, half = _lock(theme.current().name, painter.device().devicePixelRatioF()), QPointF(LOCK, LOCK)
        for middle in middles:
            painter.drawPixmap(middle - half, picture)

    def paint_one(self, painter: QPainter, edge: Edge, halo: bool = False) -> None:
        """Draw one edge so that it stands out, more so with a halo."""
        place = self._place(edge)
        if place is None:
            return
        if halo:
            light = QColor(theme.current().text)
            light.setAlpha(36)
            painter.setPen(QPen(light, self._widest + 7))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)   # no jag is seen in so faint a light
            painter.drawLine(self._lines[place])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._strong_pen(int(self._key[place])))
        painter.drawLine(self._lines[place])
        if place in self._frozen:
            paint_lock(painter, self._lines[place].pointAt(0.5))

    def paint_over(self, painter: QPainter, edges: Collection[Edge], few: int = SMOOTH) -> None:
        """Draw these edges strong over the picture, from the rim of one neuron to the rim of the other; of many the strongest.

        Up to `few` are made wider, so that even the weakest stands out.
        """
        places = self._places(edges)
        places = places[np.argsort(self._key[places], kind="stable")][-OVER:]
        keys, layers = self._key[places], self._edges[places, 0]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(places) <= SMOOTH)
        for key, layer in sorted(set(zip(keys.tolist(), layers.tolist(), strict=True))):
            cut = self._cuts[layer]
            painter.setPen(self._strong_pen(key, cut[0], boosted=len(places) <= few))
            painter.drawLines(self._segments(places[(keys == key) & (layers == layer)], *cut))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def stretches(self, layer: int, j: int | None, k: int | None, start: float, stop: float) -> list[QLineF]:
        """From `start` to `stop` (0 to 1) of the way along the edges into `layer`: those into j, or from k, where they are given.

        Removed edges and those of neurons switched off carry nothing; of many edges the strongest are taken.
        """
        wanted = (self._edges[:, 0] == layer) & ~self._removed & ~self._muted
        for column, index in ((1, j), (2, k)):
            if index is not None:
                wanted &= self._edges[:, column] == index
        places = np.flatnonzero(wanted)
        places = places[np.argsort(self._key[places], kind="stable")][-OVER:]
        return self._segments(places, *self._cuts[layer], start, stop)

    def between_rims(self, edges: Collection[Edge]) -> list[QLineF]:
        """The lines of these edges, from the rim of one neuron to the rim of the other."""
        places = self._places(edges)
        return [line for layer, cut in self._cuts.items() for line in self._segments(places[self._edges[places, 0] == layer], *cut)]

    def arrows(self, edges: Collection[Edge], backward: bool, place: float, share: float = 1.0) -> list[QLineF]:
        """The sides of arrows on these edges that come to rest at `place` (0 to 1) of the way along or, backward, of the way back.

        `share` is how much of that they have gone. Removed edges and those of neurons switched off carry nothing; where there is no
        room for all, the strongest have theirs.
        """
        places = self._places(edges)
        places = places[~(self._removed | self._muted)[places]]
        places = places[np.argsort(-self._key[places], kind="stable")][:ARROWS]
        if not len(places):
            return []
        source, target = np.array([self._cuts[layer] for layer in self._edges[places, 0].tolist()]).T[:, :, None]
        ends = self._between(places, source, target)
        start, way = (ends[:, 2:], ends[:, :2] - ends[:, 2:]) if backward else (ends[:, :2], ends[:, 2:] - ends[:, :2])
        apart = _apart((start + place * way) @ (1, 1j))
        start, way = start[apart], way[apart]
        along = ARROW * way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        tip, across = start + place * share * way, along[:, ::-1] * (-1, 1)
        sides = np.vstack((np.hstack((tip - along + across, tip)), np.hstack((tip, tip - along - across))))
        return list(map(QLineF, *sides.T.tolist()))

    def _strong_pen(self, key: int, cut: float = 0.0, boosted: bool = True) -> QPen:
        return _bright(theme.current().name, key, self._widest, cut if len(self) <= DASHED else None, boosted)

    def _segments(self, places: np.ndarray, source: float, target: float, start: float = 0.0, stop: float = 1.0) -> list[QLineF]:
        """Parts of lines that begin `source` px after one neuron's centre and end `target` px before the other's."""
        ends = self._between(places, source, target)
        first, last = ends[:, :2], ends[:, 2:]
        stretch = np.hstack((first + start * (last - first), first + stop * (last - first)))
        return list(map(QLineF, *stretch.T.tolist()))

    def _between(self, places: np.ndarray, source: float | np.ndarray, target: float | np.ndarray) -> np.ndarray:
        """(places, 4): the ends of lines without so many px, or (places, 1) px each, at either end."""
        first, along = self._ends[places, :2], self._ends[places, 2:] - self._ends[places, :2]
        unit = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        return np.hstack((first + source * unit, first + along - target * unit))

    # ---- which edge is where ---------------------------------------------------------------------------------------------------

    def _prepare_hits(self) -> None:
        """Start, direction and 1 / length² of every line in float32, so that a hit test is a handful of sums."""
        x, y, x2, y2 = self._ends.T.astype(np.float32)
        self._start, self._along = (x, y), (x2 - x, y2 - y)
        self._per_length = 1 / np.maximum(self._along[0] ** 2 + self._along[1] ** 2, np.float32(1e-6))

    def at(self, x: float, y: float, reach: float = REACH) -> Edge | None:
        """The edge whose line is nearest to this place, if it is within `reach` px; of several as near, the strongest."""
        if not len(self):
            return None
        (x0, y0), (along_x, along_y) = self._start, self._along
        right, down = np.float32(x) - x0, np.float32(y) - y0
        share = np.clip((right * along_x + down * along_y) * self._per_length, 0, 1)
        distance = (right - share * along_x) ** 2 + (down - share * along_y) ** 2
        nearest = float(distance.min())
        if nearest > reach ** 2:
            return None
        near = np.flatnonzero(distance <= nearest + 0.25)
        size = np.abs(np.nan_to_num(self._values[near], nan=0.0))
        return Edge(*self._edges[near[np.argmax(size)]].tolist())

    def crossing(self, rect: QRectF) -> list[Edge]:
        """The edges whose lines go through a rectangle: between entering and leaving it across and down there is something left."""
        (x, y), ways = self._start, self._along
        entered, left = np.zeros(len(self)), np.ones(len(self))
        for start, way, low, high in ((x, ways[0], rect.left(), rect.right()), (y, ways[1], rect.top(), rect.bottom())):
            still = np.abs(way) < 1e-6                          # along this side: inside all the way, or nowhere
            per = 1 / np.where(still, 1, way)
            near, far = (low - start) * per, (high - start) * per
            inside = (start >= low) & (start <= high)
            entered = np.maximum(entered, np.where(still, np.where(inside, 0, 2), np.minimum(near, far)))
            left = np.minimum(left, np.where(still, 1, np.maximum(near, far)))
        return [Edge(*edge) for edge in self._edges[entered <= left].tolist()]

    def line(self, edge: Edge) -> QLineF | None:
        """The line of an edge, if both its neurons are drawn."""
        place = self._place(edge)
        return None if place is None else self._lines[place]

    def _places(self, edges: Collection[Edge]) -> np.ndarray:
        """Which lines are those of these edges; of very many, only among the strongest of all."""
        if len(edges) > FOUND:
            strongest = self._order[-CANDIDATES:]
            return strongest[[tuple(edge) in edges for edge in self._edges[strongest].tolist()]]
        wanted = np.fromiter(chain.from_iterable(edges), int, 3 * len(edges)).reshape(-1, 3)
        places, start = [np.empty(0, int)], 0
        for before, column in pairwise(self._columns):
            j, k = (wanted[wanted[:, 0] == column.layer, 1:] - (column.first, before.first)).T
            inside = (j >= 0) & (j < len(column.y)) & (k >= 0) & (k < len(before.y))
            places.append(start + j[inside] * len(before.y) + k[inside])
            start += len(column.y) * len(before.y)
        return np.concatenate(places)

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
    painter.drawEllipse(centre, LOCK - 1, LOCK - 1)
    painter.setBrush(colours.text)
    painter.drawRoundedRect(QRectF(centre.x() - 4, centre.y() - 1, 8, 6), 1.5, 1.5)
    shackle = QPainterPath(centre + QPointF(-2.5, -1))
    shackle.arcTo(QRectF(centre.x() - 2.5, centre.y() - 5.5, 5, 6), 180, -180)
    shackle.lineTo(centre + QPointF(2.5, -1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colours.text, 1.4))
    painter.drawPath(shackle)


@functools.lru_cache(maxsize=8)
def _lock(theme_name: str, ratio: float) -> QPixmap:
    """One lock in the colours of the theme, which is the current one."""
    picture = QPixmap(int(2 * LOCK * ratio), int(2 * LOCK * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_lock(painter, QPointF(LOCK, LOCK))
    return picture


@functools.lru_cache(maxsize=512)
def _pen(theme_name: str, sign: int, strength: int, widest: float, few: bool) -> QPen:
    """The pen of one bin. The sign is not told by colour alone: among few edges by dashes, among many these would only be noise."""
    colours = theme.THEMES[theme_name]
    if strength < 0:
        return QPen(theme.mix(colours.background, colours.muted, 0.55), 1, Qt.PenStyle.DotLine)
    if sign == _NEUTRAL:
        return QPen(colours.line if few else theme.mix(colours.background, colours.line, 0.35), WEAKEST)
    faintest = 0.3 if few else 0.15                             # so that a thousand weak edges stay a haze
    full = colours.negative if sign == _NEGATIVE else colours.positive
    colour = theme.mix(colours.background, full, faintest + (1 - faintest) * strength / (STEPS - 1))
    return _dashed(QPen(colour, _width(strength, widest)), sign == _NEGATIVE and few)


@functools.lru_cache(maxsize=512)
def _bright(theme_name: str, key: int, widest: float, cut: float | None, boosted: bool) -> QPen:
    """The pen of an edge that stands out; its dashes, if any, lie on those of the picture when the line starts `cut` px later."""
    colours, (strength, sign) = theme.THEMES[theme_name], divmod(key, 3)
    if strength < 0:
        return QPen(colours.text, 1.5, Qt.PenStyle.DotLine)
    full = (colours.text, colours.negative, colours.positive)[sign]
    width = _width(strength, widest)
    pen = QPen(theme.mix(full, colours.text, 0.18), max(width, 2.5) + 1.2 if boosted else width + 0.4)
    return _dashed(pen, sign == _NEGATIVE and cut is not None, cut or 0.0)


def _dashed(pen: QPen, dashed: bool, cut: float = 0.0) -> QPen:
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([DASH / pen.widthF(), GAP / pen.widthF()])
        pen.setDashOffset(cut / pen.widthF())
    return pen


def _shown(values: np.ndarray | None, column: Column, before: Column) -> np.ndarray:
    """The numbers of the edges between two columns that are drawn, row by row."""
    if values is None:
        return np.full(len(column.y) * len(before.y), np.nan)
    return np.asarray(values)[column.first:column.shown.stop, before.first:before.shown.stop].ravel()


def _apart(places: np.ndarray) -> list[int]:
    """Which of these places, x + iy, are not too near to one before them that is."""
    kept: list[int] = []
    for i, place in enumerate(found := places.tolist()):
        if all(abs(place - found[other]) >= APART for other in kept):
            kept.append(i)
    return kept


def _width(strength: float, widest: float) -> float:
    return WEAKEST + (widest - WEAKEST) * strength / (STEPS - 1)


def _rounded_up(largest: float) -> float:
    """Up to two significant digits, so that the legend does not change at every step; 1 when there is nothing."""
    if not largest > 1e-300:
        return 1.0
    unit = 10.0 ** (np.floor(np.log10(largest)) - 1)
    return float(np.ceil(largest / unit - 1e-9) * unit)
