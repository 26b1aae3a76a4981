"""A plot over the steps of the run: curves, the switch of their axis, and the export of what is shown."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from widgets import theme
from widgets.plots.curve_plot import CurvePlot
from widgets.plots.legend import CurveStyle

Series = tuple[np.ndarray, np.ndarray]                         # steps, values
ICON = 16                                                      # px


class HistoryPlot(QWidget):
    """Curves against the step, on a linear or logarithmic axis; `tools`, its buttons, may as well be put beside a heading.

    log_changed(bool): the user chose the axis; it is already drawn so.
    export_requested(): the user wants what `table` returns.
    hovered(object): the step under the crosshair, or None.
    """

    log_changed = Signal(bool)
    export_requested = Signal()
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: list[tuple[str, Series]] = []
        self.curve_plot = CurvePlot(self.tr("step"), self)
        self.curve_plot.nothing = self.tr("no steps yet")
        self.curve_plot.hovered.connect(self.hovered)
        self._log = QAction(theme.icon("mdi6.math-log", "muted"), self.tr("Logarithmic axis"), self, checkable=True)
        self._log.toggled.connect(self.curve_plot.set_log)
        self._log.triggered.connect(self.log_changed)
        self._export = QAction(theme.icon("mdi6.tray-arrow-down", "muted"), self.tr("Export the data shown…"), self)
        self._export.triggered.connect(self.export_requested)
        self.addActions([self._log, self._export])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for action in self.actions():
            row.addWidget(self._button(action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools, alignment=Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.curve_plot, 1)

    def set_log(self, log: bool) -> None:
        """Powers of ten on the axis of values."""
        self._log.setChecked(log)

    def set_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """(step, text) of what happened to the run."""
        self.curve_plot.set_marks(marks)

    def table(self) -> tuple[tuple[str, ...], list[tuple[float | None, ...]]]:
        """Header and rows of the data shown: the steps of all curves, and every curve's value there (None where it has none)."""
        steps = sorted({int(step) for _, (steps, _) in self._series for step in steps})
        columns = [dict(zip(steps.astype(int).tolist(), values.tolist(), strict=True)) for _, (steps, values) in self._series]
        header = (self.tr("step"), *(name for name, _ in self._series))
        return header, [(step, *(column.get(step) for column in columns)) for step in steps]

    def _set_series(self, styles: Sequence[CurveStyle], series: Sequence[tuple[str, Series]], drawn: Sequence[Series]) -> None:
        """Show `drawn` in `styles`; `series` is the whole of the data, by the name it has in the table."""
        self._series = list(series)
        if self.curve_plot.labels != [style.label for style in styles]:
            self.curve_plot.set_styles(styles)
        self.curve_plot.set_curves(drawn)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setProperty("flat", True)
        button.setIconSize(QSize(ICON, ICON))
        button.setAccessibleName(action.text())
        return button
