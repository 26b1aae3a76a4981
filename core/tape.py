"""The heart: one pass through a network, written as the list of NumPy calls that it is.

Everything that shows, trains or checks a network runs this list; there is no second implementation of backpropagation. Columns are
examples. Entry l of every list belongs to the lecture's layer l, and layer 0 is the input.

    a1[l]    (1 + n_l, m)                   activations under a row of ones, so that the bias is one more weight
    wb[l]    (n_l, 1 + n_(l−1))             weights, with the biases as column 0: [b | W]
    z[l], a[l], da_dz[l], dC_da[l], dC_dz[l]   (n_l, m), each example's own, as in the lecture

Only ∂C/∂w and ∂C/∂b are means over the m examples. A network with copies puts their axis in front of every shape.

There are two settings of the one builder. *Explained* keeps every quantity in its own array and names it. *Fused* leaves out what
nobody looks at while training runs flat out: the cost, ∂C/∂x, and the constants 1/m and the cost's factor, which the step takes
over (`unscaled`); and one call takes the slopes of all neighbouring layers with the same activation. Both agree to 1e-12.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any, NamedTuple

import numpy as np

from core.activations import Array, Work
from core.network import EMPTY, Network

DOT_LIMIT = 4096    # numbers: beyond it np.matmul is quicker than .dot, which fills its output with zeros first


class Call(NamedTuple):
    """One NumPy call of a pass: what it computes, for which layer, and the call itself.

    `quantity` is z, a, C, dC_da, da_dz, dC_dz, dC_dw, step or update; `layer` the lecture's l, None for what concerns all layers.
    """

    quantity: str
    layer: int | None
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


def run(tape: Iterable[Call]) -> None:
    """Run a tape from its first call to its last. exp may overflow to ∞ on its way to the right 0, so that is no warning here."""
    with np.errstate(all="ignore"):
        for _, _, function, arguments in tape:
            function(*arguments)


def calls(tape: Iterable[Call]) -> list[Work]:
    """The bare calls of a tape, for the training loop."""
    return [(function, arguments) for _, _, function, arguments in tape]


def product(left: Array, right: Array, out: Array) -> Work:
    """left · right → out, by the quicker of NumPy's two ways for this size; leading axes are stacked."""
    if out.ndim == 2 and out.size <= DOT_LIMIT:
        return left.dot, (right, out)
    return np.matmul, (left, right, out)


class Pass:
    """The arrays of one pass over m examples, and the calls that fill them.

    rows: (m, at least 1 + inputs + outputs), each row [1 | x | y] of one example. The pass reads them where they are, so whoever
    writes new examples into `rows` needs no new pass.
    """

    def __init__(self, network: Network, rows: Array, explained: bool = True) -> None:
        self.network, self.explained = network, explained
        sizes, self.examples = network.sizes, len(rows)
        self._a1, self._z, self._slope = (self._stack(fill) for fill in (1.0, 0.0, 0.0))
        self.a1: list[Array] = [EMPTY, *self._blocks(self._a1)]
        self.a = [EMPTY, *(a1[..., 1:, :] for a1 in self.a1[1:])]
        self.z = [EMPTY, *(block[..., 1:, :] for block in self._blocks(self._z))]
        self.da_dz = [EMPTY, *(block[..., 1:, :] for block in self._blocks(self._slope))]
        self.dC_da, self.dC_dz = ([np.zeros((*network.lead, n, self.examples)) for n in sizes] for _ in range(2))
        self.terms = np.zeros_like(self.dC_da[-1])                            # each output's share of each example's cost
        self.C0 = np.zeros((*network.lead, self.examples))                    # cost of each example
        self.C = np.zeros(network.lead)                                       # their mean
        self.one_mth = np.array(1 / max(self.examples, 1))
        self._read(rows)

    def over(self, rows: Array) -> Pass:
        """A pass over other rows, as many as here, that works in the same arrays: only one of the two is valid at a time."""
        other = copy(self)
        other.a1, other.a = self.a1.copy(), self.a.copy()
        other._read(rows)
        return other

    def _read(self, rows: Array) -> None:
        n0, outputs = self.network.sizes[0], self.network.sizes[-1]
        self.rows = rows
        self.a1[0] = rows[:, :1 + n0].T
        self.a[0] = self.a1[0][1:]
        self.y: Array = rows[:, 1 + n0:1 + n0 + outputs].T

    @property
    def unscaled(self) -> float:
        """What the gradient still has to be multiplied by after a fused backward pass: the cost's factor over m."""
        cost = self.network.cost
        factor = cost.factor if cost.error is not None and not self._is_paired else 1.0
        return 1.0 if self.explained else factor / self.examples

    def forward(self) -> Iterator[Call]:
        """z = [b | W] [1; a of the layer before],  a = σ(z)."""
        network = self.network
        for l in range(1, network.last + 1):
            yield Call("z", l, *product(network.value.wb[l], self.a1[l - 1], self.z[l]))
            for work in network.activation(l).value(self.z[l], self.a[l]):
                yield Call("a", l, *work)
            if (on := network.on[l]) is not None:
                yield Call("a", l, np.multiply, (self.a[l], on, self.a[l]))

    def cost(self) -> Iterator[Call]:
        """C₀ = Σ over the outputs of their terms,  C = mean of C₀ over the examples."""
        L = self.network.last
        for work in self.network.cost.terms(self.z[L], self.a[L], self.y, self.terms):
            yield Call("C", None, *work)
        yield Call("C", None, np.add.reduce, (self.terms, -2, None, self.C0))
        yield Call("C", None, np.add.reduce, (self.C0, -1, None, self.C))
        yield Call("C", None, np.multiply, (self.C, self.one_mth, self.C))

    def backward(self) -> Iterator[Call]:
        """The chain rule from the cost to the input: Wᵀ δ is what each layer asks of the one before it."""
        network, L = self.network, self.network.last
        if not self.explained:
            yield from self._slopes_of_neighbours()
        yield from self._error()
        for l in range(L, 0, -1):
            if self.explained and not network.activation(l).is_coupled:
                yield from self._slope_of(l)
            if l < L or not self._writes_delta:
                yield Call("dC_dz", l, np.multiply, (self.dC_da[l], self.da_dz[l], self.dC_dz[l]))
            yield Call("dC_dw", l, *product(self.dC_dz[l], self.a1[l - 1].swapaxes(-1, -2), network.derivative.wb[l]))
            if l > 1 or self.explained:
                yield Call("dC_da", l - 1, *product(network.w[l].swapaxes(-1, -2), self.dC_dz[l], self.dC_da[l - 1]))
        if self.explained:
            yield Call("dC_dw", None, np.multiply, (network.gradient, self.one_mth, network.gradient))
        if network.has_removed:
            yield Call("dC_dw", None, np.multiply, (network.gradient, network.present, network.gradient))

    def _error(self) -> Iterator[Call]:
        """∂C₀/∂a of the outputs, and δ = ∂C₀/∂z directly where output and cost belong together or softmax couples the outputs."""
        L, cost = self.network.last, self.network.cost
        a, y, dC_da, dC_dz = self.a[L], self.y, self.dC_da[L], self.dC_dz[L]
        if self._is_paired:
            if self.explained:
                for work in cost.slope(a, y, dC_da):
                    yield Call("dC_da", L, *work)
            yield Call("dC_dz", L, np.subtract, (a, y, dC_dz))                             # δ = a − y
            return
        error = cost.slope if self.explained or cost.error is None else cost.error
        for work in error(a, y, dC_da):
            yield Call("dC_da", L, *work)
        if self._writes_delta:
            mean = np.empty((*a.shape[:-2], 1, a.shape[-1]))
            yield Call("dC_dz", L, np.multiply, (dC_da, a, dC_dz))                       # δ_i = a_i (g_i − Σ_j g_j a_j), g = ∂C₀/∂a
            yield Call("dC_dz", L, np.add.reduce, (dC_dz, -2, None, mean, True))
            yield Call("dC_dz", L, np.subtract, (dC_da, mean, dC_dz))
            yield Call("dC_dz", L, np.multiply, (dC_dz, a, dC_dz))

    def _slope_of(self, l: int) -> Iterator[Call]:
        slope = self.network.activation(l).slope
        assert slope is not None
        for work in slope(self.z[l], self.a[l], self.da_dz[l]):
            yield Call("da_dz", l, *work)
        if (on := self.network.on[l]) is not None:
            yield Call("da_dz", l, np.multiply, (self.da_dz[l], on, self.da_dz[l]))

    def _slopes_of_neighbours(self) -> Iterator[Call]:
        """∂a/∂z of every run of layers with one activation, in one go: their blocks lie one after the other in memory."""
        network, l = self.network, 1
        end = network.last - 1 if self._writes_delta else network.last
        while l <= end:
            first, activation = l, network.activation(l)
            while l < end and network.activation(l + 1) is activation and network.on[l + 1] is None and network.on[first] is None:
                l += 1
            if first == l:
                yield from self._slope_of(l)
            elif activation.slope is not None:
                rows = slice(sum(1 + n for n in network.sizes[1:first]) + 1, sum(1 + n for n in network.sizes[1:l + 1]))
                parts = (block[..., rows, :] for block in (self._z, self._a1, self._slope))
                for work in activation.slope(*parts):
                    yield Call("da_dz", l, *work)
            l += 1

    @property
    def _is_paired(self) -> bool:
        """Whether the cost is the entropy made for this output activation, so that δ = a − y."""
        return self.network.cost.outputs is not None

    @property
    def _writes_delta(self) -> bool:
        """Whether ∂C₀/∂z of the outputs is computed without ∂a/∂z."""
        return self._is_paired or self.network.activation(self.network.last).is_coupled

    def _stack(self, fill: float) -> Array:
        """The arrays of layers 1 … L in one block, each under a row of its own for the ones."""
        network, rows = self.network, sum(1 + n for n in self.network.sizes[1:])
        # np.negative misreads numbers 64 bytes apart (NumPy 2.4), as a neuron of each copy would lie here: a spare row parts them.
        spare = 1 if network.lead and rows * self.examples == 8 else 0
        return np.full((*network.lead, rows + spare, self.examples), fill)

    def _blocks(self, stack: Array) -> list[Array]:
        return np.split(stack, np.cumsum([1 + n for n in self.network.sizes[1:]]), axis=-2)[:-1]
