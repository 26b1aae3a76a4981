"""A sum of products, one line a product: its symbol, its factors, its number and a bar; last what they add up to."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isnan, nan
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QGlyphRun,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRawFont,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from core.activations import Array
from core.notation import Node, Text, text
from widgets import theme
from widgets.formula import layout
from widgets.plots.axis_range import LARGEST, grown_top
from widgets.short_numbers import as_factor, compact

ROW, HEAD = 20.0, 40.0                                          # px
LETTER, HEAD_LETTER, NUMBER = 13, 14, 11                        # px
LEFT, COLUMN_GAP, BAR_GAP, TAIL_GAP = 6.0, 14.0, 8.0, 4.0       # px: before the symbols, between columns, before bars, over the sum
BAR, CUT = 8.0, 2.0                                             # px: a bar's thickness, and the gap that says that it goes on
COLUMN, FACTOR = "−1.0e−07", "−0.00000"                         # what a column has room for, and what a factor mostly looks like
LISTED, OPENED = 8, 14                                          # lines: the largest of many, and those seen at once of all
MUCH = 1.25                                                     # so much larger a product must be to take the place of another
REST = -1                                                       # the line of all the others


class _Still(NamedTuple):
    """What does not change with the numbers: a picture of the symbols, and where the figures of factors and products go."""

    symbols: QPixmap
    factors: QGlyphRun
    products: QGlyphRun


class SumList(QWidget):
    """Places count the products in the order given, then whatever else is added, and the sum; up to eight keep that order.

    hovered(object): the place under the mouse or the arrow keys, None when there is none.
    clicked(int): a place was chosen.
    """

    hovered = Signal(object)
    clicked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._symbol: Callable[[int], Node] = lambda place: Text("")
        self._heads: Sequence[Node] = ()
        self._tail: Sequence[Node] = ()
        self._count = self._columns = 0
        self._factors: Sequence[Array] = ()
        self._products: Array | None = None
        self._totals: Sequence[float] = ()
        self._order = np.arange(0)
        self._scale: float | None = None                        # what a bar of full length stands for
        self._all = False
        self._current: int | None = None
        self._still: _Still | None = None                       # None until the next painting
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._scroll.valueChanged.connect(self._redraw)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_lines(
        self, count: int, symbol: Callable[[int], Node], factors: int, tail: Sequence[Node], heads: Sequence[Node] = (),
    ) -> None:
        """`symbol(place)` of each product and how many factors it has; `tail` ends with the sum; `heads` stand over the factors."""
        self._count, self._symbol, self._columns, self._tail, self._heads = count, symbol, factors, tail, heads
        self._order, self._scale, self._all, self._current = np.arange(count), None, False, None
        self.set_values((), None, ())
        self._fit()

    def set_values(self, factors: Sequence[Array], products: Array | None, totals: Sequence[float]) -> None:
        """Each factor of all products, (count,), the products, and the numbers of the tail; None when they are not known."""
        self._factors, self._products, self._totals = factors, products, totals
        if products is not None:
            self._rank(np.abs(products))
            longest = max([float(np.abs(products).max(initial=0.0)), *map(abs, totals[:-1])])
            if 0 < longest < LARGEST:
                self._scale = grown_top(longest, self._scale)
        self.update()

    def set_all(self, shown: bool) -> None:
        """Whether all products are listed, or the largest alone."""
        self._all = shown
        self._fit()

    @property
    def lines(self) -> list[int]:
        """The places shown, from above; REST stands for the others together."""
        first = self._scroll.value()
        return [*self._order[first:first + self._seen].tolist(), *([REST] if self._has_rest else []),
                *range(self._count, self._count + len(self._tail))]

    def line_text(self, place: int) -> str:
        """A line in words, as it is read out."""
        if place == REST:
            return self._rest_text()
        return f"{text(self._node(place))} = {compact(self._value(place))}"

    def line_rect(self, place: int) -> QRectF:
        """Where a line that is shown stands."""
        return QRectF(0, self._y(self.lines.index(place)), self._right, ROW)

    def _rank(self, sizes: Array) -> None:
        """The largest first when there are many, but in the old order as long as no product has become much larger."""
        if self._count <= LISTED:
            return
        listed = sizes[self._order[:LISTED]]
        least = np.minimum.accumulate(listed)
        if (listed[1:] > MUCH * least[:-1]).any() or sizes[self._order[LISTED:]].max() > MUCH * least[-1]:
            self._order = np.argsort(-sizes, kind="stable")
            self._still = None

    # ---- places ------------------------------------------------------------------------------------------------------------------

    @property
    def _has_rest(self) -> bool:
        return self._count > LISTED

    @property
    def _seen(self) -> int:
        """How many products are seen at once."""
        return min(self._count, OPENED if self._all else LISTED)

    @property
    def _top(self) -> float:
        return HEAD if self._heads else 0.0

    def _y(self, line: int) -> float:
        """Where a line begins, counted from the first in sight."""
        return self._top + ROW * line + (TAIL_GAP if line >= self._seen + self._has_rest + len(self._tail) - 1 else 0.0)

    @property
    def _right(self) -> float:
        return self.width() - (self._scroll.width() if self._all else 0)

    def _fit(self) -> None:
        self._scroll.setRange(0, self._count - self._seen if self._all else 0)
        self._scroll.setPageStep(self._seen)
        self._scroll.setValue(0)
        self._scroll.setVisible(self._all)
        self._place_scroll()
        self.setFixedHeight(round(self._y(len(self.lines))))
        self._redraw()

    def _place_scroll(self) -> None:
        width = self._scroll.sizeHint().width()
        self._scroll.setGeometry(self.width() - width, round(self._top), width, round(ROW * self._seen))

    def _node(self, place: int) -> Node:
        return self._symbol(place) if place < self._count else self._tail[place - self._count]

    def _value(self, place: int) -> float:
        if self._products is None:
            return nan
        return float(self._products[place] if place < self._count else self._totals[place - self._count])

    def _rest_text(self) -> str:
        if self._all:
            return self.tr("show the largest {count} only").format(count=LISTED)
        rest = nan if self._products is None else float(self._products[self._order[LISTED:]].sum())
        return self.tr("… {count} more add up to {sum}").format(count=f"{self._count - LISTED:,}", sum=compact(rest))

    def _place_at(self, y: float) -> int | None:
        return next((place for line, place in enumerate(self.lines) if 0 <= y - self._y(line) < ROW), None)

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(348, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_scroll()
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        self._redraw()
        super().changeEvent(event)

    def _redraw(self) -> None:
        self._still = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is None or self._still.symbols.devicePixelRatio() != self.devicePixelRatioF():
            self._still = self._what_stays()
        painter, colours, still, lines = QPainter(self), theme.current(), self._still, self.lines
        if self._current in lines:
            painter.setPen(QPen(colours.accent, 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover)
            painter.drawRect(self.line_rect(self._current).adjusted(0, 0, -1, -1))
        painter.drawPixmap(0, 0, still.symbols)
        values = {place: self._value(place) for place in lines if place != REST}
        if self._factors:
            _draw(painter, colours.muted, still.factors, [
                float(each[place]) for place in values if place < self._count for each in self._factors], as_factor)
        _draw(painter, colours.text, still.products, values.values())
        for line, place in enumerate(lines):
            if place == REST:
                painter.setFont(theme.number_font(NUMBER))
                painter.setPen(colours.accent)
                painter.drawText(QPointF(LEFT, self._baseline(line)), self._rest_text())
            else:
                self._paint_bar(painter, values[place], self._rights()[-1] + BAR_GAP, self._baseline(line))
        painter.end()

    def _paint_bar(self, painter: QPainter, value: float, left: float, baseline: float) -> None:
        """From the middle of the last column, to the right when positive; the sum's is cut where it is too long."""
        half = max((self._right - left) / 2 - 1, 1.0)
        colours, y = theme.current(), round(baseline - NUMBER * 0.36 - BAR / 2)
        painter.fillRect(QRectF(left + half, y - 4, 1, BAR + 8), colours.line)
        if value and self._scale and not isnan(value):
            length = min(max(value / self._scale, -1.0), 1.0) * half
            bar = QRectF(left + half + min(length, 0.0), y, abs(length), BAR)
            painter.fillRect(bar, colours.positive if value > 0 else colours.negative)
            if abs(value) > self._scale:
                painter.fillRect(QRectF(bar.center().x() + length / 4, y, CUT, BAR), colours.panel)

    def _what_stays(self) -> _Still:
        """The symbols of the lines in sight, the heads and the signs between, and the places of all figures."""
        ratio, colours, lines = self.devicePixelRatioF(), theme.current(), self.lines
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter, rights = QPainter(pixmap), self._rights()
        signs = [*"·" * (self._columns - 1), "="]
        factor, figure = map(QFontMetricsF(theme.number_font(NUMBER)).horizontalAdvance, (FACTOR, "0"))
        for head, right in zip(self._heads, rights, strict=False):
            box = layout(head, HEAD_LETTER)
            box.draw(painter, right - (factor + box.width) / 2, HEAD / 2 + 4)
        for line, place in enumerate(lines):
            if place == self._count + len(self._tail) - 1:
                painter.fillRect(QRectF(0, self._y(line) - TAIL_GAP / 2, self._right, 1), colours.line)
            if 0 <= place < self._count:
                painter.setFont(theme.number_font(NUMBER))
                painter.setPen(colours.muted)
                for sign, right in zip(signs, rights, strict=False):
                    painter.drawText(QPointF(right + (COLUMN_GAP - figure) / 2, self._baseline(line)), sign)
            if place != REST:
                layout(self._node(place), LETTER).draw(painter, LEFT, self._baseline(line))
        painter.end()
        baselines = {place: self._baseline(line) for line, place in enumerate(lines) if place != REST}
        return _Still(
            pixmap,
            _run([(right, baselines[place]) for place in baselines if place < self._count for right in rights[:-1]]),
            _run([(rights[-1], baseline) for baseline in baselines.values()]))

    def _baseline(self, line: int) -> float:
        return self._y(line) + ROW / 2 + 4

    def _rights(self) -> list[float]:
        """Where the columns of the factors and of the product end; the last symbol is the widest, the tail's need no factors."""
        places = (place for place in ([self._count - 1] if self._columns else range(self._count + len(self._tail))) if place >= 0)
        first = LEFT + max((layout(self._node(place), LETTER).width for place in places), default=0.0)
        column = QFontMetricsF(theme.number_font(NUMBER)).horizontalAdvance(COLUMN) + COLUMN_GAP
        return [first + column * (number + 1) for number in range(self._columns + 1)]

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(self._place_at(event.position().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().y())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._all:
            self._scroll.event(event)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._move_to(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._move_to(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and self.lines:
            self._walk(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        """One line on; at the end of those in sight the others scroll by."""
        if self._current not in self.lines:
            self._move_to(self.lines[0])
            return
        line = self.lines.index(self._current)
        if self._all and line == (0 if step < 0 else self._seen - 1):
            before = self._scroll.value()
            self._scroll.setValue(before + step)
            line -= self._scroll.value() - before
        self._move_to(self.lines[min(max(line + step, 0), len(self.lines) - 1)])

    def _choose(self, place: int) -> None:
        if place == REST:
            self.set_all(not self._all)
        else:
            self.clicked.emit(place)

    def _move_to(self, place: int | None) -> None:
        if place != self._current:
            self._current = place
            self.setAccessibleDescription("" if place is None else self.line_text(place))
            self.update()
            self.hovered.emit(None if place == REST else place)


def _run(ends: Sequence[tuple[float, float]]) -> QGlyphRun:
    """Room for numbers that end at these (x, baseline): as one run of glyphs they are drawn ten times as quickly."""
    font = theme.number_font(NUMBER)
    advance, run = QFontMetricsF(font).horizontalAdvance("0"), QGlyphRun()
    run.setRawFont(QRawFont.fromFont(font))
    run.setPositions([QPointF(x + (place - len(COLUMN)) * advance, y) for x, y in ends for place in range(len(COLUMN))])
    return run


def _draw(painter: QPainter, ink: QColor, run: QGlyphRun, values: Iterable[float], write: Callable[[float], str] = compact) -> None:
    run.setGlyphIndexes(run.rawFont().glyphIndexesForString("".join(write(value).rjust(len(COLUMN)) for value in values)))
    painter.setPen(ink)
    painter.drawGlyphRun(QPointF(), run)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QVBoxLayout

    from core.notation import Symbol, row

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    column = QVBoxLayout(window)
    rng = np.random.default_rng(1)
    for n in (1, 5, 784):
        shown = SumList("Terms")
        w, a = rng.normal(0, 1, n), rng.random(n)
        shown.set_lines(n, lambda k: row(Symbol("w", 1, 0, k), " ", Symbol("a", 0, k)), 2, [Symbol("b", 1, 0), Symbol("z", 1, 0)])
        shown.set_values([w, a], w * a, [0.3, float(w @ a) + 0.3])
        for signal in (shown.hovered, shown.clicked):
            signal.connect(print)
        column.addWidget(shown)
    window.setFixedWidth(372)
    window.show()
    app.exec()
