"""A nudge of one weight or bias and what follows from it: w → z → a → C on their number lines, ratio by ratio."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf, isfinite, log10, ulp
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFont, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from core.errors import Sentence
from core.explain.formulas import spelled_out
from core.explain.what_if import Nudge, Values
from core.network import Bias, Edge, Neuron
from core.notation import MINUS, Symbol, number, product, signed
from core.symbols import neuron_symbol, part_symbol
from widgets import theme
from widgets.drawing.pulse import LINK
from widgets.formula import FormulaLabel, Pointed
from widgets.inspect.linked_lines import LinkedLines, Quantity
from widgets.section import Section
from widgets.short_numbers import figures
from widgets.slider_field import Slider

LARGEST, SMALLEST, FIRST = 0.1, 1e-6, 0.01                      # of h
SIZES = [float(f"{figure}e{power}") for power in range(-6, -1) for figure in (1, 2, 5)] + [LARGEST]
DIAL = [-size for size in reversed(SIZES)] + SIZES              # the places of the dial: the nearer to the middle, the smaller
DIAL_WIDTH = 78                                                 # px
IN_FULL = 3                                                     # ratios that fit beside each other
ALIKE, ROUNDING = 1e-4, 16                                      # relative difference of what counts as the same; ulps of a cost


class State(NamedTuple):
    """The parameter, everything its change can reach, and the cost; `values` is None for a mean over examples."""

    parameter: float
    values: Values | None
    cost: float


class NudgePanel(Section):
    """Shows what a nudge of size h does; whoever listens computes it and hands it back by `set_nudge`.

    nudged(float): the dot of the parameter has been dragged by so much; released(): it was let go, so the parameter is what it was.
    h_chosen(float): the size chosen on the dial.
    play_wanted(float): the nudge is being played here, and may be played elsewhere.
    keep_wanted(float): the parameter shall stay changed by so much.
    symbol_hovered(object): what is Pointed at, or None; its symbol carries the indices that are not written.
    """

    nudged = Signal(float)
    released = Signal()
    h_chosen = Signal(float)
    play_wanted = Signal(float)
    keep_wanted = Signal(float)
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", separated=True, folds=True, parent=parent)
        self.set_title(self.tr("Nudge"))
        self.setObjectName("nudge_panel")
        self._part: Edge | Bias = Edge(1, 0, 0)
        self._sizes: Sequence[int] = (1, 1)
        self._softmax = False
        self._nudge: Nudge | None = None
        self._derivative: float | None = None
        self._present: State | None = None
        self._reason: Sentence | None = None
        self._why: Sentence | None = None
        self._h, self._calm, self._dragging, self._at_kink = FIRST, False, False, False
        self._most_changed: dict[int, int] = {}                 # of each later layer, the neuron that is shown
        self._lines, self._animation = LinkedLines(), QVariantAnimation(self)
        self._measured, self._expected, self._product, self._words = QLabel(), QLabel(), QLabel(), QLabel()
        self._dial, self._size = Slider(self.tr("Size of the nudge"), (0, len(DIAL) - 1), 1), QLabel()
        self._later = QToolButton()
        self._play, self._keep = QPushButton(self.tr("Nudge")), QPushButton(self.tr("Keep"))
        self._dress()
        self._place()
        self._connect()
        self.set_h(FIRST)
        self._show()

    def _dress(self) -> None:
        self._later.setText(self.tr("later layers"))
        self._later.setCheckable(True)
        self._later.setProperty("segment", True)
        self._later.setToolTip(self.tr("Follow the nudge through the later layers, in each along the neuron that it changes most"))
        policy = self._later.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._later.setSizePolicy(policy)
        self._play.setIcon(theme.icon("mdi6.play"))
        self._play.setToolTip(self.tr("Play the nudge: each quantity changes the next"))
        self._keep.setToolTip(self.tr("Leave it changed. Without this, it is what it was as soon as you let go"))
        for label, bold in ((self._measured, True), (self._expected, False), (self._size, False)):
            label.setFont(theme.number_font(bold=bold))
        self._product.setToolTip(self.tr("The product of the ratios above: each change over the one before it"))
        for label in (self._expected, self._product):
            label.setProperty("muted", True)
        self._size.setFixedWidth(self._size.fontMetrics().horizontalAdvance("+1.23e−06"))
        self._lines.setAccessibleName(self.tr("Number lines"))
        self._size.setAccessibleName(self.tr("h, the size of the nudge"))
        self._words.setProperty("caption", True)
        self._words.setWordWrap(True)
        self._words.setFont(theme.ui_font(theme.CAPTION))
        self._words.setFixedHeight(2 * self._words.fontMetrics().lineSpacing() + 2)
        for label in (self._measured, self._expected, self._product):
            label.setFixedHeight(16)                            # also when it is empty
        widest = self._expected.fontMetrics().horizontalAdvance("∂C₀/∂w = +1.2346e−05")
        self._expected.setFixedWidth(widest)                    # else each new number lays the column out anew
        self._expected.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for label in (self._product, self._words):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)       # no text widens the column
        self._dial.setStyleSheet("QSlider::sub-page:horizontal { background: transparent }")     # it does not grow from the left
        self._dial.setFixedWidth(DIAL_WIDTH)
        self._dial.setToolTip(self.tr("From −0.1 over tiny nudges in the middle to +0.1"))

    def _place(self) -> None:
        for corner in (FormulaLabel(Symbol("h"), 16), self._size, self._dial, self._later):
            self.set_corner(corner)
        ratios, bottom = QHBoxLayout(), QHBoxLayout()
        ratios.addWidget(self._measured)
        ratios.addStretch()
        ratios.addWidget(self._expected)
        bottom.setSpacing(4)
        bottom.addWidget(self._words, 1)
        bottom.addWidget(self._play)
        bottom.addWidget(self._keep)
        self.body.setSpacing(2)
        self.add(self._lines)
        self.add(self._product)
        self.body.addLayout(ratios)
        self.body.addLayout(bottom)

    def _connect(self) -> None:
        self._lines.dragged.connect(self._drag)
        self._lines.released.connect(self._let_go)
        self._lines.symbol_hovered.connect(self._hover)
        self._dial.moved.connect(self._choose)
        self._play.clicked.connect(self.play)
        self._keep.clicked.connect(lambda: self.keep_wanted.emit(self._h))
        self._later.toggled.connect(self._show)
        self._animation.valueChanged.connect(self._lines.set_progress)
        self._animation.finished.connect(self._arrive)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_part(self, part: Edge | Bias, sizes: Sequence[int], softmax: bool = False) -> None:
        """Which parameter it is, in a network with layers of these sizes and perhaps a softmax output; its numbers follow."""
        shown = self._part, type(self._part), tuple(self._sizes), self._softmax
        if (part, type(part), tuple(sizes), softmax) != shown:
            self._part, self._sizes, self._softmax = part, sizes, softmax
            self._nudge = self._derivative = self._present = self._why = None
            self._most_changed.clear()
            self._lines.forget_ranges()
            self._arrive()
            self._refresh()

    def set_nudge(self, nudge: Nudge | Sentence | None, derivative: float | None, at_kink: bool = False) -> None:
        """What a nudge of size h does, or why there is none; the derivative that its ratio comes near to; None: not known yet.

        `at_kink`: it comes near to it from one side at most.
        """
        self._nudge, self._why = (None, nudge) if isinstance(nudge, Sentence) else (nudge, None)
        self._derivative, self._at_kink = derivative, at_kink
        self._refresh()

    def set_present(self, value: float, values: Values | None, cost: float, derivative: float | None = None) -> None:
        """What everything is now, without any nudge; shown as long as there is a reason not to nudge, as while training."""
        self._present, self._derivative = State(value, values, cost), derivative
        if self._reason is not None or self._nudge is None:
            self._refresh()

    def set_enabled_for(self, reason: Sentence | None) -> None:
        """Why it cannot be nudged now, in one sentence; None: it can."""
        if reason == self._reason:
            return
        self._reason = reason
        self._dial.setEnabled(reason is None)
        if reason is not None:
            self._derivative = None                             # it moves on from now: `set_present` tells
            self._arrive()
        self._refresh()

    def set_h(self, h: float) -> None:
        """The size of the nudge, shown on the dial."""
        self._h = h
        nearest = min(DIAL, key=lambda size: abs(log10(size / h)) if size * h > 0 else inf)
        self._dial.set_value(DIAL.index(nearest))
        self._size.setText(f"{h:+.3g}".replace("-", MINUS))
        self._dial.setAccessibleDescription(self._size.text())

    def set_calm(self, calm: bool) -> None:
        """Whether a nudge is shown at once instead of being played."""
        self._calm = calm
        if calm:
            self._arrive()

    # ---- what the user does ------------------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Let the lines fill one after the other, from the parameter to the cost."""
        if not self._calm and self._nudge is not None:
            count = len(self._lines.lines)
            self._animation.stop()
            self._animation.setStartValue(0.0)
            self._animation.setEndValue(float(count))
            self._animation.setDuration(LINK * count)
            self._animation.start()
        self.play_wanted.emit(self._h)

    def _choose(self, place: float) -> None:
        self._arrive()
        self.set_h(DIAL[round(place)])
        self.h_chosen.emit(self._h)

    def _drag(self, value: float) -> None:
        if self._nudge is None:
            return
        self._arrive()
        self._hold(True)
        low, high = self._lines.lines[0].ends
        grain = (high - low) / 200                              # about a pixel, so that h stays a short number
        h = round((value - self._nudge.value) / grain) * grain or grain * (1 if self._h > 0 else -1)
        size = min(max(abs(h), SMALLEST), LARGEST)
        h = float(f"{size if h > 0 else -size:.3g}")
        if h != self._h:
            self.set_h(h)
            self.nudged.emit(h)

    def _let_go(self) -> None:
        self._hold(False)
        self.released.emit()

    def _hover(self, pointed: Pointed | None) -> None:
        # No index is written of a layer with a single neuron, so those that are missing are 0.
        if pointed is not None and pointed.symbol.layer is not None:
            pointed = replace(pointed, symbol=spelled_out(pointed.symbol, Edge(int(pointed.symbol.layer), 0, 0)))
        self.symbol_hovered.emit(pointed)

    def _hold(self, held: bool) -> None:
        self._dragging = held
        self._lines.set_held(held)

    def _arrive(self) -> None:
        self._animation.stop()
        self._lines.set_progress(None)

    # ---- what it shows -----------------------------------------------------------------------------------------------------------

    @property
    def h(self) -> float:
        """The size of the nudge that is shown."""
        return self._h

    def showEvent(self, event: QShowEvent) -> None:
        self._show()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._arrive()
        super().hideEvent(event)

    def _refresh(self) -> None:
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        nudge = self._nudge if self._reason is None else None
        before, after = (None, self._present) if nudge is None else self._states(nudge)
        shown = self._along(after)
        was = [None] * len(shown) if before is None else [value for _, value in self._along(before)]
        is_mean, note = len(shown) == 2, ""
        if is_mean:
            note = self.tr("z and a differ from example to example, so of an average only {parameter} and C are shown.").format(
                parameter=self._letter)
        elif shown[-2][0].quantity == "z":
            note = self.tr("With softmax this z changes every output.")
        quantities = [Quantity(symbol, value, ghost) for (symbol, value), ghost in zip(shown, was, strict=True)]
        self._lines.set_quantities(quantities, note)
        self._lines.set_draggable(nudge is not None)
        self._later.setVisible(self._part.l < self._last and not is_mean)
        for button in (self._play, self._keep):
            button.setEnabled(nudge is not None)
        still = next((symbol.quantity for symbol, value, ghost in quantities[1:-1]
                      if value is not None and value == ghost and isfinite(value)), None)
        self._compare(nudge, "C" if is_mean else "C₀", still)

    @np.errstate(invalid="ignore")                              # of what has grown beyond all numbers
    def _states(self, nudge: Nudge) -> tuple[State, State]:
        if nudge.before is not None and nudge.after is not None and not self._dragging:
            both = zip(nudge.before.a, nudge.after.a, strict=True)
            self._most_changed = {l: int(np.argmax(np.abs(after - before))) for l, (before, after) in enumerate(both)}
        return (State(nudge.value, nudge.before, nudge.cost_before),
                State(nudge.value + nudge.h, nudge.after, nudge.cost_after))

    def _along(self, state: State | None) -> list[tuple[Symbol, float | None]]:
        """The quantities that the nudge goes through, first to last, with their values."""
        values = state.values if state else None
        own, l = Neuron(self._part.l, self._part.j), self._part.l
        along: list[tuple[Symbol, float | None]] = [(part_symbol(self._sizes, self._part), state.parameter if state else None)]
        if state and values is None:
            return [*along, (Symbol("C"), state.cost)]
        later = range(l + 1, self._last + 1) if self._later.isChecked() else ()
        for neuron in (own, *(Neuron(layer, self._most_changed.get(layer, 0)) for layer in later)):
            for quantity, arrays in (("z", values and values.z), ("a", values and values.a)):
                if quantity == "a" and neuron.l == self._last and self._softmax:
                    break                                       # not this a alone follows from this z
                value = float(arrays[neuron.l][neuron.j]) if arrays else None
                along.append((neuron_symbol(self._sizes, neuron, quantity), value))
        return [*along, (Symbol("C", j=0), state.cost if state else None)]

    def _compare(self, nudge: Nudge | None, cost: str, still: str | None) -> None:
        """The measured ratio beside the derivative, the product it comes from, and how near they are in words.

        `still` is the first of z and a that does not move although the parameter does.
        """
        measured = expected = "–"
        if nudge is not None and self._derivative is not None:
            measured, expected = figures(nudge.ratio, self._derivative)
        elif nudge is not None:
            measured = signed(nudge.ratio)
        elif self._derivative is not None:
            expected = signed(self._derivative)
        self._measured.setText(f"Δ{cost}/Δ{self._letter} = {measured}")
        self._expected.setText(f"∂{cost}/∂{self._letter} = {expected}")
        if still:
            sentence = self.tr("{quantity} does not move, so nothing reaches the cost.")
            self._write_product(sentence.format(quantity=still), theme.ui_font)
        elif nudge is not None and nudge.before is not None and isfinite(nudge.ratio):
            self._multiply(nudge.ratio, measured)
        else:
            self._product.clear()
        self._words.setText(self._reason or self._why or self._nearness(nudge, cost, still))

    def _multiply(self, ratio: float, measured: str) -> None:
        """The ratios of the lines and what they make together, which says nothing of one path where there are several."""
        ratios = [signed(self._lines.ratio(place), 4) for place in range(len(self._lines.lines) - 1)]
        if self._later.isChecked() and max(self._sizes[self._part.l + 1:], default=1) > 1:
            self._write_product(self.tr("This is one path of several; the others move the cost too."), theme.ui_font)
        elif len(ratios) <= IN_FULL:
            self._write_product(f"{' · '.join(ratios)} = {product(ratio, ratios)}", theme.number_font)
        else:
            written = self.tr("product of the {count} ratios = {measured}").format(count=len(ratios), measured=measured)
            self._write_product(written, theme.number_font)

    def _write_product(self, written: str, font: Callable[[float], QFont]) -> None:
        self._product.setFont(font(theme.CAPTION))
        self._product.setText(written)

    def _nearness(self, nudge: Nudge | None, cost: str, still: str | None) -> str:
        if nudge is None or self._derivative is None:
            return ""
        apart, size = abs(nudge.ratio - self._derivative), max(abs(nudge.ratio), abs(self._derivative))
        if not isfinite(apart):
            return self.tr("The numbers have grown beyond what can be computed.")
        if size == 0:
            return "" if still else self.tr("Both are 0: the nudge does not reach the cost.")
        if self._at_kink:
            return self.tr("At a kink: a nudge up and a nudge down have different ratios.")
        if apart < ALIKE * size:
            return self.tr("The same in four figures: the nudge is small enough.")
        if apart <= ROUNDING * ulp(nudge.cost_before) / abs(nudge.h):
            return self.tr("Only rounding keeps them apart: {cost} hardly changes.").format(cost=cost)
        percent = number(100 * apart / size, 2 if apart < 0.995 * size else 3)
        return self.tr("{percent} % apart: the smaller the nudge, the closer.").format(percent=percent)

    @property
    def _letter(self) -> str:
        return "w" if isinstance(self._part, Edge) else "b"

    @property
    def _last(self) -> int:
        """The lecture's L."""
        return len(self._sizes) - 1


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.explain.what_if import nudge
    from core.network import Network

    app = QApplication([])
    theme.apply(app, theme.DARK)
    chain = Network((1, 1, 1, 1), ("sigmoid",) * 3)
    chain.parameters[:] = 0.1, 1.2, 0.3, -0.8, -0.4, 1.5
    panel = NudgePanel()
    panel.set_part(Edge(3, 0, 0), chain.sizes)

    def show_nudge(h: float) -> None:
        panel.set_nudge(nudge(chain, np.array([[1.0, 0.5, 1.0]]), Edge(3, 0, 0), h), -0.09436781672801549)

    for wanted in (panel.nudged, panel.h_chosen):
        wanted.connect(show_nudge)
    for signal in (panel.nudged, panel.released, panel.h_chosen, panel.play_wanted, panel.keep_wanted, panel.symbol_hovered):
        signal.connect(print)
    show_nudge(FIRST)
    panel.setFixedWidth(372)
    panel.show()
    app.exec()
