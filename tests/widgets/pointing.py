"""The mouse as the window system has it: it enters and leaves what happens to be under it, and its wheel scrolls that."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget


def move(window: QWidget, widget: QWidget, place: QPoint) -> None:
    """Bring the mouse to a place in a widget of a shown window, past whatever lies between."""
    at = widget.mapTo(window, place)
    for step in (at + QPoint(1, 0), at):                        # where it was before, it would not have moved
        QTest.mouseMove(window.windowHandle(), step)
    QApplication.processEvents()


def turn_wheel(window: QWidget, place: QPoint) -> None:
    """Turn the wheel a notch towards the user and move nothing; the first to take it is scrolled, from what is there outwards."""
    widget, none = window.childAt(place), Qt.MouseButton.NoButton
    while widget is not None:
        at = QPointF(widget.mapFrom(window, place)) if widget is not window else QPointF(place)
        event = QWheelEvent(at, QPointF(window.mapToGlobal(place)), QPoint(), QPoint(0, -120), none,
                            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        event.ignore()
        QApplication.sendEvent(widget, event)
        widget = None if event.isAccepted() else widget.parentWidget()
    QApplication.processEvents()


def leave(view: QAbstractScrollArea) -> None:
    """Tell a view that the mouse left it."""
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
