"""Formulas that fit into a line: fractions with a slash, and numbers in place of symbols."""
from __future__ import annotations

from collections.abc import Callable

from core.explain.formulas import bracketed
from core.notation import Fraction, Node, Row, agreeing, row, substituted, text


def inline(node: Node) -> Node:
    """The same formula with its fractions written with a slash.

    >>> from core.notation import Symbol
    >>> text(inline(row("−", Fraction(row("1 − ", Symbol("y")), Symbol("a")))))
    '−(1 − y)/a'
    """
    match node:
        case Fraction():
            return row(_grouped(inline(node.top)), "/", _grouped(inline(node.bottom)))
        case Row():
            return Row(tuple(map(inline, node.parts)))
    return node


def _grouped(node: Node) -> Node:
    return row("(", node, ")") if isinstance(node, Row) and len(node.parts) > 1 else node


def filled(
    node: Node, a: float, y: float, make: Callable[[float, float], float], *, result: str, write: Callable[[float], str],
) -> str:
    """A formula of a and y with their numbers, negative ones in brackets.

    The numbers have figures enough for `result`: `make` calculates it from a and y, and `write` says how it is written.

    >>> from core.notation import Symbol
    >>> error = row("2 (", Symbol("a"), " − ", Symbol("y"), ")")
    >>> filled(error, 0.56523716, -1.0, lambda a, y: 2 * (a - y), result="3.13", write="{:.2f}".format)
    '2 (0.5652 − (−1))'
    """
    values = dict(zip("ay", map(bracketed, agreeing((a, y), make, result, write)), strict=True))
    return text(substituted(node, lambda symbol: values[symbol.quantity]))
