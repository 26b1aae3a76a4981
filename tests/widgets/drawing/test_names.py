"""Names on the drawing: beside or below their neuron, cut short rather than over anything else, and said where one points."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF

from core.network import Neuron
from core.notation import text
from tests.widgets.drawings import at, pixels, shown
from widgets.drawing.content import NetworkContent
from widgets.drawing.names import name_rect
from widgets.drawing.network_view import NetworkView
from widgets.drawing.neuron_painter import bias_label

SHAPES = [[1, 1, 1, 1], [1, 2, 2, 1], [2, 2, 2], [2, 6, 4, 1], [4, 8, 8, 1], [2, 16, 3], [64, 24, 10]]
LONG = "a name that is much too long for it"


def rects(view: NetworkView) -> dict[Neuron, QRectF]:
    """The room for the names of all neurons after the inputs that have some."""
    columns, content, spacing = view._layout.columns[1:], view._content, view._layout.spacing
    found = {Neuron(c.layer, j): name_rect(content, c, j, spacing) for c in columns for j in c.shown}
    return {neuron: rect for neuron, rect in found.items() if rect is not None}


@pytest.mark.parametrize("size", [(820, 540), (460, 330), (1300, 560)])
@pytest.mark.parametrize("sizes", SHAPES)
def test_a_name_lies_on_no_neuron_no_bias_and_no_other_name(qtbot, sizes, size):
    view = shown(qtbot, sizes)
    view.resize(*size)
    names, content = rects(view), view._content
    circles = [QRectF(column.x - column.radius, y - column.radius, 2 * column.radius, 2 * column.radius).adjusted(1, 1, -1, -1)
               for column in view._layout.columns for y in column.y]
    biases = [bias_label(content, column, j).rect for column in view._layout.columns[1:] for j in column.shown]
    for rect in names.values():
        assert not any(rect.intersects(circle) for circle in circles)
        assert not content.labelled or not any(rect.intersects(bias) for bias in biases)
    assert not any(one.intersects(other) for one, other in pairwise(names.values()))


@pytest.mark.parametrize("sizes", [[1, 1, 1, 1], [2, 4, 2, 1], [4, 8, 8, 1], [2, 16, 3]])
def test_in_a_drawing_of_usual_size_every_neuron_has_room_for_a_name(qtbot, sizes):
    assert len(rects(shown(qtbot, sizes))) == sum(sizes[1:])


@pytest.mark.parametrize("sizes", [[1, 2, 2, 1], [2, 6, 4, 1]])
@pytest.mark.parametrize("name", ["edge", LONG])
def test_a_name_changes_the_drawing_in_its_own_room_alone(qtbot, sizes, name):
    view = shown(qtbot, sizes)
    before, neuron = pixels(view), Neuron(1, 1)
    room = rects(view)[neuron].translated(view._pan.x(), view._pan.y() + view._head).toAlignedRect()
    view.set_names({neuron: name})
    changed = (pixels(view) != before).any(axis=2)
    assert changed.any()
    changed[room.top():room.bottom() + 1, room.left():room.right() + 1] = False
    assert not changed.any()
    view.set_names({neuron: name}, False)
    assert (pixels(view) == before).all()


def test_focus_leaves_the_name_of_the_selected_neuron(qtbot):
    view, neuron = shown(qtbot, [2, 6, 4, 1]), Neuron(1, 1)
    view.set_names({neuron: "edge", Neuron(1, 4): "other"})
    view.set_selected(neuron)
    view.set_focus(True)
    image = pixels(view)

    def brightest(named: Neuron) -> int:
        room = rects(view)[named].translated(view._pan.x(), view._pan.y() + view._head).toAlignedRect()
        return int(image[room.top():room.bottom(), room.left():room.right()].min(axis=2).max())

    assert brightest(neuron) > 180
    assert brightest(Neuron(1, 4)) < 100


def test_an_input_s_name_stands_where_its_symbol_was(qtbot):
    view = shown(qtbot, [2, 3, 1])
    before = pixels(view)
    view.set_names({Neuron(0, 1): "height"})
    changed = (pixels(view) != before).any(axis=2)
    place = at(view, Neuron(0, 1)) - QPoint(20, 0)
    assert changed[place.y() - 14:place.y() + 14, :place.x()].any()
    changed[place.y() - 14:place.y() + 14, :place.x()] = False
    assert not changed.any()


def test_names_are_said_whether_they_are_shown_or_not_and_symbols_take_their_place(qtbot):
    view = shown(qtbot, [2, 3, 1])
    for on_the_drawing in (True, False):
        view.set_names({Neuron(1, 2): "edge", Neuron(0, 0): "height"}, on_the_drawing)
        view.set_selected(Neuron(1, 2))
        assert view.accessibleDescription().startswith("edge: a₂⁽¹⁾ = ")
        view.set_selected(Neuron(0, 0))
        assert view.accessibleDescription().startswith("height: a₀⁽⁰⁾ = x₀ = ")


def test_a_column_s_own_name_gives_way_to_the_symbol_too():
    content = NetworkContent((2, 1), input_names=("age", "x0^2"), names={Neuron(0, 1): "square"})
    assert [text(content.input_name(k)) for k in range(2)] == ["age", "square"]
    content.shows_names = False
    assert [text(content.input_name(k)) for k in range(2)] == ["a₀⁽⁰⁾", "x₀²"]


def test_a_single_output_says_which_class_is_desired_where_it_has_a_name(qtbot):
    view = shown(qtbot, [2, 3, 1])
    view.set_desired(np.array([1.0]))
    plain, place = pixels(view).copy(), at(view, Neuron(3 - 1, 0))
    view.set_desired(np.array([1.0]), "setosa")
    changed = np.argwhere((plain != pixels(view)).any(axis=-1))
    assert len(changed) > 30
    assert changed[:, 1].min() > place.x()
    assert changed[:, 0].min() > place.y()
    view.set_names({}, shown=False)
    assert np.array_equal(pixels(view), plain)


def test_a_long_name_is_cut_short_where_it_is_said_with_a_number():
    content = NetworkContent((1, 1), names={Neuron(1, 0): LONG})
    said = content.spoken(Neuron(1, 0))
    assert said.startswith("a name that is much too…: a⁽¹⁾ = ")
