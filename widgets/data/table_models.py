"""A table that was read as Qt's views ask for it: its columns with their roles, and its first rows."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.data.readers.table import Column, Facts, Table
from core.notation import number
from widgets import theme

Role = Literal["input", "target", "set", "out"]
Index = QModelIndex | QPersistentModelIndex

MOST_ROWS = 200          # that are shown
DIGITS = 6
NOWHERE = QModelIndex()


class ColumnsModel(QAbstractTableModel):
    """One row per column of the table: its name, kind, range, missing cells, and what it is used as."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str, str]] = []
        self._roles: dict[str, Role] = {}
        self._headers = (self.tr("Column"), self.tr("Kind"), self.tr("Range"), self.tr("Missing"), self.tr("Use"))
        self._words: dict[Role, str] = {"input": self.tr("input"), "target": self.tr("target"), "set": self.tr("set"), "out": "–"}

    def set_table(self, table: Table, facts: Sequence[Facts], roles: dict[str, Role]) -> None:
        """The columns, in which `facts` were found, and what they are used as."""
        self.beginResetModel()
        self._rows = [(column.name, *self._described(column, found)) for column, found in zip(table.columns, facts, strict=True)]
        self._roles = dict(roles)
        self.endResetModel()

    def set_roles(self, roles: dict[str, Role]) -> None:
        """What some columns are used as."""
        self._roles.update(roles)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._headers) - 1))

    def role_of(self, row: int) -> Role:
        return self._roles[self._rows[row][0]]

    def name_of(self, row: int) -> str:
        return self._rows[row][0]

    def names(self, role: Role) -> tuple[str, ...]:
        """The columns that are used so, in the table's order."""
        return tuple(row[0] for row in self._rows if self._roles[row[0]] == role)

    def _described(self, column: Column, found: Facts) -> tuple[str, str, str]:
        """Kind, range and number of missing cells."""
        missing = f"{found.bad:,}" if found.bad else ""
        if column.labels:
            shown = ", ".join(column.labels[:3]) + (", …" if len(column.labels) > 3 else "")
            return self.tr("texts"), f"{len(column.labels)}: {shown}", missing
        return self.tr("numbers"), " … ".join(number(end, 4) for end in found.ends or ()), missing

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self._headers[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        used = self._roles[row[0]]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words[used] if index.column() == len(row) else row[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            colours = theme.current()
            if used == "out":
                return colours.muted
            return colours.accent if index.column() == len(row) else None
        return None


class RowsModel(QAbstractTableModel):
    """The first rows of the table, as they were understood."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None

    def set_table(self, table: Table) -> None:
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if self._table is None else min(len(self._table.rows), MOST_ROWS)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if self._table is None else len(self._table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._table is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return self._alignment(section)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return self._table.columns[section].name if orientation == Qt.Orientation.Horizontal else str(self._table.rows[section])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._table is None:
            return None
        column, row = self._table.columns[index.column()], index.row()
        bad = column.values[row] != column.values[row]                                    # NaN alone differs from itself
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return dict(column.odd).get(row, "") if bad else _cell(column, row)
        if role == Qt.ItemDataRole.BackgroundRole and bad:
            return theme.selected(theme.current())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        return None

    def _alignment(self, column: int) -> int:
        """Words to the left and numbers to the right, and so what is written above them."""
        assert self._table is not None
        side = Qt.AlignmentFlag.AlignLeft if self._table.columns[column].labels else Qt.AlignmentFlag.AlignRight
        return int(side | Qt.AlignmentFlag.AlignVCenter)


def _cell(column: Column, row: int) -> str:
    value = float(column.values[row]) / column.divisor
    return column.labels[int(value)] if column.labels else number(value, DIGITS)
