"""Counted operations against numbers that count what is done to them, and paths against following each of them."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.document import presets
from core.document.data import dataset
from core.explain.counting import Tally, count, tally
from core.explain.paths import path_count
from core.explain.walk import STAGES, Walk, read
from core.network import Bias, Edge, Network, Neuron, parameter_count, part_at, views
from core.optimizers import OPTIMIZERS, Update
from core.tape import Call
from core.training import Trainer
from tests.core.oracle import lecture_chain, networks, small_network

Drawn = tuple[Network, np.ndarray]
ARITHMETIC = {np.multiply, np.divide, np.square, np.reciprocal, np.add, np.subtract, np.negative}


class Noting:
    """A number that notes what is done to it: NumPy asks it for every operation on an array of such numbers."""

    def __init__(self, done: Counter[str]) -> None:
        self.done = done

    def _multiplied(self, other: object = None) -> Noting:
        self.done["multiplications"] += 1
        return Noting(self.done)

    def _added(self, other: object = None) -> Noting:
        self.done["additions"] += 1
        return Noting(self.done)

    def __neg__(self) -> Noting:
        return Noting(self.done)

    __mul__ = __truediv__ = __rtruediv__ = _multiplied
    __add__ = __sub__ = _added


def noted(calls: list[Call]) -> Tally:
    """The calls once more, on arrays of numbers that note what is done to them; functions are counted by their results."""
    done: Counter[str] = Counter()

    def noting(array: np.ndarray) -> np.ndarray:
        numbers = np.empty(array.size, dtype=object)
        numbers[:] = [Noting(done) for _ in range(array.size)]
        return numbers.reshape(array.shape)

    for call in calls:
        function, inputs = call.function, [noting(array) for array in read(call)]
        owner = getattr(function, "__self__", None)
        if isinstance(owner, np.ndarray):
            if function.__name__ == "dot":
                inputs[0].dot(inputs[1])
        elif owner is np.add or function is np.matmul or function in ARITHMETIC:
            function(*inputs, *([call.arguments[1]] if owner is np.add else []))
        elif isinstance(owner, np.ufunc):
            done["functions"] += inputs[0].size - inputs[0].size // inputs[0].shape[call.arguments[1]]
        elif isinstance(function, np.ufunc):
            done["functions"] += np.broadcast(*inputs).size
    return Tally(done["multiplications"], done["additions"], done["functions"])


def walk_of(network: Network, rows: np.ndarray, optimizer: str = "sgd", regularization: str = "none") -> Walk:
    twin = network.twin()
    update = Update(twin, optimizer, regularization)
    update.set_rates(0.1, 0.01)
    return Walk(twin, rows, update)


def preset(name: str) -> Walk:
    experiment = presets.load(name)
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    return Walk(ahead.network, ahead.rows, ahead.update)


def followed(network: Network) -> Iterator[int]:
    """Every path by itself, from every weight and bias: how many factors it has."""
    present = views(network.present, network.sizes).w

    def onward(l: int, j: int) -> Iterator[int]:
        """Factors from z_j of layer l to the cost."""
        if network.on[l] is not None and network.on[l][j, 0] == 0:
            return
        if l == network.last:
            yield 2 if network.activations[l].slope is not None else 1
            return
        for i in range(network.sizes[l + 1]):
            if present[l + 1][i, j]:
                yield from (2 + factors for factors in onward(l + 1, i))

    for part in (part_at(network.sizes, place) for place in np.flatnonzero(network.present)):
        yield from (1 + factors for factors in onward(part.l, part.j))


# ---- operations ------------------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(networks(), st.sampled_from([*OPTIMIZERS]), st.sampled_from(["none", "l1", "l2"]))
def test_q19_every_stage_takes_the_operations_that_numbers_note_themselves(drawn: Drawn, optimizer: str, regularization: str):
    walk = walk_of(*drawn, optimizer, regularization)
    stages = count(walk).stages
    for stage in STAGES:
        assert stages[stage] == noted([call for each in walk.operations if each.stage == stage for call in each.calls]), stage


def test_q19_the_chains_operations_as_counted_by_hand():
    counting = count(walk_of(*lecture_chain()))
    assert counting.stages == {
        "forward": Tally(3 * (2 + 1), 3 * (1 + 1), 3),      # [b|w]·[1;a]: 2 and 1; sigmoid: a division, an addition and exp
        "cost": Tally(1 + 1, 1),                            # the square and 1/m; a − y
        "backward": Tally(1 + 3 + 3 + 3 * 2 + 3 + 6, 1 + 3),   # 2(a − y); a(1 − a); δ; ∂C/∂[b|w]; wδ; 1/m
        "update": Tally(6, 6),                              # η times the gradient, taken off
    }


def test_a_large_product_is_counted_though_another_function_computes_it():
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(3, 70, 2), examples=70)
    walk = walk_of(network, rows)
    first = walk.operations[0]
    assert [call.function for call in first.calls] == [np.matmul]
    assert tally(first.calls) == Tally(70 * 70 * 4, 70 * 70 * 3)


def test_the_way_back_takes_about_twice_the_multiplications_of_the_way_there():
    counting = count(preset("digits"))
    assert counting.back_to_forward == counting.stages["backward"].multiplications / counting.stages["forward"].multiplications
    assert 1.9 < counting.back_to_forward < 2.2


def test_it_does_not_matter_how_far_has_been_walked():
    walk = preset("chain")
    before = count(walk)
    walk.go_to(9)
    assert count(walk) == before


# ---- paths -----------------------------------------------------------------------------------------------------------------------


@given(networks())
def test_q19_paths_and_their_products_are_those_of_following_every_one(drawn: Drawn):
    network, rows = drawn
    counting, factors = count(walk_of(*drawn)), list(followed(network))
    assert counting.paths == len(factors)
    assert counting.path_multiplications == len(rows) * sum(number - 1 for number in factors)


def test_q19_softmax_has_a_link_less_at_the_end_of_every_path():
    network, rows = small_network(["tanh", "softmax"], "categorical cross-entropy", sizes=(2, 3, 2), examples=1)
    counting, factors = count(walk_of(network, rows)), list(followed(network))
    assert counting.path_multiplications == sum(number - 1 for number in factors)


@given(networks())
def test_q19_all_paths_together_are_the_paths_of_every_part(drawn: Drawn):
    network, _ = drawn
    parts = [part_at(network.sizes, place) for place in range(parameter_count(network.sizes))]
    assert count(walk_of(*drawn)).paths == sum(path_count(network, part) for part in parts)


def test_q19_a_deep_network_has_more_paths_than_anyone_could_follow_and_they_are_counted_exactly():
    network = Network((2, *[9] * 40, 1), ["tanh"] * 41)
    counting = count(walk_of(network, np.ones((1, 4))))
    # From a neuron of layer l to the cost: 9 to the power of the layers between; into it: weights and a bias.
    assert counting.paths == sum(9 * ((2 if l == 1 else 9) + 1) * 9 ** (40 - l) for l in range(1, 41)) + 10
    assert counting.paths_to_sweep > 1e30


def test_a_neuron_switched_off_carries_no_path():
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1))
    whole = count(walk_of(network, rows)).paths
    network.mark(off=[Neuron(1, 0)])
    assert whole - count(walk_of(network, rows)).paths == 3          # two weights and a bias before it


def test_a_removed_edge_carries_no_path():
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1))
    whole = count(walk_of(network, rows)).paths
    network.mark(removed=[Edge(2, 0, 0)])
    assert whole - count(walk_of(network, rows)).paths == 1 + path_count(network, Bias(2, 0)) * 3


@pytest.mark.parametrize(("name", "sizes"), [("chain", (1, 1, 1, 1)), ("two-paths", (2, 2, 2))])
def test_presets_are_counted_as_by_hand(name: str, sizes: tuple[int, ...]):
    walk = preset(name)
    assert walk.network.sizes == sizes
    assert (count(walk).paths, count(walk).path_multiplications) == {"chain": (6, 2 * (2 + 4 + 6)),
                                                                     "two-paths": (18, 6 * 2 + 12 * 4)}[name]
