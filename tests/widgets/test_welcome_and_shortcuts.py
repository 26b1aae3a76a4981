"""The welcome strip's doors, and the sheet of shortcuts."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from widgets.shortcut_sheet import ShortcutSheet
from widgets.welcome_strip import WelcomeStrip


@pytest.mark.parametrize(("words", "signal"), [
    ("Watch it learn", "watch_wanted"), ("own network", "chain_wanted"), ("digits", "digits_wanted")])
def test_each_door_is_a_click_away(qtbot, words: str, signal: str):
    strip = WelcomeStrip()
    qtbot.addWidget(strip)
    strip.show()
    door = next(button for button in strip.findChildren(QPushButton) if words in button.text())
    with qtbot.waitSignal(getattr(strip, signal)):
        qtbot.mouseClick(door, Qt.MouseButton.LeftButton)


def test_the_strip_can_be_closed_and_fits_between_the_side_panels(qtbot):
    strip = WelcomeStrip()
    qtbot.addWidget(strip)
    strip.show()
    assert strip.minimumSizeHint().width() <= 700
    with qtbot.waitSignal(strip.closed):
        qtbot.mouseClick(strip.findChild(QToolButton), Qt.MouseButton.LeftButton)


def test_the_sheet_shows_every_shortcut_under_its_group(qtbot):
    sheet = ShortcutSheet()
    qtbot.addWidget(sheet)
    sheet.set_groups([("Train", [("One step", "S"), ("Reset", "Ctrl+R")]), ("The drawing", [("Look closer", "wheel")])])
    sheet.show()
    labels = [label.text() for label in sheet.findChildren(QLabel)]
    assert {"Train", "One step", "S", "Reset", "Ctrl+R", "The drawing", "Look closer", "wheel"} <= set(labels)
    sheet.set_groups([("File", [("Save", "Ctrl+S")])])
    assert [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()] == ["File", "Save", "Ctrl+S"]
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
