"""Why a weight moves, seen in the window: the lecture's chain 1-1-1-1 with its own numbers, and its factors one by one."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QToolTip

from core.network import Bias, Edge, Neuron
from core.notation import Symbol
from tests.core.oracle import LECTURE
from tests.playground.driving import User, numbers
from widgets import theme
from widgets.inspect.activation_curve import ActivationCurve
from widgets.inspect.derivation_view import DerivationView
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector
from widgets.inspect.row_table import RowTable
from widgets.value_field import ValueField

W, B, X, Y = (1.2, -0.8, 1.5), (0.1, 0.3, -0.4), 0.5, 1.0
SAME = {"rel": 1e-14}


def sigmoid(z: float) -> float:
    return 1 / (1 + np.exp(-z))


def inspector(user: User) -> EdgeInspector:
    return user.see(EdgeInspector)


def derived(user: User, key: str) -> str:
    """Click a factor, and read where it comes from."""
    user.click_on(user.factor_button(key))
    return " ".join(user.formulas(user.see(DerivationView)))


# ---- the network of the lecture --------------------------------------------------------------------------------------------------


def test_s1_the_chain_has_exactly_three_weights_and_three_biases(user: User):
    user.press("show_vector")
    components = [row[0] for row in user.rows(user.see(RowTable, user.window.layer.vector))]
    assert sorted(components) == sorted(f"∂C₀/∂{letter}{layer}" for letter in "wb" for layer in ["⁽¹⁾", "⁽²⁾", "⁽³⁾"])
    assert user.label("title") == "The chain · 1–1–1–1 sigmoid"


def test_s2_focus_greys_out_all_but_the_chosen_connection(user: User):
    ends, rest = [Neuron(2, 0), Neuron(3, 0)], [Neuron(0, 0), Neuron(1, 0), Edge(1, 0, 0), Edge(2, 0, 0)]
    user.click(Edge(3, 0, 0))
    user.qtbot.mouseMove(user.view, QPoint(5, 300))
    bright = user.picture()
    user.press("focus")
    dimmed = user.picture()
    for part in rest:
        at = user.place_of(part)
        around = np.s_[at.y() - 12:at.y() + 12, at.x() - 12:at.x() + 12]
        assert np.ptp(dimmed[around]) < 0.6 * np.ptp(bright[around]), part
    assert user.changed(bright, ends, reach=8) == set()
    user.press("focus")
    assert user.draws(bright)


def test_s3_a_label_of_the_drawing_says_that_superscripts_are_no_exponents(user: User):
    above = user.place_of(Neuron(2, 0))
    for up in range(20, 200, 4):                                # from the neuron upwards to the label of its column
        place = above - QPoint(0, up)
        user.qtbot.mouseMove(user.view, place)
        event = QHelpEvent(QHelpEvent.Type.ToolTip, place, user.view.mapToGlobal(place))
        if user.view.event(event) and QToolTip.text():
            break
    assert QToolTip.text() == "The activations of layer 2. Superscripts in brackets are layer indices, not powers."
    QToolTip.hideText()
    user.click(Edge(3, 0, 0))
    user.point(user.formula("∂a⁽³⁾/∂z⁽³⁾"), Symbol("a", 3), "layer")
    assert "(3) is the layer, not a power: layer 3 is the output, the lecture's L." in user.texts(inspector(user))


def test_s4_the_desired_output_stands_beside_the_output_neuron(user: User):
    user.settle()
    output, cream = user.place_of(Neuron(3, 0)), theme.current().y
    beside = user.picture()[output.y() - 20:output.y() + 20, output.x() + 25:]
    assert (abs(beside - [cream.red(), cream.green(), cream.blue()]).sum(axis=2) < 90).sum() > 20
    assert numbers(user.label("y")) == [Y]


def test_s5_the_squared_error_is_labelled_as_the_cost_of_one_example(user: User):
    user.click(Edge(3, 0, 0))
    lines = derived(user, "dC_da")
    assert "C₀ = (a⁽³⁾ − y)² = (0.56524 − 1)² = 0.189" in lines
    assert "The cost of this one example." in user.texts(inspector(user))
    user.point(user.formula("∂C₀/∂w⁽³⁾", inspector(user)), Symbol("C", j=0))
    assert "C₀, the cost of this one example." in user.texts(inspector(user))
    assert numbers(user.label("C₀", user.window.examples.picker)) == [pytest.approx((LECTURE[3][1] - Y) ** 2, abs=5e-5)]


def test_s6_z_is_wa_plus_b_and_each_layer_has_a_nonlinearity_of_its_own(user: User):
    z = W[2] * LECTURE[2][1] + B[2]
    expected = ("tanh", np.tanh(z), 1 - np.tanh(z) ** 2), ("relu", z, 1.0), ("softplus", np.log1p(np.exp(z)), sigmoid(z))
    for name, a, slope in expected:
        user.choose_activation(3, name)
        user.click(Neuron(3, 0))
        curve = user.see(ActivationCurve)
        assert curve.point == pytest.approx((z, a), **SAME)
        assert curve.slope == pytest.approx(slope, **SAME)
        assert f"neuron 0 of layer 3, {name}" in user.texts(user.see(NeuronInspector))
        user.click(Edge(3, 0, 0))
        assert user.factor("da_dz") == pytest.approx(slope, **SAME)


# ---- the chain rule --------------------------------------------------------------------------------------------------------------


def test_s11_the_product_of_the_factors_is_the_derivative(user: User):
    for layer, (_, _, dz_dw, da_dz, dC_da, dC_dw, _) in LECTURE.items():
        user.click(Edge(layer, 0, 0))
        assert user.factors() == ["total", "dz", "da_dz", "dC_da"]
        assert [user.factor(key) for key in user.factors()] == pytest.approx([dC_dw, dz_dw, da_dz, dC_da], **SAME)
        assert dz_dw * da_dz * dC_da == pytest.approx(dC_dw, **SAME)


def test_s11_hovering_over_a_symbol_says_what_it_is(user: User):
    user.click(Edge(3, 0, 0))
    user.point(user.formula("∂z⁽³⁾/∂w⁽³⁾"), Symbol("w", 3))
    assert "The weight of the edge from neuron 0 of layer 2 to neuron 0 of layer 3." in user.texts(inspector(user))
    user.point(user.formula("∂C₀/∂a⁽³⁾"), Symbol("a", 3))
    assert "a, the activation of neuron 0 of layer 3: σ of its weighted sum z." in user.texts(inspector(user))
    user.qtbot.mouseMove(user.view, QPoint(5, 300))
    user.wait(lambda: not any("the activation of" in said for said in user.texts(inspector(user))))


def test_s12_the_slope_of_the_cost_is_twice_the_error(user: User):
    user.click(Edge(3, 0, 0))
    assert "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y) = 2 (0.56524 − 1) = −0.8695" in derived(user, "dC_da")
    slopes = []
    for x in (-4.0, 0.5, 4.0):
        user.type("x₀", str(x), user.window.examples.probe)
        a = x
        for w, b in zip(W, B, strict=True):
            a = sigmoid(w * a + b)
        slopes.append(user.factor("dC_da") / (a - Y))
    assert slopes == pytest.approx([2.0, 2.0, 2.0])


def test_s13_the_slope_of_the_activation_is_the_tangent_on_its_curve(user: User):
    user.click(Edge(2, 0, 0))
    z, a, _, da_dz, *_ = LECTURE[2]
    assert "∂a⁽²⁾/∂z⁽²⁾ = a⁽²⁾ (1 − a⁽²⁾) = 0.4416 (1 − 0.4416) = 0.2466" in derived(user, "da_dz")
    curve = user.see(ActivationCurve, inspector(user))
    assert curve.point == pytest.approx((z, a), **SAME)
    assert curve.slope == pytest.approx(da_dz, **SAME)
    assert curve.slope == pytest.approx((sigmoid(z + 1e-6) - sigmoid(z - 1e-6)) / 2e-6, rel=1e-8)


def test_s14_the_stronger_the_previous_neuron_the_more_its_weight_matters(user: User):
    user.click(Edge(2, 0, 0))
    assert "∂z⁽²⁾/∂w⁽²⁾ = a⁽¹⁾ = 0.6682" in derived(user, "dz")
    seen = []
    for x in (-2.0, 0.0, 2.0):
        user.type("x₀", str(x), user.window.examples.probe)
        seen.append(user.factor("dz"))
    assert seen == pytest.approx([sigmoid(W[0] * x + B[0]) for x in (-2.0, 0.0, 2.0)], **SAME)
    assert seen == sorted(seen)


def test_s15_a_bias_has_the_same_chain_with_1_as_its_first_factor(user: User):
    for layer, (_, _, _, da_dz, dC_da, _, dC_db) in LECTURE.items():
        user.click(Bias(layer, 0))
        assert [user.factor(key) for key in user.factors()] == pytest.approx([dC_db, 1.0, da_dz, dC_da], **SAME)
    assert "∂z⁽³⁾/∂b⁽³⁾ = 1" in derived(user, "dz")


def test_s16_the_sensitivity_to_the_previous_activation_is_the_weight_and_so_on_backwards(user: User):
    user.click(Edge(2, 0, 0))
    lines = derived(user, "dC_da")
    assert "∂C₀/∂a⁽²⁾ = w⁽³⁾ ∂a⁽³⁾/∂z⁽³⁾ · ∂C₀/∂a⁽³⁾" in lines
    assert "= 1.5 · 0.2457 · (−0.8695) = −0.3205" in lines
    assert user.factor("dC_da") == pytest.approx(W[2] * LECTURE[3][3] * LECTURE[3][4], **SAME)


def test_q3_clicking_a_factor_unfolds_and_folds_where_it_comes_from(user: User):
    user.click(Edge(3, 0, 0))
    assert not user.sees(DerivationView)
    for key, number in (("dz", "0.4416"), ("da_dz", "0.2457"), ("dC_da", "−0.8695")):
        assert number in derived(user, key)
    user.click_on(user.factor_button("dC_da"))
    assert not user.sees(DerivationView)
    derived(user, "da_dz")
    user.click(Edge(1, 0, 0))                                   # what is unfolded stays so for the next edge
    assert "= 0.2217" in " ".join(user.formulas(user.see(DerivationView)))


def test_q4_the_input_column_is_a0_which_is_x(user: User):
    user.click(Edge(1, 0, 0))
    assert "a⁽⁰⁾" in user.formulas(user.window.examples.picker)
    assert numbers(user.label("a⁽⁰⁾")) == [X]
    assert "∂z⁽¹⁾/∂w⁽¹⁾ = a⁽⁰⁾ = 0.5" in derived(user, "dz")
    user.point(user.formula("∂z⁽¹⁾/∂w⁽¹⁾ = a⁽⁰⁾ = 0.5"), Symbol("a", 0))
    assert "a⁽⁰⁾ = x: the value of input 0, as the example brings it." in user.texts(inspector(user))


def test_q9_delta_is_an_option_that_says_what_it_stands_for(user: User):
    user.click(Edge(2, 0, 0))
    before = user.factor("total")
    user.press("delta")
    assert user.button("Write δ for ∂C₀/∂z").isChecked()
    assert user.factors() == ["total", "dz", "dC_dz"]
    assert user.factor("dC_dz") == pytest.approx(LECTURE[2][6], **SAME)
    assert user.factor("total") == before
    assert "δ⁽²⁾ = ∂C₀/∂z⁽²⁾" in user.formulas(inspector(user))
    user.push("Write δ for ∂C₀/∂z")
    assert not user.command("delta").isChecked()
    assert user.factors() == ["total", "dz", "da_dz", "dC_da"]


# ---- its value -------------------------------------------------------------------------------------------------------------------


def test_a_typed_weight_changes_everything_and_one_undo_takes_it_back(user: User):
    user.click(Edge(3, 0, 0))
    user.type("Weight", "-2", inspector(user))
    z = -2 * LECTURE[2][1] + B[2]
    user.wait(lambda: user.factor("da_dz") == pytest.approx(sigmoid(z) * (1 - sigmoid(z))))
    assert user.factor("dC_da") == pytest.approx(2 * (sigmoid(z) - Y))
    assert user.command("undo").text() == "&Undo: set w⁽³⁾"
    user.press("undo")
    user.wait(lambda: user.factor("total") == pytest.approx(LECTURE[3][5], **SAME))
    assert not user.window.session.edited


def test_a_dragged_weight_is_one_edit(user: User):
    user.click(Edge(3, 0, 0))
    field = user.see(ValueField)
    middle = field.rect().center()
    user.drag(field, middle, *(middle - QPoint(0, up) for up in range(5, 60, 5)))
    user.wait(lambda: user.window.inspection.network.w[3][0, 0] > 1.55)
    assert user.window.session.stack.count() == 1
    user.press("undo")
    user.wait(lambda: user.window.inspection.network.w[3][0, 0] == 1.5)


def test_undo_of_a_weight_leaves_what_was_learned_since(user: User):
    user.click(Edge(3, 0, 0))
    user.type("Weight", "2", inspector(user))
    user.window.network.widget.setFocus()
    user.train(3)
    others = user.window.inspection.network.parameters.copy()
    user.press("undo")
    user.wait(lambda: user.window.inspection.network.w[3][0, 0] == 1.5)
    others[-1] = 1.5
    assert (user.window.inspection.network.parameters == others).all()
    assert user.window.run.snapshot.step == 3


def test_the_formula_is_copied_with_its_numbers_and_as_latex(user: User):
    user.click(Edge(3, 0, 0))
    user.press("copy_formula")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("∂C₀/∂w⁽³⁾ = ∂z⁽³⁾/∂w⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ · ∂C₀/∂a⁽³⁾ = ")
    assert numbers(copied.split(" = ", 2)[2]) == pytest.approx([0.441630, 0.245744, -0.869526, -0.0943678])
    user.command("copy_latex").trigger()
    assert QGuiApplication.clipboard().text().startswith(r"\frac{\partial C_{0}}{\partial w^{(3)}} = ")


# ---- the edges of edges ----------------------------------------------------------------------------------------------------------


def test_a_frozen_edge_keeps_its_derivative_and_a_removed_one_has_0_and_both_say_why(user: User):
    user.click(Edge(2, 0, 0))
    user.press("freeze")
    assert user.factor("total") == pytest.approx(LECTURE[2][5], **SAME)
    assert any(said.startswith("Frozen:") for said in user.texts(inspector(user)))
    user.press("freeze")
    user.press("remove_edge")
    assert user.factor("total") == 0.0
    assert any(said.startswith("Removed:") for said in user.texts(inspector(user)))
    user.press("remove_edge")
    assert user.factor("total") == pytest.approx(LECTURE[2][5], **SAME)


def test_a_neuron_that_is_off_lets_no_gradient_pass(user: User):
    user.click(Neuron(2, 0))
    user.press("switch_off")
    user.click(Edge(2, 0, 0))
    assert [user.factor(key) for key in ("total", "da_dz")] == [0.0, 0.0]
    assert any("is switched off: its activation is 0" in said for said in user.texts(inspector(user)))
    user.click(Edge(3, 0, 0))
    assert [user.factor(key) for key in ("total", "dz")] == [0.0, 0.0]


def test_a_step_says_that_its_derivative_is_a_convention(user: User):
    user.choose_activation(2, "step")
    user.click(Edge(1, 0, 0))
    assert user.factor("total") == 0.0
    assert any("Neuron 0 of layer 2 is a step" in said for said in user.texts(inspector(user)))


# ---- by keyboard alone -----------------------------------------------------------------------------------------------------------


def test_an_edge_is_reached_and_a_factor_opened_by_keyboard_alone(user: User):
    for key in (Qt.Key.Key_Right,) * 5:
        user.key(key)
    assert user.window.inspection.selection == Neuron(2, 0)
    user.key(Qt.Key.Key_Right)
    assert user.window.inspection.selection == Edge(3, 0, 0)
    user.key(Qt.Key.Key_Return)
    assert user.window.focusWidget() is user.factor_button("total")
    while user.window.focusWidget() is not user.factor_button("dC_da"):
        user.key(Qt.Key.Key_Tab)
    user.key(Qt.Key.Key_Return)
    assert any("2 (0.56524 − 1)" in formula for formula in user.formulas(user.see(DerivationView)))
    user.key(Qt.Key.Key_Escape)
    assert user.window.focusWidget() is user.view
    assert user.window.inspection.selection == Edge(3, 0, 0)
    user.key(Qt.Key.Key_Escape)
    assert user.window.inspection.selection is None
    assert not user.sees(EdgeInspector)


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_the_brackets_change_the_example_wherever_the_keyboard_is(user: User):
    user.click(Edge(3, 0, 2))
    user.factor_button("dz").setFocus()
    before = user.factor("dz")
    user.press("next_example")
    assert user.window.inspection.example == 1
    assert user.factor("dz") != before
    user.press("previous_example")
    assert user.factor("dz") == before
