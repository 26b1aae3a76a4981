"""What the network answers to every input: a map over two inputs, or a curve over one."""
from __future__ import annotations

import functools
from collections.abc import Sequence
from operator import attrgetter

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.notation import Symbol, fixed, text
from widgets import theme
from widgets.data.paint_tools import PaintTools
from widgets.plots import signed_image
from widgets.plots.axis_range import LARGEST, Range, close_range, nice_above
from widgets.plots.class_legend import ClassLegend
from widgets.plots.curve_plot import CurvePlot
from widgets.plots.legend import CurveStyle
from widgets.plots.map_canvas import REACH, Extent, MapCanvas, Points
from widgets.plots.paint_layer import PaintLayer

LEVELS = 64                                                    # shades of each class on a map
SHADE = 0.8                                                    # how near a map comes to the full colours, which the examples have
WIDEST_FIGURE = "1.23e−05"
PLAIN_VALUES = -1.0, 1.0
MARGIN = 1.02                                                  # around the data


def data_extent(inputs: np.ndarray) -> Extent:
    """A square around 0 that shows nearly all of (n, 2) inputs: ±6 for the generators' data.

    Where it would be nearly empty, since the inputs are far from 0 or of unlike sizes, each axis has a range of its own.
    """
    inputs = np.clip(inputs, -LARGEST, LARGEST)
    largest = float(np.quantile(np.abs(inputs), 0.98)) if inputs.size else 0.0
    half = nice_above(largest * MARGIN) if largest > 0 else 6.0
    if len(inputs):
        low, high = np.quantile(inputs, (0.01, 0.99), axis=0)
        if 0 < (high - low).min() < half / 2:
            (left, right), (bottom, top) = (close_range(*ends) for ends in np.column_stack([low, high]).tolist())
            return left, right, bottom, top
    return (-half, half, -half, half)


def value_range(values: np.ndarray) -> Range:
    """What the colours of a map have to reach for nearly all of (n,) values: both to the same side of 0, unless all lie on one.

    Values about as large as 1 share one range, so that noise does not change the colours; so does a single value, which tells
    of no range.
    """
    low, high = (float(end) for end in np.quantile(np.clip(values, -LARGEST, LARGEST), (0.01, 0.99)))
    largest = max(abs(low), abs(high))
    if low < high and (low > 0 or high < 0):
        return close_range(low, high)
    if (low == high and largest < PLAIN_VALUES[1]) or PLAIN_VALUES[1] / 2 <= largest <= PLAIN_VALUES[1] * 1.5:
        return PLAIN_VALUES
    reach = nice_above(largest)
    return -reach, reach


@functools.lru_cache(maxsize=8)
def grid(extent: Extent, side: int) -> np.ndarray:
    """(side², 2) inputs all over the extent, row by row from its lowest x₁; the same array for the same extent."""
    left, right, bottom, top = extent
    across, up = np.meshgrid(np.linspace(left, right, side), np.linspace(bottom, top, side))
    return np.column_stack((across.ravel(), up.ravel()))


class FunctionPlot(CurvePlot):
    """The network's curve over its one input, and the examples as dots.

    clicked(int, str): the nearest example within reach of a click, and whether it is of "training" or "test".
    """

    clicked = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text(Symbol("x", j=0)), parent)
        self._network: tuple[np.ndarray, np.ndarray] = (np.empty(0), np.empty(0))
        self._sets = {"training": self._network, "test": self._network}
        self._test_is_shown = True
        self.set_styles([CurveStyle(self.tr("network"), attrgetter("a")),
                         CurveStyle(self.tr("training"), attrgetter("y"), dots=True),
                         CurveStyle(self.tr("test"), attrgetter("muted"), dots=True)])

    def set_network(self, x: np.ndarray, outputs: np.ndarray) -> None:
        """Outputs over ascending x, which the axis then shows from end to end."""
        self._network = x, outputs
        self._show_all()
        self.set_x_range(float(x[0]), float(x[-1]))

    def set_points(self, which: str, x: np.ndarray, targets: np.ndarray) -> None:
        """The examples of "training" or "test"."""
        self._sets[which] = x, targets
        self._show_all()

    def set_test_shown(self, shown: bool) -> None:
        """Whether the dots of the test set are drawn and can be clicked."""
        self._test_is_shown = shown
        self._show_all()

    def dots(self, which: str) -> tuple[np.ndarray, np.ndarray]:
        """The examples shown of "training" or "test"."""
        return self._sets[which]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found, reach = None, REACH
        for which in ("training", "test") if self._test_is_shown else ("training",):
            places = np.stack(self.to_pixels(*self._sets[which]))
            distances = np.hypot(*(places - np.array([[event.position().x()], [event.position().y()]])))
            if distances.size and distances.min() <= reach:
                found, reach = (int(distances.argmin()), which), float(distances.min())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*found)

    def _show_all(self) -> None:
        sets = [self._sets["training"], self._sets["test"] if self._test_is_shown else (np.empty(0), np.empty(0))]
        ordered = [(x[order], y[order]) for x, y in sets for order in [np.argsort(x)]]
        self.set_curves([self._network, *ordered])


class OutputMap(QWidget):
    """The map or the curve, with two switches, a choice of the output where there are several, and a few figures beside it.

    probed(object): the mouse is at these inputs: (x0, x1), or (x0,) over a curve.
    probe_left(): it went away.
    example_clicked(int, str): an example, of "training" or "test".
    output_chosen(int): the user wants to see this output neuron; its values follow by the setters.
    test_shown_changed(bool), discretized_changed(bool): the user used a switch; it is already drawn so.
    """

    probed = Signal(object)
    probe_left = Signal()
    example_clicked = Signal(int, str)
    output_chosen = Signal(int)
    test_shown_changed = Signal(bool)
    discretized_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("output_map")
        self.setAccessibleName(self.tr("Output of the network"))
        self.canvas, self.function_plot = MapCanvas(self), FunctionPlot(self)
        for view in (self.canvas, self.function_plot):
            view.setAccessibleName(self.accessibleName())
            view.clicked.connect(self.example_clicked)
        self.canvas.probed.connect(lambda *inputs: self.probed.emit(inputs))
        self.canvas.probe_left.connect(self.probe_left)
        self.function_plot.hovered.connect(lambda x: self.probe_left.emit() if x is None else self.probed.emit((x,)))
        self._signed: tuple[np.ndarray, float, float] | None = None
        self._classes: tuple[np.ndarray, np.ndarray] | None = None
        self._extent: Extent = (-6.0, 6.0, -6.0, 6.0)
        self._points: dict[str, tuple[np.ndarray, np.ndarray, str]] = {}
        self._range = -1.0, 1.0
        self._class_names: tuple[str, ...] = ()
        self.legend = ClassLegend()
        self.legend.hide()
        self._test, self._discretize = QCheckBox(self.tr("test data")), QCheckBox(self.tr("discretize"))
        self._test.setChecked(True)
        self._test.toggled.connect(self.canvas.set_test_shown)
        self._test.toggled.connect(self.function_plot.set_test_shown)
        self._test.clicked.connect(self.test_shown_changed)
        self._discretize.toggled.connect(self._show_map)
        self._discretize.clicked.connect(self.discretized_changed)
        self._answer = Symbol("a", "L")
        self._outputs = QComboBox()
        self._outputs.setAccessibleName(self.tr("Output neuron"))
        self._outputs.setProperty("segment", True)
        self._outputs.activated.connect(self.output_chosen)
        self._outputs.hide()
        self.tools = PaintTools()
        self._layers: dict[QWidget, PaintLayer] = {self.canvas: PaintLayer(self.canvas, self.canvas.area, self.canvas.inputs_at),
                        self.function_plot: PaintLayer(self.function_plot, self.function_plot.frame,
                                                       lambda place: self.function_plot.axes().values_at(place))}
        self._figures = QFormLayout()
        self._figures.setVerticalSpacing(6)
        self._figure_labels: list[tuple[QLabel, QLabel]] = []
        self._views = QStackedLayout()
        self._views.addWidget(self.canvas)
        self._views.addWidget(self.function_plot)
        self._beside, looking = QStackedWidget(), QWidget()
        beside = QVBoxLayout(looking)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(6)
        beside.addLayout(self._figures)
        beside.addWidget(self._outputs, alignment=Qt.AlignmentFlag.AlignLeft)
        beside.addWidget(self.legend, 1000)
        beside.addStretch(1)                                   # where no class has a name
        beside.addWidget(self._test)
        beside.addWidget(self._discretize)
        self._beside.addWidget(looking)
        self._beside.addWidget(self.tools)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(self._views, 1)
        row.addWidget(self._beside)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_outputs(self, names: Sequence[str], shown: int = 0) -> None:
        """What the outputs are called of which one at a time is shown, and which one; none when all are shown together."""
        if list(names) != [self._outputs.itemText(place) for place in range(self._outputs.count())]:
            self._outputs.clear()
            self._outputs.addItems(names)
        self._outputs.setCurrentIndex(shown)
        self._outputs.setVisible(len(names) > 1)
        self._answer = Symbol("a", "L", shown if len(names) > 1 else None)

    def set_map(self, values: np.ndarray, extent: Extent, low: float = -1.0, high: float = 1.0) -> None:
        """Values on an (h, w) grid over the extent, the first row at the lowest x₁; `low` and `high` end the colours."""
        self._signed, self._classes = (values[::-1], low, high), None
        self._show_as_map(extent, (low, high))

    def set_class_map(self, classes: np.ndarray, confidence: np.ndarray, extent: Extent) -> None:
        """The same for more than two classes: the winner on the grid, in its colour as far as its confidence, 0 to 1, goes."""
        self._signed, self._classes = None, (classes[::-1], confidence[::-1])
        self._show_as_map(extent, self._range)

    def set_curve(self, x: np.ndarray, outputs: np.ndarray) -> None:
        """The network's one output over ascending x₀: shows the curve in place of the map."""
        self._views.setCurrentWidget(self.function_plot)
        self._discretize.setVisible(False)
        self.function_plot.set_network(x, outputs)

    def set_points(self, which: str, inputs: np.ndarray, values: np.ndarray, kind: str = "values") -> None:
        """The examples of "training" or "test": (n, 2) or (n, 1) inputs, and n values of the map's colours or n "classes"."""
        self._points[which] = inputs, values, kind
        if inputs.shape[1] == 1:
            self.function_plot.set_points(which, inputs[:, 0], values)
        else:
            self._colour_points(which)

    def set_names(self, inputs: Sequence[str], classes: Sequence[str] = ()) -> None:
        """What the inputs are called and, where they have names, the classes."""
        if len(inputs) == 2:
            self.canvas.set_names(inputs)
        else:
            self.function_plot.set_x_label(inputs[0])
        self.legend.set_names(classes if len(inputs) == 2 else ())
        self.legend.setVisible(len(inputs) == 2 and bool(classes))
        self._class_names = tuple(classes)

    def set_example(self, index: int | None, which: str = "training") -> None:
        """The example with a ring around it."""
        self.canvas.set_example(index, which)

    def set_probe(self, inputs: Sequence[float] | None) -> None:
        """Where the crosshair stands."""
        if self._views.currentWidget() is self.canvas:
            self.canvas.set_probe(None if inputs is None else (inputs[0], inputs[1]))
        else:
            self.function_plot.set_crosshair(None if inputs is None else inputs[0])

    def set_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """(name, value) of each line beside the map."""
        while len(self._figure_labels) > len(figures):
            self._figures.removeRow(self._figure_labels.pop()[0])
        while len(self._figure_labels) < len(figures):
            name, value = QLabel(), QLabel()
            name.setProperty("muted", True)
            value.setFont(theme.number_font(bold=True))
            metrics = QFontMetrics(value.font())             # of a fixed size, else every new number lays the window out anew
            value.setFixedSize(metrics.horizontalAdvance(WIDEST_FIGURE), metrics.height())
            self._figures.addRow(name, value)
            self._figure_labels.append((name, value))
        for place, words in enumerate(figures):
            for label, word in zip(self._figure_labels[place], words, strict=True):
                label.setText(word)

    def set_test_shown(self, shown: bool) -> None:
        self._test.setChecked(shown)

    def set_discretized(self, discretized: bool) -> None:
        """Only which side of the middle, or which class, without shades."""
        self._discretize.setChecked(discretized)

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    @property
    def layers(self) -> tuple[PaintLayer, ...]:
        """What is painted on, over the map and over the curve."""
        return tuple(self._layers.values())

    @property
    def layer(self) -> PaintLayer:
        """The one over what is shown."""
        shown = self._views.currentWidget()
        assert shown is not None
        return self._layers[shown]

    @property
    def test_is_shown(self) -> bool:
        return self._test.isChecked()

    def set_painting(self, painting: bool) -> None:
        """Lay what is painted on over the map or curve, with the tools beside it in place of the figures."""
        for layer in self.layers:
            layer.setVisible(painting)
        self._beside.setCurrentIndex(int(painting))

    # ---- drawing -----------------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._show_map()
            for which, (inputs, _, _) in self._points.items():
                if inputs.shape[1] == 2:
                    self._colour_points(which)
        super().changeEvent(event)

    def _show_as_map(self, extent: Extent, range_: tuple[float, float]) -> None:
        self._views.setCurrentWidget(self.canvas)
        self._discretize.setVisible(True)
        self._extent = extent
        if range_ != self._range:
            self._range = range_
            for which in self._points:
                self._colour_points(which)
        self._show_map()

    def _show_map(self) -> None:
        discretized = self._discretize.isChecked()
        if self._signed is not None:
            values, low, high = self._signed
            shown = np.where(values > (low + high) / 2, high, low) if discretized else values
            answer, names = text(self._answer), self._class_names
            middle, reach = (low + high) / 2, (high - low) / 2 / SHADE
            self.canvas.set_image(signed_image.image(signed_image.places(shown, middle - reach, middle + reach)),
                                  lambda row, column: f"{answer} {fixed(float(values[row, column]), 3)}" + (
                                      f"\n{names[int(values[row, column] > middle)]}" if names else ""), self._extent)
        elif self._classes is not None:
            classes, confidence = self._classes
            share = np.ones_like(confidence) if discretized else confidence
            self.canvas.set_image(_class_image(classes, share), lambda row, column: self.tr("{name}  {share} %").format(
                name=self._class_name(int(classes[row, column])), share=round(100 * float(confidence[row, column]))), self._extent)

    def _class_name(self, number: int) -> str:
        return self._class_names[number] if self._class_names else self.tr("class {number}").format(number=number)

    def _colour_points(self, which: str) -> None:
        inputs, values, kind = self._points[which]
        if kind == "classes":
            colours, numbers = [theme.class_colour(number) for number in values.tolist()], values.astype(np.intp)
        else:
            table = signed_image.colours()
            colours = [table[place] for place in signed_image.places(values, *self._range).tolist()]
            numbers = (values > 0).astype(np.intp)
        names = [self._class_names[number] for number in numbers.tolist()] if self._class_names else ()
        self.canvas.set_points(which, Points(inputs, colours, names))


def _class_image(classes: np.ndarray, share: np.ndarray) -> QImage:
    levels = (share * (LEVELS - 1)).astype(np.intp)
    return signed_image.packed_image(_class_table(theme.current().name)[classes % theme.MOST_CLASS_COLOURS, levels])


@functools.cache
def _class_table(name: str) -> np.ndarray:
    """(classes, levels) packed colours: a class from no confidence to full."""
    of_theme = theme.THEMES[name]
    return np.array([[theme.mix(of_theme.zero, theme.class_colour(number, of_theme), SHADE * level / (LEVELS - 1)).rgb()
                      for level in range(LEVELS)] for number in range(theme.MOST_CLASS_COLOURS)], np.uint32)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    rng = np.random.default_rng(1)
    points = rng.uniform(-5, 5, (300, 2))
    x0, x1 = np.meshgrid(np.linspace(-6, 6, 100), np.linspace(-6, 6, 100))
    output = OutputMap()
    output.set_map(np.tanh(2 * np.sin(np.hypot(x0, x1) - np.arctan2(x1, x0))), data_extent(points))
    answers = np.sign(np.sin(np.hypot(points[:, 0], points[:, 1]) - np.arctan2(points[:, 1], points[:, 0])))
    output.set_points("training", points[:250], answers[:250])
    output.set_points("test", points[250:], answers[250:])
    output.set_figures([("test cost", "0.021"), ("training cost", "0.014"), ("accuracy", "98.4 %")])
    output.example_clicked.connect(output.set_example)
    output.show()
    app.exec()
