"""The worker for slow jobs."""
from __future__ import annotations

from collections.abc import Iterator
from threading import Event, current_thread, main_thread

import pytest

from playground.background import LATER, LIVE, Background, Question


@pytest.fixture
def background(qapp) -> Iterator[Background]:
    """A worker that is closed at the end."""
    background = Background()
    yield background
    background.close()


def test_a_job_runs_elsewhere_and_its_result_arrives_in_the_windows_thread(background, qtbot) -> None:
    threads, results = [], []

    def work(progress) -> int:
        threads.append(current_thread())
        return 42

    background.start("sum", LIVE, work, lambda result: results.append((result, current_thread())))
    qtbot.waitUntil(lambda: bool(results))
    assert results == [(42, main_thread())]
    assert threads[0] is not main_thread()


def test_the_newest_job_of_a_name_replaces_the_one_before(background, qtbot) -> None:
    results: list[str] = []
    begun, go = Event(), Event()

    def slow(progress) -> str:
        begun.set()
        assert go.wait(60)
        progress(0.5)                                       # ends here: it was replaced
        return "old"

    background.start("curve", LIVE, slow, results.append)
    assert begun.wait(60)
    background.start("curve", LIVE, lambda progress: "new", results.append)
    go.set()
    qtbot.waitUntil(lambda: bool(results))
    assert results == ["new"]


def test_a_result_that_comes_after_cancelling_is_dropped(background, qtbot) -> None:
    results: list[str] = []
    ended = Event()

    def work(progress) -> str:
        ended.set()
        return "late"

    background.start("check", LATER, work, results.append)
    assert ended.wait(60)
    background.cancel("check")
    background.start("other", LIVE, lambda progress: "other", results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert results == ["other"]


def test_an_urgent_job_goes_first_while_a_slow_one_tells_its_progress(background, qtbot) -> None:
    results: list[str] = []
    begun, go = Event(), Event()

    def slow(progress) -> str:
        begun.set()
        assert go.wait(60)
        progress(0.5)
        return "slow"

    shares: list[float] = []
    background.start("check", LATER, slow, results.append, shares.append)
    assert begun.wait(60)
    background.start("bars", LIVE, lambda progress: "urgent", results.append)
    go.set()
    qtbot.waitUntil(lambda: len(results) == 2)
    assert results == ["urgent", "slow"]
    assert shares == [0.5]


def test_urgent_jobs_that_never_end_do_not_keep_the_others_waiting_for_ever(background, qtbot) -> None:
    done: list[str] = []
    go = Event()

    def urgent(name: str, other: str):
        def work(progress) -> None:
            assert go.wait(60)
            done.append(name)
            if len(done) < 100:                             # asked for again before it is answered
                background.start(other, LIVE, urgent(other, name), lambda _: None)
        return work

    def keep(progress) -> None:
        for share in (0.2, 0.6):
            progress(share)
        done.append("kept")

    background.start("one", LIVE, urgent("one", "other"), lambda _: None)
    background.start("keep", LATER, keep, lambda _: None)
    go.set()
    qtbot.waitUntil(lambda: len(done) >= 100)
    assert done.index("kept") < 10


def test_a_failure_is_told_and_the_worker_goes_on(background, qtbot) -> None:
    results: list[str] = []

    def broken(progress) -> str:
        raise ValueError("no such thing")

    with qtbot.waitSignal(background.failed) as failed:
        background.start("broken", LIVE, broken, results.append)
    assert failed.args == ["no such thing"]
    background.start("whole", LIVE, lambda progress: "whole", results.append)
    qtbot.waitUntil(lambda: results == ["whole"])


def test_closing_ends_a_job_under_way_and_drops_those_that_wait(qtbot) -> None:
    background, results = Background(), []
    begun = Event()

    def endless(progress) -> None:
        begun.set()
        while True:
            progress(0.0)

    background.start("endless", LATER, endless, results.append)
    background.start("never", LATER, lambda progress: 1, results.append)
    assert begun.wait(60)
    background.close()
    assert results == []


def test_the_same_is_due_once_until_it_is_forgotten(background, qtbot) -> None:
    question, results = Question(background, "bars", LIVE), []
    assert question.is_due("w")
    question.ask("w", lambda progress: "w", results.append)
    assert not question.is_due("w")
    assert question.is_due("b")
    qtbot.waitUntil(lambda: results == ["w"])
    assert not question.is_due("w")
    question.forget()
    assert question.is_due("w")


def test_a_patient_question_waits_for_the_answer_to_the_one_before(background, qtbot) -> None:
    question, results, go = Question(background, "bars", LIVE), [], Event()

    def slow(progress) -> str:
        assert go.wait(60)
        return "first"

    question.ask(1, slow, results.append)
    assert question.is_due(2)
    assert not question.is_due(2, patient=True)
    go.set()
    qtbot.waitUntil(lambda: results == ["first"])
    assert question.is_due(2, patient=True)


def test_a_patient_question_is_due_again_after_one_that_came_to_nothing(background, qtbot) -> None:
    question, results = Question(background, "bars", LIVE), []

    def broken(progress) -> str:
        raise ValueError("no such thing")

    with qtbot.waitSignal(background.failed):
        question.ask(1, broken, results.append)
    assert question.is_due(2, patient=True)
