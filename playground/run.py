"""The training run: one Trainer on the background thread, its newest snapshot, its history and its speed."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from core.data.dataset import Dataset
from core.document.experiment import Experiment, State
from core.history import History
from core.model import Examples
from core.network import Bias, Edge
from core.training import Ahead, Snapshot, Trainer, record
from playground.training_thread import Published, Target, TrainingThread

FRAME = 16               # ms
DRAWN = QEvent.Type(QEvent.registerEventType())
AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1   # Qt posts the repainting of a window with LowEventPriority


class Run(QObject):
    """Plays, pauses and steps; takes snapshots at frame rate while anything moves.

    snapshot_taken(): `snapshot` is new.  running_changed(bool).  stopped(str): the run diverged or failed, in a sentence.
    """

    snapshot_taken = Signal()
    running_changed = Signal(bool)
    stopped = Signal(str)

    snapshot: Snapshot
    examples: Examples

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History()
        self.running, self.steps_per_second = False, 0.0
        self.pace: float | None = None                      # steps a second; None is as fast as possible
        self.target: int | None = None                      # the step at which a run-to ends
        self.steps_per_epoch = 1
        self.restarts = 0                                   # counts the runs: a document was opened, or training begun anew
        self._generation = self._order = 0
        self._wanted = 0                                    # changes at rest since a snapshot was last asked for, with that one
        self._asked = 0                                     # the order by which it was
        self._prepared: Examples | None = None
        self._thread = TrainingThread()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=FRAME)
        self._timer.timeout.connect(self._take)

    def load(self, experiment: Experiment, dataset: Dataset, keep_history: bool = False) -> None:
        """Train this from now on, from its state; training that was going on goes on.

        The new snapshot is there on return; nobody is told, since who loads has more to say.
        """
        trainer = Trainer(experiment, dataset, self.examples_of(experiment))
        self._prepared = None
        self._generation += 1
        self._wanted = 0
        self.steps_per_epoch, self.examples = trainer.steps_per_epoch, trainer.examples
        if not keep_history:
            self.restarts += 1
            self.history.clear()
        self._thread.load(trainer, self._generation)
        self._thread.ask(Trainer.check)                     # a question is answered after the loading
        published = self._thread.take()
        assert published is not None
        self._accept(published)

    def prepare(self, examples: Examples) -> None:
        """Take these examples if they fit what is loaded next: some take so long to make that they are made elsewhere."""
        self._prepared = examples

    def examples_of(self, experiment: Experiment) -> Examples | None:
        """The examples of an experiment that are there already: prepared, or those that are trained on now."""
        there = (self._prepared, getattr(self, "examples", None))
        return next((examples for examples in there if examples is not None and examples.fit(experiment)), None)

    def set_rates(self, experiment: Experiment) -> None:
        """The next step obeys another learning rate or the like."""
        self._thread.tell(lambda trainer: trainer.set_rates(experiment))

    def parameters_of(self, parts: Iterable[Edge | Bias]) -> list[float]:
        """The values of some weights and biases now, between two steps."""
        return self._thread.ask(lambda trainer: trainer.parameters_of(parts))

    def set_parameters(self, values: Mapping[Edge | Bias, float]) -> None:
        """Give some weights and biases other values; a snapshot with them follows, whether training goes on or not."""
        self._thread.tell(lambda trainer: trainer.set_parameters(values))
        self._publish_at_rest()

    def ahead(self, examples: Sequence[int] | None = None) -> Ahead:
        """What the next step, or one over these training examples, would be taken on."""
        return self._thread.ask(lambda trainer: trainer.ahead(examples))

    def step_on(self, examples: Sequence[int]) -> None:
        """Take one step over these training examples alone; a snapshot follows."""
        self._thread.tell(lambda trainer: trainer.step_on(examples))
        self._publish_at_rest()

    def _publish_at_rest(self) -> None:
        """Have a snapshot made, or another after one that is being made: a drag over a large data set must not queue."""
        if self.running:
            return
        self._wanted += 1
        if self._wanted == 1:
            self._order += 1
            self._asked = self._order
            self._thread.publish()
            self._timer.start()

    def state(self) -> State:
        """Where training stands now, between two steps."""
        return self._thread.ask(Trainer.state)

    def play(self) -> None:
        """Train without end."""
        self._go(lambda trainer: None)

    def advance(self, steps: int = 1) -> None:
        """Train so many steps from where the run stands."""
        self._go(lambda trainer: trainer.step + steps)

    def advance_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._go(lambda trainer: trainer.step + trainer.steps_left_in_epoch)

    def run_to(self, step: int) -> None:
        """Train until the run stands at this step, which must lie ahead."""
        self.target = step
        self._go(lambda trainer: step)

    def pause(self) -> None:
        """Stop between two steps."""
        self._thread.pause()

    def set_pace(self, steps_per_second: float | None) -> None:
        """So many steps a second, or as fast as possible."""
        self.pace = steps_per_second
        self._thread.set_pace(steps_per_second)

    def event(self, event: QEvent) -> bool:
        """Everything that the last snapshot changed has been painted: the thread may go on."""
        if event.type() == DRAWN:
            self._thread.release()
            return True
        return super().event(event)

    def close(self) -> None:
        """Stop the timer and the thread."""
        self._timer.stop()
        self._thread.stop()

    def _go(self, target: Target) -> None:
        self._order += 1
        self._thread.go(target)
        self._set_running(True)

    def _set_running(self, running: bool) -> None:
        if running:
            self._timer.start()
        else:
            self._timer.stop()                              # also after a publication at rest
            self.target = None
        if running != self.running:
            self.running = running
            self.running_changed.emit(running)

    def _take(self) -> None:
        """Take the newest snapshot and let everybody draw it; the thread rests until they have."""
        published = self._thread.take()
        if published is None or published.snapshot.generation != self._generation:
            return
        self._thread.hold()
        QCoreApplication.postEvent(self, QEvent(DRAWN), AFTER_PAINTING)
        self._accept(published)
        if published.order >= self._asked:                  # else it was laid before the change, and nobody took it then
            missed, self._wanted = self._wanted > 1, 0
            if missed:
                self._publish_at_rest()
        self.snapshot_taken.emit()

    def _accept(self, published: Published) -> None:
        self.snapshot, self.steps_per_second = published.snapshot, published.steps_per_second
        for costs in self.snapshot.costs:
            record(self.history, costs)
        if not published.running and published.order == self._order:
            self._set_running(False)
            if not self.snapshot.costs and published.failure is None:
                self._timer.start()                         # they follow
        if published.failure is not None:
            self.stopped.emit(self.tr("Training stopped: {reason}").format(reason=published.failure))
        elif self.snapshot.diverged:
            self.stopped.emit(self.snapshot.diverged)
