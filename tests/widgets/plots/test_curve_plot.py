"""The frame, crosshair and legend of curve plots."""
from operator import attrgetter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.plots.curve_plot import ABOVE, TOP, CurvePlot
from widgets.plots.legend import ROW, CurveStyle

X = np.arange(0.0, 101.0, 10.0)


@pytest.fixture
def plot(qtbot: QtBot) -> CurvePlot:
    plot = CurvePlot("step")
    qtbot.addWidget(plot)
    plot.set_styles([CurveStyle("training", attrgetter("C")), CurveStyle("test", attrgetter("muted"))])
    plot.set_curves([(X, 1 / (1 + X)), (X[::5], np.array([0.9, 0.5, 0.4]))])
    plot.resize(300, 200)
    plot.show()
    return plot


def picture(plot: CurvePlot) -> QImage:
    return plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def pixel(plot: CurvePlot, x: float, y: float) -> QPoint:
    places = plot.to_pixels(x, y)
    return QPoint(round(float(places[0])), round(float(places[1])))


def test_the_crosshair_snaps_to_the_nearest_point_and_says_every_value(qtbot: QtBot, plot: CurvePlot) -> None:
    with qtbot.waitSignal(plot.hovered) as hovered:
        qtbot.mouseMove(plot, pixel(plot, 48.0, 0.5))
    assert hovered.args == [50.0]
    assert plot.crosshair == (50.0, [1 / 51, 0.5])
    assert plot.accessibleDescription() == "step 50, training 0.01961, test 0.5"


def test_a_curve_with_fewer_points_gives_its_nearest_value_and_an_empty_one_none(plot: CurvePlot) -> None:
    plot.set_curves([(X, X), (np.empty(0), np.empty(0))])
    plot.set_crosshair(31.0)
    x, values = plot.crosshair
    assert (x, values[0]) == (30.0, 30.0)
    assert np.isnan(values[1])


def test_the_arrow_keys_move_the_crosshair_from_point_to_point_and_escape_takes_it_away(qtbot: QtBot, plot: CurvePlot) -> None:
    seen: list[float | None] = []
    plot.hovered.connect(seen.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Escape):
        qtbot.keyClick(plot, key)
    assert seen == [100.0, 90.0, 100.0, None]


def test_setting_values_emits_nothing(qtbot: QtBot, plot: CurvePlot) -> None:
    with qtbot.assertNotEmitted(plot.hovered):
        plot.set_crosshair(20.0)
        plot.set_curves([(X, X), (X, X)])
        plot.set_log(True)
        plot.set_crosshair(None)


def test_the_axes_stay_while_curves_grow_within_them(plot: CurvePlot) -> None:
    steps = np.arange(0.0, 1_050.0)
    plot.set_curves([(steps, np.exp(-steps / 500)), (steps, np.exp(-steps / 500))])
    before = plot.ranges
    longer = np.arange(0.0, 1_190.0)
    plot.set_curves([(longer, np.exp(-longer / 500)), (longer, np.exp(-longer / 500))])
    assert plot.ranges == before == ((0.0, 1_200.0), (0.0, 1.0))


def test_a_log_axis_shows_powers_of_ten_and_leaves_out_what_is_not_positive(plot: CurvePlot) -> None:
    plot.set_curves([(X, np.where(X == 20, 0.0, 10.0 ** -(X / 20))), (X, np.full(len(X), -1.0))])
    plot.set_log(True)
    assert plot.ranges[1] == (-5.0, 0.0)
    assert np.isnan(plot.to_pixels(0.0, 0.0)[1])


def test_values_that_are_not_finite_leave_axes_and_painting_intact(plot: CurvePlot) -> None:
    with np.errstate(all="raise"):
        plot.set_curves([(X, np.array([1.0, np.nan, np.inf, -np.inf, 1e308, 0.5, *[np.nan] * 5])), (X, np.full(len(X), np.nan))])
        picture(plot)
        dense = np.linspace(0, 100, 3_000)
        plot.set_curves([(dense, np.where(dense < 50, 0.5, np.nan)), (dense, np.full(len(dense), np.inf))])
        picture(plot)
    assert plot.ranges[1] == (0.0, 1.0)


def test_a_curve_is_drawn_where_its_values_are_in_its_colour(plot: CurvePlot) -> None:
    plot.set_curves([(X, np.full(len(X), 0.4)), (np.empty(0), np.empty(0))])
    plot.clearFocus()
    place = pixel(plot, 25.0, 0.4)
    colours = {picture(plot).pixelColor(place.x(), place.y() + offset).name() for offset in (-1, 0, 1)}
    assert theme.current().C.name() in colours


def test_a_spike_among_many_points_is_drawn(plot: CurvePlot) -> None:
    steps = np.arange(2_000.0)
    spike = np.where(steps == 700, 0.95, 0.05)
    plot.set_curves([(steps, np.full(2_000, 0.05)), (np.empty(0), np.empty(0))])
    before = picture(plot)
    plot.set_curves([(steps, spike), (np.empty(0), np.empty(0))])
    after, place = picture(plot), pixel(plot, 700.0, 0.5)
    assert any(after.pixelColor(x, place.y()) != before.pixelColor(x, place.y()) for x in range(place.x() - 1, place.x() + 2))


def test_marks_are_thin_lines_at_their_step(plot: CurvePlot) -> None:
    before, place = picture(plot), pixel(plot, 60.0, 0.8)
    plot.set_marks([(60.0, "data changed"), (500.0, "beyond the axis")])
    after, column = picture(plot), range(place.x() - 1, place.x() + 2)
    assert any(after.pixelColor(x, place.y()) != before.pixelColor(x, place.y()) for x in column)


@pytest.mark.parametrize("width", [130, 160, 230, 600])
@pytest.mark.parametrize("names", [("training", "test"), ("layer 1", "layer 2", "output")])
def test_no_curve_runs_behind_the_legend(qtbot: QtBot, width: int, names: tuple[str, ...]) -> None:
    plot = CurvePlot("step")
    qtbot.addWidget(plot)
    plot.resize(width, 180)
    plot.set_styles([CurveStyle(name, attrgetter("C")) for name in names])
    empty = picture(plot)
    plot.set_curves([(X, np.linspace(1, place + 1, len(X))) for place, _ in enumerate(names)])
    drawn, frame = picture(plot), plot.frame()
    for y in range(int(frame.top()) - 1):
        assert all(empty.pixel(x, y) == drawn.pixel(x, y) for x in range(int(frame.left()), width)), y


def test_where_there_is_room_all_names_stand_in_one_row(qtbot: QtBot) -> None:
    plot = CurvePlot("step")
    qtbot.addWidget(plot)
    plot.set_styles([CurveStyle(name, attrgetter("C")) for name in ("layer 1", "layer 2", "output")])
    tops = []
    for width in (600, 240, 110):
        plot.resize(width, 180)
        tops.append(plot.frame().top())
    assert tops == [TOP + rows * ROW + ABOVE for rows in (1, 2, 3)]


def test_a_narrow_legend_stays_in_its_plot_and_shows_values_in_place_of_names(qtbot: QtBot) -> None:
    plot = CurvePlot("step")
    qtbot.addWidget(plot)
    plot.resize(120, 120)
    plot.set_styles([CurveStyle("training", attrgetter("C"))])
    plot.set_curves([(np.array([0.0, 50.0]), np.array([0.4, 0.2]))])
    before = picture(plot)
    plot.set_crosshair(50.0)
    after = picture(plot)
    name, rows = range(20, round(plot.frame().right())), range(int(TOP), int(TOP + ROW))
    assert any(before.pixelColor(x, y) != after.pixelColor(x, y) for x in name for y in rows)


def test_an_empty_plot_says_when_it_begins_until_a_curve_has_two_points(plot: CurvePlot) -> None:
    def shows(x: list[float]) -> bool:
        plot.nothing = ""
        plot.set_curves([(np.array(x), np.zeros(len(x))), (np.empty(0), np.empty(0))])
        without = picture(plot)
        plot.nothing = "no steps yet"
        plot.update()
        return picture(plot) != without

    assert [shows([0.0]), shows([0.0, 10.0])] == [True, False]
