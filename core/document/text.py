"""The document as JSON text: strict reading, and writing that is diffable and gives the same bytes again."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
import numpy as np
from msgspec.structs import replace

from core.document.checks import checked
from core.document.data_files import located, read_file
from core.document.experiment import Array, Description, Experiment, File, same
from core.document.messages import RAGGED, not_json, not_utf8, not_valid
from core.errors import BadInput
from core.progress import Progress, silent

WIDTH = 110
BLOCK = 4096                                                # numbers that are written in one call, which no other thread gets into
ALWAYS = {"format", "version", "title"}
_NESTED = (dict, list, np.ndarray)
_NAME_OR_BRACE = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]')


class Head(msgspec.Struct):
    """What is read first, so that a newer version is named as such and not by its first new field."""

    format: Literal["backprop-playground"]
    version: Literal[1]


def decode(text: bytes, folder: str = "", found: File | None = None, progress: Progress = silent) -> Experiment:
    """Read and check a document; raises BadInput, one sentence naming the field, its value and what is allowed.

    Files that it refers to are looked for from `folder` on. `found` is where the user says that they are.
    """
    try:
        msgspec.json.decode(text, type=Head)
        experiment = msgspec.json.decode(text, type=Experiment, dec_hook=_array)
    except msgspec.ValidationError as error:
        raise not_valid(error, text, Experiment) from None
    except msgspec.DecodeError as error:
        raise not_json(error, text) from None
    except UnicodeDecodeError:
        raise not_utf8() from None
    except RecursionError:
        raise BadInput("The file is nested too deeply; allowed: no deeper than a document needs.") from None
    _refuse_repeated_names(text)
    if found is not None and isinstance(experiment.data, File):
        experiment = replace(experiment, data=found)
    experiment = checked(located(experiment, folder), progress)
    if isinstance(experiment.data, File):
        read_file(experiment.data, progress)                # it may be gone, although it is still known what was in it
    return experiment


def encode(experiment: Experiment) -> bytes:
    """The document as indented UTF-8 JSON: defaults left out, every float exact, a matrix one row per line."""
    return _layout(_tree(experiment)) + b"\n"


def _array(_: type, value: Any) -> Array:
    """Numbers, alone, in a list or in a list of rows, as an array."""
    try:
        if not isinstance(value, list):
            return np.array(msgspec.convert(value, float))
        if not (value and isinstance(value[0], list)):
            return np.array(msgspec.convert(value, list[float]), np.float64)
        rows = msgspec.convert(value, list[list[float]])
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None              # msgspec adds where the array stands, but not to its own errors
    if len(set(map(len, rows))) > 1:
        raise ValueError(RAGGED)
    return np.array(rows, np.float64)


def _refuse_repeated_names(text: bytes) -> None:
    """Of two fields of one name readers take the last, so a text with both says two things. `text` is valid JSON."""
    objects: list[set[str]] = []
    for token in _NAME_OR_BRACE.finditer(text):
        if token[0] == b"{":
            objects.append(set())
        elif token[0] == b"}":
            objects.pop()
        elif token[2]:
            name = msgspec.json.decode(token[1], type=str)
            if name in objects[-1]:
                raise BadInput("{field} is given twice; allowed: once.", field=name)
            objects[-1].add(name)


def _tree(value: Any) -> Any:
    """A value as JSON's objects and lists, without what is as the default has it; arrays stay."""
    if isinstance(value, Description):
        config = value.__struct_config__
        told = {str(config.tag_field): config.tag} if config.tag else {}
        for field in msgspec.structs.fields(value):
            inner = getattr(value, field.name)
            default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
            if field.name in ALWAYS or not same(inner, default):
                told[field.name] = _tree(inner)
        return told
    if isinstance(value, dict):
        return {name: _tree(inner) for name, inner in value.items()}
    return [_tree(inner) for inner in value] if isinstance(value, tuple | list) else value


def _layout(tree: Any, margin: bytes = b"\n") -> bytes:
    """JSON text whose further lines start with `margin`; what is short and holds no matrix stays on one line."""
    inner, parts = margin + b"  ", []
    if isinstance(tree, np.ndarray) and _is_matrix(tree):
        parts = [b"[" + row + b"]" for block in _blocks(tree) for row in _text(block)[2:-2].split(b"], [")]
    elif isinstance(tree, dict) and not _is_short(tree):
        parts = [_line(name) + b": " + _layout(value, inner) for name, value in tree.items()]
    elif isinstance(tree, list) and any(isinstance(value, _NESTED) for value in tree) and not _is_short(tree):
        parts = [_layout(value, inner) for value in tree]
    if not parts:
        return _line(tree)
    opening, closing = (b"{", b"}") if isinstance(tree, dict) else (b"[", b"]")
    return opening + inner + (b"," + inner).join(parts) + margin + closing


def _line(tree: Any) -> bytes:
    """JSON text on one line."""
    if isinstance(tree, np.ndarray) and tree.ndim == 1 and tree.size > BLOCK:
        return b"[" + b", ".join(_text(block)[1:-1] for block in _blocks(tree)) + b"]"
    return _text(tree)


def _blocks(array: Array) -> Iterator[Array]:
    """The rows of a matrix, or the numbers of a vector, some at a time."""
    length = max(1, BLOCK * len(array) // max(array.size, 1))
    return (array[start:start + length] for start in range(0, len(array), length))


def _text(tree: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(tree, enc_hook=np.ndarray.tolist), indent=0)


def _is_matrix(array: Array) -> bool:
    return array.ndim == 2 and len(array) > 1


def _is_short(tree: Any) -> bool:
    return not _is_long(tree) and len(_line(tree)) <= WIDTH


def _is_long(tree: Any) -> bool:
    """Whether it holds a matrix, or more numbers than there are characters to a line."""
    if isinstance(tree, np.ndarray):
        return _is_matrix(tree) or tree.size > WIDTH
    values = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return any(map(_is_long, values))
