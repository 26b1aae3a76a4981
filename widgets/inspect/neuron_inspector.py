"""One neuron: its weighted sum, activation and bias, how the cost depends on them, and what may happen to it."""
from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.network import Neuron
from core.notation import Symbol, row
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.derivative_scope import Scope, ScopeSwitch, derivative_by
from widgets.inspect.quantity_table import QuantityTable, signed
from widgets.inspect.state_button import StateButton
from widgets.section import Section

OF_BIAS = ("b", "dC_db", "change")


class NeuronInspector(Section):
    """Shows one neuron; an input (layer 0) has only its activation and what the cost makes of that.

    scope_chosen(str): "example" or "average", the cost whose derivative by the bias is wanted.
    frozen_wanted(bool), off_wanted(bool): the state the bias and the neuron should have.
    symbol_hovered(object): the Symbol under the mouse, or None.
    """

    scope_chosen = Signal(str)
    frozen_wanted = Signal(bool)
    off_wanted = Signal(bool)
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Neuron inspector"))
        self.setObjectName("neuron_inspector")
        self._neuron = Neuron(1, 0)
        self._scope: Scope = "example"
        self._symbol, self._activity, self._place_name = FormulaLabel(size=22), QLabel(), QLabel()
        self._activity.setFont(theme.number_font(16))
        self._activity.setAccessibleName(self.tr("Activation"))
        self._place_name.setProperty("caption", True)
        self._switch = ScopeSwitch()
        self._switch.chosen.connect(self.scope_chosen)
        self._table = QuantityTable(("z", "dC_da", *OF_BIAS))
        self._freeze = StateButton(self.tr("Freeze bias"), self.tr("Unfreeze bias"), ("mdi6.snowflake", "mdi6.snowflake-off"))
        self._freeze.wanted.connect(self.frozen_wanted)
        self._off = StateButton(self.tr("Switch off"), self.tr("Switch on"), ("mdi6.power", "mdi6.power"))
        self._off.wanted.connect(self.off_wanted)
        self._state = QLabel()
        self._state.setProperty("caption", True)
        self._symbol.symbol_hovered.connect(self.symbol_hovered)
        self._table.symbol_hovered.connect(self.symbol_hovered)
        self._place()
        self.set_neuron(self._neuron, "")
        self.set_example_values(None, None, None)
        self.set_bias(None)
        self.set_bias_derivative(None, "example")
        self.set_change(None)
        self.set_state(frozen=False, off=False)

    def _place(self) -> None:
        top, buttons = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(10)
        for widget in (self._symbol, self._activity):
            top.addWidget(widget)
        top.addStretch()
        top.addWidget(self._switch)
        for button in (self._freeze, self._off):
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.addLayout(top)
        self.add(self._place_name)
        self.add(self._table)
        self.body.addLayout(buttons)
        self.add(self._state)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_neuron(self, neuron: Neuron, activation: str) -> None:
        """Which neuron it is and the name of its activation (an input has none); its numbers follow."""
        self._neuron = neuron
        l, j = neuron
        self._symbol.set_formula(Symbol("a", l, j))
        name = self.tr("input {j}") if l == 0 else self.tr("neuron {j} of layer {l}, {activation}")
        self._place_name.setText(name.format(l=l, j=j, activation=activation))
        for quantity in ("z", "b"):
            self._table.set_symbol(quantity, Symbol(quantity, l, j))
        self._table.set_symbol("dC_da", derivative_by(Symbol("a", l, j), "example"))
        self._table.set_symbol("dC_db", derivative_by(Symbol("b", l, j), self._scope))
        self._table.set_symbol("change", row("Δ ", Symbol("b", l, j)))
        for each in ("z", *OF_BIAS):
            self._table.set_shown(each, l > 0)
        for widget in (self._freeze, self._off, self._switch):
            widget.setVisible(l > 0)

    def set_example_values(self, z: float | None, a: float | None, derivative: float | None) -> None:
        """z, a and ∂C₀/∂a of the example looked at; None: not known yet."""
        self._table.set_value("z", z, self.tr("for this example"))
        self._activity.setText(signed(a, 4))
        self._table.set_value("dC_da", derivative, self.tr("for this example"))

    def set_bias(self, bias: float | None) -> None:
        self._table.set_value("b", bias)

    def set_scope(self, scope: str) -> None:
        """What the switch shows: "example" or "average"."""
        self._switch.set_current(scope)

    def set_count(self, count: int) -> None:
        """How many examples the average is over."""
        self._switch.set_count(count)

    def set_bias_derivative(self, derivative: float | None, scope: Scope) -> None:
        """∂C/∂b and which cost it is of: "example", "average", or "batch" while training. None: not known yet."""
        self._scope = scope
        self._table.set_symbol("dC_db", derivative_by(Symbol("b", *self._neuron), scope))
        self._table.set_value("dC_db", derivative, self._switch.remark(scope))

    def set_change(self, change: float | None) -> None:
        """What the last step added to the bias."""
        self._table.set_value("change", change, self.tr("in the last step"))

    def set_state(self, frozen: bool, off: bool) -> None:
        self._freeze.set_on(frozen)
        self._off.set_on(off)
        self._state.setText(
            self.tr("Switched off: its activation is 0 for every example.") if off else
            self.tr("Bias frozen: it keeps its derivative, but does not move.") if frozen else "")


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QVBoxLayout

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    for neuron in (Neuron(2, 1), Neuron(0, 1)):
        inspector = NeuronInspector()
        inspector.set_neuron(neuron, "tanh" if neuron.l else "")
        inspector.set_count(250)
        inspector.set_example_values(-0.412, -0.3901, 0.0389)
        inspector.set_bias(0.1)
        inspector.set_bias_derivative(-2.2e-5, "average")
        inspector.set_change(6.5e-5)
        inspector.set_state(frozen=bool(neuron.l), off=False)
        for signal in (inspector.scope_chosen, inspector.frozen_wanted, inspector.off_wanted, inspector.symbol_hovered):
            signal.connect(print)
        column.addWidget(inspector)
    window.setFixedWidth(370)
    window.show()
    app.exec()
