"""What the window can hand out: the drawing as a picture, a step as a worked sheet or a script, what is shown as a table."""
from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from core.document.data import input_names
from core.explain.walk import Walk
from core.formats import tables
from core.formats.numpy_script import numpy_script
from playground.documents import Content, Documents, whole
from playground.inspection import Inspection
from playground.panels.network import NetworkPanel
from playground.pictures import painted
from playground.session import Session
from playground.walking import Walking
from playground.worksheets import kind_of, sheet_content, sheet_title
from widgets.inspect.gradient_vector import GradientVector
from widgets.plots.gradient_matrix import GradientMatrix
from widgets.plots.history_plot import HistoryPlot


class Exporting(QObject):
    """Each asks for a file and writes it."""

    def __init__(
        self, documents: Documents, session: Session, inspection: Inspection, network: NetworkPanel, walking: Walking
    ) -> None:
        super().__init__()
        self._documents, self._session, self._inspection = documents, session, inspection
        self._network, self._walking = network, walking

    def picture(self) -> None:
        """The drawing of the network."""
        self._documents.export(self.tr("Export the drawing"), f"{self._session.name}.svg", "SVG (*.svg);;PNG (*.png)",
                               lambda path: whole(painted(self._network.widget, _kind(path))))

    def sheet(self) -> None:
        """The step on the example that is looked at, whether it is walked through or not."""
        ahead = self._walking.ahead_of_example()
        walk = Walk(ahead.network, ahead.rows, ahead.update)
        names = input_names(self._session.experiment.network, self._session.dataset.columns)
        title = sheet_title(self._session.name, self._inspection.example)

        def content(path: Path) -> Content:
            kind = kind_of(path)
            if kind == "pdf":                               # fonts belong to the thread that has set formulas in them
                return whole(sheet_content(walk, title, kind, names))
            return lambda _: (sheet_content(walk, title, kind, names),)

        self._documents.export(self.tr("Export a worked sheet"), f"{title}.html".replace(":", ","),
                               "HTML (*.html);;PDF (*.pdf);;Markdown (*.md)", content)

    def script(self) -> None:
        """The step that is walked through, or would be."""
        ahead = self._walking.ahead()
        walk, title = Walk(ahead.network, ahead.rows, ahead.update), self._session.name
        self._documents.export(self.tr("Export a NumPy script"), "one_step.py", "Python (*.py)",
                               lambda _: lambda _: (numpy_script(walk, title).encode(),))

    def table(self, shown: HistoryPlot | GradientMatrix | GradientVector) -> None:
        """The numbers that a plot, a matrix or a vector shows."""
        def content(_: Path) -> Content:
            header, rows = shown.table()
            return lambda progress: tables.csv_pieces(header, rows, progress)

        self._documents.export(self.tr("Export the data shown"), f"{shown.objectName()}.csv", "CSV (*.csv)", content)


def _kind(path: Path) -> str:
    return "png" if path.suffix.lower() == ".png" else "svg"
