"""The square of two inputs as an image of what the network answers, with the examples on it."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.notation import Symbol, fixed, text
from widgets import theme
from widgets.plots.legend import veil

Extent = tuple[float, float, float, float]                     # lowest and highest x₀, lowest and highest x₁

SIDE = 196                                                     # px
CORNER, DOT, RING, REACH = 6.0, 3.0, 6.0, 8.0                  # px
MOST_POINTS = 5_000                                            # of each set; of more, every second, third … is drawn
FAR = 1e4                                                      # sides of the map: nobody sees what is farther away
KEY_STEPS, LONGEST = 40, 6                                     # arrow keys across the map; characters of an input's name
READOUT_SIZE, READOUT = 9, 16.0                                # px of the writing, and of its row


class Points(NamedTuple):
    """Examples on the map: (n, 2) inputs, the colour of each and, where they have names, the class of each."""

    inputs: np.ndarray
    colours: list[QColor]
    names: Sequence[str] = ()


NO_POINTS = Points(np.empty((0, 2)), [])


class MapCanvas(QWidget):
    """An image over the extent, x₀ to the right and x₁ upwards.

    probed(float, float): the mouse or the keyboard's crosshair is at (x₀, x₁).
    probe_left(): it went away.
    clicked(int, str): the nearest example within reach of a click, and whether it is of "training" or "test".
    """

    probed = Signal(float, float)
    probe_left = Signal()
    clicked = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: QImage | None = None
        self._texts: Callable[[int, int], str] = lambda row, column: ""
        self._extent: Extent = (-6.0, 6.0, -6.0, 6.0)
        self._points = {"training": NO_POINTS, "test": NO_POINTS}
        self._test_is_shown = True
        self._names: tuple[str, ...] = (text(Symbol("x", j=0)), text(Symbol("x", j=1)))
        self._example: tuple[int, str] | None = None
        self._probe: tuple[float, float] | None = None
        self._dots: QPixmap | None = None                      # None until the next painting
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_names(self, inputs: Sequence[str]) -> None:
        """What the two inputs are called."""
        self._names = tuple(name if len(name) <= LONGEST else f"{name[:LONGEST - 1]}…" for name in inputs)
        self.update()

    def set_image(self, pixels: QImage, texts: Callable[[int, int], str], extent: Extent) -> None:
        """The answers, first row at the top; `texts` says the answer at a row and column of it in one or two lines."""
        if extent != self._extent:
            self._extent, self._dots = extent, None
        self._pixels, self._texts = pixels, texts
        self.update()

    def set_points(self, which: str, points: Points) -> None:
        """The examples of "training", drawn as full dots, or of "test", drawn as rings."""
        self._points[which], self._dots = points, None
        self.update()

    def set_test_shown(self, shown: bool) -> None:
        """Whether the rings of the test set are drawn and can be clicked."""
        self._test_is_shown, self._dots = shown, None
        self.update()

    def set_example(self, index: int | None, which: str = "training") -> None:
        """The example with a ring around it."""
        self._example = None if index is None else (index, which)
        self.update()

    def set_probe(self, probe: tuple[float, float] | None) -> None:
        """Where the crosshair stands."""
        self._probe = probe
        self.update()

    # ---- from values to pixels ---------------------------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """The square that the extent fills."""
        side = min(self.width(), self.height())
        return QRectF(0, 0, side, side)

    def to_pixels(self, inputs: np.ndarray) -> np.ndarray:
        """(n, 2) places in the widget of (n, 2) inputs; what is very far away is only far away."""
        area, (left, right, bottom, top) = self.area(), self._extent
        with np.errstate(over="ignore"):
            share = np.clip((inputs - (left, bottom)) / (right - left, top - bottom), -FAR, FAR)
        return np.stack((area.left() + share[:, 0] * area.width(), area.bottom() - share[:, 1] * area.height()), axis=1)

    def inputs_at(self, place: QPointF) -> tuple[float, float]:
        """The inputs at a place in the widget."""
        area, (left, right, bottom, top) = self.area(), self._extent
        return (left + (place.x() - area.left()) / area.width() * (right - left),
                bottom + (area.bottom() - place.y()) / area.height() * (top - bottom))

    def _nearest_example(self, place: QPointF) -> tuple[int, str] | None:
        found, reach = None, REACH
        for which in self._shown_sets():
            distances = np.hypot(*(self.to_pixels(self._points[which].inputs) - (place.x(), place.y())).T)
            if distances.size and distances.min() <= reach:
                found, reach = (int(distances.argmin()), which), float(distances.min())
        return found

    def _shown_sets(self) -> tuple[str, ...]:
        return ("test", "training") if self._test_is_shown else ("training",)

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(SIDE // 2, SIDE // 2)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width

    def changeEvent(self, event: QEvent) -> None:
        self._dots = None
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._dots = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area, ratio = QPainter(self), self.area(), self.devicePixelRatioF()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._filling(area))
        painter.drawRoundedRect(area, CORNER, CORNER)
        if self._dots is None or self._dots.devicePixelRatio() != ratio:
            self._dots = self._painted_dots(ratio)
        painter.drawPixmap(0, 0, self._dots)
        self._paint_example(painter)
        if self._probe is not None:
            self._paint_probe(painter, area, self._probe)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.current().accent, 1))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.end()

    def _filling(self, area: QRectF) -> QBrush:
        if self._pixels is None:
            return QBrush(theme.current().background)
        brush = QBrush(self._pixels)
        brush.setTransform(QTransform.fromTranslate(area.left(), area.top()).scale(
            area.width() / self._pixels.width(), area.height() / self._pixels.height()))
        return brush

    def _painted_dots(self, ratio: float) -> QPixmap:
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.area())
        colours = theme.current()
        bright = max(colours.text, colours.background, key=QColor.lightnessF)
        for which in self._shown_sets():
            inputs, of_points, _ = self._points[which]
            stride = -(-len(inputs) // MOST_POINTS) or 1
            for (x, y), colour in zip(self.to_pixels(inputs[::stride]).tolist(), of_points[::stride], strict=True):
                painter.setPen(QPen(colour, 1.4) if which == "test" else QPen(bright, 0.9))
                painter.setBrush(colours.zero if which == "test" else colour)
                painter.drawEllipse(QPointF(x, y), DOT, DOT)
        painter.end()
        return pixmap

    def _paint_example(self, painter: QPainter) -> None:
        if self._example is None or self._example[0] >= len(self._points[self._example[1]].inputs):
            return
        index, which = self._example
        place = QPointF(*self.to_pixels(self._points[which].inputs[index:index + 1])[0].tolist())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, radius in ((theme.current().background, RING + 1.5), (theme.current().text, RING)):
            painter.setPen(QPen(colour, 1.5))
            painter.drawEllipse(place, radius, radius)

    def _paint_probe(self, painter: QPainter, area: QRectF, probe: tuple[float, float]) -> None:
        colours = theme.current()
        x, y = self.to_pixels(np.array([probe]))[0].tolist()
        painter.setPen(QPen(veil(colours.text), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
        painter.setFont(theme.number_font(READOUT_SIZE))
        inputs = "  ".join(f"{name} {fixed(value, 2)}" for name, value in zip(self._names, probe, strict=True))
        sides = [inputs, self._name_at(QPointF(x, y))], self._answer(x, y).split("\n")
        room, width = area.width() - 16, painter.fontMetrics().horizontalAdvance
        if width(f"{inputs}  {sides[1][0]}") > room:            # long names: what the network answers goes below them
            sides = sides[0], ["", *sides[1]]
        lines = max(place for side in sides for place, words in enumerate(side, 1) if words)
        # The readout gives way to the crosshair: it stands at the bottom unless the crosshair is there.
        top = area.top() + 4 if y > area.center().y() else area.bottom() - lines * READOUT - 4
        strip = QRectF(area.left() + 4, top, area.width() - 8, lines * READOUT)
        painter.fillRect(strip, veil())
        painter.setPen(colours.text)
        for place in range(lines):
            line = QRectF(strip.left() + 4, top + place * READOUT, strip.width() - 8, READOUT)
            for side, alignment in zip(sides, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True):
                painter.drawText(line, alignment | Qt.AlignmentFlag.AlignVCenter, side[place] if place < len(side) else "")

    def _name_at(self, place: QPointF) -> str:
        """The class of the example that is pointed at."""
        found = self._nearest_example(place)
        names = self._points[found[1]].names if found else ()
        return f"y = {names[found[0]]}" if found and names else ""

    def _answer(self, x: float, y: float) -> str:
        """What the image says at a place within the area."""
        if self._pixels is None:
            return ""
        side, (width, height) = self.area().width(), (self._pixels.width(), self._pixels.height())
        return self._texts(min(max(int(y / side * height), 0), height - 1), min(max(int(x / side * width), 0), width - 1))

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_probe(self.inputs_at(event.position()) if self.area().contains(event.position()) else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._nearest_example(event.position())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*found)

    def leaveEvent(self, event: QEvent) -> None:
        self._move_probe(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._move_probe(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, (left, right, bottom, top) = Qt.Key(event.key()), self._extent
        move = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1)}.get(key)
        if move:
            x, y = self._probe or ((left + right) / 2, (bottom + top) / 2)
            self._move_probe((min(max(x + move[0] * (right - left) / KEY_STEPS, left), right),
                              min(max(y + move[1] * (top - bottom) / KEY_STEPS, bottom), top)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._probe is not None:
            found = self._nearest_example(QPointF(*self.to_pixels(np.array([self._probe]))[0].tolist()))
            if found:
                self.clicked.emit(*found)
        else:
            super().keyPressEvent(event)

    def _move_probe(self, probe: tuple[float, float] | None) -> None:
        if probe == self._probe:
            return
        self.set_probe(probe)
        if probe is None:
            self.probe_left.emit()
        else:
            self.probed.emit(*probe)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets.plots import signed_image

    app = QApplication([])
    theme.apply(app, theme.DARK)
    x0, x1 = np.meshgrid(np.linspace(-6, 6, 100), np.linspace(6, -6, 100))
    values = np.sin(x0) * np.cos(x1)
    canvas = MapCanvas()
    canvas.set_image(signed_image.image(signed_image.places(values, -1, 1)), lambda row, column: fixed(values[row, column]),
                     (-6.0, 6.0, -6.0, 6.0))
    canvas.set_points("training", Points(np.random.default_rng(1).uniform(-6, 6, (50, 2)), [theme.current().positive] * 50))
    canvas.clicked.connect(canvas.set_example)
    canvas.show()
    app.exec()
