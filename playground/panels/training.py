"""The training bar: run, settings and progress."""
from __future__ import annotations

from PySide6.QtCore import QObject

from core.costs import COSTS, allowed
from core.document import edits
from core.document.experiment import L1, L2, Adam, Experiment, Momentum, Nesterov, Regularization, RmsProp, Sgd
from playground.commands import Commands
from playground.inspection import Inspection
from playground.run import Run
from playground.session import Session
from widgets.training_bar import TrainingBar

OPTIMIZERS = {"sgd": Sgd, "momentum": Momentum, "nesterov": Nesterov, "rmsprop": RmsProp, "adam": Adam}


class TrainingPanel(QObject):
    """Settings become edits of the session; the speed belongs to the run alone."""

    def __init__(self, session: Session, run: Run, inspection: Inspection, commands: Commands) -> None:
        super().__init__()
        self.widget = bar = TrainingBar()
        self._session, self._run, self._inspection = session, run, inspection
        bar.set_actions(*(commands[name] for name in ("reset", "train", "step", "epoch", "backprop")))
        bar.learning_rate_chosen.connect(lambda rate: self._train(self.tr("Change the learning rate"), learning_rate=rate))
        bar.optimizer_chosen.connect(lambda kind: self._train(self.tr("Change the optimizer"), optimizer=OPTIMIZERS[kind]()))
        bar.batch_size_chosen.connect(lambda size: self._train(self.tr("Change the batch size"), batch_size=size))
        bar.regularization_chosen.connect(self._regularize)
        bar.cost_chosen.connect(
            lambda cost: session.edit(self.tr("Change the cost"), lambda experiment: edits.set_cost(experiment, cost)))
        bar.speed_chosen.connect(run.set_pace)
        bar.refused.connect(session.refused)
        session.changed.connect(self._show_settings)
        inspection.refreshed.connect(self._show_progress)

    def _train(self, text: str, **settings: object) -> None:
        self._session.edit(text, lambda experiment: edits.set_training(experiment, **settings))

    def _regularize(self, kind: str, rate: float) -> None:
        chosen = {"l1": L1, "l2": L2}.get(kind)
        self._train(self.tr("Change the regularization"), regularization=chosen(rate=rate) if chosen else Regularization())

    def _show_settings(self) -> None:
        experiment: Experiment = self._session.experiment
        training, bar = experiment.training, self.widget
        bar.set_learning_rate(training.learning_rate)
        bar.set_optimizer(training.optimizer.kind)
        bar.set_batch_size(training.batch_size)
        bar.set_regularization(training.regularization.kind, getattr(training.regularization, "rate", 0.0))
        output = experiment.network.layers[-1].activation
        bar.set_allowed_costs({name for name in COSTS if allowed(name, output)})
        bar.set_cost(experiment.network.cost)
        bar.set_speed(self._run.pace)

    def _show_progress(self) -> None:
        if self._inspection.is_due(4, 2):
            self.widget.set_progress(self._run.snapshot.epoch, self._run.snapshot.step)
