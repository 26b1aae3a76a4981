"""What is said while nothing is selected: it fits, and names the shortcuts that the program has."""
from __future__ import annotations

from PySide6.QtWidgets import QLabel

from playground.actions import ACTIONS
from widgets.inspect.nothing_selected import NothingSelected


def test_its_words_fit_the_right_column_and_its_keys_are_those_of_the_actions(qtbot):
    hints = NothingSelected()
    qtbot.addWidget(hints)
    hints.setFixedWidth(364)
    hints.show()
    qtbot.waitExposed(hints)
    shown = {label.text() for label in hints.findChildren(QLabel)}
    shortcuts = {action.id: action.shortcut for action in ACTIONS}
    assert {shortcuts[name] for name in ("bias", "nudge", "average")} <= shown
    assert f"{shortcuts['previous_example']}  {shortcuts['next_example']}" in shown
    assert hints.minimumSizeHint().width() <= hints.width()
