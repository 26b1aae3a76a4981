"""What lies over a map or a curve while somebody paints on it: the tool's circle, and where it is put down."""
from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from widgets import theme
from widgets.data.paint_tools import Tool, pressed_number

Colour = Callable[[theme.Theme], QColor]
POINT, GRIP = 3.0, 8.0                                         # px: radius of a point, and how near to one takes hold of it
KEY_STEPS = 40                                                 # arrow keys across the view
NOTCH = 120                                                    # of a wheel
SHAPES = {"brush": Qt.CursorShape.BlankCursor, "point": Qt.CursorShape.CrossCursor,
          "eraser": Qt.CursorShape.BlankCursor, "drag": Qt.CursorShape.OpenHandCursor}


class PaintLayer(QWidget):
    """Covers `view`, of which `area` is painted on and `values_at` gives the values at a place.

    put_down(float, float), moved(float, float), lifted(): the tool at these values; by mouse, pen or finger, or with Return.
    taken_back(): Escape before the tool was lifted.  left(): Escape at any other time.
    number_pressed(int): a figure key.  turned(int): the wheel, in notches away from the user.
    """

    put_down = Signal(float, float)
    moved = Signal(float, float)
    lifted = Signal()
    number_pressed = Signal(int)
    turned = Signal(int)
    taken_back = Signal()
    left = Signal()

    def __init__(
        self, view: QWidget, area: Callable[[], QRectF], values_at: Callable[[QPointF], tuple[float, float]]
    ) -> None:
        super().__init__(view)
        self._view = view
        self._area, self._values_at = area, values_at
        self._tool: Tool = "brush"
        self._share = 0.08
        self._colour: Colour = attrgetter("text")
        self._at: QPointF | None = None
        self._down = False
        self._turned = 0
        self.setObjectName("paint_layer")
        self.setAccessibleName(self.tr("Painting"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        view.installEventFilter(self)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_tool(self, tool: Tool) -> None:
        self._tool = tool
        self.setCursor(SHAPES[tool])
        self.update()

    def set_radius(self, share: float) -> None:
        """Of the brush and the eraser, as a share of the width."""
        self._share = share
        self.update()

    def set_colour(self, colour: Colour) -> None:
        """What the tool paints with, in every theme."""
        self._colour = colour
        self.update()

    def reach(self) -> tuple[float, float]:
        """How far the tool reaches, in values along both axes."""
        radius, (right, up) = self._radius(), self._values_of_a_pixel()
        return radius * right, radius * up

    def place_of(self, x: float, y: float) -> QPointF:
        """Where these values are painted."""
        corner, (right, up) = self._area().bottomLeft(), self._values_of_a_pixel()
        left, bottom = self._values_at(corner)
        return corner + QPointF((x - left) / right, (bottom - y) / up)

    def _values_of_a_pixel(self) -> tuple[float, float]:
        area = self._area()
        left, bottom = self._values_at(area.bottomLeft())
        right, top = self._values_at(area.topRight())
        return (right - left) / area.width(), (top - bottom) / area.height()

    def _radius(self) -> float:
        return {"point": POINT, "drag": GRIP}.get(self._tool, self._share * self._area().width())

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.resize(self._view.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, area = QPainter(self), theme.current(), self._area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.accent, 1.5 if self.hasFocus() else 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(area.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
        if self._at is not None:
            painter.setClipRect(area)
            erases, radius = self._tool in ("eraser", "drag"), self._radius()
            colour = self._colour(colours)
            filled = QColor(colour)
            filled.setAlphaF(0.0 if erases else 1.0 if self._tool == "point" else 0.25)
            painter.setBrush(filled)
            painter.setPen(QPen(colours.background, 3.5))
            painter.drawEllipse(self._at, radius, radius)
            painter.setPen(QPen(colours.text if erases else colour, 1.5,
                                Qt.PenStyle.DashLine if self._tool == "eraser" else Qt.PenStyle.SolidLine))
            painter.drawEllipse(self._at, radius, radius)
        painter.end()

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._area().contains(event.position()):
            self._down = True
            self._go_to(event.position())
            self.put_down.emit(*self._values_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, place = self._area(), event.position()
        if self._down:                                         # beyond the edge it stays at the edge
            place = QPointF(min(max(place.x(), area.left()), area.right()), min(max(place.y(), area.top()), area.bottom()))
        self._go_to(place if area.contains(place) or self._down else None)
        if self._down:
            self.moved.emit(*self._values_at(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._down and event.button() == Qt.MouseButton.LeftButton:
            self._lift()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        notches = int(self._turned / NOTCH)
        if notches:
            self._turned -= notches * NOTCH
            self.turned.emit(notches)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        if not self._down:
            self._go_to(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._down:
            self._lift()
        self._go_to(None)

    def event(self, event: QEvent) -> bool:
        # While one paints, the figures are classes and not what they are in the rest of the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        area = self._area()
        move = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}.get(
            Qt.Key(event.key()))
        if not _is_ours(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            (self.taken_back if self._down else self.left).emit()
            self._down = False
        elif move:
            at = self._at or area.center()
            self._go_to(QPointF(min(max(at.x() + move[0] * area.width() / KEY_STEPS, area.left()), area.right()),
                                min(max(at.y() + move[1] * area.height() / KEY_STEPS, area.top()), area.bottom())))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            at = self._at or area.center()
            self._go_to(at)
            self.put_down.emit(*self._values_at(at))
            self.lifted.emit()
        else:
            self.number_pressed.emit(pressed_number(event))

    def _go_to(self, place: QPointF | None) -> None:
        self._at = None if place is None else QPointF(place)
        self.update()

    def _lift(self) -> None:
        self._down = False
        self.lifted.emit()


def _is_ours(event: QKeyEvent) -> bool:
    keys = Qt.Key
    return pressed_number(event) is not None or (event.modifiers() in (
        Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier) and event.key() in (
        keys.Key_Left, keys.Key_Right, keys.Key_Up, keys.Key_Down, keys.Key_Return, keys.Key_Enter, keys.Key_Escape))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    view = QWidget()
    view.resize(240, 240)
    layer = PaintLayer(view, lambda: QRectF(view.rect()), lambda place: (place.x() / 20 - 6, 6 - place.y() / 20))
    layer.resize(view.size())
    layer.set_colour(attrgetter("positive"))
    layer.show()
    for signal in (layer.put_down, layer.moved, layer.number_pressed, layer.turned):
        signal.connect(print)
    view.show()
    app.exec()
