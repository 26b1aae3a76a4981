"""Signed numbers as places in the theme's colour table, and as images."""
from __future__ import annotations

import functools

import numpy as np
from PySide6.QtGui import QColor, QImage

from widgets import theme

COLOURS = 255                                                  # odd, so that 0 has the middle one for itself


@np.errstate(over="ignore", invalid="ignore")
def places(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """uint8 rows of the colour table: `low` is the first, `high` the last, and not a number the middle one."""
    share = (values - low) * ((COLOURS - 1) / (high - low))
    return np.nan_to_num(np.clip(share, 0, COLOURS - 1), nan=COLOURS // 2).astype(np.uint8)


def colours() -> list[QColor]:
    """The table of the present theme."""
    return _tables(theme.current().name)[1]


def image(places: np.ndarray) -> QImage:
    """An image of the places, its first row at the top."""
    return packed_image(_tables(theme.current().name)[0][places])


def packed_image(pixels: np.ndarray) -> QImage:
    """An image of (height, width) uint32 of 0xffRRGGBB, the format that Qt draws quickest."""
    height, width = pixels.shape
    return QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


@functools.cache
def _tables(name: str) -> tuple[np.ndarray, list[QColor]]:
    table = [QColor(*colour) for colour in theme.signed_table(theme.THEMES[name], COLOURS).tolist()]
    return np.array([colour.rgb() for colour in table], np.uint32), table
