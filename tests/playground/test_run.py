"""The run as the window drives it: it plays, pauses and steps, drops what is stale, and computes what a Trainer alone would."""
from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from msgspec.structs import replace

from core.document import presets
from core.document.data import dataset
from core.training import Trainer


def load(run, name: str):
    experiment = presets.load(name)
    run.load(experiment, dataset(experiment))
    return experiment


def wait_until_at_rest(run, qtbot) -> None:
    qtbot.waitUntil(lambda: not run.running)


def test_loading_has_the_snapshot_ready_on_return_and_tells_nobody(run, qtbot):
    with qtbot.assertNotEmitted(run.snapshot_taken), qtbot.assertNotEmitted(run.running_changed):
        experiment = load(run, "spiral")
    assert run.snapshot.step == 0
    assert not run.running
    assert np.array_equal(run.snapshot.parameters, Trainer(experiment, dataset(experiment)).network.parameters)
    assert run.history.curves["cost_training"].newest[0] == 0


@pytest.mark.parametrize("name", ["chain", "spiral"])
def test_run_to_equals_a_trainer_alone_bit_for_bit(run, qtbot, name):
    experiment = load(run, name)
    run.run_to(1_234)
    wait_until_at_rest(run, qtbot)
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(1_234)
    assert run.snapshot.step == 1_234
    assert np.array_equal(run.snapshot.parameters, trainer.network.parameters)
    assert run.state() == trainer.state()


def test_a_run_of_many_orders_equals_a_trainer_alone(run, qtbot):
    experiment = load(run, "spiral")
    for order in (run.advance, run.advance_epoch, lambda: run.advance(7), run.play):
        order()
        if order == run.play:
            qtbot.waitUntil(lambda: run.snapshot.step > 300)
            run.pause()
        wait_until_at_rest(run, qtbot)
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(run.snapshot.step)
    assert np.array_equal(run.snapshot.parameters, trainer.network.parameters)


def test_a_step_is_one_step_and_shows_its_gradient_and_its_change(run, qtbot):
    before = run.snapshot.parameters
    run.advance()
    wait_until_at_rest(run, qtbot)
    assert run.snapshot.step == 1
    assert np.array_equal(run.snapshot.parameters, before + run.snapshot.change)
    assert np.allclose(run.snapshot.change, -0.1 * run.snapshot.gradient)


def test_an_epoch_ends_where_the_next_begins(run, qtbot):
    load(run, "spiral")
    run.advance(3)
    wait_until_at_rest(run, qtbot)
    run.advance_epoch()
    wait_until_at_rest(run, qtbot)
    assert (run.snapshot.step, run.snapshot.epoch) == (run.steps_per_epoch, 1)


def test_running_is_told_once_when_it_begins_and_once_when_it_ends(run, qtbot):
    told = []
    run.running_changed.connect(told.append)
    run.run_to(50)
    assert told == [True]
    assert run.target == 50
    wait_until_at_rest(run, qtbot)
    assert told == [True, False]
    assert run.target is None


def test_an_order_that_follows_the_last_at_once_is_not_taken_for_its_end(run, qtbot):
    told = []
    run.running_changed.connect(told.append)
    run.advance()
    run.advance(1_000)
    wait_until_at_rest(run, qtbot)
    assert run.snapshot.step in {1_000, 1_001}              # the second order may come before the first step
    assert told == [True, False]


def test_the_end_of_the_order_before_does_not_end_the_run(run, qtbot):
    run.advance()
    while run.state().step == 0:                            # no event is handled: nobody takes the snapshot of the end
        pass
    run.set_pace(0.001)
    run.play()
    qtbot.waitSignal(run.snapshot_taken).wait()
    assert run.snapshot.step == 1
    assert run.running


def test_a_snapshot_of_what_is_no_longer_loaded_is_dropped(run):
    experiment, before = presets.load("spiral"), run.snapshot
    run._thread.load(Trainer(experiment, dataset(experiment)), before.generation - 1)
    run.state()                                             # its snapshot is in the slot by now
    run._take()
    assert run.snapshot is before


def test_training_goes_on_over_a_loading_and_what_was_before_is_dropped(run, qtbot):
    load(run, "spiral")
    run.play()
    qtbot.waitUntil(lambda: run.snapshot.step > 100)
    sizes, sound = set(), []
    run.snapshot_taken.connect(lambda: sizes.add(run.snapshot.parameters.size))
    experiment = load(run, "chain")
    generation = run.snapshot.generation
    run.snapshot_taken.connect(lambda: sound.append(run.snapshot.generation == generation))
    qtbot.waitUntil(lambda: len(sound) > 5 and run.snapshot.step > 50)
    assert run.running
    assert all(sound)
    assert sizes == {sum(layer.neurons * 2 for layer in experiment.network.layers)}


def test_the_history_is_cleared_by_a_loading_unless_it_is_kept(run, qtbot):
    run.advance(40)
    wait_until_at_rest(run, qtbot)
    experiment = replace(presets.load("chain"), state=run.state())
    run.load(experiment, dataset(experiment), keep_history=True)
    assert list(run.history.curves["cost_training"].points[[0, -1], 0]) == [0, 40]
    run.load(experiment, dataset(experiment))
    assert list(run.history.curves["cost_training"].points[:, 0]) == [40]


def test_the_next_step_obeys_another_learning_rate(run, qtbot):
    experiment = presets.load("chain")
    run.set_rates(replace(experiment, training=replace(experiment.training, learning_rate=0.0)))
    run.advance(5)
    wait_until_at_rest(run, qtbot)
    assert run.snapshot.step == 5
    assert not run.snapshot.change.any()


def test_what_was_published_before_a_step_at_rest_is_not_taken_for_what_it_did(run, qtbot):
    done = Event()
    run.pause()
    run.state()                                             # what this published is in the slot by now
    run._thread.tell(lambda trainer: done.wait(60))         # a slow machine: frames go by before the step is taken
    run.step_on([0])
    qtbot.waitSignal(run.snapshot_taken).wait()
    assert run.snapshot.step == 0
    done.set()
    qtbot.waitUntil(lambda: run.snapshot.step == 1)
    assert not run.running
    assert not run._timer.isActive()


def test_a_failure_in_training_reaches_the_user_as_a_sentence(run, qtbot, monkeypatch):
    def fail(trainer: Trainer, steps: int) -> int:
        raise MemoryError("no room for a batch")

    monkeypatch.setattr(Trainer, "run", fail)
    with qtbot.waitSignal(run.stopped) as heard:
        run.play()
    assert heard.args == ["Training stopped: no room for a batch"]
    assert not run.running


def test_divergence_reaches_the_user_as_a_sentence_and_leaves_finite_parameters(run, qtbot):
    experiment = presets.load("plane")
    experiment = replace(experiment, training=replace(experiment.training, learning_rate=1e6))
    run.load(experiment, dataset(experiment))
    with qtbot.waitSignal(run.stopped) as heard:
        run.play()
    assert str(heard.args[0]).startswith("Training diverged at step ")
    assert not run.running
    assert np.isfinite(run.snapshot.parameters).all()


@pytest.mark.parametrize("pace", [None, 100.0])
def test_divergence_within_a_few_steps_leaves_numbers_that_can_be_edited_and_saved(run, qtbot, pace):
    experiment = presets.load("plane")
    experiment = replace(experiment, training=replace(experiment.training, learning_rate=1e100))
    run.load(experiment, dataset(experiment))
    run.set_pace(pace)
    with qtbot.waitSignal(run.stopped) as heard:
        run.advance(5 if pace is None else 60)
    assert str(heard.args[0]).startswith("Training diverged at step ")
    assert np.isfinite(run.snapshot.parameters).all()
    assert all(np.isfinite(w).all() for w in run.state().weights or ())
