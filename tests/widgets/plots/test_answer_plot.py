"""Answers against what is desired: dots on the line are right, and a click finds the example."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from widgets.plots.answer_plot import AnswerPlot

DESIRED, ANSWERS = np.array([-1.0, 0.5, 2.0]), np.array([-0.5, 0.5, 1.0])


@pytest.fixture
def plot(qtbot: QtBot) -> AnswerPlot:
    plot = AnswerPlot()
    qtbot.addWidget(plot)
    plot.resize(320, 240)
    plot.set_desired(-1.0, 2.0)
    plot.set_points("training", DESIRED, ANSWERS)
    plot.set_points("test", DESIRED[:1], DESIRED[:1])
    plot.show()
    return plot


def place(plot: AnswerPlot, x: float, y: float) -> QPoint:
    across, down = plot.to_pixels(np.array([x]), np.array([y]))
    return QPoint(round(float(across[0])), round(float(down[0])))


def test_what_is_answered_as_desired_lies_on_the_line(plot: AnswerPlot) -> None:
    x, y = plot.to_pixels(np.array([-1.0, 0.5, 2.0]), np.array([-1.0, 0.5, 2.0]))
    assert np.allclose(np.diff(y) / np.diff(x), (y[-1] - y[0]) / (x[-1] - x[0]))
    assert plot.labels == ["a = y", "training", "test"]


@pytest.mark.parametrize(("x", "y", "found"), [(2.0, 1.0, [2, "training"]), (-1.0, -1.0, [0, "test"])])
def test_a_click_finds_the_nearest_dot(plot: AnswerPlot, qtbot: QtBot, x: float, y: float, found: list[object]) -> None:
    with qtbot.waitSignal(plot.clicked) as clicked:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place(plot, x, y))
    assert clicked.args == found


def test_one_value_alone_still_has_a_line(plot: AnswerPlot) -> None:
    plot.set_desired(3.0, 3.0)
    assert plot.ranges[0] == (3.0, 4.0)
