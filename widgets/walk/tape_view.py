"""One training step line by line: every operation with indices, as matrices and as NumPy, its numbers below where the walk is."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QAction,
    QCursor,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from core.explain.forms import Forms
from core.explain.walk import Item, agrees
from widgets import theme
from widgets.walk.number_cells import Values
from widgets.walk.tape_header import BETWEEN, HEIGHT, STRIP, TapeHeader
from widgets.walk.tape_layout import TapeLayout
from widgets.walk.tape_row import Column, Form, copied, read_out
from widgets.walk.token_line import Region

DIM = 0.5                                                       # opacity of what is still to come
SCROLL, AHEAD = 160, 30                                         # ms; px to be seen of what comes next


class TapeView(QAbstractScrollArea):
    """Rows of operations, of which the one done last is unfolded; a strip at the left names the stages.

    position_chosen(int): a row was clicked, or the keyboard moved: so many operations shall be done.
    item_hovered(object): the Item that the token or number under the mouse stands for, or None.
    item_clicked(object): the Item of a number of the unfolded row that was clicked.
    """

    position_chosen = Signal(int)
    item_hovered = Signal(object)
    item_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tape_view")
        self.setAccessibleName(self.tr("Step line by line"))
        self._layout, self._header = TapeLayout(), TapeHeader(self)
        self._header.columns_changed.connect(self._relayout)
        self._lit: frozenset[Item] = frozenset()
        self._chosen: frozenset[Item] = frozenset()
        self._hovered: Item | None = None
        self._pointed = self._pressed = -1                      # rows
        self._pointed_form: Form | None = None
        self._calm = False
        self._scroll = QVariantAnimation(self)
        self._scroll.setDuration(SCROLL)
        self._scroll.valueChanged.connect(self._scroll_to)
        for form, name in (
            ("indices", self.tr("Copy with indices")), ("matrix", self.tr("Copy as matrices")),
            ("numpy", self.tr("Copy as NumPy")), ("latex", self.tr("Copy as LaTeX")),
        ):
            action = QAction(name, self)
            action.triggered.connect(partial(self.copy, form))
            self.addAction(action)

        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(0, HEIGHT, 0, 0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.setMinimumSize(320, 160)
        self._relayout()

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_lines(self, lines: Sequence[tuple[str, Forms]]) -> None:
        """All operations from the first to the last, each with its stage: forward, cost, backward or update."""
        self._layout.set_lines(lines)
        self._pointed = -1
        self._moved()

    def set_position(self, position: int, current: tuple[Forms, Values] | None = None) -> None:
        """So many operations are done; the last of them is scrolled to where it is not visible.

        `current` is what its row says, and the numbers of whole items, before the operation where `old` is true.
        """
        position = min(position, len(self._layout.lines))
        if position != self._layout.position:
            self._layout.go_to(position)
        elif current is None:
            return
        if current is not None:
            self._layout.set_current(*current)
        self._moved()

    def set_example(self, example: int) -> None:
        """Which column is shown of what every example has for itself."""
        if example != self._layout.example:
            self._layout.set_example(example)
            self._moved()

    def set_lit(self, items: Collection[Item]) -> None:
        """What is lit wherever it stands."""
        if frozenset(items) != self._lit:
            self._lit = frozenset(items)
            self.viewport().update()

    def set_selected(self, items: Collection[Item]) -> None:
        """The numbers of what is selected, to be framed wherever they stand."""
        if frozenset(items) != self._chosen:
            self._chosen = frozenset(items)
            self.viewport().update()

    def set_calm(self, calm: bool) -> None:
        """Whether it goes to another row without a movement."""
        self._calm = calm
        if calm:
            self._scroll.stop()

    # ---- what it shows -----------------------------------------------------------------------------------------------------------

    @property
    def columns(self) -> list[Column]:
        """The forms that are shown, from left to right."""
        return self._header.columns

    def row_rect(self, row: int) -> QRectF:
        """Where a row is in the viewport, visible or not."""
        top, bottom = self._layout.top(row), self._layout.top(row + 1)
        return QRectF(STRIP, top - self.verticalScrollBar().value(), self.viewport().width() - STRIP, bottom - top)

    def row_at(self, y: float) -> int:
        """The row at a height of the viewport, or the nearest."""
        return self._layout.row_at(y + self.verticalScrollBar().value())

    @property
    def forms(self) -> Forms | None:
        """What the unfolded row says."""
        return self._layout.forms

    def lit_regions(self, row: int) -> list[Region]:
        """Those of a row that are lit."""
        return [(item, rect) for item, rect in self.regions(row) if self._is_lit(item)]

    def framed_regions(self, row: int) -> list[Region]:
        """Those of a row that are selected."""
        return [(item, rect) for item, rect in self.regions(row) if item in self._chosen]

    def regions(self, row: int) -> list[Region]:
        """Every token and number of a row that stands for an item, and where it is in the viewport."""
        return [(item, rect.translated(0, self.row_rect(row).top())) for item, rect in self._layout.row(row).regions]

    # ---- moving ------------------------------------------------------------------------------------------------------------------

    def _relayout(self) -> None:
        self._layout.set_columns(self.columns)
        self._moved()

    def _moved(self) -> None:
        """Show the present row, which is another one or says something else."""
        bar, page, forms = self.verticalScrollBar(), self.viewport().height(), self._layout.forms
        bar.setRange(0, max(round(self._layout.height) - page, 0))
        bar.setPageStep(page)
        self.setAccessibleDescription(read_out(forms) if forms else self.tr("Nothing is computed yet."))
        self._go(self._nearest())
        self.viewport().update()

    def _nearest(self) -> int:
        """The scroll bar's value from which the present row is seen, and a bit of the next, with the least movement."""
        bar, position = self.verticalScrollBar(), self._layout.position
        top = self._layout.top(position - 1) if position else 0.0
        lowest = self._layout.top(position) + AHEAD - self.viewport().height()
        return min(round(min(max(bar.value(), lowest), top)), bar.maximum())

    def _go(self, target: int) -> None:
        bar = self.verticalScrollBar()
        self._scroll.stop()
        if self._calm or not self.isVisible():
            bar.setValue(target)
        elif target != bar.value():
            self._scroll.setStartValue(bar.value())
            self._scroll.setEndValue(target)
            self._scroll.start()

    def _scroll_to(self, value: int) -> None:
        self.verticalScrollBar().setValue(value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._header.setGeometry(0, 0, self.viewport().width(), HEIGHT)
        self._moved()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._scroll.stop()
        self._hover(None)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
        super().changeEvent(event)

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self.viewport()), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), colours.panel)
        if self._layout.lines:
            for row in range(self.row_at(0), self.row_at(self.viewport().height()) + 1):
                self._paint_row(painter, row)
            self._paint_stages(painter)
        painter.end()

    def _paint_row(self, painter: QPainter, row: int) -> None:
        colours, rect = theme.current(), self.row_rect(row)
        is_current, surface = row == self._layout.position - 1, colours.panel
        if is_current or row == self._pointed:
            surface = colours.background if is_current else theme.mix(colours.panel, colours.raised, 0.6)
            painter.fillRect(rect, surface)
        if row and self._layout.lines[row][0] != self._layout.lines[row - 1][0]:
            painter.fillRect(QRectF(0, rect.top(), rect.right(), 1), colours.line)
        painter.setOpacity(1.0 if row < self._layout.position else DIM)
        painter.translate(0, rect.top())
        self._layout.row(row).draw(painter, self._is_lit, surface, self._chosen)
        painter.translate(0, -rect.top())
        painter.setOpacity(1.0)
        if is_current:
            width = 2 if self.hasFocus() else 1
            painter.setPen(QPen(colours.accent, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(width / 2, width / 2, -width / 2, -width / 2), 4, 4)

    def _paint_stages(self, painter: QPainter) -> None:
        """A strip at the left: the names of the stages, each in the middle of what is visible of its rows."""
        colours, page = theme.current(), float(self.viewport().height())
        painter.setFont(theme.heading_font())
        for stage, first, end in self._layout.stages:
            top, bottom = self.row_rect(first).top(), self.row_rect(end - 1).bottom()
            if bottom <= 0 or top >= page:
                continue
            name, visible = self._name(stage), (max(top, 0.0), min(bottom, page))
            if visible[1] - visible[0] < QFontMetricsF(painter.font()).horizontalAdvance(name) + 6:
                continue
            is_here = first < self._layout.position <= end
            painter.save()
            painter.translate(STRIP / 2, sum(visible) / 2)
            painter.rotate(-90)
            painter.setPen(colours.accent if is_here else colours.muted)
            painter.drawText(QRectF(-100, -STRIP / 2, 200, STRIP), Qt.AlignmentFlag.AlignCenter, name)
            painter.restore()

    def _name(self, stage: str) -> str:
        forward, backward = self.tr("Forward"), self.tr("Backward")
        return {"forward": forward, "cost": self.tr("Cost"), "backward": backward, "update": self.tr("Update")}[stage].upper()

    def _is_lit(self, item: Item) -> bool:
        return any(agrees(item, lit) for lit in self._lit)

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())
        self._pressed = self._pointed if event.button() == Qt.MouseButton.LeftButton else -1

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, -1
        if event.button() != Qt.MouseButton.LeftButton or pressed < 0 or pressed != self._pointed:
            return
        if pressed != self._layout.position - 1:
            self.position_chosen.emit(pressed + 1)
        elif self._hovered is not None and self._hovered != self._hovered.whole:
            self.item_clicked.emit(self._hovered)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._leave()
        return super().viewportEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        if self.viewport().underMouse():
            self._point_at(QPointF(self.viewport().mapFromGlobal(QCursor.pos())))

    def _leave(self) -> None:
        self._pointed, self._pointed_form = -1, None
        self._hover(None)
        self.viewport().update()

    def _point_at(self, place: QPointF) -> None:
        row = self.row_at(place.y())
        rect = self.row_rect(row) if self._layout.lines else QRectF()
        row = row if rect.contains(place) else -1
        if row != self._pointed:
            self._pointed = row
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
            self.viewport().update()
        self._pointed_form = next((form for form, left, width in self.columns if left <= place.x() < left + width + BETWEEN), None)
        self._hover(self._layout.row(row).item_at(place - QPointF(0, rect.top())) if row >= 0 else None)

    def _hover(self, item: Item | None) -> None:
        if item != self._hovered:
            self._hovered = item
            self.item_hovered.emit(item)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        # While it has the keyboard, copying means the row of the walk.
        copies = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy)
        if copies and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, page = Qt.Key, max(self.viewport().height() // 40, 1)
        moves = {key.Key_Up: -1, key.Key_Down: 1, key.Key_PageUp: -page, key.Key_PageDown: page,
                 key.Key_Home: -len(self._layout.lines), key.Key_End: len(self._layout.lines)}
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy(self._pointed_form or self.columns[0].form)
        elif event.key() in moves and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            position = min(max(self._layout.position + moves[key(event.key())], 0), len(self._layout.lines))
            if position != self._layout.position:
                self.position_chosen.emit(position)
        else:
            super().keyPressEvent(event)

    # ---- what leaves it ----------------------------------------------------------------------------------------------------------

    def copy(self, form: str) -> None:
        """Put the row of the present position on the clipboard: its indices, matrix, numpy or latex."""
        if self._layout.forms is not None:
            QGuiApplication.clipboard().setText(copied(self._layout.forms, form))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.document import presets
    from core.document.data import dataset
    from core.explain.forms import forms
    from core.explain.walk import Walk
    from core.training import Trainer

    app = QApplication([])
    theme.apply(app, theme.DARK)
    experiment = presets.load("two-paths")
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    view = TapeView()
    view.set_lines([(operation.stage, forms(walk, place)) for place, operation in enumerate(walk.operations)])

    def go_to(position: int) -> None:
        walk.go_to(position)
        now = (forms(walk, position - 1), lambda item, old: walk.values(item, position - old)) if position else None
        view.set_position(position, now)

    view.position_chosen.connect(go_to)
    view.item_hovered.connect(lambda item: view.set_lit([item] if item else []))
    go_to(1)
    view.resize(1000, 360)
    view.show()
    app.exec()
