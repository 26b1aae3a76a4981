"""What stands out of a graph: what the present operation reads and writes, along which edges that flows, and what is lit."""
from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from core.explain.graph import Graph, GraphEdge
from core.explain.walk import Item, agrees


class Flow(NamedTuple):
    """The items that an operation reads and writes, and whether it belongs to the way back."""

    reading: Collection[Item] = ()
    writing: Collection[Item] = ()
    backward: bool = False


class Look(NamedTuple):
    """The nodes and edges that stand out, by their places; `returned` are nodes whose derivative is written."""

    read: frozenset[int] = frozenset()
    written: frozenset[int] = frozenset()
    returned: frozenset[int] = frozenset()
    flowing: frozenset[int] = frozenset()
    backward: bool = False
    lit: frozenset[int] = frozenset()
    lit_edges: frozenset[int] = frozenset()
    selected: int | None = None
    calm: bool = False


def look_of(graph: Graph, flow: Flow, lit: Collection[Item]) -> Look:
    """How a graph looks during an operation, with these items lit."""
    is_read, is_written, is_lit = _among(flow.reading), _among(flow.writing), _among(lit)
    values = [[node.item, Item("terms")] if node.item.quantity == "C0" else [node.item] for node in graph.nodes]
    slopes = [[] if node.derivative_item is None else [node.derivative_item] for node in graph.nodes]
    local = [[] if edge.item is None else [edge.item] for edge in graph.edges]
    written, returned = _places(values, is_written), _places(slopes, is_written)
    if flow.backward:
        arriving = returned - _places(slopes, is_read)          # what is read as well is only scaled
        flowing = {place for place, edge in enumerate(graph.edges)
                   if (edge.source in arriving and edge.local is not None) or (_is_slope(edge) and is_written(local[place]))}
    else:
        arriving = written - _places(values, is_read)
        flowing = {place for place, edge in enumerate(graph.edges) if edge.target in arriving}
    return Look(
        _places(values, is_read) | _places(slopes, is_read), written, returned, frozenset(flowing), flow.backward,
        _places(values, is_lit) | _places(slopes, is_lit), _places(local, is_lit))


def _is_slope(edge: GraphEdge) -> bool:
    """Whether an edge's local derivative is computed by an operation of its own."""
    return edge.item is not None and edge.item.quantity == "da_dz"


def _places(items: list[list[Item]], chosen: Callable[[Collection[Item]], bool]) -> frozenset[int]:
    return frozenset(place for place, each in enumerate(items) if chosen(each))


def _among(items: Collection[Item]) -> Callable[[Collection[Item]], bool]:
    """Whether one of these items is among some others."""
    of: dict[str, list[Item]] = {}                              # most quantities are not among them, which shows at once
    for item in items:
        of.setdefault(item.quantity, []).append(item)
    return lambda own: any(agrees(item, each) for each in own for item in of.get(each.quantity, ()))
