"""The drawing by keyboard, its menus, and biases as a selection."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from core.network import Bias, Edge, Neuron
from tests.widgets.drawings import around, at, pixels, shown
from widgets import theme
from widgets.drawing.content import NetworkContent
from widgets.drawing.navigation import is_same, moved
from widgets.drawing.network_view import NetworkView

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
KEYS = {"←": Qt.Key.Key_Left, "→": Qt.Key.Key_Right, "↑": Qt.Key.Key_Up, "↓": Qt.Key.Key_Down}


@pytest.fixture
def view(qtbot) -> NetworkView:
    view = shown(qtbot, [2, 3, 2])
    w = [None, np.array([[1.0, -2.0], [0.5, 0.1], [0.2, 0.9]]), np.array([[0.1, 0.2, -3.0], [4.0, 0.3, 0.5]])]
    view.set_parameters(w, [None, np.array([0.1, -0.25, 0.3]), np.zeros(2)])
    return view


def walk(qtbot, view: NetworkView, keys: str) -> list[Edge | Neuron | Bias | None]:
    reached = []
    for key in keys:
        qtbot.keyClick(view, KEYS[key])
        reached.append(view._selected)
    return reached


# ---- walking ---------------------------------------------------------------------------------------------------------------------


def test_right_follows_the_strongest_edge_to_the_output_and_left_goes_back(view, qtbot):
    view.set_selected(Neuron(0, 1))
    assert walk(qtbot, view, "→→→→") == [Edge(1, 0, 1), Neuron(1, 0), Edge(2, 1, 0), Neuron(2, 1)]
    assert walk(qtbot, view, "←←←←") == [Edge(2, 1, 0), Neuron(1, 0), Edge(1, 0, 1), Neuron(0, 1)]


def test_up_and_down_on_an_edge_walk_the_fan_of_the_neuron_one_came_from(view, qtbot):
    view.set_selected(Neuron(1, 0))
    assert walk(qtbot, view, "→↑") == [Edge(2, 1, 0), Edge(2, 0, 0)], "all that leave neuron 0"
    view.set_selected(Neuron(2, 1))
    assert walk(qtbot, view, "←↓↓") == [Edge(2, 1, 0), Edge(2, 1, 1), Edge(2, 1, 2)], "all that arrive at neuron 1"


def test_up_and_down_on_a_neuron_stay_in_its_layer(view, qtbot):
    view.set_selected(Neuron(1, 0))
    assert walk(qtbot, view, "↓↓↑") == [Neuron(1, 1), Neuron(1, 2), Neuron(1, 1)]


@pytest.mark.parametrize(("start", "key"), [
    (Neuron(0, 0), "←"), (Neuron(0, 0), "↑"), (Neuron(2, 1), "→"), (Neuron(2, 1), "↓"), (Edge(1, 0, 0), "↑"), (Edge(2, 1, 2), "↓"),
])
def test_arrows_stop_at_the_ends(view, qtbot, start, key):
    view.set_selected(start)
    with qtbot.assertNotEmitted(view.neuron_selected), qtbot.assertNotEmitted(view.edge_selected):
        walk(qtbot, view, key)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 9))
def test_every_edge_and_neuron_can_be_reached_with_the_arrows_alone(sizes, seed):
    rng = np.random.default_rng(seed)
    content = NetworkContent(tuple(sizes), w=[None, *(rng.normal(size=(n, m)) for m, n in pairwise(sizes))])
    reached, waiting = set(), [moved(content, None, Qt.Key.Key_Right, None)]
    while waiting:
        part, fan = waiting.pop()
        if part is not None and (part, fan) not in reached:
            reached.add((part, fan))
            waiting += [moved(content, part, key, fan) for key in KEYS.values()]
    neurons = {Neuron(l, j) for l, n in enumerate(sizes) for j in range(n)}
    edges = {Edge(l, j, k) for l, (m, n) in enumerate(pairwise(sizes), 1) for j in range(n) for k in range(m)}
    assert {part for part, _ in reached} == neurons | edges


def test_the_first_arrow_begins_at_the_first_input(view, qtbot):
    assert walk(qtbot, view, "→") == [Neuron(0, 0)]


def test_enter_selects_what_is_pointed_at(view, qtbot):
    qtbot.mouseMove(view, at(view, Edge(2, 1, 2)))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view._selected == Edge(2, 1, 2)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view._selected is None


# ---- menus -----------------------------------------------------------------------------------------------------------------------


def ask(view: NetworkView, place: QPoint) -> None:
    """As the platform does for the right button."""
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place)))


@pytest.mark.parametrize("item", [Edge(2, 1, 2), Neuron(1, 1)])
def test_the_right_button_asks_for_a_menu_where_it_is_pressed_and_selects_nothing(view, qtbot, item):
    place = at(view, item)
    with qtbot.assertNotEmitted(view.edge_selected), qtbot.assertNotEmitted(view.neuron_selected), \
            qtbot.waitSignal(view.menu_wanted) as heard:
        qtbot.mouseClick(view, RIGHT, pos=place)
        ask(view, place)
    assert heard.args == [item, view.mapToGlobal(place)]


def test_the_right_button_on_nothing_asks_for_nothing(view, qtbot):
    with qtbot.assertNotEmitted(view.menu_wanted):
        ask(view, QPoint(20, 100))


@pytest.mark.parametrize(("key", "modifier"), [
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)])
def test_the_menu_key_asks_for_the_menu_of_the_selection_at_its_place(view, qtbot, key, modifier):
    view.set_selected(Bias(1, 2))
    heard = []
    view.menu_wanted.connect(lambda *arguments: heard.append(arguments))
    qtbot.keyClick(view, key, modifier)
    assert len(heard) == 1
    assert is_same(heard[0][0], Bias(1, 2))
    assert heard[0][1] == view.mapToGlobal(at(view, Bias(1, 2)))
    view.set_selected(None)
    with qtbot.assertNotEmitted(view.menu_wanted):
        qtbot.keyClick(view, key, modifier)


# ---- biases ----------------------------------------------------------------------------------------------------------------------


def test_the_mark_of_a_chosen_neuron_chooses_its_bias(view, qtbot):
    view.set_selected(Neuron(1, 1))
    with qtbot.waitSignal(view.bias_selected) as heard:
        qtbot.mouseClick(view, LEFT, pos=at(view, Bias(1, 1)))
    assert is_same(heard.args[0], Bias(1, 1))
    assert view.accessibleDescription() == "b₁⁽¹⁾ = −0.2500"


def test_without_a_chosen_neuron_there_is_no_mark_to_hit(view, qtbot):
    view.set_selected(Neuron(1, 1))
    place = at(view, Bias(1, 1))
    view.set_selected(None)
    with qtbot.assertNotEmitted(view.bias_selected):
        qtbot.mouseClick(view, LEFT, pos=place)


def test_in_a_small_network_the_label_of_a_bias_chooses_it(qtbot):
    view = shown(qtbot, [1, 1, 1, 1])
    with qtbot.waitSignal(view.bias_selected) as heard:
        qtbot.mouseClick(view, LEFT, pos=at(view, Bias(2, 0)))
    assert is_same(heard.args[0], Bias(2, 0))


@pytest.mark.parametrize("sizes", [[1, 1, 1], [2, 3, 2]])
def test_a_chosen_bias_looks_unlike_its_chosen_neuron(qtbot, sizes):
    view = shown(qtbot, sizes)
    view.set_selected(Neuron(1, 0))
    neuron = pixels(view)
    view.set_selected(Bias(1, 0))
    bias = pixels(view)
    assert (neuron != bias).any()
    rim = around(bias, at(view, Neuron(1, 0)) - QPoint(0, round(view._layout.columns[1].radius)), 1)
    assert rim.max() > 0.9 * max(theme.DARK.text.getRgb()[:3]), "its neuron keeps the ring"


def test_pointing_from_a_neuron_to_its_bias_is_told(view, qtbot):
    view.set_selected(Neuron(1, 1))
    heard = []
    view.hovered.connect(heard.append)
    qtbot.mouseMove(view, at(view, Neuron(1, 1)))
    qtbot.mouseMove(view, at(view, Bias(1, 1)))
    assert [type(item) for item in heard] == [Neuron, Bias]
