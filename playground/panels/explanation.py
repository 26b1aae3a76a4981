"""What the explanations of the selection have in common: a folding section that computes nothing while nobody sees it."""
from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QDeadlineTimer, QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import QScrollArea

from core.network import Bias, Edge, Neuron
from playground.background import Background
from playground.inspection import Inspection
from playground.panels.network import NetworkPanel
from playground.run import Run
from playground.session import Session
from widgets.section import Section

LATE = 1000                                                     # ms: content that comes later than this moves nothing


class Context(NamedTuple):
    """What explanations are made of and where they are shown besides."""

    session: Session
    run: Run
    inspection: Inspection
    background: Background
    drawing: NetworkPanel


class Explanation(QObject):
    """A section that is there for the kinds of parts it `explains`, and refreshed every so many frames while training runs."""

    explains: tuple[type, ...] = (Edge, Bias, Neuron)

    def __init__(self, section: Section, context: Context, every: int, phase: int = 0) -> None:
        super().__init__()
        self.section, self._every, self._phase = section, every, phase
        self._session, self._run, self._inspection = context.session, context.run, context.inspection
        self._drawing = context.drawing
        self._area: QScrollArea | None = None
        self._late = QDeadlineTimer()
        section.folded_changed.connect(self._unfold)
        context.inspection.changed.connect(self._follow)
        context.inspection.refreshed.connect(self._refresh)

    @property
    def part(self) -> Edge | Bias | Neuron | None:
        """What there is to explain: the selection while it is of the right kind and the section is unfolded."""
        part = self._inspection.selection
        return part if isinstance(part, self.explains) and not self.section.folded else None

    def show_part(self) -> None:
        """Another part, example or cost is looked at."""

    def show_numbers(self) -> None:
        """The numbers are new."""

    def unfold(self) -> None:
        """Show what was folded away."""
        self.section.unfold()

    def reveal(self) -> None:
        """Unfold the section and scroll to it, unless all of it is seen; again where content that comes a little later moves it."""
        self.unfold()
        area = self.section.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is None:
            return
        if area is not self._area:
            self._area = area
            area.verticalScrollBar().rangeChanged.connect(self._follow_content)
        QTimer.singleShot(0, self.section, self._bring_into_view)               # once the section has its place
        self._late.setRemainingTime(LATE)

    def _follow_content(self) -> None:
        if not self._late.hasExpired():
            QTimer.singleShot(0, self.section, self._bring_into_view)

    def _bring_into_view(self) -> None:
        if self._area is None or (scrolled := self._area.widget()) is None:
            return
        seen, top = self._area.viewport().rect(), self.section.mapTo(self._area.viewport(), QPoint())
        if not seen.contains(QRect(top, self.section.size())):
            self._area.verticalScrollBar().setValue(self.section.mapTo(scrolled, QPoint()).y())

    def _unfold(self, _folded: bool) -> None:
        if self.part is not None:
            self.show_part()
            self.show_numbers()

    def _follow(self) -> None:
        self.section.setVisible(isinstance(self._inspection.selection, self.explains))
        if self.part is not None:
            self.show_part()

    def _refresh(self) -> None:
        if self.part is not None and self._inspection.is_due(self._every, self._phase):
            self.show_numbers()
