"""A table as it was read: columns of numbers or of texts, and the cells that hold neither."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from core.data.dataset import Array
from core.errors import Sentence

MOST_COLUMNS = 10_000
NAMED = 3                # bad cells that a sentence names
LONGEST = 40             # characters of a cell that a sentence shows

Values = np.ndarray[Any, Any]


class Column(NamedTuple):
    """One column. NaN stands where a cell is empty or holds something else than a number; `odd` keeps the first texts of those.

    Of a column of texts, the values are indices into `labels`. `values` (n,) are float64, or bytes that count 1 / `divisor` each.
    """

    name: str
    values: Values
    labels: tuple[str, ...] = ()
    divisor: float = 1.0
    odd: tuple[tuple[int, str], ...] = ()

    def numbers(self, rows: slice = slice(None)) -> Array:
        """The values of some rows as float64."""
        taken = self.values[rows].astype(np.float64)
        return taken / self.divisor if self.divisor != 1 else taken

    @property
    def is_bad(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """(n,) whether the cell holds no number."""
        if self.values.dtype.kind == "f":
            return np.isnan(self.values)
        return np.zeros(len(self.values), bool)


class Facts(NamedTuple):
    """What can be said of a column at a glance: the ends of its numbers, None where there are none, and how many cells are bad."""

    ends: tuple[float, float] | None
    bad: int


class TableFile(NamedTuple):
    """A file that a table came from: where it is, and the SHA-256 of its content in hexadecimal."""

    path: str
    sha256: str


class Table(NamedTuple):
    """What a file holds. Row i of the columns is called `rows[i]` in the file, which spreadsheets count from 1.

    `picture` is the height and width of the images that the inputs are. `files` has the file itself first, then its companions.
    `header` says of a text whether its first row are the names of the columns, and is None of everything else.
    """

    columns: tuple[Column, ...]
    rows: np.ndarray[Any, np.dtype[np.intp]]
    kind: str
    picture: tuple[int, int] | None = None
    files: tuple[TableFile, ...] = ()
    header: bool | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, all different."""
        return tuple(column.name for column in self.columns)

    def columns_named(self, names: Iterable[str]) -> list[Column]:
        """The columns of these names, which must be there."""
        by_name = {column.name: column for column in self.columns}
        return [by_name[name] for name in names]

    def column(self, name: str) -> Column:
        """The column of that name, which must be there."""
        return self.columns_named([name])[0]


class BadCells(NamedTuple):
    """The cells of some columns that hold no number: how many, in which rows (n,), and a sentence that names the first of them."""

    total: int
    rows: np.ndarray[Any, np.dtype[np.bool_]]
    sentence: Sentence


def facts(column: Column) -> Facts:
    """Look through a column once."""
    bad = column.is_bad
    there = column.values[~bad]
    ends = (float(there.min()) / column.divisor, float(there.max()) / column.divisor) if len(there) else None
    return Facts(ends, int(bad.sum()))


def bad_cells(table: Table, names: Iterable[str]) -> BadCells:
    """What is missing or no number in these columns."""
    rows, count = np.zeros(len(table.rows), bool), 0
    first: list[tuple[int, int, Column]] = []
    for place, column in enumerate(table.columns_named(names)):
        bad = np.flatnonzero(column.is_bad)
        rows[bad] = True
        count += len(bad)
        first += [(int(row), place, column) for row in bad[:NAMED]]
    first.sort(key=lambda cell: cell[:2])
    cells = "; ".join(_told(table, row, column) for row, _, column in first[:NAMED])
    template = "{count} cells hold no number: {cells}{more}."
    if count == 1:
        template = "{count} cell holds no number: {cells}{more}."
    more = f"; and {count - NAMED:,} more" if count > NAMED else ""
    return BadCells(count, rows, Sentence(template, count=f"{count:,}", cells=cells, more=more))


def _told(table: Table, row: int, column: Column) -> str:
    """A bad cell in words."""
    state = f"is “{shortened(text)}”" if (text := dict(column.odd).get(row)) else "is empty"
    return f"row {table.rows[row]}, column “{column.name}” {state}"


def shortened(text: str) -> str:
    """A cell's text as far as a sentence can hold it."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def different(names: Sequence[str]) -> tuple[str, ...]:
    """The names of columns, each once: a second "x" becomes "x (2)", and one without a name is called by its place from 1."""
    taken: set[str] = set()
    result = []
    for place, given in enumerate(names):
        name = " ".join(given.split())[:100] or f"column {place + 1}"
        number, unique = 1, name
        while unique in taken:
            number += 1
            unique = f"{name} ({number})"
        taken.add(unique)
        result.append(unique)
    return tuple(result)
