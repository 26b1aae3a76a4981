"""Which data the network learns: the data sets as cards, their settings, and which inputs the network sees."""
from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.document.experiment import LARGEST_SEED
from widgets import theme
from widgets.captioned import captioned
from widgets.choice_box import Choice, ChoiceBox
from widgets.data.source_card import Source, SourceCard
from widgets.entry_box import EntryBox
from widgets.entry_field import EntryField, whole_number
from widgets.section import Section
from widgets.segmented import Segmented
from widgets.slider_field import SliderField

PER_ROW, GAP, CHIP_GAP = 3, 4, 2                                # cards in a row; px between them, and between chips
MOST_CHIPS = 16                                                 # more inputs are only counted
CHIPS = {4: 33, 3: 48}                                          # in a row, and px that the name of each may take
EXAMPLES = ("50", "100", "200", "500", "1000", "2000", "5000")
SETTINGS = ("noise", "training_share", "examples", "seed")


class DataPanel(Section):
    """`released` follows the last of a slider's changes, so that one drag can be undone as one.

    inputs_chosen(tuple): the names of the inputs now wanted, in the order they were offered; never empty.
    new_data_wanted(): other random numbers, please.
    refused(str): what was done cannot be, in one sentence.
    """

    source_chosen = Signal(str)
    noise_changed = Signal(float)                               # 0 … 0.8
    training_share_changed = Signal(float)                      # 0.1 … 1
    released = Signal()
    examples_chosen = Signal(int)
    seed_chosen = Signal(int)
    new_data_wanted = Signal()
    inputs_chosen = Signal(tuple)
    function_chosen = Signal(str)
    class_count_chosen = Signal(int)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Data"))
        self.setObjectName("data_panel")
        self._cards: dict[str, SourceCard] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._choose_source)
        self._current = ""
        self._chips: dict[str, QToolButton] = {}
        self._available: tuple[str, ...] = ()
        self._grid, self._chip_grid = QGridLayout(), QGridLayout()
        self._grid.setSpacing(GAP)
        self._chip_grid.setSpacing(CHIP_GAP)
        for column in range(PER_ROW):
            self._grid.setColumnStretch(column, 1)
        self._make_settings()
        self._place()

    def _make_settings(self) -> None:
        self._noise = SliderField(self.tr("Noise"), (0.0, 0.8), 0.01, _percent)
        self._noise.moved.connect(self.noise_changed)
        self._share = SliderField(self.tr("Training share"), (0.1, 1.0), 0.01, _percent)
        self._share.moved.connect(self.training_share_changed)
        for slider in (self._noise, self._share):
            slider.released.connect(self.released)
        count = EntryField(self.tr("Examples"), whole_number(1, 1_000_000), self.tr("a whole number from 1 to 1,000,000"), 5)
        self._examples = EntryBox(count, EXAMPLES)
        self._examples.chosen.connect(self.examples_chosen.emit)
        self._seed = EntryField(self.tr("Seed"), whole_number(0, LARGEST_SEED),
                                self.tr("a whole number from 0 to {most}").format(most=f"{LARGEST_SEED:,}"), 3)
        self._seed.chosen.connect(self.seed_chosen.emit)
        for box in (self._examples, self._seed):
            box.refused.connect(self.refused)
        self._new = QToolButton()
        self._new.setIcon(theme.icon("mdi6.dice-multiple"))
        self._new.setAccessibleName(self.tr("New data"))
        self._new.setToolTip(self.tr("New data, from another seed"))
        self._new.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._new.setFixedHeight(self._seed.sizeHint().height())
        self._new.clicked.connect(self.new_data_wanted.emit)
        self._function = ChoiceBox(self.tr("Function"), [
            Choice("sine", self.tr("sine")), Choice("step", self.tr("step")), Choice("sawtooth", self.tr("sawtooth")),
            Choice("polynomial", self.tr("polynomial"))])
        self._function.chosen.connect(self.function_chosen.emit)
        self._class_count = Segmented(self.tr("Classes"), [(str(n), str(n)) for n in (3, 4, 5)])
        self._class_count.chosen.connect(lambda name: self.class_count_chosen.emit(int(name)))
        self._input_count = QLabel()
        self._input_count.setProperty("caption", True)
        self._all_inputs = QToolButton()
        self._all_inputs.setText(self.tr("all"))
        self._all_inputs.setToolTip(self.tr("Let the network see all columns"))
        self._all_inputs.setProperty("segment", True)
        self._all_inputs.clicked.connect(lambda: self.inputs_chosen.emit(self._available))

    def _place(self) -> None:
        self._function_line = _line(self.tr("Function"), self._function)
        self._class_line = _line(self.tr("Classes"), self._class_count)
        self._examples_line = captioned(self.tr("Examples"), self._examples)
        self._seed_line = captioned(self.tr("Seed"), self._seed, self._new)
        numbers = QHBoxLayout()
        numbers.setSpacing(8)
        for line in (self._examples_line, self._seed_line):
            numbers.addWidget(line, alignment=Qt.AlignmentFlag.AlignTop)
        inputs = QLabel(self.tr("Inputs"))
        inputs.setBuddy(self)
        inputs.setProperty("caption", True)
        self.body.setSpacing(6)
        self.body.addLayout(self._grid)
        for widget in (self._function_line, self._class_line, self._noise, self._share):
            self.add(widget)
        self.body.addLayout(numbers)
        chips = QVBoxLayout()
        chips.setSpacing(3)
        chips.addWidget(inputs)
        chips.addLayout(self._chip_grid)
        self.body.addLayout(chips)
        counted = QHBoxLayout()
        counted.addWidget(self._input_count, 1)
        counted.addWidget(self._all_inputs)
        self.body.addLayout(counted)
        self.body.addStretch()
        self.set_function(None)
        self.set_class_count(None)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_sources(self, sources: Sequence[Source]) -> None:
        """The cards, in this order."""
        for card in self._cards.values():
            self._group.removeButton(card)
            card.deleteLater()
        self._cards = {source.name: SourceCard(source) for source in sources}
        for place, card in enumerate(self._cards.values()):
            self._group.addButton(card)
            self._grid.addWidget(card, *divmod(place, PER_ROW))
        self.set_current(self._current)

    def set_current(self, name: str) -> None:
        """The data set in use; no card is lit for one that has none."""
        self._current = name
        self._group.setExclusive(False)
        for each, card in self._cards.items():
            card.setChecked(each == name)
        self._group.setExclusive(True)

    def set_adjustable(self, settings: Collection[str]) -> None:
        """Which of SETTINGS the current data have; the others are faint."""
        for name, widget in zip(SETTINGS, (self._noise, self._share, self._examples_line, self._seed_line), strict=True):
            widget.setEnabled(name in settings)

    def set_noise(self, noise: float) -> None:
        self._noise.set_value(noise)

    def set_training_share(self, share: float) -> None:
        self._share.set_value(share)

    def set_examples(self, count: int) -> None:
        self._examples.set_text(str(count))

    def set_seed(self, seed: int) -> None:
        self._seed.set_text(str(seed))

    def set_function(self, of: str | None) -> None:
        """Which function is to be learned; None where the data are not a function."""
        self._function_line.setVisible(of is not None)
        self._function.set_value(of)

    def set_class_count(self, count: int | None) -> None:
        """How many classes there are; None where that cannot be chosen."""
        self._class_line.setVisible(count is not None)
        if count is not None:
            self._class_count.set_current(str(count))

    def set_inputs(self, available: Sequence[str], chosen: Sequence[str]) -> None:
        """The columns and features the network may see, and which of them it does."""
        offered = available if len(available) <= MOST_CHIPS else ()
        if list(self._chips) != list(offered):
            for chip in self._chips.values():
                chip.deleteLater()
            metrics = QFontMetrics(theme.ui_font(theme.SMALL))
            widest = max((metrics.horizontalAdvance(feature_label(name)) for name in offered), default=0)
            per_row = next((count for count, room in CHIPS.items() if widest <= room), PER_ROW)
            self._chips = {name: self._chip(name, CHIPS[per_row]) for name in offered}
            for place, chip in enumerate(self._chips.values()):
                self._chip_grid.addWidget(chip, *divmod(place, per_row))
            for column in range(max(CHIPS)):
                self._chip_grid.setColumnStretch(column, int(column < per_row))
        for name, chip in self._chips.items():
            chip.setChecked(name in chosen)
        self._available = tuple(available)
        count = self.tr("all {all} columns") if len(chosen) == len(available) else self.tr("{count} of {all} columns")
        self._input_count.setText(count.format(count=f"{len(chosen):,}", all=f"{len(available):,}"))
        self._input_count.setVisible(not offered)
        self._all_inputs.setVisible(not offered and len(chosen) < len(available))

    # ---- what the user says ------------------------------------------------------------------------------------------------------

    def _chip(self, name: str, width: int) -> QToolButton:
        chip = QToolButton()
        label = feature_label(name)
        chip.setFont(theme.ui_font(theme.SMALL))
        write_cut(chip, label, width)
        chip.setAccessibleName(label)
        chip.setCheckable(True)
        chip.setProperty("segment", True)
        chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)           # all of the same width
        chip.clicked.connect(lambda: self._choose_inputs(chip))
        return chip

    def _choose_inputs(self, chip: QToolButton) -> None:
        chosen = tuple(name for name, each in self._chips.items() if each.isChecked())
        if chosen:
            self.inputs_chosen.emit(chosen)
        else:
            chip.setChecked(True)
            self.refused.emit(self.tr("A network needs at least one input."))

    def _choose_source(self, card: SourceCard) -> None:
        name = next(name for name, each in self._cards.items() if each is card)
        if name != self._current:
            self._current = name
            self.source_chosen.emit(name)


def feature_label(name: str) -> str:
    """An input as the lecture writes it: x0^2 is x₀², x0*x1 is x₀x₁, sin(x1) is sin x₁; other columns keep their names."""
    if name.startswith("sin(") and name.endswith(")"):
        return "sin " + feature_label(name[4:-1])
    if "*" in name:
        return "".join(map(feature_label, name.split("*")))
    if name.endswith("^2"):
        return feature_label(name.removesuffix("^2")) + "²"
    if name[:1] == "x" and name[1:].isdecimal():
        return "x" + name[1:].translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return name


def write_cut(widget: QLabel | QToolButton, label: str, width: int) -> None:
    """A text of at most `width` pixels; what is cut off is told by the tooltip."""
    widget.setText(widget.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, width))
    widget.setToolTip("" if widget.text() == label else label)


def _line(caption: str, *fields: QWidget) -> QWidget:
    """Fields with their caption to the left."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    label = QLabel(caption)
    label.setBuddy(fields[0])
    row.addWidget(label)
    row.addStretch()
    for field in fields:
        row.addWidget(field)
    return line


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def sample_sources() -> list[Source]:
    """A few data sets, for trying the panel alone."""
    rng = np.random.default_rng(1)
    t, classes = np.linspace(0, 3, 60), np.repeat([0, 1], 60)
    arm = np.column_stack([t * np.sin(2 * t), t * np.cos(2 * t)])
    square = rng.uniform(-6, 6, (120, 2))
    return [
        Source("circle", "circle", square, classes=(np.hypot(*square.T) < 3).astype(int)),
        Source("xor", "xor", square, classes=(square.prod(axis=1) > 0).astype(int)),
        Source("spiral", "spiral", np.concatenate([arm, -arm]), classes=classes),
        Source("plane", "plane", square, values=square.sum(axis=1) / 12),
        Source("digits", "digits", mark="3"),
        Source("chain", "chain", mark="mdi6.ray-start-vertex-end"),
    ]


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    panel = DataPanel()
    panel.set_sources(sample_sources())
    panel.set_current("spiral")
    panel.set_adjustable(SETTINGS)
    panel.set_noise(0.1)
    panel.set_training_share(0.5)
    panel.set_examples(500)
    panel.set_seed(1)
    panel.set_inputs(("x0", "x1", "x0^2", "x1^2", "x0*x1", "sin(x0)", "sin(x1)"), ("x0", "x1"))
    for signal in (panel.source_chosen, panel.noise_changed, panel.training_share_changed, panel.examples_chosen, panel.seed_chosen,
                   panel.new_data_wanted, panel.inputs_chosen, panel.refused):
        signal.connect(print)
    panel.resize(200, 560)
    panel.show()
    app.exec()
