"""The cost plot."""
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from widgets.plots.cost_plot import CostPlot

STEPS = np.arange(0, 50, 10)


@pytest.fixture
def plot(qtbot: QtBot) -> CostPlot:
    plot = CostPlot()
    qtbot.addWidget(plot)
    plot.resize(270, 190)
    plot.show()
    return plot


def button(plot: CostPlot, name: str) -> QToolButton:
    return next(button for button in plot.findChildren(QToolButton) if button.accessibleName() == name)


def test_the_cost_plot_names_itself(plot: CostPlot) -> None:
    assert (plot.objectName(), plot.accessibleName()) == ("cost_plot", "Cost against the step")


def test_without_test_examples_only_training_is_drawn(plot: CostPlot) -> None:
    plot.set_curves((STEPS, 1 / (1 + STEPS)))
    assert plot.curve_plot.labels == ["training"]
    plot.set_curves((STEPS, 1 / (1 + STEPS)), (STEPS, 2 / (1 + STEPS)))
    assert plot.curve_plot.labels == ["training", "test"]


def test_the_switch_makes_the_axis_logarithmic_and_says_so(qtbot: QtBot, plot: CostPlot) -> None:
    plot.set_curves((STEPS, 10.0 ** -(STEPS / 10)))
    with qtbot.waitSignal(plot.log_changed) as changed:
        qtbot.mouseClick(button(plot, "Logarithmic axis"), Qt.MouseButton.LeftButton)
    assert changed.args == [True]
    assert plot.curve_plot.ranges[1] == (-4.0, 0.0)


def test_setting_the_axis_emits_nothing(qtbot: QtBot, plot: CostPlot) -> None:
    with qtbot.assertNotEmitted(plot.log_changed):
        plot.set_log(True)
    assert button(plot, "Logarithmic axis").isChecked()


def test_export_asks_for_the_table_of_the_data_shown(qtbot: QtBot, plot: CostPlot) -> None:
    plot.set_curves((STEPS, STEPS / 100), (STEPS[::2], STEPS[::2] / 50))
    with qtbot.waitSignal(plot.export_requested):
        qtbot.mouseClick(button(plot, "Export the data shown…"), Qt.MouseButton.LeftButton)
    header, rows = plot.table()
    assert header == ("step", "cost of training", "cost of test")
    assert rows == [(0, 0.0, 0.0), (10, 0.1, None), (20, 0.2, 0.4), (30, 0.3, None), (40, 0.4, 0.8)]


def test_the_step_under_the_crosshair_is_told(qtbot: QtBot, plot: CostPlot) -> None:
    plot.set_curves((STEPS, 1 / (1 + STEPS)))
    with qtbot.waitSignal(plot.hovered) as hovered:
        qtbot.mouseMove(plot.curve_plot, plot.curve_plot.frame().center().toPoint())
    assert hovered.args[0] in STEPS
