"""The main window: it makes the parts and places the panels."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.background import Background
from playground.calm import Calm
from playground.commands import Commands
from playground.documents import Documents
from playground.editing import Editing
from playground.exporting import Exporting
from playground.importing import Importing
from playground.inspection import Inspection
from playground.links import Links, link_in
from playground.panels.check import CheckPanel
from playground.panels.data import DataPanel
from playground.panels.drawing_entry import DrawingEntry
from playground.panels.examples import ExamplesPanel
from playground.panels.explanation import Context
from playground.panels.explanations import Explanations
from playground.panels.gallery import GalleryPanel
from playground.panels.handwriting import Handwriting
from playground.panels.history import HistoryPanel
from playground.panels.inspector import InspectorPanel
from playground.panels.layer import LayerPanel
from playground.panels.network import NetworkPanel
from playground.panels.output import OutputPanel
from playground.panels.painting import Painting
from playground.panels.part_menu import PartMenu
from playground.panels.recovery import RecoveryPanel
from playground.panels.several import SeveralPanel
from playground.panels.status import StatusPanel
from playground.panels.table import TablePanel
from playground.panels.training import TrainingPanel
from playground.panels.walk import WalkPanel
from playground.recovery import Recovery
from playground.run import Run
from playground.session import Session
from playground.settings import Settings
from playground.waiting import Waiting
from playground.walking import Walking
from playground.wiring import Parts, Wiring
from widgets.action_button import ActionButton
from widgets.section import Section
from widgets.section_row import SectionRow
from widgets.welcome_strip import WelcomeStrip

LEFT, RIGHT, PLOTS, WALK, SMALLEST, TITLE_BAR, TITLE = 208, 372, 230, 424, (1024, 640), 36, 400    # px


class MainWindow(QMainWindow):
    """Data and examples on the left, the drawing with its plots in the middle, the inspector and the output on the right."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.settings = settings
        self.calm = Calm(settings, self)
        self.run = Run(self)
        self.background = Background(self)
        self.waiting = Waiting(self, self.background)
        self.session = Session(self.run, self, self.waiting)
        self.commands = Commands(self)
        self.documents = Documents(self, self.session, self.run, settings, self.waiting)
        self.links = Links(self, self.session, self.documents)
        self.gallery = GalleryPanel(self, self.session, self.documents)
        self.recovery = Recovery(settings.state_folder, self.session, self.run, self.documents, self.background)
        self.lost_work = RecoveryPanel(self.recovery, self.documents, self.background, self.waiting)
        self.inspection = Inspection(self.session, self.run, self)
        self.editing = Editing(self.session, self.run, self.inspection)
        self.network = NetworkPanel(self.session, self.run, self.inspection, self.editing)
        self.entry = DrawingEntry(self.session, self.inspection, self.network)
        self.training = TrainingPanel(self.session, self.run, self.inspection, self.commands)
        self.data = DataPanel(self.session, self.documents)
        self.examples = ExamplesPanel(self.session, self.run, self.inspection)
        self.inspector = InspectorPanel(self.session, self.run, self.inspection, self.editing, self.background)
        self.several = SeveralPanel(self.session, self.run, self.inspection, self.editing, self.network)
        context = Context(self.session, self.run, self.inspection, self.background, self.network)
        self.explanations = Explanations(context, settings, self.calm)
        self.history = HistoryPanel(self.session, self.run, self.inspection)
        self.layer = LayerPanel(self.run, self.inspection, self.background, self.network)
        self.check = CheckPanel(self.run, self.inspection, self.background)
        self.part_menu = PartMenu(self.commands, self.inspection, self.background, self.network)
        self.output = OutputPanel(self.session, self.run, self.inspection, self.background)
        self.painting = Painting(self.session, self.inspection, self.output)
        self.table = TablePanel(self.session, self.run, self.inspection, self.background)
        self.handwriting = Handwriting(self.session, self.inspection)
        self.walking = Walking(self.run, self.inspection, self)     # after the drawing, over whose numbers it shows its own
        self.walk = WalkPanel(self.walking, self.inspection, self.network, self.commands, settings)
        self.exporting = Exporting(self.documents, self.session, self.inspection, self.network, self.walking)
        self.importing = Importing(self, self.session, self.run, self.documents, self.background)
        self.welcome = WelcomeStrip()
        self._title = QLabel()
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("muted", True)
        self._title.setContentsMargins(12, 0, 14, 0)
        self._place()
        self.status = StatusPanel(self.statusBar(), self.session, self.run, self.documents)
        self.statusBar().addPermanentWidget(self.check.widget)
        for speaker in (self.background.failed, self.recovery.said, self.lost_work.said):
            speaker.connect(self.say)
        self.wiring = Wiring(self, Parts._make(getattr(self, name) for name in Parts._fields))
        self.data.drawing_wanted.connect(lambda: self.painting.switch(True))
        self.calm.keep_one_open([self.data.widget, self.examples.picker, self.examples.probe])
        self.calm.tell(self.plots.set_calm, self.walk.set_calm)
        self.walk.show_view(settings.walk_view)
        self.walking.opened.connect(self._show_below)
        self.walking.moved.connect(lambda: self.inspector.show_step(self.walking.stepped))
        self.layer.view_shown.connect(lambda _: self.plots.show_section("layer"))
        for told in (self.session.titled, self.inspection.opened, self.run.running_changed):
            told.connect(lambda *_: self.show_title())
        self.layer.layer_shown.connect(self.history.gradient.set_layer)
        self.layer.examined.connect(self.inspector.set_health)
        for button in (self.lost_work.strip.taken, self.lost_work.strip.discarded, self.lost_work.strip.closed):
            button.connect(lambda *_: self.network.widget.setFocus())
        self.setAcceptDrops(True)
        self.network.widget.setFocus()                       # so that Space trains from the start
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self.restoreGeometry(settings.bytes("window"))
        for name, splitter in self._splitters.items():
            splitter.restoreState(settings.bytes(name))

    def fit_screen(self) -> None:
        """No larger than the screen has room for, with the frame that the system puts around."""
        screen = self.screen().availableGeometry()
        self.resize(self.size().boundedTo(screen.size() - QSize(0, TITLE_BAR)))

    def show_title(self) -> None:
        """The experiment's name and shape, in the menu bar and for the system."""
        experiment = self.session.experiment
        shape = "–".join(map(str, self.inspection.network.sizes))
        activations = [layer.activation for layer in experiment.network.layers]
        kinds = activations[0] if len(set(activations)) == 1 else ", ".join(dict.fromkeys(activations))
        edited = self.tr(" — edited") if self.session.edited else ""
        title = f"{self.session.name} · {shape} {kinds}{edited}"
        self._title.setText(self._title.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, TITLE))   # the menus stay
        self._title.setToolTip(title)
        self._title.setMinimumHeight(self.menuBar().actionGeometry(self.menuBar().actions()[0]).height())     # on their line
        self.menuBar().setCornerWidget(self._title)          # lays the corner out anew for the new width
        named = self.session.name.replace("[*]", "[*][*]")    # which Qt would take for its own mark
        self.setWindowTitle(f"{named}[*] – Backprop Playground")
        self.setWindowModified(self.session.edited)

    def say(self, sentence: str) -> None:
        """Tell the user one sentence, in the status bar."""
        self.status.say(sentence)

    def _show_below(self) -> None:
        """The walk while there is one, else the plots, each with its own share of the height."""
        walks = self.walking.walk is not None
        if walks:
            self._plots_height = self._middle.sizes()
        self._show_page(int(walks))
        self._middle.setSizes([1000, WALK] if walks else self._plots_height)
        if walks:
            self.walk.take_focus()
        else:
            self.network.widget.setFocus()

    def _show_page(self, shown: int) -> None:
        """The other page asks for no room."""
        for place, page in enumerate((self.plots, self.walk.widget)):
            policy = QSizePolicy.Policy.Preferred if place == shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)
        self._below.setCurrentIndex(shown)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once and end every thread, unless the user wants to keep what is open."""
        if not self.documents.may_leave():
            event.ignore()
            return
        self.walking.leave()                                 # the heights to remember are those of the plots
        self.settings.set_bytes("window", self.saveGeometry())
        for name, splitter in self._splitters.items():
            self.settings.set_bytes(name, splitter.saveState())
        self.hide()
        self.wiring.close()
        self.recovery.leave()
        self.end()
        event.accept()

    def end(self) -> None:
        """End every thread; nothing is asked and nothing remembered."""
        self.waiting.close()
        self.run.close()
        self.background.close()
        self.recovery.close()
        self.lost_work.close()
        self.documents.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A single local file or a link may be dropped."""
        if _dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.documents.open_file(_dropped(event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste a link, where nothing else that has the keyboard takes what is pasted."""
        if not (event.matches(QKeySequence.StandardKey.Paste) and self.links.paste()):
            super().keyPressEvent(event)

    def _place(self) -> None:
        """From the outside in: whatever gets a parent is styled anew with all that it holds."""
        page, columns = QWidget(), QHBoxLayout()
        self.setCentralWidget(page)
        rows = _stack(page)
        rows.addWidget(self.training.widget)
        rows.addWidget(self.welcome)
        rows.addWidget(self.lost_work.strip)
        rows.addLayout(columns, 1)
        columns.setSpacing(0)
        left, right = _column(columns, LEFT), QSplitter(Qt.Orientation.Vertical)
        self._middle = QSplitter(Qt.Orientation.Vertical)
        columns.addWidget(self._middle, 1)
        _column(columns, RIGHT).addWidget(right)
        _fill(_scrolled(left.addWidget), self.data.widget, self.examples.widget)
        self._place_middle()
        _fill(_scrolled(right.addWidget), self.several.widget, self.inspector.widget, *self.explanations.sections)
        output = Section(self.tr("Output"), separated=True)
        right.addWidget(output)
        paint = ActionButton(self.commands["paint"])
        paint.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        paint.setProperty("flat", True)                      # no higher than the heading
        output.set_corner(paint)
        output.body.addWidget(self.output.widget, 1)
        for splitter in (self._middle, right):              # the headings of the plots and of the output on one line
            splitter.setStretchFactor(0, 1)
            splitter.setSizes([1000, PLOTS])
        self._splitters = {"plots": self.plots.splitter, "middle": self._middle, "right": right, "walk": self.walk.both.splitter}
        for splitter in self._splitters.values():
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)

    def _place_middle(self) -> None:
        self.plots, self._below = SectionRow(self.tr("What is shown below the drawing")), QStackedWidget()
        self._middle.addWidget(self.network.widget)
        self._middle.addWidget(self._below)
        self._below.addWidget(self.plots)
        self._below.addWidget(self.walk.widget)
        self._show_page(0)
        for name, short, title, plot in (("cost", self.tr("cost"), self.tr("Cost"), self.history.cost),
                                         ("gradient", self.tr("gradient size"), self.tr("Gradient size by layer"),
                                          self.history.gradient)):
            section = Section(title)
            section.set_title(title, short.capitalize())
            section.set_corner(plot.tools)
            self.plots.add(name, short, section, 3)
            section.body.addWidget(plot, 1)
        self.plots.add("layer", self.tr("layer"), self.layer.widget, 4)  # the matrix has columns, and a title beside its switch
        self.plots.splitter.setSizes([300, 300, 400])


def _dropped(content: QMimeData) -> str:
    """The single local file or the link that is dragged; nothing where it is something else."""
    urls = content.urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else link_in(content)


def _stack(widget: QWidget) -> QVBoxLayout:
    """A layout from the top down without any gaps."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


def _column(columns: QHBoxLayout, width: int) -> QVBoxLayout:
    """One more column, of fixed width, so that no new number in it ever moves the drawing."""
    column = QWidget()
    column.setFixedWidth(width)
    columns.addWidget(column)
    return _stack(column)


def _scrolled(add: Callable[[QWidget], object]) -> QWidget:
    """What scrolls up and down in an area that `add` puts in its place."""
    area, content = QScrollArea(widgetResizable=True), QWidget()
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    add(area)
    area.setWidget(content)
    return content


def _fill(content: QWidget, *widgets: QWidget) -> None:
    """The widgets from the top down, each as high as it needs to be."""
    column = _stack(content)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch()
