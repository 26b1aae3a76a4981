"""The import dialog alone: what it shows of a table, and what it says was chosen."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton
from pytestqt.qtbot import QtBot

from core.data.readers.recognise import read_table
from core.data.readers.table import facts
from core.data.selection import Selection, guess
from widgets.data.import_dialog import ImportDialog, Wish

LEFT = Qt.MouseButton.LeftButton
TABLE = read_table(b"id,size,weight,kind,set\n1,5.25,-3,a,training\n2,4,,b,training\n3,x,2,a,test\n")
GUESS = guess(TABLE).selection
FACTS = [facts(column) for column in TABLE.columns]


@pytest.fixture
def dialog(qtbot: QtBot) -> ImportDialog:
    dialog = ImportDialog()
    qtbot.addWidget(dialog)
    dialog.set_table("flowers.csv", TABLE, FACTS, Wish(GUESS, 0.8, "new"))
    dialog.set_message("2 training and 1 test examples.", True)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def shown(dialog: ImportDialog) -> list[list[str]]:
    model = dialog.columns_model
    return [[str(model.data(model.index(row, column))) for column in range(model.columnCount())] for row in range(model.rowCount())]


def place(dialog: ImportDialog, row: int) -> QPoint:
    return dialog.columns.visualRect(dialog.columns_model.index(row, 0)).center()


def double_click(dialog: ImportDialog, row: int, qtbot: QtBot) -> None:
    """As a mouse does it: the first click comes before."""
    qtbot.mouseClick(dialog.columns.viewport(), LEFT, pos=place(dialog, row))
    qtbot.mouseDClick(dialog.columns.viewport(), LEFT, pos=place(dialog, row))
    qtbot.mouseRelease(dialog.columns.viewport(), LEFT, pos=place(dialog, row))


def button(dialog: ImportDialog, text: str) -> QAbstractButton:
    return next(each for each in dialog.findChildren(QAbstractButton) if each.text().replace("&", "") == text)


def test_every_column_is_shown_with_its_kind_range_missing_cells_and_use(dialog: ImportDialog) -> None:
    assert shown(dialog) == [
        ["id", "numbers", "1 … 3", "", "–"], ["size", "numbers", "4 … 5.25", "1", "input"],
        ["weight", "numbers", "−3 … 2", "1", "input"], ["kind", "texts", "2: a, b", "", "target"],
        ["set", "texts", "2: test, training", "", "set"],
    ]


def test_the_first_rows_are_shown_as_they_were_understood_with_their_numbers_in_the_file(dialog: ImportDialog) -> None:
    model = dialog.rows_model
    cells = [[model.data(model.index(row, column)) for column in range(5)] for row in range(3)]
    assert cells == [["1", "5.25", "−3", "a", "training"], ["2", "4", "", "b", "training"], ["3", "x", "2", "a", "test"]]
    assert [model.headerData(row, Qt.Orientation.Vertical) for row in range(3)] == ["2", "3", "4"]
    assert [model.data(model.index(2, 1), Qt.ItemDataRole.BackgroundRole) is None, model.data(
        model.index(0, 1), Qt.ItemDataRole.BackgroundRole) is None] == [False, True]


def test_showing_a_table_emits_nothing(dialog: ImportDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.changed), qtbot.assertNotEmitted(dialog.accepted_wish):
        dialog.set_table("again", TABLE, FACTS, Wish(GUESS, 0.5, "open"))
    assert dialog.wish() == Wish(GUESS, 0.5, "open")


def test_the_selected_columns_get_a_use_by_button_and_by_key(dialog: ImportDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.columns.viewport(), LEFT, pos=place(dialog, 1))
    with qtbot.waitSignal(dialog.changed) as told:
        qtbot.mouseClick(button(dialog, "Leave out"), LEFT)
    assert told.args[0].selection.inputs == ("weight",)
    qtbot.mouseClick(dialog.columns.viewport(), LEFT, pos=place(dialog, 0))
    qtbot.mouseClick(dialog.columns.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, place(dialog, 1))
    with qtbot.waitSignal(dialog.changed) as told:
        qtbot.keyClick(dialog.columns, Qt.Key.Key_T)
    assert told.args[0].selection.targets == ("id", "size", "kind")
    for key, inputs in ((Qt.Key.Key_I, ("id", "size", "weight")), (Qt.Key.Key_Delete, ("weight",))):
        qtbot.keyClick(dialog.columns, key)
        assert dialog.wish().selection.inputs == inputs


def test_a_double_click_turns_a_column_from_input_to_target_to_nothing(dialog: ImportDialog, qtbot: QtBot) -> None:
    uses = []
    for _ in range(3):
        double_click(dialog, 1, qtbot)
        uses.append(shown(dialog)[1][-1])
    assert uses == ["target", "–", "input"]


def test_a_column_that_tells_the_sets_apart_leaves_nothing_to_share_out(dialog: ImportDialog, qtbot: QtBot) -> None:
    assert not dialog.share.isEnabled()
    for enabled, used in ((True, ""), (False, "set")):
        double_click(dialog, 4, qtbot)
        assert dialog.share.isEnabled() is enabled
        assert dialog.wish().selection.set_column == used


def test_whether_the_first_row_holds_the_names_can_be_told_of_a_text_alone(dialog: ImportDialog, qtbot: QtBot) -> None:
    assert dialog.header.isVisible()
    assert dialog.header.isChecked()
    for wanted in (False, True):
        with qtbot.waitSignal(dialog.header_chosen) as told:
            qtbot.mouseClick(dialog.header, LEFT, pos=QPoint(8, dialog.header.height() // 2))
        assert told.args == [wanted]
    with qtbot.assertNotEmitted(dialog.header_chosen):
        dialog.set_header(False)
        assert not dialog.header.isChecked()
        dialog.set_table("array", TABLE._replace(header=None), FACTS, Wish(GUESS, 0.8, "new"))
    assert not dialog.header.isVisible()


def test_every_choice_is_told_at_once(dialog: ImportDialog, qtbot: QtBot) -> None:
    told: list[Wish] = []
    dialog.changed.connect(told.append)
    for text in ("values", "−1 … 1"):
        qtbot.mouseClick(button(dialog, text), LEFT)
    dialog.filling.setFocus()
    qtbot.keyClick(dialog.filling, Qt.Key.Key_Down)
    qtbot.mouseClick(dialog.into_open, LEFT, pos=QPoint(8, dialog.into_open.height() // 2))
    assert told[0].selection == GUESS._replace(task="regression")
    assert told[1].selection == GUESS._replace(task="regression", normalization="range")
    assert told[-1] == Wish(Selection(("size", "weight"), ("kind",), "regression", "range", "mean", "set"), 0.8, "open")


def test_import_can_only_be_pressed_where_the_message_allows_it(dialog: ImportDialog, qtbot: QtBot) -> None:
    dialog.set_message("The column “q” holds texts.", False)
    with qtbot.assertNotEmitted(dialog.accepted_wish):
        qtbot.mouseClick(dialog.ok, LEFT)
        qtbot.keyClick(dialog.columns, Qt.Key.Key_Return)
    dialog.set_message("2 training examples.", True)
    with qtbot.waitSignal(dialog.accepted_wish) as told:
        qtbot.keyClick(dialog.columns, Qt.Key.Key_Return)
    assert told.args[0] == Wish(GUESS, 0.8, "new")


def test_while_it_reads_nothing_can_be_imported_and_escape_gives_up(dialog: ImportDialog, qtbot: QtBot) -> None:
    dialog.set_reading("Reading flowers.csv …", 0.4)
    assert not dialog.ok.isEnabled()
    dialog.set_message("late", True)
    assert not dialog.ok.isEnabled()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_seven_hundred_columns_are_chosen_at_once(dialog: ImportDialog, qtbot: QtBot) -> None:
    many = read_table(",".join(f"p{i}" for i in range(784)).encode() + b"\n" + b",".join([b"1"] * 784) + b"\n")
    dialog.set_table("many", many, [facts(column) for column in many.columns], Wish(guess(many).selection, 0.8, "new"))
    dialog.columns.selectAll()
    flags = QItemSelectionModel.SelectionFlag
    dialog.columns.selectionModel().select(dialog.columns_model.index(783, 0), flags.Deselect | flags.Rows)
    qtbot.keyClick(dialog.columns, Qt.Key.Key_Delete)
    assert dialog.wish().selection.inputs == ()
    assert dialog.wish().selection.targets == ("p783",)


def test_every_control_has_a_name_for_those_who_cannot_see_it(dialog: ImportDialog) -> None:
    for each in (dialog, dialog.columns, dialog.rows, dialog.task, dialog.normalization, dialog.filling):
        assert each.accessibleName()
    assert all(each.text() for each in dialog.findChildren(QPushButton))
