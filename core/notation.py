"""The lecture's symbols and formulas as small trees, and their forms as text, LaTeX and HTML.

A tree is built from the node types below; a formula is data that anyone may render. widgets/formula.py draws the same trees.
Superscripts in brackets are layer indices, never powers; j counts the neurons of layer l and k those of layer l − 1, both from 0.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import isfinite, isnan, nan, prod
from typing import NamedTuple

Index = int | str | None

MINUS = "\u2212"
LONGEST = 10**9          # a larger count is written as a power of ten
ROUNDING = 0.05          # relative; no more is lost by writing factors in three figures
FULL = 12                # significant digits that are enough for any formula to be calculated after

_GREEK = {
    "delta": ("δ", r"\delta"), "eta": ("η", r"\eta"), "sigma": ("σ", r"\sigma"), "lambda": ("λ", r"\lambda"),
    "alpha": ("α", r"\alpha"), "nabla": ("∇", r"\nabla"),
}
_LATEX_OPERATORS = {
    "·": r"\cdot", "⊙": r"\odot", "−": "-", "≥": r"\ge", "≤": r"\le", "≈": r"\approx", "←": r"\leftarrow", "→": r"\to",
    "½": r"\tfrac{1}{2}", "⋯": r"\cdots", "′": "'",
    **{letter: rf"{{\{name}}}" for letter, name in zip("πβεμρησλαδΔ∇√", (
        "pi", "beta", "epsilon", "mu", "rho", "eta", "sigma", "lambda", "alpha", "delta", "Delta", "nabla", "surd"), strict=True)},
}
_LATEX_FUNCTIONS = {name: "\\" + name for name in ("ln", "exp", "sin", "cos", "tanh", "max")} | {
    name: rf"\operatorname{{{name}}}" for name in ("sign", "softmax")}
_FIGURES = re.compile("[^0-9]")
_RAISED, _LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵗ", "0123456789-t"), str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_LATEX_PIECES = re.compile("(?P<words> ?[A-Za-z_]{2,}(?: [A-Za-z_]{2,})* ?)|(?P<raised>[⁰¹²³⁴-⁹⁻ᵗ]+)|(?P<lowered>[₀-₉]+)|.")


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


# No tuples, since a fraction and a power of the same two parts would be equal, and ∂∂ would be a row of one.
@dataclass(frozen=True)
class Fraction:
    """`top` over `bottom`."""

    top: Node
    bottom: Node


@dataclass(frozen=True)
class Power:
    """`base` raised to `exponent`: a true power, unlike a layer's superscript."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Sum:
    """Σ of what `body` says, over the index `over`."""

    over: Node
    body: Node


@dataclass(frozen=True)
class Partial:
    """∂ in front of a quantity; two of them in a Fraction make a derivative."""

    of: Node


Node = Symbol | Text | Row | Fraction | Power | Sum | Partial


def row(*parts: Node | str) -> Row:
    """Parts one after the other; a plain string becomes Text."""
    return Row(tuple(Text(part) if isinstance(part, str) else part for part in parts))


def derivative(of: Node, by: Node) -> Fraction:
    """∂of / ∂by."""
    return Fraction(Partial(of), Partial(by))


def substituted(node: Node, replace: Callable[[Symbol], Node]) -> Node:
    """The same tree with every symbol replaced: by itself with other indices, by its number, by a formula of its own.

    >>> text(substituted(row(Symbol("a"), " − ", Symbol("y")), lambda symbol: symbol._replace(j=2)))
    'a₂ − y₂'
    """
    match node:
        case Symbol():
            return replace(node)
        case Text():
            return node
        case Row():
            return Row(tuple(substituted(part, replace) for part in node.parts))
        case Fraction():
            return Fraction(substituted(node.top, replace), substituted(node.bottom, replace))
        case Power():
            return Power(substituted(node.base, replace), substituted(node.exponent, replace))
        case Sum():
            return Sum(substituted(node.over, replace), substituted(node.body, replace))
        case Partial():
            return Partial(substituted(node.of, replace))


def number(value: float, digits: int = 4) -> str:
    """A number for reading: `digits` significant digits, a true minus sign, 1.2e−05 for what is very small or large.

    >>> number(-0.81324), number(0.0), number(1.5e-7), number(float("inf"))
    ('−0.8132', '0', '1.5e−07', '∞')
    """
    if isnan(value):
        return "undefined"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else MINUS + "∞"
    return f"{value + 0.0:.{digits}g}".replace("-", MINUS)              # + 0.0 takes the sign off a zero


def count_text(count: int) -> str:
    """A number of things, such as of paths, which may be astronomical: up to ten characters, then a power of ten.

    >>> count_text(12_345), count_text(4096**6)
    ('12,345', '4.7·10²¹')
    """
    if count < LONGEST:
        return f"{count:,}"
    mantissa, exponent = f"{Decimal(count):.1e}".split("e+")
    return f"{mantissa}·{text(Power(Text('10'), Text(exponent)))}"


def fixed(value: float, decimals: int = 4) -> str:
    """A number for columns and live readouts: its sign always shown, `decimals` places, so that its width does not change.

    >>> fixed(0.25), fixed(-3.0, 2), fixed(-1e-9), fixed(-0.0)
    ('+0.2500', '−3.00', '−0.0000', '+0.0000')
    """
    if not isfinite(value):
        return number(value)
    if abs(value) >= 10_000:
        return _power_of_ten(value, max(decimals - 2, 1))
    return f"{value + 0.0:+.{decimals}f}".replace("-", MINUS)           # + 0.0 takes the sign off a zero


def signed(value: float | None, decimals: int = 5) -> str:
    """A number for live readouts: its sign always shown, small and large ones as powers of ten, a dash for none.

    >>> signed(0.0217), signed(-3e-7), signed(12345.6), signed(0.0, 4), signed(None)
    ('+0.02170', '−3.00e−07', '+1.23e+04', '+0.0000', '–')
    """
    if value is None:
        return "–"
    if value == 0 or not isfinite(value) or 1e-3 <= abs(value) < 10_000:
        return fixed(value, decimals)
    return _power_of_ten(value, 2)


def product(value: float | None, factors: Sequence[str], decimals: int = 5) -> str:
    """A product beside its factors: as `signed`, in no more figures than multiplying the factors as they are written gives.

    Two figures are left in any case, of which the last may then be one off.

    >>> product(-0.0943678, ("0.441630", "0.245744", "−0.869526")), product(-0.0943678, ("+0.4416", "+0.2457", "−0.8695"))
    ('−0.09437', '−0.094')
    """
    full = signed(value, decimals)
    if not value or not isfinite(value) or not factors or not all(map(_is_number, factors)):
        return full
    made, written = prod(map(_read, factors)), full
    if abs(made - value) > ROUNDING * abs(value):                       # it is the product of others
        return full
    is_fixed = 1e-3 <= abs(value) < 10_000
    for places in range(decimals if is_fixed else max(decimals - 3, 1), 0, -1):
        shorter, same = (fixed(each, places) if is_fixed else _power_of_ten(each, places) for each in (value, made))
        if len(_FIGURES.sub("", shorter.partition("e")[0]).lstrip("0")) < 2:
            break
        written = shorter
        if shorter == same:
            break
    return written


def agreeing(
    values: Sequence[float], make: Callable[..., float], result: str, write: Callable[[float], str] | None = None, digits: int = 4,
) -> list[str]:
    """The numbers of a formula in as few figures, `digits` at least, as give its `result` as it is written when calculated with.

    `make` is the formula, a function of the values, and `write` how its result is written.

    >>> agreeing((0.5652371571, 1.0), lambda a, y: 2 * (a - y), "−0.8695")
    ['0.56524', '1']
    """
    write = write or (lambda value: number(value, digits))
    for more in range(digits, FULL if all(map(isfinite, values)) else digits):
        written = [number(value, more) for value in values]
        if write(make(*map(_read, written))) == result:
            return written
    return [number(value, digits) for value in values]                  # it is the result of others


def _is_number(written: str) -> bool:
    return isfinite(_read(written))


def _read(written: str) -> float:
    try:
        return float(written.replace(MINUS, "-"))
    except ValueError:                                                  # ∞, undefined, or a dash
        return nan


def _power_of_ten(value: float, decimals: int) -> str:
    """With an exponent, whose third digit takes the place of a decimal: cut off, e+200 would read e+20."""
    written = f"{value:+.{decimals}e}"
    is_long = len(written.partition("e")[2]) > len("+20")
    return (f"{value:+.{max(decimals - 1, 0)}e}" if is_long else written).replace("-", MINUS)


# ---- plain text ------------------------------------------------------------------------------------------------------------------

_UP = str.maketrans("0123456789+-−()klLjnT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵏˡᴸʲⁿᵀ")
_DOWN = str.maketrans("0123456789+-−()ijklmnprstuv,", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ᵢⱼₖₗₘₙₚᵣₛₜᵤᵥ,")


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
            base = f"({text(node.base)})" if _has_superscript(node.base) else _grouped(node.base)
            return base + (exponent.translate(_UP) if all(ord(each) in _UP for each in exponent) else f"^({exponent})")
        case Sum():
            return f"Σ_{text(node.over)} {text(node.body)}"
        case Partial():
            return "∂" + text(node.of)


def _has_superscript(node: Node) -> bool:
    """Whether a power would stand beside a layer's index and be read as part of it."""
    return isinstance(node, Symbol) and node.layer is not None


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
            name = node.quantity
            word = rf"\mathit{{{name}}}" if len(name) > 1 and name.isascii() else _latex_text(name)
            letter = _GREEK[name][1] if name in _GREEK else word
            return letter + (f"_{{{below}}}" if below else "") + (f"^{{{above.replace(MINUS, '-')}}}" if above else "")
        case Text():
            return _latex_text(node.text)
        case Row():
            return "".join(latex(part) for part in node.parts)
        case Fraction():
            return rf"\frac{{{latex(node.top)}}}{{{latex(node.bottom)}}}"
        case Power():
            base = rf"\left({latex(node.base)}\right)" if _has_superscript(node.base) else latex(node.base)
            return rf"{{{base}}}^{{{latex(node.exponent)}}}"
        case Sum():
            return rf"\sum_{{{latex(node.over)}}} {latex(node.body)}"
        case Partial():
            return r"\partial " + latex(node.of)


def _latex_text(written: str) -> str:
    """Words upright with the spaces around them, which LaTeX would drop; functions and letters by their commands."""
    return "".join(_latex_piece(piece, r"\ " if written == written.strip() else " ") for piece in _LATEX_PIECES.finditer(written))


def _latex_piece(match: re.Match[str], space: str) -> str:
    piece = match.group()
    match match.lastgroup:
        case "words" if (word := piece.strip()) in _LATEX_FUNCTIONS:
            after = "{}" if match.string.endswith(word) and match.end() == len(match.string) else ""
            return piece.replace(word, _LATEX_FUNCTIONS[word] + after)
        case "words":
            return r"\text{" + piece.replace("_", r"\_") + "}"
        case "raised":
            return "^{" + piece.translate(_RAISED) + "}"
        case "lowered":
            return "_{" + piece.translate(_LOWERED) + "}"
    return space if piece == " " else _LATEX_OPERATORS.get(piece, piece)


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
            base = f"({html(node.base)})" if _has_superscript(node.base) else html(node.base)
            return f"{base}<sup>{html(node.exponent)}</sup>"
        case Sum():
            return f"<span>Σ<sub>{html(node.over)}</sub></span> {html(node.body)}"
        case Partial():
            return "∂" + html(node.of)
