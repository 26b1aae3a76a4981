"""Starting the program: the QApplication, the window, and what it opens first."""
from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from core.errors import BadInput
from playground import system_libraries
from playground.exits import BAD_INPUT, complain

if TYPE_CHECKING:
    from core.opening import Opened
    from playground.main_window import MainWindow
    from playground.settings import Settings

FIRST = "spiral"         # what a first start shows


def run_window(file: str | None) -> int:
    """Open the window and stay until it is closed: look for what Qt needs, open FILE or what was open last, run, and clean up."""
    from core.document.data_files import MissingData
    from core.opening import is_table, open_file

    asks, opened = file is not None and is_table(file), None
    try:
        if file is not None and not asks:
            opened = open_file(file)                        # a wrong name is told first, wherever there is no display
    except MissingData:
        asks = True                                         # the window does, where they are
    if problem := system_libraries.problem(needs_display=True):
        complain(problem)
        return BAD_INPUT
    from PySide6.QtWidgets import QApplication

    window = create_window(opened)
    sys.excepthook = _report(window)
    window.fit_screen()
    window.show()
    if asks and file is not None:
        window.documents.open_file(file)

    return QApplication.exec()


def create_window(file: str | Opened | None = None, settings: Settings | None = None) -> MainWindow:
    """The main window with a document, a preset, or what was open last; opens no dialog. Raises BadInput for a file it cannot open.

    The caller shows it. A QApplication is made if there is none.
    """
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from core.opening import open_file
    from playground import themes
    from playground.main_window import MainWindow
    from playground.settings import APPLICATION, Settings
    from widgets.theme import ASSETS

    application = QApplication.instance() or QApplication([APPLICATION])
    assert isinstance(application, QApplication)
    application.setApplicationName(APPLICATION)
    application.setDesktopFileName("backprop-playground")
    application.setWindowIcon(QIcon(str(ASSETS / "desktop" / "backprop-playground.svg")))
    settings = settings or Settings()
    themes.follow(application, settings)
    opened = open_file(file) if isinstance(file, str) else file
    window = MainWindow(settings)
    if opened is not None:
        window.documents.show(opened)
        return window
    try:
        window.documents.show(open_file(settings.last_opened or FIRST))
    except BadInput as problem:                             # what was open last may be gone or broken by now
        window.documents.show(open_file(FIRST))
        window.say(str(problem))
    return window


def _report(window: MainWindow) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """A failure nobody caught is written to stderr and said in the status bar; the program goes on."""
    def report(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, problem, trace)
        window.say(window.tr("Something went wrong: {problem}").format(problem=problem))

    return report
