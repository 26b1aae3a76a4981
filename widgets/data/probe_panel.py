"""Inputs of one's own: type or drag them, and see what the network answers."""
from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.notation import Symbol, fixed
from widgets import theme
from widgets.data.data_panel import feature_label, write_cut
from widgets.entry_field import EntryField, finite_number, plain
from widgets.formula import FormulaLabel
from widgets.section import Section
from widgets.slider_field import Slider

MOST_INPUTS = 8
FEWEST_STEPS = 100                                              # of each slider, which goes by 0.1, 0.01 …
MOST_OUTPUTS = 10                                               # more are not listed
LONGEST = 7                                                     # characters of the name of a class
NAME = 60                                                       # px that the name of an input may take


class ProbePanel(Section):
    """One slider and one number field for each input.

    probed(tuple): the inputs are now these numbers.
    released(): the last of a slider's changes is over.
    closed(): the user wants the examples back.
    refused(str): what was typed cannot be used, in one sentence.
    """

    probed = Signal(tuple)
    released = Signal()
    closed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Probe"))
        self.setObjectName("probe_panel")
        self._values: list[float] = []
        self._rows: list[tuple[Slider, EntryField]] = []
        self._widgets: list[QWidget] = []
        close = QToolButton()
        close.setIcon(theme.icon("mdi6.close", "muted"))
        close.setProperty("flat", True)
        close.setAccessibleName(self.tr("Close the probe"))
        close.setToolTip(self.tr("Back to the examples"))
        close.clicked.connect(self._close)
        self.set_corner(close)
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("muted", True)
        self._inputs = QGridLayout()
        self._inputs.setColumnStretch(1, 1)
        self._inputs.setVerticalSpacing(4)
        self._symbol, self._outputs = FormulaLabel(Symbol("a", "L"), 15), QLabel()
        self._outputs.setFont(theme.number_font())
        self._outputs.setAccessibleName(self.tr("Outputs"))
        card = QFrame()
        card.setProperty("card", True)
        line = QGridLayout(card)
        line.setContentsMargins(8, 6, 6, 6)
        line.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        self._desired, self._desired_of = QLabel(), QLabel()
        self._desired.setFont(theme.number_font())
        self._desired.setAccessibleName(self.tr("Desired outputs"))
        self._desired_of.setProperty("caption", True)
        for row, widgets in enumerate(((self._symbol, QLabel("="), self._outputs),
                                       (FormulaLabel(Symbol("y"), 15), QLabel("="), self._desired))):
            for place, widget in enumerate(widgets):
                line.addWidget(widget, row, place, top)
        line.addWidget(self._desired_of, 2, 0, 1, 3)
        self.add(self._sentence)
        self.body.addLayout(self._inputs)
        self.add(card)
        self.body.addStretch()
        self._card = card

    # ---- values in -------------------------------------------------------------------------------------------------------------

    def set_inputs(self, names: Sequence[str], ends: Sequence[tuple[float, float]]) -> None:
        """The network's inputs and the two ends of each one's slider; what is typed may lie beyond."""
        for widget in self._widgets:
            widget.deleteLater()
        self._widgets = []
        few = len(names) <= MOST_INPUTS
        self._rows = [self._row(place, name, ends[place]) for place, name in enumerate(names)] if few else []
        self._values = [0.0] * len(self._rows)
        self._sentence.setText(
            self.tr("Drag or type what the network is to see.") if few else
            self.tr("This network has {count} inputs, too many to set by hand; the probe takes up to {most}.").format(
                count=f"{len(names):,}", most=MOST_INPUTS))
        self._card.setVisible(few)
        self.set_values(self._values)

    def set_values(self, values: Sequence[float]) -> None:
        """Where the probe stands, one number for each input."""
        self._values = list(values)
        for (slider, field), value in zip(self._rows, self._values, strict=True):
            slider.set_value(value)
            field.set_text(plain(value))

    def set_layers(self, count: int) -> None:
        """L, the number of the outputs' layer."""
        self._symbol.set_formula(Symbol("a", count))

    def set_outputs(self, a: np.ndarray, names: Sequence[str] = ()) -> None:
        """(outputs,): what the network answers, and what each output is called, or a single one stands for."""
        _write(self._outputs, _listed(a, names))
        self._outputs.setToolTip("\n".join(names))

    def set_desired(self, y: np.ndarray, example: int, names: Sequence[str] = ()) -> None:
        """(outputs,): what the network should answer, which stays that of the example the probe started from."""
        _write(self._desired, _listed(y, names))
        self._desired.setToolTip("\n".join(names))
        self._desired_of.setText(self.tr("y stays that of example {number}").format(number=f"{example:,}"))

    # ---- what the user says ----------------------------------------------------------------------------------------------------

    def _row(self, place: int, name: str, ends: tuple[float, float]) -> tuple[Slider, EntryField]:
        label = QLabel()
        write_cut(label, feature_label(name), NAME)
        step = 10.0 ** math.floor(math.log10((ends[1] - ends[0]) / FEWEST_STEPS))
        slider = Slider(feature_label(name), (math.floor(ends[0] / step) * step, math.ceil(ends[1] / step) * step), step)
        field = EntryField(feature_label(name), finite_number, self.tr("a number"), 7)
        field.setFont(theme.number_font())
        slider.moved.connect(lambda value: self._probe(place, value))
        slider.released.connect(self.released)
        field.chosen.connect(lambda value: self._probe(place, value))
        field.refused.connect(self.refused)
        for column, widget in enumerate((label, slider, field)):
            self._inputs.addWidget(widget, place, column)
            self._widgets.append(widget)
        return slider, field

    def _probe(self, place: int, value: float) -> None:
        self._values[place] = value
        slider, field = self._rows[place]
        slider.set_value(value)
        field.set_text(plain(value))
        self.probed.emit(tuple(self._values))

    def _close(self) -> None:
        self.closed.emit()


def _write(label: QLabel, numbers: str) -> None:
    """New numbers in a label of a fixed size, so that they lay nothing out anew as long as they take the same room."""
    label.setText(numbers)
    if label.size() != label.sizeHint():
        label.setFixedSize(label.sizeHint())


def _listed(values: np.ndarray, names: Sequence[str]) -> str:
    """One number, or the first few with their names or places."""
    called = [name if len(name) <= LONGEST else f"{name[:LONGEST - 1]}…" for name in names[:MOST_OUTPUTS]]
    if len(values) == 1:
        return f"{fixed(values[0])}  {''.join(called)}".rstrip()
    lines = [f"{fixed(value)}  {called[j] if called else f'j = {j}'}" for j, value in enumerate(values[:MOST_OUTPUTS])]
    return "\n".join(lines + ["⋮"] * (len(values) > MOST_OUTPUTS))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    window.setFixedWidth(200)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    for count, outputs in ((2, 1), (3, 3), (64, 10)):
        panel = ProbePanel()
        panel.set_layers(2)
        panel.set_inputs([f"x{i}" for i in range(count)], [(-6.0, 6.0)] * count)
        panel.set_outputs(np.tanh(np.arange(outputs) - 0.3))
        panel.set_desired(np.eye(outputs)[0], 17)
        panel.probed.connect(lambda values, panel=panel: panel.set_outputs(np.tanh(np.array(values))[:1]))
        column.addWidget(panel)
    window.resize(200, 600)
    window.show()
    app.exec()
