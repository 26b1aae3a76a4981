"""Tables of text whose rows are pictures, such as MNIST as CSV: their pixels count from 0 to 1, as those of image files do."""
from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt

import numpy as np

from core.data.readers.arrays import PIXEL
from core.data.readers.idx import LABEL
from core.data.readers.table import Column, Table

FEWEST, DARKEST = 25, 128           # pixels of a picture, and what the brightest of all reaches at least
MOST_KINDS = 20                     # of pictures
_PIXEL = re.compile(r"(?:pixel|px|p)[ _-]?\d+|\d+x\d+", re.IGNORECASE)
_UNNAMED = re.compile(r"column \d+")


def with_pictures(table: Table) -> Table:
    """The same table, its pixels as bytes that count from 0 to 1 where it holds square pictures in whole numbers up to 255.

    Pixels are told by their names. Of a table without names, they are all columns but the first or the last, which is the label.
    """
    names, columns = table.names, list(table.columns)
    pixels = [i for i, name in enumerate(names) if _PIXEL.fullmatch(name)]
    label = None
    if all(map(_UNNAMED.fullmatch, names)):
        label = next((i for i in (0, len(names) - 1) if _tells_kinds(columns[i])), None)
        pixels = [] if label is None else [i for i in range(len(names)) if i != label]
    side = isqrt(len(pixels))
    if len(pixels) < FEWEST or side * side != len(pixels) or not _are_bytes([columns[i] for i in pixels]):
        return table
    for place, i in enumerate(pixels):
        columns[i] = Column(names[i] if label is None else f"x{place}", columns[i].values.astype(np.uint8), divisor=PIXEL)
    if label is not None:
        columns[label] = columns[label]._replace(name=LABEL)
    return table._replace(columns=tuple(columns), picture=(side, side))


def _tells_kinds(column: Column) -> bool:
    """Whether a column holds a few different texts or whole numbers."""
    if column.labels:
        return 2 <= len(column.labels) <= MOST_KINDS
    kinds = np.unique(column.values)
    return 2 <= len(kinds) <= MOST_KINDS and bool((kinds == np.floor(kinds)).all())


def _are_bytes(columns: Sequence[Column]) -> bool:
    """Whether all hold whole numbers from 0 to 255 alone, the largest of them near to that."""
    brightest = 0.0
    for column in columns:
        if column.labels or not (column.values >= 0).all() or not (column.values == np.floor(column.values)).all():
            return False
        brightest = max(brightest, float(column.values.max()))
    return DARKEST <= brightest <= PIXEL
