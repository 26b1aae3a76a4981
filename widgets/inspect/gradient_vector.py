"""The gradient as one vector: every ∂C/∂w and ∂C/∂b with its symbol, in the network's order or by size."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan, sqrt

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.network import Bias, Edge, parameter_count
from core.notation import Symbol, number, row, text
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.derivative_scope import Scope
from widgets.inspect.gradient_model import GradientModel
from widgets.inspect.row_table import BarCell, RowTable, SymbolCell
from widgets.plots.axis_range import LARGEST, grown_top
from widgets.segmented import Segmented

COMPONENT, VALUE = 104, 160                                     # px: widths of columns
SYMBOL, ICON = 16, 16                                           # px
CALM = 500                                                      # ms at least between two changes of the order by size


class GradientVector(QWidget):
    """∇C with its length and size, and below it the components, as many as there are (S18).

    part_hovered(object): the Edge or Bias under the mouse or the keyboard's, None when it left.
    part_clicked(object): the Edge or Bias chosen.
    save_wanted(): the user wants what `table` returns as a file.
    """

    part_hovered = Signal(object)
    part_clicked = Signal(object)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_vector")
        self.setAccessibleName(self.tr("The gradient as a vector"))
        self._selected: Edge | Bias | None = None
        self._scale: float | None = None                        # what a bar of full length stands for
        self._is_stale = False                                  # whether the order by size is that of older values
        self._model = GradientModel()
        self._bar = BarCell(self._model.value)
        self._table = RowTable(self._model, (SymbolCell(self._model.nodes), self._bar), (COMPONENT, VALUE))
        self._table.setSelectionMode(RowTable.SelectionMode.ExtendedSelection)
        self._table.setAccessibleName(self.tr("Components"))
        self._table.row_pointed.connect(self._point_at)
        self._table.row_chosen.connect(self._choose)
        self._table.copy_wanted.connect(self.copy_selected)
        self._table.typed.connect(self._find)
        self._model.hints = dict.fromkeys((0, 1), self.tr("Type w2,4 or b1 to find a component"))
        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self._sort_if_stale)
        self._make_controls()
        self._make_actions()
        self._place()
        self._offer_layers()
        self.set_gradient(None, (1,), "")

    def _make_controls(self) -> None:
        self._symbol, self._length, self._norm = FormulaLabel(size=SYMBOL), QLabel(), QLabel()
        self._length.setProperty("caption", True)
        self._length.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._norm.setFont(theme.number_font(theme.CAPTION))
        self._order = Segmented(self.tr("Order of the components"), [("place", self.tr("place")), ("size", self.tr("size"))])
        self._kind = Segmented(self.tr("Weights or biases"), [("wb", self.tr("all")), ("w", "w"), ("b", "b")])
        for switch in (self._order, self._kind):
            switch.chosen.connect(self._rearrange)
        self._layer = QComboBox()
        self._layer.setAccessibleName(self.tr("Layer"))
        self._layer.setProperty("segment", True)
        self._layer.activated.connect(self._rearrange)

    def _make_actions(self) -> None:
        for name, run in (
            (self.tr("Copy the selected components"), self.copy_selected), (self.tr("Copy the whole vector"), self.copy_all),
            (self.tr("Copy as LaTeX"), self.copy_latex), (self.tr("Save as CSV…"), self.save_wanted.emit),
        ):
            action = QAction(name, self)
            action.triggered.connect(run)
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        menu = QMenu(self)
        menu.addActions(self.actions())
        self._more = QToolButton()
        self._more.setIcon(theme.icon("mdi6.dots-horizontal", "muted"))
        self._more.setIconSize(QSize(ICON, ICON))
        self._more.setMenu(menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setProperty("flat", True)
        self._more.setAccessibleName(self.tr("Copy or save"))
        self._more.setToolTip(self.tr("Copy or save"))

    def _place(self) -> None:
        head, switches, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget, stretch in ((self._symbol, 0), (self._length, 1), (self._norm, 0), (self._more, 0)):
            head.addWidget(widget, stretch)
        for switch in (self._order, self._kind, self._layer):
            switches.addWidget(switch)
        switches.addStretch()
        switches.setSpacing(7)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addLayout(switches)
        column.addWidget(self._table, 1)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_gradient(self, flat: np.ndarray | None, sizes: Sequence[int], whose_text: str, scope: Scope = "average") -> None:
        """The derivatives of a network with these sizes in the order of its parameters; None: not known yet.

        `whose_text` says in words which cost they are of: one example's, the mean's, or the last batch's.
        """
        model = self._model
        model.flat = np.full(parameter_count(sizes), np.nan) if flat is None else flat.copy()
        model.set_cost(Symbol("C", j=0) if scope == "example" else Symbol("C"))
        self._table.set_heading(1, whose_text)
        if tuple(sizes) != model.sizes:
            self._scale = None
            model.set_sizes(sizes)
            self._offer_layers()
            self._rearrange()
        elif self._order.current() == "size":
            self._is_stale = True
            if not self._calm.isActive():
                self._sort_if_stale()
        self._measure(model.flat)
        self._table.viewport().update()

    def set_selected(self, part: Edge | Bias | None) -> None:
        """The component that is marked; it is scrolled to."""
        if (type(part), part) != (type(self._selected), self._selected):
            self._selected = part
            self._mark_selected(scroll=True)

    def _offer_layers(self) -> None:
        hidden = range(1, len(self._model.sizes) - 1)
        self._layer.clear()
        self._layer.addItems([self.tr("all layers"), *(self.tr("layer {l}").format(l=l) for l in hidden), self.tr("output")])

    @np.errstate(all="ignore")
    def _measure(self, values: np.ndarray) -> None:
        """The length of the vector, and of its longest bar."""
        largest = max(float(values.max()), -float(values.min())) if values.size else 0.0
        self._scale = grown_top(largest, self._scale) if 0 < largest < LARGEST else self._scale
        self._bar.set_scale(self._scale or 1.0)
        gradient, norm = row(Symbol("nabla"), self._model.cost), sqrt(values @ values) if values.size else 0.0
        self._symbol.set_formula(gradient)
        self._norm.setText(f"‖{text(gradient)}‖ = {'–' if isnan(norm) else number(norm)}")

    # ---- which components, in which order ----------------------------------------------------------------------------------------

    def _rearrange(self) -> None:
        """Show what the switches say, from the top or where the selected component is."""
        self._sort()
        count, shown = self._model.flat.size, len(self._model.shown)
        said = self.tr("{count} components") if count == shown else self.tr("{shown} of {count}")
        self._length.setText(said.format(count=f"{count:,}", shown=f"{shown:,}"))
        self._table.scrollToTop()
        self._mark_selected(scroll=True)

    def _sort(self) -> None:
        self._is_stale = False
        self._model.set_shown(self._model.arranged(
            self._layer.currentIndex(), self._kind.current(), by_size=self._order.current() == "size"))
        self._table.viewport().update()

    def _sort_if_stale(self) -> None:
        """Not more often than eyes can follow, and not while a row is pointed at or nobody looks."""
        if self._is_stale and self._table.pointed < 0 and self.isVisible():
            self._sort()
            self._mark_selected(scroll=False)
            self._calm.start()

    def _mark_selected(self, scroll: bool) -> None:
        line = -1 if self._selected is None else self._model.line_of(self._selected)
        if line < 0:
            self._table.clearSelection()
        elif scroll:
            self._table.go_to(line)
        else:
            self._table.select(line)

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def _point_at(self, line: int) -> None:
        self.part_hovered.emit(None if line < 0 else self._model.part(line))
        self._sort_if_stale()

    def _choose(self, line: int) -> None:
        self._selected = self._model.part(line)
        self.part_clicked.emit(self._selected)

    def _find(self, typed: str) -> None:
        line = self._model.find(typed)
        if line >= 0:
            self._table.go_to(line)
            self._table.point_at(line)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sort_if_stale()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._calm.stop()

    # ---- what leaves it ----------------------------------------------------------------------------------------------------------

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as text."""
        QApplication.clipboard().setText(self._model.text_of(self._table.selected_rows()))

    def copy_all(self) -> None:
        """Put the whole vector on the clipboard as text."""
        QApplication.clipboard().setText(self._model.all_text())

    def copy_latex(self) -> None:
        """Put the beginning of the vector on the clipboard as LaTeX."""
        QApplication.clipboard().setText(self._model.latex())

    def table(self) -> tuple[tuple[str, ...], Iterable[tuple[str | int | float | None, ...]]]:
        """Header and rows of the whole vector as it is: the symbol, its indices (a bias has no k), and the value."""
        return self._model.table()


if __name__ == "__main__":
    app = QApplication([])
    theme.apply(app, theme.DARK)
    vector = GradientVector()
    shape = (784, 100, 10)
    vector.set_gradient(np.random.default_rng(1).normal(0, 0.01, parameter_count(shape)), shape, "mean over 60,000 examples")
    vector.part_hovered.connect(print)
    vector.part_clicked.connect(vector.set_selected)
    vector.resize(286, 190)
    vector.show()
    app.exec()
