"""A small field over the drawing into which a number is typed."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.notation import Node
from widgets import theme
from widgets.entry_field import EntryField, finite_number, plain
from widgets.formula import FormulaLabel

LETTERS, CHARACTERS, AWAY = 15, 12, 14.0                        # px; of a number; px from what it belongs to


class _Field(EntryField):
    """Return and Escape both end it; a number that cannot be read keeps it open.

    done(bool): nothing more is to be typed, and whether that was said by a key.
    """

    done = Signal(bool)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()                                      # the window's own Escape comes after this field's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.forget()
            self.done.emit(True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            typed = self.text()
            self.commit()
            if self.text() == typed:                            # what is refused has been taken back
                self.done.emit(True)
            else:
                self.select_from_the_end()
        else:
            super().keyPressEvent(event)

    def forget(self) -> None:
        """What was typed, which would be taken when the keyboard goes elsewhere."""
        self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.done.emit(False)


class ValueEntry(QFrame):
    """Hidden until it asks.

    typed(float): this number was typed.  refused(str): what was typed is none, in one sentence.
    closed(bool): nothing is asked any more, and whether that was said by a key.
    """

    typed = Signal(float)
    refused = Signal(str)
    closed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("value_entry")
        self.setProperty("card", True)
        self.setAutoFillBackground(True)
        self._caption = FormulaLabel(size=LETTERS)
        self._field = _Field("", finite_number, self.tr("a finite number"), CHARACTERS)
        self._field.setFont(theme.number_font())
        self._field.chosen.connect(self.typed.emit)
        self._field.refused.connect(self.refused)
        self._field.done.connect(self._close)
        line = QHBoxLayout(self)
        line.setContentsMargins(9, 6, 6, 6)
        line.setSpacing(6)
        line.addWidget(self._caption)
        line.addWidget(self._field)
        self.hide()

    def ask(self, name: str, caption: Node, value: float | None) -> None:
        """Show the caption and, to be typed over, the value; `name` is what the field is called."""
        self._field.setAccessibleName(name)
        self._caption.set_formula(caption)
        self._field.set_text("" if value is None else plain(value))
        self.adjustSize()
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.select_from_the_end()

    def dismiss(self) -> None:
        """Ask no more, and forget what was typed."""
        self._field.forget()
        self.hide()

    def place_beside(self, place: QPointF, within: QRectF) -> None:
        """Right below this place of the parent, but inside of `within`."""
        x = min(max(place.x() + AWAY, within.left() + 4), within.right() - self.width() - 4)
        y = min(max(place.y() + AWAY, within.top() + 4), within.bottom() - self.height() - 4)
        self.move(round(x), round(y))

    def _close(self, by_key: bool) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit(by_key)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.notation import Symbol, row

    app = QApplication([])
    theme.apply(app, theme.DARK)
    entry = ValueEntry()
    for signal in (entry.typed, entry.refused, entry.closed):
        signal.connect(print)
    entry.ask("Weight", row(Symbol("w", 2, 1, 0), " ="), -0.8132)
    app.exec()
