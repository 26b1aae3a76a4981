"""Links of TensorFlow Playground: every quirk with its exact outcome, and settings that come back as they were."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.document import presets
from core.document.checks import checked
from core.document.data import dataset
from core.document.experiment import (
    L1,
    L2,
    LARGEST_SEED,
    Circle,
    Digits,
    Experiment,
    Gauss,
    Layer,
    Momentum,
    Moons,
    Network,
    Plane,
    Regularization,
    Spiral,
    Training,
    TwoGaussians,
    Xor,
)
from core.errors import BadInput, Sentence
from core.formats.playground_link import INPUTS, Linked, is_link, left_out, read_link, write_link
from core.model import build_examples, build_network
from core.network import Edge, Neuron
from core.training import Trainer

PLACE = "https://playground.tensorflow.org/"
NEURONS = "allowed: whole numbers from 1 to 4,096."
PERCENT_TO_TRAIN = "allowed: a number of percent that leaves examples to train on."
NOT_CARRIED = "Not carried over from TF Playground: "
WRITTEN_BY_IT = (
    "activation=relu&regularization=L2&batchSize=20&dataset=spiral&regDataset=reg-plane&learningRate=0.1&regularizationRate=0.003"
    "&noise=15&networkShape=6,3&seed=0.48342&showTestData=false&discretize=false&percTrainData=70&x=true&y=false&xTimesY=true"
    "&xSquared=false&ySquared=true&cosX=false&sinX=true&cosY=false&sinY=false&collectStats=false&problem=classification"
    "&initZero=false&hideText=false"
)


def told(experiment: Experiment) -> dict[str, Any]:
    """The settings of an experiment, flat."""
    network, data, training = experiment.network, experiment.data, experiment.training
    assert isinstance(data, Circle | Xor | Gauss | Spiral | Plane | TwoGaussians)
    hidden = network.layers[:-1]
    return {
        "shape": [layer.neurons for layer in hidden], "activations": {layer.activation for layer in hidden},
        "output": network.layers[-1].activation, "outputs": network.layers[-1].neurons, "inputs": network.inputs,
        "cost": network.cost, "initialization": network.initialization, "optimizer": training.optimizer.kind,
        "source": data.source, "examples": data.examples, "noise": data.noise, "share": data.training_share,
        "seeds": (data.seed, training.seed), "rate": training.learning_rate, "batch": training.batch_size,
        "regularization": training.regularization,
    }


DEFAULT = {
    "shape": [4, 2], "activations": {"tanh"}, "output": "tanh", "outputs": 1, "inputs": ("x0", "x1"), "cost": "half squared error",
    "initialization": "uniform", "optimizer": "sgd", "source": "circle", "examples": 500, "noise": 0.0, "share": 0.5,
    "seeds": (1, 1), "rate": 0.03, "batch": 10, "regularization": Regularization(),
}
REGRESSION = {"source": "plane", "output": "linear", "examples": 1200}
OPENED: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("&&=&=7", {}),
    ("activation=relu", {"activations": {"relu"}}),
    ("activation=sigmoid", {"activations": {"sigmoid"}}),
    ("activation=linear", {"activations": {"linear"}}),
    ("activation=ReLU", {}),
    ("activation=toString", {}),
    ("activation=relu&activation=", {}),
    ("activation=relu&activation=sigmoid", {"activations": {"sigmoid"}}),
    ("regularization=L2&regularizationRate=0.003", {"regularization": L2(rate=0.003)}),
    ("regularization=L2", {"regularization": L2(rate=0.0)}),
    ("regularization=L1", {"regularization": L1(rate=0.0)}),
    ("regularization=l2&regularizationRate=0.003", {}),
    ("regularization=none&regularizationRate=NaN", {}),
    ("batchSize=30", {"batch": 30}),
    ("batchSize=", {}),
    ("batchSize=%20", {}),
    ("batchSize=1e1", {}),
    ("batchSize=0x10", {"batch": 16}),
    ("batchSize=250", {"batch": "all"}),
    ("batchSize=150&percTrainData=30", {"batch": "all", "share": 0.3}),
    ("dataset=xor", {"source": "xor"}),
    ("dataset=gauss", {"source": "gauss"}),
    ("dataset=spiral", {"source": "spiral"}),
    ("dataset=reg-plane", {}),
    ("regDataset=reg-gauss", {}),
    ("problem=regression", REGRESSION),
    ("problem=regression&dataset=xor&regDataset=reg-gauss", REGRESSION | {"source": "two gaussians"}),
    ("problem=regression&regDataset=circle", REGRESSION),
    ("problem=Regression", {}),
    ("learningRate=10", {"rate": 10.0}),
    ("learningRate=+.5e-3", {"rate": 0.0005}),
    ("learningRate=0", {"rate": 0.0}),
    ("learningRate=1e-400", {"rate": 0.0}),
    ("learningRate=0.123456789012345678", {"rate": 0.12345678901234568}),
    ("noise=7", {"noise": 0.07}),
    ("noise=80", {"noise": 0.8}),
    ("noise=80.5", {"noise": 0.5}),
    ("noise=1e300", {"noise": 0.5}),
    ("noise=-0.1", {"noise": 0.0}),
    ("networkShape=", {"shape": [], "activations": set()}),
    ("networkShape=%20", {"shape": [], "activations": set()}),
    ("networkShape=3", {"shape": [3]}),
    ("networkShape=8%2C7%2c6", {"shape": [8, 7, 6]}),
    ("networkShape=%204,%202", {}),
    ("networkShape=16,16,16,16,16,16,16", {"shape": [16] * 7}),
    ("networkShape=4=2", {"shape": [4]}),
    ("percTrainData=10", {"share": 0.1}),
    ("percTrainData=100", {"share": 1.0}),
    ("percTrainData=250", {"share": 1.0}),
    ("percTrainData=33.34", {"share": 0.3325}),
    ("x=false", {"inputs": ("x1",)}),
    ("x=False", {}),
    ("x=0", {}),
    ("x=false&x=", {}),
    ("sinX=0&sinY=no&cosX=true", {"inputs": ("x0", "x1", "sin(x0)", "sin(x1)")}),
    ("sinY=1&xTimesY=1&ySquared=1&xSquared=1", {"inputs": ("x0", "x1", "x0^2", "x1^2", "x0*x1", "sin(x1)")}),
    ("xTimesY=", {}),
    ("y_hide=true", {"inputs": ("x0",)}),
    ("y_hide=1", {}),
    ("initZero=true", {"initialization": "zeros"}),
    ("initZero=false", {}),
    ("unknown=5&collectStats=true", {}),
]
REMARKED: list[tuple[str, dict[str, Any], str]] = [
    ("seed=0.48342", {"seeds": (48342, 48342)}, "the points and initial weights of seed 0.48342"),
    ("seed=5", {"seeds": (5, 5)}, "the points and initial weights of seed 5"),
    ("seed=5-8", {"seeds": (5, 8)}, "the points and initial weights of seed 5-8"),
    ("seed=caf%C3%A9", {"seeds": (91637, 91637)}, "the points and initial weights of seed café"),
    ("seed=9999999999999999", {"seeds": (20017, 20017)}, "the points and initial weights of seed 9999999999999999"),
    ("batchSize=251", {"batch": "all"}, "that batches of 251 of 250 examples never take a step"),
    ("regularization=L1&regularizationRate=0.1", {"regularization": L1(rate=0.1)},
     "that a weight which L1 brings to 0 stays there for good"),
    ("showTestData=true&discretize=true&hideText=", {}, "showTestData, discretize"),
    ("tutorial=dp", {}, "the tutorial dp"),
    ("playButton_hide=true&x_hide=true", {"inputs": ("x1",)}, "which controls are hidden"),
]
REFUSED = [
    ("networkShape=0", f"networkShape in the link has a layer of 0 neurons; {NEURONS}"),
    ("networkShape=1e9", f"networkShape in the link has a layer of 1e9 neurons; {NEURONS}"),
    ("networkShape=4097", f"networkShape in the link has a layer of 4097 neurons; {NEURONS}"),
    ("networkShape=4,-2", f"networkShape in the link has a layer of -2 neurons; {NEURONS}"),
    ("networkShape=4,,2", f"networkShape in the link has a layer of no neurons; {NEURONS}"),
    ("networkShape=2.5", f"networkShape in the link has a layer of 2.5 neurons; {NEURONS}"),
    ("networkShape=four", f"networkShape in the link has a layer of four neurons; {NEURONS}"),
    ("networkShape=٤", f"networkShape in the link has a layer of ٤ neurons; {NEURONS}"),
    ("networkShape=" + ",".join("1" * 64), "networkShape in the link is 64 hidden layers; allowed: up to 63."),
    ("networkShape=4096,4096", "The network is one of 16,797,697 weights and biases; allowed: up to 5,000,000."),
    ("batchSize=0", "batchSize in the link is 0; allowed: a whole number from 1 on."),
    ("batchSize=-10", "batchSize in the link is -10; allowed: a whole number from 1 on."),
    ("batchSize=2.5", "batchSize in the link is 2.5; allowed: a whole number from 1 on."),
    ("batchSize=1_0", "batchSize in the link is 1_0; allowed: a whole number from 1 on."),
    ("batchSize=Infinity", "batchSize in the link is Infinity; allowed: a whole number from 1 on."),
    ("learningRate=-0.03", "learningRate in the link is -0.03; allowed: a number from 0 on."),
    ("learningRate=1e999", "learningRate in the link is 1e999; allowed: a number from 0 on."),
    ("learningRate=" + "9" * 400, f"learningRate in the link is {'9' * 39}…; allowed: a number from 0 on."),
    ("learningRate=0x" + "f" * 300, f"learningRate in the link is 0x{'f' * 37}…; allowed: a number from 0 on."),
    ("regularization=L2&regularizationRate=-1", "regularizationRate in the link is -1; allowed: a number from 0 on."),
    ("noise=loud", "noise in the link is loud; allowed: a number of percent."),
    ("percTrainData=0", f"percTrainData in the link is 0; {PERCENT_TO_TRAIN}"),
    ("percTrainData=0.1", f"percTrainData in the link is 0.1; {PERCENT_TO_TRAIN}"),
    ("percTrainData=-50", f"percTrainData in the link is -50; {PERCENT_TO_TRAIN}"),
    ("x=false&y=false",
     "The link switches every input off; allowed: at least one of x, y, xSquared, ySquared, xTimesY, sinX, sinY."),
    ("noise=%0A%1B[2J", "noise in the link is \ufffd\ufffd[2J; allowed: a number of percent."),
    ("seed=" + "1" * 10_000, "The link is 10,040 characters long; allowed: up to 10,000."),
]


@pytest.mark.parametrize(("fragment", "changes"), OPENED)
def test_a_link_gives_what_it_says_and_the_defaults_of_what_it_leaves_out(fragment: str, changes: dict[str, Any]) -> None:
    linked = read_link(f"{PLACE}#{fragment}")
    assert told(linked.experiment) == DEFAULT | changes
    assert linked.remarks == ()


@pytest.mark.parametrize(("fragment", "changes", "left"), REMARKED)
def test_what_a_link_holds_besides_is_one_sentence(fragment: str, changes: dict[str, Any], left: str) -> None:
    linked = read_link(f"{PLACE}#{fragment}")
    assert told(linked.experiment) == DEFAULT | changes
    assert linked.remarks == (f"{NOT_CARRIED}{left}.",)
    assert isinstance(linked.remarks[0], Sentence)


@pytest.mark.parametrize(("fragment", "sentence"), REFUSED)
def test_what_means_nothing_is_refused_in_one_sentence(fragment: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_link(f"{PLACE}#{fragment}")
    assert str(refused.value) == sentence


def test_a_link_as_it_writes_them_gives_the_same_experiment() -> None:
    linked = read_link(f"{PLACE}#{WRITTEN_BY_IT}")
    assert told(linked.experiment) == DEFAULT | {
        "activations": {"relu"}, "regularization": L2(rate=0.003), "batch": 20, "source": "spiral", "rate": 0.1, "noise": 0.15,
        "shape": [6, 3], "seeds": (48342, 48342), "share": 0.7, "inputs": ("x0", "x1^2", "x0*x1", "sin(x0)")}
    assert linked.remarks == (f"{NOT_CARRIED}the points and initial weights of seed 0.48342.",)
    assert linked.experiment.title == "TF Playground spiral"


@pytest.mark.parametrize("text", [
    "https://playground.tensorflow.org/#dataset=xor", "http://playground.tensorflow.org/#dataset=xor",
    "https://www.playground.tensorflow.org/#dataset=xor", "HTTPS://Playground.TensorFlow.org/#dataset=xor",
    "  https://playground.tensorflow.org/#dataset=xor\n", "playground.tensorflow.org/#dataset=xor",
    "https://playground.tensorflow.org#dataset=xor", "https://playground.tensorflow.org/?dataset=xor",
    "https://playground.tensorflow.org?dataset=xor", "https://playground.tensorflow.org/?dataset=gauss#dataset=xor",
    "https://playground.tensorflow.org:443/index.html#dataset=xor", "https://playground.tensorflow.org/#data\nset=x\r\n\tor",
])
def test_an_address_may_be_spelled_in_several_ways(text: str) -> None:
    assert is_link(text)
    assert told(read_link(text).experiment) == DEFAULT | {"source": "xor"}


@pytest.mark.parametrize("text", ["https://example.org/#dataset=xor", "https://playground.tensorflow.org.evil.net/#dataset=xor",
                                  "https://playground.tensorflow.org/elsewhere#dataset=xor", "https://"])
def test_another_address_is_refused_as_no_such_link(text: str) -> None:
    assert is_link(text)
    with pytest.raises(BadInput) as refused:
        read_link(text)
    shown = text if len(text) <= 40 else text[:39] + "…"
    assert str(refused.value) == f"{shown} is not a TF Playground link; allowed: {PLACE}#…"


@pytest.mark.parametrize("name", ["spiral", "mine.nnplay", "playground.tensorflow.org.nnplay", "a https://b", "httpsx", ""])
def test_a_file_is_no_link(name: str) -> None:
    assert not is_link(name)


# There and back

SETS = {"classification": (Circle, Xor, Gauss, Spiral), "regression": (Plane, TwoGaussians)}
SEEDS = st.integers(0, LARGEST_SEED)
RATES = st.sampled_from([0.0, 0.00001, 0.03, 0.1, 3.0, 10.0]) | st.floats(0, 1e9)


@st.composite
def expressible(draw: st.DrawFn) -> Experiment:
    """Any experiment that TensorFlow Playground knows too."""
    problem = draw(st.sampled_from(list(SETS)))
    activation = draw(st.sampled_from(["tanh", "relu", "sigmoid", "linear"]))
    hidden = [Layer(neurons=n, activation=activation) for n in draw(st.lists(st.integers(1, 12), max_size=8))]
    names = list(INPUTS.values())
    chosen = draw(st.sets(st.sampled_from(names), min_size=1))
    rate = draw(RATES)
    return checked(Experiment(
        title="any",
        network=Network(
            layers=(*hidden, Layer(neurons=1, activation="tanh" if problem == "classification" else "linear")),
            inputs=tuple(name for name in names if name in chosen), cost="half squared error",
            initialization=draw(st.sampled_from(["uniform", "zeros"]))),
        data=draw(st.sampled_from(SETS[problem]))(
            examples=500 if problem == "classification" else 1200, seed=draw(SEEDS), noise=draw(st.floats(0, 0.8)),
            training_share=draw(st.integers(1, 100)) / 100),
        training=Training(learning_rate=draw(RATES), batch_size=draw(st.integers(1, 2000) | st.just("all")), seed=draw(SEEDS),
                          regularization=draw(st.sampled_from([Regularization(), L1(rate=rate), L2(rate=rate)]))),
    ))


def settings_of(experiment: Experiment) -> dict[str, Any]:
    """What is told, with a batch of all examples called so."""
    data, settings = experiment.data, told(experiment)
    assert isinstance(data, Circle | Xor | Gauss | Spiral | Plane | TwoGaussians)
    size = settings["batch"]
    if size != "all" and size >= round(data.examples * data.training_share):
        settings["batch"] = "all"
    return settings


@given(expressible())
@settings(deadline=None)
def test_every_experiment_that_a_link_can_hold_comes_back_with_the_same_settings(experiment: Experiment) -> None:
    link = write_link(experiment)
    assert settings_of(read_link(link).experiment) == settings_of(experiment)
    assert unquote(link) == link
    assert " " not in link


def test_a_written_link_says_everything_in_its_own_words() -> None:
    experiment = read_link(f"{PLACE}#problem=regression&networkShape=&noise=25&learningRate=0.00001&seed=3").experiment
    assert write_link(experiment) == (
        f"{PLACE}#activation=tanh&regularization=none&batchSize=10&regDataset=reg-plane&learningRate=1e-05&regularizationRate=0"
        "&noise=25&networkShape=&seed=3&percTrainData=50&x=true&y=true&xSquared=false&ySquared=false&xTimesY=false&sinX=false"
        "&sinY=false&problem=regression&initZero=false")


@pytest.mark.parametrize("fragment", [row[0] for row in (*OPENED, *REMARKED)] + [WRITTEN_BY_IT])
def test_a_link_read_and_written_opens_the_same_again(fragment: str) -> None:
    once = read_link(f"{PLACE}#{fragment}").experiment
    assert read_link(write_link(once)).experiment == once
    assert write_link(read_link(write_link(once)).experiment) == write_link(once)


@pytest.mark.parametrize("problem", SETS)
def test_any_percentage_trains_on_as_many_examples_as_there_and_comes_back(problem: str) -> None:
    examples = 500 if problem == "classification" else 1200
    for percent in np.arange(1, 400) / 4:
        experiment = read_link(f"{PLACE}#problem={problem}&percTrainData={percent}&batchSize=1").experiment
        taken = len(build_examples(experiment, dataset(experiment)).training) if percent % 5 == 0 else \
            max(1, round(experiment.data.training_share * examples))
        assert taken == int(examples * percent / 100)
        assert read_link(write_link(experiment)).experiment == experiment


def values() -> st.SearchStrategy[str]:
    """What may stand behind a key, from the sensible to the wild."""
    odd = st.sampled_from(["1e9", "-0", "0x1f", "", " ", "%2C", "%0A"])
    numbers = st.one_of(st.integers(-10, 10**12), st.floats(), st.decimals(), odd)
    words = st.sampled_from(["relu", "L1", "spiral", "reg-gauss", "regression", "false", "true", "4,2", "8%2C8", "0.12345"])
    return st.one_of(numbers.map(str), words, st.text(max_size=12), st.lists(numbers.map(str), max_size=70).map(",".join))


KEYS = st.sampled_from(["activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate", "regularizationRate",
                        "noise", "networkShape", "seed", "percTrainData", "problem", "initZero", "tutorial", "x_hide", *INPUTS])


def fragments() -> st.SearchStrategy[str]:
    pairs = st.tuples(KEYS | st.text(max_size=6), values()).map("=".join)
    return st.one_of(st.lists(pairs, max_size=8).map("&".join), st.text())


def read(text: str) -> Linked | Sentence:
    """What it holds, or why that cannot be."""
    try:
        return read_link(text)
    except BadInput as refused:
        return refused.sentence


@given(fragments())
@example("batchSize=1e308")
@example("networkShape=1e308")
@example("noise=1e-9999999999999999999999")
@example("percTrainData=0." + "3" * 300)
@example("seed=\ud800")
@settings(max_examples=300, deadline=None)
def test_any_text_is_an_experiment_that_holds_or_one_sentence(fragment: str) -> None:
    linked = read(f"{PLACE}#{fragment}")
    if isinstance(linked, Sentence):
        assert len(linked.splitlines()) == 1
        return
    experiment, remarks = linked
    assert checked(experiment) is experiment
    assert [len(remark.splitlines()) for remark in remarks] in ([], [1])
    assert read_link(write_link(experiment)).experiment == experiment


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_is_no_link_or_one_sentence(text: str) -> None:
    linked = read(text)
    assert not isinstance(linked, Sentence) or len(linked.splitlines()) == 1


# What no link can hold

def changed(**parts: Any) -> Experiment:
    """The default experiment of a link with other parts."""
    experiment = read_link(PLACE).experiment
    return replace(experiment, **{name: replace(getattr(experiment, name), **part) if isinstance(part, dict) else part
                                  for name, part in parts.items()})


TANH = Layer(neurons=1, activation="tanh")
OBSTACLES = [
    (changed(data=Moons(noise=0.0)), "its data is moons, not circle, xor, gauss, spiral, plane or two gaussians"),
    (changed(data={"examples": 300}), "the number of its examples is 300, not 500"),
    (changed(data={"training_share": 0.3334}), "the number of its training examples is 167, not 166"),
    (changed(network={"layers": (Layer(neurons=2, activation="elu"), TANH)}),
     "a layer's activation is elu, not tanh, relu, sigmoid or linear"),
    (changed(network={"layers": (TANH, Layer(neurons=2, activation="relu"), TANH)}),
     "its hidden layers have more than one activation"),
    (changed(network={"layers": (Layer(neurons=1, activation="sigmoid"),)}), "its output's activation is sigmoid, not tanh"),
    (changed(network={"layers": (Layer(neurons=2, activation="tanh"),)}), "the number of its outputs is 2, not 1"),
    (changed(data=Plane(examples=1200), network={"layers": (TANH,)}), "its output's activation is tanh, not linear"),
    (changed(network={"cost": "squared error"}), "its cost is squared error, not half squared error"),
    (changed(network={"initialization": "he"}), "its initialization is he, not uniform or zeros"),
    (changed(training={"optimizer": Momentum()}), "its optimizer is momentum, not sgd"),
    (changed(network={"removed": (Edge(1, 0, 0),)}), "it has removed edges"),
    (changed(network={"frozen": (Edge(1, 0, 0),)}), "it has frozen weights or biases"),
    (changed(network={"off": (Neuron(1, 0),)}), "it has neurons that are off"),
]


@pytest.mark.parametrize(("experiment", "reason"), OBSTACLES)
def test_what_a_link_cannot_hold_is_named(experiment: Experiment, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        write_link(experiment)
    assert str(refused.value) == f"TF Playground circle cannot be written as a TF Playground link: {reason}."


def test_all_that_a_link_cannot_hold_is_named_in_one_sentence() -> None:
    with pytest.raises(BadInput) as refused:
        write_link(changed(data=Digits(), network={"cost": "huber", "layers": (Layer(neurons=10, activation="softmax"),)}))
    assert str(refused.value) == (
        "TF Playground circle cannot be written as a TF Playground link: its data is digits, not circle, xor, gauss, spiral, plane "
        "or two gaussians; the number of its outputs is 10, not 1; its cost is huber, not half squared error.")


@pytest.mark.parametrize("name", ["spiral", "circle", "xor", "gauss"])
def test_a_preset_can_be_written_once_it_has_the_cost_that_is_known_there(name: str) -> None:
    preset = presets.load(name)
    with pytest.raises(BadInput, match=r" cannot be written as a TF Playground link: its cost is [a-z -]+, not half squared error"):
        write_link(preset)
    layers = (*preset.network.layers[:-1], TANH)
    expressible = replace(preset, network=replace(preset.network, layers=layers, cost="half squared error"))
    assert read_link(write_link(expressible)).experiment.network.layers == layers


def test_what_a_link_leaves_out_is_said() -> None:
    dropped = "The link holds the settings alone: {} are dropped, and TF Playground draws points of its own."
    assert left_out(changed()) == dropped.format("weights and progress")
    assert left_out(changed(notes="x", network={"names": {"1,0": "up"}})) == dropped.format("weights, progress, names and notes")


# The same experiment

def by_its_own_update(experiment: Experiment) -> Iterator[np.ndarray]:
    """One step of a single neuron as nn.ts takes it, derived by hand: the parameters [b, w₀, w₁] before and after."""
    data = dataset(experiment)
    rows = build_examples(experiment, data).training[:1]
    network = build_network(experiment, data)
    before = network.parameters.copy()
    (x,), label = data.inputs[rows], 2.0 * data.classes[rows][0] - 1                 # labels are ±1
    a = np.tanh(before[0] + before[1:] @ x)
    delta = (a - label) * (1 - a * a)                                                # of ½ (a − y)²
    rate, penalty = experiment.training.learning_rate, 0.1 * before[1:]              # the bias pays nothing
    yield before
    yield before - rate * np.array([delta, *(delta * x + penalty)])


def test_l2_the_cost_and_the_labels_are_those_of_its_update() -> None:
    fragment = "networkShape=&batchSize=1&percTrainData=0.2&regularization=L2&regularizationRate=0.1"
    experiment = read_link(f"{PLACE}#{fragment}").experiment
    before, after = by_its_own_update(experiment)
    trainer = Trainer(experiment, dataset(experiment))
    np.testing.assert_array_equal(trainer.network.parameters, before)
    trainer.run(1)
    np.testing.assert_allclose(trainer.network.parameters, after, rtol=1e-14)


def test_zeros_are_its_start_with_init_zero_and_else_weights_to_a_half_and_biases_of_a_tenth() -> None:
    zeros = read_link(f"{PLACE}#initZero=true").experiment
    assert not build_network(zeros, dataset(zeros)).parameters.any()
    usual = read_link(PLACE).experiment
    network = build_network(usual, dataset(usual))
    assert all((bias == 0.1).all() for bias in network.b[1:])
    assert all((abs(weights) <= 0.5).all() for weights in network.w[1:])
