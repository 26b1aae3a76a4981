"""Tables on the command line: guesses are told on the error output, and what is wrong takes one line."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.document import data_files, files, imported
from core.opening import open_file
from playground.cli import main
from tests.playground.cli.console import Refused


@pytest.fixture
def table(tmp_path: Path) -> str:
    rows = "".join(f"{i % 7};{i % 5},5;{'ab'[i % 2]}\n" for i in range(50))
    (tmp_path / "mine.csv").write_text(f"p;q;kind\n{rows};3,5;a\n")
    return str(tmp_path / "mine.csv")


def test_a_table_is_trained_with_its_guesses_told_on_the_error_output(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", table, "--steps", "20", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["step"] == 20
    assert err.splitlines() == [
        "playground: The target is “kind”, as classes; “p”, “q” are the inputs.",
        "playground: 1 cell holds no number: row 52, column “p” is empty. Rows left out for it: 1 of 51.",
    ]


def test_check_says_what_a_table_holds_or_why_it_cannot_be_learned_from(
    table: str, capsys: pytest.CaptureFixture[str], refused: Refused,
) -> None:
    assert main(["check", table]) == 0
    assert capsys.readouterr().out == (
        f"{table} can be opened: mine, 2-8-1, 33 parameters, 40 training and 10 test examples, step 0\n")
    Path(table).write_bytes(b"a,b\n1\n")
    assert refused("check", table) == (
        "playground: Row 2 has another number of cells than the rows before it: 1 instead of 2.\n")
    assert refused("check", "none.csv").endswith("none.csv does not exist.\n")


def test_a_document_whose_data_file_is_gone_is_one_line(
    table: str, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    files.write(tmp_path / "mine.nnplay", open_file(table).experiment)
    monkeypatch.setattr(data_files, "_tables", data_files.Newest(1))
    monkeypatch.setattr(data_files, "_datasets", data_files.Newest(2))
    Path(table).write_bytes(Path(table).read_bytes() + b"1;1,5;a\n")
    assert refused("train", str(tmp_path / "mine.nnplay")) == (
        f"playground: The document's data are in {table}, which has changed since; allowed: the file as it was.\n")
    Path(table).unlink()
    assert refused("check", str(tmp_path / "mine.nnplay")) == (
        f"playground: The document's data are in {table}, which does not exist; allowed: the file in that place.\n")
