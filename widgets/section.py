"""A titled part of a side panel: a heading in small capitals, then whatever is put below it, which may be folded away."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets import theme

MARGIN = 12                                                     # px at the sides of every section, so that all of them line up
CORNER = 26                                                     # px: so high are headings with something at their right
CHEVRON, GAP = 14, 3                                            # px: its side, and how far it stands from the title


def _capitals() -> QFont:
    font = theme.heading_font()
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    return font


class Heading(QLabel):
    """Text set in small, letter-spaced capitals; read out as it was written."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setFont(_capitals())
        self.setProperty("muted", True)
        self.short = ""                                         # what is shown where there is no room for all of it
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def shown_text(self) -> str:
        """What is painted in the room that there is."""
        metrics, width = self.fontMetrics(), self.width()
        fits = not self.short or metrics.horizontalAdvance(self.text()) <= width
        return metrics.elidedText(self.text() if fits else self.short, Qt.TextElideMode.ElideRight, width)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.sizeHint().width() > self.width() else "")      # of what is cut off

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.current().muted)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.shown_text)
        painter.end()


class FoldingHeading(QAbstractButton):
    """The same as a button with a chevron; it is checked while what stands below it is unfolded."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(_capitals())
        self.setText(title)
        self.setCheckable(True)
        self.setChecked(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._text_width() + 1 + GAP + CHEVRON, max(self.fontMetrics().height(), CHEVRON) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(GAP + CHEVRON, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        room = self.width() - GAP - CHEVRON
        shade = "accent" if self.hasFocus() else "text" if self.underMouse() else "muted"
        painter.setFont(self.font())
        painter.setPen(getattr(colours, shade))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(0, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        place = QRect(min(self._text_width(), room) + GAP, (self.height() - CHEVRON) // 2, CHEVRON, CHEVRON)
        theme.icon("mdi6.chevron-down" if self.isChecked() else "mdi6.chevron-right", shade).paint(painter, place)
        if self.hasFocus():
            painter.fillRect(0, self.height() - 1, place.right(), 1, colours.accent)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _text_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.text())


class Section(QWidget):
    """`body` is the layout to fill; `separated` draws a thin line above, as between the parts of an inspector.

    folded_changed(bool): the user folded everything below the heading away, or unfolded it, where the section `folds`.
    """

    folded_changed = Signal(bool)

    def __init__(self, title: str, separated: bool = False, folds: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._separated = separated
        self._heading = self._new_heading(folds)
        self._line = QHBoxLayout()
        self._line.setSpacing(4)
        self._line.addWidget(self._heading)
        self._line.addStretch()
        self._corner = QWidget()
        self._corners = QHBoxLayout(self._corner)
        self._corners.setContentsMargins(0, 0, 0, 0)
        self._corners.setSpacing(4)
        self._line.addWidget(self._corner)
        self._below = QWidget()
        self.body = QVBoxLayout(self._below)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 10, MARGIN, 8)
        column.setSpacing(6)
        column.addLayout(self._line)
        column.setAlignment(self._line, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._below)
        self.set_title(title)

    def set_title(self, title: str, short: str = "") -> None:
        """`short` is shown in its place where the title does not fit beside what stands at its right."""
        self._heading.setText(title)
        if isinstance(self._heading, Heading):
            self._heading.short = short
        self.setAccessibleName(title)

    @property
    def folds(self) -> bool:
        """Whether it can be folded by its heading."""
        return isinstance(self._heading, FoldingHeading)

    def set_folds(self, folds: bool) -> None:
        """Whether it can be folded by its heading; what cannot is unfolded."""
        if folds == self.folds:
            return
        old, self._heading = self._heading, self._new_heading(folds)
        self._line.replaceWidget(old, self._heading)
        old.hide()
        old.deleteLater()
        self.set_title(self.accessibleName())
        self.set_folded(folds and self.folded)

    @property
    def folded(self) -> bool:
        """Whether only the heading is shown."""
        return self._below.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Show only the heading, or everything."""
        self._below.setHidden(folded)
        self._corner.setHidden(folded)                          # what it holds is about what is folded away
        if isinstance(self._heading, FoldingHeading):
            self._heading.setChecked(not folded)
            self._heading.setAccessibleDescription(self.tr("folded") if folded else self.tr("unfolded"))

    def unfold(self, unfolded: bool = True) -> None:
        """Unfold it or, with False, fold it, and say so, as a click on the heading does."""
        self.set_folded(not unfolded)
        self.folded_changed.emit(not unfolded)

    def add(self, widget: QWidget) -> None:
        """Put `widget` below what is there."""
        self.body.addWidget(widget)

    def set_corner(self, widget: QWidget) -> None:
        """Put `widget` at the right end of the heading, right of those put there before."""
        self._corners.addWidget(widget)
        self._corner.setMinimumHeight(CORNER)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._separated:
            painter = QPainter(self)
            painter.fillRect(MARGIN, 0, self.width() - 2 * MARGIN, 1, theme.current().line)
            painter.end()

    def _new_heading(self, folds: bool) -> Heading | FoldingHeading:
        heading = FoldingHeading("") if folds else Heading("")
        heading.setObjectName("heading")
        if isinstance(heading, FoldingHeading):
            heading.clicked.connect(self.unfold)
        return heading

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    panel = QWidget()
    panel.setProperty("panel", True)
    column = QVBoxLayout(panel)
    for name in ("Data", "Training example"):
        section = Section(name, separated=name != "Data", folds=name != "Data")
        section.add(QLabel("whatever belongs here"))
        section.folded_changed.connect(print)
        column.addWidget(section)
    column.addStretch()
    panel.show()
    app.exec()
