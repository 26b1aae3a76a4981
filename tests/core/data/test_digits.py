"""The digits that come with the program, against scikit-learn's copy of the same set."""
from __future__ import annotations

import numpy as np
import sklearn.datasets

from core.data.digits import load_digits


def test_the_digits_are_those_of_scikit_learn_scaled_to_one() -> None:
    ours, theirs = load_digits(), sklearn.datasets.load_digits()
    assert ours.inputs.shape == (1797, 64)
    assert ours.inputs.dtype == np.float64
    assert np.array_equal(ours.inputs, theirs.data / 16)
    assert ours.classes is not None
    assert np.array_equal(ours.classes, theirs.target)


def test_the_digits_are_ten_classes_with_names() -> None:
    digits = load_digits()
    assert (digits.task, digits.class_count, digits.labels) == ("classification", 10, tuple("0123456789"))
    assert (digits.columns[0], digits.columns[63]) == ("x0", "x63")
    assert (digits.inputs.min(), digits.inputs.max()) == (0.0, 1.0)
