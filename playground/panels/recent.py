"""The menu of the documents that were open last."""
from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from playground.commands import Commands
from playground.documents import Documents
from playground.settings import Settings


class RecentMenu(QObject):
    """A submenu of File, filled anew whenever it opens; what is not there at the moment is grey."""

    def __init__(self, file_menu: QMenu, commands: Commands, documents: Documents, settings: Settings) -> None:
        super().__init__(documents)
        self._documents, self._settings = documents, settings
        self.menu = QMenu(self.tr("Open &recent"), file_menu)
        self.menu.setObjectName("menu_recent")
        self.menu.setToolTipsVisible(True)
        following = file_menu.actions()[file_menu.actions().index(commands["open"]) + 1]
        file_menu.insertMenu(following, self.menu)
        file_menu.aboutToShow.connect(lambda: self.menu.setEnabled(bool(settings.recent)))
        self.menu.aboutToShow.connect(self._fill)
        self.menu.setEnabled(bool(settings.recent))

    def _fill(self) -> None:
        self.menu.clear()
        paths = [Path(path) for path in self._settings.recent]
        names = [path.name for path in paths]
        for place, path in enumerate(paths, 1):
            folder = f" — {_short(path.parent)}" if names.count(path.name) > 1 else ""
            there = path.is_file()
            text = f"{path.name}{folder}" if there else self.tr("{name} (not there)").format(name=f"{path.name}{folder}")
            action = self.menu.addAction(f"&{place % 10} {text.replace('&', '&&')}")
            action.setToolTip(str(path))
            action.setEnabled(there)
            action.triggered.connect(partial(self._open, str(path)))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("&Clear the list")).triggered.connect(self._clear)

    def _open(self, path: str, _checked: bool = False) -> None:
        self._documents.open_file(path)

    def _clear(self, _checked: bool = False) -> None:
        self._settings.clear_recent()
        self.menu.setEnabled(False)


def _short(folder: Path) -> str:
    """A folder as the user knows it: from the home folder on."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
