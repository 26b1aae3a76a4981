"""One weight or bias: its value, why the cost depends on it, where each factor comes from, and what may happen to it."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from core.errors import Sentence
from core.explain.formulas import Factor, Formula, Line, equation, indexed_form, one_neuron_form, spelled_out, with_numbers
from core.network import Bias, Edge
from core.notation import Node, latex, row, text
from core.symbols import input_called, part_symbol
from widgets import theme
from widgets.formula import FormulaLabel, Pointed, layout
from widgets.inspect.chain_formula import SMALLEST, WIDTH, ChainFormula
from widgets.inspect.derivation_view import DerivationView
from widgets.inspect.derivative_scope import Scope, ScopeSwitch
from widgets.inspect.quantity_table import QuantityTable
from widgets.inspect.state_button import StateButton
from widgets.section import Section
from widgets.segmented import Segmented
from widgets.value_field import ValueField

LETTERS, SMALL_LETTERS, FIGURES = 22, 15, 14                    # px: of the part's symbol, of formulas beside, of its value
SPACING = 4                                                     # px


class EdgeInspector(Section):
    """Shows one edge or one bias; who listens decides which.

    scope_chosen(str): "example" or "average", the cost whose derivative is wanted.
    value_edited(float), value_finished(): the value the user drags or types, and when that is done.
    frozen_wanted(bool), removed_wanted(bool): the state the part should have.
    symbol_hovered(object): what is Pointed at, or None; its symbol carries the numbers of the indices it leaves out.
    derivation_wanted(str): the key of the factor whose derivation is unfolded; "" when it was folded.
    expansion_wanted(int): the derivative opened through so many layers is wanted.
    form_chosen(bool, bool): whether the formula should carry indices, and whether δ stands for ∂C₀/∂z.
    copied(): the formula was put on the clipboard.
    refused(str): the value typed cannot be used; one sentence says why.
    """

    scope_chosen = Signal(str)
    value_edited = Signal(float)
    value_finished = Signal()
    frozen_wanted = Signal(bool)
    removed_wanted = Signal(bool)
    symbol_hovered = Signal(object)
    derivation_wanted = Signal(str)
    expansion_wanted = Signal(int)
    form_chosen = Signal(bool, bool)
    copied = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setObjectName("edge_inspector")
        self._part: Edge | Bias = Edge(1, 0, 0)
        self._formula: Formula | None = None
        self._scope: Scope = "example"
        self._open: str | None = None                           # the factor whose derivation is unfolded
        self._meaning: Sentence | None = None                   # of the symbol pointed at
        self._pointed: Factor | None = None
        self._where = ""                                        # what it joins, or whose it is
        self._after: float | None = None
        self._symbol, self._value, self._ends = FormulaLabel(size=LETTERS), ValueField(""), QLabel(wordWrap=True)
        self._switch, self._chain, self._derivation = ScopeSwitch(), ChainFormula(), DerivationView()
        self._definition, self._caption = FormulaLabel(size=SMALL_LETTERS, room=WIDTH - 4), QLabel(wordWrap=True)
        self._form = Segmented(self.tr("Form of the formula"), [
            ("one", self.tr("plain")), ("indexed", self.tr("j, k")), ("both", self.tr("both"))])
        self._form.set_words({"one": self.tr("one neuron"), "indexed": self.tr("indices j, k"), "both": self.tr("both forms")})
        self._delta = QToolButton()
        self._forms = [FormulaLabel(size=SMALL_LETTERS, room=WIDTH - 4) for _ in range(2)]
        self._same = QLabel(self.tr("The same formula; the indices only say which neurons."))
        self._table = QuantityTable(("after", "change"))
        self._remarks, self._words = QLabel(wordWrap=True), QStackedWidget()     # words about it, or about what is pointed at
        self._freeze = StateButton(self.tr("Freeze"), self.tr("Unfreeze"), ("mdi6.snowflake", "mdi6.snowflake-off"),
                                   compact=True)
        self._remove = StateButton(self.tr("Remove"), self.tr("Restore"), ("mdi6.link-off", "mdi6.restore"), compact=True)
        self._value.setFont(theme.number_font(FIGURES))
        self._form.set_current("indexed")
        self._place()
        self._connect()
        self.set_part(self._part, (1, 1))
        self.set_open(None)
        self.set_after(None)
        self.set_change(None)
        self.set_state(frozen=False, removed=False)
        self.set_remarks(())
        self._show_form()
        self._say()

    def _place(self) -> None:
        top, state = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(SPACING)
        top.addWidget(self._symbol)
        top.addWidget(self._value)
        top.addStretch()
        top.addWidget(self._switch)
        state.addWidget(self._table, 1)
        for button in (self._freeze, self._remove):
            button.setProperty("flat", True)
            state.addWidget(button, alignment=Qt.AlignmentFlag.AlignBottom)
        for corner in (self._form, self._delta, self._copy_button()):
            self.set_corner(corner)
        for label in (self._ends, self._caption, self._same, self._remarks):
            label.setProperty("caption", True)
            label.setFont(theme.ui_font(theme.CAPTION))
        for label, lines in ((self._caption, 2), (self._remarks, 1)):        # room for as many, so that nothing below moves
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
        about = QWidget()
        lines_about = QVBoxLayout(about)
        lines_about.setContentsMargins(0, 0, 0, 0)
        lines_about.setSpacing(0)
        lines_about.addWidget(self._ends)
        lines_about.addWidget(self._remarks, 1)
        for page in (about, self._caption):
            self._words.addWidget(page)
        self._delta.setText("δ")
        self._delta.setCheckable(True)
        self._delta.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._delta.setProperty("segment", True)
        self._delta.setToolTip(self.tr("Write δ for ∂C₀/∂z"))
        self._delta.setAccessibleName(self._delta.toolTip())
        self.body.setSpacing(SPACING)
        self.body.addLayout(top)
        for row_ in (self._chain, self._definition, *self._forms, self._same, self._words, self._derivation):
            self.add(row_)
        self.body.addLayout(state)

    def _connect(self) -> None:
        self._switch.chosen.connect(self.scope_chosen)
        self._value.edited.connect(self.value_edited)
        self._value.finished.connect(self.value_finished)
        self._value.refused.connect(self.refused)
        self._freeze.wanted.connect(self.frozen_wanted)
        self._remove.wanted.connect(self.removed_wanted)
        self._chain.factor_clicked.connect(self._toggle)
        self._chain.factor_pointed.connect(self._point_at)
        self._derivation.expansion_wanted.connect(self.expansion_wanted)
        self._form.chosen.connect(self._choose_form)
        self._delta.clicked.connect(self._choose_form)
        for formula in (self._symbol, self._definition, *self._forms):
            formula.symbol_hovered.connect(self._hover)
        for signal in (self._chain.symbol_hovered, self._derivation.symbol_hovered, self._table.symbol_hovered):
            signal.connect(self._hover)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_part(self, part: Edge | Bias, sizes: Sequence[int], input_names: Sequence[str] = ()) -> None:
        """Which weight or bias it is, of a network with these layers and inputs; its numbers follow. A factor stays unfolded."""
        self._part = part
        is_edge = isinstance(part, Edge)
        symbol = part_symbol(sizes, part)
        self.set_title(self.tr("Edge inspector") if is_edge else self.tr("Bias inspector"))
        self._symbol.set_formula(symbol)
        self._fit_symbol()
        self._value.setAccessibleName(self.tr("Weight") if is_edge else self.tr("Bias"))
        self._table.set_symbol("after", symbol)
        self._table.set_symbol("change", row("Δ ", symbol))
        self._remove.setVisible(is_edge)
        if isinstance(part, Edge):
            called = input_called(part.k, input_names) if part.l == 1 else ""
            before = (self.tr("neuron {k} of layer {below}") if part.l > 1 else
                      self.tr("input {k} ({name})") if called else self.tr("input {k}"))
            self._where = self.tr("from {before} to neuron {j} of layer {l}").format(
                before=before.format(k=part.k, below=part.l - 1, name=called), j=part.j, l=part.l)
        else:
            self._where = self.tr("of neuron {j} of layer {l}").format(j=part.j, l=part.l)
        self._show_ends()
        indexed = any(size > 1 for size in sizes[part.l - is_edge:part.l + 1])
        self._form.setToolTip("" if indexed else self.tr(
            "Every layer here has one neuron, so its numbers need no indices. “both” shows the general formula beside it."))
        self._show_form()

    def set_value(self, value: float) -> None:
        self._value.set_value(value)

    def set_scope(self, scope: str) -> None:
        """What the switch shows: "example" or "average"."""
        self._switch.set_current(scope)

    def set_count(self, count: int) -> None:
        """How many examples the average is over."""
        self._switch.set_count(count)
        self._fit_symbol()

    def set_chain(self, formula: Formula, scope: Scope) -> None:
        """The derivative as a product, and which cost it is of: "example", "average", or "batch" while training."""
        self._formula = formula
        if self._open not in {None, formula.total.key, *(factor.key for factor in formula.factors)}:
            self.set_open(None)
        self._chain.set_formula(formula, self.tr("{mean} of the product").format(mean=self._switch.remark(scope)))
        if self._pointed is not None:                           # it means another thing by now, perhaps
            key = self._pointed.key
            self._pointed = next((factor for factor in (formula.total, *formula.factors) if factor.key == key), None)
            self._say()
        self._scope = scope
        self._show_note()
        self._definition.setVisible(formula.definition is not None)
        if formula.definition is not None:
            self._definition.set_formula(formula.definition)

    def set_derivation(self, key: str, lines: tuple[Line, ...]) -> None:
        """Where the factor `key` comes from, if that is what is unfolded."""
        if key == self._open:
            self._derivation.set_lines(lines)
            self._derivation.setVisible(bool(lines))

    def set_curve(self, activation: str, z: float | None) -> None:
        """The activation's curve at z, shown with the derivation of ∂a/∂z."""
        self._derivation.set_curve(activation if self._open == "da_dz" else None, z)

    def set_expansion(self, node: Node | None, layers: int, most: int) -> None:
        """The derivative opened through `layers` of `most` layers, shown with the derivation of the last factor."""
        self._derivation.set_expansion(node, layers, most if self._open in {"dC_da", "dC_dz"} else 0)

    def set_open(self, key: str | None) -> None:
        """Which factor's derivation is unfolded; its lines follow."""
        self._open = key
        self._chain.set_open(key)
        self._show_note()
        self._derivation.setVisible(False)
        self._derivation.set_curve(None, None)
        self._derivation.set_expansion(None, 0, 0)

    def set_form(self, indexed: bool, delta: bool) -> None:
        """How the formula is written."""
        if self._form.current() != "both" or not indexed:
            self._form.set_current("indexed" if indexed else "one")
        self._delta.setChecked(delta)
        self._show_form()

    def set_meaning(self, meaning: Sentence | None) -> None:
        """What the symbol pointed at is."""
        self._meaning = meaning
        self._say()

    def set_remarks(self, remarks: Sequence[Sentence]) -> None:
        """What the numbers alone do not say."""
        hint = self.tr("Point at a symbol or click a factor to have it explained.")
        self._remarks.setText("\n".join(remarks) or hint)

    def set_after(self, after: float | None) -> None:
        """Its value after a step that is only walked through, beside the one that it has; None: there is no such step."""
        self._after = after
        self._table.set_value("after", after, self.tr("after the step, as drawn"))
        self._table.set_shown("after", after is not None)
        self._show_ends()

    def set_change(self, change: float | None, walked: bool = False) -> None:
        """What the last step added to it, or the one that is walked through."""
        self._table.set_value("change", change, self.tr("in this step") if walked else self.tr("in the last step"))

    def set_state(self, frozen: bool, removed: bool) -> None:
        self._freeze.set_on(frozen)
        self._freeze.setEnabled(not removed)
        self._value.set_editable(not removed)
        self._remove.set_on(removed)

    @property
    def open_factor(self) -> str | None:
        """The key of the factor whose derivation is unfolded."""
        return self._open

    def _show_ends(self) -> None:
        before = self._after is not None                        # and so are the factors of its derivative
        self._ends.setText(self.tr("{where} · before the step").format(where=self._where) if before else self._where)

    def _fit_symbol(self) -> None:
        """Letters as large as the value and the switch beside them allow."""
        room = WIDTH - self._value.sizeHint().width() - self._switch.sizeHint().width() - 3 * SPACING
        sizes = range(LETTERS, SMALLEST, -1)
        self._symbol.set_formula(
            self._symbol.node, next((size for size in sizes if layout(self._symbol.node, size).width <= room), SMALLEST))

    # ---- the user ----------------------------------------------------------------------------------------------------------------

    def _toggle(self, key: str) -> None:
        self.set_open(None if key == self._open else key)
        self.derivation_wanted.emit(self._open or "")

    def _choose_form(self) -> None:
        self._show_form()
        self.form_chosen.emit(self._form.current() != "one", self._delta.isChecked())

    def _show_note(self) -> None:
        of_example = self._scope != "example" and self._open != "total"
        self._derivation.set_note(self.tr("With the numbers of the example that is shown:") if of_example else "")

    def _show_form(self) -> None:
        for formula, form in zip(self._forms, (one_neuron_form, indexed_form), strict=True):
            formula.set_formula(form(self._part, self._delta.isChecked()))
        for label in (*self._forms, self._same):
            label.setVisible(self._form.current() == "both")

    def _hover(self, pointed: Pointed | None) -> None:
        self.symbol_hovered.emit(None if pointed is None else replace(pointed, symbol=spelled_out(pointed.symbol, self._part)))

    def _point_at(self, factor: Factor | None) -> None:
        self._pointed = factor
        self._say()

    def _say(self) -> None:
        said = self._meaning or (self._pointed and self._pointed.meaning) or ""
        if said != self._caption.text():
            self._caption.setText(said)
        self._words.setCurrentIndex(1 if said else 0)

    def _copy_button(self) -> QToolButton:
        button, menu = QToolButton(), QMenu(self)
        button.setIcon(theme.icon("mdi6.content-copy", "muted"))
        button.setProperty("flat", True)
        button.setFixedHeight(self._form.sizeHint().height())   # which stands beside it
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAccessibleName(self.tr("Copy the formula"))
        button.setToolTip(self.tr("Copy the formula"))
        menu.addAction(self.tr("Copy as text"), lambda: self._copy(lambda formula: text(equation(formula))))
        menu.addAction(self.tr("Copy with its numbers"), lambda: self._copy(lambda formula: text(with_numbers(formula))))
        menu.addAction(self.tr("Copy as LaTeX"), lambda: self._copy(lambda formula: latex(equation(formula))))
        menu.addAction(self.tr("Copy as LaTeX with its numbers"), lambda: self._copy(lambda formula: latex(with_numbers(formula))))
        button.setMenu(menu)
        menu.aboutToHide.connect(lambda: _darken(button))
        return button

    def _copy(self, write: Callable[[Formula], str]) -> None:
        if self._formula is not None:
            QGuiApplication.clipboard().setText(write(self._formula))
            self.copied.emit()


def _darken(button: QToolButton) -> None:
    """While its menu is open a button is not told that the mouse has left it."""
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, button.rect().contains(button.mapFromGlobal(QCursor.pos())))
    button.update()


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.explain.chain_rule import Chain
    from core.explain.formulas import chain_formula, remarks
    from core.network import Network

    app = QApplication([])
    theme.apply(app, theme.DARK)
    network, edge = Network((2, 6, 4, 1), ("tanh", "tanh", "tanh")), Edge(2, 2, 4)
    chain = Chain(edge, -0.8132, 0.0217, 0.642, 0.871, 0.0389, 0.0339)
    inspector = EdgeInspector()
    inspector.setProperty("panel", True)
    inspector.set_part(edge, network.sizes)
    inspector.set_value(-0.8132)
    inspector.set_count(250)
    inspector.set_chain(chain_formula(network, chain, cost_is_mean=False), "example")
    inspector.set_change(-6.5e-5)
    inspector.set_remarks(remarks(network, chain))
    for signal in (inspector.scope_chosen, inspector.frozen_wanted, inspector.removed_wanted, inspector.symbol_hovered,
                   inspector.derivation_wanted, inspector.expansion_wanted, inspector.form_chosen, inspector.copied,
                   inspector.refused):
        signal.connect(print)
    inspector.setFixedWidth(372)
    inspector.show()
    app.exec()
