"""The equations of the update: what each optimizer makes of every derivative, and every parameter's new value."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from core.errors import Sentence
from core.explain.formulas import C0
from core.explain.walk import Item, Walk
from core.formats.worksheet.equation import Equation, Group, figure, product, value_of, with_numbers
from core.formats.worksheet.passes import REMOVED
from core.network import Bias, Edge, place
from core.notation import Fraction, Node, Power, Symbol, Text, derivative, row, substituted
from core.optimizers import Update
from core.symbols import part_symbol

ETA, LAMBDA, MU, RHO, EPSILON = Symbol("eta"), Symbol("lambda"), Symbol("μ"), Symbol("ρ"), Symbol("ε")
BETA1, BETA2 = Symbol("β", j=1), Symbol("β", j=2)
G, V, M, S = (Symbol(letter) for letter in "gvms")
# These stand in a rule for what each parameter writes in its own way: itself, its derivative, and a power of the step number.
OWN, SLOPE, POWER1, POWER2 = (Symbol(name) for name in ("own", "slope", "beta1_power", "beta2_power"))
SQUARE = Text("2")

SETTINGS = {"momentum": MU, "decay": RHO, "epsilon": EPSILON, "beta1": BETA1, "beta2": BETA2}
MEMORY = {"velocity": V, "mean": M, "mean_square": S}
POWERS = {POWER1: Power(BETA1, Text("t")), POWER2: Power(BETA2, Text("t"))}
FROZEN = Sentence("It is frozen, so it keeps its derivative and does not move.")
STOPPED = Sentence("The step would carry it past 0, where l1 stops it.")


class Rule(NamedTuple):
    """An optimizer in letters: how what it remembers of a parameter goes on, and the step, which reads that anew; and in words."""

    memory: Mapping[str, Node]
    step: Node
    words: Sentence


def _running_mean(mean: Symbol, share: Symbol, new: Node) -> Node:
    return row(share, " ", mean, " + (1 − ", share, ") ", new)


_VELOCITY = {"velocity": row(MU, " ", V, " + ", G)}
REGULARIZED = {"l1": row(SLOPE, " + ", LAMBDA, " sign(", OWN, ")"), "l2": row(SLOPE, " + ", LAMBDA, " ", OWN)}
RULES = {
    "sgd": Rule({}, row(ETA, " ", G), Sentence(
        "Every weight and every bias takes a small step against its derivative, which is downhill.")),
    "momentum": Rule(_VELOCITY, row(ETA, " ", V), Sentence(
        "Every weight and every bias takes a small step downhill. Its v remembers the derivatives of earlier steps.")),
    "nesterov": Rule(_VELOCITY, row(ETA, " (", G, " + ", MU, " ", V, ")"), Sentence(
        "Every weight and every bias takes a small step downhill. Its v remembers the derivatives of earlier steps, "
        "and the step looks ahead to where v leads.")),
    "rmsprop": Rule(
        {"mean_square": _running_mean(S, RHO, Power(G, SQUARE))}, row(ETA, " ", Fraction(G, row("√", S, " + ", EPSILON))), Sentence(
            "Every weight and every bias takes a small step downhill. Its s remembers how large its derivative has been lately, "
            "and the step is measured by that.")),
    "adam": Rule(
        {"mean": _running_mean(M, BETA1, G), "mean_square": _running_mean(S, BETA2, Power(G, SQUARE))},
        row(ETA, " ", Fraction(row(M, " / (1 − ", POWER1, ")"), row("√(", S, " / (1 − ", POWER2, ")) + ", EPSILON))), Sentence(
            "Every weight and every bias takes a small step downhill. Its m remembers its derivative and its s the square of it; "
            "both are corrected for their start at 0, t being the number of the step.")),
}


def opening(update: Update) -> Sentence:
    """What happens in the update, in words."""
    words = RULES[update.optimizer.name].words
    return words if update.regularization == "none" else Sentence(
        "{words} For weights g is the derivative and what regularization adds, a pull towards 0.", words=words)


def settings(update: Update) -> dict[Symbol, float]:
    """What the optimizer was told, as it is written."""
    found = {ETA: float(update.learning_rate), **{SETTINGS[name]: float(value) for name, value in update.settings.items()}}
    return found if update.regularization == "none" else {**found, LAMBDA: float(update.regularization_rate)}


def updates(walk: Walk, update: Update) -> Iterator[Group]:
    """Every parameter's step and new value (S26, Q11)."""
    sizes, powers = walk.network.sizes, update.optimizer.powers
    if powers:
        yield Group(None, tuple(_power(walk, name, share, value_of(walk, Item(name), 0), float(update.settings[setting]))
                                for name, share, setting in zip(powers, (BETA1, BETA2), ("beta1", "beta2"), strict=True)))
    for l in range(1, walk.network.last + 1):
        parts: list[Edge | Bias] = [Edge(l, j, k) for j in range(sizes[l]) for k in range(sizes[l - 1])]
        parts += [Bias(l, j) for j in range(sizes[l])]
        yield Group(Sentence("Layer {l}", l=l), tuple(each for part in parts for each in _of_part(walk, update, part)))


def _power(walk: Walk, name: str, share: Symbol, before: float, setting: float) -> Equation:
    """βᵗ, where t counts the steps."""
    formula = product(share, Power(share, row("t − 1")))
    item = Item(name)
    return Equation(item, Power(share, Text("t")), value_of(walk, item), formula, product(figure(setting), figure(before)))


def _of_part(walk: Walk, update: Update, part: Edge | Bias) -> Iterator[Equation]:
    """What is added to the derivative, what is remembered, and the new value."""
    network, at, own = walk.network, place(walk.network.sizes, part), part_symbol(walk.network.sizes, part)
    name = "w" if isinstance(part, Edge) else "b"
    item, slope = Item(name, *part), derivative(C0, own)
    old, new, g = value_of(walk, item, 0), value_of(walk, item), value_of(walk, Item(f"dC_d{name}", *part))
    if not network.movable[at]:
        yield Equation(item, own, new, becomes=True, remark=FROZEN if network.present[at] else REMOVED)
        return
    rule, regularized = RULES[update.optimizer.name], update.regularization != "none" and isinstance(part, Edge)
    letters: dict[Symbol, Node] = {OWN: own, SLOPE: slope, **POWERS}
    values = {OWN: old, SLOPE: g, **settings(update)}

    def equation(of: Item, left: Symbol, formula: Node, value: float, becomes: bool = True) -> Equation:
        written = substituted(formula, lambda symbol: letters.get(symbol, symbol))
        return Equation(of, left, value, written, None if formula == SLOPE else with_numbers(formula, values), becomes)

    if regularized:
        g = value_of(walk, Item("g", None, at), 1 + [operation.quantity for operation in walk.operations].index("step"))
    if regularized or rule.memory:
        yield equation(Item("g", None, at), G, REGULARIZED[update.regularization] if regularized else SLOPE, g, becomes=False)
    else:
        letters[G] = slope
    values[G] = g
    for remembered, formula in rule.memory.items():
        of, symbol = Item(remembered, None, at), MEMORY[remembered]
        values[symbol], after = value_of(walk, of, 0), value_of(walk, of)
        yield equation(of, symbol, formula, after)
        values[symbol] = after
    values.update((Symbol(power), value_of(walk, Item(power))) for power in update.optimizer.powers)
    if update.regularization == "l1" and new == 0 != old - value_of(walk, Item("step", None, at)):
        yield Equation(item, own, new, becomes=True, remark=STOPPED)
    else:
        yield equation(item, own, row(OWN, " − ", rule.step), new)
