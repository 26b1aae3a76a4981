"""What is written over a drawing: symbols on edges, the chosen edge's number, the label at the pointer, the legend."""
from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen, QPixmap

from core import parts
from core.network import Edge
from core.notation import Node, Symbol, Text, number
from widgets import theme
from widgets.drawing.content import NetworkContent
from widgets.drawing.edge_painter import DASH, DASHED, GAP, EdgePainter
from widgets.drawing.neuron_painter import LARGE
from widgets.drawing.stamps import clear_pixmap, figures, is_vector, typeset
from widgets.formula import Box
from widgets.inline import inline
from widgets.short_numbers import compact, signed_short

PADDING, LETTERS, FIGURES = 8.0, 15, 12                         # px
CLEAR, ROOM = 46.0, 0.55                                        # px from a source to a label; of an edge, for a label in one row
REMARK = 230                                                    # px, width of a remark
BAR = QSizeF(112, 7)                                            # px, of the legend
LEGEND, BELOW = QPointF(2, 24), 8                               # px: where its lower left corner is in its picture; room under that


def paint_edge_labels(painter: QPainter, content: NetworkContent, edges: EdgePainter, which: Iterable[Edge] | None = None) -> None:
    """Symbol and number on every edge of a small network, or on these; in others there are none."""
    if content.labelled:
        for edge in parts.edges(content.sizes) if which is None else which:
            if (line := edges.line(edge)) is not None:
                _paint_edge_label(painter, content, edge, line)


class EdgeLabel(NamedTuple):
    """What is written at an edge of a small network and where: `rect` is around all of it; the number may be below the symbol."""

    symbol: Box
    written: str
    digits: int                                                 # px
    symbol_at: QPointF
    written_at: QPointF
    rect: QRectF
    over: bool                                                  # over the line rather than on it


def edge_label(content: NetworkContent, edge: Edge, line: QLineF) -> EdgeLabel:
    """Over the line where it is alone; where lines cross, on it and nearer to its source, so that labels keep apart.

    A derivative, which is longer, keeps clear of its source; where that leaves too little room, its number is below the symbol.
    """
    alone = content.sizes[edge.l] == 1 or content.sizes[edge.l - 1] == 1
    over = alone and abs(line.dy()) < 1
    symbol, value = content.edge_writing(edge)
    is_weight = isinstance(symbol, Symbol)
    letters, digits = (LARGE, theme.BODY) if is_weight else (LETTERS, FIGURES) if alone else (FIGURES, theme.CAPTION)
    box, written = typeset(symbol, letters), signed_short(value) if is_weight else compact(value)
    extent = len(written) * figures(digits)[1]
    width = box.width + 6 + extent
    share = 0.5 if alone else 0.34 if is_weight else max(0.34, (CLEAR + width / 2) / line.dx())
    place = line.pointAt(share) - QPointF(0, 17 if over else 0)
    below = 0
    if alone and not is_weight and width > ROOM * line.length():
        width, below = max(box.width, extent), 31 if over else 16
    left, right, baseline = place.x() - width / 2, place.x() + width / 2, place.y() + 5
    return EdgeLabel(
        box, written, digits, QPointF(place.x() - box.width / 2 if below else left, baseline),
        QPointF(place.x() - extent / 2 if below else right - extent, baseline + below),
        QRectF(left - 5, place.y() - 13, width + 10, 26 + below), over)


def _paint_edge_label(painter: QPainter, content: NetworkContent, edge: Edge, line: QLineF) -> None:
    """Symbol and number."""
    label = edge_label(content, edge, line)
    if not label.over:
        _backdrop(painter, label.rect)
    label.symbol.draw(painter, label.symbol_at.x(), label.symbol_at.y())
    painter.setFont(figures(label.digits)[0])
    painter.setPen(theme.current().text)
    painter.drawText(label.written_at, label.written)


def paint_edge_number(painter: QPainter, content: NetworkContent, edge: Edge, line: QLineF) -> None:
    """The signed number of the chosen edge, over the middle of it."""
    written = compact(content.edge_value(edge))
    extent = _extent(written)
    normal = line.normalVector().unitVector()
    across = QPointF(normal.dx(), normal.dy()) * (-1 if normal.dy() > 0 else 1)
    away = (abs(across.x()) * extent.width() + abs(across.y()) * extent.height()) / 2 + 5
    _paint_number(painter, written, line.center() + across * away)


def paint_number_left_of(painter: QPainter, value: float, right: QPointF) -> None:
    """A signed number whose right end is here."""
    written = compact(value)
    _paint_number(painter, written, right - QPointF(_extent(written).width() / 2, 0))


def _paint_number(painter: QPainter, written: str, centre: QPointF) -> None:
    extent = _extent(written)
    box = QRectF(centre - QPointF(extent.width(), extent.height()) / 2, extent)
    _backdrop(painter, box)
    painter.setFont(figures(FIGURES)[0])
    painter.setPen(theme.current().text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written)


def _extent(written: str) -> QSizeF:
    return QSizeF(len(written) * figures(FIGURES)[1] + 12, 20)


def _backdrop(painter: QPainter, box: QRectF) -> None:
    ground = QColor(theme.current().background)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 6, 6)


def paint_hover_label(
    painter: QPainter, lines: Sequence[tuple[Node, float]], remark: str, pointer: QPointF, within: QRectF,
) -> None:
    """A small card near the pointer: each quantity and its number, and a remark below them where there is one."""
    colours = theme.current()
    font, advance = figures(FIGURES)
    boxes = [typeset(node, LETTERS) for node, _ in lines]
    numbers = [f"= {compact(value)}" for _, value in lines]
    heights = [max(box.ascent, 11) + max(box.descent, 5) + 3 for box in boxes]
    width = max(box.width + 6 + len(each) * advance for box, each in zip(boxes, numbers, strict=True)) + 2 * PADDING
    words = QRectF()
    if remark:
        metrics = QFontMetricsF(theme.ui_font(theme.SMALL))
        words = metrics.boundingRect(QRectF(0, 0, REMARK, 200), Qt.TextFlag.TextWordWrap, remark)
        width = max(width, words.width() + 1 + 2 * PADDING)
    below = words.height() + 4 if remark else 0.0
    card = QRectF(pointer + QPointF(14, 16), QSizeF(width, sum(heights) + below + 2 * PADDING - 5))
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
    if remark:
        painter.setFont(theme.ui_font(theme.SMALL))
        painter.setPen(colours.muted)
        words.moveTo(card.left() + PADDING, y + 1)
        painter.drawText(words.adjusted(0, 0, 1, 1), Qt.TextFlag.TextWordWrap, remark)


def paint_legend(painter: QPainter, label: Node, edges: EdgePainter, left: float, bottom: float) -> None:
    """What the edges are coloured by, from −scale to +scale where any is known; the gaps show how a negative one is drawn."""
    origin = QPointF(left, bottom) - LEGEND
    legend = _Legend(theme.current().name, label, number(edges.scale, 2) if edges.is_known else "", len(edges) <= DASHED)
    if is_vector(painter):
        painter.translate(origin)
        _draw_legend(painter, legend)
        painter.translate(-origin)
    else:
        painter.drawPixmap(origin, _legend_picture(legend, painter.device().devicePixelRatioF()))


class _Legend(NamedTuple):
    """What the edges show, up to which size, and whether negative ones have gaps."""

    theme_name: str
    label: Node
    scale: str
    dashed: bool

    @property
    def word(self) -> str:
        """The label, where it is no formula."""
        return self.label.text if isinstance(self.label, Text) else ""

    @property
    def formula(self) -> Box:
        """The label, where it is one."""
        return typeset(Text("") if self.word else inline(self.label), LETTERS)

    @property
    def bar(self) -> QRectF:
        """Where the colours are; there is room for the scale's ends on both sides."""
        word = QFontMetricsF(theme.ui_font(theme.SMALL)).horizontalAdvance(self.word)
        left = LEGEND.x() + self.formula.width + word + 12 + _room() + 8
        return QRectF(QPointF(left, LEGEND.y() - 9 - BAR.height() / 2), BAR)


def _room() -> float:
    """px for one end of the scale."""
    return 8 * figures(theme.CAPTION)[1]


@functools.lru_cache(maxsize=64)
def _legend_picture(legend: _Legend, ratio: float) -> QPixmap:
    """Kept, since it is the same in nearly every frame."""
    pixmap = clear_pixmap(legend.bar.right() + 8 + _room(), ratio, LEGEND.y() + BELOW)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_legend(painter, legend)
    return pixmap


def _draw_legend(painter: QPainter, legend: _Legend) -> None:
    colours, bar, room = theme.THEMES[legend.theme_name], legend.bar, _room()
    legend.formula.draw(painter, LEGEND.x(), LEGEND.y() - 4)
    painter.setPen(colours.muted)
    painter.setFont(theme.ui_font(theme.SMALL))
    painter.drawText(LEGEND - QPointF(0, 4), legend.word)
    painter.setFont(figures(theme.CAPTION)[0])
    if legend.scale:
        left, right = QRectF(bar.left() - 8 - room, LEGEND.y() - 18, room, 18), QRectF(bar.right() + 8, LEGEND.y() - 18, room, 18)
        painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"−{legend.scale}")
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, f"+{legend.scale}")
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for place, colour in ((0.0, colours.negative), (0.5, colours.background), (1.0, colours.positive)):
        gradient.setColorAt(place, colour)
    painter.fillRect(bar, gradient)
    if legend.dashed:                                           # the gaps of a negative edge
        gap = bar.left() + DASH
        while gap < bar.center().x():
            painter.fillRect(QRectF(gap, bar.top(), GAP, bar.height()), colours.background)
            gap += DASH + GAP
