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
    from core.document.experiment import Experiment
    from playground.main_window import MainWindow
    from playground.settings import Settings

FIRST = "spiral"         # what a first start shows


def run_window(file: str | None) -> int:
    """Open the window and stay until it is closed: look for what Qt needs, open FILE or what was open last, run, and clean up."""
    if problem := system_libraries.problem(needs_display=True):
        complain(problem)
        return BAD_INPUT
    window = create_window(file)
    sys.excepthook = _report(window)
    window.show()
    from PySide6.QtWidgets import QApplication

    return QApplication.exec()


def create_window(file: str | None = None, settings: Settings | None = None, experiment: Experiment | None = None) -> MainWindow:
    """The main window with a document, a preset, or what was open last; opens no dialog. Raises BadInput for a file it cannot open.

    The caller shows it. A QApplication is made if there is none; `experiment` is what `file` holds where that was read already.
    """
    from PySide6.QtWidgets import QApplication

    from core.document import presets
    from playground import themes
    from playground.main_window import MainWindow
    from playground.settings import APPLICATION, Settings

    application = QApplication.instance() or QApplication([APPLICATION])
    assert isinstance(application, QApplication)
    application.setApplicationName(APPLICATION)
    application.setDesktopFileName("backprop-playground")
    settings = settings or Settings()
    themes.follow(application, settings)
    if file is not None and experiment is None:
        experiment = presets.open_experiment(file)
    window = MainWindow(settings)
    if file is not None and experiment is not None:
        window.documents.show(file, experiment)
        return window
    last = settings.last_opened or FIRST
    try:
        window.documents.show(last, presets.open_experiment(last))
    except BadInput as problem:                             # what was open last may be gone or broken by now
        window.documents.show(FIRST, presets.open_experiment(FIRST))
        window.say(str(problem))
    return window


def _report(window: MainWindow) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """A failure nobody caught is written to stderr and said in the status bar; the program goes on."""
    def report(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, problem, trace)
        window.say(window.tr("Something went wrong: {problem}").format(problem=problem))

    return report
