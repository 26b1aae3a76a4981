"""A derivative ∂C₀/∂a as the tree of the sums it is made of, opened only as far as somebody looks (Q7, S25)."""
from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from math import nan
from operator import sub
from typing import NamedTuple, overload

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.activations import Array
from core.costs import COSTS, Cost, slope_at
from core.explain.chain_rule import Votes
from core.network import Edge, Neuron
from core.notation import Node, Symbol, Text, derivative, row, substituted, text
from core.symbols import edge_symbol, neuron_symbol
from widgets.inline import filled, inline
from widgets.short_numbers import as_factor, compact

ModelIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
C0 = Symbol("C", j=0)
MUCH = 1.25                                                     # so much larger a term must be to take the place of another


class Source(NamedTuple):
    """Where the numbers come from: the calls are made anew after a refresh. `outputs` gives a⁽ᴸ⁾ and y, None when unknown.

    `dC_dz` gives ∂C₀/∂z of all outputs where this is what is opened of a softmax output, whose z reaches every a.
    """

    sizes: tuple[int, ...]
    cost: str
    votes: Callable[[Neuron], Votes | None]
    outputs: Callable[[], tuple[Array, Array | None]]
    dC_dz: Callable[[], Array] | None = None


class Term(NamedTuple):
    """One line: its factors, the number of each, and what they make; `share` is its size next to the largest of its sum.

    The line in which the cost itself is reached is one formula, and its number the same formula with numbers.
    """

    factors: tuple[Node, ...]
    numbers: tuple[str, ...]
    product: float
    share: float


class Branch:
    """One line of the tree: the neuron whose ∂C₀/∂a it holds, what it opens into, and where it hangs."""

    __slots__ = ("children", "is_cost", "neuron", "parent", "row")

    def __init__(self, neuron: Neuron, parent: int, row: int, is_cost: bool = False) -> None:
        self.neuron, self.parent, self.row, self.is_cost = neuron, parent, row, is_cost
        self.children: list[int] | None = None                  # None until they are asked for


class ExpansionModel(QAbstractItemModel):
    """The lines below the root's own: the largest terms of a sum first, in the old order as long as none has become much larger."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
        self._branches: list[Branch] = []                       # an index carries its branch's place; 0 is the root
        self._votes: dict[Neuron, Votes | None] = {}            # since the last refresh

    def set_source(self, source: Source, root: Neuron) -> None:
        """Begin anew with ∂C₀/∂a of `root`."""
        self.beginResetModel()
        self._source, self._branches = source, [Branch(root, -1, 0)]
        self._votes.clear()
        self._branches[0].children = self._grow(0)
        self.endResetModel()

    def refresh(self, seen: Sequence[ModelIndex]) -> None:
        """The numbers are new; the sums to which the lines `seen` belong are put in order again."""
        self._votes.clear()
        stale = [place for place in {self._branches[index.internalId()].parent for index in seen} if self._is_out_of_order(place)]
        if stale:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            for place in stale:
                self._sort(place)
            self.changePersistentIndexList(before, [self._index_of(index.internalId()) for index in before])
            self.layoutChanged.emit()

    @property
    def source(self) -> Source | None:
        """Where the numbers come from; None before there is a tree."""
        return self._source

    def neuron(self, index: ModelIndex) -> Neuron:
        """The neuron of a line; of no line, the root's."""
        return self._branch(index).neuron

    @property
    def starts_at_output(self) -> bool:
        """Whether the root is an output, which the cost asks directly."""
        return self._branches[0].neuron.l == len(self._sizes) - 1

    @property
    def starts_at_z(self) -> bool:
        """Whether the root is z of a softmax output, which reaches all of them."""
        return self.starts_at_output and self._source is not None and self._source.dC_dz is not None

    @property
    def is_coupled(self) -> bool:
        """Whether the sum of the root is over a softmax layer, where z reaches every a and only ∂C₀/∂z is a factor."""
        votes = None if self.starts_at_output else self.votes(self._branches[0].neuron)
        return votes is not None and votes.da_dz is None

    def total(self) -> float:
        """∂C₀/∂a of the root, or ∂C₀/∂z where it starts at one; not a number when it is not known."""
        assert self._source is not None
        root = self._branches[0].neuron
        if self.starts_at_output:
            return self._slope(root.j) if self._source.dC_dz is None else float(self._source.dC_dz()[root.j])
        votes = self.votes(root)
        return nan if votes is None else votes.total

    def votes(self, neuron: Neuron) -> Votes | None:
        """What the next layer asks of a neuron, asked for once between two refreshes."""
        if neuron not in self._votes:
            assert self._source is not None
            self._votes[neuron] = self._source.votes(neuron)
        return self._votes[neuron]

    # ---- lines -------------------------------------------------------------------------------------------------------------------

    def term(self, index: ModelIndex) -> Term:
        """What a line shows."""
        branch = self._branches[index.internalId()]
        above = self._branches[branch.parent]
        return self._cost_reached(branch) if branch.is_cost else self._vote(above.neuron, branch.neuron)

    def _vote(self, asked: Neuron, voter: Neuron) -> Term:
        """w · ∂a/∂z · ∂C₀/∂a of the neuron that votes; with softmax w · ∂C₀/∂z."""
        votes, j = self.votes(asked), voter.j
        nodes = _factors(self._sizes, asked, voter, votes is not None and votes.da_dz is None)
        if votes is None:
            return Term(nodes, ("–",) * len(nodes), nan, 0.0)
        values = (votes.w, votes.dC_dz) if votes.da_dz is None else (votes.w, votes.da_dz, votes.dC_da)
        product, largest = float(votes.votes[j]), float(np.abs(votes.votes).max())
        return Term(nodes, tuple(as_factor(float(value[j])) for value in values), product, product / largest if largest else 0.0)

    def _cost_reached(self, branch: Branch) -> Term:
        """2(a − y), or what it is with another cost; with softmax what arrives at z."""
        assert self._source is not None
        cost, j, (a, y) = COSTS[self._source.cost], branch.neuron.j, self._source.outputs()
        make: Callable[[float, float], float] = functools.partial(_slope_at, cost)
        by, slope = neuron_symbol(self._sizes, branch.neuron), cost.slope_formula
        dC_dz = self._arriving(branch)
        if dC_dz is not None:
            by, make = by._replace(quantity="z"), sub
            slope = row(Symbol("a"), " − ", Symbol("y")) if cost.outputs else Text(self.tr("all outputs together"))
        value = self._slope(j) if dC_dz is None else float(dC_dz[j])
        own = substituted(slope, lambda symbol: neuron_symbol(self._sizes, branch.neuron, symbol.quantity))
        numbers = "–" if y is None else filled(
            slope, float(a[j]), float(y[j]), make, result=compact(value), write=compact)
        return Term((row(inline(derivative(C0, by)), " = ", inline(own)),), (numbers,), value, 0.0)

    def _arriving(self, branch: Branch) -> Array | None:
        """∂C₀/∂z of the softmax outputs where it is this that the cost is reached by; None where it is ∂C₀/∂a."""
        assert self._source is not None
        output = self._branches[branch.parent]
        if output.parent < 0:
            return None if self._source.dC_dz is None else self._source.dC_dz()
        votes = self.votes(self._branches[output.parent].neuron)
        return votes.dC_dz if votes is not None and votes.da_dz is None else None

    def _slope(self, j: int) -> float:
        """∂C₀/∂a of an output."""
        assert self._source is not None
        a, y = self._source.outputs()
        if y is None:
            return nan
        return _slope_at(COSTS[self._source.cost], float(a[j]), float(y[j]))

    # ---- growing and sorting -----------------------------------------------------------------------------------------------------

    def _grow(self, place: int) -> list[int]:
        """The branches of a sum, the largest first; of an output, the cost."""
        l, first = self._branches[place].neuron.l, len(self._branches)
        if l == len(self._sizes) - 1:
            self._branches.append(Branch(self._branches[place].neuron, place, 0, is_cost=True))
        else:
            self._branches += [Branch(Neuron(l + 1, j), place, row) for row, j in enumerate(self._order(place))]
        return list(range(first, len(self._branches)))

    def _order(self, place: int) -> list[int]:
        neuron = self._branches[place].neuron
        votes = self.votes(neuron)
        return list(range(self._sizes[neuron.l + 1])) if votes is None else np.argsort(-np.abs(votes.votes), kind="stable").tolist()

    def _is_out_of_order(self, place: int) -> bool:
        branch = self._branches[place]
        votes = self.votes(branch.neuron) if branch.neuron.l < len(self._sizes) - 1 else None
        if votes is None or branch.children is None:
            return False
        sizes = np.abs(votes.votes)[[self._branches[child].neuron.j for child in branch.children]]
        return bool((sizes[1:] > MUCH * np.minimum.accumulate(sizes)[:-1]).any())

    def _sort(self, place: int) -> None:
        children = self._branches[place].children
        assert children is not None
        by_j = {self._branches[child].neuron.j: child for child in children}
        children[:] = [by_j[j] for j in self._order(place)]
        for at, child in enumerate(children):
            self._branches[child].row = at

    # ---- the model ---------------------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: ModelIndex = NOWHERE) -> QModelIndex:
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, (self._branch(parent).children or ())[row])

    @overload
    def parent(self) -> QObject | None: ...

    @overload
    def parent(self, index: ModelIndex) -> QModelIndex: ...

    def parent(self, index: ModelIndex | None = None) -> QObject | QModelIndex | None:
        if index is None:
            return super().parent()
        return self._index_of(self._branches[index.internalId()].parent) if index.isValid() else QModelIndex()

    def rowCount(self, parent: ModelIndex = NOWHERE) -> int:
        return len(self._branch(parent).children or ()) if self._branches else 0

    def columnCount(self, parent: ModelIndex = NOWHERE) -> int:
        return 1

    def hasChildren(self, parent: ModelIndex = NOWHERE) -> bool:
        return bool(self._branches) and not self._branch(parent).is_cost

    def canFetchMore(self, parent: ModelIndex) -> bool:
        return self.hasChildren(parent) and self._branch(parent).children is None

    def fetchMore(self, parent: ModelIndex) -> None:
        if not self.canFetchMore(parent):
            return
        place = parent.internalId()
        grown = self._grow(place)
        self._branches[place].children = []                     # asked for, so that nobody asks again meanwhile
        self.beginInsertRows(parent, 0, len(grown) - 1)
        self._branches[place].children = grown
        self.endInsertRows()

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        term = self.term(index)
        return " = ".join((" · ".join(map(text, term.factors)), " · ".join(term.numbers), compact(term.product)))

    def _index_of(self, place: int) -> QModelIndex:
        return self.createIndex(self._branches[place].row, 0, place) if place > 0 else QModelIndex()

    def _branch(self, index: ModelIndex) -> Branch:
        return self._branches[index.internalId() if index.isValid() else 0]

    @property
    def _sizes(self) -> tuple[int, ...]:
        assert self._source is not None
        return self._source.sizes


def _slope_at(cost: Cost, a: float, y: float) -> float:
    return float(slope_at(cost, a, y))


@functools.lru_cache(maxsize=4096)
def _factors(sizes: tuple[int, ...], asked: Neuron, voter: Neuron, coupled: bool) -> tuple[Node, ...]:
    w = edge_symbol(sizes, Edge(voter.l, voter.j, asked.j))
    z, a = (neuron_symbol(sizes, voter, quantity) for quantity in ("z", "a"))
    return (w, inline(derivative(C0, z))) if coupled else (w, inline(derivative(a, z)), inline(derivative(C0, a)))
