"""What earlier sessions left behind: unsaved work that nobody has open, to be taken up or discarded, or put aside as broken."""
from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLockFile

from core.document import files
from core.document.data_files import MissingData
from core.document.experiment import Experiment
from core.document.kept import Origin, take_up
from core.errors import BadInput, Sentence
from core.progress import Progress, silent
from core.reading import name_of
from playground.claims import lock
from playground.recovery import LEFT, LOCK, SUFFIX

BROKEN, DISCARDED = ".broken", ".discarded"
PATIENCE = 7 * 24 * 3600.0                               # seconds until what was discarded is gone for good
WAITS = "Unsaved work of an earlier session waits for its data: {problem}"


class Lost(NamedTuple):
    """One session's unsaved work: by which name it is asked for, what it was, and whether it only went on training."""

    name: str
    title: str
    step: int
    origin: Origin
    is_left: bool


class LostWork:
    """The folder of unsaved work. What is offered is locked meanwhile, so that no other window offers it too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[str, QLockFile] = {}

    def find(self) -> tuple[list[Lost], list[Sentence]]:
        """What can be taken up, the newest first, and what cannot, a sentence each. Only work of windows that are gone is touched.

        Of training that was only left, the newest is worth an offer.
        """
        found: list[Lost] = []
        problems: list[Sentence] = []
        files.remove_abandoned(self._folder)
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            if self._take(path.stem):
                try:
                    experiment, origin = self.read(path.stem)
                    title = experiment.title if origin.path is None else name_of(origin.path.stem)
                    found.append(Lost(path.stem, title, experiment.state.step, origin, path.stem.startswith(LEFT)))
                except BadInput as problem:
                    self._let_go(path.stem)
                    waits = Sentence(WAITS, problem=problem.sentence)
                    problems.append(waits if isinstance(problem, MissingData) else problem.sentence)
        self._sweep()
        found.sort(key=lambda lost: -lost.origin.time)
        for older in [lost for lost in found if lost.is_left][1:]:
            self.discard(older.name)
            found.remove(older)
        return found, problems

    def read(self, name: str, progress: Progress = silent) -> tuple[Experiment, Origin]:
        """The work of that name. Raises BadInput for a file that is broken, which is put aside and not offered again.

        Work whose data file is not in its place stays, to be offered when it is: MissingData.
        """
        path = self._path(name)
        try:
            return take_up(files.read(path, progress=progress))
        except MissingData:
            raise
        except BadInput as problem:
            aside = files.put_aside(path, BROKEN)
            raise BadInput("Unsaved work of an earlier session cannot be read; it is kept as {path}: {problem}",
                           path=str(aside), problem=problem.sentence) from None

    def hand_over(self, name: str) -> QLockFile:
        """It is open now, and no longer lost: its lock goes to whoever has it."""
        return self._locks.pop(name)

    def discard(self, name: str) -> None:
        """Nobody wants it. It stays in the folder under another name for a week."""
        with suppress(OSError, BadInput):
            os.utime(self._path(name))
            files.put_aside(self._path(name), DISCARDED)
        self._let_go(name)

    def close(self) -> None:
        """Let others offer what is still there."""
        for name in list(self._locks):
            self._let_go(name)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"

    def _take(self, name: str) -> bool:
        if name not in self._locks and (held := lock(self._folder / f"{name}{LOCK}")) is not None:
            self._locks[name] = held
        return name in self._locks

    def _let_go(self, name: str) -> None:
        if held := self._locks.pop(name, None):
            held.unlock()

    def _sweep(self) -> None:
        """What was discarded a week ago goes."""
        for path in self._folder.glob(f"*{DISCARDED}"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > PATIENCE:
                    path.unlink()
