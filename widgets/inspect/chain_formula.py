"""A derivative as the product of its factors: each typeset, its number beneath it, and beneath that what it is."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QToolTip, QWidget

from core.explain.formulas import MEAN_OVER_EXAMPLES, Factor, Formula
from core.notation import MINUS, Text, product, row, signed, text
from widgets import theme
from widgets.formula import FormulaLabel, layout

LARGEST, SMALLEST = 20, 11                                      # px, of the letters
SYMBOLS, NUMBER, LINE = 62, 17, 14                              # px: height of the fractions, the numbers, a line of remarks
WIDTH = 348                                                     # px, of the right column's content
BESIDE = 5                                                      # px on both sides of a symbol
DECIMALS, SHORT, LONG = 5, "+0.000000", "−0.00e−00"
FOLDED, UNFOLDED = "\u00a0▸", "\u00a0▾"                         # never on a line of their own


class FactorButton(QAbstractButton):
    """One factor; checked while what it comes from is unfolded.

    symbol_hovered(object): what is Pointed at, or None.
    pointed(bool): the mouse or the keyboard's focus came to it, or left it.
    """

    symbol_hovered = Signal(object)
    pointed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = ""
        self._label = FormulaLabel(size=LARGEST, parent=self)
        self._label.symbol_hovered.connect(self.symbol_hovered)
        self._remark, self._number = "", ""
        self._font = theme.number_font(theme.SMALL)
        self._advance = QFontMetricsF(self._font).horizontalAdvance("0")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_factor(self, factor: Factor) -> None:
        """Another factor, to be given its size and number next."""
        self.key, self._remark = factor.key, str(factor.remark)
        self._label.set_formula(factor.node)
        self.setAccessibleName(text(factor.node))
        self.update()

    def set_value(self, value: float | None, number: str) -> None:
        """The number beneath as it is written: a dash while it is not known yet, nothing where there is none."""
        in_full = "" if value is None else f"{self.accessibleName()} = {value + 0.0!r}".replace("-", MINUS)
        if in_full != self.toolTip():
            self.setToolTip(in_full)
        if number != self._number:
            self._number = number
            self.setAccessibleDescription(f"{number}, {self._remark}" if number else self._remark)
            self.update(0, SYMBOLS, self.width(), NUMBER)

    def set_letters(self, size: int, ascent: float, descent: float) -> None:
        """The size of the letters, and the reach of the whole line."""
        self._label.set_formula(self._label.node, size)
        self._label.set_line(ascent, descent)
        self._place()

    def number_text(self) -> str:
        """The number as it is shown."""
        return self._number

    def needs(self) -> float:
        """The width that the remark takes in one line."""
        return QFontMetricsF(theme.ui_font(theme.CAPTION)).horizontalAdvance(self._remark + FOLDED) + 4

    def lines(self, width: float) -> int:
        """How many lines the remark takes in so wide a button."""
        return len(self._remark_lines(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _remark_lines(self, width: float) -> list[str]:
        return _two_lines(self._remark + (UNFOLDED if self.isChecked() else FOLDED),
                          QFontMetricsF(theme.ui_font(theme.CAPTION)), width - 2)

    def _place(self) -> None:
        hint = self._label.sizeHint()
        self._label.setGeometry((self.width() - hint.width()) // 2, (SYMBOLS - hint.height()) // 2, hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.accent, 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover if self.underMouse() else colours.raised)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(self._font)
        painter.setPen(colours.text)
        # The sign stays where it is when a number grows longer.
        left = min(self.width() / 2 - self._advance * len(SHORT) / 2, self.width() - self._advance * len(self._number))
        painter.drawText(QRectF(left, SYMBOLS, self.width() - left + 8, NUMBER), Qt.AlignmentFlag.AlignVCenter, self._number)
        if event.rect().bottom() >= SYMBOLS + NUMBER:
            painter.setFont(theme.ui_font(theme.CAPTION))
            painter.setPen(colours.muted)
            for place, line in enumerate(self._remark_lines(self.width())):
                painter.drawText(QRect(0, SYMBOLS + NUMBER + place * LINE, self.width(), LINE), Qt.AlignmentFlag.AlignCenter, line)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._tell()

    def leaveEvent(self, event: QEvent) -> None:
        self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tell()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            # Elsewhere, and higher up, it would cover the symbols that one points at.
            line = QRect(0, SYMBOLS, self.width(), NUMBER)
            if line.contains(event.pos()):
                QToolTip.showText(self.mapToGlobal(QPoint(event.pos().x(), self.height())), self.toolTip(), self, line)
            else:
                QToolTip.hideText()
                event.ignore()
            return True
        return super().event(event)

    def _tell(self) -> None:
        self.pointed.emit(self.underMouse() or self.hasFocus())
        self.update()


def _two_lines(words: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """Broken at a space, and only there, where it is too long for one line."""
    if metrics.horizontalAdvance(words) <= width:
        return [words]
    ends = [end for end, character in enumerate(words) if character == " "]
    end = max((end for end in ends if metrics.horizontalAdvance(words[:end]) <= width), default=len(words))
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in (words[:end], words[end + 1:]) if line]


class ChainFormula(QWidget):
    """∂C₀/∂w = ∂z/∂w · ∂a/∂z · ∂C₀/∂a in one row, whatever the indices are; new numbers move nothing.

    symbol_hovered(object): what is Pointed at, or None.
    factor_pointed(object): the Factor under the mouse or with the focus, or None.
    factor_clicked(str): the key of the factor whose derivation is to be unfolded, or folded.
    """

    symbol_hovered = Signal(object)
    factor_pointed = Signal(object)
    factor_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formula: Formula | None = None
        self._height = SYMBOLS + NUMBER + LINE + 2
        self._mean = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._mean.setProperty("caption", True)
        self._mean.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._buttons = [self._new_button() for _ in range(4)]  # the derivative, then its factors, of which there are 3 at most
        self._operators = [self._new_operator() for _ in range(3)]                               # = and ·
        self.setObjectName("chain_formula")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_formula(self, formula: Formula, mean: str = "") -> None:
        """Show this formula; where its factors have no numbers, `mean` says over what their product is averaged."""
        if self._formula is None or _structure(formula) != _structure(self._formula):
            self._build(formula)
        self._mean.setVisible(formula.is_mean)
        if mean != self._mean.text():
            self._mean.setText(mean)
        self._formula = formula
        numbers = ["" if formula.is_mean else _as_factor(factor.value) for factor in formula.factors]
        total = product(formula.total.value, [] if formula.is_mean else numbers, DECIMALS)
        for button, factor, number in zip(self._buttons, _terms(formula), [total, *numbers], strict=False):
            button.set_value(factor.value, number)

    def set_open(self, key: str | None) -> None:
        """Mark the factor whose derivation is unfolded."""
        for button in self._buttons:
            button.setChecked(button.key == key)

    def number_text(self, key: str) -> str:
        """The number of a factor as it is shown."""
        return next(button.number_text() for button in self._buttons if button.key == key and not button.isHidden())

    def button(self, key: str) -> FactorButton:
        """The button of a factor."""
        return next(button for button in self._buttons if button.key == key and not button.isHidden())

    # ---- placing -----------------------------------------------------------------------------------------------------------------

    def _build(self, formula: Formula) -> None:
        self._formula = formula
        terms = _terms(formula)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(terms))
        for place, operator in enumerate(self._operators):
            operator.setVisible(place + 1 < len(terms))
            operator.set_formula(Text("·") if place else row("= ", *MEAN_OVER_EXAMPLES) if formula.is_mean else Text("="))
        for button, factor in zip(self._buttons, terms, strict=False):
            button.set_factor(factor)
        self._place()

    def _new_button(self) -> FactorButton:
        button = FactorButton(self)
        button.symbol_hovered.connect(self.symbol_hovered)
        button.pointed.connect(lambda is_pointed: self._point_at(button if is_pointed else None))
        button.clicked.connect(lambda: self._click(button))
        return button

    def _new_operator(self) -> FormulaLabel:
        operator = FormulaLabel(size=LARGEST, parent=self)
        operator.symbol_hovered.connect(self.symbol_hovered)
        return operator

    def _place(self) -> None:
        """Letters as large as the width allows; columns as wide as their remarks, where there is room."""
        if self._formula is None:
            return
        terms = _terms(self._formula)
        buttons, operators = self._buttons[:len(terms)], self._operators[:len(terms) - 1]
        least = QFontMetricsF(theme.number_font(theme.SMALL)).horizontalAdvance(LONG)
        for size in range(LARGEST, SMALLEST - 1, -1):
            boxes = [layout(factor.node, size) for factor in terms]
            signs = [layout(operator.node, size) for operator in operators]
            widths = [max(box.width + 2 * BESIDE, least) for box in boxes]
            room = self.width() - sum(widths) - sum(sign.width + 4 for sign in signs)
            if room >= 0:
                break
        wanted = [max(button.needs() - width, 0.0) for button, width in zip(buttons, widths, strict=True)]
        share = min(room / sum(wanted), 1.0) if sum(wanted) else 0.0
        even = (room - share * sum(wanted)) / len(widths)
        ascent, descent = (max(getattr(box, reach) for box in (*boxes, *signs)) for reach in ("ascent", "descent"))
        x = 0.0
        for place, (button, width, more) in enumerate(zip(buttons, widths, wanted, strict=True)):
            if place:
                operator = operators[place - 1]
                operator.set_formula(operator.node, size)
                operator.set_line(ascent, descent)
                hint = operator.sizeHint()
                operator.setGeometry(round(x) + 1, (SYMBOLS - hint.height()) // 2, hint.width(), hint.height())
                x += signs[place - 1].width + 4
            right = x + width + share * more + even
            button.setGeometry(round(x), 0, round(right) - round(x), self._height)
            button.set_letters(size, ascent, descent)
            x = right
        self._fit(max(button.lines(button.width()) for button in buttons))
        left = self._operators[0].x()
        self._mean.setGeometry(left, SYMBOLS, self.width() - left, NUMBER)
        self._mean.raise_()

    def _fit(self, lines: int) -> None:
        """As high as the longest remark needs, which no number changes."""
        self._height = SYMBOLS + NUMBER + lines * LINE + 2
        for button in self._buttons:
            button.resize(button.width(), self._height)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    # ---- the user ----------------------------------------------------------------------------------------------------------------

    def _click(self, button: FactorButton) -> None:
        button.setChecked(not button.isChecked())               # who listens says what is open
        self.factor_clicked.emit(button.key)

    def _point_at(self, button: FactorButton | None) -> None:
        if self._formula is not None:
            self.factor_pointed.emit(None if button is None else _terms(self._formula)[self._buttons.index(button)])


def _as_factor(value: float | None) -> str:
    """With one decimal more than the product where there is room for it."""
    return signed(value, DECIMALS + (value is not None and abs(value) < 10))


def _terms(formula: Formula) -> tuple[Factor, ...]:
    return formula.total, *formula.factors


def _structure(formula: Formula) -> tuple[object, ...]:
    """All but the numbers."""
    return formula.is_mean, *((factor.key, factor.node, factor.remark) for factor in _terms(formula))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QVBoxLayout

    from core.explain.chain_rule import Chain
    from core.explain.formulas import chain_formula
    from core.network import Edge, Network

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    window.setProperty("panel", True)
    column = QVBoxLayout(window)
    network, edge = Network((784, 30, 10), ("tanh", "softmax"), "categorical cross-entropy"), Edge(1, 12, 783)
    for is_mean in (False, True):
        formula = ChainFormula()
        formula.set_formula(chain_formula(network, Chain(edge, -0.8132, 0.0217, 0.642, 0.871, 0.0389, 0.0339), is_mean),
                            "mean over 250 examples of the product")
        for signal in (formula.symbol_hovered, formula.factor_pointed, formula.factor_clicked):
            signal.connect(print)
        column.addWidget(formula)
    window.setFixedWidth(WIDTH + 24)
    window.show()
    app.exec()
