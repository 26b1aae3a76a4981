"""The activation's curve σ(z) with the point where a neuron stands, and the tangent whose slope is σ′(z) (S13)."""
from __future__ import annotations

from math import hypot
from typing import NamedTuple

import numpy as np
from pyqtgraph import arrayToQPath
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.activations import ACTIVATIONS, Activation, Array
from core.explain.curve import curve, is_flat
from core.notation import Symbol, number, row, signed
from widgets import theme
from widgets.formula import layout
from widgets.plots.axis_range import LARGEST, Range, grown_top, linear_range, linear_ticks
from widgets.plots.legend import veil

LEFT, TOP, RIGHT, BOTTOM = 38.0, 4.0, 20.0, 20.0               # px around the frame
LETTER, TICK_SIZE = 14, 10                                     # px
DOT, KINK, TANGENT = 4.0, 3.5, 46.0                            # px: radius, half a diagonal, half its length
SAMPLES = 241
USUAL_Z = 6.0                                                  # the axis reaches at least so far to both sides of 0
AIR = 6.0                                                      # px above and below the curve
TICK_HEIGHT = 14.0                                             # px
UPPER, LOWER = 0.65, 0.35                                      # of the height: beyond, the slope is written below or above the dot
SLOPE = row(Symbol("sigma"), "′(", Symbol("z"), ") = ")


class _Curve(NamedTuple):
    """A curve over one range of z: pieces between its kinks, in values; `flat` are the stretches of z on which it saturates."""

    z_range: Range
    a_range: Range
    pieces: list[tuple[Array, Array]]
    flat: list[Range]
    kinks: list[QPointF]


class ActivationCurve(QWidget):
    """Shows one activation at one z. Its axis reaches as far to the left as to the right and grows by steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._activation = ACTIVATIONS["linear"]
        self._point: tuple[float, float] | None = None         # (z, a)
        self._slope: float | None = None
        self._is_high = False                                  # whether the dot stands in the upper part, with some inertia
        self._curve: _Curve | None = None                      # None where there is none to draw
        self._still: QPixmap | None = None                     # axes and curve; None until the next painting
        self.setObjectName("activation_curve")
        self.setAccessibleName(self.tr("Activation curve"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_point("linear", None)

    def set_point(self, activation: str, z: float | None) -> None:
        """Show σ of this name and the tangent at z; without z only the curve."""
        z = z if z is not None and abs(z) < LARGEST else None
        shown = ACTIVATIONS[activation]
        if self._curve is not None and shown is self._activation and z == (self._point and self._point[0]):
            return
        self._show_curve(shown, abs(z or 0.0))
        self._point = self._slope = None
        if z is not None and self._curve is not None:
            a, slope = (float(values[0]) for values in curve(shown, np.array([z], float)))
            self._point, self._slope = (z, a), slope
            low, high = self._curve.a_range
            self._is_high = (a - low) / (high - low) > (LOWER if self._is_high else UPPER)
        self.setAccessibleDescription(self._in_words())
        self.update()

    @property
    def point(self) -> tuple[float, float] | None:
        """(z, σ(z))."""
        return self._point

    @property
    def slope(self) -> float | None:
        """σ′(z) where the tangent touches."""
        return self._slope

    @property
    def is_flat(self) -> bool:
        """Whether hardly any gradient passes at this z."""
        return self._slope is not None and bool(is_flat(self._activation, self._slope))

    @property
    def z_range(self) -> Range | None:
        """What the axis of z shows; None where there is no curve."""
        return self._curve and self._curve.z_range

    def _show_curve(self, shown: Activation, reach: float) -> None:
        """Keep the curve that is there unless it is another's, or its axis too short or far too long for ±reach."""
        before = self._curve.z_range[1] if self._curve is not None and shown is self._activation else None
        end = grown_top(max(1.1 * reach, USUAL_Z), before)
        if before is None or end != before:
            self._activation, self._still = shown, None
            self._curve = None if shown.slope is None else _curve(shown, end)

    def _in_words(self) -> str:
        if self._curve is None:
            return self.tr("{activation} has no curve of its own: each a depends on every z of its layer.").format(
                activation=self._activation.name.capitalize())
        if self._point is None or self._slope is None:
            return self._activation.name
        return self.tr("{activation}: z = {z}, a = {a}, slope {slope}").format(
            activation=self._activation.name, z=number(self._point[0]), a=number(self._point[1]), slope=number(self._slope))

    # ---- from values to pixels ---------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(348, 124)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 124)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._still = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._still = None
            self.update()
        super().changeEvent(event)

    def frame(self) -> QRectF:
        """Where the curve is drawn."""
        return QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)

    def dot(self) -> QPointF | None:
        """Where (z, σ(z)) is drawn."""
        if self._curve is None or self._point is None:
            return None
        x, y = self._place(self._curve, *(np.array([value]) for value in self._point))
        return QPointF(float(x[0]), float(y[0]))

    def _place(self, curve: _Curve, z: Array, a: Array) -> tuple[Array, Array]:
        frame, (left, right), (bottom, top) = self.frame(), curve.z_range, curve.a_range
        return (frame.left() + (z - left) / (right - left) * frame.width(),
                frame.bottom() - AIR - (a - bottom) / (top - bottom) * (frame.height() - 2 * AIR))

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, curve, dot = QPainter(self), self._curve, self.dot()
        if curve is None:
            painter.setPen(theme.current().muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self._in_words())
            painter.end()
            return
        if self._still is None or self._still.devicePixelRatio() != self.devicePixelRatioF():
            self._still = self._what_stays(curve)
        painter.drawPixmap(0, 0, self._still)
        if dot is not None and self._slope is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_tangent(painter, curve, dot, self._slope)
        painter.end()

    def _what_stays(self, curve: _Curve) -> QPixmap:
        """Axes and curve, which do not change with z."""
        ratio, colours = self.devicePixelRatioF(), theme.current()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self._paint_axes(painter, curve)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.mix(colours.muted, colours.panel, 0.25), 1.5))
        for z, a in curve.pieces:
            painter.drawPath(arrayToQPath(*self._place(curve, z, a)))
        self._paint_kinks(painter, curve)
        painter.end()
        return pixmap

    def _paint_axes(self, painter: QPainter, curve: _Curve) -> None:
        """The flat stretches behind, then the two axes through 0 with their letters and numbers."""
        frame, colours = self.frame(), theme.current()
        for stretch in curve.flat:
            left, right = self._place(curve, np.array(stretch), np.zeros(2))[0]
            painter.fillRect(QRectF(left, frame.top(), right - left, frame.height()), colours.raised)
        x, y = (float(place[0]) for place in self._place(curve, np.zeros(1), np.zeros(1)))
        painter.setPen(QPen(colours.line, 1))
        painter.drawLine(QLineF(frame.left(), round(y), frame.right(), round(y)))
        painter.drawLine(QLineF(round(x), frame.top(), round(x), frame.bottom()))
        z_letter, a_letter = layout(Symbol("z"), LETTER), layout(Symbol("a"), LETTER)
        z_letter.draw(painter, frame.right() + 6, y + z_letter.ascent / 2)
        a_letter.draw(painter, 2, frame.center().y() + a_letter.ascent / 2)
        painter.setFont(theme.ui_font(TICK_SIZE))
        painter.setPen(colours.muted)
        below, beside = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in linear_ticks(curve.z_range):
            at = float(self._place(curve, np.array([tick]), np.zeros(1))[0][0])
            painter.drawText(QRectF(at - 30, frame.bottom() + 3, 60, BOTTOM - 4), below, number(tick, 3))
        for tick in curve.a_range:
            at = float(self._place(curve, np.zeros(1), np.array([tick]))[1][0])
            if abs(at - y) > TICK_HEIGHT:
                painter.drawText(QRectF(0, at - TICK_HEIGHT / 2, LEFT - 5, TICK_HEIGHT), beside, number(tick, 3))
        painter.drawText(QRectF(0, y - TICK_HEIGHT / 2, LEFT - 5, TICK_HEIGHT), beside, "0")

    def _paint_kinks(self, painter: QPainter, curve: _Curve) -> None:
        """An open diamond where the curve has no derivative."""
        colours = theme.current()
        for kink in curve.kinks:
            x, y = (float(place[0]) for place in self._place(curve, np.array([kink.x()]), np.array([kink.y()])))
            painter.setPen(QPen(colours.text, 1))
            painter.setBrush(colours.panel)
            painter.drawPolygon([QPointF(x - KINK, y), QPointF(x, y - KINK), QPointF(x + KINK, y), QPointF(x, y + KINK)])
            painter.setPen(colours.muted)
            over = y - TICK_HEIGHT if y - TICK_HEIGHT >= self.frame().top() else y + KINK       # beside the curve, not on it
            painter.drawText(QRectF(x - 66, over, 60, TICK_HEIGHT), Qt.AlignmentFlag.AlignRight, self.tr("kink"))

    def _paint_tangent(self, painter: QPainter, curve: _Curve, dot: QPointF, slope: float) -> None:
        frame, colours = self.frame(), theme.current()
        for quantity, to in (("z", QPointF(dot.x(), frame.bottom())), ("a", QPointF(frame.left(), dot.y()))):
            painter.setPen(QPen(theme.quantity_colour(quantity), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(dot, to))
        (left, right), (bottom, top) = curve.z_range, curve.a_range
        along = QPointF(1.0, -slope * (frame.height() - 2 * AIR) / (top - bottom) * (right - left) / frame.width())
        along *= TANGENT / hypot(along.x(), along.y())
        painter.setClipRect(frame.adjusted(-2, -2, 2, 2))
        painter.setPen(QPen(colours.text, 2))
        painter.drawLine(QLineF(dot - along, dot + along))
        painter.setClipping(False)
        painter.setPen(QPen(colours.panel, 1.5))
        painter.setBrush(colours.a)
        painter.drawEllipse(dot, DOT, DOT)
        self._paint_slope(painter, dot, slope)

    def _paint_slope(self, painter: QPainter, dot: QPointF, slope: float) -> None:
        """σ′(z) = its number, beside the dot on the side that the curve leaves free."""
        frame, symbol, written = self.frame(), layout(SLOPE, LETTER), signed(slope, 3).removeprefix("+")
        font = theme.number_font(theme.SMALL)
        width = symbol.width + QFontMetricsF(font).horizontalAdvance(written) + 4
        x = dot.x() + 12 if self._is_high == (slope >= 0) else dot.x() - 12 - width
        y = dot.y() + 10 if self._is_high else dot.y() - 30
        x, y = min(max(x, frame.left() + 2), frame.right() - width), min(max(y, frame.top()), frame.bottom() - 20)
        place = QRectF(x, y, width, 20)
        painter.fillRect(place, veil())
        symbol.draw(painter, place.left() + 2, place.bottom() - 6)
        painter.setFont(font)
        painter.setPen(theme.current().text)
        painter.drawText(QPointF(place.left() + 2 + symbol.width, place.bottom() - 6), written)


def _curve(activation: Activation, end: float) -> _Curve:
    """The curve from −end to end, cut at its kinks so that a step stays a step."""
    z = np.linspace(-end, end, SAMPLES)
    z = np.unique(np.concatenate([z, [side for kink in activation.kinks for side in (np.nextafter(kink, -np.inf), kink)]]))
    a, slope = curve(activation, z)
    cuts = np.searchsorted(z, activation.kinks)
    pieces = list(zip(np.split(z, cuts), np.split(a, cuts), strict=True))
    kinks = [QPointF(kink, float(a[place])) for kink, place in zip(activation.kinks, cuts, strict=True)]
    a_range = linear_range(float(a.min()), float(a.max()))
    return _Curve((-end, end), a_range, pieces, _stretches(z, is_flat(activation, slope)), kinks)


def _stretches(z: Array, held: np.ndarray) -> list[Range]:
    """First and last z of every run for which `held` is true."""
    edges = np.flatnonzero(np.diff(held.astype(np.int8), prepend=0, append=0))
    return [(float(z[first]), float(z[last - 1])) for first, last in edges.reshape(-1, 2).tolist()]


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QVBoxLayout

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    column = QVBoxLayout(window)
    for name, at in (("sigmoid", -0.2346), ("tanh", 2.9), ("relu", 1.2), ("step", -0.5), ("sine", 9.0), ("softmax", 0.3)):
        shown = ActivationCurve()
        shown.set_point(name, at)
        column.addWidget(shown)
    window.show()
    app.exec()
