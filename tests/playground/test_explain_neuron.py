"""Several neurons in a layer, seen in the window: sums, votes, the cost over all outputs, and what each index means."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.network import Bias, Edge, Neuron
from core.notation import Symbol
from tests.core.oracle import LECTURE, mean_cost
from tests.playground.driving import User, numbers
from tests.playground.two_paths import A1, A2, SLOPE1, SLOPE2, TWO_PATHS, VOTES, W1, W2, WISH, WISH1, X, Y
from widgets.inspect.activation_curve import ActivationCurve
from widgets.inspect.derivation_view import DerivationView
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector
from widgets.inspect.sum_list import SumList
from widgets.inspect.votes_view import WantLine
from widgets.plots.gradient_matrix import GradientMatrix

SPIRAL, DIGITS = (pytest.mark.parametrize("window", [name], indirect=True) for name in ("spiral", "digits"))


def lines(sums: SumList) -> dict[str, float]:
    """What a list of products says: the name of each line and its number."""
    written = [sums.line_text(place).rpartition(" = ") for place in sums.lines]
    return {name: numbers(number)[0] for name, _, number in written}


def meanings(user: User) -> list:
    """What was pointed at since."""
    meant = []
    user.window.inspection.lit.connect(meant.append)
    return meant


# ---- a neuron --------------------------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_q1_a_hidden_neuron_wants_what_the_votes_of_the_next_layer_add_up_to(user: User):
    user.click(Neuron(1, 0))
    page = user.see(NeuronInspector)
    votes = lines(user.named(SumList, "Votes", page))
    assert list(votes) == ["a₀⁽²⁾", "a₁⁽²⁾", "∂C₀/∂a₀⁽¹⁾"]
    assert list(votes.values()) == pytest.approx([*VOTES[:, 0], WISH1[0]], rel=6e-3)
    assert numbers(user.see(WantLine).accessibleName()) == [pytest.approx(abs(WISH1[0]), abs=5e-5)]
    assert user.see(WantLine).accessibleName().startswith("wants down by")
    assert any("There is one cost only, that of the outputs; this neuron has none of its own." in text for text in user.texts(page))


@TWO_PATHS
def test_q1_an_output_is_asked_by_the_cost_itself(user: User):
    user.click(Neuron(2, 1))
    page = user.see(NeuronInspector)
    assert user.see(WantLine).accessibleName().startswith("wants up by")
    assert numbers(user.label("The slope of the cost in numbers", page))[-1] == pytest.approx(WISH[1], abs=5e-5)


@TWO_PATHS
def test_s6_z_is_shown_as_the_sum_of_its_terms_and_a_on_its_curve(user: User):
    user.click(Neuron(1, 1))
    page = user.see(NeuronInspector)
    terms = lines(user.named(SumList, "Terms of z", page))
    assert list(terms.values()) == pytest.approx([*(W1[1] * X), 0.35, W1[1] @ X + 0.35], rel=6e-3)
    assert user.see(ActivationCurve, page).point == pytest.approx((W1[1] @ X + 0.35, A1[1]))
    user.choose_line(user.named(SumList, "Terms of z", page), 1)
    assert user.window.inspection.selection == Edge(1, 1, 1)


def test_s7_every_quantity_that_the_cost_depends_on_is_reached_from_the_one_before(user: User):
    """w, a⁽ᴸ⁻¹⁾, b → z → a → C₀ ← y, and upwards: each derivation names what its quantity depends on."""
    user.click(Edge(3, 0, 0))
    for key, line in (("dz", "z⁽³⁾ = w⁽³⁾ a⁽²⁾ + b⁽³⁾"), ("da_dz", "a⁽³⁾ = 1/"), ("dC_da", "C₀ = (a⁽³⁾ − y)²")):
        user.click_on(user.factor_button(key))
        assert any(formula.startswith(line) for formula in user.formulas(user.see(DerivationView)))
    user.click(Edge(2, 0, 0))
    user.click_on(user.factor_button("dz"))
    assert "z⁽²⁾ = w⁽²⁾ a⁽¹⁾ + b⁽²⁾" in user.formulas(user.see(DerivationView))


def test_s16_the_neuron_before_gets_the_weight_as_its_first_factor(user: User):
    user.click(Neuron(2, 0))
    votes = user.named(SumList, "Votes")
    assert list(lines(votes).values()) == pytest.approx([1.5 * LECTURE[3][6], LECTURE[2][4]], abs=5e-5)
    assert lines(votes)["∂C₀/∂a⁽²⁾"] == pytest.approx(LECTURE[2][4], abs=5e-5)


def test_s19_an_activation_is_marked_as_a_thought_experiment(user: User):
    user.click(Neuron(2, 0))
    only = "A thought experiment: an activation cannot be changed directly, only weights and biases can."
    assert any(only in text for text in user.texts(user.see(NeuronInspector)))
    assert not user.explained.nudge.section.isVisible()         # what cannot be changed cannot be nudged
    user.click(Edge(2, 0, 0))
    assert user.explained.nudge.section.isVisible()


def test_a_saturated_neuron_says_that_hardly_any_gradient_passes(user: User):
    user.click(Bias(2, 0))
    user.type("Bias", "9", user.see(EdgeInspector))
    user.click(Neuron(2, 0))
    user.wait(lambda: "σ′ is nearly 0 here: hardly any gradient passes." in user.texts(user.see(NeuronInspector)))
    user.click(Edge(2, 0, 0))
    assert any("is saturated and lets hardly any gradient pass" in text for text in user.texts(user.see(EdgeInspector)))


# ---- many neurons ----------------------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_s20_with_several_neurons_the_same_equations_carry_indices(user: User):
    user.click(Edge(1, 0, 1))
    assert [button.accessibleName() for button in user.factor_buttons()] == [
        "∂C₀/∂w₀,₁⁽¹⁾", "∂z₀⁽¹⁾/∂w₀,₁⁽¹⁾", "∂a₀⁽¹⁾/∂z₀⁽¹⁾", "∂C₀/∂a₀⁽¹⁾"]
    assert [user.factor(key) for key in user.factors()] == pytest.approx([X[1] * SLOPE1[0] * WISH1[0], X[1], SLOPE1[0], WISH1[0]])


@TWO_PATHS
def test_s21_the_cost_is_a_sum_over_the_outputs_with_each_term_visible(user: User):
    user.click(Edge(2, 1, 0))
    user.click_on(user.factor_button("dC_da"))
    line = next(formula for formula in user.formulas(user.see(DerivationView)) if formula.startswith("C₀ ="))
    terms = (A2 - Y) ** 2 / 2
    assert numbers(line)[-3:] == pytest.approx([*terms, terms.sum()], rel=1e-3)
    assert "One term for every output; only that of output 1 contains a₁⁽²⁾." in user.texts(user.see(DerivationView))


@TWO_PATHS
def test_s22_row_j_and_column_k_of_the_matrix_light_up_with_the_edge(user: User):
    user.make_room()
    words = user.window.layer.matrix.findChild(QLabel, "matrix_words")
    user.click(Edge(1, 1, 0))
    assert words.text() == "row 1, column 0: from neuron 0 to 1"
    matrix = user.see(GradientMatrix)
    header, rows = matrix.table()
    assert header == ("j \\ k", "0", "1")
    gradient = np.outer(SLOPE1 * WISH1, X)
    np.testing.assert_allclose([row[1:] for row in rows], gradient, rtol=1e-12)
    user.click(Edge(2, 0, 1))
    assert words.text() == "row 0, column 1: from neuron 1 to 0"
    user.push("w", matrix)
    np.testing.assert_allclose([row[1:] for row in matrix.table()[1]], W2, rtol=1e-12)


@TWO_PATHS
def test_s23_the_one_neuron_form_and_the_indexed_form_stand_side_by_side(user: User):
    user.click(Edge(2, 1, 0))
    page = user.see(EdgeInspector)
    user.push("both", page)
    assert "∂C₀/∂w⁽ˡ⁾ = ∂z⁽ˡ⁾/∂w⁽ˡ⁾ · ∂a⁽ˡ⁾/∂z⁽ˡ⁾ · ∂C₀/∂a⁽ˡ⁾" in user.formulas(page)
    assert "∂C₀/∂wⱼₖ⁽ˡ⁾ = ∂zⱼ⁽ˡ⁾/∂wⱼₖ⁽ˡ⁾ · ∂aⱼ⁽ˡ⁾/∂zⱼ⁽ˡ⁾ · ∂C₀/∂aⱼ⁽ˡ⁾" in user.formulas(page)
    assert "The same formula; the indices only say which neurons." in user.texts(page)
    user.push("one neuron", page)
    assert [button.accessibleName() for button in user.factor_buttons()][1] == "∂z⁽²⁾/∂w⁽²⁾"
    assert user.factor("total") == pytest.approx(A1[0] * SLOPE2[1] * WISH[1])


# ---- what an index means ---------------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_q8_an_index_lights_exactly_what_it_means_on_the_drawing_and_in_the_matrix(user: User):
    words = user.window.layer.matrix.findChild(QLabel, "matrix_words")
    user.click(Edge(2, 1, 0))
    meant, weight = meanings(user), Symbol("w", 2, 1, 0)
    user.qtbot.mouseMove(user.see(EdgeInspector), user.see(EdgeInspector).rect().topLeft())
    still, label = user.picture(), user.formula("∂z₁⁽²⁾/∂w₁,₀⁽²⁾")
    neurons = [Neuron(l, j) for l in range(3) for j in range(2)]
    for index, lit, said in (
        ("layer", {Neuron(2, 0), Neuron(2, 1)}, "row 1, column 0: from neuron 0 to 1"),
        ("j", {Neuron(2, 1)}, "row 1: all weights into neuron 1"),
        ("k", {Neuron(1, 0)}, "column 0: all weights out of neuron 0"),
    ):
        user.point(label, weight, index)
        assert user.changed(still, neurons) == lit, index
        assert words.text() == said
        assert (meant[-1].layer == 2) == (index == "layer")
    user.point(label, weight)
    assert meant[-1].edges == {Edge(2, 1, 0)}
    user.qtbot.mouseMove(user.view, user.view.rect().bottomLeft())
    user.wait(lambda: user.draws(still))
    assert words.text() == "row 1, column 0: from neuron 0 to 1"


@TWO_PATHS
def test_q8_a_cell_of_the_matrix_lights_its_edge_and_chooses_it(user: User):
    user.make_room()
    matrix, meant = user.see(GradientMatrix), meanings(user)
    user.click(Edge(2, 0, 0))
    grid = next(child for child in matrix.children() if hasattr(child, "cell_rect"))
    cell = grid.cell_rect((1, 0)).center().toPoint()
    user.qtbot.mouseMove(grid, cell)
    assert meant[-1].edges == {Edge(2, 1, 0)}
    user.click_on(grid, cell)
    assert user.window.inspection.selection == Edge(2, 1, 0)


# ---- softmax ---------------------------------------------------------------------------------------------------------------------


@DIGITS
def test_with_softmax_an_output_edge_has_two_factors_and_a_minus_y_is_the_second(user: User):
    user.window.inspection.select(Edge(2, 3, 7))
    network, row = user.window.inspection.network, user.window.inspection.row
    a1 = np.tanh(network.w[1] @ row[1:65] + network.b[1])
    z2 = network.w[2] @ a1 + network.b[2]
    a2 = np.exp(z2) / np.exp(z2).sum()
    error = a2 - row[65:75]
    assert user.factors() == ["total", "dz", "dC_dz"]
    assert [user.factor(key) for key in user.factors()] == pytest.approx([a1[7] * error[3], a1[7], error[3]], rel=1e-9)
    user.click_on(user.factor_button("dC_dz"))
    assert any("a₃⁽²⁾ − y₃" in formula for formula in user.formulas(user.see(DerivationView)))
    user.unfold("layer_back")
    assert user.formulas(user.explained.layer_back.section)[0] == "∂C₀/∂z₃⁽²⁾ ="
    user.window.inspection.select(Neuron(2, 3))
    assert user.formulas(user.explained.layer_back.section)[0] == "∂C₀/∂a₃⁽²⁾ ="
    user.window.inspection.select(Neuron(1, 7))
    votes = lines(user.named(SumList, "Votes"))
    assert votes["∂C₀/∂a₇⁽¹⁾"] == pytest.approx(network.w[2][:, 7] @ error, rel=6e-3, abs=5e-5)


@SPIRAL
def test_the_derivative_of_a_probe_is_that_at_the_place_probed(user: User):
    user.click(Edge(2, 3, 1))
    user.type("x₀", "1.5", user.window.examples.probe)
    user.type("x₁", "-2", user.window.examples.probe)
    inspection = user.window.inspection
    network, y = inspection.network, inspection.desired
    a = np.array([1.5, -2.0, np.sin(1.5), np.sin(-2.0)])
    row = np.concatenate([[1.0], a, y])
    layers = [a]
    for l in (1, 2, 3):
        layers.append(np.tanh(network.w[l] @ layers[-1] + network.b[l]))
    cost = mean_cost(network, row[None], push=Neuron(2, 3))
    dC_da = (cost(1e-6) - cost(-1e-6)) / 2e-6
    assert [user.factor(key) for key in user.factors()] == pytest.approx(
        [layers[1][1] * (1 - layers[2][3] ** 2) * dC_da, layers[1][1], 1 - layers[2][3] ** 2, dC_da], rel=1e-6)


def test_the_arrow_keys_walk_the_lists_and_enter_follows_them(user: User):
    user.click(Neuron(2, 0))
    terms = user.named(SumList, "Terms of z")
    user.bring(terms)
    terms.setFocus()
    meant = meanings(user)
    user.key(Qt.Key.Key_Down)
    assert meant[-1].edges == {Edge(2, 0, 0)}
    user.key(Qt.Key.Key_Return)
    assert user.window.inspection.selection == Edge(2, 0, 0)
