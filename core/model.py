"""From a description to what runs: the network with its parameters, and the examples as the rows that a pass reads."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.activations import Array
from core.data.dataset import Dataset, codes, encode, features, split
from core.document.experiment import Experiment, Source
from core.document.parameters import current_parameters, sizes
from core.network import Network


class Examples(NamedTuple):
    """A data set as one network sees it: each row is [1 | x | y] of one example, in the order of the data set.

    `training` and `test` are row numbers; example i of the training set, counting from 0, is row `training[i]`. The rows of each
    set stand one after the other in `training_rows` and `test_rows`, made once because data may be hundreds of megabytes.
    Nobody writes to any of them.
    """

    rows: Array                          # (n, 1 + inputs + outputs)
    training: np.ndarray
    test: np.ndarray
    inputs: int
    training_rows: Array
    test_rows: Array
    largest_input: float                 # in size, over all examples
    dataset: Dataset
    made_of: tuple[Source, tuple[object, ...]]

    @property
    def x(self) -> Array:
        """Inputs of all examples, (n, inputs)."""
        return self.rows[:, 1:1 + self.inputs]

    @property
    def y(self) -> Array:
        """Desired outputs of all examples, (n, outputs)."""
        return self.rows[:, 1 + self.inputs:]

    def fit(self, experiment: Experiment) -> bool:
        """Whether these are the examples of this experiment, too: other layers between its ends change nothing."""
        data, ends = self.made_of
        return ends == _ends(experiment) and data == experiment.data


def build_examples(experiment: Experiment, dataset: Dataset) -> Examples:
    """The rows of the data set with the experiment's features, encoding and split."""
    layer = experiment.network.layers[-1]
    x, y = features(dataset, experiment.network.inputs), encode(dataset, layer.neurons, layer.activation)
    rows = np.concatenate([np.ones((len(x), 1)), x, y], axis=1)
    training, test = split(len(x), experiment.data.training_share, experiment.data.seed, dataset.test_examples)
    return Examples(rows, training, test, x.shape[1], _taken(rows, training), _taken(rows, test),
                    float(max(x.max(initial=0.0), -x.min(initial=0.0))), dataset, (experiment.data, _ends(experiment)))


def _ends(experiment: Experiment) -> tuple[object, ...]:
    """What the rows are made by beside the data: the inputs, how many outputs there are, and what these are to be for a class."""
    layer = experiment.network.layers[-1]
    return experiment.network.inputs, layer.neurons, codes(layer.activation)


def _taken(rows: Array, numbers: np.ndarray) -> Array:
    """The rows of these numbers in one piece, without copying them where they are so already."""
    if len(numbers) and np.array_equal(numbers, np.arange(numbers[0], numbers[0] + len(numbers))):
        return rows[numbers[0]:numbers[0] + len(numbers)]
    return np.ascontiguousarray(rows[numbers])


def build_network(experiment: Experiment, dataset: Dataset) -> Network:
    """The network with its current parameters."""
    described = experiment.network
    network = Network(sizes(experiment, dataset), [layer.activation for layer in described.layers], described.cost)
    network.set_parameters(*current_parameters(experiment, dataset))
    network.mark(described.removed, described.frozen, described.off)
    return network
