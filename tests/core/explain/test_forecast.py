"""What the gradient promises of a step, against the cost computed anew from the definitions."""
from __future__ import annotations

import autograd
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.document import presets
from core.document.data import dataset
from core.explain.forecast import Forecast, along_step, break_even, forecast, parameters
from core.explain.walk import Walk
from core.network import Bias, Edge, Network, place
from core.optimizers import OPTIMIZERS, Update
from core.training import Trainer
from tests.core.oracle import edges, lecture_chain, mean_cost, networks, small_network

KINKED = {"relu", "leaky relu", "step", "absolute error", "huber"}
Drawn = tuple[Network, np.ndarray]
smooth = networks().filter(lambda drawn: KINKED.isdisjoint(
    [drawn[0].cost.name, *(activation.name for activation in drawn[0].activations[1:])]))


def walk_of(network: Network, rows: np.ndarray, rate: float, optimizer: str = "sgd", regularization: str = "none") -> Walk:
    twin = network.twin()
    update = Update(twin, optimizer, regularization)
    update.set_rates(rate, 0.01)
    return Walk(twin, rows, update)


def promised(before: float, after: float, predicted: float, gradient: float = 1.0, moved: float = 1.0) -> str:
    return forecast(walk_of(*lecture_chain(), 0.1))._replace(
        cost_before=before, cost_after=after, predicted=predicted, gradient=gradient, moved=moved).verdict


# ---- the numbers -----------------------------------------------------------------------------------------------------------------


@given(smooth, st.floats(0.01, 3.0))
def test_q11_promise_and_change_are_those_of_the_definitions(drawn: Drawn, rate: float):
    network, rows = drawn
    cost = mean_cost(network, rows)
    gradient = autograd.grad(cost)(network.parameters.copy())
    found = forecast(walk_of(network, rows, rate))
    assert found.predicted == pytest.approx(-rate * float(gradient @ gradient), rel=1e-9, abs=1e-14)
    after = network.parameters - rate * gradient
    assert (found.cost_before, found.cost_after) == pytest.approx((cost(network.parameters), cost(after)), rel=1e-9)
    assert found.actual == found.cost_after - found.cost_before


@given(smooth)
def test_q11_the_shorter_the_step_the_nearer_the_ratio_is_to_one(drawn: Drawn):
    network, rows = drawn
    assume(forecast(walk_of(network, rows, 1e-3)).gradient > 1e-2)
    errors = [abs(forecast(walk_of(network, rows, rate)).ratio - 1) for rate in (1e-3, 1e-5)]
    assert errors[1] < 1e-3
    assert errors[1] <= errors[0] + 1e-5


@given(networks(), st.sampled_from([*OPTIMIZERS]), st.sampled_from(["none", "l1", "l2"]))
def test_the_promise_is_the_inner_product_of_gradient_and_what_moved(drawn: Drawn, optimizer: str, regularization: str):
    walk = walk_of(*drawn, 0.1, optimizer, regularization)
    moved = walk.network.parameters - drawn[0].parameters
    assert forecast(walk).predicted == pytest.approx(float(np.dot(walk.network.gradient, moved)), rel=1e-12)


def test_a_frozen_weight_has_no_part_in_the_promise():
    network, rows = lecture_chain()
    network.mark(frozen=[Edge(3, 0, 0)])
    walk = walk_of(network, rows, 0.1)
    slope = np.delete(walk.network.gradient, place(network.sizes, Edge(3, 0, 0)))
    assert forecast(walk).predicted == pytest.approx(-0.1 * float(slope @ slope), rel=1e-12)


@given(networks(), st.lists(st.floats(-2, 6), min_size=1, max_size=9))
def test_the_cost_along_the_step_is_that_of_the_definitions(drawn: Drawn, multiples: list[float]):
    network, rows = drawn
    assume("step" not in [activation.name for activation in network.activations[1:]])
    walk, cost = walk_of(network, rows, 0.3), mean_cost(network, rows)
    moved = walk.network.parameters - network.parameters
    expected = [cost(network.parameters + t * moved) for t in multiples]
    np.testing.assert_allclose(along_step(walk, multiples), expected, rtol=1e-9, atol=1e-12)


def test_more_copies_than_fit_the_cache_and_more_examples_than_a_block_give_the_same_costs():
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(3, 8, 2), examples=2_500)
    walk = walk_of(network, rows, 0.5)
    multiples = np.linspace(0, 4, 41)
    one_by_one = [along_step(walk, [t])[0] for t in multiples]
    np.testing.assert_allclose(along_step(walk, multiples), one_by_one, rtol=1e-13)


def test_asking_changes_nothing():
    walk = walk_of(*lecture_chain(), 0.1)
    walk.go_to(7)
    before = walk.network.parameters.tobytes(), walk.network.gradient.tobytes(), float(walk.passed.C)
    forecast(walk)
    along_step(walk, [0.0, 3.0])
    assert (walk.network.parameters.tobytes(), walk.network.gradient.tobytes(), float(walk.passed.C)) == before
    assert walk.position == 7


@pytest.mark.parametrize("name", ["chain", "two-paths", "spiral"])
def test_parameters_are_known_before_and_after(name: str):
    experiment = presets.load(name)
    trainer = Trainer(experiment, dataset(experiment))
    ahead = trainer.ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    np.testing.assert_array_equal(parameters(walk), trainer.network.parameters)
    np.testing.assert_array_equal(parameters(walk, len(walk.operations)), walk.network.parameters)
    walk.go_to(len(walk.operations))
    np.testing.assert_array_equal(parameters(walk), walk.network.parameters)


# ---- where it breaks -------------------------------------------------------------------------------------------------------------


def test_on_a_parabola_the_cost_rises_beyond_twice_the_way_to_its_bottom():
    multiples = np.linspace(0, 4, 81)
    assert break_even(multiples, (multiples - 1.2) ** 2) == pytest.approx(2.4, abs=1e-3)


def test_a_cost_that_keeps_falling_never_breaks_even():
    assert break_even(np.linspace(0, 4, 9), np.linspace(1, 0, 9)) is None


def test_a_cost_that_rises_at_once_breaks_even_at_the_start():
    assert break_even(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 9.0])) == 0.0


def test_a_cost_that_comes_back_to_where_it_was_is_not_higher_yet():
    assert break_even(np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 1.0, 0.5, 2.0])) == pytest.approx(2 + 1 / 3)


def test_a_cost_that_is_no_longer_finite_counts_as_higher():
    assert break_even(np.array([0.0, 1.0, 2.0]), np.array([1.0, 0.5, np.nan])) == 1.0


def test_a_far_too_long_step_is_not_finite_yet_the_cost_before_it_is_known():
    network, rows = small_network(["linear", "linear"], "squared error", sizes=(1, 2, 1))
    found = forecast(walk_of(network, rows, 1e200))
    assert found.cost_before == pytest.approx(mean_cost(network, rows)(network.parameters))
    assert (found.ratio, found.is_finite) == (None, False)
    assert "far too large" in found.verdict


# ---- in words --------------------------------------------------------------------------------------------------------------------


def test_s26_the_chain_keeps_almost_all_of_its_promise_and_says_so():
    found = forecast(walk_of(*lecture_chain(), 0.1))
    assert found.verdict == (f"The cost fell by {-found.actual:.3g}, {100 * found.actual / found.predicted:.0f} % of what the "
                             "gradient promised.")
    assert "−η ‖∇C‖²" in found.rule


def test_a_learning_rate_too_large_is_said_to_be_so():
    network = Network((1, 1), ["linear"])
    network.w[1][:] = 3.0
    found = forecast(walk_of(network, np.array([[1.0, 1.0, 0.0]]), 0.9))
    assert found.actual > 0 > found.predicted
    assert found.verdict == (f"The cost ROSE by {found.actual:.3g} although the gradient promised a fall of "
                             f"{-found.predicted:.3g}: the learning rate is too large.")


def test_a_step_to_the_other_side_of_the_valley_and_as_high_leaves_the_cost_as_it_was():
    network = Network((1, 1), ["linear"])
    network.movable[0] = 0.0                                             # the bias: C = w² alone
    network.w[1][:] = 3.0
    found = forecast(walk_of(network, np.array([[1.0, 1.0, 0.0]]), 1.0))
    assert found.cost_before == found.cost_after == 9.0
    assert found.verdict.startswith("The cost stays what it was although the gradient promised a fall of 36:")


@pytest.mark.parametrize(("before", "after", "predicted", "said"), [
    (1.0, 0.96, -0.1, "only 40 %"),
    (1.0, 0.85, -0.1, "150 % of what the gradient promised: the slope grows steeper"),
    (1.0, 1.2, 0.1, "uphill were expected, and the cost rose by 0.2"),
    (1.0, 0.5, 0.1, "uphill were expected, yet the cost fell by 0.5"),
    (1.0, 1.0, -1e-18, "too little to be seen"),
    (float("nan"), 1.0, -0.1, "not a finite number"),
    (1.0, float("inf"), -0.1, "far too large"),
])
def test_the_verdict_fits_what_happened(before: float, after: float, predicted: float, said: str):
    assert said in promised(before, after, predicted)


def test_a_gradient_of_zero_promises_nothing_and_nothing_moves():
    network = Network((1, 1), ["linear"])
    found = forecast(walk_of(network, np.array([[1.0, 1.0, 0.0]]), 0.9))
    assert (found.predicted, found.actual, found.ratio) == (0.0, 0.0, None)
    assert found.verdict == "The gradient is 0: nothing moves, and the cost stays 0."


def test_where_everything_is_frozen_nothing_moves_though_there_is_a_gradient():
    network, rows = lecture_chain()
    network.mark(frozen=[*edges(network.sizes), *(Bias(l, 0) for l in (1, 2, 3))])
    found = forecast(walk_of(network, rows, 0.1))
    assert found.gradient > 0
    assert found.verdict.startswith("Nothing moves")


@pytest.mark.parametrize(("optimizer", "regularization", "said"), [
    ("adam", "none", "adam"), ("sgd", "l2", "λ w"), ("sgd", "l1", "λ sign w"), ("momentum", "l2", "λ w"),
])
def test_what_is_not_plain_gradient_descent_is_said_to_be_something_else(optimizer: str, regularization: str, said: str):
    rule: Forecast = forecast(walk_of(*lecture_chain(), 0.1, optimizer, regularization))
    assert said in rule.rule
    assert "−η" not in rule.rule
