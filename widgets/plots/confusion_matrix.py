"""How often each class is taken for each other, and the examples behind every count."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QLabel, QListView, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from widgets import theme
from widgets.plots.matrix_grid import Cell, MatrixGrid

PICTURE, LIST_HEIGHT = 24, 62                                  # px
MOST_EXAMPLES = 200                                            # shown of one cell


class ConfusionMatrix(QWidget):
    """Counts by true class down and predicted class across: right answers in blue on the diagonal, mistakes in orange.

    cell_clicked(int, int): true and predicted class; its examples follow by `set_cell_examples`.
    example_clicked(int): one of the examples listed.
    """

    cell_clicked = Signal(int, int)
    example_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self._counts = np.zeros((0, 0), int)
        self._labels: Sequence[str] = ()
        self._hovered: Cell | None = None
        self._readout = QLabel(self)
        self._readout.setFont(theme.ui_font(theme.CAPTION))
        self._grid = MatrixGrid(self.tr("true class"), self.tr("predicted class"), self)
        self._grid.setAccessibleName(self.accessibleName())
        self._grid.hovered.connect(self._hover)
        self._grid.clicked.connect(self.cell_clicked)
        self._examples = QListWidget(self)
        self._examples.setAccessibleName(self.tr("Examples of the cell"))
        self._examples.setViewMode(QListView.ViewMode.IconMode)
        self._examples.setMovement(QListView.Movement.Static)
        self._examples.setResizeMode(QListView.ResizeMode.Adjust)
        self._examples.setIconSize(QSize(PICTURE, PICTURE))
        self._examples.setSpacing(1)
        hint = QLabel(self.tr("Click a count to see its examples."), alignment=Qt.AlignmentFlag.AlignCenter)
        hint.setProperty("caption", True)
        self._below = QStackedWidget()                         # the matrix keeps its size when the list comes and goes
        self._below.setFixedHeight(LIST_HEIGHT)
        self._below.addWidget(hint)
        self._below.addWidget(self._examples)
        for signal in (self._examples.itemClicked, self._examples.itemActivated):
            signal.connect(lambda item: self.example_clicked.emit(item.data(Qt.ItemDataRole.UserRole)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._readout)
        column.addWidget(self._grid, 1)
        column.addWidget(self._below)
        self.set_cell_examples([])

    def set_counts(self, counts: np.ndarray, labels: Sequence[str] = ()) -> None:
        """(classes, classes) of how many examples of the true class (row) were taken for the predicted one (column)."""
        self._counts = counts
        self._labels = labels or [str(number) for number in range(len(counts))]
        # A mistake is rare beside the right answers, hence the root; the sign says which of them it is.
        signed = np.sqrt(counts) * np.where(np.eye(len(counts), dtype=bool), 1, -1)
        self._grid.set_values(signed, float(np.sqrt(max(counts.max(initial=0), 1))), lambda root: str(round(root * root) or "·"))
        self._grid.set_labels(list(self._labels), list(self._labels))
        self._show_readout()

    def set_selected(self, cell: Cell | None) -> None:
        """The outlined (true, predicted) cell."""
        self._grid.set_selected(cell)

    def set_cell_examples(self, examples: Sequence[int], pictures: np.ndarray | None = None) -> None:
        """The examples of the cell that was clicked: their numbers, or their (n, height, width) pictures in 0 to 1."""
        self._examples.clear()
        self._below.setCurrentIndex(int(len(examples) > 0))
        for place, number in enumerate(examples[:MOST_EXAMPLES]):
            item = QListWidgetItem(self._examples)
            item.setData(Qt.ItemDataRole.UserRole, int(number))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("example {0}").format(number))
            item.setToolTip(self.tr("example {0}").format(number))
            if pictures is None:
                item.setText(str(number))
            else:
                item.setIcon(_picture(pictures[place]))

    def _hover(self, cell: Cell | None) -> None:
        self._hovered = cell
        self._show_readout()

    def _show_readout(self) -> None:
        total = int(self._counts.sum())
        if self._hovered is not None:
            true, predicted = (self._labels[number] for number in self._hovered)
            said = self.tr("{0} of true {1} taken for {2}").format(int(self._counts[self._hovered]), true, predicted)
        elif total:
            right = int(np.trace(self._counts))
            said = self.tr("accuracy {0} %  ({1} of {2})").format(f"{100 * right / total:.1f}", right, total)
        else:
            said = self.tr("no examples")
        self._readout.setText(said)


def _picture(pixels: np.ndarray) -> QIcon:
    height, width = pixels.shape
    grey = np.ascontiguousarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))
    image = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
    return QIcon(QPixmap.fromImage(image.scaled(PICTURE, PICTURE, Qt.AspectRatioMode.KeepAspectRatio)))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    rng = np.random.default_rng(1)
    matrix = ConfusionMatrix()
    matrix.set_counts(np.diag(rng.integers(60, 90, 10)) + rng.integers(0, 4, (10, 10)))
    matrix.cell_clicked.connect(lambda true, predicted: matrix.set_cell_examples(list(range(12)), rng.random((12, 8, 8))))
    matrix.cell_clicked.connect(lambda true, predicted: matrix.set_selected((true, predicted)))
    matrix.example_clicked.connect(print)
    matrix.show()
    app.exec()
