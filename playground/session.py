"""The open experiment: its description, its data set, the stack of edits, and the name it is known by."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.data.dataset import Dataset
from core.document import edits, presets
from core.document.data import dataset
from core.document.edits import Edit
from core.document.effect import Effect, effect
from core.document.experiment import Experiment
from core.document.places import Places
from core.errors import BadInput
from playground.run import Run

Change = Callable[[Experiment], Experiment | Edit]


class Session(QObject):
    """What is open. Edits go through `edit`, which the user can undo; training steps are none.

    changed(): another experiment is open, or this one was edited.  titled(): its name, path or edited state is another.
    refused(str): an edit cannot be made, in one sentence; everything is as before.  told(str): what an edit means for learning.
    """

    changed = Signal()
    titled = Signal()
    refused = Signal(str)
    told = Signal(str)

    experiment: Experiment
    dataset: Dataset

    def __init__(self, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.file = ""                                      # a preset's name or a path
        self.path: Path | None = None
        self.stack = QUndoStack(self)
        self.stack.cleanChanged.connect(self.titled)
        self._saved_step = 0
        self._drag = 0

    def open(self, file: str, experiment: Experiment) -> None:
        """Show another experiment; raises BadInput, and leaves everything as it was, when its data cannot be made."""
        data = dataset(experiment)
        self.file, self.path = file, None if file in presets.names() else Path(file).absolute()
        self.dataset, self._saved_step = data, experiment.state.step
        self.stack.clear()
        self._run.pause()
        self.become(experiment, Effect.RESTART)
        self.titled.emit()

    def saved(self, path: Path) -> None:
        """The document now lives at this path, as it is."""
        self.file, self.path, self._saved_step = str(path), path, self._run.snapshot.step
        if self.experiment.title != path.stem:
            self.experiment = replace(self.experiment, title=path.stem)
        self.stack.setClean()
        self.titled.emit()

    @property
    def edited(self) -> bool:
        """Whether closing would lose something: an edit, or training of a document that has a file."""
        trained = self.path is not None and self._run.snapshot.step != self._saved_step
        return not self.stack.isClean() or trained

    def current(self) -> Experiment:
        """The experiment with its state of training as it is now: what a document is written from."""
        if self._run.snapshot.step == 0 and not self._run.running:
            return self.experiment
        return replace(self.experiment, state=edits.remember_removed(self._run.state(), self.experiment))

    def edit(self, text: str, change: Change, drag: str = "") -> None:
        """Make an edit that can be undone under this name; edits with the same `drag` become one until `end_drag`."""
        before = self.current()
        try:
            after = change(before)
        except BadInput as problem:
            self.refused.emit(str(problem))
            self.changed.emit()                             # whoever showed the wish shows what is again
            return
        key = f"{drag}:{self._drag}" if drag else ""
        self.stack.push(EditCommand(self, text, before, after if isinstance(after, Edit) else Edit(after, ()), key))

    def end_drag(self) -> None:
        """The slider was let go: the next edit is one of its own."""
        self._drag += 1

    def become(self, experiment: Experiment, consequence: Effect) -> None:
        """Make this the experiment, and let the run follow."""
        before = getattr(self, "experiment", None)
        self.experiment = experiment
        if before is not None and before.data != experiment.data:
            self.dataset = dataset(experiment)
        if consequence == Effect.SETTINGS:
            self._run.set_rates(experiment)
        elif consequence != Effect.NOTHING:
            self._run.load(experiment, self.dataset, keep_history=consequence != Effect.RESTART)
        if consequence == Effect.DATA:
            self._run.history.mark(self._run.snapshot.step, self.tr("data changed"))
        self.changed.emit()


class EditCommand(QUndoCommand):
    """One edit: the experiment before and after it, and where neurons moved."""

    def __init__(self, session: Session, text: str, before: Experiment, edit: Edit, key: str) -> None:
        super().__init__(text)
        self._session, self._before, self._edit, self._key = session, before, edit, key
        consequence = effect(before, edit.experiment)
        # A reset changes the state alone, before the first step perhaps its weights only.
        restarts = consequence == Effect.NOTHING and before.state != edit.experiment.state
        self._consequence = Effect.RESTART if restarts else consequence
        self._made = False

    def redo(self) -> None:
        """Make the edit; made again, it takes over what was learned since."""
        after = self._edit.experiment
        if self._made and self._consequence != Effect.RESTART:
            after = self._onto(after, self._edit.places)
        self._made = True
        self._become(after)

    def undo(self) -> None:
        """Take the edit back; what was learned since stays, but for a restart, which gives the run back that it ended."""
        before = self._before
        if self._consequence != Effect.RESTART:
            before = self._onto(before, edits.way_back(before, self._edit) if self._edit.places else ())
        self._become(before)

    def id(self) -> int:
        """Edits of one drag share a number, so that Qt merges them."""
        return hash(self._key) & 0x7FFFFFFF if self._key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the end of a later edit of the same drag."""
        if not isinstance(other, EditCommand) or other._key != self._key:
            return False
        self._edit = other._edit
        return True

    def _become(self, experiment: Experiment) -> None:
        """A document keeps the title it was saved under."""
        self._session.become(replace(experiment, title=self._session.experiment.title), self._consequence)

    def _onto(self, target: Experiment, places: Places) -> Experiment:
        """The target with the parameters and the progress of now."""
        current = self._session.current()
        if places:
            return edits.carried(current, target, places)
        optimizer = {} if self._consequence >= Effect.OPTIMIZER else current.state.optimizer
        return replace(target, state=replace(current.state, optimizer=optimizer))
