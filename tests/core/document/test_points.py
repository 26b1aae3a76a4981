"""The examples edited: the same ones after the first edit, splits that hold, and a data set that is never empty."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace

from core.data.dataset import split
from core.document import edits, points, presets
from core.document.checks import checked
from core.document.data import dataset
from core.document.edits import Edit
from core.document.experiment import Experiment, Points
from core.errors import BadInput
from core.model import build_examples
from core.network import Edge
from tests.core.document.documents import experiments, shares

GENERATED = ("spiral", "pinwheel", "plane", "sine", "digits", "two-paths")


def sets(experiment: Experiment) -> tuple[list[bytes], list[bytes]]:
    """Training and test examples in their order, inputs and answers of each as bytes."""
    data = dataset(experiment)
    answers = data.targets if data.classes is None else data.classes[:, None]
    assert answers is not None
    rows = [np.concatenate([x, y]).tobytes() for x, y in zip(data.inputs, answers, strict=True)]
    training, test = split(len(rows), experiment.data.training_share, experiment.data.seed)
    return [rows[row] for row in training], [rows[row] for row in test]


def written(experiment: Experiment) -> Points:
    assert isinstance(experiment.data, Points)
    return experiment.data


def numbered(n: int, share: float, seed: int) -> Experiment:
    """The chain on n examples that can be told apart."""
    inputs = np.arange(n, dtype=float)[:, None]
    return checked(replace(presets.load("chain"), data=Points(inputs=inputs, classes=(0, 1) * (n // 2) + (0,) * (n % 2),
                                                              training_share=share, seed=seed)))


@pytest.mark.parametrize("name", GENERATED)
def test_data_written_down_are_the_same_examples_in_the_same_order_and_sets(name: str) -> None:
    experiment = presets.load(name)
    after = edits.set_data(experiment, points.as_points(experiment)).experiment
    before_rows, rows = build_examples(experiment, dataset(experiment)), build_examples(after, dataset(after))
    assert np.array_equal(before_rows.rows, rows.rows)
    assert np.array_equal(before_rows.training, rows.training)
    assert dataset(after).columns == dataset(experiment).columns
    assert dataset(after).task == dataset(experiment).task


@given(st.integers(1, 40), shares | st.just(1.0), st.integers(0, 5), st.integers(0, 12))
def test_added_examples_leave_all_others_in_their_set_under_their_number(n: int, share: float, seed: int, k: int) -> None:
    before = numbered(n, share, seed)
    after = points.add(before, 1000.0 + np.arange(k)[:, None], np.zeros(k, int)).experiment
    for old, new in zip(sets(before), sets(after), strict=True):
        assert new[:len(old)] == old
    assert sum(map(len, sets(after))) == n + k
    assert len(sets(after)[0]) == max(1, round(share * (n + k)))


@given(st.integers(2, 40), shares | st.just(1.0), st.integers(0, 5), st.data())
def test_removed_examples_are_gone_and_no_more_of_the_others_change_their_set_than_must(
    n: int, share: float, seed: int, data: st.DataObject
) -> None:
    before = numbered(n, share, seed)
    gone = data.draw(st.lists(st.integers(0, n - 1), unique=True, max_size=n - 1))
    after = points.remove(before, gone).experiment
    assert sorted(written(after).inputs[:, 0]) == sorted(set(range(n)) - set(gone))
    kept = [[row for row in rows if np.frombuffer(row)[0] not in gone] for rows in sets(before)]
    moved = set(kept[0]).symmetric_difference(sets(after)[0])
    assert len(moved) == abs(max(1, round(share * (n - len(gone)))) - len(kept[0]))


@given(st.integers(2, 30), shares | st.just(1.0), st.integers(0, 5), st.data())
def test_an_example_put_into_another_set_is_the_only_one_that_moves(n: int, share: float, seed: int, data: st.DataObject) -> None:
    before = numbered(n, share, seed)
    row, which = data.draw(st.integers(0, n - 1)), data.draw(st.sampled_from(["training", "test"]))
    value = float(row)
    training, test = sets(before)
    if which == "test" and [np.frombuffer(each)[0] for each in training] == [value]:
        with pytest.raises(BadInput, match="training set of at least one"):
            points.put_into(before, [row], which)
        return
    after = sets(points.put_into(before, [row], which).experiment)
    target = after[0 if which == "training" else 1]
    assert value in [np.frombuffer(each)[0] for each in target]
    others = [[each for each in rows if np.frombuffer(each)[0] != value] for rows in (training, test)]
    assert [[each for each in rows if np.frombuffer(each)[0] != value] for rows in after] == others


def edit_of(experiment: Experiment, data: st.DataObject) -> Callable[[Experiment], Edit]:
    """Any edit of the examples."""
    columns, n = dataset(experiment).inputs.shape[1], len(dataset(experiment).inputs)
    rows = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=3, unique=True))
    inputs = data.draw(arrays(np.float64, (len(rows), columns), elements=st.floats(-9, 9)))
    targets, count = dataset(experiment).targets, len(rows)
    answers = np.array([data.draw(st.integers(0, 9))] * count) if targets is None else np.full((count, targets.shape[1]), 0.5)
    edit: Callable[[Experiment], Edit] = data.draw(st.sampled_from([
        lambda e: points.add(e, inputs, answers), lambda e: points.remove(e, rows), lambda e: points.move(e, rows, inputs),
        lambda e: points.answer(e, rows, answers), lambda e: points.put_into(e, rows, "training")]))
    return edit


@given(experiments(), st.data())
@settings(max_examples=60)
def test_any_edit_of_the_examples_gives_a_document_that_holds_or_one_sentence(experiment: Experiment, data: st.DataObject) -> None:
    edit = edit_of(experiment, data)
    try:
        after = edit(experiment).experiment
    except BadInput as problem:
        sentence = str(problem)
    else:
        sentence = ""
    if sentence:
        assert sentence.count(";") == 1
        assert sentence.endswith(".")
        return
    assert checked(after) is after
    assert isinstance(after.data, Points)


@given(experiments(), st.data())
@settings(max_examples=60)
def test_an_edit_of_the_examples_taken_back_leaves_everything_as_it_was(experiment: Experiment, data: st.DataObject) -> None:
    edit = edit_of(experiment, data)
    try:
        made = edit(experiment)
    except BadInput:
        return
    back = edits.carried(made.experiment, experiment, edits.way_back(experiment, made))
    assert back.data == experiment.data
    assert back.network == experiment.network
    for before, after in zip(edits.current_parameters(experiment), edits.current_parameters(back), strict=True):
        assert all(map(np.array_equal, before, after))


def test_the_last_example_stays() -> None:
    with pytest.raises(BadInput, match=r"^The last example cannot be removed; allowed: a data set of at least one\.$"):
        points.remove(presets.load("chain"), [0])


@pytest.mark.parametrize(("name", "answers", "sentence"), [
    ("spiral", [10], "The class is 10; allowed: a whole number from 0 to 9."),
    ("spiral", [0.5], "The class is 0.5; allowed: a whole number from 0 to 9."),
    ("plane", [[1.0, 2.0]], "The answer is 2 numbers for each example; allowed: 1."),
])
def test_an_answer_that_does_not_fit_is_refused(name: str, answers: list[float], sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        points.answer(presets.load(name), [0], np.array(answers))
    assert str(refused.value) == sentence


def test_a_third_class_grows_the_outputs_and_what_was_learned_stays_with_class_1() -> None:
    before = edits.set_values(presets.load("spiral"), {Edge(3, 0, 0): 5.0})
    after = points.add(before, np.zeros((1, 2)), np.array([2])).experiment
    (old, _), (new, b) = edits.current_parameters(before), edits.current_parameters(after)
    assert [layer.neurons for layer in after.network.layers] == [8, 8, 3]
    assert np.array_equal(new[-1][1], old[-1][0])
    assert not np.array_equal(new[-1][0], old[-1][0])
    last = dataset(after)
    assert last.classes is not None
    back = points.remove(after, np.flatnonzero(last.classes == 2)).experiment
    assert back.network.layers[-1].neurons == 1
    assert np.array_equal(edits.current_parameters(back)[0][-1], old[-1])
    assert len(b[-1]) == 3


def test_the_blank_sheet_has_an_example_of_each_of_two_classes() -> None:
    experiment = edits.set_data(presets.load("spiral"), points.blank()).experiment
    assert len(sets(experiment)[0]) == 2
    assert sets(experiment)[1] == []


OWN_SETS = replace(numbered(10, 0.5, 1), data=replace(written(numbered(10, 0.5, 1)), labels=("no", "yes"), test_examples=4))


def own_sets(edit: Edit) -> tuple[list[float], list[float]]:
    """The numbers of the training and of the test examples, for data that came with a test set of their own."""
    rows = build_examples(edit.experiment, dataset(edit.experiment))
    return rows.training_rows[:, 1].tolist(), rows.test_rows[:, 1].tolist()


def test_a_test_set_that_came_with_the_data_stays_through_every_edit() -> None:
    first, last = [0, 1, 2, 3, 4, 5], [6, 7, 8, 9]
    new = np.array([[50.0], [51.0], [52.0], [53.0], [54.0]])
    assert own_sets(points.add(OWN_SETS, new, np.zeros(5, int))) == ([*first, 51, 53, 54], [*last, 50, 52])
    assert own_sets(points.remove(OWN_SETS, [0, 9])) == (first[1:], last[:-1])
    assert own_sets(points.put_into(OWN_SETS, [0, 9], "training")) == ([*first, 9], last[:-1])
    assert own_sets(points.put_into(OWN_SETS, [0, 9], "test")) == (first[1:], [*last, 0])
    none_left = points.remove(OWN_SETS, last)
    assert own_sets(none_left) == (first, [])
    assert written(none_left.experiment).test_examples is None
    with pytest.raises(BadInput, match=r"^The last training example cannot be removed; "):
        points.remove(OWN_SETS, first)


def test_a_class_without_a_name_is_called_by_its_number_beside_those_that_have_one() -> None:
    assert written(points.answer(OWN_SETS, [3], np.array(3)).experiment).labels == ("no", "yes", "2", "3")


# Classes or values

def with_data(preset: str, **fields: object) -> Experiment:
    experiment = presets.load(preset)
    return edits.set_data(experiment, replace(points.as_points(experiment), **fields)).experiment


def test_two_classes_become_the_numbers_that_the_output_says_for_them_and_come_back() -> None:
    before = presets.load("spiral")
    values = points.answer_with(before, "values").experiment
    classes = dataset(before).classes
    assert classes is not None
    assert written(values).targets is not None
    assert written(values).targets[:, 0].tolist() == np.where(classes == 1, 1.0, -1.0).tolist()
    assert (dataset(values).task, values.network) == ("regression", before.network)
    back = points.answer_with(values, "classes").experiment
    assert (written(back).classes, written(back).labels) == (tuple(classes.tolist()), ())
    assert back.network == before.network


def test_more_classes_become_their_numbers_of_one_output_that_reaches_them() -> None:
    before = presets.load("pinwheel")
    after = points.answer_with(before, "values").experiment
    classes = dataset(before).classes
    assert classes is not None
    assert np.array_equal(dataset(after).targets, classes[:, None])
    output = after.network.layers[-1]
    assert (output.neurons, output.activation, after.network.cost) == (1, "linear", "squared error")
    assert after.network.layers[:-1] == before.network.layers[:-1]
    back = points.answer_with(after, "classes").experiment
    assert np.array_equal(dataset(back).classes, classes)
    assert back.network.layers[-1].neurons == dataset(before).class_count


def test_classes_that_are_called_numbers_become_these_and_get_their_names_back() -> None:
    named = with_data("spiral", classes=(0, 1) * 250, labels=("3", "7.5"))
    after = points.answer_with(named, "values").experiment
    assert written(after).targets is not None
    assert written(after).targets[:4, 0].tolist() == [3, 7.5, 3, 7.5]
    assert after.network.layers[-1].activation == "linear"
    back = points.answer_with(after, "classes").experiment
    assert written(back).labels == ("3", "7.5")
    assert written(back).classes == written(named).classes


@pytest.mark.parametrize(("preset", "fields", "sentence"), [
    ("plane", {}, "The examples have 500 different values; allowed to become classes: 2 to 10."),
    ("plane", {"targets": np.ones((500, 1))}, "The examples have 1 different values; allowed to become classes: 2 to 10."),
    ("two-paths", {}, "The examples have 2 values each; allowed to become classes: one."),
])
def test_values_that_are_no_classes_are_refused(preset: str, fields: dict[str, object], sentence: str) -> None:
    experiment = with_data(preset, **fields)
    with pytest.raises(BadInput) as refused:
        points.answer_with(experiment, "classes")
    assert str(refused.value) == sentence


@pytest.mark.parametrize("preset", presets.names())
def test_what_is_so_already_is_left_as_it_is(preset: str) -> None:
    experiment = presets.load(preset)
    kind: points.Kind = "values" if dataset(experiment).classes is None else "classes"
    assert points.answer_with(experiment, kind).experiment is experiment


@given(experiments())
@settings(max_examples=60, deadline=None)
def test_classes_of_any_network_become_values_that_it_can_learn_and_can_be_undone(experiment: Experiment) -> None:
    if dataset(experiment).classes is None:
        return
    edit = points.answer_with(experiment, "values")
    after = checked(edit.experiment)
    assert (dataset(after).task, len(dataset(after).inputs)) == ("regression", len(dataset(experiment).inputs))
    undone = edits.carried(after, experiment, edits.way_back(experiment, edit))
    assert undone.network == experiment.network
