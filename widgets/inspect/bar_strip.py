"""A strip of signed bars, one per example, with their mean; one bar can be pulled out to see the mean without it."""
from __future__ import annotations

import functools
from math import isfinite

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from core.notation import number, signed
from widgets import theme
from widgets.plots.axis_range import Range, finite_range, linear_range

HEIGHT, MARK, MARGIN = 64, 7, 3                                 # px: of the strip, of the current example's mark, above the bars
NUMBER = 10                                                     # px
DECIMALS = 4
GAPPED = 3                                                      # device px; bars this wide stand apart
LIGHT = 70                                                      # opacity of the bar pointed at, of 255


class BarStrip(QWidget):
    """Bars in the order of the examples or of their values. Where there are more than pixels, a column shows all it stands for.

    hovered(object): the number of the example under the mouse or chosen by the arrow keys, None when there is none.
    clicked(int): an example was chosen.
    taken_out(object): the example whose bar is out of the strip, None when it is back.
    """

    hovered = Signal(object)
    clicked = Signal(int)
    taken_out = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = np.empty(0)
        self._mean = 0.0
        self._range: Range | None = None
        self._sorted = True
        self._order: np.ndarray | None = None                   # the example of every bar; None until it is asked for
        self._image: QImage | None = None                       # the bars; None until the next painting
        self._current: int | None = None
        self._pointed: int | None = None
        self._out: int | None = None
        self._pressed: tuple[int, QPointF] | None = None        # the example and where
        self._ghost: Ghost | None = None                        # of the bar in the mouse's hand
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_values(self, values: np.ndarray, mean: float) -> None:
        """(examples,) and their mean; the axis grows in steps."""
        if len(values) != len(self._values):
            self._range = self._pointed = None
            self._put_back()
        self._values, self._mean = values, mean
        extent = finite_range(values)
        self._range = linear_range(*extent, self._range) if extent else (0.0, 1.0)
        self._order = None
        self._redraw()

    def set_sorted(self, by_value: bool) -> None:
        """Whether the bars stand in the order of their values, from the least, or in that of the examples."""
        self._sorted, self._order = by_value, None
        self._redraw()

    def set_current(self, example: int | None) -> None:
        """The example that is marked."""
        if example != self._current:
            self._current = example
            self.update()

    def mean_without(self, example: int) -> float | None:
        """What the mean is when this example is left out; None when there is no other."""
        n = len(self._values)
        return (n * self._mean - float(self._values[example])) / (n - 1) if n > 1 else None

    def together_with(self, example: int) -> int:
        """How many bars share the column of pixels with this example's."""
        bars = self._bars_of_column(self._x(self._bar(example)))
        return bars.stop - bars.start

    # ---- where everything is -----------------------------------------------------------------------------------------------------

    def example_at(self, x: float) -> int | None:
        """The example whose bar is at x; where several share a column, the one that reaches farthest."""
        if not self._values.size or not 0 <= x < self._width():
            return None
        bars = self._bars_of_column(x)
        return int(self._examples()[bars.start + int(np.argmax(np.abs(self._ordered()[bars.start : bars.stop])))])

    def bar_centre(self, example: int) -> QPointF:
        """The middle of an example's bar, within the strip."""
        return QPointF(self._x(self._bar(example)), (self._y(float(self._values[example])) + self._y(0.0)) / 2)

    def _examples(self) -> np.ndarray:
        if self._order is None:
            self._order = np.argsort(self._values) if self._sorted else np.arange(len(self._values))
        return self._order

    def _ordered(self) -> np.ndarray:
        return self._values[self._examples()] if self._sorted else self._values

    def _bar(self, example: int) -> int:
        """The place of an example's bar, from the left."""
        return int(np.flatnonzero(self._examples() == example)[0]) if self._sorted else example

    def _bars_of_column(self, x: float) -> range:
        """The bars that a column of one pixel stands for; one of them where every bar has a pixel."""
        n, width = len(self._values), self._width()
        first = min(int(int(x) * n / width), n - 1) if n > width else min(int(x * n / width), n - 1)
        return range(first, max(min(int((int(x) + 1) * n / width), n), first + 1) if n > width else first + 1)

    def _width(self) -> int:
        """Of all bars together; right of them the mean has its number."""
        return max(self.width() - _gutter(), 1)

    def _x(self, bar: int) -> float:
        return (bar + 0.5) * self._width() / max(len(self._values), 1)

    def _y(self, value: float) -> float:
        low, high = self._range or (0.0, 1.0)
        return MARGIN + (min(high, max(low, value)) - high) / (low - high) * (self.height() - MARK - MARGIN)

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, width = QPainter(self), theme.current(), self._width()
        painter.fillRect(QRectF(0, round(self._y(0.0)), width, 1), colours.line)
        if self._values.size:
            ratio = self.devicePixelRatioF()
            if self._image is None or self._image.size() != QSize(round(width * ratio), round(self.height() * ratio)):
                self._image = self._drawn_bars(round(width * ratio), round(self.height() * ratio))
                self._image.setDevicePixelRatio(ratio)
            painter.drawImage(0, 0, self._image)
            self._paint_marks(painter)
            self._paint_means(painter)
        if self.hasFocus():
            painter.setPen(colours.accent)
            painter.drawLine(0, self.height() - 1, width - 1, self.height() - 1)
        painter.end()

    def _drawn_bars(self, width: int, height: int) -> QImage:
        """All bars as an image of device pixels: the quickest way for any number of them."""
        low, high = self._range or (0.0, 1.0)
        length = high - low
        with np.errstate(invalid="ignore"):                     # ∞ / ∞
            values = (self._ordered() / length).astype(np.float32)          # in parts of the range, so that none is too large
        if self._out is not None:
            values[self._bar(self._out)] = 0.0
        n, scale = len(values), height / self.height()
        firsts = np.arange(width) * n // width
        highest, lowest = np.fmax.reduceat(values, firsts), np.fmin.reduceat(values, firsts)
        if width >= GAPPED * n:
            last = np.append(firsts[1:] != firsts[:-1], False)
            highest[last] = lowest[last] = 0.0
        zero, reach = round(self._y(0.0)) * scale, (self.height() - MARK - MARGIN) * scale
        rows = np.arange(height, dtype=np.float32)[:, None]
        up = _covered(rows, zero - reach * np.clip(np.nan_to_num(highest), 0.0, high / length), zero)
        down = _covered(rows, zero, zero + reach * np.clip(-np.nan_to_num(lowest), 0.0, -low / length))
        shades = _shades(theme.current().name)
        pixels = shades[0][up] + shades[1][down]                # a pixel belongs to one of the two: zero is between pixels
        return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()

    def _paint_marks(self, painter: QPainter) -> None:
        colours, below = theme.current(), self.height() - MARK
        if self._pointed is not None:
            light = QColor(colours.text)
            light.setAlpha(LIGHT)
            painter.fillRect(self._column(self._pointed), light)
        if self._out is not None:
            painter.setPen(QPen(colours.muted, 1, Qt.PenStyle.DotLine))
            painter.drawRect(self._column(self._out).adjusted(0, 0, -1, -1))
        if self._current is not None and self._current < len(self._values):
            x = self._x(self._bar(self._current))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.text)
            painter.drawPolygon([QPointF(x, below + 1), QPointF(x + 4, below + MARK - 1), QPointF(x - 4, below + MARK - 1)])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _column(self, example: int) -> QRectF:
        """The whole height of the strip at an example's bar, wide enough to be seen."""
        width = max(round(self._width() / len(self._values)), 2)
        return QRectF(round(self._x(self._bar(example)) - width / 2), MARGIN, width, self.height() - MARK - MARGIN)

    def _paint_means(self, painter: QPainter) -> None:
        colours = theme.current()
        without = None if self._out is None else self.mean_without(self._out)
        self._paint_mean(painter, self._mean, colours.text if without is None else colours.muted)
        if without is not None:
            self._paint_mean(painter, without, colours.text)
        painter.setFont(theme.number_font(NUMBER))
        shown, middle = self._mean if without is None else without, self._y(0.0)
        y = self._y(shown)
        labels = [(y, signed(shown, DECIMALS), colours.text)]
        for end in self._range or ():
            if abs(self._y(end) - y) > NUMBER + 2 and (end == 0.0 or abs(self._y(end) - middle) > NUMBER + 2):
                labels.append((self._y(end), ("+" if end > 0 else "") + number(end, 2), colours.muted))
        for place, written, colour in labels:
            top = min(max(place - NUMBER / 2 - 1, 0.0), self.height() - NUMBER - 4.0)
            painter.setPen(colour)
            painter.drawText(QRectF(self._width() + 5, top, _gutter() - 5, NUMBER + 3),
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, written)

    def _paint_mean(self, painter: QPainter, mean: float, colour: QColor) -> None:
        if isfinite(mean):
            pen = QPen(colour, 1)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawLine(QPointF(0, round(self._y(mean))), QPointF(self._width() + 2, round(self._y(mean))))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._redraw()
        super().changeEvent(event)

    def _redraw(self) -> None:
        self._image = None
        self.update()

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._pressed is not None and self._ghost is None and self._has_left(place):
            self._ghost = Ghost(float(self._values[self._pressed[0]]), f"{self._pressed[0]:,}", self.window())
            self._take_out(self._pressed[0])
        if self._ghost is not None:
            above = QPoint(round(place.x()), min(round(place.y()), self.height()))     # below the strip stands what it changes
            self._ghost.follow(self.mapTo(self.window(), above))
        else:
            self._point_at(self.example_at(place.x()) if self.rect().contains(place.toPoint()) else None)

    def _has_left(self, place: QPointF) -> bool:
        assert self._pressed is not None
        return abs(place.y() - self._pressed[1].y()) >= QApplication.startDragDistance()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        example = self.example_at(event.position().x())
        if example is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = example, event.position()
            self._put_back()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        was_held, example = self._ghost is not None, self._pressed[0]
        self._put_back()
        self._pressed = None
        if not was_held and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(example)

    def leaveEvent(self, event: QEvent) -> None:
        if self._ghost is None:
            self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        self._put_back()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._put_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._values) - 1
        chosen = self._pointed if self._pointed is not None else self._current
        bar = self._bar(chosen) if chosen is not None and chosen <= last else 0
        move = {Qt.Key.Key_Left: bar - 1, Qt.Key.Key_Right: bar + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key)
        if move is not None and last >= 0:
            self._point_at(int(self._examples()[min(max(move, 0), last)]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self.clicked.emit(self._pointed)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._pointed is not None and self._out != self._pointed:
            self._take_out(self._pointed)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape) and self._out is not None:
            self._put_back()
        else:
            super().keyPressEvent(event)

    def _point_at(self, example: int | None) -> None:
        if example != self._pointed:
            self._pointed = example
            self.update()
            self.hovered.emit(example)

    def _take_out(self, example: int) -> None:
        self._out = example
        self._redraw()
        self.taken_out.emit(example)

    def _put_back(self) -> None:
        if self._ghost is not None:
            self._ghost.hide()
            self._ghost.deleteLater()
            self._ghost = None
        if self._out is not None:
            self._out = None
            self._redraw()
            self.taken_out.emit(None)


class Ghost(QWidget):
    """A bar in the mouse's hand, over everything else in the window."""

    WIDTH, LONG, NAME = 8, 30, 14                               # px: of the bar, its length, its name's height

    def __init__(self, value: float, name: str, window: QWidget) -> None:
        super().__init__(window)
        self._value, self._name = value, name
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(60, self.NAME + 2 + self.LONG)
        self.show()

    def follow(self, place: QPoint) -> None:
        """Stand above `place` in the window."""
        self.move(place - QPoint(self.width() // 2, self.height()))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.number_font(NUMBER))
        plate = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(self._name) + 8, self.NAME)
        plate.moveLeft((self.width() - plate.width()) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.hover)
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(colours.text)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.positive if self._value > 0 else colours.negative)
        painter.setOpacity(0.85)
        painter.drawRoundedRect(QRectF((self.width() - self.WIDTH) / 2, self.NAME + 2, self.WIDTH, self.LONG), 2, 2)
        painter.end()


@functools.cache
def _gutter() -> int:
    """Room for the longest number, in px."""
    return round(QFontMetricsF(theme.number_font(NUMBER)).horizontalAdvance(signed(-1e-7))) + 6


def _covered(rows: np.ndarray, top: np.ndarray | float, bottom: np.ndarray | float) -> np.ndarray:
    """(rows, columns): how much of each pixel lies between `top` and `bottom`, 0 to 255."""
    return (255 * np.clip(np.minimum(rows + 1, bottom) - np.maximum(rows, top), 0.0, 1.0)).astype(np.uint8)


@functools.cache
def _shades(name: str) -> np.ndarray:
    """(2, 256) uint32: the positive and the negative colour by their opacity, premultiplied."""
    colours = theme.THEMES[name]
    alpha = np.arange(256, dtype=np.uint32)

    def table(colour: QColor) -> np.ndarray:
        channels = (colour.red(), colour.green(), colour.blue())
        red, green, blue = ((alpha * channel + 127) // 255 for channel in channels)
        return (alpha << 24 | red << 16 | green << 8 | blue).astype(np.uint32)

    return np.stack([table(colours.positive), table(colours.negative)])


if __name__ == "__main__":
    app = QApplication([])
    theme.apply(app, theme.DARK)
    strip = BarStrip()
    numbers = np.random.default_rng(1).normal(0.02, 0.03, 250)
    strip.set_values(numbers, float(numbers.mean()))
    strip.set_current(17)
    for signal in (strip.hovered, strip.clicked, strip.taken_out):
        signal.connect(print)
    strip.resize(348, strip.height())
    strip.show()
    app.exec()
