"""The gradient against central differences, component by component."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from core.activations import Array
from core.errors import Sentence
from core.evaluation import BLOCK, forward_and_back, mean_gradient
from core.explain.variants import variants
from core.network import Bias, Edge, Network, parameter_count, part_at
from core.notation import Node, Symbol, derivative, number, text
from core.progress import Progress, silent
from core.symbols import part_symbol
from core.tape import Pass, run

MOST = 2000              # components compared; a random sample of so many when there are more
WORK = 5e10              # components · parameters · examples, some ten seconds; beyond it the mean is over a sample of the examples
STEP = 1e-5              # h, relative to the weight and at least
SMALLEST = 1e-8          # an error is relative to the component, or to this where the component is smaller

# A wrong formula is off by percents, and by as much for half of h. Smaller errors are the measurement's own: h² is left over, and
# what rounding took from the cost is divided by 2h, which shows where a component is small beside the cost. A component beyond this
# is therefore measured once more before it is called wrong.
AGREES = 1e-4

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.intp]]


class GradientCheck(NamedTuple):
    """How many of the `parameters` were compared, the worst relative error, and where.

    Components of which the cost has a kink between the two points compared are named in `kinks`, and counted neither in `checked`
    nor in `worst`. `wrong` names those that differ by more than rounding and the size of h explain; the worst is one of them then.
    `sizes` are the network's; `examples` of `of_examples` are what C was the mean of.
    """

    sizes: tuple[int, ...]
    examples: int
    of_examples: int
    parameters: int
    checked: int
    worst: float
    worst_part: Edge | Bias | None
    kinks: tuple[Edge | Bias, ...]
    wrong: tuple[Edge | Bias, ...] = ()


@np.errstate(all="ignore")
def check(network: Network, rows: Array, rng: np.random.Generator, progress: Progress = silent) -> GradientCheck:
    """Compare ∂C/∂parameters, the mean over the rows [1 | x | y], with (C(w + h) − C(w − h)) / 2h, h = 1e-5 max(|w|, 1).

    The relative error is |difference| / max(|∂C/∂w|, |measured|, 1e-8), infinite where a number is not finite. Removed edges are
    no parameters; of more than MOST, a sample drawn from `rng` is taken, and of examples that would be too much WORK.
    """
    network, of_examples = network.twin(), len(rows)
    (places,) = np.nonzero(network.present)
    parameters = len(places)
    if parameters > MOST:
        places = np.sort(rng.choice(places, MOST, replace=False))
    most = max(round(WORK / max(len(places) * network.parameters.size, 1)), 1)
    if of_examples > most:
        rows = rows[rng.choice(of_examples, most, replace=False)]
    mean_gradient(network, rows)
    found = network.gradient[places]
    measured, kinked = _differences(network, rows, places, STEP, progress)
    errors = np.where(kinked, 0.0, _relative(found - measured, found, measured))

    (suspects,) = np.nonzero(errors > AGREES)
    if suspects.size:
        suspects = suspects[_is_wrong(network, rows, places[suspects], measured[suspects], lambda share: progress(1.0))]

    parts = [part_at(network.sizes, int(place)) for place in places]
    compared = suspects if suspects.size else np.flatnonzero(~kinked)
    worst = max(compared, key=errors.__getitem__, default=None)
    error, part = (0.0, None) if worst is None else (float(errors[worst]), parts[worst])
    named = (tuple(parts[i] for i in which) for which in (np.flatnonzero(kinked), suspects))
    return GradientCheck(network.sizes, len(rows), of_examples, parameters, int((~kinked).sum()), error, part, *named)


def verdict(check: GradientCheck) -> Sentence:
    """What the check found, in plain words."""
    if not check.kinks:
        return _agreement(check)
    kinks = Sentence("Not compared: {kinks} at a kink of the cost, where it has no derivative.", kinks=f"{len(check.kinks):,}")
    return Sentence("{agreement} {kinks}", agreement=_agreement(check), kinks=kinks) if check.checked else kinks


def _agreement(check: GradientCheck) -> Sentence:
    worst, part = number(check.worst, 1), "" if check.worst_part is None else text(derivative_of(check, check.worst_part))
    if check.worst == float("inf"):
        return Sentence("{part} cannot be compared: its numbers have grown beyond what can be computed.", part=part)
    if len(check.wrong) == 1:
        return Sentence("{part} disagrees with central differences: it is off by {worst} of its size.", part=part, worst=worst)
    if check.wrong:
        return Sentence("{wrong} components disagree with central differences; the worst, {part}, is off by {worst} of its size.",
                        wrong=f"{len(check.wrong):,}", part=part, worst=worst)
    by = Sentence("the worst is off by {worst} of its size", worst=worst)
    if check.worst > AGREES:
        by = Sentence("{by}, which rounding and the size of h explain", by=by)
    if check.examples < check.of_examples:
        by = Sentence("{by}. C is the mean over {examples} of the {of} examples, drawn at random", by=by,
                      examples=f"{check.examples:,}", of=f"{check.of_examples:,}")
    if check.checked + len(check.kinks) < check.parameters:
        return Sentence("A random sample of {checked} of the {parameters} components agrees with central differences; {by}.",
                        checked=f"{check.checked:,}", parameters=f"{check.parameters:,}", by=by)
    return Sentence("All {checked} components agree with central differences; {by}.", checked=f"{check.checked:,}", by=by)


def derivative_of(check: GradientCheck, part: Edge | Bias) -> Node:
    """How a component is written in the network that was checked."""
    return derivative(Symbol("C"), part_symbol(check.sizes, part))


def _relative(off: Array, *sizes: Array) -> Array:
    """|off| relative to the largest of the sizes; ∞ where any of them is not finite."""
    error = np.abs(off) / np.fmax.reduce([np.full(off.shape, SMALLEST), *np.abs(sizes)])
    return np.where(np.isfinite(error), error, np.inf)


def _h(network: Network, places: Places, step: float) -> Array:
    return step * np.fmax(np.abs(network.parameters[places]), 1.0)


def _differences(network: Network, rows: Array, places: Places, step: float, progress: Progress) -> tuple[Array, Mask]:
    """(C(w + h) − C(w − h)) / 2h of the parameters at these ascending places, and whether the cost has a kink in between.

    The difference is taken example by example, before the mean, which would round off more than the difference is.
    """
    w, h = network.parameters[places], _h(network, places, step)
    values = np.stack([w + h, w - h], axis=-1)
    changes, kinked = np.zeros(places.shape), np.zeros(places.shape, dtype=bool)
    ends = np.searchsorted(places, [parameter_count(network.sizes[:l]) for l in range(1, network.last + 2)])
    for l, (start, stop) in enumerate(pairwise(ends), 1):
        share = _part_of(progress, start / len(places), stop / len(places))
        own = places[start:stop].repeat(2), values[start:stop].ravel()
        for which, p in variants(network, rows, l, *own, together=2, progress=share):
            pairs = slice(start + which.start // 2, start + which.stop // 2)
            changes[pairs] += (p.C0[0::2] - p.C0[1::2]).sum(-1)
            for crossed in _crossings(p):
                kinked[pairs] |= crossed
    return changes / (values[:, 0] - values[:, 1]) / max(len(rows), 1), kinked


def _part_of(progress: Progress, start: float, stop: float) -> Progress:
    return lambda share: progress(start + share * (stop - start))


def _is_wrong(network: Network, rows: Array, places: Places, measured: Array, progress: Progress) -> Mask:
    """Where the gradient is off by far more than the measurement changes when h is halved, and by more than rounding explains."""
    halved, _ = _differences(network, rows, places, STEP / 2, progress)
    better = (4 * halved - measured) / 3                             # Richardson: an error of h² is gone, that of rounding tripled
    found = network.gradient[places]
    off = np.abs(better - found)
    explained = off < 100 * np.abs(halved - measured) + 3 * _rounding(network, rows) / _h(network, places, STEP)
    wrong: Mask = ~explained & (_relative(off, found, better) > AGREES)
    return wrong


def _crossings(p: Pass) -> Iterator[Mask]:
    """For every pair of copies, whether any z passes or touches a kink of its activation, or any a − y one of the cost."""
    network = p.network
    sums = [(p.z[l], activation.kinks, network.on[l]) for l, activation in enumerate(network.activations) if activation]
    for values, kinks, on in [*sums, (p.a[-1] - p.y, network.cost.kinks, None)]:
        for kink in kinks:
            above, below = values > kink, values < kink
            crossed = (above[0::2] != above[1::2]) | (below[0::2] != below[1::2])
            yield (crossed if on is None else crossed & (on > 0)).any((-2, -1))


def _rounding(network: Network, rows: Array) -> float:
    """How far rounding moves C, at most: every z by the last digit of its terms, and the cost by that of its own terms."""
    p = Pass(network, rows[:BLOCK])
    run(forward_and_back(p))
    moved = p.C0 + np.abs(p.z[-1]).sum(0) + np.abs(p.a[-1]).sum(0)
    for l in range(1, network.last + 1):
        moved += (np.abs(p.dC_dz[l]) * (np.abs(network.value.wb[l]) @ np.abs(p.a1[l - 1]))).sum(0)
    return float(np.finfo(float).eps * moved.mean())
