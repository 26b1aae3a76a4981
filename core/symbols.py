"""How the parts of a network are written: an index stands only where the layer has more than one neuron."""
from __future__ import annotations

from collections.abc import Sequence

from core.network import Bias, Edge, Neuron
from core.notation import Symbol


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
