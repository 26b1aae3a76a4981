"""The number that is typed or dragged: every way to change it says so once per change, and a change that is dropped leaves none."""
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from widgets import theme
from widgets.value_field import ValueField
from widgets.value_pull import step_of


class Heard:
    """What a field has said, in order; None stands for finished."""

    def __init__(self, field: ValueField) -> None:
        self.all: list[float | None] = []
        field.edited.connect(self.all.append)
        field.finished.connect(lambda: self.all.append(None))

    def take(self) -> list[float | None]:
        heard, self.all[:] = list(self.all), []
        return heard


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    window = QWidget()
    column = QVBoxLayout(window)
    for name in ("Bias", "Weight"):
        column.addWidget(ValueField(name))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    return window


@pytest.fixture
def field(window):
    bias, weight = window.findChildren(ValueField)
    weight.set_value(-0.8132456)
    bias.setFocus()
    return weight


@pytest.fixture
def heard(field):
    return Heard(field)


def drag(qtbot, field: ValueField, *places: tuple[int, int], release: bool = True) -> None:
    """Press in the middle and move to these offsets in px; the first pixels only tell a drag from a click."""
    middle = field.rect().center()
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=middle)
    for x, y in places:
        qtbot.mouseMove(field, middle + QPoint(x, y))
    if release:
        qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=middle + QPoint(*places[-1]))


def wheel(field: ValueField, angle: int, modifiers=Qt.KeyboardModifier.NoModifier) -> bool:
    middle = QPointF(field.rect().center())
    event = QWheelEvent(middle, field.mapToGlobal(middle), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, modifiers,
                        Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(field, event)
    return event.isAccepted()


def test_it_shows_four_decimals_and_the_full_number_as_its_tooltip(field):
    assert field.text() == "−0.8132"
    assert field.toolTip() == "-0.8132456"
    assert field.accessibleName() == "Weight"


def test_set_value_says_nothing(field, heard):
    field.set_value(0.25)
    assert field.text() == "+0.2500"
    assert heard.take() == []


def test_a_click_and_a_number_typed_change_it_once(qtbot, field, heard):
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.text() == "-0.8132456"
    qtbot.keyClicks(field, "0,5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.take() == [0.5, None]
    assert field.text() == "+0.5000"


def test_of_a_long_number_to_be_typed_over_the_first_digits_are_seen(qtbot, window, field):
    field.set_value(-0.3940976329267555)
    field.resize(70, field.height())
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.selectedText() == "-0.3940976329267555"
    field.grab()                                            # scrolls to where the cursor is
    assert field.cursorPositionAt(QPoint(8, field.height() // 2)) <= 1


def test_typing_starts_by_enter_or_by_the_first_figure(qtbot, field, heard):
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "-3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.take() == [2.0, None, -3.0, None]


@pytest.mark.parametrize("typed", ["much", "nan", "1e999", ""])
def test_what_is_no_finite_number_is_refused_in_one_sentence(qtbot, field, heard, typed: str):
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(field.refused) as refused:
        field.clear()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert refused.args == [f"Weight cannot be “{typed}”; allowed: a finite number."]
    assert field.text() == "−0.8132"
    assert heard.take() == []


def test_escape_while_typing_leaves_the_number_as_it_is(qtbot, field, heard):
    field.setFocus()
    qtbot.keyClicks(field, "99")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "−0.8132"
    assert heard.take() == []


def test_leaving_the_field_finishes_what_was_typed(qtbot, field, heard):
    field.setFocus()
    qtbot.keyClicks(field, "7")
    field.parent().findChild(ValueField).setFocus()
    assert heard.take() == [7.0, None]
    assert field.text() == "+7.0000"


def test_what_is_being_typed_survives_new_values(qtbot, field, heard):
    field.setFocus()
    qtbot.keyClicks(field, "4")
    field.set_value(0.1)
    assert field.text() == "4"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "+0.1000"


@pytest.mark.parametrize(("x", "y", "value"), [(1, 0, 0.02), (0, -1, 0.02), (-1, 0, -0.02), (0, 1, -0.02)])
def test_a_drag_to_the_right_or_up_makes_it_larger(qtbot, field, heard, *, x: int, y: int, value: float):
    field.set_value(0.0)
    drag(qtbot, field, (4 * x, 4 * y), (24 * x, 24 * y))
    assert heard.take() == [value, None]


def test_a_drag_emits_every_change_on_its_way(qtbot, field, heard):
    field.set_value(1.2)
    drag(qtbot, field, (4, 0), (5, 0), (6, 0), (9, 0))
    assert heard.take() == [1.21, 1.22, 1.25, None]


def test_escape_while_dragging_restores_the_number(qtbot, field, heard):
    field.set_value(1.2)
    drag(qtbot, field, (4, 0), (14, 0), release=False)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard.take() == [1.3, 1.2, None]
    qtbot.mouseMove(field, QPoint(0, 0))
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton)
    assert heard.take() == []
    assert field.text() == "+1.2000"


def test_escape_belongs_to_the_change_before_it_belongs_to_the_window(qtbot, window, field):
    left = []
    QShortcut(QKeySequence("Esc"), window).activated.connect(lambda: left.append("left"))
    drag(qtbot, field, (4, 0), (14, 0), release=False)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert left == []
    assert field.text() == "−0.8132"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert left == ["left"]


def test_an_arrow_key_held_is_one_change(qtbot, field, heard):
    field.set_value(1.2)
    field.setFocus()
    for _ in range(3):
        qtbot.keyPress(field, Qt.Key.Key_Up)
    qtbot.keyRelease(field, Qt.Key.Key_Up)
    assert heard.take() == [1.21, 1.22, 1.23, None]


def test_shift_makes_finer_steps_and_page_keys_coarser_ones(qtbot, field, heard):
    field.set_value(1.2)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert heard.take() == [1.199, None, 1.299, None]


def test_the_wheel_turns_it_only_when_it_has_the_focus(field, heard):
    assert not wheel(field, 120)
    field.setFocus()
    field.set_value(1.2)
    assert wheel(field, -120)
    assert wheel(field, 60)
    assert wheel(field, 60)
    assert wheel(field, 120, Qt.KeyboardModifier.ShiftModifier)
    assert heard.take() == [1.19, None, 1.2, None, 1.201, None]


def test_a_fixed_number_is_neither_dragged_nor_typed(qtbot, field, heard):
    field.set_editable(False)
    drag(qtbot, field, (4, 0), (40, 0))
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "5")
    assert not wheel(field, 120)
    assert heard.take() == []
    assert field.text() == "−0.8132"
    field.set_editable(True)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.take() == [5.0, None]


def test_hiding_it_ends_a_drag(qtbot, field, heard):
    drag(qtbot, field, (4, 0), (5, 0), release=False)
    field.hide()
    assert heard.take()[-1] is None


def test_its_width_is_the_same_for_every_number(field):
    widths = set()
    for value in (0.0, -1234.5678, 1e-7, -3e12):
        field.set_value(value)
        widths.add((field.sizeHint().width(), field.width()))
    assert len(widths) == 1


@given(st.floats(-1e6, 1e6))
def test_a_step_is_between_a_thousandth_and_a_hundredth_of_the_number(value: float):
    size = max(abs(value), 0.1)
    assert size / 1001 <= step_of(value) <= size / 99
