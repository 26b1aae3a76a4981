"""The parts of a network and their places in its flat vector."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network import Bias, Edge, Network, Neuron, parameter_count, part_at, place


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5), st.data())
def test_a_part_is_found_at_its_place_and_there_is_its_value(sizes, data):
    network = Network(sizes, ["tanh"] * (len(sizes) - 1))
    network.parameters[:] = range(parameter_count(sizes))
    l = data.draw(st.integers(1, len(sizes) - 1))
    j, k = data.draw(st.integers(0, sizes[l] - 1)), data.draw(st.integers(0, sizes[l - 1] - 1))
    for part, value in ((Edge(l, j, k), network.w[l][j, k]), (Bias(l, j), network.b[l][j])):
        assert place(sizes, part) == value
        found = part_at(sizes, place(sizes, part))
        assert (type(found), found) == (type(part), part)


def test_there_is_no_part_past_the_end():
    with pytest.raises(IndexError):
        part_at([2, 3, 1], parameter_count([2, 3, 1]))


def test_a_twin_has_the_same_parameters_and_marks_in_arrays_of_its_own():
    network = Network([2, 3, 2], ["tanh", "sigmoid"], "cross-entropy")
    network.parameters[:] = range(network.parameters.size)
    network.mark(removed=[Edge(1, 0, 1)], frozen=[Bias(2, 1)], off=[Neuron(1, 2)])
    twin = network.twin()
    assert (twin.sizes, twin.activations, twin.cost) == (network.sizes, network.activations, network.cost)
    ours, theirs = ((of.parameters, of.gradient, of.present, of.movable, of.on[1]) for of in (network, twin))
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)
        assert not np.shares_memory(mine, other)


def test_a_twin_of_the_last_layers_has_their_parameters_in_every_copy():
    network = Network([2, 3, 4, 1], ["tanh", "relu", "linear"])
    network.parameters[:] = range(network.parameters.size)
    network.mark(removed=[Edge(3, 0, 2)], off=[Neuron(1, 0), Neuron(2, 1)])
    twin = network.twin(copies=2, first=2)
    assert twin.sizes == (3, 4, 1)
    assert twin.on[0] is None
    for copy in range(2):
        for l in (1, 2):
            np.testing.assert_array_equal(twin.w[l][copy], network.w[l + 1])
            np.testing.assert_array_equal(twin.b[l][copy], network.b[l + 1])
    assert twin.has_removed
    np.testing.assert_array_equal(twin.on[1], network.on[2])
