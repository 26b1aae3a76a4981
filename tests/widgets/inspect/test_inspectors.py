"""The inspectors of an edge and of a neuron: every number says what it is of, and the panel keeps its size."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from core.network import Edge, Neuron
from core.notation import Symbol
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector
from widgets.section import Section


@pytest.fixture
def edge(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    inspector = EdgeInspector()
    inspector.set_edge(Edge(2, 2, 4))
    inspector.set_value(-0.8132)
    inspector.set_count(250)
    inspector.set_derivative(0.0217, "example")
    inspector.set_change(-6.5e-5)
    qtbot.addWidget(inspector)
    inspector.resize(370, 260)
    inspector.show()
    return inspector


@pytest.fixture
def neuron(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    inspector = NeuronInspector()
    inspector.set_neuron(Neuron(1, 3), "tanh")
    inspector.set_count(250)
    inspector.set_example_values(-0.5, -0.4621, 0.0389)
    inspector.set_bias(0.1)
    inspector.set_bias_derivative(0.25, "average")
    qtbot.addWidget(inspector)
    inspector.resize(370, 360)
    inspector.show()
    return inspector


def texts(inspector: Section) -> list[str]:
    return [label.text() for label in inspector.findChildren(QLabel) if label.isVisible()]


def formulas(inspector: Section) -> list[str]:
    return [label.accessibleName() for label in inspector.findChildren(FormulaLabel) if label.isVisible()]


def number(inspector: Section, name: str) -> str:
    return next(label.text() for label in inspector.findChildren(QLabel) if label.accessibleName() == name)


def click(qtbot, inspector: Section, text: str) -> None:
    button = next(each for kind in (QPushButton, QToolButton) for each in inspector.findChildren(kind) if each.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_edge_shows_its_symbol_value_derivative_and_change(edge):
    assert formulas(edge) == ["w₂,₄⁽²⁾", "∂C₀/∂w₂,₄⁽²⁾", "Δ w₂,₄⁽²⁾"]
    assert number(edge, "Weight") == "−0.8132"
    assert number(edge, "∂C₀/∂w₂,₄⁽²⁾") == "+0.02170"
    assert number(edge, "Δ w₂,₄⁽²⁾") == "−6.50e−05"
    assert "from neuron 4 of layer 1 to neuron 2 of layer 2" in texts(edge)


def test_an_edge_of_the_first_layer_comes_from_an_input(edge):
    edge.set_edge(Edge(1, 0, 1))
    assert "from input 1 to neuron 0 of layer 1" in texts(edge)


@pytest.mark.parametrize(("scope", "symbol", "words"), [
    ("example", "∂C₀/∂w₂,₄⁽²⁾", "for this example"), ("average", "∂C/∂w₂,₄⁽²⁾", "mean over 250 examples"),
    ("batch", "∂C/∂w₂,₄⁽²⁾", "mean over the last batch")])
def test_a_derivative_says_which_cost_it_is_of(edge, scope: str, symbol: str, words: str):
    edge.set_derivative(-0.5, scope)
    assert number(edge, symbol) == "−0.50000"
    assert symbol in formulas(edge)
    assert words in texts(edge)


def test_the_switch_tells_example_or_average_and_set_scope_only_shows_it(qtbot, edge):
    with qtbot.waitSignal(edge.scope_chosen) as chosen:
        click(qtbot, edge, "average of 250")
    assert chosen.args == ["average"]
    with qtbot.assertNotEmitted(edge.scope_chosen):
        edge.set_scope("example")
        edge.set_count(7)
    with qtbot.waitSignal(edge.scope_chosen) as chosen:
        click(qtbot, edge, "average of 7")
    assert chosen.args == ["average"]


def test_an_edge_is_frozen_and_unfrozen(qtbot, edge):
    with qtbot.waitSignal(edge.frozen_wanted) as wanted:
        click(qtbot, edge, "Freeze")
    assert wanted.args == [True]
    edge.set_state(frozen=True, removed=False)
    assert "Frozen: it keeps its derivative, but does not move." in texts(edge)
    with qtbot.waitSignal(edge.frozen_wanted) as wanted:
        click(qtbot, edge, "Unfreeze")
    assert wanted.args == [False]


def test_an_edge_is_removed_and_restored(qtbot, edge):
    with qtbot.waitSignal(edge.removed_wanted) as wanted:
        click(qtbot, edge, "Remove")
    assert wanted.args == [True]
    edge.set_state(frozen=False, removed=True)
    with qtbot.assertNotEmitted(edge.frozen_wanted):
        click(qtbot, edge, "Freeze")
    with qtbot.waitSignal(edge.removed_wanted) as wanted:
        click(qtbot, edge, "Restore")
    assert wanted.args == [False]


def test_the_edge_inspector_keeps_its_size_whatever_it_shows(edge):
    sizes = set()
    for value, scope, frozen in ((-0.8132, "example", False), (12.5, "batch", True), (1e-9, "average", False)):
        edge.set_value(value)
        edge.set_derivative(value, scope)
        edge.set_change(-value)
        edge.set_state(frozen=frozen, removed=False)
        sizes.add(edge.sizeHint().height())
    assert len(sizes) == 1
    assert edge.minimumSizeHint().width() <= 370


def test_pointing_at_a_symbol_is_told(qtbot, edge):
    label = edge.findChildren(FormulaLabel)[0]
    weight = Symbol("w", 2, 2, 4)
    with qtbot.waitSignal(edge.symbol_hovered) as hovered:
        qtbot.mouseMove(label, label.symbol_rect(weight).center().toPoint())
    assert hovered.args == [weight]


def test_a_neuron_shows_its_sum_activation_bias_and_their_derivatives(neuron):
    assert formulas(neuron) == ["a₃⁽¹⁾", "z₃⁽¹⁾", "∂C₀/∂a₃⁽¹⁾", "b₃⁽¹⁾", "∂C/∂b₃⁽¹⁾", "Δ b₃⁽¹⁾"]
    assert number(neuron, "Activation") == "−0.4621"
    assert number(neuron, "z₃⁽¹⁾") == "−0.50000"
    assert number(neuron, "∂C₀/∂a₃⁽¹⁾") == "+0.03890"
    assert number(neuron, "b₃⁽¹⁾") == "+0.10000"
    assert number(neuron, "∂C/∂b₃⁽¹⁾") == "+0.25000"
    assert "neuron 3 of layer 1, tanh" in texts(neuron)
    assert "mean over 250 examples" in texts(neuron)


def test_an_input_has_only_its_activation(neuron):
    neuron.set_neuron(Neuron(0, 1), "")
    assert formulas(neuron) == ["a₁⁽⁰⁾", "∂C₀/∂a₁⁽⁰⁾"]
    assert not any(button.isVisible() for button in neuron.findChildren(QPushButton))
    assert "input 1" in texts(neuron)


def test_a_bias_is_frozen_and_a_neuron_switched_off(qtbot, neuron):
    with qtbot.waitSignal(neuron.frozen_wanted) as wanted:
        click(qtbot, neuron, "Freeze bias")
    assert wanted.args == [True]
    with qtbot.waitSignal(neuron.off_wanted) as wanted:
        click(qtbot, neuron, "Switch off")
    assert wanted.args == [True]
    with qtbot.assertNotEmitted(neuron.off_wanted):
        neuron.set_state(frozen=True, off=True)
    with qtbot.waitSignal(neuron.off_wanted) as wanted:
        click(qtbot, neuron, "Switch on")
    assert wanted.args == [False]
    assert "Switched off: its activation is 0 for every example." in texts(neuron)


def test_numbers_that_are_not_known_yet_are_dashes(neuron):
    neuron.set_example_values(None, None, None)
    neuron.set_bias_derivative(None, "example")
    assert {number(neuron, name) for name in ("Activation", "z₃⁽¹⁾", "∂C₀/∂a₃⁽¹⁾", "∂C₀/∂b₃⁽¹⁾")} == {"–"}


def test_the_full_number_is_its_tooltip(neuron):
    neuron.set_bias(0.1 + 0.2)
    assert next(each.toolTip() for each in neuron.findChildren(QLabel) if each.accessibleName() == "b₃⁽¹⁾") == "0.30000000000000004"


def test_the_neuron_inspector_fits_the_right_column(neuron):
    neuron.set_example_values(-12345.6, -1e-9, float("nan"))
    assert neuron.minimumSizeHint().width() <= 370
