"""The cost along a step: the straight promise of the gradient, the true curve, and where the cost is higher than it was before."""
from __future__ import annotations

from math import isfinite

import numpy as np
from pyqtgraph import arrayToQPath
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.explain.forecast import break_even
from core.notation import number, signed
from widgets import theme
from widgets.plots.axes import BELOW, TICK_HEIGHT, Axes
from widgets.plots.axis_range import LARGEST, Range, finite_range, linear_range, linear_ticks

LEFT, TOP, RIGHT = 46.0, 5.0, 6.0                              # px around the frame
DOT = 3.5                                                      # px, radius
DASH = (4, 3)                                                  # of what is promised
TINT = 26                                                      # opacity of where the cost is higher
MOST = 2.0                                                     # times the promise, or the step's own change: room for rises
KEY_STEP = 0.1                                                 # of this step


class StepCurve(QWidget):
    """Shows the change of the cost over multiples of a step, from 0; 1 is the step itself.

    hovered(object): the multiple under the mouse or chosen by the arrow keys, or None.
    """

    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("step_curve")
        self.setAccessibleName(self.tr("Cost along this step"))
        self._multiples = self._changes = np.empty(0)
        self._promised = 0.0                                   # at the multiple 1
        self._beyond: float | None = None
        self._y_range: Range | None = None
        self._pointer: float | None = None                     # the multiple that is read
        self._calm = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_curve(self, multiples: np.ndarray, costs: np.ndarray, promised: float) -> None:
        """Ascending multiples from 0 with the cost at each, and the change promised for the multiple 1; empty: not known."""
        self._multiples, self._promised = multiples, promised if abs(promised) < LARGEST else np.nan
        self._changes = costs - costs[0] if len(costs) else costs
        self._beyond = break_even(multiples, costs) if len(costs) else None
        known = finite_range(np.minimum(self._changes, self._most())) if len(costs) else None
        if known:
            promise = finite_range(np.array(self.x_range) * self._promised) or known
            self._y_range = linear_range(min(known[0], promise[0]), max(known[1], promise[1]), self._y_range)
        self.setAccessibleDescription(self.beyond_text())
        self.update()

    def set_calm(self, calm: bool) -> None:
        """Few colours."""
        self._calm = calm
        self.update()

    @property
    def x_range(self) -> Range:
        """The multiples that are shown."""
        return (float(self._multiples[0]), float(self._multiples[-1])) if len(self._multiples) > 1 else (0.0, 4.0)

    @property
    def beyond(self) -> float | None:
        """The multiple from which on the cost is higher than before the step."""
        return self._beyond

    def beyond_text(self) -> str:
        """In words, where the cost begins to be higher."""
        if not len(self._multiples):
            return ""
        if self._beyond is None:
            return self.tr("Lower than now up to {last} × this step.").format(last=number(self.x_range[1]))
        return self.tr("Higher than now beyond {multiple} × this step.").format(multiple=number(self._beyond, 2))

    def change_at(self, multiple: float) -> float:
        """The true change of the cost, not a number beyond the curve."""
        return float(np.interp(multiple, self._multiples, self._changes, np.nan, np.nan)) if len(self._multiples) else np.nan

    def _most(self) -> float:
        """The greatest rise for which there is room: this step's own is always in sight."""
        return MOST * max((abs(change) for change in (self._promised, self.change_at(1.0)) if isfinite(change)), default=LARGEST)

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(300, 84)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 84)

    def axes(self) -> Axes:
        """The frame with what it shows."""
        return Axes(QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BELOW), self.x_range,
                    self._y_range or (0.0, 1.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, axes, colours = QPainter(self), self.axes(), theme.current()
        axes.paint(painter, [(tick, number(tick, 3)) for tick in linear_ticks(axes.y_range)] if self._y_range else [])
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 1))
            painter.drawLine(QLineF(axes.frame.bottomLeft(), axes.frame.bottomRight()))
        if len(self._multiples):
            painter.setClipRect(axes.frame.adjusted(0, -1, 1, 1))
            self._paint_beyond(painter, axes)
            self._paint_curves(painter, axes)
            painter.setClipping(False)
        if self._pointer is not None:
            self._paint_reading(painter, axes, self._pointer)
        elif len(self._multiples):
            painter.setPen(colours.muted)
            own = axes.point(1.0, 0.0).x()
            painter.drawText(QRectF(own - 50, axes.frame.bottom() + 3, 100, TICK_HEIGHT), Qt.AlignmentFlag.AlignHCenter,
                             self.tr("this step"))
        painter.end()

    def _paint_beyond(self, painter: QPainter, axes: Axes) -> None:
        """The cost as it is now, as a line; and where it is higher."""
        colours, frame = theme.current(), axes.frame
        painter.setPen(QPen(colours.muted, 1))
        painter.drawLine(QLineF(axes.point(axes.x_range[0], 0.0), axes.point(axes.x_range[1], 0.0)))
        if self._beyond is None:
            return
        left = axes.point(self._beyond, 0.0).x()
        if not self._calm:
            tint = QColor(colours.C)
            tint.setAlpha(TINT)
            painter.fillRect(QRectF(left, frame.top(), frame.right() - left, frame.height()), tint)
        axes.paint_upright(painter, left)
        # Between the promise, which falls, and the cost, which is higher here, there is always room on the right.
        words, metrics = self.tr("higher than now"), QFontMetricsF(painter.font())
        width, below = metrics.horizontalAdvance(words) + 4, axes.point(0.0, 0.0).y() + 2
        top = below if below + TICK_HEIGHT <= frame.bottom() else frame.top()
        painter.drawText(QRectF(frame.right() - width, top, width, TICK_HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_curves(self, painter: QPainter, axes: Axes) -> None:
        colours, (first, last) = theme.current(), axes.x_range
        painter.setPen(QPen(colours.muted, 1, Qt.PenStyle.DotLine))
        axes.paint_upright(painter, axes.point(1.0, 0.0).x())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isfinite(self._promised):
            painter.setPen(promise_pen())
            painter.drawLine(QLineF(axes.point(first, first * self._promised), axes.point(last, last * self._promised)))
            paint_promised(painter, axes.point(1.0, self._promised))
        painter.setPen(QPen(real_colour(self._calm), 1.5))
        shown = np.where(np.abs(self._changes) < LARGEST, self._changes, np.nan)
        painter.drawPath(arrayToQPath(*axes.place(self._multiples, shown), connect="finite"))
        if isfinite(self.change_at(1.0)):
            paint_real(painter, axes.point(1.0, self.change_at(1.0)), self._calm)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_reading(self, painter: QPainter, axes: Axes, multiple: float) -> None:
        change, colours = self.change_at(multiple), theme.current()
        place = axes.point(multiple, 0.0).x()
        painter.setPen(QPen(colours.muted, 1))
        axes.paint_upright(painter, place)
        axes.paint_reading(painter, place, self.tr("{multiple} ×   promised {promised}   really {really}").format(
            multiple=f"{multiple:.2f}", promised=signed(multiple * self._promised), really=signed(change)))

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.axes().x_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self._point_at(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._pointer is not None:
            self._point_at(None)
        elif direction and len(self._multiples):
            low, high = self.x_range
            self._point_at(1.0 if self._pointer is None else min(max(self._pointer + direction * KEY_STEP, low), high))
        else:
            super().keyPressEvent(event)

    def _point_at(self, multiple: float | None) -> None:
        wanted = multiple if len(self._multiples) else None
        if wanted != self._pointer:
            self._pointer = wanted
            self.hovered.emit(wanted)
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


# ---- how promise and truth are drawn, wherever they stand side by side -----------------------------------------------------------


def real_colour(calm: bool) -> QColor:
    """Of what really happened to the cost."""
    colours = theme.current()
    return colours.text if calm else colours.C


def promise_pen() -> QPen:
    """Of what is only promised."""
    pen = QPen(theme.current().text, 1)
    pen.setDashPattern(DASH)
    return pen


def paint_promised(painter: QPainter, place: QPointF) -> None:
    """A hollow dot."""
    colours = theme.current()
    painter.setPen(QPen(colours.text, 1.2))
    painter.setBrush(colours.panel)
    painter.drawEllipse(place, DOT, DOT)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_real(painter: QPainter, place: QPointF, calm: bool) -> None:
    """A full dot."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(real_colour(calm))
    painter.drawEllipse(place, DOT, DOT)
    painter.setBrush(Qt.BrushStyle.NoBrush)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    t = np.linspace(0, 4, 81)
    curve = StepCurve()
    curve.set_curve(t, 0.2 - 0.02 * t + 0.008 * t**2, -0.02)
    curve.hovered.connect(print)
    curve.show()
    app.exec()
