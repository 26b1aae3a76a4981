"""Which example is looked at, and what the network makes of it."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core import notation
from core.notation import MINUS, Symbol
from widgets import theme
from widgets.data.pixels import Pixels
from widgets.entry_field import EntryField, whole_number
from widgets.formula import FormulaLabel
from widgets.section import Section
from widgets.segmented import Segmented

MOST_NUMBERS = 8                                                # of more only the largest is told
PER_LINE = 2                                                    # numbers
PICTURE, SIZE, STEP, MARK = 72, 15, 22, 20                      # px: a side, a symbol, a button; from a mark to its word
SINGLE, BESIDE, BELOW = 8, 8, 14                                # characters of one number, and of the name of a class


class Example(NamedTuple):
    """One example: its columns x, desired outputs y, outputs a, its cost C₀, and whether it is classified rightly.

    `right` is None where there are no classes. `seen` is what the network sees of the columns, where that is something else; the
    classes that y and a stand for may have names.
    """

    number: int                                                 # from 0
    x: np.ndarray                                               # (columns,)
    y: np.ndarray                                               # (outputs,)
    a: np.ndarray                                               # (outputs,)
    cost: float
    right: bool | None = None
    seen: np.ndarray | None = None                              # (inputs,)
    desired_class: str = ""
    answered_class: str = ""


class ExamplePicker(Section):
    """Examples count from 0. With "worst first", previous and next go by cost; who listens decides which example that is.

    stepped(int): +1 for the next example, −1 for the one before.
    set_chosen(str): "training" or "test".
    """

    stepped = Signal(int)
    random_wanted = Signal()
    worst_first_chosen = Signal(bool)
    number_chosen = Signal(int)
    set_chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setObjectName("example_picker")
        self._picture_shape: tuple[int, int] | None = None
        self._counts = {"training": 0, "test": 0}
        self._make_controls()
        self._picture, self._verdict = Pixels(PICTURE), Verdict()
        self._output_symbol = FormulaLabel(Symbol("a", "L"), SIZE)
        self._x, self._y, self._a, self._cost = (QLabel() for _ in range(4))
        self._place()
        self.set_picture_shape(None)
        self.set_counts(0, 0)
        self.set_set("training")

    def _make_controls(self) -> None:
        self._set = Segmented(self.tr("Set"), [("training", self.tr("training")), ("test", self.tr("test"))])
        self._set.chosen.connect(self._choose_set)
        self._random = _icon_button("mdi6.shuffle-variant", self.tr("A random example"))
        self._random.clicked.connect(self._want_random)
        self._worst = _icon_button("mdi6.sort-descending", self.tr("Worst first: go through the examples by their cost"))
        self._worst.setCheckable(True)
        self._worst.clicked.connect(self.worst_first_chosen)
        self._previous = _icon_button("mdi6.chevron-left", self.tr("Previous example"))
        self._previous.clicked.connect(lambda: self.stepped.emit(-1))
        self._next = _icon_button("mdi6.chevron-right", self.tr("Next example"))
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        self._number = EntryField(self.tr("Number of the example"), whole_number(0, 0), "", 4)
        self._number.chosen.connect(self.number_chosen.emit)
        self._number.refused.connect(self.refused)
        self._of = QLabel()
        self._of.setFont(theme.ui_font(theme.SMALL))

    def _place(self) -> None:
        self.body.addLayout(_row(self._set, None, self._random, self._worst))
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(8, 6, 6, 8)
        for button in (self._previous, self._next):
            button.setFixedWidth(STEP)
        column.addLayout(_row(self._number, self._of, None, self._previous, self._next))
        column.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        for place, (symbol, value) in enumerate((
            (FormulaLabel(Symbol("a", 0), SIZE), self._x), (FormulaLabel(Symbol("y"), SIZE), self._y),
            (self._output_symbol, self._a), (FormulaLabel(Symbol("C", j=0), SIZE), self._cost),
        )):
            value.setFont(theme.number_font())
            value.setAccessibleName(symbol.accessibleName())
            for place_in_row, widget in enumerate((symbol, QLabel("="))):
                grid.addWidget(widget, place, place_in_row, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, place, 2, 1, 1 if value is self._cost else 2, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._verdict, 3, 3)                     # beside the cost
        column.addLayout(grid)
        self.add(card)
        self.body.addStretch()

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_counts(self, training: int, test: int) -> None:
        """How many examples each set has; an empty test set cannot be chosen."""
        self._counts = {"training": training, "test": test}
        self._set.set_enabled("test", test > 0)
        self._show_count()

    def set_set(self, name: str) -> None:
        """Which set is looked at: "training" or "test"."""
        self._set.set_current(name)
        self.set_title(self.tr("Test example") if name == "test" else self.tr("Training example"))
        self._show_count()

    def set_worst_first(self, on: bool) -> None:
        self._worst.setChecked(on)

    def set_layers(self, count: int) -> None:
        """L, the number of the outputs' layer."""
        self._output_symbol.set_formula(Symbol("a", count))

    def set_picture_shape(self, shape: tuple[int, int] | None) -> None:
        """Show the inputs as a picture of (rows, columns) as well; None where they are no picture."""
        self._picture_shape = shape
        self._picture.setVisible(shape is not None)

    def set_example(self, example: Example) -> None:
        self._number.set_text(str(example.number))
        if self._picture_shape is not None:
            self._picture.set_values(example.x.reshape(self._picture_shape))
        seen = example.x if example.seen is None else example.seen
        for label, values, called in ((self._x, seen, ""), (self._y, example.y, example.desired_class),
                                      (self._a, example.a, example.answered_class)):
            self._write(label, self._vector(values), called)
        self._cost.setText(_cost_figures(example.cost))
        self._verdict.set_right(example.right)

    # ---- what is shown and said --------------------------------------------------------------------------------------------------

    @staticmethod
    def _write(label: QLabel, numbers: str, called: str) -> None:
        """Numbers, and the name of the class that they stand for: beside a single one, below several."""
        between, most = ("  ", BESIDE) if len(numbers) <= SINGLE else ("\n ", BELOW)
        shown = called if len(called) <= most else f"{called[:most - 1]}…"
        label.setText(f"{numbers}{between}{shown}" if called else numbers)
        label.setToolTip(called if shown != called else "")

    def _vector(self, values: np.ndarray) -> str:
        if len(values) == 1:
            return _figures(values[0], 3)
        if len(values) <= MOST_NUMBERS:
            numbers = [_figures(value, 2) for value in values]
            lines = [", ".join(numbers[start : start + PER_LINE]) for start in range(0, len(numbers), PER_LINE)]
            return f"({lines[0]})" if len(lines) == 1 else ",\n".join(f" {line}" for line in lines)
        if self._picture_shape is not None and len(values) == np.prod(self._picture_shape):
            return self.tr(" {rows} × {columns} pixels").format(rows=self._picture_shape[0], columns=self._picture_shape[1])
        j = int(np.argmax(values))
        return self.tr("{value} at j = {j}").format(value=_figures(values[j], 3), j=j)

    def _show_count(self) -> None:
        count = self._counts[self._set.current()]
        self._number.set_reader(whole_number(0, count - 1), self.tr("0 to {last}").format(last=f"{count - 1:,}"))
        self._of.setText(self.tr("of {count}").format(count=f"{count:,}"))

    def _want_random(self) -> None:
        self.random_wanted.emit()

    def _choose_set(self, name: str) -> None:
        self.set_set(name)
        self.set_chosen.emit(name)


class Verdict(QWidget):
    """Whether an example is classified rightly: a mark and a word, never a colour alone; empty where there are no classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._right: bool | None = None
        self.setFixedHeight(18)
        self.setMinimumWidth(MARK + QFontMetrics(theme.ui_font(theme.SMALL)).horizontalAdvance(self.tr("wrong")))

    def set_right(self, right: bool | None) -> None:
        self._right = right
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """What is shown."""
        return "" if self._right is None else self.tr("right") if self._right else self.tr("wrong")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._right is None:
            return
        painter = QPainter(self)
        icon, colour = ("mdi6.check-circle", "positive") if self._right else ("mdi6.close-circle", "negative")
        theme.icon(icon, colour).paint(painter, 0, 1, 16, 16)
        painter.setPen(theme.current().text)
        painter.setFont(theme.ui_font(theme.SMALL))
        painter.drawText(self.rect().adjusted(MARK, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


def _cost_figures(cost: float) -> str:
    """Four decimals, unless they would say 0 of what is not."""
    return f"{notation.number(cost, 2):>7}" if 0 < cost < 0.0001 else _figures(cost, 4)


def _figures(value: float, decimals: int) -> str:
    """A number with room for a minus sign, so that its figures stay where they are."""
    if not abs(value) < 1000:
        return f"{notation.number(value, 3):>7}"
    return f"{value: .{decimals}f}".replace("-", MINUS)


def _icon_button(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setProperty("flat", True)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is a stretch."""
    row = QHBoxLayout()
    row.setSpacing(4)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    columns = QHBoxLayout(window)
    rng = np.random.default_rng(1)
    for shape, right in ((None, True), ((8, 8), False)):
        picker = ExamplePicker()
        picker.set_counts(250, 250)
        picker.set_layers(3)
        picker.set_picture_shape(shape)
        inputs, outputs = (np.array([1.84, -0.62]), 1) if shape is None else (rng.uniform(size=64), 10)
        picker.set_example(Example(17, inputs, np.eye(outputs)[0], rng.uniform(size=outputs), 0.0724, right))
        for signal in (picker.stepped, picker.random_wanted, picker.worst_first_chosen, picker.number_chosen, picker.set_chosen):
            signal.connect(print)
        picker.setFixedWidth(200)
        columns.addWidget(picker, alignment=Qt.AlignmentFlag.AlignTop)
    window.show()
    app.exec()
