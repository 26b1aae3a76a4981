"""The drawing of the network, driven by mouse and keyboard: what it tells, what it shows, and that it only changes when told."""
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from core.network import Bias, Edge, Neuron
from core.notation import text
from core.symbols import name_node
from tests.widgets.drawings import at, fill, pixels
from widgets import theme
from widgets.drawing.content import NetworkContent
from widgets.drawing.edge_painter import EdgePainter
from widgets.drawing.network_view import NetworkView
from widgets.short_numbers import compact, short

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def view(qtbot):
    theme.apply(QApplication.instance(), theme.DARK)
    view = NetworkView()
    qtbot.addWidget(view)
    fill(view, [2, 6, 4, 1])
    view.resize(820, 540)
    view.show()
    view.setFocus()
    return view


@pytest.fixture
def obeying(view):
    """As in the window: what is chosen comes back as the selection."""
    view.edge_selected.connect(view.set_selected)
    view.neuron_selected.connect(view.set_selected)
    return view


def wheel(view: NetworkView, place: QPoint, turn: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    event = QWheelEvent(QPointF(place), QPointF(view.mapToGlobal(place)), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                        modifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view, event)


# ---- pointing and choosing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edge", [Edge(1, 0, 0), Edge(2, 2, 4), Edge(3, 0, 3)])
def test_a_click_on_an_edge_names_it(view, qtbot, edge):
    with qtbot.waitSignal(view.edge_selected) as heard:
        qtbot.mouseClick(view, LEFT, pos=at(view, edge))
    assert heard.args == [edge]


@pytest.mark.parametrize("neuron", [Neuron(0, 1), Neuron(1, 5), Neuron(3, 0)])
def test_a_click_on_a_neuron_names_it(view, qtbot, neuron):
    with qtbot.waitSignal(view.neuron_selected) as heard:
        qtbot.mouseClick(view, LEFT, pos=at(view, neuron))
    assert heard.args == [neuron]


def test_a_click_on_nothing_chooses_nothing(view, qtbot):
    with qtbot.waitSignal(view.edge_selected) as heard:
        qtbot.mouseClick(view, LEFT, pos=QPoint(20, 100))
    assert heard.args == [None]


def test_a_click_changes_nothing_until_the_selection_is_set(view, qtbot):
    before = pixels(view)
    qtbot.mouseClick(view, LEFT, pos=at(view, Edge(2, 2, 4)))
    view.set_selected(None)
    qtbot.mouseMove(view, QPoint(20, 100))
    assert (pixels(view) == before).all()


def test_the_selected_edge_has_a_ring_around_both_its_neurons(view):
    before = pixels(view)
    view.set_selected(Edge(2, 2, 4))
    after = pixels(view)
    for neuron in (Neuron(2, 2), Neuron(1, 4)):
        centre, radius = view.where(neuron), view._layout.columns[neuron.l].radius
        x, y = round(centre.x()), round(centre.y() - radius)
        assert after[y - 1:y + 2, x].min(axis=1).max() > 200, "white at the rim"
        assert before[y - 1:y + 2, x].min(axis=1).max() < 200
    assert view.accessibleDescription() == f"w₂,₄⁽²⁾ = {compact(view._content.weight(Edge(2, 2, 4)))}"


def test_pointing_says_what_is_under_the_pointer_once_and_shows_it(view, qtbot):
    heard = []
    view.hovered.connect(heard.append)
    before = pixels(view)
    qtbot.mouseMove(view, at(view, Edge(2, 2, 4)))
    qtbot.mouseMove(view, at(view, Edge(2, 2, 4)) + QPoint(1, 0))
    assert (pixels(view) != before).any()
    qtbot.mouseMove(view, at(view, Neuron(1, 3)))
    qtbot.mouseMove(view, QPoint(20, 100))
    assert heard == [Edge(2, 2, 4), Neuron(1, 3), None]
    assert (pixels(view) == before).all()


def test_the_label_at_the_pointer_goes_when_the_pointer_goes_to_a_header(view, qtbot):
    qtbot.mouseMove(view, at(view, Neuron(1, 0)))
    with qtbot.waitSignal(view.hovered) as heard:
        qtbot.mouseMove(button(view, 1, "name"))
    assert heard.args == [None]


def test_pointing_repaints_one_edge_and_not_the_picture(view, qtbot, monkeypatch):
    view.grab()
    painted = []
    monkeypatch.setattr(view._edges, "paint", lambda *_: painted.append("all"))
    qtbot.mouseMove(view, at(view, Edge(2, 2, 4)))
    view.grab()
    assert painted == []


def test_setters_never_emit(view):
    heard = []
    for signal in (view.edge_selected, view.neuron_selected, view.hovered, view.neuron_added, view.layer_added):
        signal.connect(heard.append)
    fill(view, [3, 5, 2])
    for item in (Edge(1, 0, 0), Neuron(1, 1), Bias(2, 0), None):
        view.set_selected(item)
    view.set_marks([Edge(1, 0, 0)], [Bias(1, 0)], [Neuron(1, 0)])
    assert heard == []


def test_a_selection_that_a_smaller_network_does_not_have_is_dropped(view):
    view.set_selected(Edge(2, 3, 5))
    fill(view, [2, 3, 1])
    view.grab()
    view.set_selected(Edge(2, 3, 5))
    assert view.accessibleDescription() == "nothing selected"


# ---- keyboard --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("selected", [None, Edge(1, 0, 0), Neuron(1, 1)])
def test_tab_leaves_the_drawing_at_once_and_the_selection_stays(obeying, qtbot, selected):
    obeying.set_selected(selected)
    qtbot.keyClick(obeying, Qt.Key.Key_Tab)
    assert not obeying.hasFocus()
    assert obeying._selected == selected


def test_enter_on_what_is_selected_goes_on_to_its_explanation(obeying, qtbot):
    obeying.set_selected(Edge(2, 1, 0))
    with qtbot.waitSignal(obeying.entered) as entered:
        qtbot.keyClick(obeying, Qt.Key.Key_Return)
    assert entered.args == [Edge(2, 1, 0)]


def test_escape_clears(obeying, qtbot):
    obeying.set_selected(Neuron(1, 1))
    qtbot.keyClick(obeying, Qt.Key.Key_Escape)
    assert obeying._selected is None


# ---- zoom, pan, fit --------------------------------------------------------------------------------------------------------------


def test_the_wheel_zooms_around_the_pointer(view):
    place = at(view, Neuron(2, 1))
    far = view.where(Neuron(0, 0)) - view.where(Neuron(2, 1))
    wheel(view, place, 240)
    assert (view.where(Neuron(2, 1)) - QPointF(place)).manhattanLength() < 4
    assert (view.where(Neuron(0, 0)) - view.where(Neuron(2, 1))).manhattanLength() > 1.3 * far.manhattanLength()


def test_plus_minus_and_f_zoom_and_fit(view, qtbot):
    start = view.where(Neuron(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.where(Neuron(0, 0)) != start
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.where(Neuron(0, 0)) == start


@pytest.mark.parametrize(("button", "begin"), [(LEFT, QPoint(60, 480)), (MIDDLE, None)])
def test_dragging_pans_and_chooses_nothing(view, qtbot, button, begin):
    heard = []
    view.edge_selected.connect(heard.append)
    view.neuron_selected.connect(heard.append)
    begin = begin or at(view, Neuron(1, 1))
    before = view.where(Neuron(1, 1))
    qtbot.mousePress(view, button, pos=begin)
    for step in (10, 40):
        qtbot.mouseMove(view, begin + QPoint(step, 5))
    qtbot.mouseRelease(view, button, pos=begin + QPoint(40, 5))
    assert (view.where(Neuron(1, 1)) - before - QPointF(40, 5)).manhattanLength() < 3
    assert heard == []


def test_a_double_click_on_nothing_fits(view, qtbot):
    start = view.where(Neuron(0, 0))
    view.zoom_by(0.5)
    qtbot.mouseDClick(view, LEFT, pos=QPoint(20, 530))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(20, 530))
    assert view.where(Neuron(0, 0)) == start


def empty(view: NetworkView, x: int) -> QPoint:
    """The lowest place at x that is on nothing."""
    places = (QPoint(x, y) for y in range(view.height() - 4, view._head, -1))
    return next(place for place in places if view.item_at(QPointF(place)) is None)


@pytest.mark.parametrize("layer", [0, 1, 2, 3])
def test_a_double_click_in_a_column_asks_for_a_neuron_there(view, qtbot, layer):
    before = view.where(Neuron(0, 0))
    with qtbot.waitSignal(view.neuron_added) as heard:
        qtbot.mouseDClick(view, LEFT, pos=empty(view, at(view, Neuron(layer, 0)).x() + 12))
        qtbot.mouseRelease(view, LEFT, pos=empty(view, at(view, Neuron(layer, 0)).x() + 12))
    assert heard.args == [layer]
    assert view.where(Neuron(0, 0)) == before


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_double_click_between_two_columns_asks_for_a_layer_there_wherever_the_drawing_is(view, qtbot, layer):
    view.zoom_by(0.8)
    view.pan_by(30, 10)
    x = (at(view, Neuron(layer, 0)).x() + at(view, Neuron(layer + 1, 0)).x()) // 2
    with qtbot.waitSignal(view.layer_added) as heard:
        qtbot.mouseDClick(view, LEFT, pos=empty(view, x))
        qtbot.mouseRelease(view, LEFT, pos=empty(view, x))
    assert heard.args == [layer]


def test_a_double_click_on_a_part_or_a_header_adds_nothing(view, qtbot):
    heard = []
    for signal in (view.neuron_added, view.layer_added):
        signal.connect(heard.append)
    for place in (at(view, Neuron(1, 2)), at(view, Edge(2, 2, 4)), QPoint(at(view, Neuron(1, 0)).x() + 60, 4)):
        qtbot.mouseDClick(view, LEFT, pos=place)
        qtbot.mouseRelease(view, LEFT, pos=place)
    assert heard == []


def test_the_picture_of_the_input_is_a_column_as_wide_as_it_is(view, qtbot):
    fill(view, [64, 12, 10])
    view.set_input_picture((8, 8))
    frame = view._layout.columns[0].picture
    assert view._layout.column_around(frame.right()) == (0, None)
    assert view._layout.column_around(frame.left() - 60) == (None, None)
    assert view._layout.column_around((frame.right() + view._layout.columns[1].x) / 2 + 10) == (None, 0)


def test_the_drawing_cannot_be_lost(view):
    view.pan_by(-1e6, 1e6)
    assert view._pan.x() + view._layout.width > 0
    assert view._pan.y() < view.height()


def test_64_layers_can_be_panned_to_and_fit_shows_them_all(view, qtbot):
    fill(view, [2] + [3] * 63 + [1])
    assert view.where(Neuron(64, 0)).x() > view.width()
    view.set_selected(Neuron(64, 0))
    assert 0 < view.where(Neuron(64, 0)).x() < view.width()
    view.fit()
    assert 0 < view.where(Neuron(0, 0)).x() < view.where(Neuron(64, 0)).x() < view.width()
    view.grab()


# ---- condensed layers and pictures -----------------------------------------------------------------------------------------------


def test_a_condensed_layer_scrolls_by_arrow_by_wheel_by_page_and_to_what_is_selected(view, qtbot):
    fill(view, [784, 100, 10])
    hidden = Neuron(0, 400)
    assert view.where(hidden) is None
    view.set_selected(Edge(1, 0, 400))
    assert view.where(hidden) is not None
    assert view.where(Edge(1, 0, 400)) is not None

    first = view._layout.columns[0].first
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view._layout.columns[1].first > 0, "the column of the selection turned"
    arrow = view._layout.columns[0].arrows()[1].center() + view._pan + QPointF(0, view._head)
    qtbot.mouseClick(view, LEFT, pos=arrow.toPoint())
    assert view._layout.columns[0].first > first
    second = view._layout.columns[0].first
    wheel(view, arrow.toPoint(), 120, Qt.KeyboardModifier.ShiftModifier)
    assert view._layout.columns[0].first == second - 3


def test_the_picture_of_the_input_shows_its_values_and_its_pixels_can_be_chosen(view, qtbot):
    fill(view, [64, 12, 10])
    view.set_input_picture((8, 8))
    a = [np.zeros(64), np.zeros(12), np.zeros(10)]
    a[0][19] = 1.0
    view.set_activations(a)
    image = pixels(view)
    lit, dark = (view.where(Neuron(0, k)).toPoint() for k in (19, 20))
    assert tuple(image[lit.y(), lit.x()]) == theme.DARK.positive.getRgb()[:3]
    assert abs(image[dark.y(), dark.x()] - theme.DARK.zero.getRgb()[:3]).max() <= 4
    with qtbot.waitSignal(view.neuron_selected) as heard:
        qtbot.mouseClick(view, LEFT, pos=lit)
    assert heard.args == [Neuron(0, 19)]


def test_a_picture_that_does_not_fit_the_inputs_is_not_drawn(view):
    view.set_input_picture((8, 8))
    assert view._layout.columns[0].picture is None


def test_many_edges_are_all_drawn_once_nothing_moves(view, qtbot):
    fill(view, [784, 100, 10])
    view.set_input_picture((28, 28))
    quick = pixels(view)
    qtbot.waitUntil(lambda: not view._rest.isActive())
    assert (pixels(view) != quick).any()
    view.set_playing(True)
    assert not view._rest.isActive()


# ---- headers ---------------------------------------------------------------------------------------------------------------------


def test_edges_are_painted_anew_when_one_of_them_looks_different_and_then_as_from_scratch(view, monkeypatch):
    painted, paint = [], EdgePainter.paint
    pixels(view)
    monkeypatch.setattr(EdgePainter, "paint", lambda edges, *arguments: painted.append(1) or paint(edges, *arguments))
    w = [None, *(block.copy() for block in view._content.w[1:])]
    view.set_parameters([None, *(block * (1 + 1e-12) for block in w[1:])], view._content.b)
    pixels(view)
    assert not painted, "no width or colour is another"
    w[2][0, 0] = -w[2][0, 0]
    view.set_parameters(w, view._content.b)
    seen = pixels(view)
    assert painted == [1]
    view.zoom_by(1.0)                                       # lays everything out anew
    assert (pixels(view) == seen).all()
    assert painted == [1, 1]
    view.set_edge_values([None, *(np.zeros_like(block) for block in w[1:])], "nothing")
    assert (pixels(view) != seen).any()
    assert painted == [1, 1, 1]


def button(view: NetworkView, layer: int, name: str) -> QToolButton:
    header = view.findChild(object, f"layer_header_{layer}")
    return getattr(header, name)


def test_headers_name_the_layers_and_their_activation(view):
    assert [button(view, l, "name").text() for l in range(4)] == ["input", "layer 1 · tanh", "layer 2 · tanh", "output · tanh"]
    assert [button(view, l, "count").text() for l in range(4)] == ["2", "6", "4", "1"]
    assert [button(view, l, "more").isVisible() for l in range(4)] == [False, True, True, True]


def test_plus_and_minus_tell_the_layer_and_keep_the_keyboard(view, qtbot):
    with qtbot.waitSignal(view.neuron_added) as heard:
        qtbot.mouseClick(button(view, 2, "more"), LEFT)
    assert heard.args == [2]
    fewer = button(view, 1, "fewer")
    fewer.setFocus()
    with qtbot.waitSignal(view.neuron_removed) as heard:
        qtbot.keyClick(fewer, Qt.Key.Key_Space)
    assert heard.args == [1]
    fill(view, [2, 5, 4, 1])
    assert fewer.hasFocus()
    assert button(view, 1, "count").text() == "5"
    assert fewer.accessibleName() == "One neuron fewer in layer 1"


def test_a_header_s_count_tells_the_layer_and_what_it_is_pulled_to(view, qtbot):
    dragged, released = [], []
    view.count_dragged.connect(lambda *told: dragged.append(told))
    view.count_released.connect(lambda: released.append(True))
    for layer in (0, 2, 3):                                     # the inputs and the outputs follow from the data
        label = button(view, layer, "count")
        middle = label.rect().center()
        qtbot.mousePress(label, LEFT, pos=middle)
        qtbot.mouseMove(label, middle - QPoint(0, 30))
        qtbot.mouseRelease(label, LEFT, pos=middle - QPoint(0, 30))
    assert dragged == [(2, 6)]
    assert released == [True]
    assert button(view, 2, "count").text() == "4"
    assert button(view, 2, "count").toolTip() == "Drag to change the number of neurons in layer 2"


def test_a_header_says_in_full_what_it_is_and_what_a_click_does(view):
    told = [button(view, l, "name").toolTip() for l in (0, 1, 3)]
    assert told == ["input", "layer 1 · tanh – click to choose the activation", "output · tanh – click to choose the activation"]


def test_the_number_of_outputs_follows_from_the_data(view):
    more = button(view, 3, "more")
    assert not more.isEnabled()
    assert more.toolTip() == "The number of outputs follows from the data."


def test_a_layer_of_one_neuron_cannot_become_smaller_and_says_why(view):
    fill(view, [2, 1, 1, 1])
    fewer = button(view, 1, "fewer")
    assert not fewer.isEnabled()
    assert "at least one neuron" in fewer.toolTip()


def menu_of(view: NetworkView, layer: int) -> dict:
    menu = button(view, layer, "name").menu()
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_menu_of_a_header_chooses_an_activation_and_adds_and_removes_layers(view, qtbot):
    menu = menu_of(view, 1)
    assert menu["tanh"].isChecked()
    assert "softmax" not in menu
    assert "softmax" in menu_of(view, 3)
    for text_, signal, expected in (("relu", view.activation_chosen, [1, "relu"]), ("Add a layer after it", view.layer_added, [1]),
                                    ("Remove this layer", view.layer_removed, [1])):
        with qtbot.waitSignal(signal) as heard:
            menu_of(view, 1)[text_].trigger()
        assert heard.args == expected
    assert "Remove this layer" not in menu_of(view, 3)
    assert "Remove this layer" not in menu_of(view, 0)


def test_the_plus_between_two_headers_adds_a_layer_there(view, qtbot):
    with qtbot.waitSignal(view.layer_added) as heard:
        qtbot.mouseClick(view.findChild(QToolButton, "insert_layer_1"), LEFT)
    assert heard.args == [1]


def test_headers_do_not_overlap_however_many_layers_there_are(view):
    for layers in range(2, 12):
        fill(view, [2] + [8] * (layers - 1) + [1])
        headers = [view.findChild(object, f"layer_header_{l}") for l in range(layers + 1)]
        shown = [header.geometry() for header in headers if header.isVisible()]
        assert all(not one.intersects(other) for one, other in pairwise(shown))


# ---- what is shown ---------------------------------------------------------------------------------------------------------------


def test_neurons_are_filled_by_their_activation(view):
    view.set_activations([np.array([1.0, -1.0]), np.zeros(6), np.zeros(4), np.zeros(1)])
    image = pixels(view)
    dark = theme.DARK
    for neuron, colour in ((Neuron(0, 0), dark.positive), (Neuron(0, 1), dark.negative), (Neuron(1, 0), dark.zero)):
        place = view.where(neuron).toPoint() + QPoint(0, round(0.6 * view._layout.columns[neuron.l].radius))
        assert abs(image[place.y(), place.x()] - colour.getRgb()[:3]).max() <= 3


def test_activations_that_are_no_numbers_are_drawn_and_said_as_a_dash(view):
    view.set_activations([np.full(n, bad) for n, bad in zip((2, 6, 4, 1), (np.nan, np.inf, -np.inf, 1e300), strict=True)])
    view.set_parameters([None, *(np.full((n, m), np.nan) for m, n in pairwise((2, 6, 4, 1)))],
                        [None, *(np.full(n, np.inf) for n in (6, 4, 1))])
    view.set_selected(Edge(1, 0, 0))
    view.grab()
    assert view.accessibleDescription() == "w₀,₀⁽¹⁾ = —"


def test_marks_and_maps_change_the_drawing(view):
    before = pixels(view)
    view.set_marks([Edge(1, 0, 0)], [Edge(2, 1, 1), Bias(1, 2)], [Neuron(1, 3)])
    marked = pixels(view)
    place = view.where(Neuron(1, 3)).toPoint()
    inside = slice(place.y() - 8, place.y() + 8), slice(place.x() - 8, place.x() + 8)
    assert (marked[inside] != before[inside]).any()
    view.set_neuron_maps([np.random.default_rng(0).normal(size=(n, 12, 12)) for n in (2, 6, 4, 1)])
    assert (pixels(view) != marked).any()


def test_a_change_of_theme_repaints_everything(view):
    theme.apply(QApplication.instance(), theme.LIGHT)
    assert tuple(pixels(view)[300, 5]) == theme.LIGHT.background.getRgb()[:3]
    theme.apply(QApplication.instance(), theme.DARK)
    assert tuple(pixels(view)[300, 5]) == theme.DARK.background.getRgb()[:3]


def test_the_chain_is_written_as_in_the_lecture_and_larger_networks_with_indices():
    chain = NetworkContent((1, 1, 1, 1))
    assert chain.spoken(Edge(2, 0, 0)) == "w⁽²⁾ = —"
    assert chain.spoken(Neuron(3, 0)) == "a⁽³⁾ = —, b⁽³⁾ = —"
    assert text(chain.layer_symbol(0)) == "a⁽⁰⁾ = x"
    assert chain.labelled
    larger = NetworkContent((2, 6, 1))
    assert larger.spoken(Edge(1, 2, 1)) == "w₂,₁⁽¹⁾ = —"
    assert larger.spoken(Neuron(1, 2)) == "a₂⁽¹⁾ = —, b₂⁽¹⁾ = —"
    assert not larger.labelled


@pytest.mark.parametrize(("name", "written"), [
    ("x0", "x₀"), ("x1^2", "x₁²"), ("x0*x1", "x₀ x₁"), ("sin(x1)", "sin(x₁)"), ("age", "age"),
])
def test_names_of_inputs_are_typeset(name, written):
    assert text(name_node(name)) == written


@pytest.mark.parametrize(("value", "written"), [
    (0.5, "0.50"), (-0.958, "−0.96"), (12.34, "12.3"), (-123.4, "−123"), (12345.0, "1e4"), (float("nan"), "—"), (float("inf"), "—"),
])
def test_numbers_in_neurons_have_two_decimals_and_a_true_minus(value, written):
    assert short(value) == written


def test_pointing_at_an_edge_tells_its_weight_and_what_it_is_coloured_by(view):
    gradient = [None, *(np.full((n, m), 0.25) for m, n in pairwise((2, 6, 4, 1)))]
    view.set_edge_values(gradient, "∂C/∂w")
    lines = view._content.describe(Edge(2, 2, 4))
    assert [text(node) for node, _ in lines] == ["w₂,₄⁽²⁾", "∂C/∂w"]
    assert lines[1][1] == 0.25
    assert view._edges.scale == 0.25
    view.set_edge_values(None, "weight")
    assert len(view._content.describe(Edge(2, 2, 4))) == 1
