"""The tools to paint examples with: brush, point, eraser and grip, the class or the value, how wide and how dense."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QLinearGradient, QPainter, QPaintEvent, QPen, qGray
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.notation import fixed
from widgets import theme
from widgets.segmented import Segmented
from widgets.slider_field import SliderField

Tool = Literal["brush", "point", "eraser", "drag"]
Kind = Literal["classes", "values", "heights"]                  # heights: the value is how high one paints, so no scale is needed

CLASSES, PER_ROW = 10, 5
RADII, DENSITIES, VALUES = (0.02, 0.3), (1.0, 20.0), (-1.0, 1.0)
VALUE_STEPS = 40
SWATCH = 22                                                     # px


class ClassButton(QToolButton):
    """A class: its number on its colour; the one that is painted with has a frame."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.setCheckable(True)
        self.set_name("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """What the class is called, where it has a name."""
        called = self.tr("class {number}").format(number=self.number) + (f", {name}" if name else "")
        self.setAccessibleName(called[0].upper() + called[1:])
        self.setToolTip(self.tr("Paint {name} (key {number})").format(name=called, number=self.number))

    def sizeHint(self) -> QSize:
        return QSize(SWATCH, SWATCH)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, colour = QPainter(self), theme.current(), theme.class_colour(self.number)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(colours.text if self.isChecked() else colours.accent, 2) if lit else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(frame, 4, 4)
        painter.setFont(theme.number_font(theme.CAPTION, bold=self.isChecked()))
        inks = theme.DARK.background, theme.DARK.text
        painter.setPen(max(inks, key=lambda ink: abs(qGray(ink.rgb()) - qGray(colour.rgb()))))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self.number))
        painter.end()


class ColourScale(QWidget):
    """The colours of the values from one end to the other, with a mark at the value that is painted."""

    def __init__(self) -> None:
        super().__init__()
        self._value, self._ends = 0.0, VALUES
        self.setFixedHeight(12)

    def set_ends(self, ends: tuple[float, float]) -> None:
        self._ends = ends
        self.update()

    def set_value(self, value: float) -> None:
        self._value = value
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = QPainter(self), QRectF(self.rect()).adjusted(5, 1, -5, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ramp = QLinearGradient(area.topLeft(), area.topRight())
        for share in (0.0, 0.5, 1.0):
            ramp.setColorAt(share, theme.signed_colour(2 * share - 1, 1.0))
        painter.setPen(QPen(theme.current().line, 1))
        painter.setBrush(ramp)
        painter.drawRoundedRect(area, 3, 3)
        low, high = self._ends
        place = area.left() + (self._value - low) / (high - low) * area.width()
        painter.fillRect(QRectF(place - 1, 0, 2, self.height()), theme.current().text)
        painter.end()


class PaintTools(QWidget):
    """A strip of tools that fits beside a map.

    tool_chosen(str): "brush", "point", "eraser" or "drag".  class_chosen(int).  value_chosen(float).
    answers_chosen(str): all examples are to have "classes" or "values".
    radius_chosen(float): a share of the map's width.  density_chosen(float): points for each diameter that the brush moves.
    """

    tool_chosen = Signal(str)
    class_chosen = Signal(int)
    value_chosen = Signal(float)
    answers_chosen = Signal(str)
    radius_chosen = Signal(float)
    density_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paint_tools")
        self.setAccessibleName(self.tr("Painting tools"))
        self._tools: dict[str, QToolButton] = {}
        self._group, self._classes = QButtonGroup(self), QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(3)
        for name, icon, tip in (
            ("brush", "mdi6.spray", self.tr("Brush: spray examples")),
            ("point", "mdi6.plus-circle-outline", self.tr("Point: one example")),
            ("eraser", "mdi6.eraser", self.tr("Eraser: remove examples")),
            ("drag", "mdi6.cursor-move", self.tr("Drag: move an example")),
        ):
            row.addWidget(self._tool(name, icon, tip))
        self._answers = answers_switch()
        self._answers.chosen.connect(self.answers_chosen)
        self._swatches = QWidget()
        grid = QGridLayout(self._swatches)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        for number in range(CLASSES):
            button = ClassButton(number)
            self._classes.addButton(button, number)
            grid.addWidget(button, *divmod(number, PER_ROW))
        self._classes.idClicked.connect(self.class_chosen)
        self._scale, self._values = ColourScale(), QWidget()
        self._value = SliderField(self.tr("Value"), VALUES, (VALUES[1] - VALUES[0]) / VALUE_STEPS, lambda value: fixed(value, 2))
        self._value.moved.connect(self._scale.set_value)
        self._value.moved.connect(self.value_chosen)
        column = QVBoxLayout(self._values)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._value)
        column.addWidget(self._scale)
        self._radius = SliderField(self.tr("Radius"), RADII, 0.01, lambda share: f"{100 * share:.0f} %")
        self._radius.moved.connect(self.radius_chosen)
        self._density = SliderField(self.tr("Density"), DENSITIES, 1.0, lambda density: f"{density:.0f}")
        self._density.moved.connect(self.density_chosen)
        strip = QVBoxLayout(self)
        strip.setContentsMargins(0, 0, 0, 0)
        strip.setSpacing(4)                                     # no higher than the map's place
        strip.addLayout(row)
        for widget in (self._answers, self._swatches, self._values, self._radius, self._density):
            strip.addWidget(widget)
        strip.addStretch()
        self.set_kind("classes")
        self.set_class(0)
        self.set_tool("brush")

    def _tool(self, name: str, icon: str, tip: str) -> QToolButton:
        button = self._tools[name] = QToolButton()
        button.setIcon(theme.icon(icon))
        button.setCheckable(True)
        button.setProperty("segment", True)
        button.setAccessibleName(tip.partition(":")[0])
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumHeight(26)
        self._group.addButton(button)
        button.clicked.connect(lambda: self.tool_chosen.emit(name))
        return button

    def event(self, event: QEvent) -> bool:
        # Whichever tool has the keyboard, the figures are classes.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and pressed_number(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = pressed_number(event)
        if number is None:
            super().keyPressEvent(event)
        else:
            self.class_chosen.emit(number)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_tool(self, tool: Tool) -> None:
        """The tool in hand; only the brush has a density, only brush and eraser have a radius."""
        self._tools[tool].setChecked(True)
        self._density.setEnabled(tool == "brush")
        self._radius.setEnabled(tool in ("brush", "eraser"))

    def set_kind(self, kind: Kind) -> None:
        """What an example is painted with."""
        self._answers.set_current("classes" if kind == "classes" else "values")
        self._swatches.setVisible(kind == "classes")
        self._values.setVisible(kind == "values")

    def set_class(self, number: int) -> None:
        self._classes.button(number).setChecked(True)

    def set_class_names(self, names: Sequence[str]) -> None:
        """What the classes are called; those beyond have their numbers alone."""
        for number in range(CLASSES):
            button = self._classes.button(number)
            assert isinstance(button, ClassButton)
            button.set_name(names[number] if number < len(names) else "")

    def set_values(self, low: float, high: float) -> None:
        """The values that can be painted."""
        self._value.set_ends((low, high), (high - low) / VALUE_STEPS)
        self._scale.set_ends((low, high))

    def set_value(self, value: float) -> None:
        self._value.set_value(value)
        self._scale.set_value(value)

    def set_radius(self, share: float) -> None:
        self._radius.set_value(share)

    def set_density(self, density: float) -> None:
        self._density.set_value(density)


def answers_switch() -> Segmented:
    """Whether what is desired of all examples is a class or a number."""
    tr = QCoreApplication.translate
    switch = Segmented(tr("PaintTools", "The answers are"), [
        ("classes", tr("PaintTools", "classes")), ("values", tr("PaintTools", "values"))])
    switch.setToolTip(tr("PaintTools", "Whether every example belongs to a class, or has a number that is to be answered"))
    return switch


def pressed_number(event: QKeyEvent) -> int | None:
    """The figure of a key that is pressed alone."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    place = event.key() - Qt.Key.Key_0
    return place if plain and 0 <= place <= 9 else None


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    both = QWidget()
    line = QHBoxLayout(both)
    kinds: tuple[Kind, ...] = ("classes", "values", "heights")
    for each in kinds:
        tools = PaintTools()
        tools.set_kind(each)
        tools.set_radius(0.08)
        tools.set_density(5)
        for signal in (tools.tool_chosen, tools.class_chosen, tools.value_chosen, tools.radius_chosen, tools.density_chosen):
            signal.connect(print)
        line.addWidget(tools)
    both.show()
    app.exec()
