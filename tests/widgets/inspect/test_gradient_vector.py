"""The gradient as one vector: every component with its symbol, where it stands, in either order, found, chosen and copied."""
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton

from core.network import Bias, Edge, parameter_count, views
from tests.widgets.pointing import leave
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect import row_table
from widgets.inspect.gradient_model import GradientModel
from widgets.inspect.gradient_vector import GradientVector
from widgets.inspect.row_table import RowTable

LEFT = Qt.MouseButton.LeftButton
SIZES = (2, 3, 1)
GRADIENT = np.array([0.5, -0.1, 0.02, -0.9, 0.3, 1e-5, 0.0, 0.7, -0.4, 0.6, -0.2, 0.8, 0.05])


@pytest.fixture
def vector(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    widget = GradientVector()
    widget.set_gradient(GRADIENT, SIZES, "mean over 250 examples")
    qtbot.addWidget(widget)
    widget.resize(286, 400)
    widget.show()
    return widget


def table(vector: GradientVector) -> RowTable:
    return vector.findChild(RowTable)


def rows(vector: GradientVector) -> list[tuple[str, str]]:
    model = table(vector).model()
    return [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())]


def names(vector: GradientVector) -> list[str]:
    return [name for name, _ in rows(vector)]


def words(vector: GradientVector) -> list[str]:
    return [label.text() for label in vector.findChildren(QLabel)]


def place(vector: GradientVector, row: int) -> QPoint:
    return table(vector).visualRect(table(vector).model().index(row, 0)).center()


def press(qtbot, vector: GradientVector, text: str) -> None:
    qtbot.mouseClick(next(button for button in vector.findChildren(QToolButton) if button.text() == text), LEFT)


def trigger(vector: GradientVector, text: str) -> None:
    next(action for action in vector.findChildren(QAction) if action.text() == text).trigger()


def choose_layer(qtbot, vector: GradientVector, steps: int) -> None:
    for _ in range(abs(steps)):
        qtbot.keyClick(vector.findChild(QComboBox), Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def unit_parts(sizes: tuple[int, ...]) -> Iterator[tuple[int, Edge | Bias]]:
    """Every part with its place, found by writing a one where it belongs."""
    for l in range(1, len(sizes)):
        for j in range(sizes[l]):
            for part in (Bias(l, j), *(Edge(l, j, k) for k in range(sizes[l - 1]))):
                unit = views(np.zeros(parameter_count(sizes)), sizes)
                if isinstance(part, Bias):
                    unit.b[l][j] = 1.0
                else:
                    unit.w[l][j, part.k] = 1.0
                yield int(unit.flat.argmax()), part


def test_s18_the_vector_lists_every_component_in_the_networks_order(vector):
    assert names(vector) == [
        "∂C/∂b₀⁽¹⁾", "∂C/∂w₀,₀⁽¹⁾", "∂C/∂w₀,₁⁽¹⁾", "∂C/∂b₁⁽¹⁾", "∂C/∂w₁,₀⁽¹⁾", "∂C/∂w₁,₁⁽¹⁾",
        "∂C/∂b₂⁽¹⁾", "∂C/∂w₂,₀⁽¹⁾", "∂C/∂w₂,₁⁽¹⁾", "∂C/∂b⁽²⁾", "∂C/∂w₀,₀⁽²⁾", "∂C/∂w₀,₁⁽²⁾", "∂C/∂w₀,₂⁽²⁾"]
    assert [value for _, value in rows(vector)][:6] == ["+0.50000", "−0.10000", "+0.02000", "−0.90000", "+0.30000", "+1.00e−05"]


def test_s18_the_head_says_how_long_the_vector_is_and_whose(vector):
    assert vector.findChild(FormulaLabel).accessibleName() == "∇C"
    assert "13 components" in words(vector)
    assert f"‖∇C‖ = {np.linalg.norm(GRADIENT):.4g}" in words(vector)
    assert table(vector).model().headerData(1, Qt.Orientation.Horizontal) == "mean over 250 examples"
    vector.set_gradient(GRADIENT, SIZES, "of this example", "example")
    assert vector.findChild(FormulaLabel).accessibleName() == "∇C₀"
    assert names(vector)[0] == "∂C₀/∂b₀⁽¹⁾"


@given(st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple))
def test_s18_every_row_belongs_to_the_part_at_its_place(sizes: tuple[int, ...]) -> None:
    model = GradientModel()
    model.set_sizes(sizes)
    model.flat = np.arange(parameter_count(sizes), dtype=float)
    model.set_shown(model.arranged(0, "wb", by_size=False))
    for row, part in unit_parts(sizes):
        assert (type(model.part(row)), model.part(row)) == (type(part), part)
        assert model.line_of(part) == row == model.value(row)
    assert list(model.all_parts()) == [part for _, part in unit_parts(sizes)]


def test_s18_pointing_at_a_row_tells_its_edge_or_bias(qtbot, vector):
    for row, part in ((1, Edge(1, 0, 0)), (3, Bias(1, 1))):
        with qtbot.waitSignal(vector.part_hovered) as hovered:
            qtbot.mouseMove(table(vector).viewport(), place(vector, row))
        assert hovered.args == [part]
        assert isinstance(hovered.args[0], type(part))
    with qtbot.waitSignal(vector.part_hovered) as hovered:
        leave(table(vector))
    assert hovered.args == [None]


def test_a_row_is_chosen_by_mouse_and_by_keyboard(qtbot, vector):
    with qtbot.waitSignal(vector.part_clicked) as clicked:
        qtbot.mouseClick(table(vector).viewport(), LEFT, pos=place(vector, 4))
    assert clicked.args == [Edge(1, 1, 0)]
    with qtbot.waitSignal(vector.part_hovered) as hovered:
        qtbot.keyClick(table(vector), Qt.Key.Key_Down)
    assert hovered.args == [Edge(1, 1, 1)]
    with qtbot.waitSignal(vector.part_clicked) as clicked:
        qtbot.keyClick(table(vector), Qt.Key.Key_Return)
    assert clicked.args == [Edge(1, 1, 1)]


def test_the_largest_come_first_by_size(qtbot, vector):
    press(qtbot, vector, "size")
    assert [value for _, value in rows(vector)][:4] == ["−0.90000", "+0.80000", "+0.70000", "+0.60000"]
    assert rows(vector)[-1][1] == "+0.00000"
    press(qtbot, vector, "place")
    assert names(vector)[0] == "∂C/∂b₀⁽¹⁾"


def test_new_values_are_sorted_at_once_and_then_at_a_calm_pace(qtbot, vector):
    press(qtbot, vector, "size")
    vector.set_gradient(GRADIENT[::-1], SIZES, "")
    assert rows(vector)[0] == ("∂C/∂b⁽²⁾", "−0.90000")
    vector.set_gradient(GRADIENT, SIZES, "")
    assert rows(vector)[0] == ("∂C/∂b⁽²⁾", "+0.60000")
    qtbot.waitUntil(lambda: rows(vector)[0] == ("∂C/∂b₁⁽¹⁾", "−0.90000"))


def test_the_order_holds_still_while_a_row_is_pointed_at(qtbot, vector):
    press(qtbot, vector, "size")
    before = names(vector)
    qtbot.mouseMove(table(vector).viewport(), place(vector, 2))
    vector.set_gradient(GRADIENT[::-1], SIZES, "")
    assert names(vector) == before
    leave(table(vector))
    qtbot.waitUntil(lambda: rows(vector)[0] == ("∂C/∂b⁽²⁾", "−0.90000"))


def test_a_layer_or_the_biases_alone_are_shown(qtbot, vector):
    press(qtbot, vector, "b")
    assert names(vector) == ["∂C/∂b₀⁽¹⁾", "∂C/∂b₁⁽¹⁾", "∂C/∂b₂⁽¹⁾", "∂C/∂b⁽²⁾"]
    assert "4 of 13" in words(vector)
    choose_layer(qtbot, vector, 2)
    assert names(vector) == ["∂C/∂b⁽²⁾"]
    press(qtbot, vector, "w")
    assert names(vector) == ["∂C/∂w₀,₀⁽²⁾", "∂C/∂w₀,₁⁽²⁾", "∂C/∂w₀,₂⁽²⁾"]
    press(qtbot, vector, "all")
    choose_layer(qtbot, vector, -2)
    assert len(names(vector)) == 13


def test_the_selected_component_is_scrolled_to_and_stays_marked_in_another_order(qtbot, vector):
    sizes = (20, 30, 1)
    with qtbot.assertNotEmitted(vector.part_hovered), qtbot.assertNotEmitted(vector.part_clicked):
        vector.set_gradient(np.linspace(-1, 0.5, parameter_count(sizes)), sizes, "")
        vector.set_selected(Edge(1, 25, 3))
    row = vector.findChild(RowTable).selected_rows()[0]
    assert row == 25 * 21 + 4
    assert table(vector).viewport().rect().contains(place(vector, row))
    press(qtbot, vector, "size")
    (row,) = table(vector).selected_rows()
    assert names(vector)[row] == "∂C/∂w₂₅,₃⁽¹⁾"
    vector.set_selected(Bias(2, 0))
    assert names(vector)[table(vector).selected_rows()[0]] == "∂C/∂b⁽²⁾"
    vector.set_selected(None)
    assert table(vector).selected_rows() == []


def test_a_bias_and_an_edge_are_not_mistaken_for_each_other(vector):
    for part, name in ((Bias(1, 1), "∂C/∂b₁⁽¹⁾"), (Edge(1, 1, 0), "∂C/∂w₁,₀⁽¹⁾")):
        vector.set_selected(part)
        assert [names(vector)[row] for row in table(vector).selected_rows()] == [name]


def test_new_values_leave_the_scroll_place_alone(qtbot, vector):
    sizes = (20, 30, 1)
    vector.set_gradient(np.zeros(parameter_count(sizes)), sizes, "")
    qtbot.waitUntil(lambda: table(vector).verticalScrollBar().maximum() > 333)
    table(vector).verticalScrollBar().setValue(333)
    vector.set_gradient(np.ones(parameter_count(sizes)), sizes, "")
    assert table(vector).verticalScrollBar().value() == 333
    assert rows(vector)[333][1] == "+1.00000"


@pytest.mark.parametrize(("typed", "name"), [("b1", "∂C/∂b₁⁽¹⁾"), ("w2,1", "∂C/∂w₂,₁⁽¹⁾"), ("w0,2", "∂C/∂w₀,₂⁽²⁾")])
def test_typing_a_name_finds_its_row(qtbot, vector, monkeypatch, typed: str, name: str):
    monkeypatch.setattr(row_table, "PAUSE", 60_000)             # a slow machine types slowly
    table(vector).setFocus()
    qtbot.keyClicks(table(vector), typed)
    assert [names(vector)[row] for row in table(vector).selected_rows()] == [name]


def test_rows_are_copied_as_symbol_and_value(qtbot, vector):
    qtbot.mouseClick(table(vector).viewport(), LEFT, pos=place(vector, 1))
    qtbot.mouseClick(table(vector).viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, pos=place(vector, 2))
    qtbot.keyClick(table(vector), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "∂C/∂w₀,₀⁽¹⁾\t-0.1\n∂C/∂w₀,₁⁽¹⁾\t0.02\n"


def test_the_whole_vector_is_copied_as_text_and_as_latex(qtbot, vector):
    press(qtbot, vector, "b")
    trigger(vector, "Copy the whole vector")
    lines = QApplication.clipboard().text().splitlines()
    assert [float(line.split("\t")[1]) for line in lines] == GRADIENT.tolist()
    trigger(vector, "Copy as LaTeX")
    assert QApplication.clipboard().text().startswith(
        r"\nabla C = \begin{pmatrix} \frac{\partial C}{\partial b_{0}^{(1)}} \\ \frac{\partial C}{\partial w_{0,0}^{(1)}}")
    assert r"0.3 \\ 1 \cdot 10^{-5} \\ 0 \\" in QApplication.clipboard().text()
    assert r"\vdots" not in QApplication.clipboard().text()
    vector.set_gradient(np.zeros(31), (30, 1), "")
    trigger(vector, "Copy as LaTeX")
    assert QApplication.clipboard().text().count(r"\frac") == 30
    assert QApplication.clipboard().text().count(r"\vdots") == 2


def test_saving_is_asked_for_and_the_table_has_every_component(qtbot, vector):
    with qtbot.waitSignal(vector.save_wanted):
        trigger(vector, "Save as CSV…")
    header, found = vector.table()
    body = list(found)
    assert header == ("component", "l", "j", "k", "value")
    assert body[0] == ("∂C/∂b₀⁽¹⁾", 1, 0, None, 0.5)
    assert body[-1] == ("∂C/∂w₀,₂⁽²⁾", 2, 0, 2, 0.05)
    assert len(body) == 13


def test_values_not_known_yet_are_dashes(vector):
    vector.set_gradient(None, SIZES, "")
    assert {value for _, value in rows(vector)} == {"–"}
    assert "‖∇C‖ = –" in words(vector)
    assert not vector.grab().isNull()


@pytest.mark.parametrize("value", [np.inf, np.nan, 1e300])
def test_a_gradient_that_ran_away_can_be_drawn(qtbot, vector, value: float):
    vector.set_gradient(np.full(13, value), SIZES, "")
    press(qtbot, vector, "size")
    assert not vector.grab().isNull()


def test_eighty_thousand_components_need_no_object_each(vector):
    sizes = (784, 100, 10)
    vector.set_gradient(np.arange(parameter_count(sizes), dtype=float), sizes, "")
    model = table(vector).model()
    assert model.rowCount() == 79_510
    assert model.index(79_509, 0).data() == "∂C/∂w₉,₉₉⁽²⁾"
    assert vector.minimumSizeHint().width() <= 286
