"""What a drawing shows of one step of a walk: what is known by now, what was read for it and what was written."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.network import Bias, Edge, Neuron
from core.notation import Node, Symbol, derivative


class Parts(NamedTuple):
    """Neurons, edges and biases."""

    neurons: frozenset[Neuron] = frozenset()
    edges: frozenset[Edge] = frozenset()
    biases: frozenset[Bias] = frozenset()


class Beneath(NamedTuple):
    """A quantity that is written small at every neuron of these layers, (n_l,) each; its symbol without indices."""

    symbol: Node
    values: Mapping[int, np.ndarray]


class WalkStep(NamedTuple):
    """One step of a walk. Layers are the lecture's l.

    `known` are the layers whose activations are known; the input always is. `edge_values` colour the edges in place of what they
    otherwise show, None in it for a layer that is not known yet, and `edge_label` names them. `quantity` is what is written.
    `direction` is that of the flow: 1 to the right, −1 to the left, 0 for none.
    """

    known: frozenset[int]
    reading: Parts = Parts()
    writing: Parts = Parts()
    quantity: str = ""
    direction: int = 0
    beneath: Beneath | None = None
    edge_values: Sequence[np.ndarray | None] | None = None
    edge_label: Node = derivative(Symbol("C"), Symbol("w"))

    def is_blank(self, l: int) -> bool:
        """Whether the activations of a layer are not known yet."""
        return l > 0 and l not in self.known

    def at(self, neuron: Neuron) -> float | None:
        """The number beneath a neuron, if there is one."""
        values = self.beneath.values.get(neuron.l) if self.beneath is not None else None
        return None if values is None else float(values[neuron.j])

    def touches(self, neuron: Neuron) -> bool:
        """Whether a neuron is read or written."""
        return neuron in self.writing.neurons or neuron in self.reading.neurons

    def moves_like(self, other: WalkStep | None) -> bool:
        """Whether both are the same step, only perhaps with other numbers."""
        return other is not None and self[:5] == other[:5]
