"""What is written in every frame, kept as small pictures; a file of lines and letters gets the letters."""
from __future__ import annotations

import functools
import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPaintEngine, QPainter, QPixmap

from core.notation import Node
from widgets import formula, theme

typeset = functools.lru_cache(maxsize=1024)(formula.layout)     # the same few labels are drawn in every frame


def figures(size: int) -> tuple[QFont, float]:
    """The font of numbers, and how wide each figure is."""
    font = theme.number_font(size)
    return font, QFontMetricsF(font).horizontalAdvance("0")


def clear_pixmap(width: float, ratio: float, height: float | None = None) -> QPixmap:
    """Transparent; a square where no height is given."""
    pixmap = QPixmap(math.ceil(width * ratio), math.ceil((width if height is None else height) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def is_vector(painter: QPainter) -> bool:
    """Whether what is painted is kept as letters and lines, so that no picture should stand for them."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() == QPaintEngine.Type.SVG


def draw_label(painter: QPainter, name: Node, size: int, x: float, baseline: float) -> None:
    """A formula that hardly ever changes: its picture is drawn in every frame in place of its letters."""
    box = typeset(name, size)
    if is_vector(painter):
        box.draw(painter, x, baseline)
    else:
        picture = _label(theme.current().name, name, size, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(round(x) - 1, round(baseline) - math.ceil(box.ascent) - 1), picture)


@functools.lru_cache(maxsize=1024)
def _label(theme_name: str, name: Node, size: int, ratio: float) -> QPixmap:
    """In the colours of the current theme, whose name tells it from those of others."""
    box = typeset(name, size)
    pixmap = clear_pixmap(math.ceil(box.width) + 2, ratio, math.ceil(box.ascent) + math.ceil(box.descent) + 2)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box.draw(painter, 1, math.ceil(box.ascent) + 1)
    return pixmap
