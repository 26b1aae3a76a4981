"""The number line: whatever the size of a change, its two dots stand apart, on the right side of each other, and can be grabbed."""
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence, QShortcut

from core.notation import Symbol
from widgets import theme
from widgets.number_line import AXIS, COLUMNS, FILLED, GAP, RADIUS, SYMBOL, TEXT, NumberLine, change_text, narrow

W3 = Symbol("w", 3)


@pytest.fixture
def line(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    line = NumberLine()
    line.set_symbol(W3)
    line.set_range(-2, 2)
    line.set_value(1.51, before=1.5)
    line.set_draggable(True)
    qtbot.addWidget(line)
    line.resize(348, 32)
    line.show()
    line.activateWindow()
    return line


class Heard:
    """What a line has said, in order; None stands for released."""

    def __init__(self, line: NumberLine) -> None:
        self.all: list[float | None] = []
        line.dragged.connect(self.all.append)
        line.released.connect(lambda: self.all.append(None))

    def take(self) -> list[float | None]:
        heard, self.all[:] = list(self.all), []
        return heard


def dot(line: NumberLine) -> QPoint:
    place = line.dot()
    assert place is not None
    return place.toPoint()


def edges(line: NumberLine) -> tuple[float, float]:
    """px of the line's ends."""
    return SYMBOL, line.width() - GAP - TEXT


def middle(line: NumberLine) -> float:
    """px where the open dot of a magnified line is."""
    return sum(edges(line)) / 2


def colours_at(line: NumberLine, place: QPoint) -> set[str]:
    image = line.grab().toImage()
    return {image.pixelColor(place + QPoint(x, y)).name() for x in (-1, 0, 1) for y in (-1, 0, 1)}


def test_s8_a_quantity_has_its_dot_in_its_colour_and_its_number_on_a_line(line):
    assert theme.DARK.w.name() in colours_at(line, dot(line))
    line.set_symbol(Symbol("z", 3))
    assert theme.DARK.z.name() in colours_at(line, dot(line))
    assert line.shown_text == " 1.5000 →  1.5100"
    assert line.accessibleName() == "z⁽³⁾ on its number line"
    assert line.accessibleDescription() == line.toolTip() == "1.5 → 1.51"


def test_s8_the_dot_moves_with_the_value(line):
    left, right = edges(line)
    line.set_value(0.0)
    assert line.dot().x() == pytest.approx(middle(line))
    line.set_value(1.0)
    assert line.dot().x() == pytest.approx(left + 0.75 * (right - left))
    assert line.shown_text == "           1.0000"


def test_a_value_that_is_not_known_has_no_dot(line):
    line.set_value(None)
    assert line.dot() is None
    assert line.shown_text.strip() == "–"
    line.grab()


@given(st.floats(-5, 5), st.floats(1e-7, 0.1), st.sampled_from([-1, 1]))
def test_s9_every_change_is_seen_however_small(qapp, value: float, size: float, sign: int):
    line = NumberLine()
    line.resize(348, 32)
    line.set_range(-6, 6)
    line.set_value(value + sign * size, before=value)
    apart = (line.dot().x() - middle(line)) * sign
    assert RADIUS < apart <= FILLED * 182 / 2 + 1
    assert line.shown_text.strip() != ""


@pytest.mark.parametrize(("change", "half"), [
    (2.0, 5.0), (-0.1, 0.2), (0.01, 0.02), (0.0045, 0.01), (0.0038, 0.005), (-0.001, 0.002), (8e-7, 1e-6), (30.0, 50.0)])
def test_s8_a_change_is_always_shown_around_where_the_quantity_was(line, change: float, half: float):
    line.set_draggable(False)
    line.set_value(1.5 + change, before=1.5)
    assert line.ends == (1.5 - half, 1.5 + half)
    written = f"{half:g}".replace("-", "−")
    assert line.labels == (f"Δ −{written}", "1.5000", f"Δ +{written}")
    assert RADIUS < abs(line.dot().x() - middle(line)) <= FILLED * (line.width() - GAP - TEXT - SYMBOL) / 2 + 1


@pytest.mark.parametrize(("h", "half"), [(0.1, 0.5), (0.01, 0.05), (-0.001, 0.005)])
def test_s9_a_dot_that_can_be_dragged_has_room_and_its_labels_tell_sizes_apart(line, h: float, half: float):
    line.set_value(1.5 + h, before=1.5)
    assert line.ends == (1.5 - half, 1.5 + half)
    assert line.labels[0] == f"Δ −{half}"


def test_without_a_change_the_ends_are_the_quantitys_own(line):
    line.set_value(1.0)
    assert line.ends == (-2, 2)
    assert line.labels == ("−2", "", "2")


def test_what_rounding_alone_can_change_is_no_change_and_still_around_where_it_was(line):
    for value in (0.1 + 0.2, 0.3):
        line.set_value(value, before=0.3)
        assert line.ends == pytest.approx((0.2, 0.4))
        assert line.labels == ("Δ −0.1", "0.3000", "Δ +0.1")


def test_the_numbers_below_are_as_large_as_a_caption_and_apart(line):
    line.set_value(-0.8132 + 5e-7, before=-0.8132)
    width = QFontMetricsF(theme.number_font(theme.CAPTION)).horizontalAdvance
    line.resize(line.minimumSizeHint())
    assert sum(width(label) for label in line.labels) + 16 < edges(line)[1] - edges(line)[0]


def test_a_held_line_keeps_its_scale_until_a_change_does_not_fit(line):
    line.set_held(True)
    for value in (1.501, 1.5, 1.4999):
        line.set_value(value, before=1.5)
        assert line.ends == pytest.approx((1.45, 1.55))
    line.set_value(1.45, before=1.5)
    assert line.ends == pytest.approx((1.45, 1.55))
    line.set_value(1.4, before=1.5)
    assert line.ends == pytest.approx((1.0, 2.0))
    line.set_held(False)
    line.set_value(1.501, before=1.5)
    assert line.ends == pytest.approx((1.495, 1.505))


def test_the_dot_goes_from_before_to_after_and_its_number_comes_at_the_end(line):
    places = []
    for share in (0.0, 0.5, 1.0):
        line.set_share(share)
        places.append(line.dot().x())
    assert places[0] == pytest.approx(middle(line))
    assert places[1] == pytest.approx((places[0] + places[2]) / 2)
    line.set_share(0.5)
    assert line.shown_text == " 1.5000 →"


def test_the_dot_is_grabbed_and_dragged_and_let_go(qtbot, line):
    heard = Heard(line)
    line.dragged.connect(lambda value: line.set_value(value, before=1.5))
    start = dot(line)
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=start)
    assert heard.take() == []
    qtbot.mouseMove(line, start + QPoint(20, 0))
    assert dot(line).x() == start.x() + 20
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=start + QPoint(20, 0))
    value, end = heard.take()
    left, right = edges(line)
    assert end is None
    assert value == pytest.approx(1.51 + 20 * 0.1 / (right - left))


def test_a_press_on_the_line_brings_the_dot_there(qtbot, line):
    heard = Heard(line)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(round(edges(line)[1]), round(AXIS)))
    value, end = heard.take()
    assert value == pytest.approx(1.55, abs=5e-4)
    assert end is None
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(340, round(AXIS)))
    assert heard.take() == []


def test_escape_drags_it_back(qtbot, line):
    heard, left = Heard(line), []
    QShortcut(QKeySequence("Esc"), line).activated.connect(lambda: left.append("left"))
    line.setFocus()
    line.dragged.connect(lambda value: line.set_value(value, before=1.5))
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=dot(line))
    qtbot.mouseMove(line, dot(line) + QPoint(30, 0))
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert heard.take()[1:] == [1.51, None]
    assert left == []
    qtbot.mouseMove(line, QPoint(150, 10))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton)
    assert heard.take() == []


def test_arrow_keys_move_it_by_a_hundredth_of_the_line(qtbot, line):
    heard = Heard(line)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Right)
    qtbot.keyClick(line, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert heard.take() == [pytest.approx(1.511), None, pytest.approx(1.5099), None]


def test_a_line_that_is_not_draggable_takes_neither_mouse_nor_key(qtbot, line):
    line.set_draggable(False)
    heard = Heard(line)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=dot(line))
    qtbot.keyClick(line, Qt.Key.Key_Right)
    assert heard.take() == []
    assert line.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_hiding_a_grabbed_line_lets_it_go(qtbot, line):
    heard = Heard(line)
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=dot(line))
    line.hide()
    assert heard.take() == [None]


def test_the_theme_recolours_it(qapp, line):
    theme.apply(qapp, theme.LIGHT)
    assert theme.LIGHT.w.name() in colours_at(line, dot(line))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e99, max_value=1e99))
def test_a_number_has_at_most_seven_characters_and_is_near_the_value(value: float):
    written = narrow(value)
    assert len(written) <= 7
    assert float(written.replace("−", "-")) == pytest.approx(value, rel=0.5, abs=0)


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_before_and_after_always_take_the_same_room(before: float, after: float):
    assert len(change_text(before, after)) == COLUMNS
    if before != after:
        assert "→" not in change_text(before, after) or narrow(before) != narrow(after)
