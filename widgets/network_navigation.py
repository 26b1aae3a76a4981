"""Where the selection goes when a key is pressed: along edges with left and right, within a layer with up and down."""
from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt

from core.network import Bias, Edge, Neuron
from widgets.network_content import NetworkContent, Selection


def moved(content: NetworkContent, selection: Selection, key: Qt.Key) -> Edge | Neuron | None:
    """What an arrow key selects next; None when there is nothing further that way.

    Left of a neuron is the edge into it, left of that the neuron the edge comes from; right goes the other way. Up and down go to
    the next neuron of the layer, or to the next edge into the same neuron.
    """
    ways: dict[Qt.Key, Edge | Neuron | None]
    match selection:
        case None:
            return Neuron(0, 0)
        case Bias(l, j):
            return moved(content, Neuron(l, j), key)
        case Neuron(l, j):
            ways = {
                Qt.Key.Key_Left: Edge(l, j, _opposite(content, l, j, l - 1)) if l else None,
                Qt.Key.Key_Right: Edge(l + 1, _opposite(content, l, j, l + 1), j) if l < content.last else None,
                Qt.Key.Key_Up: Neuron(l, j - 1),
                Qt.Key.Key_Down: Neuron(l, j + 1),
            }
        case Edge(l, j, k):
            ways = {
                Qt.Key.Key_Left: Neuron(l - 1, k),
                Qt.Key.Key_Right: Neuron(l, j),
                Qt.Key.Key_Up: Edge(l, j, k - 1),
                Qt.Key.Key_Down: Edge(l, j, k + 1),
            }
    found = ways[key]
    return found if content.contains(found) else None


def following(content: NetworkContent, selection: Selection, forward: bool) -> Edge | Neuron | None:
    """The next neuron, or the next edge, in the order of reading; None after the last, so that Tab leaves the drawing."""
    step, sizes = 1 if forward else -1, content.sizes
    match selection:
        case Neuron(l, j) | Bias(l, j):
            place, ends = j + step, sizes
        case Edge(l, j, k):
            place, ends = j * sizes[l - 1] + k + step, (0, *(n * m for m, n in pairwise(sizes)))
        case _:
            return None
    if not 0 <= place < ends[l]:
        l += step
        if not 0 <= l <= content.last or not ends[l]:
            return None
        place = 0 if forward else ends[l] - 1
    return Edge(l, *divmod(place, sizes[l - 1])) if isinstance(selection, Edge) else Neuron(l, place)


def _opposite(content: NetworkContent, l: int, j: int, other: int) -> int:
    """The neuron of the other layer at about the same height."""
    here, there = max(content.sizes[l] - 1, 1), content.sizes[other] - 1
    return round(j / here * there)
