"""A box to choose one of a few values, whose closed form may be shorter than its list."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyleOptionComboBox, QWidget

FRAME = 34                                                      # px for frame, padding and arrow


class Choice(NamedTuple):
    """A value, what it is called in the list, and what the closed box shows (the same when empty)."""

    value: object
    label: str
    short: str = ""


class ChoiceBox(QComboBox):
    """Shows one of its choices; a value that is none of them is shown by its own text.

    chosen(object): the user chose this value.
    """

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[Choice], widest: int = 120, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self.setAccessibleName(name)
        self._widest = widest
        self.addItems([choice.label for choice in choices])
        self.setMaxVisibleItems(16)
        self._place = self.currentIndex()
        self.activated.connect(self._choose)

    def set_value(self, value: object, otherwise: str = "") -> None:
        """Show this value; `otherwise` is the text for one that is not in the list."""
        self.setPlaceholderText(otherwise)
        self._place = next((place for place, choice in enumerate(self._choices) if choice.value == value), -1)
        self.setCurrentIndex(self._place)

    def value(self) -> object:
        """The value of the choice shown; None when what is shown is not in the list."""
        place = self.currentIndex()
        return None if place < 0 else self._choices[place].value

    def set_allowed(self, values: Collection[object], reason: str) -> None:
        """Only these can be chosen; the others are faint and give `reason` as their tooltip."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for place, choice in enumerate(self._choices):
            item = model.item(place)
            item.setEnabled(choice.value in values)
            item.setToolTip("" if choice.value in values else reason)

    def shown(self) -> str:
        """The text in the closed box."""
        place = self.currentIndex()
        return self.placeholderText() if place < 0 else self._choices[place].short or self._choices[place].label

    def _choose(self, place: int) -> None:
        if place != self._place:
            self._place = place
            self.chosen.emit(self._choices[place].value)

    def sizeHint(self) -> QSize:
        """As wide as the widest text it may show, up to `widest` px, whatever it shows now."""
        texts = (choice.short or choice.label for choice in self._choices)
        width = max(map(self.fontMetrics().horizontalAdvance, texts), default=0) + FRAME
        return QSize(min(width, self._widest), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showPopup(self) -> None:
        # The list is as wide as its longest label, not as the box.
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 28)
        self.view().setTextElideMode(Qt.TextElideMode.ElideNone)
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        room = self.width() - FRAME + 4
        option.currentText = self.fontMetrics().elidedText(self.shown(), Qt.TextElideMode.ElideRight, room)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    box = ChoiceBox("Speed", [Choice(1.0, "1 step/s", "1/s"), Choice(None, "as fast as possible", "fastest")])
    box.chosen.connect(print)
    box.show()
    app.exec()
