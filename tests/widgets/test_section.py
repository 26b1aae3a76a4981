"""A section that folds: by mouse, by keyboard and by its owner."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from widgets.section import FoldingHeading, Heading, Section


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page)
    page.resize(372, 300)
    return page


@pytest.fixture
def section(page: QWidget) -> Section:
    section = Section("Cost along this weight", separated=True, folds=True)
    section.add(QLabel("below"))
    page.layout().addWidget(section)
    page.layout().addStretch()
    page.show()
    return section


def heading(section: Section) -> FoldingHeading:
    return section.findChild(FoldingHeading)


def test_a_click_on_the_heading_folds_and_another_unfolds(qtbot: QtBot, section: Section) -> None:
    below, tall = section.findChild(QLabel), section.height()
    with qtbot.waitSignal(section.folded_changed) as folded:
        qtbot.mouseClick(heading(section), Qt.MouseButton.LeftButton)
    assert folded.args == [True]
    assert section.folded
    assert not below.isVisible()
    qtbot.waitUntil(lambda: section.height() < tall)
    with qtbot.waitSignal(section.folded_changed) as folded:
        qtbot.mouseClick(heading(section), Qt.MouseButton.LeftButton)
    assert folded.args == [False]
    assert below.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_on_the_heading_folds(qtbot: QtBot, section: Section, key: Qt.Key) -> None:
    assert heading(section).focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(section.folded_changed):
        qtbot.keyClick(heading(section), key)
    assert section.folded


def test_folding_by_the_owner_says_nothing(qtbot: QtBot, section: Section) -> None:
    with qtbot.assertNotEmitted(section.folded_changed):
        section.set_folded(True)
    assert section.folded
    assert not heading(section).isChecked()
    qtbot.mouseClick(heading(section), Qt.MouseButton.LeftButton)
    assert not section.folded


def test_the_heading_stays_where_it_is_and_what_it_says_is_read_out(qtbot: QtBot, section: Section) -> None:
    place = heading(section).mapTo(section.window(), heading(section).rect().topLeft())
    section.set_folded(True)
    qtbot.waitUntil(lambda: section.height() < 60)
    assert heading(section).mapTo(section.window(), heading(section).rect().topLeft()) == place
    interface = QAccessible.queryAccessibleInterface(heading(section))
    assert interface.text(QAccessible.Text.Name) == "Cost along this weight"
    assert interface.text(QAccessible.Text.Description) == "folded"


def test_a_section_that_does_not_fold_has_no_button(qtbot: QtBot) -> None:
    section = Section("Output")
    qtbot.addWidget(section)
    assert heading(section) is None


def test_a_heading_without_room_shows_its_short_form_and_tells_the_whole_when_pointed_at(qtbot):
    section = Section("")
    qtbot.addWidget(section)
    section.set_title("Gradient size by layer", "Gradient size")
    heading = section.findChild(Heading)
    shown = []
    for width in (400, 160, 60):
        section.setFixedWidth(width)
        section.show()
        section.layout().activate()
        shown.append((heading.shown_text, heading.toolTip()))
    whole = "Gradient size by layer"
    assert shown[:2] == [(whole, ""), ("Gradient size", whole)]
    assert shown[2][0].endswith("…")
    assert section.accessibleName() == whole
