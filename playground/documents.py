"""Opening and saving: files and presets, the question about unsaved work, and what can be exported."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.data.readers.recognise import PATTERNS
from core.document import files
from core.document.data import dataset, is_large
from core.document.data_files import MissingData
from core.document.experiment import Experiment, File, Points
from core.document.kept import Origin
from core.errors import BadInput
from core.formats import tables
from core.model import Examples, build_examples
from core.opening import Opened, is_table, open_file
from core.progress import Cancelled, Progress, silent
from core.reading import name_of
from playground.claims import Claim
from playground.missing_data import ask_for_data
from playground.run import Run
from playground.session import Session
from playground.settings import Settings
from playground.waiting import Waiting

SUFFIX = ".nnplay"


Content = Callable[[Progress], Iterable[bytes]]             # of a file, piece by piece


class Read(NamedTuple):
    """What was read from a file with this digest, and the examples that it learns from."""

    opened: Opened
    digest: str | None
    examples: Examples


class Documents(QObject):
    """The dialogs around session and files; whatever goes wrong is one sentence and changes nothing.

    said(str): something the user should know.  leaving(): what is open, and still there, gives way to something else.
    table_chosen(str): the file to open is a table, which is rather imported.
    """

    said = Signal(str)
    leaving = Signal()
    table_chosen = Signal(str)

    def __init__(self, window: QWidget, session: Session, run: Run, settings: Settings, waiting: Waiting) -> None:
        super().__init__(window)
        self._waiting = waiting
        self._window, self._session, self._run, self._settings = window, session, run, settings
        self._claim = Claim(settings.state_folder)
        self.digest: str | None = None                      # of the file as it was when we read or wrote it last

    def show(self, opened: Opened, digest: str | None = None, edited: bool = False) -> None:
        """Open an experiment that was read already, from a file with this digest, and say what was left behind.

        It counts as edited where it is not quite what the file holds.
        """
        if digest is None and opened.path is not None:
            digest = files.digest(opened.path)
        self._session.open(opened, edited=edited)
        self._now_open(opened.path, digest, opened.remarks)
        self._settings.last_opened = str(opened.path or opened.file)

    def take_up(self, experiment: Experiment, origin: Origin) -> bool:
        """Open unsaved work, with its path and all that was unsaved, unless the user would rather keep what is open."""
        try:
            if not self.may_leave():
                return False
            self.leaving.emit()
            self._session.open(Opened(experiment, origin.file, origin.path), origin.saved_step, origin.edited)
        except BadInput as problem:
            self.said.emit(str(problem))
            return False
        except Cancelled:
            return False
        self._now_open(origin.path, origin.digest)
        return True

    def open_preset(self, name: str) -> bool:
        """Open a preset, unless the user would rather keep what is open; whether it is open now."""
        return self._open(name)

    def open(self) -> None:
        """Ask for a document and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), self._folder(), self._openable())
        if name:
            self._open(name)

    def open_file(self, name: str) -> None:
        """Open a document or a table that was dropped on the window, or was open before."""
        self._open(name)

    def revert(self) -> None:
        """Go back to the document's file; an edit, so that nothing is lost by it."""
        path = self._session.path
        if path is None:
            return
        try:
            read, moved = self._read(str(path))
            self._run.prepare(read.examples)
            self._session.revert(self.tr("Revert to the saved file"), read.opened.experiment, edited=moved)
        except BadInput as problem:
            self.said.emit(str(problem))
            return
        except Cancelled:
            return
        self.digest = read.digest
        self.said.emit(self.tr("This is {name} as it was saved; undo gives your changes back.").format(name=name_of(path.name)))

    def save(self) -> bool:
        """Save to the document's file, asking for one where there is none; whether it was saved."""
        path = self._session.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Ask for a file and save to it; whether it was saved."""
        suggested = str(Path(self._folder()) / f"{self._session.name or self.tr('network')}{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save as"), suggested, self._filter())
        if not name:
            return False
        if name.endswith(SUFFIX):
            return self._write(Path(name))
        return self._may_take(Path(name + SUFFIX)) and self._write(Path(name + SUFFIX))

    def may_leave(self) -> bool:
        """Whether what is open may be closed: nothing would be lost, or the user saved it or gave it up."""
        if not self._session.edited:
            return True
        buttons = QMessageBox.StandardButton
        question = self.tr("Save the changes to “{title}”?").format(title=self._session.name)
        answer = QMessageBox.question(self._window, self.tr("Unsaved changes"), question,
                                      buttons.Save | buttons.Discard | buttons.Cancel, buttons.Save)
        return self.save() if answer == buttons.Save else answer == buttons.Discard

    def close(self) -> None:
        """Nothing is open here any more."""
        self._claim.release()

    def export_data(self) -> None:
        """Ask for a file and write the data set as a table."""
        dataset, training = self._session.dataset, self._run.examples.training
        self.export(self.tr("Export the data"), "data.csv", "CSV (*.csv)",
                    lambda _: lambda progress: tables.data_csv(dataset, training, progress))

    def export_history(self) -> None:
        """Ask for a file and write the recorded curves as a table."""
        self.export(self.tr("Export the history"), "history.csv", "CSV (*.csv)", lambda _: whole(tables.as_csv(
            tables.history_rows(self._run.history)).encode()))

    def export(self, title: str, suggested: str, kinds: str, content: Callable[[Path], Content]) -> None:
        """Ask for a file and write what `content` prepares for it and the worker makes."""
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(Path(self._folder()) / suggested), kinds)
        if not name:
            return
        path = Path(name)
        try:
            pieces = content(path)
            self._waiting.run(self.tr("Exporting {name} …").format(name=path.name),
                              lambda progress: files.write_pieces(path, pieces(progress), progress))
        except (BadInput, OSError) as problem:
            self.said.emit(str(problem))
        except Cancelled:
            self.said.emit(self.tr("{name} was not exported.").format(name=path.name))
        else:
            self.said.emit(self.tr("Saved {name}.").format(name=path.name))

    def _open(self, name: str) -> bool:
        if is_table(name):
            self.table_chosen.emit(name)
            return False
        try:
            read, moved = self._read(name)
            if not self.may_leave():
                return False
            if files.digest(name) != read.digest:           # it was this very file that was saved just now
                read, moved = self._read(name)
            self.leaving.emit()
            self._run.prepare(read.examples)
            self.show(read.opened, read.digest, edited=moved)
        except BadInput as problem:
            self.said.emit(str(problem))
            return False
        except Cancelled:
            return False
        return True

    def _now_open(self, path: Path | None, digest: str | None, remarks: Sequence[str] = ()) -> None:
        """Tell other windows, and the user of them."""
        self.digest = digest
        told = list(remarks)
        if path is not None:
            self._settings.add_recent(str(path))
        if not self._claim.take(path) and path is not None:
            told.append(self._shared(path))
        if told:
            self.said.emit(" ".join(told))

    def _shared(self, path: Path) -> str:
        sentence = self.tr("{name} is open in another window too; nothing that is saved there is saved over unasked.")
        return sentence.format(name=name_of(path.name))

    def _read(self, name: str) -> tuple[Read, bool]:
        """Read a document, and ask where its data are when they are not where they were; whether they are others now.

        Raises BadInput and Cancelled.
        """
        found: File | None = None
        text = self.tr("Opening {name} …").format(name=name_of(os.path.basename(name)))
        while True:
            try:
                if os.path.isfile(name):
                    return self._waiting.run(text, partial(_read, name, found)), found is not None
                return _read(name, found, silent), False     # a preset or a link
            except MissingData as problem:
                found = ask_for_data(self._window, problem)
                if found is None:
                    raise

    def _write(self, path: Path) -> bool:
        if path == self._session.path and not self._may_replace(path):
            return False
        current = replace(self._session.current(), title=name_of(path.stem))
        try:
            if isinstance(current.data, Points) and is_large(current.data):
                text = self.tr("Saving {name} …").format(name=path.name)
                self.digest = self._waiting.run(text, lambda progress: files.write(path, current, progress))
            else:
                self.digest = files.write(path, current)
        except (BadInput, OSError) as problem:
            self.said.emit(str(problem))
            return False
        except Cancelled:
            return False
        self._session.saved(path, current.state.step)
        told = self.tr("Saved {name}.").format(name=name_of(path.name))
        if not self._claim.take(path):                      # it was saved as a document that another window has
            told += " " + self._shared(path)
        self._settings.last_opened = str(path)
        self._settings.add_recent(str(path))
        self.said.emit(told)
        return True

    def _may_replace(self, path: Path) -> bool:
        """Whether the file is as we know it, or gone, or the user wants to save over what somebody else wrote."""
        found = files.digest(path)
        return found in {None, self.digest} or self._ask_to_replace(
            self.tr("“{name}” was changed since it was opened here, by another window or program. Save over it?"), path)

    def _may_take(self, path: Path) -> bool:
        """Whether there is no such file, or the user wants to save over it; the dialog did not know of the ending."""
        return not path.exists() or self._ask_to_replace(self.tr("“{name}” is there already. Save over it?"), path)

    def _ask_to_replace(self, question: str, path: Path) -> bool:
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(self._window, self.tr("Save over it?"), question.format(name=name_of(path.name)),
                                      buttons.Save | buttons.Cancel, buttons.Cancel)
        return answer == buttons.Save

    def _folder(self) -> str:
        """Where the document is, else where the last one was."""
        folders = [Path(each).parent for each in (self._session.path, *self._settings.recent) if each is not None]
        return str(next((folder for folder in folders if folder.is_dir()), Path.home()))

    def _filter(self) -> str:
        return self.tr("Experiments") + f" (*{SUFFIX})"

    def _openable(self) -> str:
        return self.tr("Experiments and tables") + f" (*{SUFFIX} {PATTERNS});;{self._filter()};;" + self.tr("All files") + " (*)"


def whole(content: bytes) -> Content:
    """A file that is made already."""
    return lambda _: (content,)


def _read(name: str, found: File | None, progress: Progress) -> Read:
    """All of it that takes long."""
    digest = files.digest(name)                             # first: a change before the end of the reading is found when saving
    opened = open_file(name, found, progress)
    return Read(opened, digest, build_examples(opened.experiment, dataset(opened.experiment)))
