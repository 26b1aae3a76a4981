"""A value between two ends: its name and number in one line, a slider below."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from widgets import theme


class Slider(QSlider):
    """From `low` to `high` in steps of `step`.

    moved(float): the user moved it to this value; set_value emits nothing.
    released(): the user let go; also after each step by key or wheel, or a click beside the handle.
    """

    moved = Signal(float)
    released = Signal()

    def __init__(self, name: str, ends: tuple[float, float], step: float) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.set_ends(ends, step)
        self.sliderMoved.connect(self._move)
        self.sliderReleased.connect(self.released)
        self.actionTriggered.connect(self._act)

    def set_ends(self, ends: tuple[float, float], step: float) -> None:
        """Go from the first to the second from now on; the value has to be set anew."""
        self._low, self._step = ends[0], step
        self.setRange(0, round((ends[1] - ends[0]) / step))
        self.setPageStep(max(self.maximum() // 10, 1))
        self._last = self.value()

    def set_value(self, value: float) -> None:
        """Stand at this value, or at the end that is nearest to it."""
        self._last = round(min(max((value - self._low) / self._step, 0), self.maximum()))
        self.setValue(self._last)

    def value_at(self, place: int) -> float:
        """The value of a place of the slider, rounded so that 3 steps of 0.1 are 0.3."""
        return round(self._low + place * self._step, 10)

    def _act(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value:
            before = self._last
            self._move(self.sliderPosition())
            if before != self._last:
                self.released.emit()

    def _move(self, place: int) -> None:
        if place != self._last:
            self._last = place
            self.moved.emit(self.value_at(place))


class SliderField(QWidget):
    """A Slider under its name and number; `written` turns a value into the text shown.

    moved(float), released(): the slider's.
    """

    moved = Signal(float)
    released = Signal()

    def __init__(self, name: str, ends: tuple[float, float], step: float, written: Callable[[float], str]) -> None:
        super().__init__()
        self._slider, self._written = Slider(name, ends, step), written
        self._slider.valueChanged.connect(self._show)
        self._slider.moved.connect(self.moved)
        self._slider.released.connect(self.released)
        self._number = QLabel()
        self._number.setFont(theme.number_font())
        self._number.setProperty("muted", True)
        line = QHBoxLayout()
        caption = QLabel(name)
        caption.setBuddy(self._slider)
        line.addWidget(caption)
        line.addStretch()
        line.addWidget(self._number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(line)
        column.addWidget(self._slider)
        self._show(self._slider.value())

    def set_ends(self, ends: tuple[float, float], step: float) -> None:
        """Go from the first to the second from now on; the value has to be set anew."""
        self._slider.set_ends(ends, step)

    def set_value(self, value: float) -> None:
        self._slider.set_value(value)

    def _show(self, place: int) -> None:
        self._number.setText(self._written(self._slider.value_at(place)))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    field = SliderField("Noise", (0.0, 0.8), 0.01, lambda value: f"{value:.0%}")
    field.moved.connect(print)
    field.show()
    app.exec()
