"""One epoch of training: this program, textbook NumPy and scikit-learn side by side, on the same shapes and batches.

Run with `make bench`. Each group is one workload; the ratios in brackets compare within the run, which is what may be quoted. The
time is that of an epoch with its shuffle; `steps` in the extra information is the number of steps in it.
"""
from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from core.data.dataset import with_targets
from core.document.experiment import Experiment, Layer, Network, Points, Training
from core.training import Trainer


class Workload(NamedTuple):
    """A network, its batch size and the size of its training set."""

    name: str
    sizes: tuple[int, ...]
    activation: str
    batch_size: int
    examples: int


WORKLOADS = [
    Workload("W1 2-4-2-1 tanh, batch 10", (2, 4, 2, 1), "tanh", 10, 250),
    Workload("W2 2-8-8-8-8-8-8-1 tanh, batch 10", (2, 8, 8, 8, 8, 8, 8, 1), "tanh", 10, 250),
    Workload("W2 2-8-8-8-8-8-8-1 tanh, batch 30", (2, 8, 8, 8, 8, 8, 8, 1), "tanh", 30, 250),
    Workload("W3 64-32-10 sigmoid, batch 32", (64, 32, 10), "sigmoid", 32, 1437),
    Workload("W4 784-30-10 sigmoid, batch 10", (784, 30, 10), "sigmoid", 10, 5000),
    Workload("W4 784-30-10 sigmoid, batch 100", (784, 30, 10), "sigmoid", 100, 5000),
    Workload("W4 784-100-10 sigmoid, batch 10", (784, 100, 10), "sigmoid", 10, 5000),
    Workload("W4 784-100-10 sigmoid, batch 100", (784, 100, 10), "sigmoid", 100, 5000),
]
RATE = 0.03


def data(workload: Workload) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.uniform(0, 1, (workload.examples, workload.sizes[0])), rng.uniform(0, 1, (workload.examples, workload.sizes[-1]))


def this_program(workload: Workload) -> Callable[[], object]:
    x, y = data(workload)
    layers = tuple(Layer(neurons=n, activation=workload.activation) for n in workload.sizes[1:])
    experiment = Experiment(
        network=Network(layers=layers), data=Points(inputs=x, targets=y, training_share=1.0),
        training=Training(learning_rate=RATE, batch_size=workload.batch_size),
    )
    trainer = Trainer(experiment, with_targets(x, y))
    return lambda: trainer.run(trainer.steps_per_epoch)


def textbook_numpy(workload: Workload) -> Callable[[], object]:
    """Backpropagation as it is usually written: examples as rows, a new array for every expression."""
    x, y = data(workload)
    rng = np.random.default_rng(1)
    weights = [rng.uniform(-0.5, 0.5, shape) for shape in zip(workload.sizes, workload.sizes[1:], strict=False)]
    biases = [np.zeros(n) for n in workload.sizes[1:]]
    tanh = workload.activation == "tanh"

    def epoch() -> None:
        order = rng.permutation(len(x))
        for start in range(0, len(x), workload.batch_size):
            batch = order[start:start + workload.batch_size]
            activations = [x[batch]]
            for w, b in zip(weights, biases, strict=True):
                z = activations[-1] @ w + b
                activations.append(np.tanh(z) if tanh else 1 / (1 + np.exp(-z)))
            delta = 2 * (activations[-1] - y[batch])
            for l in range(len(weights) - 1, -1, -1):
                a = activations[l + 1]
                delta = delta * (1 - a**2 if tanh else a * (1 - a))
                dw, db = activations[l].T @ delta / len(batch), delta.mean(axis=0)
                delta = delta @ weights[l].T
                weights[l] -= RATE * dw
                biases[l] -= RATE * db

    return epoch


def scikit_learn(workload: Workload) -> Callable[[], object]:
    """One epoch of MLPRegressor; its output layer is linear, so it has one activation fewer to compute."""
    x, y = data(workload)
    model = MLPRegressor(
        hidden_layer_sizes=workload.sizes[1:-1], activation="tanh" if workload.activation == "tanh" else "logistic",
        solver="sgd", alpha=0.0, batch_size=workload.batch_size, learning_rate_init=RATE, momentum=0.0, nesterovs_momentum=False,
    )
    y = y[:, 0] if y.shape[1] == 1 else y

    def epoch() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.partial_fit(x, y)

    return epoch


@pytest.mark.parametrize("who", [this_program, textbook_numpy, scikit_learn], ids=lambda who: who.__name__)
@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_one_epoch(benchmark: BenchmarkFixture, workload: Workload, who: Callable[[Workload], Callable[[], object]]) -> None:
    benchmark.group = workload.name
    benchmark.extra_info["steps"] = -(-workload.examples // workload.batch_size)
    benchmark(who(workload))
