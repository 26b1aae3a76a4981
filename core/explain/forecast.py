"""What the gradient promises of a step and what the step really does to the cost, there and further along its direction."""
from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from core.activations import Array
from core.errors import Sentence
from core.evaluation import Evaluation
from core.explain.variants import CACHED, bytes_of
from core.explain.walk import Item, Walk
from core.network import views
from core.notation import number
from core.optimizers import Update

ROUNDING = 64 * float(np.finfo(float).eps)      # of a cost: a smaller change of it is no more than rounding
SHORT, LONG = 0.8, 1.2                           # ratios between which a promise counts as kept


class Forecast(NamedTuple):
    """The change of C, the cost of the walk's examples, that the gradient predicts for its step, and what became of it (Q11).

    `predicted` is ∇C · (after − before), the inner product of the gradient with what moves; `gradient` and `moved` are the lengths
    of these two vectors. `rule` says what the promise is made of.
    """

    cost_before: float
    cost_after: float
    predicted: float
    gradient: float
    moved: float
    rule: Sentence

    @property
    def actual(self) -> float:
        """C after the step − C before it."""
        return self.cost_after - self.cost_before

    @property
    def is_finite(self) -> bool:
        """Whether there are two changes to compare."""
        return isfinite(self.actual) and isfinite(self.predicted)

    @property
    def is_measurable(self) -> bool:
        """Whether promise or change is more than the rounding of the cost."""
        return self.is_finite and max(abs(self.actual), abs(self.predicted)) > self._rounding

    @property
    def _rounding(self) -> float:
        """A change of the cost that is no more than rounding."""
        return ROUNDING * abs(self.cost_before)

    @property
    def ratio(self) -> float | None:
        """The share of the promise that was kept; None where nothing was promised or nothing can be told."""
        return self.actual / self.predicted if self.is_measurable and self.predicted != 0 else None

    @property
    def verdict(self) -> Sentence:
        """What happened, in plain words."""
        if self.is_measurable:
            return self._kept() if self.predicted < 0 else self._uphill()
        cost, promised = number(self.cost_before), number(self.predicted, 3)
        if not isfinite(self.cost_before):
            return Sentence("The cost is not a finite number, so there is nothing to promise.")
        if not self.is_finite:
            return Sentence("After this step the cost is no longer a finite number: the learning rate is far too large.")
        if self.moved == 0 and self.gradient == 0:
            return Sentence("The gradient is 0: nothing moves, and the cost stays {cost}.", cost=cost)
        if self.moved == 0:
            return Sentence("Nothing moves, as the learning rate is 0 or whatever has a slope is frozen; the cost stays {cost}.",
                            cost=cost)
        return Sentence("The gradient promised a change of {promised}, too little to be seen in a cost of {cost}.",
                        promised=promised, cost=cost)

    def _kept(self) -> Sentence:
        """How much of a promised fall came true."""
        actual, promised = number(abs(self.actual), 3), number(-self.predicted, 3)
        ratio = self.actual / self.predicted
        share = f"{100 * ratio:.0f}"
        if abs(self.actual) <= self._rounding:
            return Sentence("The cost stays what it was although the gradient promised a fall of {promised}: "
                            "the step leads down and just as far up again.", promised=promised)
        if self.actual > 0:
            return Sentence("The cost ROSE by {actual} although the gradient promised a fall of {promised}: "
                            "the learning rate is too large.", actual=actual, promised=promised)
        if ratio < SHORT:
            return Sentence("The cost fell by {actual}, only {share} % of what the gradient promised: "
                            "the step is so long that the slope flattens on the way.", actual=actual, share=share)
        if ratio > LONG:
            return Sentence("The cost fell by {actual}, {share} % of what the gradient promised: "
                            "the slope grows steeper on the way.", actual=actual, share=share)
        return Sentence("The cost fell by {actual}, {share} % of what the gradient promised.", actual=actual, share=share)

    def _uphill(self) -> Sentence:
        """A step that momentum or regularization led where the slope does not go down."""
        actual, promised = number(abs(self.actual), 3), number(self.predicted, 3)
        if self.actual > 0:
            return Sentence("This step does not follow the gradient alone: {promised} uphill were expected, and the cost rose by "
                            "{actual}.", promised=promised, actual=actual)
        return Sentence("This step does not follow the gradient alone: {promised} uphill were expected, yet the cost fell by "
                        "{actual}.", promised=promised, actual=actual)


def parameters(walk: Walk, position: int | None = None) -> Array:
    """All weights and biases as they are at a position of the walk, by default the present one: flat, as in the network."""
    flat = np.empty_like(walk.network.parameters)
    seen = views(flat, walk.network.sizes)
    for l in range(1, walk.network.last + 1):
        seen.w[l][:], seen.b[l][:] = walk.values(Item("w", l), position), walk.values(Item("b", l), position)
    return flat


@np.errstate(all="ignore")
def forecast(walk: Walk) -> Forecast:
    """The promise of the gradient for the walk's step, against the cost of the same examples after it. The walk has an update.

    The gradient is that of C alone; a step of regularization is part of what moves, so it counts in the promise as well.
    """
    assert walk.update is not None
    gradient, moved = walk.network.gradient, walk.network.parameters - parameters(walk, 0)
    before, after = along_step(walk, (0.0, 1.0)).tolist()
    slope, way = (float(np.linalg.norm(vector)) for vector in (gradient, moved))
    return Forecast(before, after, float(gradient @ moved), slope, way, _rule(walk.update))


@np.errstate(all="ignore")
def along_step(walk: Walk, multiples: Sequence[float] | Array) -> Array:
    """C, the mean over the walk's examples, at t times the step for each of the multiples t: 0 is before the step, 1 after it."""
    t, before = np.asarray(multiples, dtype=float), parameters(walk, 0)
    network, rows, costs = walk.network, walk.passed.rows, np.zeros(t.shape)
    together = max(1, CACHED // bytes_of(network, len(rows)))
    for start in range(0, len(t), together):
        which = slice(start, start + together)
        copies = network.twin(len(t[which]))
        copies.parameters[:] = before + t[which, None] * (network.parameters - before)
        copies.parameters[t[which] == 0] = before                    # even where the step is not finite
        for _, p in Evaluation(copies, rows).passes():
            costs[which] += p.C0.sum(-1)
    return costs / len(rows)


def break_even(multiples: Array, costs: Array) -> float | None:
    """The first multiple of the step beyond which the cost is higher than before the step; None if there is none among them.

    `multiples` ascend from 0. Between two of them the cost counts as straight.
    """
    change = costs - costs[0]
    above = np.flatnonzero(~(change[1:] <= 0)) + 1                   # a cost that is not finite is higher than any
    if not above.size:
        return None
    end = int(above[0])
    low, high = change[end - 1:end + 1].tolist()
    share = -low / (high - low) if isfinite(high) else 0.0
    return float(multiples[end - 1] + share * (multiples[end] - multiples[end - 1]))


def _rule(update: Update) -> Sentence:
    """What the promise is made of."""
    name, term = update.optimizer.name, {"l1": "λ sign w", "l2": "λ w"}.get(update.regularization)
    if term is not None:
        return Sentence("Promised: −∇C · step. The step contains {term} as well, which is no part of C.", term=term)
    if name != "sgd":
        return Sentence("Promised: −∇C · step, the step being that of {optimizer}.", optimizer=name)
    if update.network.has_unmovable:
        return Sentence("Promised: −η ‖∇C‖² over what may move.")
    return Sentence("Promised: −η ‖∇C‖².")
