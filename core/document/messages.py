"""What is wrong with a document's text, in one sentence: msgspec's errors with the value that was found and what is allowed."""
from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from msgspec import inspect

from core.errors import BadInput

RAGGED = "Rows of different lengths"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_VALUE = 60
_NOT_LOADED = object()
_PLACE = re.compile(r" - at `\$([^`]*)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_FIELD = re.compile(r"Object (?:missing required|contains unknown) field `(.*)`", re.DOTALL)


def not_json(error: msgspec.DecodeError, text: bytes) -> BadInput:
    """The sentence for a text that is no JSON."""
    if not text.strip():
        return BadInput("The file is empty; allowed: a JSON document.")
    if text.startswith(BYTE_ORDER_MARK):
        return BadInput("The file starts with a byte order mark; allowed: JSON in UTF-8 without one.")
    try:
        text.decode()
    except UnicodeDecodeError:
        return not_utf8()
    byte = re.search(r"\(byte (\d+)\)", str(error))
    if byte is None:
        return BadInput("The file ends too early; allowed: a complete JSON document.")
    before = text[:int(byte[1])].decode(errors="ignore")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return BadInput("The file is not JSON at line {line}, column {column}; allowed: a JSON document.", line=line, column=column)


def not_utf8() -> BadInput:
    """The sentence for bytes that are no text."""
    return BadInput("The file is not UTF-8 text; allowed: JSON in UTF-8.")


def not_valid(error: msgspec.ValidationError, text: bytes, document: type) -> BadInput:
    """The sentence for JSON that does not fit the type `document`: a field's path, its value and what is allowed there."""
    complaint, *places = _PLACE.split(str(error))
    # An array's own error names a row and column first, then comes where the array is; dictionaries are told as a whole.
    path = "".join(reversed(places[::2])).split("[...]")[0]
    node, value = inspect.type_info(document), _loaded(text)
    for name, index in _STEP.findall(path):
        node, value = _inner(node, name or int(index), value), _entry(value, name or int(index))
    field = path.removeprefix(".")
    if named := _FIELD.fullmatch(complaint):
        inside = ".".join(filter(None, (field, named[1][:LONGEST_VALUE])))
        if "missing" in complaint:
            allowed = _allowed(_inner(node, named[1], value))
            return BadInput("{field} is missing; allowed: {allowed}.", field=inside, allowed=allowed)
        return BadInput("{field} is unknown; allowed: {allowed}.", field=inside, allowed=", ".join(_names(node, value)))
    field = field or "The document"
    if complaint == RAGGED:
        return BadInput("{field} has rows of different lengths; allowed: rows of one length.", field=field)
    allowed = "a number" if isinstance(node, inspect.CustomType) and "`float`" in complaint else _allowed(node)
    if "out of range" in complaint:
        return BadInput("{field} holds a number that is too large; allowed: up to 1.8e308.", field=field)
    return BadInput("{field} is {value}; allowed: {allowed}.", field=field, value=shown(value), allowed=allowed)


def shown(value: object) -> str:
    """A value as in the file, long ones told by their size."""
    if value is _NOT_LOADED:
        return "something else"
    text = json.dumps(value, ensure_ascii=False, default=str)
    if len(text) <= LONGEST_VALUE:
        return text
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    return "an object" if isinstance(value, dict) else f"{text[:LONGEST_VALUE]}…"


def _loaded(text: bytes) -> Any:
    """The text without any check, to look up what was found; a later part of it may still be no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _NOT_LOADED


def _entry(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(key, _NOT_LOADED)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else _NOT_LOADED


def _inner(node: inspect.Type, key: str | int, value: Any) -> inspect.Type:
    """The type of a field or entry of a `node` whose value is `value`."""
    if isinstance(node, inspect.UnionType):
        if isinstance(key, str) and (tags := _tags(node, key)):
            return inspect.LiteralType(tags)
        node = _member(node, value)
    if isinstance(node, inspect.StructType):
        if key == node.tag_field:
            return inspect.LiteralType((str(node.tag),))
        return next((field.type for field in node.fields if field.encode_name == key), inspect.AnyType())
    if isinstance(node, inspect.NamedTupleType) and isinstance(key, int):
        return node.fields[key].type
    if isinstance(node, inspect.VarTupleType):
        return node.item_type
    if isinstance(node, inspect.DictType):
        return node.value_type
    return node


def _member(node: inspect.UnionType, value: Any) -> inspect.Type:
    """The alternative that a value chose by its tag, else the one that is not null."""
    structs = [member for member in node.types if isinstance(member, inspect.StructType)]
    for member in structs:
        if _entry(value, member.tag_field or "") == member.tag:
            return member
    return next(member for member in node.types if not isinstance(member, inspect.NoneType))


def _tags(node: inspect.UnionType, key: str) -> tuple[str, ...]:
    """The values that the field `key` may have if it is what tells the alternatives apart."""
    return tuple(str(member.tag) for member in node.types if isinstance(member, inspect.StructType) and member.tag_field == key)


def _names(node: inspect.Type, value: Any) -> list[str]:
    """The fields that an object may have."""
    if isinstance(node, inspect.UnionType):
        node = _member(node, value)
    if not isinstance(node, inspect.StructType):
        return []
    return [*([node.tag_field] if node.tag_field else []), *(field.encode_name for field in node.fields)]


def _allowed(node: inspect.Type) -> str:
    """What a type allows, in words."""
    match node:
        case inspect.UnionType(types=(inspect.StructType(tag_field=str(tag_field)), *_)):
            return f"an object with {tag_field} {', '.join(_tags(node, tag_field))}"
        case inspect.UnionType():
            return " or ".join(_allowed(member) for member in node.types if not isinstance(member, inspect.NoneType))
        case inspect.StructType():
            needed = [field.encode_name for field in node.fields if field.required]
            return f"an object with {' and '.join(needed)}" if needed else "an object"
        case inspect.LiteralType():
            return ", ".join(map(str, node.values))
        case inspect.IntType():
            return f"a whole number{_range(node)}"
        case inspect.FloatType():
            return f"a number{_range(node)}"
        case inspect.NamedTupleType():
            return f"a list [{', '.join(field.name for field in node.fields)}] of whole numbers"
        case inspect.VarTupleType(min_length=None, max_length=None):
            return "a list"
        case inspect.VarTupleType(min_length=least, max_length=most):
            return f"a list of {least} to {most} entries"
        case inspect.CustomType():
            return "a list of numbers or of rows of numbers"
        case inspect.StrType():
            return "a text"
        case inspect.DictType(value_type=inspect.AnyType()):
            return "an object"
        case inspect.DictType():
            return f"an object whose every entry is {_allowed(node.value_type)}"
        case _:
            return "numbers below 1.8e308 in size and texts"


def _range(node: inspect.IntType | inspect.FloatType) -> str:
    match (node.ge, node.gt, node.le, node.lt):
        case (None, None, None, None):
            return ""
        case (None, gt, None, None):
            return f" above {gt:g}"
        case (ge, None, None, None):
            return f" of at least {ge:g}"
        case (None, gt, le, None):
            return f" above {gt:g} and up to {le:g}"
        case (ge, None, None, lt):
            return f" from {ge:g} to below {lt:g}"
        case (ge, _, le, _):
            return f" from {ge} to {le}"
