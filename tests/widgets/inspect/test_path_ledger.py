"""The list of paths: every contribution, their sum so far, what the others add up to, and the product behind one of them."""
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from core.errors import Sentence
from core.explain.formulas import Factor
from core.explain.paths import Path, Paths
from core.network import Bias, Edge, Neuron
from core.notation import Symbol, derivative
from tests.widgets.pointing import leave
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.path_ledger import PathLedger
from widgets.inspect.product_grid import ProductGrid
from widgets.inspect.row_table import RowTable

LEFT = Qt.MouseButton.LeftButton
LISTED = [Path((2, 0), 0.02), Path((2, 3), -0.012), Path((2, 1), 0.004)]
PATHS = Paths(Edge(1, 2, 4), LISTED, 3, 0.0, 0.012, True)


@pytest.fixture
def ledger(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    section = PathLedger()
    section.set_symbol(Symbol("w", 1, 2, 4))
    section.set_paths(PATHS)
    qtbot.addWidget(section)
    section.resize(372, 320)
    section.show()
    return section


def table(section: PathLedger) -> RowTable:
    return section.findChild(RowTable)


def rows(section: PathLedger) -> list[tuple[str, ...]]:
    model = table(section).model()
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def words(section: PathLedger) -> str:
    return " | ".join(label.text() for label in section.findChildren(QLabel) if label.isVisible())


def place(section: PathLedger, row: int) -> QPoint:
    return table(section).visualRect(table(section).model().index(row, 1)).center()


def many(count: int, n: int = 1000, exact: bool = True) -> Paths:
    rng = np.random.default_rng(3)
    listed = [Path((1, i // 40, i % 40), float(size)) for i, size in enumerate(sorted(rng.exponential(0.01, n))[::-1])]
    return Paths(Edge(1, 1, 0), listed, count, 0.0012, sum(path.contribution for path in listed) + 0.0012, exact)


def factors(path: Path) -> tuple[Factor, ...]:
    word = Sentence("a link")
    return tuple(Factor("w", Symbol("w", l, j, 0), 0.5, word, word) for l, j in enumerate(path.neurons, 1))


def test_s24_every_path_is_shown_with_its_contribution_and_the_sum_so_far(ledger):
    assert rows(ledger) == [
        ("w → 2 → 0 → C₀", "+0.02000", "+0.02000"), ("w → 2 → 3 → C₀", "−0.01200", "+0.00800"),
        ("w → 2 → 1 → C₀", "+0.00400", "+0.01200")]


def test_s24_the_paths_together_are_the_derivative(ledger):
    assert "+0.01200" in words(ledger)
    assert ledger.findChild(FormulaLabel).accessibleName() == "∂C₀/∂w₂,₄⁽¹⁾ ="
    ledger.set_paths(PATHS, "average")
    assert ledger.findChild(FormulaLabel).accessibleName() == "∂C/∂w₂,₄⁽¹⁾ ="
    assert rows(ledger)[0][0] == "w → 2 → 0 → C"


def test_s24_the_paths_not_listed_are_one_number(ledger):
    assert "more paths" not in words(ledger)
    ledger.set_paths(many(13_345))
    assert "12,345 more paths add up to | +0.00120" in words(ledger)


def test_without_a_part_nothing_is_said(ledger):
    ledger.set_paths(many(13_345))
    ledger.set_paths(None)
    assert words(ledger) == ""
    assert not table(ledger).isVisible()


@pytest.mark.parametrize(("count", "said"), [
    (1, "1 path, one backward sweep."), (3, "3 paths, yet one backward sweep."), (13_345, "13,345 paths, yet one backward sweep."),
    (10**14, "1.0·10¹⁴ paths, yet one backward sweep."), (4096**63, "3.8·10²²⁷ paths, yet one backward sweep."),
])
def test_q19_many_paths_are_counted_against_one_backward_sweep(ledger, count: int, said: str):
    ledger.set_paths(replace(PATHS, count=count))
    assert said in words(ledger)


def test_a_list_that_may_lack_a_large_path_says_so(ledger):
    assert "mean size of their links" not in words(ledger)
    ledger.set_paths(many(10**14, exact=False))
    assert "Too many to compare: those listed were chosen by the mean size of their links." in words(ledger)


def test_with_softmax_the_last_link_is_said_to_contain_every_output(ledger):
    assert "softmax" not in words(ledger)
    ledger.set_paths(PATHS, softmax=True)
    assert "Each path's last link is ∂C₀/∂z, which already contains every output of the softmax." in words(ledger)


def test_an_edge_without_a_path_has_derivative_zero(ledger):
    ledger.set_paths(Paths(Edge(1, 0, 0), [], 0, 0.0, 0.0, True))
    assert words(ledger).endswith("No path leads from here to the cost: the derivative is 0.")
    assert not table(ledger).isVisible()


@pytest.mark.parametrize(("part", "letter"), [(Edge(1, 2, 4), "w"), (Bias(1, 2), "b"), (Neuron(1, 2), "a")])
def test_a_path_starts_from_the_letter_of_its_part(ledger, part, letter: str):
    ledger.set_paths(replace(PATHS, part=part))
    assert rows(ledger)[0][0].startswith(f"{letter} → 2")


def test_s24_a_path_under_the_mouse_is_told_and_so_is_leaving_it(qtbot, ledger):
    for row in (1, 0):
        with qtbot.waitSignal(ledger.path_hovered) as hovered:
            qtbot.mouseMove(table(ledger).viewport(), place(ledger, row))
        assert hovered.args == [LISTED[row]]
    leave(table(ledger))
    assert ledger.path is None


def test_q7_a_chosen_path_unfolds_its_product_factor_by_factor(qtbot, ledger):
    grid = ledger.findChild(ProductGrid)
    ledger.path_selected.connect(lambda path: ledger.set_product(None if path is None else factors(path)))
    with qtbot.waitSignal(ledger.path_selected) as selected:
        qtbot.mouseClick(table(ledger).viewport(), LEFT, pos=place(ledger, 1))
    assert selected.args == [LISTED[1]]
    assert [label.accessibleName() for label in grid.findChildren(FormulaLabel)] == ["w₂,₀⁽¹⁾", "w₃,₀⁽²⁾"]
    shown = [label.text() for label in grid.findChildren(QLabel)]
    assert shown.count("+0.5000") == 2
    assert "+0.25000" in shown
    with qtbot.waitSignal(ledger.path_selected) as selected:
        qtbot.mouseClick(table(ledger).viewport(), LEFT, pos=place(ledger, 1))
    assert selected.args == [None]
    assert not grid.isVisible()


def test_the_keyboard_walks_and_chooses(qtbot, ledger):
    table(ledger).setFocus()
    with qtbot.waitSignal(ledger.path_hovered) as hovered:
        qtbot.keyClick(table(ledger), Qt.Key.Key_Down)
        qtbot.keyClick(table(ledger), Qt.Key.Key_Down)
    first = LISTED.index(hovered.args[0])
    with qtbot.waitSignal(ledger.path_selected) as selected:
        qtbot.keyClick(table(ledger), Qt.Key.Key_Return)
    assert LISTED.index(selected.args[0]) == first + 1


def test_new_numbers_keep_the_chosen_path_and_emit_nothing(qtbot, ledger):
    qtbot.mouseClick(table(ledger).viewport(), LEFT, pos=place(ledger, 0))
    ledger.set_product(factors(LISTED[0]))
    with qtbot.assertNotEmitted(ledger.path_hovered), qtbot.assertNotEmitted(ledger.path_selected):
        ledger.set_paths(replace(PATHS, listed=[LISTED[1], Path((2, 0), 0.01), LISTED[2]]))
    leave(table(ledger))
    assert ledger.path == Path((2, 0), 0.01)
    assert table(ledger).selected_rows() == [1]
    ledger.set_paths(replace(PATHS, listed=LISTED[1:]))
    assert ledger.path is None
    assert not ledger.findChild(ProductGrid).isVisible()


def test_the_keyboard_keeps_its_place_when_new_numbers_come(qtbot, ledger):
    qtbot.mouseClick(table(ledger).viewport(), LEFT, pos=place(ledger, 0))
    qtbot.keyClick(table(ledger), Qt.Key.Key_Down)
    ledger.set_paths(replace(PATHS, total=0.5))
    with qtbot.waitSignal(ledger.path_hovered) as hovered:
        qtbot.keyClick(table(ledger), Qt.Key.Key_Down)
    assert hovered.args == [LISTED[2]]
    assert table(ledger).selected_rows() == [0]


def test_a_bias_is_not_taken_for_the_neuron_of_the_same_numbers(qtbot, ledger):
    ledger.set_paths(replace(PATHS, part=Bias(1, 2)))
    qtbot.mouseClick(table(ledger).viewport(), LEFT, pos=place(ledger, 0))
    ledger.set_paths(replace(PATHS, part=Neuron(1, 2)))
    assert table(ledger).selected_rows() == []


def test_the_list_is_copied_with_tabs_and_all_figures(qtbot, ledger):
    paths = replace(PATHS, count=5, rest=1 / 3, total=0.012 + 1 / 3)
    ledger.set_paths(paths)
    table(ledger).setFocus()
    qtbot.keyClick(table(ledger), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert lines[0] == ["layer 1 → 2", "contribution", "sum so far"]
    assert lines[1] == ["w → 2 → 0 → C₀", "0.02", "0.02"]
    assert lines[-1] == ["2 more paths add up to", repr(1 / 3), repr(paths.total)]


def test_a_thousand_paths_make_no_more_widgets_and_fit_the_column(ledger):
    before = len(ledger.findChildren(QLabel))
    ledger.set_paths(many(10**14))
    assert len(ledger.findChildren(QLabel)) == before
    assert ledger.minimumSizeHint().width() <= 372
    assert not table(ledger).grab().isNull()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_contributions_that_are_no_numbers_can_be_drawn(ledger, value: float):
    ledger.set_paths(replace(PATHS, listed=[Path((2, 0), value)], count=1, total=value))
    assert not ledger.grab().isNull()


def test_factors_are_typeset(qtbot, qapp):
    theme.apply(qapp, theme.LIGHT)
    grid = ProductGrid()
    qtbot.addWidget(grid)
    word = Sentence("slope at neuron {j}", j=3)
    grid.set_factors([Factor("da_dz", derivative(Symbol("a", 2, 3), Symbol("z", 2, 3)), None, word, word)])
    assert grid.findChild(FormulaLabel).toolTip() == "slope at neuron 3"
    assert not any("+" in label.text() for label in grid.findChildren(QLabel))
