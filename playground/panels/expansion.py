"""One layer further back: ∂C₀/∂a of the selected part's neuron as the sum it is, opened as far as somebody looks."""
from __future__ import annotations

from core.activations import Array
from core.explain.chain_rule import Votes, votes
from core.network import Neuron
from playground.panels.explanation import Context, Explanation
from widgets.inspect.expansion_model import Source
from widgets.inspect.expansion_tree import ExpansionTree


class ExpansionPanel(Explanation):
    """The numbers are those of the example looked at, whatever the switch says: an average has no factors."""

    def __init__(self, context: Context) -> None:
        self.widget = ExpansionTree()
        super().__init__(self.widget, context, every=8, phase=6)
        self._root: object = None
        self.widget.part_hovered.connect(context.inspection.point_at)
        self.widget.part_clicked.connect(context.inspection.select)
        self.widget.symbol_hovered.connect(context.inspection.point_at)
        context.inspection.opened.connect(self._forget)

    def show_part(self) -> None:
        """Begin anew with another neuron or another network."""
        part, inspection = self.part, self._inspection
        if part is None:
            return
        root, network = Neuron(part.l, part.j), inspection.network
        by_z = not isinstance(part, Neuron) and part.l == network.last and network.activation(part.l).is_coupled
        if (root, by_z) != self._root:
            self._root = root, by_z
            cost = self._session.experiment.network.cost
            source = Source(network.sizes, cost, self._votes, self._outputs, self._dC_dz if by_z else None)
            self.widget.set_source(source, root)

    def show_numbers(self) -> None:
        """What is open stays open."""
        if self.part is not None:
            self.widget.refresh()

    def _forget(self) -> None:
        self._root = None

    def _votes(self, neuron: Neuron) -> Votes | None:
        return votes(self._inspection.network, self._inspection.shown, neuron)

    def _dC_dz(self) -> Array:
        dC_dz: Array = self._inspection.shown.dC_dz[-1][:, 0]
        return dC_dz

    def _outputs(self) -> tuple[Array, Array | None]:
        shown = self._inspection.shown
        return shown.a[-1][:, 0], shown.y[:, 0]
