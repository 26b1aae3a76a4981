"""What a right-click on an edge or a neuron offers, and what the cost would be without it."""
from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu, QWidgetAction

from core.explain.formulas import C0, MEAN, symbol_of
from core.explain.what_if import Ablation, ablation
from core.network import Edge, Neuron
from core.notation import number, signed, text
from core.progress import Progress
from playground.background import LIVE, Background, Question
from playground.commands import Commands
from playground.inspection import Inspection, Selected
from playground.panels.network import NetworkPanel

OF_ONE = ("nudge", "rename", "focus")
WIDTH = 340                                                     # px
OFFERED = ("type_value", "scale_values", "randomise", "nudge", "freeze", "rename", "remove_edge", "switch_off", "select_more",
           "focus")


class PartMenu(QObject):
    """Selects what was clicked, says how the cost would change without it, and offers what can be done.

    Of several that are selected, each stands for all.
    """

    def __init__(self, commands: Commands, inspection: Inspection, background: Background, drawing: NetworkPanel) -> None:
        super().__init__()
        self._commands, self._inspection, self._drawing = commands, inspection, drawing
        self._question = Question(background, "ablation", LIVE)
        self.menu = QMenu(drawing.widget)
        self.menu.setObjectName("part_menu")
        self._said = QLabel(margin=8, wordWrap=True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setFixedSize(WIDTH, 3 * self._said.fontMetrics().lineSpacing() + 2 * self._said.margin())
        said = QWidgetAction(self.menu)
        said.setDefaultWidget(self._said)
        self.menu.addAction(said)
        self.menu.addSeparator()
        self._offered = [commands[name] for name in OFFERED]
        drawing.widget.menu_wanted.connect(self.open)

    def open(self, part: Selected, place: QPoint) -> None:
        """Show the menu of a part at a place of the screen."""
        inspection = self._inspection
        together = len(inspection.chosen) > 1 and any(type(each) is type(part) and each == part for each in inspection.chosen)
        if not together:
            inspection.select(part)
        if together:
            self._say(self.tr("For all {count} that are selected together:").format(count=len(inspection.chosen)))
        elif isinstance(part, Edge | Neuron):
            self._ask(part)
        elif part is not None:
            self._say(text(symbol_of(inspection.network.sizes, part)))
        else:
            return
        for action in self._offered:                        # what does not apply is not there
            self.menu.removeAction(action)
            if action.isEnabled() and not (together and action.objectName() in OF_ONE):
                self.menu.addAction(action)
        self.menu.popup(place)

    def _say(self, sentence: str) -> None:
        """In place of an answer that comes later."""
        self._question.forget()
        self._said.setText(sentence)

    def open_for_selection(self) -> None:
        """Show the menu beside what is selected."""
        part, view = self._inspection.selection, self._drawing.widget
        if isinstance(part, Edge | Neuron) and (place := view.where(part)) is not None:
            self.open(part, view.mapToGlobal(place.toPoint()))

    def _ask(self, part: Edge | Neuron) -> None:
        inspection = self._inspection
        sizes, network, rows = inspection.network.sizes, inspection.network.twin(), inspection.rows
        symbol, cost = text(symbol_of(sizes, part)), text(MEAN if inspection.averages else C0)
        if isinstance(part, Neuron) and part.l == network.last:
            sentence = self.tr("{symbol} is an output. The cost needs it, so it cannot be switched off.")
            self._said.setText(sentence.format(symbol=symbol))
            return
        self._said.setText(self.tr("Without {symbol} …").format(symbol=symbol))

        def work(progress: Progress) -> Ablation:
            return ablation(network, rows, part)

        def show(found: Ablation) -> None:
            self._said.setText(self.tr(
                "Without {symbol}, {cost} = {before} would become {after}.\n"
                "It would change by {change}; the gradient predicts {predicted}."
            ).format(symbol=symbol, cost=cost, before=number(found.cost_before), after=number(found.cost_after),
                     change=signed(found.cost_after - found.cost_before), predicted=signed(found.predicted)))

        self._question.ask(None, work, show)
