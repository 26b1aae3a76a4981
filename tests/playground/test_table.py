"""The table of all examples, by mouse and keyboard beside the real window."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QToolButton

from core.document import edits
from core.document.experiment import Points
from core.notation import MINUS
from playground.main_window import MainWindow
from widgets.data.data_table import DataTable

LEFT = Qt.MouseButton.LeftButton
NAMES = ["set", "number", "x0", "x1", "class", "C0"]


class Typist:
    """Somebody at the table."""

    def __init__(self, window: MainWindow, qtbot) -> None:
        window.commands["table"].trigger()
        self.table = next(each for each in QApplication.topLevelWidgets() if isinstance(each, DataTable) and each.isVisible())
        self.view, self.qtbot, self.window = self.table.view, qtbot, window
        qtbot.waitUntil(self.table.isActiveWindow)

    def cell(self, row: int, name: str) -> str:
        return self.view.model().index(row, NAMES.index(name)).data()

    def column(self, name: str) -> list[str]:
        return [self.cell(row, name) for row in range(self.view.model().rowCount())]

    def numbers(self, name: str) -> list[float]:
        return [float(text.replace(MINUS, "-")) for text in self.column(name)]

    def numbers_of(self, name: str) -> list[float]:
        """A column by its heading, of whatever data."""
        model = self.view.model()
        names = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in range(model.columnCount())]
        cells = [model.index(row, names.index(name)).data() for row in range(model.rowCount())]
        return [float(text.replace(MINUS, "-")) for text in cells]

    def place(self, row: int, name: str) -> QPoint:
        index = self.view.model().index(row, NAMES.index(name))
        self.view.scrollTo(index)
        return self.view.visualRect(index).center()

    def click(self, row: int, name: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), LEFT, modifier, self.place(row, name))

    def edit(self, row: int, name: str, typed: str) -> None:
        """Begin to type on the cell, which opens it."""
        self.view.setCurrentIndex(self.view.model().index(row, NAMES.index(name)))
        QTest.keyClick(self.view, Qt.Key.Key_F2)
        self.type(typed)

    def type(self, typed: str) -> None:
        """Into the cell that is open."""
        editor = self.view.viewport().findChild(QLineEdit)
        editor.selectAll()
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.view.state() != QAbstractItemView.State.EditingState)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def sort(self, name: str) -> None:
        header, section = self.view.horizontalHeader(), NAMES.index(name)
        QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2))

    def filter(self, conditions: str) -> None:
        self.table.filter.selectAll()
        QTest.keyClicks(self.table.filter, conditions)

    def push(self, name: str) -> None:
        button = next(each for each in self.table.findChildren(QToolButton) if each.accessibleName() == name)
        QTest.mouseClick(button, LEFT)

    def press(self, key: QKeySequence.StandardKey) -> None:
        combination = QKeySequence(key)[0]
        QTest.keyClick(self.view, combination.key(), combination.keyboardModifiers())

    def said(self) -> str:
        return self.table.findChild(QLabel, "sentence").text()


@pytest.fixture
def typist(opened, qtbot) -> Typist:
    return Typist(opened("spiral"), qtbot)


def test_the_table_shows_what_each_example_is_and_costs(typist):
    window = typist.window
    assert typist.view.model().rowCount() == 500
    training = window.session.dataset.inputs[window.inspection.numbers("training")]
    assert typist.numbers("x0")[:250] == pytest.approx(training[:, 0], rel=1e-4)
    assert typist.numbers("C0")[:250] == pytest.approx(window.inspection.example_costs("training"), rel=1e-4)
    assert typist.column("set").count("test") == 250
    costs = typist.column("C0")
    window.run.advance()
    typist.qtbot.waitUntil(lambda: not window.run.running)
    assert typist.column("C0") != costs


def test_a_selected_row_is_the_example_looked_at_and_the_other_way_round(typist):
    inspection = typist.window.inspection
    typist.click(3, "x1")
    assert (inspection.set, inspection.example) == ("training", 3)
    QTest.keyClick(typist.view, Qt.Key.Key_Down)
    assert inspection.example == 4
    inspection.show_example(9, "test")
    assert typist.table.selected == [259]
    typist.sort("x0")
    assert typist.table.selected == [259]
    assert inspection.example == 9


def test_cells_are_edited_and_undone_and_bad_input_is_refused_in_a_sentence(typist):
    window = typist.window
    before = window.session.experiment.data
    typist.edit(5, "x0", "1,25")
    row = window.inspection.numbers("training")[5]
    assert window.session.dataset.inputs[row, 0] == 1.25
    assert window.session.stack.undoText() == "Change x0 of an example"
    typist.edit(5, "class", "3")
    assert window.session.dataset.classes[row] == 3
    assert window.inspection.network.sizes[-1] == 4
    for name, typed, sentence in (("x0", "much", "x0 cannot be “much”; allowed: a number."),
                                  ("set", "mine", "set cannot be “mine”; allowed: training or test."),
                                  ("class", "12", "The class is 12; allowed: a whole number from 0 to 9.")):
        typist.edit(5, name, typed)
        assert typist.said() == sentence
    assert window.session.stack.count() == 2
    for _ in range(2):
        typist.qtbot.keyClick(typist.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.experiment.data == before


def test_one_class_typed_is_given_to_all_selected_rows_and_a_set_too(typist):
    window = typist.window
    typist.click(2, "x0")
    typist.click(6, "x0", Qt.KeyboardModifier.ShiftModifier)
    index = typist.view.model().index(6, NAMES.index("class"))
    typist.view.edit(index)
    typist.type("2")
    assert typist.column("class")[2:7] == ["2"] * 5
    assert window.session.stack.undoText() == "Change the class of 5 examples"
    typist.edit(0, "set", "test")
    assert len(window.inspection.numbers("training")) == 249
    assert typist.column("set").count("test") == 251


def test_rows_are_sorted_both_ways_and_filtered_by_conditions(typist):
    typist.sort("x0")
    assert typist.numbers("x0") == sorted(typist.numbers("x0"))
    typist.sort("x0")
    assert typist.numbers("x0") == sorted(typist.numbers("x0"), reverse=True)
    typist.filter("class = 1, x0 > 1")
    assert set(typist.column("class")) == {"1"}
    assert min(typist.numbers("x0")) > 1
    shown = typist.view.model().rowCount()
    assert shown == int(((typist.window.session.dataset.classes == 1) & (typist.window.session.dataset.inputs[:, 0] > 1)).sum())
    assert f"{shown} of 500 examples" in {each.text() for each in typist.table.findChildren(QLabel)}
    typist.filter("x9 > 1")
    assert typist.said() == "The column is “x9”; allowed: set, number, x0, x1, class, C0."
    assert typist.view.model().rowCount() == shown


def test_rows_are_added_copied_pasted_and_deleted(typist):
    window = typist.window
    typist.click(0, "x0")
    typist.push("Add")
    assert len(window.session.dataset.inputs) == 501
    typist.click(1, "x0")
    typist.click(2, "x0", Qt.KeyboardModifier.ShiftModifier)
    typist.press(QKeySequence.StandardKey.Copy)
    copied = QApplication.clipboard().text()
    assert copied.splitlines()[0] == "x0\tx1\tclass"
    typist.press(QKeySequence.StandardKey.Paste)
    assert len(window.session.dataset.inputs) == 503
    assert window.session.stack.undoText() == "Paste 2 examples"
    QApplication.clipboard().setText("1\t2\tx")
    typist.press(QKeySequence.StandardKey.Paste)
    assert typist.said() == "Row 1, class is “x”; allowed: a number."
    typist.press(QKeySequence.StandardKey.Delete)
    assert len(window.session.dataset.inputs) == 502
    assert isinstance(window.session.experiment.data, Points)
    typist.view.selectAll()
    typist.push("Delete")
    assert typist.said() == "The last example cannot be removed; allowed: a data set of at least one."
    assert len(window.session.dataset.inputs) == 502


def test_rows_of_imported_data_are_pasted_with_their_classes_in_words(typist):
    window = typist.window
    named = Points(inputs=np.array([[1.0, 2], [3, 4]]), classes=(0, 1), labels=("rose", "tulip"))
    window.session.edit("Other data", lambda experiment: edits.set_data(experiment, named))
    QApplication.clipboard().setText("length;width;kind\n1,5;2;tulip\n")
    typist.press(QKeySequence.StandardKey.Paste)
    data = window.session.dataset
    assert data.classes[data.inputs.tolist().index([1.5, 2])] == 1
    QApplication.clipboard().setText("1,5;2;iris\n")
    typist.press(QKeySequence.StandardKey.Paste)
    assert typist.said() == "Row 1, class is “iris”; allowed: rose, tulip."


def test_the_table_follows_while_it_trains_and_closes_with_the_window(typist):
    window = typist.window
    window.run.play()
    typist.edit(3, "x1", "2")
    assert np.isclose(float(typist.cell(3, "x1")), 2)
    step, costs = window.run.snapshot.step, typist.column("C0")
    typist.qtbot.waitUntil(lambda: window.run.snapshot.step > step and typist.column("C0") != costs)
    window.run.pause()
    typist.qtbot.waitUntil(lambda: not window.run.running)
    window.close()
    assert not typist.table.isVisible()


def test_escape_leaves_a_cell_first_and_then_the_table(typist):
    place = typist.place(2, "x0")
    before = typist.cell(2, "x0")
    QTest.mouseClick(typist.view.viewport(), LEFT, pos=place)
    QTest.mouseDClick(typist.view.viewport(), LEFT, pos=place)
    editor = next(each for each in typist.view.viewport().findChildren(QLineEdit) if each.isVisible())
    typist.qtbot.keyClicks(editor, "7")
    typist.qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert (typist.cell(2, "x0"), typist.table.isVisible()) == (before, True)
    typist.qtbot.keyClick(typist.view, Qt.Key.Key_Escape)
    assert not typist.table.isVisible()


def test_classes_and_values_are_changed_into_each_other_by_a_switch_as_one_edit(typist):
    window, switch = typist.window, typist.table.answers
    before = window.session.experiment

    def push(label: str) -> None:
        button = next(each for each in switch.findChildren(QToolButton) if each.text() == label)
        QTest.mouseClick(button, LEFT)

    assert switch.current() == "classes"
    push("values")
    assert (window.session.stack.count(), window.session.stack.undoText()) == (1, "Make the classes values")
    assert window.session.dataset.task == "regression"
    assert set(typist.numbers_of("y")) == {-1.0, 1.0}
    push("classes")
    assert switch.current() == "classes"
    window.commands["undo"].trigger()
    assert switch.current() == "values"
    window.commands["undo"].trigger()
    assert (switch.current(), window.session.experiment.data) == ("classes", before.data)


def test_values_that_are_no_classes_are_refused_in_a_sentence_and_the_switch_stays(opened, qtbot):
    typist = Typist(opened("plane"), qtbot)
    switch = typist.table.answers
    assert switch.current() == "values"
    QTest.mouseClick(next(each for each in switch.findChildren(QToolButton) if each.text() == "classes"), LEFT)
    assert typist.said() == "The examples have 500 different values; allowed to become classes: 2 to 10."
    assert switch.current() == "values"
    assert typist.window.session.stack.count() == 0
