"""MNIST's files: images and labels that lie side by side become one table, and halves are asked for."""
from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from core.data.readers.recognise import MissingPartner, is_table_file, read_table
from core.errors import BadInput

RNG = np.random.default_rng(1)
IMAGES, LABELS = RNG.integers(0, 256, (6, 4, 5), np.uint8), np.array([3, 1, 4, 1, 5, 9], np.uint8)
CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(array: np.ndarray) -> bytes:
    code = CODES[array.dtype.str[1:]]
    sides = np.array(array.shape, ">u4").tobytes()
    return bytes([0, 0, code, array.ndim]) + sides + array.astype(array.dtype.newbyteorder(">")).tobytes()


def put(folder: Path, name: str, array: np.ndarray) -> Path:
    content = idx(array)
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize(("one", "other"), [
    ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"), ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
    ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"), ("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz"),
    ("my-images.idx", "my-labels.idx"),
])
def test_images_find_their_labels_and_labels_their_images(one: str, other: str, tmp_path: Path) -> None:
    paths = put(tmp_path, one, IMAGES), put(tmp_path, other, LABELS)
    for path in paths:
        assert is_table_file(path)
        table = read_table(path)
        assert table.picture == (4, 5)
        assert table.names == (*(f"x{i}" for i in range(20)), "label")
        assert np.array_equal(np.column_stack([column.numbers() for column in table.columns[:-1]]), IMAGES.reshape(6, 20) / 255)
        assert table.column("label").values.tolist() == LABELS.tolist()
        assert {file.path for file in table.files} == set(map(str, paths))
        assert table.files[0].path == str(path)


def test_the_test_set_beside_it_comes_along(tmp_path: Path) -> None:
    for name, array in (("train-images-idx3-ubyte", IMAGES), ("train-labels-idx1-ubyte", LABELS),
                        ("t10k-images-idx3-ubyte", IMAGES[:2]), ("t10k-labels-idx1-ubyte", LABELS[:2])):
        put(tmp_path, name, array)
    table = read_table(tmp_path / "train-images-idx3-ubyte")
    told = table.column("set")
    assert [told.labels[int(value)] for value in told.values] == ["training"] * 6 + ["test"] * 2
    assert table.column("x0").values.tolist() == [*IMAGES[:, 0, 0], *IMAGES[:2, 0, 0]]
    assert len(table.files) == 4
    assert len(read_table(tmp_path / "t10k-images-idx3-ubyte").rows) == 2


def test_a_partner_that_is_not_there_is_asked_for_and_may_be_anywhere(tmp_path: Path) -> None:
    path = put(tmp_path, "train-images-idx3-ubyte", IMAGES)
    with pytest.raises(MissingPartner) as missing:
        read_table(path)
    assert str(missing.value) == (
        "train-images-idx3-ubyte is one half of a set, and train-labels-idx1-ubyte is not beside it; allowed: images and labels in "
        "one folder.")
    assert missing.value.path == str(path)
    (tmp_path / "else").mkdir()
    partner = put(tmp_path / "else", "answers", LABELS)
    assert len(read_table(path, companions=[str(partner)]).rows) == 6


@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "f4", "f8"])
def test_other_types_than_bytes_keep_their_values(kind: str, tmp_path: Path) -> None:
    values = (IMAGES.astype(float) / 2 - 60).astype(kind)
    put(tmp_path, "a-labels.idx", LABELS)
    table = read_table(put(tmp_path, "a-images.idx", values))
    assert np.array_equal(np.column_stack([column.numbers() for column in table.columns[:-1]]), values.reshape(6, 20).astype(float))


@pytest.mark.parametrize(("images", "labels", "sentence"), [
    (idx(IMAGES)[:-1], idx(LABELS), "The IDX file has 135 bytes; allowed: 136, as its header says."),
    (idx(IMAGES)[:9], idx(LABELS), "The IDX file ends within its header; allowed: a complete file."),
    (idx(IMAGES), idx(LABELS) + b"0", "The IDX file has 15 bytes; allowed: 14, as its header says."),
    (idx(IMAGES), b"\0\0\x07\1" + idx(LABELS)[4:],
     "The file does not begin as an IDX file does; allowed: images or labels as MNIST has them."),
    (idx(IMAGES), idx(LABELS[:4]), "There are 6 images and 4 labels; allowed: a label for each image."),
    (idx(IMAGES), idx(IMAGES), "The two files hold 3 and 3 dimensions; allowed: images of 3 and labels of 1."),
    (idx(np.zeros((1, 200, 200), np.uint8)), idx(LABELS[:1]), "An image has 40,000 pixels; allowed: 1 to 10,000."),
    (idx(np.zeros((0, 2, 2), np.uint8)), idx(LABELS[:0]), "The file holds no rows; allowed: a table with a row for each example."),
])
def test_files_that_are_broken_or_do_not_belong_together_are_refused(
    images: bytes, labels: bytes, sentence: str, tmp_path: Path,
) -> None:
    (tmp_path / "images.idx").write_bytes(images)
    (tmp_path / "labels.idx").write_bytes(labels)
    with pytest.raises(BadInput) as refused:
        read_table(tmp_path / "images.idx")
    assert str(refused.value) == sentence


def test_bytes_alone_are_only_half_of_a_set() -> None:
    with pytest.raises(BadInput, match=r"^An IDX file is one half of a set; allowed: a file with its partner beside it\.$"):
        read_table(idx(IMAGES))
