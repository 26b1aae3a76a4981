"""The walk through one training step that is open: over what, where it stands, and how it ends."""
from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from core.activations import Array
from core.explain.forecast import Forecast, forecast, parameters
from core.explain.walk import Item, Stage, Walk
from core.training import Ahead
from playground.inspection import Inspection
from playground.run import Run

Over = Literal["example", "batch"]
SLOWLY, AT_MOST = 0.7, 10.0                                     # operations per second


class Walking(QObject):
    """Over the example that is looked at, or over the next mini-batch. Nothing is changed by walking until the step is kept.

    opened(): there is a walk where there was none, or none where there was one.  renewed(): the walk is another, or none.
    moved(): it stands elsewhere, or something else is looked at; follows `renewed` too.  playing_changed(bool).
    """

    opened = Signal()
    renewed = Signal()
    moved = Signal()
    playing_changed = Signal(bool)

    def __init__(self, run: Run, inspection: Inspection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._inspection = run, inspection
        self.walk: Walk | None = None
        self.over: Over = "example"
        self.examples: tuple[int, ...] = ()                 # of the training set; empty for a test example or a probe
        self.kept: list[Forecast] = []                      # of the steps kept since the walk was opened, the run or the cost begun
        self._key: object = None
        self._restarts, self._cost = 0, ""                  # of the run, and the cost's name, when the walk was last renewed
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        inspection.refreshed.connect(self._follow)

    # ---- open and leave ----------------------------------------------------------------------------------------------------------

    def open(self, over: Over | None = None) -> None:
        """Walk from the start; training pauses."""
        was_open = self.walk is not None
        self.over = over or self.over
        self._run.pause()
        if not was_open:
            self.kept = []
        if self.over == "batch":
            self._inspection.show_example(self._run.ahead().examples[0], "training")
        self._renew(0)
        if not was_open:
            self.opened.emit()

    def leave(self) -> None:
        """No walk any more; what was not kept is gone."""
        if self.walk is not None:
            self.pause()
            self.walk, self.examples, self._key = None, (), None
            self.renewed.emit()
            self.moved.emit()
            self.opened.emit()

    @property
    def can_keep(self) -> bool:
        """Whether the step can be taken: one over a test example or a made-up input would train on what is not there to learn."""
        return self.walk is not None and bool(self.examples)

    def keep(self) -> None:
        """Let the trainer take this step, and walk on with the next."""
        if self.walk is None or not self.can_keep:
            return
        self.kept.append(forecast(self.walk))
        self.walk.go_to(0)
        if self.over == "batch":
            self._run.advance()
        else:
            self._run.step_on(self.examples)

    # ---- move --------------------------------------------------------------------------------------------------------------------

    def go_to(self, position: int) -> None:
        """Be where so many operations are done."""
        if self.walk is not None and position != self.walk.position:
            self.walk.go_to(position)
            self.moved.emit()

    def go_by(self, operations: int) -> None:
        """So many operations on, or back."""
        if self.walk is not None:
            self.go_to(self.walk.position + operations)

    def go_on(self, of: Literal["stage", "layer"], forward: bool = True) -> None:
        """To the end of this stage or layer; or back to where it begins, and from there to where the one before begins."""
        if self.walk is None:
            return
        places, here = [0, *self.walk.ends(of)], self.walk.position
        self.go_to(next((p for p in places if p > here), here) if forward else next((p for p in reversed(places) if p < here), 0))

    def go_to_stage(self, stage: Stage) -> None:
        """To the first operation of a stage."""
        if self.walk is not None:
            self.go_to(1 + next((place for place, each in enumerate(self.walk.operations) if each.stage == stage), -1))

    def play(self) -> None:
        """One operation after the other, slowly, or at the pace of training where that is slow; after the end from the start."""
        if self.walk is None:
            return
        pace = self._run.pace
        self._clock.setInterval(round(1000 / (SLOWLY if pace is None or pace > AT_MOST else pace)))
        if self.walk.position == len(self.walk.operations):
            self.go_to(0)
        self._clock.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stay here."""
        if self._clock.isActive():
            self._clock.stop()
            self.playing_changed.emit(False)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._clock.isActive()

    def _tick(self) -> None:
        self.go_by(1)
        if self.walk is None or self.walk.position == len(self.walk.operations):
            self.pause()

    # ---- which example -----------------------------------------------------------------------------------------------------------

    @property
    def example(self) -> int:
        """The column of the example whose own numbers are shown."""
        looked_at = self._inspection.example
        return self.examples.index(looked_at) if self.over == "batch" and looked_at in self.examples else 0

    def step_example(self, by: int) -> None:
        """Look at the next example; over a mini-batch, at the next of its examples."""
        if self.walk is not None and self.over == "batch" and self.examples:
            self._inspection.show_example(self.examples[(self.example + by) % len(self.examples)], "training")
        else:
            self._inspection.step_example(by)

    # ---- following what changes --------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Another example or other numbers: the same walk over those. Another run: from its start, with nothing kept.

        What another cost function promised and did says nothing of this one.
        """
        if self.walk is None or self._run.running:
            return
        if self._cost != self._inspection.network.cost.name:
            self.kept = []
        if self._restarts != self._run.restarts:
            self.pause()
            self.kept = []
            self._renew(0)
        elif self._state() != self._key:
            self._renew(self.walk.position)
        else:
            self.moved.emit()

    def _state(self) -> object:
        inspection = self._inspection
        probe = None if inspection.probe is None else inspection.probe.tobytes()
        example = (inspection.set, inspection.example, probe)
        return inspection.version, self.over, None if self.over == "batch" and probe is None else example

    def _renew(self, position: int) -> None:
        ahead = self.ahead()
        self.walk = Walk(ahead.network, ahead.rows, ahead.update)
        self.walk.go_to(position)
        self.examples, self._key, self._restarts = ahead.examples, self._state(), self._run.restarts
        self._cost = ahead.network.cost.name
        self.renewed.emit()
        self.moved.emit()

    @property
    def stepped(self) -> Array | None:
        """All weights and biases after the step, flat; None while the walk has not come to write them."""
        if self.walk is None or not any(each.quantity == "update" for each in self.walk.operations[:self.walk.position]):
            return None
        return parameters(self.walk)

    def ahead(self) -> Ahead:
        """What the step is taken on: the next mini-batch, or the example that is looked at."""
        return self._run.ahead() if self.over == "batch" else self.ahead_of_example()

    def ahead_of_example(self) -> Ahead:
        """What a step over the example that is looked at would be taken on; a test example or a probe has no number."""
        inspection = self._inspection
        if inspection.set == "training" and inspection.probe is None:
            return self._run.ahead([inspection.example])
        return self._run.ahead([])._replace(rows=inspection.row[None], examples=())

    def values(self, item: Item, old: bool = False) -> Array | None:
        """An item as it is now, or as it was before the current operation."""
        if self.walk is None:
            return None
        return self.walk.values(item, max(self.walk.position - 1, 0) if old else None)
