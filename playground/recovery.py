"""Unsaved work is kept in a file of the program's own, so that a crash or a kill loses seconds; never in the user's."""
from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from core.document import files
from core.document.experiment import Experiment
from core.document.kept import Origin, keep
from core.errors import BadInput
from core.progress import Progress
from playground.background import LATER, Background
from playground.claims import lock
from playground.documents import Documents
from playground.run import Run
from playground.session import Session

AFTER_CHANGE, WHILE_TRAINING = 10_000, 30_000            # ms
SUFFIX, LOCK = ".nnplay", ".lock"
LEFT = "left-"                                           # begins the name of a preset's training that nobody edited


class Recovery(QObject):
    """Writes what would be lost 10 s after a change and every 30 s of training, on the worker; removes it when nothing would be.

    A lock beside the file says that its window is still open. The training of an unedited preset, which is never asked about, is
    kept in a file for itself when the window turns to something else. said(str): something the user should know.
    """

    said = Signal(str)

    def __init__(self, folder: Path | None, session: Session, run: Run, documents: Documents, background: Background) -> None:
        """With no folder nothing is kept."""
        super().__init__(documents)
        self._session, self._run, self._documents, self._background = session, run, documents, background
        self.folder = None if folder is None else folder / "recovery"
        self._name = secrets.token_hex(8)
        self._lock: QLockFile | None = None
        self._former: dict[Path, QLockFile | None] = {}     # files of ours that are to go
        self._written = self._complained = False
        self._left: Experiment | None = None
        self._left_name = LEFT + self._name
        self._step = 0                                      # of the run, when it last stood still
        self._soon = QTimer(self, singleShot=True, interval=AFTER_CHANGE)
        self._regularly = QTimer(self, interval=WHILE_TRAINING)
        if self.folder is None:
            return
        self._soon.timeout.connect(self.save)
        self._regularly.timeout.connect(self.save)
        session.stack.indexChanged.connect(lambda _: self._change())
        session.titled.connect(self._look)
        run.running_changed.connect(self._show_running)
        run.snapshot_taken.connect(self._watch)
        documents.leaving.connect(self._leave)

    @property
    def file(self) -> Path | None:
        """Where this window's unsaved work is kept."""
        return None if self.folder is None else self.folder / f"{self._name}{SUFFIX}"

    def save(self) -> None:
        """Keep what would be lost, now."""
        self._soon.stop()
        path = self.file
        if path is None or not self._loses_something:
            self._look()
            return
        kept, self._written = self._kept(), True
        try:
            self._lock = self._lock or lock(path.with_suffix(LOCK))
        except OSError as problem:
            self._tell(str(problem))
            return

        def write(progress: Progress) -> str:
            progress(0.0)                                   # whatever is more urgent goes first
            return _write(path, kept)

        self._background.start("recovery", LATER, write, self._tell)

    def adopt(self, name: str, held: QLockFile) -> None:
        """Unsaved work of this name is open here now: its file, with its lock, is this window's from now on."""
        if self.file is not None:
            self._former[self.file] = self._lock
            self._name, self._lock, self._written = name, held, True
            self._background.cancel("recovery")
            self._background.start("former", LATER, lambda _: self._remove_former(), lambda _: None)   # after a write under way

    def leave(self) -> None:
        """The window closes, with nobody's objection: what is to be kept of it is taken while the run is still there."""
        self._soon.stop()
        self._regularly.stop()
        if self.folder is not None and self._only_trained:
            self._left = self._kept()

    def close(self) -> None:
        """After the worker's end: this window's file goes, and so does its lock."""
        self._soon.stop()
        self._regularly.stop()
        if self.folder is not None and self._left is not None:
            _write(self.folder / f"{self._left_name}{SUFFIX}", self._left)
        self._remove()
        self._remove_former()
        for held in (self._lock, *self._former.values()):
            if held is not None:
                held.unlock()

    @property
    def _only_trained(self) -> bool:
        """Training of something that no document holds, unedited: closing does not ask about it."""
        return self._session.trained and not self._session.edited

    @property
    def _loses_something(self) -> bool:
        return self._session.edited or self._session.trained

    def _kept(self) -> Experiment:
        session = self._session
        origin = Origin(session.file, session.path, self._documents.digest, not session.stack.isClean(), session.saved_step,
                        time.time())
        return keep(session.current(), origin)

    def _change(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _watch(self) -> None:
        """A step may be taken without training, as in a walk."""
        if not self._run.running and self._run.snapshot.step != self._step:
            self._step = self._run.snapshot.step
            self._change()

    def _show_running(self, running: bool) -> None:
        if running:
            self._regularly.start()
        else:
            self._regularly.stop()
            self._change()

    def _look(self) -> None:
        """Saved, reverted, or something else is open: where nothing would be lost any more, nothing need be kept."""
        if not self._loses_something:
            self._soon.stop()
            if self._written:
                self._written = False
                self._background.start("recovery", LATER, lambda _: self._remove(), lambda _: None)   # after a write under way

    def _leave(self) -> None:
        """Something else is about to be opened."""
        if self.folder is not None and self._only_trained:
            path, kept = self.folder / f"{self._left_name}{SUFFIX}", self._kept()
            self._left = kept                               # until it is written: the window may close first

            def written(problem: str) -> None:
                self._left = None
                self._tell(problem)

            self._background.start("left", LATER, lambda _: _write(path, kept), written)

    def _tell(self, problem: str) -> None:
        """Once, not every time, until it goes well again."""
        if problem and not self._complained:
            self.said.emit(self.tr("Unsaved work cannot be kept for a recovery: {problem}").format(problem=problem))
        self._complained = bool(problem)

    # ---- in the worker's thread, or after its end ------------------------------------------------------------------------------

    def _remove(self) -> None:
        if self.file is not None:
            _unlink(self.file)

    def _remove_former(self) -> None:
        for path in list(self._former):
            _unlink(path)


def _write(path: Path, kept: Experiment) -> str:
    """Write a file of unsaved work; what went wrong, or nothing."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, kept)
    except (BadInput, OSError) as problem:
        return str(problem)
    return ""


def _unlink(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
