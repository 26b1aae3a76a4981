"""Axes that grow by steps."""
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widgets.plots.axis_range import (
    DECADES,
    close_range,
    finite_range,
    grown_top,
    linear_range,
    linear_ticks,
    log_range,
    log_ticks,
    nice_above,
)

POSITIVE = st.floats(1e-300, 1e299)
VALUE = st.floats(-1e200, 1e200)
EXPONENT = st.floats(-300, 299)


@given(POSITIVE)
def test_the_nice_number_is_not_below_and_at_most_twice_the_value(value: float) -> None:
    assert value <= nice_above(value) <= 2 * value


@given(st.lists(POSITIVE, min_size=1, max_size=30))
def test_an_axis_that_values_grow_along_changes_only_to_reach_them(tops: list[float]) -> None:
    shown = None
    for top in sorted(tops):
        before, shown = shown, grown_top(top, shown)
        assert shown >= top
        assert before is None or before < top or shown == before


@given(VALUE, VALUE, st.tuples(st.floats(-1e200, 0), st.floats(0, 1e200, exclude_min=True)))
def test_a_linear_range_contains_zero_and_the_values(one: float, other: float, shown: tuple[float, float]) -> None:
    low, high = sorted((one, other))
    bottom, top = linear_range(low, high, shown)
    assert bottom <= min(low, 0)
    assert max(high, 0) <= top
    assert bottom < top


@given(VALUE, VALUE)
def test_a_close_range_contains_the_values_and_little_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    bottom, top = close_range(low, high)
    assert bottom < top
    largest = max(abs(low), abs(high), 1e-290)
    assert bottom <= low + 1e-12 * largest
    assert high <= top + 1e-12 * largest
    assert top - bottom <= 2 * (high - low) or high - low <= 1e-8 * largest


def test_a_close_range_stays_until_it_is_too_short_or_twice_too_long() -> None:
    assert close_range(0.181, 0.186) == pytest.approx((0.181, 0.186))
    assert close_range(0.52, 0.95, (0.5, 1.0)) == (0.5, 1.0)
    assert close_range(0.52, 1.05, (0.5, 1.0)) == pytest.approx((0.5, 1.1))
    assert close_range(0.52, 0.61, (0.5, 1.0)) == pytest.approx((0.52, 0.61))


@given(EXPONENT, EXPONENT, st.one_of(st.none(), st.tuples(EXPONENT, EXPONENT)))
def test_a_log_range_contains_what_is_within_its_decades(one: float, other: float, shown: tuple[float, float] | None) -> None:
    low, high = sorted((one, other))
    assume(shown is None or shown[0] < shown[1])
    bottom, top = log_range(low, high, shown)
    assert top >= high
    assert bottom <= max(low, top - DECADES)
    assert top - bottom >= 1


def test_a_range_stays_while_the_values_shrink_to_half_and_follows_when_they_shrink_further() -> None:
    assert linear_range(0.0, 0.55, (0.0, 1.0)) == (0.0, 1.0)
    assert linear_range(0.0, 0.2, (0.0, 1.0)) == (0.0, 0.2)
    assert log_range(-2.2, -0.1, (-3.0, 0.0)) == (-3.0, 0.0)
    assert log_range(-0.9, -0.1, (-3.0, 0.0)) == (-1.0, 0.0)


@pytest.mark.parametrize(("shown", "ticks"), [
    ((0.0, 1.0), [0, 0.5, 1]), ((0.0, 12_000.0), [0, 4_000, 8_000, 12_000]),
    ((-1.0, 1.0), [-1, -0.5, 0, 0.5, 1]), ((-0.2, 0.0), [-0.2, -0.1, 0]),
])
def test_linear_ticks_are_round_and_reach_the_ends(shown: tuple[float, float], ticks: list[float]) -> None:
    assert linear_ticks(shown) == pytest.approx(ticks)


def test_log_ticks_are_whole_decades_and_few() -> None:
    assert log_ticks((-2.5, 0.0)) == [-2, -1, 0]
    assert log_ticks((-40.0, 0.5)) == [-33, -22, -11, 0]


def test_what_is_not_finite_has_no_range() -> None:
    assert finite_range(np.array([np.nan, np.inf, -np.inf])) is None
    assert finite_range(np.array([np.nan, 2.0, np.inf, -1.0])) == (-1.0, 2.0)
