"""From what a user names – a preset, a document, a table or a TF Playground link – to the experiment that it holds."""
from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from core.data.readers.recognise import is_table_file, read_table
from core.document import files, presets
from core.document.experiment import Experiment, File
from core.document.imported import import_table, title_of
from core.errors import BadInput, Sentence
from core.formats.playground_link import is_link, read_link
from core.progress import Progress, silent


class Opened(NamedTuple):
    """An experiment, how the user named it, the document it lives in (None: it was never saved), and what was left behind."""

    experiment: Experiment
    file: str
    path: Path | None = None
    remarks: tuple[Sentence, ...] = ()


def open_file(file: str | os.PathLike[str], found: File | None = None, progress: Progress = silent) -> Opened:
    """The preset of that name, the experiment of that link, else the document or the table at that path. Raises BadInput.

    From a table comes an experiment by guesses, which the remarks tell. `found` says where a document's missing data are.
    """
    name = os.fspath(file)
    if name in presets.names():
        return Opened(presets.load(name), name)
    if is_link(name):
        experiment, remarks = read_link(name)
        return Opened(experiment, name.strip(), None, remarks)
    if not os.path.dirname(name) and not os.path.splitext(name)[1] and not os.path.lexists(name):
        shown, allowed = name.strip() or '""', ", ".join(presets.names())
        raise BadInput("{name} is neither a file nor a preset; allowed: a file or {allowed}.", name=shown, allowed=allowed)
    if is_table(name):
        experiment, remarks = import_table(read_table(name, progress), title_of(name), progress)
        return Opened(experiment, name, remarks=remarks)
    return Opened(files.read(name, found, progress), name, Path(name).absolute())


def is_table(file: str | os.PathLike[str]) -> bool:
    """Whether a file holds a table, to import data from."""
    return os.fspath(file) not in presets.names() and is_table_file(file)
