"""Rows from spreadsheets and back."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.errors import BadInput
from core.formats.pasted import as_text, rows_in

NAMES = ("x0", "x1", "class")


@given(arrays(np.float64, st.tuples(st.integers(1, 5), st.just(3)), elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_what_is_copied_is_pasted_bit_by_bit(rows: np.ndarray) -> None:
    assert np.array_equal(rows_in(as_text(NAMES, rows), NAMES), rows)


@pytest.mark.parametrize("text", [
    "1\t2,5\t1\n-3\t4\t0", "1,2.5,1\n-3,4,0\n", "1;2,5;1\r\n-3;4;0\r\n", "class\tx1\tx0\n1\t2.5\t1\n0\t4\t−3",
    "set,number,x0,x1,class,C0\ntraining,0,1,2.5,1,0.3\ntest,1,-3,4,0,0.1", "\n1, 2.5 ,1\n,,\n-3,4,0\n\n",
])
def test_rows_are_read_however_a_spreadsheet_writes_them(text: str) -> None:
    assert rows_in(text, NAMES).tolist() == [[1, 2.5, 1], [-3, 4, 0]]


def test_a_header_of_other_names_is_none_of_the_rows() -> None:
    assert rows_in("length;width;kind\n1,5;2;0\n", NAMES).tolist() == [[1.5, 2, 0]]


def test_classes_may_be_told_in_words() -> None:
    labels = ("rose", "tulip")
    assert rows_in("1\t2,5\ttulip\n3\t4\trose\n", NAMES, labels).tolist() == [[1, 2.5, 1], [3, 4, 0]]
    assert rows_in("1\t2,5\t1", NAMES, labels).tolist() == [[1, 2.5, 1]]
    assert rows_in("1\t2,5\t5\n2\t2\t3\n", NAMES, ("3", "5", "8")).tolist() == [[1, 2.5, 1], [2, 2, 0]]
    with pytest.raises(BadInput, match=r"^Row 2, class is “iris”; allowed: rose, tulip\.$"):
        rows_in("1\t2,5\ttulip\n3\t4\tiris\n", NAMES, labels)


@pytest.mark.parametrize(("text", "sentence"), [
    ("", "The clipboard holds no rows; allowed: rows of x0, x1, class."),
    ("1,2\n", "The clipboard holds 2 columns; allowed: 3, for x0, x1, class."),
    ("1,2,0\n3,4,5,6", "Row 2 has another number of cells than the rows before it: 4 instead of 3."),
    ("x0,x1,class\n", "The table has a header and no rows; allowed: a row for each example."),
    ("1\t2\t0\n1\tabc\t1", "Row 2, x1 is “abc”; allowed: a number."),
    ("1,,0\n1,2,0", "Row 1, x1 is “”; allowed: a number."),
    ("p,q,r,class,x0,x1\n1,2,3,0,a,7", "Row 2, x0 is “a”; allowed: a number."),
    ("1,1e999,0", "Row 1, x1 is “1e999”; allowed: a number."),
])
def test_what_cannot_be_read_is_named_by_row_and_column(text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        rows_in(text, NAMES)
    assert str(refused.value) == sentence
