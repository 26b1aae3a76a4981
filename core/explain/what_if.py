"""What would change: a nudge of one parameter, a neuron or edge switched off, the cost along one weight."""
from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from core.activations import Array
from core.errors import BadInput
from core.evaluation import Evaluation, forward, forward_and_back, mean_gradient
from core.explain.variants import variants
from core.network import Bias, Edge, Network, Neuron, place
from core.notation import number, text
from core.progress import Progress, silent
from core.symbols import neuron_symbol
from core.tape import Pass, run


class Values(NamedTuple):
    """All quantities of one example: z[l] and a[l] are (n_l,), z[0] is empty."""

    z: list[Array]
    a: list[Array]


class Nudge(NamedTuple):
    """A parameter before and after a change of size h, and what the cost made of it (S8 – S10, Q20).

    `before` and `after` hold every z and a of the example, None when the cost is the mean over several examples.
    """

    part: Edge | Bias
    value: float
    h: float
    cost_before: float
    cost_after: float
    before: Values | None
    after: Values | None

    @property
    def ratio(self) -> float:
        """ΔC/Δw, measured."""
        return (self.cost_after - self.cost_before) / self.h


class Ablation(NamedTuple):
    """The cost before and after an edge or a neuron is switched off, and the change that the gradient predicts (Q15)."""

    part: Edge | Neuron
    cost_before: float
    cost_after: float
    predicted: float


def nudge(network: Network, rows: Array, part: Edge | Bias, h: float) -> Nudge:
    """What becomes of every quantity when h is added to one parameter; costs are means over the rows.

    The `h` of the result is what was really added, (w + h) − w. A removed edge stays at 0, so nothing follows from its nudge.
    Raises BadInput for an h that is 0 or not finite, or too small to change the parameter.
    """
    where = place(network.sizes, part)
    value = float(network.parameters[where])
    added = (value + h) - value
    written = {"h": number(h), "value": number(value)}
    if not isfinite(added) or h == 0:
        raise BadInput("h is {h} and would be added to {value}; allowed: finite numbers, h not 0.", **written)
    if added == 0:
        raise BadInput("h is {h}, too small to change {value}; allowed: a larger h.", **written)
    values = (value, value + h)
    if len(rows) != 1:
        before, after = cost_along(network, rows, part, values)
        return Nudge(part, value, added, float(before), float(after), None, None)
    two = network.twin(copies=2)
    two.parameters[:, where] = np.multiply(values, two.present[where])
    p = Pass(two, rows)
    run(forward(p))
    states = (
        Values([np.empty(0), *(z[i, :, 0] for z in p.z[1:])], [p.a[0][:, 0], *(a[i, :, 0] for a in p.a[1:])]) for i in range(2)
    )
    return Nudge(part, value, added, float(p.C[0]), float(p.C[1]), *states)


@np.errstate(all="ignore")
def cost_along(
    network: Network, rows: Array, part: Edge | Bias, values: Sequence[float] | Array, progress: Progress = silent,
) -> Array:
    """C, the mean over the rows, for each of the values of one parameter, everything else held (Q14). Flat for a removed edge."""
    values = np.asarray(values, dtype=float)
    costs = np.zeros(values.shape)
    where = np.full(values.shape, place(network.sizes, part))
    for which, p in variants(network, rows, part.l, where, values, progress=progress):
        costs[which] += p.C0.sum(-1)
    return costs / len(rows) if len(rows) else np.full(values.shape, np.nan)


@np.errstate(all="ignore")
def ablation(network: Network, rows: Array, part: Edge | Neuron) -> Ablation:
    """The mean cost over the rows with and without an edge (w → 0) or a neuron (a → 0; of an input: x → 0).

    Predicted to first order: −w · ∂C/∂w, and −mean of a · ∂C_i/∂a. Raises BadInput for an output, which nothing stands in for.
    """
    if isinstance(part, Neuron) and part.l == network.last:
        raise BadInput("{neuron} is an output; allowed: a neuron of the layers 0 to {last}.",
                       neuron=text(neuron_symbol(network.sizes, part)), last=network.last - 1)
    twin, before = network.twin(), Evaluation(network, rows).cost()
    if isinstance(part, Edge):
        mean_gradient(twin, rows)
        predicted = 0.0 - twin.w[part.l][part.j, part.k] * twin.dC_dw[part.l][part.j, part.k]
        twin.w[part.l][part.j, part.k] = 0.0
    else:
        l, j = part
        pulls = [p.a[l][j] @ p.dC_da[l][j] for _, p in Evaluation(twin, rows).passes(forward_and_back)]
        predicted = 0.0 - sum(pulls) / max(len(rows), 1)
        if l == 0:
            rows = rows.copy()
            rows[:, 1 + j] = 0.0
        else:
            twin.switch_off(part)
    return Ablation(part, before, Evaluation(twin, rows).cost(), float(predicted))
