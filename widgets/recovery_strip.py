"""A quiet strip that offers back what was not saved: a line for each piece of work, with what can be done with it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from widgets import theme

MOST = 4                 # lines; older work is offered when a newer is dealt with


class Offer(NamedTuple):
    """`name` is what the signals tell; `text` says what it is, `take` what taking it up is called."""

    name: str
    text: str
    take: str


class RecoveryStrip(QFrame):
    """Shown while there is something to offer.

    taken(str), discarded(str): which of the offers. closed(): not now.
    """

    taken = Signal(str)
    discarded = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_strip")
        self.setAccessibleName(self.tr("Unsaved work"))
        self.setProperty("panel", True)
        line = QHBoxLayout(self)
        line.setContentsMargins(15, 5, 8, 5)
        self._rows = QGridLayout()
        self._rows.setSpacing(4)
        self._rows.setHorizontalSpacing(8)
        self._rows.setColumnStretch(3, 1)
        line.addLayout(self._rows, 1)
        close = QToolButton()
        close.setIcon(theme.icon("mdi6.close", "muted"))
        close.setProperty("flat", True)
        close.setAccessibleName(self.tr("Not now"))
        close.setToolTip(self.tr("Not now: it is offered again at the next start"))
        close.clicked.connect(self.closed)
        aside = QVBoxLayout()
        aside.addWidget(close)
        aside.addStretch()
        line.addLayout(aside)
        self.set_offers([])

    def set_offers(self, offers: Sequence[Offer]) -> None:
        """The newest first; without any, the strip is not there."""
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for row, offer in enumerate(offers[:MOST]):
            text = QLabel(offer.text)
            text.setTextFormat(Qt.TextFormat.PlainText)
            self._rows.addWidget(text, row, 0)
            for column, (word, signal) in enumerate(((offer.take, self.taken), (self.tr("Discard"), self.discarded)), 1):
                button = QPushButton(word)
                button.setProperty("segment", True)
                button.setMinimumWidth(72)
                button.setAccessibleName(f"{word}: {offer.text}")
                button.clicked.connect(lambda _checked, name=offer.name, signal=signal: signal.emit(name))
                self._rows.addWidget(button, row, column)
        if len(offers) > MOST:
            more = QLabel(self.tr("{count} older").format(count=len(offers) - MOST))
            more.setProperty("muted", True)
            self._rows.addWidget(more, MOST, 0)
        self.setVisible(bool(offers))


def sample_offers() -> list[Offer]:
    """Work of three sessions, for trying the strip alone."""
    return [Offer("a", "Work on “spiral” from 14:05 was not saved.", "Restore"),
            Offer("b", "Work on “two moons” from yesterday, 17:21, was not saved.", "Restore"),
            Offer("left", "“digits” was left at step 12,345, today at 9:12.", "Continue")]


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    strip = RecoveryStrip()
    for signal in (strip.taken, strip.discarded):
        signal.connect(print)
    strip.closed.connect(strip.hide)
    strip.resize(900, 40)
    strip.set_offers(sample_offers())
    strip.show()
    app.exec()
