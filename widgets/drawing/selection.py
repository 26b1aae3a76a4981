"""How the chosen edge, neuron or bias and what is pointed at stand out from the picture."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.network import Bias, Edge, Neuron
from core.notation import Symbol
from widgets import theme
from widgets.drawing.content import NetworkContent, Part, Selection
from widgets.drawing.edge_painter import OVER
from widgets.drawing.highlight import Drawing, faded
from widgets.drawing.layout import Column
from widgets.drawing.names import paint_name
from widgets.drawing.neuron_painter import bias_label, paint_around, paint_neuron
from widgets.drawing.overlay import paint_edge_labels, paint_edge_number, paint_number_left_of
from widgets.drawing.stamps import typeset

CHIP = 9.0                                                      # px, radius of the mark for a bias, at most
MARKS, SMALLEST = 40, 13.0                                      # biases that are lit by their marks; px, radius of their circles
HALOED, HALO, HALO_LIGHT = 12, 11.0, 60                         # edges selected together that have a halo; px, its width; of 255


def neurons_of(item: Selection) -> tuple[Neuron, ...]:
    """The neurons that belong to a selection: both ends of an edge, the neuron of a bias."""
    match item:
        case Edge(l, j, k):
            return Neuron(l, j), Neuron(l - 1, k)
        case Neuron(l, j) | Bias(l, j):
            return (Neuron(l, j),)
        case None:
            return ()


@dataclass(frozen=True)
class Several:
    """Parts that are selected together."""

    edges: frozenset[Edge] = frozenset()
    neurons: frozenset[Neuron] = frozenset()
    biases: frozenset[Bias] = frozenset()

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Several:
        """Sorted by their kinds."""
        found = list(parts)
        return cls(frozenset(part for part in found if isinstance(part, Edge)),
                   frozenset(part for part in found if isinstance(part, Neuron)),
                   frozenset(part for part in found if isinstance(part, Bias)))

    def __len__(self) -> int:
        return len(self.edges) + len(self.neurons) + len(self.biases)


def paint_several(painter: QPainter, drawing: Drawing, several: Several) -> None:
    """Edges wide and bright, a few of them with a halo; a bright ring around the neurons, and the marks of the biases."""
    content, columns, colours = drawing.content, drawing.layout.columns, theme.current()
    if len(several.edges) <= HALOED:
        light = QColor(colours.text)
        light.setAlpha(HALO_LIGHT)
        painter.setPen(QPen(light, HALO, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(drawing.edges.between_rims(several.edges))
    drawing.edges.paint_over(painter, several.edges, few=OVER)
    paint_edge_labels(painter, content, drawing.edges, several.edges)
    for neuron in several.neurons:
        paint_neuron(painter, content, columns[neuron.l], neuron, colours.text)
    for l, j in several.biases:
        if j in columns[l].shown:
            _paint_bias(painter, content, columns[l], Bias(l, j), chosen=True)
    if not content.labelled:
        for l, j in several.neurons:
            if l and j in columns[l].shown:
                _paint_bias(painter, content, columns[l], Bias(l, j), chosen=False)


def paint_selection(painter: QPainter, drawing: Drawing, selected: Selection, focus: bool, numbered: bool = True) -> None:
    """Ring, halo and number (unless something else says it); with focus all that belongs to it, which nothing greys out (S2)."""
    content, edges, layout = drawing
    if focus:
        for neuron in neurons_of(selected):
            paint_around(painter, content, layout.columns[neuron.l], neuron)
            paint_name(painter, content, layout.columns[neuron.l], neuron, layout.spacing)
        if isinstance(selected, Neuron | Bias):
            edges.paint_over(painter, _edges_of(drawing, selected))
    paint_item(painter, drawing, selected, selected)
    match selected:
        case Edge() as edge if numbered and not content.labelled and (line := edges.line(edge)) is not None:
            paint_edge_number(painter, content, edge, line)
        case Neuron(l, j) | Bias(l, j) if l and j in layout.columns[l].shown:
            _paint_bias(painter, content, layout.columns[l], Bias(l, j), isinstance(selected, Bias))


def paint_item(painter: QPainter, drawing: Drawing, item: Selection, selected: Selection) -> None:
    """One edge with its two neurons, or one neuron, over the picture; those of the selection have the bright ring."""
    colours, chosen = theme.current(), neurons_of(selected)
    if isinstance(item, Edge):
        drawing.edges.paint_one(painter, item, halo=item is selected)
        paint_edge_labels(painter, drawing.content, drawing.edges, [item])
    for neuron in neurons_of(item):
        ring = colours.text if neuron in chosen else colours.muted
        paint_neuron(painter, drawing.content, drawing.layout.columns[neuron.l], neuron, ring)


def bias_rect(content: NetworkContent, column: Column, j: int) -> QRectF | None:
    """Where the bias of a neuron that is drawn can be pointed at: its label, or the mark at a chosen neuron's lower left.

    On a walk the number beneath the neuron is there, and the mark is at its upper left.
    """
    centre = column.centre(j)
    if centre is None or not column.layer:
        return None
    if content.labelled:
        return bias_label(content, column, j).rect
    radius = min(CHIP, max(0.5 * column.radius, 5.0))
    middle = centre + QPointF(-0.78, 0.78 if content.step is None else -0.78) * column.radius
    return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)


def _paint_bias(painter: QPainter, content: NetworkContent, column: Column, bias: Bias, chosen: bool) -> None:
    """A frame around the label of a chosen bias; without labels, the letter b at the neuron, and its number once it is chosen."""
    colours, rect = theme.current(), bias_rect(content, column, bias.j)
    if rect is None:
        return
    if chosen or not content.labelled:
        paint_bias_mark(painter, content, rect, QPen(colours.text if chosen else colours.b, 2.0 if chosen else 1.2))
    if chosen and not content.labelled:
        paint_number_left_of(painter, content.bias(bias), QPointF(rect.left() - 2, rect.center().y()))


def with_marks(drawing: Drawing, biases: Collection[Bias]) -> frozenset[Bias]:
    """Those that light can be shown of: by their labels, else by the letter b, if there are few and the circles large enough."""
    content, columns = drawing.content, drawing.layout.columns
    if not content.labelled and len(biases) > MARKS:
        return frozenset()
    return frozenset(bias for bias in biases if content.contains(bias) and bias.j in columns[bias.l].shown
                     and (content.labelled or columns[bias.l].radius >= SMALLEST))


def paint_biases(painter: QPainter, drawing: Drawing, biases: Collection[Bias], colour: QColor) -> None:
    """Light around the labels or marks of biases that have one."""
    content, columns = drawing.content, drawing.layout.columns
    for bias in with_marks(drawing, biases):
        rect = bias_rect(content, columns[bias.l], bias.j)
        if rect is None:
            continue
        if content.labelled:
            paint_bias_mark(painter, content, rect.adjusted(-2, -2, 2, 2), QPen(faded(colour, 60), 7))
        paint_bias_mark(painter, content, rect, QPen(colour, 1.6))


def paint_bias_mark(painter: QPainter, content: NetworkContent, rect: QRectF, pen: QPen) -> None:
    """Where a bias can be pointed at: a frame around its label, or the letter b."""
    painter.setPen(pen)
    if content.labelled:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 6, 6)
        return
    painter.setBrush(theme.current().raised)
    painter.drawEllipse(rect)
    letter = typeset(Symbol("b"), round(1.5 * rect.width() / 2))
    letter.draw(painter, rect.center().x() - letter.width / 2, rect.center().y() + letter.ascent / 2)


def _edges_of(drawing: Drawing, neuron: Neuron | Bias) -> list[Edge]:
    """The edges into a neuron and out of it whose other ends are drawn."""
    (l, j), columns = neuron, drawing.layout.columns
    into = [Edge(l, j, k) for k in columns[l - 1].shown] if l else []
    return into + ([Edge(l + 1, i, j) for i in columns[l + 1].shown] if l < drawing.content.last else [])
