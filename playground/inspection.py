"""What is looked at: the selection, the example or probe whose activations are drawn, and whose gradient is shown."""
from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.activations import Array
from core.data.dataset import Dataset
from core.document.experiment import Experiment
from core.evaluation import Evaluation, example_pass
from core.model import Examples, build_network
from core.network import Bias, Edge, Network, Neuron, views
from core.tape import Pass, run
from core.training import Snapshot

Selected = Edge | Bias | Neuron | None
Set = Literal["training", "test"]
Whose = Literal["batch", "example", "average"]


class Gradient(NamedTuple):
    """A gradient to show, flat like the parameters, and whose it is: the last batch's, one example's or the training set's average."""

    flat: Array
    whose: Whose
    examples: int


class Inspection(QObject):
    """Follows the run with a network of its own, so that the window never touches arrays that the trainer still writes.

    changed(): something else is looked at.  The numbers are fresh after `follow` and after every setter.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.selection: Selected = None
        self.set: Set = "training"
        self.example = 0
        self.probe: Array | None = None
        self.averages = False                               # the switch "this example / average of n"
        self._from_worst: int | None = None                 # the example at which a walk from the worst one stands
        self.network: Network
        self.shown: Pass

    def open(self, experiment: Experiment, dataset: Dataset, examples: Examples, snapshot: Snapshot) -> None:
        """Look at another network or other data; what is still there stays looked at."""
        before = self._examples.inputs if hasattr(self, "_examples") else None
        self.dataset, self._examples = dataset, examples
        self.network = build_network(experiment, dataset)
        if self.probe is not None and before != examples.inputs:
            self.probe = None
        if not len(self._numbers(self.set)):
            self.set = "training"
        self.example = min(self.example, len(self._numbers(self.set)) - 1)
        if not self._exists(self.selection):
            self.selection = None
        self.follow(snapshot, running=False)
        self.changed.emit()

    def follow(self, snapshot: Snapshot, running: bool) -> None:
        """Take over the parameters of a snapshot and compute what is shown."""
        self.snapshot, self.running = snapshot, running
        self._example_gradient = None
        self.network.parameters[:] = snapshot.parameters
        self.shown = example_pass(self.network, self.row)
        self._example_gradient = self.network.gradient.copy()

    # ---- what is looked at ----------------------------------------------------------------------------------------------------------

    def select(self, part: Selected) -> None:
        """Look at an edge, a bias, a neuron, or nothing."""
        self.selection = part if self._exists(part) else None
        self.changed.emit()

    def show_example(self, number: int, which: Set | None = None) -> None:
        """Look at an example of the training or test set, counted from 0; the numbers go round at both ends."""
        which = which or self.set
        count = len(self._numbers(which))
        if count:
            self.set, self.example, self.probe = which, number % count, None
            self._look()

    def show_random_example(self, rng: np.random.Generator) -> None:
        """Look at any example of the set."""
        self.show_example(int(rng.integers(len(self._numbers(self.set)))))

    def show_worse_example(self) -> None:
        """Look at the example that costs most, or, from there, at the next best."""
        costs = self.example_costs()
        order = np.argsort(-costs, kind="stable")
        place = int(np.flatnonzero(order == self.example)[0])
        self.show_example(int(order[(place + 1) % len(order)] if self._from_worst == self.example else order[0]))
        self._from_worst = self.example

    def show_probe(self, x: Array | None) -> None:
        """Look at an input that is in no data set; None goes back to the example."""
        self.probe = None if x is None else np.asarray(x, float)
        self._look()

    def show_average(self, averages: bool) -> None:
        """Show the gradient of this example or the average over the training set."""
        self.averages = averages
        self.changed.emit()

    # ---- what there is to see -------------------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Examples in the set that is looked at."""
        return len(self._numbers(self.set))

    @property
    def row(self) -> Array:
        """What is fed to the network: the row [1 | x | y] of the example, or of the probe with y unknown (0)."""
        if self.probe is not None:
            return np.concatenate([[1.0], self.probe, np.zeros(self.network.sizes[-1])])
        row: Array = self._examples.rows[self.row_number]
        return row

    @property
    def row_number(self) -> int:
        """Place of the example in the data set."""
        return int(self._numbers(self.set)[self.example])

    @property
    def activations(self) -> list[Array]:
        """a⁽⁰⁾ … a⁽ᴸ⁾ of what is looked at, each (n_l,)."""
        return [a[:, 0] for a in self.shown.a]

    @property
    def desired(self) -> Array | None:
        """y, (n_L,); None for a probe."""
        return None if self.probe is not None else self.shown.y[:, 0]

    @property
    def gradient(self) -> Gradient | None:
        """The gradient to show: the last batch's while training runs, else this example's or the average, as the switch says."""
        snapshot = self.snapshot
        if self.running:
            return None if snapshot.gradient is None else Gradient(snapshot.gradient, "batch", 0)
        if self.averages:
            count = len(self._examples.training)
            return None if snapshot.mean_gradient is None else Gradient(snapshot.mean_gradient, "average", count)
        if self.probe is not None:
            return None
        return Gradient(self._example_gradient, "example", 1)

    def layered(self, flat: Array) -> list[Array | None]:
        """The weights' part of a flat vector as a list by layer, entry 0 None."""
        return [None, *views(flat, self.network.sizes).w[1:]]

    def example_costs(self, which: Set | None = None) -> Array:
        """C₀ of every example of the set."""
        return Evaluation(self.network, self._examples.rows[self._numbers(which or self.set)]).example_costs()

    def outputs_of(self, which: Set) -> Array:
        """a⁽ᴸ⁾ of every example of a set, (n_L, examples)."""
        return Evaluation(self.network, self._examples.rows[self._numbers(which)]).outputs()

    def activations_over(self, x: Array) -> list[Array]:
        """a⁽⁰⁾ … a⁽ᴸ⁾ for many inputs (points, inputs), each (n_l, points)."""
        rows = np.ones((len(x), 1 + x.shape[1] + self.network.sizes[-1]))
        rows[:, 1:1 + x.shape[1]] = x
        p = Pass(self.network, rows)
        run(p.forward())
        return p.a

    def _look(self) -> None:
        self.follow(self.snapshot, self.running)
        self.changed.emit()

    def _numbers(self, which: Set) -> np.ndarray:
        return self._examples.training if which == "training" else self._examples.test

    def _exists(self, part: Selected) -> bool:
        sizes = self.network.sizes
        if part is None or not 0 <= part.l < len(sizes) or part.j >= sizes[part.l]:
            return part is None
        return isinstance(part, Neuron) or (part.l > 0 and (isinstance(part, Bias) or part.k < sizes[part.l - 1]))
