"""Reading a document's file, and the one way to write a file of the user's: the whole new content, or the old file as it was."""
from __future__ import annotations

import json
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from core.document.checks import checked
from core.document.experiment import Experiment
from core.document.text import decode, encode
from core.errors import BadInput

LARGEST = 256 * 2**20                                       # bytes


def read(path: str | os.PathLike[str]) -> Experiment:
    """Open a document; without a title of its own it is called like its file. Raises BadInput."""
    experiment = decode(read_bytes(path))
    if experiment.title:
        return experiment
    return replace(experiment, title=os.fsencode(Path(path).stem).decode(errors="replace"))


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The content of a regular file of at most 256 MiB. Raises BadInput."""
    _refuse_nul(path)
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise BadInput("{path} is a folder; allowed: a file.", path=_name(path))
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("{path} is a device; allowed: a file.", path=_name(path))
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadInput("{path} does not exist.", path=_name(path)) from None
    except OSError as error:
        raise BadInput("{path} cannot be read: {reason}.", path=_name(path), reason=error.strerror) from None
    if len(content) > LARGEST:
        raise _too_large(path, status.st_size)
    return content


def write(path: str | os.PathLike[str], experiment: Experiment) -> None:
    """Save a document that `read` will open again. Raises BadInput, and then the old file stands."""
    content = encode(checked(experiment))
    if len(content) > LARGEST:
        raise _too_large(path, len(content))
    write_bytes(path, content)


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file whole or not at all. Raises BadInput, and then the old file stands.

    A temporary file beside the target takes its place when all of it is on the disk. Symbolic links are followed, the mode is kept.
    """
    _refuse_nul(path)
    try:
        target = Path(os.path.realpath(path))
        with suppress(FileNotFoundError):
            _refuse_to_replace(target, path)
        _replace(target, content)
    except OSError as error:
        raise BadInput("{path} cannot be written: {reason}.", path=_name(path), reason=error.strerror) from None


def _refuse_nul(path: str | os.PathLike[str]) -> None:
    if "\0" in os.fspath(path):
        raise BadInput("{path} is no name of a file.", path=json.dumps(_name(path)))


def _refuse_to_replace(target: Path, path: str | os.PathLike[str]) -> None:
    if not stat.S_ISREG(target.stat().st_mode):
        raise BadInput("{path} is a folder or a device; allowed: a file.", path=_name(path))
    if not os.access(target, os.W_OK):
        raise BadInput("{path} is read-only; allowed: a file that may be changed.", path=_name(path))


def _replace(target: Path, content: bytes) -> None:
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest):]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
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


def _too_large(path: str | os.PathLike[str], size: int) -> BadInput:
    return BadInput("{path} is {size} MiB; allowed: up to {largest} MiB.",
                    path=_name(path), size=-(-size // 2**20), largest=LARGEST // 2**20)


def _name(path: str | os.PathLike[str]) -> str:
    return os.fsencode(path).decode(errors="replace")
