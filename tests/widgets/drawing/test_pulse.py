"""A nudge that travels along the drawing."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QVariantAnimation

from core.network import Bias, Edge, Neuron
from tests.widgets.drawings import around, at, fill, pixels, shown
from widgets.drawing import pulse
from widgets.drawing.network_view import NetworkView
from widgets.drawing.pulse import LINK, LONGEST, Link, links


@pytest.fixture
def view(qtbot) -> NetworkView:
    return shown(qtbot, [2, 3, 2])


def playing(view: NetworkView) -> bool:
    return view._pulse.state() == QVariantAnimation.State.Running


def at_link(view: NetworkView, place: int, share: float = 0.5) -> np.ndarray:
    """The picture while the nudge is on this link."""
    view._pulse.setCurrentTime(round((place + share) * LINK))
    return pixels(view)


def test_s10_a_nudge_of_a_weight_travels_to_z_to_a_and_on_to_the_cost():
    assert [(link.source, link.target) for link in links(Edge(2, 0, 0), 3)] == [
        ("w", "z"), ("z", "a"), ("a", "z"), ("z", "a"), ("a", "C")]
    assert [(link.source, link.target) for link in links(Bias(3, 0), 3)] == [("b", "z"), ("z", "a"), ("a", "C")]


@given(st.integers(1, 64), st.data())
def test_s10_every_link_begins_where_the_last_one_ended(last, data):
    l = data.draw(st.integers(1, last))
    part = data.draw(st.sampled_from([Edge(l, 1, 2), Bias(l, 1)]))
    chain = list(links(part, last))
    for before, after in pairwise(chain):
        assert before.target == after.source
        assert after.layer == before.layer + (after.source == "a" and after.target == "z")
    assert chain[-1] == Link("a", "C", last, 1 if l == last else None)


def test_s10_on_the_drawing_the_edge_glows_then_its_neuron_then_the_edges_that_leave_it(view):
    before = pixels(view)
    view.play_pulse(Edge(1, 1, 0))

    def glows(place: int, item: Edge | Neuron) -> bool:
        return bool((around(at_link(view, place), at(view, item), 30) != around(before, at(view, item), 30)).any())

    assert glows(0, Edge(1, 1, 0))
    assert not glows(0, Neuron(2, 0))
    assert glows(1, Neuron(1, 1))
    assert not glows(1, Neuron(1, 2))
    assert all(glows(2, Edge(2, j, 1)) for j in (0, 1))
    assert all(glows(3, Neuron(2, j)) and glows(4, Neuron(2, j)) for j in (0, 1))
    view.stop_pulse()


def test_few_edges_glow_wider_than_many(qtbot, monkeypatch):
    widths = []
    for few in (24, 0):
        monkeypatch.setattr(pulse, "FEW", few)
        view = shown(qtbot, [2, 3, 2])
        before = pixels(view)
        view.play_pulse(Edge(1, 1, 0))
        middle = at(view, Edge(1, 1, 0))
        changed = (at_link(view, 0) != before).any(axis=2)[:, middle.x()]
        widths.append(int(changed[middle.y() - 30:middle.y() + 30].sum()))
        view.stop_pulse()
    assert widths[0] > 10 > widths[1] > 0


def test_the_nudge_stops_by_itself_and_leaves_the_picture_as_it_was(view, qtbot, monkeypatch):
    monkeypatch.setattr(pulse, "LINK", 10)
    before = pixels(view)
    view.play_pulse(Bias(1, 0))
    assert playing(view)
    qtbot.waitUntil(lambda: not playing(view))
    assert (pixels(view) == before).all()


def test_a_link_takes_about_a_third_of_a_second_and_a_deep_network_not_for_ever(qtbot):
    view = shown(qtbot, [1, 1, 1, 1])
    view.play_pulse(Edge(1, 0, 0))
    assert view._pulse.duration() == 7 * LINK
    assert 300 <= LINK <= 400
    fill(view, [1] * 60)
    view.play_pulse(Edge(1, 0, 0))
    assert view._pulse.duration() == LONGEST
    view.stop_pulse()


def test_q22_in_calm_mode_nothing_moves(view):
    view.play_pulse(Edge(1, 0, 0))
    view.set_calm(True)
    assert not playing(view)
    view.play_pulse(Edge(1, 0, 0))
    assert not playing(view)
    view.set_calm(False)
    view.play_pulse(Edge(1, 0, 0))
    assert playing(view)
    view.stop_pulse()
    assert not playing(view)


def test_a_hidden_drawing_plays_nothing(view):
    view.play_pulse(Edge(1, 0, 0))
    view.hide()
    assert not playing(view)
    view.play_pulse(Edge(1, 0, 0))
    assert not playing(view)


def test_another_network_ends_the_nudge_and_what_it_does_not_have_is_not_nudged(view):
    view.play_pulse(Edge(1, 2, 1))
    fill(view, [2, 2, 2])
    assert not playing(view)
    view.play_pulse(Edge(1, 2, 1))
    assert not playing(view)


def test_removed_edges_and_those_of_a_neuron_that_is_off_carry_no_nudge(view):
    assert len(view._edges.stretches(2, None, 1, 0.0, 1.0)) == 2
    view.set_marks(removed=[Edge(2, 0, 1)], off=[Neuron(2, 1)])
    assert view._edges.stretches(2, None, 1, 0.0, 1.0) == []
    assert len(view._edges.stretches(2, None, None, 0.0, 1.0)) == 2
