"""What the drawing writes beside its parts, and what focus leaves of it."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from core.network import Bias, Edge, Neuron
from tests.widgets.drawings import around, at, pixels, shown
from widgets import theme
from widgets.drawing.network_view import NetworkView
from widgets.drawing.neuron_painter import head_rect


def head(view: NetworkView, l: int) -> QRect:
    """Where the label over a column is, in the widget."""
    rect = head_rect(view._content, view._layout.columns[l])
    return rect.translated(view._pan.x(), view._pan.y() + view._head).toRect()


def has(image: np.ndarray, colour: QColor) -> bool:
    return bool((abs(image - colour.getRgb()[:3]).max(axis=2) < 40).sum() > 5)


def crop(image: np.ndarray, rect: QRect) -> np.ndarray:
    return image[rect.top():rect.bottom(), rect.left():rect.right()]


def hint(view: NetworkView, place: QPoint) -> str:
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    said = QToolTip.text()
    QToolTip.hideText()
    return said


@pytest.mark.parametrize("sizes", [[1, 1, 1, 1], [4, 8, 8, 1], [64, 24, 10]])
def test_s3_every_column_is_labelled_with_its_activation_and_warns_that_superscripts_are_no_powers(qtbot, sizes):
    view = shown(qtbot, sizes)
    image = pixels(view)
    for l in range(1, len(sizes)):
        assert has(crop(image, head(view, l)), theme.DARK.a)
        said = hint(view, head(view, l).center())
        assert f"The activations of layer {l}." in said
        assert "Superscripts in brackets are layer indices, not powers." in said


def test_q4_the_input_column_is_labelled_a0_equals_x(qtbot):
    view = shown(qtbot, [2, 3, 1])
    assert has(crop(pixels(view), head(view, 0)), theme.DARK.a)
    assert "The activations of layer 0 are the inputs x." in hint(view, head(view, 0).center())
    view.set_selected(Neuron(0, 1))
    assert view.accessibleDescription().startswith("a₁⁽⁰⁾ = x₁ = ")


def test_s4_the_desired_output_stands_beside_each_output_neuron(qtbot):
    view = shown(qtbot, [2, 3, 2])

    def beside(j: int) -> np.ndarray:
        return around(pixels(view), at(view, Neuron(2, j)) + QPoint(60, 0), 14)

    view.set_desired(np.array([1.0, 0.0]))
    before = beside(0), beside(1)
    assert all(has(image, theme.DARK.y) for image in before)
    view.set_desired(np.array([1.0, 1.0]))
    assert (beside(0) == before[0]).all()
    assert (beside(1) != before[1]).any()
    view.set_desired(None)
    assert not has(beside(0), theme.DARK.y)


def test_s2_focus_leaves_the_chosen_edge_its_neurons_and_their_labels_and_greys_out_the_rest(qtbot):
    view = shown(qtbot, [1, 1, 1, 1])
    view.set_selected(Edge(2, 0, 0))
    bright = pixels(view)
    view.set_focus(True)
    grey = pixels(view)
    for kept in (Neuron(1, 0), Neuron(2, 0), Bias(1, 0), Bias(2, 0)):
        assert abs(around(grey, at(view, kept), 8) - around(bright, at(view, kept), 8)).max() < 30
    assert crop(grey, head(view, 2)).max() > 0.8 * crop(bright, head(view, 2)).max()
    line = slice(at(view, Neuron(1, 0)).x() + 40, at(view, Neuron(2, 0)).x() - 40)
    row = at(view, Neuron(2, 0)).y()
    assert (grey[row, line] == bright[row, line]).all()
    for lost in (Neuron(0, 0), Neuron(3, 0), Bias(3, 0), Edge(1, 0, 0), Edge(3, 0, 0)):
        assert around(grey, at(view, lost), 6).std() < 0.5 * around(bright, at(view, lost), 6).std()
    assert crop(grey, head(view, 3)).max() < 0.5 * crop(bright, head(view, 3)).max()


def test_s2_focus_on_a_neuron_leaves_it_with_its_incoming_and_outgoing_edges(qtbot):
    view = shown(qtbot, [2, 3, 2])
    view.set_selected(Neuron(1, 1))
    view.set_focus(True)
    image = pixels(view)
    for edge in (Edge(1, 1, 0), Edge(1, 1, 1), Edge(2, 0, 1), Edge(2, 1, 1)):
        assert around(image, at(view, edge), 4).max() > 150
    for edge in (Edge(1, 0, 0), Edge(2, 1, 2)):
        assert around(image, at(view, edge), 4).max() < 100


def test_focus_without_a_selection_greys_out_nothing(qtbot):
    view = shown(qtbot, [2, 3, 2])
    before = pixels(view)
    view.set_focus(True)
    assert (pixels(view) == before).all()


def test_labels_over_the_layers_of_a_deep_network_that_is_fitted_leave_each_other_alone(qtbot):
    view = shown(qtbot, [2] + [3] * 63 + [1])
    view.fit()
    heads = [head(view, l).adjusted(4, 4, -4, -4) for l in range(65) if view._content.has_head(l)]
    assert [view._content.has_head(l) for l in (0, 64)] == [True, True]
    assert len(heads) > 5
    assert all(one.right() < other.left() for one, other in pairwise(heads))
    assert head(view, 1).isEmpty(), "what is not written cannot be pointed at"


def test_labels_over_layers_with_room_are_all_there(qtbot):
    view = shown(qtbot, [4, 8, 8, 1])
    assert all(view._content.has_head(l) for l in range(4))


@pytest.mark.parametrize("sizes", [[1, 8, 4, 1], [2, 2, 2], [2] + [3] * 63 + [1]])
def test_a_desired_output_is_written_in_full_within_the_drawing(qtbot, sizes):
    view = shown(qtbot, sizes)
    view.set_desired(np.full(sizes[-1], -0.954))
    view.fit()
    image = pixels(view)
    background = np.array(theme.current().background.getRgb()[:3])
    assert (abs(image[:, -3:] - background).max(axis=2) < 8).all(), "nothing is cut off at the right"
