"""A titled part of a side panel: a heading in small capitals, then whatever is put below it."""
from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets import theme

MARGIN = 12                                                     # px at the sides of every section, so that all of them line up


class Heading(QLabel):
    """Text set in small, letter-spaced capitals; read out as it was written."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        font = theme.heading_font()
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        self.setFont(font)
        self.setProperty("muted", True)


class Section(QWidget):
    """`body` is the layout to fill; `separated` draws a thin line above, as between the parts of an inspector."""

    def __init__(self, title: str, separated: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._separated = separated
        self._heading = Heading(title)
        self._line = QHBoxLayout()
        self._line.addWidget(self._heading)
        self._line.addStretch()
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 10)
        column.setSpacing(8)
        column.addLayout(self._line)
        column.addLayout(self.body)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        self._heading.setText(title)
        self.setAccessibleName(title)

    def add(self, widget: QWidget) -> None:
        """Put `widget` below what is there."""
        self.body.addWidget(widget)

    def set_corner(self, widget: QWidget) -> None:
        """Put `widget` at the right end of the heading."""
        self._line.addWidget(widget, alignment=Qt.AlignmentFlag.AlignRight)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._separated:
            painter = QPainter(self)
            painter.fillRect(MARGIN, 0, self.width() - 2 * MARGIN, 1, theme.current().line)
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    panel = QWidget()
    panel.setProperty("panel", True)
    column = QVBoxLayout(panel)
    for name in ("Data", "Training example"):
        section = Section(name, separated=name != "Data")
        section.add(QLabel("whatever belongs here"))
        column.addWidget(section)
    panel.show()
    app.exec()
