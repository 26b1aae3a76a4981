"""A walk through one training step: every operation of the tape with what it reads and writes, forwards and backwards at will.

The pass and the update run once, in the explained setting, and what each operation wrote is kept. The cursor only chooses how much
of that is known, so stepping back shows exactly the former numbers.
"""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal, NamedTuple

import numpy as np

from core.activations import Array
from core.network import Network
from core.optimizers import Update
from core.tape import Call, Pass, run

Stage = Literal["forward", "cost", "backward", "update"]
STAGES: tuple[Stage, ...] = ("forward", "cost", "backward", "update")


class Item(NamedTuple):
    """A quantity of one layer, or one entry of it: what a symbol, a cell and a variable all stand for.

    `quantity` is w, b, z, a, y, da_dz, dC_da, dC_dz, dC_dw or dC_db; terms (each output's share of C₀), C0 and C; and in the update
    g (the gradient with its regularization), step, or the name of what the optimizer remembers. `layer` is the lecture's l, None
    for what belongs to no layer; `j` and `k` choose an entry, None means all. a⁽⁰⁾ is the input.
    """

    quantity: str
    layer: int | None = None
    j: int | None = None
    k: int | None = None

    @property
    def whole(self) -> Item:
        """The same without its indices."""
        return Item(self.quantity, self.layer)


def agrees(one: Item, other: Item) -> bool:
    """Whether two items light up together: the same quantity, and the same layer and entry where both name one."""
    named = zip(one[1:], other[1:], strict=True)
    return one.quantity == other.quantity and all(i is None or j is None or i == j for i, j in named)


class Operation(NamedTuple):
    """Neighbouring calls of the tape that fill one quantity of one layer: one line of the walk.

    `reads` and `writes` are whole items; scratch arrays of a single operation are neither.
    """

    stage: Stage
    quantity: str
    layer: int | None
    calls: tuple[Call, ...]
    reads: tuple[Item, ...]
    writes: tuple[Item, ...]


class Walk:
    """One training step of `network` over `rows` [1 | x | y], and how far it has been walked.

    The network is the walk's own (a twin); the step is taken on it at once. `position` counts the operations done, from 0 (only
    inputs, desired outputs, parameters and what the optimizer remembers are known) to len(operations). Without an `update` the walk
    ends with the gradient.
    """

    def __init__(self, network: Network, rows: Array, update: Update | None = None) -> None:
        self.network, self.update = network, update
        self.passed = Pass(network, rows)
        self.arrays = dict(_arrays(self.passed, update))
        self._records: dict[Item, list[tuple[int, Array]]] = {item: [] for item in self.arrays}
        given = {"w", "b", "y", *(update.state if update is not None else ())}
        for item in self.arrays:
            if item.quantity in given or item == Item("a", 0):
                self._keep(item, 0)
        self.operations: tuple[Operation, ...] = ()
        for operation in self._operations():
            run(operation.calls)
            self.operations += (operation,)
            for item in operation.writes:
                self._keep(item, len(self.operations))
        self._position = 0

    # ---- the cursor --------------------------------------------------------------------------------------------------------------

    @property
    def position(self) -> int:
        """How many operations are done."""
        return self._position

    @property
    def current(self) -> Operation | None:
        """The operation done last; None at the start."""
        return self.operations[self._position - 1] if self._position else None

    def go_to(self, position: int) -> None:
        """Be where so many operations are done; beyond the ends means at the end."""
        self._position = min(max(position, 0), len(self.operations))

    def ends(self, of: Literal["stage", "layer"]) -> list[int]:
        """The positions at which a stage, or the work on a layer within a stage, is complete; the last is that of the end."""
        keys = [(each.stage, each.layer if of == "layer" else None) for each in self.operations]
        return [place for place in range(1, len(keys) + 1) if place == len(keys) or keys[place] != keys[place - 1]]

    # ---- what is known -----------------------------------------------------------------------------------------------------------

    def values(self, item: Item, position: int | None = None) -> Array | None:
        """An item as it is at a position, by default the present one; None while it is not known. Nobody writes to it any more.

        What stands for the same quantity of all layers at once (w without a layer) has no array and is never known.
        z, a and their derivatives are (n_l, examples), w and ∂C/∂w (n_l, n_(l−1)), b and ∂C/∂b (n_l,), terms (n_L, examples), C0
        (examples,), C (), step and g as long as the parameters. With `j`, `k` the entry: of examples, a row of them.
        """
        records = self._records.get(item.whole, [])
        found = bisect_right(records, self._position if position is None else position, key=lambda record: record[0])
        if not found:
            return None
        array = records[found - 1][1]
        return array if item.j is None else array[item.j] if item.k is None else array[item.j, item.k]

    def is_known(self, item: Item) -> bool:
        """Whether its numbers are there by now."""
        return self.values(item.whole) is not None

    def _keep(self, item: Item, position: int) -> None:
        array = self.arrays[item].copy()
        array.setflags(write=False)
        self._records[item].append((position, array))

    # ---- the operations ----------------------------------------------------------------------------------------------------------

    def _operations(self) -> Iterator[Operation]:
        p = self.passed
        stages: list[tuple[Stage, Iterable[Call]]] = [("forward", p.forward()), ("cost", p.cost()), ("backward", p.backward())]
        if self.update is not None:
            stages.append(("update", self.update.descend()))
        for stage, calls in stages:
            for (quantity, layer, _), group in groupby(self._marked(calls), key=lambda marked: marked[0]):
                yield self._operation(stage, quantity, layer, [call for _, call in group])

    def _marked(self, calls: Iterable[Call]) -> Iterator[tuple[tuple[str, int | None, Item | None], Call]]:
        """Each call with what its operation is known by; the cost's terms, its C₀ and its mean are operations of their own."""
        listed = list(calls)
        fills: list[Item | None] = []
        for call in reversed(listed):                           # what goes into scratch belongs to what is made of it
            items = self._items(written(call))
            fills.append(items[0] if items else fills[-1])
        for call, item in zip(listed, reversed(fills), strict=True):
            yield (call.quantity, call.layer, item if call.quantity == "C" else None), call

    def _operation(self, stage: Stage, quantity: str, layer: int | None, calls: list[Call]) -> Operation:
        writes = dict.fromkeys(item for call in calls for item in self._items(written(call)))
        reads, filled = dict[Item, None](), set[Item]()
        for call in calls:
            for array in read(call):
                reads.update(dict.fromkeys(item for item in self._items(array) if item not in filled))
            filled.update(self._items(written(call)))
        return Operation(stage, quantity, layer, tuple(calls), tuple(reads), tuple(writes))

    def _items(self, array: Array) -> list[Item]:
        """Whole items that this array, or a part of it, holds."""
        return [item for item, held in self.arrays.items() if array.size and held.size and np.may_share_memory(array, held)
                and np.shares_memory(array, held)]


def _arrays(p: Pass, update: Update | None) -> Iterator[tuple[Item, Array]]:
    """Every item with the array that holds it."""
    network = p.network
    yield Item("a", 0), p.a[0]
    for l in range(1, network.last + 1):
        yield from ((Item("w", l), network.w[l]), (Item("b", l), network.b[l]))
        yield from ((Item("z", l), p.z[l]), (Item("a", l), p.a[l]), (Item("da_dz", l), p.da_dz[l]))
        yield from ((Item("dC_dz", l), p.dC_dz[l]), (Item("dC_dw", l), network.dC_dw[l]), (Item("dC_db", l), network.dC_db[l]))
    yield from ((Item("dC_da", l), dC_da) for l, dC_da in enumerate(p.dC_da))
    yield from ((Item("y"), p.y), (Item("terms"), p.terms), (Item("C0"), p.C0), (Item("C"), p.C))
    if update is not None:
        yield from ((Item("g"), update.g), (Item("step"), update.step))
        yield from ((Item(name), array) for name, array in update.state.items())


# ---- reading a call --------------------------------------------------------------------------------------------------------------


def written(call: Call) -> Array:
    """The array that a call fills."""
    function, arguments = call.function, call.arguments
    owner = getattr(function, "__self__", None)
    if isinstance(function, np.ufunc):
        return _array(arguments[function.nin])
    if isinstance(owner, np.ufunc):                             # ufunc.reduce(array, axis, dtype, out, …)
        return _array(arguments[3])
    if isinstance(owner, np.ndarray):
        return owner if function.__name__ == "fill" else _array(arguments[1])
    return _array(arguments[0])                                  # np.copyto(to, from, …)


def read(call: Call) -> list[Array]:
    """The arrays that a call reads, in the order of its arguments; what it changes in place is among them."""
    function, arguments = call.function, call.arguments
    owner = getattr(function, "__self__", None)
    if isinstance(function, np.ufunc):
        found = arguments[:function.nin]
    elif isinstance(owner, np.ufunc):
        found = arguments[:1]
    elif isinstance(owner, np.ndarray):
        found = () if function.__name__ == "fill" else (owner, arguments[0])
    else:
        found = tuple(argument for argument in arguments[1:] if isinstance(argument, np.ndarray))
    return [_array(each) for each in found]


def _array(argument: Any) -> Array:
    assert isinstance(argument, np.ndarray)
    return argument
