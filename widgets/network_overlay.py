"""What is written over a drawing: symbols on edges, the chosen edge's number, the label at the pointer, the legend."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from core.network import Edge
from core.notation import Node, Text, number
from widgets import theme
from widgets.edge_painter import DASH, DASHED, GAP, EdgePainter
from widgets.network_content import NetworkContent, signed
from widgets.neuron_painter import LARGE, figures, signed_short, typeset

PADDING, LETTERS, FIGURES = 8.0, 15, 12                         # px
BAR = QSizeF(112, 7)                                            # px, of the legend


def paint_edge_labels(painter: QPainter, content: NetworkContent, edges: EdgePainter) -> None:
    """Symbol and number on every edge of a small network."""
    for l in range(1, content.last + 1):
        for j in range(content.sizes[l]):
            for k in range(content.sizes[l - 1]):
                line = edges.line(Edge(l, j, k))
                if line is not None:
                    paint_edge_label(painter, content, Edge(l, j, k), line)


def paint_edge_label(painter: QPainter, content: NetworkContent, edge: Edge, line: QLineF) -> None:
    """Over the line where it is alone; where lines cross, on it and nearer to its source, so that labels keep apart."""
    alone = content.sizes[edge.l] == 1 or content.sizes[edge.l - 1] == 1
    level = abs(line.dy()) < 1
    place = line.pointAt(0.5 if alone else 0.34) - QPointF(0, 17 if level and alone else 0)
    box = typeset(content.edge_symbol(edge), LARGE)
    written = signed_short(content.edge_value(edge))
    font, advance = figures(theme.BODY)
    width = box.width + 6 + len(written) * advance
    left, baseline = place.x() - width / 2, place.y() + 5
    if not (level and alone):
        _backdrop(painter, QRectF(left - 5, place.y() - 13, width + 10, 26))
    box.draw(painter, left, baseline)
    painter.setFont(font)
    painter.setPen(theme.current().text)
    painter.drawText(QPointF(left + box.width + 6, baseline), written)


def paint_edge_number(painter: QPainter, content: NetworkContent, edge: Edge, line: QLineF) -> None:
    """The signed number of the chosen edge, over the middle of it."""
    font, advance = figures(FIGURES)
    painter.setFont(font)
    written = signed(content.edge_value(edge))
    extent = QSizeF(len(written) * advance + 12, 20)
    normal = line.normalVector().unitVector()
    across = QPointF(normal.dx(), normal.dy()) * (-1 if normal.dy() > 0 else 1)
    away = (abs(across.x()) * extent.width() + abs(across.y()) * extent.height()) / 2 + 5
    box = QRectF(line.center() + across * away - QPointF(extent.width(), extent.height()) / 2, extent)
    _backdrop(painter, box)
    painter.setPen(theme.current().text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written)


def _backdrop(painter: QPainter, box: QRectF) -> None:
    ground = QColor(theme.current().background)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 6, 6)


def paint_hover_label(painter: QPainter, lines: Sequence[tuple[Node, float]], pointer: QPointF, within: QRectF) -> None:
    """A small card near the pointer: each quantity and its number."""
    colours = theme.current()
    font, advance = figures(FIGURES)
    boxes = [typeset(node, LETTERS) for node, _ in lines]
    numbers = [f"= {signed(value)}" for _, value in lines]
    heights = [max(box.ascent, 11) + max(box.descent, 5) + 3 for box in boxes]
    width = max(box.width + 6 + len(each) * advance for box, each in zip(boxes, numbers, strict=True)) + 2 * PADDING
    card = QRectF(pointer + QPointF(14, 16), QSizeF(width, sum(heights) + 2 * PADDING - 5))
    if card.right() > within.right() - 4:
        card.moveRight(pointer.x() - 10)
    if card.bottom() > within.bottom() - 4:
        card.moveBottom(pointer.y() - 10)
    card.moveTo(max(card.x(), within.left() + 4), max(card.y(), within.top() + 4))
    painter.setPen(QPen(theme.mix(colours.line, colours.muted, 0.35), 1))
    painter.setBrush(colours.raised)
    painter.drawRoundedRect(card, 7, 7)
    y = card.top() + PADDING - 1
    for box, each, height in zip(boxes, numbers, heights, strict=True):
        baseline = y + max(box.ascent, 11)
        box.draw(painter, card.left() + PADDING, baseline)
        painter.setFont(font)
        painter.setPen(colours.text)
        painter.drawText(QPointF(card.left() + PADDING + box.width + 6, baseline), each)
        y += height


def paint_legend(painter: QPainter, label: Node, edges: EdgePainter, left: float, bottom: float) -> None:
    """What the edges are coloured by, from −scale to +scale; the line under the bar shows how a negative one is drawn."""
    colours = theme.current()
    baseline = bottom - 4
    if isinstance(label, Text):
        painter.setFont(theme.ui_font(theme.SMALL))
        painter.setPen(colours.muted)
        painter.drawText(QPointF(left, baseline), label.text)
        x = left + QFontMetricsF(painter.font()).horizontalAdvance(label.text) + 12
    else:
        box = typeset(label, LETTERS)
        box.draw(painter, left, baseline)
        x = left + box.width + 12
    font, advance = figures(theme.CAPTION)
    ends, room = (f"−{number(edges.scale, 2)}", f"+{number(edges.scale, 2)}"), 8 * advance
    painter.setFont(font)
    painter.setPen(colours.muted)
    painter.drawText(QRectF(x, bottom - 18, room, 18), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, ends[0])
    painter.drawText(QRectF(x + room + BAR.width() + 16, bottom - 18, room, 18), Qt.AlignmentFlag.AlignVCenter, ends[1])
    bar = QRectF(QPointF(x + room + 8, bottom - 9 - BAR.height() / 2), BAR)
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for place, colour in ((0.0, colours.negative), (0.5, colours.background), (1.0, colours.positive)):
        gradient.setColorAt(place, colour)
    painter.fillRect(bar, gradient)
    if len(edges) <= DASHED:                                    # the gaps of a negative edge
        x = bar.left() + DASH
        while x < bar.center().x():
            painter.fillRect(QRectF(x, bar.top(), GAP, bar.height()), colours.background)
            x += DASH + GAP
