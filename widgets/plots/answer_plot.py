"""What the network answers against what is desired, for values that depend on more inputs than a map can show."""
from __future__ import annotations

from operator import attrgetter

import numpy as np
from PySide6.QtWidgets import QWidget

from widgets.plots.legend import CurveStyle
from widgets.plots.output_map import FunctionPlot


class AnswerPlot(FunctionPlot):
    """A dot for each example, desired to the right and answered upwards; on the line it is answered as desired.

    clicked(int, str): the number of the nearest dot within reach of a click, and whether it is of "training" or "test".
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_plot")
        self.setAccessibleName(self.tr("What is answered, against what is desired"))
        self._x_label = self.tr("desired y")
        self.set_styles([CurveStyle(self.tr("a = y"), attrgetter("a")),
                         CurveStyle(self.tr("training"), attrgetter("y"), dots=True),
                         CurveStyle(self.tr("test"), attrgetter("muted"), dots=True)])

    def set_desired(self, low: float, high: float) -> None:
        """The ends of what is desired: the line goes from the one to the other."""
        ends = np.linspace(low, high if high > low else low + 1, 50)
        self.set_network(ends, ends)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    rng = np.random.default_rng(1)
    plot = AnswerPlot()
    plot.set_desired(-2.0, 2.0)
    for name, count in (("training", 80), ("test", 20)):
        desired = rng.uniform(-2, 2, count)
        plot.set_points(name, desired, desired + 0.2 * rng.normal(size=count))
    plot.clicked.connect(print)
    plot.show()
    app.exec()
