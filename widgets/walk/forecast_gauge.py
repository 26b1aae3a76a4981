"""The gauge of a step: the change of the cost that the gradient promised, and the one that came (Q11)."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.explain.forecast import Forecast
from core.notation import signed
from widgets import theme
from widgets.plots.axis_range import Range, finite_range, linear_range
from widgets.sentences import said
from widgets.walk.forecast_history import ForecastHistory
from widgets.walk.step_curve import StepCurve, promise_pen, real_colour

ROW, BAR = 19, 9                                                # px: height of a row, thickness of a bar
GAP = 8                                                         # px
WIDE = 380                                                      # px: from here on two lines are enough for any verdict


class ForecastGauge(QWidget):
    """Two bars from a common 0, the cost along the step, and the last steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("forecast_gauge")
        self.setAccessibleName(self.tr("What the gradient promised of this step"))
        self._forecast: Forecast | None = None
        self._along = np.empty(0), np.empty(0)
        self._verdict, self._rule = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._bars, self._curve, self._history = ForecastBars(), StepCurve(), ForecastHistory()
        self._beyond, self._steps = QLabel(wordWrap=True), QLabel(self.tr("The last steps: ○ promised, ● really"))
        self._prepare()
        self._place()
        self.set_forecast(None)

    def _prepare(self) -> None:
        self._verdict.setObjectName("verdict")
        self._rule.setObjectName("rule")
        self._beyond.setObjectName("beyond")
        self._verdict.setFont(theme.ui_font(theme.SMALL))
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignTop)
        for label in (self._rule, self._beyond, self._steps):
            label.setProperty("caption", True)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for widget, stretch in ((self._verdict, 0), (self._bars, 0), (self._rule, 0), (self._curve, 3), (self._beyond, 0),
                                (self._steps, 0), (self._history, 1)):
            column.addWidget(widget, stretch)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_forecast(self, forecast: Forecast | None) -> None:
        """The promise and what came of it; None: the step has not been reached."""
        self._forecast = forecast
        self._bars.set_forecast(forecast)
        self._verdict.setText(self.tr("Not known before the update.") if forecast is None else said(forecast.verdict))
        self._rule.setText("" if forecast is None else said(forecast.rule))
        self._draw_curve()

    def set_along(self, multiples: np.ndarray, costs: np.ndarray) -> None:
        """Ascending multiples of this step, from 0, and the cost at each; empty: not known."""
        self._along = np.asarray(multiples, dtype=float), np.asarray(costs, dtype=float)
        self._draw_curve()

    def set_history(self, history: Sequence[Forecast]) -> None:
        """The steps that were kept, the oldest first."""
        self._history.set_history(history)

    def set_calm(self, calm: bool) -> None:
        """Few colours."""
        for plot in (self._bars, self._curve, self._history):
            plot.set_calm(calm)

    def resizeEvent(self, event: QResizeEvent) -> None:
        lines = 2 if self.width() >= WIDE else 3
        self._verdict.setFixedHeight(lines * self._verdict.fontMetrics().lineSpacing())      # so that a longer one moves nothing

    def _draw_curve(self) -> None:
        multiples, costs = self._along if self._forecast is not None else (np.empty(0), np.empty(0))
        self._curve.set_curve(multiples, costs, 0.0 if self._forecast is None else self._forecast.predicted)
        self._beyond.setText(self._curve.beyond_text())


class ForecastBars(QWidget):
    """Promised and real change, and the share of the promise that was kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forecast: Forecast | None = None
        self._range: Range | None = None
        self._calm = False
        self.setAccessibleName(self.tr("Promised and real change of the cost"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_forecast(self, forecast: Forecast | None) -> None:
        """What to show; None: nothing is known."""
        self._forecast = forecast
        known = None if forecast is None else finite_range(np.array([forecast.predicted, forecast.actual]))
        self._range = linear_range(*known, self._range) if known else None
        self.setAccessibleDescription("" if forecast is None else "; ".join(f"{name}: {value}" for name, value in self.rows()))
        self.update()

    def set_calm(self, calm: bool) -> None:
        """Few colours."""
        self._calm = calm
        self.update()

    def rows(self) -> list[tuple[str, str]]:
        """Names and numbers as they are shown."""
        forecast = self._forecast
        share = "–" if forecast is None or forecast.ratio is None else f"{100 * forecast.ratio:.4g} %".replace("-", "−")
        return [(self.tr("promised"), signed(forecast and forecast.predicted)),
                (self.tr("really"), signed(forecast and forecast.actual)), (self.tr("kept"), share)]

    def sizeHint(self) -> QSize:
        return QSize(300, 3 * ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, rows = QPainter(self), theme.current(), self.rows()
        names, figures = theme.ui_font(theme.CAPTION), theme.number_font(theme.SMALL)
        left = max(QFontMetricsF(names).horizontalAdvance(name) for name, _ in rows) + GAP
        right = self.width() - QFontMetricsF(figures).horizontalAdvance(signed(-1e200)) - GAP
        for place, (name, value) in enumerate(rows):
            top = place * ROW
            painter.setFont(names)
            painter.setPen(colours.muted)
            painter.drawText(QRectF(0, top, left, ROW), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(figures)
            painter.setPen(colours.text)
            painter.drawText(QRectF(right, top, self.width() - right, ROW),
                             Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)
        self._paint_bars(painter, QRectF(left, 0, right - left, 2 * ROW))
        painter.end()

    def _paint_bars(self, painter: QPainter, area: QRectF) -> None:
        """To the left the cost falls, to the right it rises."""
        forecast, (low, high) = self._forecast, self._range or (-1.0, 0.0)
        zero = area.left() - low / (high - low) * area.width()
        painter.setPen(QPen(theme.current().muted, 1))
        painter.drawLine(QLineF(zero, area.top() + 2, zero, area.bottom() - 2))
        for place, change in enumerate(() if forecast is None else (forecast.predicted, forecast.actual)):
            if np.isfinite(change):
                end = zero + change / (high - low) * area.width()
                bar = QRectF(min(zero, end), area.top() + place * ROW + (ROW - BAR) / 2, abs(end - zero), BAR)
                if place:
                    painter.fillRect(bar, real_colour(self._calm))
                else:
                    painter.setPen(promise_pen())
                    painter.drawRect(bar)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.errors import Sentence

    app = QApplication([])
    theme.apply(app, theme.DARK)
    t = np.linspace(0, 4, 81)
    gauge = ForecastGauge()
    gauge.set_forecast(Forecast(0.2, 0.188, -0.02, 0.45, 0.05, Sentence("Promised: −η ‖∇C‖².")))
    gauge.set_along(t, 0.2 - 0.02 * t + 0.008 * t**2)
    gauge.set_history([Forecast(1.0, 1.0 - 0.9**n * (0.1 - 0.004 * n), -0.1 * 0.9**n, 1.0, 1.0, Sentence("")) for n in range(14)])
    gauge.resize(320, 360)
    gauge.show()
    app.exec()
