"""Every operation of a walk in three forms that say the same: with indices, as matrices, and as the line of NumPy that runs."""
from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from core.errors import Sentence
from core.explain.equations import BUILDERS, MATRICES, key
from core.explain.pen import DIGITS, Equation, Pen, Piece, Pieces, joined, signs
from core.explain.remarks import remark
from core.explain.source import Source
from core.explain.tokens import Line, Token
from core.explain.walk import Item, Walk
from core.network import Bias, Edge, part_at
from core.notation import Text, number, text

__all__ = ["Forms", "Line", "Token", "forms"]


class Forms(NamedTuple):
    """One operation, written three times; in each form the tokens of the same item light up together.

    `indices` and `matrix` are formulas; `shapes` is the matrix form with (rows × columns) for its operands. `source` are the
    lines of NumPy that run, one for each call. `numbers` are the indices form of one entry with its numbers. `remark` explains what
    a newcomer stumbles over here.
    """

    indices: Line
    matrix: Line
    shapes: Line
    source: tuple[Line, ...]
    numbers: tuple[Line, ...]
    remark: Sentence | None = None


def forms(walk: Walk, place: int, entry: Item | None = None, example: int = 0) -> Forms:
    """Operation number `place` of a walk, counted from 0, in its forms.

    `entry` chooses what the numbers are of, among what the operation writes, by default the first neuron or weight; `example` is
    the column of a mini-batch that is looked at.
    """
    operation = walk.operations[place]
    l = walk.network.last if operation.stage == "cost" else operation.layer or ("l" if operation.layer is None else 0)
    letters, vectors = Pen(walk, place, "letters", l, "j", "k"), Pen(walk, place, "vectors", l)
    kind = key(letters)
    build, matrix = BUILDERS[kind], MATRICES.get(kind, BUILDERS[kind])(vectors)
    figures = Pen(walk, place, "figures", *_chosen(walk, place, entry), example=example)
    return Forms(
        indices=_line(_equations(build(letters), letters)),
        matrix=_line(_equations(matrix, vectors)),
        shapes=_line(_shaped(_equations(matrix, vectors))),
        source=_source(walk).lines(operation),
        numbers=tuple(_line(_with_numbers(equation, figures)) for equation in build(figures)),
        remark=remark(walk, operation, kind),
    )


_sources: WeakKeyDictionary[Walk, Source] = WeakKeyDictionary()      # by walk, for as long as somebody has it


def _source(walk: Walk) -> Source:
    if walk not in _sources:
        _sources[walk] = Source(walk)
    return _sources[walk]


def _chosen(walk: Walk, place: int, entry: Item | None) -> tuple[int, int, int, bool]:
    """The entry whose numbers are shown: its l, j and k, and whether it is a bias of an operation on all layers."""
    operation, sizes = walk.operations[place], walk.network.sizes
    chosen = entry if entry is not None and entry.whole in operation.writes else Item("")
    if operation.stage == "cost" or operation.layer is not None:
        l = walk.network.last if operation.layer is None else operation.layer
        return l, chosen.j or 0, chosen.k or 0, False
    if chosen.layer is not None:
        return chosen.layer, chosen.j or 0, chosen.k or 0, chosen.quantity in {"b", "dC_db"}
    part = Edge(1, 0, 0) if chosen.j is None else part_at(sizes, chosen.j)
    return part.l, part.j, part.k if isinstance(part, Edge) else 0, isinstance(part, Bias)


def _equations(equations: list[Equation], pen: Pen) -> Pieces:
    """All equations in a row."""
    return joined(([pen.symbol(left), *signs(sign), *right] for left, right, sign in equations), ",   ")


def _with_numbers(equation: Equation, pen: Pen) -> Pieces:
    """One equation with its numbers, and what they come to."""
    left, right, sign = equation
    symbol, value = pen.symbol(left), number(pen.value(left), DIGITS)
    result = [*signs(" = "), Piece(Text(value, left.quantity), symbol.item)]
    if "".join(text(piece.node) for piece in right).strip("()") == value:
        return [symbol, *signs(sign), *(piece._replace(node=Text(value, left.quantity)) for piece in right)]
    return [symbol, *signs(sign), *right, *result]


def _shaped(pieces: Pieces) -> Pieces:
    """Every array as its rows and columns."""
    return [piece if piece.shape is None else piece._replace(node=Text("({} × {})".format(*piece.shape))) for piece in pieces]


def _line(pieces: Pieces) -> Line:
    return tuple(piece.token for piece in pieces)
