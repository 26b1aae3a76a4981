"""Every example's derivative as a bar: which is which, what their mean is made of, and the mean without one of them."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QLabel, QToolButton

from core.notation import Symbol
from widgets import theme
from widgets.inspect.bar_strip import BarStrip, Ghost
from widgets.inspect.example_bars import ExampleBars, compared

VALUES = np.random.default_rng(5).normal(0.02, 0.03, 40)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bars(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    section = ExampleBars()
    section.set_symbol(Symbol("w", 2, 2, 4))
    section.set_values(VALUES)
    qtbot.addWidget(section)
    section.resize(372, section.sizeHint().height())
    section.show()
    return section


def strip(section: ExampleBars) -> BarStrip:
    return section.findChild(BarStrip)


def said(section: ExampleBars) -> str:
    return strip(section).accessibleName()


def place(section: ExampleBars, example: int) -> QPoint:
    return strip(section).bar_centre(example).toPoint()


def in_order(qtbot, section: ExampleBars) -> None:
    button = next(each for each in section.findChildren(QToolButton) if each.text() == "in order")
    qtbot.mouseClick(button, LEFT)


def colour_at(section: ExampleBars, at: QPoint) -> str:
    return strip(section).grab().toImage().pixelColor(at).name()


def test_s17_the_bars_are_said_to_be_examples_and_their_mean_the_gradients_component(bars):
    captions = [*(label.text() for label in bars.findChildren(QLabel)), bars.accessibleName()]
    assert "each bar: one example's ∂C₀/∂w₂,₄⁽²⁾ — their mean is the gradient's component" in captions
    assert "All 40 examples" in captions
    assert said(bars) == f"mean {VALUES.mean():+.4f} · {(VALUES < 0).sum()} negative, {(VALUES > 0).sum()} positive"


def test_q12_pointing_at_a_bar_says_which_example_it_is_and_its_own_derivative(qtbot, bars):
    for example in (3, 17, 39):
        with qtbot.waitSignal(bars.example_hovered) as hovered:
            qtbot.mouseMove(strip(bars), place(bars, example))
        assert hovered.args == [example]
        assert said(bars).replace("−", "-") == f"example {example}: {VALUES[example]:+.4f}"


def test_q12_clicking_a_bar_chooses_its_example(qtbot, bars):
    with qtbot.waitSignal(bars.example_clicked) as clicked:
        qtbot.mouseClick(strip(bars), LEFT, pos=place(bars, 17))
    assert clicked.args == [17]


def test_the_bars_stand_by_value_or_in_the_order_of_the_examples(qtbot, bars):
    assert [strip(bars).example_at(place(bars, int(i)).x()) for i in np.argsort(VALUES)] == np.argsort(VALUES).tolist()
    by_value = [place(bars, int(i)).x() for i in np.argsort(VALUES)]
    assert by_value == sorted(by_value)
    in_order(qtbot, bars)
    by_number = [place(bars, i).x() for i in range(40)]
    assert by_number == sorted(by_number)


def test_a_bars_colour_and_direction_tell_its_sign(bars):
    colours, zero = theme.current(), strip(bars)._y(0.0)
    for example in (int(np.argmax(VALUES)), int(np.argmin(VALUES))):
        at = place(bars, example)
        positive = VALUES[example] > 0
        assert (at.y() < zero) == positive
        assert colour_at(bars, at) == (colours.positive if positive else colours.negative).name()


def test_s17_a_bar_dragged_out_shows_the_mean_without_it_and_goes_back_when_let_go(qtbot, bars):
    example, before = 17, said(bars)
    at, without = place(bars, example), np.delete(VALUES, example).mean()
    with qtbot.assertNotEmitted(bars.example_clicked):
        qtbot.mousePress(strip(bars), LEFT, pos=at)
        qtbot.mouseMove(strip(bars), at + QPoint(5, -40))
        now, full = compared(without, VALUES.mean())
        assert said(bars) == f"without example 17: {now} instead of {full}"
        assert now != full
        assert bars.findChild(Ghost).isVisible()
        assert colour_at(bars, at) not in (theme.DARK.positive.name(), theme.DARK.negative.name())
        qtbot.mouseRelease(strip(bars), LEFT, pos=at + QPoint(5, -40))
    assert said(bars).startswith(("mean", "example"))
    qtbot.mouseMove(bars, QPoint(2, 2))
    qtbot.waitUntil(lambda: said(bars) == before)
    qtbot.waitUntil(lambda: bars.findChild(Ghost) is None)


def test_the_keyboard_walks_chooses_and_leaves_out(qtbot, bars):
    order = np.argsort(VALUES).tolist()
    strip(bars).setFocus()
    qtbot.keyClick(strip(bars), Qt.Key.Key_Home)
    with qtbot.waitSignal(bars.example_hovered) as hovered:
        qtbot.keyClick(strip(bars), Qt.Key.Key_Right)
    assert hovered.args == [order[1]]
    with qtbot.waitSignal(bars.example_clicked) as clicked:
        qtbot.keyClick(strip(bars), Qt.Key.Key_Return)
    assert clicked.args == [order[1]]
    qtbot.keyClick(strip(bars), Qt.Key.Key_Delete)
    assert said(bars).startswith(f"without example {order[1]}:")
    qtbot.keyClick(strip(bars), Qt.Key.Key_Delete)
    assert said(bars).startswith(f"example {order[1]}:")
    qtbot.keyClick(strip(bars), Qt.Key.Key_End)
    assert said(bars).startswith(f"example {order[-1]}:")


def test_more_examples_than_pixels_share_columns_that_name_the_farthest_reaching(qtbot, bars):
    values = np.random.default_rng(2).normal(0, 1, 60_000)
    bars.set_values(values)
    in_order(qtbot, bars)
    with qtbot.waitSignal(bars.example_hovered) as hovered:
        qtbot.mouseMove(strip(bars), QPoint(100, 30))
    example = hovered.args[0]
    width = strip(bars)._width()
    column = range(int(100 * 60_000 / width), int(101 * 60_000 / width))
    assert example in column
    assert abs(values[example]) == np.abs(values[column.start : column.stop]).max()
    assert f"largest of {len(column)} here" in said(bars)


def test_nothing_is_emitted_by_a_setter(qtbot, bars):
    with qtbot.assertNotEmitted(bars.example_hovered), qtbot.assertNotEmitted(bars.example_clicked):
        bars.set_values(VALUES[:7])
        bars.set_current(3)
        bars.set_symbol(Symbol("b", 1, 0))


def test_one_example_alone_cannot_be_left_out(qtbot, bars):
    bars.set_values(np.array([0.5]))
    strip(bars).setFocus()
    qtbot.keyClick(strip(bars), Qt.Key.Key_Right)
    qtbot.keyClick(strip(bars), Qt.Key.Key_Delete)
    assert said(bars) == "without example 0: there is no other"


def test_the_axis_grows_in_steps(bars):
    bars.set_values(np.array([0.0, 1.0]))
    shown = strip(bars)._range
    for top in (0.9, 0.7, 0.99):
        bars.set_values(np.array([0.0, top]))
        assert strip(bars)._range == shown
    bars.set_values(np.array([0.0, 1.01]))
    assert strip(bars)._range != shown


@pytest.mark.parametrize("values", [np.empty(0), np.array([np.nan, np.inf, 1.0]), np.zeros(5)])
def test_any_values_can_be_drawn(bars, values):
    bars.set_values(values)
    bars.set_current(2)
    assert not strip(bars).grab().isNull()


def test_the_section_keeps_its_size_whatever_it_shows(qtbot, bars):
    sizes = set()
    for n in (1, 250, 60_000):
        bars.set_values(np.full(n, -1e-7))
        qtbot.mouseMove(strip(bars), QPoint(50, 20))
        sizes.add((bars.sizeHint().height(), strip(bars).width()))
    assert len(sizes) == 1
    assert bars.minimumSizeHint().width() <= 372


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_two_numbers_that_differ_in_five_figures_are_seen_to_differ(one: float, other: float) -> None:
    size = max(abs(one), abs(other))
    if size and abs(one - other) > 2e-4 * size:
        assert len(set(compared(one, other))) == 2


def test_all_that_is_said_of_60_000_examples_is_in_sight(bars):
    values = np.concatenate([np.full(25_606, 1e-4), np.full(29_723, -1e-4), np.zeros(4_671)])
    bars.set_values(values)
    numbers = next(label for label in bars.findChildren(QLabel) if "= 0" in label.text())
    assert numbers.text().endswith("29,723 < 0, 25,606 > 0, 4,671 = 0")
    QCoreApplication.sendPostedEvents()                         # which lay it out
    assert numbers.fontMetrics().horizontalAdvance(numbers.text()) <= numbers.width()


def test_huge_derivatives_have_their_bars_and_infinite_ones_reach_the_end(qtbot, bars):
    """In the order of the examples: small beside the others, half as large, beyond all bounds either way."""
    bars.set_values(np.array([1.0, 1e200, 2e200, np.inf, -np.inf]))
    in_order(qtbot, bars)

    def height(example: int) -> int:
        image, x = strip(bars).grab().toImage(), int(strip(bars).bar_centre(example).x())
        return sum(image.pixelColor(x, y).name() in (theme.DARK.positive.name(), theme.DARK.negative.name())
                   for y in range(image.height()))

    assert height(0) <= 1
    assert height(1) == pytest.approx(height(2) / 2, abs=2)
    assert height(3) >= height(2) > 20
