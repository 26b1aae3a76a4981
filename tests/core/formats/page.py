"""A worked sheet read back from its HTML, and its equations computed anew from the numbers that are printed."""
from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree

import autograd

from tests.core.oracle import ACTIVATION

NUMBER = re.compile(r"(?<![\w.*])\d[\d.]*(?:E-?\d+)?")
LETTER = "@"             # stands before every letter of a formula


class Printed(NamedTuple):
    """One equation of the page: its left side, the side with numbers (None where there is none), and the result."""

    left: str
    numbers: str | None
    value: float


def equations(page: str) -> list[Printed]:
    """All that a page prints."""
    return [_printed(plain(ElementTree.fromstring(line))) for line in page.splitlines() if line.startswith('<p class="equation">')]


def plain(element: ElementTree.Element) -> str:
    """HTML as one line of text: raised and lowered parts in ^(…) and _(…), fractions with a stroke."""
    inner = (element.text or "") + "".join(plain(child) + (child.tail or "") for child in element)
    match element.tag, element.get("class"):
        case _, "remark":
            return ""
        case _, "fraction":
            top, bottom = map(plain, element)
            return f"(({top})/({bottom}))"
        case "sup", _:
            return f"^({inner})"
        case "sub", _:
            return f"_({inner})"
        case "i", _:
            return inner if inner == "σ" else LETTER + inner
    return inner.replace("\u00a0", " ")


def _printed(line: str) -> Printed:
    left, *others, value = re.split(r" [=←] ", line.strip())
    numbers = others[-1] if others and LETTER not in others[-1] else None
    return Printed(left, numbers, _read(value)[0](()))


def check(printed: Printed, activations: list[str]) -> None:
    """The result follows from the printed numbers, within what rounding each of them to six digits allows."""
    assert printed.numbers is not None
    layer = re.search(r"\^\(\((\d+)\)\)", printed.left)
    formula, numbers = _read(printed.numbers, activations[int(layer[1]) - 1] if layer else "")
    found, slack = formula(numbers), 0.0
    for place, n in enumerate(numbers):
        moved = (formula([*numbers[:place], n + step, *numbers[place + 1:]]) for step in (unit(n), -unit(n)))
        slack += max(abs(other - found) for other in moved)
    assert abs(found - printed.value) <= 1.05 * slack + unit(printed.value), printed


def unit(value: float) -> float:
    """Half a unit of the sixth significant digit."""
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 5) if value else 0.0


def _read(written: str, activation: str = "") -> tuple[Callable[[Sequence[float]], float], list[float]]:
    """What is printed as a function of its numbers (those that are printed, when called with none), and these numbers."""
    source = written.replace("−", "-").replace("·", "*").replace("½", "0.5 * ").replace("^(2)", "**2").replace("^", "**")
    source = re.sub(r"([\d.]+)×10\*\*\((-?\d+)\)", r"\1E\2", source)
    source = re.sub(r"\b(ln|cos) ([\d.E-]+|\(-[\d.E-]+\))", r"\1(\2)", source)
    source = re.sub(r"√([\d.E-]+)", r"√(\1)", source).replace("√", "sqrt")
    source = re.sub(r"\|([^|]*)\|", r"abs(\1)", source).replace("σ′", "slope").replace("σ", "sigma")
    numbers = [float(found) for found in NUMBER.findall(source)]
    places = iter(range(len(numbers)))
    names: dict[str, Any] = {"e": math.e, "ln": math.log, "cos": math.cos, "sqrt": math.sqrt, "abs": abs, "sign": _sign}
    if activation:
        names |= {"sigma": ACTIVATION[activation], "slope": autograd.grad(ACTIVATION[activation])}
    code = compile(NUMBER.sub(lambda _: f"n[{next(places)}]", source), written, "eval")
    return lambda n: float(eval(code, {"__builtins__": {}}, names | {"n": n or numbers})), numbers


def _sign(value: float) -> float:
    return math.copysign(1, value) if value else 0
