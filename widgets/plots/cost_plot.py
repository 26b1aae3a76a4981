"""The cost of training and test against the step."""
from __future__ import annotations

from operator import attrgetter

import numpy as np
from PySide6.QtWidgets import QWidget

from widgets.plots.history_plot import HistoryPlot, Series
from widgets.plots.legend import CurveStyle


class CostPlot(HistoryPlot):
    """Two curves: what training makes small, and the same on examples that training never sees."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cost_plot")
        self.setAccessibleName(self.tr("Cost against the step"))
        self.curve_plot.setAccessibleName(self.accessibleName())
        self._styles = [CurveStyle(self.tr("training"), attrgetter("C")), CurveStyle(self.tr("test"), attrgetter("muted"))]
        self.set_curves((np.empty(0), np.empty(0)))

    def set_curves(self, training: Series, test: Series | None = None) -> None:
        """(steps, values) of the cost over the training set and, unless it is empty, the test set."""
        drawn = [training] if test is None else [training, test]
        names = (self.tr("cost of training"), self.tr("cost of test"))
        self._set_series(self._styles[:len(drawn)], list(zip(names, drawn, strict=False)), drawn)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    steps = np.arange(0, 10_300, 10)
    cost = 0.6 * np.exp(-steps / 2_000) + 0.02 * np.random.default_rng(1).random(len(steps)) + 0.04
    plot = CostPlot()
    plot.set_curves((steps, cost), (steps, cost * 1.2 + 0.01))
    plot.set_marks([(4_000, "data changed")])
    plot.export_requested.connect(lambda: print(*plot.table()[1][:5], sep="\n"))
    plot.show()
    app.exec()
