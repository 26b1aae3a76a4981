"""The gradient check finds what is wrong, passes what is right, and says which components it cannot judge."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.costs import COSTS
from core.evaluation import Evaluation
from core.explain import gradient_check
from core.explain.gradient_check import AGREES, GradientCheck, check, verdict
from core.network import Bias, Edge, Network, Neuron
from core.progress import Cancelled
from tests.core.oracle import HIDDEN, OUTPUTS, networks, small_network

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("cost", "output"), OUTPUTS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_gradient_of_every_activation_and_cost_passes(cost: str, output: str, hidden: str) -> None:
    network, rows = small_network([hidden, hidden, output], cost, seed=5, sizes=(2, 3, 3, 2))
    found = check(network, rows, RNG)
    assert not found.wrong
    assert found.checked + len(found.kinks) == found.parameters == network.parameters.size
    assert found.worst < 1e-5


@given(networks(), st.sampled_from([0.1, 1, 5]))
def test_the_gradient_of_any_network_passes(drawn: tuple[Network, np.ndarray], scale: float) -> None:
    network, rows = drawn
    network.parameters[:] *= scale
    assert not check(network, rows, RNG).wrong


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "elu", "softplus", "sine", "gaussian"])
def test_a_slope_that_is_wrong_by_a_thousandth_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = ACTIVATIONS[name]
    assert right.slope is not None
    slope = right.slope
    monkeypatch.setitem(ACTIVATIONS, name, right._replace(slope=lambda z, a, s: [*slope(z, a, s), (np.multiply, (s, 1.001, s))]))
    network, rows = small_network([name, name, "linear"], "squared error")
    found = check(network, rows, RNG)
    assert found.worst > 0.0009
    assert found.worst_part in found.wrong
    assert {part.l for part in found.wrong} == {1, 2}
    assert "disagree" in verdict(found)


def test_a_cost_whose_derivative_is_wrong_is_found_in_every_component(monkeypatch: pytest.MonkeyPatch) -> None:
    right = COSTS["squared error"]
    monkeypatch.setitem(COSTS, "squared error", right._replace(slope=COSTS["half squared error"].slope))
    wrong = check(Network([1, 1], ["linear"]), np.array([[1.0, 0.5, 1.0]]), RNG)
    assert wrong.wrong == (Bias(1, 0), Edge(1, 0, 0))
    assert wrong.worst == pytest.approx(0.5, rel=1e-6)
    assert verdict(wrong).startswith("2 components disagree with central differences; the worst, ∂C/∂")
    assert verdict(wrong).endswith("⁽¹⁾, is off by 0.5 of its size.")


def test_what_is_left_of_h_or_of_rounding_is_not_called_wrong() -> None:
    """At the minimum the derivative is 0, and all that is measured is what h and rounding leave."""
    network, rows = small_network(["tanh", "tanh", "sigmoid"], "squared error")
    network.parameters[:] *= 8
    rows[:, 4:] = Evaluation(network, rows).outputs().T
    found = check(network, rows, RNG)
    assert found.worst > AGREES
    assert found.wrong == ()
    assert "which rounding and the size of h explain" in verdict(found)

    network, rows = small_network(["tanh", "linear"], "squared error", sizes=(3, 4, 2))
    rows[:, 4:] += 1e6
    network.w[2][:, 0] = 1e-9
    assert not check(network, rows, RNG).wrong


def test_a_relu_whose_z_is_exactly_0_is_named_and_not_counted() -> None:
    network = Network([1, 2, 1], ["relu", "linear"])
    network.w[1][:], network.b[1][:], network.w[2][:] = [[1.0], [0.5]], [-0.5, 0.2], [[1.0, 1.0]]
    rows = np.array([[1.0, 0.5, 1.0]])                                   # z of neuron 0 is 0.5 − 0.5
    found = check(network, rows, RNG)
    assert set(found.kinks) == {Bias(1, 0), Edge(1, 0, 0)}
    assert (found.checked, found.parameters) == (5, 7)
    assert found.worst < 1e-9
    assert verdict(found).endswith("Not compared: 2 at a kink of the cost, where it has no derivative.")
    network.mark(off=[Neuron(1, 0)])
    assert check(network, rows, RNG).kinks == ()


def test_a_relu_held_at_0_by_its_input_is_no_kink_for_that_weight() -> None:
    network = Network([1, 1, 1], ["relu", "linear"])
    network.parameters[:] = [0.0, 1.0, 0.5, 1.0]
    found = check(network, np.array([[1.0, 0.0, 1.0]]), RNG)             # x = 0: the weight cannot move z, the bias can
    assert found.kinks == (Bias(1, 0),)


def test_a_neuron_that_is_off_hides_no_kink_of_its_neighbours() -> None:
    network = Network([1, 2, 1], ["relu", "linear"])
    network.w[2][:] = 0.7
    network.mark(off=[Neuron(1, 0)])
    found = check(network, np.array([[1.0, 0.5, 1.0]]), RNG)             # z = 0 in both, and only one of them answers
    assert set(found.kinks) == {Bias(1, 1), Edge(1, 1, 0)}


def test_h_grows_with_the_weight_it_is_added_to() -> None:
    network = Network([1, 1], ["linear"])
    network.w[1][:] = 1e12                                               # where 1e-5 is less than the last digit
    found = check(network, np.array([[1.0, 1e-12, 0.3]]), RNG)
    assert (found.wrong, found.checked) == ((), 2)
    assert found.worst < 1e-5


@pytest.mark.parametrize("z", [-3e-6, 3e-6])
@pytest.mark.parametrize("hidden", ["relu", "leaky relu", "step"])
def test_a_kink_between_the_two_points_is_named(hidden: str, z: float) -> None:
    network = Network([1, 1, 1], [hidden, "linear"])
    network.parameters[:] = [z, 0.0, 0.1, 0.7]
    found = check(network, np.array([[1.0, 0.5, 1.0]]), RNG)
    assert set(found.kinks) == {Bias(1, 0), Edge(1, 0, 0)}
    assert not found.wrong


def test_a_kink_of_the_cost_is_named_too() -> None:
    network = Network([1, 1], ["linear"], "absolute error")
    network.parameters[:] = [0.5, 0.5]
    found = check(network, np.array([[1.0, 1.0, 1.0]]), RNG)             # a = y
    assert found.kinks == (Bias(1, 0), Edge(1, 0, 0))
    assert (found.checked, found.worst, found.worst_part) == (0, 0.0, None)
    assert verdict(found) == "Not compared: 2 at a kink of the cost, where it has no derivative."


def test_removed_edges_are_left_out_and_frozen_ones_checked() -> None:
    network, rows = small_network(["tanh", "linear"], "squared error", sizes=(2, 3, 1))
    network.mark(removed=[Edge(1, 0, 1), Edge(2, 0, 2)], frozen=[Bias(1, 0), Edge(1, 1, 1)])
    found = check(network, rows, RNG)
    assert found.parameters == found.checked == network.parameters.size - 2
    assert str(verdict(found)).startswith("All 11 components agree with central differences; the worst is off by ")


def test_of_many_parameters_a_sample_is_drawn_from_the_generator() -> None:
    network, rows = small_network(["tanh", "linear"], "squared error", sizes=(40, 50, 2))
    found = check(network, rows, np.random.default_rng(3))
    assert (found.parameters, found.checked) == (2152, 2000)
    assert found == check(network, rows, np.random.default_rng(3))
    assert verdict(found).startswith("A random sample of 2,000 of the 2,152 components agrees with central differences; the worst")


def test_many_examples_are_checked_in_blocks() -> None:
    network, rows = small_network(["tanh", "relu", "linear"], "squared error")
    once, often = check(network, rows, RNG), check(network, np.tile(rows, (300, 1)), RNG)
    assert often.worst < 1e-6
    assert (often.checked, often.kinks) == (once.checked, once.kinks)


@pytest.mark.parametrize("value", [np.inf, np.nan, 1e200])
def test_numbers_beyond_computing_are_said_and_warn_of_nothing(value: float) -> None:
    network, rows = small_network(["relu", "linear"], "squared error", sizes=(2, 3, 1))
    network.w[2][0, 1] = value
    network.b[1][1] = 5.0
    found = check(network, rows, RNG)
    assert found.worst == np.inf
    assert found.worst_part is not None
    assert "cannot be compared" in verdict(found)


def test_progress_is_told_and_may_end_the_check() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    told = list[float]()
    check(network, rows, RNG, told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)

    def nobody_waits(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        check(network, rows, RNG, nobody_waits)


def test_the_network_stays_as_it_is() -> None:
    network, rows = small_network(["tanh", "relu", "linear"], "squared error")
    network.gradient[:] = 3.0
    before = network.parameters.copy()
    check(network, rows, RNG)
    np.testing.assert_array_equal(network.parameters, before)
    assert (network.gradient == 3.0).all()


@pytest.mark.parametrize(("found", "said"), [
    (GradientCheck((4, 8, 8, 1), 250, 250, 129, 129, 3.2e-9, Bias(1, 0), ()),
     "All 129 components agree with central differences; the worst is off by 3e−09 of its size."),
    (GradientCheck((4, 8, 8, 1), 250, 250, 129, 129, 0.02, Edge(2, 1, 4), (), (Edge(2, 1, 4),)),
     "∂C/∂w₁,₄⁽²⁾ disagrees with central differences: it is off by 0.02 of its size."),
    (GradientCheck((4, 8, 8, 1), 250, 250, 12_000, 1_990, 1e-7, Bias(1, 0), (Bias(1, 1),) * 10),
     "A random sample of 1,990 of the 12,000 components agrees with central differences; the worst is off by 1e−07 of its size. "
     "Not compared: 10 at a kink of the cost, where it has no derivative."),
])
def test_the_verdict_is_plain(found: GradientCheck, said: str) -> None:
    assert verdict(found) == said


def test_so_much_work_is_not_done_that_nobody_would_wait_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 3, 1), examples=10)
    rows = np.tile(rows, (5, 1))
    monkeypatch.setattr(gradient_check, "WORK", 13 * 13 * 20)
    found = check(network, rows, RNG)
    assert (found.examples, found.of_examples, found.wrong) == (20, 50, ())
    assert "C is the mean over 20 of the 50 examples, drawn at random." in verdict(found)
