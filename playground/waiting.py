"""What has to be done before anything else, and takes long: done by the worker, while a dialog shows how far it is."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from core.errors import BadInput
from core.progress import Cancelled, Progress
from playground.background import SOON, Background
from widgets.progress_dialog import ProgressDialog

PATIENCE = 400           # ms until a dialog is worth its flicker; what is pressed until then is done afterwards
QUIETLY = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents

Result = TypeVar("Result")


class Waiting(QObject):
    """Whoever calls waits; the window goes on drawing, and training goes on."""

    def __init__(self, window: QWidget, background: Background) -> None:
        super().__init__(window)
        self._window, self._background = window, background
        self._waits: list[_Wait] = []                       # each but the last waits for the one after it
        self._closed = False

    def run(self, text: str, work: Callable[[Progress], Result]) -> Result:
        """What `work` returns; `text` says what is going on. Raises what it raises, and Cancelled when the user gives it up.

        It must not touch what the window may change meanwhile. That more memory is needed than there is, is BadInput.
        """
        if self._closed:
            raise Cancelled
        name, wait = f"wait {len(self._waits)}", _Wait(ProgressDialog(self._window))
        before = QApplication.activeWindow()
        wait.dialog.set_text(text)
        wait.dialog.rejected.connect(partial(wait.end, Cancelled()))
        self._waits.append(wait)
        self._background.start(name, SOON, work, wait.succeed, wait.dialog.set_share, failed=wait.end)
        try:
            wait.spin()
        finally:
            self._background.cancel(name)
            self._waits.remove(wait)
            if wait.dialog.isVisible() and before is not None and isValid(before) and before.isVisible():
                before.raise_()                             # the dialog has brought the main window to the front
                before.activateWindow()
            wait.dialog.hide()
            wait.dialog.deleteLater()
        if isinstance(wait.problem, MemoryError):
            raise BadInput("There is not enough memory; allowed: less data, or a computer that has more.")
        if wait.problem is not None:
            raise wait.problem
        return wait.results[0]

    def close(self) -> None:
        """The window closes: nobody waits any more."""
        self._closed = True
        for wait in self._waits:
            wait.end(Cancelled())


class _Wait(QObject):
    """One caller who waits."""

    def __init__(self, dialog: ProgressDialog) -> None:
        super().__init__(dialog)
        self.dialog = dialog
        self.results: list[Any] = []
        self.problem: Exception | None = None
        self._loop = QEventLoop(self)
        self._show = QTimer(self, singleShot=True, interval=PATIENCE)
        self._show.timeout.connect(dialog.show)

    @property
    def _over(self) -> bool:
        return bool(self.results) or self.problem is not None

    def spin(self) -> None:
        """Until it is over; whoever clicks meanwhile hits the dialog, or nothing."""
        self._show.start()
        while not self._over and not self.dialog.isVisible():
            self._loop.processEvents(QUIETLY)
        if not self._over:
            self._loop.exec()
        self._show.stop()

    def succeed(self, result: object) -> None:
        self.results.append(result)
        self._loop.quit()

    def end(self, problem: Exception) -> None:
        if not self._over:
            self.problem = problem
        self._loop.quit()
