"""A line of tokens typeset on one baseline, as a formula or as code: broken to fit, painted, and pointed at token by token."""
from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from core.explain.tokens import Line, Token
from core.explain.walk import Item
from core.notation import Row, Text, text
from widgets import theme
from widgets.formula import Box, layout

SMALLEST = 9                                                    # px of letters in what is made smaller to fit
Region = tuple[Item, QRectF]                                    # what is written somewhere, around the origin of its line

_SUMS, _PRODUCTS = (" = ", " ← ", " + ", " − "), (" · ", " ⊙ ", " / ")   # where a line is broken, rather before the former
_COLOURS = {"terms": "C", "C0": "C", "g": "C", "step": "w", "da_dz": "a"}


class Piece(NamedTuple):
    """A token and where it starts; `box` is how it is typeset, None in code."""

    token: Token
    x: float
    width: float
    box: Box | None


class TokenLine(NamedTuple):
    """Pieces side by side; x counts from their left end, y from the baseline downwards. `size` is that of the letters in px."""

    pieces: tuple[Piece, ...]
    width: float
    ascent: float
    descent: float
    size: int

    def draw(self, painter: QPainter, x: float, baseline: float) -> None:
        """Paint with the left end of the baseline at (x, baseline)."""
        for token, left, _, box in self.pieces:
            if box is not None:
                box.draw(painter, x + left, baseline)
            else:
                painter.setFont(_code_font(self.size))
                painter.setPen(item_colour(token.item))
                painter.drawText(QPointF(x + left, baseline), text(token.node))

    @property
    def regions(self) -> Iterator[Region]:
        """The tokens that stand for an item."""
        for token, left, width, box in self.pieces:
            if token.item is not None:
                top, bottom = (box.ascent, box.descent) if box else (self.ascent, self.descent)
                yield token.item, QRectF(left, -top, width, top + bottom)


def formula(line: Line, size: int) -> TokenLine:
    """The tokens typeset as in a formula."""
    boxes = [layout(token.node, size) for token in line]
    return _line(line, [box.width for box in boxes], boxes, size)


def code(line: Line, size: int) -> TokenLine:
    """The tokens written in figures of one width."""
    metrics = QFontMetricsF(_code_font(size))
    made = _line(line, [metrics.horizontalAdvance(text(token.node)) for token in line], [None] * len(line), size)
    return made._replace(ascent=metrics.ascent(), descent=metrics.descent())


def fitted(typeset: Callable[[Line, int], TokenLine], line: Line, sizes: Sequence[int], room: float) -> TokenLine:
    """In the first of these sizes in which it fits, or the last."""
    made = typeset(line, sizes[0])
    return made if made.width <= room or len(sizes) == 1 else fitted(typeset, line, sizes[1:], room)


def broken(typeset: Callable[[Line, int], TokenLine], line: Line, size: int, room: float) -> list[TokenLine]:
    """In as many lines as it takes: broken where a sum or a list goes on, between factors, or anywhere if that is not enough.

    What cannot be broken is made smaller.
    """
    whole = typeset(line, size)
    if whole.width <= room:
        return [whole]
    line = tuple(part for token in line for part in _parted(token))
    starts, best, good = [0], 0, 0
    for place, piece in enumerate(pieces := typeset(line, size).pieces):
        if is_sum(line[place]) or (place and text(line[place - 1].node).rstrip().endswith(",")):
            best = place
        elif is_product(line[place]):
            good = place
        while piece.x + piece.width - pieces[starts[-1]].x > room:
            alone = is_sum(line[starts[-1]])                    # a sign never stands alone
            start = next((each for each in (best, good, place) if each > starts[-1] + alone), None)
            if start is None:
                break
            starts.append(start)
    sizes = range(size, SMALLEST - 1, -1)
    return [fitted(typeset, line[start:end], sizes, room) for start, end in pairwise([*starts, len(line)])]


def is_sum(token: Token) -> bool:
    """Whether another summand or side of an equation begins here."""
    return text(token.node).startswith(_SUMS)


def is_product(token: Token) -> bool:
    """Whether another factor begins here."""
    return text(token.node).startswith(_PRODUCTS)


def equations(line: Line) -> Iterator[Line]:
    """The parts of a line between commas."""
    for is_comma, group in groupby(line, key=lambda token: text(token.node).strip() == ","):
        if not is_comma:
            yield tuple(group)


def _parted(token: Token) -> Iterator[Token]:
    """A token in as many as there are places to break it: between the parts of a row, and after commas."""
    match token.node:
        case Row(parts=parts):
            for part in parts:
                yield from _parted(token._replace(node=part))
        case Text(text=words):
            yield from (token._replace(node=token.node._replace(text=each)) for each in re.split("(?<=,)(?= )", words))
        case _:
            yield token


def written(line: Line) -> str:
    """The line as plain text."""
    return "".join(text(token.node) for token in line).strip()


def item_colour(item: Item | None) -> QColor:
    """The colour of what an item is a quantity of; a derivative belongs to the cost, what is only a sign is plain text."""
    if item is None:
        return theme.current().text
    quantity = "C" if item.quantity.startswith("dC_") else _COLOURS.get(item.quantity, item.quantity)
    return theme.quantity_colour(quantity)


def _line(line: Line, widths: Sequence[float], boxes: Sequence[Box | None], size: int) -> TokenLine:
    pieces, x = list[Piece](), 0.0
    for token, width, box in zip(line, widths, boxes, strict=True):
        pieces.append(Piece(token, x, width, box))
        x += width
    typeset = [box for box in boxes if box is not None]
    return TokenLine(tuple(pieces), x, max((box.ascent for box in typeset), default=0.0),
                     max((box.descent for box in typeset), default=0.0), size)


@functools.lru_cache(maxsize=16)
def _code_font(size: int) -> QFont:
    return theme.number_font(size)
