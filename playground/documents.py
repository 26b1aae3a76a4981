"""Opening and saving: files and presets, the question about unsaved work, and what can be exported."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.document import files, presets
from core.document.experiment import Experiment
from core.errors import BadInput
from core.formats import tables
from playground.run import Run
from playground.session import Session
from playground.settings import Settings

SUFFIX = ".nnplay"
FIRST = "spiral"


class Documents(QObject):
    """The dialogs around session and files; whatever goes wrong is one sentence and changes nothing.

    said(str): something the user should know.
    """

    said = Signal(str)

    def __init__(self, window: QWidget, session: Session, run: Run, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._session, self._run, self._settings = window, session, run, settings

    def show(self, file: str, experiment: Experiment) -> None:
        """Open an experiment that was read already."""
        self._session.open(file, experiment)
        self._settings.last_opened = file if file in presets.names() else str(Path(file).absolute())

    def open_preset(self, name: str) -> bool:
        """Open a preset, unless the user would rather keep what is open; whether it is open now."""
        return self._open(name)

    def new(self) -> None:
        """Start over from the first preset."""
        self._open(FIRST)

    def open(self) -> None:
        """Ask for a document and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), self._folder(), self._filter())
        if name:
            self._open(name)

    def open_file(self, name: str) -> None:
        """Open a document that was dropped on the window."""
        self._open(name)

    def save(self) -> bool:
        """Save to the document's file, asking for one where there is none; whether it was saved."""
        path = self._session.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Ask for a file and save to it; whether it was saved."""
        suggested = str(Path(self._folder()) / f"{self._session.experiment.title or self.tr('network')}{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save as"), suggested, self._filter())
        if not name:
            return False
        return self._write(Path(name if Path(name).suffix else name + SUFFIX))

    def may_leave(self) -> bool:
        """Whether what is open may be closed: nothing would be lost, or the user saved it or gave it up."""
        if not self._session.edited:
            return True
        buttons = QMessageBox.StandardButton
        question = self.tr("Save the changes to “{title}”?").format(title=self._session.experiment.title)
        answer = QMessageBox.question(self._window, self.tr("Unsaved changes"), question,
                                      buttons.Save | buttons.Discard | buttons.Cancel, buttons.Save)
        return self.save() if answer == buttons.Save else answer == buttons.Discard

    def export_data(self) -> None:
        """Ask for a file and write the data set as a table."""
        self.export(self.tr("Export the data"), "data.csv", "CSV (*.csv)", lambda _: tables.as_csv(
            tables.data_rows(self._session.dataset, self._run.examples.training)).encode())

    def export_history(self) -> None:
        """Ask for a file and write the recorded curves as a table."""
        self.export(self.tr("Export the history"), "history.csv", "CSV (*.csv)", lambda _: tables.as_csv(
            tables.history_rows(self._run.history)).encode())

    def export(self, title: str, suggested: str, kinds: str, content: Callable[[Path], bytes]) -> None:
        """Ask for a file and write what `content` makes for it."""
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(Path(self._folder()) / suggested), kinds)
        if not name:
            return
        try:
            files.write_bytes(Path(name), content(Path(name)))
        except (BadInput, OSError) as problem:
            self.said.emit(str(problem))
        else:
            self.said.emit(self.tr("Saved {name}.").format(name=Path(name).name))

    def _open(self, name: str) -> bool:
        try:
            experiment = presets.open_experiment(name)
            if not self.may_leave():
                return False
            self.show(name, experiment)
        except BadInput as problem:
            self.said.emit(str(problem))
            return False
        return True

    def _write(self, path: Path) -> bool:
        try:
            files.write(path, replace(self._session.current(), title=path.stem))
        except (BadInput, OSError) as problem:
            self.said.emit(str(problem))
            return False
        self._session.saved(path)
        self._settings.last_opened = str(path)
        self.said.emit(self.tr("Saved {name}.").format(name=path.name))
        return True

    def _folder(self) -> str:
        return str((self._session.path or Path.home() / "x").parent)

    def _filter(self) -> str:
        return self.tr("Experiments") + f" (*{SUFFIX})"
