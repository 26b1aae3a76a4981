"""The weights and biases of one step as the rows of a table: before, ∂C/∂w, what is added, and after."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt

from core.explain.walk import Item
from core.network import Bias, Edge, place
from core.notation import Node, signed, text
from core.symbols import part_symbol
from widgets.inspect.gradient_model import GradientModel
from widgets.inspect.row_table import ModelIndex

SYMBOL, BEFORE, SLOPE, CHANGE, AFTER = range(5)                 # columns
UNKNOWN = np.empty(0)


class UpdateModel(GradientModel):
    """A row per weight and bias. `columns` are the numbers from the second column on, flat or UNKNOWN.

    What the step adds is also what the order by size goes by.
    """

    def __init__(self) -> None:
        super().__init__()
        self.headings = (self.tr("parameter"), self.tr("before"), "∂C/∂w", "", self.tr("after"))
        self.columns = [UNKNOWN] * 4
        self.movable = self.present = UNKNOWN

    def set_columns(self, columns: Sequence[np.ndarray | None], movable: np.ndarray, present: np.ndarray) -> None:
        """Before, slope, change and after, None while unknown; `movable` is 0 for what is held, `present` for a removed edge."""
        self.columns = [UNKNOWN if column is None else column.copy() for column in columns]
        self.movable, self.present = movable.copy(), present.copy()
        change = self.columns[CHANGE - 1]
        self.flat = change if change.size else np.zeros(movable.shape)

    # ---- one row -----------------------------------------------------------------------------------------------------------------

    def number(self, line: int, column: int) -> float | None:
        """What stands in a column; None while it is not known."""
        values = self.columns[column - 1]
        return float(values[self.shown[line]]) if values.size else None

    def words(self, line: int) -> str:
        """Why a part does not move, or not by its step; nothing for one that does."""
        at = self.shown[line]
        if not self.present[at]:
            return self.tr("removed")
        if not self.movable[at]:
            return self.tr("frozen: does not move")
        before, _, change, after = self.columns
        if after.size and after[at] == 0 != before[at] + change[at]:
            return self.tr("{step}, but l1 stops it at 0").format(step=signed(float(change[at])))
        return ""

    def item(self, line: int) -> Item:
        """The weight or bias of this row."""
        part = self.part(line)
        return Item("w", *part) if isinstance(part, Edge) else Item("b", *part)

    def symbol(self, line: int) -> tuple[Node]:
        """The weight or bias, to be typeset."""
        return (part_symbol(self.sizes, self.part(line)),)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if section == CHANGE and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft      # over the numbers, not over the bars
        return super().headerData(section, orientation, role)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        line, column = index.row(), index.column()
        if column == SYMBOL:
            return self._name(self.part(line)) if role == Qt.ItemDataRole.DisplayRole else None
        value, words = self.number(line, column), self.words(line) if column == CHANGE else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return words or ("" if value is None else signed(value))
        return repr(value) if role == Qt.ItemDataRole.ToolTipRole and value is not None else None

    def _name(self, part: Edge | Bias) -> str:
        return text(part_symbol(self.sizes, part))

    # ---- as text -----------------------------------------------------------------------------------------------------------------

    def _line_text(self, part: Edge | Bias, value: float) -> str:
        return "\t".join([self._name(part), *("" if number is None else repr(number) for number in self._numbers(part))]) + "\n"

    def table(self) -> tuple[tuple[str, ...], list[tuple[str | int | float | None, ...]]]:
        """Header and rows of all parameters: the symbol, its indices (a bias has no k), and the numbers."""
        name, *numbers = self.headings
        return (name, "l", "j", "k", *numbers), [
            (self._name(part), part.l, part.j, part.k if isinstance(part, Edge) else None, *self._numbers(part))
            for part in self.all_parts()]

    def _numbers(self, part: Edge | Bias) -> list[float | None]:
        at = place(self.sizes, part)
        return [float(column[at]) if column.size else None for column in self.columns]

