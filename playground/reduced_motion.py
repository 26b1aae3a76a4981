"""Whether the user has asked the system for less movement, which Qt reports from 6.12 on only."""
from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import SLOT, QObject, QSettings, Qt, Signal, Slot
from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage, QDBusVariant
from PySide6.QtGui import QGuiApplication

TIMEOUT = 200            # ms
ANIMATIONS = 0x1042      # SPI_GETCLIENTAREAANIMATION
PORTAL = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"
SETTING = ("org.freedesktop.appearance", "reduced-motion")


def wants_less_motion() -> bool:
    """What the system's settings say; no, where they say nothing."""
    if sys.platform == "win32":
        from ctypes import byref, c_int, windll

        animates = c_int(1)
        windll.user32.SystemParametersInfoW(ANIMATIONS, 0, byref(animates), 0)
        return not animates.value
    if sys.platform == "darwin":
        return bool(QSettings("com.apple.universalaccess").value("reduceMotion", 0, int))
    return _on_linux()


class MotionSetting(QObject):
    """Follows the system's setting: the desktop portal tells of every change; elsewhere it is looked up when the user comes back.

    changed(bool): less movement is wanted, or no longer.
    """

    changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = wants_less_motion()
        if sys.platform in ("win32", "darwin"):
            application = QGuiApplication.instance()
            assert isinstance(application, QGuiApplication)
            application.applicationStateChanged.connect(self._look_up)
        else:
            bus: Any = QDBusConnection.sessionBus()             # its stub asks for a slot in bytes, which it refuses
            bus.connect(*PORTAL, "SettingChanged", self, SLOT("hear(QString,QString,QDBusVariant)"))

    @property
    def wanted(self) -> bool:
        """What the system said last."""
        return self._wanted

    @Slot(str, str, QDBusVariant)
    def hear(self, group: str, name: str, value: QDBusVariant) -> None:
        """The portal says that one of the desktop's settings has changed."""
        if (group, name) == SETTING:
            self._take(value.variant() == 1)

    def _look_up(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._take(wants_less_motion())

    def _take(self, wanted: bool) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.changed.emit(wanted)


def _on_linux() -> bool:
    """The desktop portal's `reduced-motion`: 1 means reduced."""
    ask = QDBusMessage.createMethodCall(*PORTAL, "ReadOne")
    ask.setArguments(list(SETTING))
    answer = QDBusConnection.sessionBus().call(ask, QDBus.CallMode.Block, TIMEOUT).arguments()
    value = answer[0].variant() if answer and isinstance(answer[0], QDBusVariant) else None
    return value == 1
