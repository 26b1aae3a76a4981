"""A network is built in the window, by mouse, keyboard and finger, while it trains or rests, and every step can be undone."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.document import edits
from core.network import Edge, Neuron
from tests.playground.driving import User
from widgets.drawing.count_label import CountLabel
from widgets.drawing.layer_header import LayerHeader
from widgets.inline_entry import InlineEntry
from widgets.inspect.derivation_view import DerivationView

LEFT = Qt.MouseButton.LeftButton
on_xor = pytest.mark.parametrize("window", ["xor"], indirect=True)
on_spiral = pytest.mark.parametrize("window", ["spiral"], indirect=True)


@pytest.fixture(autouse=True)
def roomy(user: User) -> None:
    """A window in which every button of the drawing is seen."""
    user.window.resize(1440, 900)
    user.settle()


def shape(user: User) -> tuple[int, ...]:
    return user.window.inspection.network.sizes


def weights(user: User) -> list[np.ndarray]:
    return edits.current_parameters(user.window.session.current())[0]


def count(user: User, l: int) -> CountLabel:
    return user.named(LayerHeader, f"layer_header_{l}").count


def gap(user: User, l: int, between: bool = False) -> QPoint:
    """An empty place in the column of layer l, or between it and the next."""
    view = user.view
    x = user.place_of(Neuron(l, 0)).x()
    x = (x + user.place_of(Neuron(l + 1, 0)).x()) // 2 if between else x
    free = [QPoint(x, y) for y in range(view._head + 30, view.height() - 30) if view.item_at(QPoint(x, y).toPointF()) is None]
    return free[-1]


def double_click(user: User, place: QPoint) -> None:
    """As the window system tells it."""
    user.qtbot.mouseClick(user.view, LEFT, pos=place)
    user.qtbot.mouseDClick(user.view, LEFT, pos=place)
    user.qtbot.mouseRelease(user.view, LEFT, pos=place)


def outputs(user: User) -> np.ndarray:
    return user.window.inspection.outputs_of("training")


def names(user: User) -> dict[str, str]:
    return user.window.session.experiment.network.names


def entry(user: User) -> InlineEntry:
    return user.see(InlineEntry)


def write(user: User, typed: str) -> None:
    """Over what stands in the open field, with Enter at the end."""
    entry(user).selectAll()
    user.key(Qt.Key.Key_Delete)
    user.qtbot.keyClicks(entry(user), typed)
    user.key(Qt.Key.Key_Return)


def rename(user: User, neuron: Neuron, name: str) -> None:
    user.click(neuron)
    user.press("rename")
    write(user, name)


# ---- more and less ---------------------------------------------------------------------------------------------------------------


@on_spiral
def test_dragging_a_header_s_count_while_it_trains_follows_live_and_is_one_edit(user: User):
    before = shape(user)
    user.press("train")
    label, seen = count(user, 1), []
    middle = label.rect().center()
    user.qtbot.mousePress(label, LEFT, pos=middle)
    for up in (15, 30, 45, 30):
        user.qtbot.mouseMove(label, middle + QPoint(0, -up))
        seen.append(shape(user)[1])
    user.qtbot.mouseRelease(label, LEFT, pos=middle)
    assert seen == [before[1] + n for n in (1, 2, 3, 2)]
    assert label.text() == str(before[1] + 2)
    step = user.window.run.snapshot.step
    user.wait(lambda: user.window.run.snapshot.step > step > 0)
    assert user.command("undo").text() == f"&Undo: set layer 1 to {before[1] + 2} neurons"
    user.press("undo")
    assert shape(user) == before
    assert not user.command("undo").isEnabled()
    assert user.window.run.running


@on_xor
def test_a_double_click_adds_a_neuron_in_a_column_and_a_layer_between_two(user: User):
    before = shape(user)
    double_click(user, gap(user, 1))
    assert shape(user) == (before[0], before[1] + 1, *before[2:])
    assert user.command("undo").text() == "&Undo: add a neuron to layer 1"
    double_click(user, gap(user, 0, between=True))
    assert len(shape(user)) == len(before) + 1
    assert user.command("undo").text() == "&Undo: add a layer after layer 0"
    user.press("undo")
    user.press("undo")
    assert shape(user) == before


@on_xor
def test_a_double_click_at_the_ends_says_why_nothing_is_added_and_outside_fits_the_drawing(user: User):
    before, last = shape(user), len(shape(user)) - 1
    double_click(user, gap(user, 0))
    assert user.sentence() == "Which inputs the network has is chosen beside the data."
    double_click(user, gap(user, last))
    assert user.sentence() == "The number of outputs follows from the data."
    start = user.view.where(Neuron(0, 0))
    user.view.zoom_by(0.6)
    assert user.view.where(Neuron(0, 0)) != start
    double_click(user, QPoint(6, user.view.height() - 40))
    assert user.view.where(Neuron(0, 0)) == start
    assert shape(user) == before


@pytest.fixture
def slow_fingers(qapp) -> Iterator[None]:
    """Two taps are a double tap however long the first takes to be drawn."""
    interval = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(60_000)
    yield
    qapp.setDoubleClickInterval(interval)


@on_xor
def test_escape_takes_a_pulled_count_back_and_leaves_no_edit_and_the_selection(user: User):
    before, part = shape(user), Edge(1, 0, 0)
    user.click(part)
    label = count(user, 1)
    centre = label.rect().center()
    user.drag(label, centre, centre - QPoint(0, 20), centre - QPoint(0, 45), let_go=False)
    assert shape(user)[1] == before[1] + 3
    user.key(Qt.Key.Key_Escape)
    assert shape(user) == before
    user.qtbot.mouseMove(label, centre - QPoint(0, 90))
    user.qtbot.mouseRelease(label, LEFT, pos=centre - QPoint(0, 90))
    assert (shape(user), user.window.session.stack.count(), user.window.inspection.selection) == (before, 0, part)


@on_xor
def test_a_finger_adds_by_a_double_tap_and_pulls_a_count(user: User, slow_fingers):
    device, before = QTest.createTouchDevice(), shape(user)

    def touch(widget: QWidget, *places: QPoint) -> None:
        window = user.window.windowHandle()
        points = [widget.mapTo(user.window, place) for place in places]
        QTest.touchEvent(window, device).press(0, points[0], window).commit()
        for point in points[1:]:
            QTest.touchEvent(window, device).move(0, point, window).commit()
        QTest.touchEvent(window, device).release(0, points[-1], window).commit()
        QApplication.processEvents()

    place = gap(user, 1)
    touch(user.view, place)
    touch(user.view, place)
    assert shape(user)[1] == before[1] + 1
    label = count(user, 1)
    middle = label.rect().center()
    touch(label, middle, middle + QPoint(10, 0), middle + QPoint(44, 0))
    assert shape(user)[1] == before[1] + 4
    user.press("undo")
    assert shape(user)[1] == before[1] + 1


@on_xor
def test_delete_removes_exactly_the_selected_neuron_and_undo_brings_it_back(user: User):
    user.train(3)
    before, old = shape(user), weights(user)
    user.click(Neuron(1, 1))
    user.press("remove_edge")
    assert shape(user)[1] == before[1] - 1
    assert np.array_equal(weights(user)[1], np.delete(old[1], 1, axis=0))
    assert np.array_equal(weights(user)[2], np.delete(old[2], 1, axis=1))
    assert user.command("undo").text() == "&Undo: remove neuron 1 from layer 1"
    user.press("undo")
    assert all(map(np.array_equal, weights(user)[1:], old[1:]))
    assert user.window.run.snapshot.step == 3


def test_what_the_network_needs_is_not_removed_and_the_reason_is_said(user: User):
    for part, said in ((Neuron(3, 0), "The number of outputs follows from the data, so none can be removed."),
                       (Neuron(1, 0), "A layer has at least one neuron. To remove the layer, use the menu of its name."),
                       (Neuron(0, 0), "The network has one input left, x0, and needs at least one.")):
        user.click(part)
        user.press("remove_edge")
        assert user.sentence() == said
        assert shape(user) == (1, 1, 1, 1)
    assert not user.command("undo").isEnabled()


@on_xor
def test_delete_on_an_input_takes_it_from_the_network_and_from_the_data_panel(user: User):
    rename(user, Neuron(0, 1), "height")
    old = weights(user)
    user.click(Neuron(0, 0))
    user.press("remove_edge")
    assert user.window.session.experiment.network.inputs == ("x1",)
    assert np.array_equal(weights(user)[1], old[1][:, 1:])
    assert names(user) == {"0,0": "height"}
    user.push("x₀")
    assert sorted(user.window.session.experiment.network.inputs) == ["x0", "x1"]
    k = user.window.session.experiment.network.inputs.index("x1")
    assert names(user) == {f"0,{k}": "height"}
    assert np.array_equal(weights(user)[1][:, k], old[1][:, 1])


@pytest.mark.parametrize("window", ["pinwheel"], indirect=True)
def test_the_outputs_follow_the_classes_and_names_and_weights_stay(user: User):
    last = len(shape(user)) - 1
    rename(user, Neuron(last, 1), "second arm")
    old = weights(user)[last]
    data = user.window.data.widget
    data.class_count_chosen.emit(4)
    assert shape(user)[last] == 4
    assert names(user) == {f"{last},1": "second arm"}
    assert np.array_equal(weights(user)[last][:3], old)
    user.press("undo")
    assert shape(user)[last] == 3
    assert np.array_equal(weights(user)[last], old)


@on_xor
def test_a_right_click_on_a_neuron_offers_to_rename_and_to_remove_it(user: User):
    before = shape(user)
    user.ask_menu(Neuron(1, 2))
    menu = user.window.part_menu.menu
    assert {user.command("rename"), user.command("remove_edge"), user.command("switch_off")} <= set(menu.actions())
    user.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(user.command("remove_edge")).center())
    assert shape(user)[1] == before[1] - 1


def test_the_selection_stays_with_its_edge_or_neuron_wherever_that_goes(user: User):
    user.click(Edge(3, 0, 0))
    user.click_on(user.button("Add a layer after layer 0"))
    assert user.window.inspection.selection == Edge(4, 0, 0)
    user.press("undo")
    assert user.window.inspection.selection == Edge(3, 0, 0)
    user.press("redo")
    user.click(Neuron(3, 0))
    user.window.network.remove_layer(1)
    assert user.window.inspection.selection == Neuron(2, 0)
    user.push("One neuron more in layer 1")
    user.window.session.edit("refused", lambda e: edits.remove_layer(e, 99))
    assert user.window.inspection.selection == Neuron(2, 0)


@on_xor
def test_another_neuron_s_removal_leaves_the_selection_and_its_own_selects_what_takes_its_place(user: User):
    user.click(Neuron(1, 2))
    user.window.network.remove_neurons([Neuron(1, 0)])
    assert user.window.inspection.selection == Neuron(1, 1)
    user.press("undo")
    assert user.window.inspection.selection == Neuron(1, 2)
    user.press("remove_edge")
    assert user.window.inspection.selection == Neuron(1, 2)
    user.press("remove_edge")
    assert user.window.inspection.selection is None


@on_spiral
def test_of_several_selected_those_that_are_removed_leave_the_selection_and_no_others_join_it(user: User):
    inspection = user.window.inspection
    inspection.select_several([Neuron(1, 1), Neuron(1, 2), Neuron(2, 5), Edge(2, 0, 1)])
    user.window.network.remove_neurons([Neuron(1, 1)])
    assert inspection.chosen == (Neuron(1, 1), Neuron(2, 5))
    user.press("undo")
    inspection.select_several([Neuron(1, 1), Neuron(1, 2), Neuron(1, 3)])
    user.press("remove_edge")
    assert shape(user) == (4, 5, 8, 1)
    assert inspection.chosen == (Neuron(1, 3),)


# ---- a typed shape ---------------------------------------------------------------------------------------------------------------


@on_xor
def test_a_shape_is_typed_and_what_cannot_be_stays_in_the_field_with_one_sentence(user: User):
    before = shape(user)
    user.press("type_shape")
    assert entry(user).text() == "-".join(map(str, before))
    assert entry(user).hasFocus()
    write(user, "3-4-1")
    assert user.sentence() == "The first number of the shape is 3; allowed: 2, the number of inputs."
    assert entry(user).text() == "3-4-1"
    write(user, "2-5-3-1")
    assert shape(user) == (2, 5, 3, 1)
    assert not user.sees(InlineEntry)
    assert user.view.hasFocus()
    assert user.command("undo").text() == "&Undo: make the shape 2-5-3-1"
    user.press("undo")
    assert shape(user) == before
    user.press("type_shape")
    user.key(Qt.Key.Key_Escape)
    assert not user.sees(InlineEntry)


# ---- growing without another answer ----------------------------------------------------------------------------------------------


@on_xor
def test_on_request_what_is_added_changes_no_answer_and_learns(user: User):
    user.train(5)
    before, said = shape(user), outputs(user)
    user.command("keep_function").trigger()
    user.push("One neuron more in layer 1")
    double_click(user, gap(user, 1))
    user.click_on(user.button("Add a layer after layer 1"))
    assert shape(user) == (before[0], before[1] + 2, before[1] + 2, *before[2:])
    user.press("type_shape")
    write(user, "-".join(map(str, (2, before[1] + 3, before[1] + 4, *before[2:]))))
    assert outputs(user) == pytest.approx(said, abs=1e-14)
    grown = weights(user)
    user.train(2)
    assert (weights(user)[1] != grown[1]).any(axis=1).all()
    user.command("keep_function").trigger()
    user.push("One neuron more in layer 1")
    assert outputs(user) != pytest.approx(said, abs=1e-6)


@on_xor
def test_growing_without_another_answer_and_the_names_are_remembered(user: User, opened):
    user.command("keep_function").trigger()
    user.press("show_names")
    other = opened("xor")
    assert other.commands["keep_function"].isChecked()
    assert other.network.keeps_function
    assert not other.commands["show_names"].isChecked()
    assert not other.network.widget._content.shows_names


# ---- names -----------------------------------------------------------------------------------------------------------------------


@on_xor
def test_a_neuron_is_renamed_in_its_place_and_the_name_stands_beside_it_and_is_said(user: User):
    user.click(Neuron(1, 0))
    plain = user.picture()
    user.press("rename")
    field = entry(user)
    assert field.accessibleName() == "Name of a₀⁽¹⁾"
    assert field.geometry().contains(user.place_of(Neuron(1, 0)))
    write(user, "edge detector")
    assert names(user) == {"1,0": "edge detector"}
    assert user.view.accessibleDescription().startswith("edge detector: a₀⁽¹⁾ = ")
    assert user.command("undo").text() == "&Undo: rename a₀⁽¹⁾"
    named = user.picture()
    assert (named != plain).any()
    user.press("show_names")
    assert user.draws(plain)
    assert user.view.accessibleDescription().startswith("edge detector: ")
    user.press("show_names")
    assert user.draws(named)
    user.press("rename")
    assert entry(user).text() == "edge detector"
    user.qtbot.keyClicks(entry(user), "no")
    user.key(Qt.Key.Key_Escape)
    assert names(user) == {"1,0": "edge detector"}
    user.press("rename")
    write(user, "")
    assert names(user) == {}
    user.press("undo")
    assert names(user) == {"1,0": "edge detector"}


@on_xor
def test_a_neuron_that_is_scrolled_away_is_renamed_all_the_same(user: User):
    user.press("type_shape")
    write(user, "2-40-1")
    user.click(Neuron(1, 0))
    user.key(Qt.Key.Key_PageDown)
    assert user.view.where(Neuron(1, 0)) is None
    user.press("rename")
    write(user, "the first")
    assert names(user) == {"1,0": "the first"}


@on_xor
def test_a_name_that_is_too_long_is_refused_and_can_be_mended(user: User):
    user.click(Neuron(0, 1))
    user.press("rename")
    write(user, 41 * "x")
    assert user.sentence() == "The name has 41 characters; allowed: up to 40."
    assert names(user) == {}
    user.key(Qt.Key.Key_Backspace)
    user.key(Qt.Key.Key_Return)
    assert names(user) == {"0,1": 40 * "x"}


@on_xor
def test_every_edit_of_the_structure_is_reached_by_keyboard(user: User):
    before = shape(user)
    user.view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        user.key(key)
    assert isinstance(user.window.inspection.selection, Neuron)
    user.press("rename")
    write(user, "mine")
    assert "mine" in names(user).values()
    user.press("remove_edge")
    user.press("add_layer")
    user.press("type_shape")
    write(user, "2-3-1")
    for _ in range(4):
        user.press("undo")
    assert (shape(user), names(user)) == (before, {})
    for _ in range(4):
        user.press("redo")
    assert shape(user) == (2, 3, 1)


# ---- while it trains, and while formulas are open --------------------------------------------------------------------------------


@on_xor
def test_edits_while_training_runs_neither_stop_nor_restart_it(user: User):
    user.press("train")
    user.wait(lambda: user.window.run.snapshot.step > 10)

    def goes_on() -> None:
        step = user.window.run.snapshot.step
        assert step > 10
        user.wait(lambda: user.window.run.snapshot.step > step)
        assert user.window.run.running

    rename(user, Neuron(1, 0), "one")
    goes_on()
    user.press("remove_edge")
    goes_on()
    user.press("type_shape")
    write(user, "2-5-3-1")
    goes_on()
    double_click(user, gap(user, 2))
    goes_on()
    for _ in range(4):
        user.press("undo")
        goes_on()
    assert names(user) == {}


def test_q6_the_chain_grows_and_the_open_formulas_grow_their_indices_and_their_sum(user: User):
    user.click(Edge(1, 0, 0))
    user.press("layer_back")
    tree = user.window.explanations.layer_back.widget
    user.click_on(user.factor_button("dC_da"))
    user.push("Open one layer", tree)
    view, derivation = tree._view, user.see(DerivationView)
    assert len(list(view.lines())) == 2
    chain = " ".join(user.formulas(user.window.inspector.widget)), " ".join(user.formulas(tree))
    assert not any("Σ" in each or "ⱼ" in each for each in chain)
    user.push("One neuron more in layer 2")
    user.push("One neuron more in layer 1")
    assert shape(user) == (1, 2, 2, 1)
    assert user.window.inspection.selection == Edge(1, 0, 0)
    assert user.see(DerivationView) is derivation
    assert "w₀,₀⁽¹⁾" in " ".join(user.formulas(user.window.inspector.widget))
    assert "Σ" in " ".join(user.formulas(derivation))
    assert "Σ" in " ".join(user.formulas(tree))
    lines = [str(index.data()) for index in view.lines()]
    assert len(lines) == 3, "both terms of the sum, and what the old one was opened into"
    assert any("w₀,₀⁽²⁾" in line for line in lines)
    assert any("w₁,₀⁽²⁾" in line for line in lines)
    user.press("undo")
    user.press("undo")
    assert (" ".join(user.formulas(user.window.inspector.widget)), " ".join(user.formulas(tree))) == chain
