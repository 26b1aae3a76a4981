"""The segmented switch and the section: options that come and go, a title read out as it was written."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from widgets.section import Section
from widgets.segmented import Segmented


@pytest.fixture
def switch(qtbot):
    switch = Segmented("Shown for", [("example", "this example"), ("average", "average of 250")])
    qtbot.addWidget(switch)
    switch.show()
    return switch


def texts(switch: Segmented) -> list[str]:
    return [button.text() for button in switch.findChildren(QToolButton)]


def test_the_first_option_is_on_at_first(switch):
    assert switch.current() == "example"
    assert [button.isChecked() for button in switch.findChildren(QToolButton)] == [True, False]


def test_new_labels_keep_what_was_on(qtbot, switch):
    with qtbot.assertNotEmitted(switch.chosen):
        switch.set_current("average")
        switch.set_options([("example", "this example"), ("average", "average of 7")])
    assert switch.current() == "average"
    assert texts(switch) == ["this example", "average of 7"]


def test_when_the_chosen_option_goes_the_first_is_on(qtbot, switch):
    switch.set_current("average")
    switch.set_options([("training", "training"), ("test", "test")])
    assert switch.current() == "training"
    with qtbot.waitSignal(switch.chosen) as chosen:
        qtbot.mouseClick(next(b for b in switch.findChildren(QToolButton) if b.text() == "test"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["test"]


def test_a_section_reads_its_title_as_written_and_shows_capitals(qtbot):
    section = Section("Training example")
    qtbot.addWidget(section)
    section.add(QLabel("below"))
    heading = section.findChild(QLabel)
    assert section.accessibleName() == heading.text() == "Training example"
    assert heading.font().capitalization() == heading.font().Capitalization.AllUppercase
    section.set_title("Test example")
    assert section.accessibleName() == heading.text() == "Test example"
