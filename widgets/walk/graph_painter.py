"""How the graph is painted: nodes with their value and their derivative, edges, and the glow of what flows."""
from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from core.explain.graph import Graph, GraphEdge, GraphNode
from core.notation import MINUS, Node, number
from widgets import theme
from widgets.formula import layout
from widgets.walk.graph_layout import CARD, FLAT, Layout, halves, is_flat
from widgets.walk.graph_look import Look

LETTER, FIGURES = 14, 11                                        # px
PAD, ROUND, AROUND = 8.0, 8.0, 6.0                              # px: within a node, of its corners, for what shines around it
HALO, HEAD = 6.0, 7.0                                           # px: the width of a glow, the length of an arrow's head
SHINING = 10                                                    # edges; of more the glows would cover each other
LABELS = 8                                                      # edges of one node; of more the numbers would cover each other


class _Plate(NamedTuple):
    """All that the look of a node depends on, besides its numbers."""

    symbol: Node
    quantity: str
    is_flat: bool
    shape: tuple[int, ...]
    is_off: bool
    is_known: bool
    changed: str | None                                         # the quantity in whose colour it is filled
    shines: bool
    is_read: bool
    ring: str | None                                            # the theme's colour of a line around it


class GraphPainter:
    """Paints graphs, and keeps pictures of the nodes, since drawing letters and round corners takes most of the time."""

    def __init__(self) -> None:
        self._pictures: dict[_Plate, QPixmap] = {}
        self._made_for: object = None                           # the scale, theme and screen of the pictures

    def paint(self, painter: QPainter, graph: Graph, seen: Layout, look: Look) -> None:
        """Everything, where it is `seen`."""
        leaving = {index for index, edge in enumerate(graph.edges) if edge.source == look.selected}
        _paint_edges(painter, graph, seen, look, leaving)
        shining = not look.calm and len(look.flowing) <= SHINING
        for index in sorted(look.flowing | leaving):
            if index in look.flowing and shining:
                _paint_glow(painter, graph, graph.edges[index], seen, look.backward)
            _paint_flow(painter, graph, graph.edges[index], seen, look.backward or index not in look.flowing)
        self._paint_nodes(painter, graph, seen, look)
        self._paint_numbers(painter, graph, seen, _zoom(seen))
        if len(leaving) <= LABELS and not graph.has_shapes:
            for index in leaving:
                paint_local(painter, graph.edges[index], seen)

    def _paint_nodes(self, painter: QPainter, graph: Graph, seen: Layout, look: Look) -> None:
        zoom, ratio, room = _zoom(seen), painter.device().devicePixelRatioF(), QRectF(painter.viewport())
        if self._made_for != (made_for := (zoom, ratio, theme.current().name)):
            self._pictures, self._made_for = {}, made_for
        for index, (node, rect) in enumerate(zip(graph.nodes, seen.rects, strict=True)):
            if rect.intersects(room):
                plate = _plate(node, index, look, is_flat(rect))
                if plate not in self._pictures:
                    self._pictures[plate] = _picture(plate, zoom, ratio)
                painter.drawPixmap(QPointF(round(rect.left() - AROUND), round(rect.top() - AROUND)), self._pictures[plate])

    @staticmethod
    def _paint_numbers(painter: QPainter, graph: Graph, seen: Layout, zoom: float) -> None:
        side, pad = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, PAD * zoom
        painter.setFont(theme.number_font(FIGURES * zoom))
        places = [halves(rect) for rect in seen.rects]
        painter.setPen(theme.current().text)
        for node, (above, _) in zip(graph.nodes, places, strict=True):
            if node.value is not None:
                painter.drawText(above.adjusted(0, 1, -pad, 0), side, _written(node.value, node))
        painter.setPen(theme.quantity_colour("C"))
        for node, (_, below) in zip(graph.nodes, places, strict=True):
            if node.derivative is not None:
                painter.drawText(below.adjusted(0, 0, -pad, -1), side, "∂ " + _written(node.derivative, node))


def _zoom(seen: Layout) -> float:
    """px on the screen for each of the drawing."""
    first = seen.rects[0]
    return first.height() / (FLAT if is_flat(first) else CARD).height()


# ---- edges -----------------------------------------------------------------------------------------------------------------------


def paint_local(painter: QPainter, edge: GraphEdge, seen: Layout) -> None:
    """The number of an edge's local derivative over its middle."""
    if edge.value is None or edge.local is None:
        return
    colours, written, font = theme.current(), "×" + number(edge.value, 3), theme.number_font(FIGURES * _zoom(seen))
    painter.setFont(font)
    metrics, middle = QFontMetricsF(font), seen.middle(edge.source, edge.target)
    width, height = metrics.horizontalAdvance(written) + 4, metrics.height()
    box = QRectF(middle.x() - width / 2, middle.y() - height - 3, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.background)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(colours.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written)


def _paint_edges(painter: QPainter, graph: Graph, seen: Layout, look: Look, leaving: set[int]) -> None:
    """Those along which nothing flows; into a neuron that is switched off they are dashed."""
    colours = theme.current()
    quiet = theme.mix(colours.line, colours.muted, 0.45)
    whole, broken, lit = QPen(quiet, 1.1), QPen(quiet, 1.1, Qt.PenStyle.DashLine), QPen(colours.text, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index, edge in enumerate(graph.edges):
        if index not in look.flowing and index not in leaving:
            painter.setPen(lit if index in look.lit_edges else broken if graph.nodes[edge.target].is_off else whole)
            painter.drawPath(seen.curve(edge.source, edge.target))


def _paint_flow(painter: QPainter, graph: Graph, edge: GraphEdge, seen: Layout, backward: bool) -> None:
    """An edge along which something goes, with an arrow at the end where it arrives."""
    colour = _flow_colour(graph, edge, backward)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.8))
    painter.drawPath(seen.curve(edge.source, edge.target))
    start, end = seen.ends(edge.source, edge.target)
    tip, way = (start, 1) if backward else (end, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(way * HEAD, HEAD / 2), tip + QPointF(way * HEAD, -HEAD / 2)]))


def _paint_glow(painter: QPainter, graph: Graph, edge: GraphEdge, seen: Layout, backward: bool) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_faint(_flow_colour(graph, edge, backward), 60), HALO))
    painter.drawPath(seen.curve(edge.source, edge.target))


def _flow_colour(graph: Graph, edge: GraphEdge, backward: bool) -> QColor:
    """That of what arrives: the quantity that is computed, or the cost's, whose derivative comes back."""
    return theme.quantity_colour("C" if backward else graph.nodes[edge.target].item.quantity)


# ---- nodes -----------------------------------------------------------------------------------------------------------------------


def _plate(node: GraphNode, index: int, look: Look, flat: bool) -> _Plate:
    changed = node.item.quantity[:1] if index in look.written else "C" if index in look.returned else None
    ring = "accent" if index == look.selected else "text" if index in look.lit else None
    return _Plate(node.symbol, node.item.quantity[:1], flat, node.shape, node.is_off, node.value is not None,
                  changed, not look.calm, index in look.read, ring)


def _picture(plate: _Plate, zoom: float, ratio: float) -> QPixmap:
    """A node without its numbers: outline in its quantity's colour, symbol and shape."""
    inner = QRectF(QPointF(AROUND, AROUND), (FLAT if plate.is_flat else CARD) * zoom)
    picture = QPixmap(math.ceil((inner.right() + AROUND) * ratio), math.ceil((inner.bottom() + AROUND) * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_plate(painter, plate, inner, min(zoom, 1.0))
    own = theme.quantity_colour(plate.quantity)
    left, middle = inner.left() + PAD * zoom, inner.center().y()
    layout(plate.symbol, round(LETTER * zoom)).draw(painter, left, middle + (-1 if plate.shape else 5) * zoom, own)
    if plate.shape:
        painter.setFont(theme.number_font(FIGURES * zoom))
        painter.setPen(theme.current().muted)
        painter.drawText(QPointF(left, inner.bottom() - 6 * zoom), "×".join(map(str, plate.shape)))
    painter.end()
    return picture


def _paint_plate(painter: QPainter, plate: _Plate, rect: QRectF, small: float) -> None:
    colours, own, corner = theme.current(), theme.quantity_colour(plate.quantity), ROUND * small
    painter.setBrush(Qt.BrushStyle.NoBrush)
    filling = own if plate.changed is None else theme.quantity_colour(plate.changed)
    if plate.changed is not None and plate.shines:
        painter.setPen(QPen(_faint(filling, 70), HALO * small))
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), corner + 2, corner + 2)
    outline = own if plate.is_known else theme.mix(own, colours.background, 0.6)
    pen = QPen(outline, 1.3 if plate.changed is None else 2.2, Qt.PenStyle.DashLine if plate.is_off else Qt.PenStyle.SolidLine)
    painter.setPen(pen)
    painter.setBrush(theme.mix(colours.panel, filling, 0.16 if plate.changed is not None else 0.12 if plate.is_read else 0.0))
    painter.drawRoundedRect(rect, corner, corner)
    if plate.ring is not None:
        painter.setPen(QPen(getattr(colours, plate.ring), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), corner + 3, corner + 3)


def _faint(colour: QColor, alpha: int) -> QColor:
    return QColor(colour.red(), colour.green(), colour.blue(), alpha)


def _written(value: float, node: GraphNode) -> str:
    return f"‖{number(value, 3)}‖" if node.shape else brief(value)


def brief(value: float) -> str:
    """A number of seven characters at most, its sign always shown.

    >>> brief(0.56524), brief(-3.2e-7), brief(123.456), brief(float("inf")), brief(0.0)
    ('+0.5652', '−3.2e−7', '+123.5', '+∞', '+0.0000')
    """
    if not math.isfinite(value):
        return number(value) if value != math.inf else "+∞"
    if value and not 0.001 <= abs(value) < 9999.5:
        return f"{value:+.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e").replace("-", MINUS)
    places = 4 if abs(value) < 9.9995 else 2 if abs(value) < 99.995 else 1
    return f"{value + 0.0:+.{places}f}".replace("-", MINUS)
