"""The chain rule of every part against the lecture's numbers, automatic differentiation and central differences."""
from __future__ import annotations

from math import isfinite

import autograd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation import BLOCK, example_pass, mean_gradient
from core.explain.chain_rule import Part, WeightedSum, chain, example_derivatives, jacobian_row, terms, votes
from core.network import Bias, Edge, Network, Neuron, place
from core.progress import Cancelled
from core.tape import Pass, run
from tests.core.oracle import LECTURE, edges, lecture_chain, mean_cost, networks, small_network


def explained(network: Network, rows: np.ndarray) -> Pass:
    p = Pass(network, rows)
    run([*p.forward(), *p.cost(), *p.backward()])
    return p


def parts(network: Network) -> list[Part]:
    neurons = [Neuron(l, j) for l, n in enumerate(network.sizes) for j in range(n)]
    after = [(l, j) for l, j in neurons if l]
    return [*edges(network.sizes), *neurons, *(Bias(*at) for at in after), *(WeightedSum(*at) for at in after)]


def by_autograd(network: Network, row: np.ndarray, part: Part) -> float:
    """∂C₀/∂part of one example from the definitions alone; z moves as its bias does."""
    if isinstance(part, Neuron):
        return float(autograd.grad(mean_cost(network, row[None], part))(np.zeros(1))[0])
    gradient = autograd.grad(mean_cost(network, row[None]))(network.parameters.copy())
    return float(gradient[place(network.sizes, Bias(part.l, part.j) if isinstance(part, WeightedSum) else part)])


# ---- the lecture's own numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("l", [1, 2, 3])
def test_s11_a_weights_three_factors_and_their_product_are_the_lectures_to_1e_14(l: int) -> None:
    """S11, S12, S13, S14: ∂z/∂w = a of the layer before, ∂a/∂z = σ′(z), ∂C₀/∂a."""
    network, rows = lecture_chain()
    found = chain(network, example_pass(network, rows[0]), Edge(l, 0, 0))
    _, _, dz_dw, da_dz, dC_da, dC_dw, dC_db = LECTURE[l]
    assert found.value == [1.2, -0.8, 1.5][l - 1]
    assert [found.dz, found.da_dz, found.dC_da] == pytest.approx([dz_dw, da_dz, dC_da], rel=1e-14)
    assert [found.derivative, found.dC_dz] == pytest.approx([dC_dw, dC_db], rel=1e-14)


@pytest.mark.parametrize("l", [1, 2, 3])
def test_s15_a_bias_has_the_same_factors_with_1_in_place_of_the_activation(l: int) -> None:
    network, rows = lecture_chain()
    p = example_pass(network, rows[0])
    of_b, of_w = (chain(network, p, part) for part in (Bias(l, 0), Edge(l, 0, 0)))
    assert (of_b.value, of_b.dz) == ([0.1, 0.3, -0.4][l - 1], 1.0)
    assert of_b.derivative == pytest.approx(LECTURE[l][6], rel=1e-14)
    assert of_b[4:] == of_w[4:]


@pytest.mark.parametrize("l", [1, 2])
def test_s16_the_sensitivity_to_an_activation_is_the_next_weight_times_the_rest(l: int) -> None:
    """S16, S25: ∂C₀/∂a = w ∂a/∂z ∂C₀/∂a of the layer after, back to the input."""
    network, rows = lecture_chain()
    p = example_pass(network, rows[0])
    _, activation, _, _, dC_da, _, _ = LECTURE[l]
    found = chain(network, p, Neuron(l, 0))
    assert (found.value, found.derivative) == pytest.approx((activation, dC_da), rel=1e-14)
    assert found.derivative == pytest.approx(network.w[l + 1].item() * LECTURE[l + 1][6], rel=1e-14)
    assert chain(network, p, Neuron(0, 0)).derivative == pytest.approx(1.2 * LECTURE[1][6], rel=1e-14)


def test_s12_s13_s14_each_factor_follows_its_own_formula() -> None:
    network, rows = lecture_chain()
    found = chain(network, example_pass(network, rows[0]), Edge(3, 0, 0))
    activation, before = LECTURE[3][1], LECTURE[2][1]
    assert found.dC_da == pytest.approx(2 * (activation - 1), rel=1e-14), "S12"
    assert found.da_dz == pytest.approx(activation * (1 - activation), rel=1e-14), "S13"
    assert found.dz == pytest.approx(before, rel=1e-14), "S14"


# ---- every network ---------------------------------------------------------------------------------------------------------------


@given(made=networks(), data=st.data())
def test_the_product_of_the_factors_is_the_derivative_of_every_part(
    made: tuple[Network, np.ndarray], data: st.DataObject,
) -> None:
    network, rows = made
    p, example = explained(network, rows), data.draw(st.integers(0, len(rows) - 1))
    for part in parts(network):
        found = chain(network, p, part, example)
        assert found.derivative == pytest.approx(by_autograd(network, rows[example], part), rel=1e-9, abs=1e-12), part
        if isinstance(part, Edge) and network.w[part.l][part.j, part.k] == 0:
            assert found.derivative == 0
        elif found.da_dz is not None:
            product = (1.0 if found.dz is None else found.dz) * found.da_dz * found.dC_da
            assert found.derivative == pytest.approx(product, rel=1e-9, abs=1e-12), part


@given(made=networks())
@settings(max_examples=25)
def test_s17_the_examples_derivatives_average_to_the_full_gradient(made: tuple[Network, np.ndarray]) -> None:
    """S17, Q2, Q12, S18."""
    network, rows = made
    mean_gradient(network, rows)
    whole = network.gradient.copy()
    for part in parts(network):
        each = example_derivatives(network, rows, part)
        assert each.shape == (len(rows),)
        if isinstance(part, Edge | Bias):
            assert each.mean() == pytest.approx(whole[place(network.sizes, part)], rel=1e-12, abs=1e-15), part
        for example, row in enumerate(rows):
            assert each[example] == pytest.approx(chain(network, explained(network, row[None]), part).derivative,
                                                  rel=1e-12, abs=1e-15), part


def test_example_derivatives_leave_parameters_and_gradient_as_they_were() -> None:
    network, rows = small_network(["tanh", "tanh", "softmax"], "categorical cross-entropy")
    mean_gradient(network, rows)
    before = network.parameters.copy(), network.gradient.copy()
    example_derivatives(network, rows, Neuron(0, 0))
    np.testing.assert_array_equal(before, (network.parameters, network.gradient))


def test_q12_more_examples_than_a_block_holds_come_in_their_order_and_tell_how_far_they_are() -> None:
    network, rows = small_network(["sigmoid", "tanh", "linear"], "huber", examples=2 * BLOCK + 5)
    shares: list[float] = []
    each = example_derivatives(network, rows, Edge(1, 2, 1), shares.append)
    p = explained(network, rows)
    np.testing.assert_allclose(each, p.a[0][1] * p.dC_dz[1][2], rtol=1e-12)
    assert shares == [BLOCK / len(rows), 2 * BLOCK / len(rows), 1.0]


def test_whoever_does_not_want_the_derivatives_any_more_ends_the_work() -> None:
    network, rows = small_network(["sigmoid", "tanh", "linear"], "huber", examples=3 * BLOCK)
    shares: list[float] = []

    def cancel(share: float) -> None:
        shares.append(share)
        raise Cancelled

    with pytest.raises(Cancelled):
        example_derivatives(network, rows, Edge(1, 2, 1), cancel)
    assert len(shares) == 1


@pytest.mark.parametrize(("hidden", "cost"), [("tanh", "squared error"), ("sine", "cross-entropy"), ("elu", "absolute error")])
def test_the_derivative_is_what_central_differences_measure(hidden: str, cost: str) -> None:
    network, rows = small_network([hidden, hidden, "sigmoid"], cost)
    cost_of, h = mean_cost(network, rows[:1]), 1e-5
    p = explained(network, rows[:1])
    for part in [*edges(network.sizes), Bias(1, 0), Bias(3, 1)]:
        step = np.zeros_like(network.parameters)
        step[place(network.sizes, part)] = h
        measured = (cost_of(network.parameters + step) - cost_of(network.parameters - step)) / (2 * h)
        assert chain(network, p, part).derivative == pytest.approx(measured, rel=1e-6, abs=1e-9)


# ---- outputs that belong to a cost -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("output", "cost"), [("sigmoid", "cross-entropy"), ("softmax", "categorical cross-entropy")])
def test_the_derivative_of_a_saturated_output_stays_right_where_its_factors_do_not(output: str, cost: str) -> None:
    network = Network([1, 2], [output], cost)
    network.w[1][:] = [[3000.0], [-3000.0]]
    p = example_pass(network, np.array([1.0, 1.0, 0.0, 1.0]))
    assert [chain(network, p, Edge(1, j, 0)).derivative for j in (0, 1)] == [1.0, -1.0]
    assert all(isfinite(chain(network, p, Neuron(1, j)).derivative) for j in (0, 1))


@pytest.mark.parametrize("cost", ["categorical cross-entropy", "squared error", "absolute error"])
def test_with_softmax_a_row_of_the_jacobian_stands_between_z_and_the_cost(cost: str) -> None:
    network, rows = small_network(["tanh", "tanh", "softmax"], cost, sizes=(3, 4, 3, 3))
    p = explained(network, rows)
    for example in range(len(rows)):
        for j in range(3):
            found = chain(network, p, Edge(3, j, 1), example)
            assert found.da_dz is None
            assert found.dC_dz == pytest.approx(jacobian_row(p, j, example) @ p.dC_da[3][:, example], rel=1e-9, abs=1e-14)
            assert found.derivative == found.dz * found.dC_dz
    assert votes(network, p, Neuron(2, 0)).da_dz is None


# ---- removed, frozen, switched off -----------------------------------------------------------------------------------------------


def test_a_removed_edge_has_derivative_0_whatever_its_factors_are() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    network.mark(removed=[Edge(2, 1, 3)])
    found = chain(network, explained(network, rows), Edge(2, 1, 3))
    assert (found.value, found.derivative) == (0, 0)
    assert found.dz * found.dC_dz != 0
    assert not example_derivatives(network, rows, Edge(2, 1, 3)).any()


def test_a_frozen_weight_keeps_its_true_derivative() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    free = chain(network, explained(network, rows), Edge(2, 1, 3))
    network.mark(frozen=[Edge(2, 1, 3)])
    assert chain(network, explained(network, rows), Edge(2, 1, 3)) == free


def test_through_a_neuron_switched_off_nothing_passes() -> None:
    network, rows = small_network(["sigmoid", "tanh", "linear"], "squared error")
    network.mark(off=[Neuron(2, 1)])
    p = explained(network, rows)
    into, out = chain(network, p, Edge(2, 1, 0)), chain(network, p, Edge(3, 0, 1))
    assert (into.da_dz, into.derivative) == (0, 0)
    assert (out.dz, out.derivative) == (0, 0)
    assert chain(network, p, Neuron(2, 1)).derivative != 0, "the wish for an activation is there whatever holds it down"


# ---- votes and terms -------------------------------------------------------------------------------------------------------------


@given(made=networks())
def test_q1_the_votes_of_the_next_layer_add_up_to_what_a_neuron_wants(made: tuple[Network, np.ndarray]) -> None:
    """Q1, S24, S25: for inputs too."""
    network, rows = made
    p = explained(network, rows)
    for l in range(network.last):
        for j in range(network.sizes[l]):
            found = votes(network, p, Neuron(l, j), 0)
            assert found is not None
            assert found.total == chain(network, p, Neuron(l, j), 0).derivative
            assert found.votes.sum() == pytest.approx(found.total, rel=1e-12, abs=1e-12 * np.abs(found.votes).sum() + 1e-300)
            np.testing.assert_array_equal(found.votes, network.w[l + 1][:, j] * p.dC_dz[l + 1][:, 0])
    assert votes(network, p, Neuron(network.last, 0)) is None


def test_votes_and_terms_stay_as_they_are_when_the_pass_runs_again() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    p = explained(network, rows)
    found = votes(network, p, Neuron(1, 1)), terms(network, p, Neuron(2, 0))
    copies = [np.copy(number) for each in found for number in each]
    network.parameters[:] += 0.1
    run([*p.forward(), *p.cost(), *p.backward()])
    for number, copy in zip((number for each in found for number in each), copies, strict=True):
        np.testing.assert_array_equal(number, copy)


@given(made=networks())
def test_s20_the_terms_of_a_weighted_sum_add_up_to_z(made: tuple[Network, np.ndarray]) -> None:
    network, rows = made
    p, example = explained(network, rows), len(rows) - 1
    for l in range(1, network.last + 1):
        for j in range(network.sizes[l]):
            found = terms(network, p, Neuron(l, j), example)
            np.testing.assert_array_equal(found.products, found.w * found.a)
            assert found.products.sum() + found.b == pytest.approx(found.z, rel=1e-12, abs=1e-12)
            np.testing.assert_array_equal(found.a, p.a[l - 1][:, example])
