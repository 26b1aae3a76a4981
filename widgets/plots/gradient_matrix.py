"""Every edge of one layer at once: the matrix of its derivatives, its weights or its last change."""
from __future__ import annotations

from collections.abc import Sequence
from math import floor, isnan, log10

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.network import Edge
from core.notation import MINUS, Symbol, derivative, number, text
from widgets import theme
from widgets.plots.axis_range import grown_top
from widgets.plots.matrix_grid import MOST_LABELS, Cell, MatrixGrid

READOUT_SIZE = 11                                              # px


def cell_text(value: float, scale: float) -> str:
    """A number for a cell: about two figures of the largest one shown.

    >>> cell_text(-0.0432, 0.1), cell_text(3.14, 8.0), cell_text(2e-7, 1e-6)
    ('−0.043', '3.1', '2e−07')
    """
    decimals = 1 - floor(log10(scale / 2))
    return f"{value:.{max(decimals, 0)}f}".replace("-", MINUS) if decimals <= 4 else number(value, 2)


class GradientMatrix(QWidget):
    """One cell per edge of the chosen layer: to neuron j down, from neuron k across.

    layer_chosen(int): the user wants to see this layer, from 1; the values follow by `set_values`.
    cell_hovered(object): the Edge under the mouse, or None.
    cell_clicked(object): the Edge that was clicked.
    """

    layer_chosen = Signal(int)
    cell_hovered = Signal(object)
    cell_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_matrix")
        self.setAccessibleName(self.tr("Matrix of every edge of a layer"))
        self._layer, self._quantity = 1, "dC_dw"
        self._values = np.empty((0, 0))
        self._scale: float | None = None
        self._selected: Edge | None = None
        self._hovered: Cell | None = None
        self._chooser = QComboBox(self)
        self._chooser.setAccessibleName(self.tr("Layer"))
        self._chooser.setProperty("segment", True)
        self._chooser.activated.connect(lambda place: self.layer_chosen.emit(place + 1))
        self._readout = QLabel(self)
        self._readout.setFont(theme.number_font(READOUT_SIZE))
        self._readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)   # its text moves nothing around it
        self._grid = MatrixGrid(self.tr("j: to neuron"), self.tr("k: from neuron"), self)
        self._grid.setAccessibleName(self.accessibleName())
        self._grid.hovered.connect(self._hover)
        self._grid.clicked.connect(lambda j, k: self.cell_clicked.emit(Edge(self._layer, j, k)))
        row = QHBoxLayout()
        row.addWidget(self._readout, 1)
        row.addWidget(self._chooser)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._grid, 1)

    def set_layers(self, names: Sequence[str]) -> None:
        """What the chooser offers: a name per layer, layer 1 first."""
        if names != [self._chooser.itemText(place) for place in range(self._chooser.count())]:
            self._chooser.clear()
            self._chooser.addItems(names)
            self._chooser.setCurrentIndex(self._layer - 1)

    def set_values(self, layer: int, values: np.ndarray, quantity: str = "dC_dw") -> None:
        """(n_l, n_(l−1)) of layer l, from 1; `quantity` is dC_dw, w or change. Not a number is an edge that was removed."""
        if (layer, quantity, values.shape) != (self._layer, self._quantity, self._values.shape):
            self._scale = None
        self._layer, self._values, self._quantity = layer, values, quantity
        self._chooser.setCurrentIndex(layer - 1)
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max()) if finite.size else 0.0
        self._scale = grown_top(largest, self._scale) if largest > 0 else self._scale
        scale = self._scale or 1.0
        self._grid.set_values(values, scale, lambda value: cell_text(value, scale))
        self._grid.set_labels(*([str(place) for place in range(size)] if size <= MOST_LABELS else [] for size in values.shape))
        self.set_selected(self._selected)
        self._show_readout()

    def set_selected(self, edge: Edge | None) -> None:
        """The outlined edge; one of another layer is outlined when that layer is shown."""
        self._selected = edge
        self._grid.set_selected((edge.j, edge.k) if edge is not None and edge.l == self._layer else None)

    def _hover(self, cell: Cell | None) -> None:
        self._hovered = cell
        self._show_readout()
        self.cell_hovered.emit(None if cell is None else Edge(self._layer, *cell))

    def _show_readout(self) -> None:
        if self._hovered is None:
            self._readout.setText(f"±{number(self._scale, 2)}" if self._scale else "")
            return
        weight = Symbol("w", self._layer, *self._hovered)
        named = {"w": text(weight), "dC_dw": text(derivative(Symbol("C"), weight)), "change": f"Δ{text(weight)}"}[self._quantity]
        value = float(self._values[self._hovered])
        self._readout.setText(self.tr("{0} is removed").format(text(weight)) if isnan(value) else f"{named} = {number(value)}")


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    matrix = GradientMatrix()
    matrix.set_layers(["layer 1", "layer 2", "output"])
    shapes = {1: (6, 2), 2: (4, 6), 3: (30, 64)}
    matrix.layer_chosen.connect(lambda layer: matrix.set_values(layer, np.random.default_rng(layer).normal(0, 0.03, shapes[layer])))
    matrix.layer_chosen.emit(2)
    matrix.cell_clicked.connect(matrix.set_selected)
    matrix.show()
    app.exec()
