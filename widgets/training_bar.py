"""The bar above the drawing: run and stop, how far the training is, and the settings that can change while it runs."""
from __future__ import annotations

import math
import sys
from collections.abc import Collection

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.costs import COSTS
from widgets.action_button import ActionButton
from widgets.captioned import captioned
from widgets.choice_box import Choice, ChoiceBox
from widgets.entry_box import EntryBox
from widgets.entry_field import EntryField, plain, typed_number, whole_number
from widgets.readout import Readout
from widgets.segmented import Segmented

LEARNING_RATES = ("0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
RATES = ("0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
BATCH_SIZES = ("1", "2", "5", "10", "20", "30", "50", "100")
SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 1_000.0, 10_000.0)  # steps/s
WITH_ICON, IMPORTANCE = (0, 1, 4), (1, 4, 2, 3, 0)             # places of buttons: beside whose text the icon stays; named first
MARGIN, GAP, ROW_GAP, BUTTON_GAP = 14, 12, 8, 8                 # px


class TrainingBar(QWidget):
    """One row where there is room; when it gets narrow, buttons lose their texts one by one, and then the settings go below.

    A cost is known by its name in core.costs, an optimizer and a regularization by their kind in documents. A speed is in steps/s,
    None being as fast as possible. The edges' colours are "weight", "gradient" or "change".
    refused(str): what was typed cannot be used, in one sentence.
    """

    learning_rate_chosen = Signal(float)
    optimizer_chosen = Signal(str)
    batch_size_chosen = Signal(object)                          # int | "all"
    cost_chosen = Signal(str)
    regularization_chosen = Signal(str, float)
    speed_chosen = Signal(object)                               # float | None
    edge_colour_chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_bar")
        self.setAccessibleName(self.tr("Training"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons: list[ActionButton] = []
        self._make_fields()
        self._run, self._settings, self._colours = QWidget(), QWidget(), captioned(self.tr("Colour edges by"), self._edge_colour)
        self._button_row = QHBoxLayout()
        self._button_row.setSpacing(BUTTON_GAP)
        _fill(self._run, self._button_row, captioned(self.tr("Epoch"), self._epoch), captioned(self.tr("Step"), self._step))
        _fill(self._settings, *(captioned(caption, *boxes) for caption, *boxes in (
            (self.tr("Learning rate"), self._learning_rate), (self.tr("Optimizer"), self._optimizer),
            (self.tr("Batch"), self._batch), (self.tr("Cost"), self._cost),
            (self.tr("Regularization"), self._regularization, self._regularization_rate), (self.tr("Speed"), self._speed))))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(MARGIN, 5, MARGIN, 7)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(ROW_GAP)
        self._grid.setColumnStretch(2, 1)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._measure()
        self._arrange()

    def _make_fields(self) -> None:
        self._epoch, self._step = Readout(self.tr("Epoch")), Readout(self.tr("Step"), widest=9)
        number = self.tr("a number of at least 0, such as 0.03")
        self._learning_rate = EntryBox(EntryField(self.tr("Learning rate"), _at_least_0, number, 7), LEARNING_RATES)
        self._batch = EntryBox(
            EntryField(self.tr("Batch size"), self._read_batch_size, self.tr("a whole number from 1, or “all”"), 3),
            (*BATCH_SIZES, self.tr("all")))
        self._regularization_rate = EntryBox(EntryField(self.tr("Regularization rate"), _at_least_0, number, 6), RATES)
        self._optimizer = ChoiceBox(self.tr("Optimizer"), [
            Choice("sgd", "SGD"), Choice("momentum", self.tr("Momentum")),
            Choice("nesterov", self.tr("Nesterov momentum"), "Nesterov"), Choice("rmsprop", "RMSProp"), Choice("adam", "Adam")])
        self._cost = ChoiceBox(self.tr("Cost"), [
            Choice(cost.name, f"{cost.label}    {cost.name}", cost.label) for cost in COSTS.values()], widest=96)
        self._regularization = ChoiceBox(self.tr("Regularization"), [
            Choice("none", self.tr("none")), Choice("l1", "L1    λ Σ |w|", "L1"), Choice("l2", "L2    λ/2 Σ w²", "L2")])
        self._speed = ChoiceBox(self.tr("Speed"), [
            *(Choice(speed, self._steps_per_second(speed), f"{speed:,g}/s") for speed in SPEEDS),
            Choice(None, self.tr("as fast as possible"), self.tr("fastest"))])
        self._edge_colour = Segmented(self.tr("Colour edges by"), [
            ("weight", self.tr("weight")), ("gradient", "∂C/∂w"), ("change", self.tr("last change"))])
        self._learning_rate.chosen.connect(self.learning_rate_chosen.emit)
        self._optimizer.chosen.connect(self.optimizer_chosen.emit)
        self._batch.chosen.connect(self.batch_size_chosen.emit)
        self._cost.chosen.connect(self.cost_chosen.emit)
        self._regularization.chosen.connect(self._choose_regularization)
        self._regularization_rate.chosen.connect(self._choose_regularization)
        self._speed.chosen.connect(self.speed_chosen.emit)
        self._edge_colour.chosen.connect(self.edge_colour_chosen.emit)
        for box in (self._learning_rate, self._batch, self._regularization_rate):
            box.refused.connect(self.refused.emit)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_actions(self, reset: QAction, train: QAction, step: QAction, epoch: QAction, backprop: QAction) -> None:
        """The actions that the buttons stand for, from left to right; `train` is the blue one and may change its text."""
        for button in self._buttons:
            button.deleteLater()
        self._buttons = [ActionButton(action, primary=action is train) for action in (reset, train, step, epoch, backprop)]
        for button in self._buttons:
            self._button_row.addWidget(button)
        self._buttons[1].reserve(self.tr("Train"), self.tr("Pause"))
        self._measure()
        self._arrange()

    def set_progress(self, epoch: int, step: int) -> None:
        self._epoch.set_value(epoch)
        self._step.set_value(step)

    def set_learning_rate(self, rate: float) -> None:
        self._learning_rate.set_text(plain(rate))

    def set_optimizer(self, kind: str) -> None:
        self._optimizer.set_value(kind)

    def set_batch_size(self, size: int | str) -> None:
        """A number of examples, or "all"."""
        self._batch.set_text(self.tr("all") if size == "all" else str(size))

    def set_cost(self, name: str) -> None:
        self._cost.set_value(name)

    def set_allowed_costs(self, names: set[str]) -> None:
        """The costs that go with the output layer; the others cannot be chosen."""
        self._cost.set_allowed(names, self.tr("does not go with the activation of the output layer"))

    def set_regularization(self, kind: str, rate: float) -> None:
        self._regularization.set_value(kind)
        self._regularization_rate.set_text(plain(rate))
        self._regularization_rate.setEnabled(kind != "none")

    def set_speed(self, speed: float | None) -> None:
        self._speed.set_value(speed, "" if speed is None else f"{speed:,g}/s")

    def set_edge_colour(self, name: str) -> None:
        self._edge_colour.set_current(name)

    # ---- what the user says ------------------------------------------------------------------------------------------------------

    def _choose_regularization(self) -> None:
        kind = self._regularization.value()
        self._regularization_rate.setEnabled(kind != "none")
        self.regularization_chosen.emit(kind, typed_number(self._regularization_rate.currentText()))

    def _read_batch_size(self, text: str) -> int | str:
        word = text.strip().casefold()
        if word in ("all", self.tr("all").casefold()):
            return "all"
        return whole_number(1, sys.maxsize)(word)

    def _steps_per_second(self, speed: float) -> str:
        return self.tr("1 step/s") if speed == 1 else self.tr("{speed} steps/s").format(speed=f"{speed:,g}")

    # ---- room --------------------------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """As narrow as two rows with bare icons can be."""
        widest = max(self._settings.sizeHint().width(), self._least + GAP + self._colours.sizeHint().width())
        return QSize(widest + 2 * MARGIN, self._grid.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()
            self._arrange()

    def _measure(self) -> None:
        """How wide each button is without its text and with it, and all of them without together with the counters."""
        self._widths: list[tuple[int, ...]] = [(0, 0)] * len(self._buttons)
        for named in ((), range(len(self._buttons))):
            self._name(named)
            self._widths = [(*widths[1:], button.sizeHint().width() + BUTTON_GAP)
                            for widths, button in zip(self._widths, self._buttons, strict=True)]
        counters = self._epoch.sizeHint().width() + self._step.sizeHint().width() + 2 * GAP
        self._least = counters + sum(icon for icon, _ in self._widths)

    def _name(self, named: Collection[int]) -> None:
        """Show the texts of these buttons; the others make do with their icons."""
        style = Qt.ToolButtonStyle
        for place, button in enumerate(self._buttons):
            both = style.ToolButtonTextBesideIcon if place in WITH_ICON else style.ToolButtonTextOnly
            button.setToolButtonStyle(both if place in named else style.ToolButtonIconOnly)

    def _arrange(self) -> None:
        room = self.width() - 2 * MARGIN - 2 * GAP - self._settings.sizeHint().width() - self._colours.sizeHint().width()
        spare = room - self._least
        one_row, named = spare >= 0, list[int]()
        for place in IMPORTANCE[:len(self._buttons)]:
            spare -= self._widths[place][1] - self._widths[place][0]
            if spare < 0 and one_row:
                break
            named.append(place)
        self._name(named)
        for part, (row, column, span) in zip((self._run, self._settings, self._colours), (
            ((0, 0, 1), (0, 1, 1), (0, 3, 1)) if one_row else ((0, 0, 2), (1, 0, 4), (0, 3, 1))
        ), strict=True):
            self._grid.addWidget(part, row, column, 1, span, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(self._grid.sizeHint().height())


def _fill(part: QWidget, *items: QWidget | QHBoxLayout) -> None:
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    for item in items:
        if isinstance(item, QWidget):
            row.addWidget(item)
        else:
            row.addLayout(item)


def _at_least_0(text: str) -> float:
    value = typed_number(text)
    if not 0 <= value < math.inf:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    bar = TrainingBar()
    actions = [QAction(theme.icon(icon), text, bar) for icon, text in (
        ("mdi6.restore", "Reset"), ("mdi6.play", "Train"), ("mdi6.skip-next", "Step"), ("mdi6.skip-forward", "Epoch"),
        ("mdi6.shoe-print", "Backprop"))]
    bar.set_actions(*actions)
    bar.set_progress(412, 10_300)
    bar.set_learning_rate(0.03)
    bar.set_optimizer("sgd")
    bar.set_batch_size(10)
    bar.set_cost("squared error")
    bar.set_regularization("none", 0.0)
    bar.set_speed(None)
    for signal in (bar.learning_rate_chosen, bar.optimizer_chosen, bar.batch_size_chosen, bar.cost_chosen,
                   bar.regularization_chosen, bar.speed_chosen, bar.edge_colour_chosen, bar.refused):
        signal.connect(print)
    bar.resize(1440, bar.sizeHint().height())
    bar.show()
    app.exec()
