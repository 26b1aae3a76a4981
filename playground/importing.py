"""Importing a table: read on the worker, shown in the dialog, and made the data of the open experiment or of a new one."""
from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from core.data.readers.recognise import PATTERNS, MissingPartner, read_table
from core.data.readers.table import Facts, Table, facts
from core.data.selection import Selection, guess, summary
from core.document import edits
from core.document.data import dataset
from core.document.experiment import Experiment, File, Points
from core.document.imported import SHARE, data_of, new_experiment, title_of
from core.errors import BadInput
from core.model import Examples, build_examples
from core.opening import Opened
from core.progress import Progress
from playground.background import SOON, Background
from playground.documents import Documents
from playground.run import Run
from playground.session import Session
from widgets.data.import_dialog import Destination, ImportDialog, Wish

JOB = "import"
Result = TypeVar("Result")
New = tuple[Opened, Examples]


class Read(NamedTuple):
    """A table with what the dialog shows of it; looking through a million rows takes a while, too."""

    table: Table
    facts: Sequence[Facts]
    selection: Selection


class Importing(QObject):
    """One import at a time, in a dialog that the window waits for; until it ends well, everything is as before."""

    def __init__(self, window: QWidget, session: Session, run: Run, documents: Documents, background: Background) -> None:
        super().__init__(window)
        self._window, self._session, self._run, self._documents, self._background = window, session, run, documents, background
        self.dialog: ImportDialog | None = None
        self._path = ""
        self._companions: Sequence[str] | None = None
        self._table: Table | None = None                     # None while it is being read
        self._proposed: Wish | None = None                   # as long as nobody has chosen otherwise

    def choose(self) -> None:
        """Ask for a table and import it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Import data"), "", self.tr("Tables") + f" ({PATTERNS});;" + self.tr("All files") + " (*)")
        if name:
            self.begin(name)

    def begin(self, path: str, companions: Sequence[str] | None = None) -> None:
        """Read the table at a path and ask what to learn from it."""
        self._end()
        self._path = path = os.path.abspath(path)            # it is opened again at the next start, wherever that is
        self._companions = companions
        self.dialog = dialog = ImportDialog(self._window)
        dialog.rejected.connect(self._end)
        dialog.changed.connect(self._describe)
        dialog.accepted_wish.connect(self._make)
        dialog.header_chosen.connect(self._read)
        dialog.set_reading(self._reading, 0.0)
        dialog.open()
        self._read()

    def _read(self, header: bool | None = None) -> None:
        """Read the file, on the worker; `header` says whether its first row holds the names, None that it shows."""
        dialog, path, companions = self.dialog, self._path, self._companions
        assert dialog is not None
        self._start(lambda progress: _read(path, progress, companions, header), self._show_table,
                    partial(dialog.set_reading, self._reading))

    @property
    def _reading(self) -> str:
        return self.tr("Reading {name} …").format(name=os.path.basename(self._path))

    def _start(self, work: Callable[[Progress], Result], done: Callable[[Result], None], told: Progress) -> None:
        """Work on the worker."""
        self._background.start(JOB, SOON, work, done, told, failed=self._refuse)

    def _refuse(self, problem: Exception) -> None:
        """Say it in the dialog where there is a table to choose from otherwise, else in the window."""
        assert self.dialog is not None
        if self._table is not None:
            self.dialog.set_title(self._title(self._table))
            self.dialog.set_header(self._table.header)
            self.dialog.show_table()
            self.dialog.set_message(str(problem), False)
            return
        path = self._path
        self._end()
        if isinstance(problem, MissingPartner):
            name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Where is the other half of {name}?").format(
                name=os.path.basename(path)), os.path.dirname(problem.path))
            if name:
                self.begin(path, [name])
                return
        self._documents.said.emit(str(problem))

    def _show_table(self, read: Read) -> None:
        dialog, before, proposed = self.dialog, self._table, self._proposed
        assert dialog is not None
        table, found, selection = read
        chosen = None if before is None or dialog.wish() == proposed else _carried_over(dialog.wish(), before, table)
        wish = chosen or Wish(selection, SHARE, self._likely(table, selection))
        self._table, self._proposed = table, None if chosen else wish
        dialog.set_table(self._title(table), table, found, wish)
        self._describe(wish)

    def _title(self, table: Table) -> str:
        return self.tr("{name} · {kind} · {rows:,} rows · {columns:,} columns").format(
            name=os.path.basename(self._path), kind=table.kind, rows=len(table.rows), columns=len(table.columns))

    def _likely(self, table: Table, selection: Selection) -> Destination:
        """Into the open experiment where its network has these inputs and as many classes or values to answer."""
        here = self._session.dataset
        fits = selection.inputs == here.columns and selection.task == here.task
        if fits and selection.task == "classification":
            fits = len(set(table.column(selection.targets[0]).values.tolist())) == here.class_count
        elif fits:
            fits = here.targets is not None and len(selection.targets) == here.targets.shape[1]
        return "open" if fits else "new"

    def _describe(self, wish: Wish) -> None:
        """What the choice would give, live."""
        dialog = self.dialog
        assert dialog is not None
        assert self._table is not None
        try:
            dialog.set_message(str(summary(self._table, wish.selection, wish.share)), True)
        except BadInput as problem:
            dialog.set_message(str(problem), False)

    def _make(self, wish: Wish) -> None:
        dialog, table, path = self.dialog, self._table, self._path
        assert dialog is not None
        assert table is not None
        title = self.tr("Making the data …")
        dialog.set_reading(title, 0.0)
        told = partial(dialog.set_reading, title)
        if wish.destination == "new":
            self._start(lambda progress: _new(table, wish, path, progress), self._open, told)
        else:
            before = self._session.current()
            self._start(lambda progress: _changed(before, table, wish, progress), self._replace, told)

    def _open(self, new: New) -> None:
        """A new experiment takes the place of the open one, if that may be left."""
        opened, examples = new
        assert self.dialog is not None
        if not self._documents.may_leave():
            self.dialog.show_table()
            self._describe(self.dialog.wish())
            return
        self._end()
        self._run.prepare(examples)
        self._documents.show(opened, edited=True)      # what was chosen here is in no file

    def _replace(self, changed: tuple[Points | File, Examples]) -> None:
        """The open experiment goes on with other data, in one edit."""
        (data, examples), name = changed, os.path.basename(self._path)
        self._end()
        self._run.prepare(examples)
        self._session.edit(self.tr("Import {name}").format(name=name), lambda experiment: edits.set_data(experiment, data))

    def _end(self) -> None:
        """Forget the import, wherever it is."""
        self._background.cancel(JOB)
        dialog, self.dialog, self._table, self._proposed = self.dialog, None, None, None
        if dialog is not None:
            dialog.hide()
            dialog.deleteLater()


def _read(path: str, progress: Progress, companions: Sequence[str] | None, header: bool | None) -> Read:
    """The table at a path, what is in its columns, and what is most likely wanted of it."""
    table = read_table(path, progress, companions, header)
    try:
        selection = guess(table).selection
    except BadInput:                                         # the user may know better; the message says what is missing
        selection = Selection((), (), "regression")
    return Read(table, [facts(column) for column in table.columns], selection)


def _carried_over(wish: Wish, before: Table, after: Table) -> Wish | None:
    """What was chosen of a table's columns, by their places in it after they got other names; None where there are others."""
    if len(before.columns) != len(after.columns):
        return None
    names = dict(zip(before.names, after.names, strict=True))
    selection = wish.selection
    return wish._replace(selection=selection._replace(
        inputs=tuple(names[name] for name in selection.inputs), targets=tuple(names[name] for name in selection.targets),
        set_column=names.get(selection.set_column, "")))


def _new(table: Table, wish: Wish, path: str, progress: Progress) -> New:
    """A new experiment, and what it learns from: with tens of thousands of images that takes a while, too."""
    experiment = new_experiment(data_of(table, wish.selection, wish.share, progress=progress), title_of(path))
    return Opened(experiment, path), build_examples(experiment, dataset(experiment))


def _changed(before: Experiment, table: Table, wish: Wish, progress: Progress) -> tuple[Points | File, Examples]:
    """The new data, and what the open experiment would learn from them, as it was when the work began."""
    after = edits.set_data(before, data_of(table, wish.selection, wish.share, progress=progress)).experiment
    data = after.data
    assert isinstance(data, Points | File)
    return data, build_examples(after, dataset(after))
