"""What an explanation costs: every example's derivative, the paths, and the factors of one example, each beside a plainer way.

Run with `make bench`. Each group is one question; the ratios in brackets compare within the run, which is what may be quoted.
"""
from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.evaluation import Evaluation, example_pass
from core.explain.chain_rule import chain, example_derivatives, votes
from core.explain.paths import path_count, paths
from core.network import Edge, Network, Neuron
from core.tape import Pass

Work = Callable[[], object]


def made(sizes: tuple[int, ...], activation: str, examples: int) -> tuple[Network, np.ndarray]:
    """A network with random parameters, and random rows [1 | x | y]."""
    rng = np.random.default_rng(0)
    network = Network(sizes, [activation] * (len(sizes) - 1))
    network.parameters[:] = rng.uniform(-0.5, 0.5, network.parameters.shape)
    rows = rng.uniform(0, 1, (examples, 1 + sizes[0] + sizes[-1]))
    rows[:, 0] = 1.0
    return network, rows


# ---- every example's own derivative ----------------------------------------------------------------------------------------------


def by_the_tape(network: Network, rows: np.ndarray, part: Edge) -> Work:
    return lambda: example_derivatives(network, rows, part)


def cost_alone(network: Network, rows: np.ndarray, part: Edge) -> Work:
    """The examples' costs, without any derivative: what going over the data takes."""
    return Evaluation(network, rows).example_costs


def textbook_numpy(network: Network, rows: np.ndarray, part: Edge) -> Work:
    """All examples at once as they are usually written, a new array for every expression."""
    n = network.sizes[0]
    x, y = rows[:, 1:1 + n], rows[:, 1 + n:]
    w, b = network.w[1:], network.b[1:]

    def derivatives() -> np.ndarray:
        activations = [x]
        for weights, biases in zip(w, b, strict=True):
            activations.append(1 / (1 + np.exp(-(activations[-1] @ weights.T + biases))))
        delta = 2 * (activations[-1] - y) * activations[-1] * (1 - activations[-1])
        for l in range(len(w), part.l, -1):
            delta = delta @ w[l - 1] * activations[l - 1] * (1 - activations[l - 1])
        return delta[:, part.j] * activations[part.l - 1][:, part.k]

    return derivatives


@pytest.mark.parametrize("who", [by_the_tape, cost_alone, textbook_numpy], ids=lambda who: who.__name__)
def test_the_derivative_of_each_of_60_000_examples(
    benchmark: BenchmarkFixture, who: Callable[[Network, np.ndarray, Edge], Work],
) -> None:
    benchmark.group = "one weight's derivative of each of 60,000 examples, 784-30-10"
    work = who(*made((784, 30, 10), "sigmoid", 60_000), Edge(1, 3, 400))
    benchmark.pedantic(work, rounds=5, warmup_rounds=1)


# ---- paths -----------------------------------------------------------------------------------------------------------------------

DEEP = (2, 8, 8, 8, 8, 8, 8, 1)


def count(network: Network, rows: np.ndarray) -> Work:
    return lambda: path_count(network, Edge(1, 0, 0))


def largest_of_one_example(network: Network, rows: np.ndarray) -> Work:
    return lambda: paths(network, rows[:1], Edge(1, 0, 0))


def largest_of_the_mean_over_250(network: Network, rows: np.ndarray) -> Work:
    return lambda: paths(network, rows, Edge(1, 0, 0))


def each_followed_and_sorted(network: Network, rows: np.ndarray) -> Work:
    """All paths of one example, one by one."""
    def follow() -> list[float]:
        p = example_pass(network, rows[0])
        slopes, w = [[], *(s[:, 0].tolist() for s in p.da_dz[1:])], [w.tolist() for w in network.w]
        contributions = []
        for track in itertools.product([0], *(range(n) for n in network.sizes[2:])):
            product = p.a[0][0, 0] * p.dC_dz[-1][track[-1], 0]
            for l, (k, j) in enumerate(itertools.pairwise(track), 1):
                product *= slopes[l][k] * w[l + 1][j][k]
            contributions.append(product)
        return sorted(contributions, key=abs, reverse=True)[:1000]

    return follow


@pytest.mark.parametrize("who", [count, largest_of_one_example, largest_of_the_mean_over_250, each_followed_and_sorted],
                         ids=lambda who: who.__name__)
def test_the_thousand_largest_of_32_768_paths(
    benchmark: BenchmarkFixture, who: Callable[[Network, np.ndarray], Work],
) -> None:
    benchmark.group = "the 1,000 largest of 32,768 paths, 2-8-8-8-8-8-8-1"
    benchmark(who(*made(DEEP, "tanh", 250)))


# ---- one example -----------------------------------------------------------------------------------------------------------------


def factors_and_votes(network: Network, p: Pass) -> Work:
    return lambda: (chain(network, p, Edge(1, 3, 1)), votes(network, p, Neuron(1, 3)))


def the_pass_they_are_read_from(network: Network, p: Pass) -> Work:
    return lambda: example_pass(network, p.rows[0])


@pytest.mark.parametrize("who", [factors_and_votes, the_pass_they_are_read_from], ids=lambda who: who.__name__)
@pytest.mark.parametrize("sizes", [(2, 4, 2, 1), DEEP, (784, 30, 10)], ids=lambda sizes: "-".join(map(str, sizes)))
def test_the_chain_of_one_example(
    benchmark: BenchmarkFixture, sizes: tuple[int, ...], who: Callable[[Network, Pass], Work],
) -> None:
    benchmark.group = f"the factors of one weight, {'-'.join(map(str, sizes))}"
    network, rows = made(sizes, "sigmoid", 1)
    benchmark(who(network, example_pass(network, rows[0])))
