"""A step line by line: three forms that light up together, the numbers of the present row, and how a position is chosen."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolButton

from core.document import presets
from core.document.data import dataset
from core.errors import Sentence
from core.explain.forms import Forms, forms
from core.explain.tokens import Line, Token
from core.explain.walk import Item, Walk, agrees
from core.notation import Power, Row, Sum, Symbol, Text, derivative, signed, text
from core.training import Trainer
from tests.widgets.drawings import pixels
from tests.widgets.pointing import leave
from widgets import theme
from widgets.walk.number_cells import PER_EXAMPLE, Grid, GridLine, grid_lines
from widgets.walk.tape_row import SIZES, Column, copied, unfolded
from widgets.walk.tape_view import DIM, TapeView
from widgets.walk.token_line import broken, code, fitted, formula, written

pytestmark = pytest.mark.usefixtures("qapp")                   # letters have no width without it
RNG = np.random.default_rng(3)
VALUES = {
    Item("w", 2): RNG.normal(size=(2, 3)), Item("b", 2): RNG.normal(size=2), Item("a", 1): RNG.normal(size=(3, 4)),
    Item("z", 2): RNG.normal(size=(2, 4)), Item("dC_dz", 2): RNG.normal(size=(2, 4)), Item("dC_da", 1): RNG.normal(size=(3, 4)),
    Item("dC_dw", 2): RNG.normal(size=(2, 3)), Item("C0"): RNG.normal(size=4), Item("C"): np.array(0.25),
}
W, B, A, Z, DELTA, ASKED, GRADIENT = (Item("w", 2), Item("b", 2), Item("a", 1), Item("z", 2), Item("dC_dz", 2), Item("dC_da", 1),
                                      Item("dC_dw", 2))


def values(item: Item, old: bool) -> np.ndarray | None:
    return VALUES.get(item)


def line(*parts: Token | str) -> Line:
    return tuple(Token(Text(part)) if isinstance(part, str) else part for part in parts)


def symbol(item: Item, *indices: str) -> Token:
    return Token(Symbol(item.quantity, item.layer, *indices), item)


def by_cost(item: Item, quantity: str, *indices: str) -> Token:
    return Token(derivative(Symbol("C", j=0), Symbol(quantity, item.layer, *indices)), item)


SUM = Forms(
    indices=line(symbol(Z, "j"), " = ", Token(Sum(Symbol("k"), Text(""))), symbol(W, "j", "k"), " ", symbol(A, "k"), " + ",
                 symbol(B, "j")),
    matrix=line(symbol(Z), " = ", symbol(W), " ", symbol(A), " + ", symbol(B)),
    shapes=line(symbol(Z), "(2×1) = ", symbol(W), "(2×3) ", symbol(A), "(3×1) + ", symbol(B), "(2×1)"),
    source=(line(Token(Text("wb[2]"), W), ".dot(", Token(Text("a1[1]"), A), ", out=", Token(Text("z[2]"), Z), ")"),),
    numbers=(line(symbol(Z._replace(j=0), "0"), " = 0.5 · 0.25 + 0.1 = 0.225"),),
    remark=Sentence("Row {j} of w holds what reaches neuron {j}.", j="j"))
BACK = Forms(
    indices=line(by_cost(ASKED, "a", "k"), " = ", Token(Sum(Symbol("j"), Text(""))), symbol(W, "j", "k"), " ",
                 by_cost(DELTA, "z", "j")),
    matrix=line(by_cost(ASKED, "a"), " = ", Token(Power(Symbol("w", 2), Text("T")), W), " ", by_cost(DELTA, "z")),
    shapes=line(by_cost(ASKED, "a"), " = ", Token(Power(Symbol("w", 2), Text("T")), W), "(3×2) ", by_cost(DELTA, "z"), "(2×1)"),
    source=(line("np.copyto(", Token(Text("dC_da[1]"), ASKED), ")"),
            line(Token(Text("w[2]"), W), ".T.dot(", Token(Text("dC_dz[2]"), DELTA), ")")),
    numbers=())
MEAN = Forms(
    indices=line(by_cost(GRADIENT, "w", "j", "k"), " = ", by_cost(DELTA, "z", "j"), " ", symbol(A, "k")),
    matrix=line(by_cost(GRADIENT, "w"), " = ", by_cost(DELTA, "z"), " ", Token(Power(Symbol("a", 1), Text("T")), A)),
    shapes=line(by_cost(GRADIENT, "w"), "(2×3)"), source=(line("…"),), numbers=())
LINES = [("forward", SUM), ("cost", SUM), ("backward", BACK), ("backward", MEAN), ("update", SUM)]
LONG = [("forward", SUM)] * 200 + [("backward", BACK)] * 250


@pytest.fixture
def view(qtbot, qapp):
    """A view that obeys as in the window: what is chosen becomes the position."""
    theme.apply(qapp, theme.DARK)
    widget = TapeView()
    qtbot.addWidget(widget)
    widget.set_calm(True)
    widget.resize(1000, 600)
    widget.set_lines(LINES)
    widget.position_chosen.connect(lambda position: at(widget, position))
    widget.show()
    widget.setFocus()
    return widget


def at(view: TapeView, position: int) -> TapeView:
    view.set_position(position, ((LINES if position <= len(LINES) else LONG)[position - 1][1], values) if position else None)
    return view


def place_of(view: TapeView, item: Item, row: int, nth: int = 0) -> QPoint:
    return [rect for found, rect in view.regions(row) if found == item][nth].center().toPoint()


# ---- choosing a position ---------------------------------------------------------------------------------------------------------


def test_clicking_a_row_chooses_the_position_after_it(qtbot, view):
    told = []
    view.position_chosen.connect(told.append)
    for row in (2, 0, 4):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.row_rect(row).center().toPoint())
    assert told == [3, 1, 5]


def test_the_keyboard_walks_and_stays_within_the_step(qtbot, view):
    told = []
    view.position_chosen.connect(told.append)
    key = Qt.Key
    for pressed in (key.Key_Up, key.Key_Down, key.Key_Down, key.Key_Up, key.Key_End, key.Key_Down, key.Key_PageUp, key.Key_Home,
                    key.Key_PageDown):
        qtbot.keyClick(view, pressed)
    assert told == [1, 2, 1, 5, 0, 5]                           # a page up from the end is the start, where Home does nothing


def test_setting_anything_tells_nothing(qtbot, view):
    with qtbot.assertNotEmitted(view.position_chosen), qtbot.assertNotEmitted(view.item_hovered):
        for position in (3, 0, 5):
            at(view, position)
        view.set_example(2)
        view.set_lit([W])
        view.set_lines(LINES[:2])
        view.set_calm(False)
    assert view.row_rect(1).height() > view.row_rect(0).height()       # the position is the end of what there is now


# ---- what lights up --------------------------------------------------------------------------------------------------------------


def test_pointing_at_a_symbol_tells_its_item_and_leaving_tells_none(qtbot, view):
    at(view, 1)
    told = []
    view.item_hovered.connect(told.append)
    for item in (Z, W, B):
        qtbot.mouseMove(view.viewport(), place_of(view, item, 1))
    qtbot.mouseMove(view.viewport(), QPoint(5, 5))
    qtbot.mouseMove(view.viewport(), place_of(view, ASKED, 2))
    leave(view)
    assert told == [Z, W, B, None, ASKED, None]


def test_pointing_at_a_number_tells_its_entry_and_clicking_chooses_it(qtbot, view):
    at(view, 1)
    wanted = Item("w", 2, 1, 2)
    with qtbot.waitSignal(view.item_hovered) as hovered:
        qtbot.mouseMove(view.viewport(), place_of(view, wanted, 0))
    with qtbot.waitSignal(view.item_clicked) as clicked, qtbot.assertNotEmitted(view.position_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, wanted, 0))
    assert hovered.args == clicked.args == [wanted]


@pytest.mark.parametrize("lit", [W, Z, Item("w", 2, 0, 1), Item("w", 2, None, 1), Item("b", 1)])
def test_an_item_is_lit_in_all_forms_and_numbers_and_nothing_else_is(view, lit):
    at(view, 1)
    before = pixels(view.viewport())
    view.set_lit([lit])
    after = pixels(view.viewport())
    changed = (before != after).any(axis=2)
    columns = set()
    for row in range(len(LINES)):
        for item, rect in view.regions(row):
            inside = np.s_[int(rect.top()) + 2:int(rect.bottom()) - 1, int(rect.left()) + 1:int(rect.right())]
            assert (after[inside].sum() > before[inside].sum()) == agrees(item, lit) == changed[inside].any(), (row, item)
            if agrees(item, lit):
                columns.add(next(each.form for each in view.columns if each.left <= rect.left() <= each.left + each.width))
    assert columns == (set() if lit.layer == 1 else {"indices", "matrix", "numpy"})
    view.set_lit([])
    assert (pixels(view.viewport()) == before).all()


def test_rows_to_come_are_dim_and_the_present_one_is_framed(view):
    def strongest(row: int) -> int:
        rect = view.row_rect(row).toRect().adjusted(6, 4, -6, -4)
        return int(pixels(view.viewport())[rect.top():rect.bottom(), rect.left():rect.right()].max())

    at(view, 3)
    assert strongest(4) < 0.75 * strongest(0)
    assert DIM < 1
    accent, image = theme.DARK.accent, view.viewport().grab().toImage()
    assert [row for row in range(len(LINES)) if image.pixelColor(500, int(view.row_rect(row).top())) == accent] == [2]


# ---- numbers ---------------------------------------------------------------------------------------------------------------------


def grids(matrix: Line, example: int = 0, room: float = 2000.0, held=values) -> list[Grid]:
    ((made,),) = grid_lines(matrix, held, example, 13, room)
    return parts_of(made)


def parts_of(made: GridLine) -> list[Grid]:
    return [part for _, _, part in made.parts if isinstance(part, Grid)]


def test_every_cell_says_its_number_and_stands_for_its_entry():
    z, w, a, b = grids(SUM.matrix, example=2)
    for j in range(2):
        assert (z.texts[j], z.items[j]) == ((plain(VALUES[Z][j, 2]),), (Item("z", 2, j),))
        assert (b.texts[j], b.items[j]) == ((plain(VALUES[B][j]),), (Item("b", 2, j),))
        assert w.texts[j] == tuple(plain(number) for number in VALUES[W][j])
        assert w.items[j] == tuple(Item("w", 2, j, k) for k in range(3))
    assert a.texts == tuple((plain(number),) for number in VALUES[A][:, 2])


def test_s28_column_k_of_the_matrix_is_row_k_of_the_transposed_one():
    _, transposed, _ = grids(BACK.matrix)
    for k in range(3):
        assert transposed.texts[k] == tuple(plain(number) for number in VALUES[W][:, k])
        assert transposed.items[k] == tuple(Item("w", 2, j, k) for j in range(2))


def test_what_adds_up_over_the_examples_shows_all_of_them():
    gradient, delta, before = grids(MEAN.matrix, example=1)
    assert [len(grid.texts) for grid in (gradient, delta, before)] == [2, 2, 4]
    assert delta.texts[1] == tuple(plain(number) for number in VALUES[DELTA][1])
    assert before.texts[3] == tuple(plain(number) for number in VALUES[A][:, 3])
    assert before.items[3] == tuple(Item("a", 1, j) for j in range(3))


def test_two_equations_and_their_signs_are_kept_apart():
    squared = Token(Power(Symbol("b", 2), Text("2")), B)
    (first,), (second,) = grid_lines(line(symbol(Z), " = 1 − ", squared, ",   ", symbol(W), " ← ", symbol(W)), values, 0, 13, 900.0)
    shown = [part if isinstance(part, Grid) else written(tuple(piece.token for piece in part.pieces)) for _, _, part in first.parts]
    assert shown == [*grids(line(symbol(Z))), "= 1 −", *grids(line(symbol(B))), "²"]
    assert len(parts_of(second)) == 2


def test_a_function_of_an_item_is_not_taken_for_the_item():
    exponential = Token(Power(Text("e"), Symbol("b", 2)), B)
    assert len(grids(line(symbol(Z), " = ", exponential))) == 1


def test_a_row_of_ones_that_repeats_a_column_is_left_out_where_one_column_is_shown():
    ones = Token(Power(Text("1"), Text("T")))
    assert grids(line(*SUM.matrix, " ", ones), example=1) == grids(SUM.matrix, example=1)
    ((kept,),) = grid_lines(line(symbol(GRADIENT), " = ", symbol(DELTA), " ", ones), values, 0, 13, 900.0)
    assert len(kept.parts) == 5


def test_a_number_alone_has_no_brackets():
    cost, each = Token(Symbol("C"), Item("C")), Token(Symbol("C", j=0), Item("C0"))
    assert [grid.brackets for grid in grids(line(cost, " = ", each))] == [False, True]
    (alone,) = grids(line(each), example=3)
    assert (alone.texts, alone.brackets) == (((plain(VALUES[Item("C0")][3]),),), False)


def test_nothing_is_written_where_nothing_is_known():
    assert grid_lines(SUM.matrix, lambda item, old: None, 0, 13, 300.0) == []
    assert grid_lines(line("no items"), values, 0, 13, 300.0) == []


@pytest.fixture(scope="module", params=["chain", "two-paths", "spiral", "digits"])
def walk(request):
    experiment = presets.load(request.param)
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    return Walk(ahead.network, ahead.rows, ahead.update)


def test_every_operation_of_a_real_step_shows_its_own_numbers_within_its_column(view, walk):
    view.set_lines([(operation.stage, forms(walk, place)) for place, operation in enumerate(walk.operations)])
    for position, operation in enumerate(walk.operations, 1):
        def values_here(item: Item, old: bool, position: int = position) -> np.ndarray | None:
            return walk.values(item, position - old) if item in walk.arrays else None

        here = forms(walk, position - 1)
        view.set_position(position, (here, values_here))
        ends = {column.form: column.left + column.width for column in view.columns}
        assert all(rect.right() <= ends["numpy"] for _, rect in view.regions(position - 1))
        made = grid_lines(here.matrix, values_here, 0, 13, ends["matrix"])
        assert made or all(item not in walk.arrays for item in (token.item for token in here.matrix))
        for grid in (grid for equation in made for each in equation for grid in parts_of(each)):
            whole = next(item for items in grid.items for item in items if item is not None).whole
            if whole in operation.writes and whole.quantity not in PER_EXAMPLE and whole.quantity != "C":
                held = walk.values(whole, position)
                for item, number in cells(grid):
                    assert number in {plain(each) for each in np.atleast_1d(held[item[2:2 + held.ndim]])}


def cells(grid: Grid) -> list[tuple[Item, str]]:
    return [(item, number) for items, texts in zip(grid.items, grid.texts, strict=True)
            for item, number in zip(items, texts, strict=True) if item is not None]


@given(st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_of_a_large_matrix_the_first_entries_and_the_last_are_written(rows: int, columns: int, transposed: bool):
    held = np.arange(1.0, rows * columns + 1).reshape(rows, columns)
    node = Power(Symbol("w", 2), Text("T")) if transposed else Symbol("w", 2)
    (grid,) = grids((Token(node, W),), held=lambda item, old: held)
    assert len(grid.texts) <= 6 >= len(grid.texts[0])
    entries = dict(cells(grid))
    assert {Item("w", 2, 0, 0), Item("w", 2, rows - 1, columns - 1)} <= set(entries)
    assert all(number == plain(held[item.j, item.k]) for item, number in entries.items())


def test_numbers_make_themselves_small_before_they_leave_their_column(view):
    wide = np.full((6, 40), -123.456)
    for room in (400, 250):
        ((made,),) = grid_lines(line(symbol(W)), lambda item, old: wide, 0, 13, room)
        assert made.width <= room


def test_a_sum_too_wide_for_its_column_goes_on_below_and_loses_nothing():
    whole = grids(SUM.matrix)
    (lines,) = grid_lines(SUM.matrix, values, 0, 13, 240.0)
    assert [len(parts_of(each)) for each in lines] == [1, 2, 1]
    assert [grid.items for each in lines for grid in parts_of(each)] == [grid.items for grid in whole]
    assert all(each.width <= 240 for each in lines)


def plain(number: float) -> str:
    return signed(float(number), 3).removeprefix("+")


# ---- room ------------------------------------------------------------------------------------------------------------------------


def test_a_product_too_wide_for_its_column_goes_on_below_its_dot():
    product = line(by_cost(GRADIENT, "w"), " = ", symbol(DELTA), " · ", Token(Power(Symbol("a", 1), Text("T")), A))
    known = {GRADIENT: np.ones((3, 3)), DELTA: np.ones((3, 20)), A: np.ones((3, 20))}
    (made,) = grid_lines(product, lambda item, old: known[item], 0, 13, 150)
    assert len(made) == 3
    assert all(each.width <= 150 for each in made)


def test_a_line_of_signs_alone_is_as_high_as_its_signs():
    signs = line(" − ln(1 · ", Token(Power(Text("e"), Power(Symbol("z", 2), Text("2")))), ")")
    ((made,),) = grid_lines(line(symbol(Z), *signs), lambda item, old: VALUES[item][:, :1] if item == Z else None, 0, 13, 400)
    alone = formula(signs, 13)
    ((_, below),) = grid_lines(line(symbol(Z), *signs), lambda item, old: VALUES[item][:, :1] if item == Z else None, 0, 13, 110)
    assert below.ascent >= alone.ascent
    assert below.descent >= alone.descent
    assert made.ascent >= alone.ascent


def test_equations_that_do_not_fit_beside_each_other_have_lines_of_their_own():
    both = line(*BACK.indices, ",   ", *MEAN.indices)
    wide, narrow = (unfolded(BACK._replace(indices=both, numbers=(), remark=None), [Column("indices", 0, width)], values, 0)
                    for width in (600, 150))
    assert len(wide.placed) == 1
    said = [written([piece.token for piece in each.line.pieces]) for each in narrow.placed]
    assert said == [written(BACK.indices), written(MEAN.indices)]
    assert len({each.x for each in narrow.placed}) == 1


def test_what_is_too_long_fades_out_alone(qapp):
    theme.apply(qapp, theme.DARK)
    token = Token(Symbol("longest", 2), W)
    forms_ = BACK._replace(indices=line(token), numbers=(line(*[token] * 40),), remark=None)
    row = unfolded(forms_, [Column("indices", 0, 400)], values, 0)
    short = row.placed[0]._replace(x=400 - row.placed[0].line.width, room=row.placed[0].line.width)
    long = row.placed[1]._replace(line=formula(line(*[token] * 40), 13), room=400)

    def drawn(*placed: object) -> np.ndarray:
        image = QImage(420, 120, QImage.Format.Format_RGB32)
        image.fill(theme.DARK.panel)
        with QPainter(image) as painter:
            row._replace(placed=placed, height=120.0).draw(painter, lambda item: False, theme.DARK.panel)
        return np.frombuffer(image.constBits(), np.uint8).reshape(120, 420, 4)[:round(short.y + short.line.descent) - 1].copy()

    below = long._replace(y=short.y + 60)
    assert (drawn(short) == drawn(short, below)).all()


def test_a_row_is_as_high_as_what_it_says(view, walk):
    for place, operation in enumerate(walk.operations):
        said = forms(walk, place)
        view.set_lines([(operation.stage, said)])
        for column, form in zip(view.columns, (said.indices, said.matrix), strict=False):
            made = fitted(formula, form, SIZES, column.width)
            assert view.row_rect(0).height() >= made.ascent + made.descent + 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.integers(320, 1400), st.integers(0, len(LINES)))
def test_no_form_reaches_into_the_next_column(view, width: int, position: int):
    view.resize(width, 420)
    at(view, position)
    ends = [(column.left, column.left + column.width) for column in view.columns]
    assert all(end < start for (_, end), (start, _) in pairwise(ends))
    assert ends[-1][1] <= view.viewport().width()
    for row in range(len(LINES)):
        for _, rect in view.regions(row):
            assert any(left - 1 <= rect.left() and rect.right() <= right + 1 for left, right in ends) or rect.width() <= 0


@given(st.lists(st.sampled_from([" = ", " + ", "a", "long words", " · "]), min_size=1, max_size=20), st.integers(100, 300))
def test_a_broken_line_keeps_every_token_and_fits(parts: list[str], room: int):
    whole = line(*parts)
    for typeset in (formula, code):
        made = broken(typeset, whole, 13, room)
        assert [piece.token for each in made for piece in each.pieces] == list(whole)
        assert all(each.width <= room for each in made)


def test_one_long_token_is_broken_too_and_each_part_keeps_its_item():
    long_sum = Token(Row(tuple(part for number in range(12) for part in (Text(f"−0.{number}234"), Text(" + ")))), W)
    made = broken(formula, (Token(Text("z = ")), long_sum), 13, 200)
    assert len(made) > 2
    assert all(each.width <= 200 for each in made)
    assert [item for each in made for item, _ in each.regions] == [W] * 24
    assert {text(each.pieces[0].token.node) for each in made[1:]} == {" + "}
    call = line("np.multiply(", Token(Text("dC_da[2]"), ASKED), ", 2.0, out=", Token(Text("dC_da[1]"), ASKED), ")")
    assert [written(tuple(piece.token for piece in each.pieces)) for each in broken(code, call, 11, 160)] == [
        "np.multiply(dC_da[2],", "2.0, out=dC_da[1])"]


def test_a_narrow_view_shows_one_form_and_the_switch_says_which(qtbot, view):
    view.resize(500, 300)
    assert [column.form for column in view.columns] == ["indices"]
    for name, form in (("NumPy", "numpy"), ("matrices", "matrix")):
        button = next(each for each in view.findChildren(QToolButton) if each.text() == name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert [column.form for column in view.columns] == [form]
    view.resize(1000, 300)
    assert [column.form for column in view.columns] == ["indices", "matrix", "numpy"]
    assert not button.isVisible()


def test_a_view_with_room_for_two_forms_shows_any_two_that_are_chosen(qtbot, view):
    view.resize(600, 300)
    for name, expected in (("indices + NumPy", ["indices", "numpy"]), ("matrices + NumPy", ["matrix", "numpy"]),
                           ("indices + matrices", ["indices", "matrix"])):
        button = next(each for each in view.findChildren(QToolButton) if each.text() == name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert [column.form for column in view.columns] == expected
        assert button.geometry().right() < view.viewport().width()


def test_the_numbers_of_what_is_selected_are_framed(view):
    at(view, 1)
    row, item = 0, next(item for item, _ in view.regions(0) if item != item.whole)
    before = pixels(view.viewport())
    view.set_selected([item])
    assert {each for each, _ in view.framed_regions(row)} == {item}
    rect = view.framed_regions(row)[0][1].toAlignedRect()
    changed = (pixels(view.viewport()) != before).any(axis=-1)
    assert changed[rect.top():rect.bottom() + 1, rect.left():rect.right() + 1].any()
    view.set_selected([])
    assert (pixels(view.viewport()) == before).all()


@pytest.fixture
def long(view):
    view.resize(1000, 300)
    QApplication.processEvents()
    view.set_lines(LONG)
    return view


def is_visible(view: TapeView, position: int) -> bool:
    rect = view.row_rect(position - 1)
    return rect.top() >= 0 and rect.bottom() <= view.viewport().height()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.integers(1, 450), min_size=1, max_size=5))
def test_the_present_row_is_always_in_sight(long, positions: list[int]):
    for position in positions:
        assert is_visible(at(long, position), position)


def test_a_row_in_sight_is_not_scrolled_to(long):
    bar = at(long, 100).verticalScrollBar()
    before = bar.value()
    at(long, 99)
    assert bar.value() == before


def test_it_moves_to_a_row_out_of_sight_and_arrives(qtbot, long):
    long.set_calm(False)
    at(long, 300)
    assert not is_visible(long, 300)
    qtbot.waitUntil(lambda: is_visible(long, 300))


def test_every_place_of_a_long_tape_belongs_to_the_row_that_is_drawn_there(long):
    at(long, 230)
    for row in range(long.row_at(0.0), long.row_at(float(long.viewport().height())) + 1):
        rect = long.row_rect(row)
        assert {long.row_at(y) for y in (rect.top() + 0.5, rect.center().y(), rect.bottom() - 0.5)} == {row}


# ---- what leaves it --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "text_wanted"), [
    ("Copy with indices", "∂C₀/∂aₖ⁽¹⁾ = Σ_j wⱼₖ⁽²⁾ ∂C₀/∂zⱼ⁽²⁾"), ("Copy as matrices", "∂C₀/∂a⁽¹⁾ = (w⁽²⁾)ᵀ ∂C₀/∂z⁽²⁾"),
    ("Copy as NumPy", "np.copyto(dC_da[1])\nw[2].T.dot(dC_dz[2])"),
])
def test_the_menu_copies_the_present_row(view, name, text_wanted):
    at(view, 3)
    next(action for action in view.actions() if action.text() == name).trigger()
    assert QGuiApplication.clipboard().text().replace("  ", " ") == text_wanted


def test_latex_has_both_formulas(view):
    at(view, 1).copy("latex")
    one, other = QGuiApplication.clipboard().text().splitlines()
    assert r"z_{j}^{(2)} = \sum_{k}" in one
    assert other == r"z^{(2)} = w^{(2)} a^{(1)} + b^{(2)}"


def test_copying_by_keyboard_takes_the_form_under_the_mouse(qtbot, view):
    at(view, 1)
    for column in view.columns:
        qtbot.mouseMove(view.viewport(), QPointF(column.left + 5, view.row_rect(0).top() + 8).toPoint())
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == copied(SUM, column.form)


def test_at_the_start_there_is_nothing_to_copy(view):
    QGuiApplication.clipboard().setText("kept")
    at(view, 0).copy("indices")
    assert QGuiApplication.clipboard().text() == "kept"
    assert view.accessibleDescription() == "Nothing is computed yet."


def test_the_present_row_is_read_out_in_its_three_forms(view):
    at(view, 1)
    assert view.accessibleDescription().splitlines() == [
        written(SUM.indices), written(SUM.matrix), written(SUM.source[0]), "Row j of w holds what reaches neuron j."]
    assert text(Symbol("z", 2, "j")) in view.accessibleDescription()
