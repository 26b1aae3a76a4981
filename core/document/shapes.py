"""The shape of a network as one types it: 2-4-2-1, the inputs first and the outputs last."""
from __future__ import annotations

import re

from core.data.dataset import allowed_outputs
from core.document import edits
from core.document.checks import refused
from core.document.data import outline
from core.document.edits import Edit
from core.document.experiment import MOST_LAYERS, MOST_NEURONS, Experiment
from core.document.parameters import sizes
from core.errors import BadInput

_BETWEEN = re.compile(r"\s*[-‐‑–—−,;×x→\s]\s*")     # whatever a title, a book or a keyboard puts between the numbers


def shape_of(experiment: Experiment) -> str:
    """The shape as it is now: 2-4-2-1."""
    return "-".join(map(str, sizes(experiment, outline(experiment.data))))


def with_shape(experiment: Experiment, typed: str, keep_function: bool = False) -> Edit:
    """The experiment with the shape typed.

    The first number has to be that of the inputs, the last one that the data need. Raises BadInput.
    """
    inputs, *hidden, outputs = _numbers(typed)
    data = outline(experiment.data)
    now = sizes(experiment, data)[0]
    if inputs != now:
        raise refused("The first number of the shape", f"{inputs:,}", f"{now:,}, the number of inputs")
    needed = allowed_outputs(data, experiment.network.layers[-1].activation)
    if outputs not in needed:
        raise refused("The last number of the shape", f"{outputs:,}", f"{' or '.join(f'{n:,}' for n in needed)}, as the data need")
    return edits.set_shape(experiment, hidden, outputs, keep_function)


def _numbers(typed: str) -> list[int]:
    """All the numbers, each within the bounds of a layer; raises BadInput."""
    words = _BETWEEN.split(typed.strip())
    if len(words) < 2 or not all(word.isascii() and word.isdecimal() for word in words):
        raise refused("The shape", f"“{typed.strip()[:40]}”", "two or more whole numbers with hyphens between, such as 2-4-2-1")
    if len(words) > MOST_LAYERS + 1:
        raise refused("The shape", f"one of {len(words) - 1:,} layers after the inputs", f"up to {MOST_LAYERS}")
    for place, word in enumerate(words):
        if len(word) > 6 or not 1 <= int(word) <= MOST_NEURONS:
            raise BadInput("Number {place} of the shape is {value}; allowed: 1 to {most:,} neurons.",
                           place=place + 1, value=word[:12], most=MOST_NEURONS)
    return [int(word) for word in words]
