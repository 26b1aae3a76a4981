"""Where every row of a walk's lines is: all are folded but the one where the walk is, and each is typeset when it is first seen."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, groupby

import numpy as np

from core.explain.forms import Forms
from core.explain.walk import Item
from widgets.walk.number_cells import Values
from widgets.walk.tape_row import Column, TapeRow, folded, folded_height, unfolded


class TapeLayout:
    """Heights in px from the top of the first row. `position` counts the operations that are done; the last of them is unfolded."""

    def __init__(self) -> None:
        self.lines: Sequence[tuple[str, Forms]] = ()
        self.stages: list[tuple[str, int, int]] = []            # each with its first row and the one after its last
        self.columns: Sequence[Column] = ()
        self.position = self.example = 0
        self._current: tuple[Forms, Values] | None = None       # of the unfolded row
        self._unfolded: TapeRow | None = None
        self._folded: dict[int, TapeRow] = {}
        self._tops: list[float] = [0.0]                         # as if no row were unfolded

    # ---- what it lays out --------------------------------------------------------------------------------------------------------

    def set_lines(self, lines: Sequence[tuple[str, Forms]]) -> None:
        """All operations with their stages; the position stays as far as it can."""
        self.lines, self.stages = lines, []
        for stage, group in groupby(range(len(lines)), key=lambda row: lines[row][0]):
            first, *rest = group
            self.stages.append((stage, first, (rest or [first])[-1] + 1))
        self.go_to(min(self.position, len(lines)))
        self._folded.clear()
        self._measure()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """The forms that are shown, and where."""
        before, self.columns = self.columns, columns
        self._folded.clear()
        self._unfolded = None
        if [column.form for column in columns] != [column.form for column in before]:
            self._measure()

    def go_to(self, position: int) -> None:
        """Unfold the row before this position; its numbers are not known yet."""
        self.position, self._current, self._unfolded = position, None, None

    def set_current(self, forms: Forms, values: Values) -> None:
        """What the unfolded row says, and the numbers for it."""
        self._current, self._unfolded = (forms, values), None

    def set_example(self, example: int) -> None:
        """Which column is shown of what every example has for itself."""
        self.example, self._unfolded = example, None

    # ---- what is where -----------------------------------------------------------------------------------------------------------

    @property
    def forms(self) -> Forms | None:
        """What the unfolded row says; None at the start."""
        return self._current[0] if self._current else self.lines[self.position - 1][1] if self.position else None

    @property
    def height(self) -> float:
        """Of all rows together."""
        return self._tops[-1] + self._more

    def row(self, row: int) -> TapeRow:
        """A row as it is shown."""
        if row == self.position - 1:
            if self._unfolded is None:
                forms, values = self._current or (self.lines[row][1], _nothing_known)
                self._unfolded = unfolded(forms, self.columns, values, self.example)
            return self._unfolded
        if row not in self._folded:
            self._folded[row] = folded(self.lines[row][1], self.columns)
        return self._folded[row]

    def top(self, row: int) -> float:
        """Where a row begins; that of the row after the last is where they end."""
        return self._tops[row] + (self._more if row >= self.position else 0.0)

    def row_at(self, y: float) -> int:
        """The row at this height, or the nearest."""
        if self.position and y >= self._tops[self.position - 1]:
            y = max(y - self._more, self._tops[self.position - 1])
        return min(max(bisect_right(self._tops, y) - 1, 0), len(self.lines) - 1)

    @property
    def _more(self) -> float:
        """By how much the unfolded row is higher than it would be."""
        row = self.position - 1
        return self.row(row).height - (self._tops[row + 1] - self._tops[row]) if self.position else 0.0

    def _measure(self) -> None:
        self._tops = list(accumulate((folded_height(forms, self.columns) for _, forms in self.lines), initial=0.0))


def _nothing_known(item: Item, old: bool) -> np.ndarray | None:
    return None
