"""How a layer is: the distributions of its weights, activations and gradients, and the neurons that have stopped learning."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from core.explain.health import Ailment, Health, reason
from widgets import theme
from widgets.plots.histogram import HistogramPlot
from widgets.sentences import said

MOST = 100                                                     # neurons listed
ENTER = Qt.Key.Key_Return, Qt.Key.Key_Enter


class HealthView(QWidget):
    """Shows one layer of a Health.

    layer_chosen(int): the user wants to see this layer, from 1.
    part_hovered(object): the Neuron whose sentence is under the mouse or chosen by the arrow keys, or None.
    part_clicked(object): the Neuron whose sentence was clicked, or chosen by Enter.
    """

    layer_chosen = Signal(int)
    part_hovered = Signal(object)
    part_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer = 1
        self._health: Health | None = None
        self._ailments: list[Ailment] = []
        self._hovered: Ailment | None = None
        self._chooser = QComboBox()
        self._chooser.setAccessibleName(self.tr("Layer"))
        self._chooser.setProperty("segment", True)
        self._chooser.activated.connect(lambda place: self.layer_chosen.emit(place + 1))
        self._readout, self._state, self._list = QLabel(), QLabel(), QListWidget()
        self.histograms = (HistogramPlot(self.tr("weights"), "w"), HistogramPlot(self.tr("activations"), "a"),
                           HistogramPlot(self.tr("gradients"), "C"))
        self.setObjectName("health_view")
        self.setAccessibleName(self.tr("Health of a layer"))
        self._prepare()
        self._place()
        self._show()

    def _prepare(self) -> None:
        self._readout.setProperty("caption", True)
        self._readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)   # its text moves nothing around it
        self._state.setProperty("caption", True)
        self._state.setWordWrap(True)
        self._state.setAlignment(Qt.AlignmentFlag.AlignTop)
        for histogram in self.histograms:
            histogram.hovered.connect(lambda place, histogram=histogram: self._read(histogram, place))
        self._list.setAccessibleName(self.tr("Neurons that have stopped learning"))
        self._list.setFont(theme.ui_font(theme.CAPTION))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.viewport().installEventFilter(self)
        self._list.installEventFilter(self)
        self._list.itemEntered.connect(lambda item: self._hover(self._list.row(item)))
        self._list.currentRowChanged.connect(self._hover)
        self._list.itemClicked.connect(lambda item: self._choose(self._list.row(item)))

    def _place(self) -> None:
        top, row, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self._readout, 1)
        top.addWidget(self._chooser)
        row.setSpacing(12)
        for histogram in self.histograms:
            row.addWidget(histogram, 1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(row, 3)
        column.addWidget(self._state, 2)
        column.addWidget(self._list, 2)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_layers(self, names: Sequence[str]) -> None:
        """What the chooser offers: a name per layer, layer 1 first."""
        if list(names) != [self._chooser.itemText(place) for place in range(self._chooser.count())]:
            self._chooser.clear()
            self._chooser.addItems(names)
            self._chooser.setCurrentIndex(self._layer - 1)

    def set_layer(self, layer: int) -> None:
        """Show this layer, from 1."""
        if layer != self._layer:
            self._layer = layer
            for histogram in self.histograms:
                histogram.set_histogram(None)
            self._chooser.setCurrentIndex(layer - 1)
            self._show()

    def set_health(self, health: Health | None) -> None:
        """What was found in the whole network; None: it was not looked at yet."""
        if health is not self._health:
            self._health = health
            self._show()

    def sentences(self) -> list[str]:
        """What is said of the neurons, one sentence each, or the one that says that all is well."""
        listed = [self._list.item(row).text() for row in range(self._list.count())]
        return listed or [self._state.text()]

    def _show(self) -> None:
        health = self._health
        layer = health.layers[self._layer] if health is not None and self._layer < len(health.layers) else None
        for histogram, values in zip(self.histograms, layer or (None, None, None), strict=True):
            histogram.set_histogram(values)
        ailments = [] if health is None else [ailment for ailment in health.ailments if ailment.neuron.l == self._layer]
        self._state.setText(self.tr("Not looked at yet.") if health is None else self.tr("All neurons of this layer respond."))
        self._state.setVisible(not ailments)
        self._list.setVisible(bool(ailments))
        if ailments != self._ailments:
            self._list_ailments(ailments)

    def _list_ailments(self, ailments: list[Ailment]) -> None:
        self._hover(-1)
        self._ailments = ailments
        self._list.blockSignals(True)                          # no row becomes the current one by the user's wish
        self._list.clear()
        for ailment in ailments[:MOST]:
            item = QListWidgetItem(self._sentence(ailment), self._list)
            item.setToolTip(said(reason(ailment)))
        if len(ailments) > MOST:
            more = QListWidgetItem(self.tr("and {count} more").format(count=f"{len(ailments) - MOST:,}"))
            more.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(more)
        self._list.blockSignals(False)

    def _sentence(self, ailment: Ailment) -> str:
        written = self.tr("neuron {j} is saturated: {share} % of examples")
        if ailment.kind == "dead":
            written = self.tr("neuron {j} is dead: ∂a/∂z is always 0")
        return written.format(j=ailment.neuron.j, share=f"{100 * ailment.share:.0f}")

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave or (event.type() == QEvent.Type.FocusOut and watched is self._list):
            self._hover(-1)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            self._choose(self._list.currentRow())
            return True
        return super().eventFilter(watched, event)

    def _hover(self, row: int) -> None:
        ailment = self._ailments[row] if 0 <= row < min(len(self._ailments), MOST) else None
        if ailment != self._hovered:
            self._hovered = ailment
            self.part_hovered.emit(ailment and ailment.neuron)

    def _choose(self, row: int) -> None:
        if 0 <= row < min(len(self._ailments), MOST):
            self.part_clicked.emit(self._ailments[row].neuron)

    def _read(self, histogram: HistogramPlot, place: int | None) -> None:
        self._readout.setText("" if place is None else histogram.reading(place))


if __name__ == "__main__":
    import numpy as np
    from PySide6.QtWidgets import QApplication

    from core.explain.health import Histogram, LayerHealth
    from core.network import Neuron

    app = QApplication([])
    theme.apply(app, theme.DARK)
    rng = np.random.default_rng(1)
    made = [np.histogram(rng.normal(0, scale, 300), 20) for scale in (1.0, 0.4, 3e-4)]
    view = HealthView()
    view.set_layers(["layer 1", "output"])
    shown = LayerHealth(*(Histogram(edges, counts.astype(float)) for counts, edges in made))
    view.set_health(Health((Ailment(Neuron(1, 3), "dead", 1.0),), (None, shown, shown)))
    for signal in (view.layer_chosen, view.part_hovered, view.part_clicked):
        signal.connect(print)
    view.layer_chosen.connect(view.set_layer)
    view.resize(286, 190)
    view.show()
    app.exec()
