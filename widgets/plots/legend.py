"""How curves are named and drawn, and the legend that shows it."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.notation import number
from widgets import theme
from widgets.theme import Theme

NAME_SIZE, VALUE_SIZE = 11, 10                                 # px
ROW = 15.0                                                     # px
SAMPLE, GAP, VALUE = 12.0, 5.0, 50.0                           # px: the line before a name, the value after it
DOT = 4.0                                                      # px
VEIL = 0.75                                                    # opacity of what lies behind a text


class CurveStyle(NamedTuple):
    """How a curve is named and drawn; `colour` is asked again whenever it is painted, so that it follows the theme."""

    label: str
    colour: Callable[[Theme], QColor]
    dash: tuple[float, ...] = ()                               # px on, off, on, off …; empty is solid
    dots: bool = False                                         # points that no line joins

    def pen(self) -> QPen:
        if self.dots:
            return QPen(self.colour(theme.current()), DOT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        # One pixel wide and not antialiased: Qt draws such a path many times faster than any other.
        pen = QPen(self.colour(theme.current()), 1)
        if self.dash:
            pen.setDashPattern(self.dash)
        return pen


class Legend:
    """Names in as many columns as fit, each with room for the value that the crosshair brings, so that nothing moves."""

    def __init__(self, styles: Sequence[CurveStyle]) -> None:
        self._styles = styles
        metrics = QFontMetricsF(theme.ui_font(NAME_SIZE))
        name = max((metrics.horizontalAdvance(style.label) for style in styles), default=0.0)
        self._column = SAMPLE + GAP + name + VALUE

    def height(self, width: float) -> float:
        """px of all rows, when they may be so wide."""
        return ROW * self._rows(width)

    def _rows(self, width: float) -> int:
        return ceil(len(self._styles) / max(int(width / self._column), 1))

    def paint(self, painter: QPainter, top_right: QPointF, values: Sequence[float] | None) -> None:
        """Draw it below and left of `top_right`; `values`, one per curve, stand beside the names, in little room in their place."""
        rows, width = max(self._rows(top_right.x()), 1), min(self._column, top_right.x())
        is_roomy = width == self._column
        left = top_right.x() - ceil(len(self._styles) / rows) * width
        for place, style in enumerate(self._styles):
            column, row = divmod(place, rows)
            cell = QRectF(left + column * width, top_right.y() + ROW * row, width, ROW)
            painter.setPen(style.pen())
            middle = QPointF(cell.left() + SAMPLE / 2, cell.center().y())
            half = QPointF(0.01 if style.dots else SAMPLE / 2, 0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, style.dots)
            painter.drawLine(QLineF(middle - half, middle + half))
            if values is None or is_roomy:
                painter.setFont(theme.ui_font(NAME_SIZE))
                painter.drawText(cell.adjusted(SAMPLE + GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, style.label)
            if values is not None:
                painter.setFont(theme.number_font(VALUE_SIZE))
                painter.setPen(theme.current().text)
                painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                                 "–" if np.isnan(values[place]) else number(values[place], 3))


def veil(colour: QColor | None = None) -> QColor:
    """The panel's colour, or another, somewhat transparent: what is written over a curve can be read, and the curve be seen."""
    veiled = QColor(colour or theme.current().panel)
    veiled.setAlphaF(VEIL)
    return veiled
