"""A number that is pulled by mouse, pen or finger."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from widgets import theme
from widgets.drawing.count_label import CountLabel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def label(qtbot) -> CountLabel:
    theme.apply(QApplication.instance(), theme.DARK)
    label = CountLabel()
    qtbot.addWidget(label)
    label.set_count(4)
    label.set_draggable(9)
    label.resize(80, 40)
    label.show()
    return label


def pull(qtbot, label: CountLabel, *ways: QPoint) -> None:
    start = label.rect().center()
    qtbot.mousePress(label, LEFT, pos=start)
    for way in ways:
        qtbot.mouseMove(label, start + way)
    qtbot.mouseRelease(label, LEFT, pos=start + ways[-1])


@pytest.mark.parametrize(("way", "counts"), [
    (QPoint(0, -30), [6]), (QPoint(30, 0), [6]), (QPoint(0, 30), [2]), (QPoint(-30, 0), [2]), (QPoint(20, -20), [6]),
    (QPoint(0, -500), [9]), (QPoint(0, 500), [1]), (QPoint(5, 0), []),
])
def test_up_and_right_is_more_down_and_left_is_less_within_bounds(label, qtbot, way, counts):
    heard, released = [], []
    label.dragged.connect(heard.append)
    label.released.connect(lambda: released.append(True))
    pull(qtbot, label, way)
    assert heard == counts
    assert released == [True]
    assert label.text() == "4"


def test_a_pull_says_each_number_once_and_counts_from_where_it_began(label, qtbot):
    heard = []
    label.dragged.connect(heard.append)
    label.dragged.connect(label.set_count)
    pull(qtbot, label, QPoint(0, -15), QPoint(0, -16), QPoint(0, -29), QPoint(0, -1), QPoint(0, 15))
    assert heard == [5, 6, 4, 3]


def test_a_number_that_stays_does_not_look_as_if_it_could_be_pulled(label, qtbot):
    assert label.cursor().shape() == Qt.CursorShape.SizeAllCursor
    label.set_draggable(None)
    heard = []
    label.dragged.connect(heard.append)
    pull(qtbot, label, QPoint(0, -60))
    assert heard == []
    assert label.cursor().shape() == Qt.CursorShape.ArrowCursor
