"""The last steps: what the gradient promised of each, and what the cost did."""
from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.explain.forecast import Forecast
from core.notation import number, signed
from widgets import theme
from widgets.plots.axes import Axes
from widgets.plots.axis_range import Range, finite_range, linear_range, linear_ticks
from widgets.walk.step_curve import LEFT, RIGHT, paint_promised, paint_real

MOST = 30                                                      # steps shown
ABOVE, BELOW = 5.0, 6.0                                        # px around the frame


class ForecastHistory(QWidget):
    """A hollow dot for each promise and a full one for what became of it, the latest step at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("forecast_history")
        self.setAccessibleName(self.tr("Promised and real changes of the cost in the last steps"))
        self._shown: list[Forecast] = []
        self._y_range: Range | None = None
        self._calm = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_history(self, history: Sequence[Forecast]) -> None:
        """The oldest first; only the last are shown."""
        self._shown = list(history)[-MOST:]
        known = finite_range(np.array([change for each in self._shown for change in (each.predicted, each.actual)]))
        self._y_range = linear_range(*known, self._y_range) if known else None
        self.setAccessibleDescription("; ".join(self.reading(place) for place in range(len(self._shown))))
        self.update()

    def set_calm(self, calm: bool) -> None:
        """Few colours."""
        self._calm = calm
        self.update()

    def reading(self, place: int) -> str:
        """What one pair of dots says."""
        each, back = self._shown[place], len(self._shown) - 1 - place
        whose = self.tr("{count} steps before").format(count=back) if back > 1 else (
            self.tr("the step before") if back else self.tr("the last step"))
        return self.tr("{step}: promised {promised}, really {really}").format(
            step=whose, promised=signed(each.predicted), really=signed(each.actual))

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(300, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 44)

    def axes(self) -> Axes:
        """The frame; x counts the steps."""
        frame = QRectF(LEFT, ABOVE, self.width() - LEFT - RIGHT, self.height() - ABOVE - BELOW)
        return Axes(frame, (-0.5, MOST - 0.5), self._y_range or (-1.0, 0.0))

    def _places(self) -> range:
        """Where on the axis of x the steps stand: the latest at its end."""
        return range(MOST - len(self._shown), MOST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, axes, colours = QPainter(self), self.axes(), theme.current()
        frame = axes.frame
        painter.setFont(theme.ui_font(10))
        painter.setPen(QPen(colours.line, 1))
        painter.drawLine(QLineF(frame.topLeft(), frame.bottomLeft()))
        painter.drawLine(QLineF(frame.left(), axes.point(0, 0).y(), frame.right(), axes.point(0, 0).y()))
        painter.setPen(colours.muted)
        for tick in linear_ticks(axes.y_range) if self._y_range else ():
            y = axes.point(0, tick).y()
            painter.drawText(QRectF(0, y - 7, frame.left() - 5, 14), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             number(tick, 3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, each in zip(self._places(), self._shown, strict=True):
            if each.is_finite:
                painter.setPen(QPen(colours.muted, 1))
                painter.drawLine(QLineF(axes.point(x, each.predicted), axes.point(x, each.actual)))
            if isfinite(each.predicted):
                paint_promised(painter, axes.point(x, each.predicted))
            if isfinite(each.actual):
                paint_real(painter, axes.point(x, each.actual), self._calm)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        places, x = self._places(), round(self.axes().x_at(event.position().x()))
        self.setToolTip(self.reading(places.index(x)) if x in places else "")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.errors import Sentence

    app = QApplication([])
    theme.apply(app, theme.DARK)
    history = ForecastHistory()
    history.set_history([Forecast(1.0, 1.0 - 0.9**n * (0.1 - 0.004 * n), -0.1 * 0.9**n, 1.0, 1.0, Sentence("")) for n in range(14)])
    history.show()
    app.exec()
