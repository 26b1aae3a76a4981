"""Where one factor comes from: a few lines of formulas with numbers, each with its words, and how far it can be opened."""
from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.explain.formulas import Line
from core.notation import Node
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.activation_curve import ActivationCurve

SIZE, ROOM = 14, 318                                            # px: letters; a line, with which the card fits the column


class DerivationView(QFrame):
    """A card of lines; the curve and the opened formula are there only when they are set.

    symbol_hovered(object): what is Pointed at, or None.
    expansion_wanted(int): the derivative opened through so many layers is wanted; 0 closes it.
    """

    symbol_hovered = Signal(object)
    expansion_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("derivation_view")
        self.setAccessibleName(self.tr("Where it comes from"))
        self.setProperty("card", True)
        self._lines: list[tuple[FormulaLabel, QLabel]] = []
        self._layers = 0
        self._curve = ActivationCurve()
        self._expansion = self._new_formula()
        self._less = self._new_link(self.tr("◂ Fold a layer"), -1)
        self._more = self._new_link(self.tr("One layer further back ▸"), +1)
        self._note = QLabel()
        self._note.setProperty("caption", True)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        links = QHBoxLayout()
        for link in (self._less, self._more):
            links.addWidget(link)
        links.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        column.addWidget(self._note)
        column.addLayout(self._column)
        for widget in (self._curve, self._expansion):
            column.addWidget(widget)
        column.addLayout(links)
        self.set_note("")
        self.set_curve(None, None)
        self.set_expansion(None, 0, 0)

    def set_note(self, note: str) -> None:
        """Whose numbers these are, where that is not plain."""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def set_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these lines; those that are the same as before are left as they are."""
        while len(self._lines) < len(lines):
            formula, words = self._new_formula(), QLabel(wordWrap=True)
            words.setProperty("caption", True)
            words.setContentsMargins(0, 0, 0, 6)
            for widget in (formula, words):
                self._column.addWidget(widget)
            self._lines.append((formula, words))
        for place, (formula, words) in enumerate(self._lines):
            for widget in (formula, words):
                widget.setVisible(place < len(lines))
        for (formula, words), line in zip(self._lines, lines, strict=False):
            formula.set_formula(line.node)
            if words.text() != line.remark:
                words.setText(line.remark)

    def set_curve(self, activation: str | None, z: float | None) -> None:
        """The activation's curve with the tangent at z; None takes it away."""
        self._curve.setVisible(activation is not None)
        if activation is not None:
            self._curve.set_point(activation, z)

    def set_expansion(self, node: Node | None, layers: int, most: int) -> None:
        """The derivative opened through `layers` of `most` layers; with most = 0 there is nothing to open."""
        self._layers = layers
        self._expansion.setVisible(node is not None)
        if node is not None:
            self._expansion.set_formula(node)
        self._less.setVisible(layers > 0)
        self._more.setVisible(layers < most)

    def _new_formula(self) -> FormulaLabel:
        formula = FormulaLabel(size=SIZE, room=ROOM)
        formula.symbol_hovered.connect(self.symbol_hovered)
        return formula

    def _new_link(self, words: str, by: int) -> QPushButton:
        link = QPushButton(words)
        link.setProperty("flat", True)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.setStyleSheet(f"QPushButton {{ font-size: {theme.SMALL}px }}")
        link.clicked.connect(lambda: self.expansion_wanted.emit(self._layers + by))
        return link


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from core.errors import Sentence
    from core.notation import Symbol, derivative, row

    app = QApplication([])
    theme.apply(app, theme.DARK)
    view = DerivationView()
    a, z = Symbol("a", 2, 1), Symbol("z", 2, 1)
    view.set_lines((Line(row(derivative(a, z), " = 1 − ", a, " = 0.871"), Sentence("The slope of its curve at this z.")),))
    view.set_curve("tanh", 0.4)
    view.set_expansion(None, 0, 2)
    view.expansion_wanted.connect(print)
    view.setFixedWidth(ROOM + 26)
    view.show()
    app.exec()
