"""What the program remembers between two starts: theme, window, and what was open."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QSettings

ORGANIZATION, APPLICATION = "backprop-playground", "Backprop Playground"


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
        return str(self._store.value("welcomed", "false")) == "true"

    @welcomed.setter
    def welcomed(self, welcomed: bool) -> None:
        self._store.setValue("welcomed", "true" if welcomed else "false")

    def bytes(self, name: str) -> QByteArray:
        """The layout of the window or of a splitter; empty when none was saved."""
        value = self._store.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember the layout of the window or of a splitter."""
        self._store.setValue(f"layout/{name}", value)
