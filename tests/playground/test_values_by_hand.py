"""Weights and biases by hand, one or many: each change is undone alone, whatever was learned since, and a drag is one change."""
from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QTest

from core.document import edits
from core.network import Bias, Edge, part_at
from core.opening import open_file
from playground.run import Run
from playground.session import Session


@pytest.fixture
def session(run: Run) -> Session:
    """A session on the spiral, open and at rest at step 0."""
    session = Session(run)
    session.open(open_file("spiral"))
    return session


def numbers(run: Run) -> dict[Edge | Bias, float]:
    """Every weight and bias as the trainer has it."""
    network = run.ahead().network
    return {part_at(network.sizes, place): value for place, value in enumerate(network.parameters.tolist())}


def take_steps(run: Run, steps: int) -> None:
    if steps:
        run.advance(steps)
    while run.running:
        QTest.qWait(1)


values = st.floats(-5, 5).map(lambda value: round(value, 3))
parts = st.sampled_from([Edge(1, 0, 0), Edge(1, 3, 1), Edge(2, 1, 2), Edge(2, 0, 0), Bias(1, 0), Bias(2, 1)])
changes = st.dictionaries(parts, values, min_size=1, max_size=4)
drags = st.lists(values, min_size=1, max_size=4)


@settings(max_examples=25)
@given(st.lists(changes | st.tuples(st.sets(parts, min_size=1, max_size=3), drags), min_size=1, max_size=6), st.integers(0, 3),
       st.integers(0, 3))
def test_values_undone_end_in_the_start_and_redone_in_the_end_and_leave_the_others_alone(qapp, sequence, before, after):
    with closing(Run()) as run:
        session = Session(run)
        session.open(open_file("spiral"))
        take_steps(run, before)
        start, touched = numbers(run), set()
        now = dict(start)
        for change in sequence:
            dragged, way = change if isinstance(change, tuple) else (change, [change])
            for each in way:
                wanted = each if isinstance(each, dict) else dict.fromkeys(dragged, each)
                session.set_values("Set", wanted, "drag")
            session.end_drag()
            now |= wanted
            touched |= set(wanted)
            assert numbers(run) == now
        assert session.stack.count() <= len(sequence)
        take_steps(run, after)
        learned = numbers(run)
        session.stack.setIndex(0)
        assert numbers(run) == learned | {part: start[part] for part in touched}
        session.stack.setIndex(session.stack.count())
        assert numbers(run) == learned | {part: now[part] for part in touched}


def test_a_drag_that_ends_where_it_began_is_no_edit(session, run):
    edge = Edge(1, 0, 0)
    before = run.parameters_of([edge])[0]
    for value in (before + 1, before + 2, before):
        session.set_value("Set w", edge, value, "w")
    assert session.stack.count() == 0
    assert not session.edited
    assert run.parameters_of([edge]) == [before]


def test_the_same_drag_over_other_parts_is_another_edit(session):
    session.set_value("Set w", Edge(1, 0, 0), 1.0, "w")
    session.set_value("Set w", Edge(1, 1, 0), 2.0, "w")
    assert session.stack.count() == 2


def test_a_removed_edge_is_refused_in_one_sentence_and_nothing_changes(session, run):
    session.edit("Remove", lambda e: edits.mark(e, "removed", Edge(1, 1, 0)))
    before, heard = numbers(run), []
    session.refused.connect(heard.append)
    session.set_values("Set", {Edge(1, 0, 0): 1.0, Edge(1, 1, 0): 1.0})
    assert heard == ["w₁,₀⁽¹⁾ cannot be set: its edge is removed; restore it first."]
    assert numbers(run) == before
    assert session.stack.count() == 1


def test_a_frozen_weight_can_be_set_by_hand_and_stays_there_in_training(session, run):
    session.edit("Freeze", lambda e: edits.mark(e, "frozen", Edge(1, 1, 0), Edge(1, 0, 0)))
    session.set_values("Set", {Edge(1, 1, 0): 0.75, Edge(1, 0, 0): -0.5})
    take_steps(run, 50)
    assert run.parameters_of([Edge(1, 1, 0), Edge(1, 0, 0)]) == [0.75, -0.5]


def test_what_is_dragged_at_step_0_is_in_the_document_and_undone_in_it(session):
    edge, before = Edge(1, 0, 0), session.current()
    for value in (1.0, 2.0):
        session.set_value("Set w", edge, value, "w")
    session.end_drag()
    assert edits.current_parameters(session.current())[0][1][0, 0] == 2.0
    session.edit("Freeze", lambda e: edits.mark(e, "frozen", edge))
    assert edits.current_parameters(session.current())[0][1][0, 0] == 2.0
    session.stack.undo()
    session.stack.undo()
    now = edits.current_parameters(session.current())[0]
    assert all((w == was).all() for w, was in zip(now, edits.current_parameters(before)[0], strict=True))


def test_many_changes_at_rest_ask_for_few_snapshots_and_the_last_one_is_shown(session, run, qtbot, monkeypatch):
    asked, publish = [], run._thread.publish
    monkeypatch.setattr(run._thread, "publish", lambda: (asked.append(1), publish()))
    for step in range(50):
        session.set_value("Set b", Bias(1, 0), float(step), "b")
    qtbot.waitUntil(lambda: 49.0 in run.snapshot.parameters)
    assert len(asked) == 2
