"""The command sheet: a page in each of three kinds, without a window, and in one sentence why there is none."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.formats.worksheet.drawing import NEGATIVE, POSITIVE
from core.formats.worksheet.html import COLOURS
from playground.cli import main
from tests.core.formats.page import equations
from tests.playground.cli.console import Refused
from widgets import theme

ROOT = Path(__file__).parents[3]


def written(out: Path, *argv: str) -> bytes:
    assert main(["sheet", *argv, "--out", str(out)]) == 0
    return out.read_bytes()


def test_q5_the_page_of_the_chain_has_the_lectures_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = written(tmp_path / "chain.html", "chain").decode()
    assert capsys.readouterr() == ("", "")
    assert "<title>The chain: one training step on example 0</title>" in page
    found = [each.value for each in equations(page)]
    for value in (0.668188, 0.565237, 0.189019, -0.0943678, -0.0528124, 0.00700952, 1.50944):
        assert value in found


def test_the_kind_of_page_is_that_of_the_files_name(tmp_path: Path, qapp: object) -> None:
    assert written(tmp_path / "page.HTML", "chain").startswith(b"<!DOCTYPE html>")
    assert written(tmp_path / "page.md", "chain").startswith(b"# The chain")
    assert written(tmp_path / "page.pdf", "chain").startswith(b"%PDF-")


def test_another_example_has_other_numbers_under_its_own_name(tmp_path: Path) -> None:
    first, third = (written(tmp_path / "page.html", "xor", *example).decode() for example in ((), ("--example", "2")))
    assert "one training step on example 2</h1>" in third
    assert [each.value for each in equations(first)] != [each.value for each in equations(third)]
    assert written(tmp_path / "page.html", "xor", "--example", "0").decode() == first


def test_the_step_is_that_of_the_documents_optimizer_as_far_as_it_was_trained(tmp_path: Path) -> None:
    text = (ROOT / "assets/presets/chain.nnplay").read_text(encoding="utf-8")
    trained = text.replace('"training": {', '"training": {"optimizer": {"kind": "momentum", "momentum": 0.5}, ')
    (tmp_path / "momentum.nnplay").write_text(trained, encoding="utf-8")
    assert main(["train", str(tmp_path / "momentum.nnplay"), "--steps", "3", "--out", str(tmp_path / "trained.nnplay")]) == 0
    page = written(tmp_path / "page.html", str(tmp_path / "trained.nnplay")).decode()
    velocities = [each for each in equations(page) if each.left == "@v"]
    assert len(velocities) == 6
    assert all(each.numbers is not None and each.numbers.startswith("0.5 · ") for each in velocities)
    assert not any(each.numbers is not None and each.numbers.startswith("0.5 · 0 ") for each in velocities)


@pytest.mark.parametrize(("argv", "said"), [
    (["chain", "--out", "page.doc"], "page.doc is no worked sheet; allowed: a name that ends with .html, .md or .pdf."),
    (["chain", "--out", "page"], "page is no worked sheet; allowed: a name that ends with .html, .md or .pdf."),
    (["chain", "--example", "1", "--out", "page.html"], "--example is 1; allowed: 0 to 0."),
    (["digits", "--out", "page.html"], "The network has 2,410 parameters; a worked sheet has room for 200. Explain a single weight "
                                       "instead: select its edge, or use playground explain."),
    (["nowhere.nnplay", "--out", "page.html"], "nowhere.nnplay does not exist."),
    (["chain", "--out", "nowhere/page.html"], "nowhere/page.html cannot be written: No such file or directory."),
])
def test_what_cannot_be_written_is_refused_in_one_sentence(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused("sheet", *argv) == f"playground: {said}\n"
    assert list(tmp_path.iterdir()) == []


def test_html_and_markdown_need_no_qt(tmp_path: Path) -> None:
    program = f"""
import sys
from playground.cli import main
for kind in ("html", "md"):
    assert main(["sheet", "two-paths", "--out", {str(tmp_path / 'page')!r} + "." + kind]) == 0
qt = [name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "widgets")]
assert not qt, qt
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_every_run_writes_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for name in ("one.pdf", "other.pdf"):
        command = [sys.executable, "-m", "playground", "sheet", "two-paths", "--out", str(tmp_path / name)]
        subprocess.run(command, cwd=ROOT, check=True)
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    assert written(tmp_path / "page.html", "xor") == written(tmp_path / "page.html", "xor")


def test_on_paper_the_colours_are_those_of_the_light_theme(qapp: object) -> None:
    for quantity, colour in COLOURS.items():
        assert theme.quantity_colour(quantity, theme.LIGHT).name().upper() == colour
    assert (theme.LIGHT.positive.name().upper(), theme.LIGHT.negative.name().upper()) == (POSITIVE, NEGATIVE)
