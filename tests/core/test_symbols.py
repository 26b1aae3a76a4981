"""How parts are written: with an index only where the layer has more than one neuron."""
from core.network import Bias, Edge, Neuron
from core.notation import text
from core.symbols import edge_symbol, neuron_symbol, part_symbol


def test_the_chain_is_written_without_indices():
    assert text(edge_symbol((1, 1, 1), Edge(2, 0, 0))) == "w⁽²⁾"
    assert text(part_symbol((1, 1, 1), Bias(1, 0))) == "b⁽¹⁾"
    assert text(neuron_symbol((1, 1, 1), Neuron(2, 0), "y")) == "y"


def test_s20_several_neurons_bring_the_indices_j_and_k():
    assert text(edge_symbol((2, 1), Edge(1, 0, 1))) == "w₀,₁⁽¹⁾"
    assert text(edge_symbol((1, 3), Edge(1, 2, 0))) == "w₂,₀⁽¹⁾"
    assert text(neuron_symbol((2, 3), Neuron(1, 2), "z")) == "z₂⁽¹⁾"
    assert text(neuron_symbol((2, 3), Neuron(0, 1), "x")) == "x₁"
