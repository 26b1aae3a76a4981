"""The update as a table: every weight and bias before the step, what the step adds, and after (S26, Q11, Q13)."""
from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.explain.update_equations import SETTINGS
from core.explain.walk import Item
from core.network import Bias, Edge, parameter_count
from core.notation import Node, Partial, Symbol, number, row, text
from core.optimizers import ETA, G, Update
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.plots.axis_range import LARGEST, grown_top
from widgets.segmented import Segmented
from widgets.walk.update_model import CHANGE, UpdateModel
from widgets.walk.update_rows import UpdateRows

FORMULA, ICON = 15, 16                                          # px
BESIDE = 16                                                     # letters of the rates that stand beside the formula; more are below
MOST = 20                                                       # examples that are named
W, DERIVATIVE = Symbol("w"), row(Partial(Symbol("C")), "/", Partial(Symbol("w")))
TERMS = {"l1": row(Symbol("lambda"), " sign ", W), "l2": row(Symbol("lambda"), " ", W)}


class UpdateTable(QWidget):
    """One row for each weight and bias; those that do not move say why.

    item_hovered(object): the Item of the row under the mouse or the keyboard's, None when it left.
    part_clicked(object): the Edge or Bias chosen.
    example_chosen(int): the training example whose number was chosen.
    save_wanted(): the user wants what `table` returns as a file.
    """

    item_hovered = Signal(object)
    part_clicked = Signal(object)
    example_chosen = Signal(int)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("update_table")
        self.setAccessibleName(self.tr("The update of all weights and biases"))
        self._examples: tuple[int, ...] = ()
        self._total = 0
        self._scale: float | None = None                        # what a bar of full length stands for
        self._selected: Edge | Bias | None = None
        self._model = UpdateModel()
        self._table = UpdateRows(self._model)
        self._table.setAccessibleName(self.tr("Weights and biases"))
        self._table.row_pointed.connect(self._point_at)
        self._table.row_chosen.connect(self._choose)
        self._table.copy_wanted.connect(self.copy_selected)
        self._table.typed.connect(self._find)
        self._make_controls()
        self._make_actions()
        self._place()
        self._show_update(row(W, " ← ", W, " − ", ETA, " ", DERIVATIVE), row("− ", ETA, " ", DERIVATIVE), "")
        self._offer_layers()
        self._show_words()

    def _make_controls(self) -> None:
        self._words, self._formula, self._name = QLabel(wordWrap=True), FormulaLabel(size=FORMULA), QLabel()
        self._words.setObjectName("update_words")
        self._words.setFont(theme.ui_font(theme.SMALL))
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
        self._words.linkActivated.connect(lambda example: self.example_chosen.emit(int(example)))
        self._name.setObjectName("update_name")
        self._name.setProperty("caption", True)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._rule = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._order = Segmented(self.tr("Order of the rows"), [("place", self.tr("place")), ("size", self.tr("size of step"))])
        self._order.chosen.connect(self._rearrange)
        self._layer = QComboBox()
        self._layer.setAccessibleName(self.tr("Layer"))
        self._layer.setProperty("segment", True)
        self._layer.activated.connect(self._rearrange)

    def _make_actions(self) -> None:
        for name, run in ((self.tr("Copy the selected rows"), self.copy_selected), (self.tr("Copy all rows"), self.copy_all),
                          (self.tr("Save as CSV…"), self.save_wanted.emit)):
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
        rule, switches, column = self._rule, QHBoxLayout(), QVBoxLayout(self)
        rule.addWidget(self._formula)
        rule.addWidget(self._name, 1)
        for switch in (self._order, self._layer):
            switches.addWidget(switch)
        switches.addStretch()
        switches.addWidget(self._more)
        switches.setSpacing(7)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._words)
        column.addLayout(rule)
        column.addLayout(switches)
        column.addWidget(self._table, 1)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_batch(self, examples: Sequence[int], total: int) -> None:
        """Which training examples the step is taken on, of how many (Q13)."""
        self._examples, self._total = tuple(examples), total
        self._show_words()

    def set_update(self, update: Update) -> None:
        """Whose step it is: the optimizer's formula, with its name where it is not plain gradient descent, and the rates."""
        term, optimizer, step = TERMS.get(update.regularization), update.optimizer, self.tr("step")
        g = row(G, " = ", DERIVATIVE) if term is None else row(G, " = ", DERIVATIVE, " + ", term)
        rates = [f"η = {number(float(update.learning_rate))}"]
        rates += [f"{text(SETTINGS[name])} = {number(float(value))}" for name, value in update.settings.items()]
        if term is not None:
            rates.append(f"λ = {number(float(update.regularization_rate))}")
        if optimizer.name == "sgd":
            change = row("− ", ETA, " ", G if term else DERIVATIVE)
            rule = row(W, " ← ", W, " ", change, *((",  ", g) if term else ()))
        else:
            change, rates = row("− ", step), [optimizer.name, *rates]
            rule = row(W, " ← ", W, " − ", step, ",  ", step, " = ", optimizer.formula, ",  ", g)
        self._show_update(rule, change, ", ".join(rates))

    def set_rows(
        self, sizes: Sequence[int], before: np.ndarray, gradient: np.ndarray | None, step: np.ndarray | None,
        after: np.ndarray | None, *, movable: np.ndarray, present: np.ndarray,
    ) -> None:
        """All parameters of a network with these sizes, flat in its order; None: not known yet, its cells are blank.

        `step` is what is taken off. `movable` is 0 for a part that is frozen or removed, `present` for a removed one.
        """
        model = self._model
        model.set_columns((before, gradient, None if step is None else 0.0 - step, after), movable, present)
        if tuple(sizes) != model.sizes:
            self._scale = None
            model.set_sizes(sizes)
            self._offer_layers()
            self._rearrange()
        elif self._order.current() == "size":
            self._sort()
        self._measure(model.flat)
        self._show_words()
        self._table.viewport().update()

    def set_selected(self, part: Edge | Bias | None) -> None:
        """The row that is marked; it is scrolled to."""
        if (type(part), part) != (type(self._selected), self._selected):
            self._selected = part
            self._mark_selected()

    def set_lit(self, items: Collection[Item]) -> None:
        """Light the rows of these weights and biases, and of derivatives by them."""
        self._table.set_lit(items)

    # ---- what it says ------------------------------------------------------------------------------------------------------------

    def _show_update(self, rule: Node, change: Node, name: str) -> None:
        self._formula.set_formula(rule)
        self._name.setText(name)
        is_long = len(name) > BESIDE
        self._rule.setDirection(QBoxLayout.Direction.TopToBottom if is_long else QBoxLayout.Direction.LeftToRight)
        self._rule.setSpacing(2 if is_long else 12)
        self._table.set_heading(CHANGE, text(change))
        self._model.hints = {CHANGE: text(rule)}

    def _show_words(self) -> None:
        """The examples as links, and how many of the parameters move."""
        named = ", ".join(f'<a style="text-decoration: none" href="{example}">{example}</a>' for example in self._examples[:MOST])
        if len(self._examples) > MOST:
            named = self.tr("{named} and {count} more").format(named=named, count=f"{len(self._examples) - MOST:,}")
        words = self.tr("The only example, {named}.") if self._total == 1 else self.tr("{count} of {total} examples: {named}.")
        batch = words.format(count=f"{len(self._examples):,}", total=f"{self._total:,}", named=named)
        self._words.setText(" ".join([*([batch] if self._examples else []), self._movement()]))

    def _movement(self) -> str:
        model = self._model
        count, held = model.movable.size, int((model.movable == 0).sum())
        change = model.columns[CHANGE - 1]
        if not count:
            return ""
        moving = int(np.count_nonzero(change)) if change.size else count - held
        values = {"count": f"{count:,}", "moving": f"{moving:,}", "held": f"{held:,}", "still": f"{count - held - moving:,}"}
        if moving == count:
            return self.tr("All {count} weights and biases move.").format(**values)
        if moving + held == count:
            return self.tr("{moving} of {count} weights and biases move, {held} are held.").format(**values)
        if not held:
            return self.tr("{moving} of {count} weights and biases move; the step of the other {still} is 0.").format(**values)
        return self.tr("{moving} of {count} weights and biases move, {held} are held; the step of the other {still} is 0.").format(
            **values)

    def _offer_layers(self) -> None:
        hidden = range(1, len(self._model.sizes) - 1)
        self._layer.clear()
        self._layer.addItems([self.tr("all layers"), *(self.tr("layer {l}").format(l=l) for l in hidden), self.tr("output")])

    def _measure(self, change: np.ndarray) -> None:
        """The length of the longest bar."""
        finite = change[np.abs(change) < LARGEST]
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        self._scale = grown_top(largest, self._scale) if largest else self._scale
        self._table.bar.set_scale(self._scale or 1.0)

    # ---- which rows, in which order ----------------------------------------------------------------------------------------------

    def _rearrange(self) -> None:
        """Show what the switches say, from the top or where the selected row is."""
        self._sort()
        self._table.scrollToTop()
        self._mark_selected()

    def _sort(self) -> None:
        self._model.set_shown(self._model.arranged(self._layer.currentIndex(), "wb", by_size=self._order.current() == "size"))
        self._table.viewport().update()

    def _mark_selected(self) -> None:
        line = -1 if self._selected is None else self._model.line_of(self._selected)
        if line < 0:
            self._table.clearSelection()
        else:
            self._table.go_to(line)

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def _point_at(self, line: int) -> None:
        self.item_hovered.emit(None if line < 0 else self._model.item(line))

    def _choose(self, line: int) -> None:
        self._selected = self._model.part(line)
        self.part_clicked.emit(self._selected)

    def _find(self, typed: str) -> None:
        line = self._model.find(typed)
        if line >= 0:
            self._table.go_to(line)
            self._table.point_at(line)

    # ---- what leaves it ----------------------------------------------------------------------------------------------------------

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as text."""
        QApplication.clipboard().setText(self._model.text_of(self._table.selected_rows()))

    def copy_all(self) -> None:
        """Put the whole table on the clipboard as text."""
        QApplication.clipboard().setText(self._model.all_text())

    def table(self) -> tuple[tuple[str, ...], list[tuple[str | int | float | None, ...]]]:
        """Header and rows of all parameters: the symbol, its indices (a bias has no k), and the numbers."""
        return self._model.table()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._words.clear()                                 # links keep the colour that they were laid out with
            self._show_words()
        super().changeEvent(event)


if __name__ == "__main__":
    app = QApplication([])
    theme.apply(app, theme.DARK)
    shape = (784, 100, 10)
    rng = np.random.default_rng(1)
    values, slopes = rng.normal(0, 0.5, parameter_count(shape)), rng.normal(0, 0.01, parameter_count(shape))
    free = np.ones_like(values)
    free[5:8] = 0.0
    table = UpdateTable()
    table.set_batch(range(0, 6000, 120), 60_000)
    taken = 0.5 * slopes * free
    table.set_rows(shape, values, slopes, taken, values - taken, movable=free, present=np.ones_like(free))
    for signal in (table.item_hovered, table.part_clicked, table.example_chosen):
        signal.connect(print)
    table.item_hovered.connect(lambda item: table.set_lit(() if item is None else (item,)))
    table.resize(560, 360)
    table.show()
    app.exec()
