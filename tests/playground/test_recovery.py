"""Unsaved work outlives the program: it is kept apart from the user's files, offered back after a kill, gone when it is safe."""
from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDate, QDateTime, QLocale, QTime
from PySide6.QtWidgets import QMessageBox

from core.document import data_files, files, imported, kept, presets
from core.document.data_files import Newest
from core.document.experiment import Experiment
from core.document.kept import Origin
from core.network import Edge
from core.opening import open_file
from core.progress import Progress
from playground import recovery
from playground.background import LATER
from playground.cli.pictures import offscreen_window
from playground.lost_work import PATIENCE
from playground.settings import Settings
from tests.playground.driving import User
from widgets.recovery_strip import RecoveryStrip

CHAIN = presets.load("chain")


@pytest.fixture
def folder() -> Path:
    """Where unsaved work is kept."""
    state = Settings().state_folder
    assert state is not None
    return state / "recovery"


def works(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.nnplay"))


def finish(user: User) -> None:
    """Wait for the worker."""
    done = []
    user.window.background.start("finished", LATER, lambda _: None, done.append)
    user.wait(lambda: done)


def keep(user: User) -> None:
    """As the timer does."""
    user.window.recovery.save()
    finish(user)


def kill(user: User, folder: Path, name: str = "killed") -> None:
    """Leave behind what a killed window leaves; its lock would be stale."""
    keep(user)
    [work] = [path for path in works(folder) if path.stem == user.window.recovery._name]
    safe = folder / f"{name}.safe"
    shutil.copyfile(work, safe)
    user.window.close()
    shutil.copyfile(safe, folder / f"{name}.nnplay")
    safe.unlink()


def lose(folder: Path, name: str, title: str, when: float = 0.0, edited: bool = True, *, of: Experiment = CHAIN) -> Path:
    """Unsaved work of some session before."""
    folder.mkdir(parents=True, exist_ok=True)
    origin = Origin("chain", None, None, edited, 0, time.time() - when)
    files.write(folder / f"{name}.nnplay", kept.keep(replace(of, title=title), origin))
    return folder / f"{name}.nnplay"


def stay(progress: Progress) -> None:
    """A job without end, until it is cancelled."""
    while True:
        progress(0.0)
        time.sleep(0.001)


def offers(user: User) -> list[str]:
    """What the strip says, once the worker has looked."""
    finish(user)
    user.settle()
    return user.texts(user.window.lost_work.strip)


# ---- keeping ---------------------------------------------------------------------------------------------------------------------


def test_work_is_kept_10_s_after_a_change_and_every_30_s_of_training(user):
    soon, regularly = user.window.recovery._soon, user.window.recovery._regularly
    assert not soon.isActive()
    user.press("new_weights")
    assert (soon.isActive(), soon.isSingleShot(), soon.interval()) == (True, True, 10_000)
    user.press("train")
    assert (regularly.isActive(), regularly.isSingleShot(), regularly.interval()) == (True, False, 30_000)
    user.press("train")
    user.rest()
    assert not regularly.isActive()
    keep(user)
    assert not soon.isActive()
    user.press("backprop")
    for _ in user.window.walking.walk.operations:
        user.press("walk_next")
    user.press("walk_keep")                                 # a step without training
    user.wait(soon.isActive)


def test_a_change_is_kept_by_itself_and_the_users_file_stays_as_it_is(opened, qtbot, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(recovery, "AFTER_CHANGE", 1)
    path = tmp_path / "mine.nnplay"
    files.write(path, CHAIN)
    before = path.read_bytes()
    user = User(opened(str(path)), qtbot)
    user.press("add_layer")
    user.wait(lambda: works(folder))
    finish(user)
    experiment, origin = kept.take_up(files.read(works(folder)[0]))
    assert len(experiment.network.layers) == 4
    assert (origin.path, origin.edited, origin.digest) == (path, True, files.digest(path))
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path]


def test_training_is_kept_again_and_again(opened, qtbot, folder, monkeypatch):
    monkeypatch.setattr(recovery, "WHILE_TRAINING", 20)
    user = User(opened("chain"), qtbot)
    user.press("train")

    def step() -> int:
        return files.read(works(folder)[0]).state.step if works(folder) else 0

    user.wait(step)
    first = step()
    user.wait(lambda: step() > first)
    user.press("train")
    user.rest()


def test_what_is_safe_or_given_up_is_kept_no_longer(user, folder, tmp_path, monkeypatch):
    monkeypatch.setattr("playground.documents.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "mine.nnplay"), ""))
    for make_safe in (lambda: user.press("undo"), lambda: user.press("save"), user.command("revert").trigger,
                      lambda: user.window.documents.open_preset("xor")):    # the question is answered with Discard
        user.press("add_layer")
        keep(user)
        assert len(works(folder)) == 1
        make_safe()
        finish(user)
        assert works(folder) == []
    user.press("add_layer")
    keep(user)
    user.window.close()
    assert works(folder) == []


def test_where_nothing_can_be_kept_the_user_is_told_once_and_the_program_goes_on(user, folder):
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"in the way")
    user.press("add_layer")
    keep(user)
    assert user.sentence().startswith("Unsaved work cannot be kept for a recovery: ")
    user.press("add_layer")
    keep(user)
    assert user.sentence() == ""
    folder.unlink()
    keep(user)
    assert len(works(folder)) == 1


def test_a_window_for_a_picture_keeps_nothing(qtbot):
    with offscreen_window(open_file("chain"), "dark") as window:
        window.commands["add_layer"].trigger()
        window.recovery.save()
    assert not Settings().state_folder.exists()


# ---- giving back -----------------------------------------------------------------------------------------------------------------


def test_s19_after_a_kill_everything_is_given_back_and_save_goes_to_the_users_file(opened, qtbot, folder, tmp_path):
    path = tmp_path / "mine.nnplay"
    files.write(path, replace(CHAIN, title="mine"))
    user = User(opened(str(path)), qtbot)
    user.train(2)
    user.press("add_layer")
    lost = user.window.session.current()
    kill(user, folder)
    assert len(files.read(path).network.layers) == 3

    again = User(opened("xor"), qtbot)
    [text] = offers(again)
    assert text.startswith("Work on “mine” from ")
    again.push(f"Restore: {text}")
    session = again.window.session
    assert session.current() == lost
    assert again.window.run.state() == lost.state
    assert (session.path, session.edited, session.experiment.title) == (path, True, "mine")
    assert again.window.isWindowModified()
    assert not again.window.lost_work.strip.isVisible()
    assert len(works(folder)) == 1                          # it is this window's now
    again.press("save")
    assert again.sentence() == "Saved mine.nnplay."
    assert files.read(path) == lost
    finish(again)
    assert works(folder) == []


def test_saving_restored_work_asks_when_the_file_was_changed_since_it_was_opened(opened, qtbot, folder, tmp_path, monkeypatch):
    path = tmp_path / "mine.nnplay"
    files.write(path, CHAIN)
    user = User(opened(str(path)), qtbot)
    user.press("add_layer")
    kill(user, folder)
    files.write(path, presets.load("xor"))
    again = User(opened("chain"), qtbot)
    again.push(f"Restore: {offers(again)[0]}")
    with monkeypatch.context() as patch:
        patch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
        again.press("save")
    assert files.read(path).data == presets.load("xor").data


def test_trained_weights_of_restored_work_go_on_with_the_same_bits(opened, qtbot, folder):
    user = User(opened("chain"), qtbot)
    user.train(3)
    user.press("add_layer")
    kill(user, folder)
    again = User(opened("xor"), qtbot)
    again.push(f"Restore: {offers(again)[0]}")
    again.train(2)
    whole = User(opened("chain"), qtbot)
    whole.train(3)
    whole.press("add_layer")
    whole.train(2)
    assert again.window.run.state() == whole.window.run.state()


def test_restoring_over_unsaved_work_asks_and_cancel_keeps_both(user, folder, opened, qtbot, monkeypatch):
    work = lose(folder, "a", "older")
    another = User(opened("chain"), qtbot)
    [text] = offers(another)
    another.press("add_layer")
    with monkeypatch.context() as patch:
        patch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
        another.push(f"Restore: {text}")
    assert another.texts(another.window.lost_work.strip) == [text]
    assert work.exists()
    assert len(another.window.session.experiment.network.layers) == 4


def test_several_lost_sessions_are_listed_with_the_newest_first_and_each_is_dealt_with_alone(folder, opened, qtbot):
    works_of = [lose(folder, f"s{number}", f"work {number}", when=60.0 * number) for number in range(6)]
    user = User(opened("chain"), qtbot)
    listed = offers(user)
    assert [text.partition("”")[0] for text in listed] == [*(f"Work on “work {n}" for n in range(4)), "2 older"]
    user.push(f"Discard: {listed[1]}")
    listed = offers(user)
    assert [text.partition("”")[0] for text in listed] == [*(f"Work on “work {n}" for n in (0, 2, 3, 4)), "1 older"]
    assert not works_of[1].exists()
    assert Path(f"{works_of[1]}.discarded").exists()        # for a week
    user.push(f"Restore: {listed[0]}")
    assert (user.window.session.experiment.title, user.window.session.edited) == ("work 0", True)
    user.push("Not now")
    assert not user.window.lost_work.strip.isVisible()
    again = User(opened("chain"), qtbot)
    assert [text.partition("”")[0] for text in offers(again)] == [f"Work on “work {n}" for n in (2, 3, 4, 5)]


def test_work_of_another_day_says_the_day(folder, opened, qtbot):
    when = QDateTime(QDate(2020, 5, 17), QTime(14, 5, 30))
    lose(folder, "a", "old", when=time.time() - when.toMSecsSinceEpoch() / 1000)
    user = User(opened("chain"), qtbot)
    assert offers(user) == [f"Work on “old” from {QLocale().toString(when, QLocale.FormatType.ShortFormat)} was not saved."]


def test_the_work_of_a_window_that_is_still_open_is_not_offered_to_another(user, folder, opened, qtbot):
    user.press("add_layer")
    keep(user)
    another = User(opened("chain"), qtbot)
    assert offers(another) == []
    assert len(works(folder)) == 1


def test_what_one_window_offers_another_does_not_until_it_is_put_off(folder, opened, qtbot):
    lose(folder, "a", "work")
    first = User(opened("chain"), qtbot)
    assert len(offers(first)) == 1
    assert offers(User(opened("chain"), qtbot)) == []
    first.push("Not now")
    assert len(offers(User(opened("chain"), qtbot))) == 1


def test_broken_files_are_told_in_a_sentence_kept_aside_and_not_offered(folder, opened, qtbot):
    lose(folder, "good", "good")
    files.write(folder / "plain.nnplay", CHAIN)             # a document that does not say where it came from
    broken = {"plain": (folder / "plain.nnplay").read_bytes(), "empty": b"", "torn": b"{", "zeros": b"\0" * 2000}
    for name, content in broken.items():
        (folder / f"{name}.nnplay").write_bytes(content)
    user = User(opened("chain"), qtbot)
    assert len(offers(user)) == 1
    last = folder / "zeros.nnplay.broken"
    assert user.sentence().startswith(f"Unsaved work of an earlier session cannot be read; it is kept as {last}: ")
    assert {path.name: path.read_bytes() for path in folder.glob("*.broken")} == {
        f"{name}.nnplay.broken": content for name, content in broken.items()}
    assert [path.stem for path in works(folder)] == ["good"]


def test_work_that_breaks_while_it_is_offered_is_told_in_a_sentence(folder, opened, qtbot):
    work = lose(folder, "a", "work")
    user = User(opened("chain"), qtbot)
    [text] = offers(user)
    work.write_bytes(b"torn")
    user.push(f"Restore: {text}")
    assert user.sentence().startswith("Unsaved work of an earlier session cannot be read; it is kept as ")
    assert not user.window.lost_work.strip.isVisible()
    assert user.window.session.file == "chain"


def test_work_whose_data_file_is_away_waits_and_is_offered_when_it_is_back(folder, opened, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    table = tmp_path / "table.csv"
    table.write_bytes(b"a,b\n" + b"".join(b"%d.5,%d\n" % (i, i % 7) for i in range(40)))
    work = lose(folder, "a", "work", of=open_file(table).experiment)
    monkeypatch.setattr(data_files, "_tables", Newest(1))                  # as in another process
    monkeypatch.setattr(data_files, "_datasets", Newest(2))
    table.rename(tmp_path / "away.csv")
    user = User(opened("chain"), qtbot)
    user.wait(user.sentence)
    assert user.sentence().startswith("Unsaved work of an earlier session waits for its data: The document's data are in ")
    assert work.exists()
    user.window.close()
    (tmp_path / "away.csv").rename(table)
    assert len(offers(User(opened("chain"), qtbot))) == 1


def test_what_was_discarded_goes_after_a_week(folder, opened, qtbot):
    folder.mkdir(parents=True)
    for name, age in (("old", PATIENCE + 60), ("new", PATIENCE - 60)):
        (folder / f"{name}.nnplay.discarded").write_bytes(b"x")
        os.utime(folder / f"{name}.nnplay.discarded", (time.time() - age,) * 2)
    offers(User(opened("chain"), qtbot))
    assert [path.name for path in folder.glob("*.discarded")] == ["new.nnplay.discarded"]


# ---- the training of an unedited preset ------------------------------------------------------------------------------------------


def test_training_of_a_preset_can_be_continued_after_the_window_was_closed(user, folder, opened, qtbot):
    user.train(3)
    left = user.window.run.state()
    user.window.close()
    again = User(opened("xor"), qtbot)
    [text] = offers(again)
    assert text.startswith("“The chain” was left at step 3, ")
    again.push(f"Continue: {text}")
    assert again.window.run.state() == left
    assert (again.window.session.file, again.window.session.path, again.window.session.edited) == ("chain", None, False)
    again.train()
    again.window.close()
    assert offers(User(opened("xor"), qtbot))[0].startswith("“The chain” was left at step 4, ")
    assert len(works(folder)) == 1


def test_training_of_a_preset_is_left_too_when_another_is_opened_over_it(user, folder, opened, qtbot):
    user.train(2)
    user.window.documents.open_preset("xor")
    finish(user)
    assert [files.read(path).state.step for path in works(folder)] == [2]
    user.train(1)
    user.window.background.start("long", LATER, stay, lambda _: None)
    user.window.documents.open_preset("circle")             # and closed before the worker comes to it
    user.window.close()
    assert [files.read(path).title for path in works(folder)] == [presets.load("xor").title]


def test_of_training_that_was_left_the_newest_is_offered(folder, opened, qtbot):
    for number in range(3):
        lose(folder, f"left-{number}", f"left {number}", when=60.0 * number, edited=False)
    user = User(opened("chain"), qtbot)
    assert [text.partition("”")[0] for text in offers(user)] == ["“left 0"]
    user.push("Discard: " + offers(user)[0])
    assert offers(User(opened("chain"), qtbot)) == []


def test_a_preset_that_was_only_looked_at_leaves_nothing(user, folder):
    user.click(Edge(2, 0, 0))
    user.window.close()
    assert works(folder) == []


def test_the_keyboard_goes_back_to_the_drawing_when_the_strip_is_done_with(folder, opened, qtbot):
    lose(folder, "a", "work")
    user = User(opened("chain"), qtbot)
    user.push("Discard: " + offers(user)[0])
    assert user.window.focusWidget() is user.view
    assert not user.sees(RecoveryStrip)
