"""The lines of a step and its graph: one of them, or both side by side where there is room."""
from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from widgets.walk.graph_view import GraphView
from widgets.walk.tape_view import TapeView

Shown = Literal["lines", "graph", "both"]
ROOM = 600                                                      # px from which both can be read


class LinesAndGraph(QWidget):
    """`lines` on the left and `graph` on the right, with a handle between them in `splitter`.

    room_changed(): there is room for both by now, or there no longer is.
    """

    room_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lines_and_graph")
        self.lines, self.graph = TapeView(), GraphView()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for view in (self.lines, self.graph):
            self.splitter.addWidget(view)
            self.splitter.setStretchFactor(self.splitter.indexOf(view), 1)
        self.splitter.setSizes([ROOM, ROOM])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self._wanted: Shown = "lines"
        self._calm = False
        self._has_room = self.has_room
        self._arrange()

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_shown(self, shown: Shown) -> None:
        """What is wanted: the lines, the graph, or both; where both have no room, the lines alone are shown for so long."""
        self._wanted = shown
        self._arrange()

    def set_calm(self, calm: bool) -> None:
        """Whether nothing moves by itself and one of the two is shown at a time."""
        self._calm = calm
        for view in (self.lines, self.graph):
            view.set_calm(calm)
        self._has_room = self.has_room
        self._arrange()

    # ---- what it shows -----------------------------------------------------------------------------------------------------------

    @property
    def has_room(self) -> bool:
        """Whether both can be shown."""
        return not self._calm and self.width() >= ROOM

    @property
    def shown(self) -> Shown:
        """What is shown for now."""
        return "lines" if self._wanted == "both" and not self.has_room else self._wanted

    def _arrange(self) -> None:
        self.lines.setVisible(self.shown != "graph")
        self.graph.setVisible(self.shown != "lines")
        self.graph.set_follows(self.shown == "both")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.has_room != self._has_room:
            self._has_room = self.has_room
            self._arrange()
            self.room_changed.emit()

    def minimumSizeHint(self) -> QSize:
        """That of either of them: side by side they are not shown below their room."""
        return self.lines.minimumSize().expandedTo(self.graph.minimumSizeHint())


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.document import presets
    from core.document.data import dataset
    from core.explain.forms import forms
    from core.explain.graph import graph
    from core.explain.walk import Walk
    from core.training import Trainer
    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    experiment = presets.load("two-paths")
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    walk.go_to(12)
    both = LinesAndGraph()
    both.lines.set_lines([(operation.stage, forms(walk, place)) for place, operation in enumerate(walk.operations)])
    both.lines.set_position(12, (forms(walk, 11), lambda item, old: walk.values(item, 11 if old else None)))
    both.graph.set_graph(graph(walk))
    both.graph.set_flow(walk.operations[11].reads, walk.operations[11].writes, backward=True)
    for view in (both.lines, both.graph):
        view.item_hovered.connect(lambda item: [each.set_lit([item] if item else []) for each in (both.lines, both.graph)])
    both.set_shown("both")
    both.resize(840, 360)
    both.show()
    app.exec()
