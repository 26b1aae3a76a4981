"""The main window as a user gets it, and the run alone."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMessageBox

from core.document import presets
from core.document.data import dataset
from playground import waiting
from playground.app import create_window
from playground.main_window import MainWindow
from playground.run import Run
from tests.playground.driving import User

Opened = Callable[[str], MainWindow]


@pytest.fixture
def opened(qtbot, monkeypatch) -> Iterator[Opened]:
    """Opens windows on a preset or a file, each active; all are closed at the end, and what was not saved is given up."""
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    monkeypatch.setattr(waiting, "PATIENCE", 20_000)         # on a busy machine, a dialog would take the keyboard from the window
    windows = []

    def show(file: str) -> MainWindow:
        window = create_window(file)
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield show
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(opened, request) -> MainWindow:
    """A window on the chain, or on the preset that a test is parametrized with."""
    return opened(getattr(request, "param", "chain"))


@pytest.fixture
def user(window, qtbot) -> User:
    """A person at that window."""
    return User(window, qtbot)


@pytest.fixture
def run(qapp) -> Iterator[Run]:
    """A run of the chain, at rest at step 0."""
    run = Run()
    experiment = presets.load("chain")
    run.load(experiment, dataset(experiment))
    yield run
    run.close()
