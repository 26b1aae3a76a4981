"""The drawing under a hand: an edge or a bias that is pulled, turned, typed or put to 0, and a band around many parts."""
from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QInputDevice,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QSinglePointEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from core.network import Bias, Edge, Neuron
from core.notation import Node
from widgets import theme
from widgets.drawing.canvas import NetworkCanvas
from widgets.drawing.content import Part, Selection, entry
from widgets.drawing.edge_painter import REACH
from widgets.drawing.navigation import is_same
from widgets.drawing.picture import Arrays
from widgets.drawing.value_entry import ValueEntry
from widgets.value_pull import NOTCH, Pull, is_fine, step_of

FINGER, PEN = 16.0, 8.0                                         # px from a line that still hit it
ABOVE = QPointF(-60, -92)                                       # px: where a finger does not hide the label
LEAST = 1.0                                                     # a smaller number is pulled as quickly as this one
TURN = 10                                                       # px that a notch of the wheel stands for
CONTROL = Qt.KeyboardModifier.ControlModifier


class NetworkHands(NetworkCanvas):
    """It changes nothing itself: the values come back by `set_…`.

    value_edited(object, float): the user has changed this Edge or Bias to this number, at every pixel of a pull.
    value_finished(): the change is complete.
    value_typed(float): the number that was asked for.  refused(str): what was typed is none, in one sentence.
    several_selected(object, bool): these parts are to be selected together; whether they join those that are.
    toggled(object): this part is to join what is selected, or to leave it.
    """

    value_edited = Signal(object, float)
    value_finished = Signal()
    value_typed = Signal(float)
    refused = Signal(str)
    several_selected = Signal(object, bool)
    toggled = Signal(object)

    def __init__(self, parent: QWidget | None = None, head: int = 0) -> None:
        self._grip: Edge | Bias | None = None                   # what is pulled or turned, or will be once the hand moves
        self._grip_from = QPointF()
        self._pull: Pull | None = None
        self._turning = self._twice = False                     # by the wheel; pressed for the second time
        self._band: QRectF | None = None                        # its first corner is where it was begun
        self._joins = False                                     # whether what is in it joins what is selected
        self._asked: Part | None = None                         # beside what a number is typed
        self._actual: tuple[Arrays, Arrays] | None = None
        super().__init__(parent, head)
        self._entry = ValueEntry(self)
        self._entry.typed.connect(self.value_typed)
        self._entry.refused.connect(self.refused)
        self._entry.closed.connect(lambda by_key: self.setFocus() if by_key else None)

    def set_network(self, sizes: Sequence[int], activations: Sequence[str | None], input_names: Sequence[str] = ()) -> None:
        """As the canvas does; when the sizes are others, a hand at work holds nothing any more."""
        if tuple(sizes) != self._content.sizes:
            self._drop()
            self._entry.dismiss()
            self._actual = None
        super().set_network(sizes, activations, input_names)

    def set_actual(self, w: Arrays, b: Arrays) -> None:
        """The weights and biases that a hand begins with, where the picture shows others, as on a walk.

        They are not copied: whoever owns them writes newer numbers into the same arrays.
        """
        self._actual = w, b

    def ask_value(self, name: str, caption: Node, value: float | None, at: Part) -> None:
        """Let a number be typed beside a part: what it is called, what is written before it, and what is to be typed over."""
        self._asked = at
        self._entry.ask(name, caption, value)
        self._place_entry()

    def close_entry(self) -> None:
        """No number is asked for any more."""
        if self._entry.isVisible():
            self._entry.dismiss()
            self.setFocus()

    # ---- one value ---------------------------------------------------------------------------------------------------------------

    def _take_hold(self, item: Selection, event: QSinglePointEvent) -> None:
        """Get ready to pull this part, or to draw a band: with Shift held on an empty place, with Ctrl anywhere."""
        self._finish()
        self._twice = event.type() == QEvent.Type.MouseButtonDblClick
        if event.modifiers() & CONTROL or (item is None and is_fine(event.modifiers())):
            self._band, self._joins = QRectF(event.position(), event.position()), bool(event.modifiers() & CONTROL)
        elif isinstance(item, Edge | Bias):
            self._grip, self._grip_from = item, event.position()

    def _hand_moves(self, event: QSinglePointEvent) -> bool:
        """Pull, or widen the band; False when it is for others: a hand that holds nothing, or goes sideways."""
        place = event.position()
        if self._band is not None:
            self._band.setBottomRight(place)
            self._refresh()
            return True
        if self._grip is None or self._turning:
            self._finish()
            return False
        way = place - self._grip_from
        if self._pull is None:
            if way.manhattanLength() < QApplication.startDragDistance():
                return True
            if abs(way.x()) > abs(way.y()):
                self._grip = None
                return False
            if not self._begin(self._grip):
                return True
        else:
            assert self._pull is not None
            self._change(self._pull.by(-way.y(), is_fine(event.modifiers())), place + self._beside(event))
        self._grip_from = place
        return True

    def _let_go(self) -> bool:
        """The hand is lifted; whether it did more than click."""
        band, self._band = self._band, None
        worked = self._finish()
        if band is not None:
            self._refresh()
            if _is_drawn(band):
                self.several_selected.emit(self._inside(band.normalized()), self._joins)
                return True
        return worked

    def _turn(self, event: QWheelEvent) -> bool:
        """Change the selected edge or bias under the pointer by the wheel with Ctrl held; whether it was that."""
        part = self.item_at(event.position())
        if not (event.modifiers() & CONTROL and isinstance(part, Edge | Bias) and is_same(part, self._selected)):
            return False
        if not self._turning:
            self._finish()
            self._turning = self._begin(part)
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._pull is not None:                              # Shift turns the wheel sideways on some systems
            notches = (event.angleDelta().y() or event.angleDelta().x()) / NOTCH
            self._change(self._pull.by(TURN * notches, is_fine(event.modifiers())), event.position())
        return True

    def _put_to_0(self, item: Selection) -> bool:
        """An edge or a bias that has been clicked twice; whether it has."""
        if self._twice and isinstance(item, Edge | Bias):
            self.value_edited.emit(item, 0.0)
            self.value_finished.emit()
            return True
        return False

    def _begin(self, part: Edge | Bias) -> bool:
        """Start to change it; it becomes what is selected. A removed edge is refused by whoever hears of it."""
        w, b = self._actual or (self._content.w, self._content.b)
        value = entry(w, part.l, part.j, part.k) if isinstance(part, Edge) else entry(b, part.l, part.j)
        if math.isnan(value) or part in self._content.removed:
            self.value_edited.emit(part, 0.0)
            self._grip = None
            return False
        self._grip, self._pull = part, Pull(value, step_of(max(abs(value), LEAST)))
        self._moving = True                                     # many edges are drawn more quickly
        if not is_same(part, self._selected):
            self._choose(part)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        return True

    def _change(self, value: float, pointer: QPointF) -> None:
        if value != self._held:
            self._held = value
            assert self._grip is not None
            self.value_edited.emit(self._grip, value)
        self._point_at(self._grip, pointer)

    def _finish(self) -> bool:
        """Whether there was anything to finish."""
        pulled = self._end_pull()
        if pulled:
            self.value_finished.emit()
        return pulled

    def _drop(self) -> None:
        """Without a word: whoever has shown another network knows."""
        self._band = None
        self._end_pull()

    def _end_pull(self) -> bool:
        pull, self._pull, self._grip, self._held, self._turning = self._pull, None, None, None, False
        if pull is not None:
            self._moving = False
            self.unsetCursor()
            self._changed()
        return pull is not None

    @property
    def _works(self) -> bool:
        """Whether the hand pulls something or draws a band."""
        return self._pull is not None or self._band is not None

    def _take_back(self) -> bool:
        """Give it the value back that it had before the pull, or forget the band; whether there was one."""
        if self._pull is not None and self._grip is not None:
            self.value_edited.emit(self._grip, self._pull.before)
        band, self._band = self._band, None
        if band is not None:
            self._refresh()
        return self._finish() or band is not None

    def _choose(self, item: Selection) -> None:
        """Say that this is to be selected."""
        raise NotImplementedError

    # ---- many --------------------------------------------------------------------------------------------------------------------

    def _inside(self, band: QRectF) -> list[Part]:
        """The neurons in a band with the edges between them; where there is no neuron, the edges that go through it."""
        band = band.translated(-self._pan - QPointF(0, self._head))
        columns = self._layout.columns
        neurons = [[j for j in column.shown if band.contains(self._layout.centre(Neuron(column.layer, j)) or QPointF(math.inf, 0))]
                   for column in columns]
        if not any(neurons):
            return list(self._edges.crossing(band))
        between = [Edge(l, j, k) for l in range(1, len(columns)) for j, k in product(neurons[l], neurons[l - 1])]
        return [*between, *(Neuron(l, j) for l, shown in enumerate(neurons) for j in shown)]

    # ---- where -------------------------------------------------------------------------------------------------------------------

    def _moved(self) -> None:
        super()._moved()
        if self._asked is not None and self._entry.isVisible():
            self._place_entry()

    def _place_entry(self) -> None:
        place = self.where(self._asked) if self._asked is not None else None
        self._entry.place_beside(self._room().center() if place is None else place, self._room())

    @staticmethod
    def _reach(event: QSinglePointEvent) -> float:
        """How near to a line is near enough: a finger is wider than a mouse's tip."""
        if event.device() is not None and event.device().type() == QInputDevice.DeviceType.TouchScreen:
            return FINGER
        device = event.pointingDevice()
        return PEN if device is not None and device.pointerType() == QPointingDevice.PointerType.Pen else REACH

    def _beside(self, event: QSinglePointEvent) -> QPointF:
        return ABOVE if self._reach(event) == FINGER else QPointF()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._band is not None and _is_drawn(self._band):
            accent, light = QColor(theme.current().accent), QColor(theme.current().accent)
            light.setAlpha(36)
            with QPainter(self) as painter:
                painter.setClipRect(self._room())
                painter.setPen(QPen(accent, 1, Qt.PenStyle.DashLine))
                painter.setBrush(light)
                painter.drawRect(self._band.normalized())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._band = None
        self._finish()


def _is_drawn(band: QRectF) -> bool:
    """Whether it is more than the trembling of a click."""
    return abs(band.width()) + abs(band.height()) >= QApplication.startDragDistance()
