"""What has to hold of a document as a whole, beyond the bounds of each field."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from core.costs import COSTS, allowed
from core.data.dataset import MOST_EXAMPLES, allowed_outputs, features
from core.document.data import outline
from core.document.experiment import (
    MOST_LAYERS,
    MOST_NEURONS,
    MOST_PARAMETERS,
    Added,
    Description,
    Experiment,
    File,
    Network,
    Points,
)
from core.document.parameters import sizes
from core.errors import BadInput
from core.network import parameter_count
from core.progress import Progress, silent

DEEPEST = 32


def checked(experiment: Experiment, progress: Progress = silent) -> Experiment:
    """The experiment itself, if it can be built and trained; raises BadInput with the first reason why not."""
    _check_values("", experiment, DEEPEST)
    if isinstance(experiment.data, Points):
        _check_points(experiment.data)
    elif isinstance(experiment.data, File):
        _check_file(experiment.data)
    network, data = experiment.network, outline(experiment.data, progress)
    if isinstance(experiment.data, File) and experiment.data.added is not None:
        _check_added(experiment.data, experiment.data.added, data.class_count)
    if network.inputs is not None:
        features(data, network.inputs)
        if len(set(network.inputs)) < len(network.inputs):
            raise refused("network.inputs", f"[{', '.join(network.inputs)}]", "each input once")
    _check_layers(network)
    output = network.layers[-1]
    outputs = allowed_outputs(data, output.activation)
    if output.neurons not in outputs:
        raise refused(f"network.layers[{len(network.layers) - 1}].neurons", output.neurons,
                      f"{' or '.join(map(str, outputs))}, as the data needs")
    if not allowed(network.cost, output.activation):
        fitting = ", ".join(name for name in COSTS if allowed(name, output.activation))
        raise BadInput("network.cost is {value}, which needs {outputs} outputs; allowed with {activation}: {allowed}.",
                       value=network.cost, outputs=COSTS[network.cost].outputs, activation=output.activation, allowed=fitting)
    n = sizes(experiment, data)
    if (count := parameter_count(n)) > MOST_PARAMETERS:
        raise refused("The network", f"one of {count:,} weights and biases", f"up to {MOST_PARAMETERS:,}")
    for name, part in (("network", network), ("state", experiment.state)):
        _check_shapes(f"{name}.weights", part.weights, [tuple(shape) for shape in zip(n[1:], n, strict=False)])
        _check_shapes(f"{name}.biases", part.biases, [(neurons,) for neurons in n[1:]])
    if (experiment.state.epoch is None) != (experiment.state.batch is None):
        raise BadInput("state has only one of epoch and batch; allowed: both or neither.")
    _check_places(network, n)
    return experiment


def refused(field: str, value: object, allowed: str) -> BadInput:
    """The sentence for a value that cannot be."""
    return BadInput("{field} is {value}; allowed: {allowed}.", field=field, value=value, allowed=allowed)


def _check_values(field: str, value: Any, depth: int) -> None:
    """Numbers are finite, texts can be written as UTF-8, and `view` is no deeper than others can follow."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise refused(field, "a text with half a character", "text that UTF-8 can hold")
    elif isinstance(value, float) and not np.isfinite(value):
        raise refused(field, value, "a finite number")
    elif isinstance(value, np.ndarray):
        if not np.isfinite(value).all():
            place = np.argwhere(~np.isfinite(value))[0]
            raise refused(field + "".join(f"[{i}]" for i in place), value[tuple(place)], "a finite number")
    elif depth == 0:
        raise BadInput("The document is nested too deeply; allowed: {depth} levels.", depth=DEEPEST)
    else:
        for name, inner in _parts(value):
            _check_values(f"{field}{name}".lstrip("."), inner, depth - 1)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a value with how a path names them; a dictionary's names are texts to look at, too."""
    if isinstance(value, Description):
        yield from ((f".{name}", getattr(value, name)) for name in value.__struct_fields__)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield "", name
            yield f".{name}", inner
    elif isinstance(value, tuple | list):
        # Whole numbers have nothing to look at, and there may be 100,000 classes.
        yield from ((f"[{i}]", inner) for i, inner in enumerate(value) if type(inner) is not int)


def _check_points(data: Points) -> None:
    if data.inputs.ndim != 2 or not 1 <= len(data.inputs) <= MOST_EXAMPLES or not 1 <= data.inputs.shape[1] <= MOST_NEURONS:
        raise refused("data.inputs", _shape(data.inputs.shape), "a row of numbers for each example, at least one")
    if (data.targets is None) == (data.classes is None):
        given = "neither targets nor classes" if data.targets is None else "targets and classes"
        raise BadInput("data has {given}; allowed: one of them.", given=given)
    examples, columns = data.inputs.shape
    if data.targets is not None and (data.targets.ndim != 2 or len(data.targets) != examples or not data.targets.shape[1]):
        raise refused("data.targets", _shape(data.targets.shape), f"{examples} rows, one for each example")
    if data.classes is not None and len(data.classes) != examples:
        raise refused("data.classes", f"a list of {len(data.classes)}", f"{examples} classes, one for each example")
    if data.classes is not None and data.task == "regression":
        raise refused("data.task", data.task, "classification, as classes are given")
    if data.columns and (len(data.columns) != columns or len(set(data.columns)) != columns):
        raise refused("data.columns", f"[{', '.join(data.columns)}]", f"{columns} different names, one for each column of inputs")
    if data.labels and data.classes is None:
        raise refused("data.labels", f"a list of {len(data.labels)}", "none, as no classes are given")
    if data.labels and not max(1, *(data.classes or ())) < len(data.labels) <= MOST_NEURONS:
        raise refused("data.labels", f"a list of {len(data.labels)}", "a name for each class, at least 2")
    if data.test_examples is not None and data.test_examples >= examples:
        raise refused("data.test_examples", data.test_examples, f"fewer than the {examples} examples")


def _check_file(data: File) -> None:
    others = [(f"data.companions[{i}]", file.path, file.sha256) for i, file in enumerate(data.companions)]
    for field, path, checksum in (("data", data.path, data.sha256), *others):
        if not path or "\0" in path:
            raise refused(f"{field}.path", f'"{path}"'.replace("\0", "\\0"), "the name of a file")
        if len(checksum) != 64 or not set(checksum) <= set("0123456789abcdef"):
            raise refused(f"{field}.sha256", f'"{checksum[:80]}"', "64 hexadecimal digits")
    if len(data.companions) not in (0, 1, 3):
        raise refused("data.companions", f"a list of {len(data.companions)}", "none, the labels, or labels and both test files")


def _check_added(data: File, added: Added, class_count: int) -> None:
    examples, columns, are_classes = len(added.inputs), len(data.inputs), data.task == "classification"
    if added.inputs.ndim != 2 or not examples or added.inputs.shape[1] != columns:
        raise refused("data.added.inputs", _shape(added.inputs.shape), f"a row of {columns} numbers for each example, at least one")
    if (added.classes is None) == are_classes or (added.targets is None) != are_classes:
        raise refused("data.added", "one with other answers than the file", "classes" if are_classes else "targets")
    if added.classes is not None and (len(added.classes) != examples or max(added.classes) >= class_count):
        raise refused("data.added.classes", f"a list of {len(added.classes)} up to {max(added.classes, default=0)}",
                      f"{examples} classes from 0 to {class_count - 1}")
    if added.targets is not None and added.targets.shape != (examples, len(data.targets)):
        raise refused("data.added.targets", _shape(added.targets.shape), f"{examples} rows of {len(data.targets)}")
    if added.test_examples > examples:
        raise refused("data.added.test_examples", added.test_examples, f"up to the {examples} examples")


def _check_layers(network: Network) -> None:
    if not 1 <= len(network.layers) <= MOST_LAYERS:
        raise refused("network.layers", f"a list of {len(network.layers)}", f"a list of 1 to {MOST_LAYERS} entries")
    for i, layer in enumerate(network.layers):
        if not 1 <= layer.neurons <= MOST_NEURONS:
            raise refused(f"network.layers[{i}].neurons", layer.neurons, f"a whole number from 1 to {MOST_NEURONS}")
        if layer.activation == "softmax" and i < len(network.layers) - 1:
            raise refused(f"network.layers[{i}].activation", "softmax", "softmax in the last layer only")


def _check_shapes(field: str, arrays: tuple[np.ndarray, ...] | None, shapes: Sequence[tuple[int, ...]]) -> None:
    if arrays is None:
        return
    if len(arrays) != len(shapes):
        raise refused(field, f"a list of {len(arrays)}", f"a list of {len(shapes)}, one for each layer after the inputs")
    for i, (array, shape) in enumerate(zip(arrays, shapes, strict=True)):
        if array.shape != shape:
            raise refused(f"{field}[{i}]", _shape(array.shape), f"{_shape(shape)}, as the layers have neurons")


def _check_places(network: Network, n: Sequence[int]) -> None:
    """Every edge, bias and neuron that is spoken of exists."""
    for field in ("removed", "frozen", "off"):
        for i, (l, j, *k) in enumerate(getattr(network, field)):
            if not 1 <= l < len(n) or not 0 <= j < n[l] or (k and not 0 <= k[0] < n[l - 1]):
                allowed_here = "[l, j, k], an edge of the network" if k else "[l, j], a neuron after the inputs"
                raise refused(f"network.{field}[{i}]", [l, j, *k], allowed_here)
    output = network.layers[-1]
    if output.activation == "softmax" or COSTS[network.cost].outputs is not None:
        for i, (l, j) in enumerate(network.off):
            if l == len(n) - 1:
                raise refused(f"network.off[{i}]", [l, j],
                              f"a neuron before the outputs, with {output.activation} and {network.cost}")
    for name in network.names:
        l, _, j = name.partition(",")
        if not (_is_index(l) and _is_index(j) and int(l) < len(n) and int(j) < n[int(l)]):
            raise refused("network.names", f'about "{name}"', 'neurons of the network by "l,j"')


def _is_index(text: str) -> bool:
    """Whether a text is a whole number as we write it, so that no two texts name one neuron."""
    return text.isascii() and text.isdecimal() and len(text) <= 4 and text == str(int(text))


def _shape(shape: Sequence[int]) -> str:
    """A shape in words."""
    return f"{' × '.join(map(str, shape))} numbers" if shape else "a single number"
