"""What a network answers and what it costs over any number of examples, in blocks that stay in the processor's cache."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from core.activations import Array
from core.network import Network
from core.progress import Progress, silent
from core.tape import Call, Pass, run

BLOCK = 1024        # examples

Tape = Callable[[Pass], Iterable[Call]]


def forward(p: Pass) -> Iterator[Call]:
    """From the inputs to the cost."""
    yield from p.forward()
    yield from p.cost()


def forward_and_back(p: Pass) -> Iterator[Call]:
    """The whole pass, which leaves ∂C/∂w and ∂C/∂b in the network."""
    yield from forward(p)
    yield from p.backward()


def back_to(l: int) -> Tape:
    """Forward, and back as far as z and a of layer l; the gradient in the network stays as it is."""
    def tape(p: Pass) -> Iterator[Call]:
        yield from p.forward()
        yield from (call for call in p.backward() if call.quantity != "dC_dw" and call.layer is not None and call.layer >= l)

    return tape


class Evaluation:
    """A network over the given rows [1 | x | y]. Each call reads the network's parameters as they are then."""

    def __init__(self, network: Network, rows: Array) -> None:
        self._network, self._rows = network, rows
        self._passes: dict[int, Pass] = {}

    def outputs(self, progress: Progress = silent) -> Array:
        """a⁽ᴸ⁾ of every example, (outputs, examples)."""
        return self._measure(progress)[0]

    def example_costs(self, progress: Progress = silent) -> Array:
        """C₀ of every example, (examples,)."""
        return self._measure(progress)[1]

    def cost(self) -> float:
        """C, the mean of C₀ over the examples; NaN when there are none."""
        return self.measure()[1]

    def measure(self, progress: Progress = silent) -> tuple[Array, float]:
        """Outputs and the mean cost, from one run over the examples."""
        outputs, costs = self._measure(progress)
        return outputs, float(costs.mean()) if costs.size else float("nan")

    def passes(self, tape: Tape = forward, progress: Progress = silent) -> Iterator[tuple[slice, Pass]]:
        """Block after block of the examples, with the pass that ran `tape` over it; each is valid until the next."""
        for start in range(0, len(self._rows), BLOCK):
            rows = self._rows[start:start + BLOCK]
            if len(rows) not in self._passes:
                self._passes[len(rows)] = Pass(self._network, rows)
            p = self._passes[len(rows)].over(rows)
            run(tape(p))
            yield slice(start, start + len(rows)), p
            progress((start + len(rows)) / len(self._rows))

    def _measure(self, progress: Progress = silent) -> tuple[Array, Array]:
        outputs: Array = np.empty((self._network.sizes[-1], len(self._rows)))
        costs: Array = np.empty(len(self._rows))
        for block, p in self.passes(progress=progress):
            outputs[:, block], costs[block] = p.a[-1], p.C0
        return outputs, costs


def outputs(network: Network, x: Array, progress: Progress = silent) -> Array:
    """a⁽ᴸ⁾ for inputs (examples, inputs), as (outputs, examples)."""
    rows: np.ndarray[Any, np.dtype[np.float64]] = np.zeros((len(x), 1 + network.sizes[0] + network.sizes[-1]))
    rows[:, 0], rows[:, 1:1 + network.sizes[0]] = 1.0, x
    return Evaluation(network, rows).outputs(progress)


def example_pass(network: Network, row: Array) -> Pass:
    """One example [1 | x | y] through the network and back, every quantity kept; ∂C₀/∂w and ∂C₀/∂b are in `network`."""
    p = Pass(network, row.reshape(1, -1))
    run(forward_and_back(p))
    return p


def mean_gradient(network: Network, rows: Array, progress: Progress = silent) -> float:
    """Leave ∂C/∂w and ∂C/∂b, averaged over all rows, in `network`, and return C."""
    total, cost = np.zeros_like(network.gradient), 0.0
    with np.errstate(all="ignore"):
        for _, p in Evaluation(network, rows).passes(forward_and_back, progress):
            total += network.gradient * p.examples
            cost += float(p.C) * p.examples
        np.divide(total, max(len(rows), 1), network.gradient)
    return cost / max(len(rows), 1)
