"""The table of examples alone: many rows, nothing held for each cell, and what is set is not said."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.data.data_table import DataTable
from widgets.data.table_model import ExampleRows


def rows_of(count: int, columns: int = 2, classes: bool = True) -> ExampleRows:
    rng = np.random.default_rng(1)
    answers = rng.integers(0, 3, (count, 1)) if classes else rng.normal(size=(count, 2))
    return ExampleRows(np.arange(count) < count // 2, np.arange(count) % max(count // 2, 1), rng.normal(size=(count, columns)),
                       tuple(f"x{i}" for i in range(columns)), answers, classes, rng.uniform(size=count))


@pytest.fixture
def table(qtbot: QtBot, qapp) -> DataTable:
    theme.apply(qapp, theme.DARK)
    table = DataTable()
    qtbot.addWidget(table)
    table.resize(900, 500)
    table.show()
    return table


def test_of_200000_rows_only_those_on_the_screen_are_asked_for(table: DataTable, monkeypatch) -> None:
    table.set_rows(rows_of(200_000, columns=10))
    model, asked = table.view.model(), set()
    text_at = model.text_at
    monkeypatch.setattr(model, "text_at", lambda place, column: (asked.add(place), text_at(place, column))[1])
    for share in (0.0, 0.5, 1.0):
        bar = table.view.verticalScrollBar()
        bar.setValue(round(share * bar.maximum()))
        table.view.viewport().repaint()
    assert {0, 199_999} <= asked
    assert len(asked) < 120
    assert model.rowCount() == 200_000


def test_classes_with_names_are_shown_sorted_filtered_copied_and_typed_by_them(table: DataTable, qtbot: QtBot) -> None:
    rows = rows_of(6)._replace(answers=np.array([[0], [1], [2], [0], [1], [2]]), class_names=("rose", "tulip", "iris"))
    table.set_rows(rows)
    model = table.view.model()

    def shown() -> list[str]:
        return [model.text_at(row, 4) for row in range(model.rowCount())]

    assert shown() == ["rose", "tulip", "iris"] * 2
    table._sort(4)
    assert shown() == ["iris", "iris", "rose", "rose", "tulip", "tulip"]
    table.filter.setText("class = rose")
    assert shown() == ["rose", "rose"]
    assert table.copied([1]).splitlines()[1].endswith("\ttulip")
    with qtbot.waitSignal(table.edited) as told:
        model.setData(model.index(0, 4), "iris")
    assert told.args[1:] == [4, 2]
    with qtbot.waitSignal(table.refused) as refused:
        model.setData(model.index(0, 4), "lily")
    assert refused.args == ["class cannot be “lily”; allowed: rose, tulip, iris."]


def test_the_order_stays_while_values_change_and_is_made_anew_for_other_examples(table: DataTable) -> None:
    rows = rows_of(50)
    table.set_rows(rows)
    table._sort(2)
    order = table.view.model().order.copy()
    table.set_rows(rows._replace(inputs=-rows.inputs))
    assert np.array_equal(table.view.model().order, order)
    more = rows_of(60)
    table.set_rows(more)
    assert np.array_equal(table.view.model().order, more.inputs[:, 0].argsort(kind="stable"))


def test_targets_have_a_column_each_and_the_cost_is_read_only(table: DataTable) -> None:
    table.set_rows(rows_of(5, classes=False))
    model = table.view.model()
    names = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert names == ["set", "number", "x0", "x1", "y0", "y1", "C₀"]
    editable = [bool(model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable) for column in range(7)]
    assert editable == [True, False, True, True, True, True, False]


def test_a_cell_is_edited_exactly_as_it_is(table: DataTable) -> None:
    rows = rows_of(5)
    table.set_rows(rows)
    index = table.view.model().index(1, 2)
    assert float(index.data(Qt.ItemDataRole.EditRole)) == rows.inputs[1, 0]


def test_setting_values_emits_nothing(qtbot: QtBot, table: DataTable) -> None:
    said = []
    for signal in (table.example_chosen, table.edited, table.refused, table.delete_wanted):
        signal.connect(lambda *values: said.append(values))
    table.set_rows(rows_of(20))
    table.set_current(7)
    table.set_costs(np.zeros(20))
    table.set_rows(rows_of(10))
    table.set_rows(rows_of(10, columns=3))
    assert said == []
    table.set_current(4)
    assert table.selected == [4]
