"""Every path on which a part reaches the cost, and what each contributes to the derivative."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from core.activations import Array
from core.evaluation import Evaluation, back_to
from core.explain.chain_rule import Mask, Part, derivatives_in, is_removed
from core.network import EMPTY, Edge, Network, Neuron, views
from core.progress import Progress, silent
from core.tape import Pass

MOST = 1000              # paths listed
COMPARED = 100_000       # up to so many paths, the means over examples are compared for all; beyond, the largest are searched for
SPARE = 4                # times as many paths as are listed are looked at where the search cannot be exact
PIECE = 4096             # paths whose products over a block of examples are held at once

Tracks = np.ndarray[Any, np.dtype[np.intp]]                          # (paths, layers): the neurons of each path


class Path(NamedTuple):
    """`neurons` are j_l … j_L, one of each layer from the part's own to the output; `contribution` is the product of the links."""

    neurons: tuple[int, ...]
    contribution: float


@dataclass(frozen=True)
class Paths:
    """The largest paths first; what the others add up to is `rest`, and everything together is `total`, the derivative (S24).

    `exact` is False where there were too many paths to compare them all, so that a larger one than the last listed may be missing.
    """

    part: Part
    listed: list[Path]
    count: int
    rest: float
    total: float
    exact: bool


def path_count(network: Network, part: Part) -> int:
    """How many paths lead from a part to the cost, by adding up layer after layer, so without following any (Q19).

    A removed edge carries none, and none leads through a neuron that is switched off.
    """
    return 0 if is_removed(network, part) else ways_to_cost(network, part)[part.l][part.j]


def paths(network: Network, rows: Array, part: Part, most: int = MOST, progress: Progress = silent) -> Paths:
    """The largest `most` of all paths, their contributions being means over the rows [1 | x | y], (m, …) (S24, S25).

    A path goes through one neuron of each layer and contributes ∂z/∂part · Π (∂a/∂z · w) · ∂C₀/∂z of its output. For the activation
    of a neuron it starts with the weight to the next layer. With softmax, ∂C₀/∂z of an output holds that output's row of the
    Jacobian: all ways from this z through every a to the cost.
    """
    count = path_count(network, part)
    if count == 0:
        return Paths(part, [], 0, 0.0, 0.0, True)
    routes, single = _Routes(network, part), len(rows) == 1
    compares_all = count <= (most if single else COMPARED)           # of one example, the search finds the largest at once
    with np.errstate(all="ignore"):
        if compares_all:
            tracks, contributions, total = _all(routes, rows, count, progress)
        else:
            tracks, contributions, total = _largest(routes, rows, most if single else SPARE * most, progress)
        kept = np.argpartition(-np.abs(contributions), most)[:most] if len(tracks) > most else np.arange(len(tracks))
        order = kept[np.lexsort((*tracks[kept].T[::-1], -np.abs(contributions[kept])))]
        listed = [Path(tuple(track), number + 0.0)
                  for track, number in zip(tracks[order].tolist(), contributions[order].tolist(), strict=True)]
        rest = 0.0 if len(listed) == count else total - float(contributions[order].sum())
    return Paths(part, listed, count, rest, total, compares_all or single)


def ways_to_cost(network: Network, part: Part) -> list[list[int]]:
    """ways[i][j]: on how many paths the cost is reached from neuron j of layer i, for the part's layer and all after it."""
    present, L = views(network.present, network.sizes), network.last
    ways: list[list[int]] = [[] for _ in network.sizes]
    for i in range(L, part.l - 1, -1):
        ways[i] = [1 if i == L else sum(ways[i + 1])] * network.sizes[i]
        for j, k in np.argwhere(present.w[i + 1] == 0) if i < L else ():
            ways[i][k] -= ways[i + 1][j]
        on = network.on[i]
        starts_here = i == part.l and isinstance(part, Neuron)       # a path from an activation does not come through its neuron
        if on is not None and not starts_here:
            ways[i] = [number * int(passes) for number, passes in zip(ways[i], on[:, 0], strict=True)]
    return ways


class _Routes:
    """Where paths from a part may lead, and what their links are.

    `open[i]` (n_i, n_(i−1)): whether one may go from a neuron of layer i − 1 to one of layer i and reach the cost from there.
    """

    def __init__(self, network: Network, part: Part) -> None:
        self.network, self.part = network, part
        self.first, self.last = part.l, network.last
        present, ways = views(network.present, network.sizes), ways_to_cost(network, part)
        self.open: dict[int, Mask] = {
            i: (present.w[i] != 0) & np.array([number > 0 for number in ways[i]])[:, None]
            for i in range(self.first + 1, self.last + 1)
        }

    def blocks(self, rows: Array, progress: Progress) -> Iterator[tuple[list[Array], float]]:
        """Block after block of the rows: what each neuron on a path multiplies, (n_i, m), and the sum of the derivatives."""
        for _, p in Evaluation(self.network, rows).passes(back_to(self.first), progress):
            yield self._factors(p), float(derivatives_in(self.network, p, self.part).sum())

    def _factors(self, p: Pass) -> list[Array]:
        """∂a/∂z in every layer of a path and ∂C₀/∂z in the last; ∂z/∂part belongs to the first."""
        factors = [EMPTY] * self.first + p.da_dz[self.first:-1] + p.dC_dz[-1:]
        match self.part:
            case Edge(l, _, k):
                factors[l] = factors[l] * p.a[l - 1][k]
            case Neuron(l, _):
                factors[l] = p.dC_da[l] if l == self.last else np.ones_like(p.a[l])
        return factors

    def extend(self, tracks: Tracks, i: int) -> Tracks:
        """Every path that ends in layer i − 1, in all ways to layer i."""
        which, neuron = np.nonzero(self.open[i][:, tracks[:, -1]].T)
        return np.column_stack([tracks[which], neuron])

    def weight(self, tracks: Tracks, first: int) -> Array:
        """Π w along each path that begins in layer `first`, (paths,)."""
        weights = np.ones(len(tracks))
        for column in range(1, tracks.shape[1]):
            weights *= self.network.w[first + column][tracks[:, column], tracks[:, column - 1]]
        return weights


def _product(factors: list[Array], tracks: Tracks, first: int) -> Array:
    """What the neurons of each path multiply, for every example: (paths, m)."""
    product = np.ones((len(tracks), factors[-1].shape[1]))
    for i, neurons in enumerate(tracks.T, first):
        product *= factors[i][neurons]
    return product


def _all(routes: _Routes, rows: Array, count: int, progress: Progress) -> tuple[Tracks, Array, float]:
    """All paths with their mean contributions, and the mean derivative.

    All paths through one neuron of a layer halfway are every way to it followed by every way from it, so the sums of their products
    over the examples are one matrix product.
    """
    halfway, ahead = routes.first, np.array([[routes.part.j]])
    while halfway < routes.last and len(ahead) < sqrt(count):
        halfway += 1
        ahead = routes.extend(ahead, halfway)
    pairs: list[tuple[Tracks, Tracks, Array]] = []                   # ways to a neuron, ways from it, sums over the examples
    for neuron in np.unique(ahead[:, -1]):
        onward = np.array([[neuron]])
        for i in range(halfway + 1, routes.last + 1):
            onward = routes.extend(onward, i)
        to = ahead[ahead[:, -1] == neuron]
        for start in range(0, len(onward), PIECE):
            piece = onward[start:start + PIECE]
            pairs.append((to, piece, np.zeros((len(to), len(piece)))))
    total = 0.0
    for factors, derivative in routes.blocks(rows, progress):
        total += derivative
        for to, onward, sums in pairs:
            sums[:] += _product(factors, to, routes.first) @ _product(factors, onward[:, 1:], halfway + 1).T
    tracks = [np.hstack([to.repeat(len(onward), 0), np.tile(onward[:, 1:], (len(to), 1))]) for to, onward, _ in pairs]
    contributions = [
        (routes.weight(to, routes.first)[:, None] * sums * routes.weight(onward, halfway)).ravel() for to, onward, sums in pairs
    ]
    m = max(len(rows), 1)
    return np.concatenate(tracks), np.concatenate(contributions) / m, total / m


def _largest(routes: _Routes, rows: Array, most: int, progress: Progress) -> tuple[Tracks, Array, float]:
    """The paths of the largest links with their mean contributions, and the mean derivative.

    For one example these are the largest paths. For several, links are compared by their mean sizes.
    """
    m, total = max(len(rows), 1), 0.0
    sizes = [np.zeros(n) for n in routes.network.sizes]
    for factors, derivative in routes.blocks(rows, lambda share: progress(share / 2)):
        total += derivative
        for i in range(routes.first, routes.last + 1):
            sizes[i] += np.abs(factors[i]).sum(axis=1) / m
    tracks = np.array(list(islice(_by_size(routes, sizes), most)), dtype=np.intp)
    sums = np.zeros(len(tracks))
    for factors, _ in routes.blocks(rows, lambda share: progress((1 + share) / 2)):
        for start in range(0, len(tracks), PIECE):
            piece = slice(start, start + PIECE)
            sums[piece] += _product(factors, tracks[piece], routes.first).sum(axis=1)
    return tracks, routes.weight(tracks, routes.first) * sums / m, total / m


def _by_size(routes: _Routes, sizes: list[Array]) -> Iterator[tuple[int, ...]]:
    """The paths by the product of |w| and `sizes` along them, the largest first.

    From the cost backwards we know how large the rest of a path from any neuron can be. A path is followed where that promises
    most, and at each neuron on it the next best way is put on the heap with what it promises, so no path is looked at in vain.
    """
    best = sizes.copy()                                              # of a path from each neuron to the cost
    for i in range(routes.last - 1, routes.first - 1, -1):
        onward = np.where(routes.open[i + 1], np.abs(routes.network.w[i + 1]), 0.0) * best[i + 1][:, None]
        best[i] = sizes[i] * onward.max(axis=0)
    ranked: dict[tuple[int, int], list[tuple[float, float, int]]] = {}

    def ways(i: int, k: int) -> list[tuple[float, float, int]]:
        """From neuron k of layer i: how large the rest can be, the size of the link, and where it leads."""
        if (i, k) not in ranked:
            neurons = np.flatnonzero(routes.open[i + 1][:, k])
            weights = np.abs(routes.network.w[i + 1][neurons, k])
            rests = weights * best[i + 1][neurons]
            order = np.argsort(-rests, kind="stable")
            links = weights * sizes[i + 1][neurons]
            ranked[i, k] = list(zip(rests[order].tolist(), links[order].tolist(), neurons[order].tolist(), strict=True))
        return ranked[i, k]

    j = routes.part.j
    heap: list[tuple[float, tuple[int, ...], float, int]] = [(-best[routes.first][j], (j,), float(sizes[routes.first][j]), 0)]
    while heap:
        _, track, size, rank = heappop(heap)
        for i in range(routes.first + len(track) - 1, routes.last):
            choices = ways(i, track[-1])
            if rank + 1 < len(choices):
                heappush(heap, (-size * choices[rank + 1][0], track, size, rank + 1))
            _, link, neuron = choices[rank]
            track, size, rank = (*track, neuron), size * link, 0
        yield track
