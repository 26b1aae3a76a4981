"""The windows that help: the pages, the shortcuts, the command palette, and what the program is."""
from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox, QWidget

from playground.commands import Commands
from playground.inspection import Inspection
from playground.version import version
from widgets.command_palette import CommandPalette
from widgets.help_view import HelpView
from widgets.shortcut_sheet import ShortcutSheet
from widgets.theme import ASSETS


class HelpWindows(QObject):
    """Each is made when it is first wanted."""

    def __init__(self, window: QMainWindow, commands: Commands, inspection: Inspection) -> None:
        super().__init__(window)
        self._window, self._commands, self._inspection = window, commands, inspection
        self.palette = CommandPalette(window)
        self.palette.set_actions(list(commands.values()))
        self._help: HelpView | None = None
        self._sheet: ShortcutSheet | None = None

    def show_help(self) -> None:
        """The pages; while something is selected, the one that explains it."""
        if self._help is None:
            self._help = HelpView()
            self._help.setWindowTitle(self.tr("Help"))
            self._help.set_folder(ASSETS / "help")
            self._help.resize(900, 640)
        if self._inspection.selection is not None:
            self._help.show_page("04-why-a-weight-moves")
        _bring(self._help)

    def show_shortcuts(self) -> None:
        """All shortcuts on one sheet."""
        if self._sheet is None:
            self._sheet = ShortcutSheet(self._window)
            self._sheet.set_groups(self._commands.shortcuts())
        _bring(self._sheet)

    def show_about(self) -> None:
        """Version, origin and licences."""
        QMessageBox.about(self._window, self.tr("About"), self.tr(
            "<b>Backprop Playground {version}</b><p>Draw a small neural network, train it live, stop it anywhere, and see why any "
            "weight will move.</p><p>It brings 3Blue1Brown’s lecture “Backpropagation calculus” to life. MIT licence; the fonts "
            "are under the SIL Open Font License, the digits (Alpaydin and Kaynak, 1998) under CC BY 4.0.</p>"
        ).format(version=version()))

    def close(self) -> None:
        """Close those that are there."""
        for widget in (self._help, self.palette, self._sheet):
            if widget is not None:
                widget.close()
                widget.deleteLater()


def _bring(widget: QWidget) -> None:
    widget.show()
    widget.raise_()
    widget.activateWindow()
