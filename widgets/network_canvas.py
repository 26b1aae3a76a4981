"""The drawing of a network as a picture that can be zoomed and panned: values in, nothing out."""
from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.network import Bias, Edge, Neuron
from core.notation import Node, Text
from widgets import theme
from widgets.edge_painter import EdgePainter
from widgets.network_content import NetworkContent, Selection
from widgets.network_layout import Column, Layout, arrange
from widgets.network_overlay import paint_edge_label, paint_edge_labels, paint_edge_number, paint_hover_label, paint_legend
from widgets.neuron_painter import paint_column, paint_neuron

FEW, MANY, STRONGEST = 300, 2000, 800                           # edges: always smooth; all at once; those that stand for many
SLICE, DELAY = 1000, 120                                        # edges drawn between two events; ms of rest before that
SMALLEST, LARGEST = 0.1, 8.0                                    # zoom
EDGE_MARGIN = 160                                               # px outside of the widget where columns are still painted

Arrays = Sequence[np.ndarray | None]


class NetworkCanvas(QWidget):
    """Neurons, edges and what is written beside them. Lists are indexed by the lecture's l; a missing entry is None.

    Everything but the selection and what is pointed at is kept as one picture, so that pointing costs one edge, not all of them.
    `head` px at the top are left free.
    """

    def __init__(self, parent: QWidget | None = None, head: int = 0) -> None:
        super().__init__(parent)
        self._head = head
        self._content = NetworkContent()
        self._edges = EdgePainter()
        self._first: list[int] = []
        self._zoom, self._pan = 1.0, QPointF()
        self._layout: Layout
        self._selected: Selection = None
        self._hovered: Edge | Neuron | None = None
        self._pointer = QPointF()
        self._focus = self._playing = self._moving = False
        self._scene: QPixmap | None = None
        self._complete: tuple[QPixmap, int] | None = None       # the picture of all edges and how many are in it
        self._rest = QTimer(self)
        self._rest.timeout.connect(self._draw_slice)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._arrange()

    # ---- values in -------------------------------------------------------------------------------------------------------------

    def set_network(self, sizes: Sequence[int], activations: Sequence[str | None], input_names: Sequence[str] = ()) -> None:
        """Neurons per layer with the inputs as entry 0, and each layer's activation. Other sizes forget all values and marks."""
        if tuple(sizes) != self._content.sizes:
            picture = self._content.picture if self._content.sizes[0] == sizes[0] else None
            scales = (1.0,) * len(sizes)
            self._content = NetworkContent(tuple(sizes), edge_label=self._content.edge_label, a_scales=scales, picture=picture)
            self._selected = self._selected if self._content.contains(self._selected) else None
            self._hovered = None
        self._content.activations, self._content.input_names = tuple(activations), tuple(input_names)
        self._arrange()

    def set_parameters(self, w: Arrays, b: Arrays) -> None:
        """Weights (n_l, n_(l−1)) and biases (n_l,)."""
        self._content.w, self._content.b = w, b
        if self._content.edge_values is None:
            self._edges.set_values(w)
        self._changed()

    def set_edge_values(self, values: Arrays | None, label: Node | str) -> None:
        """What edges are coloured and widened by, and its name in the legend; None shows the weights."""
        self._content.edge_values = values
        self._content.edge_label = Text(label) if isinstance(label, str) else label
        self._edges.set_values(self._content.shown_values)
        self._changed()

    def set_activations(self, a: Arrays | None, scales: float | Sequence[float] = 1.0) -> None:
        """Activations (n_l,), and the activation of full colour for all layers or for each."""
        layers = len(self._content.sizes)
        self._content.a = a
        self._content.a_scales = (float(scales),) * layers if isinstance(scales, (int, float)) else tuple(map(float, scales))
        self._changed()

    def set_desired(self, y: np.ndarray | None) -> None:
        """The desired outputs (n_L,)."""
        self._content.y = y
        self._changed()

    def set_marks(self, removed: Collection[Edge] = (), frozen: Collection[Edge | Bias] = (), off: Collection[Neuron] = ()) -> None:
        """Removed edges are dotted, frozen parameters carry a lock, neurons switched off are hollow and crossed out."""
        self._content.removed, self._content.frozen, self._content.off = frozenset(removed), frozenset(frozen), frozenset(off)
        self._edges.set_marks(self._content.removed, self._content.frozen, self._content.off)
        self._changed()

    def set_neuron_maps(self, maps: Arrays | None) -> None:
        """What each neuron answers all over the plane, (n_l, h, w), drawn inside it in place of its number."""
        self._content.maps = maps
        self._changed()

    def set_input_picture(self, shape: tuple[int, int] | None) -> None:
        """Draw the inputs as a picture of (rows, columns); None draws them as neurons."""
        self._content.picture = shape if shape and shape[0] * shape[1] == self._content.sizes[0] else None
        self._arrange()

    def set_selected(self, selected: Selection) -> None:
        """Draw this edge, neuron or bias so that it stands out; None: nothing. A neuron out of sight is scrolled to."""
        self._selected = selected if self._content.contains(selected) else None
        match self._selected:
            case Edge(l, j, k):
                self.reveal(Neuron(l, j))
                self.reveal(Neuron(l - 1, k))
            case Neuron(l, j) | Bias(l, j):
                self.reveal(Neuron(l, j))
        spoken = self._content.spoken(self._selected) if self._selected else self.tr("nothing selected")
        self.setAccessibleDescription(spoken)
        self._refresh()

    def set_focus(self, focus: bool) -> None:
        """Whether everything but the selection is dimmed."""
        self._focus = focus
        self._refresh()

    def set_playing(self, playing: bool) -> None:
        """While playing, many edges are drawn without smoothing, or only the strongest."""
        self._playing = playing
        self._changed()

    # ---- the view --------------------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole drawing."""
        self._zoom, self._pan = 1.0, QPointF()
        self._arrange()
        if self._layout.width > self.width():
            self._zoom = max(self.width() / self._layout.width, SMALLEST)
            self._arrange()
            self._pan = QPointF(0, (1 - self._zoom) * self._room().height() / 2)
            self._moved()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Enlarge by `factor` around a point of the widget, or around its middle."""
        about = (about if about is not None else self._room().center()) - QPointF(0, self._head)
        before, self._zoom = self._zoom, min(max(self._zoom * factor, SMALLEST), LARGEST)
        self._pan = about - (about - self._pan) * (self._zoom / before)
        self._arrange()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the drawing; some of it stays in sight."""
        self._pan += QPointF(dx, dy)
        self._moved()

    def reveal(self, neuron: Neuron) -> None:
        """Scroll a condensed column, and the drawing, so that this neuron is seen."""
        first = self._layout.reveal(neuron)
        if first != self._layout.columns[neuron.l].first:
            self._first[neuron.l] = first
            self._arrange()
        x = self._layout.columns[neuron.l].x + self._pan.x()
        outside = min(x - 40, 0.0) + max(x + 40 - self.width(), 0.0)
        if outside and self.width() > 80:
            self.pan_by(-outside, 0)

    def scroll_column(self, layer: int, neurons: int) -> None:
        """Move a condensed column on by so many neurons."""
        column = self._layout.columns[layer]
        self._first[layer] = min(max(column.first + neurons, 0), column.size - len(column.y))
        if self._first[layer] != column.first:
            self._arrange()

    def where(self, item: Edge | Neuron) -> QPointF | None:
        """Where in the widget an edge or neuron can be pointed at; None when it is not drawn."""
        if isinstance(item, Edge):
            line = self._edges.line(item)
            place = None if line is None else line.pointAt(0.42)
        else:
            place = self._layout.centre(item)
        return None if place is None else place + self._pan + QPointF(0, self._head)

    def item_at(self, place: QPointF) -> Edge | Neuron | None:
        """The neuron or edge at a place of the widget."""
        if place.y() < self._head:
            return None
        x, y = (place - self._pan - QPointF(0, self._head)).toTuple()
        return self._layout.neuron_at(x, y) or self._edges.at(x, y)

    def _column_at(self, place: QPointF) -> Column:
        return self._layout.column_at(place.x() - self._pan.x())

    def _point_at(self, item: Edge | Neuron | None, pointer: QPointF) -> None:
        """Show what this edge or neuron is and its numbers, beside the pointer."""
        if item is not None or self._hovered is not None:
            self._hovered, self._pointer = item, pointer
            self._refresh()

    def _room(self) -> QRectF:
        return QRectF(0, self._head, self.width(), max(self.height() - self._head, 1))

    def _arrange(self) -> None:
        """Lay everything out anew."""
        sizes = self._content.sizes
        if len(self._first) != len(sizes):
            self._first, self._zoom, self._pan = [0] * len(sizes), 1.0, QPointF()
        self._layout = arrange(sizes, self.width(), self._room().height(), first=self._first, picture=self._content.picture,
                               zoom=self._zoom)
        self._first = [column.first for column in self._layout.columns]
        self._edges.set_columns(self._layout.columns)
        self._edges.set_values(self._content.shown_values)
        self._edges.set_marks(self._content.removed, self._content.frozen, self._content.off)
        self._moved()

    def _moved(self) -> None:
        """The neurons are somewhere else."""
        room, slack = self._room(), 80.0
        self._pan = QPointF(round(min(max(self._pan.x(), slack - self._layout.width), room.width() - slack)),
                            round(min(max(self._pan.y(), slack - self._layout.height), room.height() - slack)))
        self._changed()

    def _changed(self) -> None:
        """The picture is out of date."""
        self._scene = self._complete = None
        if len(self._edges) > MANY and not self._playing and self.isVisible():
            self._rest.start(DELAY)
        else:
            self._rest.stop()
        self._refresh()

    def _refresh(self) -> None:
        self.update(self._room().toRect())

    # ---- painting --------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            moving, many = self._playing or self._moving, len(self._edges) > MANY
            self._scene = self._blank()
            with QPainter(self._scene) as painter:
                smooth = len(self._edges) <= FEW or not (moving or many)
                self._paint_edges(painter, len(self._edges) - STRONGEST if many else 0, None, smooth)
                self._paint_rest(painter)
        with QPainter(self) as painter:
            if event.rect().top() < self._head:
                painter.fillRect(0, 0, self.width(), self._head, theme.current().background)
            painter.setClipRect(self._room())
            painter.drawPixmap(QPointF(0, self._head), self._scene)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._focus and self._selected is not None:
                veil = QColor(theme.current().background)
                veil.setAlpha(200)
                painter.fillRect(self._room(), veil)
            self._paint_selection(painter)
            if self._hovered is not None:
                self._paint_standing_out(painter, self._hovered, None)
                paint_hover_label(painter, self._content.describe(self._hovered), self._pointer, self._room())

    def _blank(self) -> QPixmap:
        ratio, room = self.devicePixelRatioF(), self._room()
        pixmap = QPixmap(int(np.ceil(room.width() * ratio)), int(np.ceil(room.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.current().background)
        return pixmap

    def _paint_edges(self, painter: QPainter, start: int, stop: int | None, smooth: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.translate(self._pan)
        self._edges.paint(painter, start, stop)
        painter.resetTransform()

    def _paint_rest(self, painter: QPainter) -> None:
        """Everything but the edges."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._pan)
        self._edges.paint_locks(painter)
        if self._content.labelled:
            paint_edge_labels(painter, self._content, self._edges)
        for column in self._layout.columns:
            if -EDGE_MARGIN < column.x + self._pan.x() < self.width() + EDGE_MARGIN:
                paint_column(painter, self._content, column)
        painter.resetTransform()
        paint_legend(painter, self._content.edge_label, self._edges, 18, self._room().height() - 10)

    def _paint_selection(self, painter: QPainter) -> None:
        match self._selected:
            case Edge() as edge:
                self._paint_standing_out(painter, edge, theme.current().text)
                line = self._edges.line(edge)
                if line is not None:
                    paint_label = paint_edge_label if self._content.labelled else paint_edge_number
                    paint_label(painter, self._content, edge, line.translated(self._pan + QPointF(0, self._head)))
            case Neuron(l, j) | Bias(l, j):
                if self._focus:
                    for edge in self._edges_of(l, j):
                        self._paint_standing_out(painter, edge, None)
                self._paint_standing_out(painter, Neuron(l, j), theme.current().text)

    def _edges_of(self, l: int, j: int) -> list[Edge]:
        """The edges into and out of a neuron whose other ends are drawn."""
        columns = self._layout.columns
        into = [Edge(l, j, k) for k in columns[l - 1].shown] if l else []
        return into + ([Edge(l + 1, i, j) for i in columns[l + 1].shown] if l < self._content.last else [])

    def _paint_standing_out(self, painter: QPainter, item: Edge | Neuron, ring: QColor | None) -> None:
        """One edge with its two neurons, or one neuron, over the picture."""
        painter.save()
        painter.translate(self._pan + QPointF(0, self._head))
        if isinstance(item, Edge):
            self._edges.paint_one(painter, item, halo=ring is not None)
        ends = (Neuron(item.l, item.j), Neuron(item.l - 1, item.k)) if isinstance(item, Edge) else (item,)
        chosen = {Neuron(*self._selected)} if isinstance(self._selected, Neuron | Bias) else set()
        if isinstance(self._selected, Edge):
            chosen = {Neuron(self._selected.l, self._selected.j), Neuron(self._selected.l - 1, self._selected.k)}
        for neuron in ends:
            mark = theme.current().text if neuron in chosen else ring or theme.current().muted
            paint_neuron(painter, self._content, self._layout.columns[neuron.l], neuron, mark)
        painter.restore()

    def _draw_slice(self) -> None:
        """Draw the next of many edges into a picture of their own; once all are there, it becomes the one that is shown."""
        self._rest.setInterval(0)
        pixmap, done = self._complete or (self._blank(), 0)
        with QPainter(pixmap) as painter:
            self._paint_edges(painter, done, done + SLICE, True)
            if done + SLICE >= len(self._edges):
                self._paint_rest(painter)
        self._complete = (pixmap, done + SLICE)
        if done + SLICE >= len(self._edges):
            self._rest.stop()
            self._scene, self._complete = pixmap, None
            self._refresh()

    # ---- Qt --------------------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        self._changed()

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest.stop()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange, QEvent.Type.LanguageChange):
            self._changed()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(820, 540)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, 280)
