"""The theme: the user's choice, or the system's, which is followed when it changes."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from playground.settings import Settings
from widgets import theme


def follow(application: QApplication, settings: Settings) -> None:
    """Apply the chosen theme now, and the system's whenever it changes while that is what was chosen."""
    apply(application, settings.theme, calm=False)
    application.styleHints().colorSchemeChanged.connect(lambda _: apply(application, settings.theme))


def apply(application: QApplication, name: str, calm: bool | None = None) -> None:
    """dark, light, or the system's: dark where that does not say; as calm as before unless `calm` is given."""
    light = application.styleHints().colorScheme() == Qt.ColorScheme.Light if name == "system" else name == "light"
    chosen = theme.LIGHT if light else theme.DARK
    if theme.current().is_calm if calm is None else calm:
        chosen = chosen.calm
    if application.property("theme") != chosen.name:
        theme.apply(application, chosen)
