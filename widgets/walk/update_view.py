"""The update stage: the table of all weights and biases, and what the gradient promised of the step; side by side if they fit."""
from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from widgets.segmented import Segmented
from widgets.walk.forecast_gauge import ForecastGauge
from widgets.walk.update_table import UpdateTable

AROUND, GAUGE, ROOM = 12, 250, 600                              # px: around the two, least width of the gauge, and of both together


class UpdateView(QWidget):
    """`table` on the left and `gauge` on the right, with a handle between them; one of them where there is no room for both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("update_view")
        self.setAccessibleName(self.tr("Update"))
        self.table, self.gauge = UpdateTable(), ForecastGauge()
        self.gauge.setMinimumWidth(GAUGE)
        beside = QScrollArea(widgetResizable=True)
        beside.setFrameShape(QFrame.Shape.NoFrame)
        beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        beside.setAccessibleName(self.gauge.accessibleName())
        beside.setMinimumWidth(GAUGE + beside.verticalScrollBar().sizeHint().width())
        beside.setWidget(self.gauge)
        self._halves = {"table": self.table, "gauge": beside}
        self._switch = Segmented(self.tr("What is shown of the update"), [
            ("table", self.tr("weights and biases")), ("gauge", self.tr("promise and outcome"))])
        self._switch.chosen.connect(self._arrange)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        self.table.setContentsMargins(0, 0, AROUND, 0)
        self.gauge.setContentsMargins(AROUND, 0, 0, 0)
        for place, (widget, share) in enumerate(((self.table, 2), (beside, 1))):
            splitter.addWidget(widget)
            splitter.setStretchFactor(place, share)
        splitter.setSizes([2 * GAUGE, GAUGE])
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND, AROUND // 2, AROUND, AROUND // 2)
        column.addWidget(self._switch)
        column.addWidget(splitter, 1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Enough for either of them."""
        return QSize(GAUGE + 4 * AROUND, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        """Both, or the one that is chosen."""
        narrow = self.width() < ROOM
        self._switch.setVisible(narrow)
        for name, half in self._halves.items():
            half.setVisible(not narrow or name == self._switch.current())

    def set_calm(self, calm: bool) -> None:
        """Few colours."""
        self.gauge.set_calm(calm)


if __name__ == "__main__":
    import numpy as np
    from PySide6.QtWidgets import QApplication

    from core.explain.forecast import along_step, forecast, parameters
    from core.explain.walk import Walk
    from core.network import Network
    from core.optimizers import Update
    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    network = Network((2, 3, 1), ["tanh", "tanh"])
    network.parameters[:] = np.random.default_rng(1).normal(0, 1, 13)
    update = Update(network, "sgd")
    update.set_rates(0.3)
    walk = Walk(network, np.array([[1.0, 0.5, -0.2, 1.0]]), update)
    view, free = UpdateView(), np.ones(13)
    view.table.set_batch((7,), 250)
    view.table.set_update(update)
    view.table.set_rows(network.sizes, parameters(walk, 0), network.gradient, update.step, network.parameters,
                        movable=free, present=free)
    view.gauge.set_forecast(forecast(walk))
    multiples = np.linspace(0, 4, 81)
    view.gauge.set_along(multiples, along_step(walk, multiples))
    view.gauge.set_history([forecast(walk)])
    view.resize(820, 360)
    view.show()
    app.exec()
