"""The chain rule as a formula: the right symbols, the right numbers, and words where numbers say too little."""
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.costs import COSTS, allowed
from core.evaluation import example_pass
from core.explain.chain_rule import Chain, Part, WeightedSum, chain
from core.explain.formulas import (
    chain_formula,
    equation,
    indexed_form,
    one_neuron_form,
    path_product,
    remarks,
    spelled_out,
    with_numbers,
)
from core.explain.paths import paths
from core.network import Bias, Edge, Network, Neuron
from core.notation import Symbol, latex, text
from core.tape import Pass
from tests.core.oracle import small_network

OUTPUTS = [(output, cost) for cost in COSTS for output in ("sigmoid", "tanh", "relu", "softmax") if allowed(cost, output)]


def lecture() -> tuple[Network, Pass]:
    network = Network((1, 1, 1, 1), ("sigmoid",) * 3)
    network.set_parameters([np.empty(0), *([[w]] for w in (1.2, -0.8, 1.5))], [np.empty(0), [0.1], [0.3], [-0.4]])
    return network, example_pass(network, np.array([1.0, 0.5, 1.0]))


@st.composite
def explained(draw: st.DrawFn) -> tuple[Network, Pass]:
    """A random network and one example that ran through it and back."""
    output, cost = draw(st.sampled_from(OUTPUTS))
    hidden = draw(st.lists(st.integers(1, 4), min_size=0, max_size=3))
    sizes = (draw(st.integers(1, 3)), *hidden, draw(st.integers(1, 4)))
    activations = [draw(st.sampled_from(("linear", "sigmoid", "tanh", "relu", "elu", "gaussian"))) for _ in hidden]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    network = Network(sizes, (*activations, output), cost)
    network.parameters[:] = rng.normal(0, draw(st.sampled_from((0.5, 40.0))), network.parameters.size)
    return network, example_pass(network, np.concatenate([[1.0], rng.normal(size=sizes[0]), np.eye(sizes[-1])[0]]))


def parts(network: Network) -> list[Part]:
    found: list[Part] = []
    for l in range(1, network.last + 1):
        j, k = network.sizes[l] - 1, network.sizes[l - 1] - 1
        found += [Edge(l, j, k), Bias(l, j), WeightedSum(l, j), Neuron(l, j)]
    return found


def shown(network: Network, p: Pass, part: Part, **form: bool) -> str:
    return text(equation(chain_formula(network, chain(network, p, part), False, **form)))


@given(explained())
def test_s11_the_product_of_the_factors_is_the_derivative(sample):
    network, p = sample
    for part in parts(network):
        for delta in (False, True):
            formula = chain_formula(network, chain(network, p, part), False, delta=delta)
            values = [factor.value for factor in formula.factors]
            if values:
                assert math.prod(values) == pytest.approx(formula.total.value, rel=1e-8, abs=1e-290)


def test_the_lectures_chain_shows_the_lectures_numbers():
    network, p = lecture()
    formula = chain_formula(network, chain(network, p, Edge(3, 0, 0)), False)
    assert [factor.key for factor in formula.factors] == ["dz", "da_dz", "dC_da"]
    assert [factor.value for factor in formula.factors] == pytest.approx(
        [0.44162979777012246, 0.24574411332767782, -0.8695256857106013], rel=1e-14)
    assert formula.total.value == pytest.approx(-0.09436781672801549, rel=1e-14)
    assert [str(factor.remark) for factor in formula.factors] == ["a of neuron 0", "a (1 − a)", "2 (a − y)"]
    assert text(with_numbers(formula, 3)) == (
        "∂C₀/∂w⁽³⁾ = ∂z⁽³⁾/∂w⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ · ∂C₀/∂a⁽³⁾ = 0.44163 · 0.24574 · (−0.86953) = −0.0944")


def test_s15_the_bias_has_the_same_chain_with_one_factor_exchanged():
    network, p = lecture()
    weight, bias = (chain_formula(network, chain(network, p, part), False) for part in (Edge(2, 0, 0), Bias(2, 0)))
    assert bias.factors[0].value == 1.0
    assert bias.factors[1:] == weight.factors[1:]
    assert text(equation(bias)) == text(equation(weight)).replace("w", "b")


def test_every_factor_says_what_reacts_when_what_changes():
    network, p = lecture()
    formula = chain_formula(network, chain(network, p, Edge(3, 0, 0)), False)
    assert [factor.meaning.partition(":")[0] for factor in (formula.total, *formula.factors)] == [
        "How strongly the cost C₀ of this example reacts when w changes", "How strongly z reacts when w changes",
        "How strongly a reacts when z changes", "How strongly the cost C₀ reacts when output 0 changes"]


def test_s20_s23_the_indexed_formula_looks_essentially_the_same():
    network = Network((2, 3, 2), ("tanh", "tanh"))
    p = example_pass(network, np.ones(5))
    assert shown(network, p, Edge(2, 1, 2)) == "∂C₀/∂w₁,₂⁽²⁾ = ∂z₁⁽²⁾/∂w₁,₂⁽²⁾ · ∂a₁⁽²⁾/∂z₁⁽²⁾ · ∂C₀/∂a₁⁽²⁾"
    assert shown(network, p, Edge(2, 1, 2), indexed=False) == "∂C₀/∂w⁽²⁾ = ∂z⁽²⁾/∂w⁽²⁾ · ∂a⁽²⁾/∂z⁽²⁾ · ∂C₀/∂a⁽²⁾"
    one, several = text(one_neuron_form(Edge(2, 1, 2))), text(indexed_form(Edge(2, 1, 2)))
    assert several == "∂C₀/∂wⱼₖ⁽ˡ⁾ = ∂zⱼ⁽ˡ⁾/∂wⱼₖ⁽ˡ⁾ · ∂aⱼ⁽ˡ⁾/∂zⱼ⁽ˡ⁾ · ∂C₀/∂aⱼ⁽ˡ⁾"
    assert one == several.replace("ⱼ", "").replace("ₖ", "")


def test_q2_the_average_is_of_c_and_has_no_numbers_but_the_derivative():
    network, p = lecture()
    formula = chain_formula(network, chain(network, p, Edge(3, 0, 0)), cost_is_mean=True)
    assert text(equation(formula)) == "∂C/∂w⁽³⁾ = 1/n Σ_i ∂z⁽³⁾/∂w⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ · ∂Cᵢ/∂a⁽³⁾"
    assert {factor.value for factor in formula.factors} == {None}
    assert formula.total.value is not None
    assert "mean" in formula.total.meaning
    assert text(with_numbers(formula)) == text(equation(formula)) + " = −0.0943678"


def test_q9_delta_takes_two_factors_together_and_says_what_it_is():
    network, p = lecture()
    formula = chain_formula(network, chain(network, p, Edge(2, 0, 0)), False, delta=True)
    assert text(equation(formula)) == "∂C₀/∂w⁽²⁾ = a⁽¹⁾ · δ⁽²⁾"
    assert text(formula.definition) == "δ⁽²⁾ = ∂C₀/∂z⁽²⁾"
    assert formula.factors[1].value == pytest.approx(-0.07903826536562104, rel=1e-14)
    assert text(equation(chain_formula(network, chain(network, p, Bias(2, 0)), False, delta=True))) == "∂C₀/∂b⁽²⁾ = δ⁽²⁾"


def test_with_softmax_z_is_followed_as_a_whole():
    network = Network((2, 3), ("softmax",), "categorical cross-entropy")
    p = example_pass(network, np.array([1.0, 0.5, 2.0, 1.0, 0.0, 0.0]))
    assert shown(network, p, Edge(1, 2, 1)) == "∂C₀/∂w₂,₁⁽¹⁾ = ∂z₂⁽¹⁾/∂w₂,₁⁽¹⁾ · ∂C₀/∂z₂⁽¹⁾"


def test_an_entropy_whose_factors_are_0_and_huge_is_not_written_as_their_product():
    network = Network((1, 1), ("sigmoid",), "cross-entropy")
    network.parameters[:] = 0.0, -1000.0
    formula = chain_formula(network, chain(network, example_pass(network, np.ones(3)), Edge(1, 0, 0)), False)
    assert [factor.key for factor in formula.factors] == ["dz", "dC_dz"]
    assert formula.total.value == -1.0


def test_the_formula_is_written_as_latex():
    network, p = lecture()
    assert latex(equation(chain_formula(network, chain(network, p, Edge(3, 0, 0)), False))) == (
        r"\frac{\partial C_{0}}{\partial w^{(3)}} = \frac{\partial z^{(3)}}{\partial w^{(3)}} \cdot "
        r"\frac{\partial a^{(3)}}{\partial z^{(3)}} \cdot \frac{\partial C_{0}}{\partial a^{(3)}}")


@given(explained())
def test_s24_a_paths_factors_multiply_to_its_contribution(sample):
    network, p = sample
    for part in parts(network):
        listed = paths(network, p.rows, part).listed
        for path in listed[:5]:
            factors = path_product(network, p, part, path)
            assert math.prod(factor.value for factor in factors) == pytest.approx(path.contribution, rel=1e-8, abs=1e-290)


def test_s25_a_path_goes_from_the_first_weight_to_the_cost():
    network, p = lecture()
    path = paths(network, p.rows, Edge(1, 0, 0)).listed[0]
    factors = path_product(network, p, Edge(1, 0, 0), path)
    assert [text(factor.node) for factor in factors] == [
        "∂z⁽¹⁾/∂w⁽¹⁾", "∂a⁽¹⁾/∂z⁽¹⁾", "w⁽²⁾", "∂a⁽²⁾/∂z⁽²⁾", "w⁽³⁾", "∂a⁽³⁾/∂z⁽³⁾", "∂C₀/∂a⁽³⁾"]
    assert math.prod(factor.value for factor in factors) == pytest.approx(0.007009520365726028, rel=1e-13)


@pytest.mark.parametrize(("symbol", "meant"), [
    (Symbol("w", 2), Symbol("w", 2, 3, 4)), (Symbol("w", "l", "j", "k"), Symbol("w", 2, 3, 4)), (Symbol("z", 2), Symbol("z", 2, 3)),
    (Symbol("a", 1), Symbol("a", 1, 4)), (Symbol("a", "l", "j"), Symbol("a", 2, 3)), (Symbol("delta", 2), Symbol("delta", 2, 3)),
    (Symbol("w", 3, "j", 3), Symbol("w", 3, "j", 3)), (Symbol("C", j=0), Symbol("C", j=0)), (Symbol("a", 3), Symbol("a", 3))])
def test_q8_a_letter_or_a_missing_index_stands_for_the_parts_own_numbers(symbol: Symbol, meant: Symbol):
    assert spelled_out(symbol, Edge(2, 3, 4)) == meant


def test_what_stands_in_the_way_of_a_gradient_is_said():
    network = Network((1, 2, 1), ("sigmoid", "linear"))
    network.parameters[:] = 1.0
    edge = Edge(1, 0, 0)

    def said(x: float = 1.0) -> str:
        return " ".join(remarks(network, chain(network, example_pass(network, np.array([1.0, x, 0.0])), edge)))

    assert said() == ""
    assert "saturated" in said(30.0)
    network.mark(frozen=[edge])
    assert said() == "Frozen: it keeps its derivative, but does not move."
    network.mark(off=[Neuron(1, 0)])
    assert said() == "Neuron 0 of layer 1 is switched off: its activation is 0 whatever z is."
    network.mark(removed=[edge])
    assert said().startswith("Removed")


def test_a_dead_relu_is_said_to_pass_nothing():
    network = Network((1, 1), ("relu",))
    network.parameters[:] = -1.0
    chain_ = chain(network, example_pass(network, np.ones(3)), Edge(1, 0, 0))
    assert remarks(network, chain_) == ["∂a/∂z is 0 here: no gradient passes through neuron 0 of layer 1."]


def test_a_formula_is_made_of_any_chain_without_a_pass():
    network = Network((2, 6, 4, 1), ("tanh",) * 3)
    formula = chain_formula(network, Chain(Edge(2, 2, 4), -0.8, 0.02, 0.64, 0.87, 0.04, 0.0348), False)
    assert [str(factor.remark) for factor in (formula.total, *formula.factors)] == [
        "the product", "a of neuron 4", "1 − a²", "sum of 1 path"]


def test_astronomically_many_paths_are_counted_in_few_characters():
    deep = Network((2, *[2] * 63, 1), ("tanh",) * 64)
    formula = chain_formula(deep, Chain(Edge(1, 0, 0), 0.5, 0.0, 1.0, 0.9, 0.0, 0.0), False)
    assert formula.factors[-1].remark == "sum of 4.6·10¹⁸ paths"            # 2 to the 62nd


def test_of_a_removed_edge_and_of_a_neuron_that_is_off_no_formula_is_claimed():
    """The factors of a removed edge do not make its 0, and σ′ of a neuron that is off is not 1 − a²."""
    network, rows = small_network(["tanh", "tanh"], "squared error", 1, (2, 2, 1), 1)
    network.mark(removed=[Edge(1, 0, 1)], off=[Neuron(1, 1)])
    p = example_pass(network, rows[0])
    removed, into_off = (chain_formula(network, chain(network, p, part), False) for part in (Edge(1, 0, 1), Edge(1, 1, 0)))
    assert (removed.total.value, str(removed.total.remark)) == (0.0, "removed")
    slope = into_off.factors[1]
    assert (slope.key, slope.value, str(slope.remark)) == ("da_dz", 0.0, "switched off")
    assert str(into_off.total.remark) == "the product"
