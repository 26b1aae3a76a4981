"""The gauge: promise and truth as bars, along the step and over the last steps, with the numbers that were given."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from core.errors import Sentence
from core.explain.forecast import Forecast, along_step, forecast
from core.explain.walk import Walk
from core.network import Network
from core.notation import signed
from core.optimizers import Update
from tests.core.oracle import lecture_chain
from widgets import theme
from widgets.walk.forecast_gauge import ForecastBars, ForecastGauge
from widgets.walk.forecast_history import MOST, ForecastHistory
from widgets.walk.step_curve import StepCurve
from widgets.walk.update_rows import UpdateRows
from widgets.walk.update_view import UpdateView

T = np.linspace(0, 4, 81)


def made(predicted: float, actual: float, before: float = 1.0) -> Forecast:
    return Forecast(before, before + actual, predicted, 1.0, 1.0, Sentence("Promised: −η ‖∇C‖²."))


@pytest.fixture
def gauge(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    widget = ForecastGauge()
    qtbot.addWidget(widget)
    widget.resize(320, 420)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def words(gauge: QWidget, name: str) -> str:
    return gauge.findChild(QLabel, name).text()


def numbers(gauge: QWidget) -> dict[str, str]:
    return dict(gauge.findChild(ForecastBars).rows())


def colour_at(widget: QWidget, place: QPointF) -> str:
    return widget.grab().toImage().pixelColor(place.toPoint()).name()


def columns_of(widget: QWidget, colour: QColor, row: int) -> list[int]:
    picture = widget.grab().toImage()
    return [x for x in range(picture.width()) if picture.pixelColor(x, row) == colour]


# ---- in numbers and words --------------------------------------------------------------------------------------------------------


def test_q11_promise_truth_and_the_share_kept_are_said_in_numbers(gauge):
    gauge.set_forecast(made(-0.0125, -0.012))
    assert numbers(gauge) == {"promised": "−0.01250", "really": "−0.01200", "kept": "96 %"}
    assert words(gauge, "verdict") == "The cost fell by 0.012, 96 % of what the gradient promised."
    assert words(gauge, "rule") == "Promised: −η ‖∇C‖²."


def test_q11_the_chains_own_step(gauge):
    network, rows = lecture_chain()
    update = Update(network, "sgd")
    update.set_rates(0.1)
    walk = Walk(network, rows, update)
    gauge.set_forecast(forecast(walk))
    gauge.set_along(T, along_step(walk, T))
    slopes = (0.007009520365726028, 0.014019040731452055, -0.052812402450690646, -0.07903826536562104, -0.09436781672801549,
              -0.21368081865059277)
    assert numbers(gauge)["promised"] == signed(-0.1 * sum(slope**2 for slope in slopes))
    assert words(gauge, "beyond") == "Lower than now up to 4 × this step."


def test_before_the_update_nothing_is_told(gauge):
    gauge.set_along(T, 1 - T / 100)
    assert numbers(gauge) == {"promised": "–", "really": "–", "kept": "–"}
    assert (words(gauge, "verdict"), words(gauge, "rule"), words(gauge, "beyond")) == ("Not known before the update.", "", "")
    gauge.set_forecast(made(-0.01, -0.01))
    assert words(gauge, "beyond") == "Lower than now up to 4 × this step."
    gauge.set_forecast(None)
    assert words(gauge, "beyond") == ""


@pytest.mark.parametrize("shown", [made(-0.1, np.nan), made(-np.inf, np.inf), made(np.nan, 0.1), made(0.0, 0.0)])
def test_numbers_that_are_none_are_shown_without_a_share(gauge, shown: Forecast):
    gauge.set_forecast(shown)
    gauge.set_along(T, np.append(1.0, np.full(80, np.nan)))
    gauge.set_history([made(-0.1, -0.1), shown])
    assert gauge.grab().size() == gauge.size()
    assert numbers(gauge)["kept"] == "–"


# ---- the bars --------------------------------------------------------------------------------------------------------------------


def test_bars_begin_at_a_common_zero_and_are_as_long_as_their_numbers(gauge):
    bars = gauge.findChild(ForecastBars)
    gauge.set_forecast(made(-0.2, -0.1))
    falling = columns_of(bars, theme.DARK.C, 28)
    gauge.set_forecast(made(-0.2, -0.2))
    twice = columns_of(bars, theme.DARK.C, 28)
    assert falling[-1] == twice[-1]
    assert len(twice) == pytest.approx(2 * len(falling), abs=2)


def test_a_rise_goes_to_the_other_side_of_zero(gauge):
    bars = gauge.findChild(ForecastBars)
    gauge.set_forecast(made(-0.2, -0.2))
    gauge.set_forecast(made(-0.2, 0.2))
    rising = columns_of(bars, theme.DARK.C, 28)
    zero = columns_of(bars, theme.DARK.muted, 20)[-1]
    assert rising[0] >= zero


# ---- along the step --------------------------------------------------------------------------------------------------------------


def test_where_the_cost_is_higher_than_now_is_tinted_from_the_crossing_on(gauge):
    curve = gauge.findChild(StepCurve)
    gauge.set_forecast(made(-0.02, -0.012))
    gauge.set_along(T, 1 - 0.02 * T + 0.008 * T**2)                 # crosses at 2.5
    assert curve.beyond == pytest.approx(2.5, abs=1e-3)
    assert words(gauge, "beyond") == "Higher than now beyond 2.5 × this step."
    axes, (low, high) = curve.axes(), curve.axes().y_range
    level = 0.97 * low + 0.03 * high
    assert colour_at(curve, axes.point(2.2, level)) == theme.DARK.panel.name()
    assert colour_at(curve, axes.point(2.8, level)) != theme.DARK.panel.name()
    gauge.set_calm(True)
    assert colour_at(curve, axes.point(2.8, level)) == theme.DARK.panel.name()


def test_the_true_change_of_this_step_is_a_dot_below_its_multiple(gauge):
    curve = gauge.findChild(StepCurve)
    gauge.set_forecast(made(-0.02, -0.012))
    gauge.set_along(T, 1 - 0.02 * T + 0.008 * T**2)
    assert colour_at(curve, curve.axes().point(1.0, -0.012)) == theme.DARK.C.name()
    gauge.set_calm(True)
    assert colour_at(curve, curve.axes().point(1.0, -0.012)) == theme.DARK.text.name()


def test_however_far_the_cost_rises_this_steps_change_stays_in_sight(gauge):
    curve = gauge.findChild(StepCurve)
    gauge.set_forecast(made(-1.0, 50.0))
    gauge.set_along(T, 1 - T + 51 * T**2)
    low, high = curve.axes().y_range
    assert low <= -4.0
    assert 50.0 <= high < 51 * 16 - 4


def test_the_curve_is_read_by_mouse_and_by_keyboard(qtbot, gauge):
    curve = gauge.findChild(StepCurve)
    gauge.set_forecast(made(-0.02, -0.012))
    gauge.set_along(T, 1 - 0.02 * T + 0.008 * T**2)
    with qtbot.waitSignal(curve.hovered) as hovered:
        qtbot.mouseMove(curve, curve.axes().point(3.0, 0.0).toPoint())
    assert hovered.args[0] == pytest.approx(3.0, abs=0.02)
    assert curve.change_at(3.0) == pytest.approx(-0.06 + 0.072)
    told = []
    curve.hovered.connect(told.append)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Escape):
        qtbot.keyClick(curve, key)
    assert told == [None, 1.0, pytest.approx(1.1), pytest.approx(1.0), None]


def test_nothing_is_read_where_nothing_is_known(qtbot, gauge):
    curve = gauge.findChild(StepCurve)
    with qtbot.assertNotEmitted(curve.hovered):
        qtbot.mouseMove(curve, QPoint(100, 40))
        qtbot.keyClick(curve, Qt.Key.Key_Right)


# ---- the last steps --------------------------------------------------------------------------------------------------------------


def test_the_last_steps_are_told_with_the_latest_at_the_end(gauge):
    history = gauge.findChild(ForecastHistory)
    gauge.set_history([made(-0.1, -0.09), made(-0.08, -0.08), made(-0.05, 0.02)])
    assert history.accessibleDescription() == (
        "2 steps before: promised −0.10000, really −0.09000; the step before: promised −0.08000, really −0.08000; "
        "the last step: promised −0.05000, really +0.02000")
    place = history.axes().point(MOST - 1, 0.02)
    assert colour_at(history, place) == theme.DARK.C.name()


def test_only_the_last_steps_are_kept_in_sight(gauge):
    history = gauge.findChild(ForecastHistory)
    gauge.set_history([made(-float(n), -float(n)) for n in range(1, 101)])
    assert history.reading(0).startswith(f"{MOST - 1} steps before: promised −71")
    assert len(history.accessibleDescription().split("; ")) == MOST


def test_pointing_at_a_step_reads_it(qtbot, gauge):
    history = gauge.findChild(ForecastHistory)
    gauge.set_history([made(-0.1, -0.09), made(-0.08, -0.07)])
    qtbot.mouseMove(history, history.axes().point(MOST - 2, -0.05).toPoint())
    assert history.toolTip() == "the step before: promised −0.10000, really −0.09000"
    qtbot.mouseMove(history, history.axes().point(3, -0.05).toPoint())
    assert history.toolTip() == ""


# ---- in its place ----------------------------------------------------------------------------------------------------------------


def test_a_longer_verdict_moves_nothing(qtbot, gauge):
    gauge.set_forecast(made(-0.1, -0.1))
    before = gauge.findChild(StepCurve).geometry()
    gauge.set_forecast(made(-0.1, -0.02))
    qtbot.waitUntil(lambda: "flattens" in words(gauge, "verdict"))
    assert gauge.findChild(StepCurve).geometry() == before


def test_every_verdict_has_room(gauge):
    verdict = gauge.findChild(QLabel, "verdict")
    for width in (250, 300, 379, 380, 500):
        gauge.resize(width, 420)
        for shown in (made(-0.0123, -0.00123), made(-0.0123, -0.0223), made(-0.0123, 0.0123), made(0.0123, -0.0123),
                      made(-0.0123, np.nan), made(-1e-19, 0.0, 0.0123)):
            gauge.set_forecast(shown)
            assert verdict.heightForWidth(verdict.width()) <= verdict.height(), (width, verdict.text())


def test_a_new_theme_recolours_what_is_drawn(qapp, gauge):
    gauge.set_forecast(made(-0.2, -0.2))
    theme.apply(qapp, theme.LIGHT)
    assert columns_of(gauge.findChild(ForecastBars), theme.LIGHT.C, 28)


def test_table_and_gauge_stand_side_by_side_in_the_least_room(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    view = UpdateView()
    qtbot.addWidget(view)
    network = Network((1, 1), ["tanh"])
    flat = network.parameters
    view.table.set_rows(network.sizes, flat, flat, flat, flat, movable=network.movable, present=network.present)
    view.resize(700, 300)
    view.show()
    qtbot.waitExposed(view)
    assert view.width() == 700
    assert all(view.table.findChild(UpdateRows).isColumnHidden(column) == (column == 2) for column in range(5))
    assert view.table.mapTo(view, view.table.rect().topRight()).x() < view.gauge.mapTo(view, QPoint()).x() <= 700 - 250


@pytest.mark.parametrize("height", [135, 220, 600])
def test_however_little_room_there_is_no_bar_is_squeezed_and_the_rest_is_scrolled_to(qtbot, qapp, height: int):
    theme.apply(qapp, theme.DARK)
    view = UpdateView()
    qtbot.addWidget(view)
    view.gauge.set_forecast(made(-0.2, -0.2))
    view.gauge.set_history([made(-0.2, -0.2)])
    view.resize(680, height)
    view.show()
    qtbot.waitExposed(view)
    for plot, least in ((ForecastBars, 57), (StepCurve, 84), (ForecastHistory, 44)):
        assert view.gauge.findChild(plot).height() >= least
    area = view.findChild(QScrollArea)
    for widget in view.gauge.findChildren(QWidget):
        area.ensureWidgetVisible(widget, 0, 0)
        assert widget.visibleRegion().boundingRect().height() >= min(widget.height(), area.viewport().height()) - 1
