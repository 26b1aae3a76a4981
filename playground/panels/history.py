"""The plots below the drawing: cost, size of the gradient, and the matrix of a layer's edges."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.network import Edge
from playground.inspection import Inspection
from playground.run import Run
from playground.session import Session
from widgets.plots.cost_plot import CostPlot
from widgets.plots.gradient_matrix import GradientMatrix
from widgets.plots.gradient_plot import GradientPlot
from widgets.plots.history_plot import Series

NOTHING = (np.empty(0), np.empty(0))


class HistoryPanel(QObject):
    """Curves from the run's history, the matrix from the inspection.

    export_wanted(object): the user wants this plot's table as a file.  layer_shown(int): the matrix shows this layer.
    """

    export_wanted = Signal(object)
    layer_shown = Signal(int)

    def __init__(self, session: Session, run: Run, inspection: Inspection) -> None:
        super().__init__()
        self._run, self._inspection = run, inspection
        self._layer = 1
        self.cost, self.gradient, self.matrix = CostPlot(), GradientPlot(), GradientMatrix()
        for plot in (self.cost, self.gradient):
            plot.export_requested.connect(lambda plot=plot: self.export_wanted.emit(plot))
        self.matrix.layer_chosen.connect(self._choose_layer)
        self.matrix.cell_clicked.connect(inspection.select)
        inspection.opened.connect(self._show_layers)
        inspection.changed.connect(self._show_selection)
        inspection.refreshed.connect(self._show)

    def _choose_layer(self, layer: int) -> None:
        self._layer = layer
        self.gradient.set_layer(layer)
        self._show_matrix()
        self.layer_shown.emit(layer)

    def _show_layers(self) -> None:
        last = self._inspection.network.last
        self.matrix.set_layers([*(self.tr("layer {l}").format(l=l) for l in range(1, last)), self.tr("output")])
        self._layer = min(self._layer, last)
        self.layer_shown.emit(self._layer)

    def _show_selection(self) -> None:
        part = self._inspection.selection
        edge = part if isinstance(part, Edge) else None
        self.matrix.set_selected(edge)
        if edge is not None and edge.l != self._layer:
            self._choose_layer(edge.l)

    def _show(self) -> None:
        if self._inspection.is_due(2):
            self.cost.set_curves(self._series("cost_training"), self._series("cost_test") if self._has("cost_test") else None)
            self.cost.set_marks([(mark.step, mark.text) for mark in self._run.history.marks])
        if self._inspection.is_due(8, 1):
            last = self._inspection.network.last
            self.gradient.set_curves([self._series(f"gradient_norm[{l}]") for l in range(1, last + 1)])
        if self._inspection.is_due(8, 5):
            self._show_matrix()

    def _show_matrix(self) -> None:
        gradient, inspection = self._inspection.gradient, self._inspection
        shape = (inspection.network.sizes[self._layer], inspection.network.sizes[self._layer - 1])
        values = np.zeros(shape) if gradient is None else inspection.layered(gradient.flat)[self._layer]
        assert values is not None
        self.matrix.set_values(self._layer, values.copy())

    def _has(self, name: str) -> bool:
        return name in self._run.history.curves

    def _series(self, name: str) -> Series:
        if not self._has(name):
            return NOTHING
        points = self._run.history.curves[name].points
        return points[:, 0], points[:, 1]
