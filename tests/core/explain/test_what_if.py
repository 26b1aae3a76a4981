"""Nudges, ablations and the cost along one weight, against the network evaluated anew."""
from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import BadInput
from core.evaluation import Evaluation, example_pass, mean_gradient
from core.explain.what_if import ablation, cost_along, nudge
from core.network import Bias, Edge, Network, Neuron, part_at, place
from core.progress import Cancelled
from tests.core.oracle import LECTURE, lecture_chain, networks, small_network

Drawn = tuple[Network, np.ndarray]

CHAIN, ROW = lecture_chain()
KINKED = {"relu", "leaky relu", "step", "absolute error"}
any_network = networks()
smooth_network = any_network.filter(lambda drawn: KINKED.isdisjoint(
    [drawn[0].cost.name, *(activation.name for activation in drawn[0].activations[1:])]))


def parts(network: Network) -> list[Edge | Bias]:
    return [part_at(network.sizes, place) for place in range(network.parameters.size)]


def derivative(network: Network, rows: np.ndarray, part: Edge | Bias) -> float:
    twin = network.twin()
    mean_gradient(twin, rows)
    return float(twin.gradient[place(twin.sizes, part)])


def test_s9_a_nudge_of_0_01_on_the_chains_last_weight_gives_the_lectures_ratio() -> None:
    nudged = nudge(CHAIN, ROW, Edge(3, 0, 0), 0.01)
    assert nudged.value == 1.5
    assert nudged.ratio == pytest.approx(-0.09422276838866872, rel=1e-12, abs=0)
    assert nudged.cost_before == pytest.approx(0.18901872952762283, rel=1e-14, abs=0)


def test_s8_every_quantity_is_known_before_and_after_a_nudge() -> None:
    nudged = nudge(CHAIN, ROW, Edge(2, 0, 0), 0.1)
    assert nudged.before is not None
    assert nudged.after is not None
    for l, (z, a, *_) in LECTURE.items():
        assert (nudged.before.z[l].item(), nudged.before.a[l].item()) == pytest.approx((z, a), rel=1e-14)
    twin = CHAIN.twin()
    twin.w[2][:] += 0.1
    moved = example_pass(twin, ROW)
    for l in range(4):
        np.testing.assert_allclose(nudged.after.a[l], moved.a[l][:, 0], rtol=1e-14)
    for l in range(1, 4):
        np.testing.assert_allclose(nudged.after.z[l], moved.z[l][:, 0], rtol=1e-14)
    assert nudged.after.z[1] == nudged.before.z[1]
    assert nudged.cost_after == pytest.approx(float(moved.C), rel=1e-14)


def test_s10_the_three_ratios_of_the_chain_come_near_its_three_factors() -> None:
    nudged = nudge(CHAIN, ROW, Edge(2, 0, 0), 1e-6)
    assert nudged.before is not None
    assert nudged.after is not None
    changes = [nudged.h, *(float((after - before)[0]) for before, after in (
        (nudged.before.z[2], nudged.after.z[2]), (nudged.before.a[2], nudged.after.a[2]))), nudged.cost_after - nudged.cost_before]
    _, _, dz, da, dC, *_ = LECTURE[2]
    assert [after / before for before, after in pairwise(changes)] == pytest.approx([dz, da, dC], rel=1e-5)


@given(smooth_network, st.data())
def test_q20_the_measured_ratio_converges_to_the_derivative_as_h_shrinks(drawn: Drawn, data: st.DataObject) -> None:
    network, rows = drawn
    part = data.draw(st.sampled_from(parts(network)))
    rows = rows[:data.draw(st.sampled_from([1, 4]))]
    expected = derivative(network, rows, part)
    errors = {h: abs(nudge(network, rows, part, h).ratio - expected) for h in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)}
    for h, error in errors.items():
        assert error < 20 * h + 1e-15 / h, errors                        # half the curvature times h, and rounding


def test_q20_the_error_of_the_measured_ratio_is_proportional_to_h() -> None:
    network, rows = small_network(["tanh", "sigmoid", "linear"], "squared error")
    part = Edge(1, 2, 1)
    expected = derivative(network, rows, part)
    for h in (1e-2, 1e-3, 1e-4):
        coarse, fine = (nudge(network, rows, part, step).ratio - expected for step in (h, h / 2))
        assert coarse / fine == pytest.approx(2, rel=0.02)


def test_the_average_over_examples_can_be_nudged() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    nudged = nudge(network, rows, Bias(2, 1), 0.05)
    single = [nudge(network, row[None], Bias(2, 1), 0.05) for row in rows]
    assert nudged.ratio == pytest.approx(np.mean([one.ratio for one in single]), rel=1e-12)
    assert nudged.before is nudged.after is None


def test_a_frozen_weight_can_be_nudged_and_a_removed_edge_stays_at_0() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    free = nudge(network, rows, Edge(1, 0, 0), 0.01)
    network.mark(frozen=[Edge(1, 0, 0)], removed=[Edge(2, 1, 1)])
    assert nudge(network, rows, Edge(1, 0, 0), 0.01).ratio != 0
    assert free.ratio != 0
    for examples in (rows, rows[:1]):
        nothing = nudge(network, examples, Edge(2, 1, 1), 0.01)
        assert (nothing.value, nothing.ratio) == (0, 0)


@pytest.mark.parametrize("h", [0.0, float("inf"), float("-inf"), float("nan")])
def test_a_nudge_that_is_none_is_refused_with_what_is_allowed(h: float) -> None:
    with pytest.raises(BadInput, match=r"h is .* and would be added to 1\.5; allowed: finite numbers, h not 0\."):
        nudge(CHAIN, ROW, Edge(3, 0, 0), h)


def test_a_nudge_too_small_to_change_the_weight_is_refused_with_that_reason() -> None:
    with pytest.raises(BadInput, match=r"h is 1e−20, too small to change 1\.5; allowed: a larger h\."):
        nudge(CHAIN, ROW, Edge(3, 0, 0), 1e-20)


@given(any_network, st.data())
def test_q15_ablating_an_edge_costs_what_the_network_without_it_costs(drawn: Drawn, data: st.DataObject) -> None:
    network, rows = drawn
    edge = data.draw(st.sampled_from([part for part in parts(network) if isinstance(part, Edge)]))
    found = ablation(network, rows, edge)
    pull = network.w[edge.l][edge.j, edge.k] * derivative(network, rows, edge)
    assert found.predicted == pytest.approx(-pull, rel=1e-12, abs=1e-15)
    assert found.cost_before == pytest.approx(Evaluation(network, rows).cost(), rel=1e-14)
    network.w[edge.l][edge.j, edge.k] = 0.0
    assert found.cost_after == pytest.approx(Evaluation(network, rows).cost(), rel=1e-14)


@given(any_network, st.data())
def test_q15_ablating_a_neuron_costs_what_the_network_costs_with_it_off(drawn: Drawn, data: st.DataObject) -> None:
    network, rows = drawn
    neuron = Neuron(l := data.draw(st.integers(0, network.last - 1)), data.draw(st.integers(0, network.sizes[l] - 1)))
    found = ablation(network, rows, neuron)
    own = [p.a[l][neuron.j, 0] * p.dC_da[l][neuron.j, 0] for p in (example_pass(network.twin(), row) for row in rows)]
    assert found.predicted == pytest.approx(-np.mean(own), rel=1e-12, abs=1e-15)
    network.w[l + 1][:, neuron.j] = 0.0                                  # nobody hears it any more
    assert found.cost_after == pytest.approx(Evaluation(network, rows).cost(), rel=1e-13)


def test_q15_the_prediction_is_exact_where_the_cost_is_linear_in_what_goes() -> None:
    network = Network([2, 1], ["linear"], "absolute error")
    network.parameters[:] = [0.1, 2.0, 0.5]
    rows = np.array([[1.0, 1.0, 1.0, -5.0], [1.0, 2.0, -1.0, -9.0]])
    for part in (Edge(1, 0, 1), Neuron(0, 1), Edge(1, 0, 0)):
        found = ablation(network, rows, part)
        assert found.cost_after - found.cost_before == pytest.approx(found.predicted, rel=1e-12, abs=1e-12)


def test_an_output_is_not_ablated() -> None:
    with pytest.raises(BadInput, match=r"a⁽³⁾ is an output; allowed: a neuron of the layers 0 to 2"):
        ablation(CHAIN, ROW, Neuron(3, 0))


@given(any_network, st.data())
def test_q14_the_cost_along_a_weight_is_the_cost_with_that_weight(drawn: Drawn, data: st.DataObject) -> None:
    network, rows = drawn
    part = data.draw(st.sampled_from(parts(network)))
    where = place(network.sizes, part)
    values = [network.parameters[where], -2.0, 0.0, 0.7, 40.0]
    found = cost_along(network, rows, part, values)
    for value, cost in zip(values, found, strict=True):
        network.parameters[where] = value * network.present[where]
        assert cost == pytest.approx(Evaluation(network, rows).cost(), rel=1e-12)


@given(smooth_network, st.data())
def test_q14_the_slope_of_the_cost_along_a_weight_is_the_derivative(drawn: Drawn, data: st.DataObject) -> None:
    network, rows = drawn
    part = data.draw(st.sampled_from(parts(network)))
    assume(network.present[place(network.sizes, part)])
    value, h = network.parameters[place(network.sizes, part)], 1e-4
    below, above = cost_along(network, rows, part, [value - h, value + h])
    assert (above - below) / (2 * h) == pytest.approx(derivative(network, rows, part), rel=1e-5, abs=1e-6)


def test_q14_many_examples_and_values_are_taken_in_blocks_and_their_progress_is_told() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    many, told = np.tile(rows, (300, 1)), list[float]()                  # 2,100 examples: three blocks
    values = np.linspace(-2, 2, 41)
    np.testing.assert_allclose(cost_along(network, many, Edge(2, 1, 0), values, told.append),
                               cost_along(network, rows, Edge(2, 1, 0), values), rtol=1e-12)
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1] == 1


def test_the_cost_along_a_weight_can_be_cancelled() -> None:
    def nobody_waits(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        cost_along(*small_network(["tanh", "tanh", "linear"], "squared error"), Edge(1, 0, 0), [0.0, 1.0], nobody_waits)


def test_the_memory_of_a_stacked_pass_stays_bounded_for_80_000_parameters() -> None:
    network, rows = small_network(["sigmoid", "sigmoid"], "squared error", sizes=(784, 100, 10))
    rows = np.tile(rows, (150, 1))
    tracemalloc.start()
    cost_along(network, rows, Edge(1, 3, 7), np.linspace(-1, 1, 21))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64e6


@pytest.mark.parametrize("explain", [
    lambda network, rows: nudge(network, rows[:1], Edge(2, 1, 0), 0.1),
    lambda network, rows: nudge(network, rows, Edge(2, 1, 0), 0.1),
    lambda network, rows: ablation(network, rows, Edge(2, 1, 0)),
    lambda network, rows: ablation(network, rows, Neuron(1, 2)),
    lambda network, rows: ablation(network, rows, Neuron(0, 1)),
    lambda network, rows: cost_along(network, rows, Bias(1, 1), [1.0, 2.0]),
])
def test_the_network_and_its_examples_stay_as_they_are(explain: Callable[[Network, np.ndarray], object]) -> None:
    network, rows = small_network(["tanh", "relu", "linear"], "squared error")
    network.mark(removed=[Edge(1, 0, 0)], frozen=[Bias(2, 1)], off=[Neuron(1, 3)])
    network.gradient[:] = 7.0
    before = [array.copy() for array in (network.parameters, network.present, network.movable, network.on[1], rows)]
    explain(network, rows)
    after = (network.parameters, network.present, network.movable, network.on[1], rows)
    assert all(np.array_equal(was, now) for was, now in zip(before, after, strict=True))
    assert (network.gradient == 7.0).all()
    assert network.on[2] is None
