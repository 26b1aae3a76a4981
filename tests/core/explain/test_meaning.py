"""What a symbol means, and what exactly each of its indices lights."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explain.meaning import meaning
from core.network import Edge, Network, Neuron
from core.notation import Symbol

NETWORK = Network((3, 5, 4, 2), ("tanh",) * 3)
W = Symbol("w", 2, 1, 4)


def test_s11_every_symbol_of_the_lecture_is_explained():
    said = {meaning(NETWORK, symbol).sentence for symbol in (
        W, Symbol("b", 2, 1), Symbol("z", 2, 1), Symbol("a", 2, 1), Symbol("a", 0, 2), Symbol("C", j=0), Symbol("C"),
        Symbol("y", j=1), Symbol("delta", 2, 1), Symbol("eta"), Symbol("n"), Symbol("i"), Symbol("j"), Symbol("k"))}
    assert len(said) == 14
    assert all(sentence.endswith(".") for sentence in said)


def test_q8_a_weight_is_its_edge():
    meant = meaning(NETWORK, W)
    assert meant.edges == {Edge(2, 1, 4)}
    assert (meant.neurons, meant.layer) == (frozenset(), None)
    assert meant.sentence == "The weight of the edge from neuron 4 of layer 1 to neuron 1 of layer 2."


def test_q8_the_superscript_is_the_layer_and_no_power():
    meant = meaning(NETWORK, W, "layer")
    assert meant.layer == 2
    assert not meant.neurons | meant.edges | meant.rows | meant.columns
    assert meant.sentence == "(2) is the layer, not a power: this weight leads from layer 1 into layer 2."


def test_q8_s22_the_first_index_is_the_row_and_the_neuron_it_leads_to():
    meant = meaning(NETWORK, W, "j")
    assert (meant.neurons, meant.rows, meant.columns) == ({Neuron(2, 1)}, {1}, frozenset())
    assert "row 1" in meant.sentence


def test_q8_s22_the_second_index_is_the_column_and_the_neuron_it_comes_from():
    meant = meaning(NETWORK, W, "k")
    assert (meant.neurons, meant.rows, meant.columns) == ({Neuron(1, 4)}, frozenset(), {4})
    assert "column 4" in meant.sentence


def test_q8_a_neuron_is_a_row_of_its_own_weights_and_a_column_of_the_next():
    a = Symbol("a", 1, 4)
    assert meaning(NETWORK, a).rows == {4}
    assert (meaning(NETWORK, a, matrix=2).rows, meaning(NETWORK, a, matrix=2).columns) == (frozenset(), {4})


def test_q8_a_letter_runs_over_its_whole_layer():
    meant = meaning(NETWORK, Symbol("w", 2, 1, "k"), "k")
    assert meant.neurons == {Neuron(1, k) for k in range(5)}
    assert meant.sentence == "k runs over all neurons of layer 1."
    assert meaning(NETWORK, Symbol("w", 2, 1, "k")).edges == {Edge(2, 1, k) for k in range(5)}


def test_q4_layer_0_is_the_input():
    assert "a⁽⁰⁾ = x" in meaning(NETWORK, Symbol("a", 0, 1), "layer").sentence
    assert meaning(NETWORK, Symbol("x", j=1)).neurons == {Neuron(0, 1)}


def test_the_desired_output_belongs_to_its_output():
    assert meaning(NETWORK, Symbol("y", j=1)).neurons == {Neuron(3, 1)}


def test_in_the_chain_a_symbol_without_index_is_its_only_neuron():
    chain = Network((1, 1, 1), ("tanh",) * 2)
    assert meaning(chain, Symbol("w", 2)).edges == {Edge(2, 0, 0)}
    assert meaning(chain, Symbol("z", 2)).sentence.startswith("z, the weighted sum of neuron 0 of layer 2")


@given(st.sampled_from("wbzaxyC"), st.integers(1, 3), st.integers(0, 1), st.integers(0, 1), st.data())
def test_nothing_outside_the_network_is_ever_lit(quantity, layer, j, k, data):
    symbol = Symbol(quantity, None if quantity in "xyC" else layer, j, k if quantity == "w" else None)
    meant = meaning(NETWORK, symbol, data.draw(st.sampled_from((None, "layer", "j", *("k" * (quantity == "w"))))))
    assert all(0 <= l < 4 and each < NETWORK.sizes[l] for l, each in meant.neurons)
    assert all(to < NETWORK.sizes[l] and of < NETWORK.sizes[l - 1] for l, to, of in meant.edges)


@pytest.mark.parametrize("symbol", [Symbol("w", "l", "j", "k"), Symbol("a", "L-1"), Symbol("z", "l")])
def test_letters_without_a_network_light_nothing(symbol):
    meant = meaning(NETWORK, symbol)
    assert not meant.neurons | meant.edges


def test_the_cost_lights_the_outputs_that_it_is_made_of():
    for symbol in (Symbol("C"), Symbol("C", j=0)):
        assert meaning(NETWORK, symbol).neurons == {Neuron(3, 0), Neuron(3, 1)}
