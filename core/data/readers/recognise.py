"""From a file or its bytes to a table, by what is in it and not by its name; .gz is unpacked first."""
from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from core import reading
from core.data.readers import arrays, idx
from core.data.readers.delimited import read_delimited
from core.data.readers.pictures import with_pictures
from core.data.readers.table import Table, TableFile
from core.errors import BadInput
from core.progress import Progress, silent

GZIP = b"\x1f\x8b"
TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")
SUFFIXES = (*TEXT_SUFFIXES, ".npy", ".npz", ".gz", ".idx")
PATTERNS = " ".join([*(f"*{suffix}" for suffix in SUFFIXES), "*ubyte"])       # what tables are usually called
DOCUMENT_SUFFIXES = (".nnplay", ".json")                     # what documents are called, even such as cannot be read
BEGINNING = 1_024                                           # bytes that tell a document from a table
_JSON_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*["}]')
_UNPACKED_AT_ONCE = 2**20

Source = str | os.PathLike[str] | bytes


class MissingPartner(BadInput):
    """An IDX file of images or labels whose partner is not beside it; `path` is the one that is there."""

    def __init__(self, path: str, names: Sequence[str]) -> None:
        wanted = " or ".join(names) or "its images or labels"
        super().__init__("{name} is one half of a set, and {wanted} is not beside it; allowed: images and labels in one folder.",
                         name=os.path.basename(path), wanted=wanted)
        self.path = path


def read_table(
    source: Source, progress: Progress = silent, companions: Sequence[str] | None = None, header: bool | None = None,
) -> Table:
    """The table in a file, or in bytes. Raises BadInput, one sentence, for what is none.

    An IDX file is read with its `companions`: labels or images, and the two files of a test set. Without any given they are looked
    for beside it by name; MissingPartner is raised where there is none. `header` says of a text whether its first row are the names
    of the columns; None: that is recognised.
    """
    if isinstance(source, bytes):
        return _read(unpacked(source), progress, header)
    path = os.path.abspath(source)
    content = reading.read_bytes(path)
    file = TableFile(path, sha256(content).hexdigest())
    content = unpacked(content)
    if idx.is_idx(content):
        return _with_companions(file, content, progress, companions)
    return _read(content, progress, header)._replace(files=(file,))


def is_table_file(path: str | os.PathLike[str]) -> bool:
    """Whether a file is rather a table than a document: by what it begins with, whatever it is called."""
    suffix = Path(path).suffix.lower()
    try:
        with open(path, "rb") if os.path.isfile(path) else BytesIO() as file:
            begin = file.read(BEGINNING)
    except (OSError, ValueError):                            # whoever opens it says what is wrong
        begin = b""
    if begin.startswith((GZIP, arrays.NPY, arrays.NPZ)) or idx.is_idx(begin):
        return True
    if _JSON_OBJECT.match(begin) or suffix in DOCUMENT_SUFFIXES:
        return False
    return suffix in SUFFIXES or bool(begin.strip())


def unpacked(content: bytes) -> bytes:
    """What gzip packed, of at most 256 MiB; other bytes as they are. Raises BadInput."""
    if not content.startswith(GZIP):
        return content
    parts, size, rest = [], 0, content
    try:
        while rest:
            unpacker = zlib.decompressobj(wbits=31)
            while not unpacker.eof:
                part = unpacker.decompress(rest, _UNPACKED_AT_ONCE)
                rest = unpacker.unconsumed_tail
                size += len(part)
                if size > reading.LARGEST:
                    raise arrays.too_much()
                parts.append(part)
                if not part and not rest and not unpacker.eof:
                    raise BadInput("The .gz file ends too early; allowed: a complete file.")
            rest = unpacker.unused_data if unpacker.unused_data.startswith(GZIP) else b""    # files may be joined, or be padded
    except zlib.error:
        raise BadInput("The .gz file is damaged and cannot be unpacked.") from None
    return b"".join(parts)


def _read(content: bytes, progress: Progress, header: bool | None) -> Table:
    if content.startswith(arrays.NPY):
        return arrays.read_npy(content)
    if content.startswith(arrays.NPZ):
        return arrays.read_npz(content)
    if idx.is_idx(content):
        raise BadInput("An IDX file is one half of a set; allowed: a file with its partner beside it.")
    return with_pictures(read_delimited(content, progress, header))


# Images and labels

def _with_companions(file: TableFile, content: bytes, progress: Progress, companions: Sequence[str] | None) -> Table:
    """Images with labels, whichever of them `file` is, and with the test set where there is one."""
    one = idx.read_idx(content)
    if companions is None:
        companions = _found(file.path)
    if not companions:
        raise MissingPartner(file.path, idx.partner_names(os.path.basename(file.path))[:1])
    read, files = [one], [file]
    for i, path in enumerate(companions):
        progress((i + 1) / (len(companions) + 2))
        packed = reading.read_bytes(path)
        files.append(TableFile(os.path.abspath(path), sha256(packed).hexdigest()))
        read.append(idx.read_idx(unpacked(packed)))
    pairs = [sorted(read[i:i + 2], key=lambda array: -array.ndim) for i in range(0, len(read) - 1, 2)]
    (images, labels), *tests = pairs
    table = idx.join(images, labels, (tests[0][0], tests[0][1]) if tests else None)
    progress(1.0)
    return table._replace(files=tuple(files))


def _found(path: str) -> list[str]:
    """The partner beside a file, with both files of the test set where they are there too."""
    partner = _beside(path, idx.partner_names)
    if partner is None:
        return []
    test = _beside(path, idx.test_names)
    test_partner = None if test is None else _beside(test, idx.partner_names)
    return [partner, *([test, test_partner] if test is not None and test_partner is not None else [])]


def _beside(path: str, names: Callable[[str], Sequence[str]]) -> str | None:
    """The first of the names that is a file in the same folder."""
    folder, name = os.path.split(path)
    return next((other for each in names(name) if os.path.isfile(other := os.path.join(folder, each))), None)
