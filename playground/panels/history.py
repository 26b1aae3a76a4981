"""The curves below the drawing: the cost, and the size of the gradient in each layer."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from playground.inspection import Inspection
from playground.run import Run
from playground.session import Session
from widgets.plots.cost_plot import CostPlot
from widgets.plots.gradient_plot import GradientPlot
from widgets.plots.history_plot import Series

NOTHING = (np.empty(0), np.empty(0))


class HistoryPanel(QObject):
    """Curves from the run's history.

    export_wanted(object): the user wants this plot's table as a file.
    """

    export_wanted = Signal(object)

    def __init__(self, session: Session, run: Run, inspection: Inspection) -> None:
        super().__init__()
        self._run, self._inspection = run, inspection
        self.cost, self.gradient = CostPlot(), GradientPlot()
        for plot in (self.cost, self.gradient):
            plot.export_requested.connect(lambda plot=plot: self.export_wanted.emit(plot))
        inspection.refreshed.connect(self._show)

    def _show(self) -> None:
        if self._inspection.is_due(4, 2):
            self.cost.set_curves(self._series("cost_training"), self._series("cost_test") if self._has("cost_test") else None)
            self.cost.set_marks([(mark.step, mark.text) for mark in self._run.history.marks])
        if self._inspection.is_due(8, 3):
            last = self._inspection.network.last
            self.gradient.set_curves([self._series(f"gradient_norm[{l}]") for l in range(1, last + 1)])

    def _has(self, name: str) -> bool:
        return name in self._run.history.curves

    def _series(self, name: str) -> Series:
        if not self._has(name):
            return NOTHING
        points = self._run.history.curves[name].points
        return points[:, 0], points[:, 1]
