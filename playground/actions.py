"""Every action in one table, pure data: menus, toolbar, shortcuts, command palette and shortcut sheet all read it."""
from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP


class Description(NamedTuple):
    """One action. `id` is its object name; `shortcut` in Qt's portable spelling or the name of a standard key."""

    id: str
    text: str
    menu: str
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    checkable: bool = False
    group: str = ""              # of checkable actions, of which one is on
    ends_section: bool = False   # a separator follows in the menu


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("actions", text))


MENUS = {"file": _("&File"), "edit": _("&Edit"), "network": _("&Network"), "data": _("&Data"), "train": _("&Train"),
         "view": _("&View"), "help": _("&Help")}

ACTIONS = (
    Description("new", _("&New"), "file", "Ctrl+N", "mdi6.file-outline", _("Start over from the spiral")),
    Description("open", _("&Open…"), "file", "Ctrl+O", "mdi6.folder-open-outline", _("Open a document"), ends_section=True),
    Description("save", _("&Save"), "file", "Ctrl+S", "mdi6.content-save-outline",
                _("Save the experiment with its trained weights")),
    Description("save_as", _("Save &as…"), "file", "Ctrl+Shift+S", "", _("Save under another name"), ends_section=True),
    Description("export_data", _("Export &data…"), "file", "", "", _("Save the data set as a table (CSV)")),
    Description("export_history", _("Export &history…"), "file", "", "", _("Save the cost and gradient curves as a table (CSV)")),
    Description("export_picture", _("Export the &drawing…"), "file", "", "", _("Save the drawing of the network as SVG or PNG"),
                ends_section=True),
    Description("quit", _("&Quit"), "file", "Ctrl+Q", "", _("Close the window")),
    Description("undo", _("&Undo"), "edit", "Ctrl+Z", "mdi6.undo", _("Take the last edit back; training steps are not edits")),
    Description("redo", _("&Redo"), "edit", "Ctrl+Shift+Z", "mdi6.redo", _("Make the edit again")),
    Description("add_layer", _("&Add a layer"), "network", "Ctrl+Shift+L", "mdi6.plus", _("Add a layer before the output")),
    Description("remove_layer", _("&Remove a layer"), "network", "", "mdi6.minus", _("Remove the last layer before the output"),
                ends_section=True),
    Description("freeze", _("&Freeze or free the selected weight"), "network", "K", "mdi6.lock-outline",
                _("A frozen weight keeps its derivative and does not move")),
    Description("remove_edge", _("Remo&ve or restore the selected edge"), "network", "Delete", "mdi6.scissors-cutting",
                _("A removed edge carries nothing and remembers its weight")),
    Description("switch_off", _("&Switch the selected neuron off or on"), "network", "O", "mdi6.power",
                _("A neuron that is off always answers 0"), ends_section=True),
    Description("select_none", _("Select &nothing"), "network", "Esc", "", _("Let go of the selected edge or neuron")),
    Description("new_data", _("&New random data"), "data", "Ctrl+R", "mdi6.dice-multiple-outline",
                _("Draw the data set anew, with the next seed"), ends_section=True),
    Description("previous_example", _("&Previous example"), "data", "Ctrl+Left", "mdi6.chevron-left"),
    Description("next_example", _("Ne&xt example"), "data", "Ctrl+Right", "mdi6.chevron-right"),
    Description("random_example", _("&Random example"), "data", "Ctrl+Down", "mdi6.shuffle-variant"),
    Description("worst_example", _("&Worst examples first"), "data", "Ctrl+Up", "mdi6.sort-descending"),
    Description("train", _("&Train"), "train", "Space", "mdi6.play", _("Train, or pause")),
    Description("step", _("&Step"), "train", "S", "mdi6.debug-step-over", _("One step: one batch forward, back, and one update")),
    Description("epoch", _("&Epoch"), "train", "E", "mdi6.skip-next", _("Train to the end of the epoch: every example once")),
    Description("run_to", _("Run &to step…"), "train", "Ctrl+T", "mdi6.flag-checkered", _("Train up to a step"), ends_section=True),
    Description("reset", _("&Reset"), "train", "Ctrl+0", "mdi6.restart", _("Back to step 0 with the same initial weights")),
    Description("new_weights", _("&New weights"), "train", "Ctrl+W", "mdi6.dice-5-outline",
                _("Back to step 0 with other initial weights: the next seed")),
    Description("colour_weight", _("Colour edges by &weight"), "view", "1", "", checkable=True, group="colour"),
    Description("colour_gradient", _("Colour edges by ∂&C/∂w"), "view", "2", "", checkable=True, group="colour"),
    Description("colour_change", _("Colour edges by last &change"), "view", "3", "", checkable=True, group="colour",
                ends_section=True),
    Description("fit", _("&Fit the drawing"), "view", "F", "mdi6.fit-to-page-outline", _("Show the whole network")),
    Description("zoom_in", _("Zoom &in"), "view", "Ctrl++", "mdi6.magnify-plus-outline"),
    Description("zoom_out", _("Zoom &out"), "view", "Ctrl+-", "mdi6.magnify-minus-outline", ends_section=True),
    Description("neuron_maps", _("Show what each &neuron sees"), "view", "M", "",
                _("A small map of each neuron's activation, for two inputs"), checkable=True),
    Description("focus", _("Only the selected &edge"), "view", "Ctrl+F", "", _("Grey out all but what is selected"), checkable=True,
                ends_section=True),
    Description("theme_system", _("Theme: as the &system"), "view", "", "", checkable=True, group="theme"),
    Description("theme_dark", _("Theme: &dark"), "view", "", "", checkable=True, group="theme"),
    Description("theme_light", _("Theme: &light"), "view", "", "", checkable=True, group="theme"),
    Description("help", _("&Help"), "help", "F1", "mdi6.help-circle-outline", _("What everything does, and all shortcuts")),
    Description("shortcuts", _("&Shortcuts"), "help", "Ctrl+F1", "mdi6.keyboard-outline", _("All shortcuts on one sheet")),
    Description("palette", _("&Command palette…"), "help", "Ctrl+Shift+P", "mdi6.console-line", _("Find an action by its name")),
    Description("welcome", _("&Three ways to begin"), "help", "", "", _("Show the strip of the first start again")),
    Description("about", _("&About"), "help"),
)
