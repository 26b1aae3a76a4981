"""A matrix as a grid of coloured cells with their numbers, or as an image where the cells are too small for that."""
from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from math import isnan
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
)
from PySide6.QtWidgets import QWidget

from widgets import theme
from widgets.ink import ink_on
from widgets.plots import signed_image

Cell = tuple[int, int]                                         # row, column

WIDEST, HIGHEST = 44.0, 32.0                                   # px of a cell
GAP, ROUND = 1.0, 3.0                                          # px
NUMBER_SIZES = (10, 9, 8, 7)                                   # px, the largest that fits
SMALLEST_CELL = 7.0                                            # px; below, the matrix is an image
CAPTION_SIZE, CAPTION = 10, 14.0                               # px of the writing, and of its row
NAME, LEGIBLE = 90.0, 36.0                                     # px that a row's label takes at most; of a column's, at least
STRIDES = [figure * 10 ** power for power in range(6) for figure in (1, 2, 5)]
TINT = 34                                                      # of 255: opacity of what lights a row


class _Still(NamedTuple):
    """What does not change with the values: the captions, the shapes of all cells, and the places of numbers by their length."""

    captions: QPixmap
    cells: QPixmap
    runs: dict[int, QGlyphRun | None]


class MatrixGrid(QWidget):
    """Rows from the top and columns from the left, coloured by sign and size.

    hovered(object): the (row, column) under the mouse or the keyboard's cell, None when it left.
    clicked(int, int): a cell was chosen, by row and column.
    """

    hovered = Signal(object)
    clicked = Signal(int, int)

    def __init__(self, row_caption: str, column_caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions = row_caption, column_caption
        self._row_labels: Sequence[str] = ()
        self._column_labels: Sequence[str] = ()
        self._row_width = self._column_width = 0.0              # px of the longest label
        self._values = np.empty((0, 0))
        self._texts: list[str] = []                            # row after row; empty until they are painted
        self._colours = np.empty((0, 0), np.uint8)             # places in the theme's colour table
        self._write: Callable[[float], str] = str
        self._still: _Still | None = None                      # None until the next painting
        self._current: Cell | None = None
        self._selected: Cell | None = None
        self._lit: tuple[Collection[int], Collection[int]] = (), ()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_values(self, values: np.ndarray, scale: float, write: Callable[[float], str] = str) -> None:
        """(rows, columns) of numbers; ±`scale` has the full colour, `write` gives a cell's text. Not a number is an empty cell."""
        if values.shape != self._values.shape:
            self._current = self._still = None
        self._values, self._write = values, write
        self._colours = signed_image.places(values, -scale, scale)
        self._texts = []
        self.update()

    def set_labels(self, rows: Sequence[str], columns: Sequence[str]) -> None:
        """What stands beside rows and below columns: every one, or every second, fifth, tenth …, as there is room."""
        if (rows, columns) != (self._row_labels, self._column_labels):
            self._row_labels, self._column_labels, self._still = rows, columns, None
            self._row_width, self._column_width = _widest(rows), _widest(columns)
            self.update()

    def set_selected(self, cell: Cell | None) -> None:
        """The outlined cell."""
        self._selected = cell
        self.update()

    def set_lit(self, rows: Collection[int], columns: Collection[int]) -> None:
        """Rows and columns that are framed, and tinted where there are no numbers to read, and whose numbers stand beside them."""
        self._lit = rows, columns
        self.update()

    # ---- where the cells are -----------------------------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """The cells together, centred beside and above the captions."""
        rows, columns = self._values.shape
        left, below = CAPTION + self._labels_width(), CAPTION * (bool(self._captions[1]) + bool(self._column_labels))
        room = QRectF(left, 2, self.width() - left - 4, self.height() - below - 4)
        width, height = room.width() / max(columns, 1), room.height() / max(rows, 1)
        if min(width, height) < SMALLEST_CELL:                 # an image keeps its proportions as far as both sides stay visible
            longest = max(3 * min(width, height), SMALLEST_CELL)
            width, height = min(width, longest), min(height, longest)
        width, height = round(min(width, WIDEST) * columns), round(min(height, HIGHEST) * rows)
        return QRectF(round(room.center().x() - width / 2), round(room.center().y() - height / 2), width, height)

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a cell is drawn."""
        area, (rows, columns) = self.area(), self._values.shape
        width, height = area.width() / columns, area.height() / rows
        return QRectF(area.left() + cell[1] * width, area.top() + cell[0] * height, width, height)

    def cell_at(self, place: QPointF) -> Cell | None:
        """The cell at a place in the widget."""
        area, (rows, columns) = self.area(), self._values.shape
        if not self._values.size or not area.contains(place):
            return None
        return (min(int((place.y() - area.top()) / area.height() * rows), rows - 1),
                min(int((place.x() - area.left()) / area.width() * columns), columns - 1))

    def _labels_width(self) -> float:
        return min(self._row_width, NAME) + 7 if self._row_labels else 0.0

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(270, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def changeEvent(self, event: QEvent) -> None:
        self._still = None
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._still = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values.size:
            return
        ratio = self.devicePixelRatioF()
        if self._still is None or self._still.captions.devicePixelRatio() != ratio:
            self._still = _Still(self._layer(ratio, self._paint_captions), self._layer(ratio, self._paint_cells), {})
        still, painter = self._still, QPainter(self)
        painter.drawPixmap(0, 0, still.captions)
        painter.drawPixmap(0, 0, self._layer(ratio, lambda over: self._paint_colours(over, still)))
        if not self._is_image():
            self._paint_numbers(painter, still)
        self._paint_lit(painter)
        self._paint_outlines(painter)
        painter.end()

    def _layer(self, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint(painter)
        painter.end()
        return pixmap

    def _paint_colours(self, painter: QPainter, still: _Still) -> None:
        """All cells in one image, of which the shapes of the cells are kept: far quicker than a rounded rectangle each."""
        painter.drawImage(self.area(), signed_image.image(self._colours))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawPixmap(0, 0, still.cells)

    def _paint_cells(self, painter: QPainter) -> None:
        cell, (rows, columns) = self.cell_rect((0, 0)), self._values.shape
        if self._is_image():
            painter.fillRect(self.area(), Qt.GlobalColor.black)
            return
        radius = min(ROUND, cell.width() / 5, cell.height() / 5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        for row in range(rows):
            for column in range(columns):
                shape = cell.translated(column * cell.width(), row * cell.height()).adjusted(GAP, GAP, -GAP, -GAP)
                painter.drawRoundedRect(shape, radius, radius)

    def _paint_numbers(self, painter: QPainter, still: _Still) -> None:
        """The numbers of all cells as one run of glyphs per colour of ink: a text each takes ten times as long."""
        if not self._texts:
            self._texts = ["" if isnan(value) else self._write(value) for value in self._values.ravel().tolist()]
        length = max(map(len, self._texts))
        if length not in still.runs:
            still.runs[length] = self._number_run(length)
        run = still.runs[length]
        if run is None:
            return
        on_light = _on_light(theme.current().name)[self._colours.ravel()].tolist()
        for ink, wanted in ((Qt.GlobalColor.white, False), (Qt.GlobalColor.black, True)):
            texts = (text if bright is wanted else "" for text, bright in zip(self._texts, on_light, strict=True))
            run.setGlyphIndexes(run.rawFont().glyphIndexesForString("".join(text.rjust(length) for text in texts)))
            painter.setPen(ink)
            painter.drawGlyphRun(QPointF(), run)

    def _number_run(self, length: int) -> QGlyphRun | None:
        """Where the figures of all cells go when each cell has `length` of them; None when no font is small enough."""
        cell, (rows, columns) = self.cell_rect((0, 0)), self._values.shape
        for size in NUMBER_SIZES:
            font = theme.number_font(size)
            advance, height = QFontMetricsF(font).horizontalAdvance("0"), QFontMetricsF(font).capHeight()
            if length * advance <= cell.width() - 3 and height <= cell.height() - 4:
                first = QPointF(cell.center().x() - length * advance / 2, cell.center().y() + height / 2)
                run = QGlyphRun()
                run.setRawFont(QRawFont.fromFont(font))
                run.setPositions([first + QPointF(column * cell.width() + place * advance, row * cell.height())
                                  for row in range(rows) for column in range(columns) for place in range(length)])
                return run
        return None

    def _is_image(self) -> bool:
        cell = self.cell_rect((0, 0))
        return min(cell.width(), cell.height()) < SMALLEST_CELL

    def _paint_captions(self, painter: QPainter) -> None:
        area = self.area()
        painter.setFont(theme.ui_font(CAPTION_SIZE))
        painter.setPen(theme.current().muted)
        centre, below = Qt.AlignmentFlag.AlignCenter, area.bottom() + 1
        cell = self.cell_rect((0, 0))
        labelled = self._labelled()
        metrics, right = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        for row in labelled[0]:
            y = self.cell_rect((row, 0)).center().y()
            painter.drawText(QRectF(0, y - CAPTION / 2, cell.left() - 4, CAPTION),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             metrics.elidedText(self._row_labels[row], right, round(NAME)))
        for column in labelled[1]:
            x, room = self.cell_rect((0, column)).center().x(), max(cell.width() * labelled[1].step - 2, LEGIBLE)
            painter.drawText(QRectF(x - 50, below, 100, CAPTION), centre,
                             metrics.elidedText(self._column_labels[column], right, round(room)))
        below += CAPTION - 2 if self._column_labels else 0.0
        painter.drawText(QRectF(area.left() - 60, below, area.width() + 120, CAPTION), centre, self._captions[1])
        painter.translate(area.left() - self._labels_width() - CAPTION / 2, area.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-100, -CAPTION / 2, 200, CAPTION), centre, self._captions[0])

    def _labelled(self) -> tuple[range, range]:
        """The rows and columns whose labels have room."""
        cell = self.cell_rect((0, 0))
        wanted = min(self._column_width, LEGIBLE) + 4         # what is longer is cut
        return (range(0, len(self._row_labels), _stride(CAPTION_SIZE, cell.height())),
                range(0, len(self._column_labels), _stride(wanted, cell.width())))

    def _label_rect(self, row: int | None, column: int | None, width: float) -> QRectF:
        """Where so wide a label of a row or a column is written."""
        area = self.area()
        if row is not None:
            y = self.cell_rect((row, 0)).center().y()
            return QRectF(max(area.left() - 4 - width, 0.0), y - CAPTION_SIZE / 2, width, CAPTION_SIZE)
        x = self.cell_rect((0, column or 0)).center().x()
        return QRectF(max(x - width / 2, 0.0), area.bottom() + 1, width, CAPTION)

    def _paint_lit(self, painter: QPainter) -> None:
        """Frames around the cells; what is tinted over has no numbers, whose ink is chosen for the colour of their cell."""
        (rows, columns), accent = self._values.shape, theme.current().accent
        tint = QColor(accent)
        tint.setAlpha(TINT if self._is_image() else 0)
        lit_rows, lit_columns = (sorted(place for place in lit if place < size)
                                 for lit, size in zip(self._lit, (rows, columns), strict=True))
        for row in lit_rows:
            _paint_light(painter, self.cell_rect((row, 0)).united(self.cell_rect((row, columns - 1))), accent, tint)
        for column in lit_columns:
            _paint_light(painter, self.cell_rect((0, column)).united(self.cell_rect((rows - 1, column))), accent, tint)
        self._paint_places(painter, [(row, None) for row in lit_rows] + [(None, column) for column in lit_columns])

    def _paint_places(self, painter: QPainter, places: Sequence[tuple[int | None, int | None]]) -> None:
        """The numbers of what is lit; a plain label that would touch one of them is left out as a whole."""
        bold, plain = (QFontMetricsF(theme.ui_font(CAPTION_SIZE, bold)) for bold in (True, False))
        written = [(str(column if row is None else row), row, column) for row, column in places]
        boxes = [(self._label_rect(row, column, bold.horizontalAdvance(text) + 4), text) for text, row, column in written]
        for label, row, column in [*((self._row_labels[row], row, None) for row in self._labelled()[0]),
                                   *((self._column_labels[column], None, column) for column in self._labelled()[1])]:
            rect = self._label_rect(row, column, plain.horizontalAdvance(label)).adjusted(-1, 0, 1, 0)
            if any(rect.intersects(box) for box, _ in boxes):
                painter.fillRect(rect, theme.current().panel)
        painter.setFont(theme.ui_font(CAPTION_SIZE, bold=True))
        painter.setPen(theme.current().accent)
        for box, text in boxes:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)

    def _paint_outlines(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rows, columns = self._values.shape
        for cell, pen in ((self._current, QPen(theme.current().muted, 1)), (self._selected, QPen(theme.current().text, 2))):
            if cell is not None and cell[0] < rows and cell[1] < columns:
                painter.setPen(pen)
                outline = self.cell_rect(cell)
                more = max(SMALLEST_CELL - outline.width(), 0.0) / 2, max(SMALLEST_CELL - outline.height(), 0.0) / 2
                painter.drawRoundedRect(outline.adjusted(-more[0], -more[1], *more), ROUND, ROUND)

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(self.cell_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*cell)

    def leaveEvent(self, event: QEvent) -> None:
        self._move_to(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._move_to(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, (rows, columns) = Qt.Key(event.key()), self._values.shape
        move = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}.get(key)
        if move and self._values.size:
            row, column = self._current or self._selected or (0, 0)
            self._move_to((min(max(row + move[0], 0), rows - 1), min(max(column + move[1], 0), columns - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self.clicked.emit(*self._current)
        else:
            super().keyPressEvent(event)

    def _move_to(self, cell: Cell | None) -> None:
        if cell != self._current:
            self._current = cell
            self.update()
            self.hovered.emit(cell)


def _widest(labels: Sequence[str]) -> float:
    """px of the longest label; of as many characters all are about as wide."""
    return QFontMetricsF(theme.ui_font(CAPTION_SIZE)).horizontalAdvance(max(labels, key=len, default=""))


def _stride(wanted: float, cell: float) -> int:
    """From one label to the next: 1, 2, 5, 10, 20 … cells, so that each has the px it wants."""
    return next((step for step in STRIDES if step * cell >= wanted), STRIDES[-1])


def _paint_light(painter: QPainter, strip: QRectF, accent: QColor, tint: QColor) -> None:
    painter.setPen(QPen(accent, 1.4))
    painter.setBrush(tint)
    more = max(3.0 - strip.width(), 0.0) / 2, max(3.0 - strip.height(), 0.0) / 2
    painter.drawRoundedRect(strip.adjusted(-more[0], -more[1], *more), ROUND, ROUND)


@functools.cache
def _on_light(name: str) -> np.ndarray:
    """For every colour of a theme's table, whether what is written on it is black."""
    table = theme.signed_table(theme.THEMES[name], signed_image.COLOURS).tolist()
    return np.array([ink_on(QColor(*colour)) == Qt.GlobalColor.black for colour in table])


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    grid = MatrixGrid("row", "column")
    grid.set_values(np.random.default_rng(1).normal(0, 1, (6, 8)), 2.0, lambda value: f"{value:.1f}")
    grid.clicked.connect(lambda *cell: grid.set_selected(cell))
    grid.show()
    app.exec()
