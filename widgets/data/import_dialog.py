"""The dialog that asks what to learn from a table: its columns and first rows, inputs and target, and where the data go."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, cast

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.data.dataset import Task
from core.data.readers.table import Facts, Table
from core.data.selection import Filling, Normalization, Selection
from widgets.choice_box import Choice, ChoiceBox
from widgets.data.table_models import ColumnsModel, Role, RowsModel
from widgets.segmented import Segmented
from widgets.slider_field import SliderField

Destination = Literal["new", "open"]
SIZE, ROW, BESIDE = (960, 620), 24, 6                           # px: of the dialog, of a row, beside the cells of the first rows
WIDTHS = {0: 120, 1: 64, 3: 60, 4: 64}                          # px of the list of columns; the range takes the rest
KEYS: dict[int, Role] = {Qt.Key.Key_I: "input", Qt.Key.Key_T: "target", Qt.Key.Key_Delete: "out", Qt.Key.Key_O: "out"}
USED: tuple[tuple[Role, str], ...] = (("input", "inputs"), ("target", "targets"))


class ColumnsView(QTableView):
    """The list of columns; keys say what the selected ones are used as.

    role_pressed(str): the key of this role.
    """

    role_pressed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Before the view searches for what begins with the letter."""
        role = KEYS.get(event.key())
        if role is not None and not event.modifiers():
            self.role_pressed.emit(role)
        else:
            super().keyPressEvent(event)


class Wish(NamedTuple):
    """What the user chose: the selection, the share of the training set, and where the data go."""

    selection: Selection
    share: float
    destination: Destination


class ImportDialog(QDialog):
    """Shows how far the reading is, then the table.

    changed(Wish): the user chose something else.  accepted_wish(Wish): import it so.  rejected(): give it up.
    header_chosen(bool): whether the first row of the file holds the names of the columns; the table has to be read anew.
    """

    changed = Signal(object)
    header_chosen = Signal(bool)
    accepted_wish = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("Import data"))
        self.setAccessibleName(self.tr("Import data"))
        self._set_column, self._share = "", 1.0
        self._make_tables()
        self._make_choices()
        self._place()
        self.set_header(None)
        self.resize(*SIZE)

    def _make_tables(self) -> None:
        self.columns_model, self.rows_model = ColumnsModel(self), RowsModel(self)
        self.columns, self.rows = ColumnsView(), QTableView()
        self.rows.setStyleSheet(f"QTableView::item {{ padding: 0 {BESIDE}px }}")
        for view, model, name in ((self.columns, self.columns_model, self.tr("Columns")),
                                  (self.rows, self.rows_model, self.tr("First rows"))):
            view.setModel(model)
            view.setAccessibleName(name)
            view.setShowGrid(False)
            view.setWordWrap(False)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            view.verticalHeader().setDefaultSectionSize(ROW)
            view.horizontalHeader().setHighlightSections(False)
            view.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
            view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.columns.verticalHeader().hide()
        self.columns.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.columns.setTabKeyNavigation(False)
        self.rows.setTabKeyNavigation(False)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.columns.doubleClicked.connect(self._turn)
        self.columns.role_pressed.connect(self._use_selected)

    def _make_choices(self) -> None:
        self._buttons: dict[Role, QPushButton] = {}
        uses: tuple[tuple[Role, str, str], ...] = (
            ("input", self.tr("&Input"), self.tr("The network sees the selected columns (I)")),
            ("target", self.tr("&Target"), self.tr("The network learns to answer the selected columns (T)")),
            ("out", self.tr("&Leave out"), self.tr("The selected columns are not used (Delete)")))
        for role, text, tip in uses:
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, role=role: self._use_selected(role))
            self._buttons[role] = button
        self.task = Segmented(self.tr("The target is"), [("classification", self.tr("classes")), ("regression", self.tr("values"))])
        self.normalization = Segmented(self.tr("Normalize"), [
            ("none", self.tr("as they are")), ("range", self.tr("−1 … 1")), ("standardize", self.tr("mean 0, deviation 1"))])
        self.filling = ChoiceBox(self.tr("Missing cells"), [
            Choice("drop", self.tr("leave their rows out")), Choice("mean", self.tr("the column’s mean")),
            Choice("zero", self.tr("0")), Choice("most frequent", self.tr("the most frequent value"))], widest=200)
        self.header = QCheckBox(self.tr("The first row holds the &names"))
        self.header.setToolTip(self.tr("Whether the file begins with the names of its columns, or at once with an example"))
        self.header.clicked.connect(self.header_chosen)
        self.share = SliderField(self.tr("Training share"), (0.1, 1.0), 0.01, lambda share: f"{100 * share:.0f} %")
        self.as_new = QRadioButton(self.tr("As a new experiment, with a network that fits"))
        self.into_open = QRadioButton(self.tr("Into the open experiment, which keeps its network (can be undone)"))
        self.task.chosen.connect(self._tell)
        self.normalization.chosen.connect(self._tell)
        self.filling.chosen.connect(self._tell)
        self.share.moved.connect(self._share_out)
        for radio in (self.as_new, self.into_open):
            radio.clicked.connect(self._tell)
        self.message = QLabel()
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.message.setMinimumHeight(3 * self.message.fontMetrics().lineSpacing())
        self.ok, self.cancel = QPushButton(self.tr("Import")), QPushButton(self.tr("Cancel"))
        self.ok.setProperty("primary", True)
        self.ok.setDefault(True)
        self.cancel.setAutoDefault(False)
        self.ok.clicked.connect(lambda: self.accepted_wish.emit(self.wish()))
        self.cancel.clicked.connect(self.reject)

    def _place(self) -> None:
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._pages = QStackedWidget()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the reading"))
        reading, shown = QWidget(), QWidget()
        column = QVBoxLayout(reading)
        column.addStretch()
        column.addWidget(self._bar)
        column.addStretch()
        self._place_table(shown)
        for page in (reading, shown):
            self._pages.addWidget(page)
        buttons = QHBoxLayout()
        buttons.addWidget(self.message, 1)
        buttons.addSpacing(16)
        for button in (self.cancel, self.ok):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        above = QHBoxLayout()
        above.addWidget(self._title, 1)
        above.addWidget(self.header)
        column.addLayout(above)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)

    def _place_table(self, page: QWidget) -> None:
        tables, roles, choices = QHBoxLayout(), QHBoxLayout(), QGridLayout()
        left = QVBoxLayout()
        left.addWidget(self.columns, 1)
        use = QLabel(self.tr("Use the selected as"))
        use.setProperty("muted", True)
        roles.addWidget(use)
        for button in self._buttons.values():
            roles.addWidget(button)
        roles.addStretch()
        left.addLayout(roles)
        tables.addLayout(left, 11)
        tables.addWidget(self.rows, 10)
        for row, (caption, widget) in enumerate(((self.tr("The target is"), self.task), (self.tr("Numbers"), self.normalization),
                                                 (self.tr("Missing cells"), self.filling))):
            label = QLabel(caption)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            choices.addWidget(label, row, 0)
            choices.addWidget(widget, row, 1, Qt.AlignmentFlag.AlignLeft)
        self.filling.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        choices.setColumnMinimumWidth(2, 28)
        choices.addWidget(self.share, 0, 3)
        choices.addWidget(self.as_new, 1, 3)
        choices.addWidget(self.into_open, 2, 3)
        choices.setColumnStretch(3, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(tables, 1)
        column.addLayout(choices)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_reading(self, title: str, share: float) -> None:
        """The file is being read, or the data are being made, so far."""
        self.set_title(title)
        self._pages.setCurrentIndex(0)
        self._bar.setValue(round(1000 * share))
        self.ok.setEnabled(False)

    def set_title(self, title: str) -> None:
        """What is shown."""
        self._title.setText(title)

    def set_header(self, header: bool | None) -> None:
        """Whether the first row was read as the names of the columns; None where a file has no first row."""
        self.header.setVisible(header is not None)
        self.header.setChecked(bool(header))

    def set_table(self, title: str, table: Table, facts: Sequence[Facts], wish: Wish) -> None:
        """The table with what was found in each of its columns, and what is proposed for it."""
        selection = wish.selection
        self.set_title(title)
        self.set_header(table.header)
        roles: dict[str, Role] = dict.fromkeys(table.names, "out")
        for role, names in USED:
            roles |= dict.fromkeys(getattr(selection, names), role)
        if selection.set_column:
            roles[selection.set_column] = "set"
        self._set_column = selection.set_column
        self.columns_model.set_table(table, facts, roles)
        self.rows_model.set_table(table)
        self.task.set_current(selection.task)
        self.normalization.set_current(selection.normalization)
        self.filling.set_value(selection.filling)
        self._share = wish.share
        self.share.set_value(wish.share)
        self._destine(wish.destination)
        header = self.columns.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.columns.setColumnWidth(column, width)
        self._show_sets()
        self.show_table()
        if not self.header.hasFocus():
            self.columns.setFocus()
        if table.columns:
            self.columns.selectRow(0)

    def show_table(self) -> None:
        """The table again, after something was tried with it."""
        self._pages.setCurrentIndex(1)

    def set_message(self, text: str, usable: bool) -> None:
        """What the choice would give, or what is wrong with it."""
        self.message.setText(text)
        self.ok.setEnabled(usable and self._pages.currentIndex() == 1)

    def wish(self) -> Wish:
        """What is chosen now."""
        model = self.columns_model
        used = next(iter(model.names("set")), "")
        selection = Selection(
            model.names("input"), model.names("target"), cast(Task, self.task.current()),
            cast(Normalization, self.normalization.current()), cast(Filling, self.filling.value()), used)
        return Wish(selection, self._share, "open" if self.into_open.isChecked() else "new")

    # ---- what the user says ------------------------------------------------------------------------------------------------------

    def _use_selected(self, role: Role) -> None:
        rows = [index.row() for index in self.columns.selectionModel().selectedRows()]
        self._use({self.columns_model.name_of(row): role for row in rows})

    def _turn(self, index: QModelIndex) -> None:
        """On a double click from an input to the target, to nothing, to an input again."""
        following: dict[Role, Role] = {"input": "target", "target": "out", "out": "input", "set": "out"}
        name = self.columns_model.name_of(index.row())
        role = following[self.columns_model.role_of(index.row())]
        self._use({name: "set" if name == self._set_column and role == "input" else role})

    def _use(self, roles: dict[str, Role]) -> None:
        if roles:
            self.columns_model.set_roles(roles)
            self._show_sets()
            self._tell()

    def _show_sets(self) -> None:
        """A column that tells the sets apart leaves nothing to share out."""
        told = bool(self.columns_model.names("set"))
        self.share.setEnabled(not told)
        self.share.setToolTip(self.tr("The column “{name}” tells the training from the test set.").format(name=self._set_column)
                              if told else "")

    def _share_out(self, share: float) -> None:
        self._share = share
        self.share.set_value(share)
        self._tell()

    def _destine(self, destination: Destination) -> None:
        (self.into_open if destination == "open" else self.as_new).setChecked(True)

    def _tell(self, *_: object) -> None:
        self.changed.emit(self.wish())


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.data.readers.recognise import read_table
    from core.data.readers.table import facts
    from core.data.selection import guess
    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    sample = read_table(b"id,length,width,kind\n1,5.1,3.5,setosa\n2,4.9,,setosa\n3,7.0,3.2,versicolor\n4,6.3,x,virginica\n")
    dialog = ImportDialog()
    dialog.set_table("flowers.csv · text, comma-separated · 4 rows", sample,
                     list(map(facts, sample.columns)), Wish(guess(sample).selection, 0.8, "new"))
    dialog.set_message("3 training and 1 test examples.", True)
    dialog.changed.connect(print)
    dialog.accepted_wish.connect(print)
    dialog.show()
    app.exec()
