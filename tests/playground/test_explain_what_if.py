"""What would change, seen in the window: a nudge followed to the cost, the cost along one weight, a network without a part."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QVariantAnimation
from PySide6.QtWidgets import QLabel, QScrollArea, QWidgetAction

from core.network import Bias, Edge, Neuron
from core.notation import Symbol
from playground.panels import explanation
from tests.core.oracle import LECTURE, mean_cost
from tests.playground.driving import LEFT, User, flat_place, numbers
from widgets.drawing import pulse
from widgets.inspect import nudge_panel
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.linked_lines import LinkedLines
from widgets.inspect.nudge_panel import NudgePanel
from widgets.number_line import NumberLine
from widgets.plots.cost_along_weight import CostAlongWeight
from widgets.slider_field import Slider

W3 = Edge(3, 0, 0)
MEASURED, DERIVATIVE = -0.09422276838866872, -0.09436781672801549


class State(NamedTuple):
    """z, a and C₀ of the chain's last neuron."""

    z: float
    a: float
    C0: float


def chain(w3: float, b3: float = -0.4) -> State:
    """What the last neuron makes of its weight and bias, all else as in the lecture."""
    z = w3 * LECTURE[2][1] + b3
    a = 1 / (1 + np.exp(-z))
    return State(z, a, (a - 1.0) ** 2)


def panel(user: User) -> NudgePanel:
    return user.see(NudgePanel)


def lines(user: User) -> list[NumberLine]:
    """The number lines from the top."""
    return user.see(LinkedLines).lines


def before_and_after(line: NumberLine) -> list[float]:
    """In full, as the tooltip has them."""
    return [float(each) for each in line.toolTip().split(" → ")]


def read(user: User, start: str) -> float:
    """The number of the line that begins so."""
    written = next(text for text in user.texts(panel(user)) if text.startswith(start))
    return numbers(written.partition("=")[2])[0]


def rows_of(user: User) -> np.ndarray:
    examples = user.window.run.examples
    return examples.rows[examples.training]


# ---- the nudge -------------------------------------------------------------------------------------------------------------------


def test_s8_every_quantity_has_its_number_line_with_its_dot(user: User):
    user.click(W3)
    before, after = chain(1.5), chain(1.51)
    expected = [(1.5, 1.51), *zip(before, after, strict=True)]
    shown = lines(user)
    assert [line.accessibleName().split(" ")[0] for line in shown] == ["w⁽³⁾", "z⁽³⁾", "a⁽³⁾", "C₀"]
    for line, values in zip(shown, expected, strict=True):
        assert before_and_after(line) == pytest.approx(values, rel=1e-14)
        assert numbers(line.shown_text) == pytest.approx(values, abs=5.1e-5)
        assert line.dot() is not None


def test_s9_the_nudge_is_001_to_begin_with_and_the_derivative_is_the_ratio(user: User):
    user.click(W3)
    assert user.label("h, the size of the nudge") == "+0.01"
    assert read(user, "ΔC₀/Δw") == pytest.approx(MEASURED, abs=5e-7)
    assert read(user, "∂C₀/∂w") == pytest.approx(DERIVATIVE, abs=5e-7)


def test_s10_three_ratios_one_per_link_whose_product_is_measured(user: User):
    user.click(W3)
    before, after = chain(1.5), chain(1.51)
    dz, da, dC = (new - old for old, new in zip(before, after, strict=True))
    ratios = [dz / 0.01, da / dz, dC / da]
    links = user.see(LinkedLines)
    assert [links.ratio(place) for place in range(3)] == pytest.approx(ratios, rel=1e-9)
    written = next(text for text in user.texts(panel(user)) if " · " in text)
    assert numbers(written)[:3] == pytest.approx(ratios, abs=5e-5)
    assert numbers(written)[3] == pytest.approx(np.prod(ratios), abs=5e-6)


def test_s10_n_lets_the_nudge_travel_from_the_weight_to_the_cost(user: User, monkeypatch):
    for module in (nudge_panel, pulse):                         # so slowly that nobody misses it
        monkeypatch.setattr(module, "LINK", 3_000)
    user.click(W3)
    still = user.picture()
    user.press("nudge")
    user.wait(lambda: lines(user)[0].shown_text.endswith("→") or numbers(lines(user)[0].shown_text)[1] == 1.51)
    assert lines(user)[-1].shown_text.endswith("→")             # it has not come to the cost yet
    user.wait(lambda: not user.draws(still))                    # and it glows on the drawing too
    for moving in user.window.findChildren(QVariantAnimation):
        if moving.state() == QVariantAnimation.State.Running:
            moving.setCurrentTime(moving.duration())
    user.wait(lambda: not lines(user)[-1].shown_text.endswith("→"))
    user.wait(lambda: user.draws(still))
    assert user.window.inspection.network.w[3][0, 0] == 1.5


def test_s10_in_calm_mode_the_nudge_has_arrived_at_once(user: User):
    user.command("calm").trigger()
    user.click(W3)
    still = user.picture()
    user.press("nudge")
    assert not any(line.shown_text.endswith("→") for line in lines(user))
    assert user.draws(still)


def test_s9_a_dragged_dot_shows_the_network_as_it_would_be_and_letting_go_restores_it(user: User):
    user.click(W3)
    line = lines(user)[0]
    user.bring(line)
    at_rest, dot = user.picture(), line.dot().toPoint()
    there = dot + QPoint(200, 0)
    user.drag(line, dot, dot + QPoint(10, 0), there, there, let_go=False)
    h = panel(user).h
    assert h > 0.01
    assert [before_and_after(each)[1] for each in lines(user)] == pytest.approx([1.5 + h, *chain(1.5 + h)], rel=1e-12)
    assert user.changed(at_rest, [Neuron(3, 0), Neuron(2, 0)]) == {Neuron(3, 0)}
    user.qtbot.mouseRelease(line, LEFT, pos=there)
    assert user.window.inspection.network.w[3][0, 0] == 1.5
    assert user.draws(at_rest)
    assert not user.window.session.edited


@pytest.mark.parametrize("average", [False, True])
def test_s9_while_the_dot_is_held_the_drawing_has_the_nudged_weight(user: User, average: bool, monkeypatch):
    user.click(W3)
    if average:
        user.press("average")
    drawn: list[float] = []
    tell = user.view.set_parameters
    monkeypatch.setattr(user.view, "set_parameters", lambda w, b: (drawn.append(float(w[3][0, 0])), tell(w, b)))
    user.wait(lambda: lines(user)[0].dot() is not None and user.button("Keep", panel(user)).isEnabled())
    line = lines(user)[0]
    user.bring(line)
    dot = line.dot().toPoint()
    user.drag(line, dot, dot + QPoint(40, 0), let_go=False)
    user.wait(lambda: drawn and drawn[-1] == pytest.approx(1.5 + panel(user).h, rel=1e-14))
    user.qtbot.mouseRelease(line, LEFT, pos=dot + QPoint(40, 0))
    user.wait(lambda: drawn[-1] == 1.5)


def test_s10_n_brings_the_whole_panel_into_view_and_leaves_it_where_it_is_seen(user: User):
    user.click(W3)
    user.unfold("nudge")
    area = panel(user).parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    user.window.resize(user.window.width(), 800)
    user.settle()
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0

    def seen() -> bool:
        top = panel(user).mapTo(area.viewport(), QPoint())
        return area.viewport().rect().contains(QRect(top, panel(user).size()))

    bar.setValue(0)
    assert not seen()
    user.press("nudge")
    user.wait(seen)
    user.settle()
    spare = area.viewport().height() - panel(user).height()
    bar.setValue(bar.value() - spare // 2)
    assert spare > 1
    assert seen()
    kept = bar.value()
    user.press("nudge")
    user.settle()
    assert bar.value() == kept


def test_content_that_comes_late_above_a_revealed_panel_does_not_take_it_out_of_view(user: User, monkeypatch):
    monkeypatch.setattr(explanation, "LATE", 60_000)            # or a slow machine would come later still
    user.click(W3)
    user.unfold("nudge")
    user.window.resize(user.window.width(), 800)
    user.settle()
    user.press("nudge")
    user.settle()
    inspector = user.see(EdgeInspector)
    inspector.setMinimumHeight(inspector.height() + 400)
    area = panel(user).parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    user.wait(lambda: area.viewport().rect().contains(QRect(panel(user).mapTo(area.viewport(), QPoint()), panel(user).size())))


@pytest.mark.parametrize("window", ["digits"], indirect=True)
def test_s10_at_a_softmax_output_there_is_no_link_over_its_one_output(user: User):
    user.window.inspection.select(Edge(user.window.inspection.network.last, 1, 3))
    assert [line.accessibleName()[0] for line in lines(user)] == ["w", "z", "C"]
    assert "With softmax this z changes every output." in user.texts(panel(user))
    written = next(text for text in user.texts(panel(user)) if " · " in text)
    first, second, product = numbers(written)
    assert first * second == pytest.approx(product, rel=2e-3, abs=2e-4)


def test_a_nudge_too_small_for_a_huge_weight_says_so(user: User):
    user.click(W3)
    user.window.session.set_value("Set w", W3, 1e15)
    user.wait(lambda: "h is 0.01, too small to change 1e+15; allowed: a larger h." in user.texts(panel(user)))


def test_the_nudge_folds_away_and_comes_back_with_its_numbers(user: User):
    user.click(W3)
    heading = user.button("Nudge", panel(user))
    user.click_on(heading)
    assert panel(user).folded
    user.press("nudge")
    assert not panel(user).folded
    user.wait(lambda: lines(user)[0].dot() is not None)


def test_s9_keep_leaves_the_weight_changed_and_undo_restores_it(user: User):
    user.click(W3)
    user.push("Keep", panel(user))
    user.wait(lambda: user.window.inspection.network.w[3][0, 0] == 1.51)
    assert "Kept; Ctrl+Z takes it back." in user.texts(user.window)
    assert user.factor("dC_da") == pytest.approx(2 * (chain(1.51).a - 1), rel=1e-14)
    assert user.command("undo").text() == "&Undo: nudge w⁽³⁾"
    user.press("undo")
    user.wait(lambda: user.factor("total") == pytest.approx(DERIVATIVE, rel=1e-14))


def test_q20_the_measured_ratio_comes_near_the_product_as_the_nudge_grows_smaller(user: User):
    user.click(W3)
    dial, apart = user.see(Slider, panel(user)), {}
    dial.setFocus()
    for h in ("+0.1", "+0.01", "+0.001", "+0.0001", "+1e−05"):
        while user.label("h, the size of the nudge") != h:
            smaller = numbers(user.label("h, the size of the nudge"))[0] > numbers(h)[0]
            user.qtbot.keyClick(dial, Qt.Key.Key_Left if smaller else Qt.Key.Key_Right)
        size = numbers(h)[0]
        true = (chain(1.5 + size).C0 - chain(1.5).C0) / size
        assert read(user, "ΔC₀/Δw") == pytest.approx(true, abs=2e-6)
        apart[size] = abs(read(user, "ΔC₀/Δw") - DERIVATIVE)
    assert apart[0.1] > 5 * apart[0.01] > 25 * apart[0.001]
    assert "The same in four figures: the nudge is small enough." in user.texts(panel(user))


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_q20_the_ratio_is_measured_for_any_edge_and_bias_also_of_the_mean(user: User):
    network = user.window.inspection.network
    cost, parameters = mean_cost(network, rows_of(user)), network.parameters.copy()
    user.press("average")
    for part in (Edge(2, 3, 5), Bias(1, 2), Edge(3, 0, 7)):
        user.window.inspection.select(part)
        nudged = parameters.copy()
        nudged[flat_place(network.sizes, part)] += 0.01
        ratio = (cost(nudged) - cost(parameters)) / 0.01
        user.wait(lambda ratio=ratio: any(text.startswith("ΔC/Δ") and numbers(text.partition("=")[2]) == pytest.approx(
            [ratio], rel=1e-4, abs=1e-9) for text in user.texts(panel(user))))
        assert len(lines(user)) == 2


def test_s15_the_bias_is_nudged_along_the_same_chain(user: User):
    user.click(Bias(3, 0))
    before, after = chain(1.5), chain(1.5, -0.39)
    assert [before_and_after(line) for line in lines(user)] == [
        pytest.approx(pair, rel=1e-13) for pair in ((-0.4, -0.39), *zip(before, after, strict=True))]
    assert read(user, "∂C₀/∂b") == pytest.approx(LECTURE[3][6], abs=5e-6)


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_a_nudge_is_refused_while_training_and_for_a_removed_edge_with_the_reason(user: User):
    user.click(Edge(3, 0, 1))
    user.press("train")
    user.wait(lambda: "Pause to nudge it: now it moves by itself." in user.texts(panel(user)))
    assert not user.button("Keep", panel(user)).isEnabled()
    user.press("train")
    user.rest()
    user.wait(lambda: user.button("Keep", panel(user)).isEnabled())
    user.press("remove_edge")
    assert "A removed edge carries nothing: there is nothing to nudge." in user.texts(panel(user))


# ---- the cost along one weight ---------------------------------------------------------------------------------------------------


def test_q14_the_cost_along_one_weight_is_a_curve_with_the_derivative_as_its_slope(user: User):
    user.click(W3)
    user.press("cost_along")
    plot = user.see(CostAlongWeight)
    user.wait(lambda: plot.dot() is not None)
    low, high = plot.shown_range
    for weight in np.linspace(low, high, 7)[1:-1]:
        assert plot.cost_at(weight) == pytest.approx(chain(weight).C0, abs=1e-4)
    assert numbers(plot.accessibleDescription().partition("slope")[2]) == [pytest.approx(DERIVATIVE, abs=5e-6)]


def test_q14_dragging_the_point_sets_the_weight_as_one_edit(user: User):
    user.click(W3)
    user.press("cost_along")
    plot = user.see(CostAlongWeight)
    user.wait(lambda: plot.dot() is not None)
    user.bring(plot)
    dot, wanted = plot.dot().toPoint(), plot.axes().x_at(plot.dot().x() + 40)
    user.drag(plot, dot, dot + QPoint(12, 0), dot + QPoint(40, 0))
    user.wait(lambda: user.window.inspection.network.w[3][0, 0] == pytest.approx(wanted, abs=0.02))
    weight = user.window.inspection.network.w[3][0, 0]
    assert user.factor("dC_da") == pytest.approx(2 * (chain(weight).a - 1), rel=1e-12)
    user.wait(lambda: numbers(plot.accessibleDescription())[:2] == pytest.approx([weight, chain(weight).C0], rel=1e-3))
    assert user.window.session.stack.count() == 1
    user.press("undo")
    user.wait(lambda: user.window.inspection.network.w[3][0, 0] == 1.5)


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_q14_the_curve_goes_on_living_while_training_runs(user: User):
    user.click(Edge(3, 0, 1))
    user.press("cost_along")
    plot = user.see(CostAlongWeight)
    user.wait(lambda: plot.dot() is not None)
    first = plot.accessibleDescription()
    user.press("train")
    user.wait(lambda: plot.accessibleDescription() != first)
    user.press("train")
    user.rest()
    network = user.window.inspection.network
    weight, cost = network.w[3][0, 1], mean_cost(network, user.window.inspection.row[None])(network.parameters)
    user.wait(lambda: numbers(plot.accessibleDescription())[-3:-1] == pytest.approx([weight, cost], rel=2e-3))


# ---- without one of its parts ----------------------------------------------------------------------------------------------------


def told(user: User) -> str:
    """What the menu says above what it offers."""
    action = next(action for action in user.window.part_menu.menu.actions() if isinstance(action, QWidgetAction))
    words = action.defaultWidget()
    assert isinstance(words, QLabel)
    return words.text()


@pytest.mark.parametrize("average", [False, True])
@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_q15_the_menu_says_what_would_change_without_it_and_what_the_gradient_predicts(user: User, average: bool):
    user.train()
    if average:
        user.press("average")
    network = user.window.inspection.network
    rows = rows_of(user) if average else user.window.inspection.row[None]
    before = mean_cost(network, rows)(network.parameters)
    for part in (Edge(2, 3, 5), Neuron(2, 4), Neuron(0, 1)):
        after, predicted = (without_edge(user, rows, part) if isinstance(part, Edge) else
                            np.mean([without_neuron(user, row, part) for row in rows], axis=0))
        user.ask_menu(part)
        user.wait(lambda: "predicts" in told(user))
        assert numbers(told(user).partition("Without")[2].partition("=")[2]) == pytest.approx(
            [before, after, after - before, predicted], rel=6e-3, abs=6e-6)
        assert (" C = " if average else " C₀ = ") in told(user)
        user.window.part_menu.menu.close()


def without_edge(user: User, rows: np.ndarray, edge: Edge) -> tuple[float, float]:
    """The cost when its weight is 0, and −w ∂C/∂w by a central difference."""
    network = user.window.inspection.network
    cost, place = mean_cost(network, rows), flat_place(network.sizes, edge)
    without, up, down = (network.parameters.copy() for _ in range(3))
    without[place], up[place], down[place] = 0.0, up[place] + 1e-6, down[place] - 1e-6
    return cost(without), -network.parameters[place] * (cost(up) - cost(down)) / 2e-6


def without_neuron(user: User, row: np.ndarray, neuron: Neuron) -> tuple[float, float]:
    """The cost of one example when the neuron answers 0, and −a ∂C₀/∂a by a central difference."""
    network = user.window.inspection.network
    cost = mean_cost(network, row[None], push=neuron)
    a = row[1:5]
    for l in range(1, neuron.l + 1):
        a = np.tanh(network.w[l] @ a + network.b[l])
    own = a[neuron.j]
    return cost(-own), -own * (cost(1e-6) - cost(-1e-6)) / 2e-6


def test_q15_x_opens_the_menu_by_keyboard_and_an_output_cannot_be_left_out(user: User):
    user.click(Neuron(3, 0))
    user.press("without")
    assert user.window.part_menu.menu.isVisible()
    assert told(user) == "a⁽³⁾ is an output. The cost needs it, so it cannot be switched off."
    user.window.part_menu.menu.close()


def test_q15_what_the_menu_offers_is_done(user: User):
    user.ask_menu(Edge(2, 0, 0))
    menu = user.window.part_menu.menu
    action = user.command("remove_edge")
    user.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert user.window.session.experiment.network.removed == (Edge(2, 0, 0),)
    assert user.see(EdgeInspector).isVisible()


def test_q8_the_symbols_of_the_number_lines_can_be_pointed_at(user: User):
    user.click(W3)
    meant = []
    user.window.inspection.lit.connect(meant.append)
    user.point(user.formula("z⁽³⁾", panel(user)), Symbol("z", 3))
    assert meant
    assert meant[-1].neurons == {Neuron(3, 0)}
