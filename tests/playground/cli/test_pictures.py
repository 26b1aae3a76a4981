"""The command screenshot: a picture of the real window, as large as wanted."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from core.document import presets
from core.document.data import dataset
from core.model import build_examples
from playground.cli import main
from tests.playground.cli.console import Refused, only_line


def picture(out: Path, *argv: str) -> QImage:
    assert main(["screenshot", *argv, "--out", str(out)]) == 0
    return QImage(str(out))


def test_a_screenshot_is_as_large_as_wanted_and_shows_the_theme(tmp_path: Path, qapp: object) -> None:
    dark, light = (picture(tmp_path / f"{name}.png", "chain", "--size", "1100x700", "--theme", name) for name in ("dark", "light"))
    assert (dark.width(), dark.height()) == (light.width(), light.height()) == (1100, 700)
    assert dark.pixelColor(5, 5).lightness() < 80
    assert light.pixelColor(5, 5).lightness() > 200


def test_a_screenshot_can_show_a_walk_where_it_stands(tmp_path: Path, qapp: object) -> None:
    plain = picture(tmp_path / "plain.png", "chain")
    start = picture(tmp_path / "start.png", "chain", "--walk", "0")
    further = picture(tmp_path / "further.png", "chain", "--walk", "7")
    assert plain != start != further


@pytest.mark.parametrize(("argv", "said"), [
    (("chain", "--select", "9,0,0"), "--select is 9,0,0; allowed: an edge of 1-1-1-1."),
    (("chain", "--size", "0x10"), "allowed: WxH with sides from 1 to 8192"),
    (("chain", "--walk", "-1"), "--walk"),
])
def test_what_cannot_be_shown_is_refused_in_one_line(
    refused: Refused, tmp_path: Path, qapp: object, argv: tuple[str, ...], said: str,
) -> None:
    assert said in refused("screenshot", *argv, "--out", str(tmp_path / "never.png"))


def test_a_picture_is_never_written_under_the_name_of_another_kind(refused: Refused, tmp_path: Path) -> None:
    name = str(tmp_path / "never.jpg")
    assert f"{name} is no PNG; allowed: a name that ends with .png" in refused("screenshot", "chain", "--out", name)
    assert f"--out is {name}; allowed: a name that ends with .svg." in refused("export", "chain", "--to", "svg", "--out", name)


def test_what_a_link_left_behind_is_said_beside_its_picture(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str],
) -> None:
    picture(tmp_path / "link.png", "playground.tensorflow.org/#networkShape=1&discretize=true")
    assert only_line(capsys.readouterr().err) == "playground: Not carried over from TF Playground: discretize.\n"
    assert not (tmp_path / "never.png").exists()


def test_an_svg_holds_the_drawing_as_lines_and_letters_and_pictures_only_of_icons(tmp_path: Path, qapp: object) -> None:
    out = tmp_path / "xor.svg"
    assert main(["export", "xor", "--to", "svg", "--out", str(out)]) == 0
    written = out.read_text()
    assert all(int(width) <= 16 for width in re.findall(r'<image[^>]* width="(\d+)"', written))
    letters = re.findall(r"<text[^>]*>([^<]*)</text>", written)
    experiment = presets.load("xor")
    inputs = build_examples(experiment, dataset(experiment)).training_rows[0, 1:3]
    numbers = {f"{value:.2f}".replace("-", "−") for value in inputs}
    assert numbers | {"weight", "(1)"} <= {each.strip() for each in letters}
