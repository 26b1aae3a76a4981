"""What a drawing of a network shows: its sizes, values and marks, and how its parts are written."""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core import notation
from core.network import Bias, Edge, Neuron
from core.notation import Node, Symbol, Text, row, substituted
from core.symbols import edge_symbol, name_node, neuron_symbol
from widgets.drawing.walk_step import WalkStep
from widgets.inline import inline
from widgets.short_numbers import compact

Part = Edge | Neuron | Bias
Selection = Part | None
SHORT = 24                                                      # characters of a name that is said with a number
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
    y_name: str = ""                                            # of the class that the single desired output stands for
    removed: frozenset[Edge] = frozenset()
    frozen: frozenset[Edge | Bias] = frozenset()
    off: frozenset[Neuron] = frozenset()
    ailments: Mapping[Neuron, str] = field(default_factory=dict)    # what is wrong with a neuron, in words
    names: Mapping[Neuron, str] = field(default_factory=dict)   # given by the user
    shows_names: bool = True                                    # on the drawing; else it has the lecture's symbols alone
    maps: Sequence[np.ndarray | None] | None = None             # (n_l, h, w), −1 to 1
    picture: tuple[int, int] | None = None                      # rows and columns of the input, drawn as a picture
    head_every: int = 1                                         # of so many layers one has its label over it, where they are narrow
    step: WalkStep | None = None                                # of a walk, in whose order everything becomes known

    @property
    def last(self) -> int:
        """The lecture's L."""
        return len(self.sizes) - 1

    def has_head(self, layer: int) -> bool:
        """Whether a layer's label stands over it: the first and the last always have theirs."""
        every = self.head_every
        return layer in (0, self.last) or (layer % every == 0 and self.last - layer >= every)

    @property
    def labelled(self) -> bool:
        """Whether the network is small enough for a symbol at every edge."""
        return sum(n * m for n, m in zip(self.sizes, self.sizes[1:], strict=False)) <= LABELLED

    @property
    def shown_values(self) -> Sequence[np.ndarray | None] | None:
        """What the edges are coloured and widened by."""
        if self.step is not None and self.step.edge_values is not None:
            return self.step.edge_values
        return self.w if self.edge_values is None else self.edge_values

    @property
    def shown_label(self) -> Node:
        """What that is called."""
        return self.step.edge_label if self.step is not None and self.step.edge_values is not None else self.edge_label

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
        return entry(self.w, edge.l, edge.j, edge.k)

    def edge_value(self, edge: Edge) -> float:
        """What the edge is coloured by."""
        return entry(self.shown_values, edge.l, edge.j, edge.k)

    def bias(self, neuron: Neuron | Bias) -> float:
        """b_j⁽ˡ⁾."""
        return entry(self.b, neuron.l, neuron.j) if neuron.l else math.nan

    def activation(self, neuron: Neuron) -> float:
        """a_j⁽ˡ⁾, which is not a number before a walk comes to it."""
        return math.nan if self.is_blank(neuron.l) else entry(self.a, neuron.l, neuron.j)

    def is_blank(self, l: int) -> bool:
        """Whether a walk has not come to the activations of a layer yet."""
        return self.step is not None and self.step.is_blank(l)

    # ---- how its parts are written ---------------------------------------------------------------------------------------------

    def layer_symbol(self, l: int) -> Node:
        """The column's label: a⁽⁰⁾ = x for the input."""
        return row(Symbol("a", 0), " = ", Symbol("x")) if l == 0 else Symbol("a", l)

    def input_name(self, k: int) -> Node:
        """x₀, sin(x₀), or where names are shown the one that was given to the input or that its column has; else a_k⁽⁰⁾.

        x with an index is a column of the data wherever it stands; the network counts its inputs from the top, as a_k⁽⁰⁾.
        """
        if self.shows_names and Neuron(0, k) in self.names:
            return Text(self.names[Neuron(0, k)])
        written = self.column_name(k)
        return written if self.shows_names or not isinstance(written, Text) else neuron_symbol(self.sizes, Neuron(0, k))

    def column_name(self, k: int) -> Node:
        """x₀, sin(x₀), or the column's own name."""
        return name_node(self.input_names[k]) if k < len(self.input_names) else Symbol("x", j=k)

    def named(self, neuron: Neuron, node: Node) -> Node:
        """The name given to a neuron before what is said of it, cut short where it is long."""
        name = self.names.get(neuron, "")
        return row(name if len(name) <= SHORT else f"{name[:SHORT - 1]}…", ": ", node) if name else node

    def edge_writing(self, edge: Edge) -> tuple[Node, float]:
        """What is written at an edge: what edges are coloured by; on a walk its ∂C/∂w once that is known, else its weight."""
        value = self.edge_value(edge)
        if self.step is None or self.step.edge_values is None:
            return edge_symbol(self.sizes, edge), value
        if math.isnan(value):
            return edge_symbol(self.sizes, edge), self.weight(edge)

        def of_edge(symbol: Symbol) -> Node:
            return edge_symbol(self.sizes, edge) if symbol.quantity == "w" else symbol
        return inline(substituted(self.step.edge_label, of_edge)), value

    def symbol_beneath(self, neuron: Neuron) -> Node | None:
        """The symbol of what a walk writes at a neuron, in one line, with its indices where they are short."""
        if self.step is None or self.step.beneath is None:
            return None

        def of_neuron(symbol: Symbol) -> Node:
            return symbol if symbol.quantity == "C" else neuron_symbol(self.sizes, neuron, symbol.quantity)
        symbol = self.step.beneath.symbol
        return inline(substituted(symbol, of_neuron) if isinstance(symbol, Symbol) or self.sizes[neuron.l] == 1 else symbol)

    def describe(self, item: Part) -> list[tuple[Node, float]]:
        """What is said of an edge or neuron that is pointed at: quantities and their numbers."""
        match item:
            case Edge():
                lines: list[tuple[Node, float]] = [(edge_symbol(self.sizes, item), self.weight(item))]
                if self.shown_values is not self.w:
                    lines.append((self.shown_label, self.edge_value(item)))
                return lines
            case Bias():
                return [(neuron_symbol(self.sizes, item, "b"), self.bias(item))]
            case Neuron(l, j):
                symbol = neuron_symbol(self.sizes, item)
                said = row(symbol, " = ", self.column_name(j)) if l == 0 else symbol
                lines = [(self.named(item, said), self.activation(item))]
                if l:
                    lines.append((neuron_symbol(self.sizes, item, "b"), self.bias(item)))
                beneath, value = self.symbol_beneath(item), self.step.at(item) if self.step is not None else None
                if beneath is not None and value is not None:
                    lines.append((beneath, value))
                return lines

    def ailment(self, item: Part) -> str:
        """What is wrong with a neuron; nothing is wrong with an edge or a bias."""
        return self.ailments.get(item, "") if isinstance(item, Neuron) else ""

    def spoken(self, item: Part) -> str:
        """Both as one line of text."""
        said = ", ".join(f"{notation.text(node)} = {compact(value)}" for node, value in self.describe(item))
        return f"{said}. {self.ailment(item)}" if self.ailment(item) else said


def entry(arrays: Sequence[np.ndarray | None] | None, l: int, *place: int) -> float:
    """One number of a list by layer, NaN where there is none."""
    array = arrays[l] if arrays is not None else None
    return math.nan if array is None else float(array[place])
