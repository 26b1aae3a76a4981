"""The whole window by mouse and keyboard: train, look, edit, choose data, and close."""
from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QInputDialog, QLabel, QLineEdit, QMessageBox, QProgressBar, QWidget

from core.document import files, presets
from core.network import Bias, Edge, Neuron
from core.notation import Symbol, text
from playground.actions import ACTIONS, MENUS
from playground.main_window import MainWindow
from widgets import theme
from widgets.command_palette import CommandPalette
from widgets.gallery import Gallery
from widgets.help_view import HelpView
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.shortcut_sheet import ShortcutSheet

LEFT = Qt.MouseButton.LeftButton
EDGE = Edge(2, 0, 0)


def command(window: MainWindow, name: str) -> QAction:
    action = window.findChild(QAction, name)
    assert action is not None, name
    return action


def press(window: MainWindow, qtbot, name: str) -> None:
    """Press the action's shortcut where the keyboard is."""
    combination = QKeySequence(command(window, name).shortcut())[0]
    qtbot.keyClick(window.focusWidget() or window, combination.key(), combination.keyboardModifiers())


def button(parent: QWidget, name: str) -> QAbstractButton:
    """The visible button that is called so, or says so."""
    shown = [each for each in parent.findChildren(QAbstractButton) if each.isVisible()]
    named = [each for each in shown if name in {each.accessibleName(), each.text()}]
    assert len(named) == 1, (name, named)
    return named[0]


def field(parent: QWidget, name: str) -> QLineEdit:
    return next(each for each in parent.findChildren(QLineEdit) if each.accessibleName() == name)


def label(parent: QWidget, name: str) -> str:
    return next(each for each in parent.findChildren(QLabel) if each.accessibleName() == name).text()


def sentence(window: MainWindow) -> str:
    return window.findChild(QLabel, "sentence").text()


def click(window: MainWindow, qtbot, item: Edge | Neuron) -> None:
    view = window.network.widget
    qtbot.mouseClick(view, LEFT, pos=view.where(item).toPoint())


def header(window: MainWindow, l: int) -> QWidget:
    return window.network.widget.findChild(QWidget, f"layer_header_{l}")


def wait_for_rest(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.run.running)


def type_into(qtbot, line: QLineEdit, typed: str) -> None:
    qtbot.mouseClick(line, LEFT)
    line.selectAll()
    qtbot.keyClicks(line, typed)
    qtbot.keyClick(line, Qt.Key.Key_Return)


# ---- training --------------------------------------------------------------------------------------------------------------------


def test_space_trains_and_pauses_from_the_start(window, qtbot):
    press(window, qtbot, "train")
    assert window.run.running
    assert command(window, "train").text() == "Pause"
    qtbot.waitUntil(lambda: window.run.snapshot.step > 50)
    press(window, qtbot, "train")
    wait_for_rest(window, qtbot)
    assert command(window, "train").text() == "Train"
    step = window.run.snapshot.step
    assert window.run.state().step == step
    assert "paused" in window.findChild(QLabel, "state").text()


def test_s_takes_one_step(window, qtbot):
    for step in (1, 2):
        press(window, qtbot, "step")
        wait_for_rest(window, qtbot)
        assert window.run.snapshot.step == step


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_e_trains_to_the_end_of_the_epoch(window, qtbot):
    press(window, qtbot, "step")
    wait_for_rest(window, qtbot)
    press(window, qtbot, "epoch")
    wait_for_rest(window, qtbot)
    assert (window.run.snapshot.step, window.run.snapshot.epoch) == (25, 1)


def test_steps_cannot_be_asked_for_while_training(window, qtbot):
    press(window, qtbot, "train")
    assert not any(command(window, name).isEnabled() for name in ("step", "epoch", "run_to"))
    press(window, qtbot, "train")
    wait_for_rest(window, qtbot)
    assert all(command(window, name).isEnabled() for name in ("step", "epoch", "run_to"))


def test_run_to_shows_its_progress_and_ends_at_the_step(window, qtbot, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (3_000, True))
    progress = window.findChild(QProgressBar)
    assert not progress.isVisible()
    command(window, "run_to").trigger()
    assert progress.isVisible()
    assert progress.maximum() == 3_000
    wait_for_rest(window, qtbot)
    assert window.run.snapshot.step == 3_000
    assert not progress.isVisible()


def test_run_to_is_cancelled(window, qtbot, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (1_000_000_000, True))
    press(window, qtbot, "run_to")
    qtbot.waitUntil(lambda: window.findChild(QProgressBar).value() > 1_000)
    qtbot.mouseClick(button(window.statusBar(), "Cancel"), LEFT)
    wait_for_rest(window, qtbot)
    assert 0 < window.run.snapshot.step < 1_000_000_000


def test_reset_and_its_undo_by_keyboard(window, qtbot):
    press(window, qtbot, "step")
    wait_for_rest(window, qtbot)
    learned = window.run.snapshot.parameters
    press(window, qtbot, "reset")
    assert window.run.snapshot.step == 0
    assert command(window, "undo").text() == "&Undo: reset"
    press(window, qtbot, "undo")
    assert np.array_equal(window.run.snapshot.parameters, learned)
    press(window, qtbot, "redo")
    assert window.run.snapshot.step == 0


def test_new_weights_are_others(window, qtbot):
    before = window.run.snapshot.parameters
    press(window, qtbot, "new_weights")
    assert not np.array_equal(window.run.snapshot.parameters, before)


def test_a_typed_learning_rate_is_obeyed(window, qtbot):
    type_into(qtbot, field(window, "Learning rate"), "0.25")
    assert window.session.experiment.training.learning_rate == 0.25
    assert window.session.stack.undoText() == "Change the learning rate"


@pytest.mark.parametrize("name", ["Learning rate", "Seed"])
def test_undo_and_redo_from_the_field_that_was_typed_in_are_those_of_the_window(window, qtbot, name):
    window.documents.open_preset("xor")
    line = field(window, name)
    before = line.text()
    type_into(qtbot, line, "12")
    assert line.hasFocus()
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), window.session.stack.canUndo(), window.session.stack.canRedo()) == (before, False, True)
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert (line.text(), window.session.stack.canUndo(), window.session.stack.canRedo()) == ("12", True, False)
    qtbot.keyClicks(line, "3")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), window.session.stack.canUndo()) == ("12", True), "typing is taken back in the field"


@pytest.mark.parametrize("typed", ["-1", "much"])
def test_a_bad_learning_rate_is_refused_in_a_sentence(window, qtbot, typed):
    type_into(qtbot, field(window, "Learning rate"), typed)
    assert sentence(window) == f"Learning rate cannot be “{typed}”; allowed: a number of at least 0, such as 0.03."
    assert field(window, "Learning rate").text() == "0.1"
    assert not window.session.edited


# ---- looking ---------------------------------------------------------------------------------------------------------------------


def test_a_click_on_an_edge_shows_its_symbol_and_its_value(window, qtbot):
    click(window, qtbot, EDGE)
    inspector = window.findChild(EdgeInspector)
    assert inspector.isVisible()
    assert field(inspector, "Weight").text().strip().replace("−", "-") == "-0.8000"
    assert text(Symbol("w", 2)) in {each.accessibleName() for each in inspector.findChildren(QWidget)}
    press(window, qtbot, "step")
    wait_for_rest(window, qtbot)
    weight = window.inspection.network.w[2][0, 0]
    assert weight != -0.8
    assert field(inspector, "Weight").text().strip().replace("−", "-") == f"{weight:.4f}"
    press(window, qtbot, "select_none")
    assert not inspector.isVisible()


def test_the_derivative_shown_at_rest_is_that_of_the_example(window, qtbot):
    click(window, qtbot, EDGE)
    slope = window.inspection.layered(window.inspection.gradient.flat)[2][0, 0]
    parameters = window.run.snapshot.parameters.copy()
    press(window, qtbot, "step")
    wait_for_rest(window, qtbot)
    index = int(np.flatnonzero(parameters == -0.8)[0])
    assert window.run.snapshot.parameters[index] == pytest.approx(-0.8 - 0.1 * slope, abs=1e-12)


@pytest.mark.parametrize(("name", "colour", "shown"), [
    ("colour_gradient", "gradient", "∂C/∂w"), ("colour_change", "change", "last change")])
def test_edges_are_coloured_by_key_and_by_mouse(window, qtbot, name, colour, shown):
    press(window, qtbot, name)
    assert command(window, name).isChecked()
    assert button(window.training.widget, shown).isChecked()
    by_key = window.network.widget.grab().toImage()
    qtbot.mouseClick(button(window.training.widget, "weight"), LEFT)
    assert command(window, "colour_weight").isChecked()
    assert window.network.widget.grab().toImage() != by_key
    qtbot.mouseClick(button(window.training.widget, shown), LEFT)
    assert command(window, name).isChecked()
    assert window.network._colour == colour


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_the_picker_and_the_keys_go_through_the_examples(window, qtbot):
    picker, inspection = window.examples.picker, window.inspection
    number = field(picker, "Number of the example")
    qtbot.mouseClick(button(picker, "Next example"), LEFT)
    press(window, qtbot, "next_example")
    assert (inspection.example, number.text()) == (2, "2")
    press(window, qtbot, "previous_example")
    assert inspection.example == 1
    type_into(qtbot, number, "17")
    assert inspection.example == 17
    qtbot.mouseClick(button(picker, "test"), LEFT)
    assert (inspection.set, inspection.example) == ("test", 0)


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_the_worst_examples_come_first_in_the_order_of_their_cost(window, qtbot):
    inspection = window.inspection
    order = np.argsort(-inspection.example_costs(), kind="stable")
    press(window, qtbot, "worst_example")
    assert inspection.example == order[0]
    press(window, qtbot, "next_example")
    assert inspection.example == order[1]
    assert button(window.examples.picker, "Worst first: go through the examples by their cost").isChecked()


def texts(widget: QWidget) -> list[str]:
    """What the labels of a panel say."""
    return [label.text() for label in widget.findChildren(QLabel)]


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_hovering_over_the_map_probes_the_network_there_and_leaving_goes_back(window, qtbot):
    canvas, inspection = window.output.map.canvas, window.inspection
    qtbot.mouseMove(canvas, canvas.rect().center() + QPoint(20, 30))
    assert inspection.probe == pytest.approx(canvas.inputs_at(QPointF(canvas.rect().center() + QPoint(20, 30))), abs=0.1)
    assert inspection.desired == window.run.examples.y[inspection.row_number]   # of the example it started from
    assert f"y stays that of example {inspection.example}" in texts(window.examples.probe)
    expected = inspection.activations_over(inspection.probe[None])[-1][:, 0]
    assert inspection.activations[-1] == pytest.approx(expected)
    qtbot.mouseMove(window.network.widget, QPoint(5, 200))
    qtbot.waitUntil(lambda: inspection.probe is None)


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_answers_over_the_same_inputs_follow_training_and_a_change_of_the_network(window, qtbot):
    inspection, x = window.inspection, np.random.default_rng(3).uniform(-5, 5, (7, 2))
    first = [a.copy() for a in inspection.activations_over(x)]
    for change in (lambda: press(window, qtbot, "step"), lambda: window.network.add_layer_after(1)):
        change()
        wait_for_rest(window, qtbot)
        again, expected = inspection.activations_over(x), inspection.activations_over(x.copy())
        assert [a.tolist() for a in again] == [a.tolist() for a in expected]
        assert again[-1].tolist() != first[-1].tolist()
        first = [a.copy() for a in again]


# ---- editing ---------------------------------------------------------------------------------------------------------------------


def test_a_frozen_weight_stays_while_the_others_learn(window, qtbot):
    click(window, qtbot, EDGE)
    press(window, qtbot, "freeze")
    assert window.session.experiment.network.frozen == (EDGE,)
    others = window.inspection.network.w[1].copy()
    press(window, qtbot, "train")
    qtbot.waitUntil(lambda: window.run.snapshot.step > 100)
    press(window, qtbot, "train")
    wait_for_rest(window, qtbot)
    assert window.inspection.network.w[2][0, 0] == -0.8
    assert window.inspection.network.w[1] != others
    qtbot.mouseClick(button(window.findChild(EdgeInspector), "Unfreeze"), LEFT)
    assert window.session.experiment.network.frozen == ()


def test_k_on_a_neuron_freezes_its_bias(window, qtbot):
    click(window, qtbot, Neuron(2, 0))
    press(window, qtbot, "freeze")
    assert window.session.experiment.network.frozen == (Bias(2, 0),)
    press(window, qtbot, "step")
    wait_for_rest(window, qtbot)
    assert window.inspection.network.b[2][0] == 0.3
    press(window, qtbot, "freeze")
    assert window.session.experiment.network.frozen == ()


def test_delete_removes_the_selected_edge_and_restores_it(window, qtbot):
    click(window, qtbot, EDGE)
    press(window, qtbot, "remove_edge")
    assert window.inspection.network.w[2][0, 0] == 0.0
    press(window, qtbot, "remove_edge")
    assert window.inspection.network.w[2][0, 0] == -0.8


def test_o_switches_the_selected_neuron_off(window, qtbot):
    click(window, qtbot, Neuron(1, 0))
    press(window, qtbot, "switch_off")
    assert window.inspection.activations[1][0] == 0.0
    press(window, qtbot, "switch_off")
    assert window.inspection.activations[1][0] > 0.0


def test_actions_on_a_selection_are_offered_only_for_it(window, qtbot):
    def offered() -> set[str]:
        return {name for name in ("freeze", "remove_edge", "switch_off", "select_none") if command(window, name).isEnabled()}

    assert offered() == set()
    click(window, qtbot, EDGE)
    assert offered() == {"freeze", "remove_edge", "select_none"}
    click(window, qtbot, Neuron(1, 0))
    assert offered() == {"freeze", "remove_edge", "switch_off", "select_none"}
    click(window, qtbot, Neuron(0, 0))
    assert offered() == {"remove_edge", "select_none"}


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_plus_over_a_layer_adds_a_neuron_while_training_goes_on(window, qtbot):
    press(window, qtbot, "train")
    qtbot.waitUntil(lambda: window.run.snapshot.step > 200)
    step = window.run.snapshot.step
    qtbot.mouseClick(button(header(window, 1), "+"), LEFT)
    assert window.inspection.network.sizes == (4, 9, 8, 1)
    assert window.run.running
    assert window.run.snapshot.step >= step
    before, after = window.session.stack.command(0).before.state, window.session.experiment.state
    assert np.array_equal(after.weights[0][:8], before.weights[0])
    qtbot.waitUntil(lambda: window.run.snapshot.step > step + 100)
    assert window.run.snapshot.parameters.size == window.inspection.network.parameters.size


def test_an_edit_while_training_takes_no_step_back(window, qtbot):
    press(window, qtbot, "train")
    qtbot.waitUntil(lambda: window.run.snapshot.step > 200)
    press(window, qtbot, "add_layer")
    steps = window.run.history.curves["cost_training"].points[:, 0]
    assert (np.diff(steps) >= 0).all()
    assert window.inspection.network.sizes == (1, 1, 1, 2, 1)


# ---- data ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_the_card_of_a_set_of_the_same_kind_changes_the_data_and_keeps_the_network(window, qtbot):
    qtbot.mouseClick(button(window.data.widget, "xor"), LEFT)
    assert window.session.experiment.data.source == "xor"
    assert window.session.experiment.network == presets.load("spiral").network
    press(window, qtbot, "undo")
    assert window.session.experiment.data.source == "spiral"
    assert button(window.data.widget, "spiral").isChecked()


@pytest.mark.parametrize(("card", "preset"), [
    ("digits", "digits"), ("chain", "chain"), ("gaussians", "plane"), ("function", "sine")])
@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_the_card_of_a_set_of_another_kind_opens_its_preset(window, qtbot, card, preset):
    qtbot.mouseClick(button(window.data.widget, card), LEFT)
    assert window.session.file == preset
    assert button(window.data.widget, card).isChecked()


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_a_card_is_not_chosen_when_unsaved_work_is_to_be_kept(window, qtbot, monkeypatch):
    type_into(qtbot, field(window, "Learning rate"), "0.25")
    with monkeypatch.context() as patch:
        patch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
        qtbot.mouseClick(button(window.data.widget, "digits"), LEFT)
    assert window.session.experiment.training.learning_rate == 0.25
    assert button(window.data.widget, "spiral").isChecked()


@pytest.mark.parametrize("window", ["circle"], indirect=True)
def test_new_random_data_are_drawn_with_the_next_seed(window, qtbot):
    before = window.session.dataset.inputs
    press(window, qtbot, "new_data")
    assert window.session.experiment.data.seed == 2
    assert not np.array_equal(window.session.dataset.inputs, before)


# ---- the window ------------------------------------------------------------------------------------------------------------------


def test_every_action_of_the_table_is_there_and_in_its_menu(window):
    for description in ACTIONS:
        menu = window.findChild(QWidget, f"menu_{description.menu}")
        assert command(window, description.id) in menu.actions(), description.id
    assert len(window.menuBar().actions()) == len(MENUS)


def test_no_two_actions_share_a_shortcut(window):
    keys = [command(window, description.id).shortcut().toString() for description in ACTIONS if description.shortcut]
    assert all(keys)
    assert len(keys) == len(set(keys))


def test_the_theme_is_chosen_and_remembered(window):
    for name, shown in (("light", theme.LIGHT), ("dark", theme.DARK)):
        command(window, f"theme_{name}").trigger()
        assert theme.current() == shown
        assert window.settings.theme == name
        assert window.network.widget.grab().toImage().pixelColor(3, 300) == shown.background


def test_the_title_says_name_and_shape_and_whether_it_is_edited(window, qtbot):
    title = window.findChild(QLabel, "title")
    assert title.text() == "The chain · 1–1–1–1 sigmoid"
    press(window, qtbot, "add_layer")
    assert title.text() == "The chain · 1–1–1–2–1 sigmoid — edited"
    assert window.windowTitle() == "The chain[*] – Backprop Playground"    # Qt puts the system's mark in the place of [*]
    assert window.isWindowModified()
    press(window, qtbot, "undo")
    assert title.text() == "The chain · 1–1–1–1 sigmoid"


def test_the_palette_finds_an_action_and_runs_it(window, qtbot):
    press(window, qtbot, "palette")
    palette = window.findChild(CommandPalette)
    assert palette.isVisible()
    typed = field(palette, "Command")
    qtbot.keyClicks(typed, "new weights")
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.session.stack.undoText() == "New weights"


def test_the_doors_of_the_welcome(window, qtbot):
    qtbot.mouseClick(button(window.welcome, "Watch it learn (Space)"), LEFT)
    assert window.run.running
    qtbot.mouseClick(button(window.welcome, "Look at handwritten digits"), LEFT)
    assert window.session.file == "digits"
    assert not window.run.running
    qtbot.mouseClick(button(window.welcome, "Meet the lecture's own network"), LEFT)
    assert window.session.file == "chain"


def test_a_closed_welcome_stays_away_until_it_is_asked_for(window, opened, qtbot):
    qtbot.mouseClick(button(window.welcome, "Close the welcome"), LEFT)
    assert not window.welcome.isVisible()
    other = opened("chain")
    assert not other.welcome.isVisible()
    command(other, "welcome").trigger()
    assert other.welcome.isVisible()


def test_help_and_shortcuts_open_and_close_with_the_window(window, qtbot, qapp):
    press(window, qtbot, "help")
    command(window, "shortcuts").trigger()
    shown = [each for each in qapp.topLevelWidgets() if isinstance(each, HelpView | ShortcutSheet)]
    assert len(shown) == 2
    assert all(each.isVisible() for each in shown)
    window.close()
    assert not any(each.isVisible() for each in shown)


def test_closing_while_training_hides_at_once_and_leaves_no_thread(window, qtbot):
    press(window, qtbot, "train")
    qtbot.waitUntil(lambda: window.run.snapshot.step > 10)
    window.close()
    assert not window.isVisible()
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]


def test_closing_asks_about_unsaved_work_and_stays_when_it_is_to_be_kept(window, qtbot, monkeypatch):
    press(window, qtbot, "new_weights")
    with monkeypatch.context() as patch:
        patch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
        window.close()
    assert window.isVisible()
    press(window, qtbot, "step")
    wait_for_rest(window, qtbot)
    assert window.run.snapshot.step == 1


def test_what_was_saved_opens_again_when_it_is_dropped(window, qtbot, tmp_path: Path, monkeypatch):
    path = tmp_path / "mine.nnplay"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(window, qtbot, "step")
    wait_for_rest(window, qtbot)
    press(window, qtbot, "save")
    assert sentence(window) == "Saved mine.nnplay."
    saved = files.read(path)
    press(window, qtbot, "new")
    qtbot.keyClick(window.findChild(Gallery).focusWidget(), Qt.Key.Key_Return)
    assert window.session.file == "spiral"
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, dropped, LEFT, Qt.KeyboardModifier.NoModifier))
    assert window.session.path == path
    assert window.run.state() == saved.state


@pytest.mark.parametrize(("name", "begins"), [
    ("export_data", b"x0,y0,set\n0.5,1.0,training\n"), ("export_history", b"step,"), ("export_picture", b"<?xml")])
def test_what_is_exported_is_in_the_file(window, tmp_path, monkeypatch, name, begins):
    path = tmp_path / "exported.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    command(window, name).trigger()
    assert path.read_bytes().startswith(begins)
    assert sentence(window) == "Saved exported.svg."


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_choosing_a_step_says_why_it_cannot_learn(window):
    window.network.widget.activation_chosen.emit(1, "step")
    assert "derivative is 0" in window.statusBar().findChild(QLabel, "sentence").text()
    window.network.widget.activation_chosen.emit(1, "tanh")
    assert not window.statusBar().findChild(QLabel, "sentence").text()
