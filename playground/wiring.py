"""What each action does: the table's actions connected to session, run, inspection and panels."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import QApplication, QInputDialog, QMainWindow

from core.document import edits
from core.document.edits import Mark
from core.document.experiment import Experiment
from core.network import Bias, Edge, Neuron
from playground import themes
from playground.calm import Calm
from playground.commands import Commands
from playground.documents import Documents
from playground.editing import Editing
from playground.exporting import Exporting
from playground.help_windows import HelpWindows
from playground.importing import Importing
from playground.inspection import Inspection
from playground.links import Links
from playground.panels.data import DataPanel
from playground.panels.drawing_entry import DrawingEntry
from playground.panels.examples import ExamplesPanel
from playground.panels.explanations import Explanations
from playground.panels.gallery import GalleryPanel
from playground.panels.handwriting import Handwriting
from playground.panels.history import HistoryPanel
from playground.panels.inspector import InspectorPanel
from playground.panels.layer import LayerPanel
from playground.panels.network import NetworkPanel
from playground.panels.painting import Painting
from playground.panels.part_menu import PartMenu
from playground.panels.recent import RecentMenu
from playground.panels.several import SeveralPanel
from playground.panels.table import TablePanel
from playground.panels.training import TrainingPanel
from playground.panels.walk import WalkPanel
from playground.run import Run
from playground.session import Session
from playground.settings import Settings
from playground.walking import Walking
from widgets import theme
from widgets.welcome_strip import WelcomeStrip

COLOURS = {"colour_weight": "weight", "colour_gradient": "gradient", "colour_change": "change"}
MARKS: dict[str, Mark] = {"freeze": "frozen", "remove_edge": "removed", "switch_off": "off"}
LAST_STEP = 2_000_000_000


class Parts(NamedTuple):
    """What the actions act on, as the window calls it."""

    commands: Commands
    documents: Documents
    links: Links
    gallery: GalleryPanel
    session: Session
    run: Run
    inspection: Inspection
    settings: Settings
    network: NetworkPanel
    entry: DrawingEntry
    training: TrainingPanel
    data: DataPanel
    examples: ExamplesPanel
    inspector: InspectorPanel
    explanations: Explanations
    layer: LayerPanel
    part_menu: PartMenu
    history: HistoryPanel
    walking: Walking
    walk: WalkPanel
    welcome: WelcomeStrip
    calm: Calm
    editing: Editing
    several: SeveralPanel
    painting: Painting
    table: TablePanel
    handwriting: Handwriting
    importing: Importing
    exporting: Exporting


class Wiring:
    """Connects every action, and keeps enabled what can be done."""

    def __init__(self, window: QMainWindow, parts: Parts) -> None:
        self._window, self._parts = window, parts
        self._help = HelpWindows(window, parts.commands, parts.inspection)
        menus = parts.commands.fill(window.menuBar())
        self._recent = RecentMenu(menus["file"], parts.commands, parts.documents, parts.settings)
        self._wire_files()
        self._wire_edits()
        self._wire_training()
        self._wire_explanations()
        self._wire_walk()
        self._wire_view()
        self._wire_help()

    def _on(self, name: str, slot: Callable[[], object]) -> None:
        self._parts.commands[name].triggered.connect(lambda _checked: slot())

    def _wire_files(self) -> None:
        documents, window = self._parts.documents, self._window
        for name in ("open", "save", "save_as", "revert", "export_data", "export_history"):
            self._on(name, getattr(documents, name))
        self._on("open_link", self._parts.links.ask)
        self._on("export_link", self._parts.links.take_along)
        self._on("import_data", self._parts.importing.choose)
        documents.table_chosen.connect(self._parts.importing.begin)
        self._on("new", self._parts.gallery.open)
        for told in (self._parts.session.titled, self._parts.run.running_changed):
            told.connect(lambda *_: self._enable_revert())
        for name in ("sheet", "script", "picture"):
            self._on(f"export_{name}", getattr(self._parts.exporting, name))
        self._on("quit", window.close)
        for exporter in (self._parts.history.export_wanted, self._parts.layer.save_wanted):
            exporter.connect(self._parts.exporting.table)

    def _enable_revert(self) -> None:
        session = self._parts.session
        self._parts.commands["revert"].setEnabled(session.path is not None and session.edited)

    def _wire_edits(self) -> None:
        session, inspection, editing = self._parts.session, self._parts.inspection, self._parts.editing
        stack: QUndoStack = session.stack
        self._on("undo", session.undo)
        self._on("redo", session.redo)
        for name, text, can, signal, text_signal in (
            ("undo", self._tr("&Undo"), stack.canUndo, stack.canUndoChanged, stack.undoTextChanged),
            ("redo", self._tr("&Redo"), stack.canRedo, stack.canRedoChanged, stack.redoTextChanged),
        ):
            action = self._parts.commands[name]
            action.setEnabled(can())
            signal.connect(action.setEnabled)
            text_signal.connect(partial(_name_edit, action, text))
        network, entry = self._parts.network, self._parts.entry
        self._on("add_layer", lambda: network.add_layer_after(len(session.experiment.network.layers) - 1))
        self._on("remove_layer", lambda: network.remove_layer(len(session.experiment.network.layers) - 1))
        self._on("type_shape", entry.type_shape)
        self._on("rename", entry.rename)
        self._parts.commands.remember("keep_function", self._parts.settings, network.keep_function)
        self._on("freeze", lambda: editing.toggle("frozen"))
        self._on("remove_edge", self._remove)
        self._on("switch_off", lambda: editing.toggle("off"))
        self._on("type_value", self._parts.several.ask_value)
        self._on("scale_values", self._parts.several.ask_factor)
        self._on("randomise", lambda: editing.randomise(None))
        self._on("select_all", inspection.select_all)
        self._on("select_more", inspection.select_more)
        self._on("select_none", self._let_go)
        self._on("new_data", self._parts.data.renew)
        commands, painting = self._parts.commands, self._parts.painting
        commands["paint"].triggered.connect(painting.switch)
        painting.switched.connect(commands["paint"].setChecked)
        for name, opened in (("table", self._parts.table), ("draw_digit", self._parts.handwriting)):
            self._on(name, partial(opened.show, (commands["undo"], commands["redo"])))
        self._on("previous_example", lambda: self._parts.walking.step_example(-1))
        self._on("next_example", lambda: self._parts.walking.step_example(1))
        self._on("random_example", self._parts.examples.show_random)
        self._on("worst_example", lambda: inspection.show_worst_first(not inspection.worst_first))
        inspection.changed.connect(self._enable)

    def _remove(self) -> None:
        """The selected edges, so that they come back the same way; where there are none, the selected neurons for good."""
        if self._parts.editing.markable("removed"):
            self._parts.editing.toggle("removed")
        else:
            self._parts.network.remove_neurons([part for part in self._parts.inspection.chosen if isinstance(part, Neuron)])

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

    def _wire_explanations(self) -> None:
        parts, commands, inspection = self._parts, self._parts.commands, self._parts.inspection
        explanations, inspector, layer = parts.explanations, parts.inspector, parts.layer
        commands["average"].triggered.connect(inspection.show_average)
        inspection.changed.connect(lambda: commands["average"].setChecked(inspection.averages))
        self._on("bias", inspection.select_bias)
        self._on("nudge", explanations.nudge.nudge)
        for name in ("layer_back", "paths", "cost_along"):
            self._on(name, getattr(explanations, name).reveal)
        self._on("without", parts.part_menu.open_for_selection)
        for name in ("indices", "delta"):
            commands[name].triggered.connect(getattr(inspector, f"show_{name}"))
        inspector.form_changed.connect(self._show_form)
        self._show_form()
        for name, copy in (("copy_formula", inspector.copy_text), ("copy_latex", inspector.copy_latex)):
            self._on(name, partial(self._copy, copy))
        parts.network.widget.entered.connect(lambda _: inspector.take_focus())
        self._on("copy_gradient", partial(self._copy, lambda: layer.vector_now().copy_all()))
        self._on("export_gradient", lambda: parts.exporting.table(layer.vector_now()))
        self._on("export_matrix", lambda: parts.exporting.table(layer.matrix_now()))

    def _wire_walk(self) -> None:
        commands, walking, panel = self._parts.commands, self._parts.walking, self._parts.walk
        commands["backprop"].triggered.connect(lambda on: walking.open() if on else walking.leave())
        self._on("walk_example", lambda: walking.open("example"))
        self._on("walk_batch", lambda: walking.open("batch"))
        self._on("walk_next", partial(walking.go_by, 1))
        self._on("walk_back", partial(walking.go_by, -1))
        for of in ("layer", "stage"):
            self._on(f"walk_next_{of}", partial(walking.go_on, of))
            self._on(f"walk_back_{of}", partial(walking.go_on, of, False))
        commands["walk_play"].triggered.connect(lambda on: walking.play() if on else walking.pause())
        for name in panel.views:
            self._on(f"walk_{name}", partial(self._show_walk_view, name))
        self._on("walk_keep", walking.keep)
        self._on("walk_leave", walking.leave)
        panel.view_shown.connect(lambda name: commands[f"walk_{name}"].setChecked(True))
        commands["walk_lines"].setChecked(True)
        walking.moved.connect(self._enable_walk)
        walking.playing_changed.connect(self._show_walk_playing)
        self._enable_walk()
        for name in ("train", "epoch", "run_to"):                # the training goes on, and the walk is left behind
            commands[name].triggered.connect(walking.leave)

    def _show_walk_view(self, name: str) -> None:
        if self._parts.walking.walk is None:
            self._parts.walking.open()
        self._parts.walk.show_view(name)

    def _enable_walk(self) -> None:
        commands, walking = self._parts.commands, self._parts.walking
        walk = walking.walk
        commands["backprop"].setChecked(walk is not None)
        commands["walk_batch" if walking.over == "batch" else "walk_example"].setChecked(True)
        for name in ("walk_next", "walk_next_layer", "walk_next_stage"):
            commands[name].setEnabled(walk is not None and walk.position < len(walk.operations))
        for name in ("walk_back", "walk_back_layer", "walk_back_stage"):
            commands[name].setEnabled(walk is not None and walk.position > 0)
        for name in ("walk_play", "walk_leave"):
            commands[name].setEnabled(walk is not None)
        commands["walk_keep"].setEnabled(walking.can_keep)

    def _show_walk_playing(self, playing: bool) -> None:
        action = self._parts.commands["walk_play"]
        action.setChecked(playing)
        action.setIcon(theme.icon("mdi6.pause" if playing else "mdi6.play"))

    def _copy(self, copy: Callable[[], object]) -> None:
        copy()
        self._parts.session.told.emit(self._tr("Copied."))

    def _let_go(self) -> None:
        """From the explanations back to the drawing; on the drawing, let go of what is selected."""
        focused, view = QApplication.focusWidget(), self._parts.network.widget
        explaining = (self._parts.inspector.widget, *self._parts.explanations.sections)
        if focused is not None and any(widget.isAncestorOf(focused) for widget in explaining):
            view.setFocus()
        else:
            self._parts.inspection.select(None)

    def _show_form(self) -> None:
        for name in ("indices", "delta"):
            self._parts.commands[name].setChecked(getattr(self._parts.inspector, name))

    def _wire_view(self) -> None:
        commands, network, training = self._parts.commands, self._parts.network, self._parts.training
        network.connect_view_actions(*(commands[name] for name in ("fit", "zoom_in", "zoom_out", "focus")))
        commands["neuron_maps"].toggled.connect(network.set_neuron_maps)
        commands.remember("show_names", self._parts.settings, network.show_names, True)
        for name, colour in COLOURS.items():
            self._on(name, partial(self._colour, colour))
        training.widget.edge_colour_chosen.connect(self._colour)
        training.widget.set_edge_colour("weight")
        commands["colour_weight"].setChecked(True)
        for name in self._parts.layer.views:
            self._on(f"show_{name}", partial(self._parts.layer.show_view, name))
        self._parts.layer.view_shown.connect(lambda name: commands[f"show_{name}"].setChecked(True))
        commands["show_matrix"].setChecked(True)
        nudge = self._parts.explanations.nudge.widget
        self._parts.calm.tell(network.widget.set_calm, nudge.set_calm, commands["calm"].setChecked)
        commands["calm"].triggered.connect(self._parts.calm.choose)
        for name in ("system", "dark", "light"):
            commands[f"theme_{name}"].setChecked(self._parts.settings.theme == name)
            self._on(f"theme_{name}", partial(self._choose_theme, name))

    def _wire_help(self) -> None:
        parts = self._parts
        for name in ("help", "shortcuts", "about"):
            self._on(name, getattr(self._help, f"show_{name}"))
        self._on("palette", self._help.palette.open)
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
        for name, kind in MARKS.items():
            commands[name].setEnabled(bool(self._parts.editing.markable(kind)))
        commands["remove_edge"].setEnabled(any(not isinstance(each, Bias) for each in self._parts.inspection.chosen))
        commands["rename"].setEnabled(isinstance(part, Neuron))
        numbers = bool(self._parts.editing.parameters)
        for name in ("type_value", "scale_values", "randomise"):
            commands[name].setEnabled(numbers)
        commands["select_more"].setEnabled(part is not None)
        commands["select_none"].setEnabled(part is not None)
        commands["bias"].setEnabled(isinstance(part, Neuron | Bias) and part.l > 0)
        weighs = isinstance(part, Edge | Bias)
        for name, can in (("nudge", weighs), ("cost_along", weighs), ("layer_back", part is not None), ("paths", part is not None),
                          ("without", isinstance(part, Edge | Neuron)), ("copy_formula", weighs), ("copy_latex", weighs)):
            commands[name].setEnabled(can)
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

    def _close_welcome(self) -> None:
        self._parts.settings.welcomed = True
        self._parts.welcome.hide()

    def close(self) -> None:
        """Close the windows that stand on their own."""
        self._parts.gallery.close()
        self._parts.table.close()
        self._parts.handwriting.close()
        self._help.close()

    def _tr(self, text: str) -> str:
        return self._window.tr(text)


def _name_edit(action: QAction, text: str, edit: str) -> None:
    """Undo, and what it undoes: the name of an edit goes on a sentence here."""
    action.setText(f"{text}: {edit[0].lower()}{edit[1:]}" if edit else text)
