"""The graph w, b, a → z → a → C₀ ← y of one example, with the local derivative along every edge (S7, S29)."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.activations import Array
from core.explain.chain_rule import jacobian_row
from core.explain.formulas import C0
from core.explain.walk import Item, Walk
from core.network import Edge, Neuron, views
from core.notation import Node, Symbol, Text, derivative, substituted
from core.symbols import edge_symbol, neuron_symbol

MOST = 60                                                        # nodes of which each is a single number
FAR = 6                                                          # layers that are still seen at a glance
DERIVATIVES = {"w": "dC_dw", "b": "dC_db", "z": "dC_dz", "a": "dC_da"}


class GraphNode(NamedTuple):
    """A quantity of the graph, in the column in which the tape comes to it.

    `value` and `derivative`, which is ∂C₀ by it, are numbers, or with a `shape` the Euclidean norms of so many rows and columns;
    None while they are not known. y, which is given, has no derivative.
    """

    item: Item
    symbol: Node
    column: int
    value: float | None
    derivative: float | None
    shape: tuple[int, ...] = ()
    is_off: bool = False

    @property
    def derivative_item(self) -> Item | None:
        """What its derivative stands for."""
        name = DERIVATIVES.get(self.item.quantity)
        return self.item._replace(quantity=name) if name else None


class GraphEdge(NamedTuple):
    """From one node to another that is computed from it, both by their places in the graph.

    `local` is how the local derivative is written (for ∂z/∂a it is w), `item` what that stands for and `value` its number, a norm
    where the nodes have shapes.
    """

    source: int
    target: int
    local: Node | None = None
    item: Item | None = None
    value: float | None = None


class Graph(NamedTuple):
    """What the cost of one example depends on, through the last `depth` of `layers` layers.

    `is_paired` tells that output and cost belong together, so that the tape writes ∂C₀/∂z of the outputs as a − y.
    """

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    depth: int
    layers: int
    is_paired: bool

    @property
    def has_shapes(self) -> bool:
        """Whether a node is a whole quantity of a layer rather than one number."""
        return any(node.shape for node in self.nodes)

    def place(self, item: Item) -> int | None:
        """Where the node of this item is."""
        return next((place for place, node in enumerate(self.nodes) if node.item == item), None)

    def leaving(self, place: int) -> list[GraphEdge]:
        """The edges along which something comes back to a node."""
        return [edge for edge in self.edges if edge.source == place]


def graph(walk: Walk, example: int = 0, depth: int | None = None, most: int = MOST) -> Graph:
    """The graph of a column of the walk's examples, with what is known at its position.

    It reaches back `depth` layers from the cost (None: to the input, unless that is very far). With at most `most` nodes each is
    one number; otherwise there is one for each quantity of a layer. Derivatives are the example's own, not the means over a batch.
    """
    last = walk.network.last
    depth = min(max(depth or FAR, 1), last)
    numbers = _Numbers(walk, example, last - depth + 1)
    nodes, edges = numbers.made() if numbers.count <= most else _Layers(walk, example, last - depth + 1).made()
    return Graph(nodes, edges, depth, last, walk.network.cost.outputs is not None)


class _Making:
    """What both forms share: arrays of the example as far as they are known, and the lists that fill."""

    def __init__(self, walk: Walk, example: int, first: int) -> None:
        self.walk, self.network, self.example, self.first = walk, walk.network, example, first
        self.sizes, self.last = walk.network.sizes, walk.network.last
        self.present = views(walk.network.present, self.sizes).w
        self.nodes: list[GraphNode] = []
        self.edges: list[GraphEdge] = []
        self.places: dict[Item, int] = {}

    def made(self) -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
        """Layer by layer, then the cost."""
        self.neurons("a", self.first - 1)
        for l in range(self.first, self.last + 1):
            self.into(l)
        self.cost()
        return tuple(self.nodes), tuple(self.edges)

    def neurons(self, quantity: str, l: int) -> None:
        raise NotImplementedError

    def into(self, l: int) -> None:
        raise NotImplementedError

    def cost(self) -> None:
        raise NotImplementedError

    def values(self, item: Item) -> Array | None:
        """An item's array for this example."""
        found = self.walk.values(item.whole)
        return found if found is None or item.quantity in {"w", "b"} else found[..., self.example]

    def weights(self, l: int) -> Array:
        """w as it was in the pass, whatever an update has made of it."""
        found = self.walk.values(Item("w", l), 0)
        assert found is not None
        return found

    def derivatives(self, item: Item) -> Array | None:
        """∂C₀ by a quantity of this example; the tape keeps those by w and b as means over the batch only."""
        l = item.layer
        match item.quantity:
            case "C0":
                return None if self.values(item) is None else np.ones(())
            case "w" | "b" if self.walk.is_known(Item("dC_dw", l)):
                assert l is not None
                delta, a = self.values(Item("dC_dz", l)), self.values(Item("a", l - 1))
                return delta if item.quantity == "b" or delta is None or a is None else np.outer(delta, a) * self.present[l]
            case "z" | "a":
                return self.values(Item(DERIVATIVES[item.quantity], l))
        return None

    def jacobian(self) -> Array | None:
        """∂a_i/∂z_j of a softmax output at [j, i], known from when the tape needs it."""
        if not self.walk.is_known(Item("dC_dz", self.last)):
            return None
        return np.array([jacobian_row(self.walk.passed, j, self.example) for j in range(self.sizes[-1])])

    def slope_formula(self, a: Node, y: Node) -> Node:
        """∂C₀/∂a of an output, in these symbols."""
        return substituted(self.network.cost.slope_formula, lambda symbol: a if symbol.quantity == "a" else y)

    def add(self, item: Item, symbol: Node, column: int, *, shape: tuple[int, ...] = (), is_off: bool = False) -> None:
        self.places[item] = len(self.nodes)
        value, slope = (_number(array, item) for array in (self.values(item), self.derivatives(item)))
        self.nodes.append(GraphNode(item, symbol, column, value, slope, shape, is_off))

    def join(self, source: Item, target: Item, local: Node | None = None, item: Item | None = None,
             value: float | None = None) -> None:
        self.edges.append(GraphEdge(self.places[source], self.places[target], local, item, value))


class _Numbers(_Making):
    """A node for every number."""

    @property
    def count(self) -> int:
        """Nodes that there will be."""
        shown = self.sizes[self.first:]
        weights = sum(int(np.count_nonzero(self.present[l])) for l in range(self.first, self.last + 1))
        return self.sizes[self.first - 1] + weights + 3 * sum(shown) + self.sizes[-1] + 1

    def symbol(self, item: Item) -> Symbol:
        l, j = item.layer, item.j
        assert l is not None
        assert j is not None
        if item.k is not None:
            return edge_symbol(self.sizes, Edge(l, j, item.k))
        return neuron_symbol(self.sizes, Neuron(l, j), item.quantity)

    def neurons(self, quantity: str, l: int) -> None:
        on = self.network.on[l]
        for j in range(self.sizes[l]):
            item = Item(quantity, l, j)
            off = quantity == "a" and on is not None and not on[j, 0]
            self.add(item, self.symbol(item), 2 * l - (quantity == "z"), is_off=off)

    def into(self, l: int) -> None:
        w, before, da_dz = self.weights(l), self.values(Item("a", l - 1)), self.values(Item("da_dz", l))
        edges = [Edge(l, int(j), int(k)) for j, k in np.argwhere(self.present[l])]
        for _, j, k in edges:
            item = Item("w", l, j, k)
            self.add(item, self.symbol(item), 2 * l - 2)
        for j in range(self.sizes[l]):
            item = Item("b", l, j)
            self.add(item, self.symbol(item), 2 * l - 2)
        self.neurons("z", l)
        self.neurons("a", l)
        for _, j, k in edges:
            weight, a, z = Item("w", l, j, k), Item("a", l - 1, k), Item("z", l, j)
            self.join(weight, z, self.symbol(a), a, _number(before, a))
            self.join(a, z, self.symbol(weight), weight, _number(w, weight))
        jacobian = self.jacobian() if self.network.activation(l).is_coupled else None
        for j in range(self.sizes[l]):
            z, own = Item("z", l, j), Item("da_dz", l, j)
            self.join(Item("b", l, j), z, Text("1"), None, 1.0)
            for a in self.reached(z):
                slope = derivative(self.symbol(a), self.symbol(z))
                if self.network.activation(l).is_coupled:
                    self.join(z, a, slope, None, _number(jacobian, Item("", l, j, a.j)))
                else:
                    self.join(z, a, slope, own, _number(da_dz, own))

    def reached(self, z: Item) -> list[Item]:
        """The activations that depend on a z: its own, and with softmax all of the layer."""
        l = z.layer
        assert l is not None
        neurons = range(self.sizes[l]) if self.network.activation(l).is_coupled else [z.j]
        return [Item("a", l, j) for j in neurons]

    def cost(self) -> None:
        L, ends = self.last, [(Item("a", self.last, j), Item("y", None, j)) for j in range(self.sizes[-1])]
        for _, y in ends:
            self.add(y, self.symbol(y._replace(layer=L)), 2 * L)
        self.add(Item("C0"), C0, 2 * L + 1)
        for a, y in ends:
            own = Item("dC_da", L, a.j)
            formula = self.slope_formula(self.symbol(a), self.symbol(y._replace(layer=L)))
            self.join(a, Item("C0"), formula, own, _number(self.values(own), own))
            self.join(y, Item("C0"))


class _Layers(_Making):
    """A node for every quantity of a layer."""

    def neurons(self, quantity: str, l: int) -> None:
        self.add(Item(quantity, l), Symbol(quantity, l), 2 * l - (quantity == "z"), shape=(self.sizes[l], 1))

    def into(self, l: int) -> None:
        w, b, before, z, a, slope = (Item(*which) for which in (
            ("w", l), ("b", l), ("a", l - 1), ("z", l), ("a", l), ("da_dz", l)))
        self.add(w, Symbol("W", l), 2 * l - 2, shape=self.present[l].shape)
        self.add(b, Symbol("b", l), 2 * l - 2, shape=(self.sizes[l], 1))
        self.neurons("z", l)
        self.neurons("a", l)
        self.join(w, z, Symbol("a", l - 1), before, _number(self.values(before), before))
        self.join(before, z, Symbol("W", l), w, _number(self.weights(l), w))
        self.join(b, z, Text("1"), None, 1.0)
        if self.network.activation(l).is_coupled:
            self.join(z, a, derivative(Symbol("a", l), Symbol("z", l)), None, _number(self.jacobian(), a))
        else:
            self.join(z, a, derivative(Symbol("a", l), Symbol("z", l)), slope, _number(self.values(slope), slope))

    def cost(self) -> None:
        L, own = self.last, Item("dC_da", self.last)
        self.add(Item("y"), Symbol("y"), 2 * L, shape=(self.sizes[-1], 1))
        self.add(Item("C0"), C0, 2 * L + 1)
        self.join(Item("a", L), Item("C0"), self.slope_formula(Symbol("a", L), Symbol("y")), own, _number(self.values(own), own))
        self.join(Item("y"), Item("C0"))


def _number(array: Array | None, item: Item) -> float | None:
    """An item's number in its array; without indices, the norm."""
    if array is None:
        return None
    place = tuple(i for i in (item.j, item.k) if i is not None)
    return float(array[place]) if place or not array.ndim else float(np.linalg.norm(array))
