"""The drawing of a network with what stands out from it: the selection, what is pointed at, what is lit, a path, a nudge."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from core.network import Bias, Edge, Neuron
from core.parts import edges
from widgets import theme
from widgets.drawing.content import Part, Selection
from widgets.drawing.edge_painter import REACH
from widgets.drawing.highlight import Drawing, Lit, Ribbon, paint_lit, paint_ribbon
from widgets.drawing.overlay import edge_label, paint_hover_label
from widgets.drawing.picture import NetworkPicture
from widgets.drawing.pulse import Pulse, paint_pulse
from widgets.drawing.selection import (
    Several,
    bias_rect,
    neurons_of,
    paint_biases,
    paint_item,
    paint_selection,
    paint_several,
    with_marks,
)
from widgets.drawing.walk_painter import paint_numbers, paint_step, reached, region
from widgets.drawing.walk_step import WalkStep

FILLING = 260                                                   # ms in which what a step of a walk writes fills in
VEIL = 200                                                      # of 255: how much focus hides


class NetworkCanvas(NetworkPicture):
    """Values in, nothing out. What stands out is drawn over the picture, so that pointing costs one edge, not all of them."""

    def __init__(self, parent: QWidget | None = None, head: int = 0) -> None:
        super().__init__(parent, head)
        self._selected: Selection = None
        self._several = Several()
        self._hovered: Selection = None
        self._held: float | None = None                         # what a hand has just made of what is pointed at
        self._pointer = QPointF()
        self._lit = Lit()
        self._ribbon: Ribbon | None = None
        self._focus = self._calm = False
        self._pulse = Pulse(self)
        self._pulse.valueChanged.connect(self._refresh)
        self._pulse.finished.connect(self._refresh)
        self._filling = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=FILLING)
        self._filling.valueChanged.connect(self._refresh)
        self._filling.finished.connect(self._refresh)

    # ---- values in -------------------------------------------------------------------------------------------------------------

    def set_network(self, sizes: Sequence[int], activations: Sequence[str | None], input_names: Sequence[str] = ()) -> None:
        """As the picture does; with other sizes nothing stands out any more but a selection that is still there."""
        others = tuple(sizes) != self._content.sizes
        super().set_network(sizes, activations, input_names)
        if others:
            self._selected = self._selected if self._content.contains(self._selected) else None
            self._several = Several()
            self._hovered = self._ribbon = self._held = None
            self._lit = Lit()
            self._describe()
            self._filling.stop()
            self.stop_pulse()

    def set_ailments(self, ailments: Mapping[Neuron, str]) -> None:
        """As the picture does, and the reason is said with the selection."""
        super().set_ailments(ailments)
        self._describe()

    def set_selected(self, selected: Selection) -> None:
        """Draw this edge, neuron or bias so that it stands out; None: nothing. A neuron out of sight is scrolled to."""
        self._selected = selected if self._content.contains(selected) else None
        match self._selected:
            case Edge(l, j, k):
                self.reveal(Neuron(l, j))
                self.reveal(Neuron(l - 1, k))
            case Neuron(l, j) | Bias(l, j):
                self.reveal(Neuron(l, j))
        self._describe()
        self._refresh()

    def set_several(self, parts: Iterable[Part]) -> None:
        """Draw these so that they stand out together; no more than one is no several."""
        several = Several.of(part for part in parts if self._content.contains(part))
        self._several = several if len(several) > 1 else Several()
        self._describe()
        self._refresh()

    def set_lit(self, neurons: Collection[Neuron] = (), edges: Collection[Edge] = (), layer: int | None = None,
                biases: Collection[Bias] = ()) -> None:
        """Light these for a while, over the picture, which stays as it is; nothing at all puts the light out."""
        lit = Lit(frozenset(neurons), frozenset(edges), layer, frozenset(biases))
        if lit != self._lit:
            self._lit = lit
            self._refresh()

    def set_path(self, neurons: Sequence[Neuron] | None, contribution: float = 0.0, largest: float = 0.0) -> None:
        """Draw the path through these neurons, from its source to the output, as a ribbon; None takes it away.

        Its hue is the sign of its contribution to the derivative, its width the size of that compared with the largest.
        """
        ribbon = Ribbon(tuple(neurons), contribution, largest) if neurons else None
        if ribbon != self._ribbon:
            self._ribbon = ribbon if ribbon and all(map(self._content.contains, ribbon.neurons)) else None
            self._refresh()

    def set_walk(self, step: WalkStep | None) -> None:
        """As the picture does; what is read glows, and what is written fills in, at once in calm mode."""
        moves = step is not None and not step.moves_like(self._content.step)
        super().set_walk(step)
        if step is not None and moves:
            self._bring(step)
        if moves and not self._calm and self.isVisible():
            self._filling.start()
        elif step is None:
            self._filling.stop()
            self._former = None
        self._describe()

    def _bring(self, step: WalkStep) -> None:
        """Pan as little as brings into sight what a step writes and the layers beside it, unless that is too much."""
        columns, room = self._layout.columns, self.width()
        ends = [column.x + self._pan.x() for column in (columns[0], columns[-1])]
        if ends[0] >= 0 and ends[1] <= room:
            return
        layers = {part.l for kind in step.writing for part in kind if part.l < len(columns)}
        if not layers:
            return
        beside = self._layout.spacing + columns[-1].radius
        left, right = (columns[l].x + self._pan.x() + side for l, side in ((min(layers), -beside), (max(layers), beside)))
        shift = max(-left, 0.0) or min(room - right, 0.0)
        if shift and right - left <= room:
            self.pan_by(shift, 0)

    def play_pulse(self, part: Edge | Bias) -> None:
        """Let a nudge of this parameter travel to the cost (S10); nothing happens in calm mode, where it has already arrived."""
        if not self._calm and self.isVisible() and self._content.contains(part):
            self._pulse.play(part, self._content.last)

    def stop_pulse(self) -> None:
        self._pulse.stop()
        self._refresh()

    def set_calm(self, calm: bool) -> None:
        """Whether nothing moves by itself."""
        self._calm = calm
        if calm:
            self._filling.stop()
            self.stop_pulse()

    def set_focus(self, focus: bool) -> None:
        """Whether everything but the selection is dimmed."""
        self._focus = focus
        self._refresh()

    # ---- where things are ------------------------------------------------------------------------------------------------------

    def where(self, item: Part) -> QPointF | None:
        """Where in the widget an edge, neuron or bias can be pointed at; None when it is not drawn."""
        place: QPointF | None
        if isinstance(item, Edge):
            line = self._edges.line(item)
            place = None if line is None else line.pointAt(0.42)
        elif isinstance(item, Bias):
            rect = bias_rect(self._content, self._layout.columns[item.l], item.j)
            place = None if rect is None else rect.center()
        else:
            place = self._layout.centre(item)
        return None if place is None else place + self._pan + QPointF(0, self._head)

    def item_at(self, place: QPointF, reach: float = REACH) -> Selection:
        """The neuron, edge or bias at a place of the widget; with a longer reach, as of a finger, also a mark or edge near it."""
        if place.y() < self._head:
            return None
        inside = place - self._pan - QPointF(0, self._head)
        x, y = inside.x(), inside.y()
        return (self._bias_at(inside) or self._layout.neuron_at(x, y) or self._edges.at(x, y) or self._labelled_at(inside)
                or (self._bias_at(inside, reach - REACH) or self._edges.at(x, y, reach) if reach > REACH else None))

    def _bias_at(self, inside: QPointF, around: float = 0.0) -> Bias | None:
        """The bias whose mark is here, or so many px beside it."""
        rects = ((bias, bias_rect(self._content, self._layout.columns[bias.l], bias.j)) for bias in self._marked())
        return next((bias for bias, rect in rects
                     if rect is not None and rect.adjusted(-around, -around, around, around).contains(inside)), None)

    def _labelled_at(self, inside: QPointF) -> Edge | None:
        """The edge whose label is here, in a network small enough for labels."""
        lines = ((edge, self._edges.line(edge)) for edge in edges(self._content.sizes)) if self._content.labelled else ()
        return next((edge for edge, line in lines
                     if line is not None and edge_label(self._content, edge, line).rect.contains(inside)), None)

    def _marked(self) -> list[Bias]:
        """The biases that are drawn: all labels, and of a network without labels those of the chosen neurons."""
        if self._content.labelled:
            return [Bias(column.layer, j) for column in self._layout.columns for j in column.shown]
        chosen = {*self._several.neurons, *self._several.biases}
        return [Bias(*part) for part in (self._selected, *chosen) if isinstance(part, Neuron | Bias)]

    def _point_at(self, item: Selection, pointer: QPointF) -> None:
        """Show what this is and its numbers, beside the pointer."""
        if item is not None or self._hovered is not None:
            self._hovered, self._pointer = item, pointer
            self._refresh()

    def _describe(self) -> None:
        """Say what is selected."""
        spoken = self._content.spoken(self._selected) if self._selected else self.tr("nothing selected")
        if self._several:
            spoken = self.tr("{count} parts selected, the last is {part}").format(count=len(self._several), part=spoken)
        self.setAccessibleDescription(spoken)

    # ---- painting --------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_picture(painter, event.rect())
            if self._former is not None and self._share < 1:
                self._paint_former(painter, self._former)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._focus and self._selected is not None:
                veil = QColor(theme.current().background)
                veil.setAlpha(VEIL)
                painter.fillRect(self._room(), veil)
            self._paint_over(painter)
            if self._hovered is not None:
                lines = self._content.describe(self._hovered)
                if self._held is not None:
                    lines = [(lines[0][0], self._held), *lines[1:]]
                paint_hover_label(painter, lines, self._content.ailment(self._hovered), self._pointer, self._room())

    @property
    def _share(self) -> float:
        """How far the step of a walk has come, 1 when it rests."""
        return 1.0 if self._filling.state() == QVariantAnimation.State.Stopped else float(self._filling.currentValue())

    def _paint_former(self, painter: QPainter, former: QPixmap) -> None:
        """What is about to be written as it was before."""
        if self._content.step is not None:
            waiting = region(reached(self._layout, self._content.step, self._share)[1])
            painter.save()
            painter.setClipRegion(waiting.translated(self._pan.toPoint() + QPoint(0, self._head)), Qt.ClipOperation.IntersectClip)
            painter.drawPixmap(QPointF(0, self._head), former)
            painter.restore()

    def _paint_over(self, painter: QPainter) -> None:
        """What changes while the picture stays."""
        drawing = Drawing(self._content, self._edges, self._layout)
        painter.translate(self._pan + QPointF(0, self._head))
        if self._content.step is not None:
            paint_step(painter, drawing, self._content.step, self._share)
        if self._ribbon is not None:
            paint_ribbon(painter, drawing, self._ribbon)
        if self._several:
            paint_several(painter, drawing, self._several)
        if self._selected is not None:
            told = isinstance(self._hovered, Edge) and self._hovered == self._selected      # by the card beside the pointer
            paint_selection(painter, drawing, self._selected, self._focus, numbered=not told)
        if self._hovered is not None:
            paint_item(painter, drawing, self._hovered, self._selected)
        if self._content.step is not None:
            over = (*neurons_of(self._selected), *neurons_of(self._hovered), *(self._ribbon.neurons if self._ribbon else ()))
            paint_numbers(painter, drawing, over)
        self._paint_lit(painter, drawing)
        if self._pulse.now is not None:
            paint_pulse(painter, drawing, *self._pulse.now)
        painter.translate(-self._pan - QPointF(0, self._head))

    def _paint_lit(self, painter: QPainter, drawing: Drawing) -> None:
        """Biases by their labels or marks; those without one by their neurons."""
        marked = with_marks(drawing, self._lit.biases)
        neurons = self._lit.neurons.union(Neuron(*bias) for bias in self._lit.biases - marked)
        paint_lit(painter, drawing, self._lit._replace(neurons=neurons))
        paint_biases(painter, drawing, marked, theme.current().accent)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._filling.stop()
        self._pulse.stop()
