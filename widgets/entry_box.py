"""A box for a value that is usually one of a few, but may be typed."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QCompleter

from widgets.entry_field import EntryField

ARROW = 16                                                      # px


class EntryBox(QComboBox):
    """An EntryField with a list of usual values.

    chosen(object): the user chose or typed this value.
    refused(str): what was typed cannot be used; one sentence says why, and the value before is shown again.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, field: EntryField, usual: Sequence[str]) -> None:
        super().__init__()
        self._field = field
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setLineEdit(field)
        self.setCompleter(QCompleter(self))                     # one that knows nothing: 0.0 must not turn into 0.03 while typing
        self.setAccessibleName(field.accessibleName())
        self.setToolTip(field.toolTip())
        self.addItems(usual)
        self.setMaxVisibleItems(16)
        self.activated.connect(field.commit)
        field.chosen.connect(self.chosen)
        field.refused.connect(self.refused)

    def set_text(self, text: str) -> None:
        """Show this value. What somebody is typing stays when the value is the same as before."""
        self._field.set_text(text)

    def sizeHint(self) -> QSize:
        return QSize(self._field.sizeHint().width() + ARROW, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme
    from widgets.entry_field import whole_number

    app = QApplication([])
    theme.apply(app, theme.DARK)
    box = EntryBox(EntryField("Batch size", whole_number(1, 1000), "a whole number from 1 to 1,000", 6), ("1", "10", "100"))
    box.set_text("10")
    box.chosen.connect(print)
    box.refused.connect(print)
    box.show()
    app.exec()
