"""A shape is typed as a title writes it, and what cannot be is refused in one sentence."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.document import edits, presets
from core.document.shapes import shape_of, with_shape
from core.errors import BadInput
from tests.core.document.test_edits import TWO_HIDDEN


@settings(max_examples=30)
@given(st.lists(st.integers(1, 9), max_size=4), st.sampled_from(["-", "–", " - ", ",", ", ", " ", "×", " x ", "→"]))
def test_a_shape_is_read_as_it_is_written(hidden: list[int], between: str) -> None:
    typed = between.join(map(str, [2, *hidden, 1]))
    assert shape_of(with_shape(TWO_HIDDEN, f" {typed} ").experiment) == "-".join(map(str, [2, *hidden, 1]))


def test_the_shape_as_it_is_changes_nothing() -> None:
    assert with_shape(TWO_HIDDEN, shape_of(TWO_HIDDEN)).experiment == TWO_HIDDEN


def test_two_classes_may_have_one_output_or_two() -> None:
    assert shape_of(with_shape(TWO_HIDDEN, "2-3-2").experiment) == "2-3-2"


@pytest.mark.parametrize(("typed", "sentence"), [
    ("", "The shape is “”; allowed: two or more whole numbers with hyphens between, such as 2-4-2-1."),
    ("2", "The shape is “2”; allowed: two or more whole numbers with hyphens between, such as 2-4-2-1."),
    ("2--1", "The shape is “2--1”; allowed: two or more whole numbers with hyphens between, such as 2-4-2-1."),
    ("2-four-1", "The shape is “2-four-1”; allowed: two or more whole numbers with hyphens between, such as 2-4-2-1."),
    ("2-4.5-1", "The shape is “2-4.5-1”; allowed: two or more whole numbers with hyphens between, such as 2-4-2-1."),
    ("4-2", "The first number of the shape is 4; allowed: 2, the number of inputs."),
    ("2-4-3", "The last number of the shape is 3; allowed: 1 or 2, as the data need."),
    ("2-0-1", "Number 2 of the shape is 0; allowed: 1 to 4,096 neurons."),
    ("2-4-5000-1", "Number 3 of the shape is 5000; allowed: 1 to 4,096 neurons."),
    ("2-" + "9" * 400 + "-1", "Number 2 of the shape is 999999999999; allowed: 1 to 4,096 neurons."),
    ("2" + "-1" * 65, "The shape is one of 65 layers after the inputs; allowed: up to 64."),
    ("2-4096-4096-1", "The network is one of 16,797,697 weights and biases; allowed: up to 5,000,000."),
])
def test_a_shape_that_cannot_be_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        with_shape(TWO_HIDDEN, typed)
    assert str(refused.value) == sentence


def test_as_many_outputs_as_there_are_targets_are_needed() -> None:
    with pytest.raises(BadInput, match=r"^The last number of the shape is 9; allowed: 10, as the data need\.$"):
        with_shape(presets.load("digits"), "64-24-9")


def test_an_input_is_removed_and_the_last_one_stays() -> None:
    after = edits.remove_input(TWO_HIDDEN, 0).experiment
    assert after.network.inputs == ("x1",)
    with pytest.raises(BadInput, match=r"^The network has one input left, x1, and needs at least one\.$"):
        edits.remove_input(after, 0)
    with pytest.raises(BadInput, match=r"^The input is 2; allowed: 0 to 1\.$"):
        edits.remove_input(TWO_HIDDEN, 2)
