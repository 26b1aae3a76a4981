"""What a drawing of a network shows: its sizes, values and marks, and how its parts are written."""
from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import notation
from core.network import Bias, Edge, Neuron
from core.notation import Node, Power, Row, Symbol, Text, row

Selection = Edge | Neuron | Bias | None
MISSING = "—"
WEIGHT = Text("weight")
LABELLED = 8                                                    # edges; up to here each carries its symbol and number


@dataclass
class NetworkContent:
    """Lists are indexed by the lecture's l; an entry 0 that has nothing is not read. Numbers that are missing are NaN."""

    sizes: tuple[int, ...] = (1, 1)
    activations: tuple[str | None, ...] = (None, "linear")
    input_names: tuple[str, ...] = ("x0",)
    w: Sequence[np.ndarray | None] | None = None
    b: Sequence[np.ndarray | None] | None = None
    edge_values: Sequence[np.ndarray | None] | None = None      # None: the weights themselves
    edge_label: Node = WEIGHT
    a: Sequence[np.ndarray | None] | None = None
    a_scales: tuple[float, ...] = (1.0, 1.0)                    # the activation of full colour, layer by layer
    y: np.ndarray | None = None
    removed: frozenset[Edge] = frozenset()
    frozen: frozenset[Edge | Bias] = frozenset()
    off: frozenset[Neuron] = frozenset()
    maps: Sequence[np.ndarray | None] | None = None             # (n_l, h, w), −1 to 1
    picture: tuple[int, int] | None = None                      # rows and columns of the input, drawn as a picture

    @property
    def last(self) -> int:
        """The lecture's L."""
        return len(self.sizes) - 1

    @property
    def labelled(self) -> bool:
        """Whether the network is small enough for a symbol at every edge."""
        return sum(n * m for n, m in zip(self.sizes, self.sizes[1:], strict=False)) <= LABELLED

    @property
    def shown_values(self) -> Sequence[np.ndarray | None] | None:
        """What the edges are coloured and widened by."""
        return self.w if self.edge_values is None else self.edge_values

    def contains(self, item: Selection) -> bool:
        """Whether this network has such an edge, neuron or bias."""
        match item:
            case Edge(l, j, k):
                return 0 < l <= self.last and 0 <= j < self.sizes[l] and 0 <= k < self.sizes[l - 1]
            case Neuron(l, j):
                return 0 <= l <= self.last and 0 <= j < self.sizes[l]
            case Bias(l, j):
                return 0 < l <= self.last and 0 <= j < self.sizes[l]
        return False

    # ---- values ----------------------------------------------------------------------------------------------------------------

    def weight(self, edge: Edge) -> float:
        """w_jk⁽ˡ⁾."""
        return _entry(self.w, edge.l, edge.j, edge.k)

    def edge_value(self, edge: Edge) -> float:
        """What the edge is coloured by."""
        return _entry(self.shown_values, edge.l, edge.j, edge.k)

    def bias(self, neuron: Neuron | Bias) -> float:
        """b_j⁽ˡ⁾."""
        return _entry(self.b, neuron.l, neuron.j) if neuron.l else math.nan

    def activation(self, neuron: Neuron) -> float:
        """a_j⁽ˡ⁾."""
        return _entry(self.a, neuron.l, neuron.j)

    # ---- how its parts are written ---------------------------------------------------------------------------------------------

    def edge_symbol(self, edge: Edge) -> Symbol:
        """w⁽ˡ⁾ between single neurons, as in the lecture's chain; w_jk⁽ˡ⁾ otherwise."""
        alone = self.sizes[edge.l] == 1 == self.sizes[edge.l - 1]
        return Symbol("w", edge.l) if alone else Symbol("w", edge.l, edge.j, edge.k)

    def neuron_symbol(self, neuron: Neuron | Bias, quantity: str = "a") -> Symbol:
        """a⁽ˡ⁾ of a single neuron, a_j⁽ˡ⁾ otherwise; the same for b and y."""
        return Symbol(quantity, None if quantity == "y" else neuron.l, neuron.j if self.sizes[neuron.l] > 1 else None)

    def layer_symbol(self, l: int) -> Node:
        """The column's label: a⁽⁰⁾ = x for the input."""
        return row(Symbol("a", 0), " = ", Symbol("x")) if l == 0 else Symbol("a", l)

    def input_name(self, k: int) -> Node:
        """x₀, sin(x₀), or the column's own name."""
        return name_node(self.input_names[k]) if k < len(self.input_names) else Symbol("x", j=k)

    def describe(self, item: Edge | Neuron | Bias) -> list[tuple[Node, float]]:
        """What is said of an edge or neuron that is pointed at: quantities and their numbers."""
        match item:
            case Edge():
                lines: list[tuple[Node, float]] = [(self.edge_symbol(item), self.weight(item))]
                if self.edge_values is not None:
                    lines.append((self.edge_label, self.edge_value(item)))
                return lines
            case Bias():
                return [(self.neuron_symbol(item, "b"), self.bias(item))]
            case Neuron(l, j):
                symbol = self.neuron_symbol(item)
                lines = [(row(symbol, " = ", self.input_name(j)) if l == 0 else symbol, self.activation(item))]
                if l:
                    lines.append((self.neuron_symbol(item, "b"), self.bias(item)))
                return lines

    def spoken(self, item: Edge | Neuron | Bias) -> str:
        """The same as one line of text."""
        return ", ".join(f"{notation.text(node)} = {signed(value)}" for node, value in self.describe(item))


def _entry(arrays: Sequence[np.ndarray | None] | None, l: int, *place: int) -> float:
    array = arrays[l] if arrays is not None else None
    return math.nan if array is None else float(array[place])


def signed(value: float) -> str:
    """A number with its sign for a label; a dash for what is not a number."""
    if not math.isfinite(value):
        return MISSING
    if value and not 0.001 <= abs(value) < 10_000:
        return f"{value:+.1e}".replace("-", notation.MINUS)
    return notation.fixed(value, 4 if abs(value) < 10 else 2)


def short(value: float) -> str:
    """A number that fits into a neuron: two decimals, fewer when it is large, a dash for what is not a number."""
    if not math.isfinite(value):
        return MISSING
    style = next((style for limit, style in ((9.995, ".2f"), (99.95, ".1f"), (9999.5, ".0f")) if abs(value) < limit), ".0e")
    return format(value, style).replace("e+0", "e").replace("-", notation.MINUS)


def name_node(name: str) -> Node:
    """A column's name as a formula: x0 is x₀, x0^2 is x₀², x0*x1 a product, sin(x0) a function; anything else stays as it is.

    >>> notation.text(name_node("x0^2")), notation.text(name_node("sin(x1)")), notation.text(name_node("age"))
    ('x₀²', 'sin(x₁)', 'age')
    """
    if match := re.fullmatch(r"x(\d+)", name):
        return Symbol("x", j=int(match[1]))
    if match := re.fullmatch(r"(x\d+)\^(\d+)", name):
        return Power(name_node(match[1]), Text(match[2]))
    if match := re.fullmatch(r"(x\d+)\*(x\d+)", name):
        return row(name_node(match[1]), " ", name_node(match[2]))
    if match := re.fullmatch(r"(sin|cos)\((x\d+)\)", name):
        return Row((Text(f"{match[1]}("), name_node(match[2]), Text(")")))
    return Text(name)
