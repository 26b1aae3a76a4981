"""The components of a gradient as the rows of a table: which of them, in which order, and the whole vector as text."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import isnan

import numpy as np
from PySide6.QtCore import Qt

from core.network import Bias, Edge, parameter_count, part_at, views
from core.notation import Node, Partial, Symbol, Text, derivative, latex, number, row, signed, text
from core.symbols import part_symbol
from widgets.inspect.row_table import NOWHERE, ModelIndex, RowModel

ALL_LAYERS = 0                                                  # in place of a layer's number
NAME = re.compile(r"(?P<letter>[wb])(?P<j>\d+)?(,(?P<k>\d+))?")
LATEX_ROWS = 30                                                 # components written before ⋮


class GradientModel(RowModel):
    """A row per component that is shown. `flat` is the whole vector; `shown` are the places in it from the top, and all there is.

    Nothing is kept per component: which weight or bias stands at a place is computed when its row is painted.
    """

    def __init__(self) -> None:
        super().__init__((self.tr("component"), ""))
        self.flat = np.empty(0)
        self.shown = np.arange(0)
        self.set_cost(Symbol("C"))
        self.set_sizes((1,))

    def set_cost(self, cost: Symbol) -> None:
        """C, or C₀ where the components are those of one example."""
        self.cost, self._before = cost, row(Partial(cost), "/", Partial(Text("")))

    def set_sizes(self, sizes: Sequence[int]) -> None:
        """The network whose parameters these are."""
        self.sizes = tuple(sizes)
        self._places = views(np.arange(parameter_count(sizes), dtype=float), sizes)

    def set_shown(self, shown: np.ndarray) -> None:
        """The places from the top; a view keeps its own when their number stays."""
        if len(shown) != len(self.shown):
            self.beginResetModel()
            self.shown = shown
            self.endResetModel()
        else:
            self.shown = shown

    def arranged(self, layer: int, kind: str, by_size: bool) -> np.ndarray:
        """The places of one layer or all, of "w", "b" or both ("wb"), in the network's order or the largest first."""
        layers: Iterable[int] = range(1, len(self.sizes)) if layer == ALL_LAYERS else (layer,)
        places = np.concatenate([np.arange(0), *(getattr(self._places, kind)[l].ravel() for l in layers)]).astype(int)
        return places[np.argsort(-np.abs(self.flat[places]), kind="stable")] if by_size else places

    # ---- one component -----------------------------------------------------------------------------------------------------------

    def part(self, line: int) -> Edge | Bias:
        """Whose component stands in this line."""
        return part_at(self.sizes, int(self.shown[line]))

    def line_of(self, part: Edge | Bias) -> int:
        """The line in which a component stands, −1 when it is not shown, or there is no such component."""
        if not self._has(part):
            return -1
        place = self._places.wb[part.l][part.j, part.k + 1 if isinstance(part, Edge) else 0]
        lines = np.flatnonzero(self.shown == place)
        return int(lines[0]) if lines.size else -1

    def value(self, line: int) -> float | None:
        """Its number; None where it is none, or not known yet."""
        value = float(self.flat[self.shown[line]])
        return None if isnan(value) else value

    def nodes(self, line: int) -> tuple[Node, Node]:
        """∂C/∂ and w: the first is the same in every line."""
        return self._before, part_symbol(self.sizes, self.part(line))

    def find(self, typed: str) -> int:
        """The first line of such a name: w2,4 or b1 of whatever layer; −1 when there is none."""
        match = NAME.fullmatch(typed)
        if match is None:
            return -1
        j, k = (None if index is None else int(index) for index in match.group("j", "k"))
        for l in range(1, len(self.sizes)):
            part = Bias(l, j or 0) if match["letter"] == "b" else Edge(l, j or 0, k or 0)
            if self.line_of(part) >= 0:
                return self.line_of(part)
        return -1

    def _has(self, part: Edge | Bias) -> bool:
        l, sizes = part.l, self.sizes
        return l < len(sizes) and part.j < sizes[l] and (isinstance(part, Bias) or part.k < sizes[l - 1])

    def rowCount(self, parent: ModelIndex = NOWHERE) -> int:
        return len(self.shown)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(self.part(index.row())) if index.column() == 0 else signed(self.value(index.row()))
        return repr(self.value(index.row())) if role == Qt.ItemDataRole.ToolTipRole and index.column() == 1 else None

    def _name(self, part: Edge | Bias) -> str:
        return text(self._before) + text(part_symbol(self.sizes, part))

    # ---- the vector as text ------------------------------------------------------------------------------------------------------

    def all_parts(self) -> Iterator[Edge | Bias]:
        """Every weight and bias in the order of the vector."""
        for l in range(1, len(self.sizes)):
            for j in range(self.sizes[l]):
                yield Bias(l, j)
                yield from (Edge(l, j, k) for k in range(self.sizes[l - 1]))

    def all_text(self) -> str:
        """The whole vector, a line each: symbol, tab, value with all its figures."""
        return "".join(self._line_text(part, value) for part, value in zip(self.all_parts(), self.flat.tolist(), strict=True))

    def text_of(self, lines: Iterable[int]) -> str:
        """The same for some of the lines shown."""
        return "".join(self._line_text(self.part(line), float(self.flat[self.shown[line]])) for line in lines)

    def _line_text(self, part: Edge | Bias, value: float) -> str:
        return f"{self._name(part)}\t{value!r}\n"

    def latex(self) -> str:
        r"""∇C as a column of symbols and a column of numbers, with \vdots after the first thirty."""
        parts = islice(self.all_parts(), LATEX_ROWS)
        symbols = [latex(derivative(self.cost, part_symbol(self.sizes, part))) for part in parts]
        numbers = [_latex_number(value) for value in self.flat[:LATEX_ROWS].tolist()]
        dots = [r"\vdots"] if self.flat.size > LATEX_ROWS else []
        columns = (r"\begin{pmatrix} " + r" \\ ".join([*column, *dots]) + r" \end{pmatrix}" for column in (symbols, numbers))
        return " = ".join((rf"\nabla {latex(self.cost)}", *columns))

    def table(self) -> tuple[tuple[str, ...], Iterable[tuple[str | int | float | None, ...]]]:
        """Header and rows of the whole vector: the symbol, its indices (a bias has no k), and the value."""
        header = (self.tr("component"), "l", "j", "k", self.tr("value"))
        return header, ((self._name(part), part.l, part.j, part.k if isinstance(part, Edge) else None, value)
                        for part, value in zip(self.all_parts(), self.flat.tolist(), strict=True))


def _latex_number(value: float) -> str:
    """A number with its power of ten written as one."""
    mantissa, _, exponent = number(value).partition("e")
    return latex(row(mantissa)) + (rf" \cdot 10^{{{int(exponent.replace('−', '-'))}}}" if exponent else "")
