"""The matrix of every edge of a layer."""
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from core.network import Edge
from widgets import theme
from widgets.plots.gradient_matrix import GradientMatrix
from widgets.plots.matrix_grid import MatrixGrid

VALUES = np.array([[0.05, -0.04, 0.0], [0.01, np.nan, -0.02]])


@pytest.fixture
def matrix(qtbot: QtBot) -> GradientMatrix:
    matrix = GradientMatrix()
    qtbot.addWidget(matrix)
    matrix.set_layers(["layer 1", "layer 2", "output"])
    matrix.set_values(2, VALUES)
    matrix.resize(270, 190)
    matrix.show()
    return matrix


def grid(matrix: GradientMatrix) -> MatrixGrid:
    return matrix.findChild(MatrixGrid)


def centre(matrix: GradientMatrix, row: int, column: int) -> QPoint:
    return grid(matrix).cell_rect((row, column)).center().toPoint()


def colour(matrix: GradientMatrix, row: int, column: int) -> str:
    """Of a corner of the cell, beside its number."""
    picture = grid(matrix).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    place = grid(matrix).cell_rect((row, column)).topLeft().toPoint()
    return picture.pixelColor(place + QPoint(6, 5)).name()


def is_near(one: str, other: str) -> bool:
    return all(abs(p - q) <= 2 for p, q in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True))


def readout(matrix: GradientMatrix) -> str:
    return matrix.findChild(QLabel).text()


def test_hovering_a_cell_names_its_edge_and_its_value(qtbot: QtBot, matrix: GradientMatrix) -> None:
    with qtbot.waitSignal(matrix.cell_hovered) as hovered:
        qtbot.mouseMove(grid(matrix), centre(matrix, 0, 1))
    assert hovered.args == [Edge(2, 0, 1)]
    assert readout(matrix) == "∂C/∂w₀,₁⁽²⁾ = −0.04"


def test_a_removed_edge_says_so(qtbot: QtBot, matrix: GradientMatrix) -> None:
    qtbot.mouseMove(grid(matrix), centre(matrix, 1, 1))
    assert readout(matrix) == "w₁,₁⁽²⁾ is removed"


def test_leaving_the_matrix_says_that_no_edge_is_hovered(qtbot: QtBot, matrix: GradientMatrix) -> None:
    qtbot.mouseMove(grid(matrix), centre(matrix, 0, 0))
    with qtbot.waitSignal(matrix.cell_hovered) as hovered:
        qtbot.mouseMove(grid(matrix), QPoint(2, 2))
    assert hovered.args == [None]
    assert readout(matrix) == "±0.05"


def test_clicking_a_cell_gives_its_edge(qtbot: QtBot, matrix: GradientMatrix) -> None:
    with qtbot.waitSignal(matrix.cell_clicked) as clicked:
        qtbot.mouseClick(grid(matrix), Qt.MouseButton.LeftButton, pos=centre(matrix, 1, 2))
    assert clicked.args == [Edge(2, 1, 2)]


def test_the_arrow_keys_walk_over_the_cells_and_return_clicks(qtbot: QtBot, matrix: GradientMatrix) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(grid(matrix), key)
    with qtbot.waitSignal(matrix.cell_clicked) as clicked:
        qtbot.keyClick(grid(matrix), Qt.Key.Key_Return)
    assert clicked.args == [Edge(2, 1, 1)]


def test_cells_have_the_colour_of_their_sign(matrix: GradientMatrix) -> None:
    colours = theme.current()
    assert colour(matrix, 0, 0) == colours.positive.name()
    assert is_near(colour(matrix, 0, 1), theme.signed_colour(-0.04, 0.05).name())
    assert colour(matrix, 0, 2) == colours.zero.name()


def test_the_scale_stays_while_values_shrink_a_little(matrix: GradientMatrix) -> None:
    matrix.set_values(2, VALUES * 0.7)
    assert readout(matrix) == "±0.05"
    matrix.set_values(2, VALUES / 10)
    assert readout(matrix) == "±0.005"


def test_choosing_a_layer_asks_for_it_and_setting_one_does_not(qtbot: QtBot, matrix: GradientMatrix) -> None:
    chooser = matrix.findChild(QComboBox)
    with qtbot.waitSignal(matrix.layer_chosen) as chosen:
        qtbot.keyClick(chooser, Qt.Key.Key_Up)
    assert chosen.args == [1]
    with qtbot.assertNotEmitted(matrix.layer_chosen):
        matrix.set_values(3, np.ones((1, 2)))
    assert chooser.currentText() == "output"


def test_a_selected_edge_is_outlined_only_in_its_layer(matrix: GradientMatrix) -> None:
    plain = grid(matrix).grab().toImage()
    matrix.set_selected(Edge(1, 0, 0))
    assert grid(matrix).grab().toImage() == plain
    matrix.set_selected(Edge(2, 0, 0))
    assert grid(matrix).grab().toImage() != plain


def test_weights_and_changes_are_named_as_such(qtbot: QtBot, matrix: GradientMatrix) -> None:
    qtbot.mouseMove(grid(matrix), centre(matrix, 0, 0))
    matrix.set_values(2, VALUES, "w")
    assert readout(matrix) == "w₀,₀⁽²⁾ = 0.05"
    matrix.set_values(2, VALUES, "change")
    assert readout(matrix) == "Δw₀,₀⁽²⁾ = 0.05"


@pytest.mark.parametrize("shape", [(1, 1), (1, 64), (64, 1), (100, 784), (4096, 2)])
def test_matrices_of_every_shape_stay_inside_and_can_be_pointed_at(
        qtbot: QtBot, matrix: GradientMatrix, shape: tuple[int, int]) -> None:
    matrix.set_values(1, np.random.default_rng(0).normal(size=shape))
    area = grid(matrix).area()
    assert grid(matrix).rect().contains(area.toAlignedRect())
    grid(matrix).grab()
    with qtbot.waitSignal(matrix.cell_hovered) as hovered:
        qtbot.mouseMove(grid(matrix), area.center().toPoint())
    edge = hovered.args[0]
    assert edge.j < shape[0]
    assert edge.k < shape[1]


def test_a_change_of_theme_recolours_the_matrix(qapp, matrix: GradientMatrix) -> None:
    theme.apply(qapp, theme.LIGHT)
    try:
        assert colour(matrix, 0, 0) == theme.LIGHT.positive.name()
        assert colour(matrix, 0, 2) == theme.LIGHT.zero.name()
    finally:
        theme.apply(qapp, theme.DARK)
