"""A whole number that is pulled up or down, or to either side, to change it."""
from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

from widgets import theme

PULL = 14.0                                                     # px for each one more or fewer


class CountLabel(QLabel):
    """Up and right is more. It shows only what it is told.

    dragged(int): the number that it is pulled to, each as it is reached.  released(): the mouse let it go.
    """

    dragged = Signal(int)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._most, self._draggable = 1, 1, False
        self._press: tuple[QPointF, int] | None = None          # where it was taken hold of, and what it was then
        self._wanted = 1
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMouseTracking(True)

    def set_count(self, count: int) -> None:
        """Show this number."""
        self._count = count
        self.setText(str(count))

    def set_draggable(self, most: int | None) -> None:
        """Whether it can be pulled, from 1 up to `most`; None: it stays."""
        self._draggable, self._most = most is not None, most or 1
        self.setCursor(Qt.CursorShape.SizeAllCursor if self._draggable else Qt.CursorShape.ArrowCursor)
        if not self._draggable:
            self._press = None

    @property
    def pulled(self) -> bool:
        """Whether a hand holds it."""
        return self._press is not None

    def take_back(self) -> bool:
        """Let go of it where it was taken hold of; whether a hand held it."""
        press, self._press = self._press, None
        if press is not None:
            if self._wanted != press[1]:
                self.dragged.emit(press[1])
            self.released.emit()
        return press is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._draggable and event.button() == Qt.MouseButton.LeftButton:
            self._press, self._wanted = (event.globalPosition(), self._count), self._count
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick pulls."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseMoveEvent(event)
            return
        pulled = event.globalPosition() - self._press[0]
        wanted = min(max(self._press[1] + int((pulled.x() - pulled.y()) / PULL), 1), self._most)
        if wanted != self._wanted:
            self._wanted = wanted
            self.dragged.emit(wanted)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseReleaseEvent(event)
            return
        self._press = None
        self.released.emit()


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    label = CountLabel()
    label.set_count(4)
    label.set_draggable(99)
    label.dragged.connect(label.set_count)
    label.resize(80, 40)
    label.show()
    app.exec()
