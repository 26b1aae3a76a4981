"""The real window while a walk is played: how late the window comes, and what one operation costs, at the quickest pace there is.

Run with `make bench` and look at the printed line. A timer of 4 ms asks the window how late it comes.

Two cores, Qt offscreen, ten operations a second with their animations, two runs:

| preset, view | late, p50 | late, p99 | longest |
|---|---|---|---|
| two-paths, lines | 0.1 ms | 9–11 ms | 25 ms |
| two-paths, graph | 0.1 ms | 7–9 ms | 18 ms |
| two-paths, update | 0.1 ms | 6–10 ms | 31 ms |
| spiral, lines | 0.1 ms | 9–12 ms | 15 ms |
| spiral, graph | 0.1 ms | 5–7 ms | 23 ms |
| spiral, update | 0.2 ms | 5–9 ms | 23 ms |
| digits, lines | 0.1 ms | 15–28 ms | 139 ms |
| digits, graph | 0.1 ms | 10–16 ms | 28 ms |
| digits, update | 0.1 ms | 15–17 ms | 30 ms |
"""
from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from pytest_benchmark.fixture import BenchmarkFixture

from playground.app import create_window
from playground.settings import Settings
from tests.benchmarks.test_window_speed import ASKING, wait

PLAYING, PACE = 3_000, 10.0                                     # ms; operations per second


def lateness(name: str, view: str) -> np.ndarray:
    """How many milliseconds the window came late, each time it was asked."""
    settings = Settings(kept=False)
    settings.welcomed, settings.theme = True, "dark"
    window = create_window(name, settings)
    window.resize(1440, 900)
    window.show()
    window.run.set_pace(PACE)
    window.walking.open("example")
    window.walk.show_view(view)
    wait(500)
    late, last = list[float](), [perf_counter()]

    def ask() -> None:
        now = perf_counter()
        late.append((now - last[0]) * 1e3 - ASKING)
        last[0] = now

    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=ASKING)
    timer.timeout.connect(ask)
    window.walking.play()
    timer.start()
    wait(PLAYING)
    timer.stop()
    window.session.stack.setClean()
    window.close()
    return np.array(late)


@pytest.mark.parametrize("view", ["lines", "graph", "update"])
@pytest.mark.parametrize("name", ["two-paths", "spiral", "digits"])
def test_the_window_while_a_walk_is_played(benchmark: BenchmarkFixture, qapp: object, name: str, view: str) -> None:
    def measure() -> None:
        late = lateness(name, view)
        p50, p99 = np.percentile(late, [50, 99])
        benchmark.extra_info.update(late_p50_ms=p50, late_p99_ms=p99, late_max_ms=late.max())
        print(f"\n{name}, {view}: late p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {late.max():.1f} ms")

    benchmark.pedantic(measure, rounds=1)
