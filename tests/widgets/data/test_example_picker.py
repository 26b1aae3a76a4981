"""The example picker: which example, what the network makes of it, and a panel that keeps its size."""
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from core.notation import Symbol, text
from widgets import theme
from widgets.data.example_picker import Example, ExamplePicker, Verdict
from widgets.data.pixels import Pixels
from widgets.entry_field import EntryField

EXAMPLE = Example(17, np.array([1.84, -0.62]), np.array([1.0]), np.array([0.731]), 0.0724, True)


@pytest.fixture
def picker(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    picker = ExamplePicker()
    picker.set_counts(250, 100)
    picker.set_layers(3)
    picker.set_example(EXAMPLE)
    qtbot.addWidget(picker)
    picker.resize(200, 260)
    picker.show()
    qtbot.waitUntil(picker.isActiveWindow)                     # or the focus would come later, and with it another selection
    return picker


def shown(picker: ExamplePicker, name: str) -> str:
    return next(label for label in picker.findChildren(QLabel) if label.accessibleName() == name).text()


def button(picker: ExamplePicker, word: str) -> QToolButton:
    return next(button for button in picker.findChildren(QToolButton) if word in button.accessibleName())


def test_classes_with_names_are_named_beside_one_number_and_below_several(picker):
    picker.set_example(EXAMPLE._replace(desired_class="healthy", answered_class="a very long name"))
    assert (shown(picker, "y"), shown(picker, "a⁽ᴸ⁾")) == (" 1.000  healthy", " 0.731  a very …")
    picker.set_example(EXAMPLE._replace(y=np.eye(3)[2], a=np.eye(3)[0], desired_class="virginica", answered_class="setosa"))
    assert shown(picker, "y") == "  0.00,  0.00,\n  1.00\n virginica"
    assert shown(picker, "a⁽ᴸ⁾").endswith("\n setosa")


def test_what_the_network_sees_is_shown_where_it_is_something_else_than_the_columns(picker):
    picker.set_example(EXAMPLE._replace(seen=np.array([-0.62, 3.39, 0.5])))
    assert shown(picker, "a⁽⁰⁾") == " −0.62,  3.39,\n  0.50"


def test_an_example_is_shown_in_the_lectures_symbols(picker):
    assert shown(picker, "a⁽⁰⁾") == "( 1.84, −0.62)"
    assert shown(picker, "y") == " 1.000"
    assert shown(picker, "a⁽ᴸ⁾") == " 0.731"
    assert shown(picker, "C₀") == " 0.0724"
    assert picker.findChild(EntryField).text() == "17"
    assert picker.findChild(Verdict).text() == "right"


@pytest.mark.parametrize(("cost", "written"), [
    (0.0724, " 0.0724"), (0.0, " 0.0000"), (6.8e-7, "6.8e−07"), (3e-5, "  3e−05"), (1234.5, "1.23e+03")])
def test_a_small_cost_is_not_written_as_none(picker, cost, written):
    picker.set_example(EXAMPLE._replace(cost=cost))
    assert shown(picker, text(Symbol("C", j=0))) == written


def test_right_and_wrong_differ_in_word_and_mark_not_only_in_colour(qtbot, picker):
    verdict = picker.findChild(Verdict)
    shapes = []
    for right in (True, False):
        picker.set_example(EXAMPLE._replace(right=right))
        image = verdict.grab().toImage()
        reds = np.array([[image.pixelColor(x, y).red() for x in range(18)] for y in range(18)])
        shapes.append(reds > (reds.min() + reds.max()) / 2)
    assert (shapes[0] != shapes[1]).sum() > 10
    picker.set_example(EXAMPLE._replace(right=None))
    assert verdict.text() == ""


def test_the_panel_keeps_its_size_from_example_to_example(qtbot, picker):
    size = picker.sizeHint()
    places = [label.geometry() for label in picker.findChildren(QLabel)]
    picker.set_example(Example(249, np.array([-1.0, 12.34]), np.array([-1.0]), np.array([-0.5]), 2.25, None))
    assert picker.sizeHint() == size
    assert [label.geometry() for label in picker.findChildren(QLabel)] == places


def test_stepping_random_and_worst_first_are_told(qtbot, picker):
    for word, signal, args in (
        ("Previous", picker.stepped, [-1]), ("Next", picker.stepped, [1]), ("random", picker.random_wanted, []),
        ("Worst", picker.worst_first_chosen, [True]),
    ):
        with qtbot.waitSignal(signal) as told:
            qtbot.mouseClick(button(picker, word), Qt.MouseButton.LeftButton)
        assert told.args == args


def test_a_number_may_be_typed_and_counts_from_0(qtbot, picker):
    field = picker.findChild(EntryField)
    field.selectAll()
    with qtbot.waitSignal(picker.number_chosen) as chosen:
        qtbot.keyClicks(field, "249")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == [249]
    field.selectAll()
    with qtbot.waitSignal(picker.refused) as refused:
        qtbot.keyClicks(field, "250")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert refused.args == ["Number of the example cannot be “250”; allowed: 0 to 249."]


def test_the_set_is_switched_and_an_empty_test_set_cannot_be(qtbot, picker):
    test = next(each for each in picker.findChildren(QToolButton) if each.text() == "test")
    with qtbot.waitSignal(picker.set_chosen) as chosen:
        qtbot.mouseClick(test, Qt.MouseButton.LeftButton)
    assert chosen.args == ["test"]
    assert picker.accessibleName() == "Test example"
    assert any(label.text() == "of 100" for label in picker.findChildren(QLabel))
    with qtbot.assertNotEmitted(picker.set_chosen):
        picker.set_set("training")
        picker.set_counts(350, 0)
        qtbot.mouseClick(test, Qt.MouseButton.LeftButton)
    assert picker.accessibleName() == "Training example"


def test_pixels_are_shown_as_a_picture(qtbot, picker):
    x = np.zeros(64)
    x[9] = 1.0                                                  # row 1, column 1
    picker.set_picture_shape((8, 8))
    picker.set_example(Example(3, x, np.eye(10)[3], np.full(10, 0.1) + 0.5 * np.eye(10)[7], 0.9, False))
    picture = picker.findChild(Pixels)
    image = picture.grab().toImage()
    cell = image.width() / 8
    assert image.pixelColor(round(1.5 * cell), round(1.5 * cell)) == theme.current().text
    assert image.pixelColor(round(2.5 * cell), round(1.5 * cell)) == theme.current().background
    assert shown(picker, "a⁽⁰⁾") == " 8 × 8 pixels"
    assert shown(picker, "y") == " 1.000 at j = 3"
    assert shown(picker, "a⁽ᴸ⁾") == " 0.600 at j = 7"
    picker.set_picture_shape(None)
    assert not picture.isVisible()


def test_nothing_is_emitted_by_setting(qtbot, picker):
    heard = []
    for signal in (picker.stepped, picker.random_wanted, picker.worst_first_chosen, picker.number_chosen, picker.set_chosen,
                   picker.refused):
        signal.connect(lambda *args: heard.append(args))
    picker.set_example(EXAMPLE._replace(number=3))
    picker.set_set("test")
    picker.set_worst_first(True)
    picker.set_counts(5, 5)
    assert not heard


def test_it_fits_the_left_column(picker):
    for count in (1, 2, 8):
        picker.set_example(EXAMPLE._replace(x=np.full(count, -12.34)))
        assert picker.minimumSizeHint().width() <= 200
