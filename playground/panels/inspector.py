"""The right column's top: the selected edge, bias or neuron with its value and derivative."""
from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from core.document import edits
from core.network import Bias, Edge, Neuron, views
from playground.inspection import Inspection, Whose
from playground.run import Run
from playground.session import Session
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector

Mark = Literal["frozen", "removed", "off"]


class InspectorPanel(QObject):
    """Shows one of three pages: an edge, a neuron with its bias, or a hint when nothing is selected."""

    def __init__(self, session: Session, run: Run, inspection: Inspection) -> None:
        super().__init__()
        self._session, self._run, self._inspection = session, run, inspection
        self.widget = QStackedWidget()
        self.widget.setObjectName("inspector")
        self._hint = QLabel(self.tr("Click an edge or a neuron to see its value and its derivative."), wordWrap=True)
        self._hint.setProperty("muted", True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hint.setContentsMargins(12, 16, 12, 0)
        self._edge, self._neuron = EdgeInspector(), NeuronInspector()
        self._pages = {page: _at_top(page) for page in (self._hint, self._edge, self._neuron)}
        for framed in self._pages.values():
            self.widget.addWidget(framed)
        for page in (self._edge, self._neuron):
            page.scope_chosen.connect(lambda scope: inspection.show_average(scope == "average"))
            page.frozen_wanted.connect(self.set_frozen)
        self._edge.removed_wanted.connect(self.set_removed)
        self._neuron.off_wanted.connect(self.set_off)
        inspection.changed.connect(self._show_selection)
        inspection.refreshed.connect(self._show_numbers)

    def set_frozen(self, frozen: bool) -> None:
        """Freeze the selected weight, or the selected neuron's bias, or let it move again."""
        part = self._inspection.selection
        if isinstance(part, Neuron):
            part = Bias(*part)
        if part is not None and part.l > 0:
            self._mark(self.tr("Freeze") if frozen else self.tr("Let move"), "frozen", part, frozen)

    def set_removed(self, removed: bool) -> None:
        """Remove the selected edge, or restore it."""
        if isinstance(part := self._inspection.selection, Edge):
            self._mark(self.tr("Remove edge") if removed else self.tr("Restore edge"), "removed", part, removed)

    def set_off(self, off: bool) -> None:
        """Switch the selected neuron off, or on again."""
        if isinstance(part := self._inspection.selection, Neuron):
            self._mark(self.tr("Switch neuron off") if off else self.tr("Switch neuron on"), "off", part, off)

    def toggle(self, kind: Mark) -> None:
        """The other way round: frozen, removed or off."""
        part = self._inspection.selection
        if isinstance(part, Neuron) and kind == "frozen":
            part = Bias(*part)
        is_on = part in getattr(self._session.experiment.network, kind)
        {"frozen": self.set_frozen, "removed": self.set_removed, "off": self.set_off}[kind](not is_on)

    def _mark(self, text: str, kind: Mark, part: Edge | Bias | Neuron, marked: bool) -> None:
        self._session.edit(text, lambda experiment: edits.mark(experiment, kind, part, marked))

    def _show_selection(self) -> None:
        part, network = self._inspection.selection, self._session.experiment.network
        if isinstance(part, Edge):
            self._edge.set_edge(part)
            self._edge.set_state(part in network.frozen, part in network.removed)
            self.widget.setCurrentWidget(self._pages[self._edge])
        elif part is not None:
            self._neuron.set_neuron(Neuron(part.l, part.j), network.layers[part.l - 1].activation if part.l else "")
            self._neuron.set_state(Bias(part.l, part.j) in network.frozen, Neuron(part.l, part.j) in network.off)
            self.widget.setCurrentWidget(self._pages[self._neuron])
        else:
            self.widget.setCurrentWidget(self._pages[self._hint])

    def _show_numbers(self) -> None:
        part, inspection = self._inspection.selection, self._inspection
        if part is None or not inspection.is_due(2, 1):
            return
        network, gradient, change = inspection.network, inspection.gradient, self._run.snapshot.change
        scope: Whose = "average" if inspection.averages else "example"
        whose: Whose = scope if gradient is None else gradient.whose
        page = self._edge if isinstance(part, Edge) else self._neuron
        page.set_scope(scope)
        page.set_count(len(self._run.examples.training))
        slopes = None if gradient is None else views(gradient.flat, network.sizes)
        changes = None if change is None else views(change, network.sizes)
        if isinstance(part, Edge):
            l, j, k = part
            self._edge.set_value(float(network.w[l][j, k]))
            self._edge.set_derivative(None if slopes is None else float(slopes.w[l][j, k]), whose)
            self._edge.set_change(None if changes is None else float(changes.w[l][j, k]))
            return
        l, j = part.l, part.j
        shown = inspection.shown
        slope = None if inspection.probe is not None else float(shown.dC_da[l][j, 0])
        self._neuron.set_example_values(float(shown.z[l][j, 0]) if l else None, float(shown.a[l][j, 0]), slope)
        self._neuron.set_bias(float(network.b[l][j]) if l else None)
        self._neuron.set_bias_derivative(float(slopes.b[l][j]) if l and slopes is not None else None, whose)
        self._neuron.set_change(float(changes.b[l][j]) if l and changes is not None else None)


def _at_top(page: QWidget) -> QWidget:
    """The page at the top of the room it is given."""
    framed = QWidget()
    column = QVBoxLayout(framed)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(page)
    column.addStretch()
    return framed
