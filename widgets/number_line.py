"""One quantity on its own number line; of a change an open dot where it was, a full dot where it is, on a line around the first."""
from __future__ import annotations

from math import floor, isfinite, log10, ulp

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.notation import MINUS, Node, Symbol, number, text
from widgets import theme
from widgets.formula import FormulaLabel, layout

HEIGHT, AXIS = 28, 11.0                                         # px; where the line is, from the top
SYMBOL, GAP, RADIUS, GRIP = 40.0, 14.0, 5.0, 10.0               # px: room for the symbol, before the text; the dots; their reach
SIZES, REACH = (18, 16, 14, 12, 10), (17.0, 5.0)                # px of the symbol's letters, the first that fits; its line
TICKS = 10                                                      # intervals
FILLED, FREE = 0.8, 0.2                                         # of its half, what a change takes at most; of one that is dragged
STILL = 0.1                                                     # half the line of what has not changed
ROUNDING = 1e-6                                                 # relative: so little more is no reason to widen the line
LEAST = 170                                                     # px: a line with room for the three numbers below it
LONGEST, COLUMNS, TEXT = 7, 17, 113.0                           # characters of "−0.8132" and of two with an arrow, and their px
STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}


def narrow(value: float) -> str:
    """A number in at most seven characters, so that columns of them line up.

    >>> narrow(-0.81324), narrow(-123.4567), narrow(3.04e-5), narrow(-3.04e-5)
    ('−0.8132', '−123.46', '3.0e−05', '−3e−05')
    """
    if not isfinite(value):
        return number(value)
    form, most = ("f", 4) if value == 0 or 1e-3 <= abs(value) < 99_999.5 else ("e", 1)
    tries = (f"{value:.{decimals}{form}}" for decimals in range(most, -1, -1))
    return next(written for written in tries if len(written) <= LONGEST).replace("-", MINUS)


def change_text(before: float, after: float) -> str:
    """Before and after; where four decimals do not tell them apart, before and what is added to it.

    >>> change_text(-0.8132, -0.8032), change_text(0.18902, 0.18901991)
    ('−0.8132 → −0.8032', ' 0.1890 − 9.0e−08')
    """
    if narrow(before) != narrow(after) or before == after:
        return f"{narrow(before):>{LONGEST}} → {narrow(after):>{LONGEST}}"
    return f"{narrow(before):>{LONGEST}} {MINUS if after < before else '+'} {narrow(abs(after - before)):>{LONGEST}}"


def half_line(change: float, filled: float) -> float:
    """The least of 1, 2 and 5 times a power of ten of which the change takes no more than `filled`, but for rounding.

    >>> half_line(0.01, 0.8), half_line(0.0038, 0.8), half_line(1.51 - 1.5, 0.2)
    (0.02, 0.005, 0.05)
    """
    needed = change / filled * (1 - ROUNDING)
    power = floor(log10(needed))
    return next(half for half in (float(f"{figure}e{power}") for figure in (1, 2, 5, 10)) if half >= needed)


class NumberLine(QWidget):
    """A line between two ends; a change is shown on a line around where the quantity was, whose ends are changes too.

    dragged(float): the user moved the dot to this value; it stays until set_value says so.
    released(): the user let go, or a key that moved it. Escape drags it back before.
    symbol_hovered(object): what is Pointed at of its symbol, or None.
    """

    dragged = Signal(float)
    released = Signal()
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._symbol, self._quantity = FormulaLabel(size=SIZES[0], parent=self), ""
        self._symbol.set_line(*REACH)
        self._symbol.symbol_hovered.connect(self.symbol_hovered)
        self._low, self._high = -1.0, 1.0
        self._value: float | None = None
        self._before: float | None = None
        self._share = 1.0
        self._radius: float | None = None                       # half the line around where it was; None: it was nowhere else
        self._held = self._draggable = False
        self._grabbed: float | None = None                      # the value when the dot was grabbed
        self._offset = 0.0                                      # px from the pointer to the dot
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_symbol(self, node: Node) -> None:
        """What stands at the left; its first symbol gives the colour."""
        if node != self._symbol.node:
            size = next((size for size in SIZES if layout(node, size).width <= SYMBOL - 8), SIZES[-1])
            self._symbol.set_formula(node, size)
            self._symbol.set_line(*REACH)
            self._symbol.setGeometry(0, 0, self._symbol.sizeHint().width(), round(2 * AXIS))
            self._quantity = next((symbol.quantity for symbol, _ in layout(node).symbols), "")
            self._describe()

    def set_range(self, low: float, high: float) -> None:
        """The line when there is no change, in the quantity's own unit; low < high."""
        if (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self.update()

    def set_value(self, value: float | None, before: float | None = None) -> None:
        """Where the dot is, and where it was (the open dot), if that is to be seen. None: not known."""
        if (value, before) != (self._value, self._before):
            self._value, self._before = value, before
            self._fit()
            self._describe()

    def set_share(self, share: float) -> None:
        """How much of the way from the open dot the full one has gone, 0 to 1; its number appears when it has arrived."""
        if share != self._share:
            self._share = share
            self.update()

    def set_held(self, held: bool) -> None:
        """Whether the line keeps its scale, so that dots move and not the line; a change beyond its ends still widens it."""
        self._held = held
        self._fit()

    def set_draggable(self, draggable: bool) -> None:
        """Whether the dot can be grabbed, by mouse or keyboard; its line has room for it to be moved."""
        self._draggable = draggable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if draggable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor if draggable else Qt.CursorShape.ArrowCursor)
        if not draggable:
            self._release()
        self._fit()

    # ---- what it shows -----------------------------------------------------------------------------------------------------------

    @property
    def ends(self) -> tuple[float, float]:
        """The values at the ends of what is drawn."""
        if self._radius is None or self._before is None:
            return self._low, self._high
        return self._before - self._radius, self._before + self._radius

    @property
    def labels(self) -> tuple[str, str, str]:
        """What stands below the line's left end, its middle and its right end."""
        if self._radius is None or self._before is None:
            return number(self._low), "", number(self._high)
        return f"Δ {MINUS}{number(self._radius)}", narrow(self._before), f"Δ +{number(self._radius)}"

    @property
    def shown_text(self) -> str:
        """The numbers at the right."""
        if self._value is None:
            return "–".rjust(COLUMNS)
        if self._before is None:
            return narrow(self._value).rjust(COLUMNS)
        return change_text(self._before, self._value) if self._share == 1 else f"{narrow(self._before):>{LONGEST}} →"

    def dot(self) -> QPointF | None:
        """The middle of the full dot, in the widget."""
        place = self._shown()
        return QPointF(self._x(place), AXIS) if place is not None and isfinite(place) else None

    def sizeHint(self) -> QSize:
        return QSize(348, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(SYMBOL + LEAST + GAP + TEXT), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        enabled = self.isEnabled()
        colour = theme.quantity_colour(self._quantity) if enabled else theme.faint(colours)
        self._paint_line(painter, colours)
        self._paint_dots(painter, colours, colour)
        painter.setFont(theme.number_font(theme.CAPTION))
        painter.setPen(colours.text if enabled else colour)
        right = QRectF(self.width() - TEXT, 0, TEXT, 2 * AXIS)
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.shown_text)
        painter.end()

    def _paint_line(self, painter: QPainter, colours: theme.Theme) -> None:
        length = self._length()
        painter.setPen(QPen(theme.mix(colours.line, colours.muted, 0.5), 1))
        painter.drawLine(QPointF(SYMBOL, AXIS), QPointF(SYMBOL + length, AXIS))
        for tick in range(TICKS + 1):
            x, reach = SYMBOL + tick / TICKS * length, 5 if tick in (0, TICKS // 2, TICKS) else 3
            painter.drawLine(QPointF(x, AXIS - reach), QPointF(x, AXIS + reach))
        painter.setFont(theme.number_font(theme.CAPTION))
        painter.setPen(colours.muted)
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        below = QRectF(SYMBOL, AXIS + 5, length, HEIGHT - AXIS - 5)
        for label, side in zip(self.labels, sides, strict=True):
            written = painter.boundingRect(below, side | Qt.AlignmentFlag.AlignVCenter, label)
            painter.fillRect(written, colours.panel)            # no connector runs through a number
            painter.drawText(written, side | Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_dots(self, painter: QPainter, colours: theme.Theme, colour: QColor) -> None:
        dot = self.dot()
        if dot is None:
            return
        if self._before is not None:
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(self._x(self._before), AXIS), RADIUS - 0.5, RADIUS - 0.5)
        if self.hasFocus() or (self._draggable and self.underMouse()):
            painter.setPen(QPen(colours.accent if self.hasFocus() else colours.muted, 1.5))
            painter.drawEllipse(dot, RADIUS + 3.5, RADIUS + 3.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(dot, RADIUS, RADIUS)

    # ---- dragging ----------------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        dot, x = self.dot(), event.position().x()
        if not self._draggable or dot is None or event.button() != Qt.MouseButton.LeftButton or not self._is_near(x):
            event.ignore()
            return
        self._grab()
        self._offset = dot.x() - x if abs(dot.x() - x) <= GRIP else 0.0
        if not self._offset and x != dot.x():
            self.dragged.emit(self._at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self._at(event.position().x() + self._offset))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._release()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) \
                and event.key() == Qt.Key.Key_Escape and self._grabbed is not None:
            event.accept()                                      # the window's own Escape comes after this one
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape and self._grabbed is not None:
            self.dragged.emit(self._grabbed)
            self._release()
        elif step and self._draggable and self._value is not None:
            self._grab()
            low, high = self.ends
            fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
            self.dragged.emit(min(max(self._value + step * fine * (high - low) / 100, low), high))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in STEPS and not event.isAutoRepeat():
            self._release()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._release()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._release()
        super().hideEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def _grab(self) -> None:
        if self._grabbed is None:
            self._grabbed = self._value
            self.set_held(True)

    def _release(self) -> None:
        if self._grabbed is not None:
            self._grabbed = None
            self.set_held(False)
            self.released.emit()

    # ---- places ------------------------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Choose the scale of a change. What rounding alone can change does not count as one."""
        if self._before is None or not isfinite(self._before):
            self._radius = None
        else:
            change = 0.0 if self._value is None else abs(self._value - self._before)
            if not isfinite(change) or change <= 8 * ulp(self._before):
                change = 0.0
            kept = self._radius if self._held else None
            if kept is None or change > (1 + ROUNDING) * kept:
                self._radius = half_line(change, FREE if self._draggable else FILLED) if change else STILL
        self.update()

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("{symbol} on its number line").format(symbol=text(self._symbol.node)))
        described = " → ".join(repr(each) for each in (self._before, self._value) if each is not None)
        self.setToolTip(described)
        self.setAccessibleDescription(described)
        self.update()

    def _shown(self) -> float | None:
        if self._value is None or self._before is None:
            return self._value
        return self._before + self._share * (self._value - self._before)

    def _length(self) -> float:
        return self.width() - SYMBOL - GAP - TEXT

    def _is_near(self, x: float) -> bool:
        return -GRIP <= x - SYMBOL <= self._length() + GRIP

    def _x(self, value: float) -> float:
        low, high = self.ends
        return SYMBOL + min(max((value - low) / (high - low), 0.0), 1.0) * self._length()

    def _at(self, x: float) -> float:
        low, high = self.ends
        return low + min(max((x - SYMBOL) / self._length(), 0.0), 1.0) * (high - low)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    line = NumberLine()
    line.set_symbol(Symbol("w", 3))
    line.set_range(-2, 2)
    line.set_value(1.51, before=1.5)
    line.set_draggable(True)
    line.dragged.connect(lambda value: line.set_value(value, before=1.5))
    line.show()
    app.exec()
