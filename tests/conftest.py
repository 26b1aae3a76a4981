"""What holds for every test: no screen, settings in a folder of their own, and nothing left running."""
from __future__ import annotations

import importlib
import os
import shutil
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QStandardPaths, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

# It limits BLAS to one thread, which must be said before NumPy is imported.
importlib.import_module("core")

# Everybody draws the same examples, however slow the machine: no run fails by chance. The profile "search" draws others every time.
_patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("search", _patient)
hypothesis.settings.register_profile("playground", _patient, derandomize=True, database=None)
hypothesis.settings.load_profile("playground")

# Waiting ends when its condition holds. Five seconds, as pytest-qt has it, are too few on a machine that does much else.
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals):
    _wait.__kwdefaults__["timeout"] = 60_000

_started_timers: weakref.WeakSet[QTimer] = weakref.WeakSet()
_start = QTimer.start


def _remembering_start(timer: QTimer, *interval: int) -> None:
    _started_timers.add(timer)
    _start(timer, *interval)


# Looking through all objects after every test would take a minute of the suite's time.
QTimer.start = _remembering_start


@pytest.fixture(scope="session")
def _user_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Qt finds the user's settings, data and cache."""
    folder = tmp_path_factory.mktemp("user")
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{kind}_HOME"] = str(folder / kind.lower())
    for file_format in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(file_format, QSettings.Scope.UserScope, str(folder / "config"))
    # Elsewhere no variable says where the folders are. On Linux the test mode would put them into the home folder.
    QStandardPaths.setTestModeEnabled(sys.platform != "linux")
    return folder


@pytest.fixture(autouse=True)
def own_settings(_user_folder: Path) -> Iterator[None]:
    """Every test finds the settings of a newly installed program."""
    yield
    for kind in _user_folder.iterdir():
        shutil.rmtree(kind)


@pytest.fixture(autouse=True)
def mouse_let_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """A button that a test leaves down, as QTest's double click does, would turn the next one's moves into drags."""
    yield
    if "qtbot" in request.fixturenames:
        QTest.mouseRelease(QWidget(), Qt.MouseButton.LeftButton)


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """A test that leaves a thread or a timer running, or a window open, fails."""
    before = set(threading.enumerate())
    _started_timers.clear()
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    timers = [timer for timer in _started_timers if shiboken6.isValid(timer) and timer.isActive()]
    owners = [repr(timer.parent()) for timer in timers]
    for timer in timers:
        timer.stop()
    threads = [thread for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not threads, f"still running: {threads}"
    assert not timers, f"timers still active, of {owners}"
    windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for window in windows:                                  # it would take the mouse away from the windows of later tests
        window.hide()
    assert not windows, f"still visible: {windows}"
