"""Which parts belong together: each once, and growing from an edge to its neuron, its layer and everything."""
from __future__ import annotations

from core.network import Bias, Edge, Neuron
from core.parts import Part, distinct, every, grown

SIZES = (2, 3, 1)


def kinds(parts: list[Part]) -> set[tuple[str, ...]]:
    """A bias and its neuron are equal as tuples, so their kinds are told too."""
    found = [(type(part).__name__, *map(str, part)) for part in parts]
    assert len(set(found)) == len(found)
    return set(found)


def test_a_bias_and_its_neuron_are_two_parts() -> None:
    assert kinds(distinct([Bias(1, 0), Neuron(1, 0), Bias(1, 0), Edge(1, 0, 0)])) == {
        ("Bias", "1", "0"), ("Neuron", "1", "0"), ("Edge", "1", "0", "0")}


def test_an_edge_grows_to_all_that_leads_into_its_neuron_then_to_its_layer_then_to_everything() -> None:
    neuron = grown(SIZES, [Edge(1, 1, 0)])
    assert kinds(neuron) == kinds([Edge(1, 1, 0), Edge(1, 1, 1), Bias(1, 1)])
    layer = grown(SIZES, neuron)
    assert kinds(layer) == kinds([*(Edge(1, j, k) for j in range(3) for k in range(2)), *(Bias(1, j) for j in range(3))])
    assert kinds(grown(SIZES, layer)) == kinds(every(SIZES))


def test_neurons_grow_with_neurons_and_an_input_to_its_layer() -> None:
    assert kinds(grown(SIZES, [Neuron(2, 0)])) == kinds([Neuron(2, 0), *(Edge(2, 0, k) for k in range(3))])
    assert kinds(grown(SIZES, [Neuron(0, 1)])) == kinds([Neuron(0, 0), Neuron(0, 1)])


def test_everything_is_every_edge_and_every_neuron() -> None:
    assert len(every(SIZES)) == 2 * 3 + 3 * 1 + 2 + 3 + 1
    assert kinds(grown(SIZES, every(SIZES))) == kinds(every(SIZES))
