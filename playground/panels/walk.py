"""The pane that walks through one training step, in place of the plots: its lines and graph, its update and its counting."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from core.errors import Sentence
from core.explain.counting import count
from core.explain.forecast import Forecast, along_step, forecast, parameters
from core.explain.forms import forms
from core.explain.graph import graph
from core.explain.meaning import Meaning
from core.explain.walk import STAGES, Item, Operation, Walk
from core.explain.walk_parts import items, parts
from core.network import Bias, Edge, Neuron
from playground.commands import Commands
from playground.inspection import Inspection, Selected
from playground.panels.network import NetworkPanel
from playground.settings import Settings
from playground.walking import Walking
from widgets.action_button import ActionButton
from widgets.section import Section
from widgets.segmented import Segmented
from widgets.walk.counting_view import CountingView
from widgets.walk.lines_and_graph import LinesAndGraph, Shown
from widgets.walk.update_view import UpdateView
from widgets.walk.walk_bar import WalkBar

BUTTONS = ("walk_back_stage", "walk_back_layer", "walk_back", "walk_play", "walk_next", "walk_next_layer", "walk_next_stage")
SHOWN: tuple[Shown, ...] = ("lines", "graph", "both")            # that share a page
MULTIPLES = np.linspace(0, 4, 81)                              # of the step, along which the cost is drawn


class WalkPanel(QObject):
    """One of four views is shown, or the lines and the graph side by side; what is pointed at is lit in all and on the drawing.

    view_shown(str): another of the views is shown.
    """

    view_shown = Signal(str)

    def __init__(self, walking: Walking, inspection: Inspection, drawing: NetworkPanel, commands: Commands,
                 settings: Settings) -> None:
        super().__init__()
        self._walking, self._inspection, self._drawing, self._settings = walking, inspection, drawing, settings
        self._shape: object = None
        self._forecast: Forecast | None = None
        self._depth: int | None = None                          # layers that the graph reaches back; None: as far as there is room
        self.bar, self.both, self.update, self.counting = WalkBar(), LinesAndGraph(), UpdateView(), CountingView()
        self.lines, self.graph = self.both.lines, self.both.graph
        self.views: dict[str, LinesAndGraph | UpdateView | CountingView] = {
            **dict.fromkeys(SHOWN, self.both), "update": self.update, "counting": self.counting}
        self._view = "lines"                                    # that is wanted
        self._stack = QStackedWidget()
        for view in (self.both, self.update, self.counting):
            self._stack.addWidget(view)
        self.over = Segmented(self.tr("What the step is over"), [
            ("example", self.tr("this example")), ("batch", self.tr("mini-batch"))])
        self.switch = Segmented(self.tr("What the pane shows"))
        self._offer()
        self.widget = Section(self.tr("Backprop"))
        self.widget.setObjectName("walk_pane")
        self._place(commands)
        self._connect()

    def _place(self, commands: Commands) -> None:
        head, leave = QWidget(), ActionButton(commands["walk_leave"])
        leave.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.over)
        row.addWidget(self.switch)
        row.addWidget(leave)
        self.widget.set_corner(head)
        move = QHBoxLayout()
        move.setSpacing(12)
        move.addWidget(self.bar, 1)
        move.addWidget(ActionButton(commands["walk_keep"], primary=True))
        self.bar.set_actions([commands[name] for name in BUTTONS])
        self.widget.body.addLayout(move)
        self.widget.body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        walking, inspection = self._walking, self._inspection
        walking.renewed.connect(self._show_walk)
        walking.moved.connect(self._show_position)
        self.bar.moved.connect(walking.go_to)
        self.bar.stage_chosen.connect(lambda stage: walking.go_to_stage(STAGES[stage]))
        self.switch.chosen.connect(self.show_view)
        self.over.chosen.connect(walking.open)
        self.lines.position_chosen.connect(walking.go_to)
        self.graph.depth_chosen.connect(self._choose_depth)
        self.both.room_changed.connect(self._show_shown)
        inspection.opened.connect(self._forget_depth)
        inspection.changed.connect(self._show_selection)
        for view in (self.lines, self.graph, self.update.table):
            view.item_hovered.connect(self._light)
        for view in (self.lines, self.graph):
            view.item_clicked.connect(self._select)
        self._drawing.widget.hovered.connect(self._light_part)
        self.update.table.part_clicked.connect(inspection.select)
        self.update.table.example_chosen.connect(lambda number: inspection.show_example(number, "training"))

    def show_view(self, name: str) -> None:
        """The lines, the graph, both, the update or the counting; remembered."""
        self._view = name
        self._settings.walk_view = name
        self._show_shown()

    def set_calm(self, calm: bool) -> None:
        """Nothing moves by itself, and one panel is shown at a time."""
        for view in (self.both, self.update):
            view.set_calm(calm)
        self._show_shown()

    def take_focus(self) -> None:
        """Let the keyboard go to what is shown."""
        {"graph": self.graph.canvas, "update": self.update.table, "counting": self.counting}.get(self.shown, self.lines).setFocus()

    @property
    def shown(self) -> str:
        """The name of the view that is shown: the one that is wanted, or the lines where there is no room for both."""
        return self.both.shown if self.views[self._view] is self.both else self._view

    def _offer(self) -> None:
        """The views that there is room for."""
        names = {"lines": self.tr("lines"), "graph": self.tr("graph"), "both": self.tr("lines + graph"),
                 "update": self.tr("update"), "counting": self.tr("counting")}
        self.switch.set_options([(name, label) for name, label in names.items() if name != "both" or self.both.has_room])

    def _show_shown(self) -> None:
        for name in SHOWN:
            if name == self._view:
                self.both.set_shown(name)
        self._stack.setCurrentWidget(self.views[self._view])
        self._offer()
        self.switch.set_current(self.shown)
        self.view_shown.emit(self.shown)
        self._show_walk()
        if self._walking.walk is not None:
            self._show_position()
            self._show_selection()

    # ---- what they show ----------------------------------------------------------------------------------------------------------

    def _show_walk(self) -> None:
        """Another step is walked through, or the view is another."""
        walking, walk = self._walking, self._walking.walk
        if walk is None:
            self._shape = None
            return
        stages = [self.tr("Forward"), self.tr("Cost"), self.tr("Backward"), self.tr("Update")]
        self.bar.set_stages(stages, walk.ends("stage"))
        self.over.set_options([("example", self._name_example()), ("batch", self._name_batch())])
        self.over.set_current(walking.over)
        shown = self.shown
        if shown in {"lines", "both"} and (shape := _shape(walk)) != self._shape:
            self._shape = shape
            self.lines.set_lines([(each.stage, forms(walk, place)) for place, each in enumerate(walk.operations)])
        if shown == "update" and walk.update is not None:
            self.update.table.set_batch(walking.examples, len(self._inspection.numbers("training")))
            self.update.table.set_update(walk.update)
            self._forecast = forecast(walk)
            self.update.gauge.set_along(MULTIPLES, along_step(walk, MULTIPLES))
            self.update.gauge.set_history(walking.kept)
        elif shown == "counting":
            self.counting.set_counting(count(walk))

    def _show_position(self) -> None:
        """The walk stands elsewhere, or something else is looked at."""
        walking, walk = self._walking, self._walking.walk
        self._drawing.show_walk(walk, walking.example)
        if walk is None:
            return
        operation = walk.current
        self.bar.set_position(walk.position, None if operation is None else STAGES.index(operation.stage))
        shown = self.shown
        if shown in {"lines", "both"}:
            self.lines.set_example(walking.example)
            current = None
            if operation is not None:
                entry = _entry(operation, self._inspection.selection)
                current = forms(walk, walk.position - 1, entry, walking.example), walking.values
            self.lines.set_position(walk.position, current)
        if shown in {"graph", "both"}:
            self.graph.set_graph(graph(walk, walking.example, self._depth))
            backward = operation is not None and operation.stage == "backward"
            self.graph.set_flow(operation.reads if operation else (), operation.writes if operation else (), backward)
        if shown == "update":
            self._show_rows(walk)

    def _show_rows(self, walk: Walk) -> None:
        end = len(walk.operations)
        self.update.gauge.set_forecast(self._forecast if walk.position == end else None)
        steps = [place for place, each in enumerate(walk.operations, 1) if each.quantity == "step"]
        is_stepped = bool(steps) and walk.position >= steps[-1]
        gradient = walk.network.gradient if walk.position >= walk.ends("stage")[2] else None
        self.update.table.set_rows(
            walk.network.sizes, parameters(walk, 0), gradient, walk.values(Item("step")) if is_stepped else None,
            parameters(walk, end) if walk.position == end else None, movable=walk.network.movable, present=walk.network.present)

    def _choose_depth(self, layers: int | None) -> None:
        self._depth = layers
        self._show_position()

    def _forget_depth(self) -> None:
        """The network is another. Nothing is shown yet: the walk is still that of the former one, and follows in a moment."""
        self._depth = None

    def _show_selection(self) -> None:
        part = self._inspection.selection
        self.update.table.set_selected(None if isinstance(part, Neuron) else part)
        chosen = self.graph.canvas.selected
        of_chosen = None if chosen is None else _part(chosen)
        if of_chosen is None or (type(of_chosen), of_chosen) != (type(part), part):     # z is chosen as the neuron, as a is
            self.graph.set_selected(_item(part))
        self.lines.set_selected([] if part is None else items(self._inspection.network, part))

    def _name_example(self) -> str:
        inspection = self._inspection
        if inspection.probe is not None:
            return self.tr("your own input")
        kind = self.tr("test example {i}") if inspection.set == "test" else self.tr("example {i}")
        return kind.format(i=f"{inspection.example:,}")

    def _name_batch(self) -> str:
        if self._walking.over == "example":
            return self.tr("mini-batch")
        return self.tr("mini-batch of {count}").format(count=f"{len(self._walking.examples):,}")

    # ---- what is pointed at ------------------------------------------------------------------------------------------------------

    def _light(self, item: Item | None) -> None:
        """What is pointed at in one of the views, in all of them and on the drawing."""
        lit = [] if item is None else [item]
        self._light_views(lit)
        neurons, edges, biases = parts(self._inspection.network, lit)
        self._inspection.lit.emit(Meaning(Sentence(""), neurons, edges, biases=biases))

    def _light_part(self, part: Selected) -> None:
        """What is pointed at on the drawing, which shows that by itself, in all views."""
        self._light_views([] if part is None else items(self._inspection.network, part))

    def _light_views(self, lit: list[Item]) -> None:
        for view in (self.lines, self.graph, self.update.table):
            view.set_lit(lit)

    def _select(self, item: Item) -> None:
        part = _part(item)
        if part is not None:
            self._inspection.select(part)


def _part(item: Item) -> Selected:
    """What is selected with an item: an edge, a bias or a neuron; None where it is of several."""
    if item.layer is None or item.j is None:
        return None
    if item.quantity in {"w", "dC_dw"} and item.k is not None:
        return Edge(item.layer, item.j, item.k)
    return Bias(item.layer, item.j) if item.quantity in {"b", "dC_db"} else Neuron(item.layer, item.j)


def _item(selected: Selected) -> Item | None:
    """What a selection is in the graph: a weight, a bias, an activation."""
    match selected:
        case Edge(l, j, k):
            return Item("w", l, j, k)
        case Bias(l, j):
            return Item("b", l, j)
        case Neuron(l, j):
            return Item("a", l, j)
    return None


def _shape(walk: Walk) -> object:
    """What the lines are the same for, whatever the numbers."""
    network, update = walk.network, walk.update
    assert update is not None
    off = tuple(None if on is None else on.tobytes() for on in network.on)
    return (network.sizes, tuple(each and each.name for each in network.activations), network.cost.name, off, walk.passed.examples,
            network.present.tobytes(), network.has_unmovable, update.optimizer.name, update.regularization)


def _entry(operation: Operation, selected: Selected) -> Item | None:
    """The entry that belongs to what is selected, of what an operation writes; None where it has none."""
    if selected is None:
        return None
    edge = selected if isinstance(selected, Edge) else None
    if operation.layer is None:
        return Item("w", *edge) if edge else Item("b", *selected)
    if operation.layer == selected.l:
        return Item(operation.quantity, selected.l, selected.j, edge.k if edge and operation.quantity == "dC_dw" else None)
    if edge and operation.layer == edge.l - 1:
        return Item(operation.quantity, edge.l - 1, edge.k)
    return None
