"""What the program remembers between two starts: theme, window, and what was open."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

ORGANIZATION, APPLICATION = "backprop-playground", "Backprop Playground"
MOST_RECENT = 10


class Values(dict[str, Any]):
    """What QSettings offers, in memory alone."""

    def value(self, name: str, default: object = None) -> Any:
        """The value of that name."""
        return self.get(name, default)

    def setValue(self, name: str, value: object) -> None:
        """Remember a value."""
        self[name] = value


class Settings:
    """Named values over QSettings, each with its default."""

    def __init__(self, kept: bool = True) -> None:
        """With `kept` false nothing is read or written: for pictures."""
        self._store: QSettings | Values = Values()
        if kept:
            self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANIZATION, ORGANIZATION)

    @property
    def state_folder(self) -> Path | None:
        """Where unsaved work and locks are kept: the system's folder for such things; None when nothing is to be kept."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericStateLocation)
        return None if isinstance(self._store, Values) or not folder else Path(folder) / ORGANIZATION

    @property
    def recent(self) -> list[str]:
        """The paths of the documents that were open or saved last, the newest first."""
        value = self._store.value("recent", [])
        paths = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [path for path in paths if isinstance(path, str) and path][:MOST_RECENT]

    def add_recent(self, path: str) -> None:
        """This document comes first from now on."""
        self._store.setValue("recent", [path, *(each for each in self.recent if each != path)][:MOST_RECENT])

    def clear_recent(self) -> None:
        """Forget them."""
        self._store.setValue("recent", [])

    @property
    def theme(self) -> str:
        """system, dark or light."""
        name = str(self._store.value("theme", "system"))
        return name if name in ("system", "dark", "light") else "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def last_opened(self) -> str | None:
        """The path or preset that was open when the program was last closed; None at the first start."""
        value = self._store.value("last_opened")
        return str(value) if value else None

    @last_opened.setter
    def last_opened(self, file: str) -> None:
        self._store.setValue("last_opened", file)

    @property
    def welcomed(self) -> bool:
        """Whether the strip of the first start was closed."""
        return self.flag("welcomed")

    @welcomed.setter
    def welcomed(self, welcomed: bool) -> None:
        self.set_flag("welcomed", welcomed)

    @property
    def walk_view(self) -> str:
        """What a walk shows below the drawing: lines, graph, both, update or counting."""
        name = str(self._store.value("walk_view", "lines"))
        return name if name in ("lines", "graph", "both", "update", "counting") else "lines"

    @walk_view.setter
    def walk_view(self, name: str) -> None:
        self._store.setValue("walk_view", name)

    def flag(self, name: str, default: bool = False) -> bool:
        """Something that is on or off, such as calm, or whether a section is folded."""
        return str(self._store.value(name, _written(default))) == "true"

    def set_flag(self, name: str, on: bool) -> None:
        """Remember that it is on or off."""
        self._store.setValue(name, _written(on))

    def bytes(self, name: str) -> QByteArray:
        """The layout of the window or of a splitter; empty when none was saved."""
        value = self._store.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember the layout of the window or of a splitter."""
        self._store.setValue(f"layout/{name}", value)


def _written(on: bool) -> str:
    return "true" if on else "false"
