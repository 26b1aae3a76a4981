"""The derivative ∂C₀/∂a opened layer by layer: the numbers of every line, what is open, and how lines are opened."""
import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton

from core.evaluation import example_pass
from core.explain.chain_rule import votes
from core.network import Network, Neuron
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.expansion_model import ExpansionModel, Source
from widgets.inspect.expansion_tree import MOST, ExpansionTree, ExpansionView


@pytest.fixture
def tree(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    widget = ExpansionTree()
    qtbot.addWidget(widget)
    widget.resize(372, 560)
    widget.show()
    return widget


class Followed:
    """A network whose numbers may change; counts how often its votes are asked for."""

    def __init__(self, network: Network, p) -> None:
        self.network, self.p, self.asked = network, p, 0

    def source(self) -> Source:
        return Source(self.network.sizes, self.network.cost.name, self.votes, self.outputs)

    def votes(self, neuron: Neuron):
        self.asked += 1
        return votes(self.network, self.p, neuron)

    def outputs(self):
        return self.p.a[-1][:, 0], self.p.y[:, 0]

    def train(self) -> None:
        """Other weights, the same example."""
        self.network.parameters[:] = np.random.default_rng(7).normal(0, 1, self.network.parameters.size)
        self.p = example_pass(self.network, self.p.rows[0])


def show(tree: ExpansionTree, example, root: Neuron) -> Followed:
    followed = Followed(*example)
    tree.set_source(followed.source(), root)
    return followed


def watch(model: ExpansionModel) -> None:
    """Let Qt abort when the model breaks a rule from now on."""
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    tester.setUseFetchMore(False)                               # which would open everything


def view(tree: ExpansionTree) -> ExpansionView:
    return tree.findChild(ExpansionView)


def lines(tree: ExpansionTree) -> list[str]:
    return [index.data() for index in view(tree).lines()]


def depth(index: QModelIndex) -> int:
    return 0 if not index.parent().isValid() else 1 + depth(index.parent())


def product(line: str) -> float:
    return float(line.rsplit(" = ", 1)[1].replace("−", "-"))


def numbers(tree: ExpansionTree) -> list[str]:
    return [label.text() for label in tree.findChildren(QLabel)]


def click(qtbot, tree: ExpansionTree, text: str) -> None:
    qtbot.mouseClick(next(each for each in tree.findChildren(QPushButton) if each.text() == text), Qt.MouseButton.LeftButton)


def middle(tree: ExpansionTree, line: int) -> QPoint:
    return view(tree).visualRect(list(view(tree).lines())[line]).center()


def test_q7_the_factor_opens_into_the_next_layers_term(tree, chain):
    show(tree, chain, Neuron(1, 0))
    assert tree.findChild(FormulaLabel).accessibleName() == "∂C₀/∂a⁽¹⁾ = w⁽²⁾ ∂a⁽²⁾/∂z⁽²⁾ ∂C₀/∂a⁽²⁾ ="
    assert lines(tree) == ["w⁽²⁾ · ∂a⁽²⁾/∂z⁽²⁾ · ∂C₀/∂a⁽²⁾ = −0.80000 · +0.24659 · −0.32052 = +0.0632"]
    assert "+0.0632" in numbers(tree)


def test_s25_it_opens_again_and_again_up_to_the_cost(qtbot, tree, chain):
    show(tree, chain, Neuron(0, 0))
    for _ in range(4):
        click(qtbot, tree, "Open one layer")
    assert lines(tree) == [
        "w⁽¹⁾ · ∂a⁽¹⁾/∂z⁽¹⁾ · ∂C₀/∂a⁽¹⁾ = +1.20000 · +0.22171 · +0.06323 = +0.0168",
        "w⁽²⁾ · ∂a⁽²⁾/∂z⁽²⁾ · ∂C₀/∂a⁽²⁾ = −0.80000 · +0.24659 · −0.32052 = +0.0632",
        "w⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ · ∂C₀/∂a⁽³⁾ = +1.50000 · +0.24574 · −0.86953 = −0.3205",
        "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y) = 2 (0.56524 − 1) = −0.8695",
    ]
    assert [depth(index) for index in view(tree).lines()] == [0, 1, 2, 3]
    assert tree.findChild(FormulaLabel).accessibleName().startswith("∂C₀/∂a⁽⁰⁾ =")


def test_s24_the_terms_of_every_sum_add_up_to_what_they_open(tree, example):
    network, p = example((2, 3, 4, 2))
    show(tree, (network, p), Neuron(1, 1))
    tree.open_all()
    model = view(tree).model()

    def check(parent: QModelIndex, neuron: Neuron) -> None:
        children = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
        assert sum(product(child.data()) for child in children) == pytest.approx(p.dC_da[neuron.l][neuron.j, 0], abs=5e-4)
        for child in children:
            if model.rowCount(child):
                check(child, model.neuron(child))

    check(QModelIndex(), Neuron(1, 1))
    assert len(lines(tree)) == 4 + 4 * 2 + 4 * 2


def test_the_largest_terms_come_first(tree, example):
    show(tree, example((2, 3, 64, 2)), Neuron(1, 1))
    sizes = [abs(product(line)) for line in lines(tree)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 64


def test_s12_an_output_meets_the_cost_at_once(tree, chain):
    show(tree, chain, Neuron(3, 0))
    assert lines(tree) == ["∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y) = 2 (0.56524 − 1) = −0.8695"]
    assert "−0.8695" in numbers(tree)
    assert any(label.text() == "This neuron is an output: C₀ depends on it directly." for label in tree.findChildren(QLabel))
    opening = [button for button in tree.findChildren(QPushButton) if button.text() in {"Open one layer", "Open all", "Fold"}]
    assert not any(button.isVisible() for button in opening)
    show(tree, chain, Neuron(2, 0))
    assert len(opening) == 3
    assert all(button.isVisible() for button in opening)


def test_without_a_desired_output_there_is_no_slope(tree, chain):
    followed = Followed(*chain)
    source = followed.source()._replace(outputs=lambda: (followed.p.a[-1][:, 0], None))
    tree.set_source(source, Neuron(3, 0))
    assert lines(tree) == ["∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y) = – = —"]


def test_before_softmax_the_last_two_factors_are_one_and_the_cost_is_reached_at_z(tree, example):
    network, p = example((2, 3, 3), output="softmax", cost="categorical cross-entropy")
    show(tree, (network, p), Neuron(1, 0))
    tree.open_all()
    assert tree.findChild(FormulaLabel).accessibleName() == "∂C₀/∂a₀⁽¹⁾ = Σ_j wⱼ,₀⁽²⁾ ∂C₀/∂zⱼ⁽²⁾ ="
    assert len(lines(tree)) == 6
    first = view(tree).model().neuron(next(view(tree).lines())).j
    a, y, delta = p.a[-1][first, 0], p.y[first, 0], p.dC_dz[-1][first, 0]
    assert lines(tree)[1].startswith(f"∂C₀/∂z{'₀₁₂'[first]}⁽²⁾ = a{'₀₁₂'[first]}⁽²⁾ − y{'₀₁₂'[first]} = ")
    assert product(lines(tree)[1]) == pytest.approx(delta, abs=5e-5)
    assert a - y == pytest.approx(delta)


@pytest.mark.parametrize(("cost", "written"), [
    ("categorical cross-entropy", "a₁⁽²⁾ − y₁"), ("squared error", "all outputs together")])
def test_of_a_softmax_output_z_is_opened_where_it_is_the_factor(tree, example, cost: str, written: str):
    network, p = example((2, 3, 3), output="softmax", cost=cost)
    show(tree, (network, p), Neuron(2, 1))
    assert tree.findChild(FormulaLabel).accessibleName() == "∂C₀/∂a₁⁽²⁾ ="
    tree.set_source(Followed(network, p).source()._replace(dC_dz=lambda: p.dC_dz[-1][:, 0]), Neuron(2, 1))
    assert tree.findChild(FormulaLabel).accessibleName() == "∂C₀/∂z₁⁽²⁾ ="
    assert lines(tree)[0].startswith(f"∂C₀/∂z₁⁽²⁾ = {written} = ")
    assert product(lines(tree)[0]) == pytest.approx(p.dC_dz[-1][1, 0], abs=5e-5)
    assert "With softmax this z reaches every output, and C₀ through all of them." in numbers(tree)


@pytest.mark.parametrize(("output", "cost"), [
    ("sigmoid", "cross-entropy"), ("softmax", "squared error"), ("tanh", "huber"), ("linear", "absolute error")])
def test_every_cost_can_be_reached(tree, example, output: str, cost: str):
    network, p = example((2, 3, 2), output=output, cost=cost)
    show(tree, (network, p), Neuron(1, 0))
    tree.open_all()
    assert len(lines(tree)) == 4
    tree.grab()


def test_opening_all_stops_in_time_and_says_so(qtbot, tree, example):
    show(tree, example((2, 40, 40, 40, 2)), Neuron(1, 0))
    click(qtbot, tree, "Open all")
    assert 40 < len(lines(tree)) <= MOST
    assert "Stopped at 1,000 lines: open by hand the ones that matter to you." in numbers(tree)
    click(qtbot, tree, "Fold")
    assert len(lines(tree)) == 40
    assert not any("Stopped" in text for text in numbers(tree))


def test_only_what_is_opened_is_ever_asked_for(tree, example):
    followed = show(tree, example((2, 40, 40, 40, 2)), Neuron(1, 0))
    tree.grab()
    assert followed.asked == 1


def test_new_numbers_keep_what_is_open(qtbot, tree, example):
    followed = show(tree, example((2, 3, 4, 2)), Neuron(1, 1))
    watch(view(tree).model())
    shown, model = view(tree), view(tree).model()
    shown.expand(model.index(1, 0))
    opened = model.neuron(model.index(1, 0))
    followed.train()
    tree.refresh()
    rows = [model.index(row, 0) for row in range(4)]
    assert [model.neuron(index) for index in rows if shown.isExpanded(index)] == [opened]
    assert sum(product(index.data()) for index in rows) == pytest.approx(followed.p.dC_da[1][1, 0], abs=5e-4)
    assert max(abs(product(index.data())) for index in rows) <= 1.25 * abs(product(rows[0].data()))


def test_lines_do_not_swap_places_for_a_little(tree, example):
    followed = show(tree, example((2, 3, 8, 1)), Neuron(1, 1))
    order = [view(tree).model().neuron(index) for index in view(tree).lines()]
    followed.network.parameters[:] *= 1.0001
    followed.p = example_pass(followed.network, followed.p.rows[0])
    tree.refresh()
    assert [view(tree).model().neuron(index) for index in view(tree).lines()] == order


def test_a_click_on_a_line_opens_it_and_another_folds_it(qtbot, tree, chain, settle):
    show(tree, chain, Neuron(1, 0))
    settle(tree)
    for count in (2, 1):
        qtbot.mouseClick(view(tree).viewport(), Qt.MouseButton.LeftButton, pos=middle(tree, 0))
        assert len(lines(tree)) == count


def test_a_line_under_the_mouse_tells_its_neuron_and_a_double_click_chooses_it(qtbot, tree, example, settle):
    show(tree, example((2, 3, 1, 2)), Neuron(1, 0))
    settle(tree)
    viewport = view(tree).viewport()
    with qtbot.waitSignal(tree.part_hovered) as hovered:
        qtbot.mouseMove(viewport, middle(tree, 0))
    assert hovered.args == [Neuron(2, 0)]
    with qtbot.waitSignal(tree.part_clicked) as clicked:
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=middle(tree, 0))
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=middle(tree, 0))
    assert clicked.args == [Neuron(2, 0)]
    assert isinstance(clicked.args[0], Neuron)


def test_the_keys_walk_open_fold_and_choose(qtbot, tree, chain):
    show(tree, chain, Neuron(0, 0))
    shown = view(tree)
    shown.setFocus()
    told = []
    tree.part_hovered.connect(told.append)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert len(lines(tree)) == 2
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert told[-1] == Neuron(2, 0)
    qtbot.keyClick(shown, Qt.Key.Key_Plus)
    assert len(lines(tree)) == 3
    qtbot.keyClick(shown, Qt.Key.Key_Minus)
    assert len(lines(tree)) == 2
    qtbot.keyClick(shown, Qt.Key.Key_Asterisk)
    assert len(lines(tree)) == 4
    with qtbot.waitSignal(tree.part_clicked) as clicked:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert clicked.args == [Neuron(2, 0)]


def test_the_model_keeps_qts_rules(qapp, example):
    network, p = example((2, 3, 4, 2))
    model = ExpansionModel()
    watch(model)
    followed = Followed(network, p)
    model.set_source(followed.source(), Neuron(1, 0))
    for row in range(4):
        model.fetchMore(model.index(row, 0))
    followed.train()
    model.refresh([model.index(0, 0), model.index(0, 0, model.index(2, 0))])
    model.set_source(followed.source(), Neuron(3, 1))
    assert model.rowCount() == 1


@pytest.mark.parametrize("colours", theme.THEMES.values())
def test_its_letters_follow_the_theme(tree, qapp, chain, colours: theme.Theme):
    show(tree, chain, Neuron(1, 0))
    tree.grab()
    theme.apply(qapp, colours)
    picture = view(tree).viewport().grab().toImage()
    shades = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(38)}
    assert colours.background.name() in shades
    assert colours.positive.name() in shades
