"""A table of very many rows of which one is pointed at: only what is visible is ever asked for and painted."""
from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from math import isnan

from PySide6.QtCore import (
    QAbstractTableModel,
    QElapsedTimer,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.notation import Node, Symbol, signed
from widgets import theme
from widgets.formula import layout

ROW = 21                                                        # px
NUMBER, SYMBOL, HEADER = theme.CAPTION, 14, theme.CAPTION                  # px: of figures, typeset symbols, names of columns
PAD, GAP = 6, 8                                                 # px: at both ends of a cell, between a number and its bar
SCROLL_BAR = 8                                                  # px, as in the style sheet
PAUSE = 1000                                                    # ms without typing after which a new word begins
ModelIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()                                         # the parent of a table's rows


class RowModel(QAbstractTableModel):
    """Columns by their `headings`; how many rows there are and what they say is for who completes it."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self.headings = tuple(headings)
        self.hints: dict[int, str] = {}                         # by column: what its heading says when it is pointed at

    def columnCount(self, parent: ModelIndex = NOWHERE) -> int:
        return len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return self.hints.get(section)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft)
        return theme.ui_font(HEADER) if role == Qt.ItemDataRole.FontRole else None


class PointerWatch(QObject):
    """lost(): what the mouse points at in a view is under it no longer: it left, or the view was hidden or carried away.

    Of a view that is scrolled away with everything around it no Leave tells, and it does not even move within its parent.
    """

    lost = Signal()

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._viewport = view.viewport()
        self._viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is not self._viewport:
            if kind == QEvent.Type.Move:
                self.lost.emit()
        elif kind == QEvent.Type.Show:
            around = self._viewport.parentWidget()
            while around is not None and not around.isWindow():
                around.installEventFilter(self)
                around = around.parentWidget()
        elif kind in (QEvent.Type.Leave, QEvent.Type.Hide):
            self.lost.emit()
        return False


class RowTable(QTableView):
    """Whole rows, chosen by mouse or keyboard; `cells` paint the columns, which have these
    widths; the last one takes what is left.

    row_pointed(int): the row under the mouse or the keyboard's row, −1 when there is none.
    row_chosen(int): a row was clicked, or Enter pressed on it.
    copy_wanted(): the keys for copying were pressed.
    typed(str): letters and figures typed in one go, as for finding a row.
    """

    row_pointed = Signal(int)
    row_chosen = Signal(int)
    copy_wanted = Signal()
    typed = Signal(str)

    def __init__(
        self, model: RowModel, cells: Sequence[Cell], widths: Sequence[int], parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.pointed = -1
        self._typed, self._since_typed = "", QElapsedTimer()
        PointerWatch(self).lost.connect(lambda: self.point_at(-1))
        self._cells = cells                                     # the view does not own its delegates
        self.setModel(model)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(ROW)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setStretchLastSection(True)
        columns.setHighlightSections(False)
        columns.setStyleSheet("QHeaderView { border: none; border-radius: 0 }")   # or it gets a table's frame within the table's
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            self.setItemDelegateForColumn(column, cell)
            columns.resizeSection(column, width)

    def set_heading(self, column: int, heading: str) -> None:
        """What stands over a column."""
        model = self.model()
        assert isinstance(model, RowModel)
        if model.headings[column] != heading:
            model.headings = (*model.headings[:column], heading, *model.headings[column + 1:])
            self.horizontalHeader().viewport().update()

    def select(self, row: int) -> None:
        """Mark this row alone, and neither scroll to it nor take the keyboard there."""
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self.model().index(row, 0), flag.ClearAndSelect | flag.Rows)

    def go_to(self, row: int) -> None:
        """Mark this row, scroll to it, and take the keyboard there."""
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def set_pointed(self, row: int) -> None:
        """The row that is lit."""
        if row != self.pointed:
            self.pointed = row
            self.viewport().update()

    def selected_rows(self) -> list[int]:
        """From the top."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def height_of(self, rows: int) -> int:
        """With so many rows and nothing to scroll."""
        header = self.horizontalHeader()
        return rows * ROW + (0 if header.isHidden() else header.sizeHint().height()) + 2 * self.frameWidth() + 2

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.point_at(self.rowAt(round(event.position().y())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        if self.pointed >= 0:                                   # a view that only passes under the mouse points at nothing
            self.point_at(self.rowAt(round(event.position().y())))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.point_at(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self.rowAt(round(event.position().y()))
        if row == self.currentIndex().row() >= 0 and event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            self.row_chosen.emit(row)

    def event(self, event: QEvent) -> bool:
        # While the table has the focus, copying means its rows.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _copies(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex().row()
        if _copies(event):
            self.copy_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and before >= 0:
            self.row_chosen.emit(before)
        else:
            super().keyPressEvent(event)
            if self.currentIndex().row() != before:
                self.point_at(self.currentIndex().row())

    def keyboardSearch(self, search: str) -> None:
        if not self._since_typed.isValid() or self._since_typed.hasExpired(PAUSE):
            self._typed = ""
        self._typed += search
        self._since_typed.start()
        self.typed.emit(self._typed)

    def point_at(self, row: int) -> None:
        """Light a row and tell it, as the mouse does."""
        if row != self.pointed:
            self.set_pointed(row)
            self.row_pointed.emit(row)


def _copies(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy)


class Cell(QStyledItemDelegate):
    """Paints one cell of a RowTable: the state of its row, and over it what `draw` draws."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        table, colours, rect, row = option.widget, theme.current(), option.rect, index.row()
        assert isinstance(table, RowTable)
        if table.selectionModel().isSelected(index):
            painter.fillRect(rect, theme.selected_row(colours))
        elif row == table.pointed:
            painter.fillRect(rect, colours.hover)
        if row == table.currentIndex().row() and table.hasFocus():
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.accent)
        self.draw(painter, rect.adjusted(PAD, 0, -PAD, 0), row)

    def draw(self, painter: QPainter, rect: QRect, row: int) -> None:
        """Draw what belongs to `row` within `rect`."""
        raise NotImplementedError


class NumberCell(Cell):
    """The number that `value` gives for a row, None where it is not known."""

    def __init__(self, value: Callable[[int], float | None]) -> None:
        super().__init__()
        self.value = value

    def draw(self, painter: QPainter, rect: QRect, row: int) -> None:
        painter.setFont(theme.number_font(NUMBER))
        painter.setPen(theme.current().text)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, signed(self.value(row)))


class BarCell(NumberCell):
    """A number, and beside it a bar from the middle: to the right when positive, to the left when negative."""

    def __init__(self, value: Callable[[int], float | None]) -> None:
        super().__init__(value)
        self._scale = 1.0

    def set_scale(self, scale: float) -> None:
        """The size of the number whose bar is as long as there is room."""
        self._scale = scale

    def draw(self, painter: QPainter, rect: QRect, row: int) -> None:
        width = number_width()
        super().draw(painter, QRect(rect.left(), rect.top(), width, rect.height()), row)
        colours, value, left = theme.current(), self.value(row), rect.left() + width + GAP
        half = (rect.right() - left) / 2
        middle = left + half
        painter.fillRect(QRectF(middle, rect.top() + 3, 1, rect.height() - 6), colours.line)
        if value is None or isnan(value):
            return
        length = half * min(abs(value) / self._scale, 1.0)
        painter.fillRect(QRectF(middle if value > 0 else middle - length, rect.center().y() - 3, length, 7),
                         colours.positive if value > 0 else colours.negative)


class SymbolCell(Cell):
    """What `nodes` gives for a row, typeset one after the other: what all rows share is laid out but once."""

    def __init__(self, nodes: Callable[[int], Sequence[Node]]) -> None:
        super().__init__()
        self._nodes = nodes

    def draw(self, painter: QPainter, rect: QRect, row: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, baseline = float(rect.left()), rect.center().y() + round(0.3 * SYMBOL)
        for node in self._nodes(row):
            box = layout(node, SYMBOL)
            box.draw(painter, x, baseline)
            x += box.width


@functools.cache
def number_width() -> int:
    """Of the longest number, in px."""
    return round(QFontMetricsF(theme.number_font(NUMBER)).horizontalAdvance(signed(-1e99))) + 1


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    class Roots(RowModel):
        """The square roots, as an example."""

        def rowCount(self, parent: ModelIndex = NOWHERE) -> int:
            return 1000

        def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
            return str(index.row()) if role == Qt.ItemDataRole.DisplayRole else None

    app = QApplication([])
    theme.apply(app, theme.DARK)
    bar = BarCell(lambda row: row**0.5)
    bar.set_scale(32.0)
    table = RowTable(Roots(("activation", "root")), (SymbolCell(lambda row: [Symbol("a", 1, row)]), bar), (100, 200))
    table.row_chosen.connect(print)
    table.show()
    app.exec()
