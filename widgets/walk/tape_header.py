"""What stands over the lines of a step: the names of the three forms, or, where there is room for fewer, a switch between them."""
from __future__ import annotations

from itertools import accumulate

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets import theme
from widgets.section import Heading
from widgets.segmented import Segmented
from widgets.walk.tape_row import FORMS, Column, Form

HEIGHT, STRIP, MARGIN, BETWEEN = 30, 24, 10, 18                 # px: left of all columns, at both sides of them, between them
SHARES = {"indices": 0.31, "matrix": 0.35, "numpy": 0.34}       # of the width
WIDE, HALF_WIDE = 760, 540                                      # px from which all three forms have room, and two of them
TWO: dict[str, tuple[Form, Form]] = {                           # of each form with another
    "indices": ("indices", "matrix"), "matrix": ("matrix", "numpy"), "numpy": ("indices", "numpy")}


class TapeHeader(QWidget):
    """columns_changed(): other forms are shown, or at other places."""

    columns_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: list[Column] = []
        names = {"indices": self.tr("with indices"), "matrix": self.tr("as matrices"), "numpy": self.tr("as NumPy")}
        self._headings = {form: Heading(names[form], self) for form in FORMS}
        self._names = {"indices": self.tr("indices"), "matrix": self.tr("matrices"), "numpy": self.tr("NumPy")}
        self._switch = Segmented(self.tr("Form"), list(self._names.items()), self)
        self._switch.chosen.connect(self._arrange)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        forms = self._fitting()
        self.columns = self._columns(forms)
        for column in self.columns:
            self._headings[column.form].setGeometry(QRect(round(column.left), 0, round(column.width), HEIGHT))
        for heading in self._headings.values():
            heading.setVisible(forms == FORMS)
        if forms != FORMS:
            self._switch.set_options([(form, self._label(form, len(forms))) for form in FORMS])
        self._switch.setVisible(forms != FORMS)
        self._switch.setGeometry(STRIP + MARGIN, 2, self._switch.sizeHint().width(), HEIGHT - 4)
        self.columns_changed.emit()

    def _fitting(self) -> tuple[Form, ...]:
        """The forms that there is room for; of fewer than three those that the switch chooses."""
        if self.width() >= WIDE:
            return FORMS
        chosen = self._switch.current()
        return TWO[chosen] if self.width() >= HALF_WIDE else tuple(form for form in FORMS if form == chosen)

    def _label(self, form: Form, count: int) -> str:
        return " + ".join(self._names[each] for each in TWO[form]) if count == 2 else self._names[form]

    def _columns(self, forms: tuple[Form, ...]) -> list[Column]:
        left, room = float(STRIP + MARGIN), float(max(self.width() - STRIP - 2 * MARGIN, 1))
        share = (room - (len(forms) - 1) * BETWEEN) / sum(SHARES[form] for form in forms)
        widths = [SHARES[form] * share for form in forms]
        lefts = accumulate(widths[:-1], lambda x, width: x + width + BETWEEN, initial=left)
        return [Column(form, x, width) for form, x, width in zip(forms, lefts, widths, strict=True)]


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    header = TapeHeader()
    header.columns_changed.connect(lambda: print(header.columns))
    header.resize(700, HEIGHT)
    header.show()
    app.exec()
