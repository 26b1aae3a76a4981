"""How the parts of a network are written: an index stands only where the layer has more than one neuron."""
from __future__ import annotations

import re
from collections.abc import Sequence

from core.network import Bias, Edge, Neuron
from core.notation import Node, Power, Row, Symbol, Text, row, text


def edge_symbol(sizes: Sequence[int], edge: Edge) -> Symbol:
    """w⁽ˡ⁾ between single neurons, as in the lecture's chain; w_jk⁽ˡ⁾ otherwise, as one index alone says too little."""
    alone = sizes[edge.l] == 1 == sizes[edge.l - 1]
    return Symbol("w", edge.l) if alone else Symbol("w", *edge)


def neuron_symbol(sizes: Sequence[int], neuron: Neuron | Bias, quantity: str = "a") -> Symbol:
    """a⁽ˡ⁾ of a single neuron, a_j⁽ˡ⁾ otherwise; the same for z, b, δ, and for x and y, which name their layer themselves."""
    return Symbol(quantity, None if quantity in {"x", "y"} else neuron.l, neuron.j if sizes[neuron.l] > 1 else None)


def part_symbol(sizes: Sequence[int], part: Edge | Bias) -> Symbol:
    """The symbol of a parameter."""
    return edge_symbol(sizes, part) if isinstance(part, Edge) else neuron_symbol(sizes, part, "b")


def input_called(k: int, names: Sequence[str]) -> str:
    """What input k is called where its number does not say it: a column that does not stand at its own place, a feature, a name.

    >>> input_called(0, ["x0", "x2", "x0^2", "age"]), input_called(1, ["x0", "x2"]), input_called(2, ["x0", "x2", "x0^2"])
    ('', 'x₂', 'x₀²')
    """
    return "" if k >= len(names) or names[k] == f"x{k}" else text(name_node(names[k]))


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
