"""Painting examples on the map of answers, or on the curve over one input; each stroke is one edit."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from operator import attrgetter

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from core.data.brush import Place, Stroke, nearest, sprayed, touched
from core.data.dataset import class_names
from core.document import points
from core.document.edits import Edit
from core.document.experiment import Experiment, Points
from core.notation import fixed
from playground.inspection import Inspection
from playground.panels.output import OutputPanel
from playground.session import Session
from widgets import theme
from widgets.data.paint_tools import Tool
from widgets.plots.paint_layer import Colour
from widgets.sentences import said

RADIUS, DENSITY = 0.08, 5.0         # a share of the map's width; points for each diameter of way
NARROWEST, WIDEST, NOTCH = 0.02, 0.3, 0.02
PAUSE = 40                          # ms at least from one edit of a stroke to the next


class Painting(QObject):
    """The tool in hand and the stroke that is being made.

    switched(bool): painting began or ended.
    """

    switched = Signal(bool)

    def __init__(self, session: Session, inspection: Inspection, output: OutputPanel) -> None:
        super().__init__()
        self._session, self._inspection, self._output = session, inspection, output
        self._map, self._rng = output.map, np.random.default_rng()
        self.on = False
        self._tool: Tool = "brush"
        self._class, self._value, self._radius, self._density = 0, 1.0, RADIUS, DENSITY
        self._last: Place = (0.0, 0.0)
        self._way: list[Place] = []                         # passed since the last edit
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._follow_way)
        self._count, self._owed = 0, 0.0
        self._edits = 0                                     # that were made before the stroke
        self._grip: int | None = None                       # the row that is dragged
        for layer in self._map.layers:
            layer.put_down.connect(lambda x, y: self._begin((x, y)))
            layer.moved.connect(lambda x, y: self._go_on((x, y)))
            layer.lifted.connect(self._end)
            layer.taken_back.connect(self._take_back)
            layer.number_pressed.connect(self._choose_by_number)
            layer.turned.connect(lambda notches: self._choose_radius(self._radius + notches * NOTCH))
            layer.left.connect(lambda: self.switch(False))
        tools = self._map.tools
        tools.tool_chosen.connect(self._choose_tool)
        tools.class_chosen.connect(self._choose_by_number)
        tools.value_chosen.connect(self._choose_value)
        tools.answers_chosen.connect(self._answer_with)
        tools.radius_chosen.connect(self._choose_radius)
        tools.density_chosen.connect(self._choose_density)
        session.changed.connect(self._follow)

    # ---- the mode ------------------------------------------------------------------------------------------------------------

    def switch(self, on: bool) -> None:
        """Begin or end painting; where it is not possible, say why."""
        why_not = self._why_not() if on else ""
        if why_not:
            self._session.refused.emit(why_not)
        elif on or self.on:
            self.on = on
            self._inspection.show_probe(None)
            self._map.set_painting(on)
            self._output.hold(on)
            self._show()
            if on:
                self._map.layer.setFocus()
        self.switched.emit(self.on)

    def _why_not(self) -> str:
        dataset = self._session.dataset
        columns, outputs = dataset.inputs.shape[1], 1 if dataset.targets is None else dataset.targets.shape[1]
        if columns > 2:
            sentence = self.tr("These data have {count} inputs; examples can be painted where there are one or two.")
            return sentence.format(count=columns)
        if outputs > 1:
            return self.tr("These examples have {count} targets; they can be painted where there is one.").format(count=outputs)
        return ""

    def _follow(self) -> None:
        if self.on and self._why_not():
            self.switch(False)
        elif self.on:
            if not isinstance(self._session.experiment.data, Points):
                self._output.hold(True)                     # of other data
            self._show()

    # ---- the tool ------------------------------------------------------------------------------------------------------------

    def _choose_class(self, number: int) -> None:
        """Paint this class from now on; what a stroke paints after it is an edit of its own."""
        self._follow_way()
        self._class, self._count = number, 0
        self._session.end_drag()
        self._show()

    def _choose_by_number(self, number: int) -> None:
        """A class, or of values a ninth of the colour scale each, from its lowest to its highest."""
        low, high = self._output.values()
        if self._classified:
            self._choose_class(number)
        else:
            self._choose_value(low + number * (high - low) / 9)

    def _choose_tool(self, tool: Tool) -> None:
        self._tool = tool
        self._show()

    def _answer_with(self, kind: points.Kind) -> None:
        """All examples by classes, or by values; a refusal leaves the switch where it was."""
        self._follow_way()
        self._session.end_drag()
        self._session.edit(said(points.told(kind)), lambda experiment: points.answer_with(experiment, kind))
        self._output.hold(self.on)
        self._show()

    def _choose_value(self, value: float) -> None:
        """Paint this value from now on; what a stroke paints after it is an edit of its own."""
        self._follow_way()
        self._value, self._count = value, 0
        self._session.end_drag()
        self._show()

    def _choose_radius(self, share: float) -> None:
        self._radius = min(max(share, NARROWEST), WIDEST)
        self._show()

    def _choose_density(self, density: float) -> None:
        self._density = density

    @property
    def _classified(self) -> bool:
        return self._session.dataset.classes is not None

    @property
    def _over_one_input(self) -> bool:
        return self._session.dataset.inputs.shape[1] == 1

    def _show(self) -> None:
        tools = self._map.tools
        tools.set_tool(self._tool)
        tools.set_kind("classes" if self._classified else "heights" if self._over_one_input else "values")
        tools.set_class(self._class)
        tools.set_class_names(class_names(self._session.dataset))
        low, high = self._output.values()
        self._value = min(max(self._value, low), high)      # of the data that are there now
        tools.set_values(low, high)
        tools.set_value(self._value)
        tools.set_radius(self._radius)
        tools.set_density(self._density)
        colour: Colour = partial(theme.class_colour, self._class)
        if not self._classified:
            middle, reach = (low + high) / 2, (high - low) / 2
            colour = attrgetter("y") if self._over_one_input else partial(theme.signed_colour, self._value - middle, reach)
        for layer in self._map.layers:
            layer.set_tool(self._tool)
            layer.set_radius(self._radius)
            layer.set_colour(colour)

    # ---- the stroke ----------------------------------------------------------------------------------------------------------

    def _begin(self, at: Place) -> None:
        self._session.end_drag()
        self._edits = self._session.stack.index()
        self._last, self._count, self._owed = at, 0, max(self._density / 2, 1.0)
        if self._tool == "point":
            self._add(np.array([at]))
        elif self._tool == "drag":
            shown = self._shown_rows()
            found = nearest(self._places()[shown], at, self._map.layer.reach())
            self._grip = None if found is None else int(shown[found])
        else:
            self._go_on(at)

    def _go_on(self, at: Place) -> None:
        """Every edit costs a frame: what is passed until the next one makes one edit together."""
        self._way.append(at)
        if not self._pause.isActive():
            self._follow_way()

    def _follow_way(self) -> None:
        """Do what the tool does along the way since the last edit."""
        if not self._way:
            return
        way, reach = [self._last, *self._way], self._map.layer.reach()
        strokes = [Stroke(start, end, reach) for start, end in pairwise(way)]
        self._last, self._way = way[-1], []
        took = QElapsedTimer()
        took.start()
        if self._tool == "brush":
            sprays = []
            for stroke in strokes:
                places, self._owed = sprayed(self._rng, stroke, self._density, self._owed)
                sprays.append(places)
            self._add(np.concatenate(sprays))
        elif self._tool == "eraser":
            shown = self._shown_rows()
            places = self._places()[shown]
            self._erase(shown[np.any([touched(places, stroke) for stroke in strokes], axis=0)])
        elif self._tool == "drag" and self._grip is not None:
            self._change(self.tr("Move a point"), partial(self._moved, self._grip, self._last))
        self._pause.start(max(PAUSE, took.elapsed()))       # of very many examples every edit takes long: leave time to draw

    def _end(self) -> None:
        self._follow_way()
        self._pause.stop()
        self._grip = None
        self._session.end_drag()

    def _take_back(self) -> None:
        """What the stroke has done is undone, whole."""
        self._way = []
        self._end()
        stack = self._session.stack
        stack.setIndex(min(self._edits, stack.index()))

    def _add(self, places: np.ndarray) -> None:
        if not len(places):
            return
        self._count += len(places)
        over_one, count = self._over_one_input, len(places)
        inputs = places[:, :1] if over_one else places
        if self._classified:
            answers = np.full(count, self._class)
            names = class_names(self._session.dataset)
            number = self._class
            what = names[number] if number < len(names) else self.tr("class {number}").format(number=number)
        elif over_one:
            answers, what = places[:, 1:], ""
        else:
            answers, what = np.full((count, 1), self._value), self.tr("value {value}").format(value=fixed(self._value, 2))
        many = self.tr("Paint {count} points").format(count=self._count) if self._count > 1 else self.tr("Paint a point")
        text = self.tr("{painted} of {what}").format(painted=many, what=what) if what else many
        self._change(text, lambda experiment: points.add(experiment, inputs, answers))

    def _erase(self, rows: np.ndarray) -> None:
        if not len(rows):
            return
        self._count += len(rows)
        text = self.tr("Erase {count} points").format(count=self._count) if self._count > 1 else self.tr("Erase a point")
        before = len(self._session.dataset.inputs)
        self._change(text, lambda experiment: points.remove(experiment, rows))
        if len(self._session.dataset.inputs) == before:
            self._count -= len(rows)

    def _moved(self, row: int, at: Place, experiment: Experiment) -> Edit:
        """The experiment with one example elsewhere; over one input, its value is how high it is."""
        edit = points.move(experiment, [row], np.array([at])[:, :1] if self._over_one_input else np.array([at]))
        if self._over_one_input and not self._classified:
            return points.answer(edit.experiment, [row], np.array([[at[1]]]))
        return edit

    def _change(self, text: str, change: Callable[[Experiment], Edit]) -> None:
        self._session.edit(text, change, stroke="paint")

    # ---- what is there -------------------------------------------------------------------------------------------------------

    def _places(self) -> np.ndarray:
        """Where every example is drawn, (n, 2)."""
        inputs = self._session.dataset.inputs
        return np.column_stack([inputs[:, 0], self._output.drawn_values()]) if self._over_one_input else inputs

    def _shown_rows(self) -> np.ndarray:
        """The rows of the examples that are drawn; what cannot be seen is neither erased nor dragged."""
        numbers = self._inspection.numbers
        return np.concatenate([numbers("training"), numbers("test")]) if self._map.test_is_shown else numbers("training")
