"""Where each factor of the chain rule comes from, line by line with numbers, and the derivative opened up to the cost."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from math import prod

import numpy as np

from core.activations import Array
from core.costs import slope_at
from core.errors import Sentence
from core.explain.chain_rule import Part, WeightedSum, chain, is_removed, jacobian_row, votes
from core.explain.curve import slope_at_point
from core.explain.formulas import (
    C0,
    MEAN,
    Line,
    bracketed,
    chain_formula,
    joined,
    splits,
    symbol_of,
    with_numbers,
)
from core.network import Bias, Edge, Network, Neuron
from core.notation import MINUS, Fraction, Index, Node, Row, Sum, Symbol, Text, agreeing, derivative, number, row, substituted, text
from core.symbols import edge_symbol, neuron_symbol
from core.tape import Pass

TERMS, COST_TERMS = 3, 10                                        # written out of a sum; then ⋯ stands for the others
MOST_COSTS = 2                                                   # of the examples, written one by one
LETTERS = tuple(letter + turn for turn in ("", *"12345678") for letter in "jimprstuv")      # of the sums, one inside the other
WORDS_OF_ERROR = {
    "squared error": "Proportional to how wrong the output is: twice its distance from y.",
    "half squared error": "Just how wrong the output is: its distance from y.",
    "cross-entropy": "The surer a wrong answer, the steeper: it grows without bound as a comes near the wrong end.",
    "categorical cross-entropy": "Only the desired class counts, and the less it is expected, the steeper.",
    "absolute error": "Only the direction of the error counts, not its size.",
    "huber": "Proportional to the error while that is small, and never more than 1.",
}


def derivation(network: Network, p: Pass, part: Part, key: str, example: int = 0) -> tuple[Line, ...]:
    """Where the factor `key` of ∂C₀/∂part comes from (Q3), read from an explained pass that has run; it ends with its number."""
    match key, part:
        case "dz", Edge() | Bias():
            return _dz(network, p, part, example)
        case "da_dz", _:
            return _da_dz(network, p, Neuron(part.l, part.j), example)
        case "dC_dz", _:
            return _dC_dz(network, p, Neuron(part.l, part.j), example)
        case "dC_da", _ if part.l == network.last:
            return _output_dC_da(network, p, Neuron(part.l, part.j), example)
        case "dC_da", _:
            return _hidden_dC_da(network, p, Neuron(part.l, part.j), example)
    formula = chain_formula(network, chain(network, p, part, example), cost_is_mean=False)
    if is_removed(network, part):
        return (Line(row(formula.total.node, " = 0"), Sentence("The edge is removed, so nothing passes through it.")),)
    return (Line(with_numbers(formula, 4), Sentence("How sensitive the cost is to it: the product of the factors.")),)


def mean_derivation(network: Network, part: Edge | Bias, mean: float | None, examples: int | None) -> tuple[Line, ...]:
    """∂C/∂part as the mean of the examples' own derivatives (S17); `examples` None: of a batch, whose size is left open."""
    own = symbol_of(network.sizes, part)

    def averaged(of: Callable[[Symbol], Node]) -> Node:
        if examples is None:
            return row(Fraction(Text("1"), Symbol("n")), " ", Sum(Symbol("i"), of(Symbol("C", j="i"))))
        if examples <= MOST_COSTS:
            each = [of(_cost_of(i)) for i in range(examples)]
        else:
            each = [of(_cost_of(0)), Text("⋯"), of(_cost_of(examples - 1))]
        return Fraction(row(*joined(each, " + ")), Text(str(examples))) if examples > 1 else each[0]

    value = () if mean is None else (" = ", number(mean))
    return (
        Line(row(MEAN, " = ", averaged(lambda cost: cost)), Sentence("The cost is the mean of the examples' own costs.")),
        Line(row(derivative(MEAN, own), " = ", averaged(lambda cost: derivative(cost, own)), *value),
             Sentence("So its derivative is the mean of the examples' own, which are the bars below.")))


def _cost_of(i: int) -> Symbol:
    """C_i with its number as a letter: C₀ with the number 0 is the example that is looked at, whichever it is."""
    return Symbol("C", j=str(i))


def _dz(network: Network, p: Pass, part: Edge | Bias, example: int) -> tuple[Line, ...]:
    """z = Σ w a + b, so that ∂z/∂w = a and ∂z/∂b = 1 (S6, S14, S15)."""
    sizes, l, j = network.sizes, part.l, part.j
    z, b = (neuron_symbol(sizes, Neuron(l, j), quantity) for quantity in ("z", "b"))
    if sizes[l - 1] == 1:
        products: Node = row(edge_symbol(sizes, Edge(l, j, 0)), " ", neuron_symbol(sizes, Neuron(l - 1, 0)))
    else:
        products = Sum(Symbol("k"), row(Symbol("w", l, j, "k"), " ", Symbol("a", l - 1, "k")))
    total = row(z, " = ", products, " + ", b)
    if isinstance(part, Bias):
        return (Line(total, Sentence("b is added as it is, so z changes exactly as much as b does.")),
                Line(row(derivative(z, b), " = 1"), Sentence("The same for every neuron, whatever the numbers are.")))
    w, a = edge_symbol(sizes, part), neuron_symbol(sizes, Neuron(l - 1, part.k))
    source = Sentence("a⁽⁰⁾ = x: in the first layer it is the input itself.") if l == 1 else Sentence(
        "The stronger the previous neuron is active, the more this weight matters.")
    return (Line(total, Sentence("Only one term contains this weight, and there it is multiplied by {a}.", a=text(a))),
            Line(row(derivative(z, w), " = ", a, " = ", number(p.a[l - 1][part.k, example])), source))


def _da_dz(network: Network, p: Pass, neuron: Neuron, example: int) -> tuple[Line, ...]:
    """a = σ(z), so that ∂a/∂z = σ′(z), the slope of the curve (S13)."""
    l, j = neuron
    z, a = (neuron_symbol(network.sizes, neuron, quantity) for quantity in ("z", "a"))
    slope = float(p.da_dz[l][j, example])
    if network.is_off(l, j):
        return (Line(row(a, " = 0"), Sentence("The neuron is switched off: its activation is 0 whatever z is.")),
                Line(row(derivative(a, z), " = ", number(slope)), Sentence("What does not change has the derivative 0.")))
    activation = network.activation(l)
    own = {"z": z, "a": a}
    formula, of_slope = (substituted(node, lambda symbol: own[symbol.quantity])
                         for node in (activation.formula, activation.slope_formula))
    values = {z: float(p.z[l][j, example]), a: float(p.a[l][j, example])}
    return (Line(row(a, " = ", formula), Sentence("The activation of layer {l} is {name}.", l=l, name=activation.name)),
            Line(_evaluated(derivative(a, z), of_slope, values, slope, lambda at: slope_at_point(activation, at[z], at[a])),
                 Sentence("The slope of its curve at this z.")))


def _output_dC_da(network: Network, p: Pass, neuron: Neuron, example: int) -> tuple[Line, ...]:
    """C₀ is a sum over the outputs, of which one term contains a_j: 2(a_j − y_j) for the lecture's cost (S5, S12, S21)."""
    cost, l, j = network.cost, neuron.l, neuron.j
    a, y = (neuron_symbol(network.sizes, neuron, quantity) for quantity in ("a", "y"))
    values = {a: float(p.a[l][j, example]), y: float(p.y[j, example])}
    of_slope = substituted(cost.slope_formula, lambda symbol: {"a": a, "y": y}[symbol.quantity])
    dC_da, C = float(p.dC_da[l][j, example]), float(p.C0[example])
    slope = _evaluated(derivative(C0, a), of_slope, values, dC_da, lambda at: float(slope_at(cost, at[a], at[y])))
    assert isinstance(cost.formula, Sum)
    if network.sizes[l] == 1:
        term = substituted(cost.formula.body, lambda symbol: {"a": a, "y": y}[symbol.quantity])
        # So small a change of a and y, as that by rounding them, changes C₀ by its slope.
        total = _evaluated(C0, term, values, C, lambda at: C + dC_da * (at[a] - values[a] - (at[y] - values[y])))
        remark = Sentence("The cost of this one example.")
    else:
        general = substituted(cost.formula, lambda symbol: symbol._replace(layer=l) if symbol.layer else symbol)
        each = p.terms[:, example].tolist()
        numbers = agreeing(each, lambda *terms: sum(terms), number(C)) if len(each) <= COST_TERMS else list(map(number, each))
        terms = [Text(written, "C" if i == j else None) for i, written in enumerate(numbers)]
        total = row(C0, " = ", general, " = ", *_summed(terms[:COST_TERMS], len(terms)),
                    *([" = ", number(C)] if len(terms) > 1 else []))
        remark = Sentence("One term for every output; only that of output {j} contains {a}.", j=j, a=text(a))
    return Line(total, remark), Line(slope, Sentence(WORDS_OF_ERROR[cost.name]))


def _hidden_dC_da(network: Network, p: Pass, neuron: Neuron, example: int) -> tuple[Line, ...]:
    """Σ_j w_jk ∂a_j/∂z_j ∂C₀/∂a_j over the next layer: a neuron reaches the cost through all of them (S16, S24, S25)."""
    sizes, above = network.sizes, neuron.l + 1
    own = neuron_symbol(sizes, neuron)
    asked = votes(network, p, neuron, example)
    assert asked is not None
    chosen: list[tuple[float, ...]] = []
    for j in _largest(asked.votes):
        da_dz = None if asked.da_dz is None else float(asked.da_dz[j])
        w, dC_da, dC_dz = (float(each[j]) for each in (asked.w, asked.dC_da, asked.dC_dz))
        chosen.append((w, da_dz, dC_da) if da_dz is not None and splits(da_dz, dC_da, dC_dz) else (w, dC_dz))
    terms = _products(chosen, asked.total if len(asked.w) == len(chosen) else None)
    remark_on_terms = Sentence("weight · slope · that neuron's ∂C₀/∂a.") if any(len(factors) == 3 for factors in chosen) else (
        Sentence("weight · that neuron's ∂C₀/∂z."))
    general = _of_a(network, neuron.l, own.j, 1, LETTERS)
    remark = Sentence("It reaches the cost through the neuron after it alone.") if len(asked.w) == 1 else Sentence(
        "It reaches the cost through every neuron of layer {l}, and what each passes back is added.", l=above)
    return (Line(row(derivative(C0, own), " = ", general), remark),
            Line(row(derivative(C0, own), " = ", *_summed(terms, len(asked.w)), " = ", number(asked.total)),
                 _of_terms(remark_on_terms, len(asked.w))))


def _dC_dz(network: Network, p: Pass, neuron: Neuron, example: int) -> tuple[Line, ...]:
    """∂a/∂z · ∂C₀/∂a, or with softmax the sum of it over all outputs; a − y where cost and activation belong together."""
    sizes, (l, j) = network.sizes, neuron
    z, a, y = (neuron_symbol(sizes, neuron, quantity) for quantity in ("z", "a", "y"))
    left, value = derivative(C0, z), float(p.dC_dz[l][j, example])
    lines = []
    if network.activation(l).is_coupled:
        i = Symbol("a", l, "i")
        slopes, wishes = jacobian_row(p, j, example), p.dC_da[l][:, example]
        pairs = [(float(slopes[place]), float(wishes[place])) for place in _largest(slopes * wishes)]
        each = _products(pairs, value if len(pairs) == len(wishes) else None)
        general = Sum(Symbol("i"), row(derivative(i, z), " ", derivative(C0, i)))
        lines.append(Line(row(left, " = ", general), Sentence("Softmax: this z reaches every output of the layer.")))
        jacobian = row(derivative(i, z), " = ", i, " (1 − ", i, ") for ", Symbol("i"), f" = {j}, −", i, " ", a, " else")
        lines.append(Line(jacobian, Sentence("The row of its Jacobian: raising one z lowers all other outputs.")))
        lines.append(Line(row(left, " = ", *_summed(each, len(wishes)), " = ", number(value)),
                          _of_terms(Sentence("Every output's share, added."), len(wishes))))
    elif not (l == network.last and network.cost.outputs):
        product = row(derivative(a, z), " · ", derivative(C0, a))
        da_dz, dC_da = (float(quantity[l][j, example]) for quantity in (p.da_dz, p.dC_da))
        numbers, = _products([(da_dz, dC_da)], value)
        lines.append(Line(row(left, " = ", product, " = ", numbers, " = ", number(value)),
                          Sentence("The last two factors taken together.")))
    if l == network.last and network.cost.outputs:
        values = {a: float(p.a[l][j, example]), y: float(p.y[j, example])}
        remark = Sentence("This cost is made for {activation}: all else cancels.", activation=network.cost.outputs)
        lines.append(Line(_evaluated(left, row(a, " − ", y), values, value, lambda at: at[a] - at[y]), remark))
    return tuple(lines)


# ---- the derivative opened further ---------------------------------------------------------------------------------------------


def most_layers(network: Network, part: Part) -> int:
    """How often ∂C₀/∂a of a part can be opened: once for every layer ahead, and once for the cost."""
    return network.last - part.l + 1


def expanded(network: Network, part: Part, layers: int) -> Node:
    """∂C₀/∂part with ∂C₀/∂a opened through so many layers, up to 2(a − y) at the outputs (Q6, Q7, S25).

    Every layer ahead has an index letter of its own; a layer of one neuron needs neither Σ nor index.
    """
    sizes, l = network.sizes, part.l
    own, z = (symbol_of(sizes, each) for each in (part, WeightedSum(l, part.j)))
    if isinstance(part, Neuron):
        return row(derivative(C0, own), " = ", _of_a(network, l, own.j, layers, LETTERS))
    front: tuple[Node, ...] = (derivative(z, own), Text(" · ")) if isinstance(part, Edge | Bias) else ()
    return row(derivative(C0, own), " = ", *front, _of_z(network, l, z.j, layers, LETTERS))


def _of_a(network: Network, l: int, j: Index, layers: int, letters: Sequence[str]) -> Node:
    """∂C₀/∂a_j⁽ˡ⁾, opened through `layers` layers; the next index is the first of `letters`."""
    a, cost = Symbol("a", l, j), network.cost
    if layers <= 0:
        return derivative(C0, a)
    if l == network.last:
        slope = substituted(cost.slope_formula, lambda symbol: a if symbol.quantity == "a" else symbol._replace(j=j))
        return row("(", slope, ")") if MINUS in re.sub(r"\(.*?\)", "", text(slope)) else slope
    i = None if network.sizes[l + 1] == 1 else letters[0]
    w = Symbol("w", l + 1) if i is None and j is None else Symbol("w", l + 1, i or 0, j or 0)
    body = row(w, " ", _of_z(network, l + 1, i, layers - 1, letters[1:]))
    return body if i is None else Sum(Symbol(i), body)


def _of_z(network: Network, l: int, j: Index, layers: int, letters: Sequence[str]) -> Node:
    """∂C₀/∂z_j⁽ˡ⁾: the slope and what follows, or with softmax the sum over all outputs."""
    z, a = Symbol("z", l, j), Symbol("a", l, j)
    if not network.activation(l).is_coupled:
        return row(derivative(a, z), " · ", _of_a(network, l, j, layers, letters))
    if layers <= 0 or j is None:
        return derivative(C0, z)
    i = letters[0]
    return Sum(Symbol(i), row(derivative(Symbol("a", l, i), z), " · ", _of_a(network, l, i, layers, letters[1:])))


# ---- numbers put in ------------------------------------------------------------------------------------------------------------


def _evaluated(
    left: Node, formula: Node, values: Mapping[Symbol, float], result: float, make: Callable[[Mapping[Symbol, float]], float],
) -> Row:
    """left = formula = the formula with its numbers = result; the numbers are left out where it has no symbols.

    `make` calculates the result from values, so that the numbers can be written in figures enough for it.
    """
    written = agreeing(list(values.values()), lambda *numbers: make(dict(zip(values, numbers, strict=True))), number(result))
    numbers = dict(zip(values, written, strict=True))
    with_values = substituted(formula, lambda symbol: bracketed(numbers[symbol]) if symbol in numbers else symbol)
    return row(left, " = ", formula, *([" = ", with_values] if with_values != formula else []), " = ", number(result))


def _products(terms: Sequence[tuple[float, ...]], total: float | None) -> list[Node]:
    """Products with their numbers, in figures enough for their sum to be `total` as it is written; None: they are not all of it."""
    def added(*numbers: float) -> float:
        rest = iter(numbers)
        return sum(prod(islice(rest, len(factors))) for factors in terms)

    values = [value for factors in terms for value in factors]
    written = iter(map(number, values) if total is None else agreeing(values, added, number(total)))
    return [row(*joined([bracketed(each) for each in islice(written, len(factors))], " · ")) for factors in terms]


def _largest(terms: Array) -> list[int]:
    """The places of the terms that are written out: the largest by size, in the order of the sum."""
    return sorted(np.argsort(-np.abs(terms), kind="stable")[:TERMS].tolist())


def _summed(terms: Sequence[Node], count: int) -> list[Node]:
    """The terms of a sum of `count` that are written out, ⋯ for the others."""
    return joined([*terms, *([Text("⋯")] if count > len(terms) else [])], " + ")


def _of_terms(remark: Sentence, count: int) -> Sentence:
    """The remark on a sum of `count` terms, of which only some may be written out."""
    return remark if count <= TERMS else Sentence("{remark} The largest are written out.", remark=remark)
