"""How much arithmetic one pass takes, counted from the calls that run, against following every path by itself (Q19)."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from core.explain.chain_rule import WeightedSum
from core.explain.paths import ways_to_cost
from core.explain.walk import STAGES, Walk, read, written
from core.network import Network, views
from core.tape import Call

MULTIPLICATIONS = {np.multiply, np.divide, np.square, np.reciprocal}
ADDITIONS = {np.add, np.subtract}
FREE = {np.negative}                                             # as are copies: they turn no numbers into another


class Tally(NamedTuple):
    """Operations on single numbers. Divisions are among the multiplications, subtractions among the additions.

    `functions` are all others that are evaluated: exp, tanh, ln, √, and the larger of two. A change of sign counts as nothing.
    """

    multiplications: int = 0
    additions: int = 0
    functions: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(one + more for one, more in zip(self, other, strict=True)))


class Counting(NamedTuple):
    """The operations of each of the STAGES over all `examples`, and those of the paths.

    `paths` lead from all weights and biases to the cost of one example. `path_multiplications` is what it takes to multiply the
    factors of each path, one after the other, for every example; that the factors are there is taken for granted.
    """

    stages: dict[str, Tally]
    examples: int
    paths: int
    path_multiplications: int

    @property
    def back_to_forward(self) -> float | None:
        """How many times the multiplications of the way forward the way back takes; None without any."""
        forward = self.stages["forward"].multiplications
        return self.stages["backward"].multiplications / forward if forward else None

    @property
    def paths_to_sweep(self) -> float | None:
        """How many times the multiplications of the one sweep backward all paths would take; None without any."""
        backward = self.stages["backward"].multiplications
        return self.path_multiplications / backward if backward else None


def count(walk: Walk) -> Counting:
    """All operations of the walk, however far it has been walked.

    The tape multiplies each bias by the 1 above the activations, and it goes back as far as ∂C₀/∂x; both count, since both run.
    """
    stages: dict[str, Tally] = {
        stage: tally(call for each in walk.operations if each.stage == stage for call in each.calls) for stage in STAGES}
    network, examples = walk.network, walk.passed.examples
    # A path multiplies ∂z/∂w, ∂a/∂z of each layer with a weight between any two, and ∂C₀/∂a: two factors a layer, and one more. The
    # outputs of softmax have no ∂a/∂z of their own; there ∂C₀/∂z is the last factor.
    least = 1 if network.activation(network.last).is_coupled else 2
    paths = multiplications = 0
    for l, number in _paths(network):
        paths += number
        multiplications += number * (2 * (network.last - l) + least)
    return Counting(stages, examples, paths, multiplications * examples)


def tally(calls: Iterable[Call]) -> Tally:
    """What these calls do to single numbers."""
    total = Tally()
    for call in calls:
        total = total.plus(_of_call(call))
    return total


def _of_call(call: Call) -> Tally:
    """A product of (n, k) and (k, m) takes n m k multiplications and n m (k − 1) additions; other calls go number by number."""
    function, out = call.function, written(call)
    owner = getattr(function, "__self__", None)
    if function is np.matmul or (isinstance(owner, np.ndarray) and function.__name__ == "dot"):
        terms = read(call)[0].shape[-1]
        return Tally(out.size * terms, out.size * max(terms - 1, 0))
    if isinstance(owner, np.ufunc):                              # a reduction puts all but the first of its numbers to it
        return _number_by_number(owner, read(call)[0].size - out.size)
    return _number_by_number(function, out.size) if isinstance(function, np.ufunc) else Tally()


def _number_by_number(function: np.ufunc, times: int) -> Tally:
    if function in MULTIPLICATIONS:
        return Tally(multiplications=times)
    if function in ADDITIONS:
        return Tally(additions=times)
    return Tally() if function in FREE else Tally(functions=times)


def _paths(network: Network) -> Iterator[tuple[int, int]]:
    """For each layer, on how many paths all its weights and biases together reach the cost; no path is followed."""
    present, reached = views(network.present, network.sizes), ways_to_cost(network, WeightedSum(1, 0))
    for l in range(1, network.last + 1):
        edges = (present.w[l] != 0).sum(axis=1).tolist()
        yield l, sum(number * (1 + before) for number, before in zip(reached[l], edges, strict=True))
