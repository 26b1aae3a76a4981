"""The dialog that says what is going on and how far it is, and that can be given up."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

WIDTH, STEPS = 420, 1000     # px; of the bar


class ProgressDialog(QDialog):
    """Nothing else can be done while it is open, but everything behind it goes on moving.

    rejected(): give it up.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress_dialog")
        self.setModal(True)
        self._text, self._bar, self._cancel = QLabel(), QProgressBar(), QPushButton(self.tr("Cancel"))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel.setAutoDefault(False)                   # Return was pressed for what goes on, not against it
        self._cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        column.addLayout(buttons)
        self.setFixedWidth(WIDTH)

    def set_text(self, text: str) -> None:
        """What is going on."""
        self._text.setText(text)
        self.setWindowTitle(text)
        self.setAccessibleName(text)

    def set_share(self, share: float) -> None:
        """How much of it is done, 0 to 1."""
        self._bar.setValue(round(STEPS * share))


if __name__ == "__main__":
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    dialog = ProgressDialog()
    dialog.set_text("Opening mnist.nnplay …")
    shares = iter(range(1, 101))
    timer = QTimer(dialog, interval=60)
    timer.timeout.connect(lambda: dialog.set_share(next(shares, 100) / 100))
    timer.start()
    dialog.exec()
