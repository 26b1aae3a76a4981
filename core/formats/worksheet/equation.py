"""What a worked sheet is made of: equations with their numbers, in groups and sections."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.errors import Sentence
from core.explain.formulas import joined
from core.explain.walk import Item, Walk
from core.notation import MINUS, Node, Power, Row, Symbol, Text, number, row, substituted, text

DIGITS = 6               # significant ones of every printed number
# Where one factor ends and the next begins with only a space between: 2 (…), (…) ln …
_FACTORS = re.compile(r"(?<=[\d)]) (?=[\d(]|ln|sign)")


class Equation(NamedTuple):
    """left = formula = the formula with its numbers = value; formula and numbers may be missing.

    `item` is what it gives the number of, None for a setting of the optimizer. With `becomes`, the left side takes the value in
    place of the one it had, which is written ←. `remark` says what the numbers do not.
    """

    item: Item | None
    left: Node
    value: float
    formula: Node | None = None
    numbers: Node | None = None
    becomes: bool = False
    remark: Sentence | None = None

    @property
    def sides(self) -> tuple[Node, ...]:
        """What is equal, from the left side to the value."""
        return (self.left, *(side for side in (self.formula, self.numbers) if side is not None), result(self.value))

    @property
    def signs(self) -> tuple[str, ...]:
        """What stands between the sides."""
        return ("←" if self.becomes else "=", *("=" for _ in self.sides[2:]))

    @property
    def node(self) -> Row:
        """All of it in one row."""
        others = zip(self.signs, self.sides[1:], strict=True)
        return row(self.left, *(part for sign, side in others for part in (f" {sign} ", side)))


class Group(NamedTuple):
    """Equations under a heading; `definitions` are formulas that they rest on."""

    heading: Sentence | None
    equations: tuple[Equation, ...]
    definitions: tuple[Node, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether these are plain numbers, to stand side by side."""
        return all(equation.numbers is None and equation.remark is None for equation in self.equations)


class Section(NamedTuple):
    """One stage of the step; `opening` says in a sentence or two what happens and why."""

    heading: Sentence
    opening: Sentence
    groups: tuple[Group, ...]


class Worksheet(NamedTuple):
    """The whole sheet. `drawing` is the network as SVG."""

    title: str
    summary: Sentence
    drawing: str
    sections: tuple[Section, ...]

    @property
    def equations(self) -> list[Equation]:
        """All of them, in order."""
        return [equation for section in self.sections for group in section.groups for equation in group.equations]


def value_of(walk: Walk, item: Item, position: int | None = None) -> float:
    """One number of the walk's only example, at the end of the walk where no position is given; the cursor does not matter.

    Raises ValueError when there are several examples.
    """
    found = walk.values(item, len(walk.operations) if position is None else position)
    assert found is not None
    return float(found.item())


# ---- numbers in formulas ---------------------------------------------------------------------------------------------------------


def result(value: float) -> Node:
    """A number standing alone, with a power of ten where it is very small or large."""
    mantissa, _, exponent = number(value, DIGITS).partition("e")
    return row(f"{mantissa}×", Power(Text("10"), result(int(exponent.replace(MINUS, "-"))))) if exponent else Text(mantissa)


def figure(value: float) -> Node:
    """A number to stand in a formula: in brackets unless it is a plain positive one."""
    alone = result(value)
    return row("(", alone, ")") if isinstance(alone, Row) or value < 0 else alone


def with_numbers(formula: Node, values: Mapping[Symbol, float]) -> Node:
    """The formula with its numbers in place of its symbols, and a dot where only a space parted two factors.

    >>> text(with_numbers(row(Symbol("a"), " (1 − ", Symbol("a"), ")"), {Symbol("a"): 0.25}))
    '0.25 · (1 − 0.25)'
    """
    return dotted(substituted(formula, lambda symbol: figure(values[symbol]) if symbol in values else symbol))


def dotted(node: Node) -> Node:
    """The same with a dot between factors that only a space parts."""
    if not isinstance(node, Row):
        return node
    parts = [dotted(part) for part in node.parts]
    written = [text(part) for part in parts]
    for place, part in enumerate(parts):
        if isinstance(part, Text):
            before, after = "".join(written[:place])[-1:], "".join(written[place + 1:])[:1]
            parts[place] = Text(_FACTORS.sub(" · ", before + part.text + after)[len(before):].removesuffix(after))
    return Row(tuple(parts))


def total(terms: Sequence[Node]) -> Row:
    """The terms with + between them; 0 where there are none."""
    return Row(tuple(joined(terms, " + ")) or (Text("0"),))


def product(*factors: Node) -> Row:
    """The factors with · between them."""
    return Row(tuple(joined(factors, " · ")))
