"""Tables of text: comma-separated values and their kin, whatever separates the cells and writes the decimals."""
from __future__ import annotations

import csv
import re
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO, TextIOWrapper
from itertools import islice
from typing import NamedTuple

import numpy as np

from core.data.dataset import MOST_EXAMPLES, Array
from core.data.readers.table import MOST_COLUMNS, NAMED, Column, Table, different, shortened
from core.errors import BadInput
from core.progress import Progress, silent

CHUNK = 8_192                                               # rows
BLOCK = 2**18                                               # bytes
SAMPLE = 2**16                                              # characters that those are looked for in
FEW = 200                                                   # rows that tell the separator
TYPICAL = 1_000                                             # rows that tell decimals, and numbers from texts
# What people write where nothing is, and spreadsheets where nothing could be computed.
MISSING = frozenset(("", "na", "n/a", "nan", "null", "?", "#n/a", "#div/0!", "#value!", "#ref!", "#num!", "#name?", "#null!"))
CURRENCIES = ("$", "€", "£", "¥")
TITLE_OVER = 3                                              # columns: a single text above so many is a title
SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "pipe", ",": "comma", " ": "space"}      # the likelier first

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_POINT = re.compile(r"[+-]?\d*\.\d+(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
_BY_COMMAS = re.compile(r"[+-]?\d{1,3}(?:[,\u00a0\u202f' ]\d{3})+(?:\.\d*)?")              # 1,234.5
_MIXED = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_BY_POINTS = re.compile(r"[+-]?\d{1,3}(?:[.\u00a0\u202f' ]\d{3})+(?:,\d*)?")              # 1.234,5
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)        # what Excel reads in the first line
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_GROUPING = str.maketrans("", "", ",\u00a0\u202f' ")
_GROUPING_BY_POINTS = str.maketrans(",", ".", ".\u00a0\u202f' ")


class Form(NamedTuple):
    """How a text is written: what is between its cells, how many most rows have, and whether 1,5 is one and a half."""

    encoding: str
    separator: str
    columns: int = 1
    decimal_comma: bool = False


def read_delimited(content: bytes, progress: Progress = silent, header: bool | None = None) -> Table:
    """The table that a text holds. Raises BadInput, one sentence, for what is none.

    `header` says whether its first row are the names of the columns; None: that is recognised.
    """
    encoding = _encoding(content)
    sample = content[:4 * SAMPLE].decode(encoding, errors="ignore")[:SAMPLE]
    if _MARKUP.match(sample):
        raise BadInput("The file is a web page and no table; allowed: CSV, TSV, NPY, NPZ and IDX.")
    reading = _Reading(content, _form(sample, encoding))
    first = reading.chunk()
    if not first:
        raise BadInput("The file holds no rows; allowed: a table with a row for each example.")
    form = reading.form = reading.form._replace(decimal_comma=_has_decimal_comma(first, reading.form.separator))
    if header is None:
        header = _is_header(first, form)
    names = first[0] if header else _names_in(reading.comment, form.separator, reading.width)
    if header:
        del first[0], reading.rows[0]
    if not first:
        raise BadInput("The table has a header and no rows; allowed: a row for each example.")
    columns = [_Cells(name, cells, form.decimal_comma) for name, cells in
               zip(different(names), zip(*first, strict=True), strict=True)]
    chunk: Sequence[Sequence[str]] = first
    while chunk:
        for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
            column.add(cells)
        progress(reading.share)
        if len(reading.rows) > MOST_EXAMPLES:
            raise BadInput("The table has more than {most:,} rows; allowed: up to {most:,}.", most=MOST_EXAMPLES)
        chunk = reading.chunk()
    kept = [column for column in columns if column.holds_anything or column.named]
    if not kept:
        raise BadInput("The table has empty cells only; allowed: numbers and texts.")
    kind = f"text, {SEPARATORS[form.separator]}-separated" if reading.width > 1 else "text, one column"
    return Table(tuple(column.done() for column in kept), np.array(reading.rows, np.intp), kind, header=header)


class _Reading:
    """The rows of a text, chunk after chunk, each as wide as the first; `rows` collects their numbers in the file."""

    def __init__(self, content: bytes, form: Form) -> None:
        self.form, self.width, self.comment = form, 0, ""
        self.rows: list[int] = []
        self._bytes = BytesIO(content)
        self._length = len(content)
        self._text = TextIOWrapper(self._bytes, form.encoding, newline="")
        self._read = 0                                       # a cell may go over several lines, so rows are not lines
        lines = self._after_comments(self._text)
        if form.separator == " ":
            lines = (" ".join(line.split()) + "\n" for line in lines)
        self._reader = csv.reader(lines, delimiter=form.separator, skipinitialspace=True, strict=True)

    @property
    def share(self) -> float:
        """How much of the content was read."""
        return self._bytes.tell() / self._length

    def chunk(self) -> list[list[str]]:
        """The next rows; none at the end."""
        rows: list[list[str]] = []
        try:
            for row in self._reader:
                self._read += 1
                if any(row) and (fitting := self._fitted(row)):
                    rows.append(fitting)
                    self.rows.append(self._read)
                    if len(rows) == CHUNK:
                        break
        except csv.Error as error:
            raise self._refused(str(error), self._read + 1) from None
        return rows

    def _fitted(self, row: list[str]) -> list[str]:
        """The row without separators at its end that nothing follows; a comment, or a title above the table, is nothing."""
        if not self.width:
            if self._is_title(row):
                return []
            self.width = len(row)
            if self.width > MOST_COLUMNS:
                raise BadInput("The table has {count:,} columns; allowed: up to {most:,}.", count=self.width, most=MOST_COLUMNS)
        if len(row) == self.width:
            return row
        if row[0].startswith("#"):
            return []
        if len(row) > self.width and not any(row[self.width:]):
            return row[:self.width]
        raise BadInput("Row {row} has another number of cells than the rows before it: {count} instead of {width}.",
                       row=self._read, count=len(row), width=self.width)

    def _is_title(self, row: list[str]) -> bool:
        """Whether a row is a single text where the rows of the table have several cells."""
        columns = self.form.columns
        alone = sum(map(bool, row)) == 1 and bool(row[0]) and _number(row[0], self.form.decimal_comma) is None
        return alone and not row[0].startswith("#") and columns > 1 and (len(row) == 1 or columns >= TITLE_OVER)

    def _after_comments(self, lines: Iterator[str]) -> Iterator[str]:
        """The lines after those at the beginning that start with # or are blank; the last such # line is remembered."""
        for place, line in enumerate(lines):
            if line.startswith("#"):
                self.comment = line[1:].strip()
            elif line.strip(" \r\n") and not (place == 0 and _DECLARED.fullmatch(line)):
                yield line
                break
            self._read += 1
        yield from lines

    @staticmethod
    def _refused(complaint: str, row: int) -> BadInput:
        if "field larger" in complaint:
            return BadInput("A cell in row {row} has more than {most:,} characters; allowed: up to {most:,}.",
                            row=row, most=csv.field_size_limit())
        if "unexpected end" in complaint:
            return BadInput("A quote in row {row} is never closed; allowed: quotes in pairs.", row=row)
        return BadInput("A quote in row {row} is closed before its cell ends; allowed: quotes around a whole cell.", row=row)


class _Cells:
    """One column as it is read: numbers, or texts where the first rows hold more texts than numbers."""

    def __init__(self, name: str, first: Sequence[str], decimal_comma: bool) -> None:
        self.name, self.named = name, not re.fullmatch(r"column \d+", name)
        self.holds_anything = False
        self._decimal_comma = decimal_comma
        there = [cell for cell in first[:TYPICAL] if not _is_missing(cell)]
        self._is_text = _plain_numbers("\n".join(there), len(there)) is None and (
            2 * sum(_number(cell, decimal_comma) is None for cell in there) > len(there))
        self._codes: dict[str, int] = {}
        self._parts: list[Array] = []
        self._odd: list[tuple[int, str]] = []
        self._count = 0

    def add(self, cells: Sequence[str]) -> None:
        """Further cells of the column."""
        part = self._texts(cells) if self._is_text else self._numbers(cells)
        self.holds_anything = self.holds_anything or any(cells)
        self._parts.append(part)
        self._count += len(cells)

    def done(self) -> Column:
        """The column; its labels are in the order of their texts."""
        values = np.concatenate(self._parts)
        if not self._is_text:
            return Column(self.name, values, odd=tuple(self._odd))
        labels = sorted(self._codes)
        order = np.empty(len(labels) + 1)
        order[[self._codes[label] for label in labels]] = np.arange(len(labels))
        order[-1] = np.nan                                   # where code −1 takes its value from
        return Column(self.name, order[values.astype(np.intp)], tuple(labels))

    def _texts(self, cells: Sequence[str]) -> Array:
        codes, found = self._codes, []
        for cell in cells:
            text = cell.strip()
            found.append(-1 if _is_missing(text) else codes.setdefault(text, len(codes)))
        return np.array(found, np.float64)

    def _numbers(self, cells: Sequence[str]) -> Array:
        """The fast way where all cells are plain numbers, else one by one."""
        joined = "\n".join(cells)
        if self._decimal_comma and "." not in joined:
            joined = joined.replace(",", ".")
        elif self._decimal_comma:
            return self._one_by_one(cells)
        values = _plain_numbers(joined, len(cells))
        return self._one_by_one(cells) if values is None else values

    def _one_by_one(self, cells: Sequence[str]) -> Array:
        values = np.full(len(cells), np.nan)
        for i, cell in enumerate(cells):
            number = _number(cell, self._decimal_comma)
            if number is not None:
                values[i] = number
            elif len(self._odd) < NAMED and not _is_missing(cell):
                self._odd.append((self._count + i, shortened(cell.strip())))
        return values


def _plain_numbers(joined: str, count: int) -> Array | None:
    """So many cells, a line each, as numbers where Python reads all as finite ones, which is quick; else None."""
    cells = joined.split("\n")
    if len(cells) != count or "_" in joined:                 # a cell may go over several lines; Python allows 1_000
        return None
    try:
        values = np.fromiter(map(float, cells), np.float64, count)
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def _number(cell: str, decimal_comma: bool) -> float | None:
    """A cell as a finite number, with whatever groups its thousands; None if it is none."""
    text, divisor = _without_unit(cell.strip().replace("−", "-"))  # a true minus sign, as typesetters and this program write it
    if decimal_comma and _BY_POINTS.fullmatch(text):
        text = text.translate(_GROUPING_BY_POINTS)
    elif decimal_comma:
        text = text.replace(",", ".")
    elif _BY_COMMAS.fullmatch(text):
        text = text.translate(_GROUPING)
    if not _PLAIN.fullmatch(text):
        return None
    number = float(text) / divisor
    return number if np.isfinite(number) else None


def _without_unit(text: str) -> tuple[str, float]:
    """What stands before a per cent sign, or beside the sign of a currency, and what it counts a part of."""
    if text.endswith("%"):
        return text[:-1].rstrip(), 100.0
    if text.endswith(CURRENCIES):
        return text[:-1].rstrip(), 1.0
    sign = text[:1] if text.startswith(("+", "-")) else ""
    if text.startswith(CURRENCIES, len(sign)):
        return sign + text[len(sign) + 1:].lstrip(), 1.0
    return text, 1.0


def _is_missing(cell: str) -> bool:
    return len(cell) <= 8 and cell.strip().lower() in MISSING


# How the text is written

def _encoding(content: bytes) -> str:
    """What the byte order mark says, else UTF-8, else that of Windows, else one in which any bytes are text."""
    if content.startswith(b"\xef\xbb\xbf"):
        possible: tuple[str, ...] = ("utf-8-sig",)
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        possible = ("utf-16",)
    else:
        unmarked = _unmarked(content)
        possible = (unmarked, "cp1252", "latin-1") if unmarked == "utf-8" else (unmarked,)
    for encoding in possible:
        try:
            _refuse_binary(content, encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadInput("The file is not the {encoding} text that it starts as.", encoding=possible[0].removesuffix("-sig").upper())


def _refuse_binary(content: bytes, encoding: str) -> None:
    """Decode all of it, block by block so that others get their turn; UnicodeDecodeError where it is another encoding."""
    decoder = getincrementaldecoder(encoding)()
    for start in range(0, len(content), BLOCK):
        text = decoder.decode(content[start:start + BLOCK])
        if "\0" in text or (start == 0 and _CONTROL.search(text)):
            raise BadInput("The file is neither text nor a table that can be read; allowed: CSV, TSV, NPY, NPZ and IDX.")
    decoder.decode(b"", True)


def _unmarked(content: bytes) -> str:
    """UTF-16 has a zero in every other byte of plain text."""
    sample = content[:2_000]
    if len(sample) >= 2 and len(content) % 2 == 0:
        for encoding, zeros, letters in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
            if zeros.count(0) >= 0.8 * len(zeros) and letters.count(0) == 0:
                return encoding
    return "utf-8"


def _form(sample: str, encoding: str) -> Form:
    """What splits most rows into one number of cells above 1; of several that do it equally well, the likelier."""
    declared = _DECLARED.match(sample)
    candidates = [declared[1]] if declared is not None and declared[1] in SEPARATORS else list(SEPARATORS)
    text = sample[declared.end():] if declared is not None else sample
    best, form = 0.0, Form(encoding, candidates[0] if len(candidates) == 1 else ",")
    for each in candidates:
        rows = _first_rows(text, each)
        if len(sample) == SAMPLE and len(rows) > 1:
            rows.pop()                                       # it may go on
        counts = Counter(map(len, rows))
        counts.pop(1, None)
        columns = max(counts, key=lambda count: counts[count], default=1)
        share = counts[columns] / max(len(rows), 1)
        if share > best + 1e-9:
            best, form = share, Form(encoding, each, columns)
    return form


def _first_rows(text: str, separator: str) -> list[list[str]]:
    """The rows as this separator splits them, without comments; a cell in quotes may go over several lines."""
    lines: Iterator[str] = (line for line in StringIO(text, newline="") if line.strip(" \r\n") and not line.startswith("#"))
    if separator == " ":
        lines = (" ".join(line.split()) + "\n" for line in lines)
    return list(islice(csv.reader(lines, delimiter=separator, skipinitialspace=True), FEW))


def _has_decimal_comma(rows: Sequence[Sequence[str]], separator: str) -> bool:
    """Whether commas in numbers are the decimal mark: there are such, and no number has a decimal point.

    Between commas a number such as "1,234" is rather one with its thousands grouped.
    """
    cells = [_without_unit(cell.strip())[0] for row in rows[:TYPICAL] for cell in row if "," in cell or "." in cell]
    grouped = [cell for cell in cells if _BY_POINTS.fullmatch(cell)]
    if any((_POINT.fullmatch(cell) and cell not in grouped) or _MIXED.fullmatch(cell) for cell in cells):
        return False
    commas = [cell for cell in cells if _COMMA.fullmatch(cell) or (cell in grouped and "," in cell)]
    if separator == ",":
        commas = [cell for cell in commas if not _BY_COMMAS.fullmatch(cell)]
    return bool(commas)


def _is_header(rows: Sequence[list[str]], form: Form) -> bool:
    """Whether the first row holds texts over numbers, or texts that never come again."""
    first, below = rows[0], rows[1:100]
    if any(_number(cell, form.decimal_comma) is not None for cell in first) or sum(map(bool, first)) <= len(first) / 2:
        return False
    over_numbers = any(_number(row[i], form.decimal_comma) is not None for row in below for i in range(len(first)))
    again = any(first[i] == row[i] != "" for row in below for i in range(len(first)))
    return over_numbers or not again


def _names_in(comment: str, separator: str, width: int) -> list[str]:
    """The names of so many columns: those in the comment above them, where it fits, else their places from 1."""
    names = comment.split() if separator == " " else [name.strip() for name in comment.split(separator)]
    return names if len(names) == width > 1 else [f"column {i + 1}" for i in range(width)]
