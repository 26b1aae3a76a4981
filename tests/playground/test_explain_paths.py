"""From one neuron to the cost, seen in the window: every path, and the sums opened layer by layer."""
from __future__ import annotations

import numpy as np
import pytest

from core.network import Edge, Neuron
from tests.core.oracle import LECTURE, mean_cost
from tests.playground.driving import User, numbers
from tests.playground.two_paths import SLOPE1, TWO_PATHS, VOTES, W1, WISH1, X
from widgets.inspect.derivation_view import DerivationView
from widgets.inspect.expansion_tree import ExpansionView
from widgets.inspect.path_ledger import PathLedger
from widgets.inspect.product_grid import ProductGrid
from widgets.inspect.row_table import RowTable
from widgets.inspect.votes_view import WantLine

SPIRAL = pytest.mark.parametrize("window", ["spiral"], indirect=True)


def opened(view: ExpansionView) -> list[str]:
    """The lines of the opened sum, from above."""
    return [str(index.data()) for index in view.lines()]


@TWO_PATHS
def test_s24_every_path_to_the_cost_is_listed_with_its_contribution_and_their_sum(user: User):
    user.click(Edge(1, 0, 1))
    user.press("paths")
    ledger = user.see(PathLedger)
    user.wait(lambda: user.sees(RowTable, ledger))
    table = user.see(RowTable, ledger)
    contributions = {f"w → 0 → {j} → C₀": X[1] * SLOPE1[0] * VOTES[j, 0] for j in range(2)}
    largest = sorted(contributions, key=lambda path: -abs(contributions[path]))
    rows = user.rows(table)
    assert [row[0] for row in rows] == largest
    assert [numbers(row[1])[0] for row in rows] == pytest.approx([contributions[path] for path in largest], rel=6e-3)
    assert numbers(rows[-1][2])[0] == pytest.approx(X[1] * SLOPE1[0] * WISH1[0], rel=6e-3)
    assert "2 paths, yet one backward sweep." in user.texts(ledger)


@TWO_PATHS
def test_s24_the_path_under_the_pointer_is_drawn_as_a_ribbon(user: User):
    user.click(Edge(1, 0, 1))
    user.press("paths")
    user.wait(lambda: user.sees(RowTable, user.see(PathLedger)))
    table = user.see(RowTable, user.see(PathLedger))
    parts = [Neuron(0, 0), Neuron(1, 1), Neuron(2, 0), Neuron(2, 1)]
    still = user.picture()
    user.point_at_row(table, 0)
    first = user.changed(still, parts)
    user.point_at_row(table, 1)
    assert [first, user.changed(still, parts)] == ([{Neuron(2, 0)}, {Neuron(2, 1)}] if "0 → 0" in user.rows(table)[0][0]
                                                   else [{Neuron(2, 1)}, {Neuron(2, 0)}])
    user.qtbot.mouseMove(user.view, user.view.rect().bottomLeft())
    user.wait(lambda: user.draws(still))


@TWO_PATHS
def test_a_chosen_path_stays_drawn_until_something_else_is_looked_at(user: User):
    user.click(Edge(1, 0, 1))
    still = user.picture()
    user.press("paths")
    user.wait(lambda: user.sees(RowTable, user.see(PathLedger)))
    ledger = user.see(PathLedger)
    user.choose_row(user.see(RowTable, ledger), 0)
    user.qtbot.mouseMove(user.view, user.view.rect().bottomLeft())
    user.wait(lambda: user.changed(still, [Neuron(2, 0), Neuron(2, 1)]))
    assert user.see(ProductGrid).isVisible()
    user.click(Edge(1, 1, 1))
    user.wait(lambda: "∂C₀/∂w₁,₁⁽¹⁾ =" in user.formulas(ledger))
    assert not user.sees(ProductGrid)
    user.click(Edge(1, 0, 1))
    user.qtbot.mouseMove(user.view, user.view.rect().bottomLeft())
    user.wait(lambda: user.draws(still))
    user.choose_row(user.see(RowTable, ledger), 0)
    user.push("Paths to the cost", ledger)                      # folded away
    user.qtbot.mouseMove(user.view, user.view.rect().bottomLeft())
    user.wait(lambda: user.draws(still))


@SPIRAL
def test_s24_the_sum_of_all_paths_is_the_derivative_shown_above(user: User):
    user.train(3)
    user.click(Edge(1, 2, 1))
    user.press("paths")
    ledger = user.see(PathLedger)
    user.wait(lambda: "8 paths, yet one backward sweep." in user.texts(ledger))
    rows = user.rows(user.see(RowTable, ledger))
    assert numbers(rows[-1][2])[0] == pytest.approx(user.factor("total"), rel=6e-3, abs=1e-5)
    user.choose_row(user.see(RowTable, ledger), 0)
    user.wait(lambda: any(numbers(rows[0][1]) == numbers(text) for text in user.texts(ledger)))     # written out as a product


def test_q7_the_chain_opens_one_layer_further_back_up_to_the_cost(user: User):
    user.click(Edge(1, 0, 0))
    user.press("layer_back")
    view = user.see(ExpansionView)
    assert len(opened(view)) == 1
    assert numbers(opened(view)[0].partition(" = ")[2]) == pytest.approx(
        [-0.8, LECTURE[2][3], LECTURE[2][4], LECTURE[1][4]], abs=5e-4)
    user.push("Open one layer")
    assert len(opened(view)) == 2
    user.push("Open all")
    assert len(opened(view)) == 3
    assert "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y)" in opened(view)[2].replace("2(", "2 (")
    assert numbers(opened(view)[2])[-1] == pytest.approx(LECTURE[3][4], abs=5e-4)
    user.type("x₀", "-3", user.window.examples.probe)           # with another input it stays open, with numbers of its own
    a = -3.0
    for w, b in ((1.2, 0.1), (-0.8, 0.3), (1.5, -0.4)):
        a = 1 / (1 + np.exp(-w * a - b))
    assert len(opened(view)) == 3
    wish = 2 * (a - 1)
    assert [numbers(line)[-1] for line in opened(view)[1:]] == pytest.approx([1.5 * a * (1 - a) * wish, wish], abs=5e-4)


@TWO_PATHS
def test_s25_the_sums_go_on_all_the_way_to_the_input(user: User):
    user.click(Neuron(0, 1))
    user.press("layer_back")
    view = user.see(ExpansionView)
    by_x = W1[:, 1] * SLOPE1 * WISH1
    assert [numbers(line)[-1] for line in opened(view)] == pytest.approx(sorted(by_x, key=lambda part: -abs(part)), rel=0.06)
    user.push("Open all")
    assert len(opened(view)) == 2 + 4 + 4                        # hidden neurons, outputs of each, and the cost below each of those
    assert numbers(user.see(WantLine).accessibleName()) == [pytest.approx(-by_x.sum(), abs=5e-5)]


def test_q6_the_chain_grows_and_its_formula_grows_index_and_sum(user: User):
    user.click(Edge(1, 0, 0))
    user.click_on(user.factor_button("dC_da"))
    assert not any("Σ" in formula for formula in user.formulas(user.see(DerivationView)))
    user.push("One neuron more in layer 2")
    assert user.label("title").startswith("The chain · 1–1–2–1")
    grown = " ".join(user.formulas(user.see(DerivationView)))
    assert "∂C₀/∂a⁽¹⁾ = Σ_j wⱼ,₀⁽²⁾ ∂aⱼ⁽²⁾/∂zⱼ⁽²⁾ · ∂C₀/∂aⱼ⁽²⁾" in grown
    network, row = user.window.inspection.network, user.window.inspection.row
    cost = mean_cost(network, row[None], push=Neuron(1, 0))
    assert user.factor("dC_da") == pytest.approx((cost(1e-6) - cost(-1e-6)) / 2e-6, rel=1e-6)
    user.push("One layer further back ▸")
    user.push("One layer further back ▸")
    front = "∂C₀/∂w⁽¹⁾ = ∂z⁽¹⁾/∂w⁽¹⁾ · ∂a⁽¹⁾/∂z⁽¹⁾ · Σ_j wⱼ,₀⁽²⁾ ∂aⱼ⁽²⁾/∂zⱼ⁽²⁾ · w₀,ⱼ⁽³⁾ ∂a⁽³⁾/∂z⁽³⁾ · "
    assert front + "∂C₀/∂a⁽³⁾" in user.formulas(user.see(DerivationView))
    user.push("One layer further back ▸")
    assert front + "2 (a⁽³⁾ − y)" in user.formulas(user.see(DerivationView))
