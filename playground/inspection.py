"""What is looked at: the selection, the example or probe whose activations are drawn, and whose gradient is shown."""
from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.activations import Array
from core.data.dataset import features
from core.evaluation import Evaluation, example_pass
from core.model import build_network
from core.network import Bias, Edge, Network, Neuron, views
from core.tape import Pass
from core.tape import run as run_tape
from playground.run import Run
from playground.session import Session

Selected = Edge | Bias | Neuron | None
Set = Literal["training", "test"]
Whose = Literal["batch", "example", "average"]


class Gradient(NamedTuple):
    """A gradient to show, flat like the parameters, and whose: the last batch's, an example's or the training set's average."""

    flat: Array
    whose: Whose
    examples: int


class Inspection(QObject):
    """Follows the run with a network of its own, so that the window never touches arrays that the trainer still writes.

    opened(): the network or its data are others.  changed(): something else is looked at.  refreshed(): the numbers are new; it
    follows each of the two as well.
    """

    opened = Signal()
    changed = Signal()
    refreshed = Signal()

    network: Network
    shown: Pass

    def __init__(self, session: Session, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._run = session, run
        self.selection: Selected = None
        self.set: Set = "training"
        self.example = 0
        self.probe: Array | None = None                     # values of the data set's columns
        self.worst_first = False
        self.averages = False                               # the switch "this example / average of n"
        self._frame: int | None = None                      # counts snapshots while training runs
        self._example_gradient: Array
        session.changed.connect(self.open)
        run.snapshot_taken.connect(self._follow)

    def open(self) -> None:
        """Look at the session's experiment; what is still there stays looked at."""
        self.network = build_network(self._session.experiment, self._session.dataset)
        if self.probe is not None and len(self.probe) != len(self._session.dataset.columns):
            self.probe = None
        if not len(self.numbers(self.set)):
            self.set = "training"
        self.example = min(self.example, self.count - 1)
        if not self._exists(self.selection):
            self.selection = None
        self.opened.emit()
        self._look()

    def is_due(self, every: int, phase: int = 0) -> bool:
        """Whether a panel that draws only every so many frames should draw now; always when training does not run."""
        return self._frame is None or self._frame % every == phase

    def _follow(self) -> None:
        self._frame = (self._frame or 0) + 1 if self._run.running else None
        self._compute()
        self.refreshed.emit()

    def _compute(self) -> None:
        """Take over the parameters of the snapshot and compute what is shown."""
        self.network.parameters[:] = self._run.snapshot.parameters
        self.shown = example_pass(self.network, self.row)
        self._example_gradient = self.network.gradient.copy()

    # ---- what is looked at ---------------------------------------------------------------------------------------------------

    def select(self, part: Selected) -> None:
        """Look at an edge, a bias, a neuron, or nothing."""
        self.selection = part if self._exists(part) else None
        self._announce()

    def show_example(self, number: int, which: Set | None = None) -> None:
        """Look at an example of the training or test set, counted from 0; the numbers go round at both ends."""
        which = which or self.set
        count = len(self.numbers(which))
        if count:
            self.set, self.example, self.probe = which, number % count, None
            self._look()

    def show_random_example(self, rng: np.random.Generator) -> None:
        """Look at any example of the set."""
        self.show_example(int(rng.integers(len(self.numbers(self.set)))))

    def step_example(self, by: int) -> None:
        """The next example, or with by = −1 the one before; by cost when the worst come first."""
        if not self.worst_first:
            self.show_example(self.example + by)
            return
        order = np.argsort(-self.example_costs(), kind="stable")
        place = int(np.flatnonzero(order == self.example)[0])
        self.show_example(int(order[(place + by) % len(order)]))

    def show_worst_first(self, on: bool) -> None:
        """Go through the examples by cost, beginning with the worst."""
        self.worst_first = on
        self.show_example(int(self.example_costs().argmax()) if on else self.example)

    def show_probe(self, x: Array | None) -> None:
        """Look at an input that is in no data set, as values of its columns; None goes back to the example."""
        self.probe = None if x is None else np.asarray(x, float)
        self._look()

    def show_average(self, averages: bool) -> None:
        """Show the gradient of this example or the average over the training set."""
        self.averages = averages
        self._announce()

    # ---- what there is to see ------------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Examples in the set that is looked at."""
        return len(self.numbers(self.set))

    @property
    def row(self) -> Array:
        """What is fed to the network: the row [1 | x | y] of the example, or of the probe with y unknown (0)."""
        if self.probe is not None:
            return np.concatenate([[1.0], self._seen(self.probe[None])[0], np.zeros(self.network.sizes[-1])])
        row: Array = self._run.examples.rows[self.row_number]
        return row

    @property
    def row_number(self) -> int:
        """Place of the example in the data set."""
        return int(self.numbers(self.set)[self.example])

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
        snapshot = self._run.snapshot
        if self._run.running:
            return None if snapshot.gradient is None else Gradient(snapshot.gradient, "batch", 0)
        if self.averages:
            count = len(self._run.examples.training)
            return None if snapshot.mean_gradient is None else Gradient(snapshot.mean_gradient, "average", count)
        if self.probe is not None:
            return None
        return Gradient(self._example_gradient, "example", 1)

    def layered(self, flat: Array) -> list[Array | None]:
        """The weights' part of a flat vector as a list by layer, entry 0 None."""
        return [None, *views(flat, self.network.sizes).w[1:]]

    def example_costs(self, which: Set | None = None) -> Array:
        """C₀ of every example of the set."""
        return Evaluation(self.network, self._run.examples.rows[self.numbers(which or self.set)]).example_costs()

    def outputs_of(self, which: Set) -> Array:
        """a⁽ᴸ⁾ of every example of a set, (n_L, examples)."""
        return Evaluation(self.network, self._run.examples.rows[self.numbers(which)]).outputs()

    def activations_over(self, x: Array) -> list[Array]:
        """a⁽⁰⁾ … a⁽ᴸ⁾ for many values of the columns (points, columns), each (n_l, points)."""
        seen = self._seen(x)
        rows = np.ones((len(x), 1 + seen.shape[1] + self.network.sizes[-1]))
        rows[:, 1:1 + seen.shape[1]] = seen
        p = Pass(self.network, rows)
        run_tape(p.forward())
        return p.a

    def _look(self) -> None:
        self._compute()
        self._announce()

    def _announce(self) -> None:
        self._frame = None
        self.changed.emit()
        self.refreshed.emit()

    def _seen(self, x: Array) -> Array:
        """What the network sees of values of the columns."""
        return features(self._session.dataset._replace(inputs=x), self._session.experiment.network.inputs)

    def numbers(self, which: Set) -> np.ndarray:
        """Rows of the data set that are in the training or the test set."""
        examples = self._run.examples
        return examples.training if which == "training" else examples.test

    def _exists(self, part: Selected) -> bool:
        sizes = self.network.sizes
        if part is None or not 0 <= part.l < len(sizes) or part.j >= sizes[part.l]:
            return part is None
        return isinstance(part, Neuron) or (part.l > 0 and (isinstance(part, Bias) or part.k < sizes[part.l - 1]))
