"""Where the neurons of a changed network were before, and what moves along: parameters, marks and names."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from core.activations import Array
from core.document.experiment import Network
from core.network import Bias, Edge, Neuron

# places[l][j] is the neuron that neuron j of layer l was before the change, None if it is new.
LayerPlaces = tuple[Neuron | None, ...]
Places = tuple[LayerPlaces, ...]


def unchanged(sizes: Sequence[int]) -> Places:
    """Every neuron where it was."""
    return tuple(tuple(Neuron(l, j) for j in range(n)) for l, n in enumerate(sizes))


def composed(first: Places, then: Places) -> Places:
    """The places after two changes in a row, in terms of the network before the first; without any, one leaves all where it was."""
    if not (first and then):
        return first or then
    return tuple(tuple(None if was is None else first[was.l][was.j] for was in layer) for layer in then)


def inverse(places: Places, sizes_before: Sequence[int]) -> Places:
    """The places for the way back to a network of `sizes_before`."""
    now = _now(places)
    return tuple(tuple(now.get(Neuron(l, j)) for j in range(n)) for l, n in enumerate(sizes_before))


def carry_over(old: Sequence[Array], new: Sequence[Array], places: Places, answers: Places | None = None) -> list[Array]:
    """The new weights, (n_l, n_(l−1)) each, or biases, (n_l,), with the old value wherever there was one.

    There was a bias where its neuron was, and a weight where both its neurons were, in neighbouring layers. Entry 0 stays.
    `answers` are the places of neurons as sources of edges, where a new layer passes on the answers of others.
    """
    starts = answers or places
    carried = [new[0], *(array.copy() for array in new[1:])]
    for l in range(1, len(places)):
        rows = [(j, was) for j, was in enumerate(places[l]) if was is not None]
        if not rows:
            continue
        here, there, before = [j for j, _ in rows], [was.j for _, was in rows], rows[0][1].l
        if new[l].ndim == 1:
            carried[l][here] = old[before][there]
            continue
        columns = [(k, was.j) for k, was in enumerate(starts[l - 1]) if was is not None and was.l == before - 1]
        if columns:
            ks, were = zip(*columns, strict=True)
            carried[l][np.ix_(here, ks)] = old[before][np.ix_(there, were)]
    return carried


def moved(network: Network, places: Places, answers: Places | None = None) -> dict[str, Any]:
    """The network's `removed`, `frozen`, `off` and `names` for the neurons where they are now; `answers` as in `carry_over`."""
    now, starts = _now(places), _now(answers or places)

    def neuron(l: int, j: int) -> list[Neuron]:
        return [now[Neuron(l, j)]] if Neuron(l, j) in now else []

    def edge(l: int, j: int, k: int) -> list[Edge]:
        start = starts.get(Neuron(l - 1, k))
        return [Edge(*end, start.j) for end in neuron(l, j) if start is not None and start.l == end.l - 1]

    def parameter(part: Edge | Bias) -> Sequence[Edge | Bias]:
        return edge(*part) if isinstance(part, Edge) else [Bias(*place) for place in neuron(*part)]

    named = [(place, name) for key, name in network.names.items() for place in neuron(*map(int, key.split(",")))]
    return {
        "removed": tuple(place for part in network.removed for place in edge(*part)),
        "frozen": tuple(place for part in network.frozen for place in parameter(part)),
        "off": tuple(place for part in network.off for place in neuron(*part)),
        "names": {f"{l},{j}": name for (l, j), name in named},
    }


def followed(parts: Iterable[Edge | Bias | Neuron], places: Places) -> list[Edge | Bias | Neuron]:
    """Where edges, biases and neurons from before a change are after it, without those that are no more."""
    now = _now(places)
    found: list[Edge | Bias | Neuron] = []
    for part in parts:
        end = now.get(Neuron(part.l, part.j))
        start = now.get(Neuron(part.l - 1, part.k)) if isinstance(part, Edge) else end
        if end is None or start is None:
            continue
        if not isinstance(part, Edge):
            found.append(Bias(*end) if isinstance(part, Bias) else end)
        elif start.l == end.l - 1:
            found.append(Edge(*end, start.j))
    return found


def _now(places: Places) -> dict[Neuron, Neuron]:
    """Where each neuron that is still there is now."""
    return {was: Neuron(l, j) for l, layer in enumerate(places) for j, was in enumerate(layer) if was is not None}
