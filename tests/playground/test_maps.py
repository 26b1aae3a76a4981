"""The maps of a network that is too large to be asked everywhere while a frame is drawn."""
from __future__ import annotations

import pytest

from playground.panels import network, output
from tests.playground.driving import User

on_spiral = pytest.mark.parametrize("window", ["spiral"], indirect=True)


@on_spiral
def test_the_worker_draws_the_same_map_of_answers(user: User, monkeypatch):
    shown = user.window.output.map.canvas
    before = shown.grab().toImage()
    user.press("new_weights")
    user.wait(lambda: shown.grab().toImage() != before)
    after = shown.grab().toImage()
    monkeypatch.setattr(output, "MAPPED_AT_ONCE", 0)
    for action, then in (("undo", before), ("redo", after)):
        now = shown.grab().toImage()
        user.press(action)
        assert shown.grab().toImage() == now, "nothing waits for it"
        user.wait(lambda then=then: shown.grab().toImage() == then)


@on_spiral
def test_the_neurons_maps_wait_until_training_rests(user: User, monkeypatch):
    monkeypatch.setattr(network, "MAPPED_AT_ONCE", 0)
    user.press("neuron_maps")
    drawn = []
    monkeypatch.setattr(user.view, "set_neuron_maps", drawn.append)
    frames = []
    user.press("train")
    user.window.inspection.refreshed.connect(lambda: frames.append(user.window.inspection.moving))
    user.wait(lambda: frames.count(True) > 8)
    assert drawn == []
    user.press("train")
    user.rest()
    user.wait(lambda: drawn)
