"""What the network answers everywhere: a map, a curve, a confusion matrix, or answers against what is desired, with the costs."""
from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from core.activations import Array
from core.data.dataset import class_names, codes, decode
from core.evaluation import Evaluation, outputs
from core.notation import number, text
from core.symbols import name_node
from playground.background import SOON, Background, Question
from playground.inspection import Inspection, Set
from playground.run import Run
from playground.session import Session
from widgets.plots.answer_plot import AnswerPlot
from widgets.plots.axis_range import LARGEST, Range
from widgets.plots.confusion_matrix import ConfusionMatrix
from widgets.plots.map_canvas import Extent
from widgets.plots.output_map import PLAIN_VALUES, OutputMap, data_extent, grid, value_range

FINE, COARSE = 100, 60   # points along a side of the map, at rest and while training
COUNTED_HEIGHT = 290     # px: a readable confusion matrix above the examples of a cell
MOST_POINTS = 5_000      # examples drawn of each set
MOST_DOTS = 500          # of each set, where answers are drawn against what is desired
COUNTED_AT_ONCE = 2_000  # examples; counting more would hold the window up
MAPPED_AT_ONCE = 1e8     # weights times points of the map; so would more of these


class OutputPanel(QObject):
    """Hovering over the map probes, clicking picks an example; a cell of the confusion matrix lists its examples."""

    def __init__(self, session: Session, run: Run, inspection: Inspection, background: Background) -> None:
        super().__init__()
        self._counting, self._mapping = Question(background, "confusion", SOON), Question(background, "map", SOON)
        self._session, self._run, self._inspection = session, run, inspection
        self._output = 0                                    # the neuron that the map or curve shows, where it shows one of several
        self._held: Extent | None = None                    # what the map or curve shows while examples come and go
        self._held_values: Range | None = None              # and between which values
        self.map, self.confusion, self.answers = OutputMap(), ConfusionMatrix(), AnswerPlot()
        self.widget = QStackedWidget()
        self._figures = QLabel()
        self._figures.setProperty("muted", True)
        counted = QWidget()
        column = QVBoxLayout(counted)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.confusion, 1)
        column.addWidget(self.answers, 1)
        column.addWidget(self._figures)
        self._counted = counted
        self.widget.addWidget(self.map)
        self.widget.addWidget(counted)
        self.map.probed.connect(lambda inputs: inspection.show_probe(np.array(inputs)))
        self.map.probe_left.connect(lambda: inspection.show_probe(None))
        self.map.example_clicked.connect(inspection.show_example)
        self.map.output_chosen.connect(self._choose_output)
        self.map.test_shown_changed.connect(self.map.set_test_shown)
        self.map.discretized_changed.connect(self.map.set_discretized)
        self.confusion.cell_clicked.connect(self._list_cell)
        self.confusion.example_clicked.connect(self._show_listed)
        self.answers.clicked.connect(self._show_answered)
        inspection.opened.connect(self._show_data)
        inspection.refreshed.connect(self._show)
        inspection.peeked.connect(self._ring)

    @property
    def _maps(self) -> bool:
        return len(self._session.dataset.columns) <= 2

    def _show_data(self) -> None:
        dataset = self._session.dataset
        self._counting.forget()
        self._mapping.forget()
        counts = not self._maps and dataset.classes is not None
        self.widget.setCurrentWidget(self.map if self._maps else self._counted)
        self.widget.setMinimumHeight(COUNTED_HEIGHT if counts else 0)
        self.confusion.setVisible(counts)
        self.answers.setVisible(not counts)
        if not self._maps:
            if not counts:
                y = self._run.examples.y
                self.answers.set_desired(float(y.min()), float(y.max()))
            return
        names = self._outputs_one_at_a_time()
        self._output = min(self._output, max(len(names) - 1, 0))
        self.map.set_outputs(names, self._output)
        columns = [text(name_node(name)) for name in self._session.dataset.columns]
        self.map.set_names(columns, class_names(self._session.dataset))
        self._show_points()

    def _outputs_one_at_a_time(self) -> list[str]:
        """The names of several outputs of which only one can be shown: classes share a map over two inputs, values do not."""
        network, outputs = self._session.experiment.network, self._run.examples.y.shape[1]
        if outputs == 1 or (self._session.dataset.task == "classification" and not self._over_one_input):
            return []
        classes = class_names(self._session.dataset)
        others = list(classes) if len(classes) == outputs else [self.tr("output {j}").format(j=j) for j in range(outputs)]
        return [network.names.get(f"{len(network.layers)},{j}") or other for j, other in enumerate(others)]

    def _choose_output(self, j: int) -> None:
        self._output = j
        self._show_data()
        self._show()

    def _show_points(self) -> None:
        dataset = self._session.dataset
        values = self.drawn_values()
        kind = "classes" if self._has_many_classes and not self._over_one_input else "values"
        for which in ("training", "test"):
            numbers = self._inspection.numbers(which)[:MOST_POINTS]
            self.map.set_points(which, dataset.inputs[numbers], values[numbers], kind)

    @property
    def _over_one_input(self) -> bool:
        return len(self._session.dataset.columns) == 1

    @property
    def _has_many_classes(self) -> bool:
        dataset = self._session.dataset
        return dataset.class_count > 2 and dataset.classes is not None

    def drawn_values(self) -> np.ndarray:
        """What gives every example its colour on the map, or its height over one input."""
        classes, y = self._session.dataset.classes, self._run.examples.y
        if self._over_one_input:
            return y[:, self._output]
        return classes if classes is not None and self._has_many_classes else self._signed(y)

    def hold(self, held: bool) -> None:
        """Go on showing what is shown now, though examples come and go; or show what the data fill again."""
        self._held = self._held_values = None
        if held:
            self._held, self._held_values = self._extent(), self.values()
        self._show()

    def values(self) -> Range:
        """The values at the ends of the map's colours: ±1, or as far as desired values go that are of another size."""
        if self._held_values is not None:
            return self._held_values
        targets = self._session.dataset.targets
        return PLAIN_VALUES if targets is None else value_range(targets[:, self._output])

    def _extent(self) -> Extent:
        """Lowest and highest x₀ and, over two inputs, x₁."""
        if self._held is not None:
            return self._held
        inputs = self._session.dataset.inputs
        if inputs.shape[1] == 2:
            return data_extent(inputs)
        low, high = (min(max(float(end), -LARGEST), LARGEST) for end in (inputs.min(), inputs.max()))
        around = 0.0 if high > low else max(0.5, abs(low) / 1e9)
        return low - around, high + around, 0.0, 0.0

    def _signed(self, y: np.ndarray) -> np.ndarray:
        """Desired outputs or answers as one number each, −1 to 1 for the map's two colours."""
        if self._session.dataset.task == "regression":
            return y[:, self._output]
        if y.shape[1] > 1:
            return y[:, 1] - y[:, 0]
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
            else:
                self._show_answers()
            return
        self._ring()
        self.map.set_probe(None if inspection.probe is None else [float(x) for x in inspection.probe])
        if self._over_one_input:
            self._show_curve()
        else:
            self._show_map()

    def _ring(self) -> None:
        """Around the example that is pointed at, else around the one that is looked at."""
        inspection = self._inspection
        if inspection.peek is not None:
            self.map.set_example(inspection.peek, "training")
        else:
            self.map.set_example(None if inspection.probe is not None else inspection.example, inspection.set)

    def _show_map(self) -> None:
        """At once, or from the worker where the network is large; while the numbers move it is then as new as can be."""
        inspection, extent, side = self._inspection, self._extent(), COARSE if self._inspection.moving else FINE
        points, key = grid(extent, side), (inspection.version, extent, side)
        if len(points) * inspection.network.parameters.size <= MAPPED_AT_ONCE:
            self._set_map(extent, side, inspection.activations_over(points)[-1])
        elif self._mapping.is_due(key, patient=inspection.moving):
            network, seen = inspection.network.twin(), inspection.seen(points)
            self._mapping.ask(key, lambda progress: outputs(network, seen, progress), partial(self._set_map, extent, side))

    def _set_map(self, extent: Extent, side: int, a: Array) -> None:
        dataset = self._session.dataset
        if dataset.class_count > 2:
            classes = decode(a, self._session.experiment.network.layers[-1].activation)
            self.map.set_class_map(classes.reshape(side, side), np.clip(a.max(axis=0), 0, 1).reshape(side, side), extent)
        else:
            self.map.set_map(self._signed(a.T).reshape(side, side), extent, *self.values())

    def _show_curve(self) -> None:
        line = np.linspace(*self._extent()[:2], 200)
        self.map.set_curve(line, self._inspection.activations_over(line[:, None])[-1][self._output])

    def _show_figures(self) -> None:
        snapshot, curves = self._run.snapshot, self._run.history.curves
        figures = []
        for name, label in (("test", self.tr("test cost")), ("training", self.tr("training cost"))):
            curve = curves.get(f"cost_{name}")
            if curve is not None and curve.newest is not None and (name == "training" or len(self._inspection.numbers("test"))):
                figures.append((label, number(curve.newest[1], 3)))
        if not self._maps:
            # The matrix tells the accuracy itself.
            self._figures.setText("    ".join(f"{label} {value}" for label, value in figures))
        accuracy = snapshot.accuracy_training if snapshot.accuracy_test is None else snapshot.accuracy_test
        if accuracy is not None:
            figures.append((self.tr("accuracy"), f"{accuracy:.1%}"))
        self.map.set_figures(figures)

    # ---- values of many inputs -----------------------------------------------------------------------------------------------

    def _show_answers(self) -> None:
        """Of several outputs, each has a dot."""
        inspection = self._inspection
        for which in ("training", "test"):
            rows = inspection.rows_of(which)[:MOST_DOTS // inspection.network.sizes[-1] + 1]
            desired = rows[:, 1 + self._run.examples.inputs:]
            self.answers.set_points(which, desired.ravel(), Evaluation(inspection.network, rows).outputs().T.ravel())

    def _show_answered(self, dot: int, which: Set) -> None:
        self._inspection.show_example(dot // self._inspection.network.sizes[-1], which)

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
        """At once, or from the worker where there are many examples; while training runs it then counts as often as it can."""
        inspection, which = self._inspection, self._counted_set
        rows = inspection.rows_of(which)
        if len(rows) <= COUNTED_AT_ONCE:
            self._set_counts(*self._answers())
        elif self._counting.is_due(inspection.version, patient=self._run.running):
            classes, activation = self._session.dataset.classes, self._session.experiment.network.layers[-1].activation
            assert classes is not None
            network, true = inspection.network.twin(), classes[inspection.numbers(which)]
            self._counting.ask(inspection.version, lambda progress: decode(Evaluation(network, rows).outputs(progress), activation),
                               partial(self._set_counts, true))

    def _set_counts(self, true: np.ndarray, predicted: np.ndarray) -> None:
        dataset = self._session.dataset
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
