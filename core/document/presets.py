"""The experiments that come with the program."""
from __future__ import annotations

import os
from pathlib import Path

from core.document import files
from core.document.experiment import Experiment
from core.document.text import decode
from core.errors import BadInput

_FOLDER = Path(__file__).parents[2] / "assets" / "presets"
_NAMES = ("spiral", "circle", "xor", "gauss", "moons", "pinwheel", "plane", "sine", "digits", "chain", "two-paths")


def names() -> tuple[str, ...]:
    """All presets, in the order in which they are offered."""
    return _NAMES


def load(name: str) -> Experiment:
    """One of `names`. Raises BadInput for any other."""
    if name not in _NAMES:
        raise BadInput("{name} is no preset; allowed: {allowed}.", name=name, allowed=", ".join(_NAMES))
    return decode((_FOLDER / f"{name}.nnplay").read_bytes())


def open_experiment(file_or_name: str | os.PathLike[str]) -> Experiment:
    """The preset of that name, else the document at that path. Raises BadInput."""
    name = os.fspath(file_or_name)
    if name in _NAMES:
        return load(name)
    if not os.path.dirname(name) and not os.path.splitext(name)[1] and not os.path.lexists(name):
        raise BadInput("{name} is neither a file nor a preset; allowed: a file or {allowed}.", name=name, allowed=", ".join(_NAMES))
    return files.read(name)
