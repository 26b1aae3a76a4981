"""Sections side by side, or in calm mode and where it is narrow one at a time with a switch that says which."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from widgets.section import MARGIN, Section
from widgets.segmented import Segmented

LEAST = 640                                                     # px that sections need side by side


class SectionRow(QWidget):
    """`name` says what the switch chooses; `splitter` holds the sections and keeps the widths also of those it does not show."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calm = False
        self._sections: dict[str, Section] = {}
        self._labels: dict[str, str] = {}
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._switch = Segmented(name)
        self._switch.chosen.connect(self.show_section)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._above = QWidget()
        line = QVBoxLayout(self._above)
        line.setContentsMargins(MARGIN, 10, MARGIN, 0)
        line.addWidget(self._switch)
        self._above.hide()
        column.addWidget(self._above)
        column.addWidget(self.splitter, 1)

    def add(self, name: str, label: str, section: Section, share: int) -> None:
        """Put a section at the right, with its share of the width; `label` is what the switch calls it."""
        self._sections[name], self._labels[name] = section, label
        self._switch.set_options(list(self._labels.items()))
        self.splitter.addWidget(section)
        self.splitter.setStretchFactor(len(self._sections) - 1, share)

    def set_calm(self, calm: bool) -> None:
        """Whether one section is shown at a time."""
        self._calm = calm
        self._arrange()

    def show_section(self, name: str) -> None:
        """Choose the section that is seen when there is one at a time."""
        self._switch.set_current(name)
        for each, section in self._sections.items():
            section.setVisible(each == name or not self._shows_one)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._above.isHidden() == self._shows_one:
            self._arrange()

    @property
    def _shows_one(self) -> bool:
        return self._calm or self.width() < LEAST

    def _arrange(self) -> None:
        self._above.setVisible(self._shows_one)
        self.show_section(self._switch.current())


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QLabel

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    row = SectionRow("Which one is shown")
    for title in ("Cost", "Gradient size", "Layer"):
        section = Section(title)
        section.add(QLabel(f"the {title.lower()}"))
        row.add(title, title.lower(), section, 1)
    row.set_calm(True)
    row.resize(700, 236)
    row.show()
    app.exec()
