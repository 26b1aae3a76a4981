"""Blocks one below the other in the columns of pages: where each goes, so that no heading is parted from what it is that of."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple


class Block(NamedTuple):
    """`paint` puts it at the left end x of a column and the height y; `before` is the space above it, where it is not the first.

    With `keeps` it stands in one column with the block after it; `ruled` asks for a line in the space above it.
    """

    height: float
    paint: Callable[[float, float], None]
    before: float = 0.0
    keeps: bool = False
    ruled: bool = False


class Place(NamedTuple):
    """Where a block stands: its page and its column from 0, and the height in it; `first` of its column or not."""

    page: int
    column: int
    y: float
    first: bool


def flowing(blocks: Sequence[Block], columns: int, top: float, bottom: float) -> list[Place]:
    """Columns from `top` to `bottom` on the first page, from 0 on all others; what keeps together begins a new one if need be.

    On the last page the columns are about equally long.
    """
    places = _filled(blocks, columns, top, bottom)
    if columns == 1 or not places:
        return places
    page = places[-1].page
    start = next(number for number, place in enumerate(places) if place.page == page)
    rest, last, above = blocks[start:], places[start:], 0.0 if page else top
    low, high = above, bottom                               # between them the last page's columns end, all equally low
    while high - low > 1:
        middle = (low + high) / 2
        shorter = _filled(rest, columns, above, middle)
        ends = max(place.y + block.height for block, place in zip(rest, shorter, strict=True))
        if shorter[-1].page == 0 and ends <= middle:
            high, last = middle, [place._replace(page=page) for place in shorter]
        else:
            low = middle
    return [*places[:start], *last]


def _filled(blocks: Sequence[Block], columns: int, top: float, bottom: float) -> list[Place]:
    """Every column as full as it can be."""
    places: list[Place] = []
    page, column, y, first = 0, 0, top, True
    for chain in _chains(blocks):
        needed = sum(block.height + block.before for block in chain) - (chain[0].before if first else 0.0)
        if not first and y + needed > bottom:
            page, column = (page, column + 1) if column + 1 < columns else (page + 1, 0)
            y, first = 0.0 if page else top, True
        for block in chain:
            y += 0.0 if first else block.before
            places.append(Place(page, column, y, first))
            y, first = y + block.height, False
    return places


def _chains(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks that keep together."""
    chain: list[Block] = []
    for block in blocks:
        chain.append(block)
        if not block.keeps:
            yield chain
            chain = []
    if chain:
        yield chain
