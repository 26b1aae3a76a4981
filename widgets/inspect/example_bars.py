"""Every example's own derivative as a bar: what the mean, the gradient's component, is made of."""
from __future__ import annotations

from math import ceil, log10

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.notation import Node, Symbol, number, signed, text
from widgets import theme
from widgets.inspect.bar_strip import BarStrip
from widgets.inspect.derivative_scope import derivative_by
from widgets.section import Section
from widgets.segmented import Segmented

DECIMALS = 4
MOST_DIGITS = 5
CAPTION_LINES = 2
MANY = 10_000                                                   # examples: their counts leave no room for words


def compared(one: float, other: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see how they differ, within reason.

    >>> compared(0.0193117, 0.0217), compared(0.02170412, 0.02170381)
    (('+0.0193', '+0.0217'), ('+0.021704', '+0.021704'))
    """
    size, difference = max(abs(one), abs(other)), abs(one - other)
    digits = min(max(ceil(log10(size / difference)) + 1, 3), MOST_DIGITS) if 0 < difference < size < np.inf else 3
    return _signed_digits(one, digits), _signed_digits(other, digits)


def _signed_digits(value: float, digits: int) -> str:
    return ("+" if value > 0 else "") + number(value, digits)


class ExampleBars(Section):
    """The strip of bars with what it says in words (S17, Q12).

    example_hovered(object): the number of the example under the mouse or the keyboard's bar, None when it left.
    example_clicked(int): the user wants to look at this example.
    """

    example_hovered = Signal(object)
    example_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", separated=True, folds=True, parent=parent)
        self.setObjectName("example_bars")
        self._values = np.empty(0)
        self._mean = 0.0
        self._hovered: int | None = None
        self._out: int | None = None
        self._strip = BarStrip()
        self._strip.setToolTip(self.tr("Drag a bar out, or press Delete on it, to see the mean without it"))
        self._strip.hovered.connect(self._hover)
        self._strip.clicked.connect(self.example_clicked)
        self._strip.taken_out.connect(self._take_out)
        self._order = Segmented(self.tr("Order of the bars"), [("sorted", self.tr("sorted")), ("examples", self.tr("in order"))])
        self._order.chosen.connect(lambda order: self._strip.set_sorted(order == "sorted"))
        self._what, self._numbers, self._caption = QLabel(), QLabel(), QLabel(wordWrap=True)
        self._what.setProperty("muted", True)
        self._what.setFont(theme.ui_font(theme.CAPTION))
        self._numbers.setFont(theme.number_font(theme.CAPTION))
        self._numbers.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)   # its text moves nothing around it
        self._caption.setProperty("caption", True)
        self._caption.setFont(theme.ui_font(theme.CAPTION))
        self._caption.setFixedHeight(CAPTION_LINES * self._caption.fontMetrics().lineSpacing() + 2)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.set_corner(self._order)
        readout = QHBoxLayout()
        readout.setSpacing(5)
        readout.addWidget(self._what)
        readout.addWidget(self._numbers, 1)
        self.add(self._strip)
        self.body.addLayout(readout)
        self.add(self._caption)
        self.body.setSpacing(4)
        self.set_symbol(Symbol("w"))
        self.set_values(self._values)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_symbol(self, node: Node) -> None:
        """By which the examples' costs are derived; of weights and biases alone the gradient is made."""
        in_gradient = isinstance(node, Symbol) and node.quantity in ("w", "b")
        said = (self.tr("each bar: one example's {derivative} — their mean is the gradient's component") if in_gradient else
                self.tr("each bar: one example's {derivative} — their mean is the derivative of C"))
        self._caption.setText(said.format(derivative=text(derivative_by(node, "example"))))

    def set_values(self, values: np.ndarray, mean: float | None = None) -> None:
        """(examples,) each example's own derivative; `mean` is computed when it is not given."""
        if len(values) != len(self._values):
            self._hovered = None
        self._values = values
        with np.errstate(invalid="ignore"):                     # ∞ − ∞
            self._mean = mean if mean is not None else float(values.mean()) if values.size else 0.0
        title = {0: self.tr("All examples"), 1: self.tr("The only example")}.get(values.size, self.tr("All {count} examples"))
        self.set_title(title.format(count=f"{len(values):,}"))
        self._strip.set_values(values, self._mean)
        self._show_readout()

    def set_current(self, example: int | None) -> None:
        """The example that is looked at; its bar is marked."""
        self._strip.set_current(example)

    # ---- what is said ------------------------------------------------------------------------------------------------------------

    def _hover(self, example: int | None) -> None:
        self._hovered = example
        self._show_readout()
        self.example_hovered.emit(example)

    def _take_out(self, example: int | None) -> None:
        self._out = example
        self._show_readout()

    def _show_readout(self) -> None:
        what, numbers = self._said()
        self._what.setText(what)
        self._numbers.setText(numbers)
        self._strip.setAccessibleName(f"{what} {numbers}")

    def _said(self) -> tuple[str, str]:
        """What it is about, and its numbers."""
        if self._out is not None:
            what, without = self.tr("without example {i}:").format(i=f"{self._out:,}"), self._strip.mean_without(self._out)
            if without is None:
                return what, self.tr("there is no other")
            now, before = compared(without, self._mean)
            return what, self.tr("{now} instead of {before}").format(now=now, before=before)
        if self._hovered is not None:
            value, shared = signed(float(self._values[self._hovered]), DECIMALS), self._strip.together_with(self._hovered)
            numbers = value if shared == 1 else self.tr("{value}, largest of {shared} here").format(value=value, shared=shared)
            return self.tr("example {i}:").format(i=f"{self._hovered:,}"), numbers
        if not self._values.size:
            return self.tr("no examples yet"), ""
        positive, negative = int((self._values > 0).sum()), int((self._values < 0).sum())
        zero = int((self._values == 0).sum())
        if self._values.size >= MANY:                           # with the words it would be cut off
            said = self.tr("{mean} · {negative} < 0, {positive} > 0, {zero} = 0")
        else:
            said = (self.tr("{mean} · {negative} negative, {positive} positive, {zero} zero") if zero else
                    self.tr("{mean} · {negative} negative, {positive} positive"))
        return self.tr("mean"), said.format(
            mean=signed(self._mean, DECIMALS), negative=f"{negative:,}", positive=f"{positive:,}", zero=f"{zero:,}")


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    bars = ExampleBars()
    bars.set_symbol(Symbol("w", 2, 2, 4))
    bars.set_values(np.random.default_rng(1).normal(0.02, 0.03, 250))
    bars.set_current(17)
    bars.example_clicked.connect(bars.set_current)
    bars.setFixedWidth(372)
    bars.show()
    app.exec()
