"""The IDX files of MNIST: images in one file, their labels in another beside it."""
from __future__ import annotations

import re
from math import prod

import numpy as np

from core.data.readers.arrays import Values, picture_of, pixel_columns, set_column, table_of
from core.data.readers.table import MOST_COLUMNS, Column, Table
from core.errors import BadInput

LABEL = "label"

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def is_idx(content: bytes) -> bool:
    """Whether bytes begin as an IDX file does: two zeros, a type, and one to four dimensions."""
    return len(content) >= 4 and content[:2] == b"\0\0" and content[2] in _TYPES and 1 <= content[3] <= 4


def read_idx(content: bytes) -> Values:
    """The array of an IDX file: images (n, height, width), or labels (n,). Raises BadInput."""
    if not is_idx(content):
        raise BadInput("The file does not begin as an IDX file does; allowed: images or labels as MNIST has them.")
    dtype, dimensions = np.dtype(_TYPES[content[2]]), content[3]
    start = 4 + 4 * dimensions
    if len(content) < start:
        raise BadInput("The IDX file ends within its header; allowed: a complete file.")
    shape = tuple(np.frombuffer(content, ">u4", dimensions, 4).tolist())
    expected, found = start + prod(shape) * dtype.itemsize, len(content)
    if found != expected:
        raise BadInput("The IDX file has {found:,} bytes; allowed: {expected:,}, as its header says.",
                       found=found, expected=expected)
    return np.frombuffer(content, dtype, offset=start).reshape(shape)


def join(images: Values, labels: Values, test: tuple[Values, Values] | None = None) -> Table:
    """The table of images with their labels, and of a test set below. Raises BadInput where they do not belong together."""
    for pictures, names in ((images, labels), *([test] if test else [])):
        if pictures.ndim < 2 or names.ndim != 1:
            raise BadInput("The two files hold {one} and {other} dimensions; allowed: images of 3 and labels of 1.",
                           one=pictures.ndim, other=names.ndim)
        if len(pictures) != len(names):
            raise BadInput("There are {images:,} images and {labels:,} labels; allowed: a label for each image.",
                           images=len(pictures), labels=len(names))
    if test is not None and test[0].shape[1:] != images.shape[1:]:
        raise BadInput("The test images have another size than those for training.")
    further: list[Column] = []
    if test is not None:
        further = [set_column(len(images), len(test[0]))]
        images, labels = np.concatenate([images, test[0]]), np.concatenate([labels, test[1]])
    pixels = prod(images.shape[1:])
    if not 1 <= pixels <= MOST_COLUMNS:
        raise BadInput("An image has {count:,} pixels; allowed: 1 to {most:,}.", count=pixels, most=MOST_COLUMNS)
    flat = images.reshape(len(images), pixels)
    columns = pixel_columns(flat) if images.dtype == np.uint8 else [
        Column(f"x{i}", flat[:, i].astype(np.float64)) for i in range(pixels)]
    return table_of([*columns, Column(LABEL, labels.astype(np.float64)), *further], "IDX images", picture_of(images))


def partner_names(name: str) -> tuple[str, ...]:
    """What the labels' file of an images' file may be called, or the other way round; none where the name says neither.

    >>> partner_names("train-images-idx3-ubyte.gz")[0]
    'train-labels-idx1-ubyte.gz'
    """
    if "images" in name:
        other = re.sub(r"idx\d", "idx1", name.replace("images", "labels"))
    elif "labels" in name:
        other = re.sub(r"idx\d", "idx3", name.replace("labels", "images"))
    else:
        return ()
    return (other, other.removesuffix(".gz") if other.endswith(".gz") else other + ".gz")


def test_names(name: str) -> tuple[str, ...]:
    """What the file of the test set beside one for training may be called."""
    if not name.startswith("train"):
        return ()
    other = "t10k" + name.removeprefix("train")
    return (other, other.removesuffix(".gz") if other.endswith(".gz") else other + ".gz")
