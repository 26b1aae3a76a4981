"""How every node of a graph adds up what comes back to it from the cost, as a formula with its numbers (S24, S25, S29)."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isclose
from typing import NamedTuple

import numpy as np

from core.explain.formulas import C0, figure, joined
from core.explain.graph import Graph, GraphEdge, GraphNode
from core.explain.walk import Item
from core.notation import Node, Power, Symbol, Text, derivative, number, row, substituted

WRITTEN = 4                                                      # terms of a sum; then ⋯ stands for the others
ROUNDING = 1e-9


class Returned(NamedTuple):
    """How a node adds up what comes back, as a formula with its numbers.

    A term belongs to each edge that leaves the node: its local derivative times ∂C₀ by the node where it ends. There are none where
    a number is not known or the nodes are not numbers.
    """

    formula: Node
    terms: tuple[float, ...] | None = None


def adds_up(graph: Graph, item: Item, written: int = WRITTEN) -> Returned | None:
    """∂C₀ by a node as what comes back along the edges that leave it, at most `written` terms of it written out (S24, S25, S29).

    None for y, by which nothing is differentiated, and for what is no node.
    """
    place = graph.place(item)
    if place is None or item.quantity == "y":
        return None
    node, leaving = graph.nodes[place], graph.leaving(place)
    own = derivative(C0, node.symbol)
    if node.shape:
        size = () if node.derivative is None else (",   ‖", own, f"‖ = {number(node.derivative)}")
        return Returned(row(own, " = ", *_of_layer(graph, node, leaving), *size))
    terms = _terms(graph, leaving)
    if item.quantity == "C0":
        return Returned(row(own, " = 1"), ())
    if item.quantity == "z" and graph.is_paired and item.layer == graph.layers and not _agree(terms, node.derivative):
        return Returned(row(own, " = ", *_equal(graph, _error(graph, item), node.derivative)), terms)
    if not leaving:
        return Returned(row(own, " = 0"), ())
    if item.quantity == "a" and item.layer == graph.layers:
        local = leaving[0].local
        assert local is not None
        return Returned(row(own, " = ", *_equal(graph, local, node.derivative)), terms)
    return Returned(row(own, " = ", *_sum(graph, leaving, terms, written)), terms)


def _terms(graph: Graph, leaving: list[GraphEdge]) -> tuple[float, ...] | None:
    """Local derivative times the derivative at the end of each edge; None when any of these is not known."""
    with np.errstate(all="ignore"):
        pairs = [(edge.value, graph.nodes[edge.target].derivative) for edge in leaving]
        known = [np.float64(local) * further for local, further in pairs if local is not None and further is not None]
    return tuple(map(float, known)) if len(known) == len(pairs) else None


def _agree(terms: tuple[float, ...] | None, total: float | None) -> bool:
    """Whether the terms make the derivative; at saturation those of an entropy, ∞ · 0, do not."""
    return terms is None or total is None or isclose(sum(terms), total, rel_tol=ROUNDING, abs_tol=1e-300)


def _sum(graph: Graph, leaving: list[GraphEdge], terms: tuple[float, ...] | None, written: int) -> Iterator[Node]:
    """∂z/∂a · ∂C₀/∂z + … in symbols, with numbers, as the terms, as their sum."""
    edges = [(edge, graph.nodes[edge.target]) for edge in leaving]
    products = [row(edge.local or "", " · ", derivative(C0, target.symbol)) for edge, target in edges]
    yield from _shortened(products, written)
    if terms is None:
        return
    factors = [row(figure(edge.value), " · ", figure(target.derivative)) for edge, target in edges
               if edge.value is not None and target.derivative is not None]
    yield from (Text(" = "), *_shortened(factors, written))
    if len(terms) > 1:
        yield from (Text(" = "), *_shortened([figure(term) for term in terms], written))
    yield Text(f" = {number(sum(terms))}")


def _shortened(nodes: Sequence[Node], written: int) -> list[Node]:
    """The nodes added, but of many only the first few and the last; where one alone is to be written, the first."""
    if len(nodes) > written:
        nodes = [*nodes[:max(written - 1, 1)], Text("⋯"), *nodes[-1:][:written - 1]]
    return joined(nodes, " + ")


def _equal(graph: Graph, formula: Node, total: float | None) -> list[Node]:
    """A formula in symbols of the graph, with their numbers, and what it comes to."""
    values = {node.symbol: node.value for node in graph.nodes}
    if total is None:
        return [formula]

    def known(symbol: Symbol) -> Node:
        value = values.get(symbol)
        return symbol if value is None else figure(value)

    return [formula, Text(" = "), substituted(formula, known), Text(f" = {number(total)}")]


def _error(graph: Graph, item: Item) -> Node:
    """a − y of the output that this z belongs to."""
    a, y = (graph.place(each) for each in (item._replace(quantity="a"), Item("y", None, item.j)))
    assert a is not None
    assert y is not None
    return row(graph.nodes[a].symbol, " − ", graph.nodes[y].symbol)


def _of_layer(graph: Graph, node: GraphNode, leaving: list[GraphEdge]) -> Iterator[Node]:
    """The same as matrices: columns z, a, b and y, and the transpose wherever something comes back through a matrix."""
    (edge,) = leaving
    assert edge.local is not None
    target = graph.nodes[edge.target]
    further, transposed = derivative(C0, target.symbol), Power(edge.local, Text("T"))
    match node.item.quantity:
        case "w":
            yield from (further, Text(" "), transposed)
        case "b":
            yield further
        case "z" if graph.is_paired and target.item.layer == graph.layers:
            yield _error(graph, node.item)
        case "z" if edge.item is None:
            yield from (transposed, Text(" "), further)
        case "z":
            yield from (edge.local, Text(" ⊙ "), further)
        case "a" if target.item.quantity == "C0":
            yield edge.local
        case _:
            yield from (transposed, Text(" "), further)
