"""Which neurons, edges and biases of the drawing stand for the items of a walk, and which items for a part of the drawing."""
from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import NamedTuple

from core.explain.pen import FLAT
from core.explain.walk import Item
from core.network import Bias, Edge, Network, Neuron, part_at, place
from core.parts import Part

OF_OUTPUTS = {"y", "terms", "C0", "C"}
OF_NEURONS = {"z", "a", "da_dz", "dC_da", "dC_dz"}


class DrawnParts(NamedTuple):
    """Parts of the network, each as it is named everywhere."""

    neurons: frozenset[Neuron] = frozenset()
    edges: frozenset[Edge] = frozenset()
    biases: frozenset[Bias] = frozenset()


def parts(network: Network, items: Iterable[Item]) -> DrawnParts:
    """Weights and their derivatives are edges, z, a and theirs are neurons, y and the cost are the outputs.

    An item without indices is the whole layer, one without a layer all of them. What is as long as the parameters (g, step, what
    the optimizer remembers) is all edges and biases, or the one at place `j` of the flat vector.
    """
    found = [_parts(network.sizes, item) for item in items]
    return DrawnParts(*(functools.reduce(frozenset.union, kind) for kind in zip(DrawnParts(), *found, strict=True)))


def items(network: Network, part: Part) -> list[Item]:
    """Every entry of a walk that is one part's own.

    A weight's or bias's: itself, its derivative and its place in what is as long as the parameters. A neuron's: z, a and their
    derivatives, and of an output y and its share of the cost.
    """
    l, j, *_ = part
    if isinstance(part, Neuron):
        of_output = [Item("y", None, j), Item("terms", None, j)] if l == network.last else []
        return [*(Item(quantity, l, j) for quantity in sorted(OF_NEURONS)), *of_output]
    own = ("w", "dC_dw") if isinstance(part, Edge) else ("b", "dC_db")
    return [*(Item(quantity, *part) for quantity in own), *(Item(quantity, None, place(network.sizes, part)) for quantity in FLAT)]


def _parts(sizes: tuple[int, ...], item: Item) -> DrawnParts:
    quantity, layer, j, k = item
    if quantity in OF_OUTPUTS:
        return DrawnParts(neurons=_neurons(sizes, len(sizes) - 1, j))
    if quantity in OF_NEURONS:
        return DrawnParts(neurons=_neurons(sizes, layer, j))
    if quantity in {"w", "dC_dw"}:
        return DrawnParts(edges=_edges(sizes, layer, j, k))
    if quantity in {"b", "dC_db"}:
        return DrawnParts(biases=_biases(sizes, layer, j))
    if j is None:
        return DrawnParts(edges=_edges(sizes), biases=_biases(sizes))
    part = part_at(sizes, j)
    return DrawnParts(edges=frozenset({part})) if isinstance(part, Edge) else DrawnParts(biases=frozenset({part}))


def _neurons(sizes: tuple[int, ...], layer: int | None, j: int | None) -> frozenset[Neuron]:
    return frozenset(Neuron(l, i) for l in _layers(sizes, layer, 0) for i in (range(sizes[l]) if j is None else (j,)))


def _biases(sizes: tuple[int, ...], layer: int | None = None, j: int | None = None) -> frozenset[Bias]:
    return frozenset(Bias(l, i) for l in _layers(sizes, layer, 1) for i in (range(sizes[l]) if j is None else (j,)))


# Kept, since a network of digits has so many that counting them up anew at every step could be felt.
@functools.lru_cache(maxsize=64)
def _edges(sizes: tuple[int, ...], layer: int | None = None, j: int | None = None, k: int | None = None) -> frozenset[Edge]:
    """One edge; with j alone those into a neuron, with k alone those out of one."""
    return frozenset(Edge(l, row, column) for l in _layers(sizes, layer, 1)
                     for row in (range(sizes[l]) if j is None else (j,))
                     for column in (range(sizes[l - 1]) if k is None else (k,)))


def _layers(sizes: tuple[int, ...], layer: int | None, first: int) -> Iterable[int]:
    return range(first, len(sizes)) if layer is None else (layer,)
