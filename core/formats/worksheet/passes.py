"""The equations of a pass: z and a of every neuron, the cost, and every derivative, with the numbers of the tape."""
from __future__ import annotations

from collections.abc import Iterator

from core.activations import E
from core.costs import COSTS, CROSS_ENTROPY_OF_Z, TINY
from core.errors import Sentence
from core.explain.formulas import C0
from core.explain.walk import Item, Walk
from core.formats.worksheet.equation import Equation, Group, figure, product, result, total, value_of, with_numbers
from core.network import Bias, Edge, Network, Neuron, views
from core.notation import Fraction, Node, Power, Row, Sum, Symbol, Text, derivative, row, substituted, text
from core.symbols import edge_symbol, neuron_symbol

SIGMA, I, J, K = Symbol("sigma"), Symbol("i"), Symbol("j"), Symbol("k")
# Beyond these the printed digits of a or of 1 − a are too few for their logarithm.
NEAR_0, NEAR_1 = 0.001, 0.999
OFF = Sentence("The neuron is switched off: its activation is 0 whatever z is.")
REMOVED = Sentence("The edge is removed, so nothing passes through it.")


def present(network: Network, l: int, j: int | None = None, k: int | None = None) -> list[int]:
    """The neurons k of layer l − 1 that have an edge to neuron j of layer l, or the j that neuron k has one to."""
    edges = views(network.present, network.sizes).w[l]
    return [int(place) for place in (edges[j] if j is not None else edges[:, k]).nonzero()[0]]


# ---- forward ---------------------------------------------------------------------------------------------------------------------


def forward(walk: Walk) -> Iterator[Group]:
    """z = Σ w a + b and a = σ(z) of every neuron, layer by layer (S6, S20)."""
    network = walk.network
    for l in range(1, network.last + 1):
        neurons = range(network.sizes[l])
        is_new = l == 1 or network.activation(l) is not network.activation(l - 1)
        yield Group(Sentence("Layer {l}", l=l), (
            *(_z(walk, Neuron(l, j)) for j in neurons), *(_a(walk, Neuron(l, j)) for j in neurons)),
            (_sigma(network, l),) if is_new else ())


def _sigma(network: Network, l: int) -> Node:
    """What σ is in a layer."""
    activation = network.activation(l)
    left = Symbol("a", j="j") if activation.is_coupled else row(SIGMA, "(", Symbol("z"), ")")
    return row(left, " = ", activation.formula)


def _slope(network: Network, l: int) -> Node:
    """What σ′ is in a layer."""
    activation = network.activation(l)
    formula = activation.slope_formula
    return formula if activation.is_coupled else row(SIGMA, "′(", Symbol("z"), ") = ", formula)


def _z(walk: Walk, neuron: Neuron) -> Equation:
    l, j = neuron
    sizes = walk.network.sizes
    z, b = (neuron_symbol(sizes, neuron, quantity) for quantity in ("z", "b"))
    one = row(edge_symbol(sizes, Edge(l, j, 0)), " ", neuron_symbol(sizes, Neuron(l - 1, 0)))
    several = Sum(K, row(Symbol("w", l, j, "k"), " ", Symbol("a", l - 1, "k")))
    terms = [product(figure(value_of(walk, Item("w", l, j, k), 0)), figure(value_of(walk, Item("a", l - 1, k))))
             for k in present(walk.network, l, j)]
    numbers = total([*terms, figure(value_of(walk, Item("b", l, j), 0))])
    item = Item("z", l, j)
    return Equation(item, z, value_of(walk, item), row(one if sizes[l - 1] == 1 else several, " + ", b), numbers)


def _a(walk: Walk, neuron: Neuron) -> Equation:
    network, (l, j) = walk.network, neuron
    z, a = (neuron_symbol(network.sizes, neuron, quantity) for quantity in ("z", "a"))
    item = Item("a", l, j)
    value, of_z = value_of(walk, item), value_of(walk, Item("z", l, j))
    if network.is_off(l, j):
        return Equation(item, a, value, remark=OFF)
    if network.activation(l).is_coupled:
        formula = Fraction(Power(E, z), Sum(I, Power(E, Symbol("z", l, "i"))))
        return Equation(item, a, value, formula, row(Power(E, figure(of_z)), " / (", *_exponentials(walk, l).parts, ")"))
    return Equation(item, a, value, row(SIGMA, "(", z, ")"), row(SIGMA, "(", result(of_z), ")"))


def _exponentials(walk: Walk, l: int) -> Row:
    """Σ e^z over a layer, written out."""
    return total([Power(E, figure(value_of(walk, Item("z", l, i)))) for i in range(walk.network.sizes[l])])


# ---- cost ------------------------------------------------------------------------------------------------------------------------


def cost(walk: Walk) -> Group:
    """C₀: each output's term, then their sum (S5, S21)."""
    outputs, C = walk.network.sizes[-1], value_of(walk, Item("C0"))
    if outputs == 1:
        return Group(None, (Equation(Item("C0"), C0, C, *_term(walk, 0)),))
    terms = [Item("terms", None, j) for j in range(outputs)]
    each = []
    for item in terms:
        formula, numbers = _term(walk, item.j or 0)
        each.append(Equation(item, formula, value_of(walk, item), None, numbers))
    general = substituted(walk.network.cost.formula, lambda symbol: symbol._replace(layer=walk.network.last)
                          if symbol.layer is not None else symbol)
    numbers = total([figure(value_of(walk, item)) for item in terms])
    return Group(None, (*each, Equation(Item("C0"), C0, C, general, numbers)))


def _term(walk: Walk, j: int) -> tuple[Node, Node]:
    """One output's share of C₀: the formula, and with its numbers."""
    network, L = walk.network, walk.network.last
    z, a, y = (neuron_symbol(network.sizes, Neuron(L, j), quantity) for quantity in ("z", "a", "y"))
    values = {z: value_of(walk, Item("z", L, j)), a: value_of(walk, Item("a", L, j)), y: value_of(walk, Item("y", None, j))}
    if network.cost.outputs is None or NEAR_0 <= values[a] <= NEAR_1:
        formula = _of_output(_branches(walk, j)[0], a, y)
        return formula, with_numbers(formula, values)
    if network.cost.outputs == "sigmoid":
        formula = substituted(CROSS_ENTROPY_OF_Z, lambda symbol: {"y": y, "z": z}[symbol.quantity])
        return formula, with_numbers(formula, values)
    formula = row("−", y, " (", z, " − ln ", Sum(I, Power(E, Symbol("z", L, "i"))), ")")
    return formula, row("−", figure(values[y]), " · (", figure(values[z]), " − ln(", _exponentials(walk, L), "))")


def _branches(walk: Walk, j: int) -> tuple[Node, Node]:
    """The term of one output and its derivative by a; of Huber's two the one that holds here."""
    found = walk.network.cost
    if found.name == "huber":
        error = value_of(walk, Item("a", walk.network.last, j)) - value_of(walk, Item("y", None, j))
        small, large = COSTS["half squared error"], COSTS["absolute error"]
        if abs(error) > 1:
            return row(_body(large.formula), " − ½"), large.slope_formula
        found = small
    return _body(found.formula), found.slope_formula


def _body(formula: Node) -> Node:
    assert isinstance(formula, Sum)
    return formula.body


def _of_output(formula: Node, a: Symbol, y: Symbol) -> Node:
    return substituted(formula, lambda symbol: {"a": a, "y": y}[symbol.quantity])


# ---- backward --------------------------------------------------------------------------------------------------------------------


def backward(walk: Walk) -> Iterator[Group]:
    """Every derivative of C₀, from the outputs back to the input (S11–S16, S24, S25)."""
    network = walk.network
    L, sizes = network.last, network.sizes
    for l in range(L, 0, -1):
        neurons = [Neuron(l, j) for j in range(sizes[l])]
        equations = [_output_dC_da(walk, each) if l == L else _hidden_dC_da(walk, each) for each in neurons]
        if not network.activation(l).is_coupled:
            equations += [_da_dz(walk, each) for each in neurons]
        equations += [_dC_dz(walk, each) for each in neurons]
        equations += [_dC_dw(walk, Edge(l, j, k)) for _, j in neurons for k in range(sizes[l - 1])]
        equations += [_dC_db(walk, Bias(l, j)) for _, j in neurons]
        is_new = l == L or network.activation(l) is not network.activation(l + 1)
        yield Group(Sentence("Layer {l}", l=l), tuple(equations), (_slope(network, l),) if is_new else ())
    yield Group(Sentence("The input"), tuple(_hidden_dC_da(walk, Neuron(0, k)) for k in range(sizes[0])))


def _output_dC_da(walk: Walk, neuron: Neuron) -> Equation:
    """2(a − y) for the lecture's cost (S12)."""
    network, (l, j) = walk.network, neuron
    a, y = (neuron_symbol(network.sizes, neuron, quantity) for quantity in ("a", "y"))
    values = {a: value_of(walk, Item("a", l, j)), y: value_of(walk, Item("y", None, j))}
    formula = _of_output(_branches(walk, j)[1], a, y)
    numbers = with_numbers(formula, values)
    if network.cost.outputs is not None:
        tiny = float(TINY)
        wanted = Fraction(figure(values[y]), figure(max(values[a], tiny)))
        rest = with_numbers(row("1 − ", a), values) if values[a] <= NEAR_1 else figure(max(1 - values[a], tiny))
        unwanted = Fraction(with_numbers(row("1 − ", y), values), rest)
        numbers = row("−", wanted) if network.cost.outputs == "softmax" else row(unwanted, " − ", wanted)
    item = Item("dC_da", l, j)
    return Equation(item, derivative(C0, a), value_of(walk, item), formula, numbers)


def _hidden_dC_da(walk: Walk, neuron: Neuron) -> Equation:
    """Σ over the neurons of the next layer, one for every way on (S16, S24)."""
    network, (l, k) = walk.network, neuron
    own, above = neuron_symbol(network.sizes, neuron), l + 1
    index = J if network.sizes[above] > 1 else None
    z = Symbol("z", above, "j" if index else None)
    each = row(derivative(z, own), " · ", derivative(C0, z))
    numbers = total([product(figure(value_of(walk, Item("w", above, j, k), 0)), figure(value_of(walk, Item("dC_dz", above, j))))
                     for j in present(network, above, k=k)])
    item = Item("dC_da", l, k)
    return Equation(item, derivative(C0, own), value_of(walk, item), Sum(index, each) if index else each, numbers)


def _da_dz(walk: Walk, neuron: Neuron) -> Equation:
    """σ′(z) (S13)."""
    network, (l, j) = walk.network, neuron
    z, a = (neuron_symbol(network.sizes, neuron, quantity) for quantity in ("z", "a"))
    item = Item("da_dz", l, j)
    left, value = derivative(a, z), value_of(walk, item)
    if network.is_off(l, j):
        return Equation(item, left, value, remark=OFF)
    values = {z: value_of(walk, Item("z", l, j)), a: value_of(walk, Item("a", l, j))}
    formula = substituted(network.activation(l).slope_formula, lambda symbol: {"z": z, "a": a}[symbol.quantity])
    if isinstance(formula, Text) or "where" in text(formula):
        return Equation(item, left, value, row(SIGMA, "′(", z, ")"), row(SIGMA, "′(", result(values[z]), ")"))
    return Equation(item, left, value, formula, with_numbers(formula, values))


def _dC_dz(walk: Walk, neuron: Neuron) -> Equation:
    """∂a/∂z · ∂C₀/∂a; a − y where cost and activation belong together; with softmax every output has a share."""
    network, (l, j) = walk.network, neuron
    z, a, y = (neuron_symbol(network.sizes, neuron, quantity) for quantity in ("z", "a", "y"))
    item, left = Item("dC_dz", l, j), derivative(C0, z)
    value, of_a = value_of(walk, item), value_of(walk, Item("a", l, j))
    if l == network.last and network.cost.outputs is not None:
        return Equation(item, left, value, row(a, " − ", y), with_numbers(
            row(a, " − ", y), {a: of_a, y: value_of(walk, Item("y", None, j))}))
    asked = figure(value_of(walk, Item("dC_da", l, j)))
    if not network.activation(l).is_coupled:
        numbers = product(figure(value_of(walk, Item("da_dz", l, j))), asked)
        return Equation(item, left, value, product(derivative(a, z), derivative(C0, a)), numbers)
    other = Symbol("a", l, "i")
    shares = total([product(figure(value_of(walk, Item("dC_da", l, i))), figure(value_of(walk, Item("a", l, i))))
                    for i in range(network.sizes[l])])
    formula = row(a, " (", derivative(C0, a), " − ", Sum(I, row(derivative(C0, other), " ", other)), ")")
    return Equation(item, left, value, formula, row(figure(of_a), " · (", asked, " − (", *shares.parts, "))"))


def _dC_db(walk: Walk, part: Bias) -> Equation:
    """∂z/∂b · ∂C₀/∂z, and ∂z/∂b is 1 (S15)."""
    sizes, (l, j) = walk.network.sizes, part
    b, z = neuron_symbol(sizes, part, "b"), neuron_symbol(sizes, part, "z")
    item = Item("dC_db", l, j)
    numbers = product(figure(1), figure(value_of(walk, Item("dC_dz", l, j))))
    return Equation(item, derivative(C0, b), value_of(walk, item), product(derivative(z, b), derivative(C0, z)), numbers)


def _dC_dw(walk: Walk, part: Edge) -> Equation:
    """∂z/∂w · ∂C₀/∂z, and ∂z/∂w is the activation before it (S14)."""
    network, (l, j, k) = walk.network, part
    w, z = edge_symbol(network.sizes, part), neuron_symbol(network.sizes, Neuron(l, j), "z")
    item = Item("dC_dw", l, j, k)
    left, value = derivative(C0, w), value_of(walk, item)
    if k not in present(network, l, j):
        return Equation(item, left, value, remark=REMOVED)
    numbers = product(figure(value_of(walk, Item("a", l - 1, k))), figure(value_of(walk, Item("dC_dz", l, j))))
    return Equation(item, left, value, product(derivative(z, w), derivative(C0, z)), numbers)
