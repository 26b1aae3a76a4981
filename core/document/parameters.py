"""How many neurons an experiment describes, and which weights and biases: the initial ones and those of now."""
from __future__ import annotations

from core.activations import Array
from core.data.dataset import Dataset
from core.document.experiment import Experiment
from core.initialization import initialize

Parameters = tuple[list[Array], list[Array]]


def sizes(experiment: Experiment, dataset: Dataset) -> tuple[int, ...]:
    """Neurons of layers 0 … L."""
    inputs = experiment.network.inputs or dataset.columns
    return (len(inputs), *(layer.neurons for layer in experiment.network.layers))


def initial_parameters(experiment: Experiment, dataset: Dataset) -> Parameters:
    """The weights and biases that training starts from, as lists with the input's (empty) entry first."""
    network = experiment.network
    w, b = initialize(sizes(experiment, dataset), network.initialization, experiment.training.seed)
    if network.weights is not None:
        w = [w[0], *network.weights]
    if network.biases is not None:
        b = [b[0], *network.biases]
    return w, b


def current_parameters(experiment: Experiment, dataset: Dataset) -> Parameters:
    """The weights and biases of now, in the same form: those of `state` where it was trained, else the initial ones."""
    w, b = initial_parameters(experiment, dataset)
    state = experiment.state
    return w if state.weights is None else [w[0], *state.weights], b if state.biases is None else [b[0], *state.biases]
