"""The experiments that come with the program."""
from __future__ import annotations

from pathlib import Path

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
