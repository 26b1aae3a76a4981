"""Rows that are pointed at: only while the mouse is over them, whatever is scrolled under it."""
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.explain.chain_rule import votes
from core.network import Neuron
from core.notation import Symbol
from tests.widgets.pointing import move, turn_wheel
from widgets.inspect.expansion_model import Source
from widgets.inspect.expansion_tree import ExpansionTree, ExpansionView
from widgets.inspect.row_table import NOWHERE, ModelIndex, NumberCell, RowModel, RowTable, SymbolCell

ABOVE, MIDDLE = 300, QPoint(150, 100)


class Numbers(RowModel):
    """As many rows as are asked for."""

    def __init__(self, count: int) -> None:
        super().__init__(("symbol", "number"))
        self.count = count

    def rowCount(self, parent: ModelIndex = NOWHERE) -> int:
        return self.count

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        return str(index.row()) if role == Qt.ItemDataRole.DisplayRole else None


def table(count: int, height: int) -> RowTable:
    rows = RowTable(Numbers(count), (SymbolCell(lambda row: [Symbol("a", 1, row)]), NumberCell(float)), (100, 100))
    rows.setFixedHeight(height)
    return rows


def scrolled(qtbot: QtBot, widget: QWidget) -> QScrollArea:
    """An area to scroll with room above and below the widget."""
    area, content = QScrollArea(widgetResizable=True), QWidget()
    column = QVBoxLayout(content)
    column.addSpacing(ABOVE)
    column.addWidget(widget)
    column.addSpacing(2000)
    area.setWidget(content)
    qtbot.addWidget(area)
    area.resize(380, 260)
    area.show()
    qtbot.waitExposed(area)
    return area


def told_by(rows: RowTable) -> list[int]:
    told: list[int] = []
    rows.row_pointed.connect(told.append)
    return told


def is_under(view: QAbstractItemView, area: QScrollArea) -> bool:
    return view.viewport().rect().contains(view.viewport().mapFrom(area, MIDDLE))


def turn_until(area: QScrollArea, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        turn_wheel(area, MIDDLE)
    raise AssertionError("scrolled to the end")


@pytest.mark.parametrize("count", [6, 100])
def test_a_row_that_passes_under_the_mouse_while_everything_is_scrolled_is_not_pointed_at(qtbot: QtBot, count: int) -> None:
    rows = table(count, 150)
    area, told = scrolled(qtbot, rows), told_by(rows)
    move(area, area.viewport(), MIDDLE)
    turn_until(area, lambda: is_under(rows, area))
    turn_wheel(area, MIDDLE)
    assert is_under(rows, area), "this turn of the wheel went to the table"
    turn_until(area, lambda: not is_under(rows, area))
    assert told == []


def test_a_row_that_is_scrolled_away_from_the_mouse_is_no_longer_pointed_at(qtbot: QtBot) -> None:
    rows = table(6, 150)
    area, told = scrolled(qtbot, rows), told_by(rows)
    area.verticalScrollBar().setValue(ABOVE - 40)
    move(area, rows.viewport(), QPoint(50, 30))
    assert told == [1]
    area.verticalScrollBar().setValue(ABOVE + 400)
    assert told == [1, -1]


def test_a_table_that_is_scrolled_itself_follows_with_the_row_under_the_mouse(qtbot: QtBot) -> None:
    rows = table(100, 150)
    area, told = scrolled(qtbot, rows), told_by(rows)
    area.verticalScrollBar().setValue(ABOVE - 40)
    at = QPoint(50, 30)
    move(area, rows.viewport(), at)
    turn_wheel(area, rows.viewport().mapTo(area, at))
    assert told == [1, rows.rowAt(at.y())]
    assert told[-1] > 1
    assert area.verticalScrollBar().value() == ABOVE - 40


def test_leaving_for_the_header_or_hiding_the_table_points_at_nothing(qtbot: QtBot) -> None:
    rows = table(6, 150)
    area, told = scrolled(qtbot, rows), told_by(rows)
    area.verticalScrollBar().setValue(ABOVE - 40)
    move(area, rows.viewport(), QPoint(50, 30))
    move(area, rows.horizontalHeader(), QPoint(50, 5))
    move(area, rows.viewport(), QPoint(50, 50))
    rows.hide()
    assert told == [1, -1, 2, -1]


def test_a_line_of_the_opened_sum_is_not_pointed_at_when_it_only_passes_under_the_mouse(qtbot: QtBot, example) -> None:
    network, p = example((2, 3, 64, 2))
    tree, told = ExpansionTree(), []
    tree.set_source(Source(network.sizes, network.cost.name, lambda neuron: votes(network, p, neuron),
                           lambda: (p.a[-1][:, 0], p.y[:, 0])), Neuron(1, 1))
    tree.part_hovered.connect(told.append)
    area, view = scrolled(qtbot, tree), tree.findChild(ExpansionView)
    move(area, area.viewport(), MIDDLE)
    turn_until(area, lambda: is_under(view, area))
    turn_until(area, lambda: not is_under(view, area))
    assert told == []
    area.verticalScrollBar().setValue(view.mapTo(area.widget(), QPoint()).y() - 20)
    move(area, view.viewport(), QPoint(50, 30))
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert [part is None for part in told] == [False, True]
