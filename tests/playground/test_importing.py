"""Importing in the real window: by menu, drop and Open, with nothing lost when it fails or is given up."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from core.data.readers import recognise
from core.data.readers.table import Table
from core.document import data_files, files, imported, presets
from core.document.data import dataset
from core.document.data_files import Newest
from core.document.experiment import File, Points
from core.model import build_examples
from core.progress import Progress
from playground import importing, training_thread
from playground.main_window import MainWindow
from playground.panels import output
from tests.core.data.readers.test_idx import idx
from widgets.data.import_dialog import ImportDialog

LEFT = Qt.MouseButton.LeftButton
FLOWERS = b"length;width;kind\n" + b"".join(
    b"%d,5;%d;%s\n" % (i % 9, i % 5, (b"rose", b"tulip", b"iris")[i % 3]) for i in range(60))
POINTS = b"x0,x1,class\n" + b"".join(b"%d.5,%d,%d\n" % (i % 7 - 3, i % 5 - 2, i % 2) for i in range(40))


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes], str]:
    def put(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return put


def drop(window: MainWindow, path: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    window.dropEvent(QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier))


def shown(window: MainWindow, qtbot: QtBot) -> ImportDialog:
    """The dialog, once its table is there."""
    dialog = window.importing.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.ok.isEnabled)
    return dialog


def push(dialog: ImportDialog, button: QAbstractButton, window: MainWindow, qtbot: QtBot) -> None:
    """The dialog is gone when what it started has ended."""
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: window.importing.dialog is None)


def sentence(window: MainWindow) -> str:
    label = window.statusBar().findChild(QLabel, "sentence")
    assert isinstance(label, QLabel)
    return label.text()


def choose(dialog: ImportDialog, radio: QAbstractButton, qtbot: QtBot) -> None:
    qtbot.mouseClick(radio, LEFT, pos=radio.rect().topLeft() + radio.rect().center() / 8)
    assert radio.isChecked()


def test_a_dropped_table_becomes_a_new_experiment_with_a_network_that_fits(opened, put, qtbot) -> None:
    window = opened("spiral")
    drop(window, put("flowers.csv", FLOWERS))
    dialog = shown(window, qtbot)
    assert dialog.as_new.isChecked()
    assert dialog.message.text() == "48 training and 12 test examples, 2 inputs, 3 classes: iris, rose, tulip."
    push(dialog, dialog.ok, window, qtbot)
    assert (window.session.experiment.title, window.session.path) == ("flowers", None)
    assert window.session.dataset.labels == ("iris", "rose", "tulip")
    assert window.inspection.network.sizes == (2, 8, 3)
    window.run.advance(20)
    qtbot.waitUntil(lambda: not window.run.running)
    assert window.run.snapshot.step == 20


def test_a_table_that_fits_goes_into_the_open_experiment_as_one_edit(opened, put, qtbot) -> None:
    window = opened("xor")
    window.run.advance(30)
    qtbot.waitUntil(lambda: not window.run.running)
    before, trained = window.session.current(), window.run.snapshot.parameters
    window.documents.open_file(put("points.csv", POINTS))
    dialog = shown(window, qtbot)
    assert dialog.into_open.isChecked()
    push(dialog, dialog.ok, window, qtbot)
    after = window.session.experiment
    assert isinstance(after.data, Points)
    assert after.network.layers == before.network.layers
    assert np.array_equal(window.run.snapshot.parameters, trained)
    assert (window.run.snapshot.step, window.session.stack.count()) == (30, 1)
    assert window.commands["undo"].text() == "&Undo: import points.csv"
    window.commands["undo"].trigger()
    assert window.session.experiment.data == before.data
    window.commands["redo"].trigger()
    assert window.session.experiment.data == after.data


def test_the_open_network_gets_the_outputs_and_inputs_that_other_data_need(opened, put, qtbot) -> None:
    window = opened("pinwheel")
    window.importing.begin(put("flowers.csv", FLOWERS.replace(b"iris", b"rose").replace(b"width;", b"width;place;").replace(
        b";rose", b";1;rose").replace(b";tulip", b";2;tulip")))
    dialog = shown(window, qtbot)
    choose(dialog, dialog.into_open, qtbot)
    hidden = window.session.experiment.network.layers[:-1]
    push(dialog, dialog.ok, window, qtbot)
    assert window.session.experiment.network.layers[:-1] == hidden
    assert window.inspection.network.sizes[0] == 3
    assert window.inspection.network.sizes[-1] == 2


def test_import_is_chosen_from_the_menu(opened, put, qtbot, monkeypatch) -> None:
    window, path = opened("chain"), put("flowers.csv", FLOWERS)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    assert all(window.commands["import_data"] in window.findChild(QMenu, f"menu_{name}").actions() for name in ("file", "data"))
    window.commands["import_data"].trigger()
    dialog = shown(window, qtbot)
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    assert "flowers.csv · text, semicolon-separated · 60 rows · 3 columns" in labels
    push(dialog, dialog.cancel, window, qtbot)
    assert window.session.experiment.title == "The chain"


YEARS = b"2019,2020,2021\n" + b"".join(b"%d.5,%d,%d\n" % (i, i % 5, i % 3) for i in range(40))


def test_a_header_of_numbers_is_said_to_be_one_and_what_was_chosen_stays(opened, put, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    window = opened("chain")
    window.importing.begin(put("years.csv", YEARS))
    dialog = shown(window, qtbot)
    assert not dialog.header.isChecked()
    assert dialog.wish().selection.targets == ("column 3",)

    def turn(names: tuple[str, ...]) -> None:
        qtbot.mouseClick(dialog.header, LEFT, pos=QPoint(8, dialog.header.height() // 2))
        qtbot.waitUntil(lambda: dialog.wish().selection.inputs + dialog.wish().selection.targets == names and dialog.ok.isEnabled())

    turn(("2019", "2020", "2021"))
    assert any("40 rows" in label.text() for label in dialog.findChildren(QLabel))
    dialog.columns.selectRow(0)
    qtbot.keyClick(dialog.columns, Qt.Key.Key_Delete)
    turn(("column 2", "column 3"))
    turn(("2020", "2021"))
    push(dialog, dialog.ok, window, qtbot)
    data = window.session.experiment.data
    assert isinstance(data, File)
    assert (data.header, data.inputs, data.targets) == (True, ("2020",), ("2021",))


def test_a_header_that_leaves_no_row_is_refused_and_the_table_stays(opened, put, qtbot) -> None:
    window = opened("chain")
    window.importing.begin(put("one.csv", b"1,2\n"))
    dialog = window.importing.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.header.isVisible)
    qtbot.mouseClick(dialog.header, LEFT, pos=QPoint(8, dialog.header.height() // 2))
    qtbot.waitUntil(lambda: "a header and no rows" in dialog.message.text())
    assert not dialog.header.isChecked()
    assert dialog.rows_model.rowCount() == 1


def test_what_cannot_be_learned_from_is_said_while_choosing(opened, put, qtbot) -> None:
    window = opened("chain")
    window.importing.begin(put("flowers.csv", FLOWERS))
    dialog = shown(window, qtbot)
    dialog.columns.selectAll()
    qtbot.keyClick(dialog.columns, Qt.Key.Key_T)
    assert dialog.message.text() == "No column is chosen as an input; allowed: at least one column of numbers."
    assert not dialog.ok.isEnabled()
    dialog.columns.selectRow(0)
    qtbot.keyClick(dialog.columns, Qt.Key.Key_I)
    assert dialog.message.text() == "2 columns are targets; allowed for classes: 1."
    push(dialog, dialog.cancel, window, qtbot)


@pytest.mark.parametrize("case", [
    ("empty.csv", b"", "The file holds no rows; allowed: a table with a row for each example."),
    ("ragged.csv", b"a,b\n1,2\n3\n", "Row 3 has another number of cells than the rows before it: 1 instead of 2."),
    ("binary.csv", bytes(range(256)),
     "The file is neither text nor a table that can be read; allowed: CSV, TSV, NPY, NPZ and IDX."),
    ("damaged.npz", b"PK\x03\x04damaged", "The file is a damaged NPZ archive: it cannot be unpacked."),
])
@pytest.mark.parametrize("window", ["chain"], indirect=True)
def test_nothing_is_lost_when_an_import_fails(window, put, qtbot, case) -> None:
    name, content, said = case
    window.commands["add_layer"].trigger()
    window.run.advance(5)
    qtbot.waitUntil(lambda: not window.run.running)
    before, parameters = window.session.current(), window.run.snapshot.parameters
    drop(window, put(name, content))
    qtbot.waitUntil(lambda: window.importing.dialog is None)
    assert sentence(window) == said
    assert window.session.current() == before
    assert np.array_equal(window.run.snapshot.parameters, parameters)
    assert (window.session.stack.count(), window.session.edited, window.run.snapshot.step) == (1, True, 5)


def test_a_table_with_one_column_shows_what_is_missing(opened, put, qtbot) -> None:
    window = opened("chain")
    window.importing.begin(put("one.csv", b"a\n1\n2\n"))
    dialog = window.importing.dialog
    qtbot.waitUntil(lambda: bool(dialog.message.text()))
    assert dialog.message.text() == "No column is chosen as an input; allowed: at least one column of numbers."
    assert not dialog.ok.isEnabled()
    push(dialog, dialog.cancel, window, qtbot)


def test_a_reading_that_is_cancelled_changes_nothing(opened, put, qtbot, monkeypatch) -> None:
    window, started, ended = opened("chain"), Event(), Event()

    def slow(path: str, progress: Progress, companions: object, header: object) -> Table:
        try:
            while True:
                started.set()
                progress(0.5)
        finally:
            ended.set()

    monkeypatch.setattr(importing, "read_table", slow)
    before = window.session.experiment
    window.importing.begin(put("flowers.csv", FLOWERS))
    dialog = window.importing.dialog
    qtbot.waitUntil(started.is_set)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.importing.dialog is None
    qtbot.waitUntil(ended.is_set)
    assert window.session.experiment is before


def test_unsaved_work_is_asked_about_before_a_new_experiment_and_kept_on_cancel(opened, put, qtbot, monkeypatch) -> None:
    window = opened("chain")
    window.commands["add_layer"].trigger()
    before = window.session.experiment
    window.importing.begin(put("flowers.csv", FLOWERS))
    dialog = shown(window, qtbot)
    asked = list[str]()

    def question(parent, title, text, *_):
        asked.append(text)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    qtbot.mouseClick(dialog.ok, LEFT)
    qtbot.waitUntil(lambda: bool(asked) and dialog.ok.isEnabled())
    assert window.session.experiment is before
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    push(dialog, dialog.ok, window, qtbot)
    assert window.session.experiment.title == "flowers"


def test_images_without_their_labels_ask_for_them(opened, put, qtbot, monkeypatch) -> None:
    rng = np.random.default_rng(1)
    images = put("digits-images.idx", idx(rng.integers(0, 256, (30, 8, 8), np.uint8)))
    labels = put("answers.idx", idx(np.arange(30, dtype=np.uint8) % 10))
    window, asked = opened("chain"), list[str]()

    def ask(parent, title, *_):
        asked.append(title)
        return labels, ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    window.importing.begin(images)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["Where is the other half of digits-images.idx?"]
    dialog = shown(window, qtbot)
    push(dialog, dialog.ok, window, qtbot)
    assert window.session.dataset.inputs.shape == (30, 64)
    assert window.session.dataset.labels == tuple("0123456789")


def test_an_imported_table_is_opened_again_at_the_next_start_wherever_that_is(opened, put, qtbot, monkeypatch, tmp_path) -> None:
    put("flowers.csv", FLOWERS)
    monkeypatch.chdir(tmp_path)
    window = opened("chain")
    window.importing.begin("flowers.csv")
    dialog = shown(window, qtbot)
    push(dialog, dialog.ok, window, qtbot)
    monkeypatch.chdir(tmp_path.parent)
    assert opened(window.settings.last_opened).session.experiment == window.session.experiment


# Documents whose data are in a file

@pytest.fixture
def document(put, tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    table = recognise.read_table(put("flowers.csv", FLOWERS))
    selection = importing.guess(table).selection
    files.write(tmp_path / "mine.nnplay", imported.new_experiment(imported.data_of(table, selection), "mine"))
    monkeypatch.setattr(data_files, "_tables", Newest(1))
    monkeypatch.setattr(data_files, "_datasets", Newest(2))
    return tmp_path / "mine.nnplay"


def answering(monkeypatch, name: str) -> list[str]:
    """Press the button of that name in every question, and keep what was asked."""
    asked = list[str]()

    def answer(box: QMessageBox) -> None:
        asked.append(box.text())
        next(button for button in box.buttons() if button.text().replace("&", "") == name).click()

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return asked


def test_a_document_finds_its_data_again(opened, document, monkeypatch) -> None:
    window = opened(str(document))
    assert isinstance(window.session.experiment.data, File)
    assert window.session.dataset.labels == ("iris", "rose", "tulip")


def test_missing_data_are_asked_for_found_and_given_up(opened, document, monkeypatch, tmp_path) -> None:
    window = opened("chain")
    (tmp_path / "flowers.csv").rename(tmp_path / "moved.csv")
    asked = answering(monkeypatch, "Cancel")
    window.documents.open_file(str(document))
    assert asked == ["The document learns from “flowers.csv”, which is not in its place any more."]
    assert window.session.experiment.title == "The chain"
    assert "which does not exist" in sentence(window)
    answering(monkeypatch, "Find it…")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "moved.csv"), ""))
    window.documents.open_file(str(document))
    assert window.session.experiment.data.path == str(tmp_path / "moved.csv")
    assert window.session.edited                             # the document still has the old place
    window.documents.save()
    assert not window.session.edited
    assert b'"path": "moved.csv"' in document.read_bytes()


def test_changed_data_may_be_used_as_they_are(opened, document, monkeypatch, tmp_path) -> None:
    window = opened("chain")
    (tmp_path / "flowers.csv").write_bytes(FLOWERS + b"1,5;2;rose\n")
    asked = answering(monkeypatch, "Use it as it is")
    window.documents.open_file(str(document))
    assert asked == ["The document learns from “flowers.csv”, which has changed since it was saved."]
    assert len(window.session.dataset.inputs) == 61
    assert window.isWindowModified()
    asked.clear()
    window.documents.revert()                                # to what it was saved with, which is not there any more
    assert len(asked) == 1
    assert window.isWindowModified()
    window.documents.save()
    assert not window.isWindowModified()
    assert len(dataset(files.read(document)).inputs) == 61


def test_saving_elsewhere_and_opening_again_gives_the_same_data(opened, document, tmp_path, monkeypatch) -> None:
    window = opened(str(document))
    (tmp_path / "other").mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "other" / "copy.nnplay"), ""))
    window.documents.save_as()
    assert b'"path": "../flowers.csv"' in (tmp_path / "other" / "copy.nnplay").read_bytes()
    again = files.read(tmp_path / "other" / "copy.nnplay")
    assert again == replace(window.session.current(), title="copy")


# What is large

def test_large_data_show_their_numbers_first_and_are_measured_after(opened, put, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(training_thread, "MEASURED_AT_ONCE", 10)
    window = opened("chain")
    window.importing.begin(put("flowers.csv", FLOWERS))
    dialog = shown(window, qtbot)
    push(dialog, dialog.ok, window, qtbot)
    qtbot.waitUntil(lambda: window.run.snapshot.accuracy_test is not None)
    assert window.run.snapshot.mean_gradient is not None
    assert window.run.history.curves["cost_training"].newest[0] == 0


def test_many_answers_are_counted_by_the_worker(opened, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(output, "COUNTED_AT_ONCE", 10)
    window = opened("digits")

    def told() -> list[str]:
        return [label.text() for label in window.output.confusion.findChildren(QLabel)]

    def right() -> str:
        count = len(window.run.examples.test)
        return f"({round((window.run.snapshot.accuracy_test or 0) * count)} of {count})"

    before = right()
    qtbot.waitUntil(lambda: any(before in text for text in told()))
    window.run.advance(200)
    qtbot.waitUntil(lambda: not window.run.running)
    assert right() != before
    qtbot.waitUntil(lambda: any(right() in text for text in told()))


def test_examples_that_were_made_elsewhere_are_those_that_train(run) -> None:
    experiment = presets.load("xor")
    examples = build_examples(experiment, dataset(experiment))
    run.prepare(examples)
    run.load(experiment, dataset(experiment))
    assert run.examples is examples
    run.load(presets.load("circle"), dataset(presets.load("circle")))
    assert run.examples is not examples


def test_values_of_many_inputs_are_shown_against_what_is_desired(opened, put, qtbot) -> None:
    rows = "".join(f"{i % 7},{i % 5},{i % 3},{i % 7 + i % 5:.1f},{(i % 3) / 2}\n" for i in range(40))
    window = opened("chain")
    window.importing.begin(put("many.csv", f"a,b,c,y0,y1\n{rows}".encode()))
    dialog = shown(window, qtbot)
    push(dialog, dialog.ok, window, qtbot)
    answers = window.output.answers
    assert answers.isVisible()
    assert not window.output.confusion.isVisible()
    desired, answered = answers.dots("training")
    rows_read = window.run.examples.training_rows
    assert np.array_equal(desired, rows_read[:, 4:].ravel())
    assert np.allclose(answered, window.inspection.outputs_of("training").T.ravel())
    x, y = answers.to_pixels(desired, answered)
    alone = next(i for i in range(len(x)) if np.sum(np.hypot(x - x[i], y - y[i]) < 12) == 1)
    qtbot.mouseClick(answers, LEFT, pos=QPoint(round(x[alone]), round(y[alone])))
    assert window.inspection.example == alone // 2
