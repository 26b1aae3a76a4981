"""The network: layers over one flat parameter vector, and the names of its parts.

Layer l keeps [b | W], an (n_l, 1 + n_(l−1)) block of the flat vector; w, b and their derivatives are views of it. Lists are indexed
by the lecture's l, so entry 0 belongs to the input layer and is None where that has nothing.
"""
from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.activations import ACTIVATIONS, Activation, Array
from core.costs import COSTS


class Edge(NamedTuple):
    """The edge of w_jk⁽ˡ⁾: from neuron k of layer l − 1 to neuron j of layer l."""

    l: int
    j: int
    k: int


class Bias(NamedTuple):
    """The bias b_j⁽ˡ⁾."""

    l: int
    j: int


class Neuron(NamedTuple):
    """Neuron j of layer l; layer 0 holds the inputs."""

    l: int
    j: int


Arrays = list[Array]


class Views(NamedTuple):
    """One flat vector seen layer by layer: `wb` [b | W], `w` (n_l, n_(l−1)), `b` (n_l,); entry 0 of each list is empty."""

    flat: Array
    wb: Arrays
    w: Arrays
    b: Arrays


EMPTY: Array = np.empty((0, 0))


def views(flat: Array, sizes: Sequence[int]) -> Views:
    """See a flat vector (…, parameters) as the layers of a network with these sizes; leading axes are kept."""
    wb, start = [EMPTY], 0
    for before, n in pairwise(sizes):
        stop = start + n * (1 + before)
        wb.append(flat[..., start:stop].reshape(*flat.shape[:-1], n, 1 + before))
        start = stop
    return Views(flat, wb, [EMPTY, *(block[..., 1:] for block in wb[1:])], [EMPTY, *(block[..., 0] for block in wb[1:])])


def parameter_count(sizes: Sequence[int]) -> int:
    """Weights and biases of all layers."""
    return sum(n * (1 + before) for before, n in pairwise(sizes))


def place(sizes: Sequence[int], part: Edge | Bias) -> int:
    """Where a weight or a bias stands in the flat vector."""
    width = 1 + sizes[part.l - 1]
    return parameter_count(sizes[:part.l]) + part.j * width + (1 + part.k if isinstance(part, Edge) else 0)


def part_at(sizes: Sequence[int], place: int) -> Edge | Bias:
    """The weight or the bias at a place of the flat vector."""
    for l, (before, n) in enumerate(pairwise(sizes), 1):
        if place < n * (1 + before):
            j, column = divmod(place, 1 + before)
            return Edge(l, j, column - 1) if column else Bias(l, j)
        place -= n * (1 + before)
    raise IndexError(place)


class Network:
    """Sizes, activations and cost; the parameters, their gradient, and what may not move.

    `sizes[0]` is the number of inputs; `activations` names those of layers 1 … L. `copies` networks can live side by side on a
    leading axis of every array. The gradient reported here is that of the data cost alone.
    """

    def __init__(
        self, sizes: Sequence[int], activations: Sequence[str], cost: str = "squared error", copies: int | None = None,
    ) -> None:
        self.sizes = tuple(sizes)
        self.activations = [None, *(ACTIVATIONS[name] for name in activations)]
        self.cost = COSTS[cost]
        self.lead = () if copies is None else (copies,)
        shape = (*self.lead, parameter_count(sizes))
        self.value = views(np.zeros(shape), sizes)
        self.derivative = views(np.zeros(shape), sizes)
        self.present = np.ones(shape[-1])                    # 0 where an edge was removed
        self.movable = np.ones(shape[-1])                    # 0 where a weight is frozen or its edge removed
        self.weights_only = np.ones(shape[-1])               # 0 at the biases, which are never regularized
        self.on: list[Array | None] = [None] * len(self.sizes)   # (n_l, 1), 0 for a neuron switched off; None: all on
        for b in views(self.weights_only, sizes).b[1:]:
            b[:] = 0.0

    def twin(self, copies: int | None = None, first: int = 1) -> Network:
        """A network of its own with the parameters and marks of the layers from `first` on; `copies` of it side by side."""
        names = [activation.name for activation in self.activations[first:] if activation is not None]
        twin = Network(self.sizes[first - 1:], names, self.cost.name, copies)
        start = parameter_count(self.sizes[:first])
        twin.parameters[:] = self.parameters[start:]
        twin.present[:], twin.movable[:] = self.present[start:], self.movable[start:]
        twin.on = [None, *(on if on is None else on.copy() for on in self.on[first:])]
        return twin

    @property
    def last(self) -> int:
        """The lecture's L."""
        return len(self.sizes) - 1

    @property
    def parameters(self) -> Array:
        """All biases and weights, flat: layer by layer, neuron by neuron, its bias before its weights."""
        return self.value.flat

    @property
    def gradient(self) -> Array:
        """∂C/∂parameters in the order of `parameters`."""
        return self.derivative.flat

    @property
    def w(self) -> Arrays:
        """w[l][j, k], the weight from neuron k of layer l − 1 to neuron j of layer l."""
        return self.value.w

    @property
    def b(self) -> Arrays:
        """b[l][j]."""
        return self.value.b

    @property
    def dC_dw(self) -> Arrays:
        """∂C/∂w, shaped as `w`."""
        return self.derivative.w

    @property
    def dC_db(self) -> Arrays:
        """∂C/∂b, shaped as `b`."""
        return self.derivative.b

    def activation(self, l: int) -> Activation:
        """σ of layer l, 1 … L."""
        activation = self.activations[l]
        assert activation is not None
        return activation

    def set_parameters(self, w: Sequence[Array], b: Sequence[Array]) -> None:
        """Write weights and biases (lists with the input's entry first) into the flat vector; removed edges become 0."""
        for l in range(1, self.last + 1):
            self.w[l][:], self.b[l][:] = w[l], b[l]
        np.multiply(self.parameters, self.present, self.parameters)

    def mark(self, removed: Collection[Edge] = (), frozen: Collection[Edge | Bias] = (), off: Collection[Neuron] = ()) -> None:
        """Say which edges do not exist, which parameters do not move and which neurons always answer 0."""
        self.present[:] = self.movable[:] = 1.0
        present, movable = views(self.present, self.sizes), views(self.movable, self.sizes)
        for l, j, k in removed:
            present.w[l][j, k] = movable.w[l][j, k] = 0.0
        for part in frozen:
            movable.wb[part.l][part.j, part.k + 1 if isinstance(part, Edge) else 0] = 0.0
        self.on = [None] * len(self.sizes)
        for neuron in off:
            self.switch_off(neuron)
        np.multiply(self.parameters, self.present, self.parameters)

    def switch_off(self, neuron: Neuron) -> None:
        """Let one more neuron always answer 0; passes that exist already do not learn of it."""
        on = self.on[neuron.l]
        if on is None:
            on = self.on[neuron.l] = np.ones((self.sizes[neuron.l], 1))
        on[neuron.j] = 0.0

    def is_off(self, l: int, j: int) -> bool:
        """Whether neuron j of layer l is switched off."""
        on = self.on[l]
        return on is not None and not on[j, 0]

    @property
    def has_removed(self) -> bool:
        """Whether any edge is removed."""
        return not self.present.all()

    @property
    def has_unmovable(self) -> bool:
        """Whether any parameter is held: frozen, or of a removed edge."""
        return not self.movable.all()
