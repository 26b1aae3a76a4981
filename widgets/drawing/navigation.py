"""Where the selection goes when a key is pressed: along edges with left and right, within a layer or a fan with up and down."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from core.network import Bias, Edge, Neuron
from widgets.drawing.content import NetworkContent, Selection

Walked = tuple[Edge | Neuron | None, Neuron | None]


def moved(content: NetworkContent, selection: Selection, key: Qt.Key, fan: Neuron | None) -> Walked:
    """What an arrow key selects next, or None when there is nothing further that way; and the neuron whose fan is walked now.

    Right of a neuron is its strongest outgoing edge, right of that the neuron the edge goes to; left of a neuron is its strongest
    incoming edge, left of that the neuron the edge comes from. Up and down go to the next neuron of the layer, or through the edges
    of the neuron from which one came (`fan`): all that leave it, or all that arrive at it. A bias counts as its neuron.
    """
    found: Edge | Neuron | None
    sideways = key in {Qt.Key.Key_Left, Qt.Key.Key_Right}
    down = 1 if key == Qt.Key.Key_Down else -1
    match selection:
        case None:
            found = Neuron(0, 0)
        case Neuron(l, j) | Bias(l, j):
            fan = Neuron(l, j)
            found = _strongest(content, fan, key == Qt.Key.Key_Right) if sideways else Neuron(l, j + down)
        case Edge(l, j, k) if sideways:
            found = Neuron(l, j) if key == Qt.Key.Key_Right else Neuron(l - 1, k)
        case Edge(l, j, k):
            found = Edge(l, j + down, k) if fan == Neuron(l - 1, k) else Edge(l, j, k + down)
    return (found if content.contains(found) else None), fan


def _strongest(content: NetworkContent, neuron: Neuron, leaving: bool) -> Edge | None:
    """The edge that leaves a neuron, or arrives at it, with the largest value as drawn."""
    l, j = neuron
    layer = l + 1 if leaving else l
    if not 0 < layer <= content.last:
        return None
    values = content.shown_values[layer] if content.shown_values is not None else None
    size = np.zeros(1) if values is None else np.nan_to_num(np.abs(values[:, j] if leaving else values[j]), nan=0.0)
    place = int(size.argmax())
    return Edge(layer, place, j) if leaving else Edge(layer, j, place)


def is_same(one: Selection, other: Selection) -> bool:
    """Whether both are the same part; a bias and its neuron are equal as tuples."""
    return type(one) is type(other) and one == other
