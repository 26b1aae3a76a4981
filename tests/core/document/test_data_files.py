"""Documents whose data are in a file beside them: found again, checked, read once, and asked for when they are gone."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.readers import recognise
from core.data.readers.recognise import read_table
from core.data.selection import guess
from core.document import data_files, files, imported
from core.document.data import dataset
from core.document.data_files import MissingData, Newest
from core.document.edits import set_data
from core.document.experiment import Experiment, File, Points
from core.document.imported import data_of, new_experiment
from core.errors import BadInput
from core.opening import open_file
from core.progress import Cancelled

CONTENT = b"a,b,class\n" + b"".join(b"%d.5,%d,%s\n" % (i, i % 7, b"xy"[i % 2:i % 2 + 1]) for i in range(40))


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds what another has read."""
    monkeypatch.setattr(data_files, "_tables", Newest(1))
    monkeypatch.setattr(data_files, "_datasets", Newest(2))
    monkeypatch.setattr(data_files, "_joined", Newest(1))
    monkeypatch.setattr(data_files, "_outlines", Newest(4))


def test_what_was_used_last_is_kept() -> None:
    newest = Newest[str](2)
    newest.keep("a", "A")
    newest.keep("b", "B")
    assert newest.get("a") == "A"
    newest.keep("c", "C")
    assert (newest.get("a"), newest.get("b"), newest.get("c")) == ("A", None, "C")


def forget() -> None:
    data_files._tables, data_files._datasets = Newest(1), Newest(2)
    data_files._joined, data_files._outlines = Newest(1), Newest(4)


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A saved document that refers to a table in another folder."""
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.csv").write_bytes(CONTENT)
    path = tmp_path / "work" / "mine.nnplay"
    path.parent.mkdir()
    files.write(path, open_file(tmp_path / "data" / "table.csv").experiment)
    forget()
    return path


def described(document: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads(document.read_bytes())["data"]
    return told


def data(experiment: Experiment) -> File:
    assert isinstance(experiment.data, File)
    return experiment.data


def test_small_data_are_written_down_and_larger_ones_referred_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "table.csv").write_bytes(CONTENT)
    small = open_file(tmp_path / "table.csv").experiment
    assert isinstance(small.data, Points)
    assert (small.data.columns, small.data.labels) == (("a", "b"), ("x", "y"))
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    large = open_file(tmp_path / "table.csv").experiment
    assert isinstance(large.data, File)
    assert np.array_equal(dataset(large).inputs, dataset(small).inputs)
    assert np.array_equal(dataset(large).classes, dataset(small).classes)


def test_a_document_of_just_five_megabytes_is_the_largest_that_holds_its_data(tmp_path: Path) -> None:
    def kind(rows: int) -> type:
        (tmp_path / "table.csv").write_bytes(b"a,b\n" + b"0.25,0.75\n" * rows)
        return type(open_file(tmp_path / "table.csv").experiment.data)

    assert kind(30_000) is Points
    assert kind(200_000) is File


def test_the_document_tells_the_path_from_itself_the_checksum_and_the_columns(document: Path) -> None:
    assert described(document) == {
        "source": "file", "training_share": 0.8, "path": "../data/table.csv",
        "sha256": recognise.sha256(CONTENT).hexdigest(),
        "inputs": ["a", "b"], "targets": ["class"], "task": "classification", "normalization": "standardize",
        "header": True,
    }


def test_opening_gives_the_same_data_and_saving_the_same_bytes(document: Path) -> None:
    experiment = files.read(document)
    table = read_table(CONTENT)
    assert data(experiment).path == str(document.parents[1] / "data" / "table.csv")
    assert dataset(experiment).labels == table.column("class").labels == ("x", "y")
    before = document.read_bytes()
    files.write(document, experiment)
    assert document.read_bytes() == before


def test_what_was_said_about_the_header_is_said_again_by_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    (tmp_path / "table.csv").write_bytes(b"2019,2020,2021\n" + b"1.5,2,3\n4,5.5,6\n" * 20)
    for header, names in ((True, ("2019", "2020")), (False, ("column 1", "column 2"))):
        table = read_table(tmp_path / "table.csv", header=header)
        files.write(tmp_path / "mine.nnplay", new_experiment(data_of(table, guess(table).selection), ""))
        kept = dataset(files.read(tmp_path / "mine.nnplay"))
        forget()
        read = files.read(tmp_path / "mine.nnplay")
        assert data(read).header is header
        for again in (kept, dataset(read)):
            assert (again.columns, len(again.inputs)) == (names, 40 + (not header))


def test_a_document_that_says_nothing_about_the_header_reads_as_recognised(document: Path) -> None:
    document.write_bytes(document.read_bytes().replace(b',\n    "header": true', b"").replace(b', "header": true', b""))
    assert "header" not in described(document)
    assert dataset(files.read(document)).columns == ("a", "b")


def test_saving_elsewhere_keeps_the_path_true(document: Path, tmp_path: Path) -> None:
    experiment = files.read(document)
    other = tmp_path / "data" / "copy.nnplay"
    files.write(other, experiment)
    assert described(other)["path"] == "table.csv"
    forget()
    assert files.read(other) == replace(experiment, title="table")


def test_documents_and_data_may_move_together(document: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in ("data", "work"):
        (tmp_path / name).rename(moved / name)
    assert len(dataset(files.read(moved / "work" / "mine.nnplay")).inputs) == 40


def test_the_file_is_read_once_for_opening_and_editing(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, asked = list[str](), recognise.reading.read_bytes

    def counting(path: str) -> bytes:
        read.append(Path(path).name)
        return asked(path)

    monkeypatch.setattr(recognise.reading, "read_bytes", counting)
    experiment = files.read(document)
    dataset(experiment)
    edited = set_data(experiment, replace(experiment.data, training_share=0.5)).experiment
    dataset(edited)
    dataset(experiment)
    assert read == ["table.csv"]


def test_who_gives_up_while_the_examples_are_made_need_not_read_the_file_again(
    document: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def give_up(*_: object) -> None:
        raise Cancelled

    experiment = files.read(document)
    forget()
    with monkeypatch.context() as given_up:
        given_up.setattr(data_files, "select", give_up)
        with pytest.raises(Cancelled):
            dataset(experiment)
    monkeypatch.setattr(data_files, "read_table", lambda *_: pytest.fail("read again"))
    assert len(dataset(experiment).inputs) == 40


def test_a_missing_file_is_named_and_may_be_found_elsewhere(document: Path, tmp_path: Path) -> None:
    table = tmp_path / "data" / "table.csv"
    table.rename(tmp_path / "moved.csv")
    with pytest.raises(MissingData) as missing:
        open_file(document)
    problem = missing.value
    assert str(problem) == f"The document's data are in {table}, which does not exist; allowed: the file in that place."
    assert (problem.problem, problem.path) == ("missing", str(table))
    opened = open_file(document, problem.moved_to(str(tmp_path / "moved.csv")))
    assert len(dataset(opened.experiment).inputs) == 40
    files.write(document, opened.experiment)
    assert described(document)["path"] == "../moved.csv"


def test_a_changed_file_is_told_and_may_be_used_as_it_is(document: Path, tmp_path: Path) -> None:
    table = tmp_path / "data" / "table.csv"
    table.write_bytes(CONTENT + b"9,9,x\n")
    with pytest.raises(MissingData) as missing:
        open_file(document)
    assert str(missing.value) == f"The document's data are in {table}, which has changed since; allowed: the file as it was."
    assert missing.value.problem == "changed"
    opened = open_file(document, missing.value.as_it_is())
    assert len(dataset(opened.experiment).inputs) == 41
    files.write(document, opened.experiment)
    assert len(dataset(files.read(document)).inputs) == 41


@pytest.mark.parametrize(("old", "new", "sentence"), [
    (b'"inputs": ["a", "b"]', b'"inputs": ["a", "q"]', "The table has no column “q”; allowed: “a”, “b”, “class”."),
    (b'"inputs": ["a", "b"]', b'"inputs": []', "data.inputs is []; allowed: a list of 1 to 4096 entries."),
    (b'"task": "classification"', b'"task": "guess"', 'data.task is "guess"; allowed: classification, regression.'),
    (b'"sha256": "', b'"sha256": "Z', "data.sha256 is"),
    (b'"path": "../data/table.csv"', b'"path": "a\\u0000b"', '0b"; allowed: the name of a file.'),
    (b'"path": "../data/table.csv"', b'"path": ""', 'data.path is ""; allowed: the name of a file.'),
    (b'"path": "../data/table.csv"', b'"path": ".."', "is a folder; allowed: a file."),
])
def test_a_document_that_refers_wrongly_is_refused_in_a_sentence(document: Path, old: bytes, new: bytes, sentence: str) -> None:
    text = document.read_bytes()
    assert old in text
    document.write_bytes(text.replace(old, new))
    with pytest.raises(BadInput) as refused:
        files.read(document)
    assert sentence in str(refused.value)


def test_what_is_guessed_of_a_file_can_be_chosen_otherwise(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(CONTENT)
    table = read_table(tmp_path / "table.csv")
    selection = guess(table).selection._replace(inputs=("b",), targets=("a",), task="regression", normalization="none")
    experiment = imported.new_experiment(imported.data_of(table, selection, 1.0), "mine")
    made = dataset(experiment)
    assert made.columns == ("b",)
    assert made.targets is not None
    assert made.targets[:, 0].tolist() == [i + 0.5 for i in range(40)]
    assert experiment.network.layers[-1].activation == "linear"
