"""Reading a document's file, and the one way to write a file of the user's: the whole new content, or the old file as it was."""
from __future__ import annotations

import os
import re
import secrets
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from core import reading
from core.document.checks import checked
from core.document.data_files import relative
from core.document.experiment import Experiment, File, Points
from core.document.text import decode, encode
from core.errors import BadInput
from core.progress import Progress, silent
from core.reading import name_of, read_bytes, refuse_nul, too_large

NUMBER = 5                                                  # bytes at least of a number in a matrix: "0.0, "
ABANDONED = 3600.0                                          # seconds: no write takes so long
_TEMPORARY = re.compile(r"\.nnplay-[0-9a-f]{16}\.tmp")


def read(path: str | os.PathLike[str], found: File | None = None, progress: Progress = silent) -> Experiment:
    """Open a document; without a title of its own it is called like its file. Raises BadInput.

    Of one that refers to a data file, MissingData is raised when that is missing or another; `found` says where it is instead.
    """
    experiment = decode(read_bytes(path), os.path.dirname(os.path.abspath(path)), found, progress)
    if experiment.title:
        return experiment
    return replace(experiment, title=name_of(Path(path).stem))


def digest(path: str | os.PathLike[str]) -> str | None:
    """The SHA-256 of a file's content, in hexadecimal; None where there is no file that can be read."""
    try:
        return sha256(read_bytes(path)).hexdigest()
    except BadInput:
        return None


def write(path: str | os.PathLike[str], experiment: Experiment, progress: Progress = silent) -> str:
    """Save a document that `read` will open again; returns its `digest`. Raises BadInput, and then the old file stands.

    What `progress` raises ends it as well, up to the last moment.
    """
    refuse_nul(path)
    written = experiment.data.inputs.size if isinstance(experiment.data, Points) else 0
    if NUMBER * written > reading.LARGEST:                  # writing it down would take gigabytes of memory first
        raise BadInput("{path} would be more than {size} MiB; allowed: up to {largest} MiB.",
                       path=name_of(path), size=NUMBER * written // 2**20, largest=reading.LARGEST // 2**20)
    content = encode(relative(checked(experiment), os.path.dirname(os.path.abspath(path))))
    if len(content) > reading.LARGEST:
        raise too_large(path, len(content))
    write_pieces(path, (content,), progress)
    return sha256(content).hexdigest()


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file whole or not at all. Raises BadInput, and then the old file stands."""
    write_pieces(path, (content,))


def write_pieces(path: str | os.PathLike[str], pieces: Iterable[bytes], progress: Progress = silent) -> None:
    """Write a file of these pieces, whole or not at all. Raises BadInput or what `pieces` raises; then the old file stands.

    A temporary file beside the target takes its place when all of it is on the disk. Symbolic links are followed, the mode is kept.
    """
    refuse_nul(path)
    try:
        target = Path(os.path.realpath(path))
        with suppress(FileNotFoundError):
            _refuse_to_replace(target, path)
        _replace(target, pieces, progress)
    except OSError as error:
        raise BadInput("{path} cannot be written: {reason}.", path=name_of(path), reason=error.strerror) from None
    remove_abandoned(target.parent)


def put_aside(path: str | os.PathLike[str], suffix: str) -> Path:
    """Give a file another name in its folder, its own with `suffix`, in place of what had that name; which it is now."""
    aside = Path(f"{os.fspath(path)}{suffix}")
    try:
        os.replace(path, aside)
    except OSError as error:
        raise BadInput("{path} cannot be renamed: {reason}.", path=name_of(path), reason=error.strerror) from None
    return aside


def remove_abandoned(folder: Path) -> None:
    """Remove the temporary files of writes that were killed: they have our name for one, and are older than any write takes."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) and _is_abandoned(entry.stat(follow_symlinks=False)):
                with suppress(OSError):
                    os.unlink(entry.path)


def _is_abandoned(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > ABANDONED


def _refuse_to_replace(target: Path, path: str | os.PathLike[str]) -> None:
    if not stat.S_ISREG(target.stat().st_mode):
        raise BadInput("{path} is a folder or a device; allowed: a file.", path=name_of(path))
    if not os.access(target, os.W_OK):
        raise BadInput("{path} is read-only; allowed: a file that may be changed.", path=name_of(path))


def _replace(target: Path, pieces: Iterable[bytes], progress: Progress) -> None:
    temporary = target.with_name(f".nnplay-{secrets.token_hex(8)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        try:
            for piece in pieces:
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(descriptor, rest):]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
        progress(1.0)                                       # the last moment to give it up
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can: by now the file itself is safe either way."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
