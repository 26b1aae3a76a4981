"""The cost along one weight: what is drawn, what the crosshair reads, the point that is dragged, and the calm of its axes."""
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from core.notation import Symbol
from widgets import theme
from widgets.plots.axes import TICK_SIZE, in_figures
from widgets.plots.cost_along_weight import CostAlongWeight, _ends

WEIGHT, COST = Symbol("w", 2, 0, 1), Symbol("C", j=0)


def valley(w: np.ndarray) -> np.ndarray:
    return 0.25 * (w - 1) ** 2 + 0.1


def show(plot: CostAlongWeight, weight: float, cost: Callable[[np.ndarray], np.ndarray] = valley, slope: float = -0.4) -> None:
    plot.set_point(weight, float(cost(np.array(weight))), slope)
    values = np.linspace(*plot.follow(weight), 101)
    plot.set_curve(values, cost(values))


@pytest.fixture
def plot(qtbot: QtBot, qapp: QApplication) -> CostAlongWeight:
    theme.apply(qapp, theme.DARK)
    plot = CostAlongWeight()
    qtbot.addWidget(plot)
    plot.set_symbols(WEIGHT, COST)
    plot.resize(348, 170)
    plot.show()
    show(plot, 0.2)
    return plot


def picture(plot: CostAlongWeight) -> QImage:
    return plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def has(image: QImage, place: QPointF, colour: QColor, within: int = 1) -> bool:
    """Whether a pixel near the place is of nearly this colour."""
    around = [image.pixelColor(round(place.x()) + dx, round(place.y()) + dy)
              for dx in range(-within, within + 1) for dy in range(-within, within + 1)]
    return any(sum(abs(p - q) for p, q in zip(pixel.getRgb(), colour.getRgb(), strict=True)) < 60 for pixel in around)


def dot(plot: CostAlongWeight) -> QPoint:
    place = plot.dot()
    return QPoint(round(place.x()), round(place.y()))


def test_q14_the_curve_the_point_and_the_tangent_stand_where_the_numbers_say(plot: CostAlongWeight) -> None:
    """Q14: the cost as a function of one weight, with the slope that the gradient knows."""
    image, axes, colours = picture(plot), plot.axes(), theme.current()
    for weight in (-0.5, 0.9, 1.1):
        assert has(image, axes.point(weight, float(valley(np.array(weight)))), colours.C)
    assert plot.dot() == axes.point(0.2, 0.26)
    touched = [axes.point(0.2 + h, 0.26 - 0.4 * h) for h in (-0.35, 0.35)]
    assert all(has(image, place, colours.text) for place in touched)
    assert "slope −0.40000" in plot.accessibleDescription()
    assert "w₀,₁⁽²⁾ = 0.2, C₀ = 0.26" in plot.accessibleDescription()


def test_q14_the_caption_says_that_everything_else_is_held(plot: CostAlongWeight) -> None:
    assert plot.findChild(QLabel).text().startswith("Everything else is held.")


def test_the_tangent_turns_with_the_slope(plot: CostAlongWeight) -> None:
    show(plot, 0.2, slope=0.8)
    image, axes = picture(plot), plot.axes()
    assert has(image, axes.point(0.4, 0.26 + 0.8 * 0.2), theme.current().text)
    assert not has(image, axes.point(0.55, 0.26 - 0.4 * 0.35), theme.current().text)


def test_a_cost_that_is_not_finite_leaves_a_gap(plot: CostAlongWeight) -> None:
    show(plot, 0.5, lambda w: np.where((w > 0) & (w < 1), valley(w), np.where(w > 1.2, np.inf, np.nan)))
    assert np.isnan(plot.cost_at(-0.5))
    assert np.isnan(plot.cost_at(1.3))
    assert plot.cost_at(0.7) == pytest.approx(valley(0.7), abs=1e-3)
    assert not has(picture(plot), plot.axes().point(-0.5, float(valley(np.array(-0.5)))), theme.current().C)


def test_a_point_whose_cost_is_not_finite_is_not_drawn(plot: CostAlongWeight) -> None:
    plot.set_point(0.2, float("inf"), float("nan"))
    assert plot.dot() is None
    picture(plot)


def test_the_crosshair_reads_weight_and_cost_off_the_curve(qtbot: QtBot, plot: CostAlongWeight) -> None:
    before = picture(plot)
    at = plot.axes().point(0.8, plot.cost_at(0.8))
    qtbot.mouseMove(plot, QPoint(round(at.x()), 20))
    image = picture(plot)
    below = QPointF(at.x(), plot.axes().frame.bottom() + 5)
    assert has(image, QPointF(at.x(), 20), theme.current().muted)
    assert image.pixelColor(below.toPoint()) != before.pixelColor(below.toPoint())
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert picture(plot) == before


def test_dragging_the_point_asks_for_weights_along_the_axis_and_then_lets_go(qtbot: QtBot, plot: CostAlongWeight) -> None:
    wanted: list[float] = []
    plot.dragged.connect(wanted.append)
    plot.dragged.connect(lambda weight: show(plot, weight))
    ranged = plot.shown_range
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=dot(plot))
    assert plot.is_dragged
    for weight in (0.5, 0.9, 5.0):
        x = min(plot.axes().point(weight, 0.2).x(), 360)
        qtbot.mouseMove(plot, QPoint(round(x), 60))
    with qtbot.waitSignal(plot.released):
        qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton)
    assert wanted == pytest.approx([0.5, 0.9, ranged[1]], abs=0.02)
    assert all(weight == round(weight, 3) for weight in wanted)
    assert plot.shown_range == ranged, "an axis that follows the drag would run away from the mouse"


def test_pressing_beside_the_point_drags_nothing(qtbot: QtBot, plot: CostAlongWeight) -> None:
    with qtbot.assertNotEmitted(plot.dragged), qtbot.assertNotEmitted(plot.released):
        qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=dot(plot) + QPoint(40, 0))
        qtbot.mouseMove(plot, dot(plot) + QPoint(60, 0))
        qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton)


def test_the_arrow_keys_push_the_point_until_the_key_is_released(qtbot: QtBot, plot: CostAlongWeight) -> None:
    wanted: list[float] = []
    plot.dragged.connect(wanted.append)
    plot.dragged.connect(lambda weight: show(plot, weight))
    with qtbot.assertNotEmitted(plot.released):
        qtbot.keyPress(plot, Qt.Key.Key_Right)
        qtbot.keyPress(plot, Qt.Key.Key_Right)
    with qtbot.waitSignal(plot.released):
        qtbot.keyRelease(plot, Qt.Key.Key_Right)
    assert wanted == [0.22, 0.24]


def test_the_buttons_the_keys_and_the_wheel_with_ctrl_change_the_range(qtbot: QtBot, plot: CostAlongWeight) -> None:
    wider, narrower = plot.findChildren(QToolButton)
    chosen: list[tuple[float, float]] = []
    plot.range_chosen.connect(lambda *ends: chosen.append(ends))
    qtbot.mouseClick(wider, Qt.MouseButton.LeftButton)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    qtbot.mouseClick(narrower, Qt.MouseButton.LeftButton)
    turn(plot, 120, Qt.KeyboardModifier.ControlModifier)
    turn(plot, -120, Qt.KeyboardModifier.ControlModifier)
    turn(plot, -120, Qt.KeyboardModifier.NoModifier)
    assert [round((high - low) / 2, 9) for low, high in chosen] == [2.0, 1.0, 0.5, 0.2, 0.5]
    assert chosen[-1] == plot.follow(0.2)
    assert all(low < 0.2 < high for low, high in chosen)


def turn(plot: CostAlongWeight, angle: int, modifier: Qt.KeyboardModifier) -> None:
    QApplication.sendEvent(plot, QWheelEvent(QPointF(100, 50), plot.mapToGlobal(QPointF(100, 50)), QPoint(), QPoint(0, angle),
                                             Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False))


def test_the_range_is_at_least_one_to_both_sides_and_twice_the_weight(qtbot: QtBot) -> None:
    for weight, half in ((0.2, 1.0), (0.0, 1.0), (-3.0, 6.0), (25.0, 50.0)):
        plot = CostAlongWeight()
        qtbot.addWidget(plot)
        low, high = plot.follow(weight)
        assert (high - low) / 2 == pytest.approx(half)
        assert abs((low + high) / 2 - weight) <= half / 10


@given(st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=20))
def test_small_moves_of_the_weight_never_move_the_axis(qapp: QApplication, moves: list[float]) -> None:
    plot = CostAlongWeight()
    shown = plot.follow(0.0)
    for weight in moves:
        assert plot.follow(weight) == shown


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_the_point_is_always_within_the_range(qapp: QApplication, weights: list[float]) -> None:
    plot = CostAlongWeight()
    for weight in weights:
        low, high = plot.follow(weight)
        assert low < weight < high


def test_another_weight_begins_anew_and_the_same_keeps_its_zoom(qtbot: QtBot, plot: CostAlongWeight) -> None:
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    zoomed = plot.follow(0.2)
    plot.set_symbols(WEIGHT, Symbol("C"))
    assert plot.follow(0.2) == zoomed
    assert plot.dot() is not None
    plot.set_symbols(Symbol("w", 1, 0, 0), Symbol("C"))
    assert plot.dot() is None
    assert plot.follow(0.2) == (-0.8, 1.2)


def test_the_axis_shows_the_values_of_the_curve(plot: CostAlongWeight) -> None:
    values = np.linspace(-3.0, 7.0, 11)
    plot.set_curve(values, valley(values))
    assert plot.shown_range == (-3.0, 7.0)


def test_setters_emit_nothing(qtbot: QtBot, plot: CostAlongWeight) -> None:
    with qtbot.assertNotEmitted(plot.dragged), qtbot.assertNotEmitted(plot.released), qtbot.assertNotEmitted(plot.range_chosen):
        show(plot, 40.0)
        plot.set_symbols(Symbol("b", 1, 0), Symbol("C"))


@pytest.mark.parametrize("weight", [-0.5, 0.2, 1.0, 1.6])
def test_the_slope_is_written_within_the_frame_and_never_over_the_dot(plot: CostAlongWeight, weight: float) -> None:
    show(plot, weight)
    picture(plot)
    label = plot._picture.label
    assert plot.axes().frame.contains(label)
    assert not label.contains(plot.dot())


def test_it_takes_the_colours_of_the_theme(qapp: QApplication, plot: CostAlongWeight) -> None:
    place = plot.axes().point(0.9, float(valley(np.array(0.9))))
    theme.apply(qapp, theme.LIGHT)
    try:
        assert has(picture(plot), place, theme.LIGHT.C)
    finally:
        theme.apply(qapp, theme.DARK)
    assert has(picture(plot), place, theme.DARK.C)


@pytest.mark.parametrize("slope", [-0.4, -1.23e-45, 1.5e9])
def test_the_slope_is_written_in_full(plot: CostAlongWeight, slope: float) -> None:
    def flat(w: np.ndarray) -> np.ndarray:
        return 0.5 + 0 * w

    show(plot, 0.2, flat, 1e-9)
    show(plot, 0.2, flat, slope)
    label, painted = plot._drawn().label, QFontMetricsF(theme.number_font(theme.SMALL)).horizontalAdvance(plot._slope_text(slope))
    assert painted <= label.width()


@pytest.mark.parametrize(("value", "written"), [
    (1e200, "1e+200"), (-1e15, "−1e+15"), (123_456_789, "123,456,789"), (-3, "−3"), (0.25, "0.25")])
def test_the_end_of_an_axis_is_written_in_few_characters(value: float, written: str) -> None:
    assert in_figures(value) == written


def test_the_costs_at_the_ends_have_room_beside_the_axis(plot: CostAlongWeight) -> None:
    room = plot.axes().frame.left() - 5
    for low, high in ((0.642499, 0.6425), (0.0, 1.8e11), (1.2344e-7, 1.2345e-7), (0.1, 0.25)):
        for written in _ends(low, high):
            assert QFontMetricsF(theme.ui_font(TICK_SIZE)).horizontalAdvance(written) <= room, (low, high)


@given(st.floats(1e-6, 1e6), st.floats(1e-9, 1.0))
def test_the_ends_of_an_axis_are_never_written_alike(low: float, relative: float) -> None:
    bottom, top = _ends(low, low * (1 + relative))
    assert bottom != top
