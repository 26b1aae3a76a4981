"""Tables of text: what people write is read as they meant it, and what is no table is refused in one sentence."""
from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.readers import delimited
from core.data.readers.recognise import read_table
from core.data.readers.table import Table, bad_cells
from core.errors import BadInput
from core.progress import Cancelled

NO_ROWS = "The file holds no rows; allowed: a table with a row for each example."
HEADER_ONLY = "The table has a header and no rows; allowed: a row for each example."
NO_TABLE = "The file is neither text nor a table that can be read; allowed: CSV, TSV, NPY, NPZ and IDX."
NAN = None                                                   # where a cell holds no number


def columns(table: Table) -> dict[str, list[Any]]:
    """What the columns say: texts as they are, numbers as numbers, None where there is neither."""
    return {column.name: [None if math.isnan(value) else column.labels[int(value)] if column.labels else value
                          for value in column.numbers().tolist()] for column in table.columns}


TABLES = {
    "commas": (b"a,b\n1,2\n3,4\n", {"a": [1, 3], "b": [2, 4]}),
    "semicolons": (b"a;b\n1;2\n3;4\n", {"a": [1, 3], "b": [2, 4]}),
    "tabs": (b"a\tb\n1\t2\n", {"a": [1], "b": [2]}),
    "pipes": (b"a|b\n1|2\n", {"a": [1], "b": [2]}),
    "spaces, more than one": (b" a   b\n 1  2\n3    4\n", {"a": [1, 3], "b": [2, 4]}),
    "semicolons with decimal commas": (b"a;b\n1,5;2,25\n-3;,5\n", {"a": [1.5, -3], "b": [2.25, 0.5]}),
    "semicolons with decimal points": (b"a;b\n1.5;2.25\n-3;.5\n", {"a": [1.5, -3], "b": [2.25, 0.5]}),
    "tabs with decimal commas": (b"a\tb\n1,5\t2\n", {"a": [1.5], "b": [2]}),
    "decimal commas in quotes between commas": (b'a,b\n"1,5","2,25"\n', {"a": [1.5], "b": [2.25]}),
    "thousands in groups": (b'a,b\n"1,234",5\n"1,234,567.5",6\n', {"a": [1234, 1234567.5], "b": [5, 6]}),
    "thousands in groups alone": (b'a,b\n"1,234",5\n"12,345",6\n', {"a": [1234, 12345], "b": [5, 6]}),
    "thousands in groups by points": (b"a;b\n1.234,5;1\n1.234;2,5\n", {"a": [1234.5, 1234], "b": [1, 2.5]}),
    "thousands in groups by thin spaces": ("a;b\n1\u202f234,5;1\n".encode(), {"a": [1234.5], "b": [1]}),
    "exponents and signs": (b"a,b\n1e3,+2\n-1E-3,.5\n", {"a": [1000, -0.001], "b": [2, 0.5]}),
    "1e308": (b"a,b\n1e308,1\n-1e308,2\n", {"a": [1e308, -1e308], "b": [1, 2]}),
    "1e999 is no number": (b"a,b\n1e999,1\n5,2\n", {"a": [NAN, 5], "b": [1, 2]}),
    "NaN is a missing number": (b"a,b\nNaN,1\n5,nan\n", {"a": [NAN, 5], "b": [1, NAN]}),
    "inf is no number": (b"a,b\ninf,1\n5,-Infinity\n6,7\n", {"a": [NAN, 5, 6], "b": [1, NAN, 7]}),
    "NA, null, ? and nothing are missing": (
        b"a,b\nNA,1\n?,2\nnull,3\n,4\n5,5\n", {"a": [NAN, NAN, NAN, NAN, 5], "b": [1, 2, 3, 4, 5]}),
    "an underscore makes a text": (b"a,b\n1_0,1\n2_0,2\n", {"a": ["1_0", "2_0"], "b": [1, 2]}),
    "hexadecimal is a text": (b"a,b\n0x10,1\n0x11,2\n", {"a": ["0x10", "0x11"], "b": [1, 2]}),
    "no header": (b"1,2\n3,4\n", {"column 1": [1, 3], "column 2": [2, 4]}),
    "no header and texts that come again": (b"red,1\nblue,2\nred,3\n", {"column 1": ["red", "blue", "red"], "column 2": [1, 2, 3]}),
    "a header over texts": (b"colour,kind\nred,a\nblue,b\nred,a\n", {"colour": ["red", "blue", "red"], "kind": ["a", "b", "a"]}),
    "a header in a comment": (b"# made today\n# a,b\n1,2\n", {"a": [1], "b": [2]}),
    "comments above and between": (b"# made\n\n# today\na,b\n1,2\n# half way\n3,4\n", {"a": [1, 3], "b": [2, 4]}),
    "# in a cell is no comment": (b"colour,b\n#ff0000,1\n#00ff00,2\n", {"colour": ["#ff0000", "#00ff00"], "b": [1, 2]}),
    "headers that are called the same": (b"a,a,a\n1,2,3\n", {"a": [1], "a (2)": [2], "a (3)": [3]}),
    "a header without a name": (b"a,,c\n1,2,3\n", {"a": [1], "column 2": [2], "c": [3]}),
    "separators at the end of all lines": (b"a,b,\n1,2,\n3,4,\n", {"a": [1, 3], "b": [2, 4]}),
    "separators at the end of the data's lines": (b"a,b\n1,2,\n3,4,,\n", {"a": [1, 3], "b": [2, 4]}),
    "blank lines, and lines of separators": (b"\n\na,b\n\n1,2\n,\n3,4\n\n", {"a": [1, 3], "b": [2, 4]}),
    "an end without a line break": (b"a,b\n1,2", {"a": [1], "b": [2]}),
    "line breaks of Windows": (b"a,b\r\n1,2\r\n", {"a": [1], "b": [2]}),
    "line breaks of old Macs": (b"a,b\r1,2\r3,4\r", {"a": [1, 3], "b": [2, 4]}),
    "quotes around cells": (b'"a","b"\n"1","say ""hi"""\n"2","x,y"\n', {"a": [1, 2], "b": ['say "hi"', "x,y"]}),
    "a cell over two lines": (b'a,b\n"one\ntwo",1\nthree,2\n', {"a": ["one\ntwo", "three"], "b": [1, 2]}),
    "two numbers in a cell are none": (b'a,b\n"1\n2",1\n3,2\n4,3\n', {"a": [NAN, 3, 4], "b": [1, 2, 3]}),
    "spaces around cells": (b"a , b\n 1 , x \n 2 , y\n", {"a": [1, 2], "b": ["x", "y"]}),
    "a byte order mark": (b"\xef\xbb\xbfa,b\n1,2\n", {"a": [1], "b": [2]}),
    "UTF-16 with a mark": ("ä;b\n1;2\n".encode("utf-16"), {"ä": [1], "b": [2]}),
    "UTF-16 with a mark, big-endian": (b"\xfe\xff" + "a\tb\n1\t2\n".encode("utf-16-be"), {"a": [1], "b": [2]}),
    "UTF-16 without a mark": ("a,b\n1,2\n".encode("utf-16-le"), {"a": [1], "b": [2]}),
    "the encoding of Windows": ("größe,b\n1,„é“\n2,à\n".encode("cp1252"), {"größe": [1, 2], "b": ["„é“", "à"]}),
    "Latin-1 with what Windows does not know": (b"a,b\n1,\x81\xe9\n2,y\n", {"a": [1, 2], "b": ["\x81é", "y"]}),
    "Latin-1": ("größe,b\n1,é\n2,à\n".encode("latin-1"), {"größe": [1, 2], "b": ["é", "à"]}),
    "UTF-8": ("größe,b\n1,日本\n2,λ\n".encode(), {"größe": [1, 2], "b": ["日本", "λ"]}),
    "a cell over two lines below a name over two lines": (
        b'"a\n(cm)",note,b\n1,"one\ntwo",1\n2,"three\n\nfour, five",2\n', {
            "a (cm)": [1, 2], "note": ["one\ntwo", "three\n\nfour, five"], "b": [1, 2]}),
    "more lines in quotes than rows": (
        b"a,b\n" + b'"1;\n2;\n3;",4\n' * 3, {"a": ["1;\n2;\n3;"] * 3, "b": [4] * 3}),
    "per cent": (b"a,b\n45%,1\n5.5 %,2\n-100%,3\n", {"a": [0.45, 0.055, -1], "b": [1, 2, 3]}),
    "per cent with decimal commas": (b"a;b\n45,5%;1\n5 %;2\n", {"a": [0.455, 0.05], "b": [1, 2]}),
    "currencies": ('a,b,c\n$5,"€1,234.50",7 €\n-$6.25,£8,9€\n'.encode(), {"a": [5, -6.25], "b": [1234.5, 8], "c": [7, 9]}),
    "currencies with decimal commas": ("a;b\n1.234,50 €;1\n7,25 €;2\n".encode("cp1252"), {"a": [1234.5, 7.25], "b": [1, 2]}),
    "a sign of a unit alone is a text": (b"a,b\n%,1\n$,2\n%,3\n", {"a": ["%", "$", "%"], "b": [1, 2, 3]}),
    "the separator that Excel is told": (b"sep=;\r\na;b\r\n1,5;2\r\n", {"a": [1.5], "b": [2]}),
    "a separator that is told though another is likelier": (b"sep=|\na;1|b;2\nc;3|d;4\na;1|d;4\n", {
        "column 1": ["a;1", "c;3", "a;1"], "column 2": ["b;2", "d;4", "d;4"]}),
    "a title above the table": (b"Measured in May\n\na;b;c\n1;2;3\n", {"a": [1], "b": [2], "c": [3]}),
    "a title in the first of all cells": (b"Measured in May,,\n,,\na,b,c\n1,2,3\n", {"a": [1], "b": [2], "c": [3]}),
    "a first row with a missing cell is no title": (b"a,b\nx,\ny,2\n", {"a": ["x", "y"], "b": [NAN, 2]}),
    "a number alone is no title": (b"5,,\n1,2,3\n", {"column 1": [5, 1], "column 2": [NAN, 2], "column 3": [NAN, 3]}),
    "what spreadsheets could not compute is missing": (
        b"a,b\n#DIV/0!,1\n#N/A,2\n#VALUE!,3\n5,4\n", {"a": [NAN, NAN, NAN, 5], "b": [1, 2, 3, 4]}),
    "one column": (b"a\n1\n2\n", {"a": [1, 2]}),
    "one row without a header": (b"1,2,3\n", {"column 1": [1], "column 2": [2], "column 3": [3]}),
    "one class": (b"x,class\n1,a\n2,a\n", {"x": [1, 2], "class": ["a", "a"]}),
    "a text among numbers is no number": (b"a,b\n1,1\nx,2\n3,3\n", {"a": [1, NAN, 3], "b": [1, 2, 3]}),
    "a number among texts is a text": (b"a,b\nx,1\ny,2\n3,3\n", {"a": ["x", "y", "3"], "b": [1, 2, 3]}),
    "a very long name is cut": (b"a" * 5_000 + b",b\n1,2\n", {"a" * 100: [1], "b": [2]}),
    "a very long text": (b"a,b\n" + b"x" * 100_000 + b",1\ny,2\n", {"a": ["x" * 100_000, "y"], "b": [1, 2]}),
}

REFUSED = {
    "nothing": (b"", NO_ROWS),
    "blank lines": (b"\n \n\r\n", NO_ROWS),
    "comments": (b"# a\n# b\n", NO_ROWS),
    "separators": (b",,,\n,,,\n", NO_ROWS),
    "a header": (b"x,y,class\n", HEADER_ONLY),
    "missing cells": (b"NA,\n,NA\n?,\n", None),
    "a short row": (b"a,b,c\n1,2,3\n4,5\n", "Row 3 has another number of cells than the rows before it: 2 instead of 3."),
    "a long row": (b"a,b\n1,2\n\n3,4,5\n", "Row 4 has another number of cells than the rows before it: 3 instead of 2."),
    "a row that is long below a comment": (b"# x\na,b\n1,2,3\n",
                                           "Row 3 has another number of cells than the rows before it: 3 instead of 2."),
    "an open quote": (b'a,b\n1,2\n3,"4\n5,6\n', "A quote in row 3 is never closed; allowed: quotes in pairs."),
    "a text after a quote": (b'a,b\n1,2\n"3"4,5\n',
                             "A quote in row 3 is closed before its cell ends; allowed: quotes around a whole cell."),
    "a cell of 200,000 characters": (b"a,b\n1,2\n" + b"9" * 200_000 + b",1\n",
                                     "A cell in row 3 has more than 131,072 characters; allowed: up to 131,072."),
    "a zero byte": (b"a,b\n1,\x002\n", NO_TABLE),
    "a zero byte far away": (b"a,b\n" + b"1,2\n" * 100_000 + b"3,\x00\n", NO_TABLE),
    "control characters": (b"a,b\n\x01\x02,3\n", NO_TABLE),
    "a pickle": (b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00", NO_TABLE),
    "half a character of UTF-16": (b"\xff\xfea\x00,\x00b", "The file is not the UTF-16 text that it starts as."),
    "UTF-8 that is none after its mark": (b"\xef\xbb\xbfa,b\n\xff,1\n", "The file is not the UTF-8 text that it starts as."),
    "a web page": (b"\n<!DOCTYPE html><html><body>Not found, sorry</body></html>\n",
                   "The file is a web page and no table; allowed: CSV, TSV, NPY, NPZ and IDX."),
    "10,001 columns": (b",".join([b"1"] * 10_001) + b"\n", "The table has 10,001 columns; allowed: up to 10,000."),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_is_read_as_it_was_meant(case: str) -> None:
    content, expected = TABLES[case]
    assert columns(read_table(content)) == expected


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_in_a_sentence(case: str) -> None:
    content, sentence = REFUSED[case]
    if sentence is None:
        assert all(column.is_bad.all() for column in read_table(content).columns)
        return
    with pytest.raises(BadInput) as refused:
        read_table(content)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(("content", "header", "expected"), [
    (b"2019,2020\n1.5,2.5\n3.5,4.5\n", True, {"2019": [1.5, 3.5], "2020": [2.5, 4.5]}),
    (b"2019,2020\n1.5,2.5\n", False, {"column 1": [2019, 1.5], "column 2": [2020, 2.5]}),
    (b"p,q\nr,s\nt,u\n", True, {"p": ["r", "t"], "q": ["s", "u"]}),
    (b"p,q\nr,s\nt,u\n", False, {"column 1": ["p", "r", "t"], "column 2": ["q", "s", "u"]}),
    (b"# a,b\n1,2\n3,4\n", False, {"a": [1, 3], "b": [2, 4]}),
    (b"# a,b\n1,2\n3,4\n", True, {"1": [3], "2": [4]}),
    (b"a\n1\n2\n", False, {"column 1": [NAN, 1, 2]}),
])
def test_whether_the_first_row_is_a_header_can_be_told(content: bytes, header: bool, expected: dict[str, list[Any]]) -> None:
    table = read_table(content, header=header)
    assert (columns(table), table.header) == (expected, header)


@pytest.mark.parametrize(("content", "header"), [(b"a,b\n1,2\n", True), (b"1,2\n3,4\n", False), (b"# a,b\n1,2\n3,4\n", False)])
def test_the_table_says_whether_its_first_row_was_a_header(content: bytes, header: bool) -> None:
    assert read_table(content).header is header


def test_a_table_of_one_row_that_is_called_a_header_is_refused() -> None:
    with pytest.raises(BadInput, match="The table has a header and no rows"):
        read_table(b"1,2\n", header=True)


@pytest.mark.parametrize(("content", "total", "sentence"), [
    (b"a,b\n1,2\n,4\n", 1, "1 cell holds no number: row 3, column “a” is empty."),
    (b"a,b\n1,2\nx,4\n5,inf\n1,2\n", 2, "2 cells hold no number: row 3, column “a” is “x”; row 4, column “b” is “inf”."),
    (b"# first\na,b\n1,2\n\n" + b"5," + b"z" * 99 + b"\nw,6\n7,8\n9,9\n", 2,
     "2 cells hold no number: row 5, column “b” is “" + "z" * 40 + "…”; row 6, column “a” is “w”."),
    (b"a,b\n1,1\n" + b"1,\n" * 1_200 + b"1,5\n", 1_200,
     "1,200 cells hold no number: row 3, column “b” is empty; row 4, column “b” is empty; row 5, column “b” is empty; and "
     "1,197 more."),
])
def test_bad_cells_are_counted_and_named_by_row_and_column(content: bytes, total: int, sentence: str) -> None:
    found = bad_cells(read_table(content), ("a", "b"))
    assert (found.total, str(found.sentence)) == (total, sentence)


def test_rows_are_counted_as_spreadsheets_do_however_many_lines_they_take() -> None:
    table = read_table(b'# made today\n"a\n(cm)",b\n1,"x\ny\nz"\n\n2,w\n')
    assert table.rows.tolist() == [3, 5]
    with pytest.raises(BadInput, match=r"^Row 4 has another number of cells than the rows before it: 3 instead of 2\.$"):
        read_table(b'a,b\n"1\n2\n3",4\n5,6\n7,8,9\n')


def test_more_rows_than_a_data_set_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_EXAMPLES", 1_000)
    assert len(read_table(b"1\n" * 1_000).rows) == 1_000
    with pytest.raises(BadInput, match=r"^The table has more than 1,000 rows; allowed: up to 1,000\.$"):
        read_table(b"1\n" * 1_001)


def test_reading_tells_its_progress_and_ends_when_it_is_cancelled() -> None:
    content, shares = b"a,b\n" + b"1.5,2.5\n" * 50_000, list[float]()
    read_table(content, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 3

    def cancel(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_table(content, cancel)


def test_a_column_that_turns_odd_after_the_first_chunk_stays_one_of_numbers() -> None:
    many = delimited.CHUNK + 10
    table = read_table(b"a,b\n" + b"1,2\n" * many + b"x,3\n")
    assert table.columns[0].odd == ((many, "x"),)
    assert np.isnan(table.columns[0].values).nonzero()[0].tolist() == [many]


# Anything at all

finite = st.floats(allow_nan=False, allow_infinity=False)
separators = st.sampled_from([(",", "."), (";", "."), ("\t", "."), ("|", "."), (" ", "."), (";", ","), ("\t", ",")])


@given(st.lists(st.tuples(finite, finite, finite), min_size=1, max_size=30), separators,
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_numbers_come_back_bit_by_bit_however_they_are_written(
    rows: list[tuple[float, float, float]], marks: tuple[str, str], encoding: str, line_break: str, named: bool,
) -> None:
    separator, decimal = marks
    lines = [separator.join(repr(value).replace(".", decimal) for value in row) for row in rows]
    content = line_break.join([*([separator.join(("p", "q", "r"))] if named else []), *lines]).encode(encoding)
    read = np.column_stack([column.values for column in read_table(content).columns])
    assert read.tobytes() == np.array(rows).tobytes()


def outcome(content: bytes) -> tuple[str, Table | None]:
    """The sentence of a refusal, or the table; nothing else may come of any bytes."""
    try:
        return "", read_table(content)
    except BadInput as problem:
        return str(problem), None


near_tables = st.one_of(
    st.binary(max_size=300),
    st.text(st.sampled_from('ab12.,;|\t "#\n\r-e\0é_'), max_size=120).map(str.encode),
    st.text(max_size=80).map(lambda text: text.encode("utf-16", "surrogatepass")),
)


@given(near_tables)
@settings(max_examples=600, deadline=None)
def test_any_bytes_are_a_table_or_refused_in_one_sentence(content: bytes) -> None:
    sentence, table = outcome(content)
    if table is None:
        assert sentence.endswith(".")
        assert "\n" not in sentence
        return
    assert len(set(table.names)) == len(table.names) > 0
    for column in table.columns:
        assert len(column.values) == len(table.rows) > 0
        assert not np.isinf(column.values).any()
        if column.labels:
            there = column.values[~column.is_bad]
            assert ((there >= 0) & (there < len(column.labels))).all()
