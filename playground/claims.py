"""Which window has what open: locks in a folder of ours, which other windows and programs see, and which end with their owner."""
from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QLockFile


def lock(path: Path) -> QLockFile | None:
    """The lock of this name, held from now on; None when somebody who still runs holds it.

    Where no lock can be made at all, there is nobody to tell, and it counts as held.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = QLockFile(str(path))
    made.setStaleLockTime(0)                                 # however old: what counts is whether its owner runs
    if made.tryLock(0) or made.error() != QLockFile.LockError.LockFailedError:
        return made
    return None


class Claim:
    """The document that a window has open."""

    def __init__(self, folder: Path | None) -> None:
        """With no folder nobody is told."""
        self._folder = None if folder is None else folder / "open"
        self._held: QLockFile | None = None
        self._name = ""

    def take(self, path: Path | None) -> bool:
        """Claim this document, and let go of the one before; whether no other window has it open."""
        name = "" if path is None else f"{sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:32]}.lock"
        if self._held is not None and name == self._name:
            return True
        self.release()
        if self._folder is None or not name:
            return True
        try:
            self._held = lock(self._folder / name)
        except OSError:                                     # no folder for locks, so no other window has any either
            return True
        self._name = name
        return self._held is not None

    def release(self) -> None:
        """Nothing is claimed any more."""
        if self._held is not None:
            self._held.unlock()
        self._held, self._name = None, ""
