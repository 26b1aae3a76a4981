"""Where each factor comes from: the lecture's formulas with the network's own numbers, ending in the factor itself."""
import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from core.costs import COSTS
from core.errors import Sentence
from core.evaluation import example_pass
from core.explain.chain_rule import WeightedSum, chain
from core.explain.derivations import WORDS_OF_ERROR, derivation, expanded, mean_derivation, most_layers
from core.explain.formulas import chain_formula
from core.network import Bias, Edge, Network, Neuron
from core.notation import MINUS, Text, number, text
from tests.core.explain.test_formulas import explained, lecture, parts


def lines(network: Network, p, part, key: str) -> list[str]:
    return [text(line.node) for line in derivation(network, p, part, key)]


@given(explained())
def test_q3_every_derivation_ends_with_the_number_of_its_factor(sample):
    network, p = sample
    for part in parts(network):
        for delta in (False, True):
            formula = chain_formula(network, chain(network, p, part), False, delta=delta)
            for factor in (formula.total, *formula.factors):
                assert lines(network, p, part, factor.key)[-1].endswith(" = " + number(factor.value))


def test_s6_s14_the_weight_is_multiplied_by_the_activation_before_it():
    network, p = lecture()
    assert lines(network, p, Edge(3, 0, 0), "dz") == ["z⁽³⁾ = w⁽³⁾ a⁽²⁾ + b⁽³⁾", "∂z⁽³⁾/∂w⁽³⁾ = a⁽²⁾ = 0.4416"]


def test_s20_with_several_neurons_the_sum_runs_over_k():
    network = Network((2, 3, 2), ("tanh", "tanh"))
    p = example_pass(network, np.ones(5))
    assert lines(network, p, Edge(2, 1, 2), "dz") == ["z₁⁽²⁾ = Σ_k w₁,ₖ⁽²⁾ aₖ⁽¹⁾ + b₁⁽²⁾", "∂z₁⁽²⁾/∂w₁,₂⁽²⁾ = a₂⁽¹⁾ = 0"]


def test_q4_in_the_first_layer_the_activation_before_is_the_input():
    network, p = lecture()
    last = derivation(network, p, Edge(1, 0, 0), "dz")[-1]
    assert text(last.node) == "∂z⁽¹⁾/∂w⁽¹⁾ = a⁽⁰⁾ = 0.5"
    assert "a⁽⁰⁾ = x" in last.remark


def test_s15_the_bias_is_added_so_its_factor_is_1():
    network, p = lecture()
    assert lines(network, p, Bias(2, 0), "dz") == ["z⁽²⁾ = w⁽²⁾ a⁽¹⁾ + b⁽²⁾", "∂z⁽²⁾/∂b⁽²⁾ = 1"]


def test_s13_the_slope_is_that_of_the_activation_with_its_own_numbers():
    network, p = lecture()
    assert lines(network, p, Edge(3, 0, 0), "da_dz") == [
        "a⁽³⁾ = 1/(1 + e^(−z⁽³⁾))", "∂a⁽³⁾/∂z⁽³⁾ = a⁽³⁾ (1 − a⁽³⁾) = 0.5652 (1 − 0.5652) = 0.2457"]


def test_s12_the_outputs_factor_is_twice_its_error_and_says_so():
    network, p = lecture()
    total, slope = derivation(network, p, Edge(3, 0, 0), "dC_da")
    assert text(total.node) == "C₀ = (a⁽³⁾ − y)² = (0.56524 − 1)² = 0.189"
    assert text(slope.node) == "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y) = 2 (0.56524 − 1) = −0.8695"
    assert "Proportional to how wrong" in slope.remark


def test_s21_the_cost_is_a_sum_of_which_each_term_is_shown():
    network = Network((1, 3), ("linear",))
    network.parameters[:] = 1.0, 0.0, 2.0, 0.0, 3.0, 0.0
    p = example_pass(network, np.array([1.0, 0.0, 0.0, 0.0, 0.0]))
    total, _ = derivation(network, p, Bias(1, 1), "dC_da")
    assert text(total.node) == "C₀ = Σ_j (aⱼ⁽¹⁾ − yⱼ)² = 1 + 4 + 9 = 14"
    assert [part for part in total.node.parts if isinstance(part, Text) and part.quantity] == [Text("4", "C")]
    assert "output 1" in total.remark


def test_a_hidden_neuron_adds_up_what_the_next_layer_passes_back():
    network = Network((1, 1, 2), ("linear", "linear"))
    network.parameters[:] = 0.0, 1.0, 0.0, 2.0, 0.0, -3.0
    p = example_pass(network, np.array([1.0, 1.0, 0.0, 0.0]))
    assert lines(network, p, Edge(1, 0, 0), "dC_da") == [
        "∂C₀/∂a⁽¹⁾ = Σ_j wⱼ,₀⁽²⁾ ∂aⱼ⁽²⁾/∂zⱼ⁽²⁾ · ∂C₀/∂aⱼ⁽²⁾", "∂C₀/∂a⁽¹⁾ = 2 · 1 · 4 + (−3) · 1 · (−6) = 26"]


def test_of_a_wide_layer_the_first_terms_are_shown():
    network = Network((1, 1, 50), ("linear", "linear"))
    network.parameters[:] = 1.0
    p = example_pass(network, np.concatenate([[1.0, 1.0], np.zeros(50)]))
    assert lines(network, p, Edge(1, 0, 0), "dC_da")[-1] == "∂C₀/∂a⁽¹⁾ = 1 · 1 · 6 + 1 · 1 · 6 + 1 · 1 · 6 + ⋯ = 300"


def test_of_a_wide_layer_the_largest_terms_are_shown_in_their_order():
    network = Network((1, 1, 6), ("linear", "linear"))
    network.parameters[:] = 0.0, 1.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.5, 0.0, -1.0, 0.0, 0.0, 0.0, 2.0
    p = example_pass(network, np.concatenate([[1.0, 1.0], np.zeros(6)]))
    line = derivation(network, p, Edge(1, 0, 0), "dC_da")[-1]
    assert text(line.node) == "∂C₀/∂a⁽¹⁾ = 3 · 1 · 6 + (−1) · 1 · (−2) + 2 · 1 · 4 + ⋯ = 28.5"
    assert line.remark == "weight · slope · that neuron's ∂C₀/∂a. The largest are written out."


def test_of_many_outputs_softmax_writes_out_the_one_that_counts():
    network = Network((1, 10), ("softmax",), "categorical cross-entropy")
    p = example_pass(network, np.concatenate([[1.0, 1.0], np.eye(10)[7]]))
    shares = lines(network, p, Edge(1, 3, 0), "dC_dz")[2]
    assert shares == "∂C₀/∂z₃⁽¹⁾ = (−0.01) · 0 + (−0.01) · 0 + (−0.01) · (−10) + ⋯ = 0.1"


def test_s17_the_derivative_of_the_full_cost_is_the_mean_of_the_examples_own():
    network, _ = lecture()

    def mean(examples: int | None) -> list[str]:
        return [text(line.node) for line in mean_derivation(network, Edge(3, 0, 0), -0.25, examples)]

    assert mean(250) == ["C = (C₀ + ⋯ + C₂₄₉)/250", "∂C/∂w⁽³⁾ = (∂C₀/∂w⁽³⁾ + ⋯ + ∂C₂₄₉/∂w⁽³⁾)/250 = −0.25"]
    assert mean(2) == ["C = (C₀ + C₁)/2", "∂C/∂w⁽³⁾ = (∂C₀/∂w⁽³⁾ + ∂C₁/∂w⁽³⁾)/2 = −0.25"]
    assert mean(1) == ["C = C₀", "∂C/∂w⁽³⁾ = ∂C₀/∂w⁽³⁾ = −0.25"]
    assert mean(None) == ["C = 1/n Σ_i Cᵢ", "∂C/∂w⁽³⁾ = 1/n Σ_i ∂Cᵢ/∂w⁽³⁾ = −0.25"]


def test_softmax_shows_its_row_of_the_jacobian():
    network = Network((1, 2), ("softmax",), "categorical cross-entropy")
    p = example_pass(network, np.array([1.0, 1.0, 1.0, 0.0]))
    assert lines(network, p, Edge(1, 1, 0), "dC_dz") == [
        "∂C₀/∂z₁⁽¹⁾ = Σ_i ∂aᵢ⁽¹⁾/∂z₁⁽¹⁾ ∂C₀/∂aᵢ⁽¹⁾", "∂aᵢ⁽¹⁾/∂z₁⁽¹⁾ = aᵢ⁽¹⁾ (1 − aᵢ⁽¹⁾) for i = 1, −aᵢ⁽¹⁾ a₁⁽¹⁾ else",
        "∂C₀/∂z₁⁽¹⁾ = (−0.25) · (−2) + 0.25 · 0 = 0.5", "∂C₀/∂z₁⁽¹⁾ = a₁⁽¹⁾ − y₁ = 0.5 − 0 = 0.5"]


def test_a_neuron_that_is_switched_off_says_why_its_slope_is_0():
    network = Network((1, 2, 1), ("tanh", "tanh"))
    network.mark(off=[Neuron(1, 1)])
    p = example_pass(network, np.ones(3))
    assert lines(network, p, Edge(1, 1, 0), "da_dz") == ["a₁⁽¹⁾ = 0", "∂a₁⁽¹⁾/∂z₁⁽¹⁾ = 0"]


def test_a_removed_edge_has_derivative_0():
    network = Network((1, 1), ("tanh",))
    network.mark(removed=[Edge(1, 0, 0)])
    assert lines(network, example_pass(network, np.ones(3)), Edge(1, 0, 0), "total") == ["∂C₀/∂w⁽¹⁾ = 0"]


def test_every_cost_says_what_its_slope_depends_on():
    assert WORDS_OF_ERROR.keys() == COSTS.keys()


def test_every_line_has_words_that_can_be_translated():
    network, p = lecture()
    for part in (Edge(1, 0, 0), Bias(3, 0)):
        for key in ("total", "dz", "da_dz", "dC_da", "dC_dz"):
            assert all(isinstance(line.remark, Sentence) for line in derivation(network, p, part, key))


# ---- opened further --------------------------------------------------------------------------------------------------------------


def test_q6_q7_the_chain_opens_layer_by_layer_up_to_the_cost():
    network, _ = lecture()
    assert [text(expanded(network, Edge(2, 0, 0), layers)) for layers in range(most_layers(network, Edge(2, 0, 0)) + 1)] == [
        "∂C₀/∂w⁽²⁾ = ∂z⁽²⁾/∂w⁽²⁾ · ∂a⁽²⁾/∂z⁽²⁾ · ∂C₀/∂a⁽²⁾",
        "∂C₀/∂w⁽²⁾ = ∂z⁽²⁾/∂w⁽²⁾ · ∂a⁽²⁾/∂z⁽²⁾ · w⁽³⁾ ∂a⁽³⁾/∂z⁽³⁾ · ∂C₀/∂a⁽³⁾",
        "∂C₀/∂w⁽²⁾ = ∂z⁽²⁾/∂w⁽²⁾ · ∂a⁽²⁾/∂z⁽²⁾ · w⁽³⁾ ∂a⁽³⁾/∂z⁽³⁾ · 2 (a⁽³⁾ − y)"]


def test_q6_with_several_neurons_the_expansion_grows_its_sums_and_indices():
    network = Network((2, 6, 4, 3), ("tanh",) * 3)
    assert text(expanded(network, Edge(1, 2, 1), 3)).endswith(
        "· Σ_j wⱼ,₂⁽²⁾ ∂aⱼ⁽²⁾/∂zⱼ⁽²⁾ · Σ_i wᵢⱼ⁽³⁾ ∂aᵢ⁽³⁾/∂zᵢ⁽³⁾ · 2 (aᵢ⁽³⁾ − yᵢ)")


def test_q6_the_expansion_of_a_softmax_ends_with_its_jacobian():
    network = Network((2, 4, 3), ("tanh", "softmax"), "categorical cross-entropy")
    opened = [text(expanded(network, Neuron(1, 2), layers)) for layers in range(3)]
    assert opened == ["∂C₀/∂a₂⁽¹⁾ = ∂C₀/∂a₂⁽¹⁾", "∂C₀/∂a₂⁽¹⁾ = Σ_j wⱼ,₂⁽²⁾ ∂C₀/∂zⱼ⁽²⁾",
                      "∂C₀/∂a₂⁽¹⁾ = Σ_j wⱼ,₂⁽²⁾ Σ_i ∂aᵢ⁽²⁾/∂zⱼ⁽²⁾ · (−yᵢ/aᵢ⁽²⁾)"]


@pytest.mark.parametrize("part", [Edge(1, 0, 0), Bias(1, 0), WeightedSum(1, 0), Neuron(1, 0)])
def test_the_deepest_network_opens_up_to_its_cost(part):
    network = Network((1, *[2] * 64), ("tanh",) * 64)
    assert text(expanded(network, part, most_layers(network, part))).endswith(")")


# ---- the numbers of a line, calculated again as they are written -----------------------------------------------------------------


def calculated(written: str) -> float:
    """What a reader with a pocket calculator gets."""
    written = re.sub(r"(?<=[0-9)]) \(", "*(", written.replace(MINUS, "-").replace("·", "*").replace("²", "**2"))
    return float(eval(written, {"__builtins__": {}}))


@pytest.mark.parametrize("seed", range(12))
def test_numbers_give_their_result_when_calculated_as_they_are_written(seed: int):
    rng = np.random.default_rng(seed)
    output, cost = (("tanh", "squared error"), ("sigmoid", "cross-entropy"), ("softmax", "categorical cross-entropy"))[seed % 3]
    network = Network((2, 2, 2, 2), ("tanh", "sigmoid", output), cost)
    network.parameters[:] = rng.normal(size=network.parameters.size)
    p, checked = example_pass(network, np.array([1.0, *rng.normal(size=2), 0.0, 1.0])), 0
    for l, key in product((1, 2, 3), ("total", "dC_da", "dC_dz", "da_dz")):
        if output == "softmax" and l == 3 and key == "da_dz":
            continue
        for line in derivation(network, p, Edge(l, 0, 1), key):
            *_, numbers, result = text(line.node).split(" = ")
            if re.fullmatch(r"[-−0-9.e+·()² ]+", numbers) and re.search(r"[·(+²]| −", numbers):
                assert number(calculated(numbers)) == result, text(line.node)
                checked += 1
    assert checked >= 8


def test_a_small_error_is_written_in_figures_enough_to_calculate_it():
    network = Network((1, 1), ("linear",))
    network.parameters[:] = [0.99873, 0.0]
    line = derivation(network, example_pass(network, np.array([1.0, 0.5, 1.0])), Bias(1, 0), "dC_da")[-1]
    assert text(line.node) == "∂C₀/∂a⁽¹⁾ = 2 (a⁽¹⁾ − y) = 2 (0.99873 − 1) = −0.00254"
