"""Features, encoding, accuracy and split of any data set."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.activations import ACTIVATIONS
from core.data.dataset import (
    Dataset,
    accuracy,
    allowed_outputs,
    available_features,
    codes,
    decode,
    encode,
    features,
    split,
    with_classes,
    with_targets,
)
from core.errors import BadInput

ZERO_AND_ONE = ("sigmoid", "relu", "leaky relu", "softplus", "gaussian", "step")
MINUS_AND_PLUS = ("linear", "tanh", "sine", "elu")
TWO_COLUMNS = ("x0", "x1", "x0^2", "x1^2", "x0*x1", "sin(x0)", "sin(x1)")

points = arrays(np.float64, st.tuples(st.integers(1, 20), st.just(2)), elements=st.floats(-1e3, 1e3))


def data(inputs: np.ndarray, columns: tuple[str, ...] = ()) -> Dataset:
    return with_targets(inputs, np.zeros((len(inputs), 1)), columns)


def of_classes(*classes: int, count: int) -> Dataset:
    return with_classes(np.zeros((len(classes), 2)), np.array(classes), count)


def test_columns_that_nobody_named_are_x0_x1_and_so_on() -> None:
    assert data(np.zeros((2, 3))).columns == ("x0", "x1", "x2")
    assert with_classes(np.zeros((1, 2)), np.array([0]), 2).columns == ("x0", "x1")
    assert with_classes(np.zeros((1, 2)), np.array([0]), 2, ("age", "height")).columns == ("age", "height")


def test_two_columns_offer_squares_product_and_sines() -> None:
    assert available_features(("x0", "x1")) == TWO_COLUMNS
    assert available_features(("age", "height"))[2:] == ("age^2", "height^2", "age*height", "sin(age)", "sin(height)")


def test_one_column_offers_its_square_and_sine_and_three_offer_themselves() -> None:
    assert available_features(("x0",)) == ("x0", "x0^2", "sin(x0)")
    assert available_features(("x0", "x1", "x2")) == ("x0", "x1", "x2")


@given(points, st.lists(st.sampled_from(TWO_COLUMNS), min_size=1, max_size=7))
def test_every_feature_is_what_its_name_says_in_the_order_asked_for(inputs: np.ndarray, names: list[str]) -> None:
    seen = features(data(inputs), names)
    assert seen.shape == (len(inputs), len(names))
    for (x0, x1), row in zip(inputs, seen, strict=True):
        meant = {
            "x0": x0, "x1": x1, "x0^2": x0 * x0, "x1^2": x1 * x1, "x0*x1": x0 * x1, "sin(x0)": np.sin(x0), "sin(x1)": np.sin(x1)
        }
        assert row == pytest.approx([meant[name] for name in names])


@given(points)
def test_without_names_the_network_sees_all_columns(inputs: np.ndarray) -> None:
    assert np.array_equal(features(data(inputs)), inputs)
    assert np.array_equal(features(data(inputs), ("x0", "x1")), inputs)
    assert np.array_equal(features(data(inputs), ("x1", "x0")), inputs[:, ::-1])


def test_a_column_that_is_called_like_a_feature_is_that_column() -> None:
    dataset = data(np.array([[3.0, 5.0]]), ("x0", "x0^2"))
    assert features(dataset, ["x0^2"]).tolist() == [[5.0]]


def test_an_unknown_input_is_refused_with_its_place_its_name_and_what_is_allowed() -> None:
    with pytest.raises(BadInput) as refusal:
        features(data(np.zeros((1, 2))), ["x0", "x2"])
    assert str(refusal.value) == 'network.inputs[1] is "x2"; allowed: x0, x1, x0^2, x1^2, x0*x1, sin(x0), sin(x1).'


def test_the_refusal_of_an_unknown_input_shortens_a_long_list_of_columns() -> None:
    with pytest.raises(BadInput) as refusal:
        features(data(np.zeros((1, 64))), ["x0^2"])
    assert str(refusal.value) == 'network.inputs[0] is "x0^2"; allowed: x0, x1, x2, …, x63.'


def test_every_activation_has_its_codes() -> None:
    assert {name: codes(name) for name in ACTIVATIONS} == {
        **dict.fromkeys((*ZERO_AND_ONE, "softmax"), (0.0, 1.0)), **dict.fromkeys(MINUS_AND_PLUS, (-1.0, 1.0)),
    }


@pytest.mark.parametrize(("activations", "desired"), [(ZERO_AND_ONE, [[0], [1], [1]]), (MINUS_AND_PLUS, [[-1], [1], [1]])])
def test_one_output_is_to_give_its_activations_code(activations: tuple[str, ...], desired: list[list[int]]) -> None:
    for activation in activations:
        assert encode(of_classes(0, 1, 1, count=2), 1, activation).tolist() == desired


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_several_outputs_are_to_be_one_hot_whatever_the_activation(activation: str) -> None:
    assert encode(of_classes(2, 0, count=4), 4, activation).tolist() == [[0, 0, 1, 0], [1, 0, 0, 0]]
    assert encode(of_classes(1, 0, count=2), 2, activation).tolist() == [[0, 1], [1, 0]]


def test_targets_are_desired_as_they_are() -> None:
    targets = np.array([[0.2, -7.0]])
    assert encode(with_targets(np.zeros((1, 2)), targets), 2, "sigmoid").tolist() == targets.tolist()


def test_two_classes_need_one_output_or_one_each() -> None:
    two, three = of_classes(0, 1, count=2), of_classes(0, 1, count=3)
    assert allowed_outputs(two, "tanh") == (1, 2)
    assert allowed_outputs(two, "softmax") == (2,)
    assert allowed_outputs(three, "sigmoid") == allowed_outputs(three, "softmax") == (3,)
    assert allowed_outputs(with_targets(np.zeros((1, 2)), np.zeros((1, 5))), "linear") == (5,)


@given(st.sampled_from(sorted(ACTIVATIONS)), st.integers(2, 6), st.booleans(), st.data())
def test_what_was_encoded_is_decoded(activation: str, count: int, usual: bool, draw: st.DataObject) -> None:
    classes = draw.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=20))
    dataset = of_classes(*classes, count=count)
    outputs = allowed_outputs(dataset, activation)[0 if usual else -1]
    a = encode(dataset, outputs, activation).T
    assert decode(a, activation).tolist() == classes
    assert accuracy(dataset, a, np.arange(len(classes)), activation) == 1.0


def test_one_output_stands_for_the_nearer_code_and_several_for_the_largest() -> None:
    assert decode(np.array([[0.4, 0.6, -9.0, 9.0]]), "sigmoid").tolist() == [0, 1, 0, 1]
    assert decode(np.array([[-0.1, 0.1, 0.4]]), "tanh").tolist() == [0, 1, 1]
    assert decode(np.array([[0.1, 0.9], [0.3, 0.5], [0.2, 0.95]]), "softmax").tolist() == [1, 2]


def test_accuracy_is_the_share_of_right_answers_among_the_examples_asked_about() -> None:
    dataset = of_classes(0, 1, 1, 0, count=2)
    assert accuracy(dataset, np.array([[0.9, 0.8, 0.1]]), np.array([1, 2, 3]), "sigmoid") == pytest.approx(1.0)
    assert accuracy(dataset, np.array([[0.9, 0.2, 0.8, 0.1]]), np.array([0, 1, 2, 3]), "sigmoid") == pytest.approx(0.5)


def test_accuracy_follows_targets_where_they_are_the_classes_codes() -> None:
    dataset = with_targets(np.zeros((2, 2)), np.array([[0.0, 1.0], [1.0, 0.0]]), task="classification")
    assert dataset.class_count == 2
    assert accuracy(dataset, np.array([[0.4, 0.2], [0.6, 0.8]]), np.array([0, 1]), "sigmoid") == 0.5


def test_there_is_no_accuracy_in_regression_nor_without_examples() -> None:
    nobody = np.array([], dtype=np.intp)
    assert accuracy(data(np.zeros((1, 2))), np.zeros((1, 1)), np.array([0]), "tanh") is None
    assert accuracy(of_classes(0, 1, count=2), np.zeros((1, 0)), nobody, "tanh") is None


@given(st.integers(1, 300), st.floats(0, 1, exclude_min=True), st.integers(0, 2**63))
def test_a_split_has_every_example_once_and_the_share_asked_for(examples: int, share: float, seed: int) -> None:
    training, test = split(examples, share, seed)
    assert len(training) == max(1, round(share * examples))
    assert sorted([*training.tolist(), *test.tolist()]) == list(range(examples))


@given(st.integers(1, 300), st.integers(0, 2**63))
def test_a_share_of_one_keeps_the_order_and_leaves_nothing_for_the_test(examples: int, seed: int) -> None:
    training, test = split(examples, 1.0, seed)
    assert training.tolist() == list(range(examples))
    assert not len(test)


def test_a_split_is_shuffled_by_its_seed() -> None:
    training = [split(100, 0.5, seed)[0].tolist() for seed in (3, 3, 4)]
    assert training[0] == training[1] == np.random.default_rng(3).permutation(100)[:50].tolist()
    assert training[0] != training[2]
