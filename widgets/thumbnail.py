"""Small pictures of data and networks, for cards to choose from."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from widgets import theme

MOST_POINTS = 150                                               # more would run together at this size
POINT, NEURON = 1.3, 5.0                                        # px: the largest radius
MOST_NEURONS = 8                                                # of a layer; more would be dots


def point_colours(count: int, classes: np.ndarray | None = None, values: np.ndarray | None = None) -> list[QColor]:
    """The colour of each of `count` points, from their classes (n,), indices, or their values (n,), from −1 to 1."""
    if classes is not None:
        return [theme.class_colour(int(index)) for index in classes]
    return [theme.signed_colour(float(value), 1.0) for value in (np.ones(count) if values is None else values)]


def paint_points(painter: QPainter, area: QRectF, points: np.ndarray, colours: Sequence[QColor]) -> None:
    """Points (n, 2) to the scale that fits them all."""
    step = max(1, -(-len(points) // MOST_POINTS))
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    scale = min(area.width(), area.height()) / 2 / max(float(np.abs(points - middle).max()), 1e-12)
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y), colour in list(zip(((points - middle) * scale).tolist(), colours, strict=True))[::step]:
        painter.setBrush(colour)
        painter.drawEllipse(area.center() + QPointF(x, -y), POINT, POINT)


def paint_network(painter: QPainter, area: QRectF, weights: Sequence[np.ndarray]) -> None:
    """A network by the weights of its layers 1 … L, (neurons, neurons before): at most some neurons of each, its edges by sign."""
    sizes = [weights[0].shape[1], *(len(matrix) for matrix in weights)]
    columns = [_column(area, l / (len(sizes) - 1), min(size, MOST_NEURONS)) for l, size in enumerate(sizes)]
    largest = max(1e-12, *(float(np.abs(matrix).max(initial=0)) for matrix in weights))
    for matrix, before, after in zip(weights, columns, columns[1:], strict=False):
        for j, end in enumerate(after):
            for k, start in enumerate(before):
                w = float(matrix[j, k])
                pen = QPen(theme.signed_colour(w, largest), 0.6 + 1.4 * abs(w) / largest)
                painter.setPen(pen)
                painter.drawLine(start, end)
    radius = min(NEURON, 0.32 * area.height() / max(map(len, columns)))
    painter.setPen(QPen(theme.current().muted, 1.0))
    painter.setBrush(theme.current().raised)
    for column in columns:
        for place in column:
            painter.drawEllipse(place, radius, radius)


def pixel_image(values: np.ndarray) -> QImage:
    """A picture of (rows, columns) from 0 to 1, in the shades of the theme."""
    colours, (rows, columns) = theme.current(), values.shape
    levels = np.round(255 * values).astype(np.uint8)
    image = QImage(levels.tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable([theme.mix(colours.background, colours.text, level / 255).rgb() for level in range(256)])
    return image.copy()                                     # of memory of its own


def paint_pixels(painter: QPainter, area: QRectF, images: np.ndarray) -> None:
    """Images (n, rows, columns), from 0 to 1, as a square of as many as fill one."""
    across = int(len(images) ** 0.5)
    rows = [np.concatenate(images[across * row:across * (row + 1)], axis=1) for row in range(across)]
    half = min(area.width(), area.height()) / 2
    corner = QPointF(half, half)
    painter.drawImage(QRectF(area.center() - corner, area.center() + corner), pixel_image(np.concatenate(rows)))


def _column(area: QRectF, share: float, count: int) -> list[QPointF]:
    """The neurons of a layer from the top down; `share` of the way from the left."""
    x, gap = area.left() + NEURON + share * (area.width() - 2 * NEURON), area.height() / MOST_NEURONS
    return [QPointF(x, area.center().y() + (place - (count - 1) / 2) * gap) for place in range(count)]
