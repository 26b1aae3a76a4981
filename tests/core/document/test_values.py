"""New values for many parts: each from its own old one, or from the distribution that was asked for."""
from __future__ import annotations

import math

import numpy as np
import pytest

from core.document import values
from core.errors import BadInput
from core.initialization import INITIALIZERS
from core.network import Bias, Edge

SIZES = (3, 40, 2)
EDGES = [Edge(1, j, k) for j in range(40) for k in range(3)]


def test_every_value_is_multiplied_by_itself() -> None:
    assert values.scaled({Edge(1, 0, 0): 2.0, Bias(1, 0): -3.0}, -0.5) == {Edge(1, 0, 0): -1.0, Bias(1, 0): 1.5}


def test_a_factor_that_overflows_is_refused_in_one_sentence() -> None:
    with pytest.raises(BadInput) as problem:
        values.scaled({Edge(1, 0, 0): 1.0, Edge(1, 1, 0): 100.0}, 1e307)
    assert str(problem.value) == "The factor is 1e+307; allowed: one with which every value stays a finite number."


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_are_drawn_as_the_initializer_says_for_their_own_layer(name: str) -> None:
    rng = np.random.default_rng(0)
    drawn = [values.initialized(SIZES, [*EDGES, Bias(1, 5)], name, rng) for _ in range(50)]
    spread = np.std([each[edge] for each in drawn for edge in EDGES])
    expected = {"uniform": 1 / math.sqrt(12), "normal": 1 / math.sqrt(3), "glorot": math.sqrt(2 / 43), "he": math.sqrt(2 / 3),
                "zeros": 0.0, "constant": 0.0}[name]
    assert spread == pytest.approx(expected, rel=0.05)
    assert {each[Bias(1, 5)] for each in drawn} == {0.1 if name in {"uniform", "constant"} else 0.0}


def test_a_normal_spread_has_that_deviation_around_0() -> None:
    drawn = list(values.spread(EDGES * 50, 0.25, np.random.default_rng(0)).values())
    many = [value for seed in range(50) for value in values.spread(EDGES, 0.25, np.random.default_rng(seed)).values()]
    assert len(drawn) == len(EDGES)
    assert np.std(many) == pytest.approx(0.25, rel=0.05)
    assert abs(np.mean(many)) < 0.02


@pytest.mark.parametrize("deviation", [0.0, -1.0, 1001.0, math.nan])
def test_a_spread_that_cannot_be_is_refused(deviation: float) -> None:
    with pytest.raises(BadInput, match=r"^The spread is .*; allowed: a number above 0, up to 1000\.$"):
        values.spread(EDGES, deviation, np.random.default_rng(0))
