"""What is looked at: the selection, the example or probe whose activations are drawn, and whose gradient is shown."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from core.activations import Array
from core.data.dataset import features
from core.document.places import followed
from core.errors import Sentence
from core.evaluation import Evaluation
from core.explain.formulas import symbol_of
from core.explain.meaning import Meaning, meaning
from core.model import build_network
from core.network import Bias, Network, Neuron, views
from core.parts import Part, distinct, every, grown
from core.tape import Pass
from core.tape import run as run_tape
from playground.run import Run
from playground.session import Session
from widgets.formula import Pointed

REST = 150                                                      # ms after which a hand that drags a number rests
PASSES = 3                                                      # kept over many values: the two maps, the one at rest finer
NOTHING = Meaning(Sentence(""))

Selected = Part | None
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
    follows each of the two as well.  lit(Meaning): what is pointed at in a formula or a list, to be lit wherever it is shown.
    peeked(): another training example, or none any more, is pointed at.
    """

    opened = Signal()
    changed = Signal()
    refreshed = Signal()
    lit = Signal(object)
    peeked = Signal()

    network: Network
    shown: Pass                                             # of what is looked at, there and back; filled anew with every change

    def __init__(self, session: Session, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._run = session, run
        self.selection: Selected = None
        self.chosen: tuple[Part, ...] = ()                  # all that is selected; the last of it is the selection
        self.set: Set = "training"
        self.example = 0
        self.peek: int | None = None                        # the training example that is pointed at, shown for as long
        self.probe: Array | None = None                     # values of the data set's columns
        self.worst_first = False
        self.averages = False                               # the switch "this example / average of n"
        self._costs: tuple[tuple[int, Set], Array] | None = None
        self.version = 0                                    # counts the changes of the parameters and of the data
        self._frame: int | None = None                      # counts snapshots while training runs or a number is dragged
        self._example_gradient: Array
        self._passes: deque[tuple[Array, Pass]] = deque(maxlen=PASSES)
        self._resting = QTimer(self, singleShot=True, interval=REST)
        self._resting.timeout.connect(self._catch_up)
        session.drag_ended.connect(self._catch_up)
        session.changed.connect(self.open)
        run.snapshot_taken.connect(self._follow)

    def open(self) -> None:
        """Look at the session's experiment; what is still there stays looked at."""
        self.network = build_network(self._session.experiment, self._session.dataset)
        self._row = np.empty((1, self._run.examples.rows.shape[1]))
        self.shown = Pass(self.network, self._row)
        self._tape = [*self.shown.forward(), *self.shown.cost(), *self.shown.backward()]
        self._passes.clear()
        if self.probe is not None and len(self.probe) != len(self._session.dataset.columns):
            self.probe = None
        if not len(self.numbers(self.set)):
            self.set = "training"
        self.example = min(self.example, self.count - 1)
        places, chosen = self._session.places, self.chosen
        if places:                                          # what is gone leaves the selection; its place is taken when all is gone
            chosen = tuple(followed(chosen, places)) or chosen[-1:]
        self._keep(chosen)
        self.version += 1
        self.peek = None
        self.opened.emit()
        self._look()

    def is_due(self, every: int, phase: int = 0) -> bool:
        """Whether a panel that draws only every so many frames should draw now; always when the numbers rest."""
        return self._frame is None or self._frame % every == phase

    @property
    def moving(self) -> bool:
        """Whether the numbers change many times a second, so that what takes long has to wait."""
        return self._run.running or (self._session.dragging and self._frame is not None)

    def _catch_up(self) -> None:
        """The hand rests, or lets go: everything is drawn."""
        self._resting.stop()
        if not self._run.running:
            self._frame = None
            self.refreshed.emit()

    def _follow(self) -> None:
        self._frame = (self._frame or 0) + 1 if self._run.running or self._session.dragging else None
        if self._session.dragging:
            self._resting.start()
        self.version += 1
        self._compute()
        self.refreshed.emit()

    def _compute(self) -> None:
        """Take over the parameters of the snapshot and compute what is shown."""
        self.network.parameters[:] = self._run.snapshot.parameters
        self._row[0] = self.row
        run_tape(self._tape)
        self._example_gradient = self.network.gradient.copy()

    # ---- what is looked at ---------------------------------------------------------------------------------------------------

    def select(self, part: Selected) -> None:
        """Look at an edge, a bias, a neuron, or nothing."""
        self._keep(() if part is None else (part,))
        self._announce()

    def select_several(self, parts: Iterable[Part], joining: bool = False) -> None:
        """Look at the last of these parts, and have all of them selected; joining, those as well that already are."""
        self._keep((*(self.chosen if joining else ()), *parts))
        self._announce()

    def toggle(self, part: Part) -> None:
        """Let a part join what is selected, or leave it."""
        others = [other for other in self.chosen if type(other) is not type(part) or other != part]
        self.select_several(others if len(others) < len(self.chosen) else (*others, part))

    def select_all(self) -> None:
        """Every edge and every neuron; what is looked at stays."""
        self.select_several([*every(self.network.sizes), *self.chosen[-1:]])

    def select_more(self) -> None:
        """Also what leads into the same neurons; after that, all of their layers; after that, everything."""
        if self.chosen:
            self.select_several([*grown(self.network.sizes, self.chosen), self.chosen[-1]])

    def _keep(self, parts: Iterable[Part]) -> None:
        """Have those selected that exist, each once; the last to be told is the last."""
        found = distinct([part for part in parts if self._exists(part)][::-1])[::-1]
        self.chosen, self.selection = tuple(found), found[-1] if found else None

    def select_bias(self) -> None:
        """From the selected neuron to its bias, or back."""
        if isinstance(self.selection, Bias):
            self.select(Neuron(*self.selection))
        elif isinstance(self.selection, Neuron):
            self.select(Bias(*self.selection))

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

    def peek_at(self, number: int | None) -> None:
        """Show a training example for as long as it is pointed at."""
        self.peek = number
        self.peeked.emit()

    def point_at(self, pointed: Pointed | Selected) -> Meaning:
        """Light what a symbol, an index, or a part means, and say what that is; None puts the light out."""
        if pointed is None:
            meant = NOTHING
        elif isinstance(pointed, Pointed):
            meant = meaning(self.network, pointed.symbol, pointed.index, self._matrix)
        else:
            meant = meaning(self.network, symbol_of(self.network.sizes, pointed), matrix=self._matrix)
        self.lit.emit(meant)
        return meant

    @property
    def _matrix(self) -> int | None:
        """The layer whose matrix is meant by rows and columns: that of the selection."""
        return self.selection.l if self.selection is not None and self.selection.l > 0 else None

    # ---- what there is to see ------------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Examples in the set that is looked at."""
        return len(self.numbers(self.set))

    @property
    def row(self) -> Array:
        """What is fed to the network: the row [1 | x | y] of the example; a probe keeps the y of the example it started from."""
        row: Array = self._run.examples.rows[self.row_number]
        if self.probe is not None:
            return np.concatenate([[1.0], self.seen(self.probe[None])[0], row[1 + self.network.sizes[0]:]])
        return row

    @property
    def rows(self) -> Array:
        """What the derivative looked at is over: the one row, or all of the training set for the average."""
        return self._run.examples.training_rows if self.averages else self.row[None]

    @property
    def row_number(self) -> int:
        """Place of the example in the data set."""
        return int(self.numbers(self.set)[self.example])

    @property
    def activations(self) -> list[Array]:
        """a⁽⁰⁾ … a⁽ᴸ⁾ of what is looked at, each (n_l,)."""
        return [a[:, 0] for a in self.shown.a]

    @property
    def desired(self) -> Array:
        """y, (n_L,)."""
        return self.shown.y[:, 0]

    @property
    def gradient(self) -> Gradient | None:
        """The gradient to show: the last batch's while training runs, else this example's or the average, as the switch says."""
        snapshot = self._run.snapshot
        if self._run.running:
            return None if snapshot.gradient is None else Gradient(snapshot.gradient, "batch", 0)
        if self.averages:
            count = len(self._run.examples.training)
            return None if snapshot.mean_gradient is None else Gradient(snapshot.mean_gradient, "average", count)
        return Gradient(self._example_gradient, "example", 1)

    def layered(self, flat: Array) -> list[Array | None]:
        """The weights' part of a flat vector as a list by layer, entry 0 None."""
        return [None, *views(flat, self.network.sizes).w[1:]]

    def example_costs(self, which: Set | None = None) -> Array:
        """C₀ of every example of the set."""
        key = self.version, which or self.set
        if self._costs is None or self._costs[0] != key:         # going through 60,000 examples by cost asks again and again
            self._costs = key, Evaluation(self.network, self.rows_of(key[1])).example_costs()
        return self._costs[1]

    def outputs_of(self, which: Set) -> Array:
        """a⁽ᴸ⁾ of every example of a set, (n_L, examples)."""
        return Evaluation(self.network, self.rows_of(which)).outputs()

    def seen(self, x: Array) -> Array:
        """What the network sees, (points, n_0), of values of the columns (points, columns)."""
        return features(self._session.dataset._replace(inputs=x), self._session.experiment.network.inputs)

    def activations_over(self, x: Array) -> list[Array]:
        """a⁽⁰⁾ … a⁽ᴸ⁾ for many values of the columns (points, columns), each (n_l, points).

        Asked again with the very same `x`, it fills the same arrays, which takes a tenth of the time that making them does.
        """
        p = next((p for kept, p in self._passes if kept is x), None)
        if p is None:
            seen = self.seen(x)
            rows = np.ones((len(x), 1 + seen.shape[1] + self.network.sizes[-1]))
            rows[:, 1:1 + seen.shape[1]] = seen
            p = Pass(self.network, rows)
            self._passes.append((x, p))
        run_tape(p.forward())
        return p.a

    def _look(self) -> None:
        self._compute()
        self._announce()

    def _announce(self) -> None:
        self._frame = None
        self.changed.emit()
        self.refreshed.emit()

    def numbers(self, which: Set) -> np.ndarray:
        """Rows of the data set that are in the training or the test set."""
        examples = self._run.examples
        return examples.training if which == "training" else examples.test

    def rows_of(self, which: Set) -> Array:
        """The rows [1 | x | y] of a set."""
        examples = self._run.examples
        return examples.training_rows if which == "training" else examples.test_rows

    def _exists(self, part: Selected) -> bool:
        sizes = self.network.sizes
        if part is None or not 0 <= part.l < len(sizes) or part.j >= sizes[part.l]:
            return part is None
        return isinstance(part, Neuron) or (part.l > 0 and (isinstance(part, Bias) or part.k < sizes[part.l - 1]))
