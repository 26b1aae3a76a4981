"""A data set to choose: a small picture of its points with its name below."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from widgets import theme
from widgets.thumbnail import paint_points, point_colours

SIDE, LABEL, WIDTH = 52, 16, 56                                 # px: the picture, the line below it, the whole


class Source(NamedTuple):
    """A data set as its card shows it.

    `points` (n, 2) are drawn in the colours of `classes` (n,), indices, or `values` (n,), from −1 to 1. Without points, `mark` is
    shown: a short text, or the name of an icon such as "mdi6.draw".
    """

    name: str
    label: str
    points: np.ndarray | None = None
    classes: np.ndarray | None = None
    values: np.ndarray | None = None
    mark: str = ""


class SourceCard(QAbstractButton):
    """Checkable; the one that is on has a frame in the accent colour."""

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self.setText(source.label)
        self.setAccessibleName(source.label)
        self.setToolTip(source.label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, SIDE + LABEL + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(1, 1, self.width() - 2, SIDE - 2)
        lit = self.isChecked() or self.hasFocus() or self.underMouse()
        edge = colours.accent if self.isChecked() or self.hasFocus() else colours.muted if lit else colours.line
        painter.setPen(QPen(edge, 2.0 if self.isChecked() else 1.0))
        painter.setBrush(colours.background)
        painter.drawRoundedRect(frame, 5, 5)
        inner = QRectF(0, 0, SIDE - 10, SIDE - 10)
        inner.moveCenter(frame.center())
        if self._source.points is None:
            self._paint_mark(painter, inner)
        else:
            source, points = self._source, self._source.points
            paint_points(painter, inner, points, point_colours(len(points), source.classes, source.values))
        painter.setFont(theme.ui_font(theme.CAPTION))
        painter.setPen(colours.text if self.isChecked() else colours.muted)
        label = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRect(0, SIDE + 1, self.width(), LABEL), Qt.AlignmentFlag.AlignCenter, label)
        painter.end()

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        if self._source.mark.startswith("mdi6."):
            theme.icon(self._source.mark, "a").paint(painter, area.adjusted(6, 6, -6, -6).toRect())
        else:
            painter.setFont(theme.ui_font(24))
            painter.setPen(theme.current().text)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._source.mark)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    square = np.random.default_rng(1).uniform(-6, 6, (200, 2))
    card = SourceCard(Source("xor", "xor", square, classes=(square.prod(axis=1) > 0).astype(int)))
    card.show()
    app.exec()
