"""Number lines one below the other, each quantity changing the next: connectors from dot to dot, and the ratio of each link."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from core.notation import Symbol, row, signed
from widgets import theme
from widgets.formula import layout
from widgets.number_line import AXIS, HEIGHT, RADIUS, SYMBOL, TEXT, NumberLine
from widgets.plots.axis_range import LARGEST, grown_top

LEAST, ROOM = 0.5, 1.2                                          # the ends are never nearer to 0; how far they are beyond the dot
LETTERS = 12                                                    # px


class Quantity(NamedTuple):
    """A quantity now and before the nudge; `before` None: there was no nudge, `value` None: it is not known."""

    symbol: Symbol
    value: float | None
    before: float | None


def without_layer(symbol: Symbol) -> Symbol:
    """As it is written in a ratio, where only quantities of one neuron meet; the cost keeps whose it is."""
    return symbol if symbol.quantity == "C" else Symbol(symbol.quantity)


class LinkedLines(QWidget):
    """The dot of the first line can be grabbed where `set_draggable` says so.

    dragged(float), released(): the first line's.
    symbol_hovered(object): what is Pointed at of the symbols, or None.
    """

    dragged = Signal(float)
    released = Signal()
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantities: Sequence[Quantity] = ()
        self._lines: list[NumberLine] = []
        self._tops: list[float | None] = []
        self._progress: float | None = None
        self._held = False
        self._note = QLabel(self)
        self._note.setProperty("caption", True)
        self._note.setWordWrap(True)
        self._note.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_quantities(self, quantities: Sequence[Quantity], note: str = "") -> None:
        """The lines from the first to the last; a note stands before the last one, where others would be."""
        rows = self._rows
        self._quantities = quantities
        self._note.setText(note)
        while len(self._lines) < len(quantities):
            self._add_line()
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(quantities))
        for place, (symbol, value, before) in enumerate(quantities):
            line = self._lines[place]
            line.set_symbol(symbol)
            line.set_range(*self._range(place, symbol, value, before))
            line.set_value(value, before)
        if rows != self._rows:
            self.updateGeometry()
        self._place()
        self.update()

    def forget_ranges(self) -> None:
        """Other quantities follow: each line begins anew."""
        self._tops = [None] * len(self._tops)

    def set_draggable(self, draggable: bool) -> None:
        if self._lines:
            self._lines[0].set_draggable(draggable)

    def set_held(self, held: bool) -> None:
        """Whether the lines keep their scales, as while the first dot is dragged."""
        if held != self._held:
            self._held = held
            for line in self._lines:
                line.set_held(held)

    def set_progress(self, progress: float | None) -> None:
        """How many of the dots have gone from before to after, one after the other; None: all of them."""
        self._progress = progress
        for place, line in enumerate(self._lines):
            line.set_share(self._share(place))
        self.update()

    # ---- what it shows -----------------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> list[NumberLine]:
        """Those that are shown."""
        return self._lines[:len(self._quantities)]

    def ratio(self, place: int) -> float | None:
        """What the next quantity changed by, over what this one did; None where there is no such number."""
        (_, one, one_before), (_, other, other_before) = self._quantities[place:place + 2]
        if one is None or one_before is None or other is None or other_before is None or one == one_before:
            return None
        return (other - other_before) / (one - one_before)

    def sizeHint(self) -> QSize:
        return QSize(348, self._rows[-1] * HEIGHT + HEIGHT if self._rows else 4 * HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._lines[0].minimumSizeHint().width() if self._lines else 0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (row_above, row_below) in enumerate(pairwise(self._rows)):
            if row_below == row_above + 1:                      # a note takes the room of the connector
                self._paint_connector(painter, place)
            self._paint_ratio(painter, place, (row_above + row_below) / 2)
        painter.end()

    def _paint_connector(self, painter: QPainter, place: int) -> None:
        one, other = (self._lines[each].dot() for each in (place, place + 1))
        if one is None or other is None or self._quantities[place].before is None or self._share(place) < 1:
            return
        top, bottom = (QPointF(dot.x(), self._lines[place + below].y() + AXIS) for below, dot in enumerate((one, other)))
        way = bottom - top
        inset = way * ((RADIUS + 3) / max((way.x() ** 2 + way.y() ** 2) ** 0.5, 1.0))
        painter.setPen(QPen(theme.mix(theme.current().line, theme.current().muted, 0.6), 1, Qt.PenStyle.DashLine))
        painter.drawLine(top + inset, bottom - inset)

    def _paint_ratio(self, painter: QPainter, place: int, middle_row: float) -> None:
        ratio = self.ratio(place)
        if ratio is None or self._share(place + 1) < 1:
            return
        one, other = (without_layer(self._quantities[each].symbol) for each in (place, place + 1))
        box = layout(row("Δ", other, "/Δ", one), LETTERS)
        left, middle = self.width() - TEXT, middle_row * HEIGHT + AXIS
        box.draw(painter, left, middle + 4)
        painter.setFont(theme.number_font(10))
        painter.setPen(theme.current().muted)
        where = QRectF(left, middle - 8, TEXT, 16)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, signed(ratio, 4))

    # ---- places ------------------------------------------------------------------------------------------------------------------

    @property
    def _rows(self) -> list[int]:
        """Where the lines are, counted in their height."""
        count = len(self._quantities)
        return [*range(count - 1), max(count, 3)] if self._note.text() else list(range(count))

    def _place(self) -> None:
        for line, place in zip(self._lines, self._rows, strict=False):
            line.setGeometry(0, place * HEIGHT, self.width(), HEIGHT)
        if self._note.text():
            row_above, row_below = self._rows[-2:]
            height = (row_below - row_above - 1) * HEIGHT
            self._note.setGeometry(round(SYMBOL), (row_above + 1) * HEIGHT, round(self.width() - SYMBOL - TEXT), height)
        self._note.setVisible(bool(self._note.text()))

    def _add_line(self) -> None:
        line = NumberLine(self)
        line.symbol_hovered.connect(self.symbol_hovered)
        line.set_held(self._held)
        line.set_share(self._share(len(self._lines)))
        if not self._lines:
            line.dragged.connect(self.dragged)
            line.released.connect(self.released)
        self._lines.append(line)
        self._tops.append(None)

    def _share(self, place: int) -> float:
        if self._progress is None:
            return 1.0
        share = min(max(self._progress - place, 0.0), 1.0)
        return share * share * (3 - 2 * share)

    def _range(self, place: int, symbol: Symbol, value: float | None, before: float | None) -> tuple[float, float]:
        """0 in the middle, but at the left for a cost, which is never negative; it grows by steps of nice numbers."""
        is_cost = symbol.quantity == "C"
        largest = max((abs(each) for each in (value, before) if each is not None and abs(each) < LARGEST), default=0.0)
        needed = ROOM * largest if is_cost and largest else max(ROOM * largest, LEAST)
        top = self._tops[place] = grown_top(needed, self._tops[place])
        return 0.0 if is_cost else -top, top


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    chain = LinkedLines()
    chain.set_quantities([
        Quantity(Symbol("w", 3), 1.51, 1.5), Quantity(Symbol("z", 3), 0.26686, 0.26244),
        Quantity(Symbol("a", 3), 0.56632, 0.56524), Quantity(Symbol("C", j=0), 0.18808, 0.18902)])
    chain.show()
    app.exec()
