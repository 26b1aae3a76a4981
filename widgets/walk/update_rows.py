"""The rows of the update: numbers before, added and after, with the rows lit that are pointed at elsewhere."""
from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.explain.walk import Item, agrees
from widgets import theme
from widgets.inspect.row_table import GAP, NUMBER, PAD, SCROLL_BAR, BarCell, NumberCell, RowTable, SymbolCell, number_width
from widgets.walk.update_model import AFTER, BEFORE, CHANGE, SLOPE, UpdateModel

NAME, LEAST_BAR = 84, 64                                        # px
LIGHT = 48                                                      # opacity of what is lit


class _NumberCell(NumberCell):
    """A number, or nothing while it is not known."""

    def __init__(self, model: UpdateModel, column: int) -> None:
        super().__init__(lambda line: model.number(line, column))

    def draw(self, painter: QPainter, rect: QRect, row: int) -> None:
        if self.value(row) is not None:
            super().draw(painter, rect, row)


class _ChangeCell(BarCell):
    """What the step adds, or in words why it adds nothing."""

    def __init__(self, model: UpdateModel) -> None:
        super().__init__(lambda line: model.number(line, CHANGE))
        self._words = model.words

    def draw(self, painter: QPainter, rect: QRect, row: int) -> None:
        words = self._words(row)
        if words:
            painter.setFont(theme.ui_font(NUMBER))
            painter.setPen(theme.current().muted)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        elif self.value(row) is not None:
            super().draw(painter, rect, row)


class UpdateRows(RowTable):
    """Rows some of which are lit from elsewhere; `bar`, what the step adds, takes the room that is left."""

    def __init__(self, model: UpdateModel, parent: QWidget | None = None) -> None:
        self.bar = _ChangeCell(model)
        self._parts, self._lit = model, frozenset[Item]()
        self._figures = number_width() + 2 * PAD
        self._least = self._figures + GAP + LEAST_BAR
        cells = [SymbolCell(model.symbol), *(_NumberCell(model, column) for column in (BEFORE, SLOPE)), self.bar,
                 _NumberCell(model, AFTER)]
        super().__init__(model, cells, (NAME, self._figures, self._figures, self._least, self._figures), parent)
        self.setSelectionMode(RowTable.SelectionMode.ExtendedSelection)
        self.setMinimumWidth(NAME + 2 * self._figures + self._least + SCROLL_BAR + 2 * self.frameWidth())

    def set_lit(self, items: Collection[Item]) -> None:
        """Whose rows are lit."""
        lit = frozenset(items)
        if lit != self._lit:
            self._lit = lit
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, others = self.viewport().width(), NAME + 3 * self._figures
        is_narrow = width < others + self._least                 # then the slope gives way: before, step and after say it all
        self.setColumnHidden(SLOPE, is_narrow)
        self.horizontalHeader().resizeSection(CHANGE, max(width - others + is_narrow * self._figures, self._least))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lit:
            painter = QPainter(self.viewport())
            for line in range(max(self.rowAt(0), 0), len(self._parts.shown)):
                top = self.rowViewportPosition(line)
                if top > self.viewport().height():
                    break
                if self._is_lit(line):
                    light = QColor(theme.quantity_colour(self._parts.item(line).quantity))
                    light.setAlpha(LIGHT)
                    painter.fillRect(QRect(0, top, self.viewport().width(), self.rowHeight(line)), light)
            painter.end()
        super().paintEvent(event)

    def _is_lit(self, line: int) -> bool:
        own = self._parts.item(line)
        slope = own._replace(quantity="dC_d" + own.quantity)
        return any(agrees(each, own) or agrees(each, slope) for each in self._lit)


if __name__ == "__main__":
    import numpy as np
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    parts = UpdateModel()
    parts.set_sizes((1, 2, 1))
    numbers = np.linspace(-1, 1, 7)
    parts.set_columns((numbers, numbers / 10, -numbers / 20, numbers * 0.95), np.ones(7), np.ones(7))
    parts.set_shown(np.arange(7))
    table = UpdateRows(parts)
    table.set_lit([Item("w", 1)])
    table.row_chosen.connect(print)
    table.show()
    app.exec()
