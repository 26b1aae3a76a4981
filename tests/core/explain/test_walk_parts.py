"""Which parts of the drawing stand for what a walk reads and writes."""
from __future__ import annotations

import numpy as np
import pytest

from core.document import presets
from core.document.data import dataset
from core.explain.walk import Item, Walk
from core.explain.walk_parts import DrawnParts, items, parts
from core.network import Bias, Edge, Network, Neuron, place
from core.training import Trainer

NETWORK = Network((3, 4, 2), ("tanh", "sigmoid"))
HIDDEN = {Neuron(1, j) for j in range(4)}
OUTPUTS = {Neuron(2, 0), Neuron(2, 1)}


@pytest.mark.parametrize("quantity", ["z", "a", "da_dz", "dC_da", "dC_dz"])
def test_a_quantity_of_neurons_is_their_layer_or_the_one_that_is_named(quantity):
    assert parts(NETWORK, [Item(quantity, 1)]) == DrawnParts(neurons=frozenset(HIDDEN))
    assert parts(NETWORK, [Item(quantity, 1, 2)]) == DrawnParts(neurons=frozenset({Neuron(1, 2)}))


@pytest.mark.parametrize("quantity", ["y", "terms", "C0", "C"])
def test_s5_the_cost_and_what_is_desired_are_the_outputs(quantity):
    assert parts(NETWORK, [Item(quantity)]) == DrawnParts(neurons=frozenset(OUTPUTS))
    assert parts(NETWORK, [Item(quantity, None, 1)]).neurons == {Neuron(2, 1)}


@pytest.mark.parametrize("quantity", ["w", "dC_dw"])
def test_s22_weights_are_edges_a_row_those_into_a_neuron_and_a_column_those_out_of_one(quantity):
    every = {Edge(1, j, k) for j in range(4) for k in range(3)}
    assert parts(NETWORK, [Item(quantity, 1)]) == DrawnParts(edges=frozenset(every))
    assert parts(NETWORK, [Item(quantity, 1, 3, 2)]).edges == {Edge(1, 3, 2)}
    assert parts(NETWORK, [Item(quantity, 1, 3)]).edges == {edge for edge in every if edge.j == 3}
    assert parts(NETWORK, [Item(quantity, 1, None, 2)]).edges == {edge for edge in every if edge.k == 2}


@pytest.mark.parametrize("quantity", ["b", "dC_db"])
def test_biases_stay_biases(quantity):
    assert parts(NETWORK, [Item(quantity, 2)]) == DrawnParts(biases=frozenset({Bias(2, 0), Bias(2, 1)}))
    assert parts(NETWORK, [Item(quantity, 2, 1)]).biases == {Bias(2, 1)}


@pytest.mark.parametrize("quantity", ["g", "step", "velocity"])
def test_s26_what_is_as_long_as_the_parameters_is_all_of_them_or_the_one_at_its_place(quantity):
    found = parts(NETWORK, [Item(quantity)])
    assert (len(found.edges), len(found.biases), found.neurons) == (3 * 4 + 4 * 2, 4 + 2, frozenset())
    for part in (*found.edges, *found.biases):
        edges, biases = ({part}, set()) if isinstance(part, Edge) else (set(), {part})
        assert parts(NETWORK, [Item(quantity, None, place(NETWORK.sizes, part))]) == (frozenset(), edges, biases)


@pytest.mark.parametrize("part", [Edge(1, 2, 0), Bias(2, 1), Neuron(0, 2), Neuron(1, 3), Neuron(2, 0)])
def test_every_item_of_a_part_is_drawn_as_that_part_alone(part):
    of_part = items(NETWORK, part)
    assert of_part
    for item in of_part:
        assert [*frozenset.union(*parts(NETWORK, [item]))] == [part]
    assert len({item.quantity for item in of_part}) == len(of_part)


def test_an_output_has_its_desired_value_and_its_share_of_the_cost_and_no_other_neuron_has():
    assert {Item("y", None, 1), Item("terms", None, 1)} < set(items(NETWORK, Neuron(2, 1)))
    assert {item.quantity for item in items(NETWORK, Neuron(1, 1))} == {"z", "a", "da_dz", "dC_da", "dC_dz"}


def test_an_item_without_a_layer_is_all_layers_that_have_it():
    assert parts(NETWORK, [Item("w")]).edges == parts(NETWORK, [Item("g")]).edges
    assert parts(NETWORK, [Item("dC_db")]).biases == parts(NETWORK, [Item("g")]).biases
    assert parts(NETWORK, [Item("a")]).neurons == HIDDEN | OUTPUTS | {Neuron(0, k) for k in range(3)}


def test_several_items_are_the_parts_of_each_and_none_are_none():
    assert parts(NETWORK, [Item("a", 0, 1), Item("w", 1, 0, 1), Item("b", 1, 0)]) == (
        {Neuron(0, 1)}, {Edge(1, 0, 1)}, {Bias(1, 0)})
    assert parts(NETWORK, []) == DrawnParts()


@pytest.mark.parametrize("name", ["chain", "xor"])
def test_everything_a_walk_reads_and_writes_is_drawn_and_as_large_as_its_array(name):
    experiment = presets.load(name)
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    for operation in walk.operations:
        for item in operation.reads + operation.writes:
            found, array = parts(walk.network, [item]), walk.arrays[item]
            expected = array.size if item.quantity in {"w", "dC_dw"} else len(np.atleast_1d(array))
            assert sum(map(len, found)) == (walk.network.sizes[-1] if item.quantity in {"C0", "C"} else expected), item
