"""Whether the gradient was found right: one line for the status bar, and a popup that says it in full."""
from __future__ import annotations

from collections.abc import Iterable
from math import isinf

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.explain.gradient_check import GradientCheck, verdict
from core.network import Bias, Edge
from core.notation import Symbol, number, text
from core.symbols import part_symbol
from widgets import theme
from widgets.formula import layout
from widgets.section import Heading
from widgets.sentences import said

ICON, GAP, PAD = 15, 6, 6                                       # px
WIDTH = 340                                                     # px, of the popup
LETTER, COLUMNS, MOST = 15, 6, 24                               # px; symbols in a row, and symbols at all


class CheckIndicator(QPushButton):
    """Says how the newest check went, or why there is none; a click opens the details.

    part_clicked(object): the Edge or Bias whose symbol was clicked there.
    """

    part_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check: GradientCheck | None = None
        self._progress: float | None = None
        self._is_training = False
        self._details = CheckDetails(self)
        self._details.part_clicked.connect(self.part_clicked)
        self.setObjectName("check_indicator")
        self.setFont(theme.ui_font(theme.SMALL))
        self.setAutoDefault(True)                              # Enter presses it, as Space does
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("The gradient against central differences"))
        self.clicked.connect(self._open)
        self._widest = max(map(self.fontMetrics().horizontalAdvance, self._usual_texts()))
        self._show()

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_check(self, check: GradientCheck | None) -> None:
        """The result of the newest check; None when what it checked has changed since."""
        self._check, self._progress = check, None
        if self._details.isVisible():
            self._open()
        self._show()

    def set_progress(self, progress: float | None) -> None:
        """How much of a running check is done, 0 to 1; None when there is none."""
        self._progress = progress
        self._show()

    def set_running_training(self, running: bool) -> None:
        """While training runs, every gradient is gone before it could be checked."""
        self._is_training = running
        self._show()

    @property
    def is_wrong(self) -> bool:
        """Whether what is shown is that the gradient differs."""
        check = self._check
        return check is not None and self._is_at_rest and bool(check.wrong or isinf(check.worst))

    @property
    def _is_at_rest(self) -> bool:
        return not self._is_training and self._progress is None

    def _show(self) -> None:
        written = self._text()
        if written != self.text():
            self.setText(written)
            self.setAccessibleName(written)
            self.update()

    def _text(self) -> str:
        check = self._check
        if self._is_training:
            return self.tr("gradient not checked while training")
        if self._progress is not None:
            return self.tr("checking the gradient … {percent} %").format(percent=f"{100 * self._progress:.0f}")
        if check is None:
            return self.tr("gradient not checked yet")
        if not check.checked:
            return self.tr("gradient not checked: kinks everywhere")
        written = self.tr("gradient checked: worst error {worst}")
        if self.is_wrong:
            written = self.tr("gradient differs! worst error {worst}")
        if check.kinks:
            written += " " + self.tr("({kinks} at a kink, not counted)")
        return written.format(worst=number(check.worst, 1), kinks=f"{len(check.kinks):,}")

    def _usual_texts(self) -> tuple[str, ...]:
        return (self.tr("gradient not checked while training"), self.tr("checking the gradient … {percent} %").format(percent=100),
                self.tr("gradient checked: worst error {worst}").format(worst=number(-3e-9, 1)))

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = max(metrics.horizontalAdvance(self.text()), self._widest)
        return QSize(2 * PAD + ICON + GAP + width + 1, max(metrics.height(), ICON) + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * PAD + ICON, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(colours.accent if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        icon, icon_colour, colour = self._mark()
        theme.icon(icon, icon_colour).paint(painter, QRect(PAD, (self.height() - ICON) // 2, ICON, ICON))
        painter.setFont(self.font())
        painter.setPen(getattr(colours, colour))
        room = QRect(PAD + ICON + GAP, 0, self.width() - 2 * PAD - ICON - GAP, self.height())
        written = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, written)
        painter.end()

    def _mark(self) -> tuple[str, str, str]:
        """The icon, its colour and that of the text."""
        if self.is_wrong:
            return "mdi6.alert", "negative", "negative"
        if self._is_at_rest and self._check is not None and self._check.checked:
            return "mdi6.check-circle-outline", "accent", "muted"
        return ("mdi6.progress-clock" if self._progress is not None and not self._is_training else "mdi6.circle-outline",
                "muted", "muted")

    def _open(self) -> None:
        self._details.set_check(self._check if self._is_at_rest else None)
        self._details.open_over(self)


class CheckDetails(QFrame):
    """The verdict in a sentence, the components to look at by their symbols, and how they were compared.

    part_clicked(object): an Edge or a Bias; the popup is closed then.
    """

    part_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(self.tr("The gradient check"))
        self.setProperty("card", True)
        self._verdict, self._method, self._parts = QLabel(), QLabel(), QWidget()
        for label in (self._verdict, self._method):
            label.setWordWrap(True)
        self._method.setProperty("caption", True)
        self._method.setText(self.tr(
            "Each ∂C/∂w is compared with (C(w + h) − C(w − h)) / 2h, a true nudge of that weight alone to both sides by "
            "h = 0.00001 · max(|w|, 1). The error is the difference, relative to the larger of the two."))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(8)
        self._column.addWidget(Heading(self.tr("The gradient check")))
        for widget in (self._verdict, self._parts, self._method):
            self._column.addWidget(widget)

    def set_check(self, check: GradientCheck | None) -> None:
        """What to say; None: there is nothing yet."""
        written = self.tr("It begins by itself whenever training rests.") if check is None else said(verdict(check))
        self._verdict.setText(written.replace("/∂", "/\u2060∂"))               # no line ends within ∂C/∂w
        parts, self._parts = self._parts, self._listed(check)
        self._column.replaceWidget(parts, self._parts)
        parts.hide()
        parts.deleteLater()
        self._column.activate()
        self.setFixedSize(WIDTH, self._column.totalHeightForWidth(WIDTH))

    def open_over(self, widget: QWidget) -> None:
        """Show it above `widget`, its right edge at that of `widget`."""
        corner = widget.mapToGlobal(QPoint(widget.width() - self.width(), -self.height() - 4))
        self.move(max(corner.x(), 0), max(corner.y(), 0))
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _listed(self, check: GradientCheck | None) -> QWidget:
        """The components with their captions, a row for each kind that there is."""
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if check is None:
            return listed
        groups: list[tuple[str, Iterable[Edge | Bias]]] = []
        if check.wrong:
            groups.append((self.tr("They differ:"), check.wrong))
        elif check.worst_part is not None:
            groups.append((self.tr("Worst error {worst}:").format(worst=number(check.worst, 1)), [check.worst_part]))
        if check.kinks:
            groups.append((self.tr("At a kink:"), check.kinks))
        for caption, parts in groups:
            column.addWidget(_caption(caption))
            column.addWidget(self._symbols([(part, part_symbol(check.sizes, part)) for part in parts]))
        return listed

    def _symbols(self, parts: list[tuple[Edge | Bias, Symbol]]) -> QWidget:
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for place, (part, symbol) in enumerate(parts[:MOST]):
            button = SymbolButton(symbol)
            button.clicked.connect(lambda _, part=part: self._choose(part))
            grid.addWidget(button, *divmod(place, COLUMNS))
        grid.setColumnStretch(COLUMNS, 1)
        if len(parts) > MOST:
            more = self.tr("and {count} more").format(count=f"{len(parts) - MOST:,}")
            grid.addWidget(_caption(more), MOST // COLUMNS, 0, 1, COLUMNS)
        return widget

    def _choose(self, part: Edge | Bias) -> None:
        self.close()
        self.part_clicked.emit(part)


class SymbolButton(QPushButton):
    """A typeset symbol to click."""

    def __init__(self, symbol: Symbol, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = layout(symbol, LETTER)
        self.setFlat(True)
        self.setAutoDefault(True)
        self.setAccessibleName(text(symbol))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(round(self._box.width) + 12, 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._box.draw(painter, (self.width() - self._box.width) / 2, 18)
        painter.end()


def _caption(written: str) -> QLabel:
    label = QLabel(written)
    label.setProperty("caption", True)
    return label


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    indicator = CheckIndicator()
    indicator.part_clicked.connect(print)
    indicator.set_check(GradientCheck((4, 8, 8, 1), 250, 250, 52, 50, 3e-9, Edge(2, 2, 4), (Edge(1, 0, 1), Bias(1, 3))))
    indicator.show()
    app.exec()
