"""The background thread: commands between two steps, one slot for the newest snapshot, an end without waiting."""
from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest

from core.document import presets
from core.document.data import dataset
from core.training import Trainer
from playground.training_thread import LONGEST_HOLD, TrainingThread


def trainer_of(name: str) -> Trainer:
    experiment = presets.load(name)
    return Trainer(experiment, dataset(experiment))


@pytest.fixture
def thread():
    thread = TrainingThread()
    yield thread
    thread.stop()


@pytest.fixture
def loaded(thread):
    thread.load(trainer_of("spiral"), generation=1)
    return thread


def step_of(thread: TrainingThread) -> int:
    return thread.ask(lambda trainer: trainer.step)


def newest(thread: TrainingThread, qtbot, fits=lambda published: True):
    """The first snapshot that fits; taking those before it, as the window does."""
    found = []

    def look() -> bool:
        published = thread.take()
        if published is not None and fits(published):
            found.append(published)
        return bool(found)

    qtbot.waitUntil(look)
    return found[0]


def test_loading_lays_a_measured_snapshot_into_the_slot_that_is_taken_once(loaded, qtbot):
    published = newest(loaded, qtbot)
    assert (published.snapshot.step, published.snapshot.generation, published.running) == (0, 1, False)
    assert len(published.snapshot.costs) == 1
    assert loaded.take() is None


def test_it_stops_exactly_at_the_target(loaded, qtbot):
    loaded.go(lambda trainer: trainer.step + 777)
    published = newest(loaded, qtbot, lambda published: published.order == 1 and not published.running)
    assert published.snapshot.step == step_of(loaded) == 777


def test_without_a_target_it_goes_on_until_it_is_paused(loaded, qtbot):
    loaded.go(lambda trainer: None)
    newest(loaded, qtbot, lambda published: published.running and published.snapshot.step > 500)
    loaded.pause()
    published = newest(loaded, qtbot, lambda published: not published.running)
    assert step_of(loaded) == published.snapshot.step == step_of(loaded)


def test_a_pace_takes_that_many_steps_a_second(loaded, qtbot):
    loaded.set_pace(100.0)
    started = perf_counter()
    loaded.go(lambda trainer: 20)
    newest(loaded, qtbot, lambda published: published.order == 1 and not published.running)
    assert perf_counter() - started >= 0.19


def test_another_pace_holds_at_once(loaded, qtbot):
    loaded.set_pace(0.01)
    loaded.go(lambda trainer: 200)
    assert step_of(loaded) == 0
    loaded.set_pace(None)
    assert newest(loaded, qtbot, lambda published: published.order == 1 and not published.running).snapshot.step == 200


def test_costs_of_snapshots_that_nobody_took_are_carried_over(loaded):
    for steps in (10, 20, 30):
        loaded.go(lambda trainer, steps=steps: steps)
        loaded.ask(lambda trainer: None)
    while step_of(loaded) < 30:
        pass
    loaded.pause()
    step_of(loaded)
    steps = [costs.step for costs in loaded.take().snapshot.costs]
    assert steps[0] == 0
    assert steps[-1] == 30
    assert steps == sorted(steps)
    assert len(steps) >= 3


def test_costs_of_another_generation_are_not_carried_over(loaded):
    loaded.load(trainer_of("chain"), generation=2)
    step_of(loaded)
    snapshot = loaded.take().snapshot
    assert snapshot.generation == 2
    assert len(snapshot.costs) == 1


def test_training_goes_on_when_another_trainer_is_loaded(loaded, qtbot):
    loaded.go(lambda trainer: None)
    loaded.load(trainer_of("chain"), generation=2)
    published = newest(loaded, qtbot, lambda published: published.snapshot.generation == 2 and published.snapshot.step > 50)
    assert published.running


def test_a_question_is_answered_between_two_steps_while_training(loaded):
    loaded.go(lambda trainer: None)
    states = [loaded.ask(Trainer.state) for _ in range(5)]
    reference = trainer_of("spiral")
    for state in states:
        reference.run(state.step - reference.step)
        for ours, theirs in zip(state.weights, reference.network.w[1:], strict=True):
            assert np.array_equal(ours, theirs)


def test_what_a_question_raises_is_raised_to_who_asked_and_training_goes_on(loaded, qtbot):
    loaded.go(lambda trainer: None)
    with pytest.raises(ZeroDivisionError):
        loaded.ask(lambda trainer: 1 / 0)
    before = step_of(loaded)
    assert newest(loaded, qtbot, lambda published: published.snapshot.step > before).running


def test_a_failure_in_training_is_laid_into_the_slot_and_the_thread_survives(loaded, qtbot, monkeypatch):
    def fail(trainer: Trainer, steps: int) -> int:
        raise MemoryError("no room for a batch")

    monkeypatch.setattr(Trainer, "run", fail)
    loaded.go(lambda trainer: None)
    published = newest(loaded, qtbot, lambda published: published.failure is not None)
    assert str(published.failure) == "no room for a batch"
    assert not published.running
    assert step_of(loaded) == 0


def test_a_window_that_forgets_to_let_go_does_not_stop_the_training(loaded, qtbot):
    loaded.hold()
    started = perf_counter()
    loaded.go(lambda trainer: 5)
    newest(loaded, qtbot, lambda published: published.snapshot.step == 5 and not published.running)
    assert perf_counter() - started > LONGEST_HOLD / 2      # clocks differ by some milliseconds


@pytest.mark.parametrize("pace", [None, 0.01])
@pytest.mark.parametrize("goes", [True, False])
def test_it_ends_without_waiting_for_a_command_or_for_the_pace(pace, goes):
    thread, trainer = TrainingThread(), trainer_of("spiral")
    thread.load(trainer, 1)
    thread.set_pace(pace)
    if goes:
        thread.go(lambda trainer: None)
    thread.hold()
    thread.stop()                                           # a command would come after an hour, the test's time is up before
    assert not thread._thread.is_alive()
    assert trainer.step == 0 or (goes and pace is None)     # the pace asks for a step after 100 seconds
    with pytest.raises(RuntimeError):
        thread.ask(lambda trainer: trainer.step)
