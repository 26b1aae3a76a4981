"""The drawing on a walk through one step: what is not known is blank, what is read glows, what is written fills in."""
from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QVariantAnimation
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from core.network import Bias, Edge, Neuron
from core.notation import Symbol, derivative, text
from tests.widgets.drawings import around, at, fill, pixels, shown
from widgets import theme
from widgets.drawing import canvas
from widgets.drawing.badges import leading
from widgets.drawing.edge_painter import APART
from widgets.drawing.layout import arrange
from widgets.drawing.network_view import NetworkView
from widgets.drawing.selection import bias_rect
from widgets.drawing.walk_painter import reached
from widgets.drawing.walk_step import Beneath, Parts, WalkStep

SIZES = (2, 6, 4, 1)
Z = Symbol("z")
DELTA = derivative(Symbol("C", j=0), Z)
INTO_2 = frozenset(Edge(2, j, k) for j in range(4) for k in range(6))
LAYER_2 = frozenset(Neuron(2, j) for j in range(4))


@pytest.fixture
def view(qtbot) -> NetworkView:
    return calm(shown(qtbot, SIZES))


def calm(view: NetworkView) -> NetworkView:
    view.set_calm(True)
    return view


def step(known: set[int], **rest: object) -> WalkStep:
    return WalkStep(frozenset(known), **rest)


def weighing(known: set[int] = frozenset({0, 1})) -> WalkStep:
    """z of layer 2 is written from the activations of layer 1 and the weights between."""
    return step(known, reading=Parts(frozenset(Neuron(1, k) for k in range(6)), INTO_2), writing=Parts(LAYER_2),
                quantity="z", direction=1)


def disc(view: NetworkView, neuron: Neuron, image: np.ndarray) -> np.ndarray:
    """What is inside a circle, clear of its rim."""
    return around(image, at(view, neuron), round(0.6 * view._layout.columns[neuron.l].radius))


def changed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return (before != after).any(axis=2)


def has(image: np.ndarray, colour: QColor, reach: int = 40) -> bool:
    return bool((abs(image - colour.getRgb()[:3]).max(axis=2) < reach).sum() > 5)


# ---- what is known ---------------------------------------------------------------------------------------------------------------


def test_neurons_of_layers_that_are_not_known_are_blank_and_the_others_as_they_were(view):
    before = pixels(view)
    view.set_walk(step({0, 1}))
    after = pixels(view)
    for l, n in enumerate(SIZES):
        for j in range(n):
            inside = disc(view, Neuron(l, j), after)
            if l < 2:
                assert (inside == disc(view, Neuron(l, j), before)).all()
            else:
                assert (inside == theme.DARK.background.getRgb()[:3]).all(), "no number and no colour"


def test_the_inputs_are_always_known(view):
    before = pixels(view)
    view.set_walk(step(set()))
    assert (disc(view, Neuron(0, 1), pixels(view)) == disc(view, Neuron(0, 1), before)).all()


def test_what_is_not_known_is_not_said_either(view):
    view.set_selected(Neuron(2, 1))
    view.set_walk(step({0, 1}))
    assert "a₁⁽²⁾ = —" in view.accessibleDescription()
    view.set_walk(step({0, 1, 2}))
    assert "—" not in view.accessibleDescription()


def test_maps_inside_neurons_are_blank_as_well(view):
    view.set_neuron_maps([np.full((n, 4, 4), 0.8) for n in SIZES])
    with_maps = pixels(view)
    view.set_walk(step({1}))
    after = pixels(view)
    assert (disc(view, Neuron(1, 2), after) == disc(view, Neuron(1, 2), with_maps)).all()
    assert (disc(view, Neuron(2, 2), after) == theme.DARK.background.getRgb()[:3]).all()


def _nothing(view: NetworkView) -> None:
    pass


def _marked(view: NetworkView) -> None:
    view.set_marks(removed=[Edge(2, 0, 1)], frozen=[Bias(1, 2)], off=[Neuron(1, 3)])
    view.set_ailments({Neuron(2, 1): "dead"})
    view.set_selected(Edge(2, 1, 1))
    view.set_lit([Neuron(1, 1)])


def _moved(view: NetworkView) -> None:
    view.zoom_by(1.4)
    view.pan_by(30, -20)


def _by_gradient(view: NetworkView) -> None:
    rng = np.random.default_rng(3)
    view.set_edge_values([None, *(rng.normal(size=(n, m)) for m, n in pairwise(view._content.sizes))], "∂C/∂w")


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1), SIZES, (40, 8, 2)], ids=str)
@pytest.mark.parametrize("prepare", [_nothing, _marked, _moved, _by_gradient])
@pytest.mark.parametrize("name", ["dark", "light"])
def test_after_a_walk_the_picture_is_exactly_as_before(
    qtbot, sizes: tuple[int, ...], prepare: Callable[[NetworkView], None], name: str,
):
    view = shown(qtbot, sizes)
    theme.apply(QApplication.instance(), theme.THEMES[name])
    if max(sizes) > 5 or prepare is not _marked:
        prepare(view)
    before = pixels(view)
    values: list[np.ndarray | None] = [None] * len(sizes)
    values[-1] = np.ones((sizes[-1], sizes[-2]))
    neurons, edges = frozenset({Neuron(len(sizes) - 1, 0)}), frozenset({Edge(1, 0, 0)})
    on_walk = step({0}, reading=Parts(edges=edges), writing=Parts(neurons, biases=frozenset({Bias(1, 0)})), direction=-1,
                   beneath=Beneath(DELTA, {1: np.arange(float(sizes[1]))}), edge_values=values)
    view.set_walk(on_walk)
    assert changed(before, pixels(view)).any()
    view.set_walk(None)
    assert (pixels(view) == before).all()
    assert view._filling.state() == QVariantAnimation.State.Stopped
    theme.apply(QApplication.instance(), theme.DARK)


def test_another_network_ends_the_walk(view):
    view.set_walk(weighing())
    fill(view, [2, 3, 1])
    other = pixels(view)
    view.set_walk(None)
    assert (pixels(view) == other).all()


# ---- numbers beneath -------------------------------------------------------------------------------------------------------------


def test_a_number_stands_on_the_lower_rim_of_every_neuron_that_has_one_in_the_colour_of_its_quantity(view):
    known = set(range(4))
    view.set_walk(step(known))
    before = pixels(view)
    view.set_walk(step(known, beneath=Beneath(Z, {2: np.array([0.5, -1.25, 3.0, 0.0])})))
    after = pixels(view)
    for j in range(4):
        rim = at(view, Neuron(2, j)) + QPoint(0, round(view._layout.columns[2].radius))
        assert has(around(after, rim, 14), theme.DARK.z)
        inside = around(changed(before, after)[:, :, None], at(view, Neuron(2, j)), 5)
        assert not inside.any(), "the activation stays readable"
    assert not changed(disc(view, Neuron(1, 2), before), disc(view, Neuron(1, 2), after)).any()


def test_the_number_beneath_is_said_of_the_neuron_that_is_pointed_at(view):
    view.set_walk(step(set(range(4)), beneath=Beneath(DELTA, {2: np.array([0.5, -1.25, 3.0, 0.0])})))
    view.set_selected(Neuron(2, 1))
    assert "∂C₀/∂z = −1.2500" in view.accessibleDescription()
    view.set_selected(Neuron(1, 1))
    assert "∂C₀" not in view.accessibleDescription()


@pytest.mark.parametrize(("symbol", "quantity"), [
    (Z, "z"), (derivative(Symbol("a"), Z), "a"), (derivative(Symbol("C", j=0), Symbol("a")), "C"), (DELTA, "C")])
def test_a_derivative_has_the_colour_of_what_is_derived(symbol, quantity):
    assert leading(symbol) == quantity


def test_with_labels_a_number_says_what_it_is_and_leaves_the_bias_readable(qtbot):
    view = calm(shown(qtbot, (1, 1, 1)))
    view.set_walk(step({1, 2}))
    before = pixels(view)
    view.set_walk(step({1, 2}, beneath=Beneath(Z, {1: np.array([0.5])})))
    rows, columns = np.nonzero(changed(before, pixels(view)))
    assert rows.max() < at(view, Bias(1, 0)).y() - 8
    assert rows.min() > at(view, Neuron(1, 0)).y() + 8
    assert np.ptp(columns) > 60
    assert text(view._content.symbol_beneath(Neuron(1, 0))) == "z⁽¹⁾"


@pytest.mark.parametrize("height", [230, 540])
def test_a_number_keeps_off_the_label_of_the_bias_below_it_however_little_room_there_is(qtbot, height: int):
    view = calm(shown(qtbot, (2, 2, 2)))
    view.resize(820, height)
    view.set_walk(step({1, 2}))
    before = pixels(view)
    view.set_walk(step({1, 2}, beneath=Beneath(DELTA, {1: np.array([0.5, -0.5])})))
    touched = changed(before, pixels(view))
    for j in range(2):
        rect = bias_rect(view._content, view._layout.columns[1], j).translated(view._pan + QPointF(0, view._head))
        assert not touched[round(rect.top()):round(rect.bottom()), round(rect.left()):round(rect.right())].any()
    assert touched.any()


def test_without_labels_a_key_says_what_the_numbers_are(view):
    view.set_walk(step({1, 2, 3}))
    before = pixels(view)
    view.set_walk(step({1, 2, 3}, beneath=Beneath(DELTA, {})))
    rows, columns = np.nonzero(changed(before, pixels(view)))
    assert rows.min() > view.height() - 50
    assert columns.min() > view.width() - 100


def test_circles_too_small_for_a_number_have_one_beside_them_only_while_they_are_written(qtbot):
    view = calm(shown(qtbot, (2, 14, 1)))
    view.resize(700, 320)
    assert view._layout.columns[1].radius < 12
    values = Beneath(Z, {1: np.linspace(-1, 1, 14)})
    view.set_walk(step({1, 2}, quantity="z"))
    plain = pixels(view)
    view.set_walk(step({1, 2}, quantity="z", beneath=values))
    beside = at(view, Neuron(1, 5)) + QPoint(round(view._layout.columns[1].radius) + 26, 0)
    assert (around(pixels(view), beside, 4) == around(plain, beside, 4)).all()
    view.set_walk(step({1, 2}, writing=Parts(frozenset({Neuron(1, 5)})), quantity="z", beneath=values))
    assert has(around(pixels(view), beside, 16), theme.DARK.z)


# ---- the edges -------------------------------------------------------------------------------------------------------------------


def test_edges_show_the_derivatives_that_are_known_and_are_thin_where_they_are_not(view):
    view.set_parameters([None, *(np.full((n, m), 1.0) for m, n in pairwise(SIZES))], [None, *(np.zeros(n) for n in SIZES[1:])])
    view.set_walk(step(set(range(4)), edge_values=[None, None, None, np.full((1, 4), -0.2)]))
    image = pixels(view)
    unknown = around(image, at(view, Edge(1, 0, 0)), 2)
    assert not has(unknown, theme.DARK.positive, 90)
    red, _, blue = around(image, at(view, Edge(3, 0, 0)), 1).reshape(-1, 3).max(axis=0)
    assert red > blue + 50, "negative"
    view.set_selected(Edge(3, 0, 0))
    assert view.accessibleDescription().endswith("∂C/∂w = −0.2000")


def test_the_scale_of_the_edges_has_numbers_only_once_any_is_known(view):
    def scale(known: list[np.ndarray | None]) -> np.ndarray:
        view.set_walk(step({0, 1, 2, 3}, quantity="dC_dz", direction=-1, edge_values=known))
        return pixels(view)[-28:-4, 18:220]

    none = scale([None] * 4)
    some = scale([None, None, None, np.full((1, 4), 0.5)])
    assert changed(none, some).any()
    left = none[:, 50:110]
    assert (left.max(axis=2) - left.min(axis=2) < 40).all()
    assert left.max() < 120                                     # nothing is written there


def test_weights_that_change_during_the_walk_are_shown_when_it_ends(view):
    values = [None, *(np.ones((n, m)) for m, n in pairwise(SIZES))]
    view.set_walk(step(set(range(4)), edge_values=values))
    shown_values = pixels(view)
    view.set_parameters([None, *(np.full((n, m), -1.0) for m, n in pairwise(SIZES))], [None, *(np.zeros(n) for n in SIZES[1:])])
    assert (pixels(view) == shown_values).all()
    view.set_walk(None)
    red, _, blue = around(pixels(view), at(view, Edge(3, 0, 0)), 1).reshape(-1, 3).max(axis=0)
    assert red > blue


def test_with_labels_an_edge_says_its_weight_until_its_derivative_is_known(qtbot):
    view = calm(shown(qtbot, (1, 1, 1)))
    view.set_walk(step({1, 2}, edge_values=[None, None, np.array([[0.25]])]))
    weight, slope = (view._content.edge_writing(Edge(l, 0, 0)) for l in (1, 2))
    assert (text(weight[0]), weight[1]) == ("w⁽¹⁾", view._content.weight(Edge(1, 0, 0)))
    assert (text(slope[0]), slope[1]) == ("∂C/∂w⁽²⁾", 0.25)


# ---- what is read and written ----------------------------------------------------------------------------------------------------


def test_what_is_read_glows_and_what_is_written_has_a_ring_in_its_colour(view):
    view.set_walk(step({0, 1}))
    before = pixels(view)
    view.set_walk(weighing())
    after = pixels(view)
    hue = theme.mix(theme.DARK.z, theme.DARK.text, 0.3)
    above = QPoint(0, -round(view._layout.columns[1].radius) - 2)
    for j in range(4):
        assert has(around(after, at(view, Neuron(2, j)) + above, 4), hue)
    for k in range(6):
        halo = around(after, at(view, Neuron(1, k)) + above, 3) - around(before, at(view, Neuron(1, k)) + above, 3)
        assert halo[:, :, 2].mean() > 10
        assert not has(around(after, at(view, Neuron(1, k)) + above, 4), hue)
    assert not changed(around(before, at(view, Neuron(3, 0)), 30), around(after, at(view, Neuron(3, 0)), 30)).any()


def test_arrows_point_where_the_numbers_flow(view):
    def tips(backward: bool) -> tuple[float, float]:
        """Mean x of the inner and of the outer ends of the sides of all arrows."""
        lines = view._edges.arrows(INTO_2, backward, 0.62)
        half = len(lines) // 2
        return np.mean([line.x2() for line in lines[:half]]), np.mean([line.x1() for line in lines[:half]])

    columns = view._layout.columns
    middle = (columns[1].x + columns[2].x) / 2
    tip, tail = tips(backward=False)
    assert middle < tip > tail
    tip, tail = tips(backward=True)
    assert middle > tip < tail


def test_arrows_are_drawn_only_with_a_direction(view):
    view.set_walk(weighing()._replace(direction=0))
    without = pixels(view)
    images = []
    for direction in (1, -1):
        view.set_walk(weighing()._replace(direction=direction))
        images.append(pixels(view))
        columns = np.flatnonzero(changed(without, images[-1]).any(axis=0))
        assert columns.min() > at(view, Neuron(1, 0)).x()
        assert columns.max() < at(view, Neuron(2, 0)).x()
    assert changed(*images).any()


@pytest.mark.parametrize("size", [(700, 281), (860, 430), (1340, 500)])
def test_arrows_of_the_way_back_keep_off_the_derivatives_that_are_written_on_edges(qtbot, size: tuple[int, int]):
    view = calm(shown(qtbot, (2, 2, 2)))
    view.resize(*size)
    back = step({0, 1, 2}, reading=Parts(edges=frozenset(Edge(2, j, k) for j in (0, 1) for k in (0, 1))), quantity="dC_da",
                edge_values=[None, None, np.array([[0.0822, 0.0827], [-0.0226, -0.0227]])],
                edge_label=derivative(Symbol("C", j=0), Symbol("w")))
    view.set_walk(back)
    without = pixels(view)
    written = (without > 190).all(axis=2)                       # only letters and figures are so bright
    left, right = (view._layout.columns[l].x + side * (view._layout.columns[l].radius + 4) for l, side in ((1, 1), (2, -1)))
    written[:, :int(left)] = written[:, int(right):] = False
    view.set_walk(back._replace(direction=-1))
    arrows = changed(without, pixels(view))
    assert written.sum() > 100
    assert arrows.sum() > 100
    assert not (arrows & written).any()


def test_edges_that_carry_nothing_have_no_arrows(view):
    into_3 = [Edge(3, 0, k) for k in range(4)]
    assert len(view._edges.arrows(into_3, backward=False, place=0.5)) == 2 * 4
    view.set_marks(removed=[Edge(3, 0, 1)], off=[Neuron(2, 3)])
    assert len(view._edges.arrows(into_3, backward=False, place=0.5)) == 2 * 2
    assert view._edges.arrows([Edge(7, 0, 0)], backward=False, place=0.5) == []


def test_of_many_edges_as_many_have_arrows_as_there_is_room_for_the_strongest_first(view):
    fill(view, [30, 14, 12])
    values = np.random.default_rng(1).normal(size=(12, 14))
    values[3, 4] = 9.0
    view.set_edge_values([None, None, values], "made up")
    every = [Edge(2, j, k) for j in range(12) for k in range(14)]
    lines = view._edges.arrows(every, backward=False, place=0.5)
    tips = [line.p2() for line in lines[:len(lines) // 2]]
    assert 8 <= len(tips) <= 200
    assert all((a - b).manhattanLength() >= APART for a, b in combinations(tips, 2))
    strongest = view._edges.line(Edge(2, 3, 4)).center()
    assert min((tip - strongest).manhattanLength() for tip in tips) < 3
    half = view._edges.arrows(every, backward=False, place=0.5, share=0.5)
    assert len(half) == len(lines), "the same arrows all the way"


@pytest.mark.parametrize("sizes", [(1, 1, 1), SIZES])
def test_a_bias_that_is_read_is_marked_where_it_can_be_pointed_at(qtbot, sizes):
    view = calm(shown(qtbot, sizes))
    view.set_walk(step({1, 2, 3}))
    before = pixels(view)
    view.set_walk(step({1, 2, 3}, reading=Parts(biases=frozenset({Bias(1, 0)}))))
    rows, columns = np.nonzero(changed(before, pixels(view)))
    if len(sizes) > 3:
        view.set_selected(Neuron(1, 0))
    place = at(view, Bias(1, 0))
    assert abs(rows.mean() - place.y()) < 8
    assert abs(columns.mean() - place.x()) < 8


def test_a_picture_that_is_read_has_a_frame_and_what_is_not_drawn_harms_nobody(qtbot):
    view = calm(shown(qtbot, (784, 100, 10)))
    view.set_input_picture((28, 28))
    view.set_walk(step(set()))
    before = pixels(view)
    edges = frozenset(Edge(1, j, k) for j in range(100) for k in range(784))
    view.set_walk(step(set(), reading=Parts(frozenset(Neuron(0, k) for k in range(784)), edges),
                       writing=Parts(frozenset(Neuron(1, j) for j in range(100))), quantity="z", direction=1,
                       beneath=Beneath(Z, {1: np.linspace(-1, 1, 100)})))
    touched = changed(before, pixels(view))
    picture = view._layout.columns[0].picture.translated(view._pan).translated(0, view._head).toRect()
    inside = picture.adjusted(3, 3, -3, -3)
    assert not touched[inside.top():inside.bottom(), inside.left():inside.right()].any()
    assert touched[picture.top() - 6:picture.top(), picture.left():picture.right()].any()
    view.set_walk(step(set(), writing=Parts(frozenset({Neuron(1, 99), Neuron(7, 0)}), frozenset({Edge(9, 0, 0)})), direction=-1))
    view.grab()
    view._rest.stop()


# ---- filling in ------------------------------------------------------------------------------------------------------------------


@given(st.integers(-1, 1), st.floats(0, 1), st.integers(0, 3))
def test_what_is_written_fills_in_from_the_side_of_the_flow(direction, share, l):
    layout = arrange((2, 3, 4, 2), 800, 500)
    edges = frozenset({Edge(l, 0, 0)} if l else ())
    writing = Parts(frozenset({Neuron(l, 0)}), edges)
    done, waiting = reached(layout, WalkStep(frozenset(), writing=writing, direction=direction), share)
    assert len(done) == len(waiting) == 1 + len(edges)
    for filled, empty in zip(done, waiting, strict=True):
        whole = filled.width() + empty.width()
        assert filled.width() == pytest.approx(share * whole, abs=1e-6)
        first, second = (empty, filled) if direction < 0 else (filled, empty)
        assert first.right() == pytest.approx(second.left())
    column = layout.columns[l]
    assert any(min(a.left(), b.left()) < column.x - column.radius and max(a.right(), b.right()) > column.x + column.radius
               for a, b in zip(done, waiting, strict=True))


@pytest.mark.parametrize("direction", [1, -1])
def test_a_number_comes_from_the_left_in_forward_and_from_the_right_in_backward(view, direction):
    view.set_walk(step({0, 1}))
    blank = pixels(view)
    view.set_calm(False)
    view.set_walk(step({0, 1, 2}, writing=Parts(LAYER_2), quantity="a", direction=direction))
    view._filling.pause()
    view._filling.setCurrentTime(view._filling.duration() // 2)
    halfway = pixels(view)
    view._filling.stop()
    ended = pixels(view)
    radius = round(0.5 * view._layout.columns[2].radius)
    for j in range(4):
        place = at(view, Neuron(2, j))
        early, late = (QRect(place + QPoint(x, -3), place + QPoint(x + 4, 3)) for x in (
            (-radius - 2, radius - 2) if direction > 0 else (radius - 2, -radius - 2)))
        for rect, expected in ((early, ended), (late, blank)):
            part = slice(rect.top(), rect.bottom()), slice(rect.left(), rect.right())
            assert (halfway[part] == expected[part]).all()
    assert (disc(view, Neuron(1, 0), halfway) == disc(view, Neuron(1, 0), ended)).all()


def test_the_filling_stops_by_itself_and_ends_where_calm_begins(view, qtbot, monkeypatch):
    view.set_walk(weighing())
    at_once = pixels(view)
    view.set_walk(step({0}))
    view.set_calm(False)
    view._filling.setDuration(20)
    view.set_walk(weighing())
    assert moving(view)
    qtbot.waitUntil(lambda: not moving(view))
    assert (pixels(view) == at_once).all()


def moving(view: NetworkView) -> bool:
    return view._filling.state() != QVariantAnimation.State.Stopped


def test_q22_in_calm_mode_everything_is_there_at_once(view):
    view.set_walk(weighing())
    assert not moving(view)
    view.set_calm(False)
    view.set_walk(step({0}))
    assert moving(view)
    view.set_calm(True)
    assert not moving(view)


def test_the_same_step_with_other_numbers_does_not_move_again(view):
    view.set_calm(False)
    view.set_walk(weighing())
    view._filling.stop()
    view.set_walk(weighing()._replace(beneath=Beneath(Z, {2: np.ones(4)})))
    assert not moving(view)
    view.set_walk(weighing()._replace(quantity="a"))
    assert moving(view)
    view._filling.stop()


@pytest.mark.parametrize("end", [
    lambda view: view.hide(), lambda view: view.close(), lambda view: view.set_walk(None), lambda view: fill(view, [2, 2, 2])])
def test_nothing_moves_any_more_once_the_drawing_is_gone_or_the_walk_is_over(view, end):
    view.set_calm(False)
    view.set_walk(weighing())
    assert moving(view)
    end(view)
    assert not moving(view)
    if not view.isVisible():
        view.set_walk(step({0}))
        assert not moving(view), "nor does a hidden drawing begin to"


def test_it_takes_about_a_quarter_of_a_second(view):
    assert 200 <= view._filling.duration() == canvas.FILLING <= 300


# ---- everything else goes on -----------------------------------------------------------------------------------------------------


def test_pointing_choosing_and_the_keyboard_work_on_a_walk(view, qtbot):
    view.set_walk(weighing()._replace(beneath=Beneath(Z, {2: np.ones(4)})))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, Neuron(2, 1)))
    assert view._selected == Neuron(2, 1)
    badge = at(view, Neuron(2, 1)) + QPoint(0, round(view._layout.columns[2].radius))
    assert has(around(pixels(view), badge, 14), theme.DARK.z), "the number is not hidden by what is chosen"
    with qtbot.waitSignal(view.hovered):
        qtbot.mouseMove(view, at(view, Edge(3, 0, 2)))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view._selected == Neuron(2, 2)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_F)
    view.set_selected(Neuron(2, 1))
    place = at(view, Bias(2, 1))
    assert view.item_at(place.toPointF()) == Bias(2, 1)


def test_a_column_scrolls_on_a_walk_and_its_numbers_go_with_it(qtbot):
    view = calm(shown(qtbot, (2, 40, 1)))
    values = np.zeros(40)
    values[:20] = 5.0
    column = Parts(frozenset(Neuron(1, j) for j in range(40)))
    view.set_walk(step({1}, writing=column, quantity="z", beneath=Beneath(Z, {1: values})))
    before = pixels(view)
    view.scroll_column(1, 26)
    column = view._layout.columns[1]
    assert column.first == 26
    beside = at(view, Neuron(1, 30)) + QPoint(round(column.radius) + 30, 0)
    assert changed(around(before, beside, 20), around(pixels(view), beside, 20)).any()


def test_what_is_written_far_away_in_a_deep_network_is_brought_into_sight_and_nothing_else_moves_it(qtbot):
    view, sizes = calm(shown(qtbot, (2,) * 30)), (2,) * 30

    def write(l: int) -> float:
        """Where the column of what is written is."""
        view.set_walk(step(set(range(l)), writing=Parts(frozenset({Neuron(l, 0), Neuron(l, 1)})), quantity="z", direction=1))
        return view._layout.columns[l].x + view._pan.x()

    for l in (3, 17, 29, 20, 1):
        assert 0 < write(l) < view.width()
    place = view._pan.x()
    write(2)
    assert view._pan.x() == place                               # it was in sight
    every = frozenset(Edge(l, j, k) for l in range(1, len(sizes)) for j in range(2) for k in range(2))
    view.set_walk(step(set(range(30)), writing=Parts(edges=every), quantity="update"))
    assert view._pan.x() == place


def test_all_edges_of_a_large_network_stay_while_only_activations_change(qtbot):
    view = calm(shown(qtbot, (300, 14, 2)))
    view.set_input_picture((15, 20))
    qtbot.waitUntil(lambda: not view._rest.isActive())
    complete = pixels(view)
    view.set_walk(step({0, 1}))
    after = pixels(view)
    x = at(view, Edge(1, 7, 150)).x()
    assert (after[view._head + 40:-60, x - 20:x + 20] == complete[view._head + 40:-60, x - 20:x + 20]).all(), "nothing flickers"
    view.set_parameters([None, *(w.copy() for w in view._content.w[1:])], view._content.b)
    assert not view._rest.isActive(), "nor for the same weights again"
    view.set_walk(None)
    assert (pixels(view) == complete).all()
    fill(view, (300, 14, 2), seed=6)
    assert view._rest.isActive(), "other weights are drawn anew"
    view._rest.stop()
