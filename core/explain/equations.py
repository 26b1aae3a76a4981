"""What every operation of a pass computes, as equations that a pen writes with letters, with numbers or as matrices."""
from __future__ import annotations

from collections.abc import Callable

from core.activations import Activation, E
from core.costs import CROSS_ENTROPY_OF_Z
from core.explain.pen import DIGITS, TIMES, Cell, Equation, Pen, Piece, Pieces, for_both, signs
from core.explain.update_equations import moved, stepped
from core.explain.walk import Item
from core.notation import Fraction, Power, Sum, Text, number, row

Builder = Callable[[Pen], list[Equation]]


# ---- forward ---------------------------------------------------------------------------------------------------------------------


def _z(pen: Pen) -> list[Equation]:
    """z_j = Σ_k w_jk a_k + b_j (S6, S20)."""
    l, j = _layer(pen), pen.j
    products = pen.summed(pen.neurons(l - 1), "k", lambda k: (Cell("w", l, j, k), Cell("a", l - 1, k)))
    return [Equation(Cell("z", l, j), [*products, *signs(" + "), pen.write(Cell("b", l, j))])]


def _z_matrix(pen: Pen) -> list[Equation]:
    """z = W a + b (S28)."""
    l = _layer(pen)
    product = pen.product((Cell("w", l), Cell("a", l - 1)), " ")
    return [Equation(Cell("z", l), [*product, *signs(" + "), pen.symbol(Cell("b", l)), *pen.for_every_example()])]


def _a(pen: Pen) -> list[Equation]:
    """a_j = σ(z_j) (S6)."""
    l, j = _layer(pen), pen.j
    z, activation = Cell("z", l, j), _activation(pen)
    of_z = [*signs("softmax(" if activation.is_coupled else "σ("), pen.write(z), *signs(")")]
    if pen.mode == "vectors" or (pen.mode == "letters" and _is_off(pen)):
        return [Equation(Cell("a", l, j), [*_on(pen), *of_z])]
    formula = _softmax(pen, z) if activation.is_coupled else pen.formula(activation.formula, {"z": z})
    if pen.mode == "letters":
        return [Equation(Cell("a", l, j), formula if activation.is_coupled else [*of_z, *signs(" = "), *formula])]
    return [Equation(Cell("a", l, j), [*_on(pen), *signs("("), *formula, *signs(")")] if _is_off(pen) else formula)]


def _softmax(pen: Pen, z: Cell) -> Pieces:
    """e^z over the sum of all e^z."""
    exponent = Text(number(pen.value(z), DIGITS)) if pen.mode == "figures" else pen.symbol(z).node
    return [Piece(Fraction(Power(E, exponent), pen.powers(z)), Item("z", _layer(pen)))]


# ---- cost ------------------------------------------------------------------------------------------------------------------------


def _terms(pen: Pen) -> list[Equation]:
    """Each output's share of the cost: (a_j − y_j)² for the lecture's (S5, S21)."""
    l, j, cost = _layer(pen), pen.j, pen.walk.network.cost
    a, z, y = Cell("a", l, j), Cell("z", l, j), Cell("y", None, j)
    assert isinstance(cost.formula, Sum)
    if cost.outputs == "sigmoid":
        # −y ln a − (1 − y) ln(1 − a), and below −y ln a, as they are computed: from z, where the logarithm stays exact.
        right = pen.formula(CROSS_ENTROPY_OF_Z, {"z": z, "y": y})
    elif cost.outputs == "softmax":
        right = [*signs("−"), pen.write(y), *signs(TIMES[pen.mode] + "("), pen.write(z), *signs(" − ln("), *_sum_of_powers(pen, z),
                 *signs("))")]
    else:
        right = pen.formula(cost.formula.body, {"a": a, "y": y})
    return [Equation(Cell("terms", None, j), right)]


def _sum_of_powers(pen: Pen, z: Cell) -> Pieces:
    """Σ e^z over a layer; as arrays the same row of sums for every neuron."""
    piece, n = pen.symbol(z), pen.neurons(z.layer)
    if pen.mode != "vectors":
        return [piece._replace(node=pen.powers(z))]
    return [pen.ones(n, 1), *signs(" "), pen.ones(1, n), *signs(" "), piece._replace(node=Power(E, piece.node))]


def _C0(pen: Pen) -> list[Equation]:
    """C₀ = Σ_j of the terms (S21)."""
    return [Equation(Cell("C0"), pen.summed(pen.neurons(pen.l), "j", lambda j: (Cell("terms", None, j),)))]


def _C0_matrix(pen: Pen) -> list[Equation]:
    n = pen.neurons(pen.l)
    ones = [pen.ones(1, n), *signs(" ")] if n > 1 else []
    return [Equation(Cell("C0"), [*ones, pen.symbol(Cell("terms"))])]


def _C(pen: Pen) -> list[Equation]:
    """C = 1/m Σ_i C_i (S17)."""
    costs = [pen.write(Cell("C0"))] if pen.m == 1 else pen.over_examples(lambda i: (Cell("C0", example=i),))
    if pen.mode == "figures" and pen.m > 1:
        costs = [*signs("("), *costs, *signs(")")]
    return [Equation(Cell("C"), [pen.mean_factor(), *_dot(pen), *costs])]


def _C_matrix(pen: Pen) -> list[Equation]:
    ones = [*signs(" "), pen.ones(pen.m, 1)] if pen.m > 1 else []
    return [Equation(Cell("C"), [pen.mean_factor(), *signs(" "), pen.symbol(Cell("C0")), *ones])]


# ---- backward --------------------------------------------------------------------------------------------------------------------


def _output_dC_da(pen: Pen) -> list[Equation]:
    """∂C₀/∂a_j = 2 (a_j − y_j) for the lecture's cost (S12)."""
    l, j = _layer(pen), pen.j
    cells = {"a": Cell("a", l, j), "y": Cell("y", None, j)}
    return [Equation(Cell("dC_da", l, j), pen.formula(pen.walk.network.cost.slope_formula, cells))]


def _hidden_dC_da(pen: Pen) -> list[Equation]:
    """∂C₀/∂a_k = Σ_j w_jk ∂C₀/∂z_j over the layer after it (S16, S24, S25)."""
    l = _layer(pen)
    k = "k" if pen.mode == "letters" else pen.j
    asked = pen.summed(pen.neurons(l + 1), "j", lambda j: (Cell("w", l + 1, j, k), Cell("dC_dz", l + 1, j)))
    return [Equation(Cell("dC_da", l, k), asked)]


def _hidden_dC_da_matrix(pen: Pen) -> list[Equation]:
    """∂C₀/∂a = Wᵀ ∂C₀/∂z (S28)."""
    l = _layer(pen)
    return [Equation(Cell("dC_da", l), [pen.transposed(Cell("w", l + 1)), *signs(" "), pen.symbol(Cell("dC_dz", l + 1))])]


def _da_dz(pen: Pen) -> list[Equation]:
    """∂a_j/∂z_j = σ′(z_j) (S13)."""
    l, j, activation = _layer(pen), pen.j, _activation(pen)
    a, z = Cell("a", l, j), Cell("z", l, j)
    # relu and elu are written with z, but computed from a, which is above 0 exactly where z is.
    reads_z = Item("z", l) in pen.walk.operations[pen.at].reads
    formula = pen.formula(activation.slope_formula, {"a": a, "z": z if reads_z else a})
    if _is_off(pen):
        formula = [*_on(pen), *signs("("), *formula, *signs(")")]
    elif pen.mode == "letters":
        formula = [Piece(row("σ′(", pen.symbol(z).node, ")")), *signs(" = "), *formula]
    return [Equation(Cell("da_dz", l, j), formula)]


def _dC_dz(pen: Pen) -> list[Equation]:
    """∂C₀/∂z_j = ∂C₀/∂a_j · ∂a_j/∂z_j."""
    l, j = _layer(pen), pen.j
    return [Equation(Cell("dC_dz", l, j), pen.product((Cell("dC_da", l, j), Cell("da_dz", l, j)), pen.dot))]


def _delta(pen: Pen) -> list[Equation]:
    """∂C₀/∂z_j = a_j − y_j, where cost and output belong together."""
    l, j = _layer(pen), pen.j
    return [Equation(Cell("dC_dz", l, j), pen.product((Cell("a", l, j), Cell("y", None, j)), " − "))]


def _softmax_delta(pen: Pen) -> list[Equation]:
    """∂C₀/∂z_j = a_j (∂C₀/∂a_j − Σ_i a_i ∂C₀/∂a_i): every z reaches every output."""
    l, j = _layer(pen), pen.j
    a, wish = Cell("a", l, j), Cell("dC_da", l, j)
    if pen.mode == "vectors":
        n = pen.neurons(l)
        mean = [pen.ones(n, 1), *signs(" "), pen.ones(1, n), *signs(" ("), *pen.product((a, wish)), *signs(")")]
    else:
        mean = pen.summed(pen.neurons(l), "i", lambda i: (a._replace(j=i), wish._replace(j=i)))
        mean = [*signs("("), *mean, *signs(")")]
    difference = [*signs("("), pen.write(wish), *signs(" − "), *mean, *signs(")")]
    return [Equation(Cell("dC_dz", l, j), [pen.write(a), *signs(TIMES[pen.mode]), *difference])]


def _dC_dw(pen: Pen) -> list[Equation]:
    """∂C₀/∂w_jk = ∂C₀/∂z_j a_k and ∂C₀/∂b_j = ∂C₀/∂z_j (S14, S15), added up over the examples."""
    l, j, k = _layer(pen), pen.j, pen.k
    delta, a = Cell("dC_dz", l, j), Cell("a", l - 1, k)
    if pen.m == 1:
        of_w, of_b = pen.product((delta, a)), [pen.write(delta)]
    else:
        of_w = pen.over_examples(lambda i: (delta._replace(example=i), a._replace(example=i)))
        of_b = pen.over_examples(lambda i: (delta._replace(example=i),))
    return [Equation(Cell("dC_dw", l, j, k), of_w), Equation(Cell("dC_db", l, j), of_b)]


def _dC_dw_matrix(pen: Pen) -> list[Equation]:
    """∂C₀/∂W = ∂C₀/∂z aᵀ (S28)."""
    l = _layer(pen)
    delta = pen.symbol(Cell("dC_dz", l))
    added = [*signs(" "), pen.ones(pen.m, 1)] if pen.m > 1 else []
    of_w = [delta, *signs(" "), pen.transposed(Cell("a", l - 1))]
    return [Equation(Cell("dC_dw", l), of_w), Equation(Cell("dC_db", l), [delta, *added])]


def _mean(pen: Pen) -> list[Equation]:
    """∂C/∂w = 1/m Σ_i ∂C_i/∂w (S17); a removed edge has none."""
    def mean(pen: Pen) -> list[Equation]:
        added_up = pen.parameter("dC_dw", "dC_db", old=True)
        right = [pen.mean_factor(), *_dot(pen), pen.write(added_up)]
        if pen.walk.network.has_removed and not pen.is_bias:
            right += [*signs(pen.dot), *pen.mask("present", pen.walk.network.present)]
        return [Equation(added_up._replace(old=False), right)]

    return for_both(pen, mean)


# ---- what they share -------------------------------------------------------------------------------------------------------------


def _layer(pen: Pen) -> int:
    assert isinstance(pen.l, int)
    return pen.l


def _activation(pen: Pen) -> Activation:
    return pen.walk.network.activation(_layer(pen))


def _is_off(pen: Pen) -> bool:
    """Whether any neuron of the layer is switched off."""
    return pen.walk.network.on[_layer(pen)] is not None


def _on(pen: Pen) -> Pieces:
    """The factor that is 0 for a neuron switched off, where a layer has one."""
    on = pen.walk.network.on[_layer(pen)]
    return [] if on is None else [*pen.mask("on", on), *signs(pen.dot)]


def _dot(pen: Pen) -> Pieces:
    """Between a number and what it scales."""
    return signs(" · " if pen.mode == "figures" else " ")


BUILDERS: dict[str, Builder] = {
    "z": _z, "a": _a, "terms": _terms, "C0": _C0, "C": _C, "output dC_da": _output_dC_da, "dC_da": _hidden_dC_da, "da_dz": _da_dz,
    "dC_dz": _dC_dz, "delta": _delta, "softmax dC_dz": _softmax_delta, "dC_dw": _dC_dw, "mean": _mean, "step": stepped,
    "update": moved,
}
MATRICES: dict[str, Builder] = {
    "z": _z_matrix, "C0": _C0_matrix, "C": _C_matrix, "dC_da": _hidden_dC_da_matrix, "dC_dw": _dC_dw_matrix,
}


def key(pen: Pen) -> str:
    """Which builder an operation has."""
    operation, network = pen.walk.operations[pen.at], pen.walk.network
    quantity, layer = operation.quantity, operation.layer
    if quantity == "C":
        return operation.writes[0].quantity
    if quantity == "dC_da" and layer == network.last:
        return "output dC_da"
    if quantity == "dC_dz" and layer == network.last and network.cost.outputs is not None:
        return "delta"
    if quantity == "dC_dz" and _activation(pen).is_coupled:
        return "softmax dC_dz"
    return "mean" if quantity == "dC_dw" and layer is None else quantity
