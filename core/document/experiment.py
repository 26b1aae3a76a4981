"""The experiment that a document describes: frozen structs with their bounds, one to one with the JSON text.

Lists start with layer 1 here, as in the file: `network.weights[0]` is the lecture's w⁽¹⁾, (n₁, n₀). Matrices are read-only float64
arrays, and two descriptions are equal when all their values are.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
import numpy as np
from msgspec import Meta
from msgspec.structs import force_setattr

from core.data.dataset import MOST_EXAMPLES
from core.network import Bias, Edge, Neuron

FORMAT: Final = "backprop-playground"
VERSION: Final = 1
LARGEST_SEED = 2**53 - 1                                    # every JSON reader holds it exactly
MOST_LAYERS, MOST_NEURONS, MOST_PARAMETERS = 64, 4_096, 5_000_000

Array = np.ndarray[Any, np.dtype[np.float64]]
if TYPE_CHECKING:
    Matrix = Array
    Parameter = Edge | Bias
else:
    # What the file holds where msgspec has no word for it: it takes arrays by their class, and cannot tell lists by their length.
    Matrix = np.ndarray
    Parameter = Annotated[tuple[int, ...], Meta(min_length=2, max_length=3)]

NonNegative = Annotated[float, Meta(ge=0)]
Positive = Annotated[float, Meta(gt=0)]
Decay = Annotated[float, Meta(ge=0, lt=1)]
Share = Annotated[float, Meta(gt=0, le=1)]
Count = Annotated[int, Meta(ge=0)]
Seed = Annotated[int, Meta(ge=0, le=LARGEST_SEED)]
Neurons = Annotated[int, Meta(ge=1, le=MOST_NEURONS)]
Examples = Annotated[int, Meta(ge=1, le=MOST_EXAMPLES)]

ActivationName = Literal[
    "linear", "sigmoid", "tanh", "relu", "leaky relu", "elu", "softplus", "sine", "gaussian", "step", "softmax"
]
CostName = Literal[
    "squared error", "half squared error", "cross-entropy", "categorical cross-entropy", "absolute error", "huber"
]
InitializationName = Literal["uniform", "normal", "glorot", "he", "zeros", "constant"]
Task = Literal["classification", "regression"]


class Description(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, eq=False):
    """What every part of a document is: immutable, strict about its fields, equal to another of the same values."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                force_setattr(self, name, read_only(value))
            elif isinstance(value, tuple) and value and isinstance(value[0], np.ndarray):
                force_setattr(self, name, tuple(map(read_only, value)))

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and all(
            same(getattr(self, name), getattr(other, name)) for name in self.__struct_fields__
        ))

    def __ne__(self, other: object) -> bool:
        return not self == other                            # msgspec's own compares identities

    def __hash__(self) -> int:
        raise TypeError("a description holds arrays and dicts, so it has no hash")


def same(one: object, other: object) -> bool:
    """Whether two values of a document are equal, arrays entry by entry."""
    if one is other:                                        # as most are: an edit shares with what it was made of
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and np.array_equal(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return one == other


def read_only(array: Array) -> Array:
    """The array itself where nobody can write to it, else a float64 copy that nobody can."""
    if array.dtype == np.float64 and not array.flags.writeable and array.base is None:
        return array
    copy = np.array(array, np.float64)
    copy.flags.writeable = False
    return copy


# The network

class Layer(Description, frozen=True, kw_only=True, eq=False):
    """One layer after the inputs."""

    neurons: Neurons
    activation: ActivationName


class Network(Description, frozen=True, kw_only=True, eq=False):
    """The layers, what they see, the cost, the parameters they start from, and what is taken out, held or switched off.

    `weights` and `biases` are the initial ones; without them `initialization` and `training.seed` say. A removed edge may keep its
    former value in the weights, to be restored. `names` gives neurons names by "l,j"; layer 0 are the inputs.
    """

    layers: Annotated[tuple[Layer, ...], Meta(min_length=1, max_length=MOST_LAYERS)]
    inputs: Annotated[tuple[str, ...], Meta(min_length=1, max_length=MOST_NEURONS)] | None = None     # None: all columns
    cost: CostName = "squared error"
    initialization: InitializationName = "uniform"
    weights: tuple[Matrix, ...] | None = None
    biases: tuple[Matrix, ...] | None = None
    removed: tuple[Edge, ...] = ()
    frozen: tuple[Parameter, ...] = ()
    off: tuple[Neuron, ...] = ()
    names: dict[str, str] = {}

    def __post_init__(self) -> None:
        super().__post_init__()
        force_setattr(self, "removed", tuple(Edge(*part) for part in self.removed))
        force_setattr(self, "frozen", tuple(Edge(*part) if len(part) == 3 else Bias(*part) for part in self.frozen))
        force_setattr(self, "off", tuple(Neuron(*part) for part in self.off))


# The data

class Data(Description, frozen=True, kw_only=True, eq=False, tag_field="source"):
    """What every source of data has. The training set is max(1, round(share · n)) examples, the rest are the test set."""

    training_share: Share = 0.5
    seed: Seed = 1

    @property
    def source(self) -> str:
        """The name of the source, as in the file."""
        return str(self.__struct_config__.tag)


class Generated(Data, frozen=True, kw_only=True, eq=False, tag_field="source"):
    """Data made by one of core.data.generators.GENERATORS."""

    examples: Examples = 500
    noise: Annotated[float, Meta(ge=0, le=0.8)] = 0.1


class Circle(Generated, frozen=True, kw_only=True, eq=False, tag="circle"):
    """A disc in a ring."""


class Xor(Generated, frozen=True, kw_only=True, eq=False, tag="xor"):
    """Four squares, like signs alike."""


class Gauss(Generated, frozen=True, kw_only=True, eq=False, tag="gauss"):
    """Two clouds."""


class Spiral(Generated, frozen=True, kw_only=True, eq=False, tag="spiral"):
    """Two spiral arms."""


class Moons(Generated, frozen=True, kw_only=True, eq=False, tag="moons"):
    """Two half moons."""


class Pinwheel(Generated, frozen=True, kw_only=True, eq=False, tag="pinwheel"):
    """Arms of several classes."""

    classes: Annotated[int, Meta(ge=3, le=5)] = 3


class Plane(Generated, frozen=True, kw_only=True, eq=False, tag="plane"):
    """Regression: a slope."""


class TwoGaussians(Generated, frozen=True, kw_only=True, eq=False, tag="two gaussians"):
    """Regression: hills and hollows in turn, three by two of them."""


class Function(Generated, frozen=True, kw_only=True, eq=False, tag="function"):
    """Regression: a function of one input."""

    of: Literal["sine", "step", "sawtooth", "polynomial"] = "sine"


class Digits(Data, frozen=True, kw_only=True, eq=False, tag="digits"):
    """Handwritten digits, 8 × 8 pixels."""


class Points(Data, frozen=True, kw_only=True, eq=False, tag="points"):
    """Examples written down: `inputs` (n, columns), with `targets` (n, outputs) or `classes` (n,)."""

    inputs: Matrix
    targets: Matrix | None = None
    classes: tuple[Annotated[int, Meta(ge=0, le=MOST_NEURONS - 1)], ...] | None = None
    columns: tuple[str, ...] = ()                           # empty: x0, x1, …
    labels: tuple[str, ...] = ()                            # names of the classes; empty: 0, 1, …
    test_examples: Examples | None = None                   # the last so many are the test set; None: the training share says
    task: Task | None = None                                # None: classes are classification, targets are regression


class DataFile(Description, frozen=True, kw_only=True, eq=False):
    """A file that data are in: its path, relative to the document in the document, and the SHA-256 of its content."""

    path: str
    sha256: str


class Added(Description, frozen=True, kw_only=True, eq=False):
    """Examples besides those of a file, in the words of `Points`; the last `test_examples` of them are for the test."""

    inputs: Matrix
    targets: Matrix | None = None
    classes: tuple[Annotated[int, Meta(ge=0, le=MOST_NEURONS - 1)], ...] | None = None
    test_examples: Count = 0


class File(Data, frozen=True, kw_only=True, eq=False, tag="file"):
    """A table that is too large to be written down: where it is, and what is learned from it; see core.data.selection.

    `companions` are the further files of images and labels. The path is absolute once the document is open. `header` says of a text
    whether its first row are the names of the columns; None: that is recognised. What was `added` by hand joins the sets that the
    file makes, behind their own examples.
    """

    path: str
    sha256: str
    companions: tuple[DataFile, ...] = ()
    inputs: Annotated[tuple[str, ...], Meta(min_length=1, max_length=MOST_NEURONS)]
    targets: Annotated[tuple[str, ...], Meta(min_length=1, max_length=MOST_NEURONS)]
    task: Task
    normalization: Literal["none", "range", "standardize"] = "none"
    filling: Literal["drop", "mean", "zero", "most frequent"] = "drop"
    set_column: str = ""
    header: bool | None = None
    added: Added | None = None


Source = Circle | Xor | Gauss | Spiral | Moons | Pinwheel | Plane | TwoGaussians | Function | Digits | Points | File


# The training

class Optimizer(Description, frozen=True, kw_only=True, eq=False, tag_field="kind"):
    """What a gradient does to the parameters."""

    @property
    def kind(self) -> str:
        """The name of the optimizer, as in the file."""
        return str(self.__struct_config__.tag)


class Sgd(Optimizer, frozen=True, kw_only=True, eq=False, tag="sgd"):
    """Plain descent."""


class Momentum(Optimizer, frozen=True, kw_only=True, eq=False, tag="momentum"):
    """Descent with a velocity."""

    momentum: Decay = 0.9


class Nesterov(Optimizer, frozen=True, kw_only=True, eq=False, tag="nesterov"):
    """Momentum that looks ahead."""

    momentum: Decay = 0.9


class RmsProp(Optimizer, frozen=True, kw_only=True, eq=False, tag="rmsprop"):
    """Each parameter's step divided by the size of its recent gradients."""

    decay: Decay = 0.9
    epsilon: Positive = 1e-8


class Adam(Optimizer, frozen=True, kw_only=True, eq=False, tag="adam"):
    """RMSProp of a velocity, both corrected for their start at 0."""

    beta1: Decay = 0.9
    beta2: Decay = 0.999
    epsilon: Positive = 1e-8


class Regularization(Description, frozen=True, kw_only=True, eq=False, tag_field="kind", tag="none"):
    """Nothing is added to the cost."""

    @property
    def kind(self) -> str:
        """The name of the regularization, as in the file."""
        return str(self.__struct_config__.tag)


class L1(Regularization, frozen=True, kw_only=True, eq=False, tag="l1"):
    """rate · Σ|w| is added; a weight that crosses 0 stays there."""

    rate: NonNegative = 0.001


class L2(Regularization, frozen=True, kw_only=True, eq=False, tag="l2"):
    """½ rate · Σ w² is added."""

    rate: NonNegative = 0.001


class Training(Description, frozen=True, kw_only=True, eq=False):
    """How the parameters are trained. A batch larger than the training set is all of it."""

    optimizer: Sgd | Momentum | Nesterov | RmsProp | Adam = Sgd()
    learning_rate: NonNegative = 0.03
    batch_size: Annotated[int, Meta(ge=1)] | Literal["all"] = 10
    regularization: Regularization | L1 | L2 = Regularization()
    seed: Seed = 1


class State(Description, frozen=True, kw_only=True, eq=False):
    """Where training stands. `epoch` and `batch` are written only where they do not follow from `step`.

    Without `weights` and `biases`, the current ones are the initial ones. `optimizer` holds its flat vectors and numbers by name.
    """

    step: Count = 0
    epoch: Count | None = None
    batch: Count | None = None
    weights: tuple[Matrix, ...] | None = None
    biases: tuple[Matrix, ...] | None = None
    optimizer: dict[str, Matrix] = {}

    def __post_init__(self) -> None:
        super().__post_init__()
        force_setattr(self, "optimizer", {name: read_only(vector) for name, vector in self.optimizer.items()})


class Experiment(Description, frozen=True, kw_only=True, eq=False):
    """The whole document. `view` is the window's own and holds plain JSON values."""

    format: Literal["backprop-playground"] = FORMAT
    version: Literal[1] = VERSION
    title: str = ""
    notes: str = ""
    network: Network
    data: Source
    training: Training = Training()
    state: State = State()
    view: dict[str, Any] = {}
