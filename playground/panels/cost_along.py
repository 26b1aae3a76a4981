"""The cost as a function of the selected weight or bias, all else held."""
from __future__ import annotations

import numpy as np

from core.activations import Array
from core.explain.chain_rule import example_derivatives
from core.explain.formulas import C0, MEAN
from core.explain.what_if import cost_along
from core.network import Bias, Edge, place
from core.notation import text
from core.progress import Progress
from core.symbols import part_symbol
from playground.background import SOON, Question
from playground.panels.explanation import Context, Explanation
from widgets.plots.cost_along_weight import CostAlongWeight
from widgets.section import Section

POINTS = 101


class CostAlongPanel(Explanation):
    """The worker computes the curve with the tangent's slope; dragging the point sets the weight."""

    explains = (Edge, Bias)

    def __init__(self, context: Context) -> None:
        self.widget = CostAlongWeight()
        section = Section("", separated=True, folds=True)
        section.set_title(self.tr("Cost along this weight"))
        section.add(self.widget)
        super().__init__(section, context, every=20, phase=11)
        self._question = Question(context.background, "cost along", SOON)
        self.widget.range_chosen.connect(self.show_numbers)
        self.widget.dragged.connect(self._drag)
        self.widget.released.connect(context.session.end_drag)

    def show_part(self) -> None:
        """The symbols on the axes; another part begins with a range of its own."""
        inspection, part = self._inspection, self.part
        if isinstance(part, Edge | Bias):
            self.section.set_title(self.tr("Cost along this weight") if isinstance(part, Edge) else self.tr("Cost along this bias"))
            self.widget.set_symbols(part_symbol(inspection.network.sizes, part), MEAN if inspection.averages else C0)

    def show_numbers(self) -> None:
        """Ask the worker for the curve, unless it is there."""
        inspection, part = self._inspection, self.part
        if not isinstance(part, Edge | Bias):
            return
        network, rows = inspection.network, inspection.rows
        weight = float(network.parameters[place(network.sizes, part)])
        ends = self.widget.follow(weight)
        key = inspection.version, type(part), part, ends, None if inspection.averages else rows.tobytes()
        if not self._question.is_due(key, patient=self._inspection.moving):
            return
        network, values = network.twin(), np.linspace(*ends, POINTS)

        def work(progress: Progress) -> tuple[Array, float, float]:
            costs = cost_along(network, rows, part, [*values, weight], progress)
            with np.errstate(all="ignore"):                  # what has diverged has no slope either
                slope = float(example_derivatives(network, rows, part, progress).mean())
            return costs[:-1], float(costs[-1]), slope

        def show(result: tuple[Array, float, float]) -> None:
            costs, cost, slope = result
            self.widget.set_curve(values, costs)
            self.widget.set_point(weight, cost, slope)

        self._question.ask(key, work, show)

    def _drag(self, weight: float) -> None:
        if isinstance(part := self.part, Edge | Bias):
            symbol = text(part_symbol(self._inspection.network.sizes, part))
            self._session.set_value(self.tr("Set {symbol}").format(symbol=symbol), part, weight, "along")
