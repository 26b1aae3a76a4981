"""Whatever a user names is opened: a preset, a document, a table; and what was exported comes back."""
from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.dataset import allowed_outputs
from core.data.readers.recognise import read_table
from core.data.selection import guess
from core.document import experiment as described
from core.document import files, presets
from core.document.data import dataset, outline
from core.document.experiment import Experiment, Layer, Network
from core.document.imported import data_of, import_table, new_experiment
from core.document.text import decode, encode
from core.errors import BadInput
from core.formats import tables
from core.model import build_examples
from core.opening import Opened, is_table, open_file
from core.training import Trainer


def test_a_presets_name_opens_the_preset_which_is_no_document() -> None:
    assert open_file("xor") == Opened(presets.load("xor"), "xor", None, ())


def test_a_path_opens_a_document_that_lives_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path / "mine.nnplay", presets.load("xor"))
    monkeypatch.chdir(tmp_path)
    opened = open_file("mine.nnplay")
    assert (opened.file, opened.path) == ("mine.nnplay", tmp_path / "mine.nnplay")
    assert opened.experiment.data == presets.load("xor").data


def test_neither_a_file_nor_a_preset_is_refused_with_the_presets() -> None:
    with pytest.raises(BadInput) as refused:
        open_file("spirals")
    assert str(refused.value) == (
        "spirals is neither a file nor a preset; allowed: a file or "
        "spiral, circle, xor, gauss, moons, pinwheel, plane, sine, digits, chain, two-paths."
    )


def test_a_blank_name_is_named_too() -> None:
    with pytest.raises(BadInput, match=r'^"" is neither a file nor a preset; allowed: '):
        open_file(" ")


def test_a_path_that_is_no_preset_and_not_there_is_refused_as_a_file() -> None:
    with pytest.raises(BadInput, match=r"^none\.nnplay does not exist\.$"):
        open_file("none.nnplay")


def test_a_link_opens_its_experiment_which_is_no_document_and_says_what_it_left_behind() -> None:
    link = "https://playground.tensorflow.org/#dataset=spiral&showTestData=true"
    opened = open_file(f" {link}\n")
    assert (opened.file, opened.path, opened.experiment.data.source) == (link, None, "spiral")
    assert opened.remarks == ("Not carried over from TF Playground: showTestData.",)


def test_another_address_is_no_file_that_does_not_exist() -> None:
    with pytest.raises(BadInput, match=r"^https://example\.org is not a TF Playground link; allowed: "):
        open_file("https://example.org")
def table(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("name", ["table.csv", "table.tsv", "table.txt", "table.CSV"])
def test_a_table_becomes_an_experiment_by_guesses_that_are_told(name: str, tmp_path: Path) -> None:
    opened = open_file(table(tmp_path, name, b"a\tb\tclass\n1\t2\tx\n3\t4\ty\n5\t6\tx\n"))
    assert (opened.path, opened.experiment.title) == (None, "table")
    assert opened.remarks == ("The target is “class”, as classes; “a”, “b” are the inputs.",)
    assert [layer.neurons for layer in opened.experiment.network.layers] == [8, 1]


def test_a_table_without_a_suffix_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = table(tmp_path, "table", gzip.compress(b"a,b\n1,2.5\n3,5\n"))
    assert is_table(path)
    assert open_file(path).experiment.network.layers[-1].activation == "linear"
    assert not is_table(table(tmp_path, "document", b"{}"))
    assert not is_table(tmp_path / "nothing")
    assert not is_table("spiral")


@pytest.mark.parametrize("name", ["table", "table.txt", "table.dat", "table.DAT", "table.2024"])
@pytest.mark.parametrize("text", ["a,b,class\n1,2,x\n3,4,y\n5,6,x\n", "1 2 0\n3 4 1\n5 6 0\n", '"a";"b"\n1,5;2\n2;3\n'])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_table_of_text_is_one_whatever_it_is_called(name: str, text: str, encoding: str, tmp_path: Path) -> None:
    path = table(tmp_path, name, text.encode(encoding))
    assert is_table(path)
    assert open_file(path).experiment.title == "table"


@pytest.mark.parametrize("name", ["kept", "kept.txt", "kept.nnplay", "kept.bak"])
@pytest.mark.parametrize("before", [b"", b"\n  ", b"\xef\xbb\xbf"])
def test_a_document_is_one_whatever_it_is_called(name: str, before: bytes, tmp_path: Path) -> None:
    assert not is_table(table(tmp_path, name, before + encode(presets.load("xor"))))
    if before != b"\xef\xbb\xbf":
        assert open_file(tmp_path / name).experiment == presets.load("xor")


def test_what_is_called_a_document_and_is_none_is_refused_as_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not JSON"):
        open_file(table(tmp_path, "table.nnplay", b"a,b\n1,2\n"))


def test_every_network_that_a_guess_gives_can_be_trained(tmp_path: Path) -> None:
    for target in ("a b a b a b", "a b c a b c", "0.5 1 2 3 4 5"):
        rows = "".join(f"{i},{i * i % 5},{each}\n" for i, each in enumerate(target.split()))
        experiment = open_file(table(tmp_path, "table.csv", f"p,q,r\n{rows}".encode())).experiment
        trainer = Trainer(experiment, dataset(experiment))
        before = trainer.costs().training
        trainer.run(300)
        assert trainer.costs().training < before


# What is exported comes back

EXPORTED = ("spiral", "pinwheel", "plane", "sine", "digits", "chain", "two-paths", "moons")


def exported(experiment: Experiment) -> bytes:
    made = dataset(experiment)
    return b"".join(tables.data_csv(made, build_examples(experiment, made).training))


def rows_of(experiment: Experiment) -> list[tuple[object, ...]]:
    """Each example as it is exported: its columns, the name of its class or its targets, and its set; in any order."""
    made = dataset(experiment)
    training = set(build_examples(experiment, made).training.tolist())
    if made.classes is not None:
        answers: list[list[object]] = [[made.labels[i] if made.labels else str(i)] for i in made.classes.tolist()]
    else:
        assert made.targets is not None
        answers = made.targets.tolist()
    return sorted((*x, *y, i in training) for i, (x, y) in enumerate(zip(made.inputs.tolist(), answers, strict=True)))


@pytest.mark.parametrize("name", EXPORTED)
def test_exported_data_come_back_as_they_were(name: str) -> None:
    experiment = presets.load(name)
    read = read_table(exported(experiment))
    selection = guess(read).selection._replace(normalization="none")
    assert rows_of(new_experiment(data_of(read, selection), "again")) == rows_of(experiment)


generated = st.one_of(
    st.builds(described.Spiral, examples=st.integers(20, 60), noise=st.floats(0, 0.8), seed=st.integers(0, 99),
              training_share=st.floats(0.1, 1)),
    st.builds(described.Pinwheel, examples=st.integers(20, 60), noise=st.floats(0, 0.8), classes=st.integers(3, 5)),
    st.builds(described.Plane, examples=st.integers(20, 60), noise=st.floats(0, 0.8), training_share=st.floats(0.1, 1)),
    st.builds(described.Function, examples=st.integers(20, 60), of=st.sampled_from(["sine", "sawtooth", "polynomial"])),
    st.lists(st.tuples(*[st.floats(-1e99, 1e99)] * 3, st.sampled_from(["no", "perhaps", "a, b; c", "“ja”"])),
             min_size=4, max_size=30)
    .filter(lambda rows: len({row[3] for row in rows}) > 1).map(lambda rows: described.Points(
        inputs=np.array([row[:3] for row in rows]), labels=tuple(sorted({row[3] for row in rows})),
        classes=tuple(sorted({row[3] for row in rows}).index(row[3]) for row in rows))),
    st.lists(st.tuples(*[st.floats(-1e99, 1e99)] * 4), min_size=2, max_size=30).map(lambda rows: described.Points(
        inputs=np.array(rows)[:, :2], targets=np.array(rows)[:, 2:], columns=("size", "weight, g"))),
)


@given(generated)
@settings(max_examples=60, deadline=None)
def test_any_exported_data_come_back_as_they_were(data: described.Source) -> None:
    outputs = {1: 1, 2: 1}.get(outline(data).class_count, outline(data).class_count)
    if outline(data).targets is not None:
        outputs = allowed_outputs(outline(data), "linear")[0]
    experiment = Experiment(network=Network(layers=(Layer(neurons=outputs, activation="linear"),)), data=data)
    read = read_table(exported(experiment))
    guessed = guess(read).selection
    selection = guessed._replace(normalization="none", task=outline(data).task)
    assert rows_of(new_experiment(data_of(read, selection), "again")) == rows_of(experiment)


# Whatever is taken can be used

ODD = ("", "NA", "a", "b", "1,5", "1.234,5", "x y", "1e308", "1e-320", "test", "0", "#", "1_0", "'", '"q"')
cells = st.one_of(st.integers(-5, 5).map(str), st.floats().map(repr), st.text(max_size=3), st.sampled_from(ODD))
headers = st.sampled_from(["a", "b", "y", "class", "set", "id", "", "x0", "y0", "y1", "target"])
kinds = st.sampled_from([cells, st.integers(-3, 3).map(str), st.floats(allow_nan=False).map(repr),
                         st.sampled_from(["training", "test"]), st.sampled_from(["r", "s", "t"])])


@st.composite
def written_tables(draw: st.DrawFn) -> bytes:
    """Tables as people may write them, some of them badly."""
    separator = draw(st.sampled_from([",", ";", "\t", "|", " "]))
    columns = draw(st.lists(kinds, min_size=1, max_size=5))
    rows = [[draw(headers) for _ in columns]] if draw(st.booleans()) else []
    rows += [[draw(column) for column in columns] for _ in range(draw(st.integers(0, 12)))]
    return "\n".join(map(separator.join, rows)).encode(draw(st.sampled_from(["utf-8", "utf-16", "latin-1"])), "replace")


def taken(content: bytes) -> Experiment | None:
    """What a guess makes of a table; None where it is refused in a sentence, and nothing else may happen."""
    try:
        return import_table(read_table(content), "any").experiment
    except BadInput as problem:
        return None if str(problem).endswith(".") else pytest.fail(str(problem))


@given(written_tables())
@settings(max_examples=150, deadline=None)
def test_any_table_that_is_taken_can_be_trained_and_saved(content: bytes) -> None:
    experiment = taken(content)
    if experiment is not None:
        trainer = Trainer(experiment, dataset(experiment))
        trainer.run(2)
        assert np.isfinite(trainer.network.parameters).all()
        assert decode(encode(experiment)) == experiment
