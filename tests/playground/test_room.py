"""What a window of the usual size shows without any scrolling, and what a small one makes of its room."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from core.network import Edge
from playground.main_window import MainWindow
from tests.playground.driving import User
from widgets.inspect.bar_strip import BarStrip
from widgets.inspect.chain_formula import ChainFormula
from widgets.inspect.linked_lines import LinkedLines
from widgets.section import FoldingHeading
from widgets.shortcut_sheet import ShortcutSheet

USUAL, SMALLEST = (1440, 900), (1024, 640)
PRESETS = ("spiral", "xor", "pinwheel", "sine", "digits", "chain", "two-paths")


def area_of(widget: QWidget) -> QScrollArea:
    while not isinstance(widget, QScrollArea):
        widget = widget.parentWidget()
    return widget


def seen(widget: QWidget) -> float:
    """The share of a widget's height that is seen of it in its column."""
    viewport = area_of(widget).viewport()
    place = QRect(widget.mapTo(viewport, QPoint()), widget.size())
    return (place & viewport.rect()).height() / widget.height()


def sized(user: User, size: tuple[int, int]) -> None:
    user.window.welcome.hide()
    user.window.resize(*size)
    user.settle()


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_of_an_edge_the_formula_the_nudge_and_the_bars_are_seen_without_scrolling(user: User):
    sized(user, USUAL)
    user.window.inspection.select(Edge(2, 1, 3))
    user.settle()
    assert area_of(user.explained.bars.section).verticalScrollBar().value() == 0
    assert [seen(user.see(kind)) for kind in (ChainFormula, LinkedLines)] == [1, 1]
    assert seen(user.explained.nudge.section) == 1
    assert seen(user.explained.bars.section.findChild(FoldingHeading)) == 1
    assert seen(user.see(BarStrip)) > 0.6


@pytest.mark.parametrize("window", ["spiral", "xor", "sine", "digits"], indirect=True)
def test_the_whole_example_is_seen_without_scrolling(user: User):
    sized(user, USUAL)
    assert seen(user.window.examples.picker) == 1


@pytest.mark.parametrize("window", PRESETS, indirect=True)
def test_nothing_in_a_column_reaches_under_its_scroll_bar(user: User):
    sized(user, USUAL)
    for column in (user.window.data.widget, user.window.inspector.widget):
        area = area_of(column)
        assert area.widget().width() == area.viewport().width()


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_the_headings_below_the_drawing_and_that_of_the_output_stand_on_one_line(window: MainWindow, user: User):
    sized(user, USUAL)
    sections = [window.layer.widget, *(plot.parentWidget().parentWidget() for plot in (window.history.cost, window.output.widget))]
    headings = [section.findChild(QWidget, "heading") for section in sections]
    middles = {heading.mapTo(window, QPoint()).y() + heading.height() // 2 for heading in headings}
    assert len(middles) == 1


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_in_the_smallest_window_one_plot_is_shown_at_a_time_and_a_switch_says_which(window: MainWindow, user: User):
    sized(user, SMALLEST)
    plots = {"cost": window.history.cost, "gradient size": window.history.gradient, "layer": window.layer.widget}
    for name in plots:
        user.push(name, window.plots)
        user.settle()
        assert [each for each, plot in plots.items() if plot.isVisible()] == [name]
    sized(user, USUAL)
    assert all(plot.isVisible() for plot in plots.values())


@pytest.mark.parametrize("window", ["chain"], indirect=True)
def test_on_the_sheet_of_shortcuts_nothing_is_cut_off_at_the_side(user: User):
    user.command("shortcuts").trigger()
    user.settle()
    sheet = next(each for each in QApplication.topLevelWidgets() if isinstance(each, ShortcutSheet) and each.isVisible())
    area = sheet.findChild(QScrollArea)
    assert area.widget().width() == area.viewport().width()
    assert all(label.width() >= label.sizeHint().width() for label in sheet.findChildren(QLabel))
