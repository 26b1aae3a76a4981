"""What an optimizer makes of the gradient, as equations that a pen writes with letters, with numbers or as arrays."""
from __future__ import annotations

from core.explain.pen import POWERS, TIMES, Cell, Equation, Pen, Pieces, for_both, signs
from core.notation import Node, Power, Row, Symbol, Text, row
from core.optimizers import Update

ETA, LAMBDA, MU, RHO, BETA1, BETA2, EPSILON = (Symbol(letter) for letter in ("eta", "lambda", "μ", "ρ", "β₁", "β₂", "ε"))
SETTINGS = {"momentum": MU, "decay": RHO, "beta1": BETA1, "beta2": BETA2, "epsilon": EPSILON}

# By the names of core.optimizers; as it was before the step where it says so.
G, W, V, M, S = (Symbol(name) for name in ("g", "w", "velocity", "mean", "mean_square"))
POWER1, POWER2 = (Symbol(name) for name in POWERS)


def _before(symbol: Symbol) -> Symbol:
    return symbol._replace(quantity="old " + symbol.quantity)


def _running_mean(mean: Symbol, decay: Symbol, new: Node) -> Row:
    return row(decay, " · ", _before(mean), " + (1 − ", decay, ") · ", new)


_SQUARE = Power(G, Text("2"))
_VELOCITY = row(MU, " · ", _before(V), " + ", G)
_UNBIASED = row("√(", S, " / (1 − ", POWER2, "))")
_FORMULAS: dict[str, dict[str, Node]] = {
    "sgd": {"step": row(ETA, " · ", G)},
    "momentum": {"velocity": _VELOCITY, "step": row(ETA, " · ", V)},
    "nesterov": {"velocity": _VELOCITY, "step": row(ETA, " · (", G, " + ", MU, " · ", V, ")")},
    "rmsprop": {"mean_square": _running_mean(S, RHO, _SQUARE), "step": row(ETA, " · ", G, " / (√", S, " + ", EPSILON, ")")},
    "adam": {
        "beta1_power": row(BETA1, " · ", _before(POWER1)), "beta2_power": row(BETA2, " · ", _before(POWER2)),
        "mean": _running_mean(M, BETA1, G), "mean_square": _running_mean(S, BETA2, _SQUARE),
        "step": row(ETA, " · ", M, " / (1 − ", POWER1, ") / (", _UNBIASED, " + ", EPSILON, ")"),
    },
}


def stepped(pen: Pen) -> list[Equation]:
    """The step by the optimizer's own formula, from the gradient with its regularization."""
    update, network = _update(pen), pen.walk.network
    gradient, equations = pen.parameter("dC_dw", "dC_db"), []
    if update.regularization != "none":
        equations.append(Equation(pen.flat("g"), [*_pull(pen), pen.write(gradient)]))
        gradient = pen.flat("g")
    names = _FORMULAS[update.optimizer.name]
    cells: dict[str, Cell | float] = {"g": gradient, "eta": float(update.learning_rate)}
    cells |= {name: pen.flat(name) for name in names} | {f"old {name}": pen.flat(name, old=True) for name in names}
    cells |= {SETTINGS[name].quantity: float(value) for name, value in update.settings.items()}
    for name, formula in names.items():
        right = pen.formula(formula, cells)
        if name == "step" and network.has_unmovable:
            right += [*signs(pen.dot), *pen.mask("movable", network.movable)]
        equations.append(Equation(pen.flat(name), right, " ← " if name in update.state else " = "))
    return equations


def moved(pen: Pen) -> list[Equation]:
    """w ← w − step for all weights and biases (S26); under l1 a weight whose sign would turn stays at 0."""
    def written(pen: Pen) -> list[Equation]:
        old = pen.parameter("w", "b", old=True)
        new, difference = old._replace(old=False), pen.product((old, pen.flat("step")), " − ")
        if _update(pen).regularization != "l1" or pen.is_bias:
            return [Equation(new, difference, " ← ")]
        turned = [*pen.formula(row("sign(", W, ")"), {"w": old}), *_weights_only(pen), *signs(TIMES[pen.mode] + "("), *difference]
        condition = [*signs(" where "), pen.write(pen.flat("g")), *signs(" ≥ 0, else 0")]
        return [Equation(pen.flat("g"), [*turned, *signs(")")]), Equation(new, [*difference, *condition], " ← ")]

    return for_both(pen, written)


def _pull(pen: Pen) -> Pieces:
    """λ w (l2) or λ sign w (l1), which is added to the gradient of a weight."""
    if pen.is_bias:
        return []
    update = _update(pen)
    pull = row(LAMBDA, " · ", row("sign(", W, ")") if update.regularization == "l1" else W)
    cells: dict[str, Cell | float] = {"w": pen.parameter("w", "b", old=True), "lambda": float(update.regularization_rate)}
    return [*pen.formula(pull, cells), *_weights_only(pen), *signs(" + ")]


def _weights_only(pen: Pen) -> Pieces:
    """The mask that spares the biases, needed where weights and biases are one array."""
    return [*signs(" ⊙ "), *pen.mask("weights_only", pen.walk.network.weights_only)] if pen.mode == "vectors" else []


def _update(pen: Pen) -> Update:
    assert pen.walk.update is not None
    return pen.walk.update
