"""Networks and one example through them, for the widgets that explain."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget

from core.evaluation import example_pass
from core.network import Network
from core.tape import Pass


class Example(NamedTuple):
    """A network and one example that ran through it and back."""

    network: Network
    p: Pass


@pytest.fixture
def chain() -> Example:
    """The lecture's chain with its own numbers."""
    network = Network((1, 1, 1, 1), ("sigmoid",) * 3)
    network.set_parameters([np.empty(0), *([[w]] for w in (1.2, -0.8, 1.5))], [np.empty(0), [0.1], [0.3], [-0.4]])
    return Example(network, example_pass(network, np.array([1.0, 0.5, 1.0])))


@pytest.fixture
def example():
    """Makes a network of any shape with random weights, and one example through it."""
    def make(sizes: tuple[int, ...], activation: str = "tanh", output: str = "tanh", cost: str = "squared error") -> Example:
        rng = np.random.default_rng(len(sizes))
        network = Network(sizes, (*[activation] * (len(sizes) - 2), output), cost)
        network.parameters[:] = rng.normal(0, 0.7, network.parameters.size)
        return Example(network, example_pass(network, np.concatenate([[1.0], rng.random(sizes[0]), np.eye(sizes[-1])[0]])))
    return make


@pytest.fixture
def settle():
    """Waits until everything within a widget has found its place, so that the mouse meets what it aims at."""
    def wait(widget: QWidget) -> None:
        places = None
        while places != (places := [child.mapToGlobal(child.pos()) for child in widget.findChildren(QWidget)]):
            QApplication.processEvents()
    return wait
