"""One operation as a row of the walk: its three forms side by side, and below them, where it is unfolded, its numbers."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from math import ceil
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from core.explain.forms import Forms
from core.explain.tokens import Line, Token
from core.explain.walk import Item
from core.notation import Row, Symbol, Text, latex, substituted
from widgets import theme
from widgets.formula import layout
from widgets.sentences import said
from widgets.walk.number_cells import GridLine, Values, grid_lines
from widgets.walk.token_line import SMALLEST, Region, TokenLine, broken, code, equations, fitted, formula, written

Form = Literal["indices", "matrix", "numpy"]
FORMS: tuple[Form, ...] = ("indices", "matrix", "numpy")

SIZES, NUMBERS, SHAPES, CODE = (15, 14, 13, 12, 11), 13, 12, 11  # px of letters: of formulas, and of what is below them
PAD, GAP, INDENT, FADE = 4, 5, 14, 26                           # px
LIGHT = 60                                                      # of 255: opacity of the accent behind what is lit


class Column(NamedTuple):
    """Where a form is written, in px."""

    form: Form
    left: float
    width: float


class Placed(NamedTuple):
    """A line whose left end of the baseline is at (x, y) of the row; beyond `room` it fades out."""

    line: TokenLine | GridLine
    x: float
    y: float
    room: float


class TapeRow(NamedTuple):
    """What a row is made of; `remark` stands in words below everything else."""

    placed: tuple[Placed, ...]
    height: float
    remark: str = ""
    remark_rect: QRectF = QRectF()

    def draw(self, painter: QPainter, is_lit: Callable[[Item], bool], surface: QColor, chosen: Collection[Item] = ()) -> None:
        """Paint on a `surface` of one colour, from the origin downwards; what is chosen is framed."""
        for each in self.placed:
            is_long = each.line.width > each.room
            if is_long:
                painter.save()
                painter.setClipRect(QRectF(each.x, 0, each.room, self.height))
            for item, rect in each.line.regions:
                if is_lit(item):
                    _paint_light(painter, rect.translated(each.x, each.y))
                if item in chosen:
                    _paint_frame(painter, rect.translated(each.x, each.y))
            each.line.draw(painter, each.x, each.y)
            if is_long:
                painter.setOpacity(1.0)
                beside = QRectF(each.x + each.room - FADE, each.y - each.line.ascent, FADE, each.line.ascent + each.line.descent)
                painter.fillRect(beside.adjusted(0, -2, 0, 2) & QRectF(0, 1, each.x + each.room, self.height - 1),
                                 _fade(each.x + each.room, surface))
                painter.restore()
        if self.remark:
            painter.setFont(theme.ui_font(theme.SMALL))
            painter.setPen(theme.current().muted)
            painter.drawText(self.remark_rect, Qt.TextFlag.TextWordWrap, self.remark)

    @property
    def regions(self) -> Iterator[Region]:
        """Every token and number that stands for an item, and where."""
        for line, x, y, room in self.placed:
            area = QRectF(x, 0, room, self.height)
            yield from ((item, rect.translated(x, y) & area) for item, rect in line.regions)

    def item_at(self, place: QPointF) -> Item | None:
        """What the token or number at this place stands for."""
        return next((item for item, rect in self.regions if rect.contains(place)), None)


def folded_height(forms: Forms, columns: Sequence[Column]) -> float:
    """How high a row is that is not unfolded."""
    return float(ceil(sum(_reach(forms, columns)) + 2 * PAD))


def folded(forms: Forms, columns: Sequence[Column]) -> TapeRow:
    """A row of one line; of several lines of NumPy the first, and how many more there are."""
    y, placed = PAD + _reach(forms, columns)[0], list[Placed]()
    for form, left, width in columns:
        if form == "numpy":
            more = code((Token(Text(f" +{len(forms.source) - 1}")),), CODE - 1) if len(forms.source) > 1 else None
            room = width - more.width if more else width
            placed.append(Placed(fitted(code, forms.source[0], (CODE, CODE - 1, SMALLEST), room), left, y, room))
            if more:
                placed.append(Placed(more, left + min(placed[-1].line.width, room), y, more.width))
        else:
            placed.append(Placed(fitted(formula, getattr(forms, form), SIZES, width), left, y, width))
    return TapeRow(tuple(placed), folded_height(forms, columns))


def unfolded(forms: Forms, columns: Sequence[Column], values: Values, example: int) -> TapeRow:
    """The same with everything there is to it; lines that are too long are broken."""
    baseline = PAD + _reach(forms, columns)[0]
    placed = [each for column in columns for each in _stacked(_lines(forms, column, values, example), column, baseline)]
    bottom = float(ceil(max(each.y + each.line.descent for each in placed) + PAD + 2))
    if forms.remark is None:
        return TapeRow(tuple(placed), bottom)
    remark, left, right = said(forms.remark), columns[0].left, columns[-1].left + columns[-1].width
    room = QRectF(left, bottom, right - left, 1000)
    metrics = QFontMetricsF(theme.ui_font(theme.SMALL))
    rect = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, remark).adjusted(0, 0, 1, 1)
    return TapeRow(tuple(placed), float(ceil(rect.bottom() + PAD + 2)), remark, QRectF(left, bottom, right - left, rect.height()))


def copied(forms: Forms, form: str) -> str:
    """One form as text, indices, matrix or numpy; latex is both formulas as LaTeX."""
    formulas = (forms.indices, forms.matrix)
    if form == "latex":
        return "\n".join(latex(Row(tuple(token.node for token in line))).strip() for line in formulas)
    return "\n".join(map(written, {"indices": formulas[:1], "matrix": formulas[1:], "numpy": forms.source}[form]))


def read_out(forms: Forms) -> str:
    """All three forms and the remark, for who does not see them."""
    return "\n".join([*(copied(forms, form) for form in FORMS), *([said(forms.remark)] if forms.remark else [])])


class _Part(NamedTuple):
    line: TokenLine | GridLine
    is_rest: bool = False                                       # of a line that was broken


def _stacked(parts: Iterable[_Part], column: Column, baseline: float) -> Iterator[Placed]:
    """One below the other; the first stands where it does in a folded row."""
    bottom = 0.0
    for line, is_rest in parts:
        y = bottom + GAP + line.ascent if bottom else baseline
        indent = INDENT if is_rest else 0
        yield Placed(line, column.left + indent, y, column.width - indent)
        bottom = y + line.descent


def _lines(forms: Forms, column: Column, values: Values, example: int) -> Iterator[_Part]:
    width = column.width
    match column.form:
        case "indices":
            yield from _all_of(formula, (forms.indices,), SIZES[0], width)
            yield from _all_of(formula, forms.numbers, NUMBERS, width)
        case "matrix":
            yield from _all_of(formula, (forms.matrix,), SIZES[0], width)
            yield from _all_of(formula, (forms.shapes,), SHAPES, width)
            for first, *rest in grid_lines(forms.matrix, values, example, NUMBERS, width - INDENT):
                yield _Part(first)
                yield from (_Part(each, is_rest=True) for each in rest)
        case "numpy":
            yield from _all_of(code, forms.source, CODE, width)


def _all_of(typeset: Callable[[Line, int], TokenLine], lines: Iterable[Line], size: int, width: float) -> Iterator[_Part]:
    """Lines as they are where they fit, otherwise an equation a line, and broken where that is not enough."""
    fitting = (equations(line) if typeset is formula and typeset(line, size).width > width else (line,) for line in lines)
    for line in chain.from_iterable(fitting):
        if line:
            first, *rest = broken(typeset, line, size, width)
            if rest:
                first, *rest = broken(typeset, line, size, width - INDENT)
            yield _Part(first)
            yield from (_Part(each, is_rest=True) for each in rest)


# ---- heights ---------------------------------------------------------------------------------------------------------------------

_LETTER = Symbol("w", 2, "j", "k")


def _reach(forms: Forms, columns: Sequence[Column]) -> tuple[float, float]:
    """Height over and under the baseline, alike for formulas that are built alike."""
    nodes = [token.node for column in columns if column.form != "numpy" for token in getattr(forms, column.form)]
    boxes = [layout(substituted(node, _any_letter), SIZES[0]) for node in [_LETTER, *nodes]]
    return max(box.ascent for box in boxes), max(box.descent for box in boxes)


def _any_letter(symbol: Symbol) -> Symbol:
    """The same for every quantity and layer, so that a deep network takes hardly more typesetting than a small one."""
    if symbol.layer is None and symbol.j is None:
        return symbol
    return Symbol("w", symbol.layer and _LETTER.layer, symbol.j and _LETTER.j, symbol.k and _LETTER.k)


def _paint_light(painter: QPainter, rect: QRectF) -> None:
    light = QColor(theme.current().accent)
    light.setAlpha(LIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(light)
    painter.drawRoundedRect(rect, 3, 3)


def _paint_frame(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(QPen(theme.current().accent, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


def _fade(right: float, surface: QColor) -> QLinearGradient:
    fade, clear = QLinearGradient(right - FADE, 0, right, 0), QColor(surface)
    clear.setAlpha(0)
    fade.setColorAt(0, clear)
    fade.setColorAt(1, surface)
    return fade
