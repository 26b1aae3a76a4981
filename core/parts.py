"""Which parts of a network belong together: what leads into a neuron, what a layer has, and all there is."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.network import Bias, Edge, Neuron

Part = Edge | Bias | Neuron


def distinct(parts: Iterable[Part]) -> list[Part]:
    """Each part once; as a tuple, a bias is equal to its neuron."""
    return list({(type(part), part): part for part in parts}.values())


def edges(sizes: Sequence[int]) -> list[Edge]:
    """All of them, layer by layer."""
    return [Edge(l, j, k) for l in range(1, len(sizes)) for j in range(sizes[l]) for k in range(sizes[l - 1])]


def every(sizes: Sequence[int]) -> list[Part]:
    """All edges and all neurons."""
    return [*edges(sizes), *(Neuron(l, j) for l, n in enumerate(sizes) for j in range(n))]


def grown(sizes: Sequence[int], parts: Sequence[Part]) -> list[Part]:
    """These and what they are part of: all that leads into the same neurons, else all of their layers, else everything.

    Neurons come with neurons, biases with edges alone.
    """
    heads = dict.fromkeys((part.l, part.j) for part in parts)
    layers = dict.fromkeys(part.l for part in parts)
    kind = Neuron if any(isinstance(part, Neuron) for part in parts) else Bias
    for ends in (list(heads), [(l, j) for l in layers for j in range(sizes[l])]):
        into = [Edge(l, j, k) for l, j in ends if l > 0 for k in range(sizes[l - 1])]
        found = distinct([*into, *(kind(l, j) for l, j in ends if l > 0 or kind is Neuron), *parts])
        if len(found) > len(parts):
            return found
    return every(sizes)
