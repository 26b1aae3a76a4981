"""Painting examples in the real window: by mouse, pen, finger and keyboard, at rest and while it trains."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QToolButton

from core.document import edits
from core.document.experiment import Points
from playground.main_window import MainWindow
from tests.playground.driving import LEFT, User
from widgets.data.source_card import SourceCard
from widgets.plots.paint_layer import PaintLayer

on_spiral = pytest.mark.parametrize("window", ["spiral"], indirect=True)
on_sine = pytest.mark.parametrize("window", ["sine"], indirect=True)
on_plane = pytest.mark.parametrize("window", ["plane"], indirect=True)


def place(window: MainWindow, x: float, y: float) -> QPoint:
    """Where these values are painted."""
    return window.output.map.layer.place_of(x, y).toPoint()


def layer_of(user: User) -> PaintLayer:
    return user.see(PaintLayer)


def stroke(user: User, *places: tuple[float, float]) -> None:
    user.drag(layer_of(user), *(place(user.window, *each) for each in places))


def examples(window: MainWindow) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and classes, or values."""
    data = window.session.dataset
    return data.inputs, data.classes if data.classes is not None else data.targets[:, 0]


def choose_tool(user: User, name: str) -> None:
    user.click_on(user.named(QToolButton, name))


@on_spiral
def test_a_stroke_of_the_brush_is_one_edit_that_says_how_much_it_painted(user, window):
    before = window.session.experiment.data
    user.press("paint")
    layer_of(user)
    user.key(Qt.Key.Key_1)
    stroke(user, (-4, 4), (0, 4), (4, 4))
    inputs, classes = examples(window)
    added = len(inputs) - 500
    assert added > 10
    assert window.session.stack.count() == 1
    assert window.session.stack.undoText() == f"Paint {added} points of class 1"
    new = np.abs(inputs[:, 1] - 4) < 1.2
    assert new.sum() >= added
    user.press("undo")
    assert window.session.experiment.data == before
    user.press("redo")
    assert np.array_equal(examples(window)[0], inputs)
    assert np.array_equal(examples(window)[1], classes)


@on_spiral
def test_a_third_class_painted_while_it_trains_grows_the_outputs_and_training_goes_on(user, window):
    user.press("train")
    user.press("paint")
    user.key(Qt.Key.Key_2)
    stroke(user, (-4, 4), (-2, 4), (0, 4), (2, 4))
    assert window.run.running
    assert window.inspection.network.sizes[-1] == 3
    assert window.session.stack.count() == 1
    step = window.run.snapshot.step
    user.wait(lambda: window.run.snapshot.step > step)
    user.press("undo")
    assert window.inspection.network.sizes[-1] == 1
    user.press("redo")
    assert window.inspection.network.sizes[-1] == 3
    user.key(Qt.Key.Key_Escape)
    user.press("train")
    user.rest()


@on_spiral
def test_the_eraser_takes_what_it_touches_and_never_the_last_example(user, window):
    user.press("paint")
    choose_tool(user, "Eraser")
    stroke(user, (-4, 0), (4, 0))
    inputs, _ = examples(window)
    assert len(inputs) < 500
    assert window.session.stack.undoText() == f"Erase {500 - len(inputs)} points"
    assert not ((np.abs(inputs[:, 1]) < 0.3) & (np.abs(inputs[:, 0]) < 4)).any()
    slider = user.named(QSlider, "Radius")
    user.click_on(slider)
    slider.setFocus()
    user.key(Qt.Key.Key_End)
    for height in (-4, -1, 2, 4.9):
        stroke(user, (-4.9, height), (4.9, height))
    assert len(examples(window)[0]) >= 1
    assert user.sentence() == "The last example cannot be removed; allowed: a data set of at least one."


@on_spiral
@pytest.mark.parametrize("tool", ["Brush", "Eraser", "Drag"])
def test_escape_takes_the_stroke_back_and_painting_goes_on(user, window, tool):
    user.press("paint")
    choose_tool(user, tool)
    before = window.session.dataset.inputs
    start = window.output.map.layer.place_of(*before[0]).toPoint()
    user.drag(layer_of(user), start, start + QPoint(20, 0), start + QPoint(40, 0), let_go=False)
    user.wait(lambda: not np.array_equal(examples(window)[0], before))
    user.key(Qt.Key.Key_Escape)
    user.qtbot.mouseMove(layer_of(user), start + QPoint(60, 0))
    user.qtbot.mouseRelease(layer_of(user), LEFT, pos=start + QPoint(60, 0))
    assert np.array_equal(window.session.dataset.inputs, before)
    assert not window.session.edited
    user.key(Qt.Key.Key_Escape)
    assert not user.sees(PaintLayer)


@on_spiral
def test_hidden_test_examples_are_not_erased(user, window):
    tests = len(window.inspection.numbers("test"))
    user.click_on(window.output.map._test, QPoint(8, window.output.map._test.height() // 2))
    user.press("paint")
    choose_tool(user, "Eraser")
    hidden = {row.tobytes() for row in window.session.dataset.inputs[window.inspection.numbers("test")]}
    stroke(user, (0, 0))
    assert len(examples(window)[0]) < 500
    assert len(window.inspection.numbers("test")) < tests          # some are for training now, as the share says
    assert hidden <= {row.tobytes() for row in window.session.dataset.inputs}


@on_spiral
def test_a_point_is_dragged_and_the_point_tool_sets_one(user, window):
    user.click_on(user.named(SourceCard, "draw…"))
    assert isinstance(window.session.experiment.data, Points)
    assert layer_of(user).hasFocus()
    choose_tool(user, "Drag")
    stroke(user, (5, 5), (2, 1), (0, 0))
    assert examples(window)[0][1] == pytest.approx([0, 0], abs=0.1)
    assert window.session.stack.undoText() == "Move a point"
    choose_tool(user, "Point")
    user.key(Qt.Key.Key_1)
    stroke(user, (3, -3), (3, 3))
    assert len(examples(window)[0]) == 3
    assert examples(window)[0][2] == pytest.approx([3, -3], abs=0.1)
    assert window.session.stack.undoText() == "Paint a point of class 1"


@on_spiral
def test_drawing_begins_on_an_empty_sheet_that_undo_takes_away(user, window):
    before = window.session.experiment.data
    user.click_on(user.named(SourceCard, "draw…"))
    _, classes = examples(window)
    assert classes.tolist() == [0, 1]
    canvas = window.output.map.canvas
    assert canvas.inputs_at(canvas.area().topRight()) == (6.0, 6.0)
    assert window.inspection.network.sizes == (4, 8, 8, 1)
    user.press("undo")
    assert window.session.experiment.data == before


@pytest.mark.parametrize("window", ["digits"], indirect=True)
def test_painting_many_columns_or_targets_is_not_offered_and_drawing_takes_a_network_that_fits(user, window):
    user.press("paint")
    assert not user.command("paint").isChecked()
    assert not user.sees(PaintLayer)
    assert user.sentence() == "These data have 64 inputs; examples can be painted where there are one or two."
    window.documents.open_preset("two-paths")
    user.press("paint")
    assert user.sentence() == "These examples have 2 targets; they can be painted where there is one."
    user.click_on(user.named(SourceCard, "draw…"))
    assert len(window.session.dataset.columns) == 2
    assert window.painting.on


@on_plane
def test_values_are_painted_by_the_colour_scale(user, window):
    user.press("paint")
    slider = user.named(QSlider, "Value")
    slider.setFocus()
    user.key(Qt.Key.Key_Home)
    choose_tool(user, "Point")
    stroke(user, (1, 2))
    inputs, values = examples(window)
    new = np.hypot(*(inputs - (1, 2)).T).argmin()
    assert values[new] == -1.0
    assert window.session.stack.undoText() == "Paint a point of value −1.00"


@on_plane
def test_figure_keys_go_through_the_colour_scale_also_during_a_stroke(user, window):
    user.press("paint")
    choose_tool(user, "Brush")
    user.key(Qt.Key.Key_0)
    user.drag(layer_of(user), place(window, -4, 4), place(window, 0, 4), let_go=False)
    user.key(Qt.Key.Key_9)
    user.qtbot.mouseMove(layer_of(user), place(window, 4, 4))
    user.qtbot.mouseRelease(layer_of(user), LEFT, pos=place(window, 4, 4))
    _, values = examples(window)
    assert {-1.0, 1.0} <= set(values[np.isin(values, (-1, 1))])
    names = [window.session.stack.text(number) for number in range(window.session.stack.count())]
    assert [name[-5:] for name in names] == ["−1.00", "+1.00"]
    user.key(Qt.Key.Key_6)
    choose_tool(user, "Point")
    stroke(user, (1, 2))
    assert window.session.stack.undoText() == "Paint a point of value +0.33"


@on_plane
def test_values_of_another_size_have_a_colour_scale_that_reaches_them_and_stays_while_one_paints(user, window):
    rng = np.random.default_rng(0)
    data = Points(inputs=rng.uniform(-5, 5, (200, 2)), targets=rng.uniform(0.0, 1000.0, (200, 1)))
    window.session.edit("Larger", lambda experiment: edits.set_data(experiment, data))
    user.press("paint")
    user.named(QSlider, "Value").setFocus()
    user.key(Qt.Key.Key_End)
    user.key(Qt.Key.Key_Left)
    choose_tool(user, "Point")
    stroke(user, (1, 2))
    inputs, values = examples(window)
    assert values[np.hypot(*(inputs - (1, 2)).T).argmin()] == 975.0
    user.named(QSlider, "Value").setFocus()
    user.key(Qt.Key.Key_Home)
    assert window.output.values() == (0.0, 1000.0)
    stroke(user, (-1, 2))
    assert 0.0 in examples(window)[1]


@on_sine
def test_over_one_input_one_paints_on_the_curve(user, window):
    user.press("paint")
    choose_tool(user, "Point")
    stroke(user, (2, -0.5))
    inputs, values = examples(window)
    new = np.hypot(inputs[:, 0] - 2, values + 0.5).argmin()
    assert len(inputs) == 501
    assert (inputs[new, 0], values[new]) == pytest.approx((2, -0.5), abs=0.05)
    choose_tool(user, "Drag")
    stroke(user, (2, -0.5), (1, 0))
    moved = window.session.dataset
    assert (moved.inputs[new, 0], moved.targets[new, 0]) == pytest.approx((1, 0), abs=0.05)
    choose_tool(user, "Eraser")
    stroke(user, (1, 0))
    assert not ((np.abs(examples(window)[0][:, 0] - 1) < 0.1) & (np.abs(examples(window)[1]) < 0.02)).any()


@on_spiral
def test_the_keyboard_alone_paints(user, window):
    user.press("paint")
    for key in (Qt.Key.Key_3, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return):
        user.key(key)
    inputs, classes = examples(window)
    assert (classes == 3).sum() == len(inputs) - 500 > 0
    assert user.command("colour_change").isChecked() is False
    user.key(Qt.Key.Key_Escape)
    assert not user.sees(PaintLayer)
    assert not user.command("paint").isChecked()


@on_spiral
def test_a_finger_paints_as_the_mouse_does(user, window):
    user.press("paint")
    user.settle()
    layer = layer_of(user)
    finger = QTest.createTouchDevice()
    for act, where in (("press", (-2, 4)), ("move", (0, 4)), ("move", (2, 4)), ("release", (2, 4))):
        event = QTest.touchEvent(layer, finger)
        getattr(event, act)(0, layer.mapTo(window, place(window, *where)), window)
        event.commit()
    assert len(examples(window)[0]) > 505
    assert window.session.stack.count() == 1


@on_spiral
def test_the_wheel_makes_the_brush_wider(user, window):
    user.press("paint")
    before = layer_of(user).reach()
    QTest.wheelEvent(window.windowHandle(), layer_of(user).mapTo(window, place(window, 0, 0)), QPoint(0, 240))
    assert layer_of(user).reach() > before


def test_around_a_single_example_over_one_input_there_is_room_on_both_sides(user, window):
    user.press("paint")
    choose_tool(user, "Point")
    for x in (0.2, 0.8):
        stroke(user, (x, 0.4))
    assert examples(window)[0][:, 0] == pytest.approx([0.5, 0.2, 0.8], abs=0.02)


@pytest.mark.parametrize("window", ["circle", "sine", "plane"], indirect=True)
def test_numbers_at_the_end_of_all_numbers_are_shown_without_a_word(user, window):
    columns = len(window.session.dataset.columns)
    for size in (1e308, 1e-308):
        inputs = np.array([[-size] * columns, [size] * columns])
        if window.session.dataset.classes is None:
            data = Points(inputs=inputs, targets=np.array([[size], [-size]]))
        else:
            data = Points(inputs=inputs, classes=(0, 1))
        assert window.session.edit("Far", lambda experiment, data=data: edits.set_data(experiment, data))
        user.settle()
        window.output.map.grab()
        user.press("paint")
        user.key(Qt.Key.Key_Escape)
        user.press("undo")


@on_spiral
def test_painted_classes_become_values_and_back_by_the_switch_among_the_tools(user, window):
    user.press("paint")
    layer_of(user)
    tools = window.output.map.tools
    assert (tools._swatches.isVisible(), tools._values.isVisible()) == (True, False)
    user.push("values", tools)
    assert (tools._swatches.isVisible(), tools._values.isVisible()) == (False, True)
    assert (window.session.stack.count(), window.session.dataset.task) == (1, "regression")
    choose_tool(user, "Point")
    stroke(user, (1, 1))
    inputs, values = examples(window)
    assert values[np.abs(inputs - (1, 1)).max(axis=1).argmin()] == 1
    user.push("classes", tools)
    assert window.session.dataset.class_count == 2
    for _ in range(3):
        user.press("undo")
    assert tools._swatches.isVisible()


@on_plane
def test_values_that_are_no_classes_stay_values_while_painting(user, window):
    user.press("paint")
    tools = window.output.map.tools
    user.push("classes", tools)
    assert "allowed to become classes: 2 to 10" in user.sentence()
    assert (tools._answers.current(), window.session.stack.count()) == ("values", 0)
