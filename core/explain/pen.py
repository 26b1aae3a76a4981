"""How one operation of a walk is written: with letters for its indices, with the numbers of one entry, or with whole arrays."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal, NamedTuple

import numpy as np

from core.activations import Array, E
from core.explain.formulas import C0, MEAN, figure
from core.explain.tokens import Token
from core.explain.walk import Item, Walk
from core.network import Bias, Edge, place
from core.notation import Fraction, Index, Node, Power, Row, Sum, Symbol, Text, derivative, number, row, substituted

WRITTEN_OUT, MOST_FIGURES = 4, 8                                     # summands of a sum with letters, and with numbers
DIGITS = 5
TIMES = {"letters": " ", "figures": " · ", "vectors": " ⊙ "}
FLAT = {"g": "g", "step": "step", "velocity": "v", "mean": "m", "mean_square": "s"}            # as long as the parameters
POWERS = {"beta1_power": ("β₁ᵗ", "β₁ᵗ⁻¹"), "beta2_power": ("β₂ᵗ", "β₂ᵗ⁻¹")}                    # now, and a step before
OF_EXAMPLES = {"z", "a", "y", "da_dz", "dC_da", "dC_dz", "terms", "C0"}                         # one column for each example

Shape = tuple[int, int]


class Cell(NamedTuple):
    """An entry of a quantity; its indices and its example are letters or numbers, `layer` "l" is any of them."""

    quantity: str
    layer: Index = None
    j: Index = None
    k: Index = None
    old: bool = False
    example: Index = None


class Piece(NamedTuple):
    """A token with (rows, columns) where it is an operand of a matrix form."""

    node: Node
    item: Item | None = None
    old: bool = False
    shape: Shape | None = None

    @property
    def token(self) -> Token:
        return Token(self.node, self.item, self.old)


Pieces = list[Piece]


class Equation(NamedTuple):
    """left = right; what is changed in place has an arrow instead."""

    left: Cell
    right: Pieces
    sign: str = " = "


def signs(written: str) -> Pieces:
    """What is only a sign."""
    return [Piece(Text(written))]


def joined(parts: Iterable[Pieces], sign: str = " + ") -> Pieces:
    """`parts` with the sign between each two."""
    return [piece for part in parts for piece in (*signs(sign), *part)][1:]


def _left_out(rest: float) -> Pieces:
    """What the summands that are not shown add up to."""
    return signs(f" + (⋯ = {number(rest, DIGITS)})")


@dataclass(frozen=True)
class Pen:
    """Writes cells of the operation number `at` in one of three ways.

    `l`, `j`, `k` are the entry that is written, or the letters for any; an operation on all layers writes a bias where `is_bias`.
    """

    walk: Walk
    at: int
    mode: Literal["letters", "figures", "vectors"]
    l: Index
    j: Index = None
    k: Index = None
    is_bias: bool = False
    example: int = 0

    # ---- what it writes about ----------------------------------------------------------------------------------------------------

    @property
    def m(self) -> int:
        """How many examples there are."""
        return self.walk.passed.examples

    def neurons(self, layer: Index) -> int:
        """Neurons of a layer; of any layer, those of the largest."""
        sizes = self.walk.network.sizes
        return sizes[layer] if isinstance(layer, int) else max(sizes)

    @property
    def dot(self) -> str:
        """Between the factors of a product that is taken entry by entry."""
        return TIMES["vectors" if self.mode == "vectors" else "figures"]

    def parameter(self, weight: str, bias: str, old: bool = False) -> Cell:
        """The entry of a quantity of weights or of its sister of biases."""
        return Cell(bias, self.l, self.j, old=old) if self.is_bias else Cell(weight, self.l, self.j, self.k, old)

    def flat(self, quantity: str, old: bool = False) -> Cell:
        """The entry of a quantity that is as long as the parameters."""
        return Cell(quantity, self.l, self.j, None if self.is_bias else self.k, old)

    def flat_place(self, cell: Cell) -> int:
        """Where an entry with numbers for its indices stands among the parameters."""
        assert isinstance(cell.layer, int)
        assert isinstance(cell.j, int)
        part = Edge(cell.layer, cell.j, cell.k) if isinstance(cell.k, int) else Bias(cell.layer, cell.j)
        return place(self.walk.network.sizes, part)

    def item(self, cell: Cell) -> Item:
        """What a cell stands for."""
        if cell.quantity in POWERS or cell.quantity in FLAT:
            is_entry = self.mode == "figures" and cell.quantity in FLAT
            return Item(cell.quantity, None, self.flat_place(cell) if is_entry else None)
        j = cell.example if cell.quantity == "C0" else cell.j
        return Item(cell.quantity, *(index if isinstance(index, int) else None for index in (cell.layer, j, cell.k)))

    def value(self, cell: Cell) -> float:
        """The number of a cell, before the operation where it is old, otherwise after it."""
        quantity, example = cell.quantity, cell.example if isinstance(cell.example, int) else self.example
        layer = cell.layer if isinstance(cell.layer, int) else None
        whole = Item(quantity, None if quantity in FLAT or quantity in POWERS else layer)
        array = self.walk.values(whole, self.at + (not cell.old))
        assert array is not None
        if quantity in FLAT:
            return float(array[self.flat_place(cell)])
        if quantity in POWERS:
            return float(array[0])
        indices = [index for index in (cell.j, cell.k) if isinstance(index, int)]
        return float(array[(*indices, example) if quantity in OF_EXAMPLES else tuple(indices)])

    # ---- cells -------------------------------------------------------------------------------------------------------------------

    def write(self, cell: Cell) -> Piece:
        """A cell: its number where figures are asked for, otherwise its symbol."""
        if self.mode != "figures":
            return self.symbol(cell)
        written = figure(self.value(cell), DIGITS)
        return Piece(written._replace(quantity=cell.quantity), self.item(cell), cell.old)

    def symbol(self, cell: Cell) -> Piece:
        """A cell by its symbol."""
        return Piece(self._node(cell), self.item(cell), cell.old, self._shape(cell))

    def transposed(self, cell: Cell) -> Piece:
        """An array with rows and columns exchanged."""
        piece = self.symbol(cell)
        assert piece.shape is not None
        return piece._replace(node=Power(piece.node, Text("T")), shape=piece.shape[::-1])

    def ones(self, rows: int, columns: int) -> Piece:
        """A column or a row of ones."""
        return Piece(Power(Text("1"), Text("T")) if rows == 1 else Text("1"), shape=(rows, columns))

    def mask(self, name: str, mask: Array) -> Pieces:
        """A factor that is 0 or 1, for every neuron (n_l, 1) or every parameter."""
        is_of_all = mask.ndim == 1
        if self.mode == "figures":
            where = self.flat_place(self.parameter("w", "b")) if is_of_all else self.j
            assert isinstance(where, int)
            return [Piece(figure(float(mask.flat[where])))]
        if self.mode == "letters":
            return [Piece(Symbol(name, *self._indices(self.l, self.j, self.k if is_of_all and not self.is_bias else None)))]
        if is_of_all:
            return [Piece(Text(name), shape=(mask.size, 1))]
        return [Piece(Symbol(name, self.l), shape=(len(mask), 1)), *self.for_every_example()]

    def for_every_example(self) -> Pieces:
        """What repeats a column for every example: nothing where there is one."""
        return [*signs(" "), self.ones(1, self.m)] if self.m > 1 else []

    def mean_factor(self) -> Piece:
        """1/m."""
        return Piece(Fraction(Text("1"), Text(str(self.m)) if self.mode == "figures" else Symbol("m")))

    def _indices(self, layer: Index, j: Index, k: Index) -> tuple[Index, Index, Index]:
        """The layer and the indices of a neuron or, with k, of an edge, as core.symbols has them: none for single neurons."""
        after, before = self.neurons(layer), self.neurons(layer - 1 if isinstance(layer, int) else layer)
        if k is None:
            return layer, j if after > 1 else None, None
        return (layer, None, None) if after == 1 == before else (layer, j if after > 1 else 0, k if before > 1 else 0)

    def _node(self, cell: Cell) -> Node:
        quantity, (layer, j, k) = cell.quantity, self._indices(*cell[1:4]) if cell.layer is not None else cell[1:4]
        if self.mode == "vectors" and cell.layer == "l":
            return self._vector(cell)
        own = Symbol("W" if self.mode == "vectors" else "w", layer, j, k)
        cost = C0 if cell.example is None else Symbol("C", j=str(cell.example))
        match quantity:
            case "w":
                return own
            case "b" | "z" | "a":
                return Symbol(quantity, layer, j)
            case "y" | "terms":
                name = quantity if quantity == "y" or self.mode == "vectors" else "term"
                return Symbol(name, None, j if self.walk.network.sizes[-1] > 1 else None)
            case "da_dz":
                return derivative(Symbol("a", layer, j), Symbol("z", layer, j))
            case "dC_da" | "dC_dz":
                return derivative(cost, Symbol(quantity[-1], layer, j))
            case "dC_dw" | "dC_db":
                return self._gradient(cell, lambda of: derivative(of, own if quantity == "dC_dw" else Symbol("b", layer, j)))
            case "C0":
                return cost
            case "C":
                return MEAN
        return Text(POWERS[quantity][cell.old]) if quantity in POWERS else Symbol(FLAT[quantity], layer, j, k)

    def _vector(self, cell: Cell) -> Node:
        """A quantity of all parameters at once."""
        if cell.quantity == "w":
            return row("(", Symbol("w"), ", ", Symbol("b"), ")")
        if cell.quantity == "dC_dw":
            return self._gradient(cell, lambda of: row("∇", of))
        return Text(POWERS[cell.quantity][cell.old]) if cell.quantity in POWERS else Text(FLAT[cell.quantity])

    def _gradient(self, cell: Cell, by: Callable[[Node], Node]) -> Node:
        """A derivative of C once it is a mean; before that it is one of C₀, or the sum over the examples."""
        operation = self.walk.operations[self.at]
        if operation.stage == "update" or (operation.layer is None and not cell.old):
            return by(MEAN)
        return by(C0) if self.m == 1 else Sum(Symbol("i"), by(Symbol("C", j="i")))

    def _shape(self, cell: Cell) -> Shape | None:
        """Rows and columns of the whole array, one row for a neuron and one column for an example."""
        network, layer, m = self.walk.network, cell.layer, self.m
        if self.mode != "vectors" or cell.quantity in POWERS:
            return None
        if layer == "l":
            return network.parameters.size, 1
        match cell.quantity:
            case "C":
                return 1, 1
            case "C0":
                return 1, m
            case "y" | "terms":
                return network.sizes[-1], m
        assert isinstance(layer, int)
        n = network.sizes[layer]
        return {"w": (n, network.sizes[layer - 1]), "dC_dw": (n, network.sizes[layer - 1]), "b": (n, 1), "dC_db": (n, 1)}.get(
            cell.quantity, (n, m))

    # ---- longer things -----------------------------------------------------------------------------------------------------------

    def product(self, cells: Iterable[Cell], times: str | None = None) -> Pieces:
        """Cells multiplied, entry by entry where they are arrays."""
        return joined(([self.write(cell)] for cell in cells), times or TIMES[self.mode])

    def summed(self, count: int, letter: str, term: Callable[[Index], Sequence[Cell]], most: int = WRITTEN_OUT) -> Pieces:
        """A sum of products: written out for few terms, else Σ, or with numbers the first ones and what the others add up to."""
        if self.mode == "letters" and count > most:
            return [Piece(Sum(Symbol(letter), Text(""))), *self.product(term(letter))]
        shown = [self.product(term(i)) for i in range(min(count, MOST_FIGURES))]
        rest = sum(prod(map(self.value, term(i))) for i in range(MOST_FIGURES, count))
        return [*joined(shown), *(_left_out(rest) if count > MOST_FIGURES else [])]

    def over_examples(self, term: Callable[[Index], Sequence[Cell]]) -> Pieces:
        """A sum over the examples."""
        return self.summed(self.m, "i", term, most=1)

    def powers(self, z: Cell) -> Node:
        """Σ e^z over the layer of z."""
        if self.mode == "letters":
            return Sum(Symbol("i"), Power(E, self.write(z._replace(j="i")).node))
        layer = [self.value(z._replace(j=i)) for i in range(self.neurons(z.layer))]
        shown = [[Piece(Power(E, Text(number(each, DIGITS))))] for each in layer[:MOST_FIGURES]]
        rest: Pieces = []
        if len(layer) > MOST_FIGURES:
            with np.errstate(over="ignore"):                 # the formula's own sum: the tape takes the largest z off first
                rest = _left_out(float(np.exp(layer[MOST_FIGURES:]).sum()))
        return row(*(piece.node for piece in [*joined(shown), *rest]))

    def formula(self, node: Node, cells: Mapping[str, Cell | float]) -> Pieces:
        """A formula of core, its symbols written as the cells or numbers of their quantities; one piece if it is about one item."""
        def write(symbol: Symbol) -> Piece:
            meant = cells[symbol.quantity]
            if isinstance(meant, Cell):
                return self.write(meant)
            return Piece(figure(meant, DIGITS) if self.mode == "figures" else symbol)

        match node:
            case Symbol():
                return [write(node)]
            case Text():
                if node.text == " " or node.text.startswith((" (", " ln(")):
                    return signs(TIMES[self.mode] + node.text[1:])
                is_factor = self.mode == "figures" and node.text.endswith(tuple(f"{digit} " for digit in range(10)))
                return signs(node.text + "· " * is_factor)
            case Row():
                return [piece for part in node.parts for piece in self.formula(part, cells)]
        found: dict[Item, Piece] = {}

        def collect(symbol: Symbol) -> Node:
            piece = write(symbol)
            if piece.item is not None:
                found[piece.item.whole] = piece
            return piece.node

        whole = substituted(node, collect)
        if len(found) == 1:
            (piece,) = found.values()
            if isinstance(whole, Power) and isinstance(whole.base, Fraction):
                whole = Power(row("(", whole.base, ")"), whole.exponent)
            return [piece._replace(node=whole)]
        match node:
            case Fraction():
                return [*self._bracketed(node.top, cells), *signs(" / "), *self._bracketed(node.bottom, cells)]
            case Power():
                *front, last = self.formula(node.base, cells)
                return [*front, last._replace(node=Power(last.node, node.exponent))]
            case Sum():
                return [Piece(Sum(node.over, Text(""))), *self.formula(node.body, cells)]
        return [Piece(whole)]

    def _bracketed(self, node: Node, cells: Mapping[str, Cell | float]) -> Pieces:
        pieces = self.formula(node, cells)
        return [*signs("("), *pieces, *signs(")")] if len(pieces) > 1 else pieces


def for_both(pen: Pen, written: Callable[[Pen], list[Equation]]) -> list[Equation]:
    """What concerns all parameters: for the weights and, with letters, for the biases too."""
    return [*written(pen), *(written(replace(pen, is_bias=True)) if pen.mode == "letters" else [])]
