"""What stands in the inspector's place while nothing is selected: what a hand can do to the drawing, and what happens then."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from widgets import theme
from widgets.section import Section

GAP = 12                                                        # px between a gesture and what it does


class NothingSelected(Section):
    """Gestures and keys on the left, what they do on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setObjectName("nothing_selected")
        self.set_title(self.tr("Why will it move?"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for line, (gesture, what) in enumerate((
            (self.tr("click"), self.tr("an edge or a neuron, to see why it will move")),
            (self.tr("drag"), self.tr("an edge up or down, to change its weight")),
            (self.tr("Ctrl+click"), self.tr("to select several")),
            (self.tr("arrow keys"), self.tr("to walk along the drawing")),
            ("B", self.tr("to go to a neuron’s bias")),
            ("N", self.tr("to nudge what is selected")),
            ("A", self.tr("to average over all examples")),
            ("[  ]", self.tr("to go to another example")),
        )):
            keys, words = QLabel(gesture), QLabel(what, wordWrap=True)
            keys.setFont(theme.number_font(theme.CAPTION))
            for label, column in ((keys, 0), (words, 1)):
                grid.addWidget(label, line, column, Qt.AlignmentFlag.AlignTop)
            words.setProperty("muted", True)
            keys.setMinimumHeight(words.fontMetrics().height())
        self.body.addLayout(grid)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    hints = NothingSelected()
    hints.setProperty("panel", True)
    hints.setFixedWidth(372)
    hints.show()
    app.exec()
