"""What the network answers everywhere: a map, a curve, or a confusion matrix, with the costs beside it."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from core.data.dataset import codes, decode
from core.notation import number
from playground.inspection import Inspection, Set
from playground.run import Run
from playground.session import Session
from widgets.plots.confusion_matrix import ConfusionMatrix
from widgets.plots.output_map import OutputMap, data_extent

FINE, COARSE = 100, 60   # points along a side of the map, at rest and while training
COUNTED_HEIGHT = 330     # px: a readable confusion matrix above the examples of a cell
MOST_POINTS = 2_000      # examples drawn of each set


class OutputPanel(QObject):
    """Hovering over the map probes, clicking picks an example; a cell of the confusion matrix lists its examples."""

    def __init__(self, session: Session, run: Run, inspection: Inspection) -> None:
        super().__init__()
        self._session, self._run, self._inspection = session, run, inspection
        self._cell: tuple[int, int] | None = None
        self.map, self.confusion = OutputMap(), ConfusionMatrix()
        self.widget = QStackedWidget()
        self._figures = QLabel()
        self._figures.setProperty("muted", True)
        counted = QWidget()
        column = QVBoxLayout(counted)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.confusion, 1)
        column.addWidget(self._figures)
        self._counted = counted
        self.widget.addWidget(self.map)
        self.widget.addWidget(counted)
        self.map.probed.connect(lambda inputs: inspection.show_probe(np.array(inputs)))
        self.map.probe_left.connect(lambda: inspection.show_probe(None))
        self.map.example_clicked.connect(inspection.show_example)
        self.map.test_shown_changed.connect(self.map.set_test_shown)
        self.map.discretized_changed.connect(self.map.set_discretized)
        self.confusion.cell_clicked.connect(self._list_cell)
        self.confusion.example_clicked.connect(self._show_listed)
        inspection.opened.connect(self._show_data)
        inspection.refreshed.connect(self._show)

    @property
    def _maps(self) -> bool:
        return len(self._session.dataset.columns) <= 2

    def _show_data(self) -> None:
        dataset = self._session.dataset
        counts = not self._maps and dataset.classes is not None
        self.widget.setCurrentWidget(self._counted if counts else self.map)
        self.widget.setMinimumHeight(COUNTED_HEIGHT if counts else 0)
        if not self._maps:
            return
        for which in ("training", "test"):
            numbers = self._inspection.numbers(which)[:MOST_POINTS]
            if dataset.class_count > 2 and dataset.classes is not None:
                self.map.set_points(which, dataset.inputs[numbers], dataset.classes[numbers], "classes")
            else:
                self.map.set_points(which, dataset.inputs[numbers], self._signed(self._run.examples.y[numbers]))

    def _signed(self, y: np.ndarray) -> np.ndarray:
        """Desired outputs or answers as one number each, −1 to 1 for the map's two colours."""
        if y.shape[1] > 1:
            return y[:, 1] - y[:, 0]
        if self._session.dataset.task == "regression":
            return y[:, 0]
        low, high = codes(self._session.experiment.network.layers[-1].activation)
        return (2 * y[:, 0] - low - high) / (high - low)

    def _show(self) -> None:
        inspection = self._inspection
        if not inspection.is_due(4):
            return
        self._show_figures()
        if not self._maps:
            if self._session.dataset.classes is not None:
                self._show_counts()
            return
        index = None if inspection.probe is not None else inspection.example
        self.map.set_example(index, inspection.set)
        self.map.set_probe(None if inspection.probe is None else [float(x) for x in inspection.probe])
        if len(self._session.dataset.columns) == 1:
            self._show_curve()
        else:
            self._show_map()

    def _show_map(self) -> None:
        dataset, side = self._session.dataset, COARSE if self._run.running else FINE
        left, right, bottom, top = extent = data_extent(dataset.inputs)
        across, up = np.meshgrid(np.linspace(left, right, side), np.linspace(bottom, top, side))
        a = self._inspection.activations_over(np.column_stack([across.ravel(), up.ravel()]))[-1]
        if dataset.class_count > 2:
            classes = decode(a, self._session.experiment.network.layers[-1].activation)
            self.map.set_class_map(classes.reshape(side, side), np.clip(a.max(axis=0), 0, 1).reshape(side, side), extent)
        else:
            self.map.set_map(self._signed(a.T).reshape(side, side), extent)

    def _show_curve(self) -> None:
        x = self._session.dataset.inputs[:, 0]
        low, high = float(x.min()), float(x.max())
        line = np.linspace(low, high if high > low else low + 1, 200)
        self.map.set_curve(line, self._inspection.activations_over(line[:, None])[-1][0])

    def _show_figures(self) -> None:
        snapshot, curves = self._run.snapshot, self._run.history.curves
        figures = []
        for name, label in (("test", self.tr("test cost")), ("training", self.tr("training cost"))):
            curve = curves.get(f"cost_{name}")
            if curve is not None and curve.newest is not None and (name == "training" or len(self._inspection.numbers("test"))):
                figures.append((label, number(curve.newest[1], 3)))
        self._figures.setText("    ".join(f"{label} {value}" for label, value in figures))   # the matrix tells the accuracy itself
        accuracy = snapshot.accuracy_training if snapshot.accuracy_test is None else snapshot.accuracy_test
        if accuracy is not None:
            figures.append((self.tr("accuracy"), f"{accuracy:.1%}"))
        self.map.set_figures(figures)

    # ---- the confusion matrix ------------------------------------------------------------------------------------------------

    @property
    def _counted_set(self) -> Set:
        """The test set where there is one."""
        return "test" if len(self._inspection.numbers("test")) else "training"

    def _answers(self) -> tuple[np.ndarray, np.ndarray]:
        """True and predicted classes of the set that is counted."""
        which = self._counted_set
        classes = self._session.dataset.classes
        assert classes is not None
        activation = self._session.experiment.network.layers[-1].activation
        return classes[self._inspection.numbers(which)], decode(self._inspection.outputs_of(which), activation)

    def _show_counts(self) -> None:
        dataset = self._session.dataset
        true, predicted = self._answers()
        counts = np.zeros((dataset.class_count, dataset.class_count), int)
        np.add.at(counts, (true, predicted), 1)
        self.confusion.set_counts(counts, dataset.labels or [str(label) for label in range(dataset.class_count)])

    def _list_cell(self, true_class: int, predicted_class: int) -> None:
        true, predicted = self._answers()
        listed = np.flatnonzero((true == true_class) & (predicted == predicted_class))
        self.confusion.set_selected((true_class, predicted_class))
        inputs = self._session.dataset.inputs[self._inspection.numbers(self._counted_set)[listed]]
        side = round(inputs.shape[1] ** 0.5)
        pictures = inputs.reshape(-1, side, side) if side * side == inputs.shape[1] else None
        self.confusion.set_cell_examples([int(number) for number in listed], pictures)

    def _show_listed(self, example: int) -> None:
        self._inspection.show_example(example, self._counted_set)
