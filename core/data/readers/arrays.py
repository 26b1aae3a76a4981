"""NumPy's files: one array (NPY) or several by name (NPZ), read without ever unpickling anything."""
from __future__ import annotations

import zipfile
import zlib
from ast import literal_eval
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np

from core import reading
from core.data.dataset import MOST_EXAMPLES, default_columns
from core.data.readers.table import MOST_COLUMNS, Column, Table, different
from core.errors import BadInput

NPY, NPZ = b"\x93NUMPY", b"PK\x03\x04"
PIXEL = 255.0
LONGEST_HEADER = 10_000  # characters; a longer one is not worth the trouble of parsing it

# What the world calls them, the likelier first; compared without regard to case.
INPUTS = ("x", "inputs", "data", "x_train", "train_x", "images", "train_images", "features", "pixels")
TARGETS = ("y", "targets", "labels", "target", "label", "y_train", "train_y", "train_labels", "classes", "digits")
TEST_INPUTS, TEST_TARGETS = ("x_test", "test_x", "test_images"), ("y_test", "test_y", "test_labels")

SET, TRAINING, TEST = "set", "training", "test"              # the column that tells the sets apart, and what it says

Values = np.ndarray[Any, Any]


def read_npy(content: bytes) -> Table:
    """The columns of one array, (n,) or (n, columns) or (n, height, width). Raises BadInput."""
    array = _array("The array", content)
    columns = _columns("", array)
    return table_of(columns, "NumPy array", picture_of(array))


def read_npz(content: bytes) -> Table:
    """Inputs and targets by their usual names, with their test set; else all arrays of one length as columns. Raises BadInput."""
    arrays = _unzipped(content)
    by_name = {name.lower(): name for name in reversed(arrays)}

    def find(names: Sequence[str]) -> str | None:
        return next((by_name[name] for name in names if name in by_name), None)

    x, y = find(INPUTS), find(TARGETS)
    if x is None or y is None or len(arrays[x]) != len(arrays[y]):
        return table_of(_all_columns(arrays), "NumPy arrays")
    inputs, targets = arrays[x], arrays[y]
    x_test, y_test = find(TEST_INPUTS), find(TEST_TARGETS)
    further: list[Column] = []
    if x_test is not None and y_test is not None and _go_on(inputs, arrays[x_test]) and _go_on(targets, arrays[y_test]) and (
            len(arrays[x_test]) == len(arrays[y_test])):
        further = [set_column(len(inputs), len(arrays[x_test]))]
        inputs, targets = np.concatenate([inputs, arrays[x_test]]), np.concatenate([targets, arrays[y_test]])
    columns = [*_columns("", inputs), *_columns("y", targets), *further]
    return table_of(columns, "NumPy arrays", picture_of(inputs))


def set_column(training: int, test: int) -> Column:
    """The column that says of so many rows that they are for training, and of the rest that they are the test."""
    return Column(SET, np.repeat([1.0, 0.0], [training, test]), (TEST, TRAINING))


def table_of(columns: Sequence[Column], kind: str, picture: tuple[int, int] | None = None) -> Table:
    """A table of columns of one length, whose rows count from 0. Raises BadInput where there are none or too many."""
    count = len(columns[0].values) if columns else 0
    if not count:
        raise BadInput("The file holds no rows; allowed: a table with a row for each example.")
    if count > MOST_EXAMPLES:
        raise BadInput("The table has more than {most:,} rows; allowed: up to {most:,}.", most=MOST_EXAMPLES)
    names = different([column.name for column in columns])
    named = tuple(column._replace(name=name) for column, name in zip(columns, names, strict=True))
    return Table(named, np.arange(count), kind, picture)


def pixel_columns(images: Values, names: Sequence[str] = ()) -> list[Column]:
    """The columns of images (n, pixels) in bytes, which count from 0 to 1."""
    names = names or default_columns(images.shape[1])
    return [Column(name, images[:, i], divisor=PIXEL) for i, name in enumerate(names)]


def picture_of(images: Values) -> tuple[int, int] | None:
    """Height and width where each row is an image."""
    return (images.shape[1], images.shape[2]) if images.ndim == 3 else None


def _go_on(array: Values, further: Values) -> bool:
    """Whether further rows fit below an array."""
    return array.shape[1:] == further.shape[1:] and (array.dtype.kind in "US") == (further.dtype.kind in "US")


def _all_columns(arrays: dict[str, Values]) -> list[Column]:
    counts = {len(array) for array in arrays.values()}
    if len(counts) != 1:
        found = ", ".join(f"{name} ({' × '.join(map(str, array.shape))})" for name, array in list(arrays.items())[:8])
        raise BadInput("The file holds the arrays {found}; allowed: inputs called x, inputs or data with targets called y, targets "
                       "or labels, or arrays of one length.", found=found)
    return [column for name, array in arrays.items() for column in _columns(name, array)]


def _columns(name: str, array: Values) -> list[Column]:
    """The columns of an array, called x0, x1, … without a name, else by the name and their number."""
    flat = array.reshape(len(array), -1) if len(array) else array.reshape(0, 1)
    count = flat.shape[1]
    if count > MOST_COLUMNS:
        raise BadInput("The table has {count:,} columns; allowed: up to {most:,}.", count=count, most=MOST_COLUMNS)
    if not name:
        names = default_columns(count)
    else:
        names = (name,) if count == 1 else tuple(f"{name}{i}" for i in range(count))
    if array.dtype.kind in "US":
        return [_texts(each, flat[:, i]) for i, each in enumerate(names)]
    if array.ndim == 3 and array.dtype == np.uint8:
        return pixel_columns(flat, names)
    return [_numbers(each, flat[:, i]) for i, each in enumerate(names)]


def _numbers(name: str, cells: Values) -> Column:
    with np.errstate(over="ignore"):                         # a long double may be beyond a float64
        values = cells.astype(np.float64)
    infinite = np.flatnonzero(np.isinf(values))
    odd = tuple((int(i), str(values[i])) for i in infinite[:3])
    values[infinite] = np.nan
    return Column(name, values, odd=odd)


def _texts(name: str, cells: Values) -> Column:
    texts = [text.decode("latin-1") if isinstance(text, bytes) else str(text) for text in cells.tolist()]
    labels = sorted(set(texts))
    places = {label: i for i, label in enumerate(labels)}
    return Column(name, np.array([places[text] for text in texts], np.float64), tuple(labels))


# The bytes

def _unzipped(content: bytes) -> dict[str, Values]:
    """The arrays of an NPZ file by name, of at most 256 MiB together."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".npy")]
            if not entries:
                raise BadInput("The file is an archive without NumPy arrays; allowed: an NPZ file, or a spreadsheet saved as CSV.")
            if sum(entry.file_size for entry in entries) > reading.LARGEST:
                raise too_much()
            names = [entry.filename.removesuffix(".npy") for entry in entries]
            return {name: _array(f"The array {name}", archive.read(entry)) for name, entry in zip(names, entries, strict=True)}
    # A RuntimeError is a password that is missing, a NotImplementedError (which is one) a compression that zipfile does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput("The file is a damaged NPZ archive: it cannot be unpacked.") from None


def too_much() -> BadInput:
    """The sentence for what unpacks to more than a file may hold."""
    return BadInput("The file unpacks to more than {largest} MiB; allowed: up to {largest} MiB.", largest=reading.LARGEST // 2**20)


def _array(what: str, content: bytes) -> Values:
    """The array that NPY's bytes hold: one to three dimensions of numbers or texts."""
    shape, fortran, dtype, start = _npy_header(what, content)
    if dtype.hasobject:
        raise BadInput("{what} holds Python objects, which could run programs and are never opened; allowed: numbers and texts.",
                       what=what)
    if dtype.kind not in "biufUS" or not dtype.itemsize:
        raise BadInput("{what} holds {kind}; allowed: numbers and texts.", what=what, kind=dtype.name or dtype.kind)
    if not 1 <= len(shape) <= 3 or min(shape) < 1:
        raise BadInput("{what} is {shape}; allowed: n, n × columns, or n × height × width.",
                       what=what, shape=" × ".join(map(str, shape)) or "a single value")
    count = 1
    for side in shape:
        count *= side
    if count * dtype.itemsize > len(content) - start:
        raise BadInput("{what} ends too early; allowed: a complete file.", what=what)
    array = np.frombuffer(content, dtype, count, start)
    return array.reshape(shape, order="F" if fortran else "C")


def _npy_header(what: str, content: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Shape, whether columns come first, type, and where the values begin. NumPy's own reader raises too many kinds of errors."""
    try:
        long = content[6] > 1                                # the major version, after the magic
        start = 12 if long else 10
        end = start + int.from_bytes(content[8:start], "little")
        if not content.startswith(NPY) or end - start > LONGEST_HEADER:
            raise ValueError
        header = literal_eval(content[start:end].decode("utf-8" if content[6] > 2 else "latin-1").strip())
        shape, fortran, dtype = header["shape"], bool(header["fortran_order"]), np.lib.format.descr_to_dtype(header["descr"])
        if not isinstance(shape, tuple) or not all(type(side) is int for side in shape):
            raise ValueError
    except (ValueError, TypeError, KeyError, IndexError, SyntaxError, MemoryError, RecursionError):
        raise BadInput("{what} has a damaged header; allowed: a file that NumPy saved.", what=what) from None
    return shape, fortran, dtype, end
