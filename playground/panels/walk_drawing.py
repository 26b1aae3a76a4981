"""What the drawing shows of a walk where it stands."""
from __future__ import annotations

from collections.abc import Iterable

from core.explain.formulas import C0, MEAN
from core.explain.walk import Item, Walk
from core.explain.walk_parts import parts
from core.notation import Node, Symbol, derivative
from widgets.drawing.walk_step import Beneath, Parts, WalkStep

Z, A = Symbol("z"), Symbol("a")
BENEATH: dict[str, Node] = {
    "z": Z, "da_dz": derivative(A, Z), "dC_da": derivative(C0, A), "dC_dz": derivative(C0, Z)}
DIRECTIONS = {"forward": 1, "cost": 1, "backward": -1, "update": 0}


def walk_step(walk: Walk, example: int) -> WalkStep:
    """What is known, read and written, with the numbers of this column's example beneath the neurons."""
    layers, operation = range(walk.network.last + 1), walk.current
    known = frozenset(l for l in layers if walk.is_known(Item("a", l)))
    if operation is None:
        return WalkStep(known)
    backward = operation.stage in {"backward", "update"} and operation.quantity != "update"      # which writes the weights
    return WalkStep(
        known, _drawn(walk, operation.reads), _drawn(walk, operation.writes), operation.quantity, DIRECTIONS[operation.stage],
        _beneath(walk, operation.quantity, example),
        [None, *(walk.values(Item("dC_dw", l)) for l in layers[1:])] if backward else None,
        derivative(MEAN if walk.passed.examples > 1 else C0, Symbol("w")),
    )


def _drawn(walk: Walk, items: Iterable[Item]) -> Parts:
    return Parts(*parts(walk.network, items))


def _beneath(walk: Walk, quantity: str, example: int) -> Beneath | None:
    """The quantity that is being filled, wherever it is known; while ∂C/∂w is, what that is made of."""
    quantity = {"dC_dw": "dC_dz", "a": "z"}.get(quantity, quantity)
    if quantity not in BENEATH:
        return None
    found = {item.layer: walk.values(item) for item in walk.arrays if item.quantity == quantity and item.layer is not None}
    return Beneath(BENEATH[quantity], {l: values[:, example] for l, values in found.items() if values is not None})
