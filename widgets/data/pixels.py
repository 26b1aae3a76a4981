"""An example whose inputs are the pixels of a picture."""
from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme
from widgets.thumbnail import pixel_image


class Pixels(QWidget):
    """`side` px high and wide; 0 is the background, 1 the text's colour."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._values = side, np.zeros((1, 1))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The example as a picture"))

    def set_values(self, values: np.ndarray) -> None:
        """(rows, columns) from 0 to 1."""
        self._values = np.clip(values, 0.0, 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(self.rect(), pixel_image(self._values))
        painter.end()


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    pixels = Pixels(160)
    pixels.set_values(np.random.default_rng(1).uniform(size=(8, 8)))
    pixels.show()
    app.exec()
