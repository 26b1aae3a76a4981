"""Quantities one below the other: the typeset symbol, its number, and a remark."""
from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.notation import Node, signed, text
from widgets import theme
from widgets.formula import FormulaLabel

SYMBOL = 17                                                     # px


class QuantityTable(QWidget):
    """Rows known by names of the caller's choice.

    symbol_hovered(object): the Symbol under the mouse, or None.
    """

    symbol_hovered = Signal(object)

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, tuple[FormulaLabel, QLabel, QLabel, QLabel]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        for place, name in enumerate(names):
            symbol, equals, number, remark = FormulaLabel(size=SYMBOL), QLabel("="), QLabel(), QLabel()
            symbol.symbol_hovered.connect(self.symbol_hovered)
            number.setFont(theme.number_font(theme.BODY))
            metrics = number.fontMetrics()                   # of a fixed size, so that new numbers lay nothing out anew
            number.setFixedSize(metrics.horizontalAdvance(signed(-1e-7)), metrics.height())
            remark.setProperty("caption", True)
            for column, widget in enumerate((symbol, equals, number, remark)):
                grid.addWidget(widget, place, column, Qt.AlignmentFlag.AlignVCenter)
            self._rows[name] = symbol, equals, number, remark

    def set_symbol(self, name: str, node: Node) -> None:
        """What stands left of the equals sign."""
        symbol, _, number, _ = self._rows[name]
        symbol.set_formula(node)
        number.setAccessibleName(text(node))

    def set_value(self, name: str, value: float | None, remark: str | None = None) -> None:
        """The number (in full as its tooltip), and the remark beside it (as before when None)."""
        _, _, number, beside = self._rows[name]
        number.setText(signed(value))
        number.setToolTip("" if value is None else repr(float(value)))
        if remark is not None:
            beside.setText(remark)

    def set_shown(self, name: str, shown: bool) -> None:
        """Whether there is such a row."""
        for widget in self._rows[name]:
            widget.setVisible(shown)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.notation import Symbol

    app = QApplication([])
    theme.apply(app, theme.DARK)
    table = QuantityTable(("z", "a"))
    for quantity, value in (("z", -0.23455), ("a", 4.4e-5)):
        table.set_symbol(quantity, Symbol(quantity, 2, 0))
        table.set_value(quantity, value, "for this example")
    table.symbol_hovered.connect(print)
    table.show()
    app.exec()
