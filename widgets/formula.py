"""Typeset formulas: the trees of core.notation laid out in boxes, with coloured symbols that can be pointed at."""
from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core import notation
from core.notation import Fraction, Index, Node, Partial, Power, Row, Sum, Symbol, Text
from widgets import theme

SIZE = 18                                                       # px
SCRIPT, SMALLEST = 0.7, 8                                       # an index in parts of its letter's size; px
AXIS = 0.26                                                     # height of fraction bars over the baseline, in sizes
RISE, DROP = 0.44, 0.22                                         # of superscript and subscript, in sizes


Place = Literal["layer", "j", "k"] | None
LAYER: Place = "layer"
J: Place = "j"
K: Place = "k"


@dataclass(frozen=True)
class Pointed:
    """What is pointed at: a whole symbol, or one of its indices alone."""

    symbol: Symbol
    index: Place = None


class Glyphs(NamedTuple):
    """Characters in one size and colour, their baseline starting at (x, y)."""

    x: float
    y: float
    text: str
    size: int
    quantity: str | None


class Box(NamedTuple):
    """A formula laid out around the origin, which is the left end of its baseline; y grows downwards."""

    width: float
    ascent: float
    descent: float
    glyphs: tuple[Glyphs, ...] = ()
    bars: tuple[QRectF, ...] = ()
    symbols: tuple[tuple[Symbol, QRectF], ...] = ()
    indices: tuple[tuple[Pointed, QRectF], ...] = ()

    def draw(self, painter: QPainter, x: float, baseline: float, ink: QColor | None = None) -> None:
        """Paint at (x, baseline) in the quantities' colours, or all in `ink`."""
        plain = ink or theme.current().text
        for glyphs in self.glyphs:
            painter.setFont(_font(glyphs.size))
            painter.setPen(ink or theme.quantity_colour(glyphs.quantity))
            painter.drawText(QPointF(x + glyphs.x, baseline + glyphs.y), glyphs.text)
        for bar in self.bars:
            painter.fillRect(bar.translated(x, baseline), plain)

    @property
    def regions(self) -> list[tuple[Pointed, QRectF]]:
        """Everything that can be pointed at; an index comes before the symbol that it belongs to."""
        return [*self.indices, *((Pointed(symbol), rect) for symbol, rect in self.symbols)]

    def region_at(self, x: float, y: float) -> int | None:
        """Which of `regions` is at this place."""
        return next((place for place, (_, rect) in enumerate(self.regions) if rect.contains(x, y)), None)


@functools.lru_cache(maxsize=4096)
def layout(node: Node, size: int = SIZE) -> Box:
    """Typeset `node` with letters of `size` px."""
    match node:
        case Symbol():
            return _symbol(node, size)
        case Text():
            return _glyphs(node.text, size, node.quantity)
        case Row():
            return _row([layout(part, size) for part in node.parts])
        case Fraction():
            return _fraction(layout(node.top, size), layout(node.bottom, size), size)
        case Power():
            base = layout(node.base, size)
            if _needs_brackets(node.base):
                base = _row([_glyphs("(", size), base, _glyphs(")", size)])
            return _scripted(base, None, layout(node.exponent, _script(size)), size)
        case Sum():
            return _sum(layout(node.over, _script(size)), layout(node.body, size), size)
        case Partial():
            return _row([_glyphs("𝜕", size), layout(node.of, size)])


def wrapped(node: Node, size: int, room: float) -> Box:
    """Typeset `node` in as many lines as it takes to fit `room`: broken before = and +, before · only where that is not enough."""
    box = layout(node, size)
    if box.width <= room:
        return box
    indent = float(size)
    pieces = [(piece, layout(piece, size)) for piece in _pieces(node)]
    chunks = [chunk for whole in _chunks(pieces, (" = ", " + "))
              for chunk in ([whole] if _row(b for _, b in whole).width <= room - indent else _chunks(whole, (" · ",)))]
    lines: list[Box] = []
    for chunk in (_row(part for _, part in chunk) for chunk in chunks):
        if lines and lines[-1].width + chunk.width <= room:
            lines[-1] = _row([lines[-1], chunk])
        else:
            lines.append(_placed([(chunk, indent if lines else 0.0, 0.0)]))
    places, y = [(lines[0], 0.0, 0.0)], lines[0].descent
    for line in lines[1:]:
        y += 0.35 * size + line.ascent
        places.append((line, 0.0, y))
        y += line.descent
    return _placed(places)


def _chunks(pieces: list[tuple[Node, Box]], operators: tuple[str, ...]) -> list[list[tuple[Node, Box]]]:
    """The pieces in groups, each of which begins with one of the operators."""
    chunks: list[list[tuple[Node, Box]]] = [[]]
    for piece, box in pieces:
        if chunks[-1] and isinstance(piece, Text) and piece.text.startswith(operators):
            chunks.append([])
        chunks[-1].append((piece, box))
    return chunks


def _pieces(node: Node) -> Iterator[Node]:
    """A formula as the parts between which it may be broken: those of its rows, and what a Σ is about."""
    match node:
        case Row():
            for part in node.parts:
                yield from _pieces(part)
        case Sum():
            yield Sum(node.over, Row(()))
            yield from _pieces(node.body)
        case _:
            yield node


# ---- boxes -----------------------------------------------------------------------------------------------------------------------


def _symbol(symbol: Symbol, size: int) -> Box:
    letter = _glyphs(_italic(notation.text(Symbol(symbol.quantity))), size, symbol.quantity)
    between = "" if isinstance(symbol.j, str) and isinstance(symbol.k, str) else ","
    below = between.join(str(index) for index in (symbol.j, symbol.k) if index is not None)
    before_k = below.removesuffix(str(symbol.k))
    above = f"({symbol.layer})".replace("-", notation.MINUS) if symbol.layer is not None else ""
    box = _scripted(letter, _index(below, symbol, size), _index(above, symbol, size), size)
    comma = letter.width + _glyphs(_italic(before_k), _script(size)).width
    return box._replace(symbols=((symbol, QRectF(0, -box.ascent, box.width, box.ascent + box.descent)),),
                        indices=() if symbol.quantity == "C" else tuple(_indices(symbol, box, letter.width, comma, -AXIS * size)))


def _indices(symbol: Symbol, box: Box, left: float, comma: float, middle: float) -> Iterator[tuple[Pointed, QRectF]]:
    """Where the indices of a symbol are: the layer over the `middle`, and under it j and k side by side."""
    end = box.width if symbol.k is None else comma
    for name, index, rect in (
        (LAYER, symbol.layer, QRectF(left, -box.ascent, box.width - left, box.ascent + middle)),
        (J, symbol.j, QRectF(left, middle, end - left, box.descent - middle)),
        (K, symbol.k, QRectF(end, middle, box.width - end, box.descent - middle)),
    ):
        if index not in {None, ""}:
            yield Pointed(symbol, name), rect


def _index(written: str, symbol: Symbol, size: int) -> Box | None:
    return _glyphs(_italic(written), _script(size), symbol.quantity) if written else None


def _scripted(base: Box, below: Box | None, above: Box | None, size: int) -> Box:
    x, places = base.width + 0.04 * size, [(base, 0.0, 0.0)]
    if below:
        places.append((below, x, DROP * size))
    if above:
        places.append((above, x + 0.05 * size, -max(RISE * size, base.ascent - 0.4 * size)))
    return _placed(places)


def _fraction(top: Box, bottom: Box, size: int) -> Box:
    thickness, margin, gap = max(1, round(size / 18)), 0.12 * size, 0.16 * size
    width, bar = max(top.width, bottom.width) + 2 * margin, -round(AXIS * size)
    box = _placed([
        (top, (width - top.width) / 2, bar - gap - top.descent),
        (bottom, (width - bottom.width) / 2, bar + thickness + gap + bottom.ascent),
    ])
    return box._replace(width=width + margin, bars=(*box.bars, QRectF(margin / 2, bar, width, thickness)))


def _sum(index: Box, body: Box, size: int) -> Box:
    sigma = _glyphs("∑", round(1.4 * size))
    lift = (sigma.ascent - sigma.descent) / 2 - AXIS * size     # its middle on the axis
    width = max(sigma.width, index.width)
    sign = _placed([
        (sigma, (width - sigma.width) / 2, lift),
        (index, (width - index.width) / 2, lift + sigma.descent + index.ascent + 0.12 * size),
    ])
    return _row([sign, body], gap=0.16 * size)


def _row(boxes: Iterable[Box], gap: float = 0.0) -> Box:
    places, x = [], 0.0
    for box in boxes:
        places.append((box, x, 0.0))
        x += box.width + gap
    return _placed(places)


def _placed(places: list[tuple[Box, float, float]]) -> Box:
    """One box of several, each moved by its (x, y)."""
    return Box(
        max((x + box.width for box, x, _ in places), default=0.0),
        max((box.ascent - y for box, _, y in places), default=0.0),
        max((box.descent + y for box, _, y in places), default=0.0),
        tuple(g._replace(x=g.x + x, y=g.y + y) for box, x, y in places for g in box.glyphs),
        tuple(bar.translated(x, y) for box, x, y in places for bar in box.bars),
        tuple((symbol, rect.translated(x, y)) for box, x, y in places for symbol, rect in box.symbols),
        tuple((pointed, rect.translated(x, y)) for box, x, y in places for pointed, rect in box.indices),
    )


def _needs_brackets(base: Node) -> bool:
    """Whether an exponent could be taken for a layer's index, or for belonging to the last part alone."""
    match base:
        case Symbol():
            return base.layer is not None
        case Row():
            written = notation.text(base)
            return len(base.parts) > 1 and not (written.startswith("(") and written.endswith(")"))
        case _:
            return isinstance(base, Fraction | Sum | Partial | Power)


# ---- characters ------------------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def _glyphs(written: str, size: int, quantity: str | None = None) -> Box:
    metrics = QFontMetricsF(_font(size))
    ink = metrics.tightBoundingRect(written)
    return Box(metrics.horizontalAdvance(written), max(-ink.top(), 0.0), max(ink.bottom(), 0.0),
               (Glyphs(0.0, 0.0, written, size, quantity),) if written else ())


@functools.lru_cache(maxsize=64)
def _font(size: int) -> QFont:
    return theme.maths_font(size)


def _script(size: int) -> int:
    return max(round(SCRIPT * size), SMALLEST)


def _italic(written: Index) -> str:
    """Letters as the font's own mathematical italics; figures and signs stay upright."""
    return str(written).translate(_ITALICS)


_ITALICS = {
    **{ord("A") + n: chr(0x1D434 + n) for n in range(26)}, **{ord("a") + n: chr(0x1D44E + n) for n in range(26)},
    **{ord("α") + n: chr(0x1D6FC + n) for n in range(25)}, ord("h"): "\u210e",
}


# ---- the widget ------------------------------------------------------------------------------------------------------------------


class FormulaLabel(QWidget):
    """A typeset formula, as large as it needs to be, in several lines where `room` (px) is too narrow for one.

    The symbol under the mouse, or its index alone, is lit.

    symbol_hovered(object): what is now Pointed at, or None.
    symbol_clicked(object): the Pointed that was clicked.
    """

    symbol_hovered = Signal(object)
    symbol_clicked = Signal(object)

    def __init__(
        self, node: Node | None = None, size: int = SIZE, parent: QWidget | None = None, room: float = math.inf,
    ) -> None:
        super().__init__(parent)
        self._node: Node = Row(())
        self._size, self._room, self._box = size, room, layout(self._node, size)
        self._line = 0.75 * size, 0.25 * size                   # height over and under the baseline that it has at least
        self._hovered: int | None = None                        # place in the box's regions
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if node is not None:
            self.set_formula(node)

    def set_formula(self, node: Node, size: int | None = None) -> None:
        """Show `node`, in letters of `size` px (as before when None)."""
        size = size or self._size
        if (node, size) == (self._node, self._size):
            return
        self._line = 0.75 * size, 0.25 * size
        before, hint = self._box, self.sizeHint()
        self._node, self._size, self._box = node, size, wrapped(node, size, self._room)
        if [pointed for pointed, _ in before.regions] != [pointed for pointed, _ in self._box.regions]:
            self._hovered = None
        self.setAccessibleName(notation.text(node))
        if self.sizeHint() != hint:
            self.updateGeometry()
        self.update()

    @property
    def node(self) -> Node:
        """What is shown."""
        return self._node

    def set_line(self, ascent: float, descent: float) -> None:
        """Be at least so high over and under the baseline, so that formulas side by side stand on one line."""
        self._line = ascent, descent
        self.updateGeometry()

    def symbol_rect(self, symbol: Symbol, index: Place = None) -> QRectF:
        """Where the first such symbol is drawn, or one of its indices; empty when it is not part of the formula."""
        wanted = Pointed(symbol, index)
        return next((self._in_widget(rect) for pointed, rect in self._box.regions if pointed == wanted), QRectF())

    def sizeHint(self) -> QSize:
        # Lines of text keep one height whatever letters they hold, so that nothing moves when the formula changes.
        ascent, descent = self._reach()
        return QSize(round(self._box.width + 0.5) + 2, round(ascent + descent + 0.5) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered is not None:
            pointed, rect = self._box.regions[self._hovered]
            light = QColor(theme.pointed_colour(pointed.symbol.quantity))
            light.setAlpha(48)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(light)
            painter.drawRoundedRect(self._in_widget(rect).adjusted(-1, -1, 1, 1), 3, 3)
        self._box.draw(painter, 1, self._baseline(), None if self.isEnabled() else theme.faint(theme.current()))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._region_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._region_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.symbol_clicked.emit(self._box.regions[place][0])
        event.ignore()                                          # a button that holds the formula is pressed as well

    def _hover(self, place: int | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self.symbol_hovered.emit(None if place is None else self._box.regions[place][0])
            self.update()

    def _reach(self) -> tuple[float, float]:
        """Height over and under the baseline."""
        return max(self._box.ascent, self._line[0]), max(self._box.descent, self._line[1])

    def _baseline(self) -> float:
        ascent, descent = self._reach()
        return round((self.height() - ascent - descent) / 2 + ascent)

    def _in_widget(self, rect: QRectF) -> QRectF:
        return rect.translated(1, self._baseline())

    def _region_at(self, place: QPointF) -> int | None:
        return self._box.region_at(place.x() - 1, place.y() - self._baseline())


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QVBoxLayout

    from core.notation import derivative, row

    app = QApplication([])
    theme.apply(app, theme.DARK)
    C0, w, z, a, y = Symbol("C", j=0), Symbol("w", "L", "j", "k"), Symbol("z", "L", "j"), Symbol("a", "L", "j"), Symbol("y", j="j")
    window = QWidget()
    column = QVBoxLayout(window)
    for formula in (
        row(derivative(C0, w), " = ", derivative(z, w), " · ", derivative(a, z), " · ", derivative(C0, a)),
        row(C0, " = ", Sum(Symbol("j"), Power(row("(", a, " − ", y, ")"), Text("2")))),
        row(Symbol("a"), " = ", Fraction(Text("1"), row("1 + ", Power(Text("e"), row("−", Symbol("z")))))),
        row(w, " ← ", w, " − ", Symbol("eta"), " ", derivative(Symbol("C"), w)),
        row(derivative(C0, a), " = ", Power(Symbol("a", "L-1"), Text("2")), " + ", Symbol("delta", 1, 0)),
    ):
        label = FormulaLabel(formula, 24)
        label.symbol_clicked.connect(print)
        column.addWidget(label)
    window.show()
    app.exec()
