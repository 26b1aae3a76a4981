"""TensorFlow Playground's addresses: the experiment that one holds, and the one that holds an experiment.

They are read as TensorFlow Playground's own `state.ts` reads them: a blank value is the default, the last of several counts, what
it does not know is ignored. Where it would go on with a value that means nothing (no number, no neuron), one sentence refuses.
"""
from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from core.activations import ACTIVATIONS
from core.data.dataset import split
from core.document.checks import checked, refused
from core.document.experiment import (
    L1,
    L2,
    LARGEST_SEED,
    MOST_LAYERS,
    MOST_NEURONS,
    ActivationName,
    Circle,
    Experiment,
    Gauss,
    Generated,
    Layer,
    Network,
    Plane,
    Regularization,
    Spiral,
    Training,
    TwoGaussians,
    Xor,
)
from core.errors import BadInput, Sentence

PLACE = "https://playground.tensorflow.org/"
NAME = "TF Playground"
LONGEST, LONGEST_VALUE = 10_000, 40                         # characters: of an address, and of a value in a sentence

EXAMPLES = {"classification": 500, "regression": 1200}
OUTPUTS: dict[str, ActivationName] = {"classification": "tanh", "regression": "linear"}
SETS: dict[str, dict[str, type[Generated]]] = {
    "classification": {"circle": Circle, "xor": Xor, "gauss": Gauss, "spiral": Spiral},
    "regression": {"reg-plane": Plane, "reg-gauss": TwoGaussians},
}
SET_KEYS = {"classification": "dataset", "regression": "regDataset"}
HIDDEN: dict[str, ActivationName] = {"tanh": "tanh", "relu": "relu", "sigmoid": "sigmoid", "linear": "linear"}
REGULARIZATIONS: dict[str, type[L1 | L2] | None] = {"none": None, "L1": L1, "L2": L2}
INPUTS = {                                                  # in the order in which it lines them up
    "x": "x0", "y": "x1", "xSquared": "x0^2", "ySquared": "x1^2", "xTimesY": "x0*x1", "sinX": "sin(x0)", "sinY": "sin(x1)",
}
DEFAULTS = {
    "activation": "tanh", "regularization": "none", "batchSize": "10", "dataset": "circle", "regDataset": "reg-plane",
    "learningRate": "0.03", "regularizationRate": "0", "noise": "0", "percTrainData": "50", "problem": "classification",
    "x": "true", "y": "true", "seed": "1",                  # without a seed it takes another one each time
}
SHAPE = "4,2"
COST: Final = "half squared error"
INITIALIZATIONS = ("uniform", "zeros")
SHOWN = ("showTestData", "discretize", "hideText")          # switches of the page alone

_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?playground\.tensorflow\.org(?::[0-9]+)?(?:/(?:index\.html)?)?"
                      r"(?:\?(?P<query>[^#]*))?(?:#(?P<hash>.*))?", re.IGNORECASE | re.DOTALL)
_LOOKS_LIKE_ONE = re.compile(r"\s*(?:https?://|(?:www\.)?playground\.tensorflow\.org(?:[/?#:]|\s*$))", re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WITH_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_ITS_SEED, _OUR_SEEDS = re.compile(r"0\.([0-9]{5})"), re.compile(r"([0-9]{1,16})(?:-([0-9]{1,16}))?")


class Linked(NamedTuple):
    """What a link holds, and in at most one sentence what it held besides."""

    experiment: Experiment
    remarks: tuple[Sentence, ...]


def is_link(text: str) -> bool:
    """Whether a text is meant as an address rather than as a file's name."""
    return _LOOKS_LIKE_ONE.match(text) is not None


def read_link(text: str) -> Linked:
    """The experiment of an address; raises BadInput."""
    address = re.sub(r"[\t\r\n]", "", text.strip())         # as browsers do with an address that a letter broke into lines
    if len(address) > LONGEST:
        raise refused("The link", f"{len(address):,} characters long", f"up to {LONGEST:,}")
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise BadInput("{link} is not a {name} link; allowed: {place}#…", link=_short(address), name=NAME, place=PLACE)
    values = _Values(match["hash"] or match["query"] or "")
    return Linked(checked(_experiment(values)), tuple(_remarks(values)))


class _Values:
    """The values of an address by key, with the defaults of what it leaves out."""

    def __init__(self, fragment: str) -> None:
        self._given: dict[str, str] = {}
        for pair in fragment.split("&"):
            name, _, rest = pair.partition("=")
            self._given[unquote(name)] = unquote(rest.partition("=")[0])

    def text(self, name: str) -> str:
        """The value that counts, exactly as it is written."""
        given = self._given.get(name, "")
        return given if given.strip() else DEFAULTS.get(name, "")

    def choice(self, name: str, allowed: dict[str, object] | dict[str, ActivationName]) -> str:
        """One of the names that it knows, else its default."""
        return chosen if (chosen := self.text(name)) in allowed else DEFAULTS[name]

    def flag(self, name: str) -> bool:
        """Only "false" is false."""
        return self.text(name) not in ("false", "")

    def number(self, name: str, allowed: str) -> Decimal:
        """A finite number as JavaScript reads one."""
        text = self.text(name)
        value = _number(text)
        if value is None:
            raise refused(f"{name} in the link", _short(text), allowed)
        return value

    def given(self, name: str) -> str:
        """The text of a key that the address itself has, else nothing."""
        return self._given.get(name, "").strip()

    @property
    def problem(self) -> str:
        """classification or regression."""
        return self.choice("problem", dict.fromkeys(EXAMPLES))

    @property
    def sizes(self) -> list[str]:
        """The sizes of the hidden layers; without the key its default, with a blank one none."""
        shape = self._given.get("networkShape", SHAPE)
        return shape.split(",") if shape.strip() else []

    @property
    def hidden_controls(self) -> bool:
        """Whether it hides parts of the page; an input it hides is one that is not there."""
        return any(name.endswith("_hide") and value == "true" and name.removesuffix("_hide") not in INPUTS
                   for name, value in self._given.items())

    def has_input(self, name: str) -> bool:
        """Whether the network sees this input."""
        return self.flag(name) and self._given.get(f"{name}_hide") != "true"


# From a link

def _experiment(values: _Values) -> Experiment:
    problem = values.problem
    kind: Any = SETS[problem][values.choice(SET_KEYS[problem], dict.fromkeys(SETS[problem]))]
    data_seed, training_seed = _seeds(values.text("seed"))
    inputs = tuple(ours for theirs, ours in INPUTS.items() if values.has_input(theirs))
    if not inputs:
        raise BadInput("The link switches every input off; allowed: at least one of {allowed}.", allowed=", ".join(INPUTS))
    data = kind(examples=EXAMPLES[problem], noise=_noise(values), training_share=_share(values), seed=data_seed)
    return Experiment(
        title=f"{NAME} {data.source}",
        network=Network(layers=(*_hidden_layers(values), Layer(neurons=1, activation=OUTPUTS[problem])), inputs=inputs, cost=COST,
                        initialization="zeros" if values.flag("initZero") else "uniform"),
        data=data,
        training=Training(
            learning_rate=_at_least_0(values, "learningRate"), batch_size="all" if _takes_all(values) else _batch_size(values),
            regularization=_regularization(values), seed=training_seed),
    )


def _hidden_layers(values: _Values) -> Iterator[Layer]:
    activation = HIDDEN[values.choice("activation", HIDDEN)]
    if len(values.sizes) >= MOST_LAYERS:
        raise refused("networkShape in the link", f"{len(values.sizes)} hidden layers", f"up to {MOST_LAYERS - 1}")
    for text in values.sizes:
        neurons = _number(text)
        if neurons is None or not (1 <= neurons <= MOST_NEURONS and _whole(neurons)):
            raise BadInput("networkShape in the link has a layer of {value} neurons; allowed: whole numbers from 1 to {most:,}.",
                           value=_short(text.strip()) or "no", most=MOST_NEURONS)
        yield Layer(neurons=int(neurons), activation=activation)


def _regularization(values: _Values) -> Regularization:
    kind = REGULARIZATIONS[values.choice("regularization", dict.fromkeys(REGULARIZATIONS))]
    return Regularization() if kind is None else kind(rate=_at_least_0(values, "regularizationRate"))


def _at_least_0(values: _Values, name: str) -> float:
    value = values.number(name, allowed := "a number from 0 on")
    if value < 0:
        raise refused(f"{name} in the link", _short(values.text(name)), allowed)
    return float(value)


def _noise(values: _Values) -> float:
    """A fraction; above 80 percent it takes 50."""
    percent = values.number("noise", "a number of percent")
    return 0.5 if percent > 80 else float(max(percent, Decimal(0)) / 100)


def _taken(examples: int, percent: Decimal) -> int:
    """How many examples it trains on."""
    return math.floor(examples * float(percent) / 100)


def _share(values: _Values) -> float:
    """The share with which as many examples are for training as there."""
    percent = values.number("percTrainData", allowed := "a number of percent that leaves examples to train on")
    examples = EXAMPLES[values.problem]
    if percent >= 100:
        return 1.0
    if percent <= 0 or (taken := _taken(examples, percent)) == 0:
        raise refused("percTrainData in the link", _short(values.text("percTrainData")), allowed)
    share = float(percent / 100)
    return share if len(split(examples, share, 0)[0]) == taken else (taken + 0.25) / examples


def _batch_size(values: _Values) -> int:
    size = values.number("batchSize", allowed := "a whole number from 1 on")
    if size < 1 or not _whole(size):
        raise refused("batchSize in the link", _short(values.text("batchSize")), allowed)
    return int(size)


def _training_examples(values: _Values) -> int:
    return len(split(EXAMPLES[values.problem], _share(values), 0)[0])


def _takes_all(values: _Values) -> bool:
    return _batch_size(values) >= _training_examples(values)


def _seeds(text: str) -> tuple[int, int]:
    """The seeds of the data and of the training; its own are texts such as 0.48342, of which we take the digits."""
    if match := _ITS_SEED.fullmatch(text):
        return int(match[1]), int(match[1])
    if match := _OUR_SEEDS.fullmatch(text):
        seeds = int(match[1]), int(match[2] or match[1])
        if max(seeds) <= LARGEST_SEED:
            return seeds
    checksum = zlib.crc32(text.encode("utf-8", "surrogatepass")) % 100_000           # as long as its own
    return checksum, checksum


def _remarks(values: _Values) -> Iterator[Sentence]:
    """What the address says and the experiment does not."""
    left: list[str] = []
    if seed := values.given("seed"):
        left.append(Sentence("the points and initial weights of seed {seed}", seed=_short(seed)))
    if _batch_size(values) > (examples := _training_examples(values)):
        left.append(Sentence("that batches of {size} of {examples} examples never take a step",
                             size=_short(values.text("batchSize")), examples=examples))
    regularization = _regularization(values)
    if isinstance(regularization, L1) and regularization.rate > 0:
        left.append(Sentence("that a weight which L1 brings to 0 stays there for good"))
    left += [name for name in SHOWN if values.flag(name)]
    if values.given("tutorial"):
        left.append(Sentence("the tutorial {name}", name=_short(values.given("tutorial"))))
    if values.hidden_controls:
        left.append(Sentence("which controls are hidden"))
    if left:
        yield Sentence("Not carried over from {name}: {left}.", name=NAME, left=", ".join(left))


def _number(text: str) -> Decimal | None:
    """The finite number that JavaScript reads there, exactly as it is written; None where it reads none."""
    text = text.strip()
    if _WITH_BASE.fullmatch(text):
        number = Decimal(int(text, 0))
        return None if math.isinf(float(number)) else number
    if not _DECIMAL.fullmatch(text or "0") or math.isinf(value := float(text or "0")):
        return None
    return Decimal(text) if value else Decimal(0)


def _whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _short(text: str) -> str:
    """What fits into one line of a sentence, without what moves a terminal's cursor."""
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:LONGEST_VALUE + 1])
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE - 1]}…"


# To a link

def write_link(experiment: Experiment) -> str:
    """The address that opens the same settings; raises BadInput with all that it has no words for."""
    if reasons := list(_obstacles(experiment)):
        raise BadInput("{title} cannot be written as a {name} link: {reasons}.",
                       title=experiment.title or "The experiment", name=NAME, reasons="; ".join(reasons))
    data, network, training = experiment.data, experiment.network, experiment.training
    assert isinstance(data, Generated)
    problem, name = _set_of(data) or ("", "")
    hidden, regularization, taken = network.layers[:-1], training.regularization, _training_count(data)
    inputs = network.inputs or ("x0", "x1")
    batch_size = taken if training.batch_size == "all" else min(training.batch_size, taken)
    rate = regularization.rate if isinstance(regularization, L1 | L2) else 0.0
    values = {
        "activation": hidden[0].activation if hidden else DEFAULTS["activation"],
        "regularization": next(name for name, kind in REGULARIZATIONS.items() if type(regularization) is (kind or Regularization)),
        "batchSize": batch_size, SET_KEYS[problem]: name,
        "learningRate": _written(training.learning_rate), "regularizationRate": _written(rate),
        "noise": _percent(data.noise), "networkShape": ",".join(str(layer.neurons) for layer in hidden),
        "seed": data.seed if data.seed == training.seed else f"{data.seed}-{training.seed}",
        "percTrainData": _percent(data.training_share),
        **{theirs: str(ours in inputs).lower() for theirs, ours in INPUTS.items()},
        "problem": problem, "initZero": str(network.initialization == "zeros").lower(),
    }
    return f"{PLACE}#{'&'.join(f'{key}={value}' for key, value in values.items())}"


def left_out(experiment: Experiment) -> Sentence:
    """What a link to this experiment does not take along."""
    network = experiment.network
    dropped = ["weights", "progress", *(["names"] if network.names else []), *(["notes"] if experiment.notes else [])]
    return Sentence("The link holds the settings alone: {dropped} are dropped, and {name} draws points of its own.",
                    dropped=f"{', '.join(dropped[:-1])} and {dropped[-1]}", name=NAME)


def _obstacles(experiment: Experiment) -> Iterator[Sentence]:
    network, data, training = experiment.network, experiment.data, experiment.training
    output, hidden = network.layers[-1], {layer.activation for layer in network.layers[:-1]}
    found = _set_of(data)
    if found is None or not isinstance(data, Generated):
        sources = [kind.__struct_config__.tag for kinds in SETS.values() for kind in kinds.values()]
        yield _differs("its data", data.source, *sources)
    else:
        problem, _ = found
        if data.examples != EXAMPLES[problem]:
            yield _differs("the number of its examples", data.examples, EXAMPLES[problem])
        elif (taken := _taken(data.examples, _hundredfold(data.training_share))) != _training_count(data):
            yield _differs("the number of its training examples", _training_count(data), taken)
        if output.activation != OUTPUTS[problem]:
            yield _differs("its output's activation", output.activation, OUTPUTS[problem])
    if output.neurons != 1:
        yield _differs("the number of its outputs", output.neurons, 1)
    for activation in ACTIVATIONS:
        if activation in hidden - HIDDEN.keys():
            yield _differs("a layer's activation", activation, *HIDDEN)
    if len(hidden) > 1:
        yield Sentence("its hidden layers have more than one activation")
    if network.cost != COST:
        yield _differs("its cost", network.cost, COST)
    if network.initialization not in INITIALIZATIONS:
        yield _differs("its initialization", network.initialization, *INITIALIZATIONS)
    if training.optimizer.kind != "sgd":
        yield _differs("its optimizer", training.optimizer.kind, "sgd")
    for parts, sentence in ((network.removed, "it has removed edges"), (network.frozen, "it has frozen weights or biases"),
                            (network.off, "it has neurons that are off")):
        if parts:
            yield Sentence(sentence)


def _differs(what: str, found: object, *allowed: object) -> Sentence:
    *others, last = map(str, allowed)
    return Sentence("{what} is {found}, not {allowed}", what=what, found=found,
                    allowed=f"{', '.join(others)} or {last}" if others else last)


def _set_of(data: object) -> tuple[str, str] | None:
    """Its problem and its name for a set; None for one that it has not."""
    return next(((problem, name) for problem, kinds in SETS.items() for name, kind in kinds.items() if type(data) is kind), None)


def _training_count(data: Generated) -> int:
    return len(split(data.examples, data.training_share, data.seed)[0])


def _hundredfold(share: float) -> Decimal:
    return Decimal(repr(share)) * 100                       # of the digits as written, so that the way back ends at the same number


def _percent(share: float) -> str:
    return f"{_hundredfold(share).normalize():f}"


def _written(value: float) -> str:
    return repr(float(value)).removesuffix(".0")
