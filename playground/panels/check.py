"""The gradient check: always on while training is at rest."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from core.explain.gradient_check import GradientCheck, check
from core.progress import Progress
from playground.background import LATER, Background, Question
from playground.inspection import Inspection
from playground.run import Run
from widgets.inspect.check_indicator import CheckIndicator


class CheckPanel(QObject):
    """The worker compares the gradient with central differences; any change of network or data begins it anew."""

    def __init__(self, run: Run, inspection: Inspection, background: Background) -> None:
        super().__init__()
        self._run, self._inspection, self._question = run, inspection, Question(background, "check", LATER)
        self.widget = CheckIndicator()
        self.widget.part_clicked.connect(inspection.select)
        inspection.refreshed.connect(self._follow)
        run.running_changed.connect(self._follow)

    def _follow(self) -> None:
        self.widget.set_running_training(self._run.running)
        if self._inspection.moving:
            self._question.forget()
            return
        version, examples = self._inspection.version, self._run.examples
        if not self._question.is_due(version):
            return
        self.widget.set_check(None)
        network = self._inspection.network.twin()

        def work(progress: Progress) -> GradientCheck:
            return check(network, examples.training_rows, np.random.default_rng(), progress)

        self._question.ask(version, work, self.widget.set_check, told=self.widget.set_progress)
