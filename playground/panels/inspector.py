"""The right column's top: why the selected edge, bias or neuron moves, with the numbers of now."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.activations import Array
from core.data.dataset import class_names
from core.document.data import input_names
from core.document.edits import Mark
from core.errors import Sentence
from core.explain.chain_rule import WeightedSum, chain, terms, votes
from core.explain.derivations import derivation, expanded, mean_derivation, most_layers
from core.explain.formulas import Formula, chain_formula, equation, remarks, with_numbers
from core.explain.health import Health, reason
from core.explain.kinks import jump, kink, mean_kink
from core.network import Bias, Edge, Neuron, place, views
from core.notation import latex, text
from core.progress import Progress
from core.symbols import input_called
from playground.background import SOON, Background, Question
from playground.editing import Editing
from playground.inspection import Inspection
from playground.run import Run
from playground.session import Session
from widgets.formula import Pointed
from widgets.inspect.chain_formula import FactorButton
from widgets.inspect.derivative_scope import Scope
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector
from widgets.inspect.nothing_selected import NothingSelected

BEFORE_STEP = Sentence("All of this is before the step that is walked through; the drawing shows its weights and biases after it.")


class InspectorPanel(QObject):
    """Shows one of three pages: an edge or a bias, a neuron, or what can be done while nothing is selected.

    form_changed(): the formula is written in another way.
    """

    form_changed = Signal()

    def __init__(self, session: Session, run: Run, inspection: Inspection, editing: Editing, background: Background) -> None:
        super().__init__()
        self._session, self._run, self._inspection, self._editing = session, run, inspection, editing
        self.indices, self.delta = True, False
        self._shown: object = None                          # what the page was last told to show
        self._formula: Formula | None = None
        self._opened_layers = 0                             # through which the derivative is opened
        self._ailments: dict[Neuron, Sentence] = {}
        self._kinks = Question(background, "kinks", SOON)     # in how many examples the derivative is a convention
        self._bent: Sentence | None = None                  # the answer
        self._stepped: Array | None = None                  # the parameters after the step that is walked through
        self.widget = QWidget()
        self.widget.setObjectName("inspector")
        self._nothing, self._edge, self._neuron = NothingSelected(), EdgeInspector(), NeuronInspector()
        self._pages = (self._nothing, self._edge, self._neuron)
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        for page in self._pages:
            column.addWidget(page)
        self._connect_edge()
        self._connect_neuron()
        inspection.opened.connect(self._forget)
        inspection.changed.connect(self._show_selection)
        inspection.refreshed.connect(self._show_numbers)

    def _connect_edge(self) -> None:
        page, inspection = self._edge, self._inspection
        page.scope_chosen.connect(lambda scope: inspection.show_average(scope == "average"))
        page.value_edited.connect(lambda value: self._set_value(inspection.selection, value))
        page.value_finished.connect(self._session.end_drag)
        page.frozen_wanted.connect(partial(self._mark, "frozen"))
        page.removed_wanted.connect(partial(self._mark, "removed"))
        page.symbol_hovered.connect(self._say_meaning)
        page.derivation_wanted.connect(self._open_factor)
        page.expansion_wanted.connect(self._open_layers)
        page.form_chosen.connect(self._write_as)
        page.copied.connect(lambda: self._session.told.emit(self.tr("Copied.")))
        page.refused.connect(self._session.refused)

    def _connect_neuron(self) -> None:
        page, inspection = self._neuron, self._inspection
        page.scope_chosen.connect(lambda scope: inspection.show_average(scope == "average"))
        page.bias_edited.connect(lambda value: self._set_value(self._bias, value))
        page.bias_finished.connect(self._session.end_drag)
        page.bias_wanted.connect(lambda: inspection.select(self._bias))
        page.frozen_wanted.connect(partial(self._mark, "frozen"))
        page.off_wanted.connect(partial(self._mark, "off"))
        page.symbol_hovered.connect(inspection.point_at)
        page.part_hovered.connect(inspection.point_at)
        page.part_clicked.connect(inspection.select)
        page.refused.connect(self._session.refused)

    def set_health(self, health: Health) -> None:
        """What is said of a neuron that has stopped learning."""
        self._ailments = {ailment.neuron: reason(ailment) for ailment in health.ailments}
        self._show_neuron_remarks()

    def show_step(self, stepped: Array | None) -> None:
        """All parameters after the step that is walked through, which are those drawn; None: nothing is drawn but what is."""
        if stepped is not None or self._stepped is not None:
            self._stepped = stepped
            self._show_numbers()

    def take_focus(self) -> None:
        """Let the keyboard go on to the first factor, or to the first thing of a neuron that can be worked with."""
        page = next(page for page in self._pages if page.isVisible())
        kind = FactorButton if page is self._edge else QWidget
        for widget in page.findChildren(kind):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    # ---- edits of what the page is about, whatever else is selected --------------------------------------------------------------

    def _mark(self, kind: Mark, marked: bool) -> None:
        if (part := self._inspection.selection) is not None:
            self._editing.mark(kind, marked, [part])

    def _set_value(self, part: Edge | Bias | Neuron | None, value: float) -> None:
        if isinstance(part, Edge | Bias):
            self._editing.set_value(part, value)

    @property
    def _bias(self) -> Bias | None:
        """The bias of the selected neuron."""
        part = self._inspection.selection
        return Bias(*part) if isinstance(part, Neuron) and part.l > 0 else None

    # ---- how the formula is written --------------------------------------------------------------------------------------------

    def show_indices(self, shown: bool) -> None:
        """Write the formula with j and k, or as for single neurons."""
        self._write_as(shown, self.delta)

    def show_delta(self, shown: bool) -> None:
        """Write δ for ∂C₀/∂z."""
        self._write_as(self.indices, shown)

    def copy_text(self) -> None:
        """The formula with its numbers onto the clipboard, as a line of text."""
        if self._formula is not None:
            QGuiApplication.clipboard().setText(text(with_numbers(self._formula)))

    def copy_latex(self) -> None:
        """The formula onto the clipboard, as LaTeX."""
        if self._formula is not None:
            QGuiApplication.clipboard().setText(latex(equation(self._formula)))

    def _write_as(self, indices: bool, delta: bool) -> None:
        self.indices, self.delta = indices, delta
        self._edge.set_form(indices, delta)
        self.form_changed.emit()
        self._show_numbers()

    def _open_factor(self, _key: str) -> None:
        self._opened_layers = 0
        self._show_numbers()

    def _open_layers(self, layers: int) -> None:
        self._opened_layers = layers
        self._show_numbers()

    def _say_meaning(self, pointed: Pointed | None) -> None:
        meant = self._inspection.point_at(pointed)
        self._edge.set_meaning(None if pointed is None else meant.sentence)

    # ---- what is shown ---------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._shown = None
        self._ailments = {}

    def _show_neuron_remarks(self) -> None:
        """That it has stopped learning, and where the derivative by its z is a convention."""
        part, inspection = self._inspection.selection, self._inspection
        if isinstance(part, Neuron):
            bent = kink(inspection.network, inspection.shown, WeightedSum(*part)) if part.l > 0 else None
            of_mean = self._mean_kink(self._bias) if inspection.averages and self._bias is not None else None
            step = None if self._stepped is None or part.l == 0 else BEFORE_STEP
            said = [self._ailments.get(part), bent, None if of_mean == bent else of_mean, step]
            self._neuron.set_remarks([each for each in said if each is not None])

    def _mean_kink(self, part: Edge | Bias) -> Sentence | None:
        """Where the derivative of the mean is a convention; the worker counts the examples and, when it has, all is shown again."""
        inspection, key = self._inspection, (self._inspection.version, type(part), part)
        if self._run.running:                               # numbers of a batch, each shown for a moment
            self._kinks.forget()
            return jump(inspection.network, part)
        if self._kinks.is_due(key, patient=inspection.moving):
            self._bent = jump(inspection.network, part)
            network, rows = inspection.network.twin(), self._run.examples.training_rows

            def work(progress: Progress) -> Sentence | None:
                return mean_kink(network, rows, part, progress)

            self._kinks.ask(key, work, self._take_bent)
        return self._bent

    def _take_bent(self, bent: Sentence | None) -> None:
        if bent != self._bent:
            self._bent = bent
            self._show_numbers()

    def _show_selection(self) -> None:
        part, network, sizes = self._inspection.selection, self._session.experiment.network, self._inspection.network.sizes
        page = self._nothing if part is None else self._neuron if isinstance(part, Neuron) else self._edge
        for each in self._pages:
            each.setVisible(each is page)
        names = input_names(network, self._session.dataset.columns)
        key = type(part), part, network, names, self._session.dataset.labels
        if self._shown is not None and self._shown == key:
            return
        self._shown = key
        if isinstance(part, Neuron):
            activation = network.layers[part.l - 1].activation if part.l else ""
            classes = class_names(self._session.dataset) if sizes[-1] > 1 and part.l == len(sizes) - 1 else ()
            called = input_called(part.j, names) if part.l == 0 else classes[part.j] if classes else ""
            self._neuron.set_neuron(part, activation, sizes, network.cost, called)
            self._neuron.set_state(self._bias in network.frozen, part in network.off)
        elif part is not None:
            self._edge.set_part(part, sizes, names)
            self._edge.set_state(part in network.frozen, part in network.removed)

    def _show_numbers(self) -> None:
        part, inspection = self._inspection.selection, self._inspection
        if part is None or not inspection.is_due(4, 1):
            return
        page = self._neuron if isinstance(part, Neuron) else self._edge
        page.set_scope("average" if inspection.averages else "example")
        page.set_count(len(self._run.examples.training))
        change = self._run.snapshot.change
        parameter = self._bias if isinstance(part, Neuron) else part
        at = None if parameter is None else place(inspection.network.sizes, parameter)
        after = None if self._stepped is None or at is None else float(self._stepped[at])
        page.set_after(after)
        if after is not None:
            page.set_change(after - float(inspection.network.parameters[at]), walked=True)
        else:
            page.set_change(None if change is None or at is None else float(change[at]))
        if isinstance(part, Neuron):
            self._show_neuron(part)
        else:
            self._show_parameter(part)

    def _scope(self) -> Scope:
        if not self._inspection.averages:
            return "example"
        return "batch" if self._run.running else "average"

    def _derivative(self, part: Edge | Bias) -> float | None:
        """By the cost that is looked at: of the example, or the mean over the training set or, while it trains, over the batch."""
        inspection = self._inspection
        if not inspection.averages:
            return chain(inspection.network, inspection.shown, part).derivative
        gradient = inspection.gradient
        return None if gradient is None else float(gradient.flat[place(inspection.network.sizes, part)])

    def _show_parameter(self, part: Edge | Bias) -> None:
        inspection, scope = self._inspection, self._scope()
        network, shown = inspection.network, inspection.shown
        links, derivative = chain(network, shown, part), self._derivative(part)
        self._formula = chain_formula(network, links, inspection.averages, self.indices, self.delta)
        if inspection.averages:
            self._formula = self._formula._replace(total=self._formula.total._replace(value=derivative))
        self._edge.set_value(links.value)
        self._edge.set_chain(self._formula, scope)
        if inspection.averages:                             # σ′ is each example's own, a step is in the way of all
            links = links._replace(da_dz=None)
        bent = self._mean_kink(part) if inspection.averages else kink(network, shown, part)
        self._edge.set_remarks([*remarks(network, links), *([bent] if bent else [])])
        if (key := self._edge.open_factor) is not None:
            self._show_derivation(part, key)

    def _show_derivation(self, part: Edge | Bias, key: str) -> None:
        network, shown = self._inspection.network, self._inspection.shown
        if key == "total" and self._inspection.averages:
            examples = None if self._scope() == "batch" else len(self._run.examples.training)
            self._edge.set_derivation(key, mean_derivation(network, part, self._derivative(part), examples))
        else:
            self._edge.set_derivation(key, derivation(network, shown, part, key))
        self._edge.set_curve(network.activation(part.l).name, float(shown.z[part.l][part.j, 0]))
        layers = self._opened_layers
        self._edge.set_expansion(expanded(network, part, layers) if layers else None, layers, most_layers(network, part))

    def _show_neuron(self, part: Neuron) -> None:
        inspection, (l, j) = self._inspection, part
        network, shown = inspection.network, inspection.shown
        self._neuron.set_example_values(
            float(shown.z[l][j, 0]) if l else None, float(shown.a[l][j, 0]), float(shown.dC_da[l][j, 0]))
        self._show_neuron_remarks()
        self._neuron.set_terms(terms(network, shown, part) if l else None)
        self._neuron.set_votes(votes(network, shown, part))
        self._neuron.set_desired(float(shown.y[j, 0]) if l == network.last else None)
        if (bias := self._bias) is not None:
            self._neuron.set_bias(float(views(network.parameters, network.sizes).b[l][j]))
            self._neuron.set_bias_derivative(self._derivative(bias), self._scope())
