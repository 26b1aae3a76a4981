"""The strip that offers back what earlier sessions did not save, and what becomes of it."""
from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QObject, Signal

from core.document.data_files import MissingData
from core.errors import BadInput, Sentence
from core.progress import Cancelled
from playground.background import LATER, Background
from playground.documents import Documents
from playground.lost_work import Lost, LostWork
from playground.recovery import Recovery
from playground.waiting import Waiting
from widgets.recovery_strip import Offer, RecoveryStrip
from widgets.sentences import said


class RecoveryPanel(QObject):
    """Looks for lost work once, on the worker. said(str): something the user should know."""

    said = Signal(str)

    def __init__(self, recovery: Recovery, documents: Documents, background: Background, waiting: Waiting) -> None:
        super().__init__(documents)
        self.strip = RecoveryStrip()
        self._recovery, self._documents, self._waiting = recovery, documents, waiting
        self._offered: list[Lost] = []
        self._lost = None if recovery.folder is None else LostWork(recovery.folder)
        self.strip.taken.connect(self._take)
        self.strip.discarded.connect(self._discard)
        self.strip.closed.connect(self.close)
        if lost := self._lost:
            background.start("lost work", LATER, lambda _: lost.find(), self._found)

    def close(self) -> None:
        """Not now: other windows may offer it."""
        self._show([])
        if self._lost is not None:
            self._lost.close()

    def _found(self, found: tuple[list[Lost], list[Sentence]]) -> None:
        lost, problems = found
        self._show(lost)
        for problem in problems:
            self.said.emit(said(problem))

    def _show(self, lost: list[Lost]) -> None:
        self._offered = lost
        self.strip.set_offers([self._offer(each) for each in lost])

    def _offer(self, lost: Lost) -> Offer:
        when = QDateTime.fromMSecsSinceEpoch(round(lost.origin.time * 1000))
        written = QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)
        if when.date() != QDateTime.currentDateTime().date():
            written = QLocale().toString(when, QLocale.FormatType.ShortFormat)
        if lost.is_left:
            text = self.tr("“{title}” was left at step {step:,}, {when}.")
            return Offer(lost.name, text.format(title=lost.title, step=lost.step, when=written), self.tr("Continue"))
        text = self.tr("Work on “{title}” from {when} was not saved.")
        return Offer(lost.name, text.format(title=lost.title, when=written), self.tr("Restore"))

    def _take(self, name: str) -> None:
        lost = self._lost
        assert lost is not None
        try:
            experiment, origin = self._waiting.run(self.tr("Taking up unsaved work …"), lambda progress: lost.read(name, progress))
        except Cancelled:
            return
        except BadInput as problem:
            if not isinstance(problem, MissingData):
                self._forget(name)
            self.said.emit(said(problem.sentence))
            return
        if self._documents.take_up(experiment, origin):
            self._recovery.adopt(name, lost.hand_over(name))
            self._forget(name)

    def _discard(self, name: str) -> None:
        assert self._lost is not None
        self._lost.discard(name)
        self._forget(name)

    def _forget(self, name: str) -> None:
        self._show([each for each in self._offered if each.name != name])
