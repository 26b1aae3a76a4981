"""Undo and redo: any sequence of edits undone ends in the start, redone in the end, to the last bit."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.data.dataset import available_features
from core.document import edits, presets
from core.document.data import outline
from core.document.experiment import L2, Adam, Circle, Experiment, Gauss, Momentum, Plane, Regularization, Sgd
from core.document.parameters import sizes
from core.network import Bias, Edge, Neuron
from core.opening import Opened
from playground.run import Run
from playground.session import Session

ALLOWED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
STARTS = ("chain", "two-paths", "xor", "sine", "pinwheel")


@pytest.fixture
def session(run: Run) -> Session:
    return Session(run)


def begin(session: Session, run: Run, qtbot, name: str, steps: int) -> None:
    """Open a preset, with an optimizer that remembers, and train it for a few steps."""
    experiment = presets.load(name)
    session.open(Opened(replace(experiment, training=replace(experiment.training, optimizer=Momentum())), name))
    if steps:
        run.advance(steps)
        qtbot.waitUntil(lambda: not run.running)


def do_something(session: Session, draw: Callable) -> None:
    """Any edit that the window offers; one that cannot be is refused."""
    experiment = session.current()
    n = sizes(experiment, outline(experiment.data))
    last = len(n) - 1
    l = draw(st.integers(1, last))
    j = draw(st.integers(0, n[l] - 1))
    edge, keep = Edge(l, j, draw(st.integers(0, n[l - 1] - 1))), draw(st.booleans())
    named = draw(st.sampled_from([Neuron(l, j), Neuron(0, draw(st.integers(0, n[0] - 1)))]))
    some = st.sampled_from
    features = available_features(outline(experiment.data).columns)

    def drag_the_count() -> None:
        for neurons in draw(st.lists(st.integers(1, 6), min_size=1, max_size=3)):
            session.edit("drag", lambda e, n=neurons: edits.set_neurons(e, l, n, keep), "neurons")
        session.end_drag()

    def drag_the_noise() -> None:
        for noise in draw(st.lists(some([0.0, 0.2, 0.5]), min_size=1, max_size=3)):
            session.edit("drag", lambda e, n=noise: edits.set_data(e, replace(e.data, noise=n)), "noise")
        session.end_drag()

    def drag_a_value() -> None:
        part = draw(some([edge, Bias(l, j)]))
        if part not in experiment.network.removed:
            for value in draw(st.lists(st.floats(-2, 2), min_size=1, max_size=2)):
                session.set_value("set", part, value, "value")
            session.end_drag()

    def change(make: Callable[[Experiment], edits.Edit | Experiment]) -> Callable[[], None]:
        return lambda: session.edit("edit", make)

    every: dict[str, Callable[[], object]] = {
        "drag count": drag_the_count, "drag value": drag_a_value,
        "add neuron": change(lambda e: edits.add_neuron(e, l, keep)),
        "remove neuron": change(lambda e: edits.remove_neurons(e, Neuron(l, j))),
        "add layer": change(lambda e: edits.add_layer(e, l, keep_function=keep)),
        "remove layer": change(lambda e: edits.remove_layer(e, l)),
        "shape": change(lambda e: edits.set_shape(e, draw(st.lists(st.integers(1, 4), max_size=3)), None, keep)),
        "activation": change(lambda e: edits.set_activation(e, l, draw(some(["tanh", "relu", "linear", "softmax"])))),
        "inputs": change(lambda e: edits.set_inputs(e, draw(st.lists(some(features), min_size=1, max_size=3, unique=True)))),
        "remove input": change(lambda e: edits.remove_input(e, draw(st.integers(0, n[0] - 1)))),
        "removed": change(lambda e: edits.mark(e, "removed", edge, marked=draw(st.booleans()))),
        "frozen": change(lambda e: edits.mark(e, "frozen", draw(some([edge, Bias(l, j)])), marked=draw(st.booleans()))),
        "off": change(lambda e: edits.mark(e, "off", Neuron(l, j), marked=draw(st.booleans()))),
        "rename": change(lambda e: edits.rename(e, named, draw(some(["", "one", "two"])))),
        "data": change(lambda e: edits.set_data(e, draw(some([Circle(examples=20), Gauss(examples=30, seed=7), Plane()])))),
        "split": change(lambda e: edits.set_data(e, replace(e.data, training_share=draw(some([0.3, 0.7]))))),
        "data seed": change(lambda e: edits.set_data(e, replace(e.data, seed=draw(st.integers(1, 3))))),
        "cost": change(lambda e: edits.set_cost(e, draw(some(["squared error", "huber", "cross-entropy"])))),
        "rate": change(lambda e: edits.set_training(e, learning_rate=draw(some([0.01, 0.1])))),
        "batch": change(lambda e: edits.set_training(e, batch_size=draw(some([1, 7, "all"])))),
        "optimizer": change(lambda e: edits.set_training(e, optimizer=draw(some([Sgd(), Adam(), Momentum(momentum=0.5)])))),
        "regularization": change(lambda e: edits.set_training(e, regularization=draw(some([Regularization(), L2(rate=0.1)])))),
        "seed": change(lambda e: edits.set_training(e, seed=draw(st.integers(1, 3)))),
        "initialization": change(lambda e: edits.set_initialization(e, draw(some(["he", "zeros"])))),
        "new weights": change(edits.new_weights),
        "reset": change(edits.reset),
    }
    if hasattr(experiment.data, "noise"):
        every["drag noise"] = drag_the_noise
    every[draw(some(sorted(every)))]()


def everything(session: Session, run: Run) -> tuple[Experiment, np.ndarray]:
    """The whole document as it would be saved, and the numbers that the run computes with."""
    return session.current(), run._thread.ask(lambda trainer: trainer.network.parameters.copy())


def same(one: tuple[Experiment, np.ndarray], other: tuple[Experiment, np.ndarray]) -> bool:
    return one[0] == other[0] and np.array_equal(one[1], other[1])


@settings(max_examples=25, deadline=None, suppress_health_check=ALLOWED)
@given(data=st.data())
def test_any_sequence_of_edits_undone_ends_in_the_start_and_redone_in_the_end(session, run, qtbot, data):
    begin(session, run, qtbot, data.draw(st.sampled_from(STARTS)), data.draw(st.sampled_from([0, 3])))
    stages = [everything(session, run)]
    for _ in range(data.draw(st.integers(1, 6))):
        before = session.stack.count()
        do_something(session, data.draw)
        if session.stack.count() > before:
            stages.append(everything(session, run))
    for stage in reversed(stages[:-1]):
        session.stack.undo()
        assert same(everything(session, run), stage)
    assert not session.stack.canUndo()
    for stage in stages[1:]:
        session.stack.redo()
        assert same(everything(session, run), stage)
    assert not session.stack.canRedo()


@settings(max_examples=25, deadline=None, suppress_health_check=ALLOWED)
@given(data=st.data())
def test_with_training_between_the_edits_all_but_what_was_learned_is_undone_and_redone(session, run, qtbot, data):
    begin(session, run, qtbot, data.draw(st.sampled_from(STARTS)), 2)
    start = session.current()
    for _ in range(data.draw(st.integers(1, 4))):
        do_something(session, data.draw)
        run.advance(2)
        qtbot.waitUntil(lambda: not run.running)
    end = session.current()
    for turn, wanted in ((session.stack.undo, start), (session.stack.redo, end)):
        for _ in range(session.stack.count()):
            turn()
            session.current()
        assert replace(session.current(), state=wanted.state) == wanted
        trains = run._thread.ask(lambda trainer: trainer.experiment)
        assert replace(trains.network, names={}) == replace(wanted.network, names={})
        assert trains.data == wanted.data
        assert np.isfinite(run.snapshot.parameters).all()


# ---- drags -----------------------------------------------------------------------------------------------------------------------


def drag(session: Session, l: int, *counts: int) -> None:
    for neurons in counts:
        session.edit(f"set layer {l} to {neurons} neurons", lambda e, n=neurons: edits.set_neurons(e, l, n), "neurons")


def shape(session: Session) -> tuple[int, ...]:
    return sizes(session.experiment, session.dataset)


@pytest.mark.parametrize("steps", [0, 4])
def test_a_drag_of_a_count_down_and_up_again_loses_no_weight(session, run, qtbot, steps):
    begin(session, run, qtbot, "xor", steps)
    before = everything(session, run)
    count = shape(session)[1]
    drag(session, 1, count - 1, 1, count + 1)
    w, old = edits.current_parameters(session.current())[0], edits.current_parameters(before[0])[0]
    assert np.array_equal(w[1][:count], old[1])
    assert np.array_equal(w[2][:, :count], old[2])
    assert session.stack.count() == 1
    assert session.stack.undoText() == f"set layer 1 to {count + 1} neurons"
    session.stack.undo()
    assert same(everything(session, run), before)


def test_a_drag_back_to_where_it_began_is_no_edit(session, run, qtbot):
    begin(session, run, qtbot, "xor", 4)
    before, count = everything(session, run), shape(session)[1]
    drag(session, 1, count + 1, count + 2, count)
    assert same(everything(session, run), before)
    assert session.stack.count() == 0
    assert not session.edited
    drag(session, 1, count + 1)
    assert shape(session)[1] == count + 1
    assert session.stack.count() == 1


def test_a_drag_while_training_runs_keeps_training_and_what_was_learned(session, run, qtbot):
    begin(session, run, qtbot, "xor", 0)
    run.play()
    count = shape(session)[1]
    for neurons in (count + 1, count + 2, count - 1):
        drag(session, 1, neurons)
        step = run.snapshot.step
        qtbot.waitUntil(lambda step=step: run.snapshot.step > step)
        assert run.running
    session.stack.undo()
    assert shape(session)[1] == count
    assert run.snapshot.step > 0
    run.pause()
    qtbot.waitUntil(lambda: not run.running)


def test_an_edit_that_changes_nothing_is_none(session, run, qtbot):
    begin(session, run, qtbot, "xor", 4)
    assert session.edit("rename", lambda e: edits.rename(e, Neuron(1, 0), ""))
    assert session.edit("shape", lambda e: edits.set_neurons(e, 1, e.network.layers[0].neurons))
    assert session.stack.count() == 0
    assert not session.edit("remove", lambda e: edits.remove_layer(e, 99))
