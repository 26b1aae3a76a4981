"""The matrix form with numbers in place of its symbols: small grids between brackets, with the signs of the line between them."""
from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import isnan
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.explain.tokens import Line, Token
from core.explain.walk import Item
from core.notation import Fraction, Node, Partial, Power, Row, Sum, Symbol, Text, signed, text
from widgets import theme
from widgets.formula import AXIS
from widgets.walk.token_line import Region, TokenLine, equations, formula, is_product, is_sum

MOST = 6                                                        # rows of a grid that are written out
LIMITS, FEWEST = ((6, 11), (6, 10), (5, 10), (4, 10)), (3, 9)   # columns that are, and px of figures, as there is room
CELL, GAP, BRACKET, MARGIN = 15, 8, 4, 2                        # px: height of a cell, between columns, of and beside brackets
DECIMALS = 3
FOR_EVERY_EXAMPLE = text(Power(Text("1"), Text("T")))             # at the end of a line: a column is repeated
PER_EXAMPLE = {"z", "a", "y", "da_dz", "dC_da", "dC_dz", "terms", "C0"}

Values = Callable[[Item, bool], np.ndarray | None]
Places = list[int | None]                                       # rows or columns by number; None: "…" for those left out


class Grid(NamedTuple):
    """The numbers of one item around the origin, which is the left end of their middle; a number alone has no brackets."""

    texts: tuple[tuple[str, ...], ...]
    items: tuple[tuple[Item | None, ...], ...]                  # None where "…" stands for what is left out
    columns: tuple[float, ...]                                  # their widths
    size: int
    brackets: bool

    @property
    def width(self) -> float:
        return sum(self.columns) + GAP * (len(self.columns) - 1) + 2 * self._inset

    @property
    def _inset(self) -> float:
        return MARGIN + BRACKET + GAP / 2 if self.brackets else 0.0

    @property
    def height(self) -> float:
        return len(self.texts) * CELL + 2.0

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a number is written."""
        left = self._inset + sum(self.columns[:column]) + column * GAP
        return QRectF(left, row * CELL - len(self.texts) * CELL / 2, self.columns[column], CELL)

    def draw(self, painter: QPainter, x: float, middle: float) -> None:
        """Paint with the left end of the middle at (x, middle)."""
        painter.setFont(theme.number_font(self.size))
        for row, texts in enumerate(self.texts):
            for column, number in enumerate(texts):
                painter.setPen(_ink(number))
                rect = self.cell_rect(row, column).translated(x, middle)
                painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        if self.brackets:
            painter.setPen(QPen(theme.current().muted, 1))
            for edge, inwards in ((x + MARGIN + 0.5, BRACKET), (x + self.width - MARGIN - 0.5, -BRACKET)):
                top, bottom = middle - self.height / 2, middle + self.height / 2
                painter.drawPolyline([QPointF(edge + inwards, top), QPointF(edge, top), QPointF(edge, bottom),
                                      QPointF(edge + inwards, bottom)])

    @property
    def regions(self) -> Iterator[Region]:
        """The cells."""
        for row, items in enumerate(self.items):
            for column, item in enumerate(items):
                if item is not None:
                    yield item, self.cell_rect(row, column).adjusted(-GAP / 2, 0, GAP / 2, 0)


class GridLine(NamedTuple):
    """Grids and signs side by side, drawn like a line of tokens."""

    parts: tuple[tuple[float, float, Grid | TokenLine], ...]
    width: float
    ascent: float
    descent: float

    def draw(self, painter: QPainter, x: float, baseline: float) -> None:
        """Paint with the left end of the baseline at (x, baseline)."""
        for left, lower, part in self.parts:
            part.draw(painter, x + left, baseline + lower)

    @property
    def regions(self) -> Iterator[Region]:
        """The cells, and the symbols whose numbers are not known."""
        for left, lower, part in self.parts:
            yield from ((item, rect.translated(left, lower)) for item, rect in part.regions)


def grid_lines(line: Line, values: Values, example: int, size: int, room: float) -> list[list[GridLine]]:
    """The equations of a matrix line with numbers, each in as many lines as it takes, and with as many numbers as fit.

    What each example has for itself is that of column `example`, unless an equation adds up over the examples: then all are shown.
    Equations of which nothing is known are left out.
    """
    made = (_equation(equation, values, example, size, room) for equation in equations(line))
    return [lines for lines in made if lines]


def _equation(line: Line, values: Values, example: int, size: int, room: float) -> list[GridLine]:
    result = next((token.item for token in line if token.item is not None), None)
    one = example if result is None or result.quantity in PER_EXAMPLE else None
    if one is not None and text(line[-1].node) == FOR_EVERY_EXAMPLE:
        line = line[:-2]
    pieces = [piece for token in line for piece in _opened(token)]
    known = [None if token.item is None else values(token.item, token.old) for token in pieces]
    if all(array is None for array in known):
        return []

    def parts(limit: tuple[int, int]) -> list[Grid | TokenLine]:
        return [_sign(token, size) if array is None else _grid(token, array, one, limit)
                for token, array in zip(pieces, known, strict=True)]

    for limit in LIMITS:
        if (made := _grid_line(parts(limit), size)).width <= room:
            return [made]
    for only_sums, limit in product((True, False), (*LIMITS, FEWEST)):
        lines = [_grid_line(each, size) for each in _packed(parts(limit), room, only_sums)]
        if max(made.width for made in lines) <= room:
            break
    return lines


def _packed(parts: Sequence[Grid | TokenLine], room: float, only_sums: bool) -> list[list[Grid | TokenLine]]:
    """The parts in lines that are broken before signs: where a sum goes on, or else between factors."""
    lines, sign, dot = [list[Grid | TokenLine]()], 0, 0
    for part in parts:
        if isinstance(part, TokenLine) and is_sum(part.pieces[0].token):
            sign = len(lines[-1])
        elif not only_sums and isinstance(part, TokenLine) and is_product(part.pieces[0].token):
            dot = len(lines[-1])
        lines[-1].append(part)
        while sum(each.width for each in lines[-1]) > room and (start := sign or dot):
            lines.append(lines[-1][start:])
            del lines[-2][start:]
            sign, dot = 0, max(dot - start, 0)
    return lines


def _opened(token: Token) -> Iterator[Token]:
    """A token as the symbol whose numbers are shown and the signs around it; one that cannot be parted is a sign as a whole."""
    node = token.node
    match node:
        case Power(exponent=Text("T")) | Symbol() | Text() | Row() | Sum() | Fraction(top=Partial()):
            yield token
        case Power(base=Symbol() as base):
            yield token._replace(node=base)
            yield Token(Power(Text(""), node.exponent))
        case _:
            yield Token(node)


def _grid_line(parts: Sequence[Grid | TokenLine], size: int) -> GridLine:
    placed, x, axis, half = list[tuple[float, float, Grid | TokenLine]](), 0.0, AXIS * size, 0.0
    over = under = 0.0                                          # what signs take where they stand beside no grid
    for part, before in zip(parts, [None, *parts], strict=False):
        if isinstance(part, Grid):
            lower, half = -axis, max(half, part.height / 2)
        else:                                                   # an exponent stands at the top of its bracket
            lower = -before.height / 2 if isinstance(before, Grid) and _is_exponent(part) else 0.0
            over, under = max(over, part.ascent - lower), max(under, part.descent + lower)
        placed.append((x, lower, part))
        x += part.width
    return GridLine(tuple(placed), x, max(half + axis, over), max(half - axis, under))


def _is_exponent(sign: TokenLine) -> bool:
    node = sign.pieces[0].token.node
    return isinstance(node, Power) and node.base == Text("")


def _sign(token: Token, size: int) -> TokenLine:
    """What stands between grids as it is; side by side they are multiplied."""
    return formula((Token(Text(" · ")) if token.item is None and not text(token.node).strip() else token,), size)


def _grid(token: Token, array: np.ndarray, example: int | None, limit: tuple[int, int]) -> Grid:
    assert token.item is not None
    item, (most, size) = token.item.whole, limit
    per_example = item.quantity in PER_EXAMPLE
    if per_example and example is not None:
        array = array[..., example]
    cells = array[:, None] if array.ndim == 1 and item.quantity != "C0" else np.atleast_2d(array)
    turned = _is_transposed(token.node)

    def entry(row: int | None, column: int | None) -> Item | None:
        j, k = (column, row) if turned else (row, column)
        if j is None or k is None:
            return None
        if array.ndim == 0 or item.quantity == "C0":
            return item
        return item._replace(j=j, k=None if per_example or array.ndim == 1 else k)

    if turned:
        cells = cells.T
    rows, columns = _written_out(cells.shape[0], MOST), _written_out(cells.shape[1], most)
    texts = tuple(tuple(_text(cells, row, column) for column in columns) for row in rows)
    widths = (max(map(len, column)) * _figure(size) for column in zip(*texts, strict=True))
    items = tuple(tuple(entry(row, column) for column in columns) for row in rows)
    return Grid(texts, items, tuple(widths), size, brackets=array.ndim > 0)


def _is_transposed(node: Node) -> bool:
    return isinstance(node, Power) and node.exponent == Text("T")


def _written_out(count: int, most: int) -> Places:
    """All of them, or the first ones and the last."""
    return list(range(count)) if count <= most else [*range(most - 2), None, count - 1]


def _text(cells: np.ndarray, row: int | None, column: int | None) -> str:
    if row is None or column is None:
        return "⋱" if row is column else "⋮" if row is None else "…"
    value = float(cells[row, column])
    return "–" if isnan(value) else signed(value, DECIMALS).removeprefix("+")


@functools.cache
def _figure(size: int) -> float:
    """Width of a figure."""
    return QFontMetricsF(theme.number_font(size)).horizontalAdvance("0")


def _ink(number: str) -> QColor:
    colours = theme.current()
    if number.startswith("−"):
        return colours.negative
    return colours.positive if any(figure in "123456789∞" for figure in number) else colours.muted
