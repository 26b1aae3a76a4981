"""A dialog with one address in a line: to be pasted and opened, or to be taken along."""
from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from widgets import theme

WIDTH = 620              # px: an address is long


class LinkDialog(QDialog):
    """Opens over its parent and is gone when it is closed.

    typed(str): the line is another one. Whoever knows says by `set_problem` what is wrong with it.  chosen(str): open this one.
    """

    typed = Signal(str)
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, asks: bool = True) -> None:
        """One that asks for an address, or one that shows it."""
        super().__init__(parent)
        self._asks = asks
        self.setObjectName("link_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sentence, self._problem, self._line = QLabel(), QLabel(), QLineEdit()
        for label in (self._sentence, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._problem.setObjectName("problem")
        self._problem.setProperty("muted", True)
        self._problem.setMinimumHeight(2 * self.fontMetrics().lineSpacing())     # nothing moves when it says something
        self._problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._problem.setVisible(asks)
        self._line.setAccessibleName(self.tr("Link"))
        self._line.setReadOnly(not asks)
        self._line.setClearButtonEnabled(asks)
        self._line.textChanged.connect(self._tell)
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Open | kinds.Cancel if asks else kinds.Close)
        for button in self._buttons.buttons():
            button.setIcon(QIcon())                         # the style's own are of another set than ours
        self._buttons.accepted.connect(self._choose)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        for widget in (self._sentence, self._line, self._problem, self._buttons):
            column.addWidget(widget)
        self.setMinimumWidth(WIDTH)
        self.set_link("")

    def set_sentence(self, sentence: str) -> None:
        """What the line is for."""
        self._sentence.setText(sentence)

    def set_link(self, link: str) -> None:
        """What stands in the line, selected; one that shows has no line without it."""
        self._line.setVisible(self._asks or bool(link))
        self._line.blockSignals(True)
        self._line.setText(link)
        self._line.blockSignals(False)
        self._line.setSelection(len(link), -len(link))      # from the end, so that its beginning is what is seen
        self.set_problem("")

    def set_problem(self, problem: str) -> None:
        """Why the line cannot be opened; nothing where it can."""
        self._problem.setText(problem)
        button = self._buttons.button(QDialogButtonBox.StandardButton.Open)
        if button is not None:
            button.setEnabled(not problem and bool(self._line.text().strip()))

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the sentence needs at this width."""
        self.adjustSize()
        super().showEvent(event)

    def _tell(self, text: str) -> None:
        self.set_problem("")
        if text.strip():
            self.typed.emit(text)

    def _choose(self) -> None:
        link = self._line.text()
        self.accept()
        self.chosen.emit(link)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    dialog = LinkDialog()
    dialog.set_sentence("Paste an address that begins with https://example.org.")
    dialog.typed.connect(
        lambda text: dialog.set_problem("" if text.startswith("https://example.org") else f"{text} is not such an address."))
    dialog.chosen.connect(print)
    dialog.show()
    app.exec()
