"""The QActions made from the table of actions, each known by its id."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from playground.actions import ACTIONS, MENUS
from playground.settings import Settings
from widgets import theme


class Commands(dict[str, QAction]):
    """Every action by its id; they belong to the window, so that their shortcuts work all over it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._groups: dict[str, QActionGroup] = {}
        for description in ACTIONS:
            text = _translated(description.text)
            action = QAction(text, window, checkable=description.checkable)
            action.setObjectName(description.id)
            action.setShortcut(QKeySequence(description.shortcut))
            action.setToolTip(_translated(description.tip) if description.tip else plain(text))
            action.setStatusTip(action.toolTip())
            if description.icon:
                action.setIcon(theme.icon(description.icon))
                action.setIconVisibleInMenu(False)
            if description.group:
                self._groups.setdefault(description.group, QActionGroup(window)).addAction(action)
            window.addAction(action)
            self[description.id] = action

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """One menu after the other, in the order of the table."""
        menus = {}
        for name, title in MENUS.items():
            menu = menus[name] = bar.addMenu(_translated(title))
            menu.setObjectName(f"menu_{name}")
            for description in ACTIONS:
                if name in (description.menu, description.also):
                    menu.addAction(self[description.id])
                    if description.ends_section:
                        menu.addSeparator()
        return menus

    def remember(self, name: str, settings: Settings, tell: Callable[[bool], object], default: bool = False) -> None:
        """Let an action be on or off as it was when the program was last closed, and tell whom it concerns."""
        action = self[name]
        action.setChecked(settings.flag(name, default))
        action.toggled.connect(partial(settings.set_flag, name))
        action.toggled.connect(tell)
        tell(action.isChecked())

    def shortcuts(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For the shortcut sheet: each menu's title with what its actions do and their keys."""
        groups = []
        for name, title in MENUS.items():
            rows = [(plain(self[d.id].text()), self[d.id].shortcut().toString(QKeySequence.SequenceFormat.NativeText))
                    for d in ACTIONS if d.menu == name and d.shortcut]
            if rows:
                groups.append((plain(_translated(title)), rows))
        return groups


def plain(text: str) -> str:
    """An action's text without its mnemonic."""
    return text.replace("&", "")


def _translated(text: str) -> str:
    return QCoreApplication.translate("actions", text)
