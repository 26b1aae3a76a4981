"""Points without a derivative: named for one example, and counted for a mean over many."""
from __future__ import annotations

import numpy as np
import pytest

from core.evaluation import BLOCK, example_pass
from core.explain.chain_rule import WeightedSum, chain, example_derivatives
from core.explain.kinks import jump, kink, mean_kink
from core.network import Bias, Edge, Network, Neuron
from core.tape import Pass, run


def bent(activation: str, cost: str = "squared error", desired: float = 1.0, b: float = -0.5) -> tuple[Network, Pass]:
    """1-1-1 whose hidden z is exactly 0 with b = −0.5, and whose output is linear: a + 0.25."""
    network = Network([1, 1, 1], [activation, "linear"], cost)
    network.parameters[:] = [b, 1.0, 0.25, 1.0]
    return network, example_pass(network, np.array([1.0, 0.5, desired]))


@pytest.mark.parametrize(("activation", "slope"), [("relu", "0"), ("leaky relu", "0.01")])
def test_where_z_is_exactly_at_a_kink_the_derivative_is_called_a_convention(activation: str, slope: str) -> None:
    network, p = bent(activation)
    for part in (Edge(1, 0, 0), Bias(1, 0), WeightedSum(1, 0), Neuron(0, 0)):
        sentence = kink(network, p, part)
        assert sentence == (f"z of neuron 0 of layer 1 is exactly 0, where {activation} has no derivative; "
                            f"{slope} is used there by convention.")
        assert sentence.values["activation"] == activation
    assert kink(network, p, Edge(2, 0, 0)) is None


@pytest.mark.parametrize("activation", ["relu", "leaky relu", "elu", "tanh"])
def test_beside_a_kink_the_derivative_is_a_limit(activation: str) -> None:
    for b in (-0.5 + 1e-12, -0.5 - 1e-12):
        network, p = bent(activation, b=b)
        assert kink(network, p, Edge(1, 0, 0)) is None


def test_smooth_activations_have_no_kink_at_0() -> None:
    for activation in ("elu", "sigmoid", "sine"):
        network, p = bent(activation)
        assert kink(network, p, Edge(1, 0, 0)) is None


def test_a_step_says_that_its_derivative_is_0_although_it_jumps() -> None:
    for b in (-0.5, 0.7):
        network, p = bent("step", b=b)
        assert "jumps" in str(kink(network, p, Edge(1, 0, 0)))
        assert chain(network, p, Edge(1, 0, 0)).derivative == 0
        assert kink(network, p, Edge(2, 0, 0)) is None


def test_an_absolute_error_of_exactly_0_is_a_kink_of_every_part_that_moves_the_output() -> None:
    network, p = bent("linear", "absolute error", desired=0.25)
    sentence = "a − y of output 0 is exactly 0, where the absolute error has no derivative; 0 is used there by convention."
    for part in (Edge(1, 0, 0), Neuron(1, 0), Bias(2, 0), Neuron(2, 0)):
        assert kink(network, p, part) == sentence
    assert kink(network, p, Edge(2, 0, 0)) is None, "its a is 0, so the weight moves nothing"
    network, p = bent("linear", "absolute error", desired=0.26)
    assert kink(network, p, Edge(1, 0, 0)) is None


def test_a_kink_that_the_part_does_not_reach_or_the_cost_does_not_see_is_none() -> None:
    network, p = bent("relu")
    network.mark(removed=[Edge(1, 0, 0)])
    assert kink(network, p, Edge(1, 0, 0)) is None
    network, p = bent("relu", desired=0.25)
    assert kink(network, p, Bias(1, 0)) is None, "∂C₀/∂a is 0, so both sides have the derivative 0"
    network, _ = bent("relu")
    network.mark(off=[Neuron(1, 0)])
    assert kink(network, example_pass(network, np.array([1.0, 0.5, 1.0])), Bias(1, 0)) is None


def test_a_kink_belongs_to_its_example() -> None:
    network, _ = bent("relu")
    p = Pass(network, np.array([[1.0, 0.5, 1.0], [1.0, 0.6, 1.0]]))
    run([*p.forward(), *p.cost(), *p.backward()])
    assert kink(network, p, Edge(1, 0, 0), 0)
    assert kink(network, p, Edge(1, 0, 0), 1) is None


def test_of_a_mean_a_step_is_named_whatever_the_examples_are() -> None:
    network, _ = bent("step", desired=0.25)
    rows = np.array([[1.0, 0.0, 1.0]])                                       # nothing comes in, and z is beside the jump
    for said in (jump(network, Edge(1, 0, 0)), mean_kink(network, rows, Edge(1, 0, 0))):
        assert "Neuron 0 of layer 1 is a step" in str(said)
    assert jump(network, Edge(2, 0, 0)) is None
    network.mark(off=[Neuron(1, 0)])
    assert jump(network, Edge(1, 0, 0)) is None
    network.mark(off=[], removed=[Edge(1, 0, 0)])
    assert jump(network, Edge(1, 0, 0)) is None


X = [0.5, 0.6, 0.5, 0.0, 0.5]                                                # with bent(), z is 0 where x is ½


def mean_rows(desired: float = 1.0) -> np.ndarray:
    return np.array([[1.0, x, desired] for x in X])


def test_a_mean_says_in_how_many_examples_z_is_exactly_at_a_kink() -> None:
    network, _ = bent("relu")
    sentence = ("In 3 of 5 examples z of neuron 0 of layer 1 is exactly 0, where relu has no derivative; "
                "0 is used there by convention.")
    for part in (Edge(1, 0, 0), Bias(1, 0)):
        assert mean_kink(network, mean_rows(), part) == sentence
    assert mean_kink(network, mean_rows(), Edge(2, 0, 0)) is None
    assert mean_kink(network, mean_rows()[[1, 3]], Bias(1, 0)) is None
    network, _ = bent("tanh")
    assert mean_kink(network, mean_rows(), Bias(1, 0)) is None


def test_at_a_kink_of_a_mean_the_slopes_on_both_sides_differ_as_it_says() -> None:
    """The oracle: the cost measured a little to the left and to the right, by nothing but its definition."""
    network, _ = bent("relu")
    rows, h = mean_rows(), 1e-7

    def cost(b: float) -> float:
        hidden = np.maximum(rows[:, 1] + b, 0)
        return float(((hidden + 0.25 - rows[:, 2]) ** 2).mean())

    left, right = (cost(-0.5) - cost(-0.5 - h)) / h, (cost(-0.5 + h) - cost(-0.5)) / h
    mean = float(example_derivatives(network, rows, Bias(1, 0)).mean())
    assert mean == pytest.approx(left, abs=1e-5)
    assert right - left == pytest.approx(3 / 5 * 2 * (0.25 - 1), abs=1e-5), "three of five examples, each with 2(a − y)"


def test_a_mean_counts_the_kinks_of_the_cost_too() -> None:
    network, _ = bent("linear", "absolute error")
    assert mean_kink(network, mean_rows(0.25), Bias(2, 0)) == (
        "In 3 of 5 examples a − y of output 0 is exactly 0, where the absolute error has no derivative; "
        "0 is used there by convention.")


def test_a_mean_with_kinks_in_several_places_names_the_commonest_and_counts_every_example_once() -> None:
    network = Network([1, 2, 1], ["relu", "linear"])
    network.parameters[:] = [-0.5, 1.0, -0.6, 1.0, 0.25, 1.0, 1.0]           # b and w, z is 0 at 0.5 and at 0.6
    assert mean_kink(network, mean_rows(), Neuron(0, 0)) == (
        "In 3 of 5 examples z of neuron 0 of layer 1 is exactly 0, where relu has no derivative; "
        "0 is used there by convention. "
        "In all, 4 of 5 examples are at a kink.")


def test_a_mean_over_many_blocks_counts_them_all() -> None:
    network, _ = bent("relu")
    rows = np.tile(mean_rows(), (BLOCK, 1))
    assert str(mean_kink(network, rows, Bias(1, 0))).startswith("In 3,072 of 5,120 examples z of neuron 0")
