"""The names of the stages: whole, apart, over their stretch of the slider, and each a place to click."""
from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from widgets import theme
from widgets.walk.walk_bar import StageMarks, WalkBar

NAMES, ENDS = ["Forward", "Cost", "Backward", "Update"], [6, 9, 23, 25]


def bar_of(qtbot, width: int) -> tuple[WalkBar, StageMarks]:
    bar = WalkBar()
    qtbot.addWidget(bar)
    bar.set_stages(NAMES, ENDS)
    bar.resize(width, 40)
    bar.show()
    return bar, bar.findChild(StageMarks)


@pytest.mark.parametrize("width", [300, 330, 800])
def test_every_stage_has_its_whole_name_and_none_touches_another(qtbot, width: int):
    _, marks = bar_of(qtbot, width)
    metrics, words = QFontMetricsF(theme.ui_font(theme.CAPTION)), marks.words()
    for name, word in zip(NAMES, words, strict=True):
        assert word.width() >= metrics.horizontalAdvance(name)
    assert all(one.right() < next_one.left() for one, next_one in pairwise(words))
    assert words[0].left() >= 0
    assert words[-1].right() <= marks.width()


def test_with_room_a_name_stands_over_the_middle_of_its_stretch(qtbot):
    _, marks = bar_of(qtbot, 1200)
    for stage, word in enumerate(marks.words()):
        assert word.center().x() == pytest.approx(marks.stretch(stage).center().x())


@pytest.mark.parametrize("width", [160, 300, 800])
@pytest.mark.parametrize("stage", range(4))
def test_a_click_on_a_name_chooses_its_stage_and_so_says_the_tip(qtbot, width: int, stage: int):
    bar, marks = bar_of(qtbot, width)
    place = marks.words()[stage].center().toPoint()
    with qtbot.waitSignal(bar.stage_chosen) as chosen:
        qtbot.mouseClick(marks, Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [stage]
    qtbot.mouseMove(marks, place)
    assert marks.toolTip() == NAMES[stage]
