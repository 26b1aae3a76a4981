"""How a step of a walk stands out from the picture: what is read glows, what is written fills in, arrows show the way."""
from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from core.network import Edge, Neuron
from widgets import theme
from widgets.drawing.badges import paint_badge
from widgets.drawing.highlight import Drawing, faded, paint_glows
from widgets.drawing.layout import Layout
from widgets.drawing.neuron_painter import paint_neuron
from widgets.drawing.overlay import paint_edge_labels
from widgets.drawing.selection import paint_biases
from widgets.drawing.walk_step import WalkStep

READ = tuple((1.0 + ring, 1.8, round(120 * (1 - ring / 13) ** 2)) for ring in range(13))   # circles of light that fade outwards
WRITTEN = ((4.0, 8.0, 60), (1.8, 3.2, 255))
BAND, FEW = 11.0, 12                                            # px of light along an edge; edges that get it
RESTING, CLEAR = 0.62, 0.26                                     # of the way along an edge, where its arrow ends up; clear of labels
BESIDE, ABOVE = 34.0, 12.0                                      # px around the circles of a column that what is written there takes


def paint_step(painter: QPainter, drawing: Drawing, step: WalkStep, share: float) -> None:
    """Everything but the numbers, which are the picture's. `share` (0 to 1) is how far the step has come."""
    colours = theme.current()
    _paint_edges(painter, drawing, step.reading.edges, faded(colours.accent, 70))
    paint_glows(painter, drawing.layout, step.reading.neurons, colours.accent, READ)
    _paint_neurons(painter, drawing, step.reading.neurons - step.writing.neurons)
    hue = theme.mix(_hue(step.quantity), colours.text, 0.3)
    painter.save()
    if share < 1:
        painter.setClipRegion(region(reached(drawing.layout, step, share)[0]), Qt.ClipOperation.IntersectClip)
    _paint_edges(painter, drawing, step.writing.edges, faded(hue, 60))
    _paint_neurons(painter, drawing, step.writing.neurons)
    paint_glows(painter, drawing.layout, step.writing.neurons, hue, WRITTEN)
    paint_numbers(painter, drawing, step.writing.neurons)
    painter.restore()
    paint_biases(painter, drawing, step.reading.biases, colours.accent)
    paint_biases(painter, drawing, step.writing.biases, hue)
    if step.direction:
        backward = step.direction < 0
        resting = CLEAR if backward and drawing.content.labelled else RESTING
        arrows = drawing.edges.arrows(step.reading.edges | step.writing.edges, backward, resting, share)
        for pen in (QPen(colours.background, 4.6), QPen(colours.text, 1.8)):
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            painter.setPen(pen)
            painter.drawLines(arrows)


def _paint_neurons(painter: QPainter, drawing: Drawing, neurons: Collection[Neuron]) -> None:
    """Again, over the light of those beside them; a picture has none inside."""
    columns = drawing.layout.columns
    for neuron in neurons:
        if drawing.content.contains(neuron) and columns[neuron.l].picture is None:
            paint_neuron(painter, drawing.content, columns[neuron.l], neuron)
    paint_numbers(painter, drawing, neurons)


def paint_numbers(painter: QPainter, drawing: Drawing, neurons: Collection[Neuron]) -> None:
    """Again, over what was painted over them."""
    for neuron in neurons:
        if drawing.content.contains(neuron):
            paint_badge(painter, drawing.content, drawing.layout.columns[neuron.l], neuron)


def reached(layout: Layout, step: WalkStep, share: float) -> tuple[list[QRectF], list[QRectF]]:
    """The places where something is written, as far as the step has come, and what of them is still to come.

    Neurons fill in over the breadth of their column, edges from one column to the other, in the direction of the flow.
    """
    columns, done, waiting = layout.columns, [], []
    spans = {(columns[l].x - columns[l].radius - BESIDE, columns[l].x + columns[l].radius + BESIDE)
             for l, _ in step.writing.neurons if l < len(columns)}
    for before, column in (columns[edge.l - 1:edge.l + 1] for edge in step.writing.edges if edge.l < len(columns)):
        spans.add((before.x + before.radius, column.x - column.radius))
    top, bottom = min(column.top for column in columns) - ABOVE, max(column.bottom for column in columns) + ABOVE
    for left, right in spans:
        front = right - share * (right - left) if step.direction < 0 else left + share * (right - left)
        parts = [QRectF(QPointF(a, top), QPointF(b, bottom)) for a, b in ((left, front), (front, right))]
        done.append(parts[step.direction < 0])
        waiting.append(parts[step.direction >= 0])
    return done, waiting


def region(rects: Sequence[QRectF]) -> QRegion:
    """All of these places together."""
    return functools.reduce(QRegion.united, (QRegion(rect.toRect()) for rect in rects), QRegion())


def _paint_edges(painter: QPainter, drawing: Drawing, edges: Collection[Edge], light: QColor) -> None:
    """The edges strong; few of them in a band of light."""
    if len(edges) <= FEW:
        painter.setPen(QPen(light, BAND, c=Qt.PenCapStyle.FlatCap))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)      # no jag is seen in so faint a light
        painter.drawLines(drawing.edges.between_rims(edges))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.edges.paint_over(painter, edges, FEW)
    paint_edge_labels(painter, drawing.content, drawing.edges, edges)


def _hue(quantity: str) -> QColor:
    """∂C/∂z has the colour of C, ∂a/∂z that of a."""
    return theme.quantity_colour(quantity.removeprefix("d")[:1])
