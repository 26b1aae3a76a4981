"""From a table to a data set: what is guessed, what is chosen, and what becomes of cells that hold no number."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.dataset import Dataset
from core.data.readers.recognise import read_table
from core.data.readers.table import Column
from core.data.selection import Selection, guess, normalized, select, summary
from core.errors import BadInput

TABLE = read_table(b"a,b,kind\n1,10,x\n2,,y\n4,30,y\n,20,y\n5,10,\n")
PLAIN = Selection(("a", "b"), ("kind",), "classification")


def made(selection: Selection = PLAIN, content: bytes | None = None) -> Dataset:
    return select(TABLE if content is None else read_table(content), selection, 1, 1)


@pytest.mark.parametrize(("header", "inputs", "targets"), [
    ("a,b,c", "a b", "c"), ("y,a,b", "a b", "y"), ("a,Target,b", "a b", "Target"), ("label,a,y", "label a", "y"),
    ("x,y,price", "x y", "price"), ("X,Y,class,z", "X Y z", "class"), ("id,x,y", "x", "y"), ("y,x", "x", "y"),
    ("y0,y1,a", "a", "y0 y1"), ("x,y0", "x", "y0"), ("id,a,b", "a", "b"), ("index,b", "index", "b"),
])
def test_the_target_is_known_by_its_name_or_comes_last(header: str, inputs: str, targets: str) -> None:
    values = "\n".join(",".join(str(i) for _ in header.split(",")) for i in range(5))
    selection = guess(read_table(f"{header}\n{values}\n".encode())).selection
    assert (selection.inputs, selection.targets) == (tuple(inputs.split()), tuple(targets.split()))


def test_a_column_that_only_counts_under_some_id_is_left_out() -> None:
    rows = "".join(f"{i},{i % 3},{i * i}\n" for i in range(1, 30))
    assert guess(read_table(f"PassengerId,Survived,fare\n{rows}".encode())).selection.inputs == ("fare",)


def test_a_free_text_at_the_end_is_no_target() -> None:
    rows = "".join(f"{i / 7},{'ab'[i % 2]},remark {i}\n" for i in range(60))
    selection = guess(read_table(f"size,kind,remark\n{rows}".encode())).selection
    assert (selection.inputs, selection.targets) == (("size",), ("kind",))


@pytest.mark.parametrize(("target", "task"), [
    ("a b a b", "classification"), ("0 1 1 0", "classification"), ("1 2 2 1", "classification"), ("0.5 1 1 0", "regression"),
    ("1 2 3 4", "regression"), ("7 7 7 7", "regression"),
])
def test_texts_and_few_whole_numbers_are_classes(target: str, task: str) -> None:
    rows = "\n".join(f"{i},{each}" for i, each in enumerate(target.split()))
    assert guess(read_table(f"a,b\n{rows}\n".encode())).selection.task == task


def test_what_was_guessed_is_said() -> None:
    told = guess(read_table(b"id,size,name,kind\n1,100,p,x\n2,,q,y\n3,300,r,x\n4,150,s,y\n"))
    assert [str(remark) for remark in told.remarks] == [
        "The target is “kind”, as classes; “size” is the input.", "Left out: “name”, “id”.",
        "The numbers are standardized: mean 0, standard deviation 1.",
        "1 cell holds no number: row 3, column “size” is empty. Rows left out for it: 1 of 4.",
    ]


@pytest.mark.parametrize(("content", "sentence"), [
    (b"a\n1\n2\n", "The table has 1 column to learn from; allowed: at least 2, an input and a target."),
    (b"a,b\nx,1\ny,2\n", "No column but the target holds numbers; allowed: at least one input of numbers."),
])
def test_a_table_without_inputs_or_target_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        guess(read_table(content))
    assert str(refused.value) == sentence


@pytest.mark.parametrize(("change", "sentence"), [
    ({"inputs": ()}, "No column is chosen as an input; allowed: at least one column of numbers."),
    ({"targets": ()}, "No column is chosen as the target; allowed: at least one column."),
    ({"inputs": ("a", "q")}, "The table has no column “q”; allowed: “a”, “b”, “kind”."),
    ({"inputs": ("a", "kind")}, "The column “kind” is chosen twice; allowed: as an input or as the target."),
    ({"inputs": ("many",), "targets": ("a",)},
     "The column “many” holds 3 different texts; allowed as an input: numbers, or two texts for 0 and 1."),
    ({"task": "regression"}, "The column “kind” holds texts; allowed as a target of values: numbers."),
    ({"inputs": ("huge",)}, "The column “huge” holds numbers beyond 1e+100; allowed: up to that, or normalized ones."),
    ({"inputs": ("a",), "targets": ("b", "kind")}, "2 columns are targets; allowed for classes: 1."),
])
def test_a_selection_that_cannot_be_is_refused(change: dict[str, object], sentence: str) -> None:
    further = {"huge": Column("huge", np.array([1e101, 1, 2, 3, 4])), "many": Column("many", np.arange(5.0) % 3, ("p", "q", "r"))}
    table = TABLE._replace(columns=(*TABLE.columns, *(column for name, column in further.items() if name in sentence)))
    for give in (select, summary):
        with pytest.raises(BadInput) as refused:
            give(table, PLAIN._replace(**change), 1.0, *((1,) if give is select else ()))
        assert str(refused.value) == sentence


def test_two_texts_again_and_again_are_an_input_of_0_and_1_and_it_is_said_which() -> None:
    table = read_table(b"sex,name,win\n" + b"male,ann,yes\nfemale,bob,no\nmale,eve,yes\n,kim,no\nfemale,lou,no\n")
    found = guess(table)
    assert (found.selection.inputs, found.selection.targets) == (("sex",), ("win",))
    said = "“sex” counts female as 0 and male as 1."
    assert found.remarks[1] == said
    bad = "1 cell holds no number: row 5, column “sex” is empty."
    assert str(summary(table, found.selection, 1.0)) == (
        f"4 training and 0 test examples, 1 input, 2 classes: no, yes. {said} {bad}")
    assert select(table, found.selection, 1.0, 1).inputs.tolist() == [[1], [0], [1], [0]]
    filled = select(table, found.selection._replace(filling="mean", normalization="range"), 1.0, 1)
    assert filled.inputs.tolist() == [[1], [-1], [1], [0], [-1]]


def test_a_truth_table_in_words_can_be_learned() -> None:
    rows = "".join(f"{a},{b},{a != b}\n" for a in (True, False) for b in (True, False))
    found = guess(read_table(f"a,b,xor\n{rows}".encode()))
    assert (found.selection.inputs, found.selection.targets, found.selection.task) == (("a", "b"), ("xor",), "classification")


@pytest.mark.parametrize(("filling", "inputs"), [
    ("drop", [[1, 10], [4, 30]]),
    ("mean", [[1, 10], [2, 20], [4, 30], [7 / 3, 20]]),
    ("zero", [[1, 10], [2, 0], [4, 30], [0, 20]]),
    ("most frequent", [[1, 10], [2, 10], [4, 30], [1, 20]]),
])
def test_bad_cells_are_dropped_or_filled_and_rows_without_a_target_always_dropped(filling: str, inputs: list[list[float]]) -> None:
    data = made(PLAIN._replace(filling=filling))
    assert np.allclose(data.inputs, inputs)
    assert data.labels == ("x", "y")
    assert data.classes is not None
    assert data.classes.tolist() == ([0, 1] if filling == "drop" else [0, 1, 1, 1])


def test_one_class_alone_and_rows_that_are_all_bad_are_refused() -> None:
    with pytest.raises(BadInput, match=r"^The column “kind” has 1 different values in the rows to learn from; allowed"):
        made(PLAIN._replace(inputs=("a",)), b"a,kind\n1,x\n2,x\n")
    with pytest.raises(BadInput, match=r"^No row is left: 2 cells hold no number: row 2, column “a” is empty; row 3, "):
        made(content=b"a,b,kind\n,1,x\n1,,y\n")


def test_numbers_may_be_the_names_of_classes() -> None:
    data = made(Selection(("a",), ("k",), "classification"), b"a,k\n1,-1\n2,2.5\n3,-1\n")
    assert data.labels == ("-1", "2.5")
    assert data.classes is not None
    assert data.classes.tolist() == [0, 1, 0]


def test_a_column_tells_the_training_from_the_test_set() -> None:
    content = b"a,k,set\n1,x,test\n2,y,training\n3,x,Train\n4,y,test\n"
    selection = guess(read_table(content)).selection
    assert selection == Selection(("a",), ("k",), "classification", set_column="set")
    data = select(read_table(content), selection, 0.25, 7)
    assert (data.inputs[:, 0].tolist(), data.test_examples) == ([2, 3, 1, 4], 2)


def test_what_normalizes_is_measured_on_the_training_set_alone() -> None:
    content = b"a,k,set\n0,x,training\n10,y,training\n100,x,test\n"
    for normalization, expected in (("range", [-1, 1, 19]), ("standardize", [-1, 1, 19])):
        selection = guess(read_table(content)).selection._replace(normalization=normalization)
        assert np.allclose(select(read_table(content), selection, 1, 1).inputs[:, 0], expected)


@given(st.lists(st.tuples(*[st.floats(-1.7e308, 1.7e308)] * 2), min_size=2, max_size=12))
@settings(max_examples=200, deadline=None)
def test_normalized_numbers_are_finite_and_fill_their_range(rows: list[tuple[float, float]]) -> None:
    x, every = np.array(rows), np.arange(len(rows))
    for normalization in ("range", "standardize"):
        column = normalized(x.copy(), every, normalization)[:, 0]
        assert np.isfinite(column).all()
        if np.ptp(x[:, 0] / max(np.abs(x[:, 0]).max(), 1e-300)) > 1e-6:
            ends = (column.min(), column.max()) if normalization == "range" else (column.mean() - 1, column.std())
            assert np.allclose(ends, (-1, 1), atol=1e-6)


def test_a_huge_constant_becomes_0_whatever_its_last_digits() -> None:
    x = np.array([[1.267917924278e154], [1.267917924278001e154], [1.267917924278e154]])
    for normalization in ("range", "standardize"):
        assert not normalized(x.copy(), np.arange(3), normalization).any()


def test_numbers_of_the_test_set_that_are_out_of_all_proportion_are_refused() -> None:
    x, training = np.array([[1e-5], [2e-5], [3e99]]), np.array([0, 1])
    with pytest.raises(BadInput, match=r"^The test set holds numbers more than 1e\+100 times as far away as those that normalize"):
        normalized(x, training, "standardize")
    near = normalized(np.array([[0.0], [1e155], [1e167]]), training, "standardize")
    assert near[:2, 0].tolist() == [-1, 1]


def test_targets_that_are_values_are_normalized_too_and_several_are_possible() -> None:
    selection = Selection(("a",), ("b", "c"), "regression", "range")
    data = made(selection, b"a,b,c\n0,100,1\n5,200,1\n10,300,1\n")
    assert data.inputs[:, 0].tolist() == [-1, 0, 1]
    assert data.targets is not None
    assert data.targets.tolist() == [[-1, 0], [0, 0], [1, 0]]
