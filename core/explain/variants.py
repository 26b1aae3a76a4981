"""Versions of a network that differ from it in one parameter each, side by side over all examples."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.activations import Array
from core.evaluation import Evaluation, forward
from core.network import Network, parameter_count
from core.progress import Progress, silent
from core.tape import Call, Pass, run

CACHED = 2**20           # bytes of one stacked pass, unless a single version needs more: they should stay in the processor's cache


def variants(
    network: Network, rows: Array, l: int, places: np.ndarray, values: Array, *, together: int = 1,
    progress: Progress = silent,
) -> Iterator[tuple[slice, Pass]]:
    """Version i has values[i] at places[i] of the flat vector, all of them parameters of layer l or later.

    Yields which versions were run over a block of examples, and the pass that holds them as copies; it is valid until the next.
    Versions i … i + `together` − 1 are never parted. As nothing changes before layer l, the pass is one of the layers from l on,
    whose inputs are a⁽ˡ⁻¹⁾. Removed edges stay at 0.
    """
    def before(p: Pass) -> Iterator[Call]:
        return (call for call in p.forward() if call.layer is not None and call.layer < l)

    base = network.twin(first=l)
    places = places - parameter_count(network.sizes[:l])
    values = values * base.present[places]
    done, passes = 0, dict[tuple[int, int], Pass]()
    for _, head in Evaluation(network, rows).passes(before):
        inputs = np.concatenate([head.a1[l - 1], head.y]).T
        step = together * max(1, CACHED // (together * bytes_of(base, head.examples)))
        for start in range(0, len(places), step):
            which = slice(start, min(start + step, len(places)))
            shape = which.stop - start, head.examples
            if shape not in passes:
                passes[shape] = Pass(base.twin(shape[0]), inputs)
            p = passes[shape].over(inputs)
            p.network.parameters[:] = base.parameters
            p.network.parameters[np.arange(shape[0]), places[which]] = values[which]
            run(forward(p))
            yield which, p
            done += shape[0] * shape[1]
            progress(done / (len(places) * len(rows)))


def bytes_of(network: Network, examples: int) -> int:
    """How much one version of the network takes in a stacked pass over so many examples, roughly."""
    return network.parameters.nbytes + 3 * examples * sum(8 * (1 + n) for n in network.sizes[1:])
