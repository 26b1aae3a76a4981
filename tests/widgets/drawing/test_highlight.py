"""What the drawing lights for a while, paths as ribbons, and the marks of neurons with an ailment."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect

from core.network import Bias, Edge, Neuron
from tests.widgets.drawings import around, at, fill, pixels, shown
from widgets import theme
from widgets.drawing.highlight import Drawing, Ribbon, paint_ribbon
from widgets.drawing.network_view import NetworkView

ALL = [Edge(1, j, k) for j in range(100) for k in range(784)]


@pytest.fixture
def view(qtbot) -> NetworkView:
    return shown(qtbot, [2, 6, 4, 1])


def changed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return (before != after).any(axis=2)


# ---- light -----------------------------------------------------------------------------------------------------------------------


def test_a_lit_neuron_has_a_ring_in_the_accent_and_the_others_stay_as_they_are(view):
    before = pixels(view)
    view.set_lit([Neuron(1, 2)])
    after = pixels(view)
    radius = round(view._layout.columns[1].radius)
    rim = around(after, at(view, Neuron(1, 2)) - QPoint(0, radius + 2), 2)
    assert abs(rim - theme.DARK.accent.getRgb()[:3]).max(axis=2).min() < 12
    for other in (Neuron(1, 0), Neuron(1, 4), Neuron(2, 1)):
        assert not changed(around(before, at(view, other), radius), around(after, at(view, other), radius)).any()


def test_a_lit_edge_stands_out_and_its_neurons_keep_their_numbers(view):
    before = pixels(view)
    view.set_lit(edges=[Edge(2, 3, 0)])
    after = pixels(view)
    place, inside = at(view, Edge(2, 3, 0)), 12
    assert around(after, place, 3).sum() > 1.15 * around(before, place, 3).sum()
    for end in (Neuron(2, 3), Neuron(1, 0)):
        assert not changed(around(before, at(view, end), inside), around(after, at(view, end), inside)).any()


def test_a_lit_bias_shows_at_its_mark_and_not_at_the_middle_of_its_neuron(view):
    before = pixels(view)
    view.set_lit(biases=[Bias(1, 2)])
    after = pixels(view)
    radius = round(view._layout.columns[1].radius)
    corner = at(view, Neuron(1, 2)) + QPoint(-round(0.78 * radius), round(0.78 * radius))
    assert changed(around(before, corner, 8), around(after, corner, 8)).any()
    for other in (Neuron(1, 2), Neuron(1, 1), Neuron(1, 3)):
        assert not changed(around(before, at(view, other), radius // 3), around(after, at(view, other), radius // 3)).any()


def test_a_lit_bias_of_a_small_network_is_its_label_alone(qtbot):
    view = shown(qtbot, [1, 1, 1])
    before = pixels(view)
    view.set_lit(biases=[Bias(1, 0)])
    rows, columns = np.nonzero(changed(before, pixels(view)))
    label = view.where(Bias(1, 0))
    assert abs(columns - label.x()).max() < 70
    assert abs(rows - label.y()).max() < 24


def test_where_a_bias_has_no_mark_its_neuron_is_lit(qtbot):
    view = shown(qtbot, [2, 40, 1])
    before = pixels(view)
    view.set_lit([Neuron(1, 3)])
    lit = pixels(view)
    view.set_lit(biases=[Bias(1, 3)])
    assert (pixels(view) == lit).all()
    assert changed(before, lit).any()


def test_a_lit_layer_has_a_band_from_its_label_to_its_last_neuron(view):
    before = pixels(view)
    view.set_lit(layer=2)
    touched = changed(before, pixels(view))
    columns = np.flatnonzero(touched.any(axis=0))
    column = view._layout.columns[2]
    assert columns[0] < at(view, Neuron(2, 0)).x() - column.radius
    assert columns[-1] < at(view, Neuron(3, 0)).x() - column.radius
    assert columns[0] > at(view, Neuron(1, 0)).x() + column.radius
    rows = np.flatnonzero(touched.any(axis=1))
    assert rows[0] < at(view, Neuron(2, 0)).y() - column.radius - 20
    assert rows[-1] > at(view, Neuron(2, 3)).y() + column.radius


def test_nothing_lit_is_the_picture_as_before_and_the_picture_is_not_painted_anew(view, monkeypatch):
    before = pixels(view)
    painted = []
    monkeypatch.setattr(view._edges, "paint", lambda *_: painted.append("all"))
    view.set_lit([Neuron(1, 2)], [Edge(2, 0, 2)], 1)
    assert (pixels(view) != before).any()
    view.set_lit()
    assert (pixels(view) == before).all()
    assert painted == []


def test_what_is_not_drawn_cannot_be_lit_and_harms_nobody(qtbot):
    view = shown(qtbot, [784, 100, 10])
    before = pixels(view)
    view.set_lit([Neuron(0, 700), Neuron(1, 99)], [Edge(1, 99, 700), Edge(1, 0, 700), Edge(7, 0, 0)], 9)
    assert (pixels(view) == before).all()


def test_of_very_many_lit_edges_the_strongest_are_drawn(qtbot):
    view = shown(qtbot, [784, 100, 10])
    view.set_input_picture((28, 28))
    values = np.zeros((100, 784))
    values[3, 500] = 1.0
    view.set_edge_values([None, values, np.zeros((10, 100))], "made up")
    before = pixels(view)
    view.set_lit(edges=ALL)
    after = pixels(view)
    assert around(after, at(view, Edge(1, 3, 500)), 2).sum() > around(before, at(view, Edge(1, 3, 500)), 2).sum()
    view._rest.stop()


def test_another_network_forgets_what_was_lit_and_the_path(view):
    view.set_lit([Neuron(1, 5)], [Edge(1, 5, 0)], 3)
    view.set_path([Neuron(0, 0), Neuron(1, 5), Neuron(2, 0), Neuron(3, 0)], 1.0, 1.0)
    fill(view, [2, 3, 1])
    lit = pixels(view)
    fill(view, [3, 3, 1])
    fill(view, [2, 3, 1])
    assert (pixels(view) == lit).all()


# ---- paths -----------------------------------------------------------------------------------------------------------------------

PATH = [Neuron(0, 0), Neuron(1, 5), Neuron(2, 0), Neuron(3, 0)]


def covered(view: NetworkView, contribution: float, largest: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Which pixels a path changes, and the picture with it."""
    view.set_path(None)
    before = pixels(view)
    view.set_path(PATH, contribution, largest)
    after = pixels(view)
    return changed(before, after), after


def test_s24_a_path_goes_through_its_neurons_and_none_takes_it_away(view):
    before = pixels(view)
    touched, _ = covered(view, 0.5)
    for neuron in PATH:
        ring = around(touched[:, :, None], at(view, neuron), round(view._layout.columns[neuron.l].radius) + 2)
        assert ring.any()
    assert not around(touched[:, :, None], at(view, Neuron(2, 3)), 10).any()
    view.set_path(None)
    assert (pixels(view) == before).all()


def test_s24_a_path_is_as_wide_as_its_share_of_the_largest(view):
    areas = [covered(view, share)[0].sum() for share in (0.05, 0.5, 1.0)]
    assert areas[0] < areas[1] < areas[2]
    assert covered(view, 2.0, 4.0)[0].sum() == areas[1]


def test_s24_the_sign_of_a_path_is_its_hue_and_gaps(view):
    place = at(view, Neuron(2, 0)) + QPoint(60, 8)
    positive, negative = covered(view, 1.0)[1], covered(view, -1.0)[1]
    red, _, blue = around(positive, place, 12).reshape(-1, 3).mean(axis=0)
    assert blue > red
    red, _, blue = around(negative, place, 12).reshape(-1, 3).mean(axis=0)
    assert red > blue
    assert covered(view, -1.0)[0].sum() < 0.97 * covered(view, 1.0)[0].sum(), "gaps tell it without colour"


def test_s24_a_path_points_to_the_cost(view):
    """The tip of every arrow lies to the right of its two tails."""
    view.set_path([Neuron(2, 0), Neuron(3, 0)], 1.0, 1.0)
    image = pixels(view)
    middle = (at(view, Neuron(2, 0)) + at(view, Neuron(3, 0))) / 2
    box = QRect(middle - QPoint(30, 30), middle + QPoint(30, 30))
    rows, columns = np.nonzero(image[box.top():box.bottom(), box.left():box.right()].min(axis=2) > 200)
    outer = (rows < np.percentile(rows, 15)) | (rows > np.percentile(rows, 85))
    assert columns[outer].mean() < columns[~outer].mean()


def test_a_path_through_a_neuron_out_of_sight_passes_at_the_arrow_of_its_column(qtbot):
    view = shown(qtbot, [2, 100, 1])
    column = view._layout.columns[1]
    assert 90 not in column.shown
    assert view._layout.anchor(Neuron(1, 90)) == column.arrows()[1].center()
    before = pixels(view)
    view.set_path([Neuron(0, 0), Neuron(1, 90), Neuron(2, 0)], 1.0, 1.0)
    touched = changed(before, pixels(view))
    lower = (column.arrows()[1].center() + view._pan).toPoint() + QPoint(0, view._head)
    assert around(touched[:, :, None], lower, 8).any()


def test_a_path_of_one_neuron_and_one_of_nothing_are_drawn(view):
    view.set_path([Neuron(3, 0)], -1.0, 1.0)
    view.grab()
    view.set_path(PATH, 0.0, 0.0)
    view.grab()


def test_a_path_does_not_swing_beyond_its_neurons(view):
    painted = []

    class Listening:
        def __getattr__(self, name):
            return lambda *arguments: painted.extend(arguments) if name == "drawPath" else None

        def device(self):
            return view

    drawing = Drawing(view._content, view._edges, view._layout)
    paint_ribbon(Listening(), drawing, Ribbon(tuple(PATH), 1.0, 1.0))
    bounds, y = painted[0].boundingRect(), [view._layout.anchor(neuron).y() for neuron in PATH]
    assert bounds.top() >= min(y) - 1
    assert bounds.bottom() <= max(y) + 1


# ---- ailments --------------------------------------------------------------------------------------------------------------------

REASON = "Saturated: its σ′ is nearly 0 for 97 % of the examples."


def test_a_neuron_with_an_ailment_has_a_mark_and_says_why(view, qtbot):
    before = pixels(view)
    view.set_ailments({Neuron(1, 2): REASON})
    marked = pixels(view)
    rows, columns = np.nonzero(changed(before, marked))
    centre = at(view, Neuron(1, 2))
    assert columns.min() > centre.x(), "at its upper right"
    assert rows.max() < centre.y()
    assert max(np.ptp(rows), np.ptp(columns)) < 24
    view.set_selected(Neuron(1, 2))
    assert view.accessibleDescription().endswith(REASON)
    view.set_selected(Neuron(1, 1))
    assert REASON not in view.accessibleDescription()
    view.set_selected(None)
    view.set_ailments({})
    assert (pixels(view) == before).all()


def test_the_reason_of_an_ailment_is_shown_when_the_neuron_is_pointed_at(view, qtbot):
    qtbot.mouseMove(view, at(view, Neuron(1, 2)))
    without = pixels(view)
    view.set_ailments({Neuron(1, 2): REASON})
    qtbot.mouseMove(view, at(view, Neuron(1, 2)) + QPoint(1, 0))
    rows, columns = np.nonzero(changed(without, pixels(view)))
    assert np.ptp(columns) > 150, "the card became as wide as the sentence"
    assert rows.max() > at(view, Neuron(1, 2)).y() + 40


def test_an_ailment_that_appears_is_said_of_the_selection_at_once(view):
    view.set_selected(Neuron(1, 2))
    view.set_ailments({Neuron(1, 2): REASON})
    assert REASON in view.accessibleDescription()
