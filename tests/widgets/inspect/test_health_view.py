"""A layer's health: its three distributions and the sentences about its ailing neurons."""
import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from core.explain.health import Ailment, Health, Histogram, LayerHealth, reason
from core.network import Neuron
from widgets.inspect.health_view import MOST, HealthView

DEAD, SATURATED, ELSEWHERE = (
    Ailment(Neuron(1, 3), "dead", 1.0), Ailment(Neuron(1, 5), "saturated", 0.97), Ailment(Neuron(2, 0), "dead", 1.0))


def layer(counts: list[float]) -> LayerHealth:
    return LayerHealth(*(Histogram(np.linspace(-scale, scale, len(counts) + 1), np.array(counts)) for scale in (2.0, 1.0, 1e-4)))


LAYERS = (None, layer([1, 4, 2]), layer([5, 0, 1, 1]))


@pytest.fixture
def view(qtbot: QtBot) -> HealthView:
    view = HealthView()
    qtbot.addWidget(view)
    view.set_layers(["layer 1", "output"])
    view.resize(286, 190)
    view.show()
    return view


def listed(view: HealthView) -> QListWidget:
    return view.findChild(QListWidget)


def place_of(view: HealthView, row: int):
    return listed(view).visualItemRect(listed(view).item(row)).center()


def test_every_ailing_neuron_of_the_layer_has_a_sentence(view: HealthView) -> None:
    view.set_health(Health((DEAD, SATURATED, ELSEWHERE), LAYERS))
    assert view.sentences() == ["neuron 3 is dead: ∂a/∂z is always 0", "neuron 5 is saturated: 97 % of examples"]
    assert [listed(view).item(row).toolTip() for row in range(2)] == [reason(DEAD), reason(SATURATED)]
    view.set_layer(2)
    assert view.sentences() == ["neuron 0 is dead: ∂a/∂z is always 0"]


def test_a_layer_that_is_well_says_so_and_one_not_looked_at_too(view: HealthView) -> None:
    assert view.sentences() == ["Not looked at yet."]
    view.set_health(Health((ELSEWHERE,), LAYERS))
    assert view.sentences() == ["All neurons of this layer respond."]
    assert not listed(view).isVisible()


def test_the_histograms_are_those_of_the_layer(view: HealthView) -> None:
    view.set_health(Health((), LAYERS))
    assert [len(histogram.bars()) for histogram in view.histograms] == [3, 3, 3]
    assert [histogram.reading(1) for histogram in view.histograms] == [
        "4 from −0.67 to 0.67", "4 from −0.33 to 0.33", "4 from −3.3e−05 to 3.3e−05"]
    view.set_layer(2)
    assert [len(histogram.bars()) for histogram in view.histograms] == [4, 4, 4]
    view.set_health(None)
    assert [histogram.bars() for histogram in view.histograms] == [[], [], []]


def test_the_bar_under_the_mouse_is_read_out_above(qtbot: QtBot, view: HealthView) -> None:
    view.set_health(Health((), LAYERS))
    weights = view.histograms[0]
    qtbot.mouseMove(weights, weights.bars()[1].center().toPoint())
    assert "4 from −0.67 to 0.67" in [label.text() for label in view.findChildren(QLabel)]


def test_a_sentence_under_the_mouse_points_at_its_neuron_and_a_click_chooses_it(qtbot: QtBot, view: HealthView) -> None:
    view.set_health(Health((DEAD, SATURATED), LAYERS))
    with qtbot.waitSignal(view.part_hovered) as hovered:
        qtbot.mouseMove(listed(view).viewport(), place_of(view, 0))
    assert hovered.args == [Neuron(1, 3)]
    with qtbot.waitSignal(view.part_clicked) as clicked:
        qtbot.mouseClick(listed(view).viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, 0))
    assert clicked.args == [Neuron(1, 3)]
    assert isinstance(clicked.args[0], Neuron)
    with qtbot.waitSignal(view.part_hovered) as hovered:
        QApplication.sendEvent(listed(view).viewport(), QEvent(QEvent.Type.Leave))
    assert hovered.args == [None]


def test_the_arrow_keys_walk_the_sentences_and_enter_chooses(qtbot: QtBot, view: HealthView) -> None:
    view.set_health(Health((DEAD, SATURATED), LAYERS))
    listed(view).setFocus()
    seen: list[object] = []
    view.part_hovered.connect(seen.append)
    for _ in range(2):
        qtbot.keyClick(listed(view), Qt.Key.Key_Down)
    with qtbot.waitSignal(view.part_clicked) as clicked:
        qtbot.keyClick(listed(view), Qt.Key.Key_Return)
    assert seen[-1] == clicked.args[0] == Neuron(1, 5)


def test_choosing_a_layer_is_told_and_showing_one_is_not(qtbot: QtBot, view: HealthView) -> None:
    chooser = view.findChild(QComboBox)
    with qtbot.waitSignal(view.layer_chosen) as chosen:
        qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert chosen.args == [2]
    signals = view.layer_chosen, view.part_hovered, view.part_clicked
    with qtbot.assertNotEmitted(signals[0]), qtbot.assertNotEmitted(signals[1]), qtbot.assertNotEmitted(signals[2]):
        view.set_layer(2)
        view.set_health(Health((DEAD, SATURATED, ELSEWHERE), LAYERS))
        view.set_layer(1)
    assert chooser.currentText() == "layer 1"


def test_of_very_many_ailing_neurons_some_are_listed_and_the_others_counted(view: HealthView) -> None:
    view.set_health(Health(tuple(Ailment(Neuron(1, j), "dead", 1.0) for j in range(MOST + 30)), LAYERS))
    assert len(view.sentences()) == MOST + 1
    assert view.sentences()[-1] == "and 30 more"


def test_a_new_health_with_the_same_ailments_keeps_the_chosen_sentence(qtbot: QtBot, view: HealthView) -> None:
    view.set_health(Health((DEAD, SATURATED), LAYERS))
    listed(view).setFocus()
    qtbot.keyClick(listed(view), Qt.Key.Key_Down)
    row = listed(view).currentRow()
    view.set_health(Health((DEAD, SATURATED), (None, layer([2, 2, 2]), LAYERS[2])))
    assert listed(view).currentRow() == row >= 0


def test_a_health_of_fewer_layers_than_shown_shows_nothing(view: HealthView) -> None:
    view.set_layer(2)
    view.set_health(Health((), LAYERS[:2]))
    assert [histogram.bars() for histogram in view.histograms] == [[], [], []]
