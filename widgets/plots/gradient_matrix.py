"""Every edge of one layer at once: the matrix of its derivatives or of its weights, row j and column k as in w_jk."""
from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from math import floor, isnan, log10

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.network import Edge
from core.notation import MINUS, Node, Symbol, derivative, latex, number, text
from widgets import theme
from widgets.plots.axis_range import grown_top
from widgets.plots.matrix_grid import Cell, MatrixGrid
from widgets.segmented import Segmented

ROOMY = 6                                                      # columns; more have room for shorter numbers only
FIGURES, WORDS, FOOT = 11, 10, 15                              # px: of numbers, of words, height of the line below the matrix


def cell_text(value: float, scale: float, figures: int = 2) -> str:
    """A number for a cell: about so many figures of the largest one shown.

    >>> cell_text(-0.0432, 0.1), cell_text(-0.0432, 0.1, 1), cell_text(3.14, 8.0), cell_text(2e-7, 1e-6), cell_text(-0.02, 8.0)
    ('−0.043', '−0.04', '3.1', '2e−07', '0.0')
    """
    decimals = figures - 1 - floor(log10(scale / 2))
    if decimals > 4:
        return number(value, figures)
    return f"{round(value, max(decimals, 0)) + 0.0:.{max(decimals, 0)}f}".replace("-", MINUS)      # + 0.0 takes the sign off a zero


@functools.cache
def _numbers(size: int) -> tuple[str, ...]:
    return tuple(map(str, range(size)))


def latex_matrix(values: np.ndarray) -> str:
    r"""The numbers as a LaTeX matrix, with four figures each; a removed edge is a dot.

    >>> latex_matrix(np.array([[0.5, -2e-7], [np.nan, 3.0]]))
    '\\begin{pmatrix} 0.5 & -2 \\cdot 10^{-7} \\\\ \\cdot & 3 \\end{pmatrix}'
    """
    return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(map(_latex_number, line)) for line in values.tolist()) + r" \end{pmatrix}"


def _latex_number(value: float) -> str:
    if isnan(value):
        return r"\cdot"
    figures, _, exponent = number(value).replace(MINUS, "-").partition("e")
    return rf"{figures} \cdot 10^{{{int(exponent)}}}" if exponent else figures


class GradientMatrix(QWidget):
    """One cell per edge of the chosen layer: to neuron j down, from neuron k across (S22).

    layer_chosen(int), quantity_chosen(str): the user wants to see this layer, from 1, or "dC_dw" or "w"; the values follow by
    `set_values`.
    cell_hovered(object): the Edge under the mouse, or None.
    cell_clicked(object): the Edge that was clicked.
    save_wanted(): the user wants what `table` returns as a file.
    """

    layer_chosen = Signal(int)
    quantity_chosen = Signal(str)
    cell_hovered = Signal(object)
    cell_clicked = Signal(object)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_matrix")
        self.setAccessibleName(self.tr("Matrix of every edge of a layer"))
        self._layer, self._quantity, self._cost = 1, "dC_dw", Symbol("C")
        self._values = np.empty((0, 0))
        self._scale: float | None = None
        self._selected: Edge | None = None
        self._hovered: Cell | None = None
        self._lit: tuple[frozenset[int], frozenset[int]] = frozenset(), frozenset()
        self._range, self._foot = QLabel(self), QLabel(self)
        self._range.setObjectName("matrix_range")
        self._foot.setObjectName("matrix_words")
        self._range.setFont(theme.number_font(FIGURES))
        self._range.setToolTip(self.tr("The value of full colour"))
        self._foot.setFixedHeight(FOOT)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self._range, self._foot):                # their texts move nothing around them
            label.setProperty("muted", True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._switch = Segmented(self.tr("What the matrix shows"), self._quantities())
        self._switch.chosen.connect(self.quantity_chosen)
        self._chooser = QComboBox(self)
        self._chooser.setAccessibleName(self.tr("Layer"))
        self._chooser.setProperty("segment", True)
        self._chooser.activated.connect(lambda place: self.layer_chosen.emit(place + 1))
        self._grid = MatrixGrid(self.tr("j: to neuron"), "", self)
        self._grid.setAccessibleName(self.accessibleName())
        self._grid.hovered.connect(self._hover)
        self._grid.clicked.connect(lambda j, k: self.cell_clicked.emit(Edge(self._layer, j, k)))
        copying = QKeySequence(QKeySequence.StandardKey.Copy)
        self.addAction(self.tr("Copy as a table"), copying).triggered.connect(lambda: _copy(self.table_text()))
        self.addAction(self.tr("Copy as LaTeX")).triggered.connect(lambda: _copy(self.latex()))
        self.addAction(self.tr("Save as a table…")).triggered.connect(self.save_wanted)
        self.actions()[0].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._place()
        self._show_words()

    def set_layers(self, names: Sequence[str]) -> None:
        """What the chooser offers: a name per layer, layer 1 first."""
        if names != [self._chooser.itemText(place) for place in range(self._chooser.count())]:
            self._chooser.clear()
            self._chooser.addItems(names)
            self._chooser.setCurrentIndex(self._layer - 1)

    def set_layer(self, layer: int) -> None:
        """The chosen layer; its values follow."""
        self._chooser.setCurrentIndex(layer - 1)

    def set_values(self, layer: int, values: np.ndarray, quantity: str = "dC_dw", one_example: bool = False) -> None:
        """(n_l, n_(l−1)) of layer l, from 1; `quantity` is dC_dw, of C₀ or of the average C, or w. Not a number: a removed edge."""
        if (layer, quantity, values.shape) != (self._layer, self._quantity, self._values.shape):
            self._scale = None
        self._layer, self._values, self._quantity = layer, values, quantity
        self._cost = Symbol("C", j=0 if one_example else None)
        self.set_layer(layer)
        self._switch.set_options(self._quantities())
        self._switch.set_current(quantity)
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max()) if finite.size else 0.0
        self._scale = grown_top(largest, self._scale) if largest > 0 else self._scale
        scale = self._scale or 1.0
        self._range.setText(f"±{number(self._scale, 2)}" if self._scale else "")
        figures = 2 if values.shape[1] <= ROOMY else 1
        self._grid.set_values(values, scale, lambda value: cell_text(value, scale, figures))
        self._grid.set_labels(*(_numbers(size) for size in values.shape))
        self.set_selected(self._selected)
        self._show_words()

    def set_selected(self, edge: Edge | None) -> None:
        """The outlined edge; one of another layer is outlined when that layer is shown."""
        self._selected = edge
        self._grid.set_selected((edge.j, edge.k) if edge is not None and edge.l == self._layer else None)

    def set_lit(self, rows: Collection[int] = (), columns: Collection[int] = ()) -> None:
        """Light row j, all weights into neuron j, and column k, all weights out of neuron k, each with its number (S22)."""
        lit = frozenset(rows), frozenset(columns)
        if lit != self._lit:
            self._lit = lit
            self._grid.set_lit(*lit)
            self._show_words()

    # ---- what leaves -------------------------------------------------------------------------------------------------------------

    def table(self) -> tuple[tuple[str, ...], Iterator[tuple[float | None, ...]]]:
        """Header and rows, as they are now: j, then the number of each k, in full (None for a removed edge)."""
        header = ("j \\ k", *map(str, range(self._values.shape[1])))
        lines = enumerate(self._values.copy())
        return header, ((j, *(None if isnan(value) else value for value in line.tolist())) for j, line in lines)

    def table_text(self) -> str:
        """The same with tabs between the columns, as spreadsheets take it."""
        header, rows = self.table()
        lines = [header, *(("" if value is None else repr(value) for value in line) for line in rows)]
        return "\n".join("\t".join(line) for line in lines) + "\n"

    def latex(self) -> str:
        """An equation: the matrix's name and its numbers."""
        return f"{latex(self._named(Symbol('w', self._layer)))} = {latex_matrix(self._values)}"

    # ---- what is said ------------------------------------------------------------------------------------------------------------

    def _hover(self, cell: Cell | None) -> None:
        self._hovered = cell
        self._show_words()
        self.cell_hovered.emit(None if cell is None else Edge(self._layer, *cell))

    def _show_words(self) -> None:
        """Below the matrix: the number of the edge that is pointed at, or what is lit, or what runs across."""
        self._foot.setFont(theme.number_font(FIGURES) if self._hovered else theme.ui_font(WORDS))
        self._foot.setText(self._said_of(*self._hovered) if self._hovered else self._said_of_light())
        self._grid.setToolTip(self._place_in_words(*self._hovered) if self._hovered else "")

    def _place_in_words(self, j: int, k: int) -> str:
        row = self.tr("Row {j}: all weights into neuron {j} of layer {l}.").format(j=j, l=self._layer)
        return row + " " + self.tr("Column {k}: all weights out of neuron {k} of layer {l}.").format(k=k, l=self._layer - 1)

    def _said_of(self, j: int, k: int) -> str:
        weight, value = Symbol("w", self._layer, j, k), float(self._values[j, k])
        if isnan(value):
            return self.tr("{0} is removed").format(text(weight))
        return f"{text(self._named(weight))} = {number(value)}"

    def _said_of_light(self) -> str:
        rows, columns = (self.tr("all") if len(lit) > 1 else next(iter(lit), None) for lit in self._lit)
        if rows is not None and columns is not None:
            return self.tr("row {j}, column {k}: from neuron {k} to {j}").format(j=rows, k=columns)
        if rows is not None:
            return self.tr("row {j}: all weights into neuron {j}").format(j=rows)
        if columns is not None:
            return self.tr("column {k}: all weights out of neuron {k}").format(k=columns)
        return self.tr("k: from neuron")

    def _quantities(self) -> list[tuple[str, str]]:
        return [("dC_dw", text(derivative(self._cost, Symbol("w")))), ("w", "w")]

    def _named(self, weight: Symbol) -> Node:
        return weight if self._quantity == "w" else derivative(self._cost, weight)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._range, 1)
        head.addWidget(self._switch)
        head.addWidget(self._chooser)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._grid, 1)
        column.addWidget(self._foot)


def _copy(written: str) -> None:
    QApplication.clipboard().setText(written)


if __name__ == "__main__":
    app = QApplication([])
    theme.apply(app, theme.DARK)
    matrix = GradientMatrix()
    matrix.set_layers(["layer 1", "layer 2", "output"])
    shapes = {1: (6, 2), 2: (4, 6), 3: (30, 64)}
    matrix.layer_chosen.connect(lambda layer: matrix.set_values(layer, np.random.default_rng(layer).normal(0, 0.03, shapes[layer])))
    matrix.layer_chosen.emit(2)
    matrix.cell_clicked.connect(matrix.set_selected)
    matrix.cell_clicked.connect(lambda edge: matrix.set_lit({edge.j}, {edge.k}))
    matrix.show()
    app.exec()
