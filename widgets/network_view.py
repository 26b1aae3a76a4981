"""The drawing of the network to work with: point at it, select in it, grow it by the headers over its layers."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QToolTip, QWidget

from core.activations import ACTIVATIONS
from core.network import Edge, Neuron
from widgets.layer_header import HEIGHT, InsertLayerButton, LayerHeader
from widgets.network_canvas import NetworkCanvas
from widgets.network_content import Selection
from widgets.network_navigation import following, moved
from widgets.neuron_painter import head_rect

ROOMY, TIGHT = 150, 70                                          # px between layers: room for + buttons; for headers at all
ZOOM_STEP, PAN_STEP = 1.2, 60.0                                 # per key; per key in px
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class NetworkView(NetworkCanvas):
    """The canvas with headers, mouse and keyboard. It does not select or change anything itself: the values come back by `set_…`.

    edge_selected(object): this Edge was chosen, or nothing (None). neuron_selected(object): this Neuron was chosen.
    hovered(object): the Edge or Neuron now under the pointer, or None.
    neuron_added(int), neuron_removed(int), activation_chosen(int, str), layer_removed(int): for layer l.
    layer_added(int): a new layer is wanted after layer l.
    """

    edge_selected = Signal(object)
    neuron_selected = Signal(object)
    hovered = Signal(object)
    neuron_added = Signal(int)
    neuron_removed = Signal(int)
    activation_chosen = Signal(int, str)
    layer_added = Signal(int)
    layer_removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._headers: list[LayerHeader] = []
        self._inserts: list[InsertLayerButton] = []
        self._fixed_output = True
        self._pressed: QPointF | None = None
        self._grabbed: QPointF | None = None
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

    def set_fixed_output(self, fixed: bool) -> None:
        """Whether the number of outputs follows from the data."""
        self._fixed_output = fixed
        if self._headers:
            self._headers[-1].set_fixed(fixed)

    # ---- headers ---------------------------------------------------------------------------------------------------------------

    def _make_headers(self, layers: int) -> None:
        for widget in (*self._headers, *self._inserts):
            widget.hide()
            widget.deleteLater()
        self._headers, self._inserts = [], []
        for l in range(layers):
            choices = [name for name in ACTIVATIONS if name != "softmax" or l == layers - 1]
            header = LayerHeader(l, layers - 1, choices, self)
            for signal in ("neuron_added", "neuron_removed", "activation_chosen", "layer_added", "layer_removed"):
                getattr(header, signal).connect(getattr(self, signal))
            self._headers.append(header)
            if l < layers - 1:
                self._inserts.append(InsertLayerButton(l, self))
                self._inserts[-1].wanted.connect(self.layer_added)
        self._headers[-1].set_fixed(self._fixed_output)

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
        free = self.item_at(event.position()) is None
        if event.button() == Qt.MouseButton.MiddleButton or (event.button() == Qt.MouseButton.LeftButton and free):
            self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._grabbed is not None and self._pressed is not None:
            far = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._moving or far:
                self._moving = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan_by(*(place - self._grabbed).toTuple())
                self._grabbed = place
            return
        item = self.item_at(place)
        if item != self._hovered:
            self.setCursor(Qt.CursorShape.PointingHandCursor if item is not None else Qt.CursorShape.ArrowCursor)
            self._point_at(item, place)
            self.hovered.emit(item)
        else:
            self._point_at(item, place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        panned, self._moving, self._grabbed = self._moving, False, None
        pressed, self._pressed = self._pressed, None
        if panned:
            self.unsetCursor()
            self._changed()
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton and not self._scroll_by_arrow(event.position()):
            self._choose(self.item_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.item_at(event.position()) is None and self._arrow_at(event.position()) is None:
            self.fit()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self._hovered is not None:
            self._point_at(None, QPointF())
            self.hovered.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
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
            case QHelpEvent() if event.type() == QEvent.Type.ToolTip:
                hint = self._hint_at(QPointF(event.pos()))
                if hint:
                    QToolTip.showText(event.globalPos(), hint, self)
                    return True
            case QGestureEvent():
                pinch = event.gesture(Qt.GestureType.PinchGesture)
                if isinstance(pinch, QPinchGesture):
                    self.zoom_by(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
                    return True
        return super().event(event)

    def _choose(self, item: Selection) -> None:
        if isinstance(item, Neuron):
            self.neuron_selected.emit(item)
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
        if key in ARROWS and shift:
            self.pan_by(*(-PAN_STEP * direction for direction in ARROWS[key]))
        elif key in ARROWS:
            found = moved(self._content, self._selected, key)
            if found is not None:
                self._choose(found)
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

    def _turn_page(self, direction: int) -> None:
        """Scroll the condensed column of the selection, or all of them."""
        for column in self._layout.columns:
            if column.condensed and (self._selected is None or self._selected.l == column.layer):
                self.scroll_column(column.layer, direction * (len(column.y) - 2))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the neurons, or the edges, from the selected one; without a selection it leaves the drawing."""
        found = following(self._content, self._selected, forward) if self.hasFocus() else None
        if found is None:
            return super().focusNextPrevChild(forward)
        self._choose(found)
        return True


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
    view.set_selected(Edge(2, 2, 4))
    view.resize(820, 540)
    view.show()
    app.exec()
