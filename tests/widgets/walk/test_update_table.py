"""The update of all weights and biases: every row with its numbers, what does not move and why, found, lit, chosen and copied."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton

from core.explain.forecast import parameters
from core.explain.walk import Item, Walk
from core.network import Bias, Edge, Network, parameter_count, part_at, place, views
from core.notation import signed
from core.optimizers import OPTIMIZERS, Update
from tests.core.oracle import lecture_chain
from tests.widgets.pointing import leave
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.walk.update_model import UpdateModel
from widgets.walk.update_rows import UpdateRows
from widgets.walk.update_table import UpdateTable

LEFT = Qt.MouseButton.LeftButton
SIZES = (2, 2, 1)
BEFORE = np.array([0.1, 0.2, -0.3, 0.4, 0.5, 0.6, -0.7, 0.8, 0.9])
SLOPE = np.array([0.01, -0.02, 0.03, -0.04, 0.05, 0.0, 0.07, -0.9, 0.002])
ETA = 0.5


def show(widget: UpdateTable, known: bool = True, frozen: tuple[Edge | Bias, ...] = (), removed: tuple[Edge, ...] = ()) -> None:
    network = Network(SIZES, ["tanh", "tanh"])
    network.mark(removed, frozen)
    step = ETA * SLOPE * network.movable
    widget.set_rows(SIZES, BEFORE, SLOPE, step if known else None, BEFORE - step if known else None,
                    movable=network.movable, present=network.present)


@pytest.fixture
def widget(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    made = UpdateTable()
    show(made)
    qtbot.addWidget(made)
    made.resize(520, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def rows(widget: UpdateTable) -> list[list[str]]:
    model = widget.findChild(UpdateRows).model()
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def names(widget: UpdateTable) -> list[str]:
    return [row[0] for row in rows(widget)]


def headings(widget: UpdateTable) -> list[str]:
    model = widget.findChild(UpdateRows).model()
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def words(widget: UpdateTable) -> str:
    return widget.findChild(QLabel, "update_words").text()


def middle(widget: UpdateTable, row: int, column: int = 0) -> QPoint:
    table = widget.findChild(UpdateRows)
    return table.visualRect(table.model().index(row, column)).center()


def press(qtbot, widget: UpdateTable, text: str) -> None:
    qtbot.mouseClick(next(button for button in widget.findChildren(QToolButton) if button.text() == text), LEFT)


def trigger(widget: UpdateTable, text: str) -> None:
    next(action for action in widget.findChildren(QAction) if action.text() == text).trigger()


# ---- the numbers -----------------------------------------------------------------------------------------------------------------


def test_s26_every_weight_and_bias_stands_with_before_step_and_after(widget):
    assert names(widget) == ["b₀⁽¹⁾", "w₀,₀⁽¹⁾", "w₀,₁⁽¹⁾", "b₁⁽¹⁾", "w₁,₀⁽¹⁾", "w₁,₁⁽¹⁾", "b⁽²⁾", "w₀,₀⁽²⁾", "w₀,₁⁽²⁾"]
    for row, before, slope in zip(rows(widget), BEFORE, SLOPE, strict=True):
        assert row[1:] == [signed(number) for number in (before, slope, 0.0 - ETA * slope, before - ETA * slope)]


def test_q11_the_chains_rows_are_its_step_computed_by_hand(widget):
    network, example = lecture_chain()
    update = Update(network, "sgd")
    update.set_rates(0.1)
    walk = Walk(network, example, update)
    widget.set_rows(network.sizes, parameters(walk, 0), network.gradient, update.step, network.parameters,
                    movable=network.movable, present=network.present)
    assert rows(widget)[5] == ["w⁽³⁾", "+1.50000", signed(-0.09436781672801549), signed(0.009436781672801549), "+1.50944"]


def test_what_the_update_has_not_reached_is_blank(widget):
    show(widget, known=False)
    assert [row[1:] for row in rows(widget)] == [[signed(before), signed(slope), "", ""] for before, slope in
                                                 zip(BEFORE, SLOPE, strict=True)]
    show(widget)
    assert all(all(row) for row in rows(widget))


def test_frozen_and_removed_parts_say_why_they_do_not_move(widget):
    show(widget, frozen=(Edge(1, 0, 1), Bias(2, 0)), removed=(Edge(2, 0, 1),))
    said = {row[0]: row[3] for row in rows(widget)}
    assert said["w₀,₁⁽¹⁾"] == said["b⁽²⁾"] == "frozen: does not move"
    assert said["w₀,₁⁽²⁾"] == "removed"
    assert said["w₁,₀⁽¹⁾"] == "−0.02500"


def test_a_step_of_another_network_replaces_all_rows(widget):
    widget.set_rows((1, 1), np.array([1.0, 2.0]), None, None, None, movable=np.ones(2), present=np.ones(2))
    assert rows(widget) == [["b⁽¹⁾", "+1.00000", "", "", ""], ["w⁽¹⁾", "+2.00000", "", "", ""]]


@given(st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple))
def test_s26_every_row_takes_its_numbers_from_its_own_place(sizes: tuple[int, ...]):
    model, count = UpdateModel(), parameter_count(sizes)
    model.set_sizes(sizes)
    model.set_columns([np.arange(count) + shift for shift in (0.0, 0.1, 0.2, 0.3)], np.ones(count), np.ones(count))
    model.set_shown(model.arranged(0, "wb", by_size=True))
    for line in range(count):
        seen = views(model.columns[0], sizes)
        part = model.part(line)
        own = seen.w[part.l][part.j, part.k] if isinstance(part, Edge) else seen.b[part.l][part.j]
        assert [model.number(line, column) for column in (1, 2, 3, 4)] == [own, own + 0.1, own + 0.2, own + 0.3]
        assert part == part_at(sizes, place(sizes, part))


# ---- what stands above them ------------------------------------------------------------------------------------------------------


def test_q13_some_examples_move_all_weights(widget):
    widget.set_batch((12, 45, 201), 250)
    show(widget, known=False)
    assert words(widget).startswith("3 of 250 examples: ")
    assert ">12</a>" in words(widget)
    assert words(widget).endswith("All 9 weights and biases move.")


def test_q13_only_what_really_moves_is_counted(widget):
    show(widget)                                               # one derivative is 0
    assert words(widget) == "8 of 9 weights and biases move; the step of the other 1 is 0."
    show(widget, frozen=(Edge(1, 0, 1), Bias(2, 0)))
    assert words(widget) == "6 of 9 weights and biases move, 2 are held; the step of the other 1 is 0."
    show(widget, known=False, frozen=(Edge(1, 0, 1), Bias(2, 0)))
    assert words(widget) == "7 of 9 weights and biases move, 2 are held."


def test_many_examples_are_named_in_part(widget):
    widget.set_batch(range(50), 250)
    assert words(widget).count("<a ") == 20
    assert "and 30 more" in words(widget)


def test_q13_an_example_is_chosen_by_keyboard_and_by_mouse(qtbot, widget):
    widget.set_batch((12, 45, 201), 250)
    label = widget.findChild(QLabel, "update_words")
    with qtbot.waitActive(widget):
        widget.activateWindow()
    QApplication.processEvents()                               # links are laid out when they are painted
    label.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(label, Qt.Key.Key_Tab)
    with qtbot.waitSignal(widget.example_chosen) as chosen:
        qtbot.keyClick(label, Qt.Key.Key_Return)
    assert chosen.args == [12]
    told: list[int] = []
    widget.example_chosen.connect(told.append)
    for x in range(0, label.width(), 6):
        qtbot.mouseMove(label, QPoint(x, 8))
        qtbot.mouseClick(label, LEFT, pos=QPoint(x, 8))
    assert list(dict.fromkeys(told)) == [12, 45, 201]


@pytest.mark.parametrize("optimizer", [*OPTIMIZERS])
@pytest.mark.parametrize("regularization", ["none", "l2"])
def test_q11_the_rule_is_the_optimizers_own(widget, optimizer: str, regularization: str):
    update = Update(Network(SIZES, ["tanh", "tanh"]), optimizer, regularization)
    update.set_rates(0.05, 0.01)
    widget.set_update(update)
    rule, name = widget.findChild(FormulaLabel).accessibleName(), widget.findChild(QLabel, "update_name").text()
    assert "η = 0.05" in name
    told = {"sgd": (), "momentum": ("μ = 0.9",), "nesterov": ("μ = 0.9",), "rmsprop": ("ρ = 0.9", "ε = 1e−08"),
            "adam": ("β₁ = 0.9", "β₂ = 0.999", "ε = 1e−08")}[optimizer]
    assert [each for each in name.split(", ") if each[0] in "μρβε"] == list(told)
    assert ("λ = 0.01" in name) == ("λ w" in rule) == (regularization == "l2")
    if optimizer == "sgd":
        assert headings(widget)[3] == ("− η ∂C/∂w" if regularization == "none" else "− η g")
        assert rule.startswith("w ← w − η ")
    else:
        assert headings(widget)[3] == "− step"
        assert optimizer in name
        assert rule.startswith("w ← w − step,  step = η ")


def test_a_weight_that_l1_stops_at_0_says_so_since_its_step_would_lead_elsewhere(widget):
    step, after = ETA * SLOPE, BEFORE - ETA * SLOPE
    stopped = [place(SIZES, Edge(1, 0, 0)), place(SIZES, Edge(1, 1, 1))]
    after[stopped] = 0.0
    widget.set_rows(SIZES, BEFORE, SLOPE, step, None, movable=np.ones(9), present=np.ones(9))
    assert not any("l1" in row[3] for row in rows(widget))
    widget.set_rows(SIZES, BEFORE, SLOPE, step, after, movable=np.ones(9), present=np.ones(9))
    told = {row[0]: row[3] for row in rows(widget) if "l1" in row[3]}
    wanted = [f"{signed(-step[at])}, but l1 stops it at 0" for at in stopped]
    assert told == dict(zip(("w₀,₀⁽¹⁾", "w₁,₁⁽¹⁾"), wanted, strict=True))


# ---- order and choice ------------------------------------------------------------------------------------------------------------


def test_the_longest_steps_come_first_by_size(qtbot, widget):
    press(qtbot, widget, "size of step")
    assert names(widget)[:3] == ["w₀,₀⁽²⁾", "b⁽²⁾", "w₁,₀⁽¹⁾"]
    press(qtbot, widget, "place")
    assert names(widget)[0] == "b₀⁽¹⁾"


def test_one_layer_is_shown_alone(qtbot, widget):
    qtbot.keyClick(widget.findChild(QComboBox), Qt.Key.Key_Down)
    qtbot.keyClick(widget.findChild(QComboBox), Qt.Key.Key_Down)
    assert widget.findChild(QComboBox).currentText() == "output"
    assert names(widget) == ["b⁽²⁾", "w₀,₀⁽²⁾", "w₀,₁⁽²⁾"]


def test_pointing_at_a_row_tells_its_item(qtbot, widget):
    viewport = widget.findChild(UpdateRows).viewport()
    for row, item in ((2, Item("w", 1, 0, 1)), (3, Item("b", 1, 1))):
        with qtbot.waitSignal(widget.item_hovered) as hovered:
            qtbot.mouseMove(viewport, middle(widget, row))
        assert hovered.args == [item]
    with qtbot.waitSignal(widget.item_hovered) as hovered:
        leave(widget.findChild(UpdateRows))
    assert hovered.args == [None]


def test_a_row_is_chosen_by_mouse_and_by_keyboard(qtbot, widget):
    table = widget.findChild(UpdateRows)
    with qtbot.waitSignal(widget.part_clicked) as clicked:
        qtbot.mouseClick(table.viewport(), LEFT, pos=middle(widget, 3))
    assert clicked.args == [Bias(1, 1)]
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(widget.part_clicked) as clicked:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert clicked.args == [Edge(1, 1, 0)]


def test_typing_a_name_finds_its_row(qtbot, widget):
    with qtbot.waitSignal(widget.item_hovered) as hovered:
        qtbot.keyClick(widget.findChild(UpdateRows), "b")
    assert hovered.args == [Item("b", 1, 0)]


def test_a_row_selected_elsewhere_is_marked_and_scrolled_to(widget):
    shape = (30, 30, 1)
    numbers = np.arange(float(parameter_count(shape)))
    widget.set_rows(shape, numbers, numbers, numbers, numbers, movable=np.ones(numbers.shape), present=np.ones(numbers.shape))
    widget.set_selected(Edge(2, 0, 3))
    table = widget.findChild(UpdateRows)
    assert [widget.findChild(UpdateRows).model().part(row) for row in table.selected_rows()] == [Edge(2, 0, 3)]
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())


@pytest.mark.parametrize(("items", "lit"), [
    ([Item("w", 1, 0, 1)], {2}),
    ([Item("dC_dw", 1, 0, 1)], {2}),
    ([Item("b", 1)], {0, 3}),
    ([Item("w", 1, 1)], {4, 5}),
    ([Item("dC_db", 2), Item("w", 2, 0, 0)], {6, 7}),
    ([Item("z", 1, 0), Item("w", 3)], set()),
])
def test_rows_are_lit_with_the_items_they_stand_for(widget, items: list[Item], lit: set[int]):
    def colours() -> list[str]:
        picture = widget.findChild(UpdateRows).viewport().grab().toImage()
        return [picture.pixelColor(middle(widget, row) + QPoint(35, 8)).name() for row in range(9)]

    dark = colours()
    widget.set_lit(items)
    assert {row for row, (now, then) in enumerate(zip(colours(), dark, strict=True)) if now != then} == lit
    widget.set_lit([])
    assert colours() == dark


def test_eighty_thousand_rows_are_asked_for_only_where_they_are_seen(qtbot, widget, monkeypatch):
    shape = (784, 100, 10)
    numbers = np.arange(float(parameter_count(shape)))
    widget.set_rows(shape, numbers, numbers, numbers, numbers, movable=np.ones(numbers.shape), present=np.ones(numbers.shape))
    widget.set_lit([Item("w", 1)])
    QApplication.processEvents()
    table, asked = widget.findChild(UpdateRows), set()
    number = UpdateModel.number
    monkeypatch.setattr(UpdateModel, "number", lambda model, line, column: asked.add(line) or number(model, line, column))
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    table.viewport().grab()
    assert 0 < len(asked) <= table.height() // table.rowHeight(0) + 2
    assert min(asked) > 30_000


# ---- what leaves it --------------------------------------------------------------------------------------------------------------


def test_rows_are_copied_with_all_their_figures(qtbot, widget):
    table = widget.findChild(UpdateRows)
    qtbot.mouseClick(table.viewport(), LEFT, pos=middle(widget, 1))
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "w₀,₀⁽¹⁾\t0.2\t-0.02\t0.01\t0.21000000000000002\n"
    trigger(widget, "Copy all rows")
    assert len(QApplication.clipboard().text().splitlines()) == 9


def test_the_whole_table_is_there_as_rows(widget):
    show(widget, known=False)
    header, lines = widget.table()
    assert header == ("parameter", "l", "j", "k", "before", "∂C/∂w", "− η ∂C/∂w", "after")
    assert lines[0] == ("b₀⁽¹⁾", 1, 0, None, 0.1, 0.01, None, None)
    assert lines[8] == ("w₀,₁⁽²⁾", 2, 0, 1, 0.9, 0.002, None, None)


def test_saving_is_asked_for(qtbot, widget):
    with qtbot.waitSignal(widget.save_wanted):
        trigger(widget, "Save as CSV…")


def test_showing_emits_nothing(qtbot, widget):
    with qtbot.assertNotEmitted(widget.item_hovered), qtbot.assertNotEmitted(widget.part_clicked):
        show(widget)
        widget.set_selected(Edge(1, 0, 0))
        widget.set_lit([Item("w", 1, 0, 0)])
