"""What weights and biases start from."""
from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from core.document.experiment import InitializationName
from core.initialization import INITIALIZERS, initialize

SIZES = (200, 300, 100)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_are_a_row_per_neuron_and_a_seed_gives_the_same_again(name: str) -> None:
    w, b = initialize(SIZES, name, 7)
    again, _ = initialize(SIZES, name, 7)
    assert [array.shape for array in w[1:]] == [(300, 200), (100, 300)]
    assert [array.shape for array in b[1:]] == [(300,), (100,)]
    assert all((one == other).all() for one, other in zip(w[1:], again[1:], strict=True))


@pytest.mark.parametrize(("name", "deviation"), [
    ("uniform", 1 / 12 ** 0.5), ("normal", 200 ** -0.5), ("glorot", (2 / 500) ** 0.5), ("he", (2 / 200) ** 0.5),
])
def test_random_weights_spread_about_0_as_their_name_says(name: str, deviation: float) -> None:
    w, _ = initialize(SIZES, name, 1)
    assert w[1].std() == pytest.approx(deviation, rel=0.01)
    assert abs(w[1].mean()) < 0.01 * 5 * deviation
    assert (initialize(SIZES, name, 2)[0][1] != w[1]).all()


def test_bounds_and_biases_are_those_that_are_told() -> None:
    w, b = initialize(SIZES, "uniform", 1)
    assert abs(w[1]).max() <= 0.5
    assert set(np.concatenate(b[1:])) == {0.1}
    w, b = initialize(SIZES, "glorot", 1)
    assert abs(w[1]).max() <= (6 / 500) ** 0.5
    assert set(np.concatenate(b[1:])) == {0.0}


@pytest.mark.parametrize(("name", "value"), [("zeros", 0.0), ("constant", 0.1)])
def test_equal_weights_are_all_equal(name: str, value: float) -> None:
    w, b = initialize((3, 2), name, 1)
    assert set(w[1].flat) == set(b[1]) == {value}


def test_every_initialization_of_a_document_is_there() -> None:
    assert tuple(INITIALIZERS) == get_args(InitializationName)
