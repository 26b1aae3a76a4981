"""A quiet strip with three doors for somebody who is here for the first time."""
from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from widgets import theme


class WelcomeStrip(QFrame):
    """Each door is a signal of its own.

    watch_wanted(): train what is there. chain_wanted(): open the lecture's 1-1-1-1. digits_wanted(): open the digits.
    """

    watch_wanted = Signal()
    chain_wanted = Signal()
    digits_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_strip")
        self.setAccessibleName(self.tr("Welcome"))
        self.setProperty("panel", True)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 5, 8, 5)
        line.setSpacing(8)
        for text, icon, signal in (
            (self.tr("Watch it learn (Space)"), "mdi6.play", self.watch_wanted),
            (self.tr("Meet the lecture's own network"), "mdi6.ray-start-vertex-end", self.chain_wanted),
            (self.tr("Look at handwritten digits"), "mdi6.fountain-pen-tip", self.digits_wanted),
        ):
            door = QPushButton(theme.icon(icon, "accent"), text)
            door.setProperty("flat", True)
            door.setCursor(Qt.CursorShape.PointingHandCursor)
            door.clicked.connect(signal)
            line.addWidget(door)
        line.addStretch()
        close = QToolButton()
        close.setIcon(theme.icon("mdi6.close", "muted"))
        close.setProperty("flat", True)
        close.setAccessibleName(self.tr("Close the welcome"))
        close.setToolTip(self.tr("Close"))
        close.clicked.connect(self.closed)
        line.addWidget(close)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    strip = WelcomeStrip()
    for signal, name in ((strip.watch_wanted, "watch"), (strip.chain_wanted, "chain"), (strip.digits_wanted, "digits"),
                         (strip.closed, "closed")):
        signal.connect(lambda name=name: print(name))
    strip.resize(710, 40)
    strip.show()
    app.exec()
