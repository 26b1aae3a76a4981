"""What takes long is made by the worker: the window goes on, and after giving up or an error everything is as it was."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QSlider

from core import training
from core.data import selection
from core.data.readers import recognise
from core.document import data_files, files, imported, points
from core.document.data_files import Newest
from core.document.experiment import File
from core.evaluation import Evaluation
from core.formats import tables
from core.progress import Progress
from playground import importing, panels, waiting
from playground.app import create_window
from playground.main_window import MainWindow
from tests.core.data.readers.test_idx import idx
from widgets.data.data_table import DataTable
from widgets.data.digit_pad import DigitPad
from widgets.progress_dialog import ProgressDialog

LEFT = Qt.MouseButton.LeftButton
SIDE = 8                         # px of an image


class Slow:
    """`select` that stands still, telling its progress, until it may go on; what was seen of it meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.ended = Event(), Event(), Event()
        self.threads: list[object] = []
        real = selection.select

        def slow(table, wish, share, seed, progress: Progress) -> object:
            self.threads.append(current_thread())
            try:
                self.begun.set()
                while not self.go_on.wait(0.001):
                    progress(0.5)
                return real(table, wish, share, seed, progress)
            finally:
                self.ended.set()

        monkeypatch.setattr(data_files, "select", slow)


@pytest.fixture
def forget(monkeypatch) -> Callable[[], None]:
    """Nothing that was read before is remembered, as in a new process."""
    def forget() -> None:
        monkeypatch.setattr(data_files, "_tables", Newest(1))
        monkeypatch.setattr(data_files, "_datasets", Newest(2))

    return forget


@pytest.fixture
def document(tmp_path: Path, monkeypatch, forget) -> Path:
    """A document whose data are images in IDX files, with a test set."""
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    rng = np.random.default_rng(1)
    for name, count in (("train", 60), ("t10k", 20)):
        (tmp_path / f"{name}-images-idx3-ubyte").write_bytes(idx(rng.integers(0, 256, (count, SIDE, SIDE), np.uint8)))
        (tmp_path / f"{name}-labels-idx1-ubyte").write_bytes(idx(np.arange(count, dtype=np.uint8) % 10))
    table = recognise.read_table(tmp_path / "train-images-idx3-ubyte")
    files.write(tmp_path / "mine.nnplay", imported.import_table(table, "mine").experiment)
    forget()
    return tmp_path / "mine.nnplay"


@pytest.fixture
def window(opened, monkeypatch) -> MainWindow:
    made = opened("chain")
    monkeypatch.setattr(waiting, "PATIENCE", 0)
    return made


@pytest.fixture
def turns() -> Iterator[list[int]]:
    """Counts how often the event loop of the window's thread turned."""
    count = [0]
    timer = QTimer(interval=0)

    def turn() -> None:
        count[0] += 1

    timer.timeout.connect(turn)
    timer.start()
    yield count
    timer.stop()


def dialog_of(window: MainWindow) -> ProgressDialog | None:
    return next((each for each in window.findChildren(ProgressDialog) if each.isVisible()), None)


def meanwhile(slow: Slow, window: MainWindow, act: Callable[[ProgressDialog], None]) -> list[str]:
    """Do something while the worker works, once the dialog is there; what the dialog says then."""
    said: list[str] = []
    timer = QTimer(window, interval=1)

    def look() -> None:
        dialog = dialog_of(window)
        if dialog is not None and slow.begun.is_set():
            timer.stop()
            said.append(dialog.findChild(QLabel).text())
            act(dialog)

    timer.timeout.connect(look)
    timer.start()
    return said


def sentence(window: MainWindow) -> str:
    return window.statusBar().findChild(QLabel, "sentence").text()


def give_up(dialog: ProgressDialog) -> None:
    QTest.mouseClick(dialog.findChild(QPushButton), LEFT)


def everything(window: MainWindow) -> tuple[object, ...]:
    """What is open and how it stands; the same objects, not only equal ones."""
    session, run = window.session, window.run
    return (id(session.experiment), id(session.dataset), id(run.examples), id(run.snapshot), session.path, session.file,
            session.edited, session.stack.count(), session.stack.index(), run.restarts)


def into_the_open_experiment(window: MainWindow, document: Path, qtbot) -> None:
    """Import the images as one edit."""
    if window.session.file != "digits":
        window.documents.open_preset("digits")
    window.importing.begin(str(document.parent / "train-images-idx3-ubyte"))
    dialog = window.importing.dialog
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.into_open.setChecked(True)
    qtbot.mouseClick(dialog.ok, LEFT)
    qtbot.waitUntil(lambda: window.importing.dialog is None)
    assert isinstance(window.session.experiment.data, File)


def test_a_document_with_a_data_file_is_opened_by_the_worker_while_the_window_goes_on(window, document, monkeypatch, turns):
    slow = Slow(monkeypatch)
    seen: list[int] = []

    def wait_for_turns(dialog: ProgressDialog) -> None:
        start = turns[0]
        timer = QTimer(dialog, interval=0)

        def look() -> None:
            if turns[0] > start + 20:
                timer.stop()
                seen.append(turns[0] - start)
                slow.go_on.set()

        timer.timeout.connect(look)
        timer.start()

    said = meanwhile(slow, window, wait_for_turns)
    window.documents.open_file(str(document))
    assert said == ["Opening mine.nnplay …"]
    assert seen[0] > 20
    assert slow.threads[0] is not main_thread()
    assert len(slow.threads) == 1
    assert window.session.experiment.title == "mine"
    assert (len(window.run.examples.training), len(window.run.examples.test)) == (60, 20)
    assert dialog_of(window) is None


@pytest.mark.parametrize("trained", [0, 20])
def test_giving_up_the_opening_leaves_everything_as_it_was(window, document, monkeypatch, qtbot, trained):
    window.commands["add_layer"].trigger()
    if trained:
        window.run.advance(trained)
        qtbot.waitUntil(lambda: not window.run.running)
    before, slow = everything(window), Slow(monkeypatch)
    meanwhile(slow, window, give_up)
    window.documents.open_file(str(document))
    assert everything(window) == before
    assert slow.ended.wait(5)
    assert dialog_of(window) is None


def test_what_is_wrong_with_the_data_is_one_sentence_and_changes_nothing(window, document):
    document.with_name("train-labels-idx1-ubyte").write_bytes(b"no labels")
    before = everything(window)
    window.documents.open_file(str(document))
    assert sentence(window) == "The file does not begin as an IDX file does; allowed: images or labels as MNIST has them."
    assert everything(window) == before


def test_too_little_memory_is_said_in_a_sentence(window, document, monkeypatch):
    def starve(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(data_files, "select", starve)
    before = everything(window)
    window.documents.open_file(str(document))
    assert sentence(window) == "There is not enough memory; allowed: less data, or a computer that has more."
    assert everything(window) == before


def test_closing_while_a_document_is_opened_ends_cleanly(document, monkeypatch, qtbot):
    monkeypatch.setattr(waiting, "PATIENCE", 0)
    window = create_window("chain")
    window.show()
    slow = Slow(monkeypatch)
    meanwhile(slow, window, lambda _: window.close())
    window.documents.open_file(str(document))
    assert not window.isVisible()
    assert slow.ended.is_set()
    assert window.session.experiment.title == "The chain"
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_undo_and_redo_across_an_import_wait_for_the_worker_and_can_be_given_up(window, document, monkeypatch, qtbot, forget):
    into_the_open_experiment(window, document, qtbot)
    window.commands["undo"].trigger()
    before = everything(window)
    forget()
    slow = Slow(monkeypatch)
    said = meanwhile(slow, window, give_up)
    window.commands["redo"].trigger()
    assert said == ["Making the data …"]
    assert everything(window) == before
    assert window.session.stack.canRedo()
    slow.go_on.set()
    window.commands["redo"].trigger()
    assert isinstance(window.session.experiment.data, File)
    assert window.run.examples.rows.shape == (80, 1 + SIDE * SIDE + 10)
    assert main_thread() not in slow.threads


def test_undo_of_an_import_whose_file_is_gone_says_so_and_changes_nothing(window, document, qtbot, forget):
    into_the_open_experiment(window, document, qtbot)
    window.commands["undo"].trigger()
    before = everything(window)
    document.with_name("train-images-idx3-ubyte").unlink()
    forget()
    window.commands["redo"].trigger()
    assert "which does not exist" in sentence(window)
    assert everything(window) == before
    assert window.session.stack.canRedo()


def test_an_import_into_the_open_experiment_makes_what_it_learns_from_on_the_worker(window, document, qtbot, monkeypatch):
    window.documents.open_preset("digits")
    makers: list[object] = []
    for module in (importing, training):
        def build(*arguments, real=module.build_examples):
            makers.append(current_thread())
            return real(*arguments)

        monkeypatch.setattr(module, "build_examples", build)
    into_the_open_experiment(window, document, qtbot)
    assert len(makers) == 1
    assert makers[0] is not main_thread()


def test_reverting_a_document_with_a_data_file_waits_for_the_worker(window, document, monkeypatch, qtbot, forget):
    window.documents.open_file(str(document))
    window.commands["add_layer"].trigger()
    edited = everything(window)
    forget()
    slow = Slow(monkeypatch)
    said = meanwhile(slow, window, give_up)
    window.commands["revert"].trigger()
    assert said == ["Opening mine.nnplay …"]
    assert everything(window) == edited
    slow.go_on.set()
    window.commands["revert"].trigger()
    assert not window.session.edited
    assert main_thread() not in slow.threads


def test_other_layers_on_the_same_data_learn_from_the_same_rows(window, document):
    window.documents.open_file(str(document))
    examples = window.run.examples
    window.commands["add_layer"].trigger()
    assert window.run.examples is examples
    window.commands["undo"].trigger()
    assert window.run.examples is examples


# ---- examples that are edited ----------------------------------------------------------------------------------------------------


def test_a_drawn_digit_joins_the_file_which_the_saved_document_still_refers_to(window, document, forget):
    window.documents.open_file(str(document))
    window.commands["draw_digit"].trigger()
    pad = next(each for each in QApplication.topLevelWidgets() if isinstance(each, DigitPad) and each.isVisible())
    QTest.mousePress(pad.pad, LEFT, pos=QPoint(100, 40))
    QTest.mouseMove(pad.pad, QPoint(100, 200))
    QTest.mouseRelease(pad.pad, LEFT, pos=QPoint(100, 200))
    QTest.keyClick(pad, Qt.Key.Key_1)
    QTest.keyClick(pad, Qt.Key.Key_Return)
    assert pad.findChild(QLabel, "sentence").text() == "Added to the training examples, as class 1."
    assert (len(window.run.examples.training), len(window.run.examples.test)) == (61, 20)
    drawn = window.session.dataset.inputs[60]
    window.documents.save()
    assert b'"source": "file"' in document.read_bytes()
    assert not window.session.edited
    window.documents.open_preset("chain")
    forget()
    window.documents.open_file(str(document))
    assert np.array_equal(window.session.dataset.inputs[60], drawn)
    assert window.session.dataset.classes[60] == 1


def test_a_slider_over_large_data_makes_them_once_when_it_is_let_go(window, monkeypatch, tmp_path, qtbot):
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    rows = b"".join(b"%d.5,%d,%s\n" % (i, i % 7, b"xy"[i % 2:i % 2 + 1]) for i in range(40))
    (tmp_path / "table.csv").write_bytes(b"a,b,kind\n" + rows)
    files.write(tmp_path / "mine.nnplay", imported.import_table(recognise.read_table(tmp_path / "table.csv"), "mine").experiment)
    window.documents.open_file(str(tmp_path / "mine.nnplay"))
    slow = Slow(monkeypatch)
    slow.go_on.set()
    slider = next(each for each in window.data.widget.findChildren(QSlider) if each.accessibleName() == "Training share")
    slider.setSliderDown(True)
    for place in (60, 50, 40):
        slider.setSliderPosition(place)
    assert window.session.experiment.data.training_share == 0.8
    slider.setSliderDown(False)
    assert window.session.experiment.data.training_share == 0.5
    assert window.session.stack.count() == 1
    assert len(slow.threads) == 1
    assert len(window.run.examples.training) == 20
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert window.session.experiment.data.training_share == 0.51
    assert window.session.stack.count() == 2
    assert main_thread() not in slow.threads


def test_an_edit_that_no_document_could_hold_is_refused_at_once(window, document, monkeypatch):
    monkeypatch.setattr(points, "MOST_WRITTEN", 100)
    window.documents.open_file(str(document))
    before = everything(window)
    window.commands["table"].trigger()
    table = next(each for each in QApplication.topLevelWidgets() if isinstance(each, DataTable) and each.isVisible())
    table.delete_wanted.emit([3])
    assert sentence(window) == (
        "The examples are 5,120 numbers in a file, too many for a document; allowed: to add further ones, or to change those of a "
        "file of up to 100 numbers.")
    assert everything(window) == before


def test_the_table_shows_what_many_examples_cost_when_the_worker_has_measured_it(window, document, monkeypatch, qtbot):
    monkeypatch.setattr(panels.table, "COSTS_AT_ONCE", 10)
    monkeypatch.setattr(window.inspection, "example_costs", lambda *_: pytest.fail("the window measures"))
    window.documents.open_file(str(document))
    window.commands["table"].trigger()
    table = next(each for each in QApplication.topLevelWidgets() if isinstance(each, DataTable) and each.isVisible())
    model = table.view.model()
    last = model.columnCount() - 1
    qtbot.waitUntil(lambda: model.rows.costs is not None)
    expected = Evaluation(window.inspection.network, window.run.examples.rows).example_costs()
    assert np.allclose(model.rows.costs, expected)
    assert float(model.index(0, 2).data(Qt.ItemDataRole.EditRole)) == window.session.dataset.inputs[0, 0]
    assert model.index(0, last).data() not in {"", "–"}


def test_a_table_that_is_opened_again_at_rest_has_the_costs_again(window, document, monkeypatch, qtbot):
    monkeypatch.setattr(panels.table, "COSTS_AT_ONCE", 10)
    window.documents.open_file(str(document))
    window.commands["table"].trigger()
    table = next(each for each in QApplication.topLevelWidgets() if isinstance(each, DataTable) and each.isVisible())
    qtbot.waitUntil(lambda: table.view.model().rows.costs is not None)
    table.close()
    window.commands["table"].trigger()
    assert table.isVisible()
    qtbot.waitUntil(lambda: table.view.model().rows.costs is not None)


def test_a_large_document_is_saved_by_the_worker_and_giving_up_leaves_the_old_file(window, document, monkeypatch):
    monkeypatch.setattr("core.document.data.LARGE_NUMBERS", 10)
    window.documents.open_file(str(document))
    window.session.edit("Delete", lambda experiment: points.remove(experiment, [0]))
    old = document.read_bytes()
    begun, real = Event(), files.write_pieces
    slow = Slow(monkeypatch)

    def write(path, pieces, progress: Progress) -> None:
        def late(share: float) -> None:
            slow.begun.set()
            while not slow.go_on.wait(0.001):
                progress(share)
            progress(share)

        real(path, pieces, late)
        begun.set()

    monkeypatch.setattr(files, "write_pieces", write)
    said = meanwhile(slow, window, give_up)
    assert not window.documents.save()
    assert said == ["Saving mine.nnplay …"]
    assert document.read_bytes() == old
    assert window.session.edited
    slow.go_on.set()
    assert window.documents.save()
    assert begun.is_set()
    assert b'"source": "points"' in document.read_bytes()
    assert not window.session.edited


# ---- what is written -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch) -> Path:
    """The file that the user chooses to export to; it is there already."""
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


class SlowWriting(Slow):
    """The worker in the middle of a table."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.ended = Event(), Event(), Event()
        self.threads = []

        def slow(dataset, training, progress: Progress) -> Iterator[bytes]:
            self.threads.append(current_thread())
            try:
                yield b"half"
                self.begun.set()
                while not self.go_on.wait(0.001):
                    progress(0.5)
                yield b" and half"
            finally:
                self.ended.set()

        monkeypatch.setattr(tables, "data_csv", slow)


def test_data_are_exported_by_the_worker_while_the_window_goes_on(window, chosen, monkeypatch, turns):
    slow, start = SlowWriting(monkeypatch), [0]

    def wait_for_turns(dialog: ProgressDialog) -> None:
        start[0] = turns[0]
        timer = QTimer(dialog, interval=0)
        timer.timeout.connect(lambda: slow.go_on.set() if turns[0] > start[0] + 20 else None)
        timer.start()

    said = meanwhile(slow, window, wait_for_turns)
    window.commands["export_data"].trigger()
    assert said == ["Exporting out.csv …"]
    assert turns[0] > start[0] + 20
    assert slow.threads[0] is not main_thread()
    assert chosen.read_bytes() == b"half and half"
    assert sentence(window) == "Saved out.csv."


def test_an_export_that_is_given_up_leaves_the_old_file(window, chosen, monkeypatch):
    slow = SlowWriting(monkeypatch)
    meanwhile(slow, window, give_up)
    window.commands["export_data"].trigger()
    assert slow.ended.wait(5)
    assert sentence(window) == "out.csv was not exported."
    assert chosen.read_bytes() == b"old"


def test_closing_while_data_are_exported_leaves_the_old_file_alone_in_its_folder(chosen, monkeypatch, qtbot):
    monkeypatch.setattr(waiting, "PATIENCE", 0)
    window = create_window("chain")
    window.show()
    slow = SlowWriting(monkeypatch)
    meanwhile(slow, window, lambda _: window.close())
    window.commands["export_data"].trigger()
    assert not window.isVisible()
    assert chosen.read_bytes() == b"old"
    assert [path.name for path in chosen.parent.iterdir()] == ["out.csv"]
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_an_export_that_cannot_be_written_is_said_in_a_sentence(window, chosen, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen.parent / "nowhere" / "out.csv"), ""))
    window.commands["export_data"].trigger()
    assert sentence(window).endswith("out.csv cannot be written: No such file or directory.")


@pytest.mark.parametrize("action", ["export_data", "export_history", "export_gradient", "export_matrix"])
def test_tables_are_exported_with_every_row(window, chosen, action):
    window.commands[action].trigger()
    header, *rows = chosen.read_text().splitlines()
    count = {"export_data": 1, "export_history": 1, "export_gradient": 6, "export_matrix": 1}[action]
    assert len(rows) == count
    assert all(len(row.split(",")) == len(header.split(",")) for row in rows)
