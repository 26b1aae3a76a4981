"""A product too long for one line: its typeset factors with their numbers beneath, line by line."""
from __future__ import annotations

from collections.abc import Sequence
from math import prod

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.explain.formulas import Factor
from core.notation import product, signed
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.sentences import said

SIZE, PER_LINE, DECIMALS = 15, 5, 4                             # px; factors


class ProductGrid(QWidget):
    """Factor · factor · … = product.

    symbol_hovered(object): what is pointed at in a factor's formula, as FormulaLabel tells it.
    """

    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: list[tuple[FormulaLabel, QLabel]] = []
        self._product = QLabel()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(2)
        self._grid.setVerticalSpacing(3)
        for place in range(PER_LINE):
            self._grid.setColumnStretch(2 * place, 1)

    def set_factors(self, factors: Sequence[Factor]) -> None:
        """What is multiplied, each with its number."""
        if len(factors) != len(self._cells):
            self._build(len(factors))
        values = [factor.value for factor in factors if factor.value is not None]
        numbers = [signed(factor.value, DECIMALS) for factor in factors]
        self._product.setText(product(prod(values), numbers) if len(values) == len(factors) else "")
        for (symbol, value), factor, number in zip(self._cells, factors, numbers, strict=True):
            symbol.set_formula(factor.node)
            symbol.setToolTip(said(factor.meaning))
            value.setText(number)

    def _build(self, count: int) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._cells, self._product = [], QLabel()
        self._product.setFont(theme.number_font(theme.CAPTION, bold=True))
        line, column = divmod(count, PER_LINE)
        self._grid.addWidget(self._product, 2 * line, 2 * column, Qt.AlignmentFlag.AlignCenter)
        for place in range(count):
            symbol, value, dot = FormulaLabel(size=SIZE), QLabel(), QLabel("·" if place + 1 < count else "=")
            symbol.symbol_hovered.connect(self.symbol_hovered)
            value.setFont(theme.number_font(theme.CAPTION))
            line, column = divmod(place, PER_LINE)
            self._grid.addWidget(symbol, 2 * line, 2 * column, Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(dot, 2 * line, 2 * column + 1, Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(value, 2 * line + 1, 2 * column, Qt.AlignmentFlag.AlignCenter)
            self._cells.append((symbol, value))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.errors import Sentence
    from core.notation import Symbol, derivative

    app = QApplication([])
    theme.apply(app, theme.DARK)
    grid, word = ProductGrid(), Sentence("its share")
    grid.set_factors([Factor("w", derivative(Symbol("z", l, 1), Symbol("a", l - 1, 2)), 0.1 * l, word, word) for l in range(1, 9)])
    grid.symbol_hovered.connect(print)
    grid.show()
    app.exec()
