"""Where a derivative is only a convention: a part moves a z that is exactly at a kink, or a step, or an error that is at one."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from core.activations import Array
from core.errors import Sentence
from core.evaluation import Evaluation, back_to
from core.explain.chain_rule import Mask, Part, is_removed
from core.network import Edge, Network, Neuron
from core.notation import number
from core.progress import Progress, silent
from core.tape import Pass

STEP = ("Neuron {j} of layer {l} is a step: it jumps at z = 0, yet its derivative counts as 0 everywhere, "
        "so no gradient passes through it.")
BEND = "z of neuron {j} of layer {l} is exactly {z}, where {activation} has no derivative; {slope} is used there by convention."
COST_BEND = "a − y of output {j} is exactly {error}, where the {cost} has no derivative; {slope} is used there by convention."
OF_MEAN = "In {m} of {n} examples {bend}"
OTHERS = "{most} In all, {m} of {n} examples are at a kink."


class Kink(NamedTuple):
    """One neuron's z, or with `of_cost` one output's a − y, that is at a kink in the examples `at`, (m,); `said` of the first."""

    l: int
    j: int
    of_cost: bool
    at: Mask
    said: Sentence


def kink(network: Network, p: Pass, part: Part, example: int = 0) -> Sentence | None:
    """Says where the derivative by a part is a convention for an example of an explained pass; None where it is a true limit.

    Only what moves with the part can cross a kink, so its change is followed from layer to layer up to the cost.
    """
    return next((found.said for found in _kinks(network, p, part, slice(example, example + 1))), None)


def jump(network: Network, part: Part) -> Sentence | None:
    """Names the step that is in the way of the derivative by a part, whichever the example."""
    if not is_removed(network, part):
        moving = _own(network, part, 1)
        for l in range(max(part.l, 1), network.last + 1):
            moving = _moved(network, part, l, moving)
            if _is_step(network, part, l) and moving.any():
                return Sentence(STEP, j=int(moving[:, 0].argmax()), l=l)
    return None


def mean_kink(network: Network, rows: Array, part: Part, progress: Progress = silent) -> Sentence | None:
    """Says in how many of the examples, rows (m, …) of [1 | x | y], the derivative by a part is a convention, and where mostly.

    A step is in the way of all of them. `network` is left with other activations, not with another gradient.
    """
    step = jump(network, part)
    if step is not None or not _has_kinks(network, part):
        return step
    at, found = np.zeros(len(rows), dtype=bool), dict[tuple[int, int, bool], tuple[int, Sentence]]()
    with np.errstate(all="ignore"):
        for block, p in Evaluation(network, rows).passes(back_to(part.l), progress):
            for l, j, of_cost, where, said in _kinks(network, p, part, slice(None)):
                at[block] |= where
                count, first = found.get((l, j, of_cost), (0, said))
                found[l, j, of_cost] = count + int(where.sum()), first
    if not found:
        return None
    count, bend = max(found.values(), key=lambda each: each[0])
    most = Sentence(OF_MEAN, m=f"{count:,}", n=f"{len(rows):,}", bend=bend)
    return most if len(found) == 1 else Sentence(OTHERS, most=most, m=f"{int(at.sum()):,}", n=f"{len(rows):,}")


def _kinks(network: Network, p: Pass, part: Part, examples: slice) -> Iterator[Kink]:
    """The kinks that a part reaches in these examples, layer by layer and then the cost; behind a kink or a slope others move."""
    if is_removed(network, part):
        return
    moving = _own(network, part, p.examples)[:, examples]
    if isinstance(part, Edge):                                           # without input the weight moves nothing
        moving = moving & (p.a[part.l - 1][part.k, examples] != 0)
    for l in range(max(part.l, 1), network.last + 1):
        moving, activation = _moved(network, part, l, moving), network.activation(l)
        if activation.is_coupled or (l == part.l and isinstance(part, Neuron)):
            continue
        if _is_step(network, part, l):
            for j, at in _rows_of(moving):
                yield Kink(l, j, False, at, Sentence(STEP, j=j, l=l))
            return                                                       # no derivative gets any further
        z, da_dz, dC_da = (quantity[l][:, examples] for quantity in (p.z, p.da_dz, p.dC_da))
        bent = moving & np.isin(z, activation.kinks)
        for j, at in _rows_of(bent & (dC_da != 0)):
            i = int(at.argmax())
            yield Kink(l, j, False, at, Sentence(
                BEND, j=j, l=l, z=number(z[j, i]), activation=activation.name, slope=number(da_dz[j, i])))
        moving = bent | moving & (da_dz != 0)
    error, slope = p.a[-1][:, examples] - p.y[:, examples], p.dC_da[-1][:, examples]
    for j, at in _rows_of(moving & np.isin(error, network.cost.kinks)):
        i = int(at.argmax())
        yield Kink(network.last, j, True, at, Sentence(
            COST_BEND, j=j, error=number(error[j, i]), cost=network.cost.name, slope=number(slope[j, i])))


def _rows_of(mask: Mask) -> Iterator[tuple[int, Mask]]:
    """The neurons (n, m) that are marked in any example, each with its examples."""
    for j in np.flatnonzero(mask.any(axis=1)):
        yield int(j), mask[j]


def _own(network: Network, part: Part, examples: int) -> Mask:
    """That the part moves its own neuron, (n_l, examples)."""
    own: Mask = np.zeros((network.sizes[part.l], examples), dtype=bool)
    own[part.j] = True
    return own


def _moved(network: Network, part: Part, l: int, moving: Mask) -> Mask:
    """Whose z of layer l moves, and is not switched off, when those a of the layer before move, or the part itself."""
    if l > part.l:
        moving = (network.w[l] != 0).astype(float) @ moving > 0
    on = network.on[l]
    if network.activation(l).is_coupled:
        moving = np.broadcast_to(moving.any(axis=0), moving.shape)
    return moving if on is None or (l == part.l and isinstance(part, Neuron)) else moving & (on != 0)


def _is_step(network: Network, part: Part, l: int) -> bool:
    return network.activation(l).name == "step" and not (l == part.l and isinstance(part, Neuron))


def _has_kinks(network: Network, part: Part) -> bool:
    """Whether anything ahead of the part has a kink at all."""
    return bool(network.cost.kinks) or any(activation.kinks for activation in network.activations[part.l:] if activation)
