"""From a table that was read to the data of a document, and to a new experiment with a network that fits them."""
from __future__ import annotations

import os
from typing import NamedTuple

from core.data.dataset import Dataset
from core.data.readers.table import Table
from core.data.selection import Selection, guess, select
from core.document import data_files
from core.document.checks import checked
from core.document.data import outline
from core.document.experiment import Experiment, File, Layer, Network, Points, Training
from core.document.text import encode
from core.errors import Sentence
from core.progress import Progress, silent

LARGEST_EMBEDDED = 5_000_000                                # bytes of a document that holds its data itself
SHARE = 0.8              # of the examples are for training


class Imported(NamedTuple):
    """A new experiment, and what has to be said about it."""

    experiment: Experiment
    remarks: tuple[Sentence, ...]


def import_table(table: Table, title: str, progress: Progress = silent) -> Imported:
    """The experiment that people most likely mean with a table. Raises BadInput."""
    selection, remarks = guess(table)
    return Imported(new_experiment(data_of(table, selection, progress=progress), title), remarks)


def data_of(table: Table, selection: Selection, share: float = SHARE, seed: int = 1, progress: Progress = silent) -> Points | File:
    """The data of a document: written down where they are small or in no file, else the name of their file. Raises BadInput."""
    made = select(table, selection, share, seed, progress)
    if table.files and 2 * made.inputs.size > LARGEST_EMBEDDED:                       # every number takes two bytes or more
        return _in_file(table, selection, share, seed, made)
    points = Points(
        inputs=made.inputs, targets=made.targets, classes=None if made.classes is None else tuple(made.classes.tolist()),
        columns=made.columns, labels=made.labels, test_examples=made.test_examples or None, training_share=_share(made, share),
        seed=seed,
    )
    if table.files and len(encode(new_experiment(points, ""))) > LARGEST_EMBEDDED:
        return _in_file(table, selection, share, seed, made)
    return points


def new_experiment(data: Points | File, title: str) -> Experiment:
    """An experiment with these data and a small network for them. Raises BadInput where they cannot be its data."""
    made = outline(data)
    columns, classes = len(made.columns), made.class_count
    hidden = Layer(neurons=8 if columns <= 8 else 16 if columns <= 32 else 32, activation="tanh")
    training = Training()
    if classes > 2:
        network = Network(layers=(hidden, Layer(neurons=classes, activation="softmax")), cost="categorical cross-entropy",
                          initialization="glorot")
        training = Training(learning_rate=0.1, batch_size=32)
    elif classes:
        network = Network(layers=(hidden, Layer(neurons=1, activation="tanh")))
    else:
        assert made.targets is not None
        network = Network(layers=(hidden, Layer(neurons=made.targets.shape[1], activation="linear")), initialization="glorot")
        training = Training(learning_rate=0.01)
    return checked(Experiment(title=title, network=network, data=data, training=training))


def title_of(path: str) -> str:
    """What an experiment from a file is called: the file's name without its suffixes."""
    name = os.fsencode(os.path.basename(path)).decode(errors="replace").removesuffix(".gz")
    return os.path.splitext(name)[0] or name


def _in_file(table: Table, selection: Selection, share: float, seed: int, made: Dataset) -> File:
    chosen = File(path=table.files[0].path, sha256=table.files[0].sha256, inputs=selection.inputs, targets=selection.targets,
                  task=selection.task, normalization=selection.normalization, filling=selection.filling,
                  set_column=selection.set_column, header=table.header, training_share=share, seed=seed)
    data = data_files.file_data(table.files, chosen)
    data_files.keep(data, table, made)
    return data


def _share(made: Dataset, share: float) -> float:
    """A set column that says training everywhere is a share of all of them, in the order they are in."""
    return 1.0 if made.test_examples == 0 else share
