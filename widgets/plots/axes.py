"""The frame of a plot with its two axes: where values are drawn, the numbers beside it, and what the crosshair writes on it."""
from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from core.notation import MINUS, number
from widgets import theme
from widgets.plots.axis_range import Range

TICK_SIZE, BELOW = 10, 18.0                                    # px; the room for what stands below a frame
TICK_HEIGHT = 14.0                                             # px
IN_FULL = 1e12                                                 # whole numbers below it
BESIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Axes(NamedTuple):
    """A frame in a widget, and the ranges of x and y that it shows."""

    frame: QRectF
    x_range: Range
    y_range: Range

    def place(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Values as places in the widget."""
        frame, (left, right), (bottom, top) = self
        return (frame.left() + (x - left) / (right - left) * frame.width(),
                frame.bottom() - (y - bottom) / (top - bottom) * frame.height())

    def point(self, x: float, y: float) -> QPointF:
        """The place of one point."""
        places = self.place(np.asarray(x), np.asarray(y))
        return QPointF(float(places[0]), float(places[1]))

    def x_at(self, pixel: float) -> float:
        """The x of a place in the widget, kept within the axis."""
        left, right = self.x_range
        return left + min(max((pixel - self.frame.left()) / self.frame.width(), 0.0), 1.0) * (right - left)

    def values_at(self, place: QPointF) -> tuple[float, float]:
        """The values at a place in the widget, also beyond the frame."""
        frame, (left, right), (bottom, top) = self
        return (left + (place.x() - frame.left()) / frame.width() * (right - left),
                bottom + (frame.bottom() - place.y()) / frame.height() * (top - bottom))

    def paint(self, painter: QPainter, ticks: Iterable[tuple[float, str]]) -> None:
        """The two lines, the ends of x, and what is written at places of y."""
        frame, colours = self.frame, theme.current()
        painter.setFont(theme.ui_font(TICK_SIZE))
        painter.setPen(QPen(colours.line, 1))
        painter.drawPolyline([frame.topLeft(), frame.bottomLeft(), frame.bottomRight()])
        painter.setPen(colours.muted)
        for y, written in ticks:
            at = self.point(self.x_range[0], y).y()
            painter.drawText(QRectF(0, at - TICK_HEIGHT / 2, frame.left() - 5, TICK_HEIGHT), BESIDE, written)
        below = QRectF(frame.left(), frame.bottom() + 3, frame.width(), BELOW - 3)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, in_figures(self.x_range[0]))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, in_figures(self.x_range[1]))

    def paint_upright(self, painter: QPainter, place: float) -> None:
        """A thin line from the top of the frame to its bottom."""
        painter.drawLine(QLineF(place, self.frame.top(), place, self.frame.bottom()))

    def paint_reading(self, painter: QPainter, place: float, written: str) -> None:
        """What the crosshair reads, in a box on the axis of x."""
        frame, colours = self.frame, theme.current()
        painter.setFont(theme.ui_font(TICK_SIZE))
        width = QFontMetricsF(painter.font()).horizontalAdvance(written) + 8
        left = min(max(place - width / 2, frame.left()), frame.right() - width)
        box = QRectF(left, frame.bottom() + 2, width, BELOW - 3)
        painter.fillRect(box, colours.raised)
        painter.setPen(colours.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written)


def in_figures(value: float) -> str:
    """A number at an axis: whole ones in full while they are short, others by their first digits."""
    return f"{value:,.0f}".replace("-", MINUS) if value == round(value) and abs(value) < IN_FULL else number(value)
