"""Examples as text that spreadsheets copy and paste."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.activations import Array
from core.data.readers.delimited import read_delimited
from core.data.readers.table import Column, Table
from core.data.selection import class_label
from core.errors import BadInput

_BREAKS = str.maketrans("\t\r\n", "   ")


def as_text(names: Sequence[str], rows: Iterable[Sequence[float | str]]) -> str:
    """A line of names, then one for each row, with tabs between the cells."""
    lines = ["\t".join(names), *("\t".join(map(_cell, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(value: float | str) -> str:
    """A number, or a text without what would begin another cell."""
    return value.translate(_BREAKS) if isinstance(value, str) else repr(float(value)).removesuffix(".0")


def rows_in(text: str, names: Sequence[str], labels: Sequence[str] = ()) -> Array:
    """The rows (k, len(names)) of a text that is written like any table that can be imported.

    A first line of names may give them another order, and further columns, left out. The last of `names` may be told in words where
    there are `labels`; it becomes their index. Raises BadInput, naming row and column; rows count from 1.
    """
    if not text.strip():
        raise BadInput("The clipboard holds no rows; allowed: rows of {allowed}.", allowed=", ".join(names))
    table = read_delimited(text.encode(errors="replace"))
    if set(names) <= set(table.names):
        columns = table.columns_named(names)
    elif len(table.columns) == len(names):
        columns = list(table.columns)
    else:
        raise BadInput("The clipboard holds {count} columns; allowed: {width}, for {expected}.",
                       count=len(table.columns), width=len(names), expected=", ".join(names))
    return np.column_stack([_numbers(table, column, name, labels if name == names[-1] else ())
                            for column, name in zip(columns, names, strict=True)])


def _numbers(table: Table, column: Column, name: str, labels: Sequence[str]) -> Array:
    """The values of a column; of one of texts, which of the labels each is."""
    values, words, told = column.numbers(), column.labels, dict(column.odd)
    if labels and not words:                                 # classes may be called by numbers
        places = {label: float(place) for place, label in enumerate(labels)}
        values = np.array([places.get(class_label(value), value) for value in values.tolist()])
    if words:
        indices = [labels.index(word) if word in labels else np.nan for word in words]
        told = {row: words[int(value)] for row, value in enumerate(values) if not np.isnan(value)}
        values = np.array([*indices, np.nan])[np.where(np.isnan(values), len(words), values).astype(np.intp)]
    if np.isnan(values).any():
        row = int(np.isnan(values).argmax())
        template = ("Row {row}, {name} is “{value}”; allowed: {labels}." if labels else
                    "Row {row}, {name} is “{value}”; allowed: a number.")
        raise BadInput(template, row=int(table.rows[row]), name=name, value=told.get(row, ""), labels=", ".join(labels))
    return values
