"""Data sets and histories as tables of text, for CSV files."""
from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

import numpy as np

from core.data.dataset import Dataset
from core.history import History

Row = list[object]


def data_rows(dataset: Dataset, training: np.ndarray) -> Iterator[Row]:
    """A header, then each example in the data set's order: its columns, its class (by its name, if any) or targets, and its set."""
    if dataset.classes is not None:
        labels = dataset.labels
        answers = [[labels[index] if labels else index] for index in dataset.classes.tolist()]
        names = ["class"]
    else:
        assert dataset.targets is not None
        answers = dataset.targets.tolist()
        names = [f"y{j}" for j in range(dataset.targets.shape[1])]
    yield [*dataset.columns, *names, "set"]
    trained = np.zeros(len(dataset.inputs), bool)
    trained[training] = True
    for x, answer, is_trained in zip(dataset.inputs.tolist(), answers, trained.tolist(), strict=True):
        yield [*x, *answer, "training" if is_trained else "test"]


def history_rows(history: History) -> Iterator[Row]:
    """A header, then each recorded step with the curves' values; a curve that was thinned out at a step leaves its place empty."""
    names = list(history.curves)
    points = [dict(history.curves[name].points.tolist()) for name in names]
    yield ["step", *names]
    for step in sorted(set().union(*points)):
        yield [int(step), *(curve.get(step, "") for curve in points)]


def as_csv(rows: Iterable[Row]) -> str:
    """Rows as comma-separated values; numbers are written so that reading them gives the same numbers."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
