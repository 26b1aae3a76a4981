"""The pane below the drawing: the matrix of a layer, the gradient as a vector, the health of a layer."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from core.explain.health import Health, examine, reason
from core.explain.meaning import Meaning
from core.network import Edge, Neuron, views
from core.progress import Progress
from playground.background import LATER, Background, Question
from playground.inspection import Inspection
from playground.panels.network import NetworkPanel
from playground.run import Run
from widgets.inspect.gradient_vector import GradientVector
from widgets.inspect.health_view import HealthView
from widgets.plots.gradient_matrix import GradientMatrix
from widgets.section import Section
from widgets.segmented import Segmented
from widgets.sentences import said


class LayerPanel(QObject):
    """Three views of which one is shown; ailing neurons are marked on the drawing whichever it is.

    layer_shown(int): the matrix shows this layer.  view_shown(str): another of the views is shown.
    save_wanted(object): the user wants this view's table as a file.  examined(Health): how the neurons are.
    """

    layer_shown = Signal(int)
    save_wanted = Signal(object)
    examined = Signal(object)
    view_shown = Signal(str)

    def __init__(self, run: Run, inspection: Inspection, background: Background, drawing: NetworkPanel) -> None:
        super().__init__()
        self._run, self._inspection, self._drawing = run, inspection, drawing
        self._question = Question(background, "health", LATER)
        self._layer, self._quantity = 1, "dC_dw"
        self.matrix, self.vector, self.health = GradientMatrix(), GradientVector(), HealthView()
        self.views = {"matrix": self.matrix, "vector": self.vector, "health": self.health}
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(view)
        self.switch = Segmented(self.tr("What the pane shows"), [
            ("matrix", self.tr("matrix")), ("vector", self.tr("vector")), ("health", self.tr("health"))])
        self.switch.setMinimumWidth(self.switch.sizeHint().width())
        self.widget = Section("")
        self.widget.setObjectName("layer_pane")
        self.widget.set_corner(self.switch)
        self.widget.body.addWidget(self._stack, 1)
        self._connect()
        self.show_view("matrix")

    def show_view(self, name: str) -> None:
        """The matrix, the vector or the health."""
        self.switch.set_current(name)
        self.view_shown.emit(name)
        self._stack.setCurrentWidget(self.views[name])
        self._name_pane()
        if hasattr(self._inspection, "network"):
            self._show_view()

    def vector_now(self) -> GradientVector:
        """The vector with its numbers of now, which it has otherwise only while it is shown."""
        self._show_vector()
        return self.vector

    def matrix_now(self) -> GradientMatrix:
        """The same of the matrix."""
        self._show_matrix()
        return self.matrix

    def _connect(self) -> None:
        inspection = self._inspection
        self.switch.chosen.connect(self.show_view)
        self.matrix.layer_chosen.connect(self._choose_layer)
        self.matrix.quantity_chosen.connect(self._choose_quantity)
        self.matrix.cell_clicked.connect(inspection.select)
        self.matrix.cell_hovered.connect(inspection.point_at)
        self.matrix.save_wanted.connect(lambda: self.save_wanted.emit(self.matrix))
        self.vector.part_clicked.connect(inspection.select)
        self.vector.part_hovered.connect(inspection.point_at)
        self.vector.save_wanted.connect(lambda: self.save_wanted.emit(self.vector))
        self.health.layer_chosen.connect(self._choose_layer)
        self.health.part_clicked.connect(inspection.select)
        self.health.part_hovered.connect(inspection.point_at)
        inspection.opened.connect(self._show_layers)
        inspection.changed.connect(self._show_selection)
        inspection.refreshed.connect(self._show)
        inspection.lit.connect(self._light)

    # ---- which layer -----------------------------------------------------------------------------------------------------------

    def _choose_layer(self, layer: int) -> None:
        self._layer = layer
        self.matrix.set_layer(layer)
        self.health.set_layer(layer)
        self._show_matrix()
        self._name_pane()
        self.layer_shown.emit(layer)

    def _choose_quantity(self, quantity: str) -> None:
        self._quantity = quantity
        self._show_matrix()
        self._name_pane()

    def _show_layers(self) -> None:
        last = self._inspection.network.last
        names = [*(self.tr("layer {l}").format(l=l) for l in range(1, last)), self.tr("output")]
        self.matrix.set_layers(names)
        self.health.set_layers(names)
        self.health.set_health(None)
        self.vector.set_gradient(None, self._inspection.network.sizes, "")
        self._drawing.widget.set_ailments({})
        self._layer = min(self._layer, last)
        self._name_pane()
        self.layer_shown.emit(self._layer)

    def _show_selection(self) -> None:
        part = self._inspection.selection
        edge = part if isinstance(part, Edge) else None
        self.matrix.set_selected(edge)
        self.vector.set_selected(None if isinstance(part, Neuron) else part)
        self._light_cross()
        if part is not None and part.l not in (0, self._layer):
            self._choose_layer(part.l)

    def _name_pane(self) -> None:
        last = self._inspection.network.last if hasattr(self._inspection, "network") else 0
        layer = self.tr("output") if self._layer == last else self.tr("layer {l}").format(l=self._layer)
        title, short = {
            "matrix": (self.tr("Weights of {layer}"), self.tr("Weights")) if self._quantity == "w" else
                      (self.tr("Gradient of {layer}"), self.tr("Gradient")),
            "vector": (self.tr("The gradient"), self.tr("Gradient")), "health": (self.tr("Health of {layer}"), self.tr("Health")),
        }[self.switch.current()]
        self.widget.set_title(title.format(layer=layer), short)

    # ---- what it shows ---------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._inspection.is_due(8, 7):
            self._show_view()
        if self._inspection.is_due(60, 33):
            self._examine()

    def _show_view(self) -> None:
        if self._stack.currentWidget() is self.matrix:
            self._show_matrix()
        elif self._stack.currentWidget() is self.vector:
            self._show_vector()

    def _show_matrix(self) -> None:
        inspection, gradient = self._inspection, self._inspection.gradient
        values = inspection.network.w[self._layer]
        if self._quantity != "w":
            values = np.zeros_like(values) if gradient is None else views(gradient.flat, inspection.network.sizes).w[self._layer]
        one_example = gradient is not None and gradient.whose == "example"
        self.matrix.set_values(self._layer, values.copy(), self._quantity, one_example)

    def _show_vector(self) -> None:
        gradient, sizes = self._inspection.gradient, self._inspection.network.sizes
        if gradient is None:
            self.vector.set_gradient(None, sizes, "")
            return
        whose = {"batch": self.tr("mean over the last batch"), "example": self.tr("of this example"),
                 "average": self.tr("mean over {count} examples")}[gradient.whose].format(count=f"{gradient.examples:,}")
        self.vector.set_gradient(gradient.flat, sizes, whose, gradient.whose)

    def _examine(self) -> None:
        version, examples = self._inspection.version, self._run.examples
        if not self._question.is_due(version, patient=self._inspection.moving):
            return
        network = self._inspection.network.twin()

        def work(progress: Progress) -> Health:
            return examine(network, examples.training_rows, progress)

        self._question.ask(version, work, self._show_health)

    def _show_health(self, health: Health) -> None:
        self.health.set_health(health)
        self._drawing.widget.set_ailments({ailment.neuron: said(reason(ailment)) for ailment in health.ailments})
        self.examined.emit(health)

    # ---- what is lit -----------------------------------------------------------------------------------------------------------

    def _light(self, meant: Meaning) -> None:
        if meant.rows or meant.columns:
            self.matrix.set_lit(meant.rows, meant.columns)
        else:
            self._light_cross()

    def _light_cross(self) -> None:
        """At rest, row j and column k of the selected edge are lit (S22)."""
        part = self._inspection.selection
        if isinstance(part, Edge):
            self.matrix.set_lit({part.j}, {part.k})
        else:
            self.matrix.set_lit((), ())
