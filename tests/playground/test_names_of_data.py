"""What columns and classes are called: one name for one thing, on the drawing, in the inspectors, on the map and on paper."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.document import edits, files, presets
from core.network import Edge, Neuron
from core.notation import text
from core.opening import open_file
from playground.cli import main
from playground.main_window import MainWindow
from tests.playground.conftest import Opened
from tests.playground.driving import User
from widgets.data.example_picker import ExamplePicker
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector

FLOWERS = "width,height,kind\n" + "".join(f"{i % 7},{i * i % 11},{kind}\n" for i, kind in enumerate(["rose", "tulip", "iris"] * 12))


@pytest.fixture
def left_out(tmp_path: Path) -> str:
    """Digits without one of their pixels: input 3 and all after it are called by another number than their own."""
    path = tmp_path / "left out.nnplay"
    files.write(path, edits.remove_input(presets.load("digits"), 3).experiment)
    return str(path)


@pytest.fixture
def features(tmp_path: Path) -> str:
    path = tmp_path / "features.nnplay"
    files.write(path, edits.set_inputs(presets.load("xor"), ["x1", "x0^2", "x0*x1"]).experiment)
    return str(path)


def flowers(folder: Path, classes: int) -> str:
    path = folder / "flowers.csv"
    path.write_text("\n".join(line for line in FLOWERS.splitlines() if classes > 2 or not line.endswith("iris")) + "\n")
    return str(path)


def shows(window: MainWindow, experiment: str) -> None:
    window.documents.show(open_file(experiment))


def said(window: MainWindow, kind: type[EdgeInspector] | type[NeuronInspector]) -> str:
    page = window.findChild(kind)
    assert page is not None
    return " | ".join(label.text() for label in page.findChildren(QLabel))


def card(window: MainWindow, name: str) -> str:
    picker = window.findChild(ExamplePicker)
    assert picker is not None
    return next(label for label in picker.findChildren(QLabel) if label.accessibleName() == name).text()


def test_an_input_with_another_number_than_its_column_s_is_called_by_both(opened: Opened, left_out: str) -> None:
    window = opened(left_out)
    content = window.network.widget._content
    assert text(content.input_name(10)) == "x₁₁"
    assert content.spoken(Neuron(0, 10)).startswith("a₁₀⁽⁰⁾ = x₁₁ = ")
    window.inspection.select(Edge(1, 0, 10))
    assert "from input 10 (x₁₁) to neuron 0 of layer 1" in said(window, EdgeInspector)
    window.inspection.select(Edge(1, 0, 2))
    assert "from input 2 to neuron 0 of layer 1" in said(window, EdgeInspector)
    window.inspection.select(Neuron(0, 10))
    assert "input 10 (x₁₁)" in said(window, NeuronInspector)


def test_features_are_named_in_the_inspector_in_words_and_on_paper(
    opened: Opened, features: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    window = opened(features)
    window.inspection.select(Edge(1, 0, 1))
    assert "from input 1 (x₀²) to neuron 0 of layer 1" in said(window, EdgeInspector)
    a0 = window.inspection.activations[0]
    assert card(window, "a⁽⁰⁾").split()[-1].strip(",") == f"{a0[-1]:.2f}".replace("-", "−")
    assert main(["explain", features, "--edge", "1,0,1", "--example", "0"]) == 0
    assert "from input 1 (x₀²) to neuron 0 of layer 1" in capsys.readouterr().out
    assert main(["sheet", features, "--example", "0", "--out", str(tmp_path / "sheet.md")]) == 0
    sheet = (tmp_path / "sheet.md").read_text()
    for line in ("$a_{0}^{(0)}$ $= x_{1}$ $=", "$a_{1}^{(0)}$ $= {x_{0}}^{2}$ $=", "$a_{2}^{(0)}$ $= x_{0}"):
        assert line in sheet, sheet[:700]


def test_three_classes_are_called_by_their_names_wherever_one_meets_them(opened: Opened, tmp_path: Path) -> None:
    window = opened("chain")
    shows(window, flowers(tmp_path, 3))
    content = window.network.widget._content
    names = window.session.dataset.labels
    assert names == ("iris", "rose", "tulip")
    assert [content.names[Neuron(2, j)] for j in range(3)] == list(names)
    assert content.spoken(Neuron(2, 1)).startswith("rose: a₁⁽²⁾ = ")
    window.inspection.select(Neuron(2, 1))
    assert "neuron 1 of layer 2, softmax (rose)" in said(window, NeuronInspector)
    row = window.inspection.row_number
    assert card(window, "y").endswith(f"\n {names[window.session.dataset.classes[row]]}")
    assert card(window, "a⁽ᴸ⁾").endswith(f"\n {names[int(window.inspection.activations[-1].argmax())]}")
    assert window.output.map.legend.lines()[:1] == ["iris"]
    assert window.output.map.canvas._names == ("width", "height")


def test_two_classes_are_named_beside_the_single_number_that_stands_for_them(opened: Opened, tmp_path: Path) -> None:
    window = opened("chain")
    shows(window, flowers(tmp_path, 2))
    content = window.network.widget._content
    assert window.session.dataset.labels == ("rose", "tulip")
    assert content.names == {}
    assert content.y_name == window.session.dataset.labels[window.session.dataset.classes[window.inspection.row_number]]
    assert card(window, "y").split()[1] == content.y_name


def test_a_name_that_the_user_gave_to_an_output_comes_before_its_class(opened: Opened, tmp_path: Path) -> None:
    window = opened("chain")
    shows(window, flowers(tmp_path, 3))
    window.session.edit("Rename", lambda e: edits.rename(e, Neuron(2, 0), "mine"))
    assert window.network.widget._content.names[Neuron(2, 0)] == "mine"


@pytest.mark.parametrize("preset", ["digits", "pinwheel", "spiral"])
def test_classes_that_are_only_numbered_keep_their_numbers(opened: Opened, preset: str) -> None:
    window = opened(preset)
    content = window.network.widget._content
    assert (dict(content.names), content.y_name, window.output.map.legend.lines()) == ({}, "", [])


def test_painting_tells_the_name_of_the_class(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened("chain")
    shows(window, flowers(tmp_path, 3))
    user = User(window, qtbot)
    user.press("paint")
    button = window.output.map.tools._classes.button(1)
    assert (button.toolTip(), button.accessibleName()) == ("Paint class 1, rose (key 1)", "Class 1, rose")
    assert window.output.map.tools._classes.button(3).toolTip() == "Paint class 3 (key 3)"
    user.key(Qt.Key.Key_1)
    window.painting._add(np.array([[1.0, 1.0]]))
    assert window.session.stack.undoText() == "Paint a point of rose"
