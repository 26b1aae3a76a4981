"""The drawing of the network: what it shows of run and inspection, and the edits it asks for."""
from __future__ import annotations

from math import isqrt

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from core.activations import ACTIVATIONS
from core.document import edits
from core.document.experiment import ActivationName
from core.network import Neuron
from core.notation import Symbol, derivative
from playground.inspection import Inspection
from playground.run import Run
from playground.session import Session
from widgets.network_view import NetworkView
from widgets.plots.output_map import data_extent

MAP_SIDE = 24            # points along each side of a neuron's map
PICTURE_FROM = 25        # inputs: a square number of at least so many pixels is drawn as a picture


class NetworkPanel(QObject):
    """Selecting goes to the inspection, growing and removing to the session."""

    def __init__(self, session: Session, run: Run, inspection: Inspection) -> None:
        super().__init__()
        self.widget = view = NetworkView()
        self._session, self._run, self._inspection = session, run, inspection
        self._colour, self._shows_maps = "weight", False
        view.edge_selected.connect(inspection.select)
        view.neuron_selected.connect(inspection.select)
        view.neuron_added.connect(
            lambda l: session.edit(self.tr("Add a neuron to layer {l}").format(l=l), lambda e: edits.add_neuron(e, l)))
        view.neuron_removed.connect(self._remove_neuron)
        view.activation_chosen.connect(self._choose_activation)
        view.layer_added.connect(
            lambda l: session.edit(self.tr("Add a layer after layer {l}").format(l=l), lambda e: edits.add_layer(e, l + 1)))
        view.layer_removed.connect(
            lambda l: session.edit(self.tr("Remove layer {l}").format(l=l), lambda e: edits.remove_layer(e, l)))
        inspection.opened.connect(self._show_network)
        inspection.changed.connect(lambda: view.set_selected(inspection.selection))
        inspection.refreshed.connect(self._show_numbers)
        run.running_changed.connect(view.set_playing)

    def set_colour(self, name: str) -> None:
        """Colour edges by weight, gradient or change."""
        self._colour = name
        self._show_edges()

    def set_neuron_maps(self, shown: bool) -> None:
        """Draw inside each neuron what it answers over the plane, for networks of two columns."""
        self._shows_maps = shown
        self._show_maps()

    def connect_view_actions(self, fit: QAction, zoom_in: QAction, zoom_out: QAction, focus: QAction) -> None:
        """The actions of the view menu that concern the drawing alone."""
        fit.triggered.connect(self.widget.fit)
        zoom_in.triggered.connect(lambda: self.widget.zoom_by(1.25))
        zoom_out.triggered.connect(lambda: self.widget.zoom_by(0.8))
        focus.toggled.connect(self.widget.set_focus)

    def _remove_neuron(self, l: int) -> None:
        neurons = self._session.experiment.network.layers[l - 1].neurons
        text = self.tr("Remove a neuron from layer {l}").format(l=l)
        self._session.edit(text, lambda e: edits.remove_neuron(e, Neuron(l, neurons - 1)))

    def _choose_activation(self, l: int, name: ActivationName) -> None:
        text = self.tr("Make layer {l} {activation}").format(l=l, activation=name)
        self._session.edit(text, lambda e: edits.set_activation(e, l, name))
        self._session.told.emit(self.tr(ACTIVATIONS[name].note))

    def _show_network(self) -> None:
        network, view = self._session.experiment.network, self.widget
        sizes = self._inspection.network.sizes
        names = network.inputs or self._session.dataset.columns
        view.set_network(sizes, [None, *(layer.activation for layer in network.layers)], names)
        side = isqrt(sizes[0])
        view.set_input_picture((side, side) if side * side == sizes[0] and sizes[0] >= PICTURE_FROM else None)
        view.set_marks(network.removed, network.frozen, network.off)

    def _show_numbers(self) -> None:
        inspection, view = self._inspection, self.widget
        network = inspection.network
        view.set_parameters([None, *(w.copy() for w in network.w[1:])], [None, *(b.copy() for b in network.b[1:])])
        if self._colour != "weight":                         # the weights were just told
            self._show_edges()
        inputs = self._run.examples.x
        largest = float(np.abs(inputs).max(initial=0.0)) or 1.0
        view.set_activations(inspection.activations, [largest, *(1.0 for _ in network.sizes[1:])])
        view.set_desired(inspection.desired)
        if self._shows_maps and inspection.is_due(4, 2):
            self._show_maps()

    def _show_edges(self) -> None:
        inspection, gradient, change = self._inspection, self._inspection.gradient, self._run.snapshot.change
        weight = Symbol("w")
        if self._colour == "gradient":
            of = Symbol("C", j=0) if gradient is not None and gradient.whose == "example" else Symbol("C")
            flat = np.zeros_like(inspection.network.parameters) if gradient is None else gradient.flat
            self.widget.set_edge_values(inspection.layered(flat), derivative(of, weight))
        elif self._colour == "change":
            flat = np.zeros_like(inspection.network.parameters) if change is None else change
            self.widget.set_edge_values(inspection.layered(flat), self.tr("last change"))
        else:
            self.widget.set_edge_values(None, self.tr("weight"))

    def _show_maps(self) -> None:
        dataset = self._session.dataset
        if not self._shows_maps or len(dataset.columns) != 2:
            self.widget.set_neuron_maps(None)
            return
        left, right, bottom, top = data_extent(dataset.inputs)
        across, down = np.meshgrid(np.linspace(left, right, MAP_SIDE), np.linspace(top, bottom, MAP_SIDE))
        layers = self._inspection.activations_over(np.column_stack([across.ravel(), down.ravel()]))
        self.widget.set_neuron_maps([a.reshape(len(a), MAP_SIDE, MAP_SIDE) for a in layers])
