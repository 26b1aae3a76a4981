"""All examples as the rows of a table: arrays with an order, in which whatever is sorted away or filtered out is not moved."""
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from core.data.filtering import Column, matching
from core.notation import number
from widgets.entry_field import finite_number, plain

ModelIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
SET, NUMBER, COST = "set", "number", "C0"                      # the names of these columns
LISTED = 10                                                    # names of classes in a sentence
FIGURES = 5                                                    # shown of an input; all of them while it is edited
SETS = ("training", "test")
SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
EDITABLE = SHOWN | Qt.ItemFlag.ItemIsEditable


class ExampleRows(NamedTuple):
    """Examples by column: which set, the number there, the inputs, the class or targets, and what each costs (None: not known).

    Of large data the inputs are not moved: row i has those at `places[i]`.
    """

    is_training: np.ndarray                                     # (n,)
    numbers: np.ndarray                                         # (n,)
    inputs: np.ndarray                                          # (n, columns), or with `places` in another order
    columns: tuple[str, ...]
    answers: np.ndarray                                         # (n, 1) class indices, or (n, outputs) targets
    are_classes: bool
    costs: np.ndarray | None = None                             # (n,)
    places: np.ndarray | None = None                            # (n,)
    class_names: tuple[str, ...] = ()                           # empty: their numbers

    @property
    def answer_names(self) -> tuple[str, ...]:
        """“class”, “y”, or y0, y1, …"""
        count = self.answers.shape[1]
        return ("class",) if self.are_classes else ("y",) if count == 1 else tuple(f"y{j}" for j in range(count))

    @property
    def names(self) -> tuple[str, ...]:
        """Of all columns, from the left."""
        return SET, NUMBER, *self.columns, *self.answer_names, COST

    def place_of(self, rows: Any) -> Any:
        """Where the inputs of a row, or of several, are."""
        return rows if self.places is None else self.places[rows]

    def column(self, place: int) -> Column:
        """All that a column holds; classes with names are these names."""
        values = self.cells(place, slice(None))
        return np.array(self.class_names)[values] if self.names_classes(place) else values

    def names_classes(self, place: int) -> bool:
        """Whether a column holds classes that have names."""
        return bool(self.class_names) and place == len(self.columns) + 2

    def cells(self, place: int, rows: int | slice) -> Any:
        """What a column holds in one row, or in several."""
        inputs, answer = place - 2, place - 2 - len(self.columns)
        if place == 0:
            return np.where(self.is_training[rows], *SETS)
        if place == 1:
            return self.numbers[rows]
        if inputs < len(self.columns):
            return self.inputs[self.place_of(rows), inputs]
        if answer < self.answers.shape[1]:
            return self.answers[rows, answer]
        return np.full(self.numbers[rows].shape, np.nan) if self.costs is None else self.costs[rows]


NOTHING = ExampleRows(np.empty(0, bool), np.empty(0, int), np.empty((0, 1)), ("x0",), np.empty((0, 1)), True)


class ExampleModel(QAbstractTableModel):
    """Shows `rows[order]`. A cell that is edited is told, and stays as it is until new rows are set.

    edited(int, int, object): the row of the arrays, the column, and the number or the name of the set that was typed.
    refused(str): what was typed cannot be used.
    """

    edited = Signal(int, int, object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows = NOTHING
        self.order = np.arange(0)
        self._columns = len(NOTHING.names)
        self._sorted: tuple[int, bool] | None = None
        self._conditions = ""

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_rows(self, rows: ExampleRows) -> None:
        """Other examples; with as many as before, each stays in its place until the user sorts or filters anew."""
        alike = rows.names == self.rows.names and len(rows.numbers) == len(self.rows.numbers)
        if alike:
            self.rows = rows
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
            self._tell(0, self.columnCount() - 1)
            return
        self.beginResetModel()
        if rows.names != self.rows.names:
            self._sorted, self._conditions = None, ""
        self.rows, self._columns = rows, len(rows.names)
        self._arrange()
        self.endResetModel()

    def set_costs(self, costs: np.ndarray) -> None:
        """What each example costs by now, (n,)."""
        self.rows = self.rows._replace(costs=costs)
        last = self.columnCount() - 1
        self._tell(last, last)

    def sort_by(self, column: int, descending: bool) -> None:
        """Order the rows by a column."""
        self._sorted = column, descending
        self._rearrange()

    def set_filter(self, conditions: str) -> None:
        """Show only what the conditions are true of; raises BadInput, and then everything stays as it was."""
        self._mask(conditions)
        self._conditions = conditions
        self._rearrange()

    def _rearrange(self) -> None:
        self.beginResetModel()
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        order = np.flatnonzero(self._mask(self._conditions))
        if self._sorted is not None:
            column, descending = self._sorted
            values = self.rows.column(column)[order]
            order = order[np.argsort(values, kind="stable")]
            if descending:
                order = order[::-1]
        self.order = order

    def _mask(self, conditions: str) -> np.ndarray:
        if not conditions.strip():
            return np.ones(len(self.rows.numbers), bool)
        return matching({name: self.rows.column(place) for place, name in enumerate(self.rows.names)}, conditions)

    def _tell(self, first: int, last: int) -> None:
        if len(self.order):
            self.dataChanged.emit(self.index(0, first), self.index(len(self.order) - 1, last))

    def place_of(self, row: int) -> int | None:
        """Where a row of the arrays is shown; None where it is filtered out."""
        found = np.flatnonzero(self.order == row)
        return int(found[0]) if len(found) else None

    # ---- Qt's questions ----------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: ModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: ModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else self._columns

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(index.row(), index.column())
        if role == Qt.ItemDataRole.EditRole:
            return self._text(int(self.order[index.row()]), index.column(), exact=True)
        return None

    def text_at(self, place: int, column: int) -> str:
        """What a cell of the screen shows."""
        return self._text(int(self.order[place]), column, exact=False)

    def _text(self, row: int, column: int, exact: bool) -> str:
        cell = self.rows.cells(column, row)
        if column == 0:
            return str(cell)
        if self.rows.names_classes(column):
            return self.rows.class_names[cell]
        value, counts = float(cell), column == 1 or (self.rows.are_classes and column == self._columns - 2)
        if np.isnan(value):
            return ""
        return plain(value) if exact or counts else number(value, FIGURES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            name = self.rows.names[section]
            return "C₀" if name == COST and section == len(self.rows.names) - 1 else name
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft)
        return None

    def flags(self, index: ModelIndex) -> Qt.ItemFlag:
        return EDITABLE if self.is_editable(index.column()) else SHOWN

    def is_editable(self, column: int) -> bool:
        """Whether a column can be typed into: all but the number and the cost."""
        return column not in (1, self._columns - 1)

    def setData(self, index: ModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, column, typed = int(self.order[index.row()]), index.column(), str(value).strip()
        if typed == self._text(row, column, exact=True):
            return False
        classes = self.rows.class_names if self.rows.names_classes(column) else ()
        listed = ", ".join(classes if len(classes) <= LISTED else [*classes[:LISTED], "…"])
        allowed = self.tr("training or test") if column == 0 else listed or self.tr("a number")
        try:
            wanted: object = (SETS[SETS.index(typed)] if column == 0 else
                              classes.index(typed) if typed in classes else finite_number(typed))
        except ValueError:
            self.refused.emit(self.tr("{field} cannot be “{value}”; allowed: {allowed}.").format(
                field=self.rows.names[column], value=typed, allowed=allowed))
            return False
        self.edited.emit(row, column, wanted)
        return True
