"""Every path on which the selected part reaches the cost."""
from __future__ import annotations

from core.explain.chain_rule import Part
from core.explain.formulas import path_product, symbol_of
from core.explain.paths import Paths, paths
from core.network import Edge, Neuron
from core.progress import Progress
from playground.background import SOON, Question
from playground.panels.explanation import Context, Explanation
from widgets.inspect.path_ledger import PathLedger


class PathsPanel(Explanation):
    """The worker finds the paths; the one under the pointer is drawn on the network, the selected one written out."""

    def __init__(self, context: Context) -> None:
        self.widget = PathLedger()
        super().__init__(self.widget, context, every=15, phase=4)
        self._question = Question(context.background, "paths", SOON)
        self._largest = 0.0
        self._listed_for: Part | None = None                # whose paths the list shows
        self.widget.symbol_hovered.connect(context.inspection.point_at)
        self.widget.path_selected.connect(self._show_product)
        widget, inspection = self.widget, context.inspection
        for looks_elsewhere in (widget.path_hovered, widget.path_selected, widget.folded_changed, inspection.changed):
            looks_elsewhere.connect(self._draw)

    def show_part(self) -> None:
        """How the total is written."""
        if self.part is not None:
            self.widget.set_symbol(symbol_of(self._inspection.network.sizes, self.part))

    def show_numbers(self) -> None:
        """Ask the worker for the paths, unless they are there."""
        inspection, part = self._inspection, self.part
        if part is None:
            return
        rows = inspection.rows
        key = inspection.version, type(part), part, None if inspection.averages else rows.tobytes()
        if not self._question.is_due(key, patient=self._inspection.moving):
            return
        network = inspection.network.twin()

        def work(progress: Progress) -> Paths:
            return paths(network, rows, part, progress=progress)

        self._question.ask(key, work, self._show)

    def _show(self, found: Paths) -> None:
        self._listed_for = found.part
        self._largest = max((abs(path.contribution) for path in found.listed), default=0.0)
        inspection = self._inspection
        output = inspection.network.activation(inspection.network.last)
        is_output = isinstance(found.part, Neuron) and found.part.l == inspection.network.last      # which begins behind ∂a/∂z
        self.widget.set_paths(
            found, "average" if inspection.averages else "example", softmax=output.is_coupled and not is_output)
        self._draw()
        self._show_product()

    def _draw(self) -> None:
        """The path under the pointer, else the chosen one, on the network; none when its list is not looked at."""
        path, part = self.widget.path, self.part
        if path is None or part is None or part != self._listed_for:
            self._drawing.widget.set_path(None, 0.0, 0.0)
            return
        neurons = [Neuron(l, j) for l, j in enumerate(path.neurons, part.l)]
        source = [Neuron(part.l - 1, part.k)] if isinstance(part, Edge) else []
        self._drawing.widget.set_path([*source, *neurons], path.contribution, self._largest)

    def _show_product(self) -> None:
        """The product along the chosen path, which has numbers for one example only."""
        inspection, part, path = self._inspection, self.part, self.widget.chosen
        if part is None or path is None or part != self._listed_for or inspection.averages:
            self.widget.set_product(None)
        else:
            self.widget.set_product(path_product(inspection.network, inspection.shown, part, path))
