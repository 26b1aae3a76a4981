"""NumPy's files: numbers and texts come out as they went in, and nothing is ever unpickled."""
from __future__ import annotations

import gzip
import io
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core import reading
from core.data.readers.recognise import read_table
from core.data.readers.table import Table
from core.errors import BadInput

X = np.arange(12.0).reshape(4, 3)


def npy(array: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def npz(**named: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **named)
    return buffer.getvalue()


def matrix(table: Table, *names: str) -> np.ndarray:
    return np.column_stack([table.column(name).numbers() for name in names or table.names])


def refusal(content: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        read_table(content)
    return str(refused.value)


def outcome(content: bytes) -> tuple[str, Table | None]:
    """The sentence of a refusal, or the table; nothing else may come of any bytes."""
    try:
        return "", read_table(content)
    except BadInput as problem:
        return str(problem), None


@pytest.mark.parametrize("array", [X, X.astype("f4"), X.astype(">i2"), X.astype(bool), np.asfortranarray(X)])
def test_an_array_is_read_column_by_column(array: np.ndarray) -> None:
    table = read_table(npy(array))
    assert table.names == ("x0", "x1", "x2")
    assert np.array_equal(matrix(table), array.astype(float))


@given(arrays.arrays(st.sampled_from([np.float64, np.float32, np.int16, np.uint8]), arrays.array_shapes(min_dims=1, max_dims=2)))
@settings(max_examples=60, deadline=None)
def test_any_array_of_numbers_comes_back(array: np.ndarray) -> None:
    expected = array.reshape(len(array), -1).astype(float)
    expected[np.isinf(expected)] = np.nan
    assert np.array_equal(matrix(read_table(npy(array))), expected, equal_nan=True)


@pytest.mark.parametrize(("x", "y"), [("x", "y"), ("X", "Y"), ("data", "target"), ("inputs", "labels")])
def test_inputs_and_targets_are_known_by_their_usual_names(x: str, y: str) -> None:
    table = read_table(npz(**{y: np.array([1, 0, 1, 0]), "other": np.zeros(9), x: X}))
    assert table.names == ("x0", "x1", "x2", "y")
    assert np.array_equal(matrix(table, "x0", "x1", "x2"), X)
    assert table.column("y").values.tolist() == [1, 0, 1, 0]


def test_images_with_a_test_set_become_pixels_from_0_to_1_and_a_column_that_tells_the_sets_apart() -> None:
    images = np.arange(5 * 6, dtype=np.uint8).reshape(5, 2, 3) * 8
    table = read_table(npz(x_train=images[:3], y_train=np.arange(3), x_test=images[3:], y_test=np.arange(2)))
    assert table.names == ("x0", "x1", "x2", "x3", "x4", "x5", "y", "set")
    assert table.picture == (2, 3)
    assert np.array_equal(matrix(table, *table.names[:6]), images.reshape(5, 6) / 255)
    told = table.column("set")
    assert [told.labels[int(value)] for value in told.values] == ["training"] * 3 + ["test"] * 2


def test_arrays_of_one_length_and_other_names_become_columns_to_choose_from() -> None:
    table = read_table(npz(place=X, kind=np.array(["a", "b", "a", "c"])))
    assert table.names == ("place0", "place1", "place2", "kind")
    assert table.column("kind").labels == ("a", "b", "c")


def test_arrays_that_do_not_belong_together_are_named() -> None:
    assert refusal(npz(a=X, b=np.zeros(3))) == (
        "The file holds the arrays a (4 × 3), b (3); allowed: inputs called x, inputs or data with targets called y, targets or "
        "labels, or arrays of one length.")


class Trap:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("it was unpickled",)


@pytest.mark.parametrize("content", [
    npy(np.array([Trap()], object), allow_pickle=True), npz(x=X, y=np.array([Trap()], object)),
], ids=["npy", "npz"])
def test_python_objects_are_never_opened(content: bytes) -> None:
    assert "holds Python objects, which could run programs and are never opened" in refusal(content)


def test_a_pickle_is_no_table() -> None:
    assert refusal(pickle.dumps(Trap())).startswith("The file is neither text nor a table")


HUGE = b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 9), }".ljust(117) + b"\n"


@pytest.mark.parametrize(("content", "sentence"), [
    (npy(X)[:-8], "The array ends too early; allowed: a complete file."),
    (HUGE, "The array ends too early; allowed: a complete file."),
    (npy(X)[:30], "The array has a damaged header; allowed: a file that NumPy saved."),
    (npy(X).replace(b"'<f8'", b"exec("), "The array has a damaged header; allowed: a file that NumPy saved."),
    (npy(X + 1j), "The array holds complex128; allowed: numbers and texts."),
    (npy(np.zeros(3, "M8[s]")), "The array holds datetime64[s]; allowed: numbers and texts."),
    (npy(np.zeros((2, 2, 2, 2))), "The array is 2 × 2 × 2 × 2; allowed: n, n × columns, or n × height × width."),
    (npy(np.float64(3)), "The array is a single value; allowed: n, n × columns, or n × height × width."),
    (npy(np.zeros((0, 3))), "The array is 0 × 3; allowed: n, n × columns, or n × height × width."),
    (npz(), "The file is an archive without NumPy arrays; allowed: an NPZ file, or a spreadsheet saved as CSV."),
    (npz(x=X)[:-40], "The file is a damaged NPZ archive: it cannot be unpacked."),
])
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    if content == npz():                                    # an empty archive has no first entry to be known by
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("sheet.xml", "<a/>")
        content = buffer.getvalue()
    assert refusal(content) == sentence


def test_what_unpacks_beyond_the_bound_is_refused_before_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    bombs = npz(x=np.zeros((400, 400))), gzip.compress(bytes(1_000_000)), gzip.compress(b"1,2\n" * 200_000)
    monkeypatch.setattr(reading, "LARGEST", 2**19)
    for bomb in bombs:
        assert len(bomb) < 10_000
        assert refusal(bomb) == "The file unpacks to more than 0 MiB; allowed: up to 0 MiB."


def test_gz_is_unpacked_first_also_in_several_members() -> None:
    plain = b"a,b\n1,2\n3,4\n"
    for content in (gzip.compress(plain), gzip.compress(plain[:6]) + gzip.compress(plain[6:]), gzip.compress(plain) + bytes(64)):
        assert matrix(read_table(content)).tolist() == [[1, 2], [3, 4]]
    assert matrix(read_table(gzip.compress(npy(X)))).tolist() == X.tolist()


def test_gz_that_is_cut_or_damaged_is_refused_in_a_sentence() -> None:
    packed = gzip.compress(b"a,b\n" + bytes(range(32, 127)) * 50)
    assert refusal(packed[:-12]) == "The .gz file ends too early; allowed: a complete file."
    assert refusal(packed[:12]) == "The .gz file ends too early; allowed: a complete file."
    damaged = bytearray(packed)
    damaged[-6] ^= 255
    assert refusal(bytes(damaged)) == "The .gz file is damaged and cannot be unpacked."


@given(st.sampled_from([npy(X), npz(x=X, y=np.arange(4)), gzip.compress(b"a,b\n1,2\n" * 9),
                        npy(np.array(["a", "b"]))]), st.data())
@settings(max_examples=400, deadline=None)
def test_damaged_bytes_are_a_table_or_refused_in_one_sentence(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[:data.draw(st.integers(0, len(damaged)))])
    sentence, table = outcome(cut)
    assert (sentence.endswith(".") and "\n" not in sentence) if table is None else (
        all(len(column.values) == len(table.rows) > 0 for column in table.columns))
