"""Starting the program on a table, or on a document whose data are gone: the window is there, and asks."""
from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from core.document import data_files, files, imported
from core.document.data_files import Newest
from core.opening import open_file
from playground import app
from playground.main_window import MainWindow

TABLE = b"a,b,kind\n" + b"".join(b"%d,%d,%s\n" % (i % 7, i % 5, (b"x", b"y")[i % 2]) for i in range(40))


@pytest.fixture
def started(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> object:
    """Starts the program as the command line does, until it would wait for the user; the window is closed at the end."""
    windows: list[MainWindow] = []
    monkeypatch.setattr(app.system_libraries, "problem", lambda **_: None)
    monkeypatch.setattr(QApplication, "exec", lambda: 0)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    create = app.create_window

    def kept(*arguments: object) -> MainWindow:
        windows.append(create(*arguments))
        return windows[-1]

    monkeypatch.setattr(app, "create_window", kept)

    def start(file: str) -> MainWindow:
        assert app.run_window(file) == 0
        return windows[-1]

    yield start
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_table_on_the_command_line_asks_what_to_learn_from_it(started, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "mine.csv").write_bytes(TABLE)
    window = started(str(tmp_path / "mine.csv"))
    dialog = window.importing.dialog
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.message.text() == "32 training and 8 test examples, 2 inputs, 2 classes: x, y."
    dialog.cancel.click()
    assert window.session.experiment.title


def test_a_document_whose_data_are_gone_is_asked_about_and_not_refused(
    started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imported, "LARGEST_EMBEDDED", 100)
    (tmp_path / "mine.csv").write_bytes(TABLE)
    files.write(tmp_path / "mine.nnplay", open_file(tmp_path / "mine.csv").experiment)
    monkeypatch.setattr(data_files, "_tables", Newest(1))
    monkeypatch.setattr(data_files, "_datasets", Newest(2))
    (tmp_path / "mine.csv").unlink()
    asked: list[str] = []

    def cancel(box: QMessageBox) -> None:
        asked.append(box.text())
        box.button(QMessageBox.StandardButton.Cancel).click()

    monkeypatch.setattr(QMessageBox, "exec", cancel)
    window = started(str(tmp_path / "mine.nnplay"))
    assert asked == ["The document learns from “mine.csv”, which is not in its place any more."]
    assert window.isVisible()
