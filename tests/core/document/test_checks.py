"""What has to hold of a document as a whole."""
from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from msgspec.structs import replace

from core.data.dataset import allowed_outputs
from core.document.checks import checked
from core.document.data import dataset, outline, steps_per_epoch
from core.document.experiment import Digits, Experiment, Layer, Network, Plane, Points, Source, Spiral, State, Training
from core.errors import BadInput
from core.training import Trainer
from tests.core.document.documents import experiments, sources

HIDDEN, OUTPUT = Layer(neurons=3, activation="tanh"), Layer(neurons=1, activation="sigmoid")
PLAIN = Experiment(network=Network(layers=(HIDDEN, OUTPUT)), data=Spiral())
XY = np.array([[1.0, 2.0], [3.0, 4.0]])


def of_network(**fields: Any) -> Experiment:
    return replace(PLAIN, network=replace(PLAIN.network, **fields))


def outputs(neurons: int, activation: Any, cost: Any = "squared error") -> Experiment:
    return of_network(layers=(HIDDEN, Layer(neurons=neurons, activation=activation)), cost=cost)


def points(**fields: Any) -> Experiment:
    return replace(PLAIN, data=Points(**{"inputs": XY, "classes": (0, 1)} | fields))


@pytest.mark.parametrize(("experiment", "sentence"), [
    (outputs(3, "tanh"), "network.layers[1].neurons is 3; allowed: 1 or 2, as the data needs."),
    (outputs(1, "softmax"), "network.layers[1].neurons is 1; allowed: 2, as the data needs."),
    (replace(PLAIN, data=Digits()), "network.layers[1].neurons is 1; allowed: 10, as the data needs."),
    (outputs(1, "tanh", "cross-entropy"), "network.cost is cross-entropy, which needs sigmoid outputs; allowed with tanh: "
     "squared error, half squared error, absolute error, huber."),
    (outputs(2, "softmax", "cross-entropy"), "network.cost is cross-entropy, which needs sigmoid outputs; allowed with softmax: "
     "squared error, half squared error, categorical cross-entropy, absolute error, huber."),
    (of_network(layers=(Layer(neurons=3, activation="softmax"), OUTPUT)),
     "network.layers[0].activation is softmax; allowed: softmax in the last layer only."),
    (of_network(layers=(replace(HIDDEN, neurons=0), OUTPUT)),
     "network.layers[0].neurons is 0; allowed: a whole number from 1 to 4096."),
    (of_network(layers=(HIDDEN,) * 64 + (OUTPUT,)), "network.layers is a list of 65; allowed: a list of 1 to 64 entries."),
    (of_network(layers=(replace(HIDDEN, neurons=4096), replace(HIDDEN, neurons=4096), OUTPUT)),
     "The network is one of 16,797,697 weights and biases; allowed: up to 5,000,000."),
    (of_network(cost="cross-entropy", off=((1, 0), (2, 0))),
     "network.off[1] is [2, 0]; allowed: a neuron before the outputs, with sigmoid and cross-entropy."),
    (of_network(inputs=("x0", "x7")), 'network.inputs[1] is "x7"; allowed: x0, x1, x0^2, x1^2, x0*x1, sin(x0), sin(x1).'),
    (of_network(inputs=("x0", "x0")), "network.inputs is [x0, x0]; allowed: each input once."),
    (of_network(weights=(np.zeros((3, 2)),)),
     "network.weights is a list of 1; allowed: a list of 2, one for each layer after the inputs."),
    (of_network(weights=(np.zeros((2, 3)), np.zeros((1, 3)))),
     "network.weights[0] is 2 × 3 numbers; allowed: 3 × 2 numbers, as the layers have neurons."),
    (of_network(biases=(np.zeros(3), np.zeros(2))),
     "network.biases[1] is 2 numbers; allowed: 1 numbers, as the layers have neurons."),
    (of_network(weights=(np.full((3, 2), math.nan), np.zeros((1, 3)))),
     "network.weights[0][0][0] is nan; allowed: a finite number."),
    (of_network(removed=((1, 3, 0),)), "network.removed[0] is [1, 3, 0]; allowed: [l, j, k], an edge of the network."),
    (of_network(removed=((1, -1, 0),)), "network.removed[0] is [1, -1, 0]; allowed: [l, j, k], an edge of the network."),
    (of_network(frozen=((2, 0), (3, 0))), "network.frozen[1] is [3, 0]; allowed: [l, j], a neuron after the inputs."),
    (of_network(off=((0, 1),)), "network.off[0] is [0, 1]; allowed: [l, j], a neuron after the inputs."),
    (of_network(names={"0,1": "right", "01,1": "?"}), 'network.names is about "01,1"; allowed: neurons of the network by "l,j".'),
    (of_network(names={"1,3": "?"}), 'network.names is about "1,3"; allowed: neurons of the network by "l,j".'),
    (replace(PLAIN, training=Training(learning_rate=math.inf)), "training.learning_rate is inf; allowed: a finite number."),
    (replace(PLAIN, state=State(weights=(np.zeros((3, 3)), np.zeros((1, 3))))),
     "state.weights[0] is 3 × 3 numbers; allowed: 3 × 2 numbers, as the layers have neurons."),
    (replace(PLAIN, state=State(epoch=1)), "state has only one of epoch and batch; allowed: both or neither."),
    (replace(PLAIN, state=State(optimizer={"velocity": np.array([1.0, math.inf])})),
     "state.optimizer.velocity[1] is inf; allowed: a finite number."),
    (replace(PLAIN, title="\ud800"), "title is a text with half a character; allowed: text that UTF-8 can hold."),
    (points(classes=None), "data has neither targets nor classes; allowed: one of them."),
    (points(targets=XY), "data has targets and classes; allowed: one of them."),
    (points(classes=(0,)), "data.classes is a list of 1; allowed: 2 classes, one for each example."),
    (points(classes=None, targets=XY[:1]), "data.targets is 1 × 2 numbers; allowed: 2 rows, one for each example."),
    (points(inputs=np.zeros(2)), "data.inputs is 2 numbers; allowed: a row of numbers for each example, at least one."),
    (points(inputs=np.zeros((0, 2))), "data.inputs is 0 × 2 numbers; allowed: a row of numbers for each example, at least one."),
    (points(columns=("a",)), "data.columns is [a]; allowed: 2 different names, one for each column of inputs."),
    (points(columns=("a", "a")), "data.columns is [a, a]; allowed: 2 different names, one for each column of inputs."),
    (points(task="regression"), "data.task is regression; allowed: classification, as classes are given."),
])
def test_what_cannot_be_is_refused_in_one_sentence(experiment: Experiment, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked(experiment)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("cost", ["squared error", "half squared error", "absolute error", "huber"])
@pytest.mark.parametrize(("activation", "neurons"), [("sigmoid", 1), ("tanh", 2), ("linear", 1), ("relu", 1), ("softmax", 2)])
def test_costs_of_the_error_go_with_any_output(cost: str, activation: str, neurons: int) -> None:
    assert checked(outputs(neurons, activation, cost))


def test_each_entropy_goes_with_its_output() -> None:
    assert checked(outputs(1, "sigmoid", "cross-entropy"))
    assert checked(outputs(2, "softmax", "categorical cross-entropy"))


@given(sources)
def test_an_outline_says_what_the_data_set_turns_out_to_be(data: Source) -> None:
    whole, seen = dataset(replace(PLAIN, data=data)), outline(data)
    assert (seen.columns, seen.task, seen.class_count, seen.labels) == (whole.columns, whole.task, whole.class_count, whole.labels)
    assert allowed_outputs(seen, "tanh") == allowed_outputs(whole, "tanh")
    assert len(seen.inputs) == 1


@given(experiments())
def test_what_is_checked_can_be_trained(experiment: Experiment) -> None:
    trainer = Trainer(checked(experiment), dataset(experiment))
    assert trainer.steps_per_epoch == steps_per_epoch(experiment)
    with np.errstate(all="ignore"):
        trainer.run(1)


def test_the_same_seed_makes_the_same_data() -> None:
    one, other = dataset(PLAIN), dataset(PLAIN)
    assert (one.inputs == other.inputs).all()
    assert (one.inputs != dataset(replace(PLAIN, data=Spiral(seed=2))).inputs).any()


def test_the_lesser_of_two_parts_of_a_document_is_not_the_same() -> None:
    assert of_network(removed=((1, 0, 0),)) != PLAIN
    assert replace(PLAIN, data=Plane()) != PLAIN
    assert of_network(weights=(np.zeros((3, 2)), np.zeros((1, 3)))) == of_network(weights=(np.zeros((3, 2)), np.zeros((1, 3))))
    assert of_network(weights=(np.zeros((3, 2)), np.zeros((1, 3)))) != of_network(weights=(np.zeros((3, 2)), np.ones((1, 3))))
