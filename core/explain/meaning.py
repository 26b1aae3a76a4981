"""What a symbol of a formula, or one index of it, is: in one sentence, and where it is found in the network."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from core.errors import Sentence
from core.network import Bias, Edge, Network, Neuron
from core.notation import Index, Symbol

Place = Literal["layer", "j", "k"] | None                            # an index of a symbol, or all of it

QUANTITIES = {
    "z": "{symbol}, the weighted sum of {neuron}: every weight times the activation it comes from, and the bias added.",
    "a": "{symbol}, the activation of {neuron}: σ of its weighted sum z.",
    "b": "{symbol}, the bias of {neuron}: a number added to its weighted sum.",
    "delta": "δ is short for ∂C₀/∂z: how much the cost of this example follows the weighted sum of {neuron}.",
}
WORDS = {
    "eta": "η, the learning rate: how far one step goes.",
    "sigma": "σ, the nonlinearity that makes the activation of the weighted sum.",
    "n": "The number of examples.",
    "i": "An index that runs over everything the sum adds up.",
    "L": "The last layer, the output.",
    "l": "Any layer, counted from the input, which is layer 0.",
    "j": "j counts the neurons of layer l, from 0.",
    "k": "k counts the neurons of layer l − 1, from 0.",
}
OTHER = "An index of a sum: it runs over the neurons of its layer."


class Meaning(NamedTuple):
    """One sentence, and what to light: neurons, edges, a layer, rows and columns of a weight matrix, biases (Q8, S11, S22)."""

    sentence: Sentence
    neurons: frozenset[Neuron] = frozenset()
    edges: frozenset[Edge] = frozenset()
    layer: int | None = None
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    biases: frozenset[Bias] = frozenset()


def meaning(network: Network, symbol: Symbol, index: Place = None, matrix: int | None = None) -> Meaning:
    """What `symbol` stands for, or one of its indices alone, which lights exactly what that index means.

    Rows and columns are those of the weights of layer `matrix`; where it is not given, of the symbol's own layer.
    """
    sizes = network.sizes
    if symbol.quantity == "C":
        return Meaning(_of_cost(symbol), _neurons(sizes, network.last, None))         # the outputs, which it is made of
    layer = {"x": 0, "y": network.last}.get(symbol.quantity, symbol.layer)
    if not isinstance(layer, int):
        return Meaning(Sentence(WORDS.get(symbol.quantity, OTHER)))
    neurons, edges = _neurons(sizes, layer, symbol.j), frozenset[Edge]()
    if index == "layer":
        return Meaning(_of_layer(network, symbol, layer), layer=layer)
    if index == "k":
        neurons = _neurons(sizes, layer - 1, symbol.k)
        sentence = _of_index(symbol, symbol.k, layer - 1, Sentence("column {k} of the weights of layer {l}", k=symbol.k, l=layer))
    elif index == "j":
        sentence = _of_index(symbol, symbol.j, layer, Sentence("row {j} of the weights of layer {l}", j=symbol.j, l=layer))
    elif symbol.quantity == "w":
        before = _neurons(sizes, layer - 1, symbol.k)
        edges = frozenset(Edge(layer, to.j, of.j) for to in neurons for of in before)
        sentence, neurons = _of_weight(layer, symbol, edges), frozenset()
    else:
        sentence = _of_neuron(symbol, layer, neurons)
    l = max(layer, 1) if matrix is None else matrix
    return Meaning(
        sentence, neurons, edges,
        rows=_places(neurons, l) | {edge.j for edge in edges if edge.l == l},
        columns=_places(neurons, l - 1) | {edge.k for edge in edges if edge.l == l})


def _neurons(sizes: tuple[int, ...], l: int, index: Index) -> frozenset[Neuron]:
    """The neuron that an index names; a letter runs over the whole layer, and so does no index at all."""
    numbers: Iterable[int] = [index] if isinstance(index, int) else range(sizes[l])
    return frozenset(Neuron(l, j) for j in numbers)


def _places(neurons: frozenset[Neuron], l: int) -> frozenset[int]:
    return frozenset(neuron.j for neuron in neurons if neuron.l == l)


def _named(l: int, neurons: frozenset[Neuron]) -> Sentence:
    if len(neurons) > 1:
        return Sentence("the inputs") if l == 0 else Sentence("the neurons of layer {l}", l=l)
    (_, j), = neurons
    return Sentence("input {j}", j=j) if l == 0 else Sentence("neuron {j} of layer {l}", j=j, l=l)


def _of_cost(symbol: Symbol) -> Sentence:
    if symbol.j is None:
        return Sentence("C, the cost: the mean of the costs of the single examples.")
    if symbol.j == 0:
        return Sentence("C₀, the cost of this one example.")
    return Sentence("C with an index: the cost of one example; the index runs over all of them.")


def _of_layer(network: Network, symbol: Symbol, l: int) -> Sentence:
    if l == 0:
        return Sentence("(0) is the layer, not a power: layer 0 is the input, so a⁽⁰⁾ = x.")
    if symbol.quantity == "w":
        return Sentence("({l}) is the layer, not a power: this weight leads from layer {below} into layer {l}.", l=l, below=l - 1)
    if l == network.last:
        return Sentence("({l}) is the layer, not a power: layer {l} is the output, the lecture's L.", l=l)
    return Sentence("({l}) is the layer, not a power: layer {l} of {last}.", l=l, last=network.last)


def _of_index(symbol: Symbol, index: Index, l: int, in_matrix: Sentence) -> Sentence:
    if isinstance(index, str):
        template = "{index} runs over all inputs." if l == 0 else "{index} runs over all neurons of layer {l}."
        return Sentence(template, index=index, l=l)
    neuron = _named(l, frozenset({Neuron(l, int(index or 0))}))
    if symbol.quantity != "w":
        return Sentence("{index} says which: {neuron}, counted from 0.", index=index, neuron=neuron)
    way = Sentence("comes from") if l < int(symbol.layer or 0) else Sentence("leads to")
    return Sentence("{index}: the edge {way} {neuron}, which is {place}.", index=index, way=way, neuron=neuron, place=in_matrix)


def _of_weight(l: int, symbol: Symbol, edges: frozenset[Edge]) -> Sentence:
    if len(edges) > 1:
        return Sentence("The weights of layer {l}: each multiplies the activation that its edge brings.", l=l)
    (_, j, k), = edges
    of = Sentence("input {k}" if l == 1 else "neuron {k} of layer {below}", k=k, below=l - 1)
    return Sentence("The weight of the edge from {source} to neuron {j} of layer {l}.", source=of, j=j, l=l)


def _of_neuron(symbol: Symbol, l: int, neurons: frozenset[Neuron]) -> Sentence:
    named = _named(l, neurons)
    if symbol.quantity == "y":
        return Sentence("y, the desired output: what the example says that a of {neuron} should be.", neuron=named)
    if l == 0:
        return Sentence("a⁽⁰⁾ = x: the value of {neuron}, as the example brings it.", neuron=named)
    return Sentence(QUANTITIES.get(symbol.quantity, "{symbol} of {neuron}."), symbol=symbol.quantity, neuron=named)
