"""The picture of a network, which can be zoomed, panned and scrolled, and is painted anew only when something in it changed."""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.network import Bias, Edge, Neuron
from core.notation import Node, Text
from widgets import theme
from widgets.drawing.badges import paint_badges, paint_key
from widgets.drawing.content import NetworkContent
from widgets.drawing.edge_painter import EdgePainter
from widgets.drawing.layout import Column, Layout, arrange
from widgets.drawing.names import paint_names
from widgets.drawing.neuron_painter import head_every, paint_column
from widgets.drawing.overlay import paint_edge_labels, paint_legend
from widgets.drawing.stamps import is_vector
from widgets.drawing.walk_step import WalkStep

FEW, MANY, STRONGEST = 300, 2000, 800                           # edges: always smooth; all at once; those that stand for many
SLICE, DELAY = 1000, 120                                        # edges drawn between two events; ms of rest before that
SMALLEST, LARGEST = 0.1, 8.0                                    # zoom
EDGE_MARGIN = 160                                               # px outside of the widget where columns are still painted

Arrays = Sequence[np.ndarray | None]


class NetworkPicture(QWidget):
    """Neurons, edges and what is written beside them. Lists are indexed by the lecture's l; a missing entry is None.

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
        self._playing = self._moving = False
        self._scene = QPixmap()
        self._edges_alone = QPixmap()                           # the picture of the edges, under everything else
        self._is_old = self._edges_are_old = True               # whether the one or the other shows what was
        self._former: QPixmap | None = None                     # the scene before something changed, kept during a walk only
        self._complete: tuple[QPixmap, int] | None = None       # one of so many that it is drawn in slices, and how many are in it
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
        self._content.activations, self._content.input_names = tuple(activations), tuple(input_names)
        self._arrange()

    def set_parameters(self, w: Arrays, b: Arrays) -> None:
        """Weights (n_l, n_(l−1)) and biases (n_l,)."""
        self._content.w, self._content.b = w, b
        self._changed(edges=self._content.shown_values is w and self._edges.set_values(w))

    def set_edge_values(self, values: Arrays | None, label: Node | str) -> None:
        """What edges are coloured and widened by, and its name in the legend; None shows the weights."""
        self._content.edge_values = values
        self._content.edge_label = Text(label) if isinstance(label, str) else label
        self._changed(edges=self._edges.set_values(self._content.shown_values))

    def set_activations(self, a: Arrays | None, scales: float | Sequence[float] = 1.0) -> None:
        """Activations (n_l,), and the activation of full colour for all layers or for each."""
        layers = len(self._content.sizes)
        self._content.a = a
        self._content.a_scales = (float(scales),) * layers if isinstance(scales, (int, float)) else tuple(map(float, scales))
        self._changed(edges=False)

    def set_desired(self, y: np.ndarray | None, called: str = "") -> None:
        """The desired outputs (n_L,), and the name of the class that a single one stands for."""
        self._content.y, self._content.y_name = y, called
        self._changed(edges=False)

    def set_marks(self, removed: Collection[Edge] = (), frozen: Collection[Edge | Bias] = (), off: Collection[Neuron] = ()) -> None:
        """Removed edges are dotted, frozen parameters carry a lock, neurons switched off are hollow and crossed out."""
        self._content.removed, self._content.frozen, self._content.off = frozenset(removed), frozenset(frozen), frozenset(off)
        self._edges.set_marks(self._content.removed, self._content.frozen, self._content.off)
        self._changed()

    def set_ailments(self, ailments: Mapping[Neuron, str]) -> None:
        """Neurons with a warning sign, each with the reason that is said when it is pointed at or chosen."""
        if ailments != self._content.ailments:
            self._content.ailments = dict(ailments)
            self._changed(edges=False)

    def set_names(self, names: Mapping[Neuron, str], shown: bool = True) -> None:
        """Names of neurons and inputs; with `shown` false they are said, but the drawing has the lecture's symbols."""
        self._content.names, self._content.shows_names = dict(names), shown
        self._changed(edges=False)

    def set_neuron_maps(self, maps: Arrays | None) -> None:
        """What each neuron answers all over the plane, (n_l, h, w), drawn inside it in place of its number."""
        self._content.maps = maps
        self._changed(edges=False)

    def set_walk(self, step: WalkStep | None) -> None:
        """Show what a step of a walk knows, and nothing that is not known yet; None shows everything again."""
        before, self._content.step = self._content.shown_values, step
        shown = self._content.shown_values
        self._changed(edges=shown is not before and self._edges.set_values(shown))

    def set_input_picture(self, shape: tuple[int, int] | None) -> None:
        """Draw the inputs as a picture of (rows, columns); None draws them as neurons."""
        picture = shape if shape and shape[0] * shape[1] == self._content.sizes[0] else None
        if picture != self._content.picture:                 # tens of thousands of edges are not laid out twice
            self._content.picture = picture
            self._arrange()

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
            first, last = (self._layout.columns[place].x for place in (0, -1))
            beside = first + self._layout.width - last          # what is written there does not shrink
            self._zoom = max((self.width() - beside) / (last - first), SMALLEST)
            self._arrange()
            self._pan = QPointF(first - self._layout.columns[0].x, (1 - self._zoom) * self._room().height() / 2)
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

    def _column_at(self, place: QPointF) -> Column:
        return self._layout.column_at(place.x() - self._pan.x())

    def _room(self) -> QRectF:
        return QRectF(0, self._head, self.width(), max(self.height() - self._head, 1))

    def _arrange(self) -> None:
        """Lay everything out anew."""
        sizes = self._content.sizes
        if len(self._first) != len(sizes):
            self._first, self._zoom, self._pan = [0] * len(sizes), 1.0, QPointF()
        self._layout = arrange(sizes, self.width(), self._room().height(), first=self._first, picture=self._content.picture,
                               zoom=self._zoom)
        self._content.head_every = head_every(self._content, self._layout.spacing)
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
        self._former = None

    def _changed(self, edges: bool = True) -> None:
        """The picture is out of date; without `edges`, all of it but those."""
        if edges:
            self._complete, self._edges_are_old = None, True
        if self._playing and self._is_old and not self._rest.isActive():
            return                                              # as was said already since it was painted last
        if self._content.step is not None and not self._is_old:
            self._former, self._scene = self._scene, QPixmap()
        self._is_old = True
        if edges and len(self._edges) > MANY and not self._playing and self.isVisible():
            self._rest.start(DELAY)
        elif edges:
            self._rest.stop()
        self._refresh()

    def _refresh(self) -> None:
        self.update(self._room().toRect())

    # ---- painting --------------------------------------------------------------------------------------------------------------

    def _paint_picture(self, painter: QPainter, rect: QRect) -> None:
        """The kept picture, painted anew when it is out of date; `rect` is what of the widget is wanted."""
        if is_vector(painter):
            painter.fillRect(self.rect(), theme.current().background)
            painter.save()
            painter.setClipRect(self._room())
            painter.translate(0, self._head)
            self._paint_edges(painter, 0, None, True)
            self._paint_rest(painter)
            painter.restore()
            return
        if self._is_old:
            if self._edges_are_old:
                self._edges_alone = self._sheet(self._edges_alone)
                self._edges_alone.fill(theme.current().background)
                with QPainter(self._edges_alone) as alone:
                    moving, many = self._playing or self._moving, len(self._edges) > MANY
                    smooth = len(self._edges) <= FEW or not (moving or many)
                    self._paint_edges(alone, len(self._edges) - STRONGEST if many else 0, None, smooth)
            self._scene = self._sheet(self._scene)
            with QPainter(self._scene) as scene:
                scene.drawPixmap(0, 0, self._edges_alone)
                self._paint_rest(scene)
            self._is_old = self._edges_are_old = False
        if rect.top() < self._head:
            painter.fillRect(0, 0, self.width(), self._head, theme.current().background)
        painter.setClipRect(self._room())
        painter.drawPixmap(QPointF(0, self._head), self._scene)

    def _sheet(self, kept: QPixmap) -> QPixmap:
        """To paint on, as large as the room: what was kept where that fits, since getting the memory takes longer than painting."""
        ratio, room = self.devicePixelRatioF(), self._room()
        size = QSize(int(np.ceil(room.width() * ratio)), int(np.ceil(room.height() * ratio)))
        sheet = kept if kept.size() == size else QPixmap(size)
        sheet.setDevicePixelRatio(ratio)
        return sheet

    def _paint_edges(self, painter: QPainter, start: int, stop: int | None, smooth: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.translate(self._pan)
        self._edges.paint(painter, start, stop)
        painter.translate(-self._pan)

    def _paint_rest(self, painter: QPainter) -> None:
        """Everything but the edges."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._pan)
        self._edges.paint_locks(painter)
        paint_edge_labels(painter, self._content, self._edges)
        for column in self._layout.columns:
            if -EDGE_MARGIN < column.x + self._pan.x() < self.width() + EDGE_MARGIN:
                paint_column(painter, self._content, column)
                paint_badges(painter, self._content, column)
                paint_names(painter, self._content, column, self._layout.spacing)
        painter.translate(-self._pan)
        paint_legend(painter, self._content.shown_label, self._edges, 18, self._room().height() - 10)
        paint_key(painter, self._content, self.width() - 18, self._room().height() - 10)

    def _draw_slice(self) -> None:
        """Draw the next of many edges into a picture of their own; once all are there, they take the place of the strongest."""
        self._rest.setInterval(0)
        pixmap, done = self._complete or (self._sheet(QPixmap()), 0)
        if not done:
            pixmap.fill(theme.current().background)
        with QPainter(pixmap) as painter:
            self._paint_edges(painter, done, done + SLICE, True)
        self._complete = (pixmap, done + SLICE)
        if done + SLICE >= len(self._edges):
            self._rest.stop()
            self._edges_alone, self._complete, self._edges_are_old, self._is_old = pixmap, None, False, True
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
            self._former = None
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(820, 540)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, 280)
