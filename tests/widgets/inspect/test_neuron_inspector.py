"""The inspector of a neuron: what its sum is made of, its curve, what the cost wants of it, and its bias."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from core.errors import Sentence
from core.explain.chain_rule import terms, votes
from core.network import Bias, Edge, Neuron
from core.notation import Symbol
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.activation_curve import ActivationCurve
from widgets.inspect.neuron_inspector import NeuronInspector
from widgets.inspect.sum_list import SumList
from widgets.inspect.votes_view import VotesView
from widgets.value_field import ValueField


@pytest.fixture
def page(qtbot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
    page.resize(372, 1200)
    return page


@pytest.fixture
def inspector(page, qapp) -> NeuronInspector:
    theme.apply(qapp, theme.DARK)
    widget = NeuronInspector()
    page.layout().addWidget(widget)
    page.layout().addStretch()
    page.show()
    return widget


def show(inspector: NeuronInspector, example, neuron: Neuron) -> None:
    network, p = example
    l, j = neuron
    inspector.set_neuron(neuron, network.activations[l].name if l else "", network.sizes, network.cost.name)
    inspector.set_count(250)
    inspector.set_example_values(float(p.z[l][j, 0]) if l else None, float(p.a[l][j, 0]), float(p.dC_da[l][j, 0]))
    inspector.set_votes(votes(network, p, neuron))
    inspector.set_desired(float(p.y[j, 0]) if l == network.last else None)
    if l:
        inspector.set_terms(terms(network, p, neuron))
        inspector.set_bias(float(network.b[l][j]))
        inspector.set_bias_derivative(float(p.dC_dz[l][j, 0]), "example")


def labels(inspector: NeuronInspector) -> list[str]:
    return [label.text() for label in inspector.findChildren(QLabel) if label.isVisible()]


def formulas(inspector: NeuronInspector) -> list[str]:
    return [label.accessibleName() for label in inspector.findChildren(FormulaLabel) if label.isVisible()]


def number(inspector: NeuronInspector, name: str) -> str:
    return next(label.text() for label in inspector.findChildren(QLabel) if label.accessibleName() == name)


def sum_of(inspector: NeuronInspector) -> SumList:
    return next(each for each in inspector.findChildren(SumList) if each.accessibleName() == "Terms of z")


def click(qtbot, inspector: NeuronInspector, text: str) -> None:
    button = next(each for each in inspector.findChildren(QPushButton) if each.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_neuron_of_the_chain_has_its_symbol_its_value_and_no_indices(inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    assert formulas(inspector) == ["a⁽²⁾", "b⁽²⁾", "∂C₀/∂b⁽²⁾", "Δ b⁽²⁾"]
    assert number(inspector, "Activation") == "+0.4416"
    assert number(inspector, "∂C₀/∂b⁽²⁾") == "−0.07904"
    assert "neuron 0 of layer 2, sigmoid" in labels(inspector)


def test_s6_z_is_shown_as_the_sum_of_its_terms(inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    shown = sum_of(inspector)
    assert [shown.line_text(place) for place in shown.lines] == ["w⁽²⁾ a⁽¹⁾ = −0.5346", "b⁽²⁾ = +0.3000", "z⁽²⁾ = −0.2346"]


def test_s20_with_several_neurons_the_terms_carry_their_indices(inspector, example):
    show(inspector, example((2, 3, 2)), Neuron(2, 1))
    shown = sum_of(inspector)
    assert [shown.line_text(place).split(" = ")[0] for place in shown.lines] == [
        "w₁,₀⁽²⁾ a₀⁽¹⁾", "w₁,₁⁽²⁾ a₁⁽¹⁾", "w₁,₂⁽²⁾ a₂⁽¹⁾", "b₁⁽²⁾", "z₁⁽²⁾"]


def test_s13_the_curve_has_its_tangent_where_z_is(inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    curve = inspector.findChild(ActivationCurve)
    assert curve.point == pytest.approx((-0.23455021773453294, 0.44162979777012246), rel=1e-14)
    assert curve.slope == pytest.approx(0.2465929194916432, rel=1e-14)


def test_saturation_is_pointed_out(inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    words = "σ′ is nearly 0 here: hardly any gradient passes."
    assert words not in labels(inspector)
    inspector.set_example_values(8.0, 0.9997, 0.1)
    assert words in labels(inspector)


def test_a_slope_of_exactly_0_is_not_called_nearly_0(inspector):
    inspector.set_neuron(Neuron(1, 0), "relu", (1, 1, 1), "squared error")
    inspector.set_example_values(-0.5, 0.0, 0.1)
    assert "σ′ is 0 here: no gradient passes." in labels(inspector)
    inspector.set_example_values(0.5, 0.5, 0.1)
    assert not any("σ′ is" in text for text in labels(inspector))


def test_a_neuron_that_is_off_stands_nowhere_on_its_curve(inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    inspector.set_state(frozen=False, off=True)
    inspector.set_example_values(0.3, 0.0, 0.1)
    assert inspector.findChild(ActivationCurve).point is None


def test_s25_an_input_has_only_its_activation_and_what_the_cost_makes_of_it(inspector, chain):
    show(inspector, chain, Neuron(0, 0))
    assert formulas(inspector) == ["a⁽⁰⁾"]
    assert not any(button.isVisible() for button in inspector.findChildren(QPushButton))
    assert not sum_of(inspector).isVisible()
    assert not inspector.findChild(ActivationCurve).isVisible()
    assert inspector.findChild(VotesView).isVisible()
    assert "input 0" in labels(inspector)


def test_a_neuron_after_an_input_is_whole_again(inspector, chain):
    show(inspector, chain, Neuron(0, 0))
    show(inspector, chain, Neuron(1, 0))
    assert all(widget.isVisible() for kind in (SumList, ActivationCurve, ValueField) for widget in inspector.findChildren(kind))


def test_a_term_under_the_mouse_is_told_and_a_click_selects_its_edge(qtbot, inspector, example, settle):
    show(inspector, example((2, 3, 2)), Neuron(2, 1))
    settle(inspector)
    shown, told = sum_of(inspector), []
    inspector.part_hovered.connect(told.append)
    for place in (2, 3, 4):
        qtbot.mouseMove(shown, shown.line_rect(place).center().toPoint())
    assert told == [Edge(2, 1, 2), Bias(2, 1), Neuron(2, 1)]
    assert [type(part) for part in told] == [Edge, Bias, Neuron]
    with qtbot.waitSignal(inspector.part_clicked) as clicked:
        qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.line_rect(0).center().toPoint())
    assert clicked.args == [Edge(2, 1, 0)]


def test_a_vote_clicked_leads_on_to_the_voter(qtbot, inspector, example, settle):
    show(inspector, example((2, 3, 2)), Neuron(1, 1))
    settle(inspector)
    shown = inspector.findChild(VotesView).findChild(SumList)
    with qtbot.waitSignal(inspector.part_clicked) as clicked:
        qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.line_rect(1).center().toPoint())
    assert clicked.args == [Neuron(2, 1)]


def test_why_the_bias_moves_is_one_click_away(qtbot, inspector, chain, settle):
    show(inspector, chain, Neuron(2, 0))
    settle(inspector)
    with qtbot.waitSignal(inspector.bias_wanted):
        click(qtbot, inspector, "Why it moves")
    shown = sum_of(inspector)
    with qtbot.waitSignal(inspector.bias_wanted):
        qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.line_rect(1).center().toPoint())


def test_the_bias_is_edited_in_place(qtbot, inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    field = inspector.findChild(ValueField)
    assert field.text() == "+0.3000"
    with qtbot.waitSignals([inspector.bias_edited, inspector.bias_finished]):
        qtbot.keyClick(field, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(inspector.bias_edited):
        inspector.set_bias(0.5)
    assert field.text() == "+0.5000"
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(inspector.refused) as refused:
        qtbot.keyClicks(field, "inf")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert refused.args == ["Bias cannot be “inf”; allowed: a finite number."]


@pytest.mark.parametrize(("scope", "symbol", "words"), [
    ("example", "∂C₀/∂b⁽²⁾", "for this example"), ("average", "∂C/∂b⁽²⁾", "mean over 250 examples"),
    ("batch", "∂C/∂b⁽²⁾", "mean over the last batch")])
def test_q2_the_derivative_by_the_bias_says_which_cost_it_is_of(inspector, chain, scope: str, symbol: str, words: str):
    show(inspector, chain, Neuron(2, 0))
    inspector.set_bias_derivative(-0.5, scope)
    assert number(inspector, symbol) == "−0.50000"
    assert words in labels(inspector)


def test_a_bias_is_frozen_and_a_neuron_switched_off(qtbot, inspector, chain, settle):
    show(inspector, chain, Neuron(2, 0))
    settle(inspector)
    with qtbot.waitSignal(inspector.frozen_wanted) as wanted:
        click(qtbot, inspector, "Freeze bias")
    assert wanted.args == [True]
    with qtbot.waitSignal(inspector.off_wanted) as wanted:
        click(qtbot, inspector, "Switch off")
    assert wanted.args == [True]
    with qtbot.assertNotEmitted(inspector.off_wanted):
        inspector.set_state(frozen=True, off=True)
    with qtbot.waitSignal(inspector.off_wanted) as wanted:
        click(qtbot, inspector, "Switch on")
    assert wanted.args == [False]
    assert "Switched off: its activation is 0 for every example." in labels(inspector)


def test_what_is_remarked_about_all_examples_is_shown_and_goes_again(inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    inspector.set_remarks([Sentence("Saturated for {share} of the examples.", share="93 %")])
    assert "Saturated for 93 % of the examples." in labels(inspector)
    inspector.set_remarks([])
    assert not any("Saturated" in text for text in labels(inspector))


def test_numbers_that_are_not_known_yet_are_dashes(inspector, chain):
    show(inspector, chain, Neuron(2, 0))
    inspector.set_example_values(None, None, None)
    inspector.set_terms(None)
    inspector.set_bias_derivative(None, "example")
    assert {number(inspector, name) for name in ("Activation", "∂C₀/∂b⁽²⁾")} == {"–"}
    assert sum_of(inspector).line_text(2) == "z⁽²⁾ = —"


def test_pointing_at_a_symbol_is_told(qtbot, inspector, chain, settle):
    show(inspector, chain, Neuron(2, 0))
    settle(inspector)
    label = inspector.findChildren(FormulaLabel)[0]
    with qtbot.waitSignal(inspector.symbol_hovered) as hovered:
        qtbot.mouseMove(label, label.symbol_rect(Symbol("a", 2)).center().toPoint())
    assert hovered.args[0].symbol == Symbol("a", 2)


@pytest.mark.parametrize(("sizes", "neuron"), [((2, 3, 2), Neuron(1, 1)), ((784, 64, 10), Neuron(1, 3)), ((3, 2, 4), Neuron(2, 3))])
def test_new_numbers_move_nothing_and_fit_the_right_column(inspector, example, sizes: tuple[int, ...], neuron: Neuron):
    show(inspector, example(sizes), neuron)
    heights = set()
    for value in (-12345.6, -1e-9, 0.5, float("nan")):
        inspector.set_example_values(value, value, value)
        inspector.set_bias(value)
        inspector.set_bias_derivative(value, "average")
        inspector.set_change(value)
        heights.add(inspector.sizeHint().height())
    assert len(heights) == 1
    assert inspector.minimumSizeHint().width() <= 372


@pytest.mark.parametrize("colours", theme.THEMES.values())
def test_it_can_be_painted_in_both_themes(inspector, qapp, example, colours: theme.Theme):
    show(inspector, example((784, 64, 10), "relu", "softmax", "categorical cross-entropy"), Neuron(1, 3))
    theme.apply(qapp, colours)
    assert inspector.grab().toImage().pixelColor(2, 2) != theme.DARK.accent


def test_q2_beside_an_average_it_is_said_whose_z_and_a_they_are(inspector):
    inspector.set_neuron(Neuron(2, 0), "sigmoid", (1, 1, 1, 1), "squared error")
    said = "neuron 0 of layer 2, sigmoid"
    for scope, expected in (("average", f"{said} · z and a of this example"), ("example", said)):
        inspector.set_scope(scope)
        assert expected in labels(inspector)
