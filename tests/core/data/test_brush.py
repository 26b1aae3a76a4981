"""Spray, eraser and grip: how many points, where, and which are met."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.brush import Stroke, nearest, sprayed, touched

places = st.tuples(st.floats(-9, 9), st.floats(-9, 9))
reaches = st.tuples(st.floats(0.01, 3), st.floats(0.01, 3))


@given(places, places, reaches, st.integers(0, 20), st.integers(1, 30))
def test_a_way_gives_as_many_points_in_one_move_as_in_many(start, end, reach, density, moves):
    rng, way = np.random.default_rng(1), np.linspace(start, end, moves + 1)
    _, owed = sprayed(rng, Stroke(start, end, reach), density, 0.0)
    at_once = density * Stroke(start, end, reach).length / 2
    count, owed = 0, 0.0
    for one, other in pairwise(way):
        points, owed = sprayed(rng, Stroke(tuple(one), tuple(other), reach), density, owed)
        count += len(points)
    assert abs(count - at_once) < 1 + 1e-6


@given(places, places, reaches)
def test_whatever_is_sprayed_is_touched_on_the_same_way(start, end, reach):
    stroke = Stroke(start, end, (reach[0] * 1.001, reach[1] * 1.001))
    points, _ = sprayed(np.random.default_rng(2), Stroke(start, end, reach), 0, 40.0)
    assert len(points) == 40
    assert touched(points, stroke).all()


def test_the_spray_fills_its_disc_evenly():
    points, _ = sprayed(np.random.default_rng(3), Stroke((0, 0), (0, 0), (2, 1)), 0, 20_000.0)
    inner = np.hypot(points[:, 0] / 2, points[:, 1]) < 0.5
    assert inner.mean() == pytest.approx(0.25, abs=0.02)


def test_what_lies_beside_the_way_or_beyond_its_ends_is_not_touched():
    stroke = Stroke((0, 0), (4, 0), (1, 0.5))
    beside = np.array([[2, 0.6], [-1.1, 0], [5.1, 0], [2, -0.6]])
    within = np.array([[2, 0.4], [-0.9, 0], [4.9, 0], [0, 0]])
    assert not touched(beside, stroke).any()
    assert touched(within, stroke).all()


def test_the_nearest_is_found_within_reach_only():
    points = np.array([[0.0, 0.0], [1.0, 0.0]])
    assert nearest(points, (0.9, 0.0), (0.5, 0.5)) == 1
    assert nearest(points, (0.5, 3.0), (0.5, 0.5)) is None
    assert nearest(np.empty((0, 2)), (0, 0), (1, 1)) is None
