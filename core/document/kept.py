"""Unsaved work as a document: the experiment, and in its view where it came from, so that it can be taken up where it was left."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, unquote_to_bytes

import msgspec
from msgspec import structs

from core.document.experiment import Count, Experiment
from core.errors import BadInput

FIELD = "recovery"
LATEST = 1e11                                                # seconds since 1970: the year 5138


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was open, as the user named it; the document it lives in and the SHA-256 of what that held; and what was unsaved.

    `edited` is about edits; training since step `saved_step` may be unsaved too. `time` is in seconds since 1970.
    """

    file: str
    path: Path | None
    digest: str | None
    edited: bool
    saved_step: Count
    time: Annotated[float, msgspec.Meta(ge=0, le=LATEST)]


def keep(experiment: Experiment, origin: Origin) -> Experiment:
    """A document of unsaved work, which any reader of documents can open."""
    noted = msgspec.to_builtins(structs.replace(origin, file=_quoted(origin.file)), enc_hook=_quoted)
    return structs.replace(experiment, view=experiment.view | {FIELD: noted})


def take_up(document: Experiment) -> tuple[Experiment, Origin]:
    """The experiment that was kept, and where it came from. Raises BadInput for a document that was not made by `keep`."""
    view = dict(document.view)
    try:
        origin = msgspec.convert(view.pop(FIELD, None), Origin, dec_hook=_path)
    except msgspec.ValidationError:
        raise BadInput("view.{field} does not say where the work came from.", field=FIELD) from None
    return structs.replace(document, view=view), structs.replace(origin, file=_unquoted(origin.file))


def _path(_: type, text: object) -> Path:
    if not isinstance(text, str):
        raise TypeError
    return Path(_unquoted(text))


def _quoted(name: str | Path) -> str:
    """A file's name as plain text: it need not be Unicode."""
    return quote(os.fsencode(name))


def _unquoted(text: str) -> str:
    return os.fsdecode(unquote_to_bytes(text))
