"""A data set, what the network sees of it (features), what it should answer (encoding), and how often it does (accuracy).

Data sets are (examples, features), float64. Activations a and desired outputs y of a pass are (outputs, examples), as on the tape.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from core.errors import BadInput, listed

Task = Literal["classification", "regression"]
Array = np.ndarray[Any, np.dtype[np.float64]]
Indices = np.ndarray[Any, np.dtype[np.intp]]

MOST_EXAMPLES = 1_000_000

# −1 is a code only where the output can well get there: leaky relu would need z = −100.
_CODES = dict.fromkeys(("linear", "tanh", "sine", "elu"), (-1.0, 1.0)) | dict.fromkeys(
    ("sigmoid", "relu", "leaky relu", "softplus", "gaussian", "step", "softmax"), (0.0, 1.0)
)


class Dataset(NamedTuple):
    """Examples with what is desired of them: classes or targets, the other is None. `with_classes` and `with_targets` make one."""

    inputs: Array                               # (n, columns)
    columns: tuple[str, ...]
    task: Task
    targets: Array | None = None                # (n, outputs)
    classes: Indices | None = None              # (n,) indices from 0
    class_count: int = 0                        # also counts classes that none of these n examples is of; 0 in regression
    labels: tuple[str, ...] = ()                # a name per class, where classes have names
    test_examples: int | None = None            # the last so many are the test set; None: the split says


def default_columns(count: int) -> tuple[str, ...]:
    """The names of columns that nobody named: x0, x1, …"""
    return tuple(f"x{i}" for i in range(count))


def with_classes(
    inputs: Array, classes: Indices, class_count: int, columns: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> Dataset:
    """Classification by class indices (n,); without `columns`, they are called x0, x1, …"""
    columns = columns or default_columns(inputs.shape[1])
    return Dataset(inputs, columns, "classification", classes=classes.astype(np.intp), class_count=class_count, labels=labels)


def with_targets(inputs: Array, targets: Array, columns: tuple[str, ...] = (), task: Task = "regression") -> Dataset:
    """Targets (n, outputs) that the outputs should equal; as a classification, the targets are the classes' codes already."""
    columns = columns or default_columns(inputs.shape[1])
    return Dataset(inputs, columns, task, targets=targets, class_count=max(2, targets.shape[1]) if task == "classification" else 0)


# What the network sees

def available_features(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns and, of data with one or two columns, their squares, product and sines."""
    return tuple(_features(columns))


def features(dataset: Dataset, names: Sequence[str] | None = None) -> Array:
    """The named columns or features of them as (n, len(names)); without names, all columns.

    Raises BadInput for a name that is not among `available_features(dataset.columns)`.
    """
    if names is None or tuple(names) == dataset.columns:
        return dataset.inputs
    table, seen = _features(dataset.columns), []
    for i, name in enumerate(names):
        if name not in table:
            field, allowed = f"network.inputs[{i}]", listed(table)
            raise BadInput('{field} is "{value}"; allowed: {allowed}.', field=field, value=name, allowed=allowed)
        function, indices = table[name]
        seen.append(function(*(dataset.inputs[:, index] for index in indices)))
    return np.column_stack(seen)


def _features(columns: Sequence[str]) -> dict[str, tuple[np.ufunc, tuple[int, ...]]]:
    """By name, a function and the indices of the columns it takes."""
    own: dict[str, tuple[np.ufunc, tuple[int, ...]]] = {name: (np.positive, (i,)) for i, name in enumerate(columns)}
    if len(columns) > 2:
        return own
    table = dict(own)
    table.update({f"{name}^2": (np.square, (i,)) for i, name in enumerate(columns)})
    if len(columns) == 2:
        table["*".join(columns)] = np.multiply, (0, 1)
    table.update({f"sin({name})": (np.sin, (i,)) for i, name in enumerate(columns)})
    return table | own                          # a column that is called like a feature is still that column


# What the network should answer

def codes(activation: str) -> tuple[float, float]:
    """What a single output of this activation should be for class 0 and for class 1: 0 and 1, or −1 and 1 where it goes below 0."""
    return _CODES[activation]


def allowed_outputs(dataset: Dataset, activation: str) -> tuple[int, ...]:
    """How many output neurons fit the data, the usual number first: two classes need one output, or one each."""
    if dataset.targets is not None:
        return (dataset.targets.shape[1],)
    if dataset.class_count == 2 and activation != "softmax":
        return 1, 2
    return (dataset.class_count,)


def encode(dataset: Dataset, outputs: int, activation: str) -> Array:
    """The desired outputs (n, outputs): targets as they are, classes one-hot, or by `codes` where there is a single output.

    `outputs` is one of `allowed_outputs`.
    """
    if dataset.targets is not None:
        return dataset.targets
    assert dataset.classes is not None
    code: Array = np.eye(outputs) if outputs > 1 else np.array([codes(activation)]).T
    return code[dataset.classes]


def decode(a: Array, activation: str) -> Indices:
    """The class (m,) that each column of a (outputs, m) stands for: the largest output's, or of one output the nearer code's."""
    if len(a) > 1:
        classes: Indices = a.argmax(axis=0)
    else:
        classes = (a[0] > sum(codes(activation)) / 2).astype(np.intp)
    return classes


def class_names(dataset: Dataset) -> tuple[str, ...]:
    """What the classes are called where that says more than their numbers; else empty."""
    return () if dataset.labels == tuple(map(str, range(len(dataset.labels)))) else dataset.labels


def class_name(dataset: Dataset, outputs: Array, activation: str) -> str:
    """What the class is called that outputs (outputs,), desired or answered, stand for; empty where classes have no names."""
    names = class_names(dataset)
    return names[int(decode(outputs[:, None], activation)[0])] if names else ""


def accuracy(dataset: Dataset, a: Array, examples: Indices, activation: str) -> float | None:
    """The share of the examples whose outputs stand for the right class; None in regression and without examples.

    Column i of a (outputs, m) answers example `examples[i]` of the data set.
    """
    if dataset.task == "regression" or not len(examples):
        return None
    if dataset.classes is not None:
        right = dataset.classes[examples]
    else:
        assert dataset.targets is not None
        right = decode(dataset.targets[examples].T, activation)
    return float(np.mean(decode(a, activation) == right))


# Which examples are for training

def split(examples: int, share: float, seed: int, test_examples: int | None = None) -> tuple[Indices, Indices]:
    """Indices of the training and of the test examples: max(1, round(share · n)) are for training.

    A share of 1 keeps the given order and leaves nothing for the test; otherwise all are shuffled first. Data that come with a test
    set of their own, the last `test_examples`, keep it and their order.
    """
    if test_examples is not None:
        order = np.arange(examples)
        return order[:examples - test_examples], order[examples - test_examples:]
    if share == 1:
        order = np.arange(examples)
    else:
        order = np.random.default_rng(seed).permutation(examples)
    training = max(1, round(share * examples))
    return order[:training], order[training:]
