"""The content of a file that a user names, whole, and of no more than 256 MiB."""
from __future__ import annotations

import json
import os
import stat

from core.errors import BadInput

LARGEST = 256 * 2**20                                       # bytes


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The content of a regular file of at most 256 MiB. Raises BadInput."""
    refuse_nul(path)
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise BadInput("{path} is a folder; allowed: a file.", path=name_of(path))
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("{path} is a device; allowed: a file.", path=name_of(path))
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadInput("{path} does not exist.", path=name_of(path)) from None
    except OSError as error:
        raise BadInput("{path} cannot be read: {reason}.", path=name_of(path), reason=error.strerror) from None
    if len(content) > LARGEST:
        raise too_large(path, status.st_size)
    return content


def refuse_nul(path: str | os.PathLike[str]) -> None:
    """Raise BadInput for a name that no file can have."""
    if "\0" in os.fspath(path):
        raise BadInput("{path} is no name of a file.", path=json.dumps(name_of(path)))


def too_large(path: str | os.PathLike[str], size: int) -> BadInput:
    """The sentence for a file of so many bytes."""
    return BadInput("{path} is {size} MiB; allowed: up to {largest} MiB.",
                    path=name_of(path), size=-(-size // 2**20), largest=LARGEST // 2**20)


def name_of(path: str | os.PathLike[str]) -> str:
    """A path as text that can be shown, whatever bytes it is made of."""
    return os.fsencode(path).decode(errors="replace")
