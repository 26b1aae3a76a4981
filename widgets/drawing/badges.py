"""The numbers of a walk at the neurons: each in a badge on the lower rim of its circle."""
from __future__ import annotations

import functools
import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPixmap

from core.network import Neuron
from core.notation import Fraction, Node, Partial, Symbol
from widgets import formula, theme
from widgets.drawing.content import NetworkContent
from widgets.drawing.layout import Column
from widgets.drawing.neuron_painter import BESIDE_FROM, SMALLEST_NUMBER, number_size, paint_blank
from widgets.drawing.stamps import clear_pixmap, figures, typeset
from widgets.inline import inline
from widgets.short_numbers import compact

LARGE, SMALL = 11, 9                                            # px, figures
ROOMY = 22.0                                                    # px, radius of a circle whose badge is large
LOWER = {LARGE: 7, SMALL: 2}                                    # px from the middle of a badge to the rim below it
OVER = 2.0                                                      # px that a badge reaches below a circle over the label of a bias
MARGIN, BETWEEN, AWAY = 5.0, 5.0, 4.0                           # px: at both ends, after the symbol, from a circle beside it
KEY = 12.0                                                      # px, radius of the neuron that explains the badges


def paint_badges(painter: QPainter, content: NetworkContent, column: Column) -> None:
    """Those of one layer."""
    if content.step is not None:
        for j in column.shown:
            paint_badge(painter, content, column, Neuron(column.layer, j))


def paint_badge(painter: QPainter, content: NetworkContent, column: Column, neuron: Neuron) -> None:
    """What a walk says of a neuron; beside a circle too small for that, and only while it is read or written.

    The small networks that have labels have the room for its symbol too.
    """
    step, centre = content.step, column.centre(neuron.j)
    value = step.at(neuron) if step is not None else None
    if step is None or step.beneath is None or value is None or centre is None or column.picture is not None:
        return
    below = number_size(column.radius) >= SMALLEST_NUMBER
    if not below and not (step.touches(neuron) and column.pitch >= BESIDE_FROM):
        return
    size = LARGE if column.radius >= ROOMY else SMALL
    symbol = content.symbol_beneath(neuron) if content.labelled else None
    height = min(size + (5 if symbol is None else 7), math.floor(column.pitch - 1) if len(column.y) > 1 else KEY * 2)
    badge = _badge(theme.current().name, leading(step.beneath.symbol), symbol, compact(value), (size, height, _ratio(painter)))
    extent = badge.deviceIndependentSize()
    away = column.radius + AWAY + extent.width() / 2
    lower = LOWER[size] if symbol is None else max(LOWER[size], height / 2 - OVER)
    middle = QPointF(0, column.radius - lower) if below else QPointF(-away if neuron.l == content.last else away, 0)
    painter.drawPixmap(centre + middle - QPointF(extent.width(), extent.height()) / 2, badge)


def paint_key(painter: QPainter, content: NetworkContent, right: float, bottom: float) -> None:
    """What the badges are of: a neuron with the symbol in place of the number. Where there are labels each badge says it."""
    if content.labelled or content.step is None or content.step.beneath is None:
        return
    symbol = content.step.beneath.symbol
    badge = _badge(theme.current().name, leading(symbol), inline(symbol), "", (LARGE, LARGE + 7, _ratio(painter)))
    extent = badge.deviceIndependentSize()
    middle = QPointF(right - max(extent.width() / 2, KEY), bottom - extent.height() / 2)
    paint_blank(painter, middle - QPointF(0, KEY - LOWER[SMALL]), KEY)
    painter.drawPixmap(middle - QPointF(extent.width(), extent.height()) / 2, badge)


@functools.lru_cache(maxsize=512)
def _badge(theme_name: str, quantity: str | None, symbol: Node | None, written: str, form: tuple[int, float, float]) -> QPixmap:
    """A badge that fits what is in it, kept since the same are drawn in every frame; `form` is figures, height and pixel ratio."""
    colours, (size, height, ratio) = theme.THEMES[theme_name], form
    box = typeset(symbol, size + 3) if symbol is not None else formula.Box(0, 0, 0)
    indent = box.width + BETWEEN if box.width and written else box.width
    inner = QRectF(1, 1, math.ceil(indent + len(written) * figures(size)[1] + 2 * MARGIN), height)
    pixmap = clear_pixmap(inner.width() + 2, ratio, height + 2)
    hue, baseline = theme.quantity_colour(quantity, colours), inner.center().y() + 0.36 * size
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.mix(colours.line, hue, 0.45), 1))
        painter.setBrush(colours.panel)
        painter.drawRoundedRect(inner, height / 2, height / 2)
        box.draw(painter, inner.left() + MARGIN, baseline)
        painter.setFont(figures(size)[0])
        painter.setPen(hue)
        painter.drawText(QPointF(inner.left() + MARGIN + indent, baseline), written)
    return pixmap


def leading(symbol: Node) -> str | None:
    """The quantity whose colour a formula has: ∂C₀/∂a is one of the cost."""
    match symbol:
        case Symbol():
            return symbol.quantity
        case Fraction(top=Partial(of=of)):
            return leading(of)
    return None


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatioF()
