"""The drawing of the network: what it shows of run and inspection, and the edits it asks for."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isqrt

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from core.activations import ACTIVATIONS, Array
from core.data.dataset import class_name, class_names
from core.document import edits
from core.document.experiment import ActivationName
from core.explain.walk import Item, Walk
from core.explain.what_if import Nudge
from core.network import Neuron, place, views
from core.notation import Symbol, derivative
from playground.editing import Editing
from playground.inspection import Inspection
from playground.panels.output import MAPPED_AT_ONCE
from playground.panels.walk_drawing import walk_step
from playground.run import Run
from playground.session import Session
from widgets.drawing.network_view import NetworkView
from widgets.plots.output_map import data_extent, grid

MAP_SIDE = 24            # points along each side of a neuron's map
PICTURE_FROM = 25        # inputs: a square number of at least so many pixels is drawn as a picture


class NetworkPanel(QObject):
    """Selecting goes to the inspection, growing and removing to the session."""

    def __init__(self, session: Session, run: Run, inspection: Inspection, editing: Editing) -> None:
        super().__init__()
        self.widget = view = NetworkView()
        self._session, self._run, self._inspection = session, run, inspection
        self._colour, self._shows_maps, self._shows_names = "weight", False, True
        self.keeps_function = False
        view.edge_selected.connect(inspection.select)
        view.neuron_selected.connect(inspection.select)
        view.bias_selected.connect(inspection.select)
        view.several_selected.connect(inspection.select_several)
        view.toggled.connect(inspection.toggle)
        view.value_edited.connect(editing.set_value)
        view.value_finished.connect(session.end_drag)
        view.refused.connect(session.refused)
        view.neuron_added.connect(self._add_neuron)
        view.neuron_removed.connect(self._remove_last_neuron)
        view.count_dragged.connect(self._set_neurons)
        view.count_released.connect(session.end_drag)
        view.activation_chosen.connect(self._choose_activation)
        view.layer_added.connect(self.add_layer_after)
        view.layer_removed.connect(self.remove_layer)
        inspection.opened.connect(self._show_network)
        inspection.changed.connect(self._show_selection)
        inspection.refreshed.connect(self._show_numbers)
        inspection.lit.connect(lambda meant: view.set_lit(meant.neurons, meant.edges, meant.layer, meant.biases))
        run.running_changed.connect(view.set_playing)

    def set_colour(self, name: str) -> None:
        """Colour edges by weight, gradient or change."""
        self._colour = name
        self._show_edges()

    def show_as_if(self, nudged: Nudge | None) -> None:
        """Draw the parameter, and of one example the activations, as they would be after a nudge; None: as they are."""
        network = self._inspection.network
        parameters = network.parameters.copy()
        if nudged is not None:
            parameters[place(network.sizes, nudged.part)] += nudged.h
        self._show_parameters(parameters)
        if nudged is None or nudged.after is None:
            self._show_activations()
        else:
            self.widget.set_activations(nudged.after.a, self._scales())

    def show_walk(self, walk: Walk | None, example: int) -> None:
        """Draw what a walk knows where it stands, with this column's example; None: everything as it is."""
        view = self.widget
        if walk is None:
            view.set_walk(None)
            self._show_numbers()
            return
        layers = range(walk.network.last + 1)
        view.set_parameters(*([None, *(walk.values(Item(quantity, l)) for l in layers[1:])] for quantity in ("w", "b")))
        a = [walk.values(Item("a", l)) for l in layers]
        view.set_activations([None if layer is None else layer[:, example] for layer in a], self._scales())
        self._show_desired(walk.passed.y[:, example])
        view.set_walk(walk_step(walk, example))

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

    def add_layer_after(self, l: int) -> None:
        """A new layer between layer l and the next."""
        self._session.edit(self.tr("Add a layer after layer {l}").format(l=l),
                           lambda e: edits.add_layer(e, l + 1, keep_function=self.keeps_function))

    def remove_layer(self, l: int) -> None:
        """Without hidden layer l."""
        self._session.edit(self.tr("Remove layer {l}").format(l=l), lambda e: edits.remove_layer(e, l))

    def remove_neurons(self, neurons: Sequence[Neuron]) -> None:
        """Without exactly these neurons, or this one input; outputs stay."""
        session = self._session
        layers, (l, j) = session.experiment.network.layers, neurons[0]
        left = Counter(neuron.l for neuron in neurons)
        if left[len(layers)]:
            session.refused.emit(self.tr("The number of outputs follows from the data, so none can be removed."))
        elif left[0]:
            if len(neurons) > 1:
                session.refused.emit(self.tr("An input is removed by itself; allowed: one input, or neurons of hidden layers."))
            else:
                session.edit(self.tr("Remove input {j}").format(j=j), lambda e: edits.remove_input(e, j))
        elif any(layers[each - 1].neurons <= count for each, count in left.items()):
            session.refused.emit(self.tr("A layer has at least one neuron. To remove the layer, use the menu of its name."))
        else:
            text = self.tr("Remove neuron {j} from layer {l}") if len(neurons) == 1 else self.tr("Remove {count} neurons")
            session.edit(text.format(j=j, l=l, count=len(neurons)), lambda e: edits.remove_neurons(e, *neurons))

    def keep_function(self, keeps: bool) -> None:
        """Whether what is added changes no answer of the network."""
        self.keeps_function = keeps

    def show_names(self, shown: bool) -> None:
        """Whether names stand on the drawing, or the lecture's symbols alone."""
        self._shows_names = shown
        if hasattr(self._inspection, "network"):
            self._show_names()

    def _add_neuron(self, l: int) -> None:
        """At the end of layer l; the ends of the network follow from the data."""
        session = self._session
        if l == 0:
            session.refused.emit(self.tr("Which inputs the network has is chosen beside the data."))
        elif l == len(session.experiment.network.layers):
            session.refused.emit(self.tr("The number of outputs follows from the data."))
        else:
            session.edit(self.tr("Add a neuron to layer {l}").format(l=l),
                         lambda e: edits.add_neuron(e, l, self.keeps_function))

    def _remove_last_neuron(self, l: int) -> None:
        self.remove_neurons([Neuron(l, self._session.experiment.network.layers[l - 1].neurons - 1)])

    def _set_neurons(self, l: int, neurons: int) -> None:
        self._session.edit(self.tr("Set layer {l} to {neurons} neurons").format(l=l, neurons=neurons),
                           lambda e: edits.set_neurons(e, l, neurons, self.keeps_function), "neurons")

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
        actual = self._inspection.network
        view.set_actual([None, *actual.w[1:]], [None, *actual.b[1:]])
        view.set_input_picture((side, side) if side * side == sizes[0] and sizes[0] >= PICTURE_FROM else None)
        view.set_marks(network.removed, network.frozen, network.off)
        self._show_names()

    def _show_names(self) -> None:
        """Those that the user gave; an output that answers for a class is called like it otherwise."""
        network, sizes = self._session.experiment.network, self._inspection.network.sizes
        classes = class_names(self._session.dataset) if sizes[-1] > 1 else ()
        given = {Neuron(*map(int, key.split(","))): name for key, name in network.names.items()}
        self.widget.set_names({Neuron(len(sizes) - 1, j): name for j, name in enumerate(classes)} | given, self._shows_names)

    def _show_desired(self, y: Array) -> None:
        activation = self._session.experiment.network.layers[-1].activation
        self.widget.set_desired(y, class_name(self._session.dataset, y, activation) if len(y) == 1 else "")

    def _show_selection(self) -> None:
        self.widget.set_several(self._inspection.chosen)
        self.widget.set_selected(self._inspection.selection)

    def _show_numbers(self) -> None:
        inspection = self._inspection
        self._show_parameters(inspection.network.parameters.copy())
        self._show_activations()
        self._show_desired(inspection.desired)
        large = MAP_SIDE ** 2 * inspection.network.parameters.size > MAPPED_AT_ONCE
        if self._shows_maps and inspection.is_due(4, 2) and not (large and inspection.moving):
            self._show_maps()

    def _show_parameters(self, parameters: Array) -> None:
        """The view keeps them."""
        shown = views(parameters, self._inspection.network.sizes)
        self.widget.set_parameters([None, *shown.w[1:]], [None, *shown.b[1:]])
        if self._colour != "weight":                            # the weights were just told
            self._show_edges()

    def _show_activations(self) -> None:
        self.widget.set_activations(self._inspection.activations, self._scales())

    def _scales(self) -> list[float]:
        """The activation of full colour in each layer."""
        largest = self._run.examples.largest_input or 1.0
        return [largest, *(1.0 for _ in self._inspection.network.sizes[1:])]

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
        layers = self._inspection.activations_over(grid((left, right, top, bottom), MAP_SIDE))     # the first row on top
        self.widget.set_neuron_maps([a.reshape(len(a), MAP_SIDE, MAP_SIDE) for a in layers])
