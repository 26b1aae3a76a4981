"""The derivative of one example's cost by any weight, bias, weighted sum or activation, and the factors whose product it is."""
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from core.activations import Array
from core.evaluation import Evaluation, back_to
from core.network import Bias, Edge, Network, Neuron, place
from core.progress import Progress, silent
from core.tape import Pass

Mask = np.ndarray[Any, np.dtype[np.bool_]]


class WeightedSum(NamedTuple):
    """z_j⁽ˡ⁾, what neuron j of layer l makes its activation of."""

    l: int
    j: int


Part = Edge | Bias | WeightedSum | Neuron                            # a Neuron stands for its activation


class Chain(NamedTuple):
    """∂C₀/∂part = ∂z/∂part · ∂a/∂z · ∂C₀/∂a for one example; l and j are the part's own neuron (S11, S15, S16).

    `dz` is a_k⁽ˡ⁻¹⁾ for a weight, 1 for a bias, None for z and a, which have no such factor. `da_dz` is None for an activation, and
    with softmax, where z reaches every a of the layer and `dC_dz` stands for the last two factors together. A removed edge has
    derivative 0 whatever its factors are.
    """

    part: Part
    value: float
    derivative: float
    dz: float | None
    da_dz: float | None
    dC_da: float
    dC_dz: float | None


class Votes(NamedTuple):
    """What every neuron j of the next layer asks of an activation: w_jk · ∂a_j/∂z_j · ∂C₀/∂a_j, whose sum is ∂C₀/∂a_k (Q1, S24).

    Arrays are (n_(l+1),). `da_dz` is None where the next layer is softmax; a vote is w · `dC_dz` always.
    """

    w: Array
    da_dz: Array | None
    dC_da: Array
    dC_dz: Array
    votes: Array
    total: float


class Terms(NamedTuple):
    """z_j = Σ_k w_jk a_k + b_j: arrays are (n_(l−1),)."""

    w: Array
    a: Array
    products: Array
    b: float
    z: float


def chain(network: Network, p: Pass, part: Part, example: int = 0) -> Chain:
    """The derivative by a part and its factors, read from an explained pass p that has run there and back."""
    l, (value, dz) = part.l, _value_and_dz(network, p, part, example)
    dC_da = float(p.dC_da[l][part.j, example])
    if isinstance(part, Neuron):
        return Chain(part, value, dC_da, None, None, dC_da, None)
    da_dz = None if network.activation(l).is_coupled else float(p.da_dz[l][part.j, example])
    dC_dz = float(p.dC_dz[l][part.j, example])
    derivative = dC_dz if dz is None else dz * dC_dz
    return Chain(part, value, 0.0 if is_removed(network, part) else derivative, dz, da_dz, dC_da, dC_dz)


def votes(network: Network, p: Pass, neuron: Neuron, example: int = 0) -> Votes | None:
    """What the next layer asks of a neuron or an input; None for an output, which the cost asks directly."""
    l, j = neuron
    if l == network.last:
        return None
    w = network.w[l + 1][:, j].copy()
    da_dz = None if network.activation(l + 1).is_coupled else p.da_dz[l + 1][:, example].copy()
    dC_da, dC_dz = (quantity[l + 1][:, example].copy() for quantity in (p.dC_da, p.dC_dz))
    with np.errstate(all="ignore"):
        return Votes(w, da_dz, dC_da, dC_dz, w * dC_dz, float(p.dC_da[l][j, example]))


def terms(network: Network, p: Pass, neuron: Neuron, example: int = 0) -> Terms:
    """What the weighted sum of a neuron of layer 1 … L is made of."""
    l, j = neuron
    w, a = network.w[l][j].copy(), p.a[l - 1][:, example].copy()
    with np.errstate(all="ignore"):
        return Terms(w, a, w * a, float(network.b[l][j]), float(p.z[l][j, example]))


def jacobian_row(p: Pass, j: int, example: int = 0) -> Array:
    """How z_j of a softmax output reaches every output: ∂a_i/∂z_j = a_i ([i = j] − a_j), (n_L,)."""
    a = p.a[-1][:, example]
    row: Array = a * ((np.arange(a.size) == j) - a[j])
    return row


def example_derivatives(network: Network, rows: Array, part: Part, progress: Progress = silent) -> Array:
    """Every example's own ∂C₀/∂part, (m,) for rows (m, …) of [1 | x | y]; their mean is ∂C/∂part (S17, Q12)."""
    derivatives: Array = np.empty(len(rows))
    for block, p in Evaluation(network, rows).passes(back_to(part.l), progress):
        derivatives[block] = derivatives_in(network, p, part)
    return derivatives


def derivatives_in(network: Network, p: Pass, part: Part) -> Array:
    """∂C₀/∂part of all m examples of a pass at once, (m,)."""
    with np.errstate(all="ignore"):
        match part:
            case Edge(l, j, k):
                derivatives = np.zeros(p.examples) if is_removed(network, part) else p.a[l - 1][k] * p.dC_dz[l][j]
            case Neuron(l, j):
                derivatives = p.dC_da[l][j]
            case Bias(l, j) | WeightedSum(l, j):
                derivatives = p.dC_dz[l][j]
    return derivatives


def is_removed(network: Network, part: Part) -> bool:
    """Whether the part is an edge that does not exist."""
    return isinstance(part, Edge) and not network.present[place(network.sizes, part)]


def _value_and_dz(network: Network, p: Pass, part: Part, example: int) -> tuple[float, float | None]:
    """The number that the part has, and ∂z/∂part; None where z is no function of it or is the part itself."""
    match part:
        case Edge(l, j, k):
            return float(network.w[l][j, k]), float(p.a[l - 1][k, example])
        case Bias(l, j):
            return float(network.b[l][j]), 1.0
        case WeightedSum(l, j):
            return float(p.z[l][j, example]), None
        case Neuron(l, j):
            return float(p.a[l][j, example]), None
