"""A worked sheet as Markdown with its formulas in LaTeX."""
from __future__ import annotations

import re
from collections.abc import Iterator

from core.formats.worksheet.equation import Equation, Group, Worksheet
from core.notation import Node, Row, Text, latex, text

LONGEST = 60             # characters of a side that stays in one piece


def as_markdown(sheet: Worksheet) -> str:
    """The page; formulas are in dollar signs, long ones in several pieces between which a line may end."""
    parts = [f"# {_escaped(sheet.title)}", _escaped(sheet.summary)]
    for section in sheet.sections:
        parts += [f"## {_escaped(section.heading)}", _escaped(section.opening)]
        for group in section.groups:
            parts += _group(group)
    return "\n\n".join(parts) + "\n"


def _group(group: Group) -> Iterator[str]:
    if group.heading is not None:
        yield f"### {_escaped(group.heading)}"
    yield from (f"${latex(node)}$" for node in group.definitions)
    yield "\n".join(map(_equation, group.equations))


def _equation(equation: Equation) -> str:
    """One item of a list; a piece begins with its = or +."""
    first, *others = equation.sides
    pieces = [latex(first)]
    for sign, side in zip(equation.signs, others, strict=True):
        first, *rest = _pieces(side)
        pieces += [(r"\leftarrow " if sign == "←" else "= ") + latex(first), *(f"+ {latex(piece)}" for piece in rest)]
    remark = "" if equation.remark is None else f" {_escaped(equation.remark)}"
    return "- " + " ".join(f"${piece.strip()}$" for piece in pieces) + remark


def _pieces(node: Node) -> list[Node]:
    """A long sum term by term."""
    if not isinstance(node, Row) or len(text(node)) <= LONGEST:
        return [node]
    pieces: list[list[Node]] = [[]]
    for part in node.parts:
        if part == Text(" + "):
            pieces.append([])
        else:
            pieces[-1].append(part)
    return [Row(tuple(piece)) for piece in pieces]


def _escaped(written: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#$|])", r"\\\1", written)
