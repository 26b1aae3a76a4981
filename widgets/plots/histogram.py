"""A small histogram: counts as bars over an axis with round ends, 0 marked, and the bar under the mouse read out."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.explain.health import Histogram
from core.notation import number
from widgets import theme
from widgets.plots.axes import TICK_SIZE, in_figures
from widgets.plots.axis_range import Range, close_range

TITLE, BELOW, AIR = 17.0, 15.0, 3.0                            # px: above and below the bars, and between them and the title
WIDE = 4.0                                                     # px: bars from this width have gaps


class HistogramPlot(QWidget):
    """Titled and filled in the colour of a quantity of the lecture.

    hovered(object): the place of the bar under the mouse or chosen by the arrow keys, or None.
    """

    hovered = Signal(object)

    def __init__(self, title: str, quantity: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._quantity = title, quantity
        self._histogram: Histogram | None = None
        self._range: Range | None = None
        self._current: int | None = None
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def set_histogram(self, histogram: Histogram | None) -> None:
        """What to show; None: nothing is known, and the axis begins anew with the next."""
        self._histogram = histogram
        self._range = histogram and close_range(float(histogram.edges[0]), float(histogram.edges[-1]), self._range)
        if histogram is None or (self._current or 0) >= len(histogram.counts):
            self._current = None
        self.setAccessibleDescription("" if histogram is None else self.tr("{count} values from {low} to {high}").format(
            count=int(histogram.counts.sum()), low=number(histogram.edges[0], 3), high=number(histogram.edges[-1], 3)))
        self.update()

    def reading(self, place: int) -> str:
        """What one bar says."""
        if self._histogram is None:
            return ""
        edges, counts = self._histogram
        return self.tr("{count} from {low} to {high}").format(
            count=f"{int(counts[place]):,}", low=number(edges[place], 2), high=number(edges[place + 1], 2))

    # ---- from values to pixels ---------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(86, 92)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 60)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def bars(self) -> list[QRectF]:
        """Where the bars are drawn, from the left; one that counts anything is at least a pixel high."""
        if self._histogram is None:
            return []
        edges, counts = self._histogram
        bottom, room = self.height() - BELOW, self.height() - BELOW - TITLE - AIR
        heights = np.where(counts > 0, np.maximum(room * counts / max(counts.max(), 1), 1.0), 0.0)
        lefts = self._pixels(edges)
        return [QRectF(left, bottom - height, right - left, height)
                for left, right, height in zip(lefts[:-1].tolist(), lefts[1:].tolist(), heights.tolist(), strict=True)]

    def _pixels(self, values: np.ndarray) -> np.ndarray:
        low, high = self._range or (0.0, 1.0)
        return (values - low) / (high - low) * self.width()

    def _place_at(self, x: float) -> int | None:
        if self._histogram is None:
            return None
        place = int(np.searchsorted(self._pixels(self._histogram.edges), x, side="right")) - 1
        return place if 0 <= place < len(self._histogram.counts) else None

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, colour = QPainter(self), theme.current(), theme.quantity_colour(self._quantity)
        painter.setFont(theme.ui_font(theme.CAPTION))
        painter.setPen(colour)
        painter.drawText(QRectF(0, 0, self.width(), TITLE), Qt.AlignmentFlag.AlignLeft, self._title)
        bars, bottom = self.bars(), self.height() - BELOW
        for place, bar in enumerate(bars):
            gap = 1.0 if bar.width() >= WIDE else 0.0
            painter.fillRect(bar.adjusted(0, 0, -gap, 0), colours.text if place == self._current else colour)
        painter.setPen(QPen(colours.accent if self.hasFocus() else colours.line, 1))
        painter.drawLine(QLineF(0, bottom, self.width(), bottom))
        if self._range is not None:
            self._paint_axis(painter, *self._range)
        painter.end()

    def _paint_axis(self, painter: QPainter, low: float, high: float) -> None:
        """The numbers at the ends, and 0 where it is between them."""
        colours, bottom = theme.current(), self.height() - BELOW
        below = QRectF(0, bottom + 2, self.width(), BELOW - 2)
        painter.setFont(theme.ui_font(TICK_SIZE))
        advance = QFontMetricsF(painter.font()).horizontalAdvance
        ends = in_figures(low), in_figures(high)
        painter.setPen(colours.muted)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, ends[0])
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, ends[1])
        if not low < 0 < high:
            return
        zero = float(self._pixels(np.zeros(1))[0])
        painter.setPen(QPen(colours.muted, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(round(zero), TITLE, round(zero), bottom + 3))
        room = advance("0") / 2 + 4                            # or its figure would touch those at the ends
        if advance(ends[0]) + room < zero < self.width() - advance(ends[1]) - room:
            painter.drawText(QRectF(zero - 10, below.top(), 20, below.height()), Qt.AlignmentFlag.AlignHCenter, "0")

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(self._place_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._move_to(None)

    def focusOutEvent(self, event: QEvent) -> None:
        self._move_to(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step and self._histogram is not None:
            last = len(self._histogram.counts) - 1
            self._move_to(last // 2 if self._current is None else min(max(self._current + step, 0), last))
        elif event.key() == Qt.Key.Key_Escape and self._current is not None:
            self._move_to(None)
        else:
            super().keyPressEvent(event)

    def _move_to(self, place: int | None) -> None:
        if place != self._current:
            self._current = place
            self.update()
            self.hovered.emit(place)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    counts, edges = np.histogram(np.random.default_rng(1).normal(0.2, 0.5, 400), 24)
    plot = HistogramPlot("weights", "w")
    plot.set_histogram(Histogram(edges, counts.astype(float)))
    plot.hovered.connect(lambda place: print("" if place is None else plot.reading(place)))
    plot.show()
    app.exec()
