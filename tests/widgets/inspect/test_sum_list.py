"""A sum line by line: what is listed, in which order, what the others add up to, and how a line is pointed at."""
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from core.notation import Symbol
from widgets import theme
from widgets.inspect.sum_list import LISTED, OPENED, REST, SumList


@pytest.fixture
def terms(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    widget = SumList("Terms")
    qtbot.addWidget(widget)
    widget.resize(348, 200)
    widget.show()
    return widget


def fill(terms: SumList, products: np.ndarray, bias: float = 0.25) -> None:
    terms.set_values([np.ones(len(products)), products], products, [bias, float(products.sum()) + bias])


def show(terms: SumList, *products: float) -> None:
    terms.set_lines(len(products), lambda k: Symbol("a", 1, k), 2, [Symbol("b", 2, 0), Symbol("z", 2, 0)])
    fill(terms, np.array(products, float))


def middle(terms: SumList, place: int) -> QPoint:
    return terms.line_rect(place).center().toPoint()


def test_a_short_sum_keeps_the_order_of_its_terms(terms):
    show(terms, 0.1, -3.0, 2.0)
    assert terms.lines == [0, 1, 2, 3, 4]
    assert [terms.line_text(place) for place in terms.lines] == [
        "a₀⁽¹⁾ = +0.1000", "a₁⁽¹⁾ = −3.0000", "a₂⁽¹⁾ = +2.0000", "b₀⁽²⁾ = +0.2500", "z₀⁽²⁾ = −0.6500"]


def test_of_many_terms_the_largest_come_first_and_the_others_are_one_number(terms):
    products = np.linspace(-1, 1.5, 784)
    show(terms, *products)
    assert terms.lines == [*range(783, 775, -1), REST, 784, 785]
    rest = products[:776].sum()
    assert terms.line_text(REST) == f"… 776 more add up to {rest:+.2f}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_what_is_listed_and_the_rest_are_all_terms(terms, products: list[float]):
    show(terms, *products)
    listed = [place for place in terms.lines if 0 <= place < len(products)]
    assert len(listed) == min(len(products), LISTED) == len(set(listed))
    assert (REST in terms.lines) is (len(products) > LISTED)


def test_lines_do_not_swap_places_for_a_little(terms):
    products = np.linspace(1, 2, 20)
    show(terms, *products)
    before = terms.lines
    products[12] *= 1.05
    fill(terms, products)
    assert terms.lines == before
    products[0] = 9.0
    fill(terms, products)
    assert terms.lines[0] == 0


def test_unfolding_shows_all_and_scrolls(qtbot, terms):
    show(terms, *np.linspace(1, 2, 40))
    height = terms.height()
    qtbot.mouseClick(terms, Qt.MouseButton.LeftButton, pos=middle(terms, REST))
    assert terms.lines[:OPENED] == list(range(39, 39 - OPENED, -1))
    assert terms.height() > height
    wheel = QWheelEvent(QPointF(50, 50), terms.mapToGlobal(QPointF(50, 50)), QPoint(), QPoint(0, -1200), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(terms, wheel)
    assert terms.lines[0] < 39
    assert terms.lines[-2:] == [40, 41]
    qtbot.mouseClick(terms, Qt.MouseButton.LeftButton, pos=middle(terms, REST))
    assert (terms.height(), terms.lines[0]) == (height, 39)


def test_pointing_at_a_line_tells_its_place_and_leaving_tells_none(qtbot, terms):
    show(terms, 1.0, 2.0)
    told = []
    terms.hovered.connect(told.append)
    for place in (0, 1, 2, 3):
        qtbot.mouseMove(terms, middle(terms, place))
    QApplication.sendEvent(terms, QEvent(QEvent.Type.Leave))
    assert told == [0, 1, 2, 3, None]


def test_clicking_a_line_chooses_it(qtbot, terms):
    show(terms, 1.0, 2.0)
    with qtbot.waitSignal(terms.clicked) as clicked:
        qtbot.mouseClick(terms, Qt.MouseButton.LeftButton, pos=middle(terms, 1))
    assert clicked.args == [1]


def test_the_arrow_keys_walk_the_lines_and_enter_chooses(qtbot, terms):
    show(terms, *np.linspace(2, 1, 20))
    terms.setFocus()
    told = []
    terms.hovered.connect(told.append)
    for _ in range(10):
        qtbot.keyClick(terms, Qt.Key.Key_Down)
    assert told == [*range(8), None, 20]                        # the line of the others is no part
    with qtbot.waitSignal(terms.clicked) as clicked:
        qtbot.keyClick(terms, Qt.Key.Key_Return)
    assert clicked.args == [20]
    assert terms.accessibleDescription() == "b₀⁽²⁾ = +0.2500"
    qtbot.keyClick(terms, Qt.Key.Key_Up)
    qtbot.keyClick(terms, Qt.Key.Key_Space)                     # unfolds
    for _ in range(30):
        qtbot.keyClick(terms, Qt.Key.Key_Up)
    assert told[-1] == 0
    for _ in range(19):
        qtbot.keyClick(terms, Qt.Key.Key_Down)
    assert told[-1] == 19


def test_bars_point_to_the_side_of_the_sign(terms):
    show(terms, 1.0, -1.0)
    picture = terms.grab().toImage()
    sides = []
    for place, colour in ((0, theme.DARK.positive), (1, theme.DARK.negative)):
        y = middle(terms, place).y()
        columns = [x for x in range(picture.width()) if picture.pixelColor(x, y) == colour]
        assert columns
        sides.append((min(columns), max(columns)))
    assert sides[1][1] <= sides[0][0]


def test_numbers_that_are_not_known_are_dashes(terms):
    show(terms, 1.0, 2.0)
    terms.set_values((), None, ())
    assert terms.line_text(0) == "a₀⁽¹⁾ = —"
    terms.grab()


def test_setting_values_tells_nothing_and_keeps_the_size(qtbot, terms):
    show(terms, *np.linspace(1, 2, 20))
    height = terms.height()
    with qtbot.assertNotEmitted(terms.hovered), qtbot.assertNotEmitted(terms.clicked):
        for scale in (1e-9, 1e9, np.nan):
            fill(terms, np.linspace(1, 2, 20) * scale)
            terms.grab()
    assert terms.height() == height
