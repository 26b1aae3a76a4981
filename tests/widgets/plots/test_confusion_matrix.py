"""The confusion matrix."""
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QListWidget
from pytestqt.qtbot import QtBot

from widgets.plots.confusion_matrix import ConfusionMatrix
from widgets.plots.matrix_grid import WIDEST, MatrixGrid

COUNTS = np.array([[40, 2, 0], [1, 37, 0], [0, 5, 15]])


@pytest.fixture
def matrix(qtbot: QtBot) -> ConfusionMatrix:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.set_counts(COUNTS, ["zero", "one", "two"])
    matrix.resize(300, 300)
    matrix.show()
    return matrix


def readout(matrix: ConfusionMatrix) -> str:
    return matrix.findChild(QLabel).text()


def centre(matrix: ConfusionMatrix, row: int, column: int) -> QPoint:
    return matrix.findChild(MatrixGrid).cell_rect((row, column)).center().toPoint()


def test_the_accuracy_is_the_share_on_the_diagonal(matrix: ConfusionMatrix) -> None:
    assert readout(matrix) == "accuracy 92.0 %  (92 of 100)"


def test_without_examples_no_accuracy_is_claimed(matrix: ConfusionMatrix) -> None:
    matrix.set_counts(np.zeros((3, 3), int))
    assert readout(matrix) == "no examples"
    matrix.grab()


def test_hovering_a_cell_says_what_was_taken_for_what(qtbot: QtBot, matrix: ConfusionMatrix) -> None:
    qtbot.mouseMove(matrix.findChild(MatrixGrid), centre(matrix, 2, 1))
    assert readout(matrix) == "5 of true two taken for one"


def test_clicking_a_cell_gives_true_and_predicted_class(qtbot: QtBot, matrix: ConfusionMatrix) -> None:
    with qtbot.waitSignal(matrix.cell_clicked) as clicked:
        qtbot.mouseClick(matrix.findChild(MatrixGrid), Qt.MouseButton.LeftButton, pos=centre(matrix, 0, 1))
    assert clicked.args == [0, 1]


@pytest.mark.parametrize("pictures", [None, np.random.default_rng(0).random((3, 8, 8))])
def test_clicking_an_example_of_the_cell_names_it(qtbot: QtBot, matrix: ConfusionMatrix, pictures: np.ndarray | None) -> None:
    matrix.set_cell_examples([17, 4, 203], pictures)
    examples = matrix.findChild(QListWidget)
    with qtbot.waitSignal(matrix.example_clicked) as clicked:
        qtbot.mouseClick(examples.viewport(), Qt.MouseButton.LeftButton, pos=examples.visualItemRect(examples.item(2)).center())
    assert clicked.args == [203]


def test_the_matrix_keeps_its_size_when_the_list_comes_and_goes(qtbot: QtBot, matrix: ConfusionMatrix) -> None:
    grid = matrix.findChild(MatrixGrid)
    before = grid.size()
    matrix.set_cell_examples([1, 2, 3])
    qtbot.waitUntil(matrix.findChild(QListWidget).isVisible)
    assert grid.size() == before


def test_long_names_leave_most_of_the_room_to_the_cells_and_every_column_has_its_own(qtbot: QtBot) -> None:
    grid = MatrixGrid("true class", "predicted class")
    qtbot.addWidget(grid)
    grid.resize(340, 160)
    names = ["an extraordinarily long class name", "versicolor", "virginica"]
    grid.set_values(np.eye(3), 1.0)
    grid.set_labels(names, names)
    assert grid.area().width() == 3 * WIDEST
    assert list(grid._labelled()[1]) == [0, 1, 2]
