"""What a network answers and what it costs over any number of examples, in blocks that stay in the processor's cache."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.activations import Array
from core.network import Network
from core.tape import Pass, run

BLOCK = 1024        # examples


class Evaluation:
    """A network over the given rows [1 | x | y]. Each call reads the network's parameters as they are then."""

    def __init__(self, network: Network, rows: Array) -> None:
        self._network, self._rows = network, rows
        self._passes: dict[int, Pass] = {}

    def outputs(self) -> Array:
        """a⁽ᴸ⁾ of every example, (outputs, examples)."""
        return self._measure()[0]

    def example_costs(self) -> Array:
        """C₀ of every example, (examples,)."""
        return self._measure()[1]

    def cost(self) -> float:
        """C, the mean of C₀ over the examples; NaN when there are none."""
        return self.measure()[1]

    def measure(self) -> tuple[Array, float]:
        """Outputs and the mean cost, from one run over the examples."""
        outputs, costs = self._measure()
        return outputs, float(costs.mean()) if costs.size else float("nan")

    def _measure(self) -> tuple[Array, Array]:
        outputs: Array = np.empty((self._network.sizes[-1], len(self._rows)))
        costs: Array = np.empty(len(self._rows))
        for block, p in self._blocks():
            outputs[:, block], costs[block] = p.a[-1], p.C0
        return outputs, costs

    def _blocks(self) -> Iterator[tuple[slice, Pass]]:
        for start in range(0, len(self._rows), BLOCK):
            rows = self._rows[start:start + BLOCK]
            if len(rows) not in self._passes:
                self._passes[len(rows)] = Pass(self._network, rows)
            p = self._passes[len(rows)].over(rows)
            run([*p.forward(), *p.cost()])
            yield slice(start, start + len(rows)), p


def outputs(network: Network, x: Array) -> Array:
    """a⁽ᴸ⁾ for inputs (examples, inputs), as (outputs, examples)."""
    rows: np.ndarray[Any, np.dtype[np.float64]] = np.zeros((len(x), 1 + network.sizes[0] + network.sizes[-1]))
    rows[:, 0], rows[:, 1:1 + network.sizes[0]] = 1.0, x
    return Evaluation(network, rows).outputs()


def example_pass(network: Network, row: Array) -> Pass:
    """One example [1 | x | y] through the network and back, every quantity kept; ∂C₀/∂w and ∂C₀/∂b are in `network`."""
    p = Pass(network, row.reshape(1, -1))
    run([*p.forward(), *p.cost(), *p.backward()])
    return p


def mean_gradient(network: Network, rows: Array) -> float:
    """Leave ∂C/∂w and ∂C/∂b, averaged over all rows, in `network`, and return C."""
    total, cost = np.zeros_like(network.gradient), 0.0
    for start in range(0, len(rows), BLOCK):
        block = rows[start:start + BLOCK]
        p = Pass(network, block)
        run([*p.forward(), *p.cost(), *p.backward()])
        total += network.gradient * len(block)
        cost += float(p.C) * len(block)
    np.divide(total, max(len(rows), 1), network.gradient)
    return cost / max(len(rows), 1)
