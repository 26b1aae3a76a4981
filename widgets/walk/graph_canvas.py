"""The drawing of a graph: it is moved and scaled, and its nodes are pointed at and chosen."""
from __future__ import annotations

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from core.explain.graph import Graph
from core.explain.walk import Item
from widgets import theme
from widgets.walk.graph_layout import Layout, arrange, halves, ordered
from widgets.walk.graph_look import Flow, Look, look_of
from widgets.walk.graph_painter import GraphPainter, paint_local
from widgets.walk.graph_sight import around, happening, shift_into

MARGIN, NEAR = 14.0, 6.0                                        # px: around the drawing; from an edge that is pointed at
ZOOM_STEP, SMALLEST, LARGEST = 1.2, 0.2, 5.0
READABLE = 0.8                                                  # scale of letters that are read without effort
SAMPLES = 24                                                    # places on an edge that are compared with the pointer's
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
ZOOMS = {Qt.Key.Key_Plus: ZOOM_STEP, Qt.Key.Key_Equal: ZOOM_STEP, Qt.Key.Key_Minus: 1 / ZOOM_STEP}
FITS = (Qt.Key.Key_0, Qt.Key.Key_F)


class GraphCanvas(QWidget):
    """Dragging moves the drawing, the wheel and + − scale it, 0 fits it; a click and the arrow keys choose a node.

    item_hovered(object): the Item under the pointer, or None: over the lower number of a node that of its derivative, over an edge
    that of its local derivative.
    node_chosen(object): the user chose the node of this Item, or none (None).
    """

    item_hovered = Signal(object)
    node_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph = Graph((), (), 0, 0, False)
        self._columns: list[list[int]] = []
        self._layout = self._seen = Layout((), (), QSizeF())
        self._curves = np.zeros((0, SAMPLES, 2))
        self._zoom, self._origin, self._fitted = 1.0, QPointF(), True
        self._lit: Collection[Item] = ()
        self._flow, self._calm, self._follows = Flow(), False, False
        self._look, self._painter = Look(), GraphPainter()
        self._selected: Item | None = None
        self._hovered: Item | None = None
        self._edge: int | None = None                           # that is pointed at
        self._pressed: QPointF | None = None
        self._grabbed: QPointF | None = None                    # the last place of a drag
        self.setAccessibleName(self.tr("Graph of dependencies"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.grabGesture(Qt.GestureType.PinchGesture)

    # ---- what it shows ---------------------------------------------------------------------------------------------------------

    def set_graph(self, graph: Graph) -> None:
        """Show a graph; where only its numbers are new, everything stays in its place."""
        before, self._graph = self._graph, graph
        if self._selected is not None and graph.place(self._selected) is None:
            self._selected = None
        self._refresh()
        if _shape(before) != _shape(graph):
            self._columns = ordered(graph)
            self._edge = None
            self._place()

    def set_flow(self, reading: Collection[Item], writing: Collection[Item], backward: bool) -> None:
        before, self._flow = self._flow, Flow(reading, writing, backward)
        self._refresh()
        if self._flow != before:
            self._follow()

    def set_lit(self, items: Collection[Item]) -> None:
        self._lit = items
        self._refresh()
        self._bring(self._look.lit)

    def set_follows(self, follows: bool) -> None:
        """Whether it stays large enough to be read, and goes where something happens if not all of it is in sight."""
        if follows != self._follows:
            self._follows = follows
            self._place()

    def set_calm(self, calm: bool) -> None:
        self._calm = calm
        self._refresh()

    def set_selected(self, item: Item | None) -> None:
        """The node of this item is the chosen one."""
        self._selected = item if item is not None and self._graph.place(item) is not None else None
        self._refresh()
        self._bring(set() if self._look.selected is None else {self._look.selected})

    @property
    def graph(self) -> Graph:
        return self._graph

    @property
    def selected(self) -> Item | None:
        """The item of the chosen node."""
        return self._selected

    @property
    def look(self) -> Look:
        """What stands out."""
        return self._look

    def _refresh(self) -> None:
        selected = None if self._selected is None else self._graph.place(self._selected)
        self._look = look_of(self._graph, self._flow, self._lit)._replace(selected=selected, calm=self._calm)
        self.update()

    # ---- where things are ------------------------------------------------------------------------------------------------------

    def where(self, item: Item) -> QRectF | None:
        """Where in the widget the node of an item is."""
        place = self._graph.place(item)
        return None if place is None else self._seen.rects[place]

    def middle(self, edge: int) -> QPointF:
        """Where in the widget the middle of an edge is."""
        return self._seen.middle(*self._graph.edges[edge][:2])

    @property
    def zoom(self) -> float:
        """px on the screen for each of the drawing."""
        return self._zoom

    def fit(self) -> None:
        """Show the whole drawing, as large as there is room."""
        scale, size, room = self._layout.scale, self._layout.size, self._room()
        if self._follows and not size.isEmpty():
            scale = min(scale, room.width() / size.width(), room.height() / size.height())
        self._centre(scale)

    def _centre(self, scale: float) -> None:
        drawn = self._layout.size * scale
        self._look_from(QPointF((self.width() - drawn.width()) / 2, (self.height() - drawn.height()) / 2), scale)
        self._fitted = True

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Scale the drawing around a place of the widget, by default its middle."""
        at = QPointF(self.rect().center()) if at is None else at
        zoom = min(max(self._zoom * factor, SMALLEST), LARGEST)
        self._look_from(at + (self._origin - at) * (zoom / self._zoom), zoom)

    def pan_by(self, shift: QPointF) -> None:
        """Move the drawing, so far that some of it stays in sight."""
        origin, drawn, some = self._origin + shift, self._seen.size, 3 * MARGIN
        self._look_from(QPointF(min(max(origin.x(), some - drawn.width()), self.width() - some),
                                min(max(origin.y(), some - drawn.height()), self.height() - some)), self._zoom)

    def _look_from(self, origin: QPointF, zoom: float) -> None:
        self._origin, self._zoom, self._fitted = origin, zoom, False
        self._seen = self._layout.seen(origin, zoom)
        self.update()

    def _place(self) -> None:
        """Arrange the nodes anew for the room that there is."""
        if not self._graph.nodes:
            return
        self._layout = arrange(self._graph, self._columns, *self._room().toTuple(), READABLE if self._follows else 0.0)
        paths, shares = [self._layout.curve(*edge[:2]) for edge in self._graph.edges], np.linspace(0, 1, SAMPLES)
        self._curves = np.array([[path.pointAtPercent(share).toTuple() for share in shares] for path in paths])
        self._centre(self._layout.scale)
        self._follow()

    def _room(self) -> QSizeF:
        return QSizeF(max(self.width() - 2 * MARGIN, 100.0), max(self.height() - 2 * MARGIN, 60.0))

    def _node_at(self, at: QPointF) -> int | None:
        return next((place for place, rect in enumerate(self._seen.rects) if rect.contains(at)), None)

    def _edge_at(self, at: QPointF) -> int | None:
        if not len(self._curves):
            return None
        distance = np.hypot(*(self._curves - ((at - self._origin) / self._zoom).toTuple()).transpose(2, 0, 1)).min(axis=1)
        nearest = int(distance.argmin())
        return nearest if distance[nearest] * self._zoom <= NEAR else None

    def sizeHint(self) -> QSize:
        return QSize(760, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self._place()

    # ---- painting --------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().background)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._graph.nodes:
            self._painter.paint(painter, self._graph, self._seen, self._look)
        if self._edge is not None and not self._graph.has_shapes:
            paint_local(painter, self._graph.edges[self._edge], self._seen)
        if self.hasFocus():
            painter.setPen(QPen(theme.current().accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    # ---- mouse -----------------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            self._point_at(at)
        elif self._grabbed is not None or (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan_by(at - (self._grabbed or self._pressed))
            self._grabbed = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, pressed = self._grabbed is not None, self._pressed is not None
        self._pressed = self._grabbed = None
        self.unsetCursor()
        if pressed and not dragged and event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._node_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._node_at(event.position()) is None:
            self.fit()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if turn.y():
            self.zoom_by(1.0015 ** turn.y(), event.position())
        else:
            self.pan_by(QPointF(turn.x() / 2, 0))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None, None)

    def event(self, event: QEvent) -> bool:
        match event:
            case QNativeGestureEvent() if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
                return True
            case QGestureEvent():
                pinch = event.gesture(Qt.GestureType.PinchGesture)
                if isinstance(pinch, QPinchGesture):
                    self.zoom_by(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
                    return True
            case QKeyEvent() if event.type() == QEvent.Type.ShortcutOverride and Qt.Key(event.key()) in (*ZOOMS, *FITS):
                event.accept()                                  # with Ctrl these are shortcuts of the window
                return True
        return super().event(event)

    def _point_at(self, at: QPointF) -> None:
        place, edge = self._node_at(at), None
        item: Item | None = None
        if place is not None:
            node, (_, below) = self._graph.nodes[place], halves(self._seen.rects[place])
            item = node.derivative_item if node.derivative_item and below.contains(at) else node.item
        else:
            edge = self._edge_at(at)
            item = None if edge is None else self._graph.edges[edge].item
        self.setCursor(Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor)
        self._hover(item, edge)

    def _hover(self, item: Item | None, edge: int | None) -> None:
        if edge != self._edge:
            self._edge = edge
            self.update()
        if item != self._hovered:
            self._hovered = item
            self.item_hovered.emit(item)

    def _choose(self, place: int | None) -> None:
        self.set_selected(None if place is None else self._graph.nodes[place].item)
        self.node_chosen.emit(self._selected)

    # ---- keyboard --------------------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keys and self._selected is None and self._graph.nodes:
            self._choose(self._graph.place(Item("C0")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS and self._graph.nodes:
            self._go(key)
        elif key in ZOOMS:
            self.zoom_by(ZOOMS[key])
        elif key in FITS:
            self.fit()
        elif key == Qt.Key.Key_Escape and self._selected is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def _go(self, key: Qt.Key) -> None:
        """To the nearest node that this one depends on or that depends on it, or up and down its column."""
        place = None if self._selected is None else self._graph.place(self._selected)
        if place is None:
            self._choose(self._graph.place(Item("C0")))
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            column = next(column for column in self._columns if place in column)
            rank = column.index(place) + (1 if key == Qt.Key.Key_Down else -1)
            found = column[min(max(rank, 0), len(column) - 1)]
        else:
            joined = [edge.target for edge in self._graph.edges if edge.source == place] if key == Qt.Key.Key_Right else [
                edge.source for edge in self._graph.edges if edge.target == place]
            height = self._seen.rects[place].center().y()
            found = min(joined, key=lambda each: abs(self._seen.rects[each].center().y() - height), default=place)
        self._choose(found)
        self._reveal(self._seen.rects[found])

    # ---- what is in sight ------------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Go where something happens."""
        if self._follows and not (found := happening(self._look, self._seen.rects, self._room())).isNull():
            self._reveal(found)

    def _bring(self, places: Collection[int]) -> None:
        """Bring these nodes into sight, unless one of them is; nothing moves away under the pointer."""
        rects = [self._seen.rects[place] for place in places]
        if self._follows and rects and self._hovered is None and not any(map(QRectF(self.rect()).contains, rects)):
            self._reveal(around(rects))

    def _reveal(self, rect: QRectF) -> None:
        """Move the drawing as little as brings a part of it into sight; it is still fitted where it follows."""
        fitted = self._fitted and self._follows
        shift = shift_into(rect, QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))
        if not shift.isNull():
            self.pan_by(shift)
            self._fitted = fitted


def _shape(graph: Graph) -> object:
    """What the places of the nodes depend on."""
    return [(node.item, node.column) for node in graph.nodes], [(edge.source, edge.target) for edge in graph.edges]


if __name__ == "__main__":
    from core.document.data import dataset
    from core.document.presets import load
    from core.explain.graph import graph
    from core.explain.walk import Walk
    from core.training import Trainer

    app = QApplication([])
    theme.apply(app, theme.DARK)
    experiment = load("xor")
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    walk.go_to(3)
    canvas = GraphCanvas()
    canvas.set_graph(graph(walk))
    canvas.set_flow(walk.operations[2].reads, walk.operations[2].writes, backward=False)
    canvas.item_hovered.connect(print)
    canvas.resize(960, 380)
    canvas.show()
    app.exec()
