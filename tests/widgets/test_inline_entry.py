"""The field that opens at a place of a drawing, by keyboard."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from widgets import theme
from widgets.inline_entry import InlineEntry


@pytest.fixture
def paper(qtbot) -> QWidget:
    theme.apply(QApplication.instance(), theme.DARK)
    paper = QWidget()
    paper.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(paper)
    paper.resize(400, 200)
    paper.show()
    paper.activateWindow()
    qtbot.waitUntil(paper.isActiveWindow)
    return paper


@pytest.fixture
def entry(paper) -> InlineEntry:
    entry = InlineEntry(paper)
    entry.open("Name of a", "old", QPoint(200, 100), 150)
    return entry


def test_enter_says_what_was_typed_over_the_old_text_and_it_stays_open_until_it_is_closed(entry, paper, qtbot):
    heard = []
    entry.typed.connect(heard.append)
    qtbot.keyClicks(entry, "new name")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert heard == ["new name"]
    assert entry.isVisible()
    entry.close_entry()
    assert not entry.isVisible()
    assert paper.hasFocus()


def test_escape_says_nothing_and_gives_the_keyboard_back(entry, paper, qtbot):
    heard = []
    entry.typed.connect(heard.append)
    qtbot.keyClicks(entry, "new")
    qtbot.keyClick(entry, Qt.Key.Key_Escape)
    assert heard == []
    assert not entry.isVisible()
    assert paper.hasFocus()


@pytest.mark.parametrize("key", ["Esc", "F2", "Del", "Space", "K", "Return"])
def test_no_key_typed_here_is_taken_for_an_action(entry, paper, qtbot, key):
    done = []
    action = QAction("act", paper)
    action.setShortcut(QKeySequence(key))
    action.triggered.connect(lambda: done.append(key))
    paper.addAction(action)
    qtbot.keyClick(entry, QKeySequence(key)[0].key())
    assert done == []


def test_it_closes_when_one_goes_elsewhere(entry, paper, qtbot):
    button = QPushButton("elsewhere", paper)
    button.show()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not entry.isVisible()


@pytest.mark.parametrize("middle", [QPoint(0, 0), QPoint(400, 200), QPoint(-90, 500), QPoint(200, 100)])
def test_it_stays_inside_the_drawing(entry, paper, middle):
    entry.open("Name", "", middle, 150)
    assert paper.rect().contains(entry.geometry())
    assert entry.accessibleName() == "Name"
