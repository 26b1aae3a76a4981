"""What the cost wants of an activation: −∂C₀/∂a, and the votes of the next layer that add up to it (Q1, S24, S25)."""
from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.costs import COSTS, slope_at
from core.explain.chain_rule import Votes
from core.network import Edge, Neuron
from core.notation import MINUS, Node, Symbol, Text, derivative, row, signed, substituted
from core.symbols import edge_symbol, neuron_symbol
from widgets import theme
from widgets.formula import FormulaLabel, layout
from widgets.inline import filled, inline
from widgets.inspect.sum_list import SumList

C0 = Symbol("C", j=0)
FORMULA = 15                                                    # px
CONTENT = 1e-9                                                  # a derivative smaller than this asks for nothing


class VotesView(QWidget):
    """Shows one neuron: an output, which the cost asks directly, a hidden one, or an input.

    part_hovered(object): the Edge through which the vote under the mouse comes, None when there is none.
    part_clicked(object): the Neuron that gives the vote clicked.
    symbol_hovered(object): what is pointed at in the output's formula.
    """

    part_hovered = Signal(object)
    part_clicked = Signal(object)
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("votes_view")
        self.setAccessibleName(self.tr("What it wants"))
        self._neuron, self._cost = Neuron(1, 0), COSTS["squared error"]
        self._sizes: tuple[int, ...] = (1, 1)
        self._a: float | None = None
        self._derivative: float | None = None
        self._y: float | None = None
        self._factors = 0
        self._want, self._slope, self._numbers = WantLine(), FormulaLabel(size=FORMULA), QLabel()
        self._numbers.setFont(theme.number_font(theme.SMALL))
        self._numbers.setAccessibleName(self.tr("The slope of the cost in numbers"))
        self._numbers.setFixedSize(324, self._numbers.sizeHint().height())      # so that a new text moves nothing and costs nothing
        self._list = SumList(self.tr("Votes"))
        self._words = QLabel(wordWrap=True)
        self._words.setProperty("caption", True)
        self._list.hovered.connect(lambda place: self.part_hovered.emit(self._edge(place)))
        self._list.clicked.connect(self._choose)
        self._slope.symbol_hovered.connect(self.symbol_hovered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._want, self._slope, self._numbers, self._list, self._words):
            column.addWidget(widget)
        self.set_neuron(self._neuron, self._sizes, self._cost.name)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_neuron(self, neuron: Neuron, sizes: Sequence[int], cost: str) -> None:
        """Which neuron it is, of a network with these sizes and cost; its numbers follow."""
        self._neuron, self._sizes, self._cost = neuron, tuple(sizes), COSTS[cost]
        self._want.set_symbol(row(MINUS, derivative(C0, self._symbol())), neuron.l == 0)
        self._slope.setVisible(self._is_output)
        self._numbers.setVisible(self._is_output)
        self._list.setVisible(not self._is_output)
        if self._is_output:
            self._slope.set_formula(row(derivative(C0, self._symbol()), " = ", substituted(self._cost.slope_formula, self._own)))
        else:
            self._set_columns(3)
        self._words.setText(self._explanation())
        self.set_values(None, None)
        self.set_votes(None)
        self.set_desired(None)

    def set_values(self, a: float | None, derivative: float | None) -> None:
        """The activation and ∂C₀/∂a, of which it wants the opposite; None: not known."""
        self._a, self._derivative = a, derivative
        self._want.set_derivative(derivative)
        self._show_slope()

    def set_desired(self, y: float | None) -> None:
        """What an output should be; None: not known."""
        self._y = y
        self._show_slope()

    def set_votes(self, votes: Votes | None) -> None:
        """What the neurons of the next layer ask; None for an output, or when it is not known."""
        if votes is None:
            self._list.set_values((), None, ())
            return
        factors = [votes.w, votes.dC_dz] if votes.da_dz is None else [votes.w, votes.da_dz, votes.dC_da]
        if len(factors) != self._factors:
            self._set_columns(len(factors))
            self._words.setText(self._explanation())
        self._list.set_values(factors, votes.votes, [votes.total])

    # ---- what it says ------------------------------------------------------------------------------------------------------------

    def _set_columns(self, factors: int) -> None:
        """A column for each factor; with softmax the last two are one, since every z of its layer reaches every a."""
        l, k = self._neuron
        voter = Neuron(l + 1, 0)
        any_j = "j" if self._sizes[l + 1] > 1 else None
        w, z, a = edge_symbol(self._sizes, Edge(l + 1, 0, k)), Symbol("z", l + 1, any_j), Symbol("a", l + 1, any_j)
        heads: list[Node] = [w._replace(j=any_j if w.k is not None and any_j else w.j)]
        heads += [derivative(C0, z)] if factors == 2 else [derivative(a, z), derivative(C0, a)]
        self._factors = factors
        self._list.set_lines(self._sizes[l + 1], lambda j: neuron_symbol(self._sizes, voter._replace(j=j)), factors,
                             [inline(derivative(C0, self._symbol()))], heads)

    def _show_slope(self) -> None:
        """2(a − y), or what it is with another cost, in numbers."""
        if not self._is_output:
            return
        if self._y is None or self._a is None:
            self._numbers.setText("–")
            return
        result, cost = signed(self._derivative), self._cost
        numbers = filled(
            cost.slope_formula, self._a, self._y, lambda a, y: float(slope_at(cost, a, y)), result=result, write=signed)
        self._numbers.setText(f"= {numbers} = {result}")

    def _explanation(self) -> str:
        only = self.tr("A thought experiment: an activation cannot be changed directly, only weights and biases can.")
        if self._is_output:
            asked = self.tr("The cost asks the outputs directly: each is to come nearer to its y.")
            if self._cost.outputs == "softmax":
                asked = self.tr(
                    "This cost asks the desired class alone; softmax makes all outputs add up to 1, so the others give way.")
            return asked + "\n" + only
        voters = self.tr("Each neuron of layer {l} votes: its weight, times its own ∂C₀/∂z.") if self._factors == 2 else (
            self.tr("Each neuron of layer {l} votes: its weight, times its slope σ′, times its own ∂C₀/∂a."))
        voters = voters.format(l=self._neuron.l + 1)
        if self._neuron.l == 0:
            return voters + "\n" + self.tr("Inputs are given, not learned: this only tells how sensitive C₀ is to them.")
        return "\n".join((voters, self.tr("There is one cost only, that of the outputs; this neuron has none of its own."), only))

    @property
    def _is_output(self) -> bool:
        return self._neuron.l == len(self._sizes) - 1

    def _symbol(self) -> Symbol:
        return neuron_symbol(self._sizes, self._neuron)

    def _own(self, symbol: Symbol) -> Symbol:
        """A symbol of the cost's formula with this output's own indices."""
        return neuron_symbol(self._sizes, self._neuron, symbol.quantity)

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def _edge(self, place: int | None) -> Edge | None:
        l, k = self._neuron
        return None if place is None or place >= self._sizes[l + 1] else Edge(l + 1, place, k)

    def _choose(self, place: int) -> None:
        if (edge := self._edge(place)) is not None:
            self.part_clicked.emit(Neuron(edge.l, edge.j))


class WantLine(QWidget):
    """−∂C₀/∂a, an arrow, and in words what that asks for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node: Node = Text("")
        self._is_input = False
        self._derivative: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_symbol(self, node: Node, is_input: bool) -> None:
        """What the number is of; an input wants nothing, the cost would only rather have it otherwise."""
        self._node, self._is_input = node, is_input
        self.update()

    def set_derivative(self, derivative: float | None) -> None:
        """∂C₀/∂a; None: not known."""
        self._derivative = derivative
        self.setAccessibleName(self.words())
        self.update()

    def words(self) -> str:
        """“wants up by 0.3205”."""
        slope = self._derivative
        if slope is None or isnan(slope):
            return "–"
        if abs(slope) < CONTENT:
            return self.tr("makes no difference") if self._is_input else self.tr("wants no change")
        if self._is_input:
            said = self.tr("{want}: larger would be better") if slope < 0 else self.tr("{want}: smaller would be better")
        else:
            said = self.tr("wants up by {size}") if slope < 0 else self.tr("wants down by {size}")
        return said.format(want=signed(-slope), size=signed(abs(slope)).removeprefix("+"))

    def sizeHint(self) -> QSize:
        return QSize(240, 40)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, slope = QPainter(self), theme.current(), self._derivative
        box, middle = layout(self._node, FORMULA), self.height() / 2
        box.draw(painter, 0, round(middle + (box.ascent - box.descent) / 2))
        x = box.width + 12
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if slope is not None and not isnan(slope) and abs(slope) >= CONTENT:
            up = 5 if slope < 0 else -5
            painter.setBrush(colours.positive if slope < 0 else colours.negative)
            painter.drawPolygon([QPointF(x, middle + up), QPointF(x + 12, middle + up), QPointF(x + 6, middle - up)])
        painter.setFont(theme.ui_font(theme.BODY, bold=True))
        painter.setPen(colours.text)
        drop = QFontMetricsF(painter.font()).capHeight() / 2
        painter.drawText(QPointF(x + 20, middle + drop), self.words())
        painter.end()


if __name__ == "__main__":
    import numpy as np
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    stack = QVBoxLayout(window)
    rng = np.random.default_rng(1)
    for shown in (Neuron(0, 1), Neuron(1, 0), Neuron(2, 0)):
        view = VotesView()
        view.set_neuron(shown, (2, 3, 1), "squared error")
        w, da_dz, dC_da = rng.normal(0, 1, (3, (3, 1, 0)[shown.l]))
        total = float((w * da_dz * dC_da).sum()) if shown.l < 2 else -0.87
        view.set_values(0.565, total)
        view.set_votes(Votes(w, da_dz, dC_da, da_dz * dC_da, w * da_dz * dC_da, total) if shown.l < 2 else None)
        view.set_desired(1.0)
        for signal in (view.part_hovered, view.part_clicked, view.symbol_hovered):
            signal.connect(print)
        stack.addWidget(view)
    window.setFixedWidth(372)
    window.show()
    app.exec()
