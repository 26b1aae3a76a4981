"""The bounded recording of a run."""
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import STATES, Curve, History

VALUES = st.lists(st.floats(allow_nan=False, width=32), min_size=1, max_size=300)


def recorded(values: list[float], points: int = 16) -> Curve:
    curve = Curve(points)
    for step, value in enumerate(values):
        curve.append(step, value)
    return curve


@given(VALUES, st.integers(5, 40))
def test_a_curve_is_bounded_and_keeps_the_order_of_its_steps(values: list[float], points: int) -> None:
    curve = recorded(values, points)
    assert len(curve.steps) == len(curve.values) <= points
    assert np.all(np.diff(curve.steps) > 0)


@given(VALUES)
def test_every_point_of_a_curve_is_a_recorded_sample_and_the_last_is_the_newest(values: list[float]) -> None:
    curve = recorded(values)
    assert all(values[int(step)] == value for step, value in curve.points)
    assert curve.newest == (curve.steps[-1], curve.values[-1]) == (len(values) - 1, values[-1])


@given(VALUES)
def test_every_bucket_keeps_its_least_and_its_greatest(values: list[float]) -> None:
    curve = recorded(values)
    samples = 2                                                # the buckets are runs of 2, 4, 8 … samples
    while len(values) >= samples * 6:                          # 16 points are 6 buckets, merged as soon as all are closed
        samples *= 2
    for start in range(0, len(values), samples):
        of_bucket = (curve.steps >= start) & (curve.steps < start + samples)
        assert curve.values[of_bucket].min() == min(values[start:start + samples])
        assert curve.values[of_bucket].max() == max(values[start:start + samples])


@given(st.lists(st.floats(), min_size=1, max_size=200))
def test_extremes_survive_among_nan_and_infinities(values: list[float]) -> None:
    curve = recorded(values)
    numbers = [value for value in values if not math.isnan(value)]
    assert len(curve.values) <= 16
    if numbers:
        assert np.nanmin(curve.values) == min(numbers)
        assert np.nanmax(curve.values) == max(numbers)
    else:
        assert np.isnan(curve.values).all()


def test_a_short_run_is_kept_exactly() -> None:
    values = np.random.default_rng(0).normal(size=2_000).tolist()
    assert recorded(values, points=2_048).values.tolist() == values


def test_a_million_samples_stay_within_2048_points() -> None:
    curve = Curve()
    for step in range(1_000_000):
        curve.append(step, 5.0 if step == 765_432 else 1.0)
    assert 500 <= len(curve.steps) <= 2_048
    assert curve.values.max() == 5.0
    assert curve.steps[curve.values.argmax()] == 765_432


@given(VALUES, st.integers(-1, 310), st.lists(st.floats(-1, 1), max_size=100))
def test_a_truncated_curve_forgets_what_came_later_and_goes_on(values: list[float], step: int, later: list[float]) -> None:
    curve = recorded(values)
    before = [tuple(point) for point in curve.points if point[0] <= step]
    curve.truncate(step)
    if len(before) < 12:                                       # a full curve may merge once more
        assert [tuple(point) for point in curve.points] == before
    assert (curve.newest is None) == (not before)
    for offset, value in enumerate(later):
        curve.append(step + 1 + offset, value)
    assert len(curve.steps) <= 16
    assert np.all(np.diff(curve.steps) > 0)
    kept = [value for _, value in before] + later
    if kept:
        assert (curve.values.min(), curve.values.max()) == (min(kept), max(kept))


def test_a_curve_of_too_few_points_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed: 5 or more"):
        Curve(4)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=80))
def test_kept_states_stay_within_the_budget_with_the_first_and_the_newest(sizes: list[int]) -> None:
    history = History(budget=200)
    for step, size in enumerate(sizes):
        history.keep(step * 10, f"state {step}", size)
        assert history.size_bytes <= 200
    steps = history.kept_steps
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, (len(sizes) - 1) * 10)


def test_over_budget_every_second_state_is_dropped_and_the_stride_doubles() -> None:
    history = History(budget=80)
    for step in range(8):
        history.keep(step, None, 10)
    assert history.kept_steps == [0, 1, 2, 3, 4, 5, 6, 7]
    history.keep(8, None, 10)
    assert history.kept_steps == [0, 2, 4, 6, 8]
    history.keep(9, None, 10)
    assert history.kept_steps == [0, 2, 4, 6, 8, 9]
    history.keep(10, None, 10)
    assert history.kept_steps == [0, 2, 4, 6, 8, 10]


def test_even_tiny_states_are_bounded_in_number() -> None:
    history = History()
    for step in range(3 * STATES):
        history.keep(step, None, 8)
    assert len(history.kept_steps) <= STATES
    assert history.size_bytes == 8 * len(history.kept_steps)


def test_the_first_and_the_newest_state_stay_however_large() -> None:
    history = History(budget=10)
    for step in range(5):
        history.keep(step, None, 1_000)
    assert history.kept_steps == [0, 4]


def test_the_state_at_or_before_a_step_is_the_latest_not_after_it() -> None:
    history = History()
    for step in (0, 10, 20):
        history.keep(step, f"at {step}", 1)
    assert history.state_at_or_before(19) == (10, "at 10")
    assert history.state_at_or_before(20) == (20, "at 20")
    assert history.state_at_or_before(-1) is None


def test_truncating_a_history_cuts_curves_marks_and_states_at_the_step() -> None:
    history = History()
    for step in range(100):
        history.append("cost_training", step, 1.0 / (1 + step))
        history.keep(step, step, 8)
    history.mark(20, "data changed")
    history.mark(70, "learning rate 0.1")
    history.truncate(50)
    assert history.curves["cost_training"].newest == (50, 1 / 51)
    assert [mark.text for mark in history.marks] == ["data changed"]
    assert history.state_at_or_before(99) == (50, 50)


def test_a_cleared_history_is_like_a_new_one() -> None:
    history = History()
    history.append("cost_training", 0, 1.0)
    history.mark(0, "started")
    history.keep(0, None, 8)
    history.clear()
    assert (history.curves, list(history.marks), history.kept_steps, history.size_bytes) == ({}, [], [], 0)
    assert history.state_at_or_before(0) is None
