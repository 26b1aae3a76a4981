"""Which examples a condition such as `class = 2, x0 > 1` is true of."""
from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from core.errors import BadInput, listed

Column = np.ndarray[Any, np.dtype[Any]]         # (n,) numbers or texts
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "!=": operator.ne, "=": operator.eq, "<": operator.lt, ">": operator.gt,
}
_CONDITION = re.compile(r"(.+?)\s*(<=|>=|!=|=|<|>)\s*(.+)")


def matching(columns: Mapping[str, Column], conditions: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where all the conditions hold, (n,): each is a column's name, a comparison and a value; commas stand between them.

    Numbers are compared as numbers; texts can only be equal or not. Raises BadInput.
    """
    mask = np.ones(len(next(iter(columns.values()))), bool)
    for condition in filter(None, map(str.strip, conditions.split(","))):
        parts = _CONDITION.fullmatch(condition)
        if parts is None:
            raise BadInput("The condition is “{value}”; allowed: a column, one of =, !=, <, <=, >, >= and a value, as in x0 > 1.",
                           value=condition)
        name, comparison, wanted = parts[1].strip(), parts[2], parts[3].strip()
        if name not in columns:
            raise BadInput("The column is “{value}”; allowed: {allowed}.", value=name, allowed=listed(columns))
        mask &= _compared(name, columns[name], comparison, wanted)
    return mask


def _compared(name: str, column: Column, comparison: str, wanted: str) -> Column:
    compare = _COMPARISONS[comparison]
    if column.dtype.kind == "U":
        if comparison not in ("=", "!="):
            raise BadInput("“{name}” is compared by {value}; allowed: = and !=, as it is no number.", name=name, value=comparison)
        return np.asarray(compare(column, wanted))
    try:
        return np.asarray(compare(column, float(wanted)))
    except ValueError:
        raise BadInput("“{name}” is compared with “{value}”; allowed: a number.", name=name, value=wanted) from None
