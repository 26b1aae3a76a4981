"""A segmented switch: a few options side by side, of which one is on."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget


class Segmented(QWidget):
    """Options by name; the arrow keys move between them.

    chosen(str): the user chose the option of this name.
    """

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._choose)
        self._current = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(3)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """The options as (name, label); the one that was on stays on if it is still there, otherwise the first is."""
        if list(self._buttons) != [name for name, _ in options]:
            for button in self._buttons.values():
                self._group.removeButton(button)
                button.deleteLater()
                self._row.removeWidget(button)
            self._buttons = {name: self._button() for name, _ in options}
        for name, label in options:
            self._buttons[name].setText(label)
            self._buttons[name].setAccessibleName(label)
        if options:
            self.set_current(self._current if self._current in self._buttons else options[0][0])

    def set_words(self, words: Mapping[str, str]) -> None:
        """What short labels stand for, by the option's name: shown when it is pointed at, and read out."""
        for name, said in words.items():
            self._buttons[name].setToolTip(said)
            self._buttons[name].setAccessibleName(said)

    def set_current(self, name: str) -> None:
        self._current = name
        self._buttons[name].setChecked(True)

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Whether the option of this name can be chosen."""
        self._buttons[name].setEnabled(enabled)

    @property
    def count(self) -> int:
        """How many options there are."""
        return len(self._buttons)

    def current(self) -> str:
        return self._current

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _button(self) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setProperty("segment", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._group.addButton(button)
        self._row.addWidget(button)
        return button

    def _choose(self, button: QToolButton) -> None:
        name = next(name for name, each in self._buttons.items() if each is button)
        if name != self._current:
            self._current = name
            self.chosen.emit(name)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    switch = Segmented("Colour edges by", [("weight", "weight"), ("gradient", "∂C/∂w"), ("change", "last change")])
    switch.chosen.connect(print)
    switch.show()
    app.exec()
