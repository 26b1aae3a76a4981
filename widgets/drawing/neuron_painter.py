"""Neurons and what stands beside them: activations, names, biases, desired outputs; and the input as a picture."""
from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen, QPixmap, QPolygonF, QTransform

from core.network import Bias, Neuron
from core.notation import Node, Text, row
from core.symbols import neuron_symbol
from widgets import formula, theme
from widgets.drawing.content import NetworkContent
from widgets.drawing.edge_painter import paint_lock
from widgets.drawing.layout import Column
from widgets.drawing.stamps import clear_pixmap, draw_label, figures, is_vector, typeset
from widgets.ink import ink_on
from widgets.short_numbers import short, signed_short

SMALLEST_NUMBER = 8                                             # px; smaller figures are left to the hover label
NAME, BESIDE, HEAD, LARGE = 15, 13, 15, 19                      # px, letters: names, beside neurons, over columns; when roomy
HEAD_GAP = 6                                                    # px between two labels over columns, at least
SELECTED = 2.2                                                  # px, width of the ring
SHADES = 48                                                     # of fill, from 0 to full colour
MARGIN = 7                                                      # px at the sides of a bias's label
BESIDE_FROM = 9                                                 # px between neurons, from which there is room beside them
BELOW_DESIRED = 72                                              # px that the name of a class may take there
AILMENT = 7.5                                                   # px, half the side of the mark of a neuron with an ailment, at most


def paint_column(painter: QPainter, content: NetworkContent, column: Column) -> None:
    """Draw one layer: its neurons or its picture, and everything beside them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if column.picture is not None:
        _paint_picture(painter, content, column)
    else:
        for j in column.shown:
            paint_neuron(painter, content, column, Neuron(column.layer, j))
        if column.layer in (0, content.last) or content.labelled or content.frozen:     # else nothing is written there
            for j in column.shown:
                _paint_beside(painter, content, column, Neuron(column.layer, j))
    if column.condensed:
        _paint_arrows(painter, column)
    _paint_head(painter, content, column)


def _paint_head(painter: QPainter, content: NetworkContent, column: Column) -> None:
    if content.has_head(column.layer):
        _, x, baseline = _head(content, column)
        draw_label(painter, content.layer_symbol(column.layer), _head_size(content), x, baseline)


def _head_size(content: NetworkContent) -> int:
    return LARGE if content.labelled else HEAD


def head_every(content: NetworkContent, spacing: float) -> int:
    """Of how many layers, px `spacing` from each other, one can have its label over it without touching the next."""
    widest = max(_head_box(content, layer).width for layer in (0, content.last)) + HEAD_GAP
    return max(math.ceil(widest / spacing), 1)


def _head_box(content: NetworkContent, layer: int) -> formula.Box:
    return typeset(content.layer_symbol(layer), _head_size(content))


def _head(content: NetworkContent, column: Column) -> tuple[formula.Box, float, float]:
    """The label over a column, where it starts, and its baseline."""
    head, arrows = _head_box(content, column.layer), column.arrows()
    return head, column.x - head.width / 2, (arrows[0].top() if arrows else column.top) - 9


def head_rect(content: NetworkContent, column: Column) -> QRectF:
    """The place of the label over a column, with a margin to point at; empty where there is none."""
    if not content.has_head(column.layer):
        return QRectF()
    head, x, baseline = _head(content, column)
    return QRectF(x, baseline - head.ascent, head.width, head.ascent + head.descent).adjusted(-4, -4, 4, 4)


def paint_neuron(painter: QPainter, content: NetworkContent, column: Column, neuron: Neuron, ring: QColor | None = None) -> None:
    """One neuron, filled by its activation, or by the map of what it answers all over the plane; `ring` makes it stand out."""
    centre = column.centre(neuron.j)
    if centre is None:
        return
    if column.picture is None:
        _paint_disc(painter, content, neuron, centre, column.radius)
    if ring is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ring, SELECTED))
        if column.picture is None:
            painter.drawEllipse(centre, column.radius, column.radius)
        else:
            painter.drawRect(column.cell(neuron.j))
    if neuron in content.ailments and column.picture is None:
        size = min(AILMENT, 0.5 * column.radius + 1.5)
        sign = _warning(theme.current().name, size, painter.device().devicePixelRatioF())
        painter.drawPixmap(centre + QPointF(0.74, -0.74) * column.radius - QPointF(size + 3, size + 3), sign)


def _paint_disc(painter: QPainter, content: NetworkContent, neuron: Neuron, centre: QPointF, radius: float) -> None:
    colours, value, image = theme.current(), content.activation(neuron), _map_image(content, neuron)
    if neuron in content.off:
        _paint_off(painter, centre, radius)
    elif content.is_blank(neuron.l):
        paint_blank(painter, centre, radius)
    elif image is not None:
        painter.setPen(QPen(colours.muted, 1))
        painter.setBrush(_texture(image, centre, radius))
        painter.drawEllipse(centre, radius, radius)
    else:
        shade = round(min(max(value / content.a_scales[neuron.l], -1.0), 1.0) * SHADES) if math.isfinite(value) else None
        disc = _Disc(colours.name, shade, short(value), radius)
        if is_vector(painter):
            _draw_disc(painter, disc, centre)
        else:
            picture = _disc_picture(disc, painter.device().devicePixelRatioF())
            painter.drawPixmap(centre - QPointF(math.ceil(radius) + 1, math.ceil(radius) + 1), picture)


class _Disc(NamedTuple):
    """A filled circle with its number; without a shade there is no activation."""

    theme_name: str
    shade: int | None
    written: str
    radius: float


@functools.lru_cache(maxsize=2048)
def _disc_picture(disc: _Disc, ratio: float) -> QPixmap:
    """Kept because circle and number take longer than everything else about a neuron."""
    side = 2 * (math.ceil(disc.radius) + 1)
    pixmap = clear_pixmap(side, ratio)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_disc(painter, disc, QPointF(side / 2, side / 2))
    return pixmap


def _draw_disc(painter: QPainter, disc: _Disc, centre: QPointF) -> None:
    theme_name, shade, written, radius = disc
    colours, fill = theme.THEMES[theme_name], _fill(theme_name, shade or 0)
    painter.setPen(QPen(theme.mix(fill, colours.muted, 0.35), max(min(radius / 14, 1.6), 0.8)))
    painter.setBrush(fill)
    painter.drawEllipse(centre, radius, radius)
    if (size := number_size(radius)) >= SMALLEST_NUMBER:
        font, advance = figures(size)
        painter.setFont(font)
        painter.setPen(colours.muted if shade is None else ink_on(fill))
        painter.drawText(centre + QPointF(-len(written) * advance / 2, 0.36 * size), written)


@functools.cache
def _fill(theme_name: str, shade: int) -> QColor:
    return theme.signed_colour(shade, SHADES, theme.THEMES[theme_name])


@functools.cache
def number_size(radius: float) -> int:
    """px of figures of which five fit into a circle."""
    return min(int(0.54 * radius + 0.4), 16)


def _paint_off(painter: QPainter, centre: QPointF, radius: float) -> None:
    """Hollow, hatched and crossed out: this neuron gives 0."""
    colours = theme.current()
    painter.setPen(QPen(colours.muted, 1.2))
    painter.setBrush(colours.background)
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(theme.mix(colours.background, colours.muted, 0.45), Qt.BrushStyle.BDiagPattern))
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(QPen(colours.muted, 1.6))
    arm = radius * math.sqrt(0.5)
    painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
    painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))


def paint_blank(painter: QPainter, centre: QPointF, radius: float) -> None:
    """Hollow, its outline in dashes: this number is still to come."""
    blank = _blank(theme.current().name, radius, painter.device().devicePixelRatioF())
    painter.drawPixmap(centre - QPointF(math.ceil(radius) + 1, math.ceil(radius) + 1), blank)


@functools.lru_cache(maxsize=64)
def _blank(theme_name: str, radius: float, ratio: float) -> QPixmap:
    colours, side = theme.THEMES[theme_name], 2 * (math.ceil(radius) + 1)
    pixmap = clear_pixmap(side, ratio)
    pen = QPen(theme.mix(colours.background, colours.muted, 0.75), 1.2)
    pen.setDashPattern([3, 2.5])
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(colours.background)
        painter.drawEllipse(QPointF(side / 2, side / 2), radius, radius)
    return pixmap


@functools.lru_cache(maxsize=64)
def _warning(theme_name: str, size: float, ratio: float) -> QPixmap:
    """A warning sign, kept as the circles are: something is wrong with this neuron."""
    colours, middle = theme.THEMES[theme_name], QPointF(size + 3, size + 3)
    pixmap = clear_pixmap(2 * (size + 3), ratio)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colours.y)
        corners = QPolygonF([middle + QPointF(0, -size), middle + QPointF(size, 0.8 * size), middle + QPointF(-size, 0.8 * size)])
        for pen in (QPen(colours.background, 4), QPen(colours.y, 1)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolygon(corners)
        painter.setPen(QPen(colours.background, 0.24 * size, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(middle + QPointF(0, -0.45 * size), middle + QPointF(0, 0.25 * size))
        painter.drawLine(middle + QPointF(0, 0.4 * size), middle + QPointF(0, 0.64 * size))
    return pixmap


# ---- beside the neurons ----------------------------------------------------------------------------------------------------------


def paint_around(painter: QPainter, content: NetworkContent, column: Column, neuron: Neuron) -> None:
    """All that is written about one neuron: beside it, and over its column."""
    if column.picture is None and neuron.j in column.shown:
        _paint_beside(painter, content, column, neuron)
    _paint_head(painter, content, column)


def _paint_beside(painter: QPainter, content: NetworkContent, column: Column, neuron: Neuron) -> None:
    """An input's name on its left, an output's desired value on its right, the bias under a neuron of a small network."""
    x, y = column.x, float(column.y[neuron.j - column.first])
    gap = column.radius + (12 if content.labelled else 9)      # beyond what glows around a large neuron
    if column.layer == 0 and column.pitch > BESIDE_FROM:
        size = LARGE if content.labelled else NAME if column.pitch > 20 else 11
        _paint_left_of(painter, content.input_name(neuron.j), size, x - gap, y)
    if column.layer == content.last and content.y is not None and column.pitch > BESIDE_FROM:
        size = LARGE - 2 if content.labelled else BESIDE if column.pitch > 16 else 10
        _paint_desired(painter, content, neuron, QPointF(round(x + gap), y), size)   # on whole px, where letters are crisp
    if column.layer and content.labelled:
        _paint_bias(painter, content, column, neuron.j)
    if Bias(*neuron) in content.frozen and not content.labelled:
        paint_lock(painter, QPointF(x + 0.75 * column.radius, y + 0.75 * column.radius))


def _paint_left_of(painter: QPainter, name: Node, size: int, right: float, y: float) -> None:
    if isinstance(name, Text):                                  # a column's own name is a word, not maths
        painter.setFont(theme.ui_font(size - 3))
        painter.setPen(theme.current().muted)
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(name.text, Qt.TextElideMode.ElideRight, max(right - 4, 60))
        painter.drawText(QPointF(right - metrics.horizontalAdvance(shown), y + 0.35 * size), shown)
        return
    draw_label(painter, name, size, right - typeset(name, size).width, y + 0.28 * size)


def _paint_desired(painter: QPainter, content: NetworkContent, neuron: Neuron, place: QPointF, size: int) -> None:
    """y = 1, and below it the name of the class that it stands for."""
    name = row(neuron_symbol(content.sizes, neuron, "y"), " = ")
    box, baseline = typeset(name, size + 2), place.y() + 0.3 * size
    draw_label(painter, name, size + 2, place.x(), baseline)
    value = float(content.y[neuron.j]) if content.y is not None else math.nan
    painter.setFont(figures(size - 1)[0])
    painter.setPen(theme.current().y if math.isfinite(value) else theme.current().muted)
    painter.drawText(QPointF(place.x() + box.width + 1, baseline), _plain(value))
    if content.y_name and content.shows_names:
        painter.setFont(theme.ui_font(theme.CAPTION))
        painter.setPen(theme.current().text)
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(content.y_name, Qt.TextElideMode.ElideRight, BELOW_DESIRED)
        painter.drawText(QPointF(place.x(), baseline + metrics.height() + 2), shown)


def _plain(value: float) -> str:
    """1 for a class, 0.25 for a measurement."""
    is_whole = math.isfinite(value) and value == round(value) and abs(value) < 1000
    return f"{value:.0f}".replace("-", "−") if is_whole else short(value)


class BiasLabel(NamedTuple):
    """The symbol of a bias and its number, and the room they take."""

    symbol: formula.Box
    written: str
    rect: QRectF


def bias_label(content: NetworkContent, column: Column, j: int) -> BiasLabel:
    """What is written under a neuron of a small network that is drawn."""
    neuron = Neuron(column.layer, j)
    box, written = typeset(neuron_symbol(content.sizes, neuron, "b"), LARGE), signed_short(content.bias(neuron))
    width = box.width + 6 + len(written) * figures(theme.BODY)[1] + 2 * MARGIN
    top = float(column.y[j - column.first]) + column.radius + 5
    return BiasLabel(box, written, QRectF(column.x - width / 2, top, width, 27))


def _paint_bias(painter: QPainter, content: NetworkContent, column: Column, j: int) -> None:
    box, written, rect = bias_label(content, column, j)
    left, baseline = rect.left() + MARGIN, rect.bottom() - 8
    box.draw(painter, left, baseline)
    painter.setFont(figures(theme.BODY)[0])
    painter.setPen(theme.current().text)
    painter.drawText(QPointF(left + box.width + 6, baseline), written)
    if Bias(column.layer, j) in content.frozen:
        paint_lock(painter, QPointF(left - 12, baseline - 4))


def _paint_arrows(painter: QPainter, column: Column) -> None:
    """Arrows that scroll the column, bright where there is more, and how many neurons there are: ⋮ 784."""
    colours, arrows = theme.current(), column.arrows()
    assert arrows is not None
    for rect, direction, more in ((arrows[0], -1, column.first > 0), (arrows[1], 1, column.shown.stop < column.size)):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.text if more else colours.line)
        middle = rect.center()
        painter.drawPolygon(QPolygonF([middle + QPointF(-5, -3 * direction), middle + QPointF(5, -3 * direction),
                                       middle + QPointF(0, 3.5 * direction)]))
    painter.setPen(colours.muted)
    painter.setFont(figures(theme.CAPTION)[0])
    painter.drawText(QPointF(arrows[1].right() + 2, arrows[1].center().y() + 4), f"⋮ {column.size}")


# ---- pictures --------------------------------------------------------------------------------------------------------------------


def _paint_picture(painter: QPainter, content: NetworkContent, column: Column) -> None:
    """The input as an image of rows × columns pixels."""
    colours = theme.current()
    assert column.picture is not None
    values = content.a[0] if content.a is not None else None
    painter.fillRect(column.picture, colours.zero)
    if values is not None:
        image = _image(np.asarray(values, float).reshape(column.shape), content.a_scales[0])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(column.picture, image)
    painter.setPen(QPen(colours.line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(column.picture.adjusted(-1.5, -1.5, 1.5, 1.5))


def _map_image(content: NetworkContent, neuron: Neuron) -> QImage | None:
    """The map inside this neuron, if maps are shown."""
    maps = content.maps[neuron.l] if content.maps is not None else None
    return None if maps is None else _image(maps[neuron.j], content.a_scales[neuron.l])


def _image(values: np.ndarray, scale: float) -> QImage:
    """(h, w) numbers as an image in the colours of their sign; what is not a number counts as 0."""
    table = _table(theme.current().name)
    places = np.clip((np.nan_to_num(values, nan=0.0, posinf=scale, neginf=-scale) / scale + 1) * 127.5, 0, 255).astype(np.uint8)
    pixels = np.ascontiguousarray(table[places])
    height, width = values.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


@functools.cache
def _table(name: str) -> np.ndarray:
    return theme.signed_table(theme.THEMES[name])


def _texture(image: QImage, centre: QPointF, radius: float) -> QBrush:
    """The image as a brush that just covers the circle."""
    side = 2 * radius
    scaled = image.scaled(max(round(2 * side), 1), max(round(2 * side), 1), Qt.AspectRatioMode.IgnoreAspectRatio,
                          Qt.TransformationMode.SmoothTransformation)
    brush = QBrush(scaled)
    brush.setTransform(QTransform.fromTranslate(centre.x() - radius, centre.y() - radius).scale(0.5, 0.5))
    return brush
