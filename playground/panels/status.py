"""The status bar: whether training runs and how fast, how far a run-to is, and the newest sentence for the user."""
from __future__ import annotations

from html import escape
from time import monotonic

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton

from playground.documents import Documents
from playground.run import Run
from playground.session import Session
from widgets import theme

READABLE = 0.15          # seconds between two speeds


class StatusPanel(QObject):
    """State and speed on the left, then the sentence; a progress bar with Cancel while training runs to a step."""

    def __init__(self, bar: QStatusBar, session: Session, run: Run, documents: Documents) -> None:
        super().__init__(bar)
        self._run, self._from, self._shown_at = run, 0, 0.0
        bar.setSizeGripEnabled(False)
        self._state, self._sentence = QLabel(), QLabel()
        self._state.setObjectName("state")
        self._sentence.setObjectName("sentence")
        self._state.setMinimumWidth(230)
        self._state.setContentsMargins(12, 0, 0, 0)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._progress, self._cancel = QProgressBar(), QToolButton()
        self._progress.setMaximumWidth(260)
        self._progress.setAccessibleName(self.tr("Progress of the run"))
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.clicked.connect(run.pause)
        bar.addWidget(self._state)
        bar.addWidget(self._sentence, 1)
        for widget in (self._progress, self._cancel):
            bar.addPermanentWidget(widget)
        session.refused.connect(self.say)
        session.told.connect(self.say)
        documents.said.connect(self.say)
        run.stopped.connect(self.say)
        session.stack.indexChanged.connect(lambda _: self.say(""))
        run.running_changed.connect(self._show_running)
        run.snapshot_taken.connect(self._show_now_and_then)
        session.changed.connect(self._show)
        self._show_running(False)

    def say(self, sentence: str) -> None:
        """One sentence, until the next or the next edit."""
        self._sentence.setText(sentence)
        self._sentence.setToolTip(f"<p>{escape(sentence)}</p>" if sentence else "")

    def _show_running(self, running: bool) -> None:
        if running:
            self.say("")
            self._from = self._run.snapshot.step
        shown = running and self._run.target is not None
        for widget in (self._progress, self._cancel):
            widget.setVisible(shown)
        if hasattr(self._run, "snapshot"):
            self._show()

    def _show_now_and_then(self) -> None:
        """A few times a second is as often as a speed can be read."""
        if not self._run.running or monotonic() - self._shown_at > READABLE:
            self._show()

    def _show(self) -> None:
        self._shown_at = monotonic()
        run = self._run
        if run.running:
            state = self.tr("training")
            if run.steps_per_second:
                state = self.tr("training — {speed} steps/s").format(speed=f"{run.steps_per_second:,.0f}")
        else:
            state = self.tr("paused") if run.snapshot.step else self.tr("ready")
        colour = (theme.current().accent if run.running else theme.current().muted).name()
        self._state.setText(f'<span style="color:{colour}">●</span> {state}')
        if run.running and run.target is not None:
            self._progress.setRange(0, max(run.target - self._from, 1))
            self._progress.setValue(run.snapshot.step - self._from)
            self._progress.setFormat(f"{run.snapshot.step:,} / {run.target:,}")
