"""One neuron and its bias: what its sum is made of, where it stands on its curve, and what the cost wants of it."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from core.errors import Sentence
from core.explain.chain_rule import Terms, Votes
from core.network import Bias, Edge, Neuron
from core.notation import Node, row, signed
from core.symbols import edge_symbol, neuron_symbol
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.activation_curve import ActivationCurve
from widgets.inspect.derivative_scope import Scope, ScopeSwitch, derivative_by
from widgets.inspect.quantity_table import SYMBOL, QuantityTable
from widgets.inspect.state_button import StateButton
from widgets.inspect.sum_list import SumList
from widgets.inspect.votes_view import VotesView
from widgets.section import Heading, Section
from widgets.value_field import ValueField


class NeuronInspector(Section):
    """Shows one neuron; an input (layer 0) has only its activation and what the cost makes of that.

    scope_chosen(str): "example" or "average", the cost whose derivative by the bias is wanted.
    frozen_wanted(bool), off_wanted(bool): the state the bias and the neuron should have.
    bias_edited(float), bias_finished(): the bias the user has made of it, and the end of that change.
    bias_wanted(): the explanation of the bias is asked for.
    symbol_hovered(object): the Symbol under the mouse, or None.
    part_hovered(object): the Edge, Bias or Neuron of the line under the mouse, or None.
    part_clicked(object): the Edge of the term clicked, or the Neuron whose vote was.
    refused(str): the bias typed cannot be used; one sentence says why.
    """

    scope_chosen = Signal(str)
    frozen_wanted = Signal(bool)
    off_wanted = Signal(bool)
    bias_edited = Signal(float)
    bias_finished = Signal()
    bias_wanted = Signal()
    symbol_hovered = Signal(object)
    part_hovered = Signal(object)
    part_clicked = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Neuron inspector"))
        self.setObjectName("neuron_inspector")
        self._neuron, self._activation = Neuron(1, 0), "linear"
        self._sizes: tuple[int, ...] = (1, 1)
        self._called = ""
        self._is_off = False
        self._scope: Scope = "example"
        self._symbol, self._activity, self._place_name = FormulaLabel(size=22), QLabel(), QLabel(wordWrap=True)
        self._activity.setFont(theme.number_font(16))
        self._activity.setAccessibleName(self.tr("Activation"))
        self._place_name.setProperty("caption", True)
        self._switch = ScopeSwitch()
        self._terms = SumList(self.tr("Terms of z"))
        self._curve, self._flat = ActivationCurve(), QLabel()
        self._flat.setProperty("caption", True)
        self._votes = VotesView()
        self._bias_symbol, self._bias, self._why = FormulaLabel(size=SYMBOL), ValueField(self.tr("Bias")), QPushButton()
        self._why.setText(self.tr("Why it moves"))
        self._why.setProperty("segment", True)
        self._table = QuantityTable(("dC_db", "after", "change"))
        self._freeze = StateButton(self.tr("Freeze bias"), self.tr("Unfreeze bias"), ("mdi6.snowflake", "mdi6.snowflake-off"))
        self._off = StateButton(self.tr("Switch off"), self.tr("Switch on"), ("mdi6.power", "mdi6.power"))
        self._remarks, self._state = QLabel(wordWrap=True), QLabel()
        for label in (self._remarks, self._state):
            label.setProperty("caption", True)
        for label, widest in ((self._activity, signed(-1e-7)), (self._flat, self._flat_words())):
            metrics = label.fontMetrics()                       # of a fixed size, so that new text moves nothing and costs little
            label.setFixedSize(metrics.horizontalAdvance(widest), metrics.height())
        self._place()
        self._connect()
        self.set_neuron(self._neuron, self._activation, self._sizes, "squared error")
        self.set_bias(None)
        self.set_bias_derivative(None, "example")
        self.set_after(None)
        self.set_change(None)
        self.set_remarks([])
        self.set_state(frozen=False, off=False)

    def _place(self) -> None:
        top, bias, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._symbol)
        top.addWidget(self._activity)
        top.addStretch()
        top.addWidget(self._switch)
        bias.addWidget(self._bias_symbol)
        bias.addWidget(QLabel("="))
        bias.addWidget(self._bias)
        bias.addStretch()
        bias.addWidget(self._why)
        for button in (self._freeze, self._off):
            buttons.addWidget(button)
        buttons.addStretch()
        self._of_sum = [Heading(self.tr("Its weighted sum")), self._terms,
                        Heading(self.tr("Its activation")), self._curve, self._flat]
        bias_line = QWidget()
        bias.setContentsMargins(0, 0, 0, 0)
        bias_line.setLayout(bias)
        self._of_bias = [Heading(self.tr("Its bias")), bias_line, self._table]
        self.body.addLayout(top)
        for each in (self._place_name, self._remarks, *self._of_sum, Heading(self.tr("What the cost wants of it")), self._votes,
                     *self._of_bias):
            self.add(each)
        self.body.addLayout(buttons)
        self.add(self._state)

    def _connect(self) -> None:
        self._switch.chosen.connect(self.scope_chosen)
        self._freeze.wanted.connect(self.frozen_wanted)
        self._off.wanted.connect(self.off_wanted)
        self._bias.edited.connect(self.bias_edited)
        self._bias.finished.connect(self.bias_finished)
        self._bias.refused.connect(self.refused)
        self._why.clicked.connect(self.bias_wanted)
        self._terms.hovered.connect(lambda place: self.part_hovered.emit(self._part_of_sum(place)))
        self._terms.clicked.connect(self._choose_term)
        self._votes.part_hovered.connect(self.part_hovered)
        self._votes.part_clicked.connect(self.part_clicked)
        for source in (self._symbol, self._bias_symbol, self._table, self._votes):
            source.symbol_hovered.connect(self.symbol_hovered)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_neuron(self, neuron: Neuron, activation: str, sizes: Sequence[int], cost: str, called: str = "") -> None:
        """Which neuron it is, the name of its activation (an input has none), the network's sizes and its cost; numbers follow.

        `called` is what an input or an output is called in the data, where its number does not say it.
        """
        self._neuron, self._activation, self._sizes, self._called = neuron, activation, tuple(sizes), called
        l = neuron.l
        self._symbol.set_formula(neuron_symbol(self._sizes, neuron))
        self._show_place()
        for widget in (*self._of_sum, *self._of_bias, self._freeze, self._off, self._switch):
            widget.setVisible(l > 0)
        if l > 0:
            z, b = (neuron_symbol(self._sizes, neuron, quantity) for quantity in ("z", "b"))
            self._terms.set_lines(self._sizes[l - 1], self._term, 2, [b, z])
            self._bias_symbol.set_formula(b)
            self._table.set_symbol("dC_db", derivative_by(b, self._scope))
            self._table.set_symbol("after", b)
            self._table.set_symbol("change", row("Δ ", b))
        self._votes.set_neuron(neuron, self._sizes, cost)
        self.set_example_values(None, None, None)
        self.set_terms(None)

    def set_example_values(self, z: float | None, a: float | None, derivative: float | None) -> None:
        """z, a and ∂C₀/∂a of the example looked at; None: not known yet."""
        self._activity.setText(signed(a, 4))
        if self._neuron.l > 0:
            self._curve.set_point(self._activation, None if self._is_off else z)
            self._flat.setText(self._flat_words(self._curve.slope == 0) if self._curve.is_flat else "")
        self._votes.set_values(a, derivative)

    def set_terms(self, terms: Terms | None) -> None:
        """What z is the sum of; None: not known, or an input."""
        if terms is None:
            self._terms.set_values((), None, ())
        else:
            self._terms.set_values((terms.w, terms.a), terms.products, (terms.b, terms.z))

    def set_votes(self, votes: Votes | None) -> None:
        """What the next layer asks of it; None for an output, or when it is not known."""
        self._votes.set_votes(votes)

    def set_desired(self, y: float | None) -> None:
        """What an output should be; None for any other neuron, or when it is not known."""
        self._votes.set_desired(y)

    def set_bias(self, bias: float | None) -> None:
        self._bias.setEnabled(bias is not None)
        self._bias.set_value(bias or 0.0)

    def set_scope(self, scope: str) -> None:
        """What the switch shows: "example" or "average"."""
        self._switch.set_current(scope)
        self._show_place()

    def _show_place(self) -> None:
        """Which neuron it is; and beside an average, whose numbers the rest are."""
        l, j = self._neuron
        name = self.tr("input {j}") if l == 0 else self.tr("neuron {j} of layer {l}, {activation}")
        name = name.format(l=l, j=j, activation=self._activation)
        if self._called:
            name = self.tr("{part} ({name})").format(part=name, name=self._called)
        if l > 0 and self._switch.current() == "average":
            name = self.tr("{neuron} · z and a of this example").format(neuron=name)
        self._place_name.setText(name)

    def set_count(self, count: int) -> None:
        """How many examples the average is over."""
        self._switch.set_count(count)

    def set_bias_derivative(self, derivative: float | None, scope: Scope) -> None:
        """∂C/∂b and which cost it is of: "example", "average", or "batch" while training. None: not known yet."""
        self._scope = scope
        self._table.set_symbol("dC_db", derivative_by(neuron_symbol(self._sizes, self._neuron, "b"), scope))
        self._table.set_value("dC_db", derivative, self._switch.remark(scope))

    def set_after(self, after: float | None) -> None:
        """The bias after a step that is only walked through, beside the one that it has; None: there is no such step."""
        self._table.set_value("after", after, self.tr("after the step, as drawn"))
        self._table.set_shown("after", after is not None)

    def set_change(self, change: float | None, walked: bool = False) -> None:
        """What the last step added to the bias, or the one that is walked through."""
        self._table.set_value("change", change, self.tr("in this step") if walked else self.tr("in the last step"))

    def set_remarks(self, remarks: Sequence[Sentence]) -> None:
        """What there is to say about it beyond this example, such as that it is dead or saturated."""
        self._remarks.setText("\n".join(self.tr(remark.template).format(**remark.values) for remark in remarks))
        self._remarks.setVisible(bool(remarks))

    def set_state(self, frozen: bool, off: bool) -> None:
        self._is_off = off
        self._freeze.set_on(frozen)
        self._off.set_on(off)
        self._state.setText(
            self.tr("Switched off: its activation is 0 for every example.") if off else
            self.tr("Bias frozen: it keeps its derivative, but does not move.") if frozen else "")

    # ---- the lines of its sum ----------------------------------------------------------------------------------------------------

    def _term(self, k: int) -> Node:
        l, j = self._neuron
        return row(edge_symbol(self._sizes, Edge(l, j, k)), " ", neuron_symbol(self._sizes, Neuron(l - 1, k)))

    def _part_of_sum(self, place: int | None) -> Edge | Bias | Neuron | None:
        l, j = self._neuron
        if place is None:
            return None
        before = self._sizes[l - 1]
        return Edge(l, j, place) if place < before else Bias(l, j) if place == before else Neuron(l, j)

    def _choose_term(self, place: int) -> None:
        match self._part_of_sum(place):
            case Edge() as edge:
                self.part_clicked.emit(edge)
            case Bias():
                self.bias_wanted.emit()

    def _flat_words(self, is_zero: bool = False) -> str:
        if is_zero:
            return self.tr("σ′ is 0 here: no gradient passes.")
        return self.tr("σ′ is nearly 0 here: hardly any gradient passes.")


if __name__ == "__main__":
    import numpy as np
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    w, a = np.array([-0.8, 0.4, 1.1]), np.array([0.67, 0.12, -0.5])
    inspector = NeuronInspector()
    inspector.set_neuron(Neuron(2, 1), "tanh", (2, 3, 2, 1), "squared error")
    inspector.set_count(250)
    inspector.set_terms(Terms(w, a, w * a, 0.1, float(w @ a) + 0.1))
    inspector.set_example_values(float(w @ a) + 0.1, float(np.tanh(w @ a + 0.1)), -0.3205)
    weight, slope, wish = np.array([1.5]), np.array([0.246]), np.array([-0.87])
    inspector.set_votes(Votes(weight, slope, wish, slope * wish, weight * slope * wish, -0.3205))
    inspector.set_bias(0.1)
    inspector.set_bias_derivative(-2.2e-5, "average")
    inspector.set_change(6.5e-5)
    for signal in (inspector.scope_chosen, inspector.frozen_wanted, inspector.off_wanted, inspector.symbol_hovered,
                   inspector.part_hovered, inspector.part_clicked, inspector.bias_edited, inspector.refused):
        signal.connect(print)
    inspector.setFixedWidth(372)
    inspector.show()
    app.exec()
