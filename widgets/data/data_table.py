"""All examples as a table to sort, filter and edit."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import BadInput
from core.formats.pasted import as_text
from widgets import theme
from widgets.data.paint_tools import answers_switch
from widgets.data.table_model import ExampleModel, ExampleRows, ModelIndex
from widgets.sentences import said

ROW, WIDTH, NARROW, PAD = 22, 92, 72, 6                                 # px
SIDES = tuple(side | Qt.AlignmentFlag.AlignVCenter for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight))


class NumberCell(QStyledItemDelegate):
    """Paints a cell in a quarter of the time that a style sheet takes, which is what lets a page of them scroll smoothly."""

    def __init__(self, model: ExampleModel) -> None:
        super().__init__()
        self._model = model
        self._fonts = theme.ui_font(theme.SMALL), theme.number_font()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        view, colours, rect, column = option.widget, theme.current(), option.rect, index.column()
        assert isinstance(view, QTableView)
        if view.selectionModel().isSelected(index):
            painter.fillRect(rect, theme.selected_row(colours))
        if index == view.currentIndex() and view.hasFocus():
            painter.setPen(QPen(colours.accent, 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.setFont(self._fonts[column > 0])
        painter.setPen(colours.text if self._model.is_editable(column) else colours.muted)
        painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), SIDES[column > 0], self._model.text_at(index.row(), column))


class RowsView(QTableView):
    """A table that knows the keys for copying, pasting and deleting rows.

    copy_wanted(), paste_wanted(), delete_wanted().
    """

    copy_wanted = Signal()
    paste_wanted = Signal()
    delete_wanted = Signal()

    def event(self, event: QEvent) -> bool:
        # While the table has the keyboard, these keys mean its rows.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._meant(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        meant = self._meant(event)
        if meant is None:
            super().keyPressEvent(event)
        else:
            meant.emit()

    def _meant(self, event: QKeyEvent) -> SignalInstance | None:
        keys = QKeySequence.StandardKey
        meanings = (keys.Copy, self.copy_wanted), (keys.Paste, self.paste_wanted), (keys.Delete, self.delete_wanted)
        return next((signal for key, signal in meanings if event.matches(key)), None)


class DataTable(QWidget):
    """Rows are those of the arrays that were set, whatever the order on the screen.

    edited(list, int, object): a cell was typed into: its column, the number or set, and its row with all others that are selected.
    example_chosen(int): the user went to this row.
    add_wanted(), delete_wanted(list), copy_wanted(list), paste_wanted(): of rows.
    answers_chosen(str): all examples are to have "classes" or "values".
    refused(str): what was typed cannot be used, in one sentence.
    """

    edited = Signal(list, int, object)
    example_chosen = Signal(int)
    add_wanted = Signal()
    delete_wanted = Signal(list)
    copy_wanted = Signal(list)
    paste_wanted = Signal()
    answers_chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_table")
        self.setAccessibleName(self.tr("All examples"))
        self._model, self.view = ExampleModel(), RowsView()
        self._descending: dict[int, bool] = {}
        self._said = QLabel()
        self._said.setObjectName("sentence")
        self._said.setWordWrap(True)
        self._said.setProperty("muted", True)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self._make_view()
        self.answers = answers_switch()
        self.answers.chosen.connect(self.answers_chosen)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(self.tr("Filter"))
        self._suggest(self._model.rows)
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        line = QHBoxLayout()
        line.addWidget(self.filter, 1)
        line.addWidget(self.answers)
        line.addWidget(self._count)
        for icon, name, tip, wanted in (
            ("mdi6.plus", self.tr("Add"), self.tr("Add an example, a copy of the selected one"), self.add_wanted.emit),
            ("mdi6.minus", self.tr("Delete"), self.tr("Delete the selected examples (Delete)"), self._delete),
            ("mdi6.content-copy", self.tr("Copy"), self.tr("Copy the selected examples for a spreadsheet (Ctrl+C)"), self._copy),
            ("mdi6.content-paste", self.tr("Paste"), self.tr("Add rows copied in a spreadsheet (Ctrl+V)"), self.paste_wanted.emit),
        ):
            button = QToolButton()
            button.setIcon(theme.icon(icon))
            button.setAccessibleName(name)
            button.setToolTip(tip)
            button.clicked.connect(wanted)
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.view, 1)
        column.addWidget(self._said)

    def _make_view(self) -> None:
        view = self.view
        self._cell = NumberCell(self._model)                    # the view does not own its delegate
        view.setModel(self._model)
        view.setItemDelegate(self._cell)
        view.setAccessibleName(self.accessibleName())
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(ROW)
        header = view.horizontalHeader()
        header.setDefaultSectionSize(WIDTH)
        header.setHighlightSections(False)
        header.setStyleSheet("QHeaderView { border: none; border-radius: 0 }")   # or it gets a table's frame within the table's
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort)
        view.selectionModel().currentRowChanged.connect(self._choose)
        view.delete_wanted.connect(self._delete)
        view.copy_wanted.connect(self._copy)
        view.paste_wanted.connect(self.paste_wanted)
        self._model.edited.connect(self._edit)
        self._model.refused.connect(self.refused)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_rows(self, rows: ExampleRows) -> None:
        """The examples to show."""
        columns = rows.names != self._model.rows.names
        self.set_answers(rows.are_classes)
        with QSignalBlocker(self.view.selectionModel()):
            self._model.set_rows(rows)
        self._suggest(rows)
        if columns:
            with QSignalBlocker(self.filter):
                self.filter.clear()
            self.view.horizontalHeader().setSortIndicatorShown(False)
            self.view.setColumnWidth(0, NARROW)
            self.view.setColumnWidth(1, NARROW)
        self._show_count()

    def _suggest(self, rows: ExampleRows) -> None:
        """A filter with these examples' own names."""
        wanted = rows.class_names[0] if rows.class_names else "1" if rows.are_classes else "0.5"
        self.filter.setPlaceholderText(self.tr("Filter, such as {answer} = {wanted}, {input} > 2").format(
            answer=rows.answer_names[0], wanted=wanted, input=rows.columns[0]))

    def set_answers(self, are_classes: bool) -> None:
        """Whether every example has a class; else it has values."""
        self.answers.set_current("classes" if are_classes else "values")

    def set_costs(self, costs: np.ndarray) -> None:
        """C₀ of every example by now."""
        self._model.set_costs(costs)

    def set_current(self, row: int) -> None:
        """Select this example alone, and show it."""
        place = self._model.place_of(row)
        selection = self.view.selectionModel()
        with QSignalBlocker(selection):
            if place is None:
                selection.clear()
            elif place != self.view.currentIndex().row() or not selection.isRowSelected(place):
                index = self._model.index(place, max(self.view.currentIndex().column(), 0))
                flags = QItemSelectionModel.SelectionFlag
                selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self.view.scrollTo(index)
        self.view.viewport().update()

    def say(self, sentence: str) -> None:
        """One sentence below the table."""
        self._said.setText(sentence)

    def copied(self, rows: list[int]) -> str:
        """These rows as text for a spreadsheet: inputs, and class or targets."""
        shown = self._model.rows
        answers, names = shown.answers[rows].tolist(), shown.class_names
        if names:
            answers = [[names[index]] for index, in answers]
        return as_text((*shown.columns, *shown.answer_names),
                       ([*x, *y] for x, y in zip(shown.inputs[shown.place_of(rows)].tolist(), answers, strict=True)))

    @property
    def selected(self) -> list[int]:
        """The rows that are selected, from the top of the screen."""
        places = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [int(self._model.order[place]) for place in places]

    # ---- what the user says ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the table; of a cell that is typed into, it leaves that first."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _sort(self, column: int) -> None:
        """By a column; again, the other way round."""
        descending = self._descending[column] = not self._descending.get(column, True)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header, chosen = self.view.horizontalHeader(), self.selected[:1]
        header.setSortIndicatorShown(True)
        header.setSortIndicator(column, order)
        self._model.sort_by(column, descending)
        for row in chosen:
            self.set_current(row)

    def _filter(self, conditions: str) -> None:
        chosen = self.selected[:1]
        try:
            self._model.set_filter(conditions)
        except BadInput as problem:
            self.say(said(problem.sentence))
            return
        self.say("")
        self._show_count()
        for row in chosen:
            self.set_current(row)

    def _show_count(self) -> None:
        shown, total = self._model.rowCount(), len(self._model.rows.numbers)
        self._count.setText(self.tr("{total} examples").format(total=f"{total:,}") if shown == total else
                            self.tr("{shown} of {total} examples").format(shown=f"{shown:,}", total=f"{total:,}"))

    def _choose(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.example_chosen.emit(int(self._model.order[index.row()]))

    def _edit(self, row: int, column: int, value: object) -> None:
        rows = self.selected
        self.edited.emit(rows if row in rows else [row], column, value)

    def _delete(self) -> None:
        if self.selected:
            self.delete_wanted.emit(self.selected)

    def _copy(self) -> None:
        if self.selected:
            self.copy_wanted.emit(self.selected)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    rng, count = np.random.default_rng(1), 200_000
    table = DataTable()
    table.set_rows(ExampleRows(np.arange(count) < 150_000, np.arange(count), rng.normal(size=(count, 10)),
                               tuple(f"x{i}" for i in range(10)), rng.integers(0, 3, (count, 1)), True, rng.uniform(size=count)))
    for signal in (table.edited, table.example_chosen, table.add_wanted, table.delete_wanted, table.copy_wanted):
        signal.connect(print)
    table.refused.connect(table.say)
    table.resize(1000, 500)
    table.show()
    app.exec()
