"""The inspector of a weight or bias: the chain rule typeset with its numbers, explained, unfolded, copied and driven by keys."""
import re
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QCursor, QFontMetricsF, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QToolTip, QWidget

from core.errors import Sentence
from core.evaluation import example_pass
from core.explain.chain_rule import Chain, chain
from core.explain.derivations import derivation, expanded, mean_derivation, most_layers
from core.explain.formulas import Line, chain_formula
from core.network import Bias, Edge, Network
from core.notation import Symbol, row
from widgets import formula, theme
from widgets.formula import FormulaLabel, Pointed
from widgets.inspect.activation_curve import ActivationCurve
from widgets.inspect.chain_formula import ChainFormula, FactorButton
from widgets.inspect.derivation_view import DerivationView
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.section import MARGIN
from widgets.segmented import Segmented
from widgets.value_field import ValueField

EDGE = Edge(2, 2, 4)
CHAIN = Chain(EDGE, -0.8132, 0.02175, 0.642, 0.871, 0.0389, 0.03388)
NETWORK = Network((2, 6, 4, 1), ("tanh",) * 3)
CONTENT = 372                                                   # px, the right column


@pytest.fixture
def inspector(qtbot, qapp) -> EdgeInspector:
    theme.apply(qapp, theme.DARK)
    inspector = EdgeInspector()
    inspector.set_count(250)
    inspector.set_part(EDGE, NETWORK.sizes)
    inspector.set_value(-0.8132)
    inspector.set_chain(chain_formula(NETWORK, CHAIN, False), "example")
    inspector.set_change(-6.5e-5)
    qtbot.addWidget(inspector)
    inspector.resize(CONTENT, 420)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def formula_of(inspector: EdgeInspector) -> ChainFormula:
    return inspector.findChild(ChainFormula)


def texts(inspector: EdgeInspector) -> list[str]:
    return [label.text() for label in inspector.findChildren(QLabel) if label.isVisible() and label.text()]


def formulas(inspector: EdgeInspector) -> list[str]:
    return [label.accessibleName() for label in inspector.findChildren(FormulaLabel) if label.isVisible()]


def click(qtbot, inspector: EdgeInspector, text: str) -> None:
    buttons = [each for kind in (QPushButton, QToolButton) for each in inspector.findChildren(kind)]
    button = next(each for each in buttons if text in {each.text(), each.accessibleName()})
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def numbers(inspector: EdgeInspector) -> list[str]:
    return [button.number_text() for button in formula_of(inspector).findChildren(FactorButton) if button.isVisible()]


def point(qtbot, label: FormulaLabel, symbol: Symbol, index: str | None = None) -> None:
    rect = label.symbol_rect(symbol, index)
    qtbot.mouseMove(label, rect.center().toPoint() if index else QPoint(round(rect.left()) + 3, round(rect.center().y())))


def test_an_edge_shows_its_symbol_value_and_three_factors_with_their_numbers(inspector):
    assert "w₂,₄⁽²⁾" in formulas(inspector)
    assert inspector.findChild(ValueField).text() == "−0.8132"
    assert [button.accessibleName() for button in inspector.findChildren(FactorButton)] == [
        "∂C₀/∂w₂,₄⁽²⁾", "∂z₂⁽²⁾/∂w₂,₄⁽²⁾", "∂a₂⁽²⁾/∂z₂⁽²⁾", "∂C₀/∂a₂⁽²⁾"]
    assert numbers(inspector) == ["+0.02175", "+0.642000", "+0.871000", "+0.038900"]
    assert "from neuron 4 of layer 1 to neuron 2 of layer 2" in texts(inspector)


def test_each_number_stands_under_its_own_factor(inspector):
    buttons = inspector.findChildren(FactorButton)
    for button in buttons:
        label = button.findChild(FormulaLabel)
        assert abs(label.x() + label.width() / 2 - button.width() / 2) <= 1
    assert all(one.geometry().right() < other.geometry().left() for one, other in pairwise(buttons))


def test_an_edge_of_the_first_layer_comes_from_an_input(inspector):
    inspector.set_part(Edge(1, 0, 1), NETWORK.sizes)
    assert "from input 1 to neuron 0 of layer 1" in texts(inspector)


def test_a_number_is_shown_in_full_by_its_tooltip(inspector):
    total = formula_of(inspector).button("total")
    total.set_value(-0.1 - 0.2, "−0.30000")
    assert (total.number_text(), total.toolTip()) == ("−0.30000", "∂C₀/∂w₂,₄⁽²⁾ = −0.30000000000000004")


def test_the_full_number_appears_below_the_captions_when_the_number_is_pointed_at_and_never_over_a_symbol(
        inspector, monkeypatch):
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, *rest: shown.append((place, text)))
    button = formula_of(inspector).button("total")
    label = button.findChild(FormulaLabel)
    for widget, place in ((label, label.rect().center()), (button, QPoint(5, 5)), (button, QPoint(20, button.height() - 3))):
        QGuiApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    assert not shown
    place = QPoint(20, 75)
    QGuiApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, place, button.mapToGlobal(place)))
    (where, said), = shown
    assert said == "∂C₀/∂w₂,₄⁽²⁾ = 0.02175"
    assert where.y() >= button.mapToGlobal(QPoint(0, button.height())).y()


def test_s15_a_bias_has_the_same_chain_with_1_as_its_first_factor(inspector):
    inspector.set_part(Bias(2, 2), NETWORK.sizes)
    inspector.set_chain(chain_formula(NETWORK, Chain(Bias(2, 2), 0.1, 0.0339, 1.0, 0.871, 0.0389, 0.0339), False), "example")
    assert formula_of(inspector).button("dz").accessibleName() == "∂z₂⁽²⁾/∂b₂⁽²⁾"
    assert formula_of(inspector).number_text("dz") == "+1.000000"
    assert "of neuron 2 of layer 2" in texts(inspector)
    assert not any(button.isVisible() and button.accessibleName() == "Remove" for button in inspector.findChildren(QPushButton))


@pytest.mark.parametrize(("scope", "words"), [
    ("average", "mean over 250 examples of the product"), ("batch", "mean over the last batch of the product")])
def test_q2_averaged_only_the_derivative_has_a_number_and_it_is_of_c(inspector, scope: str, words: str):
    inspector.set_chain(chain_formula(NETWORK, CHAIN, True), scope)
    assert formula_of(inspector).button("total").accessibleName() == "∂C/∂w₂,₄⁽²⁾"
    assert numbers(inspector) == ["+0.02175", "", "", ""]
    assert words in texts(inspector)


def test_the_switch_tells_example_or_average_and_set_scope_only_shows_it(qtbot, inspector):
    with qtbot.waitSignal(inspector.scope_chosen) as chosen:
        click(qtbot, inspector, "average of 250")
    assert chosen.args == ["average"]
    with qtbot.assertNotEmitted(inspector.scope_chosen):
        inspector.set_scope("example")
        inspector.set_count(60_000)
    with qtbot.waitSignal(inspector.scope_chosen) as chosen:
        click(qtbot, inspector, "average of 60k")
    assert chosen.args == ["average"]


def test_the_value_is_edited_in_place(qtbot, inspector):
    field = inspector.findChild(ValueField)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    with qtbot.waitSignals([inspector.value_edited, inspector.value_finished]):
        qtbot.keyClicks(field, "0.5")
        qtbot.keyClick(field, Qt.Key.Key_Return)


# ---- meaning ---------------------------------------------------------------------------------------------------------------------


def test_s11_pointing_at_a_symbol_is_told_and_its_meaning_stands_in_one_place(qtbot, inspector):
    label = formula_of(inspector).button("dz").findChild(FormulaLabel)
    places = set()
    with qtbot.waitSignal(inspector.symbol_hovered) as hovered:
        point(qtbot, label, Symbol("z", 2, 2))
    assert hovered.args == [Pointed(Symbol("z", 2, 2))]
    long = Sentence("A much longer sentence that does not fit in a single line of the panel, whatever it is about.")
    for words in (Sentence("The weighted sum."), long, None):
        inspector.set_meaning(words)
        places.add((inspector.sizeHint().height(), inspector.findChild(QPushButton, "").y()))
        if words is not None:
            assert words in texts(inspector)
    assert len(places) == 1


@pytest.mark.parametrize("index", ["layer", "j", "k"])
def test_q8_pointing_at_an_index_tells_which(qtbot, inspector, index: str):
    weight = Symbol("w", 2, 2, 4)
    with qtbot.waitSignal(inspector.symbol_hovered) as hovered:
        point(qtbot, formula_of(inspector).button("total").findChild(FormulaLabel), weight, index)
    assert hovered.args == [Pointed(weight, index)]


def test_q8_a_symbol_without_indices_is_told_with_those_it_stands_for(qtbot, inspector):
    inspector.set_chain(chain_formula(NETWORK, CHAIN, False, indexed=False), "example")
    with qtbot.waitSignal(inspector.symbol_hovered) as hovered:
        point(qtbot, formula_of(inspector).button("dz").findChild(FormulaLabel), Symbol("w", 2))
    assert hovered.args == [Pointed(Symbol("w", 2, 2, 4))]


def test_the_focus_on_a_factor_shows_what_it_is(qtbot, inspector):
    button = formula_of(inspector).button("da_dz")
    inspector.activateWindow()
    button.setFocus()
    qtbot.waitUntil(lambda: any("slope of tanh" in text for text in texts(inspector)))
    button.clearFocus()
    qtbot.waitUntil(lambda: not any("slope of tanh" in text for text in texts(inspector)))


def test_tab_walks_the_factors_and_enter_unfolds(qtbot, inspector):
    inspector.activateWindow()
    buttons = [formula_of(inspector).button(key) for key in ("total", "dz", "da_dz", "dC_da")]
    buttons[0].setFocus()
    qtbot.waitUntil(buttons[0].hasFocus)
    for button in buttons[1:]:
        qtbot.keyClick(inspector.focusWidget(), Qt.Key.Key_Tab)
        assert button.hasFocus()
    with qtbot.waitSignal(inspector.derivation_wanted) as wanted:
        qtbot.keyClick(buttons[-1], Qt.Key.Key_Return)
    assert wanted.args == ["dC_da"]


# ---- where a factor comes from ---------------------------------------------------------------------------------------------------


@pytest.fixture
def unfolding(chain_inspector):
    """Clicks a factor of the lecture's chain and answers as the window would; returns the lines shown."""
    inspector, qtbot, network, p, part = chain_inspector

    def unfold(key: str) -> list[str]:
        with qtbot.waitSignal(inspector.derivation_wanted) as wanted:
            qtbot.mouseClick(formula_of(inspector).button(key), Qt.MouseButton.LeftButton, pos=QPoint(4, 75))
        assert wanted.args == [key]
        inspector.set_derivation(key, derivation(network, p, part, key))
        inspector.set_curve("sigmoid", float(p.z[part.l][part.j, 0]))
        inspector.set_expansion(None, 0, most_layers(network, part))
        return formulas(inspector)
    return unfold


@pytest.fixture(name="chain_inspector")
def lectures_inspector(inspector, qtbot, chain):
    part = Edge(3, 0, 0)
    inspector.set_part(part, chain.network.sizes)
    inspector.set_chain(chain_formula(chain.network, chain_of(chain, part), False), "example")
    return inspector, qtbot, chain.network, chain.p, part


def chain_of(sample, part: Edge | Bias) -> Chain:
    return chain(sample.network, sample.p, part)


def test_what_is_said_of_the_factor_with_the_keyboard_follows_the_switch(inspector):
    inspector.activateWindow()
    formula_of(inspector).button("total").setFocus()
    assert any(text.startswith("How strongly the cost C₀ of this example reacts") for text in texts(inspector))
    inspector.set_chain(chain_formula(NETWORK, CHAIN, True), "average")
    assert any(text.startswith("How strongly the cost C reacts") for text in texts(inspector))


@pytest.mark.parametrize("number", [-12345.678, -1.5e-7, -1.25e200, -1.25e-200])
def test_a_factor_of_any_size_is_in_sight_with_its_sign(inspector, number):
    sizes = (784, 100, 100)
    edge, wide = Edge(1, 12, 783), Network(sizes, ("tanh",) * 2)
    inspector.set_part(edge, sizes)
    inspector.set_chain(chain_formula(wide, Chain(edge, 0.5, number, number, number, number, number), False), "example")
    QCoreApplication.sendPostedEvents()                         # which lay it out
    for button in formula_of(inspector).findChildren(FactorButton):
        written = button.number_text()
        assert float(written.replace("−", "-")) == pytest.approx(number, rel=0.05)
        assert QFontMetricsF(theme.number_font(theme.SMALL)).horizontalAdvance(written) <= button.width() + 1   # of whole pixels


def test_q3_s12_a_click_on_a_factor_unfolds_where_it_comes_from(unfolding, inspector):
    assert "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y) = 2 (0.56524 − 1) = −0.8695" in unfolding("dC_da")
    assert any("Proportional to how wrong" in text for text in texts(inspector))
    assert formula_of(inspector).button("dC_da").isChecked()


def test_s14_the_first_factor_is_the_activation_before(unfolding):
    assert "∂z⁽³⁾/∂w⁽³⁾ = a⁽²⁾ = 0.4416" in unfolding("dz")


def test_s13_the_slope_is_shown_as_a_tangent_on_the_curve(unfolding, inspector):
    unfolding("da_dz")
    curve = inspector.findChild(ActivationCurve)
    assert curve.isVisible()
    assert curve.slope == pytest.approx(0.24574411332767782)


def test_one_derivation_is_open_at_a_time_and_a_second_click_folds_it(qtbot, unfolding, inspector):
    unfolding("da_dz")
    assert "∂z⁽³⁾/∂w⁽³⁾ = a⁽²⁾ = 0.4416" in unfolding("dz")
    assert not inspector.findChild(ActivationCurve).isVisible()
    with qtbot.waitSignal(inspector.derivation_wanted) as wanted:
        qtbot.mouseClick(formula_of(inspector).button("dz"), Qt.MouseButton.LeftButton, pos=QPoint(4, 75))
    assert wanted.args == [""]
    assert inspector.open_factor is None
    assert not any(formula.startswith("z⁽³⁾ =") for formula in formulas(inspector))


def test_a_click_on_a_symbol_unfolds_its_factor_too(qtbot, inspector):
    label = formula_of(inspector).button("dz").findChild(FormulaLabel)
    with qtbot.waitSignal(inspector.derivation_wanted) as wanted:
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=label.rect().center())
    assert wanted.args == ["dz"]


def test_a_derivation_that_comes_late_is_not_shown_for_another_factor(unfolding, inspector):
    shown = unfolding("dz")
    inspector.set_derivation("dC_da", ())
    assert formulas(inspector) == shown


def test_the_same_factor_stays_unfolded_for_the_next_part_if_it_has_one(unfolding, inspector):
    unfolding("da_dz")
    inspector.set_part(Bias(1, 0), NETWORK.sizes)
    inspector.set_chain(chain_formula(NETWORK, CHAIN._replace(part=Bias(1, 0)), False), "example")
    assert inspector.open_factor == "da_dz"
    softmax = Network((1, 2), ("softmax",))
    inspector.set_chain(chain_formula(softmax, CHAIN._replace(part=Bias(1, 0), da_dz=None), False), "example")
    assert inspector.open_factor is None


def test_averaged_a_derivation_says_whose_numbers_it_shows(inspector, unfolding):
    unfolding("dz")
    assert "With the numbers of the example that is shown:" not in texts(inspector)
    inspector.set_chain(chain_formula(NETWORK, CHAIN, True), "average")
    assert "With the numbers of the example that is shown:" in texts(inspector)


def test_averaged_the_derivative_unfolds_how_the_mean_arises_and_no_example(qtbot, inspector):
    inspector.set_chain(chain_formula(NETWORK, CHAIN, True), "average")
    qtbot.mouseClick(formula_of(inspector).button("total"), Qt.MouseButton.LeftButton, pos=QPoint(4, 75))
    inspector.set_derivation("total", mean_derivation(NETWORK, EDGE, 0.0217, 250))
    assert "C = (C₀ + ⋯ + C₂₄₉)/250" in formulas(inspector)
    assert "With the numbers of the example that is shown:" not in texts(inspector)


def test_q7_the_last_factor_opens_one_layer_further_back_again_and_again(qtbot, inspector):
    part = Edge(2, 2, 4)
    qtbot.mouseClick(formula_of(inspector).button("dC_da"), Qt.MouseButton.LeftButton, pos=QPoint(4, 75))
    p = example_pass(NETWORK, np.ones(4))
    inspector.set_derivation("dC_da", derivation(NETWORK, p, part, "dC_da"))
    inspector.set_expansion(None, 0, 2)
    for layers in (1, 2):
        with qtbot.waitSignal(inspector.expansion_wanted) as wanted:
            click(qtbot, inspector, "One layer further back ▸")
        assert wanted.args == [layers]
        inspector.set_expansion(expanded(NETWORK, part, layers), layers, 2)
    assert any(formula.endswith("w₀,₂⁽³⁾ ∂a⁽³⁾/∂z⁽³⁾ · 2 (a⁽³⁾ − y)") for formula in formulas(inspector))
    assert not any(button.isVisible() and "further" in button.text() for button in inspector.findChildren(QPushButton))
    with qtbot.waitSignal(inspector.expansion_wanted) as wanted:
        click(qtbot, inspector, "◂ Fold a layer")
    assert wanted.args == [1]


# ---- forms -----------------------------------------------------------------------------------------------------------------------


def test_s23_both_forms_stand_side_by_side(qtbot, inspector):
    with qtbot.waitSignal(inspector.form_chosen) as chosen:
        click(qtbot, inspector, "both")
    assert chosen.args == [True, False]
    assert "∂C₀/∂w⁽ˡ⁾ = ∂z⁽ˡ⁾/∂w⁽ˡ⁾ · ∂a⁽ˡ⁾/∂z⁽ˡ⁾ · ∂C₀/∂a⁽ˡ⁾" in formulas(inspector)
    assert "∂C₀/∂wⱼₖ⁽ˡ⁾ = ∂zⱼ⁽ˡ⁾/∂wⱼₖ⁽ˡ⁾ · ∂aⱼ⁽ˡ⁾/∂zⱼ⁽ˡ⁾ · ∂C₀/∂aⱼ⁽ˡ⁾" in formulas(inspector)
    with qtbot.waitSignal(inspector.form_chosen) as chosen:
        click(qtbot, inspector, "one neuron")
    assert chosen.args == [False, False]
    assert not any("⁽ˡ⁾" in formula for formula in formulas(inspector))


def test_q9_delta_is_an_option_and_is_defined_where_it_stands(qtbot, inspector):
    with qtbot.waitSignal(inspector.form_chosen) as chosen:
        click(qtbot, inspector, "δ")
    assert chosen.args == [True, True]
    inspector.set_chain(chain_formula(NETWORK, CHAIN, False, delta=True), "example")
    assert "δ₂⁽²⁾ = ∂C₀/∂z₂⁽²⁾" in formulas(inspector)
    assert numbers(inspector) == ["+0.02175", "+0.642000", "+0.033880"]
    inspector.set_chain(chain_formula(NETWORK, CHAIN, False), "example")
    assert not any("δ" in formula for formula in formulas(inspector))


def test_q9_delta_stands_in_both_forms_too(qtbot, inspector):
    click(qtbot, inspector, "both")
    click(qtbot, inspector, "δ")
    assert "∂C₀/∂w⁽ˡ⁾ = a⁽ˡ⁻¹⁾ · δ⁽ˡ⁾" in formulas(inspector)
    assert "∂C₀/∂wⱼₖ⁽ˡ⁾ = aₖ⁽ˡ⁻¹⁾ · δⱼ⁽ˡ⁾" in formulas(inspector)


def test_s23_where_every_layer_has_one_neuron_the_general_formula_can_still_be_seen_beside_it(qtbot, inspector):
    switch = next(each for each in inspector.findChildren(Segmented) if each.accessibleName() == "Form of the formula")
    inspector.set_part(Edge(2, 0, 0), (1, 1, 1, 1))
    assert switch.toolTip().startswith("Every layer here has one neuron, so its numbers need no indices.")
    assert not any("⁽ˡ⁾" in formula for formula in formulas(inspector))
    click(qtbot, inspector, "both")
    assert "∂C₀/∂w⁽ˡ⁾ = ∂z⁽ˡ⁾/∂w⁽ˡ⁾ · ∂a⁽ˡ⁾/∂z⁽ˡ⁾ · ∂C₀/∂a⁽ˡ⁾" in formulas(inspector)
    assert "∂C₀/∂wⱼₖ⁽ˡ⁾ = ∂zⱼ⁽ˡ⁾/∂wⱼₖ⁽ˡ⁾ · ∂aⱼ⁽ˡ⁾/∂zⱼ⁽ˡ⁾ · ∂C₀/∂aⱼ⁽ˡ⁾" in formulas(inspector)
    inspector.set_part(Edge(2, 0, 1), (1, 3, 1, 1))
    assert switch.toolTip() == ""


def test_an_unfolded_factor_is_never_wider_than_the_column(inspector, qapp):
    inspector.set_open("dC_da")
    card, room, widths = inspector.findChild(DerivationView), CONTENT - 2 * MARGIN, set()
    for figures in range(1, 30):                                # some of these fill a line to its last pixels
        inspector.set_derivation("dC_da", (Line(row(*[" + " + "1" * figures] * 40), Sentence("Added.")),))
        qapp.processEvents()
        widths.add(card.minimumSizeHint().width())
    assert room - 10 < max(widths) <= room


# ---- states and copies -----------------------------------------------------------------------------------------------------------


def test_an_edge_is_frozen_and_unfrozen(qtbot, inspector):
    with qtbot.waitSignal(inspector.frozen_wanted) as wanted:
        click(qtbot, inspector, "Freeze")
    assert wanted.args == [True]
    inspector.set_state(frozen=True, removed=False)
    with qtbot.waitSignal(inspector.frozen_wanted) as wanted:
        click(qtbot, inspector, "Unfreeze")
    assert wanted.args == [False]


def test_an_edge_is_removed_and_restored(qtbot, inspector):
    with qtbot.waitSignal(inspector.removed_wanted) as wanted:
        click(qtbot, inspector, "Remove")
    assert wanted.args == [True]
    inspector.set_state(frozen=False, removed=True)
    with qtbot.assertNotEmitted(inspector.frozen_wanted):
        click(qtbot, inspector, "Freeze")
    with qtbot.waitSignal(inspector.removed_wanted) as wanted:
        click(qtbot, inspector, "Restore")
    assert wanted.args == [False]


def test_remarks_are_shown_one_a_line_in_place_of_the_hint(qtbot, inspector):
    for place in formula_of(inspector).button("dz"), inspector:  # to and away from what would be explained instead
        qtbot.mouseMove(place, QPoint(2, 2))
    hint = "Point at a symbol or click a factor to have it explained."
    assert hint in texts(inspector)
    inspector.set_remarks([Sentence("Frozen."), Sentence("Saturated.")])
    assert "Frozen.\nSaturated." in texts(inspector)
    assert hint not in texts(inspector)
    inspector.set_remarks([])
    assert hint in texts(inspector)


def test_what_is_pointed_at_is_explained_in_room_that_is_there_and_then_what_was_said_before(qtbot, inspector):
    qtbot.mouseMove(inspector, QPoint(2, 2))
    before, height = texts(inspector), inspector.sizeHint().height()
    button = formula_of(inspector).button("dz")
    qtbot.mouseMove(button, QPoint(4, button.height() - 4))
    assert any("How strongly z reacts when w changes" in said for said in texts(inspector))
    assert "from neuron 4 of layer 1 to neuron 2 of layer 2" not in texts(inspector)
    assert inspector.sizeHint().height() == height
    qtbot.mouseMove(inspector, QPoint(2, 2))
    assert texts(inspector) == before


@pytest.mark.parametrize(("entry", "copied"), [
    ("Copy as text", "∂C₀/∂w₂,₄⁽²⁾ = ∂z₂⁽²⁾/∂w₂,₄⁽²⁾ · ∂a₂⁽²⁾/∂z₂⁽²⁾ · ∂C₀/∂a₂⁽²⁾"),
    ("Copy with its numbers", "∂C₀/∂w₂,₄⁽²⁾ = ∂z₂⁽²⁾/∂w₂,₄⁽²⁾ · ∂a₂⁽²⁾/∂z₂⁽²⁾ · ∂C₀/∂a₂⁽²⁾ = 0.642 · 0.871 · 0.0389 = 0.02175"),
    ("Copy as LaTeX", r"\frac{\partial C_{0}}{\partial w_{2,4}^{(2)}} = \frac{\partial z_{2}^{(2)}}{\partial w_{2,4}^{(2)}} \cdot "
                      r"\frac{\partial a_{2}^{(2)}}{\partial z_{2}^{(2)}} \cdot \frac{\partial C_{0}}{\partial a_{2}^{(2)}}")])
def test_the_formula_is_copied_and_that_is_told(qtbot, inspector, entry: str, copied: str):
    with qtbot.waitSignal(inspector.copied):
        next(action for action in inspector.findChild(QMenu).actions() if action.text() == entry).trigger()
    assert QGuiApplication.clipboard().text() == copied


def test_the_copy_button_is_not_lit_any_more_once_its_menu_has_closed(qtbot, inspector):
    menu = inspector.findChild(QMenu)
    button = next(each for each in inspector.findChildren(QToolButton) if each.menu() is menu)
    QCursor.setPos(inspector.mapToGlobal(inspector.rect().bottomLeft()))
    menu.popup(inspector.mapToGlobal(QPoint(0, 0)))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)       # as after a click: the menu keeps the mouse's leaving from it
    menu.close()
    qtbot.waitUntil(lambda: not button.underMouse())


def test_a_value_that_cannot_be_used_is_refused_in_words(qtbot, inspector):
    field = inspector.findChild(ValueField)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(inspector.refused) as refused:
        qtbot.keyClicks(field, "inf")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert refused.args == ["Weight cannot be “inf”; allowed: a finite number."]


# ---- room and time ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_mean", [False, True])
@pytest.mark.parametrize(("network", "part"), [
    (Network((784, 30, 10), ("leaky relu", "softmax"), "categorical cross-entropy"), Edge(1, 12, 783)),
    (Network((784, 30, 10), ("relu", "softmax"), "categorical cross-entropy"), Edge(2, 9, 29)),
    (Network((2, 3, 1), ("elu", "sigmoid"), "cross-entropy"), Edge(2, 0, 1)),
    (Network((1, 1), ("sigmoid",), "huber"), Bias(1, 0))])
def test_everything_fits_the_right_column(inspector, network: Network, part: Edge | Bias, is_mean: bool):
    inspector.set_count(60_000)
    inspector.set_part(part, network.sizes)
    formula = chain_formula(network, Chain(part, 0.1, -1e-7, 0.5, -1.25e-5, 12345.6, -0.1), is_mean)
    inspector.set_chain(formula, "average" if is_mean else "example")
    QCoreApplication.sendPostedEvents()                         # which lay it out, a line higher for long remarks
    assert inspector.minimumSizeHint().width() <= CONTENT
    for button in filter(FactorButton.isVisible, inspector.findChildren(FactorButton)):
        label = button.findChild(FormulaLabel)
        assert button.rect().contains(label.geometry())
        assert formula_of(inspector).rect().contains(button.geometry())


def test_the_inspector_keeps_its_size_whatever_numbers_it_shows(inspector):
    sizes, places = set(), set()
    for factor in (1.0, -1e-9, 1e6):
        chain_ = CHAIN._replace(derivative=CHAIN.derivative * factor, dC_da=0.0389 * factor, dC_dz=0.871 * 0.0389 * factor)
        inspector.set_chain(chain_formula(NETWORK, chain_, False), "example")
        inspector.set_value(-0.8 * factor)
        inspector.set_change(factor)
        sizes.add(inspector.sizeHint().toTuple())
        places.add(tuple(button.geometry().getRect() for button in inspector.findChildren(FactorButton)))
    assert len(sizes) == len(places) == 1


def test_for_new_numbers_no_formula_is_typeset_and_nothing_is_laid_out(inspector, monkeypatch):
    done = []
    monkeypatch.setattr(formula, "layout", lambda *_: done.append("typeset"))
    monkeypatch.setattr(QWidget, "updateGeometry", lambda _: done.append("laid out"))
    for n in range(1, 4):
        chain_ = CHAIN._replace(derivative=n / 7, dz=n / 9, dC_dz=CHAIN.da_dz * CHAIN.dC_da)
        inspector.set_chain(chain_formula(NETWORK, chain_, False), "example")
    assert done == []


def test_new_numbers_paint_no_symbols_again(qtbot, inspector, monkeypatch):
    painted = []
    monkeypatch.setattr(FormulaLabel, "paintEvent", lambda label, event: painted.append(label.accessibleName()))
    qtbot.waitUntil(lambda: not inspector.testAttribute(Qt.WidgetAttribute.WA_PendingUpdate))
    painted.clear()
    inspector.set_chain(chain_formula(NETWORK, CHAIN._replace(derivative=0.5), False), "example")
    formula_of(inspector).button("total").repaint(0, 66, 60, 18)
    assert not painted


def test_an_average_over_a_single_example_is_in_good_english(inspector):
    inspector.set_count(1)
    inspector.set_chain(chain_formula(NETWORK, CHAIN, True), "average")
    assert "mean over 1 example of the product" in texts(inspector)


@pytest.mark.parametrize("seed", range(100))
def test_s11_the_factors_as_they_are_written_make_the_derivative_as_it_is_written(inspector, seed: int):
    rng = np.random.default_rng(seed)
    dz, da_dz, dC_da = rng.normal(), rng.uniform(0, 1), rng.normal() * 10.0 ** rng.integers(-5, 2)
    chain_ = Chain(EDGE, 0.5, dz * da_dz * dC_da, dz, da_dz, dC_da, da_dz * dC_da)
    inspector.set_chain(chain_formula(NETWORK, chain_, False), "example")
    total, *factors = numbers(inspector)
    made = float(np.prod([float(each.replace("−", "-")) for each in factors]))
    mantissa, _, power = total.partition("e")
    decimals = len(mantissa.partition(".")[2])
    figures = len(re.sub("[^0-9]", "", mantissa).lstrip("0"))
    assert figures >= 2
    if f"{made:+.{decimals}{'e' if power else 'f'}}".replace("-", "−") != total:
        assert figures == 2, (total, factors)
