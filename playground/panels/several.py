"""What is selected together, in the right column, and the number that is typed on the drawing for all of it."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject

from core.document.edits import Mark
from core.network import place
from core.notation import Node, Text, row
from core.parts import Part
from core.symbols import part_symbol
from playground.editing import Editing
from playground.inspection import Inspection
from playground.panels.network import NetworkPanel
from playground.run import Run
from playground.session import Session
from widgets.inspect.several_inspector import SeveralInspector

MARKS: tuple[Mark, ...] = ("frozen", "removed", "off")


class SeveralPanel(QObject):
    """Is there while more than one part is selected."""

    def __init__(self, session: Session, run: Run, inspection: Inspection, editing: Editing, drawing: NetworkPanel) -> None:
        super().__init__()
        self._session, self._run, self._inspection, self._editing = session, run, inspection, editing
        self._drawing = drawing.widget
        self._places = np.empty(0, int)                     # of the weights and biases shown, in the flat vector
        self._answer: Callable[[float], None] = editing.set_values
        self._asked_of: tuple[Part, ...] = ()               # what a number is typed for
        self.widget = page = SeveralInspector()
        page.value_wanted.connect(editing.set_values)
        page.factor_wanted.connect(editing.scale)
        page.random_wanted.connect(editing.randomise)
        for kind in MARKS:
            getattr(page, f"{kind}_wanted").connect(partial(editing.mark, kind))
        page.closed.connect(lambda: inspection.select(inspection.selection))
        page.refused.connect(session.refused)
        self._drawing.value_typed.connect(self._take)
        inspection.changed.connect(self._show_selection)
        inspection.refreshed.connect(self._show_values)
        page.hide()

    def ask_value(self) -> None:
        """Let a number be typed on the drawing that all of the selection shall be."""
        parts = self._editing.parameters
        value = self._run.parameters_of(parts)[0] if len(parts) == 1 else None
        self._ask(self.tr("Value"), "=", value, self._editing.set_values)

    def ask_factor(self) -> None:
        """Let a number be typed by which all of the selection shall be multiplied."""
        self._ask(self.tr("Factor"), "·", None, self._editing.scale)

    def _ask(self, name: str, sign: str, value: float | None, answer: Callable[[float], None]) -> None:
        parts, last = self._editing.parameters, self._inspection.selection
        if last is None or not parts:
            return
        what: Node = Text(self._editing.named(parts))
        if len(parts) == 1:
            what = part_symbol(self._inspection.network.sizes, parts[0])
        self._answer, self._asked_of = answer, self._inspection.chosen
        self._drawing.ask_value(name, row(what, f" {sign}"), value, last)

    def _take(self, value: float) -> None:
        self._answer(value)

    def _show_selection(self) -> None:
        chosen, editing, page = self._inspection.chosen, self._editing, self.widget
        if chosen != self._asked_of:
            self._drawing.close_entry()
        page.setVisible(len(chosen) > 1)
        if len(chosen) < 2:
            return
        parts, sizes = editing.parameters, self._inspection.network.sizes
        self._places = np.array([place(sizes, part) for part in parts], int)
        page.set_counted(self.tr("{what} selected").format(what=editing.counted(chosen)), len(parts))
        page.set_initialization(self._session.experiment.network.initialization)
        page.set_states(*(editing.are_marked(kind) if editing.markable(kind) else None for kind in MARKS))

    def _show_values(self) -> None:
        if len(self._inspection.chosen) > 1 and self._inspection.is_due(4, 3):
            self.widget.set_values(self._inspection.network.parameters[self._places])
