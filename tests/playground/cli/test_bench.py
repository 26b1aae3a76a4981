"""The command bench, with shorter measurements."""
from __future__ import annotations

import json

import pytest
from pytestqt.qtbot import QtBot

from playground import system_libraries
from playground.cli import bench, main


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "DURATION", 0.005)


def test_bench_measures_every_workload_and_drawing(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [(each["workload"], each["network"], each["batch_size"]) for each in result["training"]] == [
        ("W1", "2-4-2-1", 10), ("W2", "2-8-8-8-8-8-8-1", 10), ("W2", "2-8-8-8-8-8-8-1", 30),
        ("W3", "64-32-10", 32), ("W4", "784-30-10", 10), ("W4", "784-30-10", 100),
    ]
    assert [each["network"] for each in result["drawing"]] == ["4-8-8-1", "64-32-10"]
    assert all(each["steps_per_second"] > 10 for each in result["training"])
    assert all(1 < each["frames_per_second"] < 1e5 for each in result["drawing"])
    assert result["note"] is None


def test_bench_prints_a_row_for_everything_it_measured(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows if row] == ["training", "W1", "W2", "W2", "W3", "W4", "W4", "drawing", "4-8-8-1", "64-32-10"]


def test_drawing_is_left_out_where_qt_cannot_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(system_libraries, "problem", lambda needs_display: "Qt needs libGL.")
    assert main(["bench", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["drawing"] is None
    assert result["note"] == "drawing was not measured: Qt needs libGL."
    assert len(result["training"]) == 6
    assert main(["bench"]) == 0
    assert capsys.readouterr().out.endswith("\n\ndrawing was not measured: Qt needs libGL.\n")


def test_a_rate_is_the_median_of_what_was_done_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 1.0, 10.0, 10.0, 14.0, 20.0, 20.0, 22.0])
    monkeypatch.setattr(bench, "perf_counter", lambda: next(clock))
    assert bench.rate(lambda: 8) == 4.0
