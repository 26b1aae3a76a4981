"""Numbers changed by hand on the drawing, one or many: every panel follows at once, and each change is one edit with a name."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from core.network import Bias, Edge, Neuron
from tests.playground.driving import LEFT, User, numbers
from widgets.drawing.value_entry import ValueEntry
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector
from widgets.inspect.several_inspector import SeveralInspector

CTRL, SHIFT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.NoButton
on_spiral = pytest.mark.parametrize("window", ["spiral"], indirect=True)
LAST = Edge(3, 0, 0)


def value(user: User, part: Edge | Bias) -> float:
    """As the trainer has it."""
    return user.window.run.parameters_of([part])[0]


def all_values(user: User) -> np.ndarray:
    return user.window.run.ahead().network.parameters.copy()


def pull(user: User, part: Edge | Bias, pixels: int, let_go: bool = True) -> QPoint:
    """Up by so many px, some at a time, after those that make a pull of a press."""
    start = user.place_of(part)
    user.qtbot.mousePress(user.view, LEFT, pos=start)
    ways = [12, *(12 + round(pixels * share / 5) for share in range(1, 6))]
    for way in ways:
        place = QPointF(start - QPoint(0, way))
        QApplication.sendEvent(user.view, QMouseEvent(QEvent.Type.MouseMove, place, user.view.mapToGlobal(place), NONE, LEFT,
                                                      Qt.KeyboardModifier.NoModifier))
    end = start - QPoint(0, ways[-1])
    if let_go:
        user.qtbot.mouseRelease(user.view, LEFT, pos=end)
    return end


def choose(user: User, *parts: Edge | Bias | Neuron) -> None:
    """One by a click, the others by a click with Ctrl held."""
    user.click(parts[0])
    for part in parts[1:]:
        user.qtbot.mouseClick(user.view, LEFT, CTRL, user.place_of(part))


def undone(user: User) -> str:
    """What would be undone, as it is called."""
    name = user.command("undo").text().removeprefix("&Undo: ")
    return name[:1].upper() + name[1:]


def together(user: User) -> SeveralInspector:
    return user.see(SeveralInspector)


def tell(user: User, field: str, typed: str) -> None:
    user.type(field, typed, together(user))


# ---- one number ------------------------------------------------------------------------------------------------------------------


def test_s19_a_pull_on_the_drawing_changes_cost_map_and_inspector_at_once_and_is_one_edit(user: User):
    window = user.window
    cost = window.run.snapshot.costs[0].training
    pull(user, LAST, 100, let_go=False)
    assert value(user, LAST) == pytest.approx(2.5)
    user.wait(lambda: window.inspection.network.w[3][0, 0] == value(user, LAST))
    user.wait(lambda: numbers(user.field("Weight", user.see(EdgeInspector)).text()) == [pytest.approx(2.5)])
    assert window.run.snapshot.costs[-1].training != cost
    assert window.inspection.selection == LAST
    user.qtbot.mouseRelease(user.view, LEFT, pos=user.place_of(LAST))
    assert (window.session.stack.count(), undone(user)) == (1, "Set w⁽³⁾")
    user.press("undo")
    user.wait(lambda: window.inspection.network.w[3][0, 0] == 1.5)
    assert not window.session.edited


@on_spiral
def test_a_pull_on_the_drawing_repaints_the_map_of_answers(user: User):
    shown = user.window.output.map.grab().toImage()
    end = pull(user, Edge(3, 0, 2), 300, let_go=False)
    user.wait(lambda: user.window.output.map.grab().toImage() != shown)
    user.qtbot.mouseRelease(user.view, LEFT, pos=end)


def test_a_pull_on_a_walk_begins_with_what_the_trainer_has_and_the_walk_follows_where_it_stands(user: User):
    user.press("backprop")
    walking = user.window.walking
    walking.go_to(len(walking.walk.operations))
    assert user.view._content.weight(LAST) != 1.5, "what the step would make of it"
    pull(user, LAST, 100)
    assert value(user, LAST) == pytest.approx(2.5)
    user.wait(lambda: 2.4 < user.view._content.weight(LAST) != 2.5)
    assert walking.walk.position == len(walking.walk.operations)


def test_two_pulls_are_two_edits_and_turns_of_the_wheel_one(user: User):
    for count in (1, 2):
        pull(user, LAST, 10)
        assert user.window.session.stack.count() == count
        user.wait(lambda: user.window.inspection.network.w[3][0, 0] == value(user, LAST))
    for _ in range(3):
        place = user.place_of(LAST)
        event = QWheelEvent(QPointF(place), QPointF(user.view.mapToGlobal(place)), QPoint(), QPoint(0, -120), NONE, CTRL,
                            Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(user.view, event)
    user.qtbot.keyRelease(user.view, Qt.Key.Key_Control)
    assert user.window.session.stack.count() == 3
    assert value(user, LAST) == pytest.approx(1.4)


def test_escape_takes_a_pull_back_and_leaves_no_edit_and_the_selection(user: User):
    end = pull(user, LAST, 50, let_go=False)
    user.key(Qt.Key.Key_Escape)
    user.qtbot.mouseRelease(user.view, LEFT, pos=end)
    assert (value(user, LAST), user.window.session.stack.count()) == (1.5, 0)


@pytest.mark.parametrize("action", ["add_layer", "remove_layer", "undo"])
def test_another_network_during_a_pull_ends_it_and_is_an_edit_of_its_own(user: User, action: str):
    window = user.window
    window.resize(1440, 900)
    window.network.add_layer_after(0)
    layers, edge = len(window.inspection.network.sizes), Edge(2, 0, 0)
    window.layer.matrix.layer_chosen.emit(layers - 1)
    user.settle()
    before = value(user, edge)
    pull(user, edge, 20, let_go=False)
    pulled = value(user, edge)
    assert pulled != before
    if action == "undo":                                    # the pull, and the layer below it
        user.press("undo")
        user.press("undo")
        assert len(window.inspection.network.sizes) == layers - 1
        assert window.session.stack.index() == 0
    else:
        user.command(action).trigger()
        assert len(window.inspection.network.sizes) != layers
        user.press("undo")
        assert value(user, edge) == pulled
        user.press("undo")
        assert value(user, edge) == before


def test_a_double_click_puts_a_bias_to_0(user: User):
    place = user.place_of(Bias(2, 0))
    user.qtbot.mouseClick(user.view, LEFT, pos=place)
    user.qtbot.mouseDClick(user.view, LEFT, pos=place)
    user.qtbot.mouseRelease(user.view, LEFT, pos=place)
    assert value(user, Bias(2, 0)) == 0.0
    user.press("undo")
    assert value(user, Bias(2, 0)) == 0.3


def test_v_types_a_number_on_the_drawing_and_what_is_none_is_refused_in_a_sentence(user: User):
    user.click(LAST)
    user.press("type_value")
    field = user.see(QLineEdit, user.see(ValueEntry))
    assert field.text() == "1.5"
    for typed in ("-", "-2"):
        user.qtbot.keyClicks(field, typed)
        user.qtbot.keyClick(field, Qt.Key.Key_Return)
        if typed == "-":
            assert user.sentence() == "Value cannot be “-”; allowed: a finite number."
            assert value(user, LAST) == 1.5
    assert value(user, LAST) == -2.0
    assert undone(user) == "Set w⁽³⁾"
    assert user.view.hasFocus()


def test_a_removed_edge_cannot_be_pulled_and_one_sentence_says_so(user: User):
    user.click(LAST)
    user.press("remove_edge")
    said = []
    user.window.session.refused.connect(said.append)
    pull(user, LAST, 60)
    assert said == [user.sentence()] == ["w⁽³⁾ cannot be set: its edge is removed; restore it first."]
    assert user.window.session.stack.count() == 1


def test_a_pull_while_training_runs_is_trained_on_from_and_is_one_edit(user: User):
    run = user.window.run
    user.view.setFocus()
    user.press("train")
    user.wait(lambda: run.snapshot.step > 0)
    pull(user, LAST, 400)
    assert run.running
    assert user.window.session.stack.count() == 1
    step = run.snapshot.step
    user.wait(lambda: run.snapshot.step > step + 10)
    user.press("train")
    user.rest()
    assert value(user, LAST) > 3, "training has begun from a weight above 5"


def test_a_finger_pulls_in_the_window(user: User):
    screen, start = QTest.createTouchDevice(), user.place_of(LAST)
    QTest.touchEvent(user.view, screen).press(0, start, user.view).commit()
    for up in (12, 32, 62):
        QTest.touchEvent(user.view, screen).move(0, start - QPoint(0, up), user.view).commit()
    QTest.touchEvent(user.view, screen).release(0, start - QPoint(0, 62), user.view).commit()
    assert value(user, LAST) == pytest.approx(2.0)
    assert user.window.session.stack.count() == 1


# ---- many ------------------------------------------------------------------------------------------------------------------------


def test_ctrl_selects_several_the_last_is_explained_and_escape_lets_all_go(user: User):
    assert not user.sees(SeveralInspector)
    choose(user, Edge(1, 0, 0), Edge(2, 0, 0), Neuron(2, 0))
    assert user.label("What is selected", together(user)) == "2 edges and 1 neuron selected"
    assert user.sees(NeuronInspector)
    user.qtbot.mouseClick(user.view, LEFT, CTRL, user.place_of(Neuron(2, 0)))
    assert user.label("What is selected", together(user)) == "2 edges selected"
    assert user.window.inspection.selection == Edge(2, 0, 0)
    user.push("Select only the last")
    assert not user.sees(SeveralInspector)
    assert user.window.inspection.selection == Edge(2, 0, 0)
    choose(user, Edge(1, 0, 0), Edge(2, 0, 0))
    user.view.setFocus()
    user.key(Qt.Key.Key_Escape)
    assert (user.window.inspection.chosen, user.window.inspection.selection) == ((), None)


@pytest.mark.parametrize(("field", "typed", "expected", "name"), [
    ("Value of all", "0.25", [0.25, 0.25, 0.25], "Set 2 weights and 1 bias to 0.25"),
    ("Factor of all", "-0,5", [-0.6, 0.4, -0.05], "Scale 2 weights and 1 bias by -0.5"),
])
def test_all_that_is_selected_is_set_or_scaled_as_one_edit(user: User, field, typed, expected, name):
    choose(user, Edge(1, 0, 0), Edge(2, 0, 0), Neuron(1, 0))
    parts = [Edge(1, 0, 0), Edge(2, 0, 0), Bias(1, 0)]
    before = all_values(user)
    tell(user, field, typed)
    assert user.window.run.parameters_of(parts) == pytest.approx(expected)
    assert (user.window.session.stack.count(), undone(user)) == (1, name)
    user.press("undo")
    assert (all_values(user) == before).all()


def test_v_and_shift_v_type_for_all_that_is_selected(user: User):
    choose(user, Edge(1, 0, 0), Edge(2, 0, 0))
    for action, typed, name in (("type_value", "2", "Set 2 weights to 2"), ("scale_values", "1.5", "Scale 2 weights by 1.5")):
        user.view.setFocus()
        user.press(action)
        field = user.see(QLineEdit, user.see(ValueEntry))
        assert field.text() == ""
        user.qtbot.keyClicks(field, typed)
        user.qtbot.keyClick(field, Qt.Key.Key_Return)
        assert undone(user) == name
    assert user.window.run.parameters_of([Edge(1, 0, 0), Edge(2, 0, 0)]) == [3.0, 3.0]


@on_spiral
def test_select_more_grows_to_the_neuron_the_layer_and_everything_and_randomise_draws_just_that(user: User):
    inspection, sizes = user.window.inspection, user.window.inspection.network.sizes
    user.click(Edge(2, 3, 7))
    counts = []
    for _ in range(3):
        user.press("select_more")
        assert inspection.selection == Edge(2, 3, 7)
        counts.append(user.label("What is selected", together(user)))
    assert counts == ["8 edges and 1 bias selected", "64 edges and 8 biases selected", "104 edges and 21 neurons selected"]
    user.click(Edge(2, 3, 7))
    user.press("select_more")
    before = all_values(user)
    user.press("randomise")
    changed = np.flatnonzero(all_values(user) != before)
    row = 8 * 5 + 3 * 9                                         # of neuron 3 of layer 2; its bias starts at 0.1 and stays there
    assert list(changed) == list(range(row + 1, row + 9))
    assert undone(user) == "Randomise 8 weights and 1 bias"
    user.view.setFocus()
    user.press("select_all")
    assert len(inspection.chosen) == 104 + sum(sizes)


@on_spiral
def test_a_normal_spread_is_typed_and_drawn_with(user: User):
    user.press("select_all")
    user.push("normal", together(user))
    user.type("Spread", "3", together(user))
    user.push("Randomise", together(user))
    assert 2 < np.std(all_values(user)) < 4
    user.type("Spread", "-3", together(user))
    assert user.sentence() == "Spread cannot be “-3”; allowed: a number above 0, up to 1000."


@on_spiral
def test_many_are_frozen_removed_and_switched_off_look_it_and_stay_so_in_training(user: User):
    frozen, removed = [Edge(1, 7, 0), Edge(1, 7, 1)], [Edge(3, 0, 0), Edge(3, 0, 7), Edge(3, 0, 1)]
    off = [Neuron(2, 2), Neuron(2, 3)]
    before = user.window.run.parameters_of(frozen)
    names = []
    for parts, button in ((frozen, "Freeze"), (removed, "Remove"), (off, "Switch off")):
        user.window.inspection.select(None)
        plain = user.picture()
        choose(user, *parts)
        user.push(button, together(user))
        names.append(undone(user))
        user.window.inspection.select(None)
        assert user.changed(plain, parts, reach=60) == set(parts)
    assert names == ["Freeze 2 weights", "Remove 3 edges", "Switch 2 neurons off"]
    user.view.setFocus()
    user.press("epoch")
    user.rest()
    network = user.window.inspection.network
    assert user.window.run.parameters_of(frozen) == before
    assert user.window.run.parameters_of(removed) == [0.0, 0.0, 0.0]
    assert [user.window.inspection.activations[2][j] for j in (2, 3)] == [0.0, 0.0]
    assert network.w[1][0, 0] != before[0]
    choose(user, *removed)
    user.push("Restore", together(user))
    assert undone(user) == "Restore 3 edges"
    assert 0.0 not in user.window.run.parameters_of(removed)


def test_removed_edges_are_left_out_where_others_are_set(user: User):
    user.click(LAST)
    user.press("remove_edge")
    choose(user, Edge(1, 0, 0), Edge(2, 0, 0), LAST)
    tell(user, "Value of all", "4")
    assert user.window.run.parameters_of([Edge(1, 0, 0), Edge(2, 0, 0), LAST]) == [4.0, 4.0, 0.0]
    assert undone(user) == "Set 2 weights to 4"


def test_the_menu_of_a_selected_part_is_that_of_all(user: User):
    choose(user, Edge(1, 0, 0), Edge(2, 0, 0))
    user.ask_menu(Edge(1, 0, 0))
    menu, offered = user.window.part_menu.menu, {"type_value", "scale_values", "randomise", "freeze", "remove_edge"}
    assert offered <= {action.objectName() for action in menu.actions()}
    menu.close()
    assert len(user.window.inspection.chosen) == 2
    user.ask_menu(Edge(3, 0, 0))
    menu.close()
    assert user.window.inspection.chosen == (Edge(3, 0, 0),)


def test_what_is_no_longer_there_is_no_longer_selected(user: User):
    choose(user, Edge(3, 0, 0), Edge(2, 0, 0))
    user.command("remove_layer").trigger()
    assert user.window.inspection.chosen == (Edge(2, 0, 0),)


@pytest.mark.parametrize("action", ["select_all", "add_layer"])
def test_a_number_is_typed_for_what_was_selected_then_or_not_at_all(user: User, action: str):
    user.click(LAST)
    user.press("scale_values")
    field = user.see(ValueEntry).findChild(QLineEdit)
    user.qtbot.keyClicks(field, "2")
    before = all_values(user)
    user.command(action).trigger()
    assert not user.sees(ValueEntry)
    if action == "add_layer":
        assert undone(user) == "Add a layer after layer 2"
    else:
        assert user.view.hasFocus()
        assert (all_values(user) == before).all()


def test_what_has_no_number_is_not_given_one(user: User):
    user.click(Neuron(0, 0))
    said = []
    user.window.session.refused.connect(said.append)
    for change in (user.window.editing.scale, user.window.editing.set_values, user.window.editing.randomise):
        change(2.0)
    assert said == 3 * ["What is selected has no weight and no bias."]
