"""Every example's own derivative by the selected part."""
from __future__ import annotations

from core.activations import Array
from core.explain.chain_rule import example_derivatives
from core.explain.formulas import symbol_of
from core.progress import Progress
from playground.background import SOON, Question
from playground.panels.explanation import Context, Explanation
from widgets.inspect.example_bars import ExampleBars


class BarsPanel(Explanation):
    """The worker computes the bars; the example of the bar under the pointer is shown, the one that is clicked is looked at."""

    def __init__(self, context: Context) -> None:
        self.widget = ExampleBars()
        super().__init__(self.widget, context, every=30, phase=7)
        self._question = Question(context.background, "bars", SOON)
        self.widget.example_hovered.connect(context.inspection.peek_at)
        self.widget.example_clicked.connect(lambda number: context.inspection.show_example(number, "training"))

    def show_part(self) -> None:
        """The symbol of the part, and which bar is the example's."""
        inspection = self._inspection
        if self.part is not None:
            self.widget.set_symbol(symbol_of(inspection.network.sizes, self.part))
        looks = inspection.set == "training" and inspection.probe is None
        self.widget.set_current(inspection.example if looks else None)

    def show_numbers(self) -> None:
        """Ask the worker for the bars, unless they are there."""
        inspection, part = self._inspection, self.part
        key = inspection.version, type(part), part
        if part is None or not self._question.is_due(key, patient=self._inspection.moving):
            return
        network, examples = inspection.network.twin(), self._run.examples

        def work(progress: Progress) -> Array:
            return example_derivatives(network, examples.training_rows, part, progress)

        self._question.ask(key, work, self.widget.set_values)
