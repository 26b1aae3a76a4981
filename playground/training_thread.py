"""The background thread that trains: commands reach it between two steps, and it lays the newest snapshot into a slot.

It never calls the window. The window takes from the slot when it is ready to draw, and holds the thread while it draws, because
both need Python's one lock: with a signal per step, or without the hold, the window was measured to freeze or to come late.
"""
from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import perf_counter
from typing import NamedTuple, TypeVar

from core.progress import Cancelled, silent
from core.training import Snapshot, Trainer

CHUNK = 0.001            # seconds of training between two looks at the window's hold
LONGEST_HOLD = 0.1       # seconds: a window that forgets to let go does not stop the training
MEASURING_SHARE = 0.05   # of the time may go into the costs of the whole training and test set
PACE_WINDOW = 0.5        # seconds over which the speed is averaged
MEASURED_AT_ONCE = 5_000_000   # numbers of a data set; measuring more takes longer than a window may wait
IDLE_WAIT = 3600.0       # seconds; an idle thread only waits for commands

Command = Callable[[], object]
Target = Callable[[Trainer], int | None]
Answer = TypeVar("Answer")


class Published(NamedTuple):
    """A snapshot with what only the thread knows: whether training goes on, how fast it is, and what made it fail.

    `order` counts the orders to go or to publish that had been carried out by then.
    """

    snapshot: Snapshot
    order: int
    running: bool
    steps_per_second: float
    failure: BaseException | None = None


class TrainingThread:
    """Trains one Trainer at a time, until a step, without end, or at a pace."""

    def __init__(self) -> None:
        self._commands: SimpleQueue[Command | None] = SimpleQueue()
        self._free, self._lock = Event(), Lock()
        self._free.set()
        self._slot: Published | None = None
        self._trainer: Trainer | None = None
        self._newest: Snapshot | None = None                # told again when the thread fails
        self._owes_costs = False                            # the run rests, and its costs were not measured yet
        self._generation = self._order = 0
        self._target: int | None = None                     # stop at this step; None goes on
        self._running = False
        self._pace: float | None = None                     # steps a second; None is as fast as possible
        self._chunk_steps = 1
        self._paced_from, self._paced_steps = 0.0, 0        # when the pace began, and steps taken since
        self._measured_from, self._measured_step, self._speed = 0.0, 0, 0.0
        self._next_costs = 0.0
        self._thread = Thread(target=self._work, name="training", daemon=True)
        self._thread.start()

    # ---- for the window ------------------------------------------------------------------------------------------------------

    def load(self, trainer: Trainer, generation: int) -> None:
        """Train this from now on; whether training goes on stays as it was."""
        self._commands.put(lambda: self._load(trainer, generation))

    def go(self, target: Target) -> None:
        """Train until the step that `target` tells, or without end."""
        self._commands.put(lambda: self._go(target))

    def pause(self) -> None:
        """Stop between two steps; the last snapshot says so."""
        self._commands.put(self._pause)

    def publish(self) -> None:
        """At rest: lay a snapshot that shows what was told until now."""
        self._commands.put(self._answer)

    def set_pace(self, steps_per_second: float | None) -> None:
        """So many steps a second, or as fast as possible."""
        self._commands.put(lambda: self._set_pace(steps_per_second))

    def tell(self, command: Callable[[Trainer], object]) -> None:
        """Do something with the trainer between two steps, some time soon."""
        self._commands.put(lambda: command(self._trainer) if self._trainer is not None else None)

    def ask(self, question: Callable[[Trainer], Answer]) -> Answer:
        """Ask the trainer something between two steps and wait for the answer; what the question raises is raised here."""
        answered, answers, problems = Event(), list[Answer](), list[Exception]()

        def command() -> None:
            assert self._trainer is not None
            try:
                answers.append(question(self._trainer))
            except Exception as problem:                     # handed over to whoever asked
                problems.append(problem)
            answered.set()

        self._commands.put(command)
        self.release()                                      # whoever waits for an answer does not draw
        while not answered.wait(LONGEST_HOLD):
            if not self._thread.is_alive():
                raise RuntimeError("the training thread has ended")
        if problems:
            raise problems[0]
        return answers[0]

    def take(self) -> Published | None:
        """The newest snapshot, once; None when there is none since the last."""
        with self._lock:
            published, self._slot = self._slot, None
        return published

    def hold(self) -> None:
        """The window draws: let it have the processor."""
        self._free.clear()

    def release(self) -> None:
        """The window is done drawing."""
        self._free.set()

    def stop(self) -> None:
        """End the thread after the step it is in, and wait for it."""
        self.release()
        self._commands.put(None)
        self._thread.join()

    # ---- commands, run on the thread -----------------------------------------------------------------------------------------

    def _load(self, trainer: Trainer, generation: int) -> None:
        self._trainer, self._generation = trainer, generation
        self._chunk_steps = 1
        self._begin_timing()
        self._publish_measured()

    def _go(self, target: Target) -> None:
        assert self._trainer is not None
        self._order += 1
        self._target, self._running = target(self._trainer), True
        self._begin_timing()

    def _pause(self) -> None:
        self._running = False
        if self._trainer is not None:
            self._trainer.rest()
            self._publish_measured()

    def _publish_measured(self) -> None:
        """Publish with all that can be measured, which follows where it takes long: whoever waits gets the rest at once."""
        if not self._is_large:
            self._publish(measure=True)
            return
        assert self._trainer is not None
        self._newest = self._trainer.snapshot(self._generation, measure=False)
        self._lay(Published(self._newest, self._order, self._running, self._speed))
        self._owes_costs = True

    def _measure(self) -> None:
        """Measure what is still owed; whatever else is to be done meanwhile goes first."""
        with suppress(Cancelled):
            self._publish(measure=True)
            self._owes_costs = False

    @property
    def _is_large(self) -> bool:
        """Whether measuring takes longer than others may wait."""
        return self._trainer is not None and self._trainer.examples.rows.size > MEASURED_AT_ONCE

    def _give_way(self, share: float) -> None:
        if not self._commands.empty():
            raise Cancelled

    def _answer(self) -> None:
        self._order += 1
        self._pause()

    def _set_pace(self, steps_per_second: float | None) -> None:
        self._pace = steps_per_second
        self._begin_timing()

    # ---- the thread ----------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                wait = self._wait()
                command = self._commands.get(block=wait > 0, timeout=wait)
            except Empty:
                command = self._advance
            if command is None:
                return
            try:
                command()
            except Exception as problem:                     # a failure here is data that must reach the user
                self._running = self._owes_costs = False
                if self._newest is not None:
                    self._lay(Published(self._newest._replace(costs=()), self._order, False, 0.0, problem))

    def _wait(self) -> float:
        """Seconds to wait for a command: not at all when training or measuring is due."""
        if not self._running:
            return 0.0 if self._owes_costs else IDLE_WAIT
        if self._pace is None:
            return 0.0
        return max((self._paced_steps + 1) / self._pace - (perf_counter() - self._paced_from), 0.0)

    def _due(self) -> int:
        """Steps that the pace asks for by now."""
        assert self._pace is not None
        return int((perf_counter() - self._paced_from) * self._pace) - self._paced_steps

    def _advance(self) -> None:
        """A chunk of steps; its last one is observed when the window waits for a snapshot."""
        trainer = self._trainer
        if trainer is None:
            return
        if not self._running:
            if self._owes_costs:
                self._measure()
            return
        self._owes_costs = False                            # they are measured now and then, and when it stops
        self._free.wait(LONGEST_HOLD)
        steps = self._chunk_steps if self._pace is None else min(self._chunk_steps, self._due())
        if self._target is not None:
            steps = min(steps, self._target - trainer.step)
        ends = self._target is not None and trainer.step + steps >= self._target
        if steps <= 0 and not ends:
            return
        shown = self._slot is None or ends
        started, before = perf_counter(), trainer.step
        if steps > 0:
            taken = trainer.run(steps - shown)
            if shown and trainer.diverged is None:
                taken += trainer.run_observed()
            self._paced_steps += taken
            self._adapt(steps, perf_counter() - started)
        if ends or self._pace is not None:                   # else divergence is looked for soon enough
            trainer.rest()
        if ends or trainer.diverged is not None or trainer.step < before:
            self._running = False
        if not self._running:
            self._publish_measured()
        elif shown:
            self._publish(measure=False)

    def _adapt(self, steps: int, seconds: float) -> None:
        """The number of steps that fills a chunk, from how long these took."""
        fitting = steps * CHUNK / max(seconds, 1e-7)
        self._chunk_steps = max(1, round(min(0.8 * self._chunk_steps + 0.2 * fitting, 2.0 * self._chunk_steps + 1)))

    def _begin_timing(self) -> None:
        self._paced_from, self._paced_steps = perf_counter(), 0
        self._measured_from, self._measured_step, self._speed = self._paced_from, -1, 0.0

    def _publish(self, measure: bool) -> None:
        """Lay a snapshot into the slot; costs are measured when asked for or when they still fit into their share of the time."""
        now = perf_counter()
        measure = measure or now >= self._next_costs
        try:
            snapshot = self._snapshot(measure)
        except Cancelled:
            if not self._running:
                raise
            measure, snapshot = False, self._snapshot(measure=False)     # another time, after what there is to do
        if measure:
            self._next_costs = perf_counter() + (perf_counter() - now) * (1 / MEASURING_SHARE - 1)
        if self._measured_step < 0 or snapshot.step < self._measured_step:
            self._measured_from, self._measured_step = now, snapshot.step
        elif now - self._measured_from >= PACE_WINDOW:
            self._speed = (snapshot.step - self._measured_step) / (now - self._measured_from)
            self._measured_from, self._measured_step = now, snapshot.step
        self._lay(Published(snapshot, self._order, self._running, self._speed))

    def _snapshot(self, measure: bool) -> Snapshot:
        assert self._trainer is not None
        progress = self._give_way if self._is_large else silent
        self._newest = self._trainer.snapshot(self._generation, measure, average=not self._running, progress=progress)
        return self._newest

    def _lay(self, published: Published) -> None:
        """Replace what was not taken, keeping its costs."""
        with self._lock:
            unread = self._slot
            if unread is not None and unread.snapshot.generation == published.snapshot.generation:
                snapshot = published.snapshot._replace(costs=unread.snapshot.costs + published.snapshot.costs)
                published = published._replace(snapshot=snapshot)
            self._slot = published
