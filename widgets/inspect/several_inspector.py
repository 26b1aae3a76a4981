"""What is selected together: how much it is, what its numbers are, and what can be done to all of it at once."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from core.notation import signed
from widgets import theme
from widgets.entry_field import EntryField, finite_number
from widgets.inspect.state_button import StateButton
from widgets.section import Section
from widgets.segmented import Segmented

CHARACTERS, FEW, SPREAD = 7, 5, "0.5"                           # of a number; of a deviation; that before another is typed


class SeveralInspector(Section):
    """Waits for what becomes of the wishes that it tells.

    value_wanted(float), factor_wanted(float): all numbers should be this, or be multiplied by it.
    random_wanted(object): all should be drawn anew, from the normal distribution of this deviation or, None, as the network starts.
    frozen_wanted(bool), removed_wanted(bool), off_wanted(bool): the state that all should have.
    closed(): only the last is to be selected.
    refused(str): what was typed cannot be used; one sentence says why.
    """

    value_wanted = Signal(float)
    factor_wanted = Signal(float)
    random_wanted = Signal(object)
    frozen_wanted = Signal(bool)
    removed_wanted = Signal(bool)
    off_wanted = Signal(bool)
    closed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Selected together"))
        self.setObjectName("several_inspector")
        self._counted, self._range = QLabel(wordWrap=True), QLabel()
        self._counted.setAccessibleName(self.tr("What is selected"))
        self._range.setAccessibleName(self.tr("Range of its values"))
        self._range.setFont(theme.number_font(theme.CAPTION))
        self._range.setProperty("muted", True)
        self._value = EntryField(self.tr("Value of all"), finite_number, self.tr("a finite number"), CHARACTERS)
        self._factor = EntryField(self.tr("Factor of all"), finite_number, self.tr("a finite number"), CHARACTERS)
        self._spread = EntryField(self.tr("Spread"), _spread, self.tr("a number above 0, up to 1000"), FEW)
        self._spread.set_text(SPREAD)
        self._spread.setToolTip(self.tr("The spread of the normal numbers: their standard deviation, above 0, up to 1000"))
        self._how = Segmented(self.tr("How to draw"), [("start", self.tr("initial")), ("normal", self.tr("normal"))])
        self._how.set_current("start")
        self._draw = QPushButton(theme.icon("mdi6.dice-5-outline"), self.tr("Randomise"))
        self._freeze = StateButton(self.tr("Freeze"), self.tr("Let move"), ("mdi6.snowflake", "mdi6.snowflake-off"))
        self._remove = StateButton(self.tr("Remove"), self.tr("Restore"), ("mdi6.link-off", "mdi6.restore"))
        self._off = StateButton(self.tr("Switch off"), self.tr("Switch on"), ("mdi6.power", "mdi6.power"))
        self._numbers = (self._value, self._factor, self._how, self._draw)
        self._place()
        self._connect()
        self.set_corner(self._close_button())

    def _place(self) -> None:
        grid, marks = QGridLayout(), QHBoxLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(4, 1)
        for column, (label, field) in enumerate(((self.tr("Set to"), self._value), (self.tr("Scale by"), self._factor))):
            grid.addWidget(QLabel(label), 0, 2 * column)
            grid.addWidget(field, 0, 2 * column + 1)
        drawing = QHBoxLayout()
        drawing.setSpacing(8)
        drawing.addWidget(self._draw)
        drawing.addWidget(self._how)
        self._spread_label = QLabel("±")
        drawing.addWidget(self._spread_label)
        drawing.addWidget(self._spread)
        drawing.addStretch()
        marks.setSpacing(8)
        for button in (self._freeze, self._remove, self._off):
            marks.addWidget(button)
        marks.addStretch()
        self.add(self._counted)
        self.add(self._range)
        for row in (grid, drawing, marks):
            self.body.addLayout(row)

    def _connect(self) -> None:
        for field, wish in ((self._value, self.value_wanted.emit), (self._factor, self.factor_wanted.emit)):
            field.chosen.connect(partial(_tell, field, wish))
            field.refused.connect(self.refused)
        self._spread.refused.connect(self.refused)
        self._how.chosen.connect(lambda _: self._show_spread())
        self._draw.clicked.connect(self._wish_draw)
        for button, state_wish in ((self._freeze, self.frozen_wanted), (self._remove, self.removed_wanted),
                                   (self._off, self.off_wanted)):
            button.wanted.connect(state_wish)
        self._show_spread()

    def _close_button(self) -> QToolButton:
        close = QToolButton()
        close.setIcon(theme.icon("mdi6.close", "muted"))
        close.setProperty("flat", True)
        close.setAccessibleName(self.tr("Select only the last"))
        close.setToolTip(close.accessibleName())
        close.clicked.connect(self.closed)
        return close

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_counted(self, counted: str, parameters: int) -> None:
        """What is selected, in words, and how many weights and biases that are."""
        self._counted.setText(counted)
        for widget in self._numbers:
            widget.setEnabled(parameters > 0)
        self._spread.setEnabled(parameters > 0)

    def set_values(self, values: Sequence[float] | np.ndarray) -> None:
        """The weights and biases that are selected."""
        values = np.asarray(values)
        words = self.tr("{least} to {most}, mean {mean}")
        said = words.format(least=signed(float(values.min())), most=signed(float(values.max())),
                            mean=signed(float(values.mean()))) if len(values) else ""
        if said != self._range.text():
            self._range.setText(said)

    def set_initialization(self, name: str) -> None:
        """What the network's weights start from."""
        self._how.setToolTip(self.tr("The network's initialization is {name}; normal is drawn around 0.").format(name=name))

    def set_states(self, frozen: bool | None, removed: bool | None, off: bool | None) -> None:
        """Whether all of it is; None where it cannot be."""
        for button, state in ((self._freeze, frozen), (self._remove, removed), (self._off, off)):
            button.set_on(bool(state))
            button.setVisible(state is not None)

    # ---- the user ----------------------------------------------------------------------------------------------------------------

    def _wish_draw(self) -> None:
        if self._how.current() == "start":
            self.random_wanted.emit(None)
            return
        typed = self._spread.text()
        self._spread.commit()
        if self._spread.text() == typed:                        # what is refused has been taken back
            self.random_wanted.emit(_spread(typed))

    def _show_spread(self) -> None:
        for widget in (self._spread, self._spread_label):
            widget.setVisible(self._how.current() == "normal")


def _tell(field: EntryField, wish: Callable[[float], None], value: float) -> None:
    """Say the wish, and make room for the next, which may be the same."""
    field.set_text("")
    wish(value)


def _spread(text: str) -> float:
    """A deviation. Raises ValueError."""
    value = finite_number(text)
    if not 0 < value <= 1000:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    inspector = SeveralInspector()
    inspector.set_counted("12 weights and 3 neurons", 15)
    inspector.set_values([-0.81, 0.2, 1.4])
    inspector.set_states(False, False, False)
    for signal in (inspector.value_wanted, inspector.factor_wanted, inspector.random_wanted, inspector.frozen_wanted,
                   inspector.removed_wanted, inspector.off_wanted, inspector.closed, inspector.refused):
        signal.connect(print)
    inspector.setFixedWidth(372)
    inspector.show()
    app.exec()
