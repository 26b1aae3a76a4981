"""The edge painter: the right edge under the pointer, width by size, sign by colour and dashes, marks."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from core.network import Edge
from widgets import theme
from widgets.drawing.edge_painter import REACH, EdgePainter
from widgets.drawing.layout import arrange

WIDTH, HEIGHT = 690, 372


def edges_of(sizes, values=None, **options) -> EdgePainter:
    edges = EdgePainter()
    edges.set_columns(arrange(sizes, WIDTH, HEIGHT, **options).columns)
    edges.set_values(values)
    return edges


def painted(edges: EdgePainter, start: int = 0) -> np.ndarray:
    """(height, width, 3) of the edges on the theme's background."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(theme.current().background)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edges.paint(painter, start)
    return np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)[:, :, 2::-1].astype(int)


def thickness(pixels: np.ndarray, x: int) -> int:
    """How many pixels of column x differ clearly from the background."""
    background = np.array(theme.current().background.getRgb()[:3])
    return int((abs(pixels[:, x] - background).sum(axis=1) > 60).sum())


@given(st.lists(st.integers(1, 60), min_size=2, max_size=5), st.data())
def test_the_nearest_edge_is_hit_at_any_place_along_it(sizes, data):
    edges = edges_of(sizes)
    shown = [column.shown for column in arrange(sizes, WIDTH, HEIGHT).columns]
    l = data.draw(st.integers(1, len(sizes) - 1))
    edge = Edge(l, data.draw(st.sampled_from(shown[l])), data.draw(st.sampled_from(shown[l - 1])))
    line, share = edges.line(edge), data.draw(st.floats(0.2, 0.8))
    place = line.pointAt(share)
    hit = edges.at(place.x(), place.y())
    found = edges.line(hit)
    normal = abs((found.y2() - found.y1()) * place.x() - (found.x2() - found.x1()) * place.y()
                 + found.x2() * found.y1() - found.y2() * found.x1()) / found.length()
    assert normal < 0.8, "another edge may cross here, but then it is as near"


def test_nothing_is_hit_beyond_reach():
    edges = edges_of([1, 1])
    line = edges.line(Edge(1, 0, 0))
    assert edges.at(line.center().x(), line.center().y() + REACH - 1) == Edge(1, 0, 0)
    assert edges.at(line.center().x(), line.center().y() + REACH + 1) is None


def test_an_edge_of_a_neuron_that_is_not_shown_has_no_line():
    edges = edges_of([784, 10])
    assert edges.line(Edge(1, 0, 783)) is None
    assert edges.line(Edge(1, 9, 0)) is not None


def test_width_grows_with_the_size_of_the_value_and_colour_tells_the_sign(qapp):
    edges = edges_of([3, 3], [None, np.diag([1.0, 0.1, -1.0])])
    pixels = painted(edges)
    for row, positive in ((0, True), (2, False)):
        middle = edges.line(Edge(1, row, row)).pointAt(0.5)
        x, y = round(middle.x()), round(middle.y())
        red, _, blue = pixels[y - 3:y + 4, x - 12:x + 12].max(axis=(0, 1))
        assert (blue > red) == positive
    one = [thickness(painted(edges_of([1, 1, 1], [None, np.array([[size]]), np.array([[1.0]])])), 200) for size in (0.02, 0.5, 1.0)]
    assert one[0] < one[1] < one[2]


def test_a_negative_edge_is_dashed_among_few_and_a_positive_one_is_not(qapp):
    def gaps(value):
        edges = edges_of([1, 1], [None, np.array([[value]])])
        line, background = edges.line(Edge(1, 0, 0)), np.array(theme.current().background.getRgb()[:3])
        lit = abs(painted(edges)[round(line.y1()), round(line.x1()) + 2:round(line.x2()) - 2] - background).sum(axis=1) > 60
        return int((np.diff(lit.astype(int)) == -1).sum())

    assert gaps(1.0) == 0
    assert gaps(-1.0) > 10


def test_the_scale_is_the_largest_size_shown_rounded_up_to_two_digits():
    assert edges_of([2, 1], [None, np.array([[0.5, -1.5873]])]).scale == pytest.approx(1.6)
    assert edges_of([2, 1], [None, np.array([[3e-9, -2e-9]])]).scale == pytest.approx(3e-9)
    assert edges_of([2, 1], [None, np.zeros((1, 2))]).scale == 1.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_drawn_muted_and_leave_the_scale_alone(qapp, bad):
    edges = edges_of([2, 1], [None, np.array([[bad, 0.5]])])
    assert edges.scale == pytest.approx(0.5)
    painted(edges)


def test_a_removed_edge_is_faint_and_leaves_the_scale_alone(qapp):
    edges = edges_of([1, 1], [None, np.array([[4.0]])])
    before = thickness(painted(edges), 300)
    edges.set_marks([Edge(1, 0, 0)], [], [])
    assert thickness(painted(edges), 300) < before
    assert edges.scale == 1.0


def test_the_strongest_edges_are_the_last_to_be_drawn(qapp):
    w = np.full((4, 4), 0.01)
    w[2, 2] = 1.0
    edges = edges_of([4, 4], [None, w])
    only = painted(edges, start=15)
    y = round(edges.line(Edge(1, 2, 2)).center().y())
    assert only[y, 300, 2] > 200, "the strongest is there"
    assert (painted(edges) != only).any(), "and the others are not"


def test_lines_are_drawn_in_few_calls(qapp, monkeypatch):
    calls = []
    monkeypatch.setattr(QPainter, "drawLines", lambda _, lines: calls.append(len(lines)))
    rng = np.random.default_rng(1)
    edges = edges_of([16, 16, 16], [None, *rng.normal(size=(2, 16, 16))])
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        edges.paint(painter)
    assert sum(calls) == 512
    assert len(calls) <= 32
