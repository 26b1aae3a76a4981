"""The one worker for slow jobs: the newest of a name replaces the one before it, urgent ones go first, none waits for ever."""
from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from threading import Condition, Thread
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from core.progress import Cancelled, Progress, silent

Result = TypeVar("Result")

# How long a job may keep others waiting: one that is looked at while it changes goes before one that only reports.
LIVE, SOON, LATER = range(3)


class Job(NamedTuple):
    """What to do, and whom to tell; of a name only the job with the highest number counts."""

    name: str
    number: int
    urgency: int
    work: Callable[[Progress], Any]
    done: Callable[[Any], None]
    told: Progress
    failed: Callable[[Exception], None] | None


class Background(QObject):
    """Runs one job at a time on a thread of its own. A job that tells its progress lets more urgent ones go first.

    `done`, `failed` and `told` are called in the window's thread, and never for a job that was replaced or cancelled.
    failed(str): a job came to nothing, and whoever started it did not ask why.
    """

    failed = Signal(str)
    _ended = Signal(object, object)
    _failed = Signal(object, object)
    _progressed = Signal(object, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = Condition()
        self._waiting: dict[str, Job] = {}
        self._numbers: dict[str, int] = {}
        self._closing = False
        self._ended.connect(self._hand_over)
        self._failed.connect(self._hand_over_failure)
        self._progressed.connect(self._tell)
        self._thread = Thread(target=self._work, name="background", daemon=True)
        self._thread.start()

    def start(
        self, name: str, urgency: int, work: Callable[[Progress], Result], done: Callable[[Result], None], told: Progress = silent,
        *, failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` and hand its result to `done`, or what it raises to `failed`.

        It must not touch what the window may change meanwhile.
        """
        with self._changed:
            self._waiting[name] = Job(name, self._renew(name), urgency, work, done, told, failed)
            self._changed.notify()

    def cancel(self, name: str) -> None:
        """Forget the job of this name, whether it waits, runs or has just ended."""
        with self._changed:
            self._renew(name)
            self._waiting.pop(name, None)

    def close(self) -> None:
        """End the thread; a job that is under way ends at its next word of progress."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _renew(self, name: str) -> int:
        self._numbers[name] = self._numbers.get(name, 0) + 1
        return self._numbers[name]

    def _is_wanted(self, job: Job) -> bool:
        return self._numbers[job.name] == job.number and not self._closing

    # ---- in the window's thread ------------------------------------------------------------------------------------------------

    def _hand_over(self, job: Job, result: object) -> None:
        if self._is_wanted(job):
            job.done(result)

    def _hand_over_failure(self, job: Job, problem: Exception) -> None:
        if job.failed is None:
            self.failed.emit(str(problem))
        elif self._is_wanted(job):
            job.failed(problem)

    def _tell(self, job: Job, share: float) -> None:
        if self._is_wanted(job):
            job.told(share)

    # ---- in the worker's thread ------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._closing:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing)
            self._do_waiting(LATER)

    def _do_waiting(self, urgency: int) -> None:
        """Do the jobs that wait now and are at least so urgent, the most urgent first, each once.

        What is asked for meanwhile waits for the next round. Else jobs that come faster than they are done, as while training
        runs, would keep all that is less urgent waiting for ever, and unsaved work would not be kept.
        """
        for name in self._round(urgency):
            job = self._take(name)
            if job is None:
                continue
            try:
                result = job.work(partial(self._progress, job))
            except Cancelled:
                continue
            except Exception as problem:                    # the worker goes on; the reason must reach the user
                self._failed.emit(job, problem)
                continue
            self._ended.emit(job, result)

    def _round(self, urgency: int) -> list[str]:
        with self._changed:
            return [job.name for job in sorted(self._waiting.values(), key=lambda job: job.urgency) if job.urgency <= urgency]

    def _take(self, name: str) -> Job | None:
        """The job of this name, if it still waits."""
        with self._changed:
            return None if self._closing else self._waiting.pop(name, None)

    def _progress(self, job: Job, share: float) -> None:
        self._do_waiting(job.urgency - 1)
        if not self._is_wanted(job):
            raise Cancelled
        self._progressed.emit(job, share)


class Question:
    """One job that is asked for again and again, of what changes: never twice for the same `key`."""

    def __init__(self, background: Background, name: str, urgency: int) -> None:
        self._background, self._name, self._urgency = background, name, urgency
        self._key: Hashable = None
        self._open = False

    def is_due(self, key: Hashable, patient: bool = False) -> bool:
        """Whether to ask: the key is new. A patient one waits for the answer to the question before.

        While training runs every answer is out of date before it is there; without patience none would ever be.
        """
        return key != self._key and not (patient and self._open)

    def ask(
        self, key: Hashable, work: Callable[[Progress], Result], done: Callable[[Result], None], told: Progress = silent,
    ) -> None:
        """Do `work`, and hand its result to `done`; what was asked before is forgotten."""
        self._key, self._open = key, True

        def attempt(progress: Progress) -> Result:
            try:
                return work(progress)
            except Cancelled:
                raise
            except Exception:                               # no answer will come; a patient one may ask of something else
                self._open = False
                raise

        def answer(result: Result) -> None:
            self._open = False
            done(result)

        self._background.start(self._name, self._urgency, attempt, answer, told)

    def forget(self) -> None:
        """Nobody waits for the answer any more; the same may be asked again."""
        self._background.cancel(self._name)
        self._key, self._open = None, False
