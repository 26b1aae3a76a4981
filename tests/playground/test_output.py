"""The panel of what the network answers: of several values one at a time, of classes over one input their codes."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from core.document import edits
from core.document.experiment import Points
from core.network import Neuron
from playground.main_window import MainWindow
from tests.playground.two_paths import TWO_PATHS, W1, W2
from widgets.plots.output_map import OutputMap


def chooser(window: MainWindow) -> QComboBox:
    return next(box for box in window.output.map.findChildren(QComboBox) if box.accessibleName() == "Output neuron")


def choose(window: MainWindow, place: int) -> None:
    box = chooser(window)
    QTest.keyClick(box, Qt.Key.Key_Down if place > box.currentIndex() else Qt.Key.Key_Up)
    assert box.currentIndex() == place


def answers(x: np.ndarray) -> np.ndarray:
    """(2, n) of two-paths before training, by plain formulas."""
    hidden = 1 / (1 + np.exp(-(W1 @ x + 0.35)))
    return 1 / (1 + np.exp(-(W2 @ hidden + 0.6)))


@TWO_PATHS
@pytest.mark.parametrize("j", [0, 1])
def test_of_two_outputs_the_map_shows_the_chosen_one(window, monkeypatch, j):
    shown = []
    monkeypatch.setattr(OutputMap, "set_map", lambda _, values, extent, low, high: shown.append((values, extent)))
    assert chooser(window).isVisible()
    assert [chooser(window).itemText(place) for place in range(2)] == ["output 0", "output 1"]
    choose(window, 1)
    if j == 0:
        choose(window, 0)
    values, (left, right, bottom, top) = shown[-1]
    side = len(values)
    x0, x1 = np.meshgrid(np.linspace(left, right, side), np.linspace(bottom, top, side))
    assert values == pytest.approx(answers(np.stack([x0.ravel(), x1.ravel()]))[j].reshape(side, side), rel=1e-12)
    assert window.output.drawn_values() == pytest.approx([(0.01, 0.99)[j]])


@TWO_PATHS
def test_a_named_output_is_offered_by_its_name(window):
    window.session.edit("Rename", lambda e: edits.rename(e, Neuron(2, 1), "warm"))
    assert [chooser(window).itemText(place) for place in range(2)] == ["output 0", "warm"]


@pytest.mark.parametrize("window", ["spiral", "pinwheel", "sine"], indirect=True)
def test_one_output_or_classes_on_one_map_offer_no_choice(window):
    assert not chooser(window).isVisible()


def over_one_input(window: MainWindow, answers: Points, activation: str, outputs: int) -> None:
    window.documents.open_preset("sine")
    window.session.edit("Other data", lambda e: edits.set_data(e, answers))
    layers = window.session.experiment.network.layers
    window.session.edit("Activation", lambda e: edits.set_activation(e, len(layers), activation))
    assert window.session.experiment.network.layers[-1].neurons == outputs


def test_over_one_input_each_of_several_outputs_has_a_curve_with_its_own_dots(window):
    x = np.linspace(-2, 2, 20)
    over_one_input(window, Points(inputs=x[:, None], targets=np.stack([x, x ** 2], axis=1)), "linear", 2)
    plot = window.output.map.function_plot
    training = window.inspection.numbers("training")
    for j, wanted in ((1, x ** 2), (0, x)):
        choose(window, j)
        at, dots = plot.dots("training")
        assert at == pytest.approx(x[training])
        assert dots == pytest.approx(wanted[training])
        plot.set_crosshair(0.7)
        at, (value, *_) = plot.crosshair
        assert value == pytest.approx(window.inspection.activations_over(np.array([[at]]))[-1][j, 0])


def test_over_one_input_two_classes_stand_where_a_sigmoid_can_reach_them(window):
    x = np.linspace(-2, 2, 20)
    over_one_input(window, Points(inputs=x[:, None], classes=tuple((x > 0).astype(int).tolist())), "sigmoid", 1)
    _, dots = window.output.map.function_plot.dots("training")
    assert set(dots.tolist()) == {0.0, 1.0}
