"""A number that is typed or dragged: click it to type, pull it up or down to change it little by little."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from core.notation import MINUS, signed
from widgets import theme
from widgets.entry_field import EntryField, finite_number, plain
from widgets.value_pull import FINE, NOTCH, Pull, is_fine, step_of

DECIMALS, CHARACTERS = 4, 9
THRESHOLD = 3                                                   # px that make a drag of a click
COARSE = 10.0                                                   # by Page Up and Page Down
STEPS = {
    Qt.Key.Key_Up: 1.0, Qt.Key.Key_Right: 1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_PageUp: COARSE, Qt.Key.Key_PageDown: -COARSE,
}


class ValueField(EntryField):
    """At rest it is a plain number; it shows at once what the user makes of it.

    edited(float): the number the user has changed it to, at every pixel of a drag.
    finished(): the change is complete: the mouse or the key was let go, or a number was typed.
    """

    edited = Signal(float)
    finished = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name, finite_number, "", CHARACTERS)
        self.set_reader(finite_number, self.tr("a finite number"))
        self._number, self._editable, self._typing = 0.0, False, False
        self._before: float | None = None                       # the number before a change that is not finished
        self._press: QPointF | None = None
        self._pull: Pull | None = None                          # once the mouse has dragged it
        self._notches = 0.0
        self.setFont(theme.number_font(16))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QLineEdit:read-only:!hover:!focus, QLineEdit[fixed=\"true\"] "
                           "{ background: transparent; border-color: transparent }")
        self.setAccessibleDescription(self.tr("Enter to type, arrow keys to change"))
        self.chosen.connect(self._change_by_typing)
        self.editingFinished.connect(self._rest)
        self.set_editable(True)
        self._rest()

    def set_value(self, value: float) -> None:
        """Show this number; one that is being typed stays until it is finished."""
        self._number = value
        if not self._typing:
            self.set_text(signed(value, DECIMALS))
            self.setToolTip(repr(float(value)))

    def set_editable(self, editable: bool) -> None:
        """Whether it may be changed; otherwise it is read only, and looks it."""
        if editable == self._editable:
            return
        self._editable = editable
        if not editable:
            self._finish()
            self._rest()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor if editable else Qt.CursorShape.ArrowCursor)
        self.setProperty("fixed", not editable)
        self.style().polish(self)

    # ---- typing ------------------------------------------------------------------------------------------------------------------

    def _type(self) -> None:
        self._typing = True
        self.setReadOnly(False)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.set_text(plain(self._number))
        self.select_from_the_end()

    def _change_by_typing(self, value: float) -> None:
        self._number = value
        self.edited.emit(value)
        self.finished.emit()

    def _rest(self) -> None:
        if self._typing:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._typing = False
        self.setReadOnly(True)
        self.deselect()
        self.set_value(self._number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.deselect()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()
            self._rest()

    # ---- steps -------------------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()                                      # the window's own Escape and figures come after this field's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._typing and key == Qt.Key.Key_Escape:
            self._rest()
        elif self._typing:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape and self._before is not None:
            self._take_back()
        elif not self._editable:
            event.ignore()
        elif key in STEPS:
            self._begin()
            self._set(self._number + STEPS[key] * self._step(event.modifiers()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._type()
        elif self._wants(event):
            self._type()
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if event.key() in STEPS and not event.isAutoRepeat() and self._press is None:
            self._finish()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or self._typing or not self._editable:
            event.ignore()
            return
        self._notches += (event.angleDelta().y() or event.angleDelta().x()) / NOTCH      # Shift turns it sideways on some systems
        whole = int(self._notches)
        self._notches -= whole
        if whole:
            self._begin()
            self._set(self._number + whole * self._step(event.modifiers()))
            self._finish()

    def _wants(self, event: QKeyEvent) -> bool:
        """Whether the key ends or begins a change."""
        if event.key() == Qt.Key.Key_Escape:
            return self._typing or self._before is not None
        return self._editable and event.text() in set("0123456789.,+-" + MINUS)

    def _step(self, modifiers: Qt.KeyboardModifier) -> float:
        return step_of(self._number) * (FINE if is_fine(modifiers) else 1.0)

    # ---- dragging ----------------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._typing:
            super().mousePressEvent(event)
        elif self._editable and event.button() == Qt.MouseButton.LeftButton:
            self._press, self._pull = event.position(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._typing:
            super().mouseMoveEvent(event)
        elif self._press is not None:
            moved = event.position() - self._press
            if self._pull is not None:
                self._press = event.position()
                self._set(self._pull.by(moved.x() - moved.y(), is_fine(event.modifiers())))
            elif moved.manhattanLength() >= THRESHOLD:
                self._press, self._pull = event.position(), Pull(self._number, step_of(self._number))
                self._begin()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._typing:
            super().mouseReleaseEvent(event)
        elif self._press is not None and event.button() == Qt.MouseButton.LeftButton:
            self._press = None
            if self._pull is not None:
                self._finish()
            else:
                self._type()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._typing:
            super().mouseDoubleClickEvent(event)

    # ---- one change, from its begin to its end ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._before is None:
            self._before = self._number

    def _set(self, value: float) -> None:
        value = round(value, 12)                                # three steps of 0.1 are 0.3
        if value != self._number:
            self.set_value(value)
            self.edited.emit(value)

    def _finish(self) -> None:
        if self._before is not None:
            self._before, self._press = None, None
            self.finished.emit()

    def _take_back(self) -> None:
        assert self._before is not None
        if self._before != self._number:
            self.set_value(self._before)
            self.edited.emit(self._before)
        self._finish()

    def hideEvent(self, event: QHideEvent) -> None:
        self._finish()
        super().hideEvent(event)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    field = ValueField("Weight")
    field.set_value(-0.8132456)
    for signal in (field.edited, field.finished, field.refused):
        signal.connect(print)
    field.show()
    app.exec()
