"""The dialog of one address: what is typed, what is wrong with it, and when it may be opened."""
from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from widgets.link_dialog import LinkDialog

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, asks: bool = True) -> LinkDialog:
    dialog = LinkDialog(asks=asks)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def line(dialog: LinkDialog) -> QLineEdit:
    found = dialog.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def button(dialog: LinkDialog, kind: QDialogButtonBox.StandardButton) -> QPushButton:
    box = dialog.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    return box.button(kind)


def test_what_is_typed_is_told_and_return_chooses_it(qtbot: QtBot) -> None:
    dialog, typed, chosen = shown(qtbot), [], []
    dialog.typed.connect(typed.append)
    dialog.chosen.connect(chosen.append)
    assert not button(dialog, QDialogButtonBox.StandardButton.Open).isEnabled()
    qtbot.keyClicks(line(dialog), "ab")
    assert typed == ["a", "ab"]
    qtbot.keyClick(line(dialog), Qt.Key.Key_Return)
    assert chosen == ["ab"]
    assert not dialog.isVisible()


def test_what_has_a_problem_cannot_be_opened_until_it_is_mended(qtbot: QtBot) -> None:
    dialog, chosen = shown(qtbot), []
    dialog.chosen.connect(chosen.append)
    dialog.typed.connect(lambda text: dialog.set_problem("Too short." if len(text) < 3 else ""))
    qtbot.keyClicks(line(dialog), "ab")
    problem = dialog.findChild(QLabel, "problem")
    assert isinstance(problem, QLabel)
    assert problem.text() == "Too short."
    qtbot.keyClick(line(dialog), Qt.Key.Key_Return)
    qtbot.mouseClick(button(dialog, QDialogButtonBox.StandardButton.Open), LEFT)
    assert (chosen, dialog.isVisible()) == ([], True)
    qtbot.keyClicks(line(dialog), "c")
    assert problem.text() == ""
    qtbot.mouseClick(button(dialog, QDialogButtonBox.StandardButton.Open), LEFT)
    assert chosen == ["abc"]


@pytest.mark.parametrize("leave", ["escape", "cancel"])
def test_leaving_chooses_nothing(qtbot: QtBot, leave: str) -> None:
    dialog, told = shown(qtbot), []
    dialog.set_link("abc")
    dialog.chosen.connect(told.append)
    dialog.typed.connect(told.append)
    if leave == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(button(dialog, QDialogButtonBox.StandardButton.Cancel), LEFT)
    assert (told, dialog.isVisible()) == ([], False)


def test_setting_the_line_tells_nobody_and_selects_it(qtbot: QtBot) -> None:
    dialog, typed = shown(qtbot), []
    dialog.typed.connect(typed.append)
    dialog.set_link("abc")
    assert (typed, line(dialog).selectedText(), line(dialog).cursorPosition()) == ([], "abc", 0)
    assert button(dialog, QDialogButtonBox.StandardButton.Open).isEnabled()


def test_one_that_shows_takes_no_typing_and_has_no_line_where_there_is_nothing_to_show(qtbot: QtBot) -> None:
    dialog = shown(qtbot, asks=False)
    assert not line(dialog).isVisible()
    dialog.set_link("abc")
    assert line(dialog).isVisible()
    qtbot.keyClicks(line(dialog), "x")
    assert line(dialog).text() == "abc"
    qtbot.mouseClick(button(dialog, QDialogButtonBox.StandardButton.Close), LEFT)
    assert not dialog.isVisible()


def test_a_long_sentence_is_seen_whole(qtbot: QtBot) -> None:
    dialog = LinkDialog(asks=False)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.set_sentence("word " * 100)
    dialog.set_link("abc")
    dialog.show()
    label = next(label for label in dialog.findChildren(QLabel) if label.text())
    assert label.height() >= label.heightForWidth(label.width()) > 3 * label.fontMetrics().height()


def test_a_sentence_with_marks_of_html_is_shown_as_it_is(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    dialog.set_problem("<b>x</b> is no number")
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText]
