"""The counts as they are shown: a table, sentences, and two bars on a scale of powers of ten."""
from __future__ import annotations

from math import log10

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from core.explain.counting import Counting, Tally, count
from core.explain.walk import Walk
from core.network import Network
from core.optimizers import Update
from tests.core.oracle import lecture_chain
from widgets import theme
from widgets.walk.counting_view import CountBars, CountingView, whole

STAGES = {"forward": Tally(40, 30, 8), "cost": Tally(3, 2, 0), "backward": Tally(84, 60, 0), "update": Tally(20, 20, 0)}


@pytest.fixture
def view(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    widget = CountingView()
    qtbot.addWidget(widget)
    widget.resize(820, 340)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def cells(view: CountingView) -> dict[str, str]:
    return {label.accessibleName(): label.text() for label in view.findChildren(QLabel) if ", " in label.accessibleName()}


def lengths(view: CountingView) -> tuple[int, int]:
    """Of the two bars, in pixels."""
    bars = view.findChild(CountBars)
    picture = bars.grab().toImage()
    return tuple(sum(picture.pixelColor(x, y) == colour for x in range(picture.width()))
                 for y, colour in ((28, theme.DARK.accent), (68, theme.DARK.muted)))


def test_q19_every_stage_has_its_operations_and_they_are_added_up(view):
    view.set_counting(Counting(STAGES, 1, 42, 1344))
    shown = cells(view)
    assert [shown[f"backward, {kind}"] for kind in ("multiplications", "additions", "functions")] == ["84", "60", "0"]
    assert [shown[f"together, {kind}"] for kind in ("multiplications", "additions", "functions")] == ["147", "112", "8"]


def test_q19_one_sweep_is_compared_with_every_path_by_itself(view):
    view.set_counting(Counting(STAGES, 1, 42, 1344))
    said = view.texts()
    assert "One pass over 1 example" in said
    assert "The way back takes 2.1 times the multiplications of the way forward." in said
    assert "42 paths lead from the weights and biases to the cost of an example." in said
    assert said[3].startswith("One sweep backward: 84 multiplications; every path by itself: 1,344, 16 times as many.")


def test_q19_the_chains_numbers_are_its_own(view):
    network, rows = lecture_chain()
    update = Update(network, "sgd")
    update.set_rates(0.1)
    view.set_counting(count(Walk(network, rows, update)))
    assert cells(view)["forward, multiplications"] == "9"
    assert "every path by itself: 24" in view.texts()[3]


def test_a_network_that_gains_nothing_from_the_sweep_is_told_so(view):
    view.set_counting(Counting(STAGES, 10, 2, 40))
    assert view.texts()[0] == "One pass over 10 examples"
    assert view.texts()[3].endswith("So small a network gains nothing from the sweep.")


def test_more_paths_than_can_be_written_out_are_a_power_of_ten(view):
    walk = Walk(Network((2, *[9] * 40, 1), ["tanh"] * 41), np.ones((1, 4)))
    view.set_counting(count(walk))
    assert "6.28 · 10³⁸ paths" in view.texts()[2]
    assert cells(view)["update, multiplications"] == "0"


def test_where_no_path_is_left_that_is_said(view):
    view.set_counting(Counting(STAGES, 1, 0, 0))
    assert view.texts()[3] == "There is no path to follow."


def test_before_anything_was_counted_there_are_dashes(view):
    view.set_counting(Counting(STAGES, 1, 42, 1344))
    view.set_counting(None)
    assert set(cells(view).values()) == {"–"}
    assert view.texts()[:4] == [""] * 4
    assert lengths(view) == (0, 0)


def test_the_bars_are_as_long_as_the_powers_of_ten(view):
    view.set_counting(Counting(STAGES, 1, 42, 84**3))
    sweep, paths = lengths(view)
    assert paths == pytest.approx(3 * sweep, rel=0.03)
    assert view.findChild(CountBars).decades == int(log10(84**3)) + 1


@pytest.mark.parametrize(("number", "written"), [
    (0, "0"), (1_344, "1,344"), (10**12 - 1, "999,999,999,999"), (10**12, "1.00 · 10¹²"), (9_996 * 10**300, "1.00 · 10³⁰⁴"),
])
def test_whole_numbers_are_written_in_full_or_as_powers_of_ten(number: int, written: str):
    assert whole(number) == written


def test_everything_fits_the_least_room(qtbot, view):
    view.set_counting(Counting(STAGES, 1, 42, 1344 * 10**40))
    view.resize(700, 300)
    assert view.width() == 700
    for label in view.findChildren(QLabel):
        assert label.geometry().bottom() < view.height()
        assert not label.wordWrap() or label.heightForWidth(label.width()) <= label.height()


def test_with_less_room_every_row_keeps_its_height_and_is_scrolled_to(view):
    view.set_counting(Counting(STAGES, 1, 42, 1344 * 10**40))
    view.resize(680, 200)
    for label in view.findChildren(QLabel):
        assert label.height() >= label.fontMetrics().height()
        view.ensureWidgetVisible(label, 0, 0)
        assert label.visibleRegion().boundingRect().height() >= label.fontMetrics().height()
