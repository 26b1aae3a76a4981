"""The example that is looked at, and the probe: an input of one's own."""
from __future__ import annotations

from math import isqrt

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.dataset import Array, class_name, class_names, decode
from core.tape import Pass
from core.tape import run as run_tape
from playground.inspection import Inspection
from playground.panels.network import PICTURE_FROM
from playground.run import Run
from playground.session import Session
from widgets.data.example_picker import Example, ExamplePicker
from widgets.data.probe_panel import MOST_INPUTS, ProbePanel
from widgets.plots.axis_range import LARGEST


class ExamplesPanel(QObject):
    """Picking an example or probing goes to the inspection."""

    def __init__(self, session: Session, run: Run, inspection: Inspection) -> None:
        super().__init__()
        self._session, self._run, self._inspection, self._rng = session, run, inspection, np.random.default_rng()
        self.picker, self.probe = ExamplePicker(), ProbePanel()
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.picker)
        column.addWidget(self.probe)
        self.picker.stepped.connect(inspection.step_example)
        self.picker.random_wanted.connect(self.show_random)
        self.picker.worst_first_chosen.connect(inspection.show_worst_first)
        self.picker.number_chosen.connect(inspection.show_example)
        self.picker.set_chosen.connect(lambda which: inspection.show_example(0, which))
        self.probe.probed.connect(lambda values: inspection.show_probe(np.array(values)))
        self.probe.closed.connect(lambda: inspection.show_probe(None))
        for panel in (self.picker, self.probe):
            panel.refused.connect(session.refused)
        inspection.opened.connect(self._show_data)
        inspection.changed.connect(self._show_choice)
        inspection.refreshed.connect(self._show_numbers)
        inspection.peeked.connect(self._show_card)

    def show_random(self) -> None:
        """Any example of the set."""
        self._inspection.show_random_example(self._rng)

    def _show_data(self) -> None:
        inspection, dataset = self._inspection, self._session.dataset
        last = inspection.network.last
        self.picker.set_counts(len(inspection.numbers("training")), len(inspection.numbers("test")))
        self.picker.set_layers(last)
        side = isqrt(len(dataset.columns))
        self.picker.set_picture_shape((side, side) if side * side == len(dataset.columns) >= PICTURE_FROM else None)
        few = dataset.inputs if len(dataset.columns) <= MOST_INPUTS else dataset.inputs[:1]      # the probe shows no more sliders
        lows, highs = (np.clip(each, -LARGEST, LARGEST) for each in (few.min(axis=0), few.max(axis=0)))
        ends = [(float(low), float(high)) if low < high else (float(low - around), float(low + around))
                for low, high, around in zip(lows, highs, np.maximum(1.0, np.abs(lows) / 1e9), strict=True)]
        self.probe.set_inputs(dataset.columns, ends)
        self.probe.set_layers(last)

    def _show_choice(self) -> None:
        self.picker.set_set(self._inspection.set)
        self.picker.set_worst_first(self._inspection.worst_first)
        probe = self._inspection.probe
        values = self._session.dataset.inputs[self._inspection.row_number] if probe is None else probe
        if len(values) <= MOST_INPUTS:
            self.probe.set_values([float(value) for value in values])

    def _show_numbers(self) -> None:
        inspection = self._inspection
        if not inspection.is_due(4):
            return
        a, y = inspection.activations[-1], inspection.desired
        self.probe.set_outputs(a, self._output_names(a))
        self.probe.set_desired(y, inspection.example, self._output_names(y))
        self._show_card()

    def _output_names(self, outputs: Array) -> tuple[str, ...]:
        """What every output is called, or what the class is called that a single one stands for."""
        dataset, activation = self._session.dataset, self._session.experiment.network.layers[-1].activation
        return class_names(dataset) if len(outputs) > 1 else (class_name(dataset, outputs, activation),)

    def _show_card(self) -> None:
        """Of the training example that is pointed at, else of the one that is looked at."""
        inspection, number = self._inspection, self._inspection.peek
        if number is not None:
            row_number = int(inspection.numbers("training")[number])
            p = Pass(inspection.network, self._run.examples.rows[row_number][None])
            run_tape([*p.forward(), *p.cost()])
            self._show_example(number, row_number, p)
        elif inspection.probe is None:
            self._show_example(inspection.example, inspection.row_number, inspection.shown)

    def _show_example(self, number: int, row_number: int, p: Pass) -> None:
        a, y, dataset = p.a[-1], p.y, self._session.dataset
        activation = self._session.experiment.network.layers[-1].activation
        classified = dataset.task == "classification"
        right = bool(decode(a, activation)[0] == decode(y, activation)[0]) if classified else None
        desired, answered = (class_name(dataset, outputs[:, 0], activation) for outputs in (y, a))
        self.picker.set_example(Example(number, dataset.inputs[row_number], y[:, 0], a[:, 0], float(p.C0[0]), right, p.a[0][:, 0],
                                        desired, answered))
