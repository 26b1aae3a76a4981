"""The maths once more, written from the definitions for automatic differentiation, and the networks that it is compared on."""
from __future__ import annotations

from collections.abc import Callable

import autograd.numpy as anp
import numpy as np
from autograd.scipy.special import logsumexp
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.costs import COSTS, allowed
from core.network import Edge, Network, Neuron

LECTURE = {  # layer: z, a, ∂z/∂w, ∂a/∂z, ∂C₀/∂a, ∂C₀/∂w, ∂C₀/∂b of the chain 1-1-1-1
    1: (0.7, 0.6681877721681662, 0.5, 0.22171287329310904, 0.06323061229249684, 0.007009520365726028, 0.014019040731452055),
    2: (-0.23455021773453294, 0.44162979777012246, 0.6681877721681662, 0.2465929194916432, -0.3205212279758891,
        -0.052812402450690646, -0.07903826536562104),
    3: (0.26244469665518366, 0.5652371571446994, 0.44162979777012246, 0.24574411332767782, -0.8695256857106013,
        -0.09436781672801549, -0.21368081865059277),
}
OUTPUTS = [(cost, output) for cost in COSTS for output in ACTIVATIONS if allowed(cost, output)]
HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]

ACTIVATION = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "leaky relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(anp.minimum(z, 0.0)) - 1),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "sine": anp.sin,
    "gaussian": lambda z: anp.exp(-z**2),
    "step": lambda z: anp.where(z >= 0, 1.0, 0.0) + 0 * z,
    "softmax": lambda z: anp.exp(z - logsumexp(z, axis=0, keepdims=True)),
}
COST = {
    "squared error": lambda a, y: anp.sum((a - y) ** 2, axis=0),
    "half squared error": lambda a, y: anp.sum((a - y) ** 2, axis=0) / 2,
    "absolute error": lambda a, y: anp.sum(anp.abs(a - y), axis=0),
    "huber": lambda a, y: anp.sum(anp.where(anp.abs(a - y) <= 1, (a - y) ** 2 / 2, anp.abs(a - y) - 0.5), axis=0),
    "cross-entropy": lambda a, y: -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a), axis=0),
    "categorical cross-entropy": lambda a, y: -anp.sum(y * anp.log(a), axis=0),
}


def mean_cost(network: Network, rows: np.ndarray, push: Neuron | None = None) -> Callable[[np.ndarray], float]:
    """C as a function of the parameters; with `push`, of what is added to this neuron's activation."""
    n0, last = network.sizes[0], network.sizes[-1]
    x, y = rows[:, 1:1 + n0].T, rows[:, 1 + n0:1 + n0 + last].T

    def cost(variable: np.ndarray) -> float:
        parameters = (variable if push is None else network.parameters) * network.present
        a, start = x, 0
        for l, n in enumerate(network.sizes):
            if l:
                columns = 1 + network.sizes[l - 1]
                wb = parameters[start:start + n * columns].reshape(n, columns)
                start += n * columns
                a = ACTIVATION[network.activations[l].name](anp.dot(wb[:, 1:], a) + wb[:, :1])
                a = a if network.on[l] is None else a * network.on[l]
            if push is not None and push.l == l:
                a = a + np.eye(n)[push.j][:, None] * variable
        return anp.mean(COST[network.cost.name](a, y))

    return cost


def small_network(
    activations: list[str], cost: str, seed: int = 0, sizes: tuple[int, ...] = (3, 4, 3, 2), examples: int = 7,
) -> tuple[Network, np.ndarray]:
    """A network with random parameters, and random examples as rows [1 | x | y]."""
    rng = np.random.default_rng(seed)
    network = Network(sizes, activations, cost)
    network.parameters[:] = rng.uniform(-1, 1, network.parameters.shape)
    rows = np.ones((examples, 1 + sizes[0] + sizes[-1]))
    rows[:, 1:] = rng.uniform(0.05, 0.95, (examples, sizes[0] + sizes[-1]))
    if activations[-1] == "softmax":
        rows[:, -sizes[-1]:] = np.eye(sizes[-1])[rng.integers(0, sizes[-1], examples)]
    return network, rows


def lecture_chain() -> tuple[Network, np.ndarray]:
    """The chain 1-1-1-1 of the lecture and its one example."""
    network = Network([1, 1, 1, 1], ["sigmoid"] * 3)
    for l, (w, b) in enumerate(zip([1.2, -0.8, 1.5], [0.1, 0.3, -0.4], strict=True), 1):
        network.w[l][:], network.b[l][:] = w, b
    return network, np.array([[1.0, 0.5, 1.0]])


def edges(sizes: tuple[int, ...]) -> list[Edge]:
    return [Edge(l, j, k) for l in range(1, len(sizes)) for j in range(sizes[l]) for k in range(sizes[l - 1])]


@st.composite
def networks(draw: st.DrawFn, most_examples: int = 4) -> tuple[Network, np.ndarray]:
    """Any activations with any cost that goes with them; some edges removed, some neurons switched off.

    Not outputs of softmax or of an entropy, as switching those off has no derivative to compare with.
    """
    cost, output = draw(st.sampled_from(OUTPUTS))
    hidden = draw(st.lists(st.sampled_from(HIDDEN), max_size=3))
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=len(hidden) + 2, max_size=len(hidden) + 2)))
    network, rows = small_network([*hidden, output], cost, draw(st.integers(0, 10_000)), sizes,
                                  draw(st.integers(1, most_examples)))
    last = network.last if output == "softmax" or network.cost.outputs else network.last + 1
    neurons = [Neuron(l, j) for l in range(1, last) for j in range(sizes[l])]
    network.mark(removed=draw(st.lists(st.sampled_from(edges(sizes)), max_size=4)),
                 off=draw(st.lists(st.sampled_from(neurons), max_size=2)) if neurons else [])
    return network, rows
