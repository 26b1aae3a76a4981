"""The probe: inputs dragged or typed come out together, the network's answer goes in."""
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from widgets.data.probe_panel import ProbePanel
from widgets.entry_field import EntryField
from widgets.slider_field import Slider


@pytest.fixture
def panel(qtbot):
    panel = ProbePanel()
    panel.set_inputs(("x0", "x1"), [(-6.0, 6.0), (-5.93, 6.1)])
    panel.set_layers(3)
    panel.set_outputs(np.array([0.25]))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)                     # or the focus would come later, and with it another selection
    return panel


def outputs(panel: ProbePanel) -> str:
    return next(label.text() for label in panel.findChildren(QLabel) if label.accessibleName() == "Outputs")


def test_a_typed_input_probes_with_all_of_them(qtbot, panel):
    panel.set_values((1.5, -2.0))
    field = panel.findChildren(EntryField)[1]
    field.selectAll()
    with qtbot.waitSignal(panel.probed) as probed:
        qtbot.keyClicks(field, "3.25")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert probed.args == [(1.5, 3.25)]


def test_a_slider_probes_in_round_steps_and_says_when_it_rests(qtbot, panel):
    for slider in panel.findChildren(Slider):
        with qtbot.waitSignals([panel.probed, panel.released]):
            qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert [field.text() for field in panel.findChildren(EntryField)] == ["0.1", "0.1"]


@pytest.mark.parametrize("typed", ["40", "1e12", "1e308"])
def test_the_number_typed_may_lie_beyond_the_sliders_end(qtbot, panel, typed):
    field = panel.findChildren(EntryField)[0]
    field.selectAll()
    with qtbot.waitSignal(panel.probed) as probed:
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert probed.args == [(float(typed), 0.0)]
    assert panel.findChildren(Slider)[0].value() == panel.findChildren(Slider)[0].maximum()


def test_what_is_no_number_is_refused(qtbot, panel):
    field = panel.findChildren(EntryField)[0]
    field.selectAll()
    with qtbot.assertNotEmitted(panel.probed), qtbot.waitSignal(panel.refused):
        qtbot.keyClicks(field, "inf")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "0"


def test_setting_emits_nothing_and_shows_the_outputs(qtbot, panel):
    with qtbot.assertNotEmitted(panel.probed):
        panel.set_values((2.0, 2.0))
        panel.set_outputs(np.array([0.5, -0.25]))
    assert outputs(panel) == "+0.5000  j = 0\n−0.2500  j = 1"


def test_outputs_are_called_like_their_classes(panel):
    panel.set_outputs(np.array([0.25, 0.5]), ["rose", "a very long name"])
    assert panel._outputs.text() == "+0.2500  rose\n+0.5000  a very…"
    panel.set_desired(np.array([-1.0]), 3, ["rose"])
    assert panel._desired.text().endswith("−1.0000  rose")


def test_many_outputs_are_cut_short(panel):
    panel.set_outputs(np.zeros(30))
    assert outputs(panel).endswith("j = 9\n⋮")


def test_too_many_inputs_are_explained(qtbot, panel):
    panel.set_inputs([f"x{i}" for i in range(64)], [(0.0, 1.0)] * 64)
    assert any("64 inputs, too many" in label.text() for label in panel.findChildren(QLabel))
    qtbot.waitUntil(lambda: not panel.findChildren(Slider))


def test_it_can_be_closed(qtbot, panel):
    with qtbot.waitSignal(panel.closed):
        qtbot.mouseClick(panel.findChild(QToolButton), Qt.MouseButton.LeftButton)


def test_a_long_name_of_an_input_leaves_room_for_its_slider(qtbot) -> None:
    panel = ProbePanel()
    qtbot.addWidget(panel)
    panel.set_inputs(("living area in square metres of the whole house",), [(0.0, 1.0)])
    assert panel.minimumSizeHint().width() <= 208
