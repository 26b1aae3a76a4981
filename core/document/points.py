"""Edits of the examples themselves: the first of them writes the examples down as points, unless some join a file.

Rows are places in the data set. Every example keeps its set, training or test, and its number there as far as the training share
allows: since the split is drawn by the seed, rows are laid where the split takes them from. BadInput is raised for what cannot be.
"""
from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, Literal

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Array, Dataset, Indices, class_names, codes, default_columns, split
from core.data.selection import class_label
from core.document import edits
from core.document.checks import refused
from core.document.data import dataset
from core.document.data_files import outline_of, training_examples
from core.document.edits import Edit, set_data
from core.document.experiment import Added, Experiment, File, Points
from core.errors import BadInput, Sentence

MOST_CLASSES = 10
MOST_WRITTEN = 2_500_000                         # numbers, of up to 25 bytes each: a larger document takes seconds to open
Rows = Sequence[int] | Indices
Kind = Literal["classes", "values"]
Answers = Array | Indices                       # (k,) class indices, or (k, outputs) targets


def as_points(experiment: Experiment) -> Points:
    """The experiment's data written down: the same examples in the same order, hence the same training set."""
    data = experiment.data
    if isinstance(data, Points):
        return data
    if isinstance(data, File) and (numbers := outline_of(data).examples * len(data.inputs)) > MOST_WRITTEN:
        raise BadInput("The examples are {numbers:,} numbers in a file, too many for a document; allowed: to add further ones, "
                       "or to change those of a file of up to {most:,} numbers.", numbers=numbers, most=MOST_WRITTEN)
    return _written(experiment, dataset(experiment))


def blank() -> Points:
    """Two columns to draw on; an example of each of two classes in the corners, since a data set is never empty."""
    return Points(inputs=np.array([[-5.0, -5.0], [5.0, 5.0]]), classes=(0, 1), training_share=1.0)


def answers_of(data: Points) -> Answers:
    """The classes (n,) or the targets (n, outputs)."""
    return np.array(data.classes, np.intp) if data.targets is None else data.targets


def add(experiment: Experiment, inputs: Array, answers: Answers) -> Edit:
    """Further examples: inputs (k, columns) and k classes or rows of targets; so many join the training set as its share says.

    Those of a file stay where they are.
    """
    if isinstance(experiment.data, File):
        return _add_to_file(experiment, experiment.data, inputs, answers)
    data = as_points(experiment)
    inputs, answers = _fitting_inputs(data, inputs), _fitting_answers(data, answers, len(inputs))
    n, k, (training, test) = len(data.inputs), len(inputs), _sets(data)
    if data.test_examples is None:
        more = len(split(n + k, data.training_share, data.seed)[0]) - len(training)
    else:
        more = round(k * len(training) / n)
    joins = np.diff(np.arange(k + 1) * more // max(k, 1)).astype(bool)              # evenly among the new ones
    new = n + np.arange(k)
    return _arranged(experiment, data, np.concatenate([data.inputs, inputs]), np.concatenate([answers_of(data), answers]),
                     (np.concatenate([training, new[joins]]), np.concatenate([test, new[~joins]])))


def remove(experiment: Experiment, rows: Rows) -> Edit:
    """Without these examples; at least one has to stay."""
    data = as_points(experiment)
    gone = np.zeros(len(data.inputs), bool)
    gone[_existing(data, rows)] = True
    if gone.all():
        raise BadInput("The last example cannot be removed; allowed: a data set of at least one.")
    training, test = _sets(data)
    return _arranged(experiment, data, data.inputs, answers_of(data), (training[~gone[training]], test[~gone[test]]))


def move(experiment: Experiment, rows: Rows, inputs: Array) -> Edit:
    """Other inputs (k, columns) for these examples."""
    data = as_points(experiment)
    changed = data.inputs.copy()
    changed[_existing(data, rows)] = _fitting_inputs(data, inputs)
    return set_data(experiment, replace(data, inputs=changed))


def answer(experiment: Experiment, rows: Rows, answers: Answers) -> Edit:
    """Other classes or targets for these examples: one for each of them, or a single one for all."""
    data = as_points(experiment)
    rows, changed = _existing(data, rows), answers_of(data).copy()
    changed[rows] = _fitting_answers(data, answers, len(rows))
    return set_data(experiment, _with_answers(data, changed))


def answer_with(experiment: Experiment, kind: Kind) -> Edit:
    """Every example with a class in place of its value, or with a value in place of its class, and outputs that can answer so.

    Two classes become the numbers that the output says for them, more become their numbers, or those that they are called.
    """
    if (kind == "classes") == (dataset(experiment).classes is not None):
        return Edit(experiment, ())
    data = as_points(experiment)
    return _with_classes(experiment, data) if kind == "classes" else _with_values(experiment, data)


def told(kind: Kind) -> Sentence:
    """What `answer_with` is called among the edits."""
    return Sentence("Make the values classes") if kind == "classes" else Sentence("Make the classes values")


def _with_classes(experiment: Experiment, data: Points) -> Edit:
    assert data.targets is not None
    if data.targets.shape[1] > 1:
        raise BadInput("The examples have {count} values each; allowed to become classes: one.", count=data.targets.shape[1])
    values, classes = np.unique(data.targets[:, 0], return_inverse=True)
    if not 2 <= len(values) <= MOST_CLASSES:
        raise BadInput("The examples have {count:,} different values; allowed to become classes: 2 to {most}.",
                       count=len(values), most=MOST_CLASSES)
    plain = values.tolist() in (list(range(len(values))), list(codes(experiment.network.layers[-1].activation)))
    labels = () if plain else tuple(map(class_label, values.tolist()))
    return set_data(experiment, replace(data, targets=None, task=None, classes=tuple(classes.ravel().tolist()), labels=labels))


def _with_values(experiment: Experiment, data: Points) -> Edit:
    made, last = dataset(experiment), len(experiment.network.layers)
    numbers = _called_numbers(class_names(made))
    if numbers is None and made.class_count > 2:
        numbers = tuple(map(float, range(made.class_count)))
    if numbers is not None or experiment.network.layers[-1].activation == "softmax":      # no other output reaches all numbers
        experiment = edits.set_cost(experiment, "squared error") if "entropy" in experiment.network.cost else experiment
        experiment = edits.set_activation(experiment, last, "linear").experiment
    values = np.array(numbers or codes(experiment.network.layers[-1].activation))
    targets = values[np.array(data.classes, np.intp)][:, None]
    return set_data(experiment, replace(data, targets=targets, classes=None, labels=(), task=None))


def _called_numbers(names: Sequence[str]) -> tuple[float, ...] | None:
    """The numbers that classes are called; None where they are called otherwise."""
    try:
        numbers = tuple(map(float, names))
    except ValueError:
        return None
    return numbers if numbers and all(map(isfinite, numbers)) else None


def put_into(experiment: Experiment, rows: Rows, which: Literal["training", "test"]) -> Edit:
    """Let these examples be for training, or for the test; the training share follows."""
    data = as_points(experiment)
    chosen, (training, test) = np.zeros(len(data.inputs), bool), _sets(data)
    chosen[_existing(data, rows)] = True
    if which == "training":
        training, test = np.concatenate([training, test[chosen[test]]]), test[~chosen[test]]
    else:
        training, test = training[~chosen[training]], np.concatenate([test, training[chosen[training]]])
    if not len(training):
        raise BadInput("The last training example cannot become a test example; allowed: a training set of at least one.")
    data = replace(data, training_share=len(training) / len(data.inputs))
    return _arranged(experiment, data, data.inputs, answers_of(data), (training, test))


# What they have in common

def _add_to_file(experiment: Experiment, data: File, inputs: Array, answers: Answers) -> Edit:
    file, examples = outline_of(data)
    before = data.added or Added(inputs=np.empty((0, len(file.columns))), targets=None if file.targets is None else
                                 np.empty((0, file.targets.shape[1])), classes=None if file.targets is not None else ())
    like = Points(inputs=before.inputs, targets=before.targets, classes=before.classes)
    inputs = _fitting_inputs(like, inputs)
    answers = _fitting_answers(like, answers, len(inputs), file.class_count - 1)
    n, k = len(before.inputs), len(inputs)
    own = n - before.test_examples
    share = training_examples(data, added=False) / examples
    more = min(max(round(share * (n + k)) - own, 0), k)
    order = np.concatenate([np.arange(own), n + np.arange(more), np.arange(own, n), n + np.arange(more, k)])
    all_inputs, all_answers = np.concatenate([before.inputs, inputs])[order], np.concatenate([answers_of(like), answers])[order]
    told: dict[str, Any] = {"classes": tuple(all_answers.tolist())} if file.targets is None else {"targets": all_answers}
    added = Added(inputs=all_inputs, test_examples=n + k - own - more, **told)
    return set_data(experiment, replace(data, added=added))


def _written(experiment: Experiment, made: Dataset) -> Points:
    columns = () if made.columns == default_columns(len(made.columns)) else made.columns
    classes = None if made.classes is None else tuple(made.classes.tolist())
    data = experiment.data
    return Points(inputs=made.inputs, targets=made.targets, classes=classes, columns=columns, labels=made.labels,
                  test_examples=made.test_examples or None, training_share=data.training_share, seed=data.seed)


def _sets(data: Points) -> tuple[Indices, Indices]:
    """The rows of the training and of the test set."""
    return split(len(data.inputs), data.training_share, data.seed, data.test_examples)


def _arranged(experiment: Experiment, data: Points, inputs: Array, answers: Answers, sets: tuple[Indices, Indices]) -> Edit:
    """The data with these rows of `inputs` and `answers`, laid so that the split finds each in its set, in this order.

    Where the training share asks for more or fewer training examples, the last of the one set go over to the other. Data that came
    with a test set of their own keep both sets exactly.
    """
    training, test = sets
    if data.test_examples is not None:
        if not len(training):
            raise BadInput("The last training example cannot be removed; allowed: a training set of at least one.")
        rows, share = np.concatenate([training, test]), data.training_share if len(test) else 1.0
        data = replace(data, inputs=inputs[rows], test_examples=len(test) or None, training_share=share)
        return set_data(experiment, _with_answers(data, answers[rows]))
    for_training, for_test = split(len(training) + len(test), data.training_share, data.seed)
    lacking = len(for_training) - len(training)
    if lacking > 0:
        training, test = np.concatenate([training, test[len(test) - lacking:]]), test[:len(test) - lacking]
    elif lacking < 0:
        training, test = training[:lacking], np.concatenate([test, training[lacking:]])
    rows = np.empty(len(training) + len(test), np.intp)
    rows[for_training], rows[for_test] = training, test
    return set_data(experiment, _with_answers(replace(data, inputs=inputs[rows]), answers[rows]))


def _with_answers(data: Points, answers: Answers) -> Points:
    if data.targets is not None:
        return replace(data, targets=answers)
    new = range(len(data.labels), int(answers.max()) + 1) if data.labels else ()
    return replace(data, classes=tuple(answers.tolist()), labels=(*data.labels, *map(str, new)))


def _existing(data: Points, rows: Rows) -> Indices:
    rows, last = np.asarray(rows, np.intp), len(data.inputs) - 1
    for row in rows[(rows < 0) | (rows > last)]:
        raise refused("The row", int(row), f"0 to {last}")
    return rows


def _fitting_inputs(data: Points, inputs: Array) -> Array:
    inputs, columns = np.asarray(inputs, np.float64), data.inputs.shape[1]
    if inputs.ndim != 2 or inputs.shape[1] != columns:
        raise refused("The examples", f"{inputs.shape[-1] if inputs.ndim else 1} numbers each", f"{columns}, one for each column")
    return inputs


def _fitting_answers(data: Points, answers: Answers, count: int, most: int | None = None) -> Answers:
    """As many answers as examples, each a class from 0 to `most` or a row of targets."""
    answers = np.asarray(answers, np.float64)
    if data.targets is None:
        most = max(MOST_CLASSES - 1, *data.classes or ()) if most is None else most
        for wrong in answers[(answers != np.floor(answers)) | (answers < 0) | (answers > most)].ravel():
            raise refused("The class", f"{wrong:g}", f"a whole number from 0 to {most}")
        return np.broadcast_to(answers.astype(np.intp), (count,))
    outputs = data.targets.shape[1]
    if answers.ndim and answers.shape[-1] != outputs:
        raise refused("The answer", f"{answers.shape[-1]} numbers for each example", str(outputs))
    return np.broadcast_to(answers, (count, outputs))
