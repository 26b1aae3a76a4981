"""The chain rule as formulas: which symbols stand where, the number of each, and what stands in the way of the gradient."""
from __future__ import annotations

from collections.abc import Sequence
from math import isclose, prod
from typing import NamedTuple

from core.errors import Sentence
from core.explain.chain_rule import Chain, Part, WeightedSum, is_removed
from core.explain.curve import is_flat
from core.explain.paths import Path, path_count
from core.network import Bias, Edge, Network, Neuron, place
from core.notation import (
    MINUS,
    Fraction,
    Index,
    Node,
    Row,
    Sum,
    Symbol,
    Text,
    agreeing,
    count_text,
    derivative,
    number,
    row,
    substituted,
    text,
)
from core.symbols import edge_symbol, neuron_symbol, part_symbol
from core.tape import Pass

C0, MEAN = Symbol("C", j=0), Symbol("C")
# (1/n) Σ_i of what follows.
MEAN_OVER_EXAMPLES: tuple[Node, ...] = (Fraction(Text("1"), Symbol("n")), Text(" "), Sum(Symbol("i"), Text("")))


class Factor(NamedTuple):
    """One factor of a formula with its number and what it is, in a few words; `meaning` says it in a sentence.

    `key` is dz, da_dz, dC_da or dC_dz, and total for the derivative itself; w in the product along a path. `value` is None where
    there is no single number, as in an average over examples.
    """

    key: str
    node: Node
    value: float | None
    remark: Sentence
    meaning: Sentence


class Formula(NamedTuple):
    """total = the product of the factors, or with `is_mean` the mean of that product over the examples (S11, S17).

    `definition` says what a symbol stands for that the lecture does not use.
    """

    total: Factor
    factors: tuple[Factor, ...]
    is_mean: bool = False
    definition: Node | None = None


class Line(NamedTuple):
    """One line of a derivation: a formula, and what it says in words."""

    node: Node
    remark: Sentence


def chain_formula(network: Network, chain: Chain, cost_is_mean: bool, indexed: bool = True, delta: bool = False) -> Formula:
    """∂C₀/∂w = ∂z/∂w · ∂a/∂z · ∂C₀/∂a with the numbers of `chain`; the same with b, z or a in place of w (S11, S15, S16).

    With `cost_is_mean`, `chain.derivative` is that of C, the only number there is. `indexed` writes j and k where a layer has
    several neurons (S20), otherwise all look like the lecture's chain (S23). `delta` takes the last two factors together (Q9).
    """
    sizes = network.sizes if indexed else (1,) * len(network.sizes)
    part, neuron = chain.part, Neuron(chain.part.l, chain.part.j)
    own, z, a, short = (symbol_of(sizes, part), *(neuron_symbol(sizes, neuron, quantity) for quantity in ("z", "a", "delta")))
    cost = Symbol("C", j="i") if cost_is_mean else C0

    def factor(key: str, node: Node, value: float | None, remark: Sentence, meaning: Sentence) -> Factor:
        return Factor(key, node, None if cost_is_mean else value, remark, meaning)

    factors = []
    is_entropy = network.cost.outputs is not None and part.l == network.last
    together = delta or chain.da_dz is None or (
        is_entropy and not cost_is_mean and not splits(chain.da_dz, chain.dC_da, chain.dC_dz))
    if isinstance(part, Edge) or (isinstance(part, Bias) and not delta):
        before = neuron_symbol(sizes, Neuron(part.l - 1, part.k)) if isinstance(part, Edge) else None
        node = before if delta and before is not None else derivative(z, own)
        factors.append(factor("dz", node, chain.dz, *_about_dz(part)))
    if not isinstance(part, Neuron) and together:
        node = short if delta else derivative(cost, z)
        factors.append(factor("dC_dz", node, chain.dC_dz, *_about_dC_dz(network, neuron)))
    elif not isinstance(part, Neuron):
        factors.append(factor("da_dz", derivative(a, z), chain.da_dz, *_about_da_dz(network, neuron)))
        factors.append(factor("dC_da", derivative(cost, a), chain.dC_da, *_about_dC_da(network, neuron)))
    about = _about_total(network, part, cost_is_mean)
    total = Factor("total", derivative(MEAN if cost_is_mean else C0, own), chain.derivative, *about)
    defined = row(short, " = ", derivative(cost, z)) if delta and not isinstance(part, Neuron) else None
    return Formula(total, tuple(factors), cost_is_mean, defined)


def figure(value: float, digits: int = 4) -> Text:
    """A number to stand in a formula; a negative one in brackets."""
    return bracketed(number(value, digits))


def bracketed(written: str) -> Text:
    """A number as it is written, to stand in a formula; a negative one in brackets."""
    return Text(f"({written})" if written.startswith(MINUS) else written)


def joined(nodes: Sequence[Node], operator: str) -> list[Node]:
    """`nodes` with the operator between each two."""
    return [part for node in nodes for part in (Text(operator), node)][1:]


def equation(formula: Formula) -> Row:
    """The formula in one row."""
    mean = (" = ", *MEAN_OVER_EXAMPLES) if formula.is_mean else (" = ",)
    return row(formula.total.node, *mean, *joined([factor.node for factor in formula.factors], " · "))


def with_numbers(formula: Formula, digits: int = 6) -> Row:
    """The formula in one row, then the numbers of its factors, then that of the derivative, which they make as written."""
    values, written = [factor.value for factor in formula.factors if factor.value is not None], ""
    if formula.total.value is not None:
        written = number(formula.total.value, digits)
    numbers = agreeing(values, lambda *factors: prod(factors), written, digits=digits)
    product = (" = ", *joined([bracketed(each) for each in numbers], " · ")) if len(numbers) > 1 else ()
    return row(*equation(formula).parts, *product, *([" = ", written] if written else []))


def remarks(network: Network, chain: Chain) -> list[Sentence]:
    """What the numbers alone do not say: that a weight is removed or held, that a neuron is off or lets no gradient pass."""
    part, activation, said = chain.part, network.activations[chain.part.l], []
    if isinstance(part, Edge | Bias):
        if is_removed(network, part):
            said.append(Sentence("Removed: its weight is 0 and it carries nothing, so its derivative counts as 0."))
        elif not network.movable[place(network.sizes, part)]:
            said.append(Sentence("Frozen: it keeps its derivative, but does not move."))
    if network.is_off(part.l, part.j):
        said.append(Sentence("Neuron {j} of layer {l} is switched off: its activation is 0 whatever z is.", j=part.j, l=part.l))
    elif chain.da_dz == 0:
        said.append(Sentence("∂a/∂z is 0 here: no gradient passes through neuron {j} of layer {l}.", j=part.j, l=part.l))
    elif activation is not None and chain.da_dz is not None and is_flat(activation, chain.da_dz):
        said.append(Sentence("∂a/∂z is nearly 0 here: neuron {j} of layer {l} is saturated and lets hardly any gradient pass.",
                             j=part.j, l=part.l))
    return said


# ---- the general form ------------------------------------------------------------------------------------------------------------


def one_neuron_form(part: Edge | Bias, delta: bool = False) -> Node:
    """The chain rule in layer l of a network with one neuron per layer, in letters (S23); with `delta`, δ is ∂C₀/∂z (Q9)."""
    return _letters(part, None, None, delta)


def indexed_form(part: Edge | Bias, delta: bool = False) -> Node:
    """The same with the indices j and k: it looks essentially the same (S20, S23)."""
    return _letters(part, "j", "k", delta)


def _letters(part: Edge | Bias, j: Index, k: Index, delta: bool) -> Node:
    own = Symbol("w", "l", j, k) if isinstance(part, Edge) else Symbol("b", "l", j)
    z, a = Symbol("z", "l", j), Symbol("a", "l", j)
    if delta:
        before = (Symbol("a", "l-1", k), " · ") if isinstance(part, Edge) else ()
        return row(derivative(C0, own), " = ", *before, Symbol("delta", "l", j))
    return row(derivative(C0, own), " = ", derivative(z, own), " · ", derivative(a, z), " · ", derivative(C0, a))


def spelled_out(symbol: Symbol, part: Part) -> Symbol:
    """A symbol of a formula about `part` with the numbers that its letters l, j, k or its missing indices stand for."""
    k = part.k if isinstance(part, Edge) else None
    if isinstance(symbol.layer, str):
        numbers = {"l": part.l, "l-1": part.l - 1, "j": part.j, "k": k}
        layer, j, k_ = (numbers.get(index, index) if isinstance(index, str) else index for index in symbol[1:])
        symbol = symbol._replace(layer=layer, j=j, k=k_)
    if symbol.j is None and symbol.layer in {part.l, part.l - 1}:
        own = symbol.layer == part.l
        return symbol._replace(j=part.j if own else k, k=k if symbol.quantity == "w" else None)
    return symbol


# ---- along a path ----------------------------------------------------------------------------------------------------------------


def path_product(network: Network, p: Pass, part: Part, path: Path, example: int = 0) -> tuple[Factor, ...]:
    """The factors of one path from `part` to the cost: ∂z/∂w, then ∂a/∂z and w in turn, and ∂C₀/∂a of the output (S24, S25).

    Where the output's ∂C₀/∂z is not the product of two numbers, as with softmax, it is the last factor.
    """
    sizes, factors = network.sizes, []

    def add(key: str, node: Node, value: float, remark: Sentence, meaning: Sentence) -> None:
        factors.append(Factor(key, node, float(value), remark, meaning))

    if isinstance(part, Edge | Bias):
        value = p.a[part.l - 1][part.k, example] if isinstance(part, Edge) else 1.0
        node = derivative(neuron_symbol(sizes, Neuron(part.l, part.j), "z"), part_symbol(sizes, part))
        add("dz", node, value, *_about_dz(part))
    for step, j in enumerate(path.neurons):
        l = part.l + step
        z, a = (neuron_symbol(sizes, Neuron(l, j), quantity) for quantity in ("z", "a"))
        if step:
            k = path.neurons[step - 1]
            add("w", edge_symbol(sizes, Edge(l, j, k)), network.w[l][j, k], Sentence("∂z/∂a"), Sentence(
                "How strongly z of neuron {j} of layer {l} reacts when the activation of neuron {k} before it changes: the weight.",
                j=j, l=l, k=k))
        if step or not isinstance(part, Neuron):
            da_dz, dC_da, dC_dz = (quantity[l][j, example] for quantity in (p.da_dz, p.dC_da, p.dC_dz))
            if l == network.last and not splits(None if network.activation(l).is_coupled else da_dz, dC_da, dC_dz):
                add("dC_dz", derivative(C0, z), dC_dz, *_about_dC_dz(network, Neuron(l, j)))
                return tuple(factors)
            add("da_dz", derivative(a, z), da_dz, *_about_da_dz(network, Neuron(l, j)))
    add("dC_da", derivative(C0, a), p.dC_da[l][j, example], *_about_dC_da(network, Neuron(l, j)))
    return tuple(factors)


def splits(da_dz: float | None, dC_da: float, dC_dz: float | None) -> bool:
    """Whether ∂C₀/∂z is ∂a/∂z · ∂C₀/∂a in numbers too: not with softmax, nor where the factors of an entropy are 0 and huge."""
    return da_dz is not None and dC_dz is not None and isclose(da_dz * dC_da, dC_dz, rel_tol=1e-9, abs_tol=1e-300)


# ---- words -----------------------------------------------------------------------------------------------------------------------


def _about_total(network: Network, part: Part, is_mean: bool) -> tuple[Sentence, Sentence]:
    if is_removed(network, part):
        return Sentence("removed"), Sentence(
            "The edge is removed and carries nothing, so its derivative is 0, whatever the factors are.")
    own = {Edge: "w", Bias: "b", WeightedSum: "z", Neuron: "a"}[type(part)]
    if is_mean:
        return Sentence("the mean"), Sentence(
            "How strongly the cost C reacts when {own} changes: the mean, over the examples, of the product of their factors.",
            own=own)
    return Sentence("the product"), Sentence(
        "How strongly the cost C₀ of this example reacts when {own} changes: the product of the factors.", own=own)


def _about_dz(part: Edge | Bias) -> tuple[Sentence, Sentence]:
    if isinstance(part, Bias):
        return Sentence("always 1"), Sentence("How strongly z reacts when b changes: one to one, since the bias is simply added.")
    if part.l == 1:
        return Sentence("input {k}", k=part.k), Sentence(
            "How strongly z reacts when w changes: as strongly as input {k} is large, since w multiplies it.",
            k=part.k)
    return Sentence("a of neuron {k}", k=part.k), Sentence(
        "How strongly z reacts when w changes: as strongly as neuron {k} of layer {below} is active, since w multiplies that.",
        k=part.k, below=part.l - 1)


def _about_da_dz(network: Network, neuron: Neuron) -> tuple[Sentence, Sentence]:
    activation = network.activation(neuron.l)
    if network.is_off(*neuron):
        return Sentence("switched off"), Sentence("The neuron is switched off: a stays 0 when z changes.")
    return Sentence("{formula}", formula=text(activation.slope_formula)), Sentence(
        "How strongly a reacts when z changes: the slope of {activation} at this z, the steepness of its curve.",
        activation=activation.name)


def _about_dC_da(network: Network, neuron: Neuron) -> tuple[Sentence, Sentence]:
    l, j = neuron
    if l == network.last:
        slope = substituted(network.cost.slope_formula, lambda symbol: Symbol(symbol.quantity))
        return Sentence("{formula}", formula=text(slope)), Sentence(
            "How strongly the cost C₀ reacts when output {j} changes: it depends on how far the output is from the desired y.", j=j)
    count = path_count(network, neuron)
    remark = Sentence("sum of 1 path") if count == 1 else Sentence("sum of {count} paths", count=count_text(count))
    return remark, Sentence(
        "How strongly the cost C₀ reacts when the activation of neuron {j} of layer {l} changes, over every path from it on.",
        j=j, l=l)


def _about_dC_dz(network: Network, neuron: Neuron) -> tuple[Sentence, Sentence]:
    l, j = neuron
    remark = Sentence("sum over the outputs") if network.activation(l).is_coupled else Sentence("∂a/∂z · ∂C₀/∂a")
    return remark, Sentence(
        "How strongly the cost C₀ reacts when z of neuron {j} of layer {l} changes, through everything that depends on it.",
        j=j, l=l)


def symbol_of(sizes: tuple[int, ...], part: Part) -> Symbol:
    """How a part is written, whichever it is."""
    match part:
        case Edge() | Bias():
            return part_symbol(sizes, part)
        case WeightedSum(l, j):
            return neuron_symbol(sizes, Neuron(l, j), "z")
    return neuron_symbol(sizes, part)
