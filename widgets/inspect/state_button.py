"""A button between two states, whose text says what a click will do."""
from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton

from widgets import theme


class StateButton(QPushButton):
    """Says `to_set` while the state is off and `to_unset` while it is on; as wide as the wider of the two, or with `compact`
    its icon alone, which says the same when pointed at.

    wanted(bool): the user wants the state on or off; the button itself waits for set_on.
    """

    wanted = Signal(bool)

    def __init__(self, to_set: str, to_unset: str, icons: tuple[str, str], compact: bool = False) -> None:
        super().__init__()
        self._texts, self._icons, self._compact, self._on = (to_set, to_unset), icons, compact, False
        self.clicked.connect(lambda: self.wanted.emit(not self._on))
        self.set_on(False)

    def set_on(self, on: bool) -> None:
        self._on = on
        if self._compact:
            self.setToolTip(self._texts[on])
            self.setAccessibleName(self._texts[on])
        else:
            self.setText(self._texts[on])
        self.setIcon(theme.icon(self._icons[on]))

    def sizeHint(self) -> QSize:
        hint, advance = super().sizeHint(), self.fontMetrics().horizontalAdvance
        if self._compact:
            return QSize(hint.height() + 4, hint.height())
        return hint + QSize(max(map(advance, self._texts)) - advance(self.text()), 0)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    button = StateButton("Freeze", "Unfreeze", ("mdi6.snowflake", "mdi6.snowflake-off"))
    button.wanted.connect(button.set_on)
    button.show()
    app.exec()
