"""A pad to draw a digit on, what the network sees of it, and what it answers."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.notation import MINUS
from widgets import theme
from widgets.data.paint_tools import pressed_number
from widgets.data.pixels import Pixels
from widgets.segmented import Segmented
from widgets.slider_field import SliderField

SIDE, PICTURE, PEN = 264, 96, 0.08                              # px; a line's width as a share of the side
SHORTEST = 0.015                                                # of the side: nearer places of a stroke are left out
WEIGHTS = (0.4, 2.0)
BAR, LABEL, FIGURE = 17, 18, 48                                 # px: a row's height, the room for a class and for a number
MOST_BARS = 10


class InkPad(QWidget):
    """Paper to draw on with mouse, pen or finger.

    changed(): there is more ink.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.strokes: list[list[tuple[float, float]]] = []      # places as shares of the side, downwards
        self._weight, self._drawing = 1.0, False
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(self.tr("Pad to draw on"))
        self.setCursor(Qt.CursorShape.CrossCursor)

    def set_weight(self, weight: float) -> None:
        """How thick lines are, as a multiple of the usual."""
        self._weight = weight
        self.update()

    def clear(self) -> None:
        self.strokes.clear()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.line, 1))
        painter.setBrush(colours.background)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if not self.strokes:
            painter.setPen(colours.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Draw a digit here"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.text, self._weight * PEN * SIDE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                            Qt.PenJoinStyle.RoundJoin))
        for stroke in self.strokes:
            points = [QPointF(x * SIDE, y * SIDE) for x, y in stroke]
            path = QPainterPath(points[0])
            for point in points[1:] or [points[0] + QPointF(0.01, 0)]:
                path.lineTo(point)
            painter.drawPath(path)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drawing = True
            self.strokes.append([self._place(event)])
            self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawing:
            place, last = self._place(event), self.strokes[-1][-1]
            if max(abs(place[0] - last[0]), abs(place[1] - last[1])) >= SHORTEST:
                self.strokes[-1].append(place)
                self._tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drawing = False

    def _place(self, event: QMouseEvent) -> tuple[float, float]:
        at = event.position()
        return min(max(at.x() / SIDE, 0.0), 1.0), min(max(at.y() / SIDE, 0.0), 1.0)

    def _tell(self) -> None:
        self.update()
        self.changed.emit()


class AnswerBars(QWidget):
    """The outputs, each with its class, a bar as long as it is positive, and its number; the largest stands out."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: list[str] = []
        self._values: np.ndarray | None = None
        self.setAccessibleName(self.tr("Answer"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_labels(self, labels: Sequence[str]) -> None:
        """The names of the outputs."""
        self._labels = list(labels)[:MOST_BARS]
        self.updateGeometry()
        self.update()

    def set_values(self, values: np.ndarray | None) -> None:
        """(outputs,): the activations; None before anything is drawn."""
        self._values = values
        shown = [] if values is None else values.tolist()
        told = [f"{label} {_figures(value)}" for label, value in zip(self._labels, shown, strict=False)]
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(190, BAR * max(len(self._labels), 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        best = -1 if self._values is None else int(np.argmax(self._values))
        for place, label in enumerate(self._labels):
            row = QRectF(0, place * BAR, self.width(), BAR)
            painter.setFont(theme.number_font(theme.SMALL, bold=place == best))
            painter.setPen(colours.text if place == best else colours.muted)
            painter.drawText(row.adjusted(0, 0, LABEL - row.width(), 0), Qt.AlignmentFlag.AlignVCenter, label)
            groove = row.adjusted(LABEL, 4, -FIGURE - 6, -4)
            painter.fillRect(groove, colours.raised)
            if self._values is not None and place < len(self._values):
                value = float(self._values[place])
                groove.setWidth(groove.width() * min(max(value, 0.0), 1.0))
                painter.fillRect(groove, colours.accent if place == best else colours.muted)
                painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _figures(value))
        painter.end()


class DigitPad(QWidget):
    """Figure keys choose a class, Return adds the drawing as an example of it, Delete clears the pad, Escape closes it.

    drawn(): the strokes or their weight are others; `strokes` and `weight` tell.  cleared(): the pad is empty.
    add_wanted(int): what is drawn is an example of this class.
    """

    drawn = Signal()
    cleared = Signal()
    add_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_pad")
        self.setAccessibleName(self.tr("Digit pad"))
        self.weight = 1.0
        self.pad, self._pixels, self._bars = InkPad(), Pixels(PICTURE), AnswerBars()
        self.pad.changed.connect(self._draw)
        self._answer = QLabel()
        self._answer.setFont(theme.ui_font(56, bold=True))
        self._answer.setObjectName("reads")
        self._answer.setAccessibleName(self.tr("The network reads"))
        self._answer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said = QLabel()
        self._said.setObjectName("sentence")
        self._said.setProperty("muted", True)
        self._weight = SliderField(self.tr("Line width"), WEIGHTS, 0.1, lambda weight: f"{weight:.0%}".replace("%", " %"))
        self._weight.set_value(1.0)
        self._weight.moved.connect(self._set_weight)
        self._clear = QPushButton(self.tr("Clear"))
        self._clear.setIcon(theme.icon("mdi6.eraser"))
        self._clear.clicked.connect(self.clear)
        self._classes = Segmented(self.tr("Class"))
        self._add = QPushButton(self.tr("Add as an example"))
        self._add.setIcon(theme.icon("mdi6.plus"))
        self._add.clicked.connect(self._want_example)
        self._place()
        self._show_empty()

    def _place(self) -> None:
        seen, reads = QLabel(self.tr("The network sees")), QLabel(self.tr("and reads"))
        for caption in (seen, reads):
            caption.setProperty("caption", True)
        right = QGridLayout()
        right.setHorizontalSpacing(16)
        right.addWidget(seen, 0, 0)
        right.addWidget(reads, 0, 1)
        right.addWidget(self._pixels, 1, 0)
        right.addWidget(self._answer, 1, 1)
        right.addWidget(self._bars, 2, 0, 1, 2)
        right.setRowStretch(3, 1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.pad, alignment=Qt.AlignmentFlag.AlignTop)
        top.addLayout(right, 1)
        tools = QHBoxLayout()
        tools.setSpacing(16)
        self._weight.setFixedWidth(SIDE - 100)
        tools.addWidget(self._weight)
        tools.addWidget(self._clear, alignment=Qt.AlignmentFlag.AlignBottom)
        tools.addStretch()
        adding = QHBoxLayout()
        adding.addWidget(self._classes)
        adding.addStretch()
        adding.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(top)
        column.addLayout(tools)
        column.addLayout(adding)
        column.addWidget(self._said)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    @property
    def strokes(self) -> list[np.ndarray]:
        """What is drawn: (points, 2) each, as shares of the side, downwards."""
        return [np.array(stroke) for stroke in self.pad.strokes]

    def set_classes(self, labels: Sequence[str], takes_examples: bool = True) -> None:
        """The classes by their outputs, and whether what is drawn can become an example."""
        self._bars.set_labels(labels)
        self._classes.set_options([(str(number), label) for number, label in enumerate(labels[:MOST_BARS])])
        for widget in (self._classes, self._add):
            widget.setVisible(takes_examples)

    def set_pixels(self, pixels: np.ndarray) -> None:
        """(side, side) from 0 to 1: what the network sees."""
        self._pixels.set_values(pixels)

    def set_answer(self, label: str, values: np.ndarray) -> None:
        """What the network takes it for, and its activations (outputs,)."""
        self._answer.setText(label)
        self._bars.set_values(values)

    def set_class(self, number: int) -> None:
        """What the drawing would be an example of."""
        self._classes.set_current(str(number))

    def say(self, sentence: str) -> None:
        """One sentence at the bottom."""
        self._said.setText(sentence)

    # ---- what the user says ------------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Take all ink away."""
        self.pad.clear()
        self._show_empty()
        self.cleared.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = pressed_number(event)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._want_example()
        elif number is not None and number < self._classes.count:
            self.set_class(number)
        else:
            super().keyPressEvent(event)

    def _show_empty(self) -> None:
        self._pixels.set_values(np.zeros((1, 1)))
        self._answer.clear()
        self._bars.set_values(None)
        self._add.setEnabled(False)

    def _draw(self) -> None:
        self._add.setEnabled(True)
        self.say("")
        self.drawn.emit()

    def _set_weight(self, weight: float) -> None:
        self.weight = weight
        self.pad.set_weight(weight)
        if self.pad.strokes:
            self.drawn.emit()

    def _want_example(self) -> None:
        if self.pad.strokes and self._add.isVisible():
            self.add_wanted.emit(int(self._classes.current()))


def _figures(value: float) -> str:
    return f"{value:.3f}".replace("-", MINUS)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.data.handwriting import picture

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = DigitPad()
    window.set_classes([str(digit) for digit in range(10)])

    def show() -> None:
        pixels = picture(window.strokes, 8, 0.3, window.weight)
        window.set_pixels(pixels.reshape(8, 8))
        window.set_answer("?", np.linspace(0, 1, 10))

    window.drawn.connect(show)
    window.add_wanted.connect(print)
    window.show()
    app.exec()
