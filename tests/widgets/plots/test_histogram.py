"""Small histograms: bars in proportion, a calm axis with 0 marked, and the bar that is read out."""
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.explain.health import Histogram
from widgets import theme
from widgets.plots.histogram import HistogramPlot

HALVES = Histogram(np.array([-1.0, -0.5, 0.0, 0.5, 1.0]), np.array([1.0, 4.0, 2.0, 0.0]))


@pytest.fixture
def plot(qtbot: QtBot, qapp: QApplication) -> HistogramPlot:
    theme.apply(qapp, theme.DARK)
    plot = HistogramPlot("weights", "w")
    qtbot.addWidget(plot)
    plot.resize(100, 92)
    plot.set_histogram(HALVES)
    plot.show()
    return plot


def middle(plot: HistogramPlot, place: int) -> QPoint:
    bar = plot.bars()[place]
    return QPoint(round(bar.center().x()), round(bar.bottom()) - 1)


def test_the_bars_are_in_proportion_and_in_the_quantitys_colour(plot: HistogramPlot) -> None:
    heights = [bar.height() for bar in plot.bars()]
    assert [height / heights[1] for height in heights] == pytest.approx([0.25, 1, 0.5, 0])
    image = plot.grab().toImage()
    assert [image.pixelColor(middle(plot, place)) == theme.DARK.w for place in range(4)] == [True, True, True, False]


def test_the_bars_stand_where_their_values_are_on_an_axis_with_round_ends(plot: HistogramPlot) -> None:
    assert [bar.left() for bar in plot.bars()] == pytest.approx([0, 25, 50, 75])
    plot.set_histogram(Histogram(np.array([-0.93, 0.0, 0.97]), np.array([1.0, 1.0])))
    assert [bar.left() for bar in plot.bars()] == pytest.approx([3.5, 50])


def test_one_value_among_thousands_can_still_be_seen(plot: HistogramPlot) -> None:
    plot.set_histogram(Histogram(HALVES.edges, np.array([100_000.0, 1.0, 0.0, 0.0])))
    assert [bar.height() for bar in plot.bars()][1:] == [1, 0, 0]


def test_zero_is_marked_where_it_is_within_the_axis(plot: HistogramPlot) -> None:
    def marked() -> bool:
        image = plot.grab().toImage()
        return any(image.pixelColor(50, y) == theme.DARK.muted for y in range(20, 75))

    assert marked()
    plot.set_histogram(None)
    plot.set_histogram(Histogram(np.array([0.25, 0.5, 0.75]), np.array([1.0, 2.0])))
    assert not marked()


def test_the_bar_under_the_mouse_is_read_out(qtbot: QtBot, plot: HistogramPlot) -> None:
    with qtbot.waitSignal(plot.hovered) as hovered:
        qtbot.mouseMove(plot, middle(plot, 1))
    assert hovered.args == [1]
    assert plot.reading(1) == "4 from −0.5 to 0"


def test_the_arrow_keys_go_from_bar_to_bar_and_escape_leaves(qtbot: QtBot, plot: HistogramPlot) -> None:
    seen: list[int | None] = []
    plot.hovered.connect(seen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Escape):
        qtbot.keyClick(plot, key)
    assert seen == [1, 2, 3, 2, None]


def test_without_a_histogram_there_are_no_bars_to_point_at(qtbot: QtBot, plot: HistogramPlot) -> None:
    plot.set_histogram(None)
    assert plot.bars() == []
    with qtbot.assertNotEmitted(plot.hovered):
        qtbot.mouseMove(plot, QPoint(40, 60))
        qtbot.keyClick(plot, Qt.Key.Key_Right)
