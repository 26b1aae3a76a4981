"""What is learned from a table: which columns are inputs, which the target, and what becomes of cells that hold no number."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from core.data.dataset import Array, Dataset, Indices, Task, split, with_classes, with_targets
from core.data.readers.table import NAMED, Column, Table, bad_cells, shortened
from core.errors import BadInput, Sentence, listed
from core.progress import Progress, silent

Normalization = Literal["none", "range", "standardize"]
Filling = Literal["drop", "mean", "zero", "most frequent"]

TARGET_NAMES = ("y", "target", "label", "class", "targets", "labels", "classes", "species", "diagnosis", "survived", "outcome")
INDEX_NAMES = ("id", "index", "unnamed: 0", "column 1")
SET_NAMES = ("set", "split")
TRAINING_NAMES, TEST_NAMES = ("training", "train"), ("test", "testing")
MOST_CLASSES, MOST_GUESSED_CLASSES, MOST_INPUTS = 1_000, 20, 4_096
LARGE = 10.0             # inputs beyond this are better normalized
LARGEST = 1e100          # numbers beyond this have no squares
PAIR = 2                 # different texts that can be told by 0 and 1
BLOCK = 1_024            # rows
FEW = 6                  # names that a sentence of several lists has room for
ROUNDED = 1e-9           # how far a million roundings of a constant column that reaches to 1 can lie from its middle

Rows = np.ndarray[Any, np.dtype[np.bool_]]


class Selection(NamedTuple):
    """Columns by name. `normalization` is of the inputs and of targets that are values, `filling` of bad cells of the inputs.

    An input of two different texts counts them as 0 and 1, in the order of the texts.

    Rows without a target are left out in any case. `set_column` tells the training from the test set; without one, the share does.
    """

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    task: Task
    normalization: Normalization = "none"
    filling: Filling = "drop"
    set_column: str = ""


class Guess(NamedTuple):
    """A selection that nobody chose, and what has to be said about it."""

    selection: Selection
    remarks: tuple[Sentence, ...]


# What people most likely mean

def guess(table: Table) -> Guess:
    """The target is a column called y, target, label or class, or y0, y1, …; else the last that is no free text. The inputs are the
    other numbers, and texts such as yes and no.

    Of x, y and something after them, y is a coordinate and no target.

    Raises BadInput where there is no column for one of them.
    """
    set_column = _guessed_set(table)
    names = [name for name in table.names if name != set_column]
    targets = _guessed_targets(table.columns_named(names))
    others = table.columns_named(name for name in names if name not in targets)
    if not others:
        raise BadInput("The table has {count} column to learn from; allowed: at least 2, an input and a target.", count=len(names))
    texts = [column.name for column in others if column.labels and not _is_pair(column)]
    counts = [column.name for column in others if _is_index(column)]
    inputs = tuple(column.name for column in others if column.name not in (*texts, *counts)) or tuple(counts)
    if not inputs:
        raise BadInput("No column but the target holds numbers; allowed: at least one input of numbers.")
    task = _guessed_task(table, targets)
    measured = inputs if task == "classification" else (*inputs, *targets)
    large = any(_reach(column) > LARGE for column in table.columns_named(measured))
    selection = Selection(inputs, targets, task, "standardize" if large else "none", set_column=set_column)
    return Guess(selection, _remarks(table, selection, texts, counts if tuple(counts) != inputs else []))


def _guessed_set(table: Table) -> str:
    known = {*TRAINING_NAMES, *TEST_NAMES}
    return next((column.name for column in table.columns if column.name.lower() in SET_NAMES and column.labels
                 and {label.lower() for label in column.labels} <= known), "")


def _guessed_targets(columns: Sequence[Column]) -> tuple[str, ...]:
    names = [column.name for column in columns]
    lower = [name.lower() for name in names]
    is_place = "x" in lower and "y" in lower and lower[-1] not in ("x", "y")
    for wanted in TARGET_NAMES:
        if wanted in lower and not (is_place and wanted == "y"):
            return (names[lower.index(wanted)],)
    several = tuple(name for name in names if re.fullmatch(r"y\d+", name))
    if 0 < len(several) < len(names):
        return several
    told = [column.name for column in columns if not _is_free_text(column)]
    return tuple((told or names)[-1:])


def _is_free_text(column: Column) -> bool:
    """Whether hardly any two rows say the same, as with names, dates and remarks."""
    return len(column.labels) > max(MOST_GUESSED_CLASSES, len(column.values) // 2)


def _guessed_task(table: Table, targets: Sequence[str]) -> Task:
    """Texts are classes, and so are few different whole numbers."""
    if len(targets) > 1:
        return "regression"
    column = table.column(targets[0])
    if column.labels:
        return "classification"
    values = np.unique(column.values[~column.is_bad])
    few = 2 <= len(values) <= min(MOST_GUESSED_CLASSES, max(2, len(table.rows) // 2))
    return "classification" if few and bool((values == np.floor(values)).all()) else "regression"


def _is_index(column: Column) -> bool:
    """Whether a column only counts the rows."""
    name = column.name.lower()
    if not (name in INDEX_NAMES or name.endswith("id")) or column.labels:
        return False
    return any(np.array_equal(column.values, np.arange(start, start + len(column.values))) for start in (0, 1))


def _reach(column: Column) -> float:
    """The size of the largest value."""
    numbers = np.abs(column.numbers()[~column.is_bad])
    return float(numbers.max(initial=0.0))


def _is_pair(column: Column) -> bool:
    """Whether a column says one of two things again and again, such as yes and no."""
    counts = np.unique(column.values[~column.is_bad], return_counts=True)[1] if len(column.labels) == PAIR else np.zeros(1)
    return bool((counts > 1).all())


def _pairs_told(table: Table, inputs: Sequence[str]) -> list[Sentence]:
    """What is 0 and what is 1 of the first inputs that are texts."""
    return [Sentence("“{name}” counts {zero} as 0 and {one} as 1.", name=column.name,
                     zero=shortened(column.labels[0]), one=shortened(column.labels[1]))
            for column in table.columns_named(inputs) if column.labels][:NAMED]


def _remarks(table: Table, selection: Selection, texts: Sequence[str], counts: Sequence[str]) -> tuple[Sentence, ...]:
    kind = "classes" if selection.task == "classification" else "values"
    remarks = [Sentence("The target is {targets}, as {kind}; {inputs} are the inputs." if len(selection.inputs) > 1 else
                        "The target is {targets}, as {kind}; {inputs} is the input.",
                        targets=_quoted(selection.targets), kind=kind, inputs=_quoted(selection.inputs)),
               *_pairs_told(table, selection.inputs)]
    if texts or counts:
        remarks.append(Sentence("Left out: {names}.", names=_quoted([*texts, *counts])))
    if selection.normalization == "standardize":
        remarks.append(Sentence("The numbers are standardized: mean 0, standard deviation 1."))
    bad = bad_cells(table, (*selection.inputs, *selection.targets))
    if bad.total:
        remarks.append(Sentence("{cells} Rows left out for it: {rows:,} of {all:,}.",
                                cells=bad.sentence, rows=int(bad.rows.sum()), all=len(table.rows)))
    return tuple(remarks)


def _quoted(names: Iterable[str]) -> str:
    return listed((f"“{name}”" for name in names), FEW)


# The data set

def select(table: Table, selection: Selection, share: float, seed: int, progress: Progress = silent) -> Dataset:
    """The data set that a selection of a table is. Raises BadInput.

    What normalizes is measured on the training set alone, which `share` and `seed` choose where no column does.
    """
    _check(table, selection)
    kept, test_examples = _kept(table, selection)
    inputs = _matrix(table.columns_named(selection.inputs), kept, progress)
    training = split(len(kept), share, seed, test_examples)[0]
    if selection.filling != "drop":
        _fill(inputs, training, selection.filling)
    inputs = normalized(inputs, training, selection.normalization)
    if selection.task == "classification":
        classes, labels = _classes(table.column(selection.targets[0]), kept)
        made = with_classes(inputs, classes, len(labels), selection.inputs, labels)
    else:
        targets = _matrix(table.columns_named(selection.targets), kept, silent)
        made = with_targets(inputs, normalized(targets, training, selection.normalization), selection.inputs)
    return made._replace(test_examples=test_examples)


def summary(table: Table, selection: Selection, share: float) -> Sentence:
    """What `select` would give, in a few words and without making it. Raises BadInput as it would."""
    _check(table, selection)
    kept, test_examples = _kept(table, selection)
    training = len(split(len(kept), share, 1, test_examples)[0])
    if selection.task == "classification":
        labels = _classes(table.column(selection.targets[0]), kept)[1]
        what = f"{len(labels)} classes: {listed(labels, FEW)}"
    else:
        what = "1 value to predict" if len(selection.targets) == 1 else f"{len(selection.targets)} values to predict"
    inputs = "1 input" if len(selection.inputs) == 1 else f"{len(selection.inputs)} inputs"
    bad = bad_cells(table, (*selection.inputs, *selection.targets))
    remark = "".join(f" {said}" for said in [*_pairs_told(table, selection.inputs), *([bad.sentence] if bad.total else [])])
    return Sentence("{training:,} training and {test:,} test examples, {inputs}, {what}.{remark}", training=training,
                    test=len(kept) - training, inputs=inputs, what=what, remark=remark)


def _check(table: Table, selection: Selection) -> None:
    columns = {column.name: column for column in table.columns}
    for name in (*selection.inputs, *selection.targets, *filter(None, [selection.set_column])):
        if name not in columns:
            raise BadInput("The table has no column “{name}”; allowed: {names}.", name=name, names=_quoted(table.names))
    if not selection.inputs:
        raise BadInput("No column is chosen as an input; allowed: at least one column of numbers.")
    if not selection.targets:
        raise BadInput("No column is chosen as the target; allowed: at least one column.")
    if len(selection.inputs) > MOST_INPUTS:
        raise BadInput("{count:,} columns are inputs; allowed: 1 to {most:,}.", count=len(selection.inputs), most=MOST_INPUTS)
    if len(selection.targets) > MOST_INPUTS:
        raise BadInput("{count:,} columns are targets; allowed: 1 to {most:,}.", count=len(selection.targets), most=MOST_INPUTS)
    chosen = (*selection.inputs, *selection.targets)
    if twice := next((name for name, count in Counter(chosen).items() if count > 1), None):
        raise BadInput("The column “{name}” is chosen twice; allowed: as an input or as the target.", name=twice)
    if selection.task == "classification" and len(selection.targets) > 1:
        raise BadInput("{count} columns are targets; allowed for classes: 1.", count=len(selection.targets))
    numbers = selection.inputs if selection.task == "classification" else chosen
    for name in numbers:
        if selection.normalization == "none" and columns[name].divisor == 1 and _reach(columns[name]) > LARGEST:
            raise BadInput("The column “{name}” holds numbers beyond {largest:g}; allowed: up to that, or normalized ones.",
                           name=name, largest=LARGEST)
        texts = len(columns[name].labels)
        if texts and name in selection.targets:
            raise BadInput("The column “{name}” holds texts; allowed as a target of values: numbers.", name=name)
        if texts and texts != PAIR:
            raise BadInput("The column “{name}” holds {count:,} different texts; "
                           "allowed as an input: numbers, or two texts for 0 and 1.", name=name, count=texts)


def _kept(table: Table, selection: Selection) -> tuple[Indices, int | None]:
    """The rows to learn from, those of the test set last, and how many these are."""
    needed = selection.targets if selection.filling != "drop" else (*selection.inputs, *selection.targets)
    bad = bad_cells(table, (*needed, *filter(None, [selection.set_column])))
    kept = np.flatnonzero(~bad.rows)
    if not len(kept):
        raise BadInput("No row is left: {cells}", cells=bad.sentence)
    if not selection.set_column:
        return kept, None
    column = table.column(selection.set_column)
    test_labels = [i for i, label in enumerate(column.labels) if label.lower() in TEST_NAMES]
    is_test = np.isin(column.values[kept], test_labels)
    if is_test.all():
        raise BadInput("The column “{name}” leaves no row for training; allowed: at least one that says training.",
                       name=column.name)
    return np.concatenate([kept[~is_test], kept[is_test]]), int(is_test.sum())


def _matrix(columns: Sequence[Column], kept: Indices, progress: Progress) -> Array:
    """The columns side by side, (rows, columns), block after block of rows, which stay in the processor's cache."""
    matrix: Array = np.empty((len(kept), len(columns)))
    plain = bool((kept == np.arange(len(kept))).all())
    for start in range(0, len(kept), BLOCK):
        block = slice(start, min(start + BLOCK, len(kept)))
        for i, column in enumerate(columns):
            matrix[block, i] = column.values[block] if plain else column.values[kept[block]]
        progress(block.stop / len(kept))
    divisors = np.array([column.divisor for column in columns])
    if (divisors != 1).any():
        matrix /= divisors
    return matrix


def _fill(matrix: Array, training: Indices, filling: Filling) -> None:
    """Write something plausible, taken from the training set, where a number is missing."""
    for column in matrix.T:
        bad = np.isnan(column)
        if not bad.any():
            continue
        known = column[training][~bad[training]]
        if filling == "zero" or not len(known):
            column[bad] = 0.0
        elif filling == "mean":
            column[bad] = _mean(known)
        else:
            values, counts = np.unique(known, return_counts=True)
            column[bad] = values[counts.argmax()]


def normalized(matrix: Array, training: Indices, normalization: Normalization) -> Array:
    """Each column moved and scaled by what it is on the training set; one that is constant there only moved."""
    if normalization == "none":
        return matrix
    exponents = np.frexp(np.abs(matrix[training]).max(axis=0, initial=0.0))[1]
    with np.errstate(over="ignore"):
        scaled = np.ldexp(matrix, -exponents)                # at most 1 in training, so that no sum overflows
    known = scaled[training]
    if normalization == "range":
        low, high = known.min(axis=0), known.max(axis=0)
        centre, width = low / 2 + high / 2, (high - low) / 2
    else:
        centre, width = known.mean(axis=0), known.std(axis=0)
    constant = width <= 1e-12                                # rounding: the columns reach to 1
    with np.errstate(over="ignore"):
        moved: Array = (scaled - centre) / np.where(constant, 1.0, width)
        still = moved[:, constant]
        moved[:, constant] = np.ldexp(np.where(np.abs(still) <= ROUNDED, 0.0, still), exponents[constant])
    if moved.size and not max(moved.max(), -moved.min()) <= LARGEST:
        raise BadInput("The test set holds numbers more than {largest:g} times as far away as those that normalize; "
                       "allowed: nearer ones.", largest=LARGEST)
    return moved


def _mean(values: Array) -> float:
    """The mean, of numbers of any size."""
    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    return float((values / largest).mean() * largest)


def _classes(column: Column, kept: Indices) -> tuple[Indices, tuple[str, ...]]:
    """Class indices (n,) in the order of the values, and the classes' names."""
    values, classes = np.unique(column.values[kept], return_inverse=True)
    if not 2 <= len(values) <= MOST_CLASSES:
        raise BadInput("The column “{name}” has {count:,} different values in the rows to learn from; "
                       "allowed as classes: 2 to {most:,}.", name=column.name, count=len(values), most=MOST_CLASSES)
    names = [column.labels[int(value)] if column.labels else class_label(float(value)) for value in values]
    return classes.astype(np.intp), tuple(names)


def class_label(value: float) -> str:
    """What a class is called that is a number in its table."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
