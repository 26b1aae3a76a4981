"""A nudge that travels along the drawing: from the parameter to its neuron's z and a, through every later layer, to the cost."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPen

from core.network import Bias, Edge
from widgets import theme
from widgets.drawing.highlight import Drawing

LINK, LONGEST = 350, 12_000                                     # ms: of a link, and of all of them however deep the network is
TAIL, FEW = 0.45, 24                                            # length of a glow in parts of its edge; edges that get a wide one


class Link(NamedTuple):
    """One step of the nudge, from one quantity to the next it changes: along edges into a layer, or inside the neurons there.

    `j` and `k` are the one neuron of the layer, and of the layer before, that takes part; None: all of them.
    """

    source: str
    target: str
    layer: int
    j: int | None = None
    k: int | None = None
    along: bool = False


def links(part: Edge | Bias, last: int) -> Iterator[Link]:
    """w (or b) → z → a → z of the next layer → … → a⁽ᴸ⁾ → C, where L is `last` (S10)."""
    l, j = part.l, part.j
    yield Link("w", "z", l, j, part.k, along=True) if isinstance(part, Edge) else Link("b", "z", l, j)
    yield Link("z", "a", l, j)
    for layer in range(l + 1, last + 1):
        yield Link("a", "z", layer, k=j if layer == l + 1 else None, along=True)
        yield Link("z", "a", layer)
    yield Link("a", "C", last, j if l == last else None)


class Pulse(QVariantAnimation):
    """Plays the links one after the other and then stops; `valueChanged` says when to paint anew, `finished` that it is over."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._links: tuple[Link, ...] = ()

    def play(self, part: Edge | Bias, last: int) -> None:
        """From the beginning."""
        self.stop()
        self._links = tuple(links(part, last))
        self.setStartValue(0.0)
        self.setEndValue(float(len(self._links)))
        self.setDuration(min(LINK * len(self._links), LONGEST))
        self.start()

    @property
    def now(self) -> tuple[Link, float] | None:
        """The link that is travelled, and how much of it (0 to 1); None when nothing plays."""
        if self.state() != QVariantAnimation.State.Running:
            return None
        place = min(int(self.currentValue()), len(self._links) - 1)
        return self._links[place], self.currentValue() - place


def paint_pulse(painter: QPainter, drawing: Drawing, link: Link, share: float) -> None:
    """The glow on its way: along the edges, as a ring that fills, or spreading from the outputs."""
    source, target = theme.quantity_colour(link.source), theme.quantity_colour(link.target)
    column = drawing.layout.columns[link.layer]
    if link.along:
        _paint_travel(painter, drawing, link, share, theme.mix(source, target, share))
        return
    for j in column.shown if link.j is None else [link.j]:
        centre = column.centre(j)
        if centre is None:
            continue
        if link.target == "C":
            _paint_ripple(painter, centre, column.radius, share, theme.mix(source, target, min(2 * share, 1.0)))
        else:
            _paint_ring(painter, centre, column.radius, 1.0, source)
            _paint_ring(painter, centre, column.radius, share, target)


def _paint_travel(painter: QPainter, drawing: Drawing, link: Link, share: float, colour: QColor) -> None:
    head = share * (1 + TAIL)
    lines = drawing.edges.stretches(link.layer, link.j, link.k, max(head - TAIL, 0.0), min(head, 1.0))
    few = len(lines) <= FEW
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, few)
    if few:
        light = QColor(colour)
        light.setAlpha(70)
        painter.setPen(QPen(light, 11, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)
    painter.setPen(QPen(colour, 4.5 if few else 2, c=Qt.PenCapStyle.RoundCap if few else Qt.PenCapStyle.FlatCap))
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _paint_ring(painter: QPainter, centre: QPointF, radius: float, share: float, colour: QColor) -> None:
    """Around a neuron, from the top clockwise."""
    width = min(max(radius / 5, 2.0), 5.0)
    outer = radius + width / 2
    painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
    painter.drawArc(QRectF(centre.x() - outer, centre.y() - outer, 2 * outer, 2 * outer), 90 * 16, -round(share * 360 * 16))


def _paint_ripple(painter: QPainter, centre: QPointF, radius: float, share: float, colour: QColor) -> None:
    colour.setAlphaF(1.0 - 0.8 * share)
    outer = radius * (1.05 + 0.7 * share)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 4.5 - 2.5 * share))
    painter.drawEllipse(centre, outer, outer)
