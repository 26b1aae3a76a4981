"""Documents in the window: begin, open, save, revert, and what is asked before something would be lost; by mouse and keyboard."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QListWidget, QMenu, QMessageBox

from core.document import edits, files, presets
from playground.claims import Claim
from playground.main_window import MainWindow
from playground.settings import MOST_RECENT, Settings
from tests.playground.driving import LEFT, User
from widgets.gallery import Gallery

on_posix = pytest.mark.skipif(os.name != "posix", reason="links and kills are not Windows's")
BUTTONS = QMessageBox.StandardButton
Answers = Callable[..., list[str]]


@pytest.fixture
def answers(monkeypatch, opened) -> Answers:
    """Answers questions with these, one after the other; returns the questions that were asked."""
    def answer(*given: BUTTONS) -> list[str]:
        asked, left = [], list(given)

        def question(_window, _title, text, *_) -> BUTTONS:
            asked.append(text)
            return left.pop(0)

        monkeypatch.setattr(QMessageBox, "question", question)
        return asked

    yield answer
    monkeypatch.setattr(QMessageBox, "question", lambda *_: BUTTONS.Discard)


@pytest.fixture
def mine(tmp_path) -> Path:
    """A document of the user's: the spiral under another name."""
    path = tmp_path / "mine.nnplay"
    files.write(path, presets.load("spiral"))
    return path


def choose(monkeypatch, dialog: str, path: Path | str) -> None:
    """What the user will choose in a file dialog."""
    monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(path), ""))


def drop(window: MainWindow, path: Path) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, dropped, LEFT, Qt.KeyboardModifier.NoModifier))


def recent(user: User) -> QMenu:
    """The menu as it is when it opens."""
    menu = user.window.findChild(QMenu, "menu_recent")
    user.window.findChild(QMenu, "menu_file").aboutToShow.emit()
    menu.aboutToShow.emit()
    return menu


def entries(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def click_entry(user: User, text: str) -> None:
    menu = recent(user)
    menu.popup(user.view.mapToGlobal(user.view.rect().center()))
    action = next(action for action in menu.actions() if action.text() == text)
    user.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    come_back(user)


def come_back(user: User) -> None:
    """From a menu or a dialog, which on a platform without windows stays active after its end."""
    user.window.activateWindow()
    user.wait(user.window.isActiveWindow)


# ---- begin with an example -------------------------------------------------------------------------------------------------------


def test_new_shows_the_presets_and_arrows_and_enter_choose_one(user):
    user.press("new")
    gallery = user.window.findChild(Gallery)
    cards = gallery.findChild(QListWidget)
    assert [cards.item(row).text() for row in range(cards.count())] == [presets.load(name).title for name in presets.names()]
    assert cards.currentItem().text() == "The chain"        # which is open
    tops = [cards.visualItemRect(cards.item(row)).top() for row in range(cards.count())]
    across = tops.count(tops[0])                            # as many as the screen has room for
    assert across > 2
    user.qtbot.keyClick(cards, Qt.Key.Key_Home)
    user.qtbot.keyClick(cards, Qt.Key.Key_Right)
    user.qtbot.keyClick(cards, Qt.Key.Key_Down)
    user.qtbot.keyClick(cards, Qt.Key.Key_Return)
    assert not gallery.isVisible()
    assert user.window.session.file == presets.names()[1 + across]


def test_a_click_on_a_card_opens_it_and_escape_leaves_everything_as_it_is(user):
    user.press("new")
    gallery = user.window.findChild(Gallery)
    cards = gallery.findChild(QListWidget)
    user.qtbot.mouseClick(cards.viewport(), LEFT, pos=cards.visualItemRect(cards.item(2)).center())
    assert user.window.session.file == "xor"
    come_back(user)
    user.press("new")
    user.qtbot.keyClick(cards, Qt.Key.Key_Right)
    user.qtbot.keyClick(cards, Qt.Key.Key_Escape)
    assert not gallery.isVisible()
    assert user.window.session.file == "xor"


def test_every_card_has_a_picture_of_the_presets_own_data_and_network(user):
    user.press("new")
    cards = user.window.findChild(Gallery).findChild(QListWidget)
    for row, name in enumerate(presets.names()):
        card, preset = cards.item(row).data(Qt.ItemDataRole.UserRole), presets.load(name)
        assert card.text == preset.notes
        assert [len(weights) for weights in card.weights] == [layer.neurons for layer in preset.network.layers]
        assert (card.points is not None or card.images is not None) == (name not in {"chain", "two-paths"})
    user.key(Qt.Key.Key_Escape)


# ---- what is asked ---------------------------------------------------------------------------------------------------------------


def through_the_gallery(user: User, _path: Path) -> None:
    user.press("new")
    user.qtbot.keyClick(user.window.findChild(Gallery).findChild(QListWidget), Qt.Key.Key_Return)
    come_back(user)


def through_the_dialog(user: User, _path: Path) -> None:
    user.press("open")


def through_a_drop(user: User, path: Path) -> None:
    drop(user.window, path)


def through_recent(user: User, path: Path) -> None:
    user.window.settings.add_recent(str(path))
    click_entry(user, f"&1 {path.name}")


def through_closing(user: User, _path: Path) -> None:
    user.press("quit")


LEAVING = (through_the_gallery, through_the_dialog, through_a_drop, through_recent, through_closing)


def test_s19_unsaved_work_is_asked_about_once_whatever_would_lose_it_and_cancel_keeps_it(user, mine, monkeypatch, answers):
    choose(monkeypatch, "getOpenFileName", mine)
    user.press("add_layer")
    for leave in LEAVING:
        asked = answers(BUTTONS.Cancel)
        leave(user, mine)
        assert asked == ["Save the changes to “The chain”?"], leave
        assert user.window.isVisible()
        assert len(user.window.session.experiment.network.layers) == 4


def test_s19_discard_goes_on_without_another_question(user, mine, monkeypatch, answers):
    choose(monkeypatch, "getOpenFileName", mine)
    for leave in LEAVING:
        user.press("add_layer")
        asked = answers(BUTTONS.Discard)
        leave(user, mine)
        assert len(asked) == 1, leave
        assert len(user.window.session.experiment.network.layers) == 3 or leave is through_closing
    assert not user.window.isVisible()


def test_s19_training_alone_on_an_unedited_preset_never_asks(user, mine, monkeypatch, answers):
    choose(monkeypatch, "getOpenFileName", mine)
    asked = answers()
    for leave in LEAVING:
        user.window.documents.open_preset("chain")
        user.train(2)
        leave(user, mine)
        assert asked == [], leave
        assert user.window.run.snapshot.step == 0 or leave is through_closing
    assert not user.window.isVisible()


def test_save_as_the_answer_saves_before_the_window_closes(user, tmp_path, monkeypatch, answers):
    choose(monkeypatch, "getSaveFileName", tmp_path / "kept")
    user.press("add_layer")
    asked = answers(BUTTONS.Save)
    user.press("quit")
    assert len(asked) == 1
    assert not user.window.isVisible()
    assert len(files.read(tmp_path / "kept.nnplay").network.layers) == 4


def test_opening_the_very_file_that_was_saved_by_the_answer_shows_what_was_saved(opened, mine, qtbot, answers):
    user = User(opened(str(mine)), qtbot)
    user.press("add_layer")
    answers(BUTTONS.Save)
    drop(user.window, mine)
    assert len(user.window.session.experiment.network.layers) == 4
    assert not user.window.session.edited


def test_a_bad_file_is_refused_in_a_sentence_before_anything_is_asked(user, tmp_path, answers):
    (tmp_path / "bad.nnplay").write_text("{")
    user.press("add_layer")
    asked = answers()
    drop(user.window, tmp_path / "bad.nnplay")
    assert asked == []
    assert user.sentence().endswith(".")
    assert len(user.window.session.experiment.network.layers) == 4
    assert user.window.settings.recent == []


# ---- revert ----------------------------------------------------------------------------------------------------------------------


def test_s19_revert_gives_the_saved_file_and_undo_gives_every_bit_back(opened, mine, qtbot):
    user = User(opened(str(mine)), qtbot)
    session, run = user.window.session, user.window.run
    assert not user.command("revert").isEnabled()
    user.train(2)
    user.press("add_layer")
    learned, edited = run.state(), session.current()
    assert user.command("revert").isEnabled()
    user.command("revert").trigger()
    assert session.current() == files.read(mine)
    assert not session.edited
    assert not user.command("revert").isEnabled()
    assert user.command("undo").text() == "&Undo: revert to the saved file"
    user.press("undo")
    assert run.state() == learned
    assert session.current() == edited
    assert session.edited
    user.press("redo")
    assert session.current() == files.read(mine)


def test_revert_shows_what_another_program_saved_and_saving_over_it_is_not_asked_about_then(opened, mine, qtbot, answers):
    user = User(opened(str(mine)), qtbot)
    user.press("add_layer")
    files.write(mine, presets.load("xor"))
    user.command("revert").trigger()
    assert user.window.session.dataset.inputs.shape == (500, 2)
    assert user.window.session.experiment.data == presets.load("xor").data
    asked = answers()
    user.press("undo")
    user.press("save")
    assert asked == []
    assert len(files.read(mine).network.layers) == 4


def test_revert_to_a_file_that_is_gone_says_so_and_changes_nothing(opened, mine, qtbot):
    user = User(opened(str(mine)), qtbot)
    user.press("add_layer")
    mine.unlink()
    user.command("revert").trigger()
    assert user.sentence() == f"{mine} does not exist."
    assert len(user.window.session.experiment.network.layers) == 4
    user.press("save")                                      # nothing stands in the way
    assert len(files.read(mine).network.layers) == 4


# ---- recent ----------------------------------------------------------------------------------------------------------------------


def test_recent_documents_are_listed_with_the_newest_first_and_open_by_a_click(user, tmp_path):
    assert not user.window.findChild(QMenu, "menu_recent").isEnabled()
    for name in ("one", "two"):
        files.write(tmp_path / f"{name}.nnplay", presets.load("xor"))
        drop(user.window, tmp_path / f"{name}.nnplay")
    assert entries(recent(user)) == ["&1 two.nnplay", "&2 one.nnplay", "&Clear the list"]
    click_entry(user, "&2 one.nnplay")
    assert user.window.session.path == tmp_path / "one.nnplay"
    assert entries(recent(user))[:2] == ["&1 one.nnplay", "&2 two.nnplay"]


def test_recent_documents_are_remembered_and_one_that_is_not_there_is_grey(user, opened, mine, qtbot):
    drop(user.window, mine)
    another = User(opened("chain"), qtbot)
    mine.unlink()
    menu = recent(another)
    assert entries(menu) == ["&1 mine.nnplay (not there)", "&Clear the list"]
    assert not menu.actions()[0].isEnabled()


def test_presets_are_no_recent_documents_and_the_list_can_be_cleared(user, mine):
    drop(user.window, mine)
    user.window.documents.open_preset("xor")
    assert len(entries(recent(user))) == 2
    click_entry(user, "&Clear the list")
    assert user.window.settings.recent == []
    assert not user.window.findChild(QMenu, "menu_recent").isEnabled()


def test_of_recent_documents_the_last_ten_are_kept_and_those_of_one_name_say_their_folder(user, tmp_path):
    for number in range(MOST_RECENT + 3):
        user.window.settings.add_recent(str(tmp_path / str(number % 12) / "a & b.nnplay"))
    assert len(Settings().recent) == MOST_RECENT
    listed = entries(recent(user))
    assert listed[0] == f"&1 a && b.nnplay — {tmp_path / '0'} (not there)"
    assert listed[9].startswith("&0 ")


# ---- somebody else's changes -----------------------------------------------------------------------------------------------------


def test_saving_over_what_another_program_wrote_asks_first(opened, mine, qtbot, answers):
    user = User(opened(str(mine)), qtbot)
    user.press("add_layer")
    files.write(mine, presets.load("xor"))
    theirs = mine.read_bytes()
    asked = answers(BUTTONS.Cancel, BUTTONS.Save)
    user.press("save")
    assert asked == ["“mine.nnplay” was changed since it was opened here, by another window or program. Save over it?"]
    assert mine.read_bytes() == theirs
    assert user.window.session.edited
    user.press("save")
    assert len(files.read(mine).network.layers) == 4
    user.press("add_layer")
    user.press("save")                                      # it is ours again
    assert len(asked) == 2


def test_a_file_that_was_only_touched_is_saved_without_a_question(opened, mine, qtbot, answers):
    user = User(opened(str(mine)), qtbot)
    user.press("add_layer")
    os.utime(mine, (1, 1))
    asked = answers()
    user.press("save")
    assert asked == []


def test_save_as_says_when_another_window_has_that_document_open(user, opened, mine, monkeypatch):
    opened(str(mine))
    choose(monkeypatch, "getSaveFileName", mine)
    user.window.documents.save_as()
    assert user.sentence() == ("Saved mine.nnplay. mine.nnplay is open in another window too; "
                               "nothing that is saved there is saved over unasked.")


def test_save_as_takes_a_point_in_a_name_for_no_ending(user, tmp_path, monkeypatch):
    choose(monkeypatch, "getSaveFileName", tmp_path / "rate 0.03")
    user.press("save_as")
    assert [path.name for path in tmp_path.glob("rate*")] == ["rate 0.03.nnplay"]
    assert user.window.windowTitle() == "rate 0.03[*] – Backprop Playground"


def test_save_as_asks_before_it_replaces_a_file_whose_ending_was_not_typed(user, mine, tmp_path, monkeypatch, answers):
    choose(monkeypatch, "getSaveFileName", tmp_path / "mine")
    before = mine.read_bytes()
    asked = answers(BUTTONS.Cancel)
    user.press("save_as")
    assert asked == ["“mine.nnplay” is there already. Save over it?"]
    assert mine.read_bytes() == before


@on_posix
def test_the_second_window_on_a_file_is_told_also_through_a_link(opened, mine, qtbot, tmp_path):
    first = User(opened(str(mine)), qtbot)
    assert first.sentence() == ""
    (tmp_path / "link.nnplay").symlink_to(mine)
    second = User(opened(str(tmp_path / "link.nnplay")), qtbot)
    assert second.sentence() == ("link.nnplay is open in another window too; nothing that is saved there is saved over unasked.")
    first.window.close()
    second.window.close()
    assert User(opened(str(mine)), qtbot).sentence() == ""


def test_what_one_window_saved_the_other_asks_about(opened, mine, qtbot, answers):
    first, second = User(opened(str(mine)), qtbot), User(opened(str(mine)), qtbot)
    second.press("new_weights")
    first.window.activateWindow()
    first.wait(first.window.isActiveWindow)
    first.press("add_layer")
    first.press("save")
    second.window.activateWindow()
    second.wait(second.window.isActiveWindow)
    asked = answers(BUTTONS.Cancel)
    second.press("save")
    assert len(asked) == 1
    assert len(files.read(mine).network.layers) == 4


@on_posix
def test_the_claim_of_a_window_that_was_killed_is_none(tmp_path):
    kill = ("import os, signal, sys; from pathlib import Path; from playground.claims import Claim; "
            "claim = Claim(Path(sys.argv[1])); assert claim.take(Path('/a/file')); os.kill(os.getpid(), signal.SIGKILL)")
    subprocess.run([sys.executable, "-c", kill, str(tmp_path)], check=False, cwd=Path(__file__).parents[2])
    assert list((tmp_path / "open").iterdir())
    claim = Claim(tmp_path)
    assert claim.take(Path("/a/file"))
    assert not Claim(tmp_path).take(Path("/a/file"))
    assert Claim(tmp_path).take(Path("/another/file"))
    claim.release()
    assert Claim(tmp_path).take(Path("/a/file"))


def test_where_no_lock_can_be_made_the_document_is_open_all_the_same(tmp_path):
    (tmp_path / "no folder").write_bytes(b"")
    assert Claim(tmp_path / "no folder").take(Path("/a/file"))
    assert Claim(None).take(Path("/a/file"))


def test_a_title_may_contain_qts_mark_for_edited(opened, tmp_path, qtbot):
    path = tmp_path / "a[*]b.nnplay"
    files.write(path, replace(presets.load("xor"), title="a[*]b"))
    assert opened(str(path)).windowTitle() == "a[*][*]b[*] – Backprop Playground"


def test_a_document_is_called_as_its_file_is_called_now(user, tmp_path, monkeypatch, answers):
    path = tmp_path / "renamed.nnplay"
    files.write(path, replace(presets.load("xor"), title="before"))
    user.window.documents.open_file(str(path))
    assert user.window.windowTitle() == "renamed[*] – Backprop Playground"
    offered = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (offered.append(arguments[2]), ("", ""))[1])
    user.press("save_as")
    assert offered == [str(path)]
    user.press("add_layer")
    asked = answers(BUTTONS.Discard)
    user.window.documents.open_preset("chain")
    assert asked == ["Save the changes to “renamed”?"]
    user.press("save_as")
    assert offered[1:] == [str(tmp_path / "The chain.nnplay")], "beside the last one"


@on_posix
def test_a_file_whose_name_is_no_text_is_opened_and_saved(opened, tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/a\xffb.nnplay")
    files.write(path, presets.load("xor"))
    window = opened(path)
    window.session.edit("", lambda experiment: edits.add_neuron(experiment, 1, False))
    assert window.documents.save()
    assert files.read(path) == window.session.current()
    assert window.windowTitle() == "a\ufffdb[*] – Backprop Playground"
