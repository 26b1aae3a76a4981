"""A button that stands for a QAction: its tooltip names the shortcut, and a primary one tints its icon to be seen on blue."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QHelpEvent, QIcon, QKeySequence, QPainter
from PySide6.QtWidgets import QStyleOptionToolButton, QToolButton, QToolTip, QWidget

from widgets import theme


def described(action: QAction) -> str:
    """What an action does and its shortcut, as a tooltip says it."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = action.toolTip()
    return f"{tip} ({keys})" if keys and f"({keys})" not in tip else tip


class ActionButton(QToolButton):
    """`primary` makes it the one blue button."""

    def __init__(self, action: QAction, primary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._primary = primary
        self._reserved: tuple[str, ...] = ()
        self.setProperty("primary", primary)
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def reserve(self, *texts: str) -> None:
        """Be wide enough for these texts too, so that nothing moves when the action changes its own."""
        self._reserved = texts
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics, hint = self.fontMetrics(), super().sizeHint()
        if self._reserved and self.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
            now, *others = (metrics.size(Qt.TextFlag.TextShowMnemonic, text).width() for text in (self.text(), *self._reserved))
            hint += QSize(max(max(others) - now, 0), 0)
        return hint

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), described(self.defaultAction()), self)
            return True
        return super().event(event)

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:
        super().initStyleOption(option)
        if self._primary and self.isEnabled() and not option.icon.isNull():
            option.icon = self._tinted(option.icon)

    def _tinted(self, icon: QIcon) -> QIcon:
        pixmap = icon.pixmap(self.iconSize(), self.devicePixelRatio())
        painter = QPainter(pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), theme.current().on_accent)
        painter.end()
        return QIcon(pixmap)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    train = QAction(theme.icon("mdi6.play"), "Train")
    train.triggered.connect(lambda: train.setText("Pause" if train.text() == "Train" else "Train"))
    button = ActionButton(train, primary=True)
    button.reserve("Train", "Pause")
    button.show()
    app.exec()
