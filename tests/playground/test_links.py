"""TF Playground links at the main window: pasted, dropped, typed, and taken along."""
from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QLineEdit, QMessageBox

from core.document import edits
from core.formats.playground_link import read_link, write_link
from playground.main_window import MainWindow
from tests.playground.driving import User
from widgets.link_dialog import LinkDialog

LINK = "https://playground.tensorflow.org/#activation=relu&dataset=spiral&networkShape=5%2C3&noise=20&seed=0.48342&discretize=true"
REMARK = "Not carried over from TF Playground: the points and initial weights of seed 0.48342, discretize."
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def own_clipboard(qapp: QApplication) -> Iterator[None]:
    """Empty before and after."""
    qapp.clipboard().clear()
    yield
    qapp.clipboard().clear()


def sentence(window: MainWindow) -> str:
    label = window.statusBar().findChild(QLabel, "sentence")
    assert isinstance(label, QLabel)
    return label.text()


def dialog_of(user: User) -> LinkDialog:
    """The dialog that is open, with the keyboard."""
    dialog = user.window.findChild(LinkDialog)
    assert isinstance(dialog, LinkDialog)
    user.wait(dialog.isActiveWindow)
    return dialog


def line(dialog: LinkDialog) -> QLineEdit:
    found = dialog.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def said_in(dialog: LinkDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.text() and label.isVisible()]


def close(user: User, dialog: LinkDialog) -> None:
    user.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    user.window.activateWindow()
    user.wait(user.window.isActiveWindow)


def is_open(window: MainWindow) -> bool:
    return window.session.experiment == read_link(LINK).experiment


def test_a_link_opens_the_window_on_its_experiment_which_has_no_file_until_saved(opened, qtbot, tmp_path, monkeypatch) -> None:
    window, suggested = opened(f" {LINK} "), []
    assert is_open(window)
    assert sentence(window) == REMARK
    assert (window.session.path, window.session.edited) == (None, False)
    assert window.windowTitle() == "TF Playground spiral[*] – Backprop Playground"
    answer = str(tmp_path / "mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (suggested.append(given[2]), (answer, ""))[1])
    User(window, qtbot).press("save")
    assert suggested[0].endswith("TF Playground spiral.nnplay")
    assert (tmp_path / "mine.nnplay").exists()


def test_the_next_start_opens_the_link_again(opened) -> None:
    opened(LINK).close()
    assert is_open(opened(None))


def test_a_copied_link_is_pasted_on_the_window(user: User) -> None:
    QApplication.clipboard().setText(f"\n{LINK}\n")
    user.key(Qt.Key.Key_V, CONTROL)
    assert is_open(user.window)
    assert sentence(user.window) == REMARK


def test_what_is_no_link_is_not_pasted_and_a_field_with_the_keyboard_gets_what_is_pasted_itself(user: User, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(QClipboard, "mimeData", lambda *_: None)  # so it is where nothing was ever copied
        user.key(Qt.Key.Key_V, CONTROL)
    assert user.window.session.file == "chain"
    QApplication.clipboard().setText("spiral")
    user.key(Qt.Key.Key_V, CONTROL)
    assert (user.window.session.file, sentence(user.window)) == ("chain", "")
    QApplication.clipboard().setText(LINK)
    field = next(each for each in user.window.findChildren(QLineEdit) if each.isVisible() and each.isEnabled())
    field.setFocus()
    user.qtbot.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert user.window.session.file == "chain"


def dragged(*urls: str, text: str = "") -> QMimeData:
    content = QMimeData()
    content.setText(text)
    if urls:
        content.setUrls([QUrl(url) for url in urls])
    return content


def drop(window: MainWindow, content: QMimeData) -> bool:
    """Drag it over the window and let go; whether the window takes it."""
    entering = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, content, LEFT, NO_KEY)
    entering.ignore()
    window.dragEnterEvent(entering)
    if entering.isAccepted():
        window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, content, LEFT, NO_KEY))
    return entering.isAccepted()


def test_a_link_is_dropped_on_the_window_as_an_address_or_as_text(user: User) -> None:
    for content in (dragged(LINK), dragged(text=f"{LINK}\n")):
        assert drop(user.window, content)
        assert is_open(user.window)
        assert user.window.documents.open_preset("chain")


def test_what_is_no_link_cannot_be_dropped_and_another_address_is_refused_in_a_sentence(user: User) -> None:
    for content in (dragged(text="some text"), dragged(LINK, LINK), dragged("file:///a", "file:///b", text=LINK)):
        assert not drop(user.window, content)
    assert drop(user.window, dragged("https://example.org/"))
    assert sentence(user.window).startswith("https://example.org/ is not a TF Playground link; allowed: ")
    assert user.window.session.file == "chain"


def test_unsaved_work_is_asked_about_once(user: User, monkeypatch) -> None:
    user.window.session.edit("rate", lambda experiment: edits.set_training(experiment, learning_rate=0.5))
    QApplication.clipboard().setText(LINK)
    for answer in (QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard):
        question = Mock(return_value=answer)
        with monkeypatch.context() as patch:
            patch.setattr(QMessageBox, "question", question)
            user.key(Qt.Key.Key_V, CONTROL)
        question.assert_called_once()
        assert is_open(user.window) == (answer == QMessageBox.StandardButton.Discard)


def test_the_dialog_offers_the_copied_link_and_opens_it(user: User) -> None:
    QApplication.clipboard().setText(f" {LINK}\n")
    user.command("open_link").trigger()
    dialog = dialog_of(user)
    assert (line(dialog).text(), line(dialog).selectedText()) == (LINK, LINK)
    user.qtbot.keyClick(line(dialog), Qt.Key.Key_Return)
    assert is_open(user.window)
    assert sentence(user.window) == REMARK


def test_the_dialog_says_what_is_wrong_while_it_is_typed_and_opens_nothing(user: User) -> None:
    QApplication.clipboard().setText("spiral")
    user.command("open_link").trigger()
    dialog = dialog_of(user)
    assert line(dialog).text() == ""
    user.qtbot.keyClicks(line(dialog), "playground.tensorflow.org/#noise=x")
    assert said_in(dialog)[-1] == "noise in the link is x; allowed: a number of percent."
    assert not dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Open).isEnabled()
    user.qtbot.keyClick(line(dialog), Qt.Key.Key_Return)
    assert user.window.session.file == "chain"
    user.qtbot.keyClick(line(dialog), Qt.Key.Key_Backspace)
    assert len(said_in(dialog)) == 1
    close(user, dialog)


def test_a_link_to_take_along_is_copied_and_shown_with_what_it_leaves_out(user: User) -> None:
    user.window.documents.open_file(LINK)
    user.press("step")
    user.wait(lambda: user.window.run.snapshot.step == 1)
    user.command("export_link").trigger()
    dialog, link = dialog_of(user), write_link(read_link(LINK).experiment)
    assert (line(dialog).text(), QApplication.clipboard().text()) == (link, link)
    assert said_in(dialog) == [
        "This link is in the clipboard now. The link holds the settings alone: weights and progress are dropped, "
        "and TF Playground draws points of its own."]
    close(user, dialog)


def test_what_cannot_be_a_link_says_all_that_keeps_it_from_being_one_and_copies_nothing(user: User) -> None:
    user.command("export_link").trigger()
    dialog = dialog_of(user)
    [said] = said_in(dialog)
    assert said == (
        "The chain cannot be written as a TF Playground link: its data is points, not circle, xor, gauss, spiral, plane or two "
        "gaussians; its cost is squared error, not half squared error.")
    assert not line(dialog).isVisible()
    assert QApplication.clipboard().text() == ""
    close(user, dialog)


def test_marks_of_html_in_a_link_are_shown_as_they_are(user: User) -> None:
    user.window.documents.open_file(f"{LINK}&tutorial=<b>bold</b>")
    label = user.window.statusBar().findChild(QLabel, "sentence")
    assert isinstance(label, QLabel)
    assert label.text() == REMARK.replace("discretize.", "discretize, the tutorial <b>bold</b>.")
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert "&lt;b&gt;bold" in label.toolTip()
