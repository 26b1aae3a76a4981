"""Signed numbers as places in the theme's colour table, and as images."""
from __future__ import annotations

import functools

import numpy as np
from PySide6.QtGui import QColor, QImage

from widgets import theme

COLOURS = 256


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


def packed(colours: np.ndarray) -> np.ndarray:
    """(…, 3) uint8 of red, green and blue as 0xffRRGGBB."""
    red, green, blue = np.moveaxis(colours.astype(np.uint32), -1, 0)
    return 0xFF000000 | red << 16 | green << 8 | blue


@functools.cache
def _tables(name: str) -> tuple[np.ndarray, list[QColor]]:
    table = theme.signed_table(theme.THEMES[name], COLOURS)
    return packed(table), [QColor(*colour) for colour in table.tolist()]
