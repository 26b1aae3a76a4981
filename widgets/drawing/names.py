"""The names that were given to hidden neurons and outputs, as they stand on a drawing; those of inputs stand beside them anyway."""
from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.network import Neuron
from widgets import theme
from widgets.drawing.content import NetworkContent
from widgets.drawing.layout import Column
from widgets.drawing.neuron_painter import bias_label

HEIGHT, SMALL, LEAST = 15.0, 12.0, 11.0                         # px of the line of a name: as a rule, where it is narrow, at least
GAP, PADDING = 5.0, 4.0                                         # px: from the circle, around the letters
WIDEST, ROOMY, NARROWEST = 130.0, 60.0, 24.0                    # px: at most, as a rule at least beside a neuron, at least


def paint_names(painter: QPainter, content: NetworkContent, column: Column, spacing: float) -> None:
    """Those of one layer, px `spacing` from the next."""
    for j in column.shown if content.names else ():
        paint_name(painter, content, column, Neuron(column.layer, j), spacing)


def paint_name(painter: QPainter, content: NetworkContent, column: Column, neuron: Neuron, spacing: float) -> None:
    """That of one neuron; a name that has no room is left to what is said when it is pointed at."""
    name = content.names.get(neuron)
    if name and neuron.l and content.shows_names and (room := name_rect(content, column, neuron.j, spacing)) is not None:
        _paint(painter, name, room, column.x)


def name_rect(content: NetworkContent, column: Column, j: int, spacing: float) -> QRectF | None:
    """The room for the name of a neuron that is drawn: left of it, or below it where there is more; None: there is none."""
    centre = column.centre(j)
    if centre is None or column.picture is not None:
        return None
    bottom = bias_label(content, column, j).rect.bottom() if content.labelled else centre.y() + column.radius + 1
    below = centre.y() + column.pitch - column.radius - bottom
    beside = min((0.3 if content.labelled else 0.6) * spacing - column.radius - GAP, WIDEST)
    if below >= LEAST and (content.labelled or beside < ROOMY):
        width = min(spacing - 2 * GAP, WIDEST)
        return QRectF(centre.x() - width / 2, bottom, width, min(HEIGHT, below))
    height = min(HEIGHT, column.pitch - 1)
    if height < LEAST or beside < NARROWEST:
        return None
    return QRectF(centre.x() - column.radius - GAP - beside, centre.y() - height / 2, beside, height)


def _paint(painter: QPainter, name: str, room: QRectF, x: float) -> None:
    """Close to the neuron at x, over whatever lies beneath; cut short where it is long."""
    font = theme.ui_font(theme.CAPTION if room.height() >= SMALL else theme.CAPTION - 2)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width() - 2 * PADDING)
    width = metrics.horizontalAdvance(shown) + 2 * PADDING
    rect = QRectF(room.right() - width if room.right() < x else x - width / 2, room.top(), width, room.height())
    ground = QColor(theme.current().background)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 4, 4)
    painter.setFont(font)
    painter.setPen(theme.current().text)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)
