"""The window with all examples as a table: what is edited there goes to the session, what is selected to the inspection."""
from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from core.data.dataset import class_names
from core.document import points
from core.document.edits import Edit
from core.document.experiment import Experiment
from core.errors import BadInput
from core.evaluation import Evaluation
from core.formats.pasted import rows_in
from playground.background import SOON, Background, Question
from playground.inspection import Inspection, Set
from playground.run import Run
from playground.session import Session
from widgets.data.data_table import DataTable
from widgets.data.table_model import ExampleRows
from widgets.sentences import said

SIZE = (760, 560)               # px
EVERY = 8                       # frames from one look at the costs to the next
COSTS_AT_ONCE = 500_000         # numbers of all examples; the costs of more would hold the window up
SETS: tuple[Set, ...] = ("training", "test")      # in the order of the table


class TablePanel(QObject):
    """The table counts training examples first, then test examples, each in the order of their numbers."""

    def __init__(self, session: Session, run: Run, inspection: Inspection, background: Background) -> None:
        super().__init__()
        self._costs = Question(background, "table", SOON)
        self._session, self._run, self._inspection = session, run, inspection
        self._table: DataTable | None = None
        inspection.opened.connect(self._show_rows)
        inspection.changed.connect(self._show_current)
        inspection.refreshed.connect(self._show_costs)

    def show(self, actions: tuple[QAction, ...]) -> None:
        """Open the window, or bring it to the front; the actions' shortcuts work in it."""
        if self._table is None:
            self._table = table = DataTable()
            table.setWindowTitle(self.tr("Examples"))
            table.resize(*SIZE)
            table.addActions(actions)
            table.edited.connect(self._edit)
            table.example_chosen.connect(self._choose)
            table.add_wanted.connect(self._add)
            table.delete_wanted.connect(self._delete)
            table.copy_wanted.connect(lambda rows: QApplication.clipboard().setText(table.copied(rows)))
            table.paste_wanted.connect(self._paste)
            table.answers_chosen.connect(self._answer_with)
            table.refused.connect(table.say)
            self._session.refused.connect(table.say)
        self._table.show()
        self._table.raise_()
        self._table.activateWindow()
        self._show_rows()
        self._show_costs()
        self._show_current()
        self._table.view.setFocus()

    def close(self) -> None:
        """Close the window for good."""
        if self._table is not None:
            self._table.close()
            self._table.deleteLater()

    @property
    def _is_seen(self) -> bool:
        return self._table is not None and self._table.isVisible()

    # ---- what is shown -------------------------------------------------------------------------------------------------------

    def _show_rows(self) -> None:
        if self._table is None or not self._is_seen:
            return
        self._costs.forget()                                # the new rows have none
        dataset, order = self._session.dataset, self._order
        training, test = (len(self._inspection.numbers(which)) for which in ("training", "test"))
        answers = dataset.classes[:, None] if dataset.classes is not None else dataset.targets
        assert answers is not None
        self._table.set_rows(ExampleRows(
            np.arange(len(order)) < training, np.concatenate([np.arange(training), np.arange(test)]), dataset.inputs,
            dataset.columns, answers[order], dataset.classes is not None, places=order,
            class_names=class_names(dataset)))

    def _show_costs(self) -> None:
        """At once, or from the worker where there is much to measure."""
        inspection = self._inspection
        if self._table is None or not self._is_seen or not inspection.is_due(EVERY):
            return
        if self._run.examples.rows.size <= COSTS_AT_ONCE:
            self._table.set_costs(np.concatenate([inspection.example_costs(which) for which in SETS]))
        elif self._costs.is_due(inspection.version, patient=self._run.running):
            network, sets = inspection.network.twin(), [inspection.rows_of(which) for which in SETS]
            self._costs.ask(inspection.version, lambda progress: np.concatenate([
                Evaluation(network, rows).example_costs(progress) for rows in sets]), self._set_costs)

    def _set_costs(self, costs: np.ndarray) -> None:
        if self._table is not None and len(costs) == len(self._order):
            self._table.set_costs(costs)

    def _show_current(self) -> None:
        if self._table is not None and self._is_seen and self._inspection.probe is None:
            first = len(self._inspection.numbers("training")) if self._inspection.set == "test" else 0
            self._table.set_current(first + self._inspection.example)

    @property
    def _order(self) -> np.ndarray:
        """The rows of the data set in the order of the table."""
        return np.concatenate([self._inspection.numbers("training"), self._inspection.numbers("test")])

    # ---- what the user says --------------------------------------------------------------------------------------------------

    def _choose(self, row: int) -> None:
        training = len(self._inspection.numbers("training"))
        self._inspection.show_example(row - training if row >= training else row, "test" if row >= training else "training")

    def _edit(self, rows: list[int], column: int, value: float | Literal["training", "test"]) -> None:
        data, places = self._session.dataset, self._order[rows]
        what = self.tr("{count} examples").format(count=len(rows)) if len(rows) > 1 else self.tr("an example")
        if isinstance(value, str):
            which = value
            self._change(self.tr("Put {what} into the {which} set").format(what=what, which=which),
                         lambda experiment: points.put_into(experiment, places, which))
        elif column - 2 < len(data.columns):
            inputs = data.inputs[places].copy()
            inputs[:, column - 2] = value
            name = data.columns[column - 2]
            self._change(self.tr("Change {name} of {what}").format(name=name, what=what),
                         lambda experiment: points.move(experiment, places, inputs))
        elif data.targets is None:
            self._change(self.tr("Change the class of {what}").format(what=what),
                         lambda experiment: points.answer(experiment, places, np.array(value)))
        else:
            targets = data.targets[places].copy()
            targets[:, column - 2 - len(data.columns)] = value
            self._change(self.tr("Change the target of {what}").format(what=what),
                         lambda experiment: points.answer(experiment, places, targets))

    def _add(self) -> None:
        """A copy of the example that is looked at, which is looked at then."""
        data, row = self._session.dataset, self._inspection.row_number
        answers = data.targets if data.classes is None else data.classes
        assert answers is not None
        self._append(self.tr("Add an example"), data.inputs[row:row + 1], answers[row:row + 1])

    def _paste(self) -> None:
        data = self._session.dataset
        outputs = 1 if data.targets is None else data.targets.shape[1]
        names = ("class",) if data.targets is None else ("y",) if outputs == 1 else tuple(f"y{j}" for j in range(outputs))
        try:
            rows = rows_in(QApplication.clipboard().text(), (*data.columns, *names), data.labels or ())
        except BadInput as problem:
            self._session.refused.emit(said(problem.sentence))
            return
        answers = rows[:, -outputs:] if data.targets is not None else rows[:, -1]
        self._append(self.tr("Paste {count} examples").format(count=len(rows)), rows[:, :-outputs], answers)

    def _append(self, text: str, inputs: np.ndarray, answers: np.ndarray) -> None:
        before = len(self._inspection.numbers("training")), len(self._session.dataset.inputs)
        self._change(text, lambda experiment: points.add(experiment, inputs, answers))
        if len(self._session.dataset.inputs) > before[1]:
            which: Literal["training", "test"] = "training" if len(self._inspection.numbers("training")) > before[0] else "test"
            self._inspection.show_example(len(self._inspection.numbers(which)) - 1, which)

    def _answer_with(self, kind: points.Kind) -> None:
        self._change(said(points.told(kind)), lambda experiment: points.answer_with(experiment, kind))
        if self._table is not None:
            self._table.set_answers(self._session.dataset.classes is not None)

    def _delete(self, rows: list[int]) -> None:
        places = self._order[rows]
        text = self.tr("Delete {count} examples").format(count=len(rows)) if len(rows) > 1 else self.tr("Delete an example")
        self._change(text, lambda experiment: points.remove(experiment, places))

    def _change(self, text: str, change: Callable[[Experiment], Edit]) -> None:
        if self._table is not None:
            self._table.say("")
        self._session.edit(text, change)
