"""The activation's curve: the dot is on it, the tangent has its slope, and the picture keeps still."""
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from widgets import theme
from widgets.inspect.activation_curve import ActivationCurve

WITH_A_CURVE = sorted(set(ACTIVATIONS) - {"softmax"})


@pytest.fixture
def curve(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    widget = ActivationCurve()
    qtbot.addWidget(widget)
    widget.resize(348, 124)
    widget.show()
    return widget


def test_s13_the_tangent_has_the_slope_of_the_lectures_chain(curve):
    curve.set_point("sigmoid", -0.23455021773453294)
    assert curve.slope == pytest.approx(0.2465929194916432, rel=1e-14)
    assert curve.accessibleDescription() == "sigmoid: z = −0.2346, a = 0.4416, slope 0.2466"


@pytest.mark.parametrize("name", WITH_A_CURVE)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(z=st.floats(-20, 20))
def test_the_dot_stands_on_the_curve_inside_the_frame(curve, name: str, z: float):
    curve.set_point(name, z)
    assert curve.frame().contains(curve.dot())
    low, high = curve.z_range
    assert low <= z <= high == -low


@pytest.mark.parametrize("name", WITH_A_CURVE)
def test_s13_the_slope_is_that_of_the_curve(curve, name: str):
    """Measured between two dots so near to each other that the line through them is the tangent."""
    heights = []
    for z in (0.7 - 1e-6, 0.7 + 1e-6, 0.7):
        curve.set_point(name, z)
        heights.append(curve.point[1])
    assert (heights[1] - heights[0]) / 2e-6 == pytest.approx(curve.slope, abs=1e-8)


def test_the_axis_grows_by_steps_and_not_with_every_z(curve):
    ranges = []
    for z in np.linspace(0, 9, 100):
        curve.set_point("tanh", z)
        ranges.append(curve.z_range)
    assert len(set(ranges)) <= 3
    curve.set_point("tanh", 5.0)
    assert curve.z_range == ranges[-1]


@pytest.mark.parametrize(("name", "z", "flat"), [
    ("sigmoid", 0.0, False), ("sigmoid", 5.0, True), ("tanh", -3.0, True), ("relu", -0.1, True), ("relu", 0.1, False),
    ("step", 1.0, True)])
def test_a_point_of_saturation_is_known_as_one(curve, name: str, z: float, flat: bool):
    curve.set_point(name, z)
    assert curve.is_flat is flat


def test_the_flat_stretches_are_tinted(curve):
    curve.set_point("sigmoid", 0.0)
    picture, frame = curve.grab().toImage(), curve.frame()
    left, centre = (picture.pixelColor(round(frame.left() + share * frame.width()), round(frame.top() + 0.2 * frame.height()))
                    for share in (0.02, 0.4))
    assert left == theme.DARK.raised
    assert centre != theme.DARK.raised


def test_softmax_says_that_it_has_no_curve(curve):
    curve.set_point("softmax", 0.3)
    assert curve.slope is None
    assert curve.dot() is None
    assert curve.accessibleDescription() == "Softmax has no curve of its own: each a depends on every z of its layer."
    curve.grab()


@pytest.mark.parametrize("z", [None, float("nan"), float("inf"), 1e305])
def test_without_a_number_there_is_a_curve_and_no_dot(curve, z: float | None):
    curve.set_point("relu", 1.0)
    curve.set_point("relu", z)
    assert curve.dot() is None
    assert curve.z_range is not None
    curve.grab()


@pytest.mark.parametrize("colours", theme.THEMES.values())
def test_it_follows_the_theme(curve, qapp, colours: theme.Theme):
    curve.set_point("gaussian", 0.3)
    theme.apply(qapp, colours)
    picture, dot = curve.grab().toImage(), curve.dot().toPoint()
    assert picture.pixelColor(dot) == colours.a
