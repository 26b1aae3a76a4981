"""What each action does: the table's actions connected to session, run, inspection and panels."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import QApplication, QInputDialog, QMainWindow, QMessageBox, QWidget

from core.document import edits
from core.document.experiment import Experiment
from core.formats import tables
from playground import themes
from playground.commands import Commands
from playground.documents import Documents
from playground.inspection import Inspection
from playground.panels.data import DataPanel
from playground.panels.examples import ExamplesPanel
from playground.panels.history import HistoryPanel
from playground.panels.inspector import InspectorPanel
from playground.panels.network import NetworkPanel
from playground.panels.training import TrainingPanel
from playground.pictures import painted
from playground.run import Run
from playground.session import Session
from playground.settings import Settings
from playground.version import version
from widgets import theme
from widgets.command_palette import CommandPalette
from widgets.help_view import HelpView
from widgets.plots.history_plot import HistoryPlot
from widgets.shortcut_sheet import ShortcutSheet
from widgets.theme import ASSETS
from widgets.welcome_strip import WelcomeStrip

COLOURS = {"colour_weight": "weight", "colour_gradient": "gradient", "colour_change": "change"}
LAST_STEP = 2_000_000_000


class Parts(NamedTuple):
    """What the actions act on."""

    commands: Commands
    documents: Documents
    session: Session
    run: Run
    inspection: Inspection
    settings: Settings
    network: NetworkPanel
    training: TrainingPanel
    data: DataPanel
    examples: ExamplesPanel
    inspector: InspectorPanel
    history: HistoryPanel
    welcome: WelcomeStrip


class Wiring:
    """Connects every action, keeps enabled what can be done, and owns the windows that actions open."""

    def __init__(self, window: QMainWindow, parts: Parts) -> None:
        self._window, self._parts = window, parts
        self._palette = CommandPalette(window)
        self._palette.set_actions(list(parts.commands.values()))
        self._help: HelpView | None = None
        self._sheet: ShortcutSheet | None = None
        parts.commands.fill(window.menuBar())
        self._wire_files()
        self._wire_edits()
        self._wire_training()
        self._wire_view()
        self._wire_help()

    def _on(self, name: str, slot: Callable[[], object]) -> None:
        self._parts.commands[name].triggered.connect(lambda _checked: slot())

    def _wire_files(self) -> None:
        documents, window = self._parts.documents, self._window
        for name in ("new", "open", "save", "save_as", "export_data", "export_history"):
            self._on(name, getattr(documents, name))
        self._on("export_picture", self._export_picture)
        self._on("quit", window.close)
        self._parts.history.export_wanted.connect(self._export_plot)

    def _wire_edits(self) -> None:
        session, inspection, inspector = self._parts.session, self._parts.inspection, self._parts.inspector
        stack: QUndoStack = session.stack
        self._on("undo", stack.undo)
        self._on("redo", stack.redo)
        for name, text, can, signal, text_signal in (
            ("undo", self._tr("&Undo"), stack.canUndo, stack.canUndoChanged, stack.undoTextChanged),
            ("redo", self._tr("&Redo"), stack.canRedo, stack.canRedoChanged, stack.redoTextChanged),
        ):
            action = self._parts.commands[name]
            action.setEnabled(can())
            signal.connect(action.setEnabled)
            text_signal.connect(partial(_name_edit, action, text))
        self._on("add_layer", lambda: session.edit(self._tr("Add a layer"), lambda e: edits.add_layer(e, len(e.network.layers))))
        self._on("remove_layer", lambda: session.edit(
            self._tr("Remove a layer"), lambda e: edits.remove_layer(e, len(e.network.layers) - 1)))
        self._on("freeze", lambda: inspector.toggle("frozen"))
        self._on("remove_edge", lambda: inspector.toggle("removed"))
        self._on("switch_off", lambda: inspector.toggle("off"))
        self._on("select_none", lambda: inspection.select(None))
        self._on("new_data", self._parts.data.renew)
        self._on("previous_example", lambda: inspection.step_example(-1))
        self._on("next_example", lambda: inspection.step_example(1))
        self._on("random_example", self._parts.examples.show_random)
        self._on("worst_example", lambda: inspection.show_worst_first(not inspection.worst_first))
        inspection.changed.connect(self._enable)

    def _wire_training(self) -> None:
        run, session, commands = self._parts.run, self._parts.session, self._parts.commands
        self._on("train", self.train_or_pause)
        self._on("step", run.advance)
        self._on("epoch", run.advance_epoch)
        self._on("run_to", self._run_to)
        self._on("reset", lambda: self._restart(self._tr("Reset"), edits.reset))
        self._on("new_weights", lambda: self._restart(self._tr("New weights"), edits.new_weights))
        run.running_changed.connect(self._show_running)
        session.changed.connect(self._enable)
        self._show_running(False)
        commands["train"].setAutoRepeat(False)

    def _wire_view(self) -> None:
        commands, network, training = self._parts.commands, self._parts.network, self._parts.training
        network.connect_view_actions(*(commands[name] for name in ("fit", "zoom_in", "zoom_out", "focus")))
        commands["neuron_maps"].toggled.connect(network.set_neuron_maps)
        for name, colour in COLOURS.items():
            self._on(name, partial(self._colour, colour))
        training.widget.edge_colour_chosen.connect(self._colour)
        training.widget.set_edge_colour("weight")
        commands["colour_weight"].setChecked(True)
        for name in ("system", "dark", "light"):
            commands[f"theme_{name}"].setChecked(self._parts.settings.theme == name)
            self._on(f"theme_{name}", partial(self._choose_theme, name))

    def _wire_help(self) -> None:
        parts = self._parts
        self._on("help", self._show_help)
        self._on("shortcuts", self._show_shortcuts)
        self._on("palette", self._palette.open)
        self._on("about", self._show_about)
        self._on("welcome", parts.welcome.show)
        parts.welcome.setVisible(not parts.settings.welcomed)
        parts.welcome.closed.connect(self._close_welcome)
        parts.welcome.watch_wanted.connect(parts.run.play)
        parts.welcome.chain_wanted.connect(lambda: parts.documents.open_preset("chain"))
        parts.welcome.digits_wanted.connect(lambda: parts.documents.open_preset("digits"))

    # ---- training ------------------------------------------------------------------------------------------------------------

    def train_or_pause(self) -> None:
        """Train without end, or pause."""
        run = self._parts.run
        if run.running:
            run.pause()
        else:
            run.play()

    def _restart(self, text: str, change: Callable[[Experiment], Experiment]) -> None:
        self._parts.session.edit(text, change)

    def _run_to(self) -> None:
        run = self._parts.run
        now = run.snapshot.step
        step, wanted = QInputDialog.getInt(
            self._window, self._tr("Run to step"), self._tr("Train up to step:"), now + 1000, now + 1, LAST_STEP, 1000)
        if wanted:
            run.run_to(step)

    def _show_running(self, running: bool) -> None:
        commands = self._parts.commands
        commands["train"].setText(self._tr("Pause") if running else self._tr("Train"))
        commands["train"].setIcon(theme.icon("mdi6.pause" if running else "mdi6.play"))
        for name in ("step", "epoch", "run_to"):
            commands[name].setEnabled(not running)

    def _enable(self) -> None:
        part, commands = self._parts.inspection.selection, self._parts.commands
        layers = len(self._parts.session.experiment.network.layers)
        commands["freeze"].setEnabled(part is not None and part.l > 0)
        commands["remove_edge"].setEnabled(part is not None and hasattr(part, "k"))
        commands["switch_off"].setEnabled(part is not None and not hasattr(part, "k") and 0 < part.l < layers)
        commands["select_none"].setEnabled(part is not None)
        commands["remove_layer"].setEnabled(layers > 1)

    # ---- the view ------------------------------------------------------------------------------------------------------------

    def _colour(self, colour: str) -> None:
        self._parts.network.set_colour(colour)
        self._parts.training.widget.set_edge_colour(colour)
        name = next(name for name, each in COLOURS.items() if each == colour)
        self._parts.commands[name].setChecked(True)

    def _choose_theme(self, name: str) -> None:
        self._parts.settings.theme = name
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        themes.apply(application, name)

    def _export_picture(self) -> None:
        title = self._parts.session.experiment.title
        kinds = "SVG (*.svg);;PNG (*.png)"
        self._parts.documents.export(self._tr("Export the drawing"), f"{title}.svg", kinds,
                                     lambda path: painted(self._parts.network.widget, _kind(path)))

    def _export_plot(self, plot: HistoryPlot) -> None:
        def content(_: Path) -> bytes:
            header, rows = plot.table()
            shown: list[tables.Row] = [["" if value is None else value for value in row] for row in rows]
            return tables.as_csv([list(header), *shown]).encode()

        self._parts.documents.export(self._tr("Export the data shown"), f"{plot.objectName()}.csv", "CSV (*.csv)", content)

    # ---- help ----------------------------------------------------------------------------------------------------------------

    def _show_help(self) -> None:
        if self._help is None:
            self._help = HelpView()
            self._help.setWindowTitle(self._tr("Help"))
            self._help.set_folder(ASSETS / "help")
            self._help.resize(900, 640)
        self._show(self._help)

    def _show_shortcuts(self) -> None:
        if self._sheet is None:
            self._sheet = ShortcutSheet(self._window)
            self._sheet.set_groups(self._parts.commands.shortcuts())
        self._show(self._sheet)

    def _show_about(self) -> None:
        QMessageBox.about(self._window, self._tr("About"), self._tr(
            "<b>Backprop Playground {version}</b><p>Draw a small neural network, train it live, stop it anywhere, and see why any "
            "weight will move.</p><p>It brings 3Blue1Brown’s lecture “Backpropagation calculus” to life. MIT licence; the fonts "
            "are under the SIL Open Font License, the digits (Alpaydin and Kaynak, 1998) under CC BY 4.0.</p>"
        ).format(version=version()))

    def _close_welcome(self) -> None:
        self._parts.settings.welcomed = True
        self._parts.welcome.hide()

    def close(self) -> None:
        """Close the windows that stand on their own."""
        for widget in (self._help, self._palette, self._sheet):
            if widget is not None:
                widget.close()

    @staticmethod
    def _show(widget: QWidget) -> None:
        widget.show()
        widget.raise_()
        widget.activateWindow()

    def _tr(self, text: str) -> str:
        return self._window.tr(text)


def _name_edit(action: QAction, text: str, edit: str) -> None:
    """Undo, and what it undoes."""
    action.setText(f"{text}: {edit}" if edit else text)


def _kind(path: Path) -> str:
    return "png" if path.suffix.lower() == ".png" else "svg"
