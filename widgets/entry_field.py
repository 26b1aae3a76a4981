"""A field for a value that is typed; what cannot be read is refused and taken back."""
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import isfinite

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from core.notation import MINUS

FRAME = 18                                                      # px for frame and padding


def plain(value: float) -> str:
    """A number as one would type it, exactly: 0.00001 rather than 1e-05, 10 rather than 10.0.

    >>> plain(1e-5), plain(10.0), plain(0.1 + 0.2)
    ('0.00001', '10', '0.30000000000000004')
    """
    written = repr(float(value))
    if "e" in written and abs(value) > 1e-9:
        written = f"{Decimal(written):f}"
    return written.removesuffix(".0")


def typed_number(text: str) -> float:
    """The number typed; a comma may stand for the point. Raises ValueError."""
    return float(text.strip().replace(MINUS, "-").replace(",", "."))


def finite_number(text: str) -> float:
    """A number that is neither infinite nor undefined. Raises ValueError."""
    value = typed_number(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from `low` to `high`, with or without commas between the thousands."""
    def read(text: str) -> int:
        value = int(text.strip().replace(",", ""))
        if not low <= value <= high:
            raise ValueError(text)
        return value
    return read


class EntryField(QLineEdit):
    """`read` turns what was typed into the value or raises ValueError; `allowed` says what it takes, in words.

    chosen(object): the user typed this value.
    refused(str): what was typed cannot be used; one sentence says why, and the value before is shown again.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, read: Callable[[str], object], allowed: str, characters: int) -> None:
        super().__init__()
        self._read, self._allowed, self._characters, self._value = read, allowed, characters, ""
        self.setAccessibleName(name)
        self.setToolTip(allowed)
        self.editingFinished.connect(self.commit)

    def set_text(self, text: str) -> None:
        """Show this value. What somebody is typing stays when the value is the same as before."""
        if text != self._value:
            self._value = text
            self._show()

    def set_reader(self, read: Callable[[str], object], allowed: str) -> None:
        """Take other values from now on."""
        self._read, self._allowed = read, allowed
        self.setToolTip(allowed)

    def select_from_the_end(self) -> None:
        """Select all of it to be typed over, with its first characters in view."""
        self.setSelection(len(self.text()), -len(self.text()))

    def commit(self) -> None:
        """Say what stands here, if it is new."""
        typed = self.text()
        if typed == self._value:
            return
        try:
            value = self._read(typed)
        except ValueError:
            self._show()
            self.refused.emit(self.tr("{field} cannot be “{value}”; allowed: {allowed}.").format(
                field=self.accessibleName(), value=typed, allowed=self._allowed))
        else:
            self._value, cursor = typed, self.cursorPosition()
            self.setText(typed)                                 # what is done is no longer typing that the field could take back
            self.setCursorPosition(cursor)
            self.chosen.emit(value)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("0" * self._characters) + FRAME, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and (
                (event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable())
                or (event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable())):
            event.ignore()                                      # with nothing typed to take back, the window's own undo is meant
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._value:
            self._show()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        self.setText(self._value)
        self.setCursorPosition(0)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    field = EntryField("Seed", whole_number(0, 99), "a whole number from 0 to 99", 4)
    field.set_text("1")
    field.chosen.connect(print)
    field.refused.connect(print)
    field.show()
    app.exec()
