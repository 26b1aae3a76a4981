"""Formulas that fit into a line: fractions with a slash, and numbers in place of symbols."""
from __future__ import annotations

from core.notation import MINUS, Fraction, Node, Row, Symbol, Text, number, row, substituted, text


def inline(node: Node) -> Node:
    """The same formula with its fractions written with a slash.

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


def filled(node: Node, a: float, y: float) -> str:
    """A formula of a and y with their numbers, negative ones in brackets.

    >>> filled(row("2 (", Symbol("a"), " − ", Symbol("y"), ")"), 0.565, -1.0)
    '2 (0.565 − (−1))'
    """
    values = {"a": Text(_bracketed(number(a))), "y": Text(_bracketed(number(y)))}

    def value(symbol: Symbol) -> Node:
        return values[symbol.quantity]

    return text(substituted(node, value))


def _bracketed(written: str) -> str:
    return f"({written})" if written.startswith(MINUS) else written
