"""A counter in figures of constant width, its leading zeros faint: 000,412."""
from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme


class Readout(QWidget):
    """A whole number from 0, with at least `places` figures; it is as wide from the start as `widest` figures need."""

    def __init__(self, name: str, places: int = 6, widest: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._places, self._value = name, places, -1
        self._metrics = QFontMetricsF(theme.number_font(theme.BODY))
        self._width = self._metrics.horizontalAdvance(f"{10**widest - 1:,}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_value(0)

    def set_value(self, value: int) -> None:
        if value != self._value:
            self._value = value
            self.setAccessibleName(f"{self._name}: {value:,}")
            self.update()

    def text(self) -> str:
        """What is shown."""
        separators = (self._places - 1) // 3
        return f"{self._value:0{self._places + separators},}"

    def sizeHint(self) -> QSize:
        return QSize(round(self._width) + 1, round(self._metrics.height()) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, written = QPainter(self), theme.current(), self.text()
        painter.setFont(theme.number_font(theme.BODY))
        zeros = written[: len(written) - max(len(written.lstrip("0,")), 1)]
        baseline = (self.height() + self._metrics.ascent() - self._metrics.descent()) / 2
        painter.setPen(theme.mix(colours.muted, colours.panel, 0.45))
        painter.drawText(QPointF(0, baseline), zeros)
        painter.setPen(colours.text)
        painter.drawText(QPointF(self._metrics.horizontalAdvance(zeros), baseline), written[len(zeros):])
        painter.end()


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    readout = Readout("Step", widest=9)
    readout.set_value(10_300)
    readout.show()
    app.exec()
