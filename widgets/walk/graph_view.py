"""The graph of one example's cost, and for the chosen node how it adds up what comes back to it (S7, S29)."""
from __future__ import annotations

from collections.abc import Collection
from itertools import product

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.explain.graph import Graph
from core.explain.returned import WRITTEN, adds_up
from core.explain.walk import Item
from core.notation import MINUS, Node, text
from widgets import theme
from widgets.formula import FormulaLabel, Pointed, layout
from widgets.walk.graph_canvas import GraphCanvas

WIDE = 480                                                      # px from which there is room for all that is said
BAR = 46                                                        # px, height of what stands below the drawing
LETTERS = (14, 13, 12, 11)                                      # px, of the formula; the largest that fits


class GraphView(QWidget):
    """The drawing, and below it the formula of the chosen node and how far back the graph reaches.

    item_hovered(object): the Item under the pointer, or None.
    item_clicked(object): the Item of the node that was chosen, by the mouse or the keyboard.
    depth_chosen(int): so many of the last layers are wanted; `set_graph` brings them.
    """

    item_hovered = Signal(object)
    item_clicked = Signal(object)
    depth_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("graph_view")
        self.setAccessibleName(self.tr("Graph of the pass"))
        self.canvas, self._formula = GraphCanvas(), FormulaLabel(size=LETTERS[0])
        self._hint, self._reach = QLabel(), QLabel()
        self._hint.setProperty("muted", True)
        self._hint.setWordWrap(True)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._reach.setProperty("caption", True)
        self._reach.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._formula.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._formula.installEventFilter(self)
        self._fewer = self._button(MINUS, self.tr("One layer less"))
        self._more = self._button("+", self.tr("One layer further back"))
        self._fit = self._button("", self.tr("Show all of the drawing (0)"))
        self._fit.setIcon(theme.icon("mdi6.fit-to-page-outline", "muted"))
        self._arrange()
        self.canvas.item_hovered.connect(self.item_hovered)
        self.canvas.node_chosen.connect(self._chosen)
        self._formula.symbol_hovered.connect(self._point_at)
        self._fewer.clicked.connect(lambda: self.depth_chosen.emit(self.canvas.graph.depth - 1))
        self._more.clicked.connect(lambda: self.depth_chosen.emit(self.canvas.graph.depth + 1))
        self._fit.clicked.connect(self.canvas.fit)
        self._show()

    # ---- what it shows ---------------------------------------------------------------------------------------------------------

    def set_graph(self, graph: Graph) -> None:
        """Show a graph; the drawing keeps its place where only the numbers are new."""
        self.canvas.set_graph(graph)
        self._show()

    def set_flow(self, reading: Collection[Item], writing: Collection[Item], backward: bool) -> None:
        """What the present operation reads and writes, and whether it belongs to the way back."""
        self.canvas.set_flow(reading, writing, backward)

    def set_lit(self, items: Collection[Item]) -> None:
        """Light the nodes and edges that stand for these."""
        self.canvas.set_lit(items)

    def set_follows(self, follows: bool) -> None:
        """Whether it stays readable where there is little room, and goes where something happens."""
        self.canvas.set_follows(follows)

    def set_calm(self, calm: bool) -> None:
        """Whether nothing glows."""
        self.canvas.set_calm(calm)

    def set_selected(self, item: Item | None) -> None:
        """The node of this item is the chosen one; none when it is not part of the graph."""
        self.canvas.set_selected(item)
        self._show()

    def _show(self) -> None:
        graph, selected = self.canvas.graph, self.canvas.selected
        returned = None if selected is None else self._fitting(graph, selected)
        self._formula.setVisible(returned is not None)
        self._hint.setVisible(returned is None)
        if selected is not None and returned is None:
            self._hint.setText(self.tr("y is given: nothing comes back to it."))
        elif returned is None:
            shown = self.tr("Each shows the norm of its numbers, and that of ∂C₀ by them.") if graph.has_shapes else (
                self.tr("Each shows its value, and ∂C₀ by it."))
            hint = self.tr("Choose a node to see how it adds up what comes back.")
            self._hint.setText(f"{hint} {shown}" if self.width() >= WIDE else hint)
        else:
            self._formula.set_formula(*returned)
        self.canvas.setAccessibleDescription("" if returned is None else text(returned[0]))
        self._reach.setText(self._said_reach(graph))
        self._fewer.setEnabled(graph.depth > 1)
        self._more.setEnabled(graph.depth < graph.layers)

    def _fitting(self, graph: Graph, selected: Item) -> tuple[Node, int] | None:
        """The formula of a node and the size of its letters: as many terms, in letters as large, as there is room for."""
        fitting = None
        for written, size in product(range(WRITTEN, 0, -1), LETTERS):
            returned = adds_up(graph, selected, written)
            if returned is None:
                return None
            fitting = returned.formula, size
            if layout(*fitting).width <= self._formula.width() - 4:
                break
        return fitting

    def _said_reach(self, graph: Graph) -> str:
        if graph.depth == graph.layers:
            return self.tr("all layers")
        if graph.depth == 1:
            return self.tr("last layer")
        return self.tr("last {depth} of {layers} layers").format(depth=graph.depth, layers=graph.layers)

    # ---- intents out -----------------------------------------------------------------------------------------------------------

    def _chosen(self, item: Item | None) -> None:
        self._show()
        if item is not None:
            self.item_clicked.emit(item)

    def _point_at(self, pointed: Pointed | None) -> None:
        """A symbol of the formula stands for the node that is written so."""
        found = None if pointed is None else next(
            (node.item for node in self.canvas.graph.nodes if node.symbol == pointed.symbol), None)
        self.item_hovered.emit(found)

    # ---- its parts -------------------------------------------------------------------------------------------------------------

    def _button(self, label: str, does: str) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setToolTip(does)
        button.setAccessibleName(does)
        button.setProperty("segment", True)
        button.setFixedSize(24, 24)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _arrange(self) -> None:
        bar = QFrame()
        bar.setFixedHeight(BAR)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(self._formula, 1)
        row.addWidget(self._hint, 1)
        row.addSpacing(12)
        for widget in (self._fewer, self._reach, self._more):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self._fit)
        widest = self.tr("last {depth} of {layers} layers").format(depth=20, layers=20)
        self._reach.setMinimumWidth(QFontMetrics(theme.ui_font(theme.CAPTION)).horizontalAdvance(widest))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:                  # of the formula, which has become visible or has other room
            self._show()
        return super().eventFilter(watched, event)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.document.data import dataset
    from core.document.presets import load
    from core.explain.graph import graph
    from core.explain.walk import Walk
    from core.training import Trainer

    app = QApplication([])
    theme.apply(app, theme.DARK)
    experiment = load("two-paths")
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    walk.go_to(16)
    view = GraphView()
    view.depth_chosen.connect(lambda depth: view.set_graph(graph(walk, depth=depth)))
    view.set_graph(graph(walk))
    view.set_flow(walk.operations[15].reads, walk.operations[15].writes, backward=True)
    view.set_selected(Item("a", 1, 0))
    view.item_hovered.connect(print)
    view.resize(960, 400)
    view.show()
    app.exec()
