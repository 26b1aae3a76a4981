"""The lines of a walk and its graph side by side in the real window: what is pointed at in one lights in the other."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QToolButton

from core.explain.walk import Item
from core.network import Edge, Neuron
from core.notation import Row, text
from tests.playground.driving import User, numbers
from tests.playground.two_paths import TWO_PATHS, W1, X
from widgets.walk.graph_canvas import GraphCanvas
from widgets.walk.tape_view import TapeView
from widgets.walk.update_view import UpdateView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def user(user: User) -> User:
    """At the first z of a walk, with both views side by side, in a window in which nothing moves by itself."""
    user.window.resize(1440, 900)
    user.view.set_calm(True)
    user.window.walk.lines.set_calm(True)
    user.press("walk_both")
    user.window.walking.go_to(1)
    user.wait(lambda: user.sees(TapeView) and user.sees(GraphCanvas))
    user.settle()
    return user


def cell(lines: TapeView, item: Item) -> QPoint:
    """Where a number or symbol of the unfolded row, the first, stands."""
    return next(rect for each, rect in lines.regions(0) if each == item).center().toPoint()


@TWO_PATHS
def test_a_number_of_the_lines_lights_its_node_and_its_edge_on_the_drawing_while_all_are_seen(user: User):
    lines, canvas, item, edge = user.see(TapeView), user.see(GraphCanvas), Item("w", 1, 0, 1), Edge(1, 0, 1)
    before = user.picture()
    user.qtbot.mouseMove(lines.viewport(), cell(lines, item))
    assert canvas.look.lit == {canvas.graph.place(item)}
    user.wait(lambda: edge in user.changed(before, [edge], 6))
    user.qtbot.mouseMove(lines.viewport(), QPoint(1, 1))
    assert not canvas.look.lit
    user.wait(lambda: user.draws(before))


@TWO_PATHS
def test_a_node_lights_its_numbers_in_the_lines_and_its_neuron_on_the_drawing_while_all_are_seen(user: User):
    lines, canvas, item, neuron = user.see(TapeView), user.see(GraphCanvas), Item("a", 0, 1), Neuron(0, 1)
    before = user.picture()
    assert not lines.lit_regions(0)
    user.qtbot.mouseMove(canvas, canvas.where(item).center().toPoint() - QPoint(0, 5))      # the value stands above
    assert item in {each for each, _ in lines.lit_regions(0)}
    user.wait(lambda: user.changed(before, [neuron], 40) == {neuron})
    user.qtbot.mouseMove(canvas, QPoint(2, 2))
    assert not lines.lit_regions(0)


@TWO_PATHS
def test_a_click_in_either_selects_in_both(user: User):
    lines, canvas = user.see(TapeView), user.see(GraphCanvas)
    user.qtbot.mouseClick(lines.viewport(), LEFT, pos=cell(lines, Item("w", 1, 0, 1)))
    assert user.window.inspection.selection == Edge(1, 0, 1)
    assert canvas.selected == Item("w", 1, 0, 1)
    assert {item for item, _ in lines.framed_regions(0)} == {Item("w", 1, 0, 1)}
    user.qtbot.mouseClick(canvas, LEFT, pos=canvas.where(Item("z", 1, 1)).center().toPoint())
    assert user.window.inspection.selection == Neuron(1, 1)
    assert canvas.selected == Item("z", 1, 1)
    assert {item for item, _ in lines.framed_regions(0)} == {Item("z", 1, 1)}
    said = numbers(text(Row(tuple(token.node for token in lines.forms.numbers[0]))))
    assert said[-1] == pytest.approx(float((W1 @ X)[1] + 0.35), rel=1e-3)


@TWO_PATHS
def test_the_keyboard_reaches_both_and_moves_both(user: User):
    lines, canvas = user.see(TapeView), user.see(GraphCanvas)
    assert lines.hasFocus()
    user.key(Qt.Key.Key_Down)
    assert user.window.walking.walk.position == 2
    assert canvas.look.written == {canvas.graph.place(Item("a", 1, j)) for j in (0, 1)}
    for _ in range(5):
        if not canvas.hasFocus():
            user.key(Qt.Key.Key_Tab)
    assert canvas.hasFocus()
    assert canvas.selected == Item("C0")
    user.key(Qt.Key.Key_Left)                                   # to the y beside, and up its column
    while canvas.selected.quantity == "y":
        user.key(Qt.Key.Key_Up)
    assert user.window.inspection.selection == Neuron(2, 1)
    user.press("walk_next")
    assert user.window.walking.walk.position == 3


@TWO_PATHS
def test_what_the_walk_shows_is_remembered_and_so_are_the_widths(user: User, opened):
    splitter = user.window.walk.both.splitter
    splitter.setSizes([330, 500])
    widths = splitter.sizes()
    user.window.close()
    other = opened("two-paths")
    other.resize(1440, 900)
    other.walking.open("example")
    again = User(other, user.qtbot)
    again.settle()
    assert again.sees(TapeView)
    assert again.sees(GraphCanvas)
    assert again.command("walk_both").isChecked()
    assert other.walk.both.splitter.sizes() == widths
    again.command("walk_update").trigger()
    other.close()
    last = opened("two-paths")
    last.walking.open("example")
    assert User(last, user.qtbot).sees(UpdateView)
    assert last.focusWidget() is not None
    assert last.walk.update.isAncestorOf(last.focusWidget())


@TWO_PATHS
def test_q22_in_calm_mode_one_panel_is_shown_at_a_time_and_both_come_back_after_it(user: User):
    user.command("calm").trigger()
    user.settle()
    assert (user.sees(TapeView), user.sees(GraphCanvas)) == (True, False)
    assert user.command("walk_lines").isChecked()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [each.text() for each in user.window.walk.switch.findChildren(QToolButton)] == ["lines", "graph", "update", "counting"]
    user.press("walk_graph")
    assert (user.sees(TapeView), user.sees(GraphCanvas)) == (False, True)
    user.press("walk_both")
    user.command("calm").trigger()
    user.settle()
    assert (user.sees(TapeView), user.sees(GraphCanvas)) == (True, True)
    assert user.command("walk_both").isChecked()


@TWO_PATHS
def test_a_window_too_narrow_for_both_shows_the_lines_as_they_are_now(user: User):
    user.window.resize(1024, 640)
    user.wait(lambda: not user.sees(GraphCanvas))
    user.press("walk_next")
    user.window.resize(1280, 720)
    user.wait(lambda: user.sees(GraphCanvas))
    user.settle()
    canvas = user.see(GraphCanvas)
    assert canvas.look.written == {canvas.graph.place(Item("a", 1, j)) for j in (0, 1)}
    assert min(user.window.walk.both.splitter.sizes()) >= 240
    assert user.window.width() == 1280
