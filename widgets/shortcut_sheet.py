"""All shortcuts on one sheet, grouped as in the menus."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from widgets import theme
from widgets.section import Heading

COLUMNS, HEIGHT, AROUND = (3, 2, 1), 640, 60                    # side by side, the most that fit; px; px that a screen keeps


class ShortcutSheet(QDialog):
    """Not modal: it may stay beside the window while the shortcuts are tried. Escape closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcut_sheet")
        self.setWindowTitle(self.tr("Shortcuts"))
        self.setAccessibleName(self.tr("Shortcuts"))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.addWidget(self._scroll)
    def set_groups(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """Groups as (title, rows), a row as (what it does, keys or gesture)."""
        room = self.screen().availableSize()
        for count in COLUMNS:
            sheet = _sheet(groups, count)
            least = sheet.minimumSizeHint().width() + self._scroll.verticalScrollBar().sizeHint().width()
            if least + AROUND <= room.width():
                break
        self._scroll.setMinimumWidth(min(least, room.width() - AROUND))
        self._scroll.setWidget(sheet)
        self.resize(self.minimumSizeHint().width(), min(HEIGHT, room.height() - AROUND))


def _sheet(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], count: int) -> QWidget:
    """The groups in so many columns, each where there is most room left."""
    sheet = QWidget()
    columns, lengths = [QVBoxLayout() for _ in range(count)], [0] * count
    for title, rows in groups:
        shortest = lengths.index(min(lengths))
        lengths[shortest] += len(rows) + 2
        columns[shortest].addWidget(_group(title, rows))
    line = QHBoxLayout(sheet)
    line.setSpacing(36)
    for column in columns:
        column.addStretch()
        line.addLayout(column, 1)
    return sheet


def _group(title: str, rows: Sequence[tuple[str, str]]) -> QWidget:
    group = QWidget()
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 14)
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.addWidget(Heading(title), 0, 0, 1, 2)
    for place, (what, keys) in enumerate(rows, start=1):
        label, cap = QLabel(what), QLabel(keys)
        cap.setTextFormat(Qt.TextFormat.PlainText)
        cap.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        cap.setFont(theme.number_font(theme.CAPTION))
        cap.setProperty("muted", True)
        cap.setAccessibleName(f"{what}: {keys}")
        grid.addWidget(label, place, 0)
        grid.addWidget(cap, place, 1)
    return group


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    sheet = ShortcutSheet()
    sheet.set_groups([
        ("Train", [("Train or pause", "Space"), ("One step", "S"), ("One epoch", "E"), ("Reset", "Ctrl+R")]),
        ("File", [("Open…", "Ctrl+O"), ("Save", "Ctrl+S")]),
        ("The drawing", [("Add an edge", "drag from neuron to neuron"), ("Look closer", "wheel"), ("Next edge", "arrow keys")]),
        ("View", [("All commands", "Ctrl+Shift+P")]),
    ])
    sheet.show()
    app.exec()
