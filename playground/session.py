"""The open experiment: its description, its data set, the stack of edits, and the name it is known by."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.data.dataset import Dataset
from core.document import edits
from core.document.data import dataset, is_large
from core.document.edits import Edit
from core.document.effect import Effect, effect
from core.document.experiment import Experiment, State, same
from core.document.parameters import sizes
from core.document.places import Places, composed
from core.errors import BadInput
from core.model import Examples, build_examples
from core.network import Bias, Edge
from core.notation import text as written
from core.opening import Opened
from core.progress import Cancelled, Progress, silent
from core.reading import name_of
from core.symbols import part_symbol
from playground.run import Run
from playground.waiting import Waiting

Change = Callable[[Experiment], Experiment | Edit]
Values = Mapping[Edge | Bias, float]


class Session(QObject):
    """What is open. Edits go through `edit`, which the user can undo; training steps are none.

    changed(): another experiment is open, or this one was edited.  titled(): its name, path or edited state is another.
    refused(str): an edit cannot be made, in one sentence; everything is as before.  told(str): what an edit means for learning.
    drag_ended(): a weight or bias that was being dragged is let go.
    """

    changed = Signal()
    titled = Signal()
    refused = Signal(str)
    told = Signal(str)
    drag_ended = Signal()

    experiment: Experiment
    dataset: Dataset
    places: Places = ()                                     # while `changed` is told: where neurons were, if not where they are

    def __init__(self, run: Run, parent: QObject | None = None, waiting: Waiting | None = None) -> None:
        """Without somebody to wait with, everything is made at once."""
        super().__init__(parent)
        self._run, self._waiting = run, waiting
        self.file = ""                                      # as the user named it
        self.path: Path | None = None
        self.stack = QUndoStack(self)
        self._was_edited = False                            # when `titled` was told last
        self.titled.connect(self._remember_edited)
        self.stack.cleanChanged.connect(self.titled)
        run.snapshot_taken.connect(self._follow_training)
        self.saved_step = 0                                 # up to which training is in the document
        self._drag = 0
        self.dragging = False                               # whether a weight or bias is being dragged
        self._by_hand: dict[Edge | Bias, float] = {}        # set at step 0, and not in the experiment yet
        self._marked = ""                                   # the drag whose change of the data is marked on the plots

    def open(self, opened: Opened, saved_step: int | None = None, edited: bool = False) -> None:
        """Show another experiment; raises BadInput or Cancelled, and leaves everything as it was, when its data cannot be made.

        Of unsaved work that is taken up again, the step that its document stands at, and whether there are edits since.
        """
        experiment = opened.experiment
        self._make_examples(experiment)
        self.dataset = self._dataset_of(experiment)
        self.file, self.path = opened.file, opened.path
        self.saved_step = experiment.state.step if saved_step is None else saved_step
        self.stack.clear()
        if edited:
            self.stack.resetClean()
        self._run.pause()
        self.become(experiment, Effect.RESTART)
        self.titled.emit()

    def saved(self, path: Path, step: int | None = None) -> None:
        """The document now lives at this path, as it is, or as it was at a step that training has passed since."""
        self.file, self.path, self.saved_step = str(path), path, self._run.snapshot.step if step is None else step
        if self.experiment.title != self.name:
            self.experiment = replace(self.experiment, title=self.name)
        self.stack.setClean()
        self.titled.emit()

    def revert(self, text: str, experiment: Experiment, edited: bool = False) -> None:
        """Go back to what the document holds, or nearly; an edit that can be undone, which gives everything back.

        Raises BadInput and Cancelled.
        """
        self._make_examples(experiment)
        self._run.pause()
        self.stack.push(RevertCommand(self, text, self.current(), experiment))
        self.saved_step = experiment.state.step
        if edited:
            self.stack.resetClean()
        else:
            self.stack.setClean()
        self.titled.emit()

    @property
    def name(self) -> str:
        """What it is called: as its file, which may have been copied or renamed since; without a file by its title."""
        return self.experiment.title if self.path is None else name_of(self.path.stem)

    @property
    def trained(self) -> bool:
        """Whether there is training that no document holds."""
        return self._run.snapshot.step != self.saved_step

    @property
    def edited(self) -> bool:
        """Whether closing would lose something: an edit, or training of a document that has a file."""
        return not self.stack.isClean() or (self.path is not None and self.trained)

    def _remember_edited(self) -> None:
        self._was_edited = self.edited

    def _follow_training(self) -> None:
        """A step of a document that has a file is not saved, whoever took it."""
        if self.edited != self._was_edited:
            self.titled.emit()

    def current(self) -> Experiment:
        """The experiment with its state of training as it is now: what a document is written from."""
        if self._run.snapshot.step == 0 and not self._run.running:
            if self._by_hand:
                self.experiment, self._by_hand = edits.set_values(self.experiment, self._by_hand), {}
            return self.experiment
        return replace(self.experiment, state=edits.remember_removed(self._run.state(), self.experiment))

    def edit(self, text: str, change: Change, drag: str = "", stroke: str = "") -> bool:
        """Make an edit that can be undone under this name; whether it could be made.

        Edits with the same `drag` become one until `end_drag`: each changes what there was when the drag began. So do those with
        the same `stroke`, but each changes what the one before it left.
        """
        key = self._key(drag or stroke)
        dragged = self.stack.command(self.stack.index() - 1) if drag and self.stack.index() else None
        goes_on = isinstance(dragged, EditCommand) and dragged.key == key

        def changed() -> tuple[Experiment, Edit]:
            before = dragged.undone() if isinstance(dragged, EditCommand) and goes_on else self.current()
            after = change(before)
            return before, after if isinstance(after, Edit) else Edit(after, ())

        try:
            before, edit = changed()
            if self._make_examples(edit.experiment):
                before, edit = changed()                    # training went on meanwhile
        except (BadInput, Cancelled) as problem:
            if isinstance(problem, BadInput):
                self.refused.emit(str(problem))
            self.changed.emit()                             # whoever showed the wish shows what is again
            return False
        if goes_on or edit.experiment != before:
            self.stack.push(EditCommand(self, text, before, edit, key, goes_on=goes_on))
        return True

    def undo(self) -> None:
        """Take the last edit back, as far as its data can still be made."""
        self._go_through(self.stack.index() - 1, self.stack.undo)

    def redo(self) -> None:
        """Make the edit again that was taken back last."""
        self._go_through(self.stack.index(), self.stack.redo)

    def _go_through(self, index: int, go: Callable[[], None]) -> None:
        """Undo or redo a command, once what it shows is there."""
        command = self.stack.command(index)
        if isinstance(command, EditCommand | RevertCommand):
            try:
                self._make_examples(command.after if index == self.stack.index() else command.before)
            except BadInput as problem:
                self.refused.emit(str(problem))
                return
            except Cancelled:
                return
        go()

    def _make_examples(self, experiment: Experiment) -> bool:
        """Have the examples that are shown next where they take long to make; whether somebody had to wait.

        Raises BadInput where they cannot be made, and Cancelled.
        """
        if not is_large(experiment.data) or self._run.examples_of(experiment) is not None:
            return False

        def make(progress: Progress) -> Examples:
            return build_examples(experiment, dataset(experiment, progress))

        self._run.prepare(make(silent) if self._waiting is None else self._waiting.run(self.tr("Making the data …"), make))
        return self._waiting is not None

    def _dataset_of(self, experiment: Experiment) -> Dataset:
        there = self._run.examples_of(experiment)
        return dataset(experiment) if there is None else there.dataset

    def set_value(self, text: str, part: Edge | Bias, value: float, drag: str = "") -> None:
        """Give one weight or bias another value, as `set_values` does."""
        self.set_values(text, {part: value}, drag)

    def set_values(self, text: str, values: Values, drag: str = "") -> None:
        """Give some weights and biases other values; undoing it restores these alone, whatever was learned since."""
        removed = set(self.experiment.network.removed)
        if unset := [part for part in values if part in removed]:
            symbol = written(part_symbol(sizes(self.experiment, self.dataset), unset[0]))
            self.refused.emit(self.tr("{symbol} cannot be set: its edge is removed; restore it first.").format(symbol=symbol))
            return
        key, last = self._key(drag), self.stack.command(self.stack.index() - 1)
        if isinstance(last, ValueCommand) and last.goes_on(key, values):
            before = last.before                             # while it is dragged, training need not be asked
        else:
            before = dict(zip(values, self._run.parameters_of(values), strict=True))
        self.dragging = bool(drag)
        self.stack.push(ValueCommand(self, text, before, values, key))

    def put(self, values: Values) -> None:
        """Let the run go on with these values of weights and biases."""
        if self._run.snapshot.step == 0 and not self._run.running:
            self._by_hand |= values
        self._run.set_parameters(values)

    def write_as(self, state: State) -> None:
        """Describe the parameters as before, where that says the same: initial ones, for one, are best left to the initializer."""
        now, before = self.current(), replace(self.experiment, state=state)
        if now is self.experiment and now.state.step == state.step and all(
                same(tuple(one), tuple(other)) for one, other in zip(
                    edits.current_parameters(now), edits.current_parameters(before), strict=True)):
            self.experiment = before

    def end_drag(self) -> None:
        """The slider was let go: the next edit is one of its own."""
        self._drag += 1
        if self.dragging:
            self.dragging = False
            self.drag_ended.emit()

    def _key(self, drag: str) -> str:
        return f"{drag}:{self._drag}" if drag else ""

    def become(self, experiment: Experiment, consequence: Effect, places: Places = (), key: str = "") -> None:
        """Make this the experiment, with neurons that were at `places`, and let the run follow.

        Edits with the same `key` leave a single mark on the plots.
        """
        if self.dragging:                                   # before anything changes: panels catch up on the network they know
            self.end_drag()
        before = getattr(self, "experiment", None)
        self.experiment, self.places, self._by_hand = experiment, places, {}
        if before is not None and before.data != experiment.data:
            self.dataset = self._dataset_of(experiment)
        if consequence == Effect.SETTINGS:
            self._run.set_rates(experiment)
        elif consequence != Effect.NOTHING:
            self._run.load(experiment, self.dataset, keep_history=consequence != Effect.RESTART)
        if consequence == Effect.DATA and not (key and key == self._marked):
            self._marked = key
            self._run.history.mark(self._run.snapshot.step, self.tr("data changed"))
        self.changed.emit()
        self.places = ()


class EditCommand(QUndoCommand):
    """One edit: the experiment before and after it, and where neurons moved."""

    def __init__(self, session: Session, text: str, before: Experiment, edit: Edit, key: str, *, goes_on: bool) -> None:
        super().__init__(text)
        self.key = key
        self._session, self.before, self._edit, self._goes_on = session, before, edit, goes_on
        self._consequence = consequence(before, edit.experiment)
        self._left: State | None = None                     # what it left to learn from, when it was last made or taken back

    @property
    def after(self) -> Experiment:
        """The experiment after it."""
        return self._edit.experiment

    def redo(self) -> None:
        """Make the edit; made again, it takes over what was learned since."""
        after, does, places = self._edit.experiment, self._consequence, self._edit.places
        key = self.key if self._left is None else ""
        if self._left is not None:
            after = self._with_learned(after, places)
        elif self._goes_on:                                 # another edit of the drag stands before it
            does, places = max(does, effect(self._session.experiment, after)), ()
        self._become(after, does, places, key)

    def undo(self) -> None:
        """Take the edit back; what was learned since stays, but for a restart, which gives the run back that it ended."""
        self._become(self.undone(), self._consequence, self._way_back)

    def undone(self) -> Experiment:
        """What there is once it is taken back."""
        return self._with_learned(self.before, self._way_back)

    def id(self) -> int:
        """Edits of one drag share a number, so that Qt merges them."""
        return drag_number(self.key)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Give way to a later edit of the same drag, which began where this one did; a drag back to its beginning is no edit.

        A later edit of the same stroke is taken up.
        """
        if not isinstance(other, EditCommand) or other.key != self.key:
            return False
        self.setText(other.text())
        if not other._goes_on:                              # of a stroke: it began where this one ended
            self._edit = other._edit._replace(places=composed(self._edit.places, other._edit.places))
            self._consequence, self._left = max(self._consequence, other._consequence), other._left
            return True
        self.before, self._edit, self._consequence, self._left = other.before, other._edit, other._consequence, other._left
        self.setObsolete(self._edit.experiment == self.before)
        return True

    @property
    def _way_back(self) -> Places:
        return edits.way_back(self.before, self._edit) if self._edit.places else ()

    def _become(self, experiment: Experiment, does: Effect, places: Places, key: str = "") -> None:
        """A document keeps the title it was saved under."""
        self._session.become(replace(experiment, title=self._session.experiment.title), does, places, key)
        self._left = self._session.current().state

    def _with_learned(self, target: Experiment, places: Places) -> Experiment:
        """The target with the parameters and the progress of now; as it was to the last bit where nothing was learned since."""
        current = self._session.current()
        if self._consequence == Effect.RESTART or current.state == self._left:
            return target
        if places:
            return edits.carried(current, target, places)
        optimizer = {} if self._consequence >= Effect.OPTIMIZER else current.state.optimizer
        return replace(target, state=replace(current.state, optimizer=optimizer))


class RevertCommand(QUndoCommand):
    """Another experiment with its own training, whole; undoing it gives back the one before, with what it had learned."""

    def __init__(self, session: Session, text: str, before: Experiment, after: Experiment) -> None:
        super().__init__(text)
        self._session, self.before, self.after = session, before, after

    def redo(self) -> None:
        """Show the other."""
        self._session.become(self.after, Effect.RESTART)

    def undo(self) -> None:
        """Show the one before."""
        self._session.become(self.before, Effect.RESTART)


class ValueCommand(QUndoCommand):
    """Other values for some weights and biases, which leave all that was learned since as it is."""

    def __init__(self, session: Session, text: str, before: Values, after: Values, key: str) -> None:
        super().__init__(text)
        self.before, self._after = dict(before), dict(after)
        self._session, self._key = session, key
        self._state = session.experiment.state

    def redo(self) -> None:
        """Give them the new values."""
        self._session.put(self._after)

    def undo(self) -> None:
        """Give them the values back that they had."""
        self._session.put(self.before)
        self._session.write_as(self._state)

    def goes_on(self, key: str, values: Values) -> bool:
        """Whether these values would be the next of this drag."""
        return bool(key) and key == self._key and values.keys() == self.before.keys()

    def id(self) -> int:
        """Edits of one drag share a number, so that Qt merges them."""
        return drag_number(self._key)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the end of a later edit of the same drag; one that ends where it began is none."""
        if not isinstance(other, ValueCommand) or not self.goes_on(other._key, other._after):
            return False
        self._after = other._after
        self.setObsolete(self._after == self.before)
        return True


def consequence(before: Experiment, after: Experiment) -> Effect:
    """What an edit asks of the run; a reset changes the state alone, before the first step perhaps its weights only."""
    found = effect(before, after)
    return Effect.RESTART if found == Effect.NOTHING and before.state != after.state else found


def drag_number(key: str) -> int:
    """What Qt knows the edits of one drag by; −1 is never merged."""
    return hash(key) & 0x7FFFFFFF if key else -1
