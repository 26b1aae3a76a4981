"""What the cost wants of an activation, and the votes that add up to it."""
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.explain.chain_rule import votes
from core.network import Edge, Neuron
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.sum_list import SumList
from widgets.inspect.votes_view import VotesView, WantLine


@pytest.fixture
def view(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    widget = VotesView()
    qtbot.addWidget(widget)
    widget.resize(348, 400)
    widget.show()
    return widget


def show(view: VotesView, example, neuron: Neuron) -> None:
    network, p = example
    l, j = neuron
    view.set_neuron(neuron, network.sizes, network.cost.name)
    view.set_values(float(p.a[l][j, 0]), float(p.dC_da[l][j, 0]))
    view.set_votes(votes(network, p, neuron))
    view.set_desired(float(p.y[j, 0]) if l == network.last else None)


def want(view: VotesView) -> str:
    return view.findChild(WantLine).words()


def lines(view: VotesView) -> list[str]:
    shown = view.findChild(SumList)
    return [shown.line_text(place) for place in shown.lines]


def said(view: VotesView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_q1_a_hidden_neuron_wants_the_opposite_of_its_derivative_and_has_no_cost_of_its_own(view, chain):
    show(view, chain, Neuron(2, 0))
    assert want(view) == "wants up by 0.32052"
    assert "There is one cost only, that of the outputs; this neuron has none of its own." in said(view)
    show(view, chain, Neuron(1, 0))
    assert want(view) == "wants down by 0.06323"


def test_q1_a_neuron_without_a_derivative_wants_no_change(view, chain):
    view.set_neuron(Neuron(2, 0), chain.network.sizes, "squared error")
    view.set_values(0.5, 0.0)
    assert want(view) == "wants no change"
    view.set_values(0.5, None)
    assert want(view) == "–"


def test_s16_the_vote_on_the_previous_activation_is_its_weight_times_what_follows(view, chain):
    show(view, chain, Neuron(2, 0))
    assert lines(view) == ["a⁽³⁾ = −0.3205", "∂C₀/∂a⁽²⁾ = −0.3205"]
    assert "its weight, times its slope σ′, times its own ∂C₀/∂a." in said(view)


def test_s24_every_vote_of_the_next_layer_is_shown_and_then_their_sum(view, example):
    network, p = example((2, 3, 4, 2))
    show(view, (network, p), Neuron(1, 2))
    expected = network.w[2][:, 2] * p.da_dz[2][:, 0] * p.dC_da[2][:, 0]
    numbers = [float(line.split(" = ")[1].replace("−", "-")) for line in lines(view)]
    assert numbers[:-1] == pytest.approx(expected, abs=5e-5)
    assert numbers[-1] == pytest.approx(expected.sum(), abs=5e-5)
    assert lines(view)[-1].startswith("∂C₀/∂a₂⁽¹⁾")


def test_s12_an_output_wants_what_the_cost_asks_with_its_desired_value_in_sight(view, chain):
    show(view, chain, Neuron(3, 0))
    assert view.findChild(FormulaLabel).accessibleName() == "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y)"
    assert "= 2 (0.565237 − 1) = −0.86953" in said(view)
    assert not view.findChild(SumList).isVisible()


@pytest.mark.parametrize(("cost", "output"), [
    ("cross-entropy", "sigmoid"), ("categorical cross-entropy", "softmax"), ("huber", "tanh"), ("absolute error", "linear")])
def test_an_output_of_another_cost_has_that_costs_slope(view, example, cost: str, output: str):
    network, p = example((2, 3, 3), output=output, cost=cost)
    show(view, (network, p), Neuron(2, 1))
    assert f"{p.a[2][1, 0]:.4g}".replace("-", "−") in said(view)
    assert f" = {p.dC_da[2][1, 0] + 0.0:+.5f}".replace("-", "−") in said(view)


def test_a_negative_desired_value_stands_in_brackets(view, chain):
    show(view, chain, Neuron(3, 0))
    view.set_desired(-1.0)
    assert "2 (0.5652 − (−1))" in said(view)


def test_s25_the_votes_reach_back_to_the_input_which_is_given_and_not_learned(view, chain):
    show(view, chain, Neuron(0, 0))
    assert lines(view)[-1] == "∂C₀/∂a⁽⁰⁾ = +0.0168"
    assert want(view) == "−0.01682: smaller would be better"
    assert "Inputs are given, not learned" in said(view)


@pytest.mark.parametrize("neuron", [Neuron(1, 0), Neuron(3, 0)])
def test_s19_an_activation_cannot_be_changed_directly(view, chain, neuron: Neuron):
    show(view, chain, neuron)
    assert "an activation cannot be changed directly, only weights and biases can" in said(view)


def test_before_softmax_the_last_two_factors_are_one(view, example):
    network, p = example((2, 3, 4), output="softmax", cost="categorical cross-entropy")
    show(view, (network, p), Neuron(1, 1))
    expected = network.w[2][:, 1] * p.dC_dz[2][:, 0]
    assert [float(line.split(" = ")[1].replace("−", "-")) for line in lines(view)] == pytest.approx(
        [*expected, expected.sum()], abs=5e-5)
    assert "Each neuron of layer 2 votes: its weight, times its own ∂C₀/∂z." in said(view)
    assert "slope" not in said(view)
    show(view, (network, p), Neuron(2, 0))
    assert "This cost asks the desired class alone" in said(view)
    view.grab()


def test_a_vote_under_the_mouse_lights_its_edge_and_a_click_goes_on_to_the_voter(qtbot, view, example):
    show(view, example((2, 3, 2)), Neuron(1, 2))
    shown = view.findChild(SumList)
    place = shown.line_rect(1).center().toPoint()
    with qtbot.waitSignal(view.part_hovered) as hovered:
        qtbot.mouseMove(shown, place)
    assert hovered.args == [Edge(2, 1, 2)]
    assert isinstance(hovered.args[0], Edge)
    with qtbot.waitSignal(view.part_clicked) as clicked:
        qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == [Neuron(2, 1)]
    assert isinstance(clicked.args[0], Neuron)


def test_the_votes_of_a_wide_layer_keep_their_room_while_the_numbers_change(view, example):
    network, p = example((2, 3, 64, 1))
    show(view, (network, p), Neuron(1, 1))
    height = view.sizeHint().height()
    for scale in (0.0, 1e-9, 1e5, np.nan):
        w = network.w[2][:, 1] * scale
        view.set_votes(votes(network, p, Neuron(1, 1))._replace(w=w, votes=w, total=float(w.sum())))
        view.set_values(0.5, float(w.sum()))
        view.grab()
    assert view.sizeHint().height() == height
