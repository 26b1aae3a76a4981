"""The cost as a function of one weight, everything else held: the valley, the point in it, and the slope there (Q14)."""
from __future__ import annotations

from math import floor, hypot, isfinite, log10
from typing import NamedTuple

import numpy as np
from pyqtgraph import arrayToQPath
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.notation import Node, Symbol, number, signed, text
from widgets import theme
from widgets.formula import layout
from widgets.plots.axes import BELOW, Axes
from widgets.plots.axis_range import LARGEST, Range, close_range, finite_range, grown_top
from widgets.plots.legend import veil

LEFT, TOP, RIGHT = 46.0, 4.0, 6.0                              # px around the frame
CHARACTERS = 7                                                 # for which there is room on its left
AIR = 6.0                                                      # px between the frame and the ends of the axis of costs
LETTER, ICON, HEIGHT = 14, 14, 178                             # px
DOT, GRAB, TANGENT = 4.5, 11.0, 80.0                           # px: radius, reach of the mouse, half the tangent's length
LABEL_HEIGHT, AWAY = 16.0, 9.0                                 # px: the slope's text, and how far from the dot it stands
HALF_WIDTHS = tuple(float(f"{figure}e{power}") for power in range(-3, 4) for figure in (1, 2, 5))
DRIFT = 0.6                                                    # of the half width: how far the point may go before the axis follows
KEY_STEP = 0.01                                                # of the axis


class _Picture(NamedTuple):
    """What is drawn, in pixels; `label` is where the slope is written."""

    curve: QPainterPath
    tangent: QLineF | None
    label: QRectF


class CostAlongWeight(QWidget):
    """Shows a curve of costs over values of a weight or bias, from the first to the last; `follow` says which values it wants.

    dragged(float): the value to which the user drags the point along the curve; released(): the drag is over.
    range_chosen(float, float): the user zoomed; the curve between these values is wanted.
    """

    dragged = Signal(float)
    released = Signal()
    range_chosen = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(200, HEIGHT)                        # a hint counts for nothing where the caption wraps
        self._weight_node: Node = Symbol("w")
        self._cost_node: Node = Symbol("C")
        self._values = self._costs = np.empty(0)
        self._point: tuple[float, float, float] | None = None  # weight, cost, slope
        self._centre, self._is_chosen = 0.0, False
        self._half: float | None = None                        # of the range wanted; None until a weight is followed
        self._y_range: Range | None = None
        self._corner = 0                                       # where beside the dot the slope is written
        self._picture: _Picture | None = None                  # None until the next painting
        self._pointer: float | None = None                     # x of the crosshair, in the widget
        self._grip: float | None = None                        # from the dot to where the mouse holds it
        self._is_pushed = False                                # by a key that is still down
        self._caption = QLabel(self.tr("Everything else is held. The gradient knows only the slope at the dot, not the valley."))
        self.setObjectName("cost_along_weight")
        self.setAccessibleName(self.tr("Cost along this weight"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._place()

    def _place(self) -> None:
        self._caption.setProperty("caption", True)
        self._caption.setWordWrap(True)
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout()
        self._row.setSpacing(2)
        self._row.addWidget(self._caption, 1)
        for name, icon, direction in ((self.tr("A wider range"), "mdi6.magnify-minus-outline", 1),
                                      (self.tr("A narrower range"), "mdi6.magnify-plus-outline", -1)):
            button = QToolButton()
            button.setIcon(theme.icon(icon, "muted"))
            button.setIconSize(QSize(ICON, ICON))
            button.setProperty("flat", True)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(lambda _, direction=direction: self._zoom(direction))
            self._row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addLayout(self._row)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_symbols(self, weight_node: Node, cost_node: Node) -> None:
        """Whose cost it is along: another weight or bias begins with the usual range, a point and curve that are not known yet."""
        if weight_node != self._weight_node:
            self._values = self._costs = np.empty(0)
            self._point, self._y_range, self._half, self._is_chosen = None, None, None, False
        self._weight_node, self._cost_node = weight_node, cost_node
        self._redraw()

    def set_curve(self, values: np.ndarray, costs: np.ndarray) -> None:
        """(n,) ascending values of the weight and the cost at each; what is not finite is a gap."""
        self._values, self._costs = values, np.where(np.abs(costs) < LARGEST, costs, np.nan)
        self._fit()

    def set_point(self, weight: float, cost: float, slope: float) -> None:
        """Where the weight stands, the cost there and its derivative by the weight."""
        if (weight, cost, slope) == self._point:
            return
        self._point = weight, cost, slope
        self.setAccessibleDescription(self.tr("{weight} = {at}, {cost} = {value}, slope {slope}").format(
            weight=text(self._weight_node), at=number(weight), cost=text(self._cost_node), value=number(cost), slope=signed(slope)))
        self._fit()

    def follow(self, weight: float) -> Range:
        """The range over which the curve is wanted for this weight: it stays while the weight is dragged, or well within it."""
        if not abs(weight) < LARGEST:
            return self._wanted()
        half = self._half if self._is_chosen and self._half else grown_top(max(1.0, 2 * abs(weight)), self._half)
        is_off = half != self._half or abs(weight - self._centre) > DRIFT * half
        if self._half is None or (is_off and not self.is_dragged):
            self._turn_to(weight, half)
        return self._wanted()

    @property
    def shown_range(self) -> Range:
        """The values that the axis shows: those of the curve, or until there is one those that are wanted."""
        return (float(self._values[0]), float(self._values[-1])) if len(self._values) > 1 else self._wanted()

    @property
    def is_dragged(self) -> bool:
        """Whether the user holds the point."""
        return self._grip is not None or self._is_pushed

    def _wanted(self) -> Range:
        half = self._half or 1.0
        return self._centre - half, self._centre + half

    def _turn_to(self, weight: float, half: float) -> None:
        self._half, self._centre = half, round(10 * weight / half) * half / 10

    def _fit(self) -> None:
        known = finite_range(np.append(self._costs, self._point[1] if self._point else np.nan))
        if known:
            self._y_range = close_range(*known, self._y_range)
        self._redraw()

    def _redraw(self) -> None:
        """Draw anew, without the caption and the buttons below."""
        self._picture = None
        self.update(0, 0, self.width(), self._row.geometry().top())

    # ---- from values to pixels ---------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(348, HEIGHT)

    def resizeEvent(self, event: QEvent) -> None:
        self._picture = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def axes(self) -> Axes:
        """The frame with what it shows; the axis of costs reaches a little beyond its ends."""
        frame = QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self._row.geometry().top() - BELOW - TOP - 4)
        bottom, top = self._y_range or (0.0, 1.0)
        air = (top - bottom) * AIR / max(frame.height() - 2 * AIR, 1.0)
        return Axes(frame, self.shown_range, (bottom - air, top + air))

    def dot(self) -> QPointF | None:
        """Where the point is drawn; None while it is not known, or its cost is not finite."""
        if self._point is None or not isfinite(self._point[1]):
            return None
        return self.axes().point(*self._point[:2])

    def cost_at(self, weight: float) -> float:
        """The height of the curve, not a number in a gap and beyond its ends."""
        return float(np.interp(weight, self._values, self._costs, np.nan, np.nan)) if len(self._values) else np.nan

    def _drawn(self) -> _Picture:
        axes, dot = self.axes(), self.dot()
        x, y = axes.place(self._values, self._costs)
        curve = arrayToQPath(x, y, connect="finite")
        if self._point is None or dot is None or not isfinite(self._point[2]):
            return _Picture(curve, None, QRectF())
        (left, right), (bottom, top) = axes.x_range, axes.y_range
        along = QPointF(1.0, -self._point[2] * axes.frame.height() / (top - bottom) * (right - left) / axes.frame.width())
        along *= TANGENT / hypot(along.x(), along.y())
        tangent = QLineF(dot - along, dot + along)
        return _Picture(curve, tangent, self._free_place(dot, tangent, x, y))

    def _free_place(self, dot: QPointF, tangent: QLineF, x: np.ndarray, y: np.ndarray) -> QRectF:
        """Room for the slope beside the dot, where the least of the curve and of the tangent would lie under it."""
        frame = self.axes().frame
        width = QFontMetricsF(theme.number_font(theme.SMALL)).horizontalAdvance(self._slope_text(-1e-5)) + 6
        share = np.linspace(0, 1, 40)
        x, y = np.append(x, tangent.x1() + share * tangent.dx()), np.append(y, tangent.y1() + share * tangent.dy())
        places = [QRectF(left, top, width, LABEL_HEIGHT) for away in (AWAY, AWAY + 1.5 * LABEL_HEIGHT)
                  for left in (dot.x() + AWAY, dot.x() - AWAY - width) for top in (dot.y() - away - LABEL_HEIGHT, dot.y() + away)]
        covered = [int(((x > place.left()) & (x < place.right()) & (y > place.top()) & (y < place.bottom())).sum())
                   + (0 if frame.contains(place) else 1000) for place in places]
        # It stays where it is unless another place is clearly better, so that it does not hop while the curve moves.
        best = int(np.argmin(covered))
        if covered[best] + 4 < covered[self._corner]:
            self._corner = best
        place = places[self._corner]
        place.moveLeft(min(max(place.left(), frame.left() + 2), frame.right() - width))
        place.moveTop(min(max(place.top(), frame.top()), frame.bottom() - LABEL_HEIGHT))
        return place

    def _slope_text(self, slope: float) -> str:
        return self.tr("slope {slope}").format(slope=signed(slope, 4))

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, axes, colours = QPainter(self), self.axes(), theme.current()
        if self._picture is None:
            self._picture = self._drawn()
        low, high = self._y_range or (0.0, 1.0)
        axes.paint(painter, list(zip((low, high), _ends(low, high), strict=True)) if self._y_range else [])
        is_crossed = self._pointer is not None and self._grip is None
        weight, cost = layout(self._weight_node, LETTER), layout(self._cost_node, LETTER)
        if not is_crossed:
            weight.draw(painter, axes.frame.center().x() - weight.width / 2, axes.frame.bottom() + LETTER)
        cost.draw(painter, LEFT - 8 - cost.width, axes.frame.center().y() + cost.ascent / 2)
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 1))
            painter.drawLine(QLineF(axes.frame.bottomLeft(), axes.frame.bottomRight()))
        painter.setClipRect(axes.frame.adjusted(0, -1, 1, 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.C, 1.5))
        painter.drawPath(self._picture.curve)
        self._paint_point(painter, axes, self._picture)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if is_crossed:
            self._paint_crosshair(painter, axes, self._pointer or 0.0)
        painter.end()

    def _paint_point(self, painter: QPainter, axes: Axes, picture: _Picture) -> None:
        colours, dot = theme.current(), self.dot()
        if dot is None or self._point is None:
            return
        letter = self._weight_node.quantity if isinstance(self._weight_node, Symbol) else None
        for quantity, end in ((letter, QPointF(dot.x(), axes.frame.bottom())), ("C", QPointF(axes.frame.left(), dot.y()))):
            painter.setPen(QPen(theme.quantity_colour(quantity), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(dot, end))
        if picture.tangent is not None:
            painter.setPen(QPen(colours.text, 1.5))
            painter.drawLine(picture.tangent)
            painter.fillRect(picture.label, veil(colours.panel))
            painter.setFont(theme.number_font(theme.SMALL))
            painter.drawText(picture.label, Qt.AlignmentFlag.AlignCenter, self._slope_text(self._point[2]))
        painter.setPen(QPen(colours.panel, 1.5))
        painter.setBrush(colours.text if self.is_dragged else colours.C)
        painter.drawEllipse(dot, DOT, DOT)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_crosshair(self, painter: QPainter, axes: Axes, pixel: float) -> None:
        weight = axes.x_at(pixel)
        cost = self.cost_at(weight)
        if not isfinite(cost):
            return
        place, colours = axes.point(weight, cost), theme.current()
        painter.setPen(QPen(colours.muted, 1))
        axes.paint_upright(painter, place.x())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.C)
        painter.drawEllipse(place, DOT / 2, DOT / 2)
        axes.paint_reading(painter, place.x(), f"{text(self._weight_node)} = {number(weight, 3)}   "
                                               f"{text(self._cost_node)} = {number(cost)}")

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().x()
        if self._grip is not None:
            self._drag_to(self.axes().x_at(self._pointer - self._grip))
        self.setCursor(Qt.CursorShape.SizeHorCursor if self._grip is not None or self._is_near(event.position())
                       else Qt.CursorShape.ArrowCursor)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        dot = self.dot()
        if dot is not None and event.button() == Qt.MouseButton.LeftButton and self._is_near(event.position()):
            self._grip = event.position().x() - dot.x()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl only: without, the wheel scrolls the column that the plot stands in."""
        turned = event.angleDelta().y()
        if turned and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom(-1 if turned > 0 else 1)
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        push = {Qt.Key.Key_Left: -KEY_STEP, Qt.Key.Key_Right: KEY_STEP}.get(key)
        zoom = {Qt.Key.Key_Plus: -1, Qt.Key.Key_Equal: -1, Qt.Key.Key_Minus: 1}.get(key)
        if push and self._point is not None:
            self._is_pushed = True
            low, high = self.shown_range
            self._drag_to(self._point[0] + push * (high - low))
        elif zoom:
            self._zoom(zoom)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.isAutoRepeat():
            self._let_go()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        self._let_go()
        self.update()

    def _is_near(self, place: QPointF) -> bool:
        dot = self.dot()
        return dot is not None and hypot(place.x() - dot.x(), place.y() - dot.y()) <= GRAB

    def _drag_to(self, weight: float) -> None:
        """To the roundest value that the mouse can tell from its neighbours, within the axis."""
        low, high = self.shown_range
        decimals = -floor(log10((high - low) / self.axes().frame.width()))
        self.dragged.emit(round(min(max(weight, low), high), decimals))

    def _let_go(self) -> None:
        if self.is_dragged:
            self._grip, self._is_pushed = None, False
            self.update()
            self.released.emit()

    def _zoom(self, direction: int) -> None:
        """To the next wider (1) or narrower (−1) half width."""
        now = self._half or 1.0
        beyond = [half for half in HALF_WIDTHS[::direction] if (half - now) * direction > 1e-9 * half]
        if beyond:
            self._is_chosen = True
            self._turn_to(self._point[0] if self._point else self._centre, beyond[0])
            self.range_chosen.emit(*self._wanted())


def _ends(low: float, high: float) -> tuple[str, str]:
    """The ends of an axis; where both would be written alike, the upper one is how much it is above the lower.

    >>> _ends(0.25, 0.5), _ends(0.25, 0.25000002)
    (('0.25', '0.5'), ('0.25', '+2e−08'))
    """
    bottom, top = (_written(end, high - low) for end in (low, high))
    return bottom, top if top != bottom else f"+{number(high - low, 1)}"


def _written(value: float, length: float) -> str:
    """An end of an axis of this length, with as many digits as tell it from the other end."""
    digits = 2 + floor(log10(max(abs(value), length) / length))
    written = (number(value, most) for most in range(min(max(digits, 3), 5), 1, -1))
    return next((each for each in written if len(each) <= CHARACTERS), number(value, 2))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    def cost(w: np.ndarray) -> np.ndarray:
        return (1 / (1 + np.exp(-0.44 * w + 0.4)) - 1) ** 2

    def show(weight: float) -> None:
        before, at, after = cost(weight + np.array([-1e-5, 0.0, 1e-5])).tolist()
        plot.set_point(weight, at, (after - before) / 2e-5)
        values = np.linspace(*plot.follow(weight), 101)
        plot.set_curve(values, cost(values))

    app = QApplication([])
    theme.apply(app, theme.DARK)
    plot = CostAlongWeight()
    plot.set_symbols(Symbol("w", 3, 0, 0), Symbol("C", j=0))
    show(1.5)
    plot.dragged.connect(show)
    plot.range_chosen.connect(lambda low, high: plot.set_curve(values := np.linspace(low, high, 101), cost(values)))
    plot.show()
    app.exec()
