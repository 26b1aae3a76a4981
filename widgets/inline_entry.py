"""A field that opens at a place of a drawing, to type a word there."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets import theme

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
MARGIN = 6                                                      # px to the borders of the drawing
LONGEST = 400                                                   # characters


class InlineEntry(QLineEdit):
    """Enter says what was typed, and it stays open until it is closed, so that what is refused can be mended; Escape closes it.

    typed(str): this is wanted.
    """

    typed = Signal(str)

    def __init__(self, drawing: QWidget) -> None:
        super().__init__(drawing)
        self._drawing = drawing
        self.setObjectName("inline_entry")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMaxLength(LONGEST)
        self.hide()

    def open(self, name: str, text: str, middle: QPoint, width: int) -> None:
        """Open around this place of the drawing, inside it, with the text selected; `name` says what it is for."""
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setPlaceholderText(name)
        self.setText(text)
        self.resize(width, self.sizeHint().height())
        room = self._drawing.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self.move(min(max(middle.x() - width // 2, room.left()), max(room.right() - width, room.left())),
                  min(max(middle.y() - self.height() // 2, room.top()), max(room.bottom() - self.height(), room.top())))
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def close_entry(self) -> None:
        """Hide it, and give the keyboard back to the drawing."""
        if self.isVisible():
            had_focus = self.hasFocus()
            self.hide()
            if had_focus:
                self._drawing.setFocus()

    def event(self, event: QEvent) -> bool:
        """No key that means something here may be taken for an action of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and (
                event.key() in (*ENTER, Qt.Key.Key_Escape, Qt.Key.Key_F2)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.typed.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.close_entry()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere wants nothing any more; another window, or its own menu, is not elsewhere."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.hide()


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    paper = QWidget()
    paper.resize(400, 200)
    paper.show()
    entry = InlineEntry(paper)
    entry.typed.connect(print)
    entry.typed.connect(entry.close_entry)
    entry.open("Name of the neuron", "edge", QPoint(200, 100), 180)
    app.exec()
