"""The output over the inputs: map, class map and curve."""
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.plots.output_map import SHADE, OutputMap, data_extent, value_range

EXTENT = (-6.0, 6.0, -6.0, 6.0)
X0, X1 = np.meshgrid(np.linspace(-6, 6, 60), np.linspace(-6, 6, 60))


@pytest.fixture
def output(qtbot: QtBot) -> OutputMap:
    output = OutputMap()
    qtbot.addWidget(output)
    output.set_map(np.sign(X1), EXTENT)
    output.resize(360, 200)
    output.show()
    return output


def place(output: OutputMap, x0: float, x1: float) -> QPoint:
    x, y = output.canvas.to_pixels(np.array([[x0, x1]]))[0]
    return QPoint(round(x), round(y))


def colour(output: OutputMap, x0: float, x1: float) -> QColor:
    picture = output.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return picture.pixelColor(place(output, x0, x1))


def is_near(one: QColor, other: QColor) -> bool:
    return all(abs(p - q) <= 4 for p, q in zip(one.getRgb(), other.getRgb(), strict=True))


def switch(output: OutputMap, name: str) -> QCheckBox:
    return next(check for check in output.findChildren(QCheckBox) if check.text() == name)


def test_the_map_has_x1_upwards_and_the_colours_of_the_sign(output: OutputMap) -> None:
    colours = theme.current()
    assert is_near(colour(output, 0, 4), theme.mix(colours.zero, colours.positive, SHADE))
    assert is_near(colour(output, 0, -4), theme.mix(colours.zero, colours.negative, SHADE))


def test_classes_with_names_are_named_where_one_points_and_beside_the_map(qtbot: QtBot, output: OutputMap) -> None:
    output.set_names(["width", "height"], ["setosa", "versicolor", "virginica"])
    classes = np.where(X0 > 0, 2, 0)
    output.set_class_map(classes, np.full((60, 60), 0.75), EXTENT)
    output.set_points("training", np.array([[3.0, 3.0], [-3.0, 3.0]]), np.array([2, 1]), "classes")
    read = output.canvas
    assert read._answer(*read.to_pixels(np.array([[3.0, 3.0]]))[0]) == "virginica  75 %"
    assert read._name_at(place(output, -3, 3).toPointF()) == "y = versicolor"
    assert read._name_at(place(output, 0, -3).toPointF()) == ""
    assert output.legend.lines() == ["setosa", "versicolor", "virginica"]
    assert output.legend.toolTip() == "setosa\nversicolor\nvirginica"
    output.set_names(["x₀", "x₁"])
    assert output.legend.lines() == []
    output.set_class_map(classes, np.full((60, 60), 0.75), EXTENT)
    assert read._answer(*read.to_pixels(np.array([[3.0, 3.0]]))[0]) == "class 2  75 %"


def test_two_classes_are_named_by_the_side_of_the_answer(output: OutputMap) -> None:
    output.set_names(["a", "b"], ["healthy", "sick"])
    output.set_map(np.sign(X1), EXTENT)
    output.set_points("training", np.array([[3.0, 3.0], [-3.0, -3.0]]), np.array([1.0, -1.0]))
    for y, name in ((3, "sick"), (-3, "healthy")):
        assert output.canvas._answer(*output.canvas.to_pixels(np.array([[0.0, y]]))[0]).endswith(f"\n{name}")
    assert output.canvas._name_at(place(output, -3, -3).toPointF()) == "y = healthy"
    assert [output.legend.colour(number) for number in (0, 1)] == [theme.signed_colour(-1, 1), theme.signed_colour(1, 1)]


def test_a_legend_without_room_for_all_says_how_many_there_are(output: OutputMap) -> None:
    names = [f"class of {number}" for number in range(40)]
    output.set_names(["a", "b"], names)
    lines = output.legend.lines()
    assert lines[:2] == names[:2]
    assert (len(lines) < 40, lines[-1]) == (True, "… 40 classes")


def test_low_and_high_end_the_colours(output: OutputMap) -> None:
    output.set_map(np.full((60, 60), 0.5), EXTENT, low=0.0, high=1.0)
    assert is_near(colour(output, 2, 3), theme.current().zero)


def test_discretize_shows_only_the_side_and_tells_it(qtbot: QtBot, output: OutputMap) -> None:
    output.set_map(np.full((60, 60), 0.1), EXTENT)
    before = colour(output, 2, 3)
    check = switch(output, "discretize")
    with qtbot.waitSignal(output.discretized_changed) as changed:
        qtbot.mouseClick(check, Qt.MouseButton.LeftButton, pos=QPoint(8, check.height() // 2))
    assert changed.args == [True]
    assert is_near(before, theme.signed_colour(0.08, 1.0))
    assert is_near(colour(output, 2, 3), theme.mix(theme.current().zero, theme.current().positive, SHADE))


def test_a_class_map_has_the_winners_colour_as_far_as_its_confidence_goes(output: OutputMap) -> None:
    confidence = np.where(X1 > 0, 1.0, 0.0)
    output.set_class_map(np.where(X0 > 0, 2, 1), confidence, EXTENT)
    colours = theme.current()
    assert is_near(colour(output, 3, 3), theme.mix(colours.zero, theme.class_colour(2), SHADE))
    assert is_near(colour(output, -3, 3), theme.mix(colours.zero, theme.class_colour(1), SHADE))
    assert is_near(colour(output, 3, -3), colours.zero)


def test_hovering_probes_the_inputs_under_the_mouse_and_leaving_ends_it(qtbot: QtBot, output: OutputMap) -> None:
    with qtbot.waitSignal(output.probed) as probed:
        qtbot.mouseMove(output.canvas, place(output, 1.5, -3.0))
    assert probed.args[0] == pytest.approx((1.5, -3.0), abs=0.05)
    with qtbot.waitSignal(output.probe_left):
        qtbot.mouseMove(output.canvas, QPoint(output.canvas.width() + 5, 5))


def test_a_click_near_an_example_names_the_nearest_and_a_click_elsewhere_none(qtbot: QtBot, output: OutputMap) -> None:
    output.set_points("training", np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([1.0, -1.0]))
    output.set_points("test", np.array([[0.3, 0.0]]), np.array([1.0]))
    for at, found in ((place(output, 0.0, 0.0), [0, "training"]), (place(output, 3.0, 3.0) + QPoint(5, 5), [1, "training"]),
                      (place(output, 0.35, 0.0), [0, "test"])):
        with qtbot.waitSignal(output.example_clicked) as clicked:
            qtbot.mouseClick(output.canvas, Qt.MouseButton.LeftButton, pos=at)
        assert clicked.args == found
    with qtbot.assertNotEmitted(output.example_clicked):
        qtbot.mouseClick(output.canvas, Qt.MouseButton.LeftButton, pos=place(output, 3.0, 3.0) + QPoint(9, 0))


def test_hidden_test_data_is_not_drawn_and_cannot_be_clicked(qtbot: QtBot, output: OutputMap) -> None:
    check = switch(output, "test data")
    check.setFocus()
    bare = output.canvas.grab().toImage()
    output.set_points("test", np.array([[2.0, 2.0]]), np.array([1.0]))
    assert output.canvas.grab().toImage() != bare
    with qtbot.waitSignal(output.test_shown_changed) as changed:
        qtbot.mouseClick(check, Qt.MouseButton.LeftButton, pos=QPoint(8, check.height() // 2))
    assert changed.args == [False]
    assert output.canvas.grab().toImage() == bare
    with qtbot.assertNotEmitted(output.example_clicked):
        qtbot.mouseClick(output.canvas, Qt.MouseButton.LeftButton, pos=place(output, 2.0, 2.0))


def test_examples_have_the_full_colour_of_their_value_and_class(output: OutputMap) -> None:
    output.set_points("training", np.array([[-2.0, 2.0]]), np.array([-1.0]))
    assert is_near(colour(output, -2, 2), theme.current().negative)
    output.set_points("training", np.array([[-2.0, 2.0]]), np.array([3]), "classes")
    assert is_near(colour(output, -2, 2), theme.class_colour(3))


@pytest.mark.parametrize(("names", "apart"), [(("x₀", "x₁"), False), (("sepal", "petal"), True)])
def test_the_answer_at_the_crosshair_goes_below_names_that_leave_no_room(output: OutputMap, monkeypatch, names, apart) -> None:
    written: dict[str, float] = {}
    monkeypatch.setattr(QPainter, "drawText", lambda _, line, alignment, words: written.update({words: line.top()}))
    output.set_class_map(np.zeros((60, 60), int), np.ones((60, 60)), EXTENT)
    output.set_names(names, ("daisy", "rose", "tulip"))
    output.set_probe((1.0, 2.0))
    output.canvas.grab()
    (inputs,) = (top for words, top in written.items() if words.startswith(names[0]))
    (answer,) = (top for words, top in written.items() if words.startswith("daisy"))
    assert (answer > inputs) == apart


def test_the_keyboard_probes_and_chooses_too(qtbot: QtBot, output: OutputMap) -> None:
    output.set_points("training", np.array([[0.3, 0.3]]), np.array([1.0]))
    with qtbot.waitSignal(output.probed) as probed:
        qtbot.keyClick(output.canvas, Qt.Key.Key_Right)
    assert probed.args[0] == pytest.approx((0.3, 0.0))
    qtbot.keyClick(output.canvas, Qt.Key.Key_Up)
    with qtbot.waitSignal(output.example_clicked) as clicked:
        qtbot.keyClick(output.canvas, Qt.Key.Key_Return)
    assert clicked.args == [0, "training"]


def test_setting_values_emits_nothing(qtbot: QtBot, output: OutputMap) -> None:
    with qtbot.assertNotEmitted(output.probed), qtbot.assertNotEmitted(output.test_shown_changed), \
            qtbot.assertNotEmitted(output.discretized_changed):
        output.set_probe((1.0, 2.0))
        output.set_test_shown(False)
        output.set_discretized(True)
        output.set_example(0)
        output.set_probe(None)


def test_one_input_shows_a_curve_with_its_examples(qtbot: QtBot, output: OutputMap) -> None:
    x = np.linspace(-6, 6, 21)
    output.set_curve(x, np.sin(x))
    output.set_points("training", np.array([[3.0], [-2.0]]), np.array([0.5, -0.5]))
    plot = output.function_plot
    assert plot.isVisible()
    assert not output.canvas.isVisible()
    assert plot.ranges == ((-6.0, 6.0), (-1.0, 1.0))
    with qtbot.waitSignal(output.probed) as probed:
        qtbot.mouseMove(plot, QPoint(*np.rint(plot.to_pixels(1.2, 0.0)).astype(int).tolist()))
    assert probed.args[0] == pytest.approx((1.2,))
    with qtbot.waitSignal(output.example_clicked) as clicked:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(*np.rint(plot.to_pixels(-2.0, -0.5)).astype(int).tolist()))
    assert clicked.args == [1, "training"]


def test_two_inputs_bring_the_map_back(output: OutputMap) -> None:
    output.set_curve(np.linspace(-6, 6, 11), np.zeros(11))
    output.set_map(np.sign(X0), EXTENT)
    assert output.canvas.isVisible()
    assert not output.function_plot.isVisible()


def test_figures_stand_beside_the_map(output: OutputMap) -> None:
    output.set_figures([("test cost", "0.021"), ("training cost", "0.014")])
    output.set_figures([("accuracy", "98.4 %")])
    assert [label.text() for label in output.findChildren(QLabel)
            if label.text() and not output.tools.isAncestorOf(label)] == ["accuracy", "98.4 %"]


def test_a_change_of_theme_recolours_map_and_examples(qapp, output: OutputMap) -> None:
    output.set_points("training", np.array([[-2.0, 2.0]]), np.array([-1.0]))
    theme.apply(qapp, theme.LIGHT)
    try:
        assert is_near(colour(output, 0, 4), theme.mix(theme.LIGHT.zero, theme.LIGHT.positive, SHADE))
        assert is_near(colour(output, -2, 2), theme.LIGHT.negative)
    finally:
        theme.apply(qapp, theme.DARK)


def test_the_extent_is_a_steady_square_around_the_data() -> None:
    rng = np.random.default_rng(0)
    assert data_extent(rng.uniform(-5, 5, (500, 2))) == EXTENT
    assert data_extent(np.array([[0.0, 1.0], [1.0, 0.0]])) == (-1.2, 1.2, -1.2, 1.2)
    assert data_extent(np.empty((0, 2))) == EXTENT
    assert data_extent(np.array([[0.1, 0.1]])) == (-0.12, 0.12, -0.12, 0.12)


def test_an_example_at_the_end_of_all_numbers_is_beyond_the_border(output: OutputMap) -> None:
    output.set_points("training", np.array([[0.0, 0.0], [1e308, -1e308], [-1e308, 3.0]]), np.array([1.0, -1.0, 1.0]))
    output.grab()
    places = output.canvas.to_pixels(np.array([[1e308, -1e308], [-1e308, 3.0]]))
    assert (places[0] > output.canvas.area().width()).all()
    assert places[1, 0] < 0


def test_inputs_far_from_0_or_of_unlike_sizes_fill_the_map() -> None:
    rng = np.random.default_rng(0)
    far = rng.uniform((1900, 4.3), (2020, 7.4), (500, 2))
    assert data_extent(far) == (1900, 2020, 4, 8)
    unlike = rng.uniform((-1000, -1), (1000, 1), (500, 2))
    left, right, bottom, top = data_extent(unlike)
    assert (left, right) == (-1000, 1000)
    assert (bottom, top) == (-1, 1)


def test_the_colours_reach_as_far_as_the_values_of_the_data() -> None:
    rng = np.random.default_rng(0)
    for values, ends in ((rng.uniform(-1.1, 1, 500), (-1, 1)), (rng.uniform(-700, 1400, 500), (-1500, 1500)),
                         (rng.uniform(0.1, 2.9, 500), (0, 3)), (rng.uniform(-0.01, 0.003, 500), (-0.01, 0.01)),
                         (np.zeros(3), (-1, 1)), (np.full(3, 5.0), (-5, 5)), (np.full(3, -5.0), (-5, 5))):
        assert value_range(values) == ends, ends
