"""The session: every edit can be taken back and made again, learned weights stay, and a document comes back as it was saved."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QFileDialog, QWidget

from core.document import edits, files, presets
from core.document.data import dataset
from core.document.experiment import Circle
from core.network import Bias, Edge, Neuron
from core.opening import open_file
from playground.background import Background
from playground.documents import Documents
from playground.run import Run
from playground.session import Session
from playground.settings import Settings
from playground.waiting import Waiting


@pytest.fixture
def session(run: Run) -> Session:
    """A session on the spiral, open and at rest at step 0."""
    session = Session(run)
    session.open(open_file("spiral"))
    return session


@pytest.fixture
def trained(session: Session, run: Run, qtbot) -> Session:
    """The session after 100 steps."""
    train_to(run, qtbot, 100)
    return session


@pytest.fixture
def documents(session: Session, run: Run, qtbot) -> Iterator[Documents]:
    parent, background = QWidget(), Background()
    qtbot.addWidget(parent)
    yield Documents(parent, session, run, Settings(), Waiting(parent, background))
    background.close()


@pytest.fixture
def chosen(tmp_path, monkeypatch) -> Path:
    """The file that the user chooses to save to."""
    path = tmp_path / "mine.nnplay"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


def train_to(run: Run, qtbot, step: int) -> None:
    run.run_to(step)
    qtbot.waitUntil(lambda: not run.running)


def weights(session: Session) -> list[np.ndarray]:
    return edits.current_parameters(session.current())[0]


def change_rate(rate: float):
    return lambda experiment: edits.set_training(experiment, learning_rate=rate)


# ---- undo and redo ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [
    change_rate(0.3),
    lambda e: edits.set_training(e, batch_size=20),
    lambda e: edits.set_cost(e, "absolute error"),
    lambda e: edits.add_neuron(e, 1),
    lambda e: edits.remove_neurons(e, Neuron(2, 3)),
    lambda e: edits.add_layer(e, 2),
    lambda e: edits.remove_layer(e, 1),
    lambda e: edits.set_activation(e, 1, "relu"),
    lambda e: edits.set_inputs(e, ("x0", "x1")),
    lambda e: edits.set_data(e, Circle()),
    lambda e: edits.mark(e, "removed", Edge(1, 0, 0)),
    edits.reset,
    edits.new_weights,
    lambda e: edits.set_initialization(e, "glorot"),
])
def test_every_edit_is_taken_back_and_made_again(trained, run, change):
    before = trained.current()
    trained.edit("edit", change)
    after = trained.current()
    assert after != before
    trained.stack.undo()
    assert replace(trained.current(), state=after.state) == replace(before, state=after.state)
    for ours, theirs in zip(weights(trained), edits.current_parameters(before)[0], strict=True):
        assert np.array_equal(ours, theirs)
    assert run.snapshot.step == 100
    trained.stack.redo()
    assert replace(trained.current(), state=before.state) == replace(after, state=before.state)
    for ours, theirs in zip(weights(trained), edits.current_parameters(after)[0], strict=True):
        assert np.array_equal(ours, theirs)


def test_what_the_run_trains_is_what_the_session_shows_after_every_edit(trained, run):
    add, remove = (lambda e: edits.add_neuron(e, 1)), (lambda e: edits.mark(e, "removed", Edge(1, 0, 0)))
    for change in (add, remove, edits.new_weights, edits.reset):
        trained.edit("edit", change)
        for undo in (lambda: None, trained.stack.undo, trained.stack.redo):
            undo()
            shown, trains = trained.current(), run._thread.ask(lambda trainer: trainer.experiment)
            assert trains.network == shown.network
            assert trains.data == shown.data
            assert trains.training == shown.training
            assert run.snapshot.step == shown.state.step


def test_a_setting_leaves_parameters_progress_and_history_alone(trained, run):
    before = run.state()
    trained.edit("rate", change_rate(0.5))
    assert run.state() == before
    assert run._thread.ask(lambda trainer: trainer.experiment.training.learning_rate) == 0.5
    assert run.history.curves["cost_training"].points[0, 0] == 0


def test_undo_of_a_setting_keeps_what_was_learned_since(trained, run, qtbot):
    trained.edit("rate", change_rate(0.5))
    train_to(run, qtbot, 150)
    learned = run.state()
    trained.stack.undo()
    assert trained.experiment.training.learning_rate == 0.03
    assert run.state() == learned


def test_a_further_neuron_keeps_every_learned_weight(trained, run):
    before = weights(trained)
    trained.edit("add", lambda e: edits.add_neuron(e, 1))
    after = weights(trained)
    assert np.array_equal(after[1][:8], before[1])
    assert np.array_equal(after[2][:, :8], before[2])
    assert np.array_equal(after[3], before[3])
    assert run.snapshot.step == 100
    assert run.history.curves["cost_training"].points[0, 0] == 0


def test_undo_of_a_removed_neuron_restores_its_weights_and_keeps_what_the_others_learned_since(trained, run, qtbot):
    before = weights(trained)
    trained.edit("remove", lambda e: edits.remove_neurons(e, Neuron(1, 2)))
    train_to(run, qtbot, 150)
    since = weights(trained)
    trained.stack.undo()
    now = weights(trained)
    assert np.array_equal(now[1][2], before[1][2])
    assert np.array_equal(now[2][:, 2], before[2][:, 2])
    assert np.array_equal(np.delete(now[1], 2, axis=0), since[1])
    assert np.array_equal(np.delete(now[2], 2, axis=1), since[2])
    assert run.snapshot.step == 150


def test_redo_of_a_further_neuron_keeps_what_was_learned_since(trained, run, qtbot):
    trained.edit("add", lambda e: edits.add_neuron(e, 1))
    trained.stack.undo()
    train_to(run, qtbot, 150)
    since = weights(trained)
    trained.stack.redo()
    assert np.array_equal(weights(trained)[1][:8], since[1])
    assert run.snapshot.step == 150


def test_training_goes_on_through_an_edit_and_its_undoing(session, run, qtbot):
    run.play()
    for change in (lambda: session.edit("add", lambda e: edits.add_neuron(e, 2)), session.stack.undo, session.stack.redo):
        change()
        step = run.snapshot.step
        qtbot.waitUntil(lambda step=step: run.snapshot.step > step + 50)
        assert run.running


def test_reset_goes_back_to_the_initial_weights_and_its_undo_gives_the_run_back(trained, run):
    learned = run.state()
    trained.edit("Reset", edits.reset)
    assert run.snapshot.step == 0
    initial, _ = edits.current_parameters(presets.load("spiral"))
    assert all(map(np.array_equal, weights(trained), initial))
    assert list(run.history.curves["cost_training"].points[:, 0]) == [0]
    trained.stack.undo()
    assert run.state() == learned


def test_reset_before_the_first_step_gives_the_initial_weights_to_the_run_too(session, run):
    session.edit("value", lambda e: edits.add_neuron(e, 1))
    session.edit("Reset", edits.reset)
    shown, _ = edits.current_parameters(session.current())
    assert all(map(np.array_equal, shown[1:], run.state().weights))


def test_new_weights_are_others_and_their_undo_gives_the_run_back(trained, run):
    learned = run.state()
    trained.edit("New weights", edits.new_weights)
    initial, _ = edits.current_parameters(presets.load("spiral"))
    assert run.snapshot.step == 0
    assert not np.array_equal(weights(trained)[1], initial[1])
    trained.stack.undo()
    assert run.state() == learned


def test_other_data_leave_a_mark_in_the_history(trained, run):
    trained.edit("data", lambda e: edits.set_data(e, Circle()))
    assert [mark.step for mark in run.history.marks] == [100]
    assert np.array_equal(trained.dataset.inputs, dataset(trained.experiment).inputs)


# ---- drags -----------------------------------------------------------------------------------------------------------------------


def test_a_drag_is_one_edit_and_the_next_drag_another(session):
    for noise in (0.1, 0.2, 0.3):
        session.edit("noise", lambda e, noise=noise: edits.set_data(e, replace(e.data, noise=noise)), drag="noise")
    session.end_drag()
    for noise in (0.4, 0.5):
        session.edit("noise", lambda e, noise=noise: edits.set_data(e, replace(e.data, noise=noise)), drag="noise")
    assert session.stack.count() == 2
    session.stack.undo()
    assert session.experiment.data.noise == 0.3
    session.stack.undo()
    assert session.experiment.data.noise == 0.0
    session.stack.redo()
    assert session.experiment.data.noise == 0.3


def test_edits_without_a_drag_stay_apart(session):
    for rate in (0.1, 0.2):
        session.edit("rate", change_rate(rate))
    assert session.stack.count() == 2


# ---- refused edits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [
    lambda e: edits.remove_layer(e, 3),
    lambda e: edits.set_cost(e, "cross-entropy"),
    lambda e: edits.set_activation(e, 1, "softmax"),
    lambda e: edits.set_inputs(e, ("x7",)),
])
def test_a_refused_edit_says_one_sentence_and_changes_nothing(trained, run, change):
    refused, shown_again = [], []
    trained.refused.connect(refused.append)
    trained.changed.connect(lambda: shown_again.append(True))
    before, data, snapshot = trained.experiment, trained.dataset, run.snapshot
    trained.edit("edit", change)
    assert len(refused) == 1
    assert refused[0].endswith(".")
    assert shown_again == [True]
    assert trained.experiment is before
    assert trained.dataset is data
    assert run.snapshot is snapshot
    assert trained.stack.count() == 0
    assert not trained.edited


# ---- documents -------------------------------------------------------------------------------------------------------------------


def test_an_edit_is_what_closing_would_lose_until_it_is_undone_or_saved(session, tmp_path, qtbot):
    assert not session.edited
    with qtbot.waitSignal(session.titled):
        session.edit("rate", change_rate(0.5))
    assert session.edited
    session.stack.undo()
    assert not session.edited
    session.stack.redo()
    session.saved(tmp_path / "mine.nnplay")
    assert not session.edited
    session.stack.undo()
    assert session.edited


def test_training_a_preset_loses_nothing_but_training_a_document_does(trained, run, qtbot, tmp_path):
    assert not trained.edited
    trained.saved(tmp_path / "mine.nnplay")
    assert not trained.edited
    train_to(run, qtbot, 120)
    assert trained.edited


def test_a_document_comes_back_with_its_trained_weights_and_goes_on_with_the_same_bits(trained, run, documents, qtbot, chosen):
    path, state = chosen, run.state()
    assert documents.save()
    assert (trained.path, trained.experiment.title) == (path, "mine")
    train_to(run, qtbot, 200)
    later = run.state()
    trained.open(open_file(path))
    assert run.state() == state
    assert not trained.edited
    train_to(run, qtbot, 200)
    assert run.state() == later


def test_a_document_is_called_as_its_file_at_once_and_after_an_undo(trained, documents, chosen):
    trained.edit("rate", change_rate(0.5))
    assert documents.save()
    assert files.read(chosen).title == "mine"
    trained.stack.undo()
    assert trained.experiment.title == "mine"


def test_save_as_adds_the_suffix_and_save_asks_only_the_first_time(trained, documents, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (asked.append(1), (str(tmp_path / "mine"), ""))[1])
    assert documents.save()
    assert documents.save()
    assert asked == [1]
    assert (tmp_path / "mine.nnplay").exists()


def test_nothing_is_written_when_no_file_is_chosen(trained, documents, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert not documents.save()
    assert trained.path is None


def test_a_file_that_cannot_be_written_is_told_in_a_sentence_and_stays_unsaved(trained, documents, qtbot, tmp_path, monkeypatch):
    trained.edit("rate", change_rate(0.5))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "folder.nnplay"), ""))
    with qtbot.waitSignal(documents.said) as heard:
        assert not documents.save()
    assert heard.args[0]
    assert trained.edited
    assert trained.path is None


def test_a_document_that_cannot_be_read_is_told_in_a_sentence_and_changes_nothing(trained, documents, qtbot, tmp_path):
    broken = tmp_path / "broken.nnplay"
    broken.write_text("{")
    before = trained.experiment
    with qtbot.waitSignal(documents.said) as heard:
        documents.open_file(str(broken))
    assert heard.args[0]
    assert trained.experiment is before


@pytest.mark.parametrize("through_a_file", [False, True])
def test_a_removed_edge_gets_the_weight_back_that_it_had_when_it_was_removed(trained, run, qtbot, tmp_path, through_a_file):
    edge = Edge(1, 3, 1)
    had = weights(trained)[1][3, 1]
    trained.edit("remove", lambda e: edits.mark(e, "removed", edge))
    train_to(run, qtbot, 150)
    assert run.state().weights[0][3, 1] == 0.0
    assert had != 0.0
    if through_a_file:
        files.write(tmp_path / "mine.nnplay", trained.current())
        trained.open(open_file(tmp_path / "mine.nnplay"))
    trained.edit("restore", lambda e: edits.mark(e, "removed", edge, marked=False))
    assert run.state().weights[0][3, 1] == had


def test_opening_ends_training_and_forgets_the_edits(session, run, qtbot):
    session.edit("rate", change_rate(0.5))
    run.play()
    qtbot.waitUntil(lambda: run.snapshot.step > 10)
    session.open(open_file("chain"))
    assert not run.running
    assert run.snapshot.step == 0
    assert session.stack.count() == 0
    assert not session.edited
    assert len(session.dataset.inputs) == 1


# ---- a weight by hand ------------------------------------------------------------------------------------------------------------


def test_a_weight_set_by_hand_is_undone_alone_and_learning_stays(trained, run, qtbot):
    edge = Edge(2, 1, 3)
    before = weights(trained)
    trained.set_value("Set w", edge, 0.5)
    qtbot.waitUntil(lambda: weights(trained)[2][1, 3] == 0.5)
    train_to(run, qtbot, 200)
    learned = [array.copy() for array in weights(trained)]
    trained.stack.undo()
    qtbot.waitUntil(lambda: weights(trained)[2][1, 3] == before[2][1, 3])
    learned[2][1, 3] = before[2][1, 3]
    assert all(np.array_equal(now, then) for now, then in zip(weights(trained), learned, strict=True))
    trained.stack.redo()
    qtbot.waitUntil(lambda: weights(trained)[2][1, 3] == 0.5)


def test_a_weight_set_before_the_first_step_is_in_the_document_and_trained_from(session, run, qtbot):
    session.set_value("Set b", Bias(1, 2), -3.0)
    with qtbot.waitSignal(run.snapshot_taken):
        pass
    assert edits.current_parameters(session.current())[1][1][2] == -3.0
    run.advance()
    qtbot.waitUntil(lambda: not run.running)
    assert edits.current_parameters(session.current())[1][1][2] == pytest.approx(-3.0, abs=0.1)


def test_a_drag_of_a_weight_is_one_edit(session, run, qtbot):
    before = weights(session)[1][0, 0]
    for value in (0.1, 0.2, 0.3):
        session.set_value("Set w", Edge(1, 0, 0), value, "w")
    session.end_drag()
    session.set_value("Set w", Edge(1, 0, 0), 0.4, "w")
    assert session.stack.count() == 2
    session.stack.undo()
    session.stack.undo()
    assert weights(session)[1][0, 0] == before


def test_a_weight_set_while_training_runs_is_trained_on_from(session, run, qtbot):
    run.play()
    session.set_value("Set b", Bias(3, 0), 40.0)
    qtbot.waitUntil(lambda: run.snapshot.parameters.max() > 30)
    assert run.running
    run.pause()
    qtbot.waitUntil(lambda: not run.running)
