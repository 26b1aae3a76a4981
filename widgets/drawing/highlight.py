"""What is drawn over the picture of a network for a while: parts that are lit, and a path to the cost as a ribbon."""
from __future__ import annotations

import functools
import math
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from core.network import Bias, Edge, Neuron
from widgets import theme
from widgets.drawing.content import NetworkContent
from widgets.drawing.edge_painter import EdgePainter
from widgets.drawing.layout import Column, Layout
from widgets.drawing.neuron_painter import paint_neuron
from widgets.drawing.stamps import clear_pixmap

THINNEST, THICKEST, SOLID = 5.0, 18.0, 150                      # px of a ribbon; its opacity of 255
DASH, GAP = 28.0, 5.0                                           # px of the dashes of a negative ribbon, and between them
MOST = 256                                                      # lit neurons shown of one layer drawn as a picture
LIT = ((4.5, 7.0, 80), (2.0, 2.0, 255))                         # circles of a glow: px outside the rim, px wide, opacity of 255


class Drawing(NamedTuple):
    """What there is to draw, the edges with their lines, and where everything is."""

    content: NetworkContent
    edges: EdgePainter
    layout: Layout


class Ribbon(NamedTuple):
    """A path through these neurons, and its contribution to a derivative compared with the largest of all paths."""

    neurons: tuple[Neuron, ...]
    contribution: float
    largest: float


class Lit(NamedTuple):
    """Neurons, edges, a whole layer and biases that are lit."""

    neurons: frozenset[Neuron] = frozenset()
    edges: frozenset[Edge] = frozenset()
    layer: int | None = None
    biases: frozenset[Bias] = frozenset()


def paint_lit(painter: QPainter, drawing: Drawing, lit: Lit) -> None:
    """A soft band along the layer, the edges strong, a glow around the neurons."""
    columns = drawing.layout.columns
    if lit.layer is not None and 0 <= lit.layer < len(columns):
        _paint_band(painter, columns[lit.layer], drawing.content.labelled)
    if lit.edges:
        drawing.edges.paint_over(painter, lit.edges)
    paint_glows(painter, drawing.layout, lit.neurons, theme.current().accent, LIT)


def paint_glows(
    painter: QPainter, layout: Layout, neurons: Collection[Neuron], colour: QColor, circles: tuple[tuple[float, float, int], ...],
) -> None:
    """Circles of light around these neurons; in a picture, frames around its pixels."""
    by_layer: dict[int, list[int]] = {}
    for l, j in neurons:
        if l < len(layout.columns) and j in layout.columns[l].shown:
            by_layer.setdefault(l, []).append(j)
    for l, shown in by_layer.items():
        column = layout.columns[l]
        if column.picture is not None:
            _paint_frames(painter, column, shown, colour)
            continue
        glow = _glow(colour.rgba(), circles, column.radius, painter.device().devicePixelRatioF())
        corner = QPointF(column.x, 0) - QPointF(glow.width(), glow.height()) / (2 * glow.devicePixelRatio())
        for j in shown:
            painter.drawPixmap(corner + QPointF(0, column.y[j - column.first]), glow)


def _paint_band(painter: QPainter, column: Column, labelled: bool) -> None:
    """From the label over the neurons to what is below them."""
    accent, half = theme.current().accent, column.radius + (24 if labelled else 14)
    if column.picture is not None:
        half = column.picture.width() / 2 + 8
    painter.setPen(QPen(faded(accent, 110), 1))
    painter.setBrush(faded(accent, 26))
    below = 36 if labelled else 14
    band = QRectF(QPointF(column.x - half, column.top - 36), QPointF(column.x + half, column.bottom + below))
    painter.drawRoundedRect(band, 12, 12)


def _paint_frames(painter: QPainter, column: Column, neurons: Sequence[int], colour: QColor) -> None:
    assert column.picture is not None
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5))
    whole = len(neurons) > MOST or len(neurons) == column.size
    painter.drawRects([column.picture.adjusted(-4, -4, 4, 4)] if whole else [column.cell(j) for j in neurons])


@functools.lru_cache(maxsize=64)
def _glow(colour: int, circles: tuple[tuple[float, float, int], ...], radius: float, ratio: float) -> QPixmap:
    """A ring and its shine, kept because stroking circles takes long."""
    half = math.ceil(radius + max(extra + width / 2 for extra, width, _ in circles) + 2)
    pixmap = clear_pixmap(2 * half, ratio)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for extra, width, alpha in circles:
            painter.setPen(QPen(faded(QColor.fromRgba(colour), alpha), width))
            painter.drawEllipse(QPointF(half, half), radius + extra, radius + extra)
    return pixmap


def paint_ribbon(painter: QPainter, drawing: Drawing, ribbon: Ribbon) -> None:
    """One smooth line through the neurons, as wide as the path's share is large; arrows point to the cost.

    Its hue is the sign, and a negative one is dashed as the edges are. A neuron out of sight is passed at the ⋮ of its column.
    """
    colours, layout = theme.current(), drawing.layout
    share = min(abs(ribbon.contribution) / ribbon.largest, 1.0) if ribbon.largest > 0 else 0.0
    width = THINNEST + (min(THICKEST, max(layout.columns[l].radius for l, _ in ribbon.neurons)) - THINNEST) * share
    hue = colours.muted if not ribbon.contribution else colours.negative if ribbon.contribution < 0 else colours.positive
    links = _links([layout.anchor(neuron) for neuron in ribbon.neurons])
    pen = QPen(faded(hue, SOLID), width, c=Qt.PenCapStyle.FlatCap, j=Qt.PenJoinStyle.RoundJoin)
    if ribbon.contribution < 0:
        pen.setDashPattern([DASH / width, GAP / width])
    line = QPainterPath()
    for link in links:
        line.connectPath(link)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(line)
    painter.setPen(QPen(colours.text, 2.2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    for link in links:
        painter.drawPolyline(_arrow(link, 4 + 0.3 * width))
    for neuron in ribbon.neurons:
        paint_neuron(painter, drawing.content, layout.columns[neuron.l], neuron, theme.mix(hue, colours.text, 0.25))


def _links(places: Sequence[QPointF]) -> list[QPainterPath]:
    """A curve from each place to the next, all of one smooth line, which turns back only at a place, never beyond it."""
    slopes = [(b.y() - a.y()) / max(b.x() - a.x(), 1.0) for a, b in pairwise(places)]
    tangents = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(slopes)]
    tangents = [*slopes[:1], *tangents, *slopes[-1:]]
    links = []
    for (a, b), (rising, arriving) in zip(pairwise(places), pairwise(tangents), strict=True):
        third = (b.x() - a.x()) / 3
        links.append(QPainterPath(a))
        links[-1].cubicTo(a + QPointF(third, third * rising), b - QPointF(third, third * arriving), b)
    return links


def _arrow(link: QPainterPath, size: float) -> QPolygonF:
    """A chevron on the middle of a curve that points the way it runs."""
    tip, before = link.pointAtPercent(0.55), link.pointAtPercent(0.52)
    along = (tip - before) / max(((tip - before).x() ** 2 + (tip - before).y() ** 2) ** 0.5, 1e-6)
    across = QPointF(-along.y(), along.x())
    return QPolygonF([tip - along * size + across * size, tip, tip - along * size - across * size])


def faded(colour: QColor, alpha: int) -> QColor:
    """The same colour with an opacity of 255."""
    faded = QColor(colour)
    faded.setAlpha(alpha)
    return faded
