"""Examples that were added to those of a file: the document keeps the file, and what was added."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.readers import recognise
from core.document import data_files, edits, files, imported, points
from core.document.checks import checked
from core.document.data import dataset, steps_per_epoch
from core.document.data_files import Newest
from core.document.experiment import Experiment, File, Points
from core.errors import BadInput
from core.model import build_examples


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """Learns from 40 examples of three columns and three classes in a file."""
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    rows = b"".join(b"%d.5,%d,%d.25,%s\n" % (i, i % 7, i % 3, b"rti"[i % 3:i % 3 + 1]) for i in range(40))
    (tmp_path / "table.csv").write_bytes(b"a,b,c,kind\n" + rows)
    return imported.import_table(recognise.read_table(tmp_path / "table.csv"), "mine").experiment


@pytest.mark.parametrize("share", [0.8, 1.0])
def test_what_is_added_joins_the_sets_of_the_file_behind_their_own_examples(pictures, share):
    pictures = edits.set_data(pictures, replace(pictures.data, training_share=share)).experiment
    before = build_examples(pictures, dataset(pictures))
    after = pictures
    for i in range(10):
        after = points.add(after, np.full((1, 3), float(i)), np.array([i % 3])).experiment
    made = build_examples(after, dataset(after))
    training, test = round(40 * share), 40 - round(40 * share)
    assert (len(made.training), len(made.test)) == (training + round(10 * share), test + 10 - round(10 * share))
    assert np.array_equal(made.training_rows[:training], before.training_rows)
    assert np.array_equal(made.test_rows[:test], before.test_rows)
    new = np.concatenate([made.training_rows[training:], made.test_rows[test:]])
    assert sorted(new[:, 1].tolist()) == list(range(10))
    for row in new:
        assert row[4:].tolist() == np.eye(3)[int(row[1]) % 3].tolist()
    assert after.data == replace(pictures.data, added=after.data.added)
    assert steps_per_epoch(after) == -(-len(made.training) // after.training.batch_size)


def test_a_document_keeps_the_file_and_what_was_added_and_gives_back_the_same_bytes(pictures, tmp_path, monkeypatch):
    after = points.add(pictures, np.array([[0.1, 2.0, 3.0]]), np.array([2])).experiment
    files.write(tmp_path / "mine.nnplay", after)
    monkeypatch.setattr(data_files, "_datasets", Newest(2))
    monkeypatch.setattr(data_files, "_joined", Newest(1))
    again = files.read(tmp_path / "mine.nnplay")
    assert again.data == after.data
    assert np.array_equal(dataset(again).inputs, dataset(after).inputs)
    text = (tmp_path / "mine.nnplay").read_bytes()
    files.write(tmp_path / "mine.nnplay", again)
    assert (tmp_path / "mine.nnplay").read_bytes() == text
    assert b'"source": "file"' in text
    assert len(text) < 2_000


def test_targets_are_added_to_a_file_too(tmp_path, monkeypatch):
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    (tmp_path / "values.csv").write_bytes(b"a,b,y\n" + b"".join(b"%d.5,%d,%d.125\n" % (i % 9, i % 7, i % 5) for i in range(40)))
    values = imported.import_table(recognise.read_table(tmp_path / "values.csv"), "values").experiment
    after = points.add(values, np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.5], [0.75]])).experiment
    made = dataset(after)
    assert made.targets is not None
    assert len(made.inputs) == 42
    assert made.targets[np.flatnonzero((made.inputs == [3.0, 4.0]).all(axis=1))].tolist() == [[0.75]]


def test_a_class_that_the_file_does_not_have_is_refused(pictures):
    with pytest.raises(BadInput) as refused:
        points.add(pictures, np.zeros((1, 3)), np.array([3]))
    assert str(refused.value) == "The class is 3; allowed: a whole number from 0 to 2."


def test_other_edits_of_a_file_that_no_document_could_hold_are_refused_and_say_what_can_be_done(pictures, monkeypatch):
    after = points.add(pictures, np.zeros((1, 3)), np.array([1])).experiment
    assert len(dataset(points.remove(after, [0]).experiment).inputs) == 40
    assert isinstance(points.remove(after, [0]).experiment.data, Points)
    monkeypatch.setattr(points, "MOST_WRITTEN", 100)
    for edit in (lambda: points.remove(after, [0]), lambda: points.answer(after, [0], np.array(1)),
                 lambda: points.move(after, [0], np.zeros((1, 3))), lambda: points.put_into(after, [0], "test")):
        with pytest.raises(BadInput) as refused:
            edit()
        assert str(refused.value) == (
            "The examples are 120 numbers in a file, too many for a document; allowed: to add further ones, or to change those "
            "of a file of up to 100 numbers.")
    assert isinstance(points.add(after, np.zeros((1, 3)), np.array([1])).experiment.data, File)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"inputs": np.zeros((1, 2))},
     "data.added.inputs is 1 × 2 numbers; allowed: a row of 3 numbers for each example, at least one."),
    ({"inputs": np.zeros((2, 3))}, "data.added.classes is a list of 1 up to 1; allowed: 2 classes from 0 to 2."),
    ({"classes": (3,)}, "data.added.classes is a list of 1 up to 3; allowed: 1 classes from 0 to 2."),
    ({"classes": None, "targets": np.zeros((1, 1))}, "data.added is one with other answers than the file; allowed: classes."),
    ({"test_examples": 2}, "data.added.test_examples is 2; allowed: up to the 1 examples."),
])
def test_what_does_not_fit_the_file_cannot_be_added(pictures, change, sentence):
    added = points.add(pictures, np.zeros((1, 3)), np.array([1])).experiment.data.added
    with pytest.raises(BadInput) as refused:
        checked(replace(pictures, data=replace(pictures.data, added=replace(added, **change))))
    assert str(refused.value) == sentence
