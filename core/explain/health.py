"""Neurons that have stopped learning, and how a layer's weights, activations and gradients are distributed."""
from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10
from typing import Any, Literal, NamedTuple

import numpy as np

from core.activations import Array
from core.errors import Sentence
from core.evaluation import Evaluation, forward, forward_and_back
from core.explain.curve import is_flat, slopes
from core.network import Network, Neuron, views
from core.progress import Progress, silent

MOSTLY = 0.95            # of the examples
RIGHT = 0.05             # an answer that is so near to y needs no gradient
BINS = 30

Counts = np.ndarray[Any, np.dtype[np.intp]]


class Ailment(NamedTuple):
    """A neuron through which (almost) no gradient passes: dead when ∂a/∂z is 0 for every example, saturated when it is nearly 0 for
    `share` of them."""

    neuron: Neuron
    kind: Literal["dead", "saturated"]
    share: float


class Histogram(NamedTuple):
    """`counts` (bins,) of values between neighbouring `edges` (bins + 1,)."""

    edges: Array
    counts: Counts


class LayerHealth(NamedTuple):
    """Distributions in one layer: of its weights, its activations over all examples, and the mean gradient of its weights."""

    weights: Histogram
    activations: Histogram
    gradients: Histogram


class Health(NamedTuple):
    """`layers[l]` is layer l's; entry 0 is None."""

    ailments: tuple[Ailment, ...]
    layers: tuple[LayerHealth | None, ...]


@np.errstate(all="ignore")
def examine(network: Network, rows: Array, progress: Progress = silent) -> Health:
    """Every neuron and layer over all rows [1 | x | y]; removed edges are no weights, and numbers that are not finite left out.

    Ill is who keeps a gradient from passing that should pass. Linear, sine and step are what they are, a neuron that is off is
    meant to be, ReLU needs its flat half, and an output that is flat where it is right has learnt. An entropy sends δ past ∂a/∂z.
    """
    network = network.twin()
    L, evaluation = network.last, Evaluation(network, rows)
    zero, flat = ([np.zeros(n, dtype=int) for n in network.sizes] for _ in range(2))
    low, high, gradient = np.zeros(L + 1), np.zeros(L + 1), np.zeros_like(network.gradient)
    for _, p in evaluation.passes(forward_and_back, lambda share: progress(share / 2)):
        gradient += network.gradient * (p.examples / len(rows))
        for l in range(1, L + 1):
            needed = np.abs(p.a[L] - p.y) > RIGHT if l == L else True
            activation = network.activation(l)
            zero[l] += ((p.da_dz[l] == 0) & needed).sum(1)
            flat[l] += (is_flat(activation, p.da_dz[l]) & needed).sum(1)
            a = p.a[l][np.isfinite(p.a[l])]
            low[l], high[l] = a.min(initial=low[l]), a.max(initial=high[l])

    edges = [_edges(*ends) for ends in zip(low, high, strict=True)]
    counts = [np.zeros(BINS, dtype=int) for _ in network.sizes]
    for _, p in evaluation.passes(forward, lambda share: progress((1 + share) / 2)):
        for l in range(1, L + 1):
            counts[l] += _counts(p.a[l], edges[l])
    present, derivative = views(network.present, network.sizes), views(gradient, network.sizes)
    layers = (LayerHealth(
        _histogram(network.w[l][present.w[l] > 0]), Histogram(edges[l], counts[l]), _histogram(derivative.w[l][present.w[l] > 0]),
    ) for l in range(1, L + 1))
    return Health(tuple(_ailments(network, zero, flat, len(rows))), (None, *layers))


def reason(ailment: Ailment) -> Sentence:
    """What is wrong with a neuron, in plain words."""
    if ailment.kind == "dead":
        return Sentence("Dead: ∂a/∂z is 0 for every training example, so no gradient passes and its weights cannot learn.")
    return Sentence("Saturated: ∂a/∂z is nearly 0 for {share} % of the training examples, so its weights hardly learn.",
                    share=f"{100 * ailment.share:.0f}")


def _ailments(network: Network, zero: list[Counts], flat: list[Counts], examples: int) -> Iterator[Ailment]:
    """Who is ill, when ∂a/∂z of neuron j of layer l was 0 for zero[l][j] of the examples and nearly so for flat[l][j]."""
    for l in range(1, network.last if network.cost.outputs else network.last + 1):
        steepest, flattens = slopes(network.activation(l))
        for j in range(network.sizes[l] if examples else 0):
            if network.is_off(l, j):
                continue
            if steepest and zero[l][j] == examples:
                yield Ailment(Neuron(l, j), "dead", 1.0)
            elif flattens and flat[l][j] >= MOSTLY * examples:
                yield Ailment(Neuron(l, j), "saturated", float(flat[l][j] / examples))


def _histogram(values: Array) -> Histogram:
    finite = values[np.isfinite(values)]
    edges = _edges(finite.min(initial=0.0), finite.max(initial=0.0))
    return Histogram(edges, _counts(finite, edges))


def _counts(values: Array, edges: Array) -> Counts:
    return np.histogram(values, BINS, (edges[0], edges[-1]))[0]


def _edges(low: float, high: float) -> Array:
    """Bins from 0 to a round number, or as far to both sides where there are values of both signs, so that axes rarely change."""
    reach = min(max(-low, high), 1e300)
    if reach < 1e-300:
        return np.linspace(-1.0, 1.0, BINS + 1)
    power = 10.0 ** floor(log10(reach))
    reach = next(step * power for step in (1, 2, 5, 10, 20) if step * power >= reach)
    return np.linspace(-reach if low < 0 else 0.0, reach if high > 0 else 0.0, BINS + 1)
