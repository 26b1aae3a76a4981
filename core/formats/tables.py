"""Data sets and histories as tables of text, for CSV files."""
from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice

import msgspec
import numpy as np

from core.data.dataset import Array, Dataset
from core.history import History
from core.progress import Progress, silent

Row = list[object]
BLOCK, ROWS = 4_096, 500                                    # numbers or rows that are written before others get their turn


def data_csv(dataset: Dataset, training: np.ndarray, progress: Progress = silent) -> Iterator[bytes]:
    """CSV in pieces: a header, then each example in the data set's order, with its class (by its name) or targets, and its set.

    Numbers are written by msgspec, as short as reads back the same, and many times as fast as csv does.
    """
    n, width = dataset.inputs.shape
    outputs = 1 if dataset.targets is None else dataset.targets.shape[1]
    names = ["class"] if dataset.targets is None else [f"y{j}" for j in range(outputs)]
    yield as_csv([[*dataset.columns, *names, "set"]]).encode()
    labels = [as_csv([[label]]).encode()[:-1] for label in dataset.labels or range(dataset.class_count)]
    sets = np.full(n, b"test\n", object)
    sets[training] = b"training\n"
    length = max(1, BLOCK // (width + outputs))
    for start in range(0, n, length):
        block = slice(start, start + length)
        if dataset.targets is None:
            assert dataset.classes is not None
            answers = [labels[index] for index in dataset.classes[block].tolist()]
        else:
            answers = _numbers(dataset.targets[block])
        yield b"".join(map(b",".join, zip(_numbers(dataset.inputs[block]), answers, sets[block].tolist(), strict=True)))
        progress(min(start + length, n) / n)


def _numbers(matrix: Array) -> list[bytes]:
    """Each row's numbers, with commas between them."""
    return msgspec.json.encode(matrix.tolist())[2:-2].split(b"],[")


def history_rows(history: History) -> Iterator[Row]:
    """A header, then each recorded step with the curves' values; a curve that was thinned out at a step leaves its place empty."""
    names = list(history.curves)
    points = [dict(history.curves[name].points.tolist()) for name in names]
    yield ["step", *names]
    for step in sorted(set().union(*points)):
        yield [int(step), *(curve.get(step, "") for curve in points)]


def csv_pieces(header: Sequence[object], rows: Iterable[Sequence[object]], progress: Progress = silent) -> Iterator[bytes]:
    """A header and rows of unknown number as CSV, in pieces; `progress` is only asked whether to go on. None is an empty cell."""
    yield as_csv([header]).encode()
    rest = iter(rows)
    while some := list(islice(rest, ROWS)):
        yield as_csv(some).encode()
        progress(0.0)


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as comma-separated values; numbers are written so that reading them gives the same numbers."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
