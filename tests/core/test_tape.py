"""The tape against oracles that share nothing with it: published numbers, central differences, automatic differentiation."""
from __future__ import annotations

import math

import autograd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network import Bias, Edge, Network, Neuron
from core.tape import Pass, run
from tests.core.oracle import HIDDEN, LECTURE, OUTPUTS, lecture_chain, mean_cost, small_network


def gradient(network: Network, rows: np.ndarray, explained: bool = True) -> np.ndarray:
    p = Pass(network, rows, explained)
    run([*p.forward(), *p.backward()])
    return network.gradient * (1.0 if explained else p.unscaled)


def cost_of(network: Network, rows: np.ndarray) -> float:
    p = Pass(network, rows)
    run([*p.forward(), *p.cost()])
    return float(p.C)


def chain() -> tuple[Network, Pass]:
    network, rows = lecture_chain()
    p = Pass(network, rows)
    run([*p.forward(), *p.cost(), *p.backward()])
    return network, p


def test_S1_the_chain_has_the_lectures_numbers_to_1e_14() -> None:
    network, p = chain()
    assert float(p.C) == pytest.approx(0.18901872952762283, rel=1e-14)
    for l, numbers in LECTURE.items():
        found = (p.z[l], p.a[l], p.a[l - 1], p.da_dz[l], p.dC_da[l], network.dC_dw[l], network.dC_db[l])
        assert [part.item() for part in found] == pytest.approx(numbers, rel=1e-14)


def test_S9_the_measured_ratio_of_a_nudge_is_the_lectures() -> None:
    network, p = chain()
    before = float(p.C)
    network.w[3][:] += 0.01
    run([*p.forward(), *p.cost()])
    assert (float(p.C) - before) / 0.01 == pytest.approx(-0.09422276838866872, rel=1e-11)


def test_the_worked_example_of_two_paths_has_its_published_numbers() -> None:
    """Matt Mazur, A Step by Step Backpropagation Example: E = 0.298371109, ∂E/∂w₅ = 0.082167041, ∂E/∂w₁ = 0.000438568."""
    network = Network([2, 2, 2], ["sigmoid"] * 2, "half squared error")
    network.w[1][:], network.b[1][:] = [[0.15, 0.20], [0.25, 0.30]], 0.35
    network.w[2][:], network.b[2][:] = [[0.40, 0.45], [0.50, 0.55]], 0.60
    p = Pass(network, np.array([[1, 0.05, 0.10, 0.01, 0.99]]))
    run([*p.forward(), *p.cost(), *p.backward()])
    assert float(p.C) == pytest.approx(0.298371109, abs=5e-10)
    assert network.dC_dw[2][0, 0] == pytest.approx(0.082167041, abs=5e-10)
    assert network.dC_dw[1][0, 0] == pytest.approx(0.000438568, abs=5e-10)


@pytest.mark.parametrize(("cost", "output"), OUTPUTS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_every_pair_agrees_with_autograd_and_with_central_differences(cost: str, output: str, hidden: str) -> None:
    network, rows = small_network([hidden, hidden, output], cost)
    found = gradient(network, rows).copy()
    oracle = mean_cost(network, rows)
    assert cost_of(network, rows) == pytest.approx(float(oracle(network.parameters)), rel=1e-12)
    np.testing.assert_allclose(found, autograd.grad(oracle)(network.parameters), rtol=1e-10, atol=1e-12)
    if "step" not in (hidden, output):
        measured, h = np.empty_like(found), 1e-5
        for i, parameter in enumerate(network.parameters.copy()):
            around = []
            for nudged in (parameter + h, parameter - h):
                network.parameters[i] = nudged
                around.append(cost_of(network, rows))
            network.parameters[i] = parameter
            measured[i] = (around[0] - around[1]) / (2 * h)
        np.testing.assert_allclose(found, measured, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("cost", "output"), OUTPUTS)
@pytest.mark.parametrize("hidden", [["tanh", "tanh"], ["relu", "sine"], ["gaussian", "gaussian"]])
def test_fused_and_explained_agree_to_1e_12(cost: str, output: str, hidden: list[str]) -> None:
    network, rows = small_network([*hidden, output], cost, seed=3)
    network.mark(removed=[Edge(1, 0, 2)], off=[Neuron(2, 1)])
    explained = gradient(network, rows).copy()
    np.testing.assert_allclose(gradient(network, rows, explained=False), explained, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("activations", [
    ["tanh", "tanh", "sigmoid", "tanh"], ["sigmoid", "tanh", "tanh", "tanh"], ["sine", "relu", "relu", "linear"], ["gaussian"] * 4])
@pytest.mark.parametrize("off", [[], [Neuron(1, 0)], [Neuron(3, 1)]])
def test_the_slopes_of_neighbours_taken_at_once_are_those_of_each(activations: list[str], off: list[Neuron]) -> None:
    network, rows = small_network(activations, "squared error", seed=5, sizes=(3, 2, 4, 2, 5))
    network.mark(off=off)
    fused = gradient(network, rows, explained=False).copy()
    np.testing.assert_allclose(fused, autograd.grad(mean_cost(network, rows))(network.parameters), rtol=1e-10, atol=1e-13)


def test_what_stands_beyond_an_example_in_its_row_is_not_read() -> None:
    network, rows = small_network(["tanh", "sigmoid"], "squared error", sizes=(2, 1, 3))
    expected = gradient(network, rows).copy()
    np.testing.assert_array_equal(gradient(network, np.column_stack([rows, 7 * rows])), expected)


@given(seed=st.integers(0, 10_000), hidden=st.sampled_from(HIDDEN), pair=st.sampled_from(OUTPUTS))
@settings(max_examples=40)
def test_copies_side_by_side_give_what_each_gives_alone(seed: int, hidden: str, pair: tuple[str, str]) -> None:
    cost, output = pair
    alone, rows = small_network([hidden, "tanh", output], cost, seed)
    together = Network(alone.sizes, [hidden, "tanh", output], cost, copies=3)
    together.parameters[:] = np.random.default_rng(seed).uniform(-1, 1, together.parameters.shape)
    p = Pass(together, rows)
    run([*p.forward(), *p.cost(), *p.backward()])
    for copy in range(3):
        alone.parameters[:] = together.parameters[copy]
        assert cost_of(alone, rows) == pytest.approx(p.C[copy], rel=1e-12)
        np.testing.assert_allclose(together.gradient[copy], gradient(alone, rows), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("layers", range(1, 6))
def test_copies_of_a_chain_give_what_each_gives_alone_for_one_example(hidden: str, layers: int) -> None:
    """The values of one neuron lie in strides then; of 64 bytes with 4 layers, which np.negative of NumPy 2.4 misreads."""
    alone, rows = small_network([hidden] * layers, "squared error", sizes=(1,) * (layers + 1))
    together = alone.twin(copies=3)
    together.parameters[:] *= [[1.0], [0.5], [-1.0]]
    p = Pass(together, rows[:1])
    run([*p.forward(), *p.cost(), *p.backward()])
    for copy in range(3):
        alone.parameters[:] = together.parameters[copy]
        assert p.C[copy] == pytest.approx(cost_of(alone, rows[:1]), rel=1e-12)
        np.testing.assert_allclose(together.gradient[copy], gradient(alone, rows[:1]), rtol=1e-12, atol=1e-15)


def test_a_removed_edge_has_weight_and_derivative_0_and_the_others_know() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    whole = gradient(network, rows).copy()
    network.mark(removed=[Edge(2, 1, 3)])
    part = gradient(network, rows)
    assert network.w[2][1, 3] == 0
    assert network.dC_dw[2][1, 3] == 0
    assert network.dC_db[1][3] != pytest.approx(whole[network.sizes[0] + 1 + 8], rel=1e-3)
    assert np.count_nonzero(part) == part.size - 1


def test_a_neuron_switched_off_answers_0_and_learns_nothing() -> None:
    network, rows = small_network(["sigmoid", "tanh", "linear"], "squared error")
    network.mark(off=[Neuron(1, 2)])
    p = Pass(network, rows)
    run([*p.forward(), *p.backward()])
    assert not p.a[1][2].any()
    assert not network.dC_dw[1][2].any()
    assert not network.dC_dw[2][:, 2].any()
    assert network.dC_dw[1][1].all()


def test_a_frozen_weight_keeps_its_true_derivative() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    free = gradient(network, rows).copy()
    network.mark(frozen=[Edge(1, 0, 0), Bias(3, 1)])
    np.testing.assert_array_equal(gradient(network, rows), free)
    assert network.movable.sum() == network.parameters.size - 2


@pytest.mark.parametrize(("z", "y"), [(30.0, 1.0), (-30.0, 0.0), (800.0, 1.0), (2.0, 0.3)])
def test_the_cross_entropy_of_a_sure_and_right_answer_keeps_its_digits(z: float, y: float) -> None:
    network = Network([1, 1], ["sigmoid"], "cross-entropy")
    network.w[1][:] = z
    p = Pass(network, np.array([[1.0, 1.0, y]]))
    run([*p.forward(), *p.cost()])
    assert float(p.C) == pytest.approx(y * math.log1p(math.exp(-z)) + (1 - y) * math.log1p(math.exp(min(z, 700))), rel=1e-14, abs=0)


def test_saturated_entropy_keeps_its_gradient_finite() -> None:
    for output, cost in (("sigmoid", "cross-entropy"), ("softmax", "categorical cross-entropy")):
        network = Network([1, 2], [output], cost)
        network.w[1][:] = [[3000.0], [-3000.0]]
        p = Pass(network, np.array([[1.0, 1.0, 0.0, 1.0]]))
        run([*p.forward(), *p.cost(), *p.backward()])
        assert float(p.C) == pytest.approx(6000.0), output
        np.testing.assert_array_equal(p.dC_dz[1], [[1.0], [-1.0]])
        assert np.isfinite(p.dC_da[1]).all()
