"""The data file that a document refers to: found from the document's folder, checked by its checksum, and read only once."""
from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Generic, Literal, NamedTuple, TypeVar

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset, Indices, split
from core.data.readers.recognise import read_table
from core.data.readers.table import Table, TableFile
from core.data.selection import Selection, select
from core.document.experiment import Added, DataFile, Experiment, File
from core.errors import BadInput
from core.progress import Progress, part, silent
from core.reading import name_of

Value = TypeVar("Value")


class Newest(Generic[Value]):
    """The values that were used last, by their keys: data of megabytes are asked for by every edit."""

    def __init__(self, most: int) -> None:
        self._most, self._kept = most, OrderedDict[Hashable, Value]()

    def get(self, key: Hashable) -> Value | None:
        """The value of this key, if it is still kept."""
        value = self._kept.get(key)
        if value is not None:
            self.keep(key, value)
        return value

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep a value, and forget what was not used for longest where there are too many."""
        self._kept[key] = value
        with suppress(KeyError):                             # window and worker both ask, and either may forget meanwhile
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


_tables, _datasets = Newest[Table](1), Newest[Dataset](2)    # an edit of the data looks at those before and after it
_joined = Newest[Dataset](1)


class Outline(NamedTuple):
    """Of the data set in a file the first example, which tells its columns and classes, and how many there are.

    They are the same however its examples are shared out.
    """

    first: Dataset
    examples: int


_outlines = Newest[Outline](4)


class MissingData(BadInput):
    """The file of a document's data is not where it was, or holds something else; `path` is where it was looked for."""

    def __init__(self, data: File, path: str, problem: Literal["missing", "changed"], found: tuple[TableFile, ...] = ()) -> None:
        if problem == "missing":
            super().__init__("The document's data are in {path}, which does not exist; allowed: the file in that place.",
                             path=name_of(path))
        else:
            super().__init__("The document's data are in {path}, which has changed since; allowed: the file as it was.",
                             path=name_of(path))
        self.data, self.path, self.problem, self.found = data, path, problem, found

    def moved_to(self, path: str) -> File:
        """The data with the file in another place, and its companions beside it."""
        folder = os.path.dirname(os.path.abspath(path))
        beside = tuple(replace(file, path=os.path.join(folder, os.path.basename(file.path))) for file in self.data.companions)
        return replace(self.data, path=os.path.abspath(path), companions=beside)

    def as_it_is(self) -> File:
        """The data with the file as it is now."""
        return file_data(self.found, self.data)


def located(experiment: Experiment, folder: str) -> Experiment:
    """The experiment with the absolute paths of its data files, which the document's text gives from its folder on."""
    return _with_paths(experiment, lambda path: os.path.abspath(os.path.join(folder, path)) if path else "")


def relative(experiment: Experiment, folder: str) -> Experiment:
    """The experiment as a document in this folder tells it: with relative paths, in any system's spelling."""
    def shortened(path: str) -> str:
        try:
            return Path(os.path.relpath(path, folder)).as_posix()
        except ValueError:                                   # Windows: on another drive
            return Path(path).as_posix()

    return _with_paths(experiment, shortened)


def file_data(files: tuple[TableFile, ...], data: File) -> File:
    """The same choice from these files, the first of which is the one named."""
    first, *others = files
    return replace(data, path=first.path, sha256=first.sha256,
                   companions=tuple(DataFile(path=file.path, sha256=file.sha256) for file in others))


def read_data(data: File, progress: Progress = silent) -> Dataset:
    """The data set in a file, and of what was added. Raises MissingData and BadInput as `read_file` does."""
    added = data.added
    if added is None:
        return read_file(data, progress)
    key = _key(data), added.inputs.tobytes(), None if added.targets is None else added.targets.tobytes(), added.classes, \
        added.test_examples
    made = _joined.get(key)
    if made is None:
        made = _with_added(read_file(data, part(progress, 0.0, 0.7)), data, added, part(progress, 0.7, 1.0))
        _joined.keep(key, made)
    return made


def read_file(data: File, progress: Progress = silent) -> Dataset:
    """The data set in a file. Raises MissingData where the file is gone or changed, BadInput where it holds no such data."""
    if (known := _datasets.get(_key(data))) is not None:
        return known
    files = _files(data)
    table = _tables.get((files, data.header))
    if table is None:
        table = _read(data, files, part(progress, 0.0, 0.4))
        _tables.keep((table.files, data.header), table)      # whoever gives up now need not begin anew
    made = select(table, selection_of(data), data.training_share, data.seed, part(progress, 0.4, 1.0))
    keep(data, table, made)
    return made


def keep(data: File, table: Table, made: Dataset) -> None:
    """Spare the next `read_data` the reading of the table and the making of the data set."""
    _tables.keep((table.files, data.header), table)
    _datasets.keep(_key(data), made)
    _kept_outline(data, made)


def _kept_outline(data: File, made: Dataset) -> Outline:
    first = cut(made)
    outline = Outline(first._replace(inputs=first.inputs.copy()), len(made.inputs))      # which does not hold all the others
    _outlines.keep((_files(data), selection_of(data)), outline)
    return outline


def cut(dataset: Dataset) -> Dataset:
    """A data set cut to its first example."""
    return dataset._replace(
        inputs=dataset.inputs[:1], targets=None if dataset.targets is None else dataset.targets[:1],
        classes=None if dataset.classes is None else dataset.classes[:1],
    )


def selection_of(data: File) -> Selection:
    """What is learned from the file."""
    return Selection(data.inputs, data.targets, data.task, data.normalization, data.filling, data.set_column)


def outline_of(data: File, progress: Progress = silent) -> Outline:
    """What is in a file, in short. Raises BadInput and MissingData where it has to be read for that."""
    found = _outlines.get((_files(data), selection_of(data)))
    return _kept_outline(data, read_file(data, progress)) if found is None else found


def training_examples(data: File, added: bool = True) -> int:
    """How many examples are for training, with those that were added or without, counted without making the data set."""
    first, examples = outline_of(data)
    training = len(split(examples, data.training_share, data.seed, first.test_examples)[0])
    return training if not added or data.added is None else training + len(data.added.inputs) - data.added.test_examples


def _with_added(file: Dataset, data: File, added: Added, progress: Progress) -> Dataset:
    """The training set of the file and what was added to it, then the test set likewise."""
    sets = split(len(file.inputs), data.training_share, data.seed, file.test_examples)
    own = len(added.inputs) - added.test_examples
    parts = (sets[0], slice(None, own)), (sets[1], slice(own, None))

    def joined(there: np.ndarray, more: np.ndarray) -> np.ndarray:
        return np.concatenate([piece for rows, new in parts for piece in (there[_as_slice(rows)], more[new])])

    inputs = joined(file.inputs, added.inputs)
    progress(0.9)
    targets = None if file.targets is None or added.targets is None else joined(file.targets, added.targets)
    classes = None if file.classes is None else joined(file.classes, np.array(added.classes, np.intp))
    return file._replace(inputs=inputs, targets=targets, classes=classes, test_examples=len(sets[1]) + added.test_examples)


def _as_slice(rows: Indices) -> Indices | slice:
    """Rows that follow one another as a slice, which copies nothing."""
    follow = len(rows) and np.array_equal(rows, np.arange(rows[0], rows[0] + len(rows)))
    return slice(int(rows[0]), int(rows[0]) + len(rows)) if follow else rows


def _read(data: File, files: tuple[TableFile, ...], progress: Progress) -> Table:
    for file in files:
        if not os.path.exists(file.path):
            raise MissingData(data, file.path, "missing")
    table = read_table(data.path, progress, [file.path for file in files[1:]] or None, data.header)
    for was, now in zip(files, table.files, strict=False):
        if was.sha256 != now.sha256:
            raise MissingData(data, was.path, "changed", table.files)
    return table


def _files(data: File) -> tuple[TableFile, ...]:
    return (TableFile(data.path, data.sha256), *(TableFile(file.path, file.sha256) for file in data.companions))


def _key(data: File) -> Hashable:
    return _files(data), data.header, selection_of(data), data.training_share, data.seed


def _with_paths(experiment: Experiment, change: Callable[[str], str]) -> Experiment:
    data = experiment.data
    if not isinstance(data, File):
        return experiment
    companions = tuple(replace(file, path=change(file.path)) for file in data.companions)
    return replace(experiment, data=replace(data, path=change(data.path), companions=companions))
