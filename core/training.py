"""Training: the Trainer that owns parameters, optimizer state and step, and the Snapshot it hands out."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import asdict

from core.activations import Array, Work
from core.data.dataset import Dataset, accuracy
from core.document.experiment import Experiment, State
from core.errors import Sentence
from core.evaluation import Evaluation, mean_gradient
from core.history import History
from core.model import Examples, build_examples, build_network
from core.network import Bias, Edge, Network, place, views
from core.optimizers import Update
from core.progress import Progress, silent
from core.tape import Pass, calls, run

GATHERED = 2_000_000     # bytes: a smaller training set is shuffled once per epoch as a whole, a larger one batch by batch
SLOTS = 2_000            # batches of an epoch that may have a tape of their own
CHECK = 64               # steps from one look for divergence to the next


class Costs(NamedTuple):
    """Costs of the whole training and test set at a step, and the size of the last batch's gradient in each layer 1 … L."""

    step: int
    training: float
    test: float | None
    gradient_norms: tuple[float, ...] | None


def record(history: History, costs: Costs) -> None:
    """Append what was measured to the curves `cost_training`, `cost_test` and `gradient_norm[l]`."""
    history.be_at(costs.step)
    history.append("cost_training", costs.step, costs.training)
    if costs.test is not None:
        history.append("cost_test", costs.step, costs.test)
    for l, norm in enumerate(costs.gradient_norms or (), 1):
        history.append(f"gradient_norm[{l}]", costs.step, norm)


class Snapshot(NamedTuple):
    """What the window sees of a run at one moment; nobody writes to its arrays any more.

    `gradient` is that of the last batch before its step was taken and `change` what that step did to the parameters, both flat like
    `parameters`; None before the first step. `mean_gradient` is the average over the training set, where it was asked for. `costs`
    are all that were measured since the snapshot before.
    """

    generation: int
    step: int
    epoch: int
    parameters: Array
    gradient: Array | None
    change: Array | None
    mean_gradient: Array | None
    costs: tuple[Costs, ...]
    accuracy_training: float | None
    accuracy_test: float | None
    diverged: Sentence | None = None


class Ahead(NamedTuple):
    """What a step would be taken on: which training examples, their rows [1 | x | y], twins of the network and the optimizer."""

    examples: tuple[int, ...]
    rows: Array
    network: Network
    update: Update


class Trainer:
    """Trains what an experiment describes, from its state onwards; the same experiment always takes the same steps.

    Epoch e visits the training set in the order drawn by `default_rng([seed, e])`. When a run diverges, it stops by itself:
    `diverged` says so in a sentence, and parameters, step and optimizer are those of the last look at which all was finite.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset, examples: Examples | None = None) -> None:
        """Of large data, making the examples takes seconds; with those that fit the experiment, none are made."""
        self.experiment, self.dataset = experiment, dataset
        self.network = build_network(experiment, dataset)
        self.examples = examples or build_examples(experiment, dataset)
        self._rows = self.examples.training_rows
        self._evaluations = [Evaluation(self.network, self._rows), Evaluation(self.network, self.examples.test_rows)]
        training, state = experiment.training, experiment.state
        self.update = Update(self.network, training.optimizer.kind, training.regularization.kind)
        self.set_rates(experiment)
        self._cut_batches(training.batch_size)
        self.step = state.step
        epoch, batch = divmod(state.step, self.steps_per_epoch)
        self.epoch = epoch if state.epoch is None else state.epoch
        self._batch = min(batch if state.batch is None else state.batch, self.steps_per_epoch - 1)
        for name, vector in state.optimizer.items():
            if name in self.update.state and vector.shape == self.update.state[name].shape:
                self.update.state[name][:] = vector
        self.diverged: Sentence | None = None
        self._gradient: Array | None = None
        self._change: Array | None = None
        self._accuracies: tuple[float | None, float | None] = (None, None)
        self._remember()

    def set_rates(self, experiment: Experiment) -> None:
        """Take over the learning rate and its like; the next step obeys. Everything else takes a new Trainer."""
        self.experiment, training = experiment, experiment.training
        rate = getattr(training.regularization, "rate", 0.0)
        self.update.set_rates(training.learning_rate, rate, **asdict(training.optimizer))

    def parameters_of(self, parts: Iterable[Edge | Bias]) -> list[float]:
        """The values of some weights and biases now."""
        places = [place(self.network.sizes, part) for part in parts]
        values: list[float] = self.network.parameters[places].tolist()
        return values

    def set_parameters(self, values: Mapping[Edge | Bias, float]) -> None:
        """Give some weights and biases other values; everything else goes on as it was."""
        places = [place(self.network.sizes, part) for part in values]
        self.network.parameters[places] = list(values.values())
        self._remember()

    @property
    def steps_left_in_epoch(self) -> int:
        """Steps until the epoch is complete; a whole epoch's at its beginning."""
        return self.steps_per_epoch - self._batch

    def run(self, steps: int) -> int:
        """Take this many steps, fewer if the run diverges; how many were taken."""
        self.diverged, done = None, 0
        with np.errstate(all="ignore"):          # what overflows is looked for in `check`
            while done < steps and self.diverged is None:
                if self._shuffled_for != self.epoch:
                    self._shuffle()
                n = min(steps - done, self.steps_per_epoch - self._batch, CHECK - self.step % CHECK)
                if len(self._batches) < self._batch + n:
                    self._prepare_batches(self._batch + n)
                for start, tape in self._batches[self._batch:self._batch + n]:
                    if self._gathers:
                        size = min(self._batch_size, len(self._rows) - start)
                        self._rows.take(self._order[start:start + size], 0, self._buffer[:size], "clip")
                    for function, arguments in tape:
                        function(*arguments)
                done, self.step, self._batch = done + n, self.step + n, self._batch + n
                if self._batch == self.steps_per_epoch:
                    self.epoch, self._batch = self.epoch + 1, 0
                if self.step % CHECK == 0:
                    self.check()
        return done

    def run_observed(self) -> int:
        """Take one step and keep its batch's gradient and what it changed, for the next snapshot."""
        if self._shuffled_for != self.epoch:
            self._shuffle()
        start = self._batch * self._batch_size
        size = min(self._batch_size, len(self._rows) - start)
        rows, tape = self._observed[size]
        self._rows.take(self._order[start:start + size], 0, rows, "clip")
        before = self.network.parameters.copy()
        with np.errstate(all="ignore"):
            for function, arguments in tape:
                function(*arguments)
            self._gradient = self.network.gradient.copy()
            done = self.run(1)
            self._change = self.network.parameters - before
        return done

    def ahead(self, examples: Sequence[int] | None = None) -> Ahead:
        """What the next step will be taken on, or what one over these training examples would be; nothing is changed by asking."""
        if examples is None:
            if self._shuffled_for != self.epoch:
                self._shuffle()
            start = self._batch * self._batch_size
            examples = self._order[start:start + self._batch_size].tolist()
        network = self.network.twin()
        return Ahead(tuple(examples), self._rows[list(examples)], network, self.update.twin(network))

    def step_on(self, examples: Sequence[int]) -> None:
        """Take one step over these training examples; the order in which the others are visited stays as it is."""
        before, p = self.network.parameters.copy(), Pass(self.network, self._rows[list(examples)])
        run([*p.forward(), *p.backward()])
        self._gradient = self.network.gradient.copy()
        run(self.update.descend())
        self._change, self.step = self.network.parameters - before, self.step + 1
        self.check()

    def rest(self) -> None:
        """Stand still between two steps, as the user sees it: no number that is none is left to be seen, edited or saved."""
        if not np.isfinite(self.network.parameters).all():
            self.check()

    def check(self) -> None:
        """Look for divergence: go back to the last finite parameters if there are others, else remember these."""
        parameters = self.network.parameters
        with np.errstate(all="ignore"):
            if np.isfinite(parameters.dot(parameters)):
                self._remember()
                return
            squares = np.array([np.square(wb).sum() for wb in self.network.value.wb[1:]])
        layer = 1 + int(np.where(np.isfinite(squares), squares, np.inf).argmax())      # the first beyond bounds, else the largest
        step = self.step
        self.step, self.epoch, self._batch, parameters[:], state = self._finite
        for name, vector in state.items():
            self.update.state[name][:] = vector
        self.diverged = Sentence(
            "Training diverged at step {step:,}: the weights of layer {layer} grew beyond all bounds; "
            "a learning rate below {learning_rate:g} may help.",
            step=step, layer=layer, learning_rate=self.experiment.training.learning_rate,
        )

    def costs(self) -> Costs:
        """Measure the cost over the whole training and test set."""
        return self._measure()[0]

    def snapshot(
        self, generation: int = 0, measure: bool = True, average: bool = False, progress: Progress = silent,
    ) -> Snapshot:
        """The run as it stands; with `measure`, costs and accuracies of both sets taken anew, with `average` the mean gradient.

        Both take long where there are many examples; `progress` may end it.
        """
        measured: tuple[Costs, ...] = ()
        if measure:
            costs, self._accuracies = self._measure(progress)
            measured = (costs,)
        if average:
            with np.errstate(all="ignore"):
                mean_gradient(self.network, self._rows, progress)
        return Snapshot(
            generation, self.step, self.epoch, self.network.parameters.copy(), self._gradient, self._change,
            self.network.gradient.copy() if average else None, measured, *self._accuracies, self.diverged,
        )

    def state(self) -> State:
        """All that is needed to go on from here with the same bits; a State copies what it is given."""
        epoch, batch = divmod(self.step, self.steps_per_epoch)
        plain = (epoch, batch) == (self.epoch, self._batch)
        return State(
            step=self.step, epoch=None if plain else self.epoch, batch=None if plain else self._batch,
            weights=tuple(self.network.w[1:]), biases=tuple(self.network.b[1:]), optimizer=dict(self.update.state),
        )

    def _measure(self, progress: Progress = silent) -> tuple[Costs, tuple[float | None, float | None]]:
        measured: list[float | None] = []
        accuracies: list[float | None] = []
        for evaluation, numbers in zip(self._evaluations, (self.examples.training, self.examples.test), strict=True):
            outputs, cost = evaluation.measure(progress)
            measured.append(cost if len(numbers) else None)
            activation = self.experiment.network.layers[-1].activation
            accuracies.append(accuracy(self.dataset, outputs, numbers, activation))
        norms = None if self._gradient is None else self._norms(self._gradient)
        assert measured[0] is not None                       # a training set is never empty
        return Costs(self.step, measured[0], measured[1], norms), (accuracies[0], accuracies[1])

    def _norms(self, flat: Array) -> tuple[float, ...]:
        """‖∂C/∂[b | W]‖ of each layer 1 … L."""
        with np.errstate(all="ignore"):
            return tuple(float(np.sqrt(np.square(block).sum())) for block in views(flat, self.network.sizes).wb[1:])

    def _remember(self) -> None:
        state = {name: vector.copy() for name, vector in self.update.state.items()}
        self._finite = (self.step, self.epoch, self._batch, self.network.parameters.copy(), state)

    def _cut_batches(self, batch_size: int | str) -> None:
        """What an epoch consists of: where the epoch fits, every batch has a tape of its own, else all full ones share one."""
        n = len(self._rows)
        self._batch_size = n if batch_size == "all" else min(int(batch_size), n)
        self._starts = range(0, n, self._batch_size)
        self.steps_per_epoch = len(self._starts)
        self._order, self._shuffled_for = np.arange(n), -1
        self._gathers = self._rows.nbytes > GATHERED or self.steps_per_epoch > SLOTS
        size = self._batch_size if self._gathers else n
        self._buffer = self._rows if self.steps_per_epoch == 1 else np.empty((size, self._rows.shape[1]))
        sizes = {self._batch_size, n - self._starts[-1]}
        self._passes = {size: Pass(self.network, self._buffer[:size], explained=False) for size in sizes}
        self._shared = {size: self._tape(p) for size, p in self._passes.items()} if self._gathers else {}
        self._batches: list[tuple[int, list[Work]]] = []
        self._observed = {size: self._observed_tape(size) for size in sizes}

    def _prepare_batches(self, stop: int) -> None:
        """The tapes of the epoch's first `stop` batches: not before they are needed, since an edit of the data makes all anew."""
        for start in self._starts[len(self._batches):stop]:
            size = min(self._batch_size, len(self._rows) - start)
            rows = self._buffer[start:start + size]
            self._batches.append((start, self._shared[size] if self._gathers else self._tape(self._passes[size].over(rows))))

    def _tape(self, p: Pass) -> list[Work]:
        return calls([*p.forward(), *p.backward(), *self.update.descend(p.unscaled)])

    def _observed_tape(self, size: int) -> tuple[Array, list[Work]]:
        """Rows to fill, and the explained pass over them."""
        rows = np.empty((size, self._rows.shape[1]))
        p = Pass(self.network, rows)
        return rows, calls([*p.forward(), *p.backward()])

    def _shuffle(self) -> None:
        """The order of this epoch; one batch of everything needs none."""
        self._shuffled_for = self.epoch
        if self.steps_per_epoch > 1:
            self._order = np.random.default_rng([self.experiment.training.seed, self.epoch]).permutation(len(self._rows))
            if not self._gathers:
                self._rows.take(self._order, 0, self._buffer, "clip")


def train(trainer: Trainer, steps: int, chunk: int = 2_000) -> Iterator[int]:
    """Take this many steps in chunks, yielding after each how many were taken so far; stops early when the run diverges."""
    done = 0
    while done < steps and trainer.diverged is None:
        done += trainer.run(min(chunk, steps - done))
        yield done
    if trainer.diverged is None:
        trainer.check()
