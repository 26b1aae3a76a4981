"""What of a graph that is larger than its room should be in sight, and how far it is moved for that."""
from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from PySide6.QtCore import QPointF, QRectF, QSizeF

from widgets.walk.graph_look import Look


def around(rects: Iterable[QRectF]) -> QRectF:
    """The rectangle around all of these; a null one where there are none."""
    return reduce(QRectF.united, rects, QRectF())


def happening(look: Look, rects: tuple[QRectF, ...], room: QSizeF) -> QRectF:
    """What the present operation writes, and what it reads as far as there is room."""
    written, read = (around(rects[place] for place in places) for places in (look.written | look.returned, look.read))
    found = written | read
    if found.width() > room.width() and not written.isNull():
        found.setLeft(written.left())
        found.setRight(written.right())
    if found.height() > room.height() and not written.isNull():
        found.setTop(written.top())
        found.setBottom(written.bottom())
    return found


def shift_into(rect: QRectF, room: QRectF) -> QPointF:
    """The least movement that brings a rectangle into the room, or its middle into that of the room where it is too large."""
    return QPointF(_inwards(rect.left(), rect.right(), room.left(), room.right()),
                   _inwards(rect.top(), rect.bottom(), room.top(), room.bottom()))


def _inwards(low: float, high: float, least: float, most: float) -> float:
    if high - low > most - least:
        return (least + most - low - high) / 2
    return max(least - low, 0) + min(most - high, 0)
