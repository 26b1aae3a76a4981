"""Data sets and other tables as CSV."""
from __future__ import annotations

import csv
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.data.dataset import with_classes, with_targets
from core.formats import tables
from core.progress import Cancelled

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def cells(pieces) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(pieces).decode())))


@given(arrays(np.float64, (5, 3), elements=NUMBERS), arrays(np.float64, (5, 2), elements=NUMBERS))
def test_every_number_of_a_data_set_is_read_back_as_it_was(inputs, targets):
    header, *rows = cells(tables.data_csv(with_targets(inputs, targets), np.array([1, 3])))
    assert header == ["x0", "x1", "x2", "y0", "y1", "set"]
    read = np.array([[float(cell) for cell in row[:-1]] for row in rows])
    assert read.tobytes() == np.hstack([inputs, targets]).tobytes()
    assert [row[-1] for row in rows] == ["test", "training", "test", "training", "test"]


def test_classes_are_written_by_their_names_whatever_these_are(monkeypatch):
    monkeypatch.setattr(tables, "BLOCK", 4)                  # two examples to a piece
    names = ('a "rose"', "iris, blue", "with\nlines", "")
    data = with_classes(np.arange(10.0).reshape(5, 2), np.array([0, 1, 2, 3, 0]), 4, ("x", "y"), names)
    header, *rows = cells(tables.data_csv(data, np.arange(5)))
    assert header == ["x", "y", "class", "set"]
    assert [row[2] for row in rows] == [*names, names[0]]
    unnamed = cells(tables.data_csv(data._replace(labels=()), np.arange(5)))
    assert [row[2] for row in unnamed[1:]] == ["0", "1", "2", "3", "0"]


def test_how_far_it_is_is_told_and_whoever_gives_up_ends_it(monkeypatch):
    monkeypatch.setattr(tables, "BLOCK", 2)
    data = with_classes(np.arange(8.0)[:, None], np.arange(8) % 2, 2)
    told: list[float] = []
    list(tables.data_csv(data, np.arange(8), told.append))
    assert told == pytest.approx(np.arange(1, 9) / 8)

    def give_up(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(tables.data_csv(data, np.arange(8), give_up))
    with pytest.raises(Cancelled):
        list(tables.csv_pieces(["a"], iter([[1]]), give_up))


def test_rows_in_pieces_are_the_rows_as_a_whole(monkeypatch):
    monkeypatch.setattr(tables, "ROWS", 3)
    rows = [[i, None if i % 2 else i / 3, "a,b"] for i in range(10)]
    pieces = list(tables.csv_pieces(["i", "third", "text"], iter(rows)))
    assert len(pieces) == 1 + 4
    assert b"".join(pieces).decode() == tables.as_csv([["i", "third", "text"], *rows])
    assert cells(pieces)[2] == ["1", "", "a,b"]
