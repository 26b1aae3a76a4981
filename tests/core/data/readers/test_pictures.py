"""Pictures as tables of text: MNIST as CSV is what MNIST's own files are."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from core.data.readers.recognise import read_table
from core.data.readers.table import Table
from core.data.selection import guess

RNG = np.random.default_rng(1)
PIXELS = RNG.integers(0, 256, (30, 64))
LABELS = np.arange(30) % 10
NAMED = ["label", *(f"pixel{i}" for i in range(64))]


def written(columns: Sequence[np.ndarray], names: Sequence[str] = ()) -> bytes:
    rows = "".join(",".join(map(str, row)) + "\n" for row in np.column_stack(columns).tolist())
    return ((",".join(names) + "\n" if names else "") + rows).encode()


def inputs(table: Table) -> np.ndarray:
    return np.column_stack([column.numbers() for column in table.columns_named(guess(table).selection.inputs)])


@pytest.mark.parametrize("content", [
    written([LABELS, PIXELS], NAMED), written([PIXELS, LABELS], [*NAMED[1:], "class"]),
    written([LABELS, PIXELS], ["label", *(f"{i}x{j}" for i in range(8) for j in range(8))]),
    written([LABELS, PIXELS]), written([PIXELS, LABELS]),
], ids=["label first", "label last", "rows and columns", "no names", "no names, label last"])
def test_pixels_of_text_count_from_0_to_1_and_the_label_is_the_target(content: bytes) -> None:
    table = read_table(content)
    selection = guess(table).selection
    assert table.picture == (8, 8)
    assert np.array_equal(inputs(table), PIXELS / 255)
    assert (len(selection.targets), selection.task, selection.normalization) == (1, "classification", "none")
    assert np.array_equal(table.column(selection.targets[0]).values, LABELS)


@pytest.mark.parametrize("content", [
    written([LABELS, PIXELS + 0.5], NAMED), written([LABELS, PIXELS - 1], NAMED), written([LABELS, PIXELS % 17], NAMED),
    written([LABELS, PIXELS[:, :63]], NAMED[:-1]), written([LABELS, PIXELS[:, :9]], NAMED[:10]), written([PIXELS[:, :25]]),
    written([LABELS, PIXELS], ["label", *(f"gene {chr(97 + i % 26)}{i}" for i in range(64))]),
    written([LABELS, PIXELS], NAMED).replace(b"0,", b",", 3),
], ids=["fractions", "below 0", "up to 16", "no square", "too few", "no label", "other names", "missing cells"])
def test_what_is_no_picture_stays_as_it_is_written(content: bytes) -> None:
    table = read_table(content)
    assert table.picture is None
    assert all(column.divisor == 1 for column in table.columns)
