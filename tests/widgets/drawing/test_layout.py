"""The layout of the drawing: everything fits, nothing overlaps, and condensed columns reach every neuron."""
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network import Neuron
from widgets.drawing.layout import BENEATH, READABLE, arrange

sizes = st.lists(st.integers(1, 900), min_size=2, max_size=12)


@given(sizes, st.integers(400, 1600), st.integers(330, 1000))
def test_all_neurons_are_inside_the_drawing_and_do_not_touch(sizes, width, height):
    layout = arrange(sizes, width, height)
    for column in layout.columns:
        assert column.radius < column.x < layout.width - column.radius
        assert column.top >= 0
        assert column.bottom <= height
        assert (np.diff(column.y) > 2 * column.radius).all()
    for before, column in pairwise(layout.columns):
        assert column.x - before.x > before.radius + column.radius


@given(sizes, st.data())
def test_reveal_brings_any_neuron_into_its_column_and_a_click_there_finds_it(sizes, data):
    l = data.draw(st.integers(0, len(sizes) - 1))
    neuron = Neuron(l, data.draw(st.integers(0, sizes[l] - 1)))
    layout = arrange(sizes, 820, 500)
    first = [0] * len(sizes)
    first[l] = layout.reveal(neuron)
    layout = arrange(sizes, 820, 500, first=first)
    centre = layout.centre(neuron)
    assert centre is not None
    assert layout.neuron_at(centre.x(), centre.y()) == neuron


@pytest.mark.parametrize("n", [1, 2, 16])
def test_a_layer_of_up_to_16_neurons_is_shown_whole(n):
    column = arrange([2, n, 1], 690, 372).columns[1]
    assert not column.condensed
    assert list(column.shown) == list(range(n))
    assert column.arrows() is None


def test_a_layer_of_784_neurons_shows_a_few_and_arrows_beside_them():
    column = arrange([784, 10], 690, 372).columns[0]
    assert column.condensed
    assert 4 <= len(column.y) <= 14
    up, down = column.arrows()
    assert 0 <= up.top() < up.bottom() <= column.top
    assert column.bottom <= down.top() < down.bottom() <= 372


def test_the_window_of_a_condensed_column_stays_inside_the_layer():
    column = arrange([784, 10], 690, 372, first=[5000, 0]).columns[0]
    assert column.shown.stop == 784


def test_every_pixel_of_a_picture_is_its_own_neuron():
    layout = arrange([64, 10], 690, 372, picture=(8, 8))
    for j in range(64):
        centre = layout.centre(Neuron(0, j))
        assert layout.neuron_at(centre.x(), centre.y()) == Neuron(0, j)
    exits = layout.columns[0].exits()
    assert len(np.unique(exits[:, 1])) == 64, "each pixel's edges leave at a place of their own"
    assert (exits[:, 0] > layout.columns[0].picture.right()).all()


def test_zoom_scales_everything_alike():
    near, far = (arrange([3, 40, 2], 690, 372, zoom=zoom) for zoom in (2.0, 1.0))
    for a, b in zip(near.columns, far.columns, strict=True):
        assert a.x == pytest.approx(2 * b.x)
        assert a.radius == pytest.approx(2 * b.radius)
        assert a.y == pytest.approx(2 * b.y)


@given(st.integers(1, 4), st.integers(280, 1000))
def test_between_two_circles_a_number_and_a_bias_have_room_as_long_as_the_circles_hold_their_own(hidden, height):
    layout = arrange([2] * (hidden + 2), 820, height)
    for column in layout.columns:
        assert column.pitch - 2 * column.radius >= BENEATH or column.radius <= READABLE
        assert column.radius >= min(READABLE, 0.2 * layout.spacing)


def test_64_layers_are_wider_than_the_window():
    assert arrange([4] * 65, 690, 372).width > 4 * 690
