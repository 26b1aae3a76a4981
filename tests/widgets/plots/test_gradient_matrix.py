"""The matrix of every edge of a layer."""
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from core.network import Edge
from tests.widgets.drawings import around, pixels
from widgets import theme
from widgets.plots.gradient_matrix import GradientMatrix
from widgets.plots.matrix_grid import MatrixGrid
from widgets.segmented import Segmented

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


def switch(matrix: GradientMatrix) -> list[QToolButton]:
    return matrix.findChild(Segmented).findChildren(QToolButton)


def centre(matrix: GradientMatrix, row: int, column: int) -> QPoint:
    return grid(matrix).cell_rect((row, column)).center().toPoint()


def colour(matrix: GradientMatrix, row: int, column: int) -> str:
    """Of a corner of the cell, beside its number."""
    picture = grid(matrix).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    place = grid(matrix).cell_rect((row, column)).topLeft().toPoint()
    return picture.pixelColor(place + QPoint(6, 5)).name()


def is_near(one: str, other: str) -> bool:
    return all(abs(p - q) <= 2 for p, q in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True))


def scale(matrix: GradientMatrix) -> str:
    return matrix.findChild(QLabel, "matrix_range").text()


def words(matrix: GradientMatrix) -> str:
    return matrix.findChild(QLabel, "matrix_words").text()


def test_hovering_a_cell_names_its_edge_and_its_value(qtbot: QtBot, matrix: GradientMatrix) -> None:
    with qtbot.waitSignal(matrix.cell_hovered) as hovered:
        qtbot.mouseMove(grid(matrix), centre(matrix, 0, 1))
    assert hovered.args == [Edge(2, 0, 1)]
    assert words(matrix) == "∂C/∂w₀,₁⁽²⁾ = −0.04"
    assert grid(matrix).toolTip() == (
        "Row 0: all weights into neuron 0 of layer 2. Column 1: all weights out of neuron 1 of layer 1.")


def test_a_removed_edge_says_so(qtbot: QtBot, matrix: GradientMatrix) -> None:
    qtbot.mouseMove(grid(matrix), centre(matrix, 1, 1))
    assert words(matrix) == "w₁,₁⁽²⁾ is removed"


def test_leaving_the_matrix_says_that_no_edge_is_hovered(qtbot: QtBot, matrix: GradientMatrix) -> None:
    qtbot.mouseMove(grid(matrix), centre(matrix, 0, 0))
    with qtbot.waitSignal(matrix.cell_hovered) as hovered:
        qtbot.mouseMove(grid(matrix), QPoint(2, 2))
    assert hovered.args == [None]
    assert words(matrix) == "k: from neuron"
    assert grid(matrix).toolTip() == ""


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
    assert scale(matrix) == "±0.05"
    matrix.set_values(2, VALUES / 10)
    assert scale(matrix) == "±0.005"


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


def test_s22_weights_and_derivatives_are_named_as_such_and_the_cost_by_its_letter(qtbot: QtBot, matrix: GradientMatrix) -> None:
    qtbot.mouseMove(grid(matrix), centre(matrix, 0, 0))
    matrix.set_values(2, VALUES, "w")
    assert words(matrix) == "w₀,₀⁽²⁾ = 0.05"
    matrix.set_values(2, VALUES, "dC_dw", one_example=True)
    assert words(matrix) == "∂C₀/∂w₀,₀⁽²⁾ = 0.05"
    assert [button.text() for button in switch(matrix)] == ["∂C₀/∂w", "w"]
    matrix.set_values(2, VALUES, "dC_dw")
    assert [button.text() for button in switch(matrix)] == ["∂C/∂w", "w"]


def test_choosing_the_weights_asks_for_them_and_setting_them_does_not(qtbot: QtBot, matrix: GradientMatrix) -> None:
    with qtbot.waitSignal(matrix.quantity_chosen) as chosen:
        qtbot.mouseClick(switch(matrix)[1], Qt.MouseButton.LeftButton)
    assert chosen.args == ["w"]
    with qtbot.assertNotEmitted(matrix.quantity_chosen):
        matrix.set_values(2, VALUES, "dC_dw")
    assert switch(matrix)[0].isChecked()


# ---- rows and columns ------------------------------------------------------------------------------------------------------------


def lights(matrix: GradientMatrix, plain: np.ndarray) -> set[tuple[str, int]]:
    """Rows and columns that have a frame: pixels of the accent at both their ends."""
    image, (rows, columns), area = pixels(grid(matrix)), matrix._values.shape, grid(matrix).area()

    def framed(x: float, y: float) -> bool:
        place = QPoint(round(x), round(y))
        near = around(image, place, 1)
        in_accent = abs(near - theme.current().accent.getRgb()[:3]).max(axis=2) < 60
        return bool((in_accent & (near != around(plain, place, 1)).any(axis=2)).any())

    y = [grid(matrix).cell_rect((row, 0)).center().y() for row in range(rows)]
    x = [grid(matrix).cell_rect((0, column)).center().x() for column in range(columns)]
    return ({("row", row) for row in range(rows) if framed(area.left(), y[row]) and framed(area.right(), y[row])}
            | {("column", k) for k in range(columns) if framed(x[k], area.top()) and framed(x[k], area.bottom())})


def test_s22_row_and_column_light_up_and_are_said_in_words(matrix: GradientMatrix) -> None:
    plain = pixels(grid(matrix))
    matrix.set_lit({1}, {2})
    assert lights(matrix, plain) == {("row", 1), ("column", 2)}
    assert words(matrix) == "row 1, column 2: from neuron 2 to 1"
    matrix.set_lit({0}, ())
    assert lights(matrix, plain) == {("row", 0)}
    assert words(matrix) == "row 0: all weights into neuron 0"
    matrix.set_lit((), {1})
    assert lights(matrix, plain) == {("column", 1)}
    assert words(matrix) == "column 1: all weights out of neuron 1"
    matrix.set_lit()
    assert (pixels(grid(matrix)) == plain).all()


def test_s22_a_lit_row_of_a_large_matrix_shows_its_number(matrix: GradientMatrix) -> None:
    matrix.set_values(2, np.random.default_rng(0).normal(size=(100, 784)))
    plain = pixels(grid(matrix))
    matrix.set_lit({47}, {300})
    lit, area = pixels(grid(matrix)), grid(matrix).area()
    left = (lit != plain).any(axis=2)[:, :round(area.left()) - 1]
    below = (lit != plain).any(axis=2)[round(area.bottom()) + 2:]
    for beside in (left, below):
        assert beside.any()
    middle = np.flatnonzero(left.any(axis=1)).mean()
    assert abs(middle - grid(matrix).cell_rect((47, 0)).center().y()) < 4


def test_rows_that_a_smaller_matrix_does_not_have_are_not_lit(matrix: GradientMatrix) -> None:
    matrix.set_lit({9}, {9})
    matrix.set_values(2, VALUES)
    grid(matrix).grab()


# ---- what leaves -----------------------------------------------------------------------------------------------------------------


def action(matrix: GradientMatrix, name: str) -> QAction:
    return next(each for each in matrix.actions() if each.text() == name)


def test_the_matrix_is_copied_as_a_table_with_all_figures_by_key(qtbot: QtBot, matrix: GradientMatrix) -> None:
    values = np.random.default_rng(0).normal(size=(3, 4))
    values[1, 2] = np.nan
    matrix.set_values(2, values)
    grid(matrix).setFocus()
    qtbot.keyClick(grid(matrix), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    header, *lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert header == ["j \\ k", "0", "1", "2", "3"]
    assert [line[0] for line in lines] == ["0", "1", "2"]
    read = np.array([[float(each or "nan") for each in line[1:]] for line in lines])
    assert (np.isnan(read) == np.isnan(values)).all()
    assert (np.nan_to_num(read) == np.nan_to_num(values)).all()


def test_the_matrix_is_copied_as_latex(matrix: GradientMatrix) -> None:
    matrix.set_values(2, np.array([[0.5, -2e-7], [np.nan, 3.0]]), "dC_dw", one_example=True)
    action(matrix, "Copy as LaTeX").trigger()
    assert QApplication.clipboard().text() == (
        r"\frac{\partial C_{0}}{\partial w^{(2)}} = \begin{pmatrix} 0.5 & -2 \cdot 10^{-7} \\ \cdot & 3 \end{pmatrix}")


def test_saving_is_asked_for_and_the_table_is_what_is_shown(qtbot: QtBot, matrix: GradientMatrix) -> None:
    with qtbot.waitSignal(matrix.save_wanted):
        action(matrix, "Save as a table…").trigger()
    header, rows = matrix.table()
    assert header == ("j \\ k", "0", "1", "2")
    assert list(rows) == [(0, 0.05, -0.04, 0.0), (1, 0.01, None, -0.02)]


# ---- room ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [219, 244, 286])
def test_the_switch_and_the_layer_fit_beside_each_other(matrix: GradientMatrix, width: int) -> None:
    matrix.resize(width, 190)
    assert matrix.minimumSizeHint().width() <= width
    chooser, buttons = matrix.findChild(QComboBox), switch(matrix)
    for widget in (chooser, *buttons):
        assert widget.width() >= widget.sizeHint().width()
        assert matrix.rect().contains(QRect(widget.mapTo(matrix, QPoint()), widget.size()))
    assert matrix.findChild(QLabel, "matrix_range").width() >= 40


@pytest.mark.parametrize("shape", [(4, 6), (8, 4), (8, 8)])
def test_cells_of_a_small_matrix_hold_their_numbers(matrix: GradientMatrix, shape: tuple[int, int]) -> None:
    matrix.resize(244, 190)
    values = np.random.default_rng(0).normal(0, 0.05, shape)
    matrix.set_values(2, values)
    numbers = pixels(grid(matrix))
    cell = grid(matrix).cell_rect((0, 0)).toRect()
    inside = numbers[cell.top() + 3:cell.bottom() - 2, cell.left() + 3:cell.right() - 2]
    assert np.ptp(inside.sum(axis=2)) > 150, "ink over the colour of the cell"


@pytest.mark.parametrize("shape", [(1, 1), (1, 64), (64, 1), (100, 784), (4096, 2)])
def test_matrices_of_every_shape_stay_inside_and_can_be_pointed_at(
        qtbot: QtBot, matrix: GradientMatrix, shape: tuple[int, int]) -> None:
    matrix.set_values(1, np.random.default_rng(0).normal(size=shape))
    area = grid(matrix).area()
    assert grid(matrix).rect().contains(area.toAlignedRect())
    grid(matrix).grab()
    qtbot.mouseMove(grid(matrix), QPoint(1, 1))
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
