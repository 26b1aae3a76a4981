"""Who is ill and who is not, and the distributions that a layer shows."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from core.activations import ACTIVATIONS
from core.document import presets
from core.document.data import dataset
from core.evaluation import mean_gradient
from core.explain.health import BINS, Ailment, Histogram, examine, reason
from core.model import build_examples, build_network
from core.network import Edge, Network, Neuron, views
from core.progress import Cancelled
from core.tape import Pass, run
from tests.core.oracle import lecture_chain, networks, small_network

SATURATING = ["sigmoid", "tanh", "elu", "softplus", "gaussian"]


def alone(activation: str, z: float | list[float], output: str = "linear") -> tuple[Network, np.ndarray]:
    """One hidden neuron that receives these z, and an output that is wrong."""
    network = Network([1, 1, 1], [activation, output])
    network.w[1][:], network.w[2][:] = 1.0, 0.5
    rows = np.array([[1.0, each, 0.5] for each in np.atleast_1d(z)])
    return network, rows


def kinds(network: Network, rows: np.ndarray) -> dict[Neuron, str]:
    return {ailment.neuron: ailment.kind for ailment in examine(network, rows).ailments}


def test_a_relu_that_no_example_turns_on_is_dead() -> None:
    assert examine(*alone("relu", [-1.0, -0.1, -30.0])).ailments == (Ailment(Neuron(1, 0), "dead", 1.0),)
    assert kinds(*alone("relu", [-1.0] * 99 + [0.1])) == {}


@pytest.mark.parametrize("activation", SATURATING)
def test_a_neuron_that_is_nearly_flat_for_95_percent_is_saturated(activation: str) -> None:
    ill = examine(*alone(activation, [-5.5] * 19 + [-0.5])).ailments
    assert ill == (Ailment(Neuron(1, 0), "saturated", 0.95),)
    assert kinds(*alone(activation, [-5.5] * 18 + [-0.5] * 2)) == {}


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name not in (*SATURATING, "softmax", "relu")])
def test_linear_sine_leaky_relu_and_step_are_never_ill(activation: str) -> None:
    for z in (-5.5, np.pi / 2, 0.0, 5.5):
        assert kinds(*alone(activation, [z] * 20)) == {}


def test_saturation_starts_at_a_twentieth_of_the_steepest_slope() -> None:
    """a (1 − a) < 0.05 · 0.25 for sigmoid, 1 − a² < 0.05 for tanh."""
    for activation, z in (("sigmoid", np.log((1 - 0.012661) / 0.012661)), ("tanh", np.arctanh(np.sqrt(0.95)))):
        assert kinds(*alone(activation, [z + 0.01] * 3)) == {Neuron(1, 0): "saturated"}
        assert kinds(*alone(activation, [z - 0.01] * 3)) == {}


def test_a_neuron_that_is_switched_off_is_not_ill() -> None:
    network, rows = alone("relu", [-1.0, -2.0])
    network.mark(off=[Neuron(1, 0)])
    assert kinds(network, rows) == {}


def test_an_output_that_is_flat_is_ill_only_where_it_is_wrong() -> None:
    network = Network([1, 1], ["sigmoid"])
    network.b[1][:] = 9.0
    wrong, right = np.array([[1.0, 0.0, 0.0]] * 20), np.array([[1.0, 0.0, 1.0]] * 20)
    assert kinds(network, wrong) == {Neuron(1, 0): "saturated"}
    assert kinds(network, right) == {}
    entropy = Network([1, 1], ["sigmoid"], "cross-entropy")
    entropy.b[1][:] = 9.0
    assert kinds(entropy, wrong) == {}, "δ = a − y passes whatever the slope is"


def test_the_untrained_chain_is_well_and_its_one_example_is_counted() -> None:
    health = examine(*lecture_chain())
    assert health.ailments == ()
    assert health.layers[0] is None
    for layer in health.layers[1:]:
        assert layer is not None
        assert [histogram.counts.sum() for histogram in layer] == [1, 1, 1]


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_starts_well(name: str) -> None:
    experiment = presets.load(name)
    data = dataset(experiment)
    examples = build_examples(experiment, data)
    assert examine(build_network(experiment, data), examples.rows[examples.training]).ailments == ()


def counted(histogram: Histogram, values: np.ndarray) -> None:
    assert histogram.edges.shape == (BINS + 1,)
    np.testing.assert_array_equal(histogram.counts, np.histogram(values, histogram.edges)[0])
    assert histogram.counts.sum() == values.size
    assert histogram.edges[0] <= 0 <= histogram.edges[-1]


@given(networks())
def test_the_histograms_count_every_weight_activation_and_derivative(drawn: tuple[Network, np.ndarray]) -> None:
    network, rows = drawn
    health, p = examine(network, rows), Pass(network.twin(), rows)
    run(p.forward())
    mean_gradient(network, rows)
    for l, layer in enumerate(health.layers[1:], 1):
        assert layer is not None
        present = views(network.present, network.sizes).w[l] > 0
        counted(layer.weights, network.w[l][present])
        counted(layer.gradients, network.dC_dw[l][present])
        counted(layer.activations, p.a[l])


def test_many_examples_are_counted_in_blocks_and_progress_is_told() -> None:
    network, rows = small_network(["tanh", "sigmoid", "linear"], "squared error")
    told = list[float]()
    once, often = examine(network, rows), examine(network, np.tile(rows, (300, 1)), told.append)
    for few, many in zip(once.layers[1:], often.layers[1:], strict=True):
        assert few is not None
        assert many is not None
        np.testing.assert_array_equal(300 * few.activations.counts, many.activations.counts)
        np.testing.assert_array_equal(few.gradients.counts, many.gradients.counts)
    assert told == sorted(told)
    assert told[-1] == 1


@pytest.mark.parametrize("value", [0.0, 0.7, -3.0, 1e-320, 1e300])
def test_equal_values_share_one_bin_of_a_sensible_range(value: float) -> None:
    network = Network([2, 3], ["linear"])
    network.w[1][:] = value
    layer = examine(network, np.array([[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]])).layers[1]
    assert layer is not None
    assert (np.diff(layer.weights.edges) > 0).all()
    assert layer.weights.counts.max() == layer.weights.counts.sum() == 6


def test_numbers_that_are_not_finite_are_left_out() -> None:
    network, rows = small_network(["relu", "linear"], "squared error", sizes=(2, 3, 1))
    network.w[1][0] = np.nan
    network.w[2][0, 1] = np.inf
    layers = examine(network, rows).layers[1:]
    assert [layer.weights.counts.sum() for layer in layers if layer] == [4, 2]
    for layer in layers:
        assert layer is not None
        assert all(np.isfinite(histogram.edges).all() for histogram in layer)


def test_removed_edges_are_no_weights() -> None:
    network, rows = small_network(["tanh", "linear"], "squared error", sizes=(2, 3, 1))
    network.mark(removed=[Edge(1, 0, 0), Edge(1, 2, 1)])
    layer = examine(network, rows).layers[1]
    assert layer is not None
    assert layer.weights.counts.sum() == layer.gradients.counts.sum() == 4


def test_the_reasons_are_plain() -> None:
    assert reason(Ailment(Neuron(1, 0), "dead", 1.0)) == (
        "Dead: ∂a/∂z is 0 for every training example, so no gradient passes and its weights cannot learn.")
    assert reason(Ailment(Neuron(1, 0), "saturated", 0.972)) == (
        "Saturated: ∂a/∂z is nearly 0 for 97 % of the training examples, so its weights hardly learn.")


def test_the_examination_can_be_cancelled_and_leaves_the_network_as_it_is() -> None:
    network, rows = small_network(["tanh", "linear"], "squared error", sizes=(2, 3, 1))
    network.gradient[:] = 3.0
    before = network.parameters.copy()
    examine(network, rows)
    np.testing.assert_array_equal(network.parameters, before)
    assert (network.gradient == 3.0).all()

    def nobody_waits(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        examine(network, rows, nobody_waits)
