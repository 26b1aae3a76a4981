"""Typeset formulas: boxes that hold what they draw, symbols that can be pointed at, colours of the quantities."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from core.notation import Fraction, Node, Partial, Power, Row, Sum, Symbol, Text, derivative, row, text
from widgets import formula, theme
from widgets.formula import FormulaLabel, Pointed, layout, wrapped

C0, W, Z, A = Symbol("C", j=0), Symbol("w", 2, 1, 4), Symbol("z", 2, 1), Symbol("a", 2, 1)
CHAIN = row(derivative(C0, W), " = ", derivative(Z, W), " · ", derivative(A, Z), " · ", derivative(C0, A))

symbols = st.builds(
    Symbol, st.sampled_from("wbzaCyx"), st.none() | st.integers(0, 12) | st.just("L"), st.none() | st.integers(0, 99))
trees = st.recursive(
    symbols | st.builds(Text, st.sampled_from(["1", " − ", "max(0, ", "−0.8132"])),
    lambda parts: st.builds(Fraction, parts, parts) | st.builds(Power, parts, parts) | st.builds(Sum, parts, parts)
    | st.builds(Partial, parts) | st.builds(Row, st.lists(parts, max_size=4).map(tuple)),
    max_leaves=12)


@pytest.fixture
def label(qtbot):
    label = FormulaLabel(CHAIN, 24)
    qtbot.addWidget(label)
    label.show()
    return label


@settings(max_examples=60, deadline=None)
@given(node=trees)
def test_every_part_lies_inside_its_box(qapp, node: Node):
    box = layout(node)
    frame = QRectF(0, -box.ascent, box.width, box.ascent + box.descent).adjusted(-1e-6, -1e-6, 1e-6, 1e-6)
    assert all(frame.contains(rect) for _, rect in box.regions)
    assert all(frame.contains(bar) for bar in box.bars)
    assert all(frame.left() <= glyphs.x <= frame.right() and frame.top() <= glyphs.y <= frame.bottom() for glyphs in box.glyphs)


@settings(max_examples=40, deadline=None)
@given(node=trees)
def test_symbols_never_overlap(qapp, node: Node):
    for indices in (True, False):
        rects = [rect.adjusted(1e-6, 1e-6, -1e-6, -1e-6) for pointed, rect in layout(node).regions
                 if bool(pointed.index) is indices]
        assert not any(one.intersects(other) for place, one in enumerate(rects) for other in rects[:place])


def test_superscript_stands_over_the_subscript_at_the_same_place(qapp):
    letter, below, above = layout(W, 24).glyphs
    assert (letter.text, below.text, above.text) == ("𝑤", "1,4", "(2)")
    assert above.y < letter.y < below.y
    assert abs(above.x - below.x) < 3
    assert below.size == above.size < letter.size


def test_a_layer_is_never_mistaken_for_a_power(qapp):
    assert [g.text for g in layout(Power(Symbol("a", 1), Text("2"))).glyphs] == ["(", "𝑎", "(1)", ")", "2"]
    assert [g.text for g in layout(Power(Symbol("a"), Text("2"))).glyphs] == ["𝑎", "2"]


def test_fraction_bars_of_a_row_are_level(qapp):
    assert len({bar.y() for bar in layout(CHAIN).bars}) == 1


def test_the_sum_has_its_index_below(qapp):
    sigma, index, *_ = layout(Sum(Symbol("j"), C0), 20).glyphs
    assert sigma.text == "∑"
    assert index.text == "𝑗"
    assert index.y > sigma.y


def test_each_quantity_is_drawn_in_its_colour(qapp):
    for symbol in (W, Z, A, C0, Symbol("y")):
        image = QImage(200, 100, QImage.Format.Format_RGB32)
        image.fill(theme.current().panel)
        painter = QPainter(image)
        layout(symbol, 60).draw(painter, 10, 60)
        painter.end()
        seen = {image.pixel(x, y) for x in range(200) for y in range(100)}
        assert theme.quantity_colour(symbol.quantity).rgb() in seen
        assert theme.current().text.rgb() not in seen - {theme.quantity_colour(symbol.quantity).rgb()}


def test_pointing_at_a_symbol_tells_which_and_lights_it(qtbot, label):
    before = label.grab().toImage()
    place = label.symbol_rect(Z).center()
    with qtbot.waitSignal(label.symbol_hovered) as hovered:
        qtbot.mouseMove(label, QPoint(round(label.symbol_rect(Z).left()) + 3, round(place.y())))
    assert hovered.args == [Pointed(Z)]
    assert label.grab().toImage() != before
    with qtbot.waitSignal(label.symbol_hovered) as left:
        qtbot.mouseMove(label, QPoint(label.width() - 1, 0))
    assert left.args == [None]


@pytest.mark.parametrize("index", ["layer", "j", "k"])
def test_q8_pointing_at_an_index_tells_that_index_alone(qtbot, label, index: str):
    rect = label.symbol_rect(W, index)
    with qtbot.waitSignal(label.symbol_hovered) as hovered:
        qtbot.mouseMove(label, rect.center().toPoint())
    assert hovered.args == [Pointed(W, index)]
    assert label.symbol_rect(W).contains(rect)


def test_the_zero_of_the_cost_is_part_of_its_name(qapp):
    assert [pointed for pointed, _ in layout(C0).regions] == [Pointed(C0)]


@given(node=trees, room=st.integers(40, 400))
def test_a_wrapped_formula_holds_what_it_holds_in_one_line(qapp, node: Node, room: int):
    one, several = layout(node), wrapped(node, formula.SIZE, room)
    assert "".join(g.text for g in one.glyphs) == "".join(g.text for g in several.glyphs)
    assert [pointed for pointed, _ in one.regions] == [pointed for pointed, _ in several.regions]


def test_a_long_formula_is_broken_before_its_operators(qapp):
    box = wrapped(CHAIN, 24, 150)
    assert box.width <= 150 < layout(CHAIN, 24).width
    assert len({bar.y() for bar in box.bars}) > 1


def test_new_numbers_in_a_formula_leave_what_is_pointed_at(qtbot, label):
    label.set_formula(row(W, " = 0.25"))
    qtbot.mouseMove(label, label.symbol_rect(W, "j").center().toPoint())
    with qtbot.assertNotEmitted(label.symbol_hovered):
        label.set_formula(row(W, " = 0.26"))
        qtbot.mouseMove(label, label.symbol_rect(W, "j").center().toPoint() + QPoint(1, 0))


def test_a_click_tells_the_symbol_and_beside_it_nothing(qtbot, label):
    with qtbot.waitSignal(label.symbol_clicked) as clicked:
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=label.symbol_rect(C0).center().toPoint())
    assert clicked.args == [Pointed(C0)]
    with qtbot.assertNotEmitted(label.symbol_clicked):
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(0, 0))


def test_setting_a_formula_names_it_and_emits_nothing(qtbot, label):
    with qtbot.assertNotEmitted(label.symbol_hovered), qtbot.assertNotEmitted(label.symbol_clicked):
        label.set_formula(W, 20)
    assert label.accessibleName() == text(W)


def test_lines_keep_their_height_whatever_symbols_they_hold(qtbot):
    labels = [FormulaLabel(node, 18) for node in (Symbol("z"), Symbol("y"), Text("1"), Row(()))]
    for label in labels:
        qtbot.addWidget(label)
    assert len({label.sizeHint().height() for label in labels}) == 1


def test_disabled_formulas_are_faint(qtbot, label):
    label.setEnabled(False)
    image = label.grab().toImage()
    seen = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}
    assert theme.current().w.name() not in seen
    assert theme.faint(theme.current()).name() in seen


def test_of_a_formula_with_new_numbers_only_these_are_laid_out(qapp):
    layout(row(CHAIN, " = 0.25 · ", "−7"))
    before = layout.cache_info().misses
    layout(row(CHAIN, " = 1.25 · ", "−8"))
    assert layout.cache_info().misses - before == 3             # the two, and the row that they stand in
    assert formula._glyphs.cache_info().maxsize
