"""A nudge of the selected weight or bias, followed to the cost here and on the drawing."""
from __future__ import annotations

from core.activations import Array
from core.errors import BadInput, Sentence
from core.explain.chain_rule import derivatives_in, is_removed
from core.explain.kinks import jump, kink, mean_kink
from core.explain.what_if import Nudge, Values, nudge
from core.network import Bias, Edge, Network, place
from core.notation import text
from core.progress import Progress
from core.symbols import part_symbol
from playground.background import LIVE, Question
from playground.panels.explanation import Context, Explanation
from widgets.inspect.nudge_panel import FIRST
from widgets.inspect.nudge_panel import NudgePanel as NudgeWidget

Answer = tuple[Nudge | Sentence, bool]                          # what a nudge does, and whether it begins at a kink


class NudgePanel(Explanation):
    """Nothing is changed by a nudge until it is kept; while the dot is held, the drawing shows the network as it would be."""

    explains = (Edge, Bias)

    def __init__(self, context: Context) -> None:
        self.widget = NudgeWidget()
        super().__init__(self.widget, context, every=4, phase=3)
        self._question, self._h, self._held = Question(context.background, "nudge", LIVE), FIRST, False
        self.widget.h_chosen.connect(self._choose)
        self.widget.nudged.connect(self._hold)
        self.widget.released.connect(self._release)
        self.widget.keep_wanted.connect(self._keep)
        self.widget.play_wanted.connect(self._play)
        self.widget.symbol_hovered.connect(context.inspection.point_at)

    def nudge(self) -> None:
        """Play the nudge where it can be seen, as its button does."""
        self.reveal()
        self.widget.play()

    def show_part(self) -> None:
        """Another weight or bias."""
        if isinstance(part := self.part, Edge | Bias):
            network = self._inspection.network
            self.widget.set_part(part, network.sizes, softmax=network.activation(network.last).is_coupled)

    def show_numbers(self) -> None:
        """The nudge of the example at once; of all examples, as soon as the worker has it."""
        inspection, part = self._inspection, self.part
        if not isinstance(part, Edge | Bias):
            return
        reason = self._reason(part)
        self.widget.set_enabled_for(reason)
        if reason is not None or not inspection.averages:
            self._question.forget()                         # an answer that comes late must not replace what is shown here
        if reason is not None:
            self._show_present(part)
        elif not inspection.averages:
            bent = jump(inspection.network, part) is None and kink(inspection.network, inspection.shown, part) is not None
            self._show((_nudged(inspection.network, inspection.rows, part, self._h), bent))
        elif self._question.is_due(key := (inspection.version, type(part), part, self._h)):
            network, rows, h = inspection.network.twin(), inspection.rows, self._h

            def work(progress: Progress) -> Answer:
                bent = jump(network, part) is None and mean_kink(network, rows, part, progress) is not None
                return _nudged(network, rows, part, h), bent

            self._question.ask(key, work, self._show)

    def _reason(self, part: Edge | Bias) -> Sentence | None:
        if self._run.running:
            return Sentence("Pause to nudge it: now it moves by itself.")
        if is_removed(self._inspection.network, part):
            return Sentence("A removed edge carries nothing: there is nothing to nudge.")
        return None

    def _show(self, answer: Answer) -> None:
        found, bent = answer
        if not isinstance(part := self.part, Edge | Bias) or (isinstance(found, Nudge) and part != found.part):
            return
        self.widget.set_nudge(found, self._derivative(part), bent)
        if isinstance(found, Sentence):
            self._show_present(part)
        if self._held:
            self._drawing.show_as_if(found if isinstance(found, Nudge) else None)

    def _derivative(self, part: Edge | Bias) -> float | None:
        inspection = self._inspection
        if not inspection.averages:
            return float(derivatives_in(inspection.network, inspection.shown, part)[0])
        gradient = inspection.gradient
        return None if gradient is None else float(gradient.flat[place(inspection.network.sizes, part)])

    def _show_present(self, part: Edge | Bias) -> None:
        shown, network = self._inspection.shown, self._inspection.network
        values = Values([z[:, 0] if l else z for l, z in enumerate(shown.z)], [a[:, 0] for a in shown.a])
        value = float(network.parameters[place(network.sizes, part)])
        self.widget.set_present(value, values, float(shown.C), self._derivative(part))

    def _choose(self, h: float) -> None:
        self._h = h
        self.show_numbers()

    def _hold(self, h: float) -> None:
        self._held = True
        self._choose(h)

    def _release(self) -> None:
        self._held = False
        self._drawing.show_as_if(None)

    def _keep(self, h: float) -> None:
        if isinstance(part := self.part, Edge | Bias):
            symbol = text(part_symbol(self._inspection.network.sizes, part))
            value = float(self._inspection.network.parameters[place(self._inspection.network.sizes, part)])
            self._session.set_value(self.tr("Nudge {symbol}").format(symbol=symbol), part, value + h)
            self._session.told.emit(self.tr("Kept; Ctrl+Z takes it back."))

    def _play(self, _h: float) -> None:
        if isinstance(part := self.part, Edge | Bias):
            self._drawing.widget.play_pulse(part)


def _nudged(network: Network, rows: Array, part: Edge | Bias, h: float) -> Nudge | Sentence:
    """The sentence says why there is none: so small a nudge does not change so large a number, or the number is none."""
    try:
        return nudge(network, rows, part, h)
    except BadInput as error:
        return error.sentence
