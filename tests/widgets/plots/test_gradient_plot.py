"""The plot of the gradient's size by layer."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from widgets.plots.gradient_plot import MOST_LINES, GradientPlot, shown_layers

STEPS = np.arange(100)


@pytest.fixture
def plot(qtbot: QtBot) -> GradientPlot:
    plot = GradientPlot()
    qtbot.addWidget(plot)
    return plot


def layers(count: int) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(STEPS, np.full(100, 10.0 ** -layer)) for layer in range(count)]


@given(st.integers(1, 64), st.one_of(st.none(), st.integers(1, 64)))
def test_few_layers_are_shown_in_order_with_the_first_the_output_and_the_chosen_one(count: int, chosen: int | None) -> None:
    shown = shown_layers(count, chosen)
    assert shown == sorted(set(shown))
    assert len(shown) == min(count, MOST_LINES)
    assert (shown[0], shown[-1]) == (1, count)
    assert chosen is None or chosen > count or chosen in shown


def test_every_layer_has_its_name_and_the_last_is_the_output(plot: GradientPlot) -> None:
    plot.set_curves(layers(3))
    assert plot.curve_plot.labels == ["layer 1", "layer 2", "output"]
    plot.set_curves(layers(64))
    assert plot.curve_plot.labels == ["layer 1", "layer 14", "layer 26", "layer 39", "layer 51", "output"]


def test_the_chosen_layer_gets_a_line(plot: GradientPlot) -> None:
    plot.set_curves(layers(64))
    plot.set_layer(20)
    assert "layer 20" in plot.curve_plot.labels


def test_lines_differ_in_colour_and_in_dash(plot: GradientPlot) -> None:
    plot.set_curves(layers(6))
    pens = [style.pen() for style in plot.curve_plot.styles]
    assert len({pen.color().name() for pen in pens}) == len({tuple(pen.dashPattern()) for pen in pens}) == 6


def test_the_axis_is_logarithmic_from_the_beginning(plot: GradientPlot) -> None:
    plot.set_curves(layers(4))
    assert plot.curve_plot.ranges[1] == (-3.0, 0.0)
    plot.set_log(False)
    assert plot.curve_plot.ranges[1] == (0.0, 1.0)


def test_the_table_has_every_layer_also_those_without_a_line(plot: GradientPlot) -> None:
    plot.set_curves(layers(10))
    header, rows = plot.table()
    assert header == ("step", *(f"layer {layer}" for layer in range(1, 10)), "output")
    assert len(rows) == 100
    assert rows[0] == pytest.approx((0, *(10.0 ** -layer for layer in range(10))))
