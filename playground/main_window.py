"""The main window: it makes the parts and places the panels."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QScrollArea, QSplitter, QVBoxLayout, QWidget

from playground.commands import Commands
from playground.documents import Documents
from playground.inspection import Inspection
from playground.panels.data import DataPanel
from playground.panels.examples import ExamplesPanel
from playground.panels.history import HistoryPanel
from playground.panels.inspector import InspectorPanel
from playground.panels.network import NetworkPanel
from playground.panels.output import OutputPanel
from playground.panels.status import StatusPanel
from playground.panels.training import TrainingPanel
from playground.run import Run
from playground.session import Session
from playground.settings import Settings
from playground.wiring import Parts, Wiring
from widgets.section import Section
from widgets.welcome_strip import WelcomeStrip

LEFT, RIGHT, PLOTS, SMALLEST = 208, 372, 236, (1024, 640)    # px


class MainWindow(QMainWindow):
    """Data and examples on the left, the drawing with its plots in the middle, the inspector and the output on the right."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.settings = settings
        self.run = Run(self)
        self.session = Session(self.run, self)
        self.commands = Commands(self)
        self.documents = Documents(self, self.session, self.run, settings)
        self.inspection = Inspection(self.session, self.run, self)
        self.network = NetworkPanel(self.session, self.run, self.inspection)
        self.training = TrainingPanel(self.session, self.run, self.inspection, self.commands)
        self.data = DataPanel(self.session, self.documents)
        self.examples = ExamplesPanel(self.session, self.inspection)
        self.inspector = InspectorPanel(self.session, self.run, self.inspection)
        self.history = HistoryPanel(self.session, self.run, self.inspection)
        self.output = OutputPanel(self.session, self.run, self.inspection)
        self.welcome = WelcomeStrip()
        self._title = QLabel()
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("muted", True)
        self._title.setContentsMargins(12, 0, 14, 0)
        self._title.setMinimumHeight(self.menuBar().sizeHint().height())
        self._place()
        self.status = StatusPanel(self.statusBar(), self.session, self.run, self.documents)
        self.wiring = Wiring(self, Parts(
            self.commands, self.documents, self.session, self.run, self.inspection, settings, self.network, self.training,
            self.data, self.examples, self.inspector, self.history, self.welcome))
        for told in (self.session.titled, self.inspection.opened, self.run.running_changed):
            told.connect(lambda *_: self.show_title())
        self.history.layer_shown.connect(self._name_matrix)
        self.setAcceptDrops(True)
        self.network.widget.setFocus()                       # so that Space trains from the start
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self.restoreGeometry(settings.bytes("window"))
        for name, splitter in self._splitters.items():
            splitter.restoreState(settings.bytes(name))

    def show_title(self) -> None:
        """The experiment's name and shape, in the menu bar and for the system."""
        experiment = self.session.experiment
        shape = "–".join(map(str, self.inspection.network.sizes))
        activations = [layer.activation for layer in experiment.network.layers]
        kinds = activations[0] if len(set(activations)) == 1 else ", ".join(dict.fromkeys(activations))
        edited = self.tr(" — edited") if self.session.edited else ""
        self._title.setText(f"{experiment.title} · {shape} {kinds}{edited}")
        self.menuBar().setCornerWidget(self._title)          # lays the corner out anew for the new width
        self.setWindowTitle(f"{experiment.title}{edited} – Backprop Playground")

    def say(self, sentence: str) -> None:
        """Tell the user one sentence, in the status bar."""
        self.status.say(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once and end every thread, unless the user wants to keep what is open."""
        if not self.documents.may_leave():
            event.ignore()
            return
        self.settings.set_bytes("window", self.saveGeometry())
        for name, splitter in self._splitters.items():
            self.settings.set_bytes(name, splitter.saveState())
        self.hide()
        self.wiring.close()
        self.run.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A single local file may be dropped."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.documents.open_file(event.mimeData().urls()[0].toLocalFile())

    def _name_matrix(self, layer: int) -> None:
        name = self.tr("output") if layer == self.inspection.network.last else self.tr("layer {l}").format(l=layer)
        self.matrix_section.set_title(self.tr("Gradient, every edge of {layer}").format(layer=name))

    def _place(self) -> None:
        self._plots = plots = QSplitter(Qt.Orientation.Horizontal)
        self.matrix_section = Section(self.tr("Gradient, every edge"))
        for title, widget in ((self.tr("Cost"), self.history.cost), (self.tr("Gradient size by layer"), self.history.gradient)):
            plots.addWidget(_titled(Section(title), widget))
        plots.addWidget(_titled(self.matrix_section, self.history.matrix))
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.addWidget(self.network.widget)
        middle.addWidget(plots)
        middle.setStretchFactor(0, 1)
        middle.setSizes([1000, PLOTS])
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.data.widget)
        column.addWidget(self.examples.widget)
        column.addStretch()
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(_scrolled(self.inspector.widget))
        right.addWidget(_titled(Section(self.tr("Output"), separated=True), self.output.widget))
        right.setStretchFactor(0, 1)
        right.setSizes([1000, PLOTS + 24])
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(_of_width(LEFT, _scrolled(left)))
        across.addWidget(middle, 1)
        across.addWidget(_of_width(RIGHT, right))
        self._splitters = {"plots": plots, "middle": middle, "right": right}
        for splitter in self._splitters.values():
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.training.widget)
        rows.addWidget(self.welcome)
        rows.addLayout(across, 1)
        self.setCentralWidget(page)


def _titled(section: Section, widget: QWidget) -> Section:
    section.body.addWidget(widget, 1)
    return section


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(widget)
    return area


def _of_width(width: int, widget: QWidget) -> QWidget:
    """The widget in a column of fixed width, so that no new number in it ever moves the drawing."""
    column = QWidget()
    column.setFixedWidth(width)
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    return column
