"""From one example to all of them, seen in the window: averages, bars, the gradient as one vector, its check, and the health."""
from __future__ import annotations

import csv
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from core.activations import ACTIVATIONS
from core.network import Bias, Edge, Neuron
from playground.background import LIVE
from tests.core.oracle import LECTURE, mean_cost
from tests.playground.conftest import Opened
from tests.playground.driving import LEFT, User, flat_place, numbers
from widgets.inspect.bar_strip import BarStrip
from widgets.inspect.derivation_view import DerivationView
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.example_bars import ExampleBars
from widgets.inspect.health_view import HealthView
from widgets.inspect.row_table import RowTable

SPIRAL = pytest.mark.parametrize("window", ["spiral"], indirect=True)
EDGE = Edge(2, 3, 5)


def training_rows(user: User) -> np.ndarray:
    examples = user.window.run.examples
    return examples.rows[examples.training]


def derivative_of_each(user: User, part: Edge | Bias) -> np.ndarray:
    """∂C_i/∂part of every training example: three layers of tanh, by plain formulas."""
    network, rows = user.window.inspection.network, training_rows(user)
    a = [rows[:, 1:5].T]
    for l in (1, 2, 3):
        a.append(np.tanh(network.w[l] @ a[-1] + network.b[l][:, None]))
    delta = 2 * (a[3] - rows[:, 5:].T) * (1 - a[3] ** 2)
    for l in range(2, part.l - 1, -1):
        delta = (network.w[l + 1].T @ delta) * (1 - a[l] ** 2)
    return delta[part.j] * (a[part.l - 1][part.k] if isinstance(part, Edge) else 1.0)


def said(user: User) -> str:
    """What stands below the bars."""
    return user.see(BarStrip).accessibleName()


# ---- the average -----------------------------------------------------------------------------------------------------------------


@SPIRAL
def test_q2_the_switch_says_whether_it_is_the_cost_of_this_example_or_the_average(user: User):
    user.click(EDGE)
    each = derivative_of_each(user, EDGE)
    assert user.factor_button("total").accessibleName() == "∂C₀/∂w₃,₅⁽²⁾"
    assert user.factor("total") == pytest.approx(each[0], rel=1e-9)
    user.push("average of 250", user.see(EdgeInspector))
    assert user.factor_button("total").accessibleName() == "∂C/∂w₃,₅⁽²⁾"
    assert user.factor("total") == pytest.approx(each.mean(), rel=1e-9)
    assert "mean over 250 examples of the product" in user.texts(user.see(EdgeInspector))
    assert user.command("average").isChecked()
    user.press("average")
    assert user.factor("total") == pytest.approx(each[0], rel=1e-9)


@SPIRAL
def test_s17_the_average_unfolds_how_it_arises_and_not_one_examples_product(user: User):
    user.click(EDGE)
    user.press("average")
    user.click_on(user.factor_button("total"))
    cost, derivative = user.formulas(user.see(DerivationView))
    assert cost == "C = (C₀ + ⋯ + C₂₄₉)/250"
    assert derivative.startswith("∂C/∂w₃,₅⁽²⁾ = (∂C₀/∂w₃,₅⁽²⁾ + ⋯ + ∂C₂₄₉/∂w₃,₅⁽²⁾)/250 = ")
    assert numbers(derivative)[-1] == pytest.approx(derivative_of_each(user, EDGE).mean(), rel=1e-3)


@SPIRAL
def test_q12_the_picker_says_which_example_is_meant_and_each_has_its_own_derivative(user: User):
    user.click(EDGE)
    each = derivative_of_each(user, EDGE)
    for example in (1, 2, 3):
        user.press("next_example")
        assert user.field("Number of the example").text() == str(example)
        assert user.factor("total") == pytest.approx(each[example], rel=1e-9)


@SPIRAL
def test_s17_the_mean_of_the_bars_is_the_component_of_the_gradient(user: User):
    user.click(EDGE)
    each = derivative_of_each(user, EDGE)
    user.wait(lambda: "mean" in said(user))
    mean, negative, positive = numbers(said(user))
    assert mean == pytest.approx(each.mean(), rel=6e-3)
    assert (negative, positive) == ((each < 0).sum(), (each > 0).sum())
    assert user.see(ExampleBars).accessibleName() == "All 250 examples"
    user.press("average")
    assert user.factor("total") == pytest.approx(each.mean(), rel=1e-9)


@SPIRAL
def test_s17_a_bar_says_whose_it_is_and_a_click_looks_at_that_example(user: User):
    user.click(EDGE)
    each = derivative_of_each(user, EDGE)
    user.wait(lambda: "mean" in said(user))
    strip, least = user.see(BarStrip), int(each.argmin())
    user.bring(strip)
    there = strip.bar_centre(least).toPoint()
    user.qtbot.mouseMove(strip, there)
    assert said(user).startswith(f"example {least}:")
    assert numbers(said(user))[1] == pytest.approx(each[least], rel=6e-3)
    number = user.field("Number of the example", user.window.examples.picker)
    assert number.text() == str(least)
    user.click_on(strip, there)
    assert (user.window.inspection.set, user.window.inspection.example) == ("training", least)
    assert user.factor("total") == pytest.approx(each[least], rel=1e-9)
    before = int(each.argmax())
    user.qtbot.mouseMove(strip, strip.bar_centre(before).toPoint())
    assert number.text() == str(before)
    user.qtbot.mouseMove(user.view, QPoint(4, 200))
    user.wait(lambda: number.text() == str(least))


@SPIRAL
def test_q12_a_bar_pulled_out_shows_the_mean_without_it(user: User):
    user.click(EDGE)
    each = derivative_of_each(user, EDGE)
    user.wait(lambda: "mean" in said(user))
    strip, largest = user.see(BarStrip), int(each.argmax())
    user.bring(strip)
    there = strip.bar_centre(largest).toPoint()
    user.drag(strip, there, there - QPoint(0, 30), there - QPoint(0, 60), let_go=False)
    assert said(user).startswith(f"without example {largest}:")
    assert numbers(said(user))[1:] == pytest.approx([np.delete(each, largest).mean(), each.mean()], rel=6e-3)
    user.qtbot.mouseRelease(strip, LEFT, pos=there - QPoint(0, 60))
    assert not said(user).startswith("without")


@SPIRAL
def test_an_average_while_training_is_that_of_the_last_batch_and_says_so(user: User):
    user.press("average")
    user.click(Edge(3, 0, 1))
    user.press("train")
    user.wait(lambda: "mean over the last batch of the product" in user.texts(user.see(EdgeInspector)))
    user.press("train")
    user.rest()
    user.wait(lambda: "mean over 250 examples of the product" in user.texts(user.see(EdgeInspector)))
    assert user.factor("total") == pytest.approx(derivative_of_each(user, Edge(3, 0, 1)).mean(), rel=1e-8, abs=1e-12)


# ---- the gradient as one vector, and what it is for ------------------------------------------------------------------------------


def test_s18_the_gradient_is_one_vector_of_all_derivatives_each_linked_to_its_part(user: User):
    user.make_room()
    user.press("show_vector")
    table = user.see(RowTable, user.window.layer.vector)
    rows, meant = user.rows(table), []
    expected = {name: LECTURE[l][place] for l, layer in ((1, "⁽¹⁾"), (2, "⁽²⁾"), (3, "⁽³⁾"))
                for name, place in ((f"∂C₀/∂w{layer}", 5), (f"∂C₀/∂b{layer}", 6))}
    assert {name: numbers(value)[0] for name, value in rows} == {name: pytest.approx(value, abs=5e-6)
                                                                for name, value in expected.items()}
    user.window.inspection.lit.connect(meant.append)
    row = [name for name, _ in rows].index("∂C₀/∂w⁽²⁾")
    still = user.picture()
    user.point_at_row(table, row)
    assert meant[-1].edges == {Edge(2, 0, 0)}
    assert user.changed(still, [Edge(1, 0, 0), Edge(2, 0, 0), Edge(3, 0, 0)], reach=8) == {Edge(2, 0, 0)}
    user.choose_row(table, row)
    assert user.window.inspection.selection == Edge(2, 0, 0)


@SPIRAL
def test_s18_the_vector_is_sorted_by_size_and_filtered_by_layer(user: User):
    user.press("show_vector")
    vector = user.window.layer.vector
    table = user.see(RowTable, vector)
    assert len(user.rows(table)) == 40 + 72 + 9
    user.push("size", vector)
    sizes = [abs(numbers(value)[0]) for _, value in user.rows(table)]
    assert sizes == sorted(sizes, reverse=True)
    user.push("b", vector)
    assert len(user.rows(table)) == 8 + 8 + 1


def test_s26_a_step_subtracts_the_learning_rate_times_the_gradient_and_the_cost_falls(user: User):
    user.click(Edge(3, 0, 0))
    before = user.window.inspection.network.parameters.copy()
    gradient = np.array([LECTURE[l][place] for l in (1, 2, 3) for place in (6, 5)])      # layer by layer: its bias, its weight
    costs = [numbers(user.label("C₀", user.window.examples.picker))[0]]
    user.train()
    np.testing.assert_allclose(user.window.inspection.network.parameters, before - 0.1 * gradient, rtol=1e-14)
    assert numbers(user.label("Δ w⁽³⁾", user.see(EdgeInspector))) == [pytest.approx(-0.1 * LECTURE[3][5], abs=5e-6)]
    for _ in range(3):
        user.train()
        costs.append(numbers(user.label("C₀", user.window.examples.picker))[0])
    assert all(later < earlier for earlier, later in pairwise(costs))


@SPIRAL
def test_the_gradient_is_copied_and_saved_with_all_its_figures(user: User, tmp_path, monkeypatch):
    cost, network = mean_cost(user.window.inspection.network, user.window.inspection.row[None]), user.window.inspection.network
    user.press("copy_gradient")
    copied = dict(line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
    assert len(copied) == 121
    up, down, place = network.parameters.copy(), network.parameters.copy(), flat_place(network.sizes, EDGE)
    up[place] += 1e-6
    down[place] -= 1e-6
    assert float(copied["∂C₀/∂w₃,₅⁽²⁾"]) == pytest.approx((cost(up) - cost(down)) / 2e-6, rel=1e-6)
    path = tmp_path / "gradient.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    user.command("export_gradient").trigger()
    header, *rows = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert header == ["component", "l", "j", "k", "value"]
    assert {name: value for name, *_, value in rows} == copied
    user.press("show_health")                                   # nor is the matrix seen
    user.train()
    user.command("copy_gradient").trigger()
    copied = dict(line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
    user.command("export_matrix").trigger()
    header, *rows = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert header == ["j \\ k", "0", "1", "2", "3"]
    assert [[float(copied[f"∂C₀/∂w{'₀₁₂₃₄₅₆₇'[j]},{'₀₁₂₃'[k]}⁽¹⁾"]) for k in range(4)] for j in range(8)] == [
        [float(value) for value in row[1:]] for row in rows]


# ---- the check -------------------------------------------------------------------------------------------------------------------


def verdict(user: User) -> str:
    return user.window.check.widget.text()


@SPIRAL
def test_the_gradient_is_checked_whenever_training_rests(user: User):
    user.wait(lambda: verdict(user).startswith("gradient checked: worst error"))
    user.press("train")
    assert verdict(user) == "gradient not checked while training"
    user.wait(lambda: user.window.run.snapshot.step > 10)
    user.press("train")
    user.rest()
    user.wait(lambda: verdict(user).startswith("gradient checked"))
    assert numbers(verdict(user))[0] < 1e-4


@SPIRAL
def test_an_edit_ends_the_check_and_begins_another(user: User):
    user.wait(lambda: verdict(user).startswith("gradient checked"))
    user.click(EDGE)
    busy = Event()
    user.window.background.start("busy", LIVE, lambda _: busy.wait(60), lambda _: None)
    user.press("remove_edge")
    assert not verdict(user).startswith("gradient checked")
    busy.set()
    user.wait(lambda: verdict(user).startswith("gradient checked"))


def test_the_check_finds_a_slope_that_is_wrong(opened: Opened, qtbot, monkeypatch):
    right = ACTIVATIONS["sigmoid"]
    assert right.slope is not None
    slope, factor = right.slope, np.array(1.05)
    wrong = right._replace(slope=lambda z, a, s: [*slope(z, a, s), (np.multiply, (s, factor, s))])
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", wrong)
    user = User(opened("chain"), qtbot)
    user.wait(lambda: verdict(user).startswith("gradient differs! worst error"))
    assert numbers(verdict(user))[0] > 0.04
    assert user.window.check.widget.is_wrong


# ---- health ----------------------------------------------------------------------------------------------------------------------


@SPIRAL
def test_a_dead_neuron_is_marked_on_the_drawing_with_its_reason(user: User):
    user.choose_activation(1, "relu")
    still = user.picture()
    user.window.inspection.select(Bias(1, 4))
    user.press("show_health")
    user.type("Bias", "-1000", user.see(EdgeInspector))
    user.wait(lambda: user.see(HealthView).sentences() == ["neuron 4 is dead: ∂a/∂z is always 0"])
    user.window.inspection.select(None)
    assert Neuron(1, 4) in user.changed(still, [Neuron(1, 4)])
    user.window.inspection.select(Neuron(1, 4))
    assert "Dead: ∂a/∂z is 0 for every training example" in user.view.accessibleDescription()
    user.press("undo")
    user.wait(lambda: user.see(HealthView).sentences() == ["All neurons of this layer respond."])


# ---- the sections ----------------------------------------------------------------------------------------------------------------


def test_what_is_folded_stays_so_in_the_next_window(opened: Opened, qtbot):
    user = User(opened("chain"), qtbot)
    user.click(Edge(3, 0, 0))
    assert not user.explained.bars.section.folded
    assert user.explained.paths.section.folded
    user.unfold("paths")
    user.push("The only example", user.explained.bars.section)
    other = User(opened("chain"), qtbot)
    assert other.explained.bars.section.folded
    assert not other.explained.paths.section.folded


def test_the_keyboard_folds_a_section(user: User):
    user.click(Edge(3, 0, 0))
    heading = user.button("Paths to the cost")
    heading.setFocus()
    user.qtbot.keyClick(heading, Qt.Key.Key_Return)
    assert not user.explained.paths.section.folded
