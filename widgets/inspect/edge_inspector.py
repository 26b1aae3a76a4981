"""One edge: its weight, how the cost depends on it, and what may happen to it."""
from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.network import Edge
from core.notation import Symbol, row
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.derivative_scope import Scope, ScopeSwitch, derivative_by
from widgets.inspect.quantity_table import QuantityTable, signed
from widgets.inspect.state_button import StateButton
from widgets.section import Section


class EdgeInspector(Section):
    """Shows one edge; who listens decides which.

    scope_chosen(str): "example" or "average", the cost whose derivative is wanted.
    frozen_wanted(bool), removed_wanted(bool): the state the edge should have.
    symbol_hovered(object): the Symbol under the mouse, or None.
    """

    scope_chosen = Signal(str)
    frozen_wanted = Signal(bool)
    removed_wanted = Signal(bool)
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Edge inspector"))
        self.setObjectName("edge_inspector")
        self._edge = Edge(1, 0, 0)
        self._scope: Scope = "example"
        self._symbol, self._value, self._ends = FormulaLabel(size=22), QLabel(), QLabel()
        self._value.setFont(theme.number_font(16))
        self._value.setAccessibleName(self.tr("Weight"))
        self._ends.setProperty("caption", True)
        self._switch = ScopeSwitch()
        self._switch.chosen.connect(self.scope_chosen)
        self._table = QuantityTable(("derivative", "change"))
        self._freeze = StateButton(self.tr("Freeze"), self.tr("Unfreeze"), ("mdi6.snowflake", "mdi6.snowflake-off"))
        self._freeze.wanted.connect(self.frozen_wanted)
        self._remove = StateButton(self.tr("Remove"), self.tr("Restore"), ("mdi6.link-off", "mdi6.restore"))
        self._remove.wanted.connect(self.removed_wanted)
        self._state = QLabel()
        self._state.setProperty("caption", True)
        self._symbol.symbol_hovered.connect(self.symbol_hovered)
        self._table.symbol_hovered.connect(self.symbol_hovered)
        self._place()
        self.set_edge(self._edge)
        self.set_value(0.0)
        self.set_derivative(None, "example")
        self.set_change(None)
        self.set_state(frozen=False, removed=False)

    def _place(self) -> None:
        top, buttons = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(10)
        for widget in (self._symbol, self._value):
            top.addWidget(widget)
        top.addStretch()
        top.addWidget(self._switch)
        for button in (self._freeze, self._remove):
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.addLayout(top)
        self.add(self._ends)
        self.add(self._table)
        self.body.addLayout(buttons)
        self.add(self._state)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_edge(self, edge: Edge) -> None:
        """Which edge it is; its numbers follow."""
        self._edge = edge
        weight = self._weight()
        self._symbol.set_formula(weight)
        self._table.set_symbol("derivative", derivative_by(weight, self._scope))
        self._table.set_symbol("change", row("Δ ", weight))
        before = self.tr("input {k}") if edge.l == 1 else self.tr("neuron {k} of layer {below}")
        self._ends.setText(self.tr("from {before} to neuron {j} of layer {l}").format(
            before=before.format(k=edge.k, below=edge.l - 1), j=edge.j, l=edge.l))

    def set_value(self, weight: float) -> None:
        self._value.setText(signed(weight, 4))

    def set_scope(self, scope: str) -> None:
        """What the switch shows: "example" or "average"."""
        self._switch.set_current(scope)

    def set_count(self, count: int) -> None:
        """How many examples the average is over."""
        self._switch.set_count(count)

    def set_derivative(self, derivative: float | None, scope: Scope) -> None:
        """∂C/∂w and which cost it is of: "example", "average", or "batch" while training. None: not known yet."""
        self._scope = scope
        self._table.set_symbol("derivative", derivative_by(self._weight(), scope))
        self._table.set_value("derivative", derivative, self._switch.remark(scope))

    def set_change(self, change: float | None) -> None:
        """What the last step added to the weight."""
        self._table.set_value("change", change, self.tr("in the last step"))

    def set_state(self, frozen: bool, removed: bool) -> None:
        self._freeze.set_on(frozen)
        self._freeze.setEnabled(not removed)
        self._remove.set_on(removed)
        self._state.setText(
            self.tr("Removed: its weight is 0 and it carries nothing.") if removed else
            self.tr("Frozen: it keeps its derivative, but does not move.") if frozen else "")

    def _weight(self) -> Symbol:
        return Symbol("w", self._edge.l, self._edge.j, self._edge.k)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QVBoxLayout

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    scopes: tuple[Scope, ...] = ("example", "batch")
    for scope in scopes:
        inspector = EdgeInspector()
        inspector.set_edge(Edge(2, 2, 4))
        inspector.set_value(-0.8132)
        inspector.set_count(250)
        inspector.set_derivative(0.0217, scope)
        inspector.set_change(-6.5e-5)
        inspector.set_state(frozen=scope == "batch", removed=False)
        for signal in (inspector.scope_chosen, inspector.frozen_wanted, inspector.removed_wanted, inspector.symbol_hovered):
            signal.connect(print)
        column.addWidget(inspector)
    window.setFixedWidth(370)
    window.show()
    app.exec()
