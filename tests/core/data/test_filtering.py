"""Conditions typed by a person, and what they are true of."""
from __future__ import annotations

import numpy as np
import pytest

from core.data.filtering import matching
from core.errors import BadInput

TABLE = {"set": np.array(["training", "test", "training"]), "x0": np.array([-1.0, 0.5, 2.0]),
         "petal width": np.array([1.0, 2.0, 2.0]), "class": np.array([0, 1, 1])}


@pytest.mark.parametrize(("conditions", "found"), [
    ("", [0, 1, 2]), ("class = 1", [1, 2]), ("class=1,x0>1", [2]), ("x0 <= 0.5", [0, 1]), ("x0 < 0.5", [0]), ("x0 != 2", [0, 1]),
    ("set = test", [1]), ("set != test, x0 >= -1", [0, 2]), ("petal width = 2", [1, 2]), (" , class = 0 ,", [0]), ("class = 7", []),
])
def test_conditions_are_true_of_what_they_say(conditions: str, found: list[int]) -> None:
    assert np.flatnonzero(matching(TABLE, conditions)).tolist() == found


@pytest.mark.parametrize(("conditions", "sentence"), [
    ("x1 > 2", "The column is “x1”; allowed: set, x0, petal width, class."),
    ("x0", "The condition is “x0”; allowed: a column, one of =, !=, <, <=, >, >= and a value, as in x0 > 1."),
    ("x0 > much", "“x0” is compared with “much”; allowed: a number."),
    ("set > test", "“set” is compared by >; allowed: = and !=, as it is no number."),
])
def test_what_is_no_condition_is_refused_in_a_sentence(conditions: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        matching(TABLE, conditions)
    assert str(refused.value) == sentence


def test_of_many_columns_only_the_first_and_the_last_are_named() -> None:
    for count, named in ((12, "x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11"), (13, "x0, x1, x2, …, x12")):
        with pytest.raises(BadInput, match=rf"allowed: {named}\.$"):
            matching({f"x{k}": np.zeros(1) for k in range(count)}, "y > 0")
