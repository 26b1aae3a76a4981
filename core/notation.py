"""The lecture's symbols and formulas as small trees, and their forms as text, LaTeX and HTML.

A tree is built from the node types below; a formula is data that anyone may render. widgets/formula.py draws the same trees.
Superscripts in brackets are layer indices, never powers; j counts the neurons of layer l and k those of layer l − 1, both from 0.
"""
from __future__ import annotations

from html import escape
from math import isnan
from typing import NamedTuple

Index = int | str | None

MINUS = "\u2212"

_GREEK = {
    "delta": ("δ", r"\delta"), "eta": ("η", r"\eta"), "sigma": ("σ", r"\sigma"), "lambda": ("λ", r"\lambda"),
    "alpha": ("α", r"\alpha"), "nabla": ("∇", r"\nabla"),
}
_LATEX_OPERATORS = {
    "·": r"\cdot", "⊙": r"\odot", "−": "-", "≥": r"\ge", "≤": r"\le", "≈": r"\approx", "←": r"\leftarrow", "→": r"\to",
    "π": r"\pi", "½": r"\tfrac{1}{2}", "⋯": r"\cdots",
}
_FUNCTIONS = {"ln", "exp", "sin", "cos", "tanh", "max", "sign"}


class Symbol(NamedTuple):
    """A quantity of the lecture with its indices: `Symbol("w", 2, 1, 4)` is w₁,₄⁽²⁾, `Symbol("a", "L")` is a⁽ᴸ⁾.

    `quantity` is a letter of the lecture or a Greek name (delta, eta, sigma …); `layer`, `j`, `k` are numbers or letters. For a
    cost, j = 0 writes C₀, the cost of one example, and j = None writes C, the mean over examples.
    """

    quantity: str
    layer: Index = None
    j: Index = None
    k: Index = None


class Text(NamedTuple):
    """A word, number or operator set upright; `quantity` gives it that quantity's colour."""

    text: str
    quantity: str | None = None


class Row(NamedTuple):
    """Parts one after the other."""

    parts: tuple[Node, ...]


class Fraction(NamedTuple):
    """`top` over `bottom`."""

    top: Node
    bottom: Node


class Power(NamedTuple):
    """`base` raised to `exponent`: a true power, unlike a layer's superscript."""

    base: Node
    exponent: Node


class Sum(NamedTuple):
    """Σ of what `body` says, over the index `over`."""

    over: Node
    body: Node


class Partial(NamedTuple):
    """∂ in front of a quantity; two of them in a Fraction make a derivative."""

    of: Node


Node = Symbol | Text | Row | Fraction | Power | Sum | Partial


def row(*parts: Node | str) -> Row:
    """Parts one after the other; a plain string becomes Text."""
    return Row(tuple(Text(part) if isinstance(part, str) else part for part in parts))


def derivative(of: Node, by: Node) -> Fraction:
    """∂of / ∂by."""
    return Fraction(Partial(of), Partial(by))


def number(value: float, digits: int = 4) -> str:
    """A number for reading: `digits` significant digits, a true minus sign, 1.2e−05 for what is very small or large.

    >>> number(-0.81324), number(0.0), number(1.5e-7), number(float("inf"))
    ('−0.8132', '0', '1.5e−07', '∞')
    """
    if isnan(value):
        return "undefined"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else MINUS + "∞"
    return f"{value:.{digits}g}".replace("-", MINUS)


def fixed(value: float, decimals: int = 4) -> str:
    """A number for columns and live readouts: its sign always shown, `decimals` places, so that its width does not change.

    >>> fixed(0.25), fixed(-3.0, 2), fixed(-1e-9)
    ('+0.2500', '−3.00', '−0.0000')
    """
    if value - value != 0:
        return number(value)
    if abs(value) >= 10_000:
        return f"{value:+.{max(decimals - 2, 1)}e}".replace("-", MINUS)
    return f"{value:+.{decimals}f}".replace("-", MINUS)


# ---- plain text ------------------------------------------------------------------------------------------------------------------

_UP = str.maketrans("0123456789+-−()klLjn", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵏˡᴸʲⁿ")
_DOWN = str.maketrans("0123456789+-−()jkn,", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ⱼₖₙ,")


def _indices(symbol: Symbol) -> tuple[str, str]:
    """Subscript and superscript of a symbol, unformatted; both may be empty."""
    below = ",".join(str(index) for index in (symbol.j, symbol.k) if index is not None)
    if all(isinstance(index, str) for index in (symbol.j, symbol.k)):
        below = below.replace(",", "")
    return below, "" if symbol.layer is None else f"({str(symbol.layer).replace('-', MINUS)})"


def text(node: Node) -> str:
    """The tree as one line of Unicode text.

    >>> text(Symbol("w", 2, 1, 4)), text(derivative(Symbol("C", j=0), Symbol("w", 1, 0, 0)))
    ('w₁,₄⁽²⁾', '∂C₀/∂w₀,₀⁽¹⁾')
    """
    match node:
        case Symbol():
            below, above = _indices(node)
            return _GREEK.get(node.quantity, (node.quantity,))[0] + below.translate(_DOWN) + above.translate(_UP)
        case Text():
            return node.text
        case Row():
            return "".join(text(part) for part in node.parts)
        case Fraction():
            return f"{_grouped(node.top)}/{_grouped(node.bottom)}"
        case Power():
            exponent = text(node.exponent)
            raised = exponent.translate(_UP)
            return _grouped(node.base) + (raised if raised != exponent and " " not in exponent else f"^({exponent})")
        case Sum():
            return f"Σ_{text(node.over)} {text(node.body)}"
        case Partial():
            return "∂" + text(node.of)


def _grouped(node: Node) -> str:
    written = text(node)
    return f"({written})" if isinstance(node, Row) and len(node.parts) > 1 and not _is_bracketed(written) else written


def _is_bracketed(written: str) -> bool:
    """Whether the first bracket closes with the last character, as in (a − y) but not in (a)(b)."""
    depth = 0
    for place, character in enumerate(written):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(written) - 1 and written[0] == "("
    return False


# ---- LaTeX -----------------------------------------------------------------------------------------------------------------------


def latex(node: Node) -> str:
    r"""The tree as LaTeX, without dollar signs.

    >>> latex(derivative(Symbol("C", j=0), Symbol("w", 1, "j", "k")))
    '\\frac{\\partial C_{0}}{\\partial w_{jk}^{(1)}}'
    """
    match node:
        case Symbol():
            below, above = _indices(node)
            letter = _GREEK[node.quantity][1] if node.quantity in _GREEK else node.quantity
            return letter + (f"_{{{below}}}" if below else "") + (f"^{{{above.replace(MINUS, '-')}}}" if above else "")
        case Text():
            return _latex_text(node.text)
        case Row():
            return "".join(latex(part) for part in node.parts)
        case Fraction():
            return rf"\frac{{{latex(node.top)}}}{{{latex(node.bottom)}}}"
        case Power():
            base = latex(node.base)
            return rf"{{{base}}}^{{{latex(node.exponent)}}}"
        case Sum():
            return rf"\sum_{{{latex(node.over)}}} {latex(node.body)}"
        case Partial():
            return r"\partial " + latex(node.of)


def _latex_text(written: str) -> str:
    words = []
    for word in written.split(" "):
        if word in _FUNCTIONS - {"sign"}:
            words.append("\\" + word)
        elif len(word) > 1 and word.isalpha():
            words.append(rf"\text{{{word}}}")
        else:
            words.append("".join(_LATEX_OPERATORS.get(character, character) for character in word))
    return r"\ ".join(words) if all(words) else " ".join(words)


# ---- HTML ------------------------------------------------------------------------------------------------------------------------


def html(node: Node) -> str:
    """The tree as HTML; every symbol is a span whose class is its quantity, so that a page can colour it.

    >>> html(Symbol("a", "L"))
    '<span class="a"><i>a</i><sup>(L)</sup></span>'
    """
    match node:
        case Symbol():
            below, above = _indices(node)
            letter = _GREEK.get(node.quantity, (node.quantity,))[0]
            indices = (f"<sub>{escape(below)}</sub>" if below else "") + (f"<sup>{escape(above)}</sup>" if above else "")
            return f'<span class="{node.quantity}"><i>{letter}</i>{indices}</span>'
        case Text():
            return escape(node.text)
        case Row():
            return "".join(html(part) for part in node.parts)
        case Fraction():
            return f'<span class="fraction"><span>{html(node.top)}</span><span>{html(node.bottom)}</span></span>'
        case Power():
            return f"{html(node.base)}<sup>{html(node.exponent)}</sup>"
        case Sum():
            return f"<span>Σ<sub>{html(node.over)}</sub></span> {html(node.body)}"
        case Partial():
            return "∂" + html(node.of)
