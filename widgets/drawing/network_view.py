"""The drawing of the network to work with: point at it, select in it, grow it by the headers over its layers."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QToolTip, QWidget

from core.activations import ACTIVATIONS
from core.network import Bias, Edge, Neuron
from widgets.drawing.content import Selection
from widgets.drawing.hands import CONTROL, NetworkHands
from widgets.drawing.layer_header import HEIGHT, InsertLayerButton, LayerHeader
from widgets.drawing.navigation import is_same, moved
from widgets.drawing.neuron_painter import head_rect

ROOMY, TIGHT = 150, 70                                          # px between layers: room for + buttons; for headers at all
ZOOM_STEP, PAN_STEP = 1.2, 60.0                                 # per key; per key in px
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class NetworkView(NetworkHands):
    """The canvas with headers, mouse and keyboard. It does not select or change anything itself: the values come back by `set_…`.

    edge_selected(object): this Edge was chosen, or nothing (None).
    neuron_selected(object), bias_selected(object): this Neuron, this Bias was chosen.
    hovered(object): the Edge, Neuron or Bias now under the pointer, or None.
    menu_wanted(object, QPoint): what can be done with this Edge, Neuron or Bias, at this place of the screen.
    entered(object): the selected Edge, Neuron or Bias is to be explained: the keyboard wants to go there.
    neuron_added(int), neuron_removed(int), activation_chosen(int, str), layer_removed(int): for layer l.
    layer_added(int): a new layer is wanted after layer l.
    count_dragged(int, int): layer l is pulled to so many neurons.  count_released(): it was let go.
    """

    edge_selected = Signal(object)
    neuron_selected = Signal(object)
    bias_selected = Signal(object)
    hovered = Signal(object)
    menu_wanted = Signal(object, QPoint)
    entered = Signal(object)
    neuron_added = Signal(int)
    neuron_removed = Signal(int)
    activation_chosen = Signal(int, str)
    layer_added = Signal(int)
    layer_removed = Signal(int)
    count_dragged = Signal(int, int)
    count_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._headers: list[LayerHeader] = []
        self._inserts: list[InsertLayerButton] = []
        self._pressed: QPointF | None = None
        self._grabbed: QPointF | None = None
        self._fan: Neuron | None = None                         # the neuron through which the arrow keys came to an edge
        super().__init__(parent, HEIGHT)
        self.setObjectName("network_view")
        self.setAccessibleName(self.tr("Drawing of the network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def set_network(self, sizes: Sequence[int], activations: Sequence[str | None], input_names: Sequence[str] = ()) -> None:
        """As the canvas does; headers that stay keep the keyboard."""
        if len(sizes) != len(self._headers):
            self._make_headers(len(sizes))
        for header, n, activation in zip(self._headers, sizes, activations, strict=True):
            header.set_layer(n, activation)
        super().set_network(sizes, activations, input_names)

    # ---- headers ---------------------------------------------------------------------------------------------------------------

    def _make_headers(self, layers: int) -> None:
        for widget in (*self._headers, *self._inserts):
            widget.hide()
            widget.deleteLater()
        self._headers, self._inserts = [], []
        for l in range(layers):
            choices = [name for name in ACTIVATIONS if name != "softmax" or l == layers - 1]
            header = LayerHeader(l, layers - 1, choices, self)
            for signal in ("neuron_added", "neuron_removed", "activation_chosen", "layer_added", "layer_removed",
                           "count_dragged", "count_released"):
                getattr(header, signal).connect(getattr(self, signal))
            self._headers.append(header)
            if l < layers - 1:
                self._inserts.append(InsertLayerButton(l, self))
                self._inserts[-1].wanted.connect(self.layer_added)
        self._headers[-1].set_fixed(True)              # the number of outputs follows from the data

    def _moved(self) -> None:
        super()._moved()
        spacing = self._layout.spacing
        roomy = spacing >= ROOMY
        for header, column in zip(self._headers, self._layout.columns, strict=False):
            header.set_width(spacing - (34 if roomy else 4))
            header.move(round(column.x + self._pan.x() - header.width() / 2), 0)
            header.setVisible(spacing >= TIGHT)
        for button, column in zip(self._inserts, self._layout.columns, strict=False):
            button.move(round(column.x + spacing / 2 + self._pan.x() - button.width() / 2), HEIGHT - 28)
            button.setVisible(roomy)

    # ---- mouse -----------------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        item, left = self.item_at(event.position(), self._reach(event)), event.button() == Qt.MouseButton.LeftButton
        if left:
            self._take_hold(item, event)
        if event.button() == Qt.MouseButton.MiddleButton or (left and not isinstance(item, Neuron)):
            self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._hand_moves(event):
            return
        if self._grabbed is not None and self._pressed is not None:
            far = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._moving or far:
                self._moving = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan_by(*(place - self._grabbed).toTuple())
                self._grabbed = place
            return
        item = self.item_at(place, self._reach(event))
        if not is_same(item, self._hovered):
            self.setCursor(Qt.CursorShape.PointingHandCursor if item is not None else Qt.CursorShape.ArrowCursor)
            self._point_at(item, place)
            self.hovered.emit(item)
        else:
            self._point_at(item, place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        panned, self._moving, self._grabbed = self._moving, False, None
        pressed, self._pressed = self._pressed, None
        if self._let_go():
            return
        if panned:
            self.unsetCursor()
            self._changed()
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton and not self._scroll_by_arrow(event.position()):
            trembled = (event.position() - pressed).manhattanLength() < QApplication.startDragDistance()
            item = self.item_at(pressed if trembled else event.position(), self._reach(event))
            if item is not None and event.modifiers() & CONTROL:
                self.toggled.emit(item)
            elif not self._put_to_0(item):
                self._choose(item)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Beside the parts of the network: a neuron in a layer's column, a layer between two, and all of it to see elsewhere."""
        place = event.position()
        if self.item_at(place, self._reach(event)) is not None or self._arrow_at(place) is not None:
            self.mousePressEvent(event)
            return
        if place.y() < self._head:
            return
        column, between = self._layout.column_around((place - self._pan).x())
        if column is not None:
            self.neuron_added.emit(column)
        elif between is not None:
            self.layer_added.emit(between)
        else:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        if self._turning:
            self._finish()
        if self._hovered is not None:
            self._point_at(None, QPointF())
            self.hovered.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._turn(event):
            return
        turn = event.angleDelta().y() or (event.angleDelta().x() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        column = self._column_at(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and column.condensed:
            self.scroll_column(column.layer, -round(turn / 40) or (-1 if turn > 0 else 1))
        elif turn:
            self.zoom_by(1.0015 ** turn, event.position())
        else:
            self.pan_by(event.angleDelta().x() / 2, 0)

    def event(self, event: QEvent) -> bool:
        match event:
            case QNativeGestureEvent() if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
                return True
            case QKeyEvent() if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape and self._works:
                event.accept()                                  # the window's own Escape comes after that of a hand at work
                return True
            case QHelpEvent() if event.type() == QEvent.Type.ToolTip:
                hint = self._hint_at(QPointF(event.pos()))
                if hint:
                    QToolTip.showText(event.globalPos(), hint, self)
                    return True
            case QGestureEvent():
                pinch = event.gesture(Qt.GestureType.PinchGesture)
                if isinstance(pinch, QPinchGesture):
                    self._take_back()                           # what the first finger began before the second came
                    self.zoom_by(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
                    return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the mouse only: platforms differ in whether the keyboard's wish comes this way, so keyPressEvent hears it."""
        item = self.item_at(QPointF(event.pos())) if event.reason() == QContextMenuEvent.Reason.Mouse else None
        if item is not None:
            self.menu_wanted.emit(item, event.globalPos())

    @property
    def _works(self) -> bool:
        return super()._works or any(header.count.pulled for header in self._headers)

    def _take_back(self) -> bool:
        return super()._take_back() or any(header.count.take_back() for header in self._headers)

    def _choose(self, item: Selection) -> None:
        if isinstance(item, Neuron):
            self.neuron_selected.emit(item)
        elif isinstance(item, Bias):
            self.bias_selected.emit(item)
        else:
            self.edge_selected.emit(item)

    def _arrow_at(self, place: QPointF) -> tuple[int, int] | None:
        """Layer and direction of the arrow at this place that scrolls a column."""
        column, inside = self._column_at(place), place - self._pan - QPointF(0, self._head)
        up, down = (rect.contains(inside) for rect in column.arrows() or (QRectF(), QRectF()))
        return (column.layer, 1 if down else -1) if up or down else None

    def _scroll_by_arrow(self, place: QPointF) -> bool:
        arrow = self._arrow_at(place)
        if arrow is not None:
            layer, direction = arrow
            self.scroll_column(layer, direction * (len(self._layout.columns[layer].y) - 2))
        return arrow is not None

    def _hint_at(self, place: QPointF) -> str:
        """What is said of a column's label and of its arrows."""
        column, inside = self._column_at(place), place - self._pan - QPointF(0, self._head)
        if head_rect(self._content, column).contains(inside):
            superscript = self.tr("Superscripts in brackets are layer indices, not powers.")
            what = self.tr("The activations of layer 0 are the inputs x.") if column.layer == 0 else (
                self.tr("The activations of layer {layer}.").format(layer=column.layer))
            return f"{what} {superscript}"
        if self._arrow_at(place) is not None:
            shown = self.tr("Neurons {first} to {last} of {size} are shown.").format(
                first=column.first, last=column.shown.stop - 1, size=column.size)
            return shown + " " + self.tr("Scroll with Shift and the wheel, or with Page Up and Page Down.")
        return ""

    # ---- keyboard --------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape and self._take_back():
            self._pressed = self._grabbed = None                # the button is held yet, and means nothing any more
            return
        if key in ARROWS and shift and event.modifiers() & CONTROL:
            found, self._fan = moved(self._content, self._selected, key, self._fan)
            if found is not None:
                self.several_selected.emit([found], True)
        elif key in ARROWS and shift:
            self.pan_by(*(-PAN_STEP * direction for direction in ARROWS[key]))
        elif key in ARROWS:
            found, self._fan = moved(self._content, self._selected, key, self._fan)
            if found is not None:
                self._choose(found)
        elif key in ENTER:
            self._enter()
        elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and shift):
            self._open_menu(self._selected or self._hovered)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn_page(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif key in (Qt.Key.Key_F, Qt.Key.Key_0):
            self.fit()
        elif key == Qt.Key.Key_Escape and self._selected is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if event.key() == Qt.Key.Key_Control and self._turning:
            self._finish()

    def _enter(self) -> None:
        """Select what is pointed at; on what is selected already, go on to its explanation."""
        if self._hovered is not None and not is_same(self._hovered, self._selected):
            self._choose(self._hovered)
        elif self._selected is not None:
            self.entered.emit(self._selected)
        else:
            self._choose(Neuron(0, 0))

    def _open_menu(self, item: Selection) -> None:
        place = self.where(item) if item is not None else None
        if place is not None:
            self.menu_wanted.emit(item, self.mapToGlobal(place.toPoint()))

    def _turn_page(self, direction: int) -> None:
        """Scroll the condensed column of the selection, or all of them."""
        for column in self._layout.columns:
            if column.condensed and (self._selected is None or self._selected.l == column.layer):
                self.scroll_column(column.layer, direction * (len(column.y) - 2))


if __name__ == "__main__":
    from itertools import pairwise

    import numpy as np

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    rng = np.random.default_rng(5)
    layers = [2, 6, 4, 1]
    view = NetworkView()
    view.set_network(layers, [None, "tanh", "tanh", "tanh"], ["x0", "x1"])
    view.set_parameters([None, *(rng.normal(0, 0.7, (n, m)) for m, n in pairwise(layers))],
                        [None, *(rng.normal(0, 0.3, n) for n in layers[1:])])
    view.set_activations([np.tanh(rng.normal(size=n)) for n in layers])
    view.set_desired(np.ones(1))
    view.edge_selected.connect(view.set_selected)
    view.neuron_selected.connect(view.set_selected)
    view.bias_selected.connect(view.set_selected)
    view.menu_wanted.connect(lambda part, _: view.play_pulse(part))
    view.several_selected.connect(lambda parts, _: view.set_several(parts))
    view.value_edited.connect(print)
    view.set_path([Neuron(0, 0), Neuron(1, 3), Neuron(2, 1), Neuron(3, 0)], -0.2, 0.3)
    view.set_ailments({Neuron(1, 5): "Its σ′ is nearly 0 for 98 % of the examples."})
    view.set_names({Neuron(0, 1): "height", Neuron(1, 1): "edge detector", Neuron(3, 0): "inside"})
    view.set_selected(Edge(2, 2, 4))
    view.resize(820, 540)
    view.show()
    app.exec()
