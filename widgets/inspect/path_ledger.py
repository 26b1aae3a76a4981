"""Every path on which a weight, bias, sum or activation reaches the cost, and how their contributions add up to the derivative."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from core.explain.chain_rule import WeightedSum
from core.explain.formulas import Factor
from core.explain.paths import Path, Paths
from core.network import Bias, Edge
from core.notation import Node, Symbol, count_text, row, signed, text
from widgets import theme
from widgets.formula import FormulaLabel, layout
from widgets.inspect.derivative_scope import Scope, derivative_by
from widgets.inspect.product_grid import ProductGrid
from widgets.inspect.row_table import (
    NOWHERE,
    NUMBER,
    PAD,
    SCROLL_BAR,
    BarCell,
    Cell,
    ModelIndex,
    NumberCell,
    RowModel,
    RowTable,
    number_width,
)
from widgets.plots.axis_range import LARGEST, grown_top
from widgets.section import Section

PATH, CONTRIBUTION = 138, 122                                   # px: widths of columns
LETTER, MOST_ROWS, TOTAL = 14, 6, 14                            # px; rows without scrolling; px
ARROWS = (" → ", "→")                                           # the narrow one where the path is long
CUT = "…"


def _start(paths: Paths | None) -> tuple[object, ...] | None:
    """What tells one part from another: a bias and its neuron are equal as tuples."""
    return None if paths is None else (type(paths.part), *paths.part)


def _letter(paths: Paths) -> str:
    match paths.part:
        case Edge():
            return "w"
        case Bias():
            return "b"
        case WeightedSum():
            return "z"
    return "a"


class PathModel(RowModel):
    """A row per listed path: the path, its contribution, and the sum so far."""

    def __init__(self) -> None:
        super().__init__(("", self.tr("contribution"), self.tr("sum so far")))
        self.hints[0] = self.tr("Each number is the neuron of its layer through which the path leads")
        self.listed: Sequence[Path] = ()
        self.sums: list[float] = []
        self.first, self.last = "w", "C₀"

    def set_listed(self, listed: Sequence[Path]) -> None:
        """What is shown; a view keeps its place when their number stays."""
        sums = list(accumulate(path.contribution for path in listed))
        if len(listed) != len(self.listed):
            self.beginResetModel()
            self.listed, self.sums = listed, sums
            self.endResetModel()
        else:
            self.listed, self.sums = listed, sums

    def rowCount(self, parent: ModelIndex = NOWHERE) -> int:
        return len(self.listed)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        path, shown = self.listed[index.row()], role == Qt.ItemDataRole.DisplayRole
        if index.column() == 0:
            return ARROWS[0].join((self.first, *map(str, path.neurons), self.last))
        value = path.contribution if index.column() == 1 else self.sums[index.row()]
        return signed(value) if shown else repr(value)


class PathCell(Cell):
    """A path as a chain of neurons, each named by its place in its layer; a long one is cut in the middle."""

    def __init__(self, model: PathModel) -> None:
        super().__init__()
        self._model = model
        self._ends: tuple[Symbol, Symbol] = Symbol("w"), Symbol("C", j=0)

    def set_ends(self, first: Symbol, last: Symbol) -> None:
        """What the path starts from, and the cost."""
        self._ends = first, last

    def draw(self, painter: QPainter, rect: QRect, row: int) -> None:
        font = theme.number_font(NUMBER)
        advance = QFontMetricsF(font).horizontalAdvance("0")
        first, last = (layout(symbol, LETTER) for symbol in self._ends)
        room = int((rect.width() - first.width - last.width) / advance)
        neurons = shortened(self._model.listed[row].neurons, room)
        baseline, colours = rect.center().y() + round(0.3 * LETTER), theme.current()
        painter.setFont(font)
        # Figures and arrows are as wide as spaces, so that each colour is drawn at once.
        for written, colour in ((_kept(neurons, "→" + CUT), colours.muted), (_kept(neurons, "0123456789"), colours.text)):
            painter.setPen(colour)
            painter.drawText(QPointF(rect.left() + first.width, baseline), written)
        first.draw(painter, rect.left(), baseline)
        last.draw(painter, rect.left() + first.width + advance * len(neurons), baseline)


def shortened(neurons: Sequence[int], room: int) -> str:
    """Arrows and neurons in at most `room` characters where that can be; else the first and as many of the last as fit.

    >>> shortened((2, 0), 20), shortened((2, 0, 11, 3), 12), shortened((2, 0, 11, 3, 5, 6), 9)
    (' → 2 → 0 → ', '→2→0→11→3→', '→2→…→5→6→')
    """
    for arrow in ARROWS:
        written = arrow + arrow.join(map(str, neurons)) + arrow
        if len(written) <= room:
            return written
    arrow, tail = ARROWS[1], len(neurons) - 1
    while tail > 1 and len(_cut(neurons, len(neurons) - tail, arrow)) > room:
        tail -= 1
    return _cut(neurons, len(neurons) - tail, arrow)


def _cut(neurons: Sequence[int], start: int, arrow: str) -> str:
    return arrow + arrow.join((str(neurons[0]), CUT, *map(str, neurons[max(start, 1):]))) + arrow


def _kept(written: str, characters: str) -> str:
    return "".join(character if character in characters else " " for character in written)


class PathLedger(Section):
    """The list, largest first, with what it adds up to (S24); the product of the chosen path unfolds below it (Q7).

    path_hovered(object): the Path under the mouse or the keyboard's, None when it left.
    path_selected(object): the Path whose product is wanted, None when it is not wanted any more.
    symbol_hovered(object): what is pointed at in a formula, or None.
    """

    path_hovered = Signal(object)
    path_selected = Signal(object)
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", separated=True, folds=True, parent=parent)
        self.set_title(self.tr("Paths to the cost"))
        self.setObjectName("path_ledger")
        self._paths: Paths | None = None
        self._symbol: Node = Symbol("w")
        self._pointed: Path | None = None
        self._chosen: Path | None = None
        self._scale: float | None = None                        # what a bar of full length stands for
        self._model = PathModel()
        self._path_cell, self._bar_cell = PathCell(self._model), BarCell(lambda place: self._model.listed[place].contribution)
        cells = (self._path_cell, self._bar_cell, NumberCell(lambda place: self._model.sums[place]))
        self._table = RowTable(self._model, cells, (PATH, CONTRIBUTION, number_width()))
        self._table.setSelectionMode(RowTable.SelectionMode.NoSelection)   # by keys: only what is chosen is marked
        self._table.setAccessibleName(self.tr("Paths, the largest first"))
        self._table.row_pointed.connect(self._point_at)
        self._table.row_chosen.connect(self._choose)
        self._table.copy_wanted.connect(self.copy)
        self._total_symbol = FormulaLabel(size=TOTAL)
        self._total_symbol.symbol_hovered.connect(self.symbol_hovered)
        self._rest, self._rest_sum, self._total = QLabel(), QLabel(), QLabel()
        self._words = QLabel(wordWrap=True)
        self._product = ProductGrid()
        self._product.symbol_hovered.connect(self.symbol_hovered)
        self._place()
        self.set_product(None)
        self.set_paths(None)

    def _place(self) -> None:
        self._sums = sums = QGridLayout()
        sums.setHorizontalSpacing(8)
        sums.setVerticalSpacing(2)
        sums.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for line, (name, value) in enumerate(((self._rest, self._rest_sum), (self._total_symbol, self._total))):
            value.setFont(theme.number_font(NUMBER, bold=value is self._total))
            value.setMinimumWidth(number_width())
            value.setAlignment(right)
            sums.addWidget(name, line, 0, right)
            sums.addWidget(value, line, 1)
        for label in (self._rest, self._words):
            label.setProperty("caption", True)
        self.body.setSpacing(5)
        self.add(self._table)
        self.body.addLayout(sums)
        self.add(self._words)
        self.add(self._product)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_symbol(self, node: Node) -> None:
        """What the paths start from, as it is written in this network."""
        self._symbol = node

    def set_paths(self, paths: Paths | None, scope: Scope = "example", softmax: bool = False) -> None:
        """The paths of one example's cost or, with another scope, of the mean; `softmax`: the outputs depend on each other.

        None where there is nothing to list.
        """
        listed = paths.listed if paths else []
        if _start(paths) != _start(self._paths):
            self._scale = self._pointed = self._chosen = None
        self._paths = paths
        self._model.set_listed(listed)
        self._follow()
        largest = max((abs(path.contribution) for path in listed), default=0.0)
        if 0 < largest < LARGEST:
            self._scale = grown_top(largest, self._scale)
        self._bar_cell.set_scale(self._scale or 1.0)
        self._table.viewport().update()
        if paths is not None:
            self._show_words(paths, scope, softmax)
        self._words.setVisible(paths is not None)
        for widget in (self._table, self._total_symbol, self._total):
            widget.setVisible(bool(listed))
        for widget in (self._rest, self._rest_sum):
            widget.setVisible(paths is not None and paths.count > len(listed))

    def set_product(self, factors: Sequence[Factor] | None) -> None:
        """The factors of the chosen path, unfolded below the table; None folds them away."""
        self._product.setVisible(factors is not None)
        if factors is not None:
            self._product.set_factors(factors)

    @property
    def path(self) -> Path | None:
        """The path pointed at, else the chosen one, with its present contribution."""
        return self._pointed or self._chosen

    @property
    def chosen(self) -> Path | None:
        """The path whose product is wanted, with its present contribution."""
        return self._chosen

    # ---- what is shown -----------------------------------------------------------------------------------------------------------

    def _show_words(self, paths: Paths, scope: Scope, softmax: bool) -> None:
        letter, cost = _letter(paths), Symbol("C", j=0) if scope == "example" else Symbol("C")
        self._path_cell.set_ends(Symbol(letter), cost)
        self._model.first, self._model.last = letter, text(cost)
        self._table.set_heading(0, self._layers_heading(paths))
        scroll_bar = SCROLL_BAR if len(paths.listed) > MOST_ROWS else 0
        self._table.setFixedHeight(self._table.height_of(min(max(len(paths.listed), 1), MOST_ROWS)))
        self._sums.setContentsMargins(PAD, 0, PAD + 1 + scroll_bar, 0)
        others = paths.count - len(paths.listed)
        rest = self.tr("1 more path adds") if others == 1 else self.tr("{count} more paths add up to")
        self._rest.setText(rest.format(count=count_text(others)))
        self._rest_sum.setText(signed(paths.rest))
        self._total_symbol.set_formula(row(derivative_by(self._symbol, scope), " ="))
        self._total.setText(signed(paths.total))
        self._total.setToolTip(repr(paths.total))
        self._words.setText(" ".join(self._sentences(paths, softmax)))

    def _layers_heading(self, paths: Paths) -> str:
        first, length = paths.part.l, len(paths.listed[0].neurons) if paths.listed else 0
        layers = [str(first + step) for step in range(length)]
        if length > 3:
            layers[1:-1] = [CUT]
        heading = self.tr("neuron of layer {layers}") if length == 1 else self.tr("layer {layers}")
        return heading.format(layers=" → ".join(layers))

    def _sentences(self, paths: Paths, softmax: bool) -> list[str]:
        if not paths.count:
            return [self.tr("No path leads from here to the cost: the derivative is 0.")]
        count = count_text(paths.count)
        said = [self.tr("1 path, one backward sweep.") if paths.count == 1 else
                self.tr("{count} paths, yet one backward sweep.").format(count=count)]
        if not paths.exact:
            said.append(self.tr("Too many to compare: those listed were chosen by the mean size of their links."))
        if softmax:
            said.append(self.tr("Each path's last link is ∂C₀/∂z, which already contains every output of the softmax."))
        return said

    def _follow(self) -> None:
        """Stay with the paths pointed at and chosen, wherever they stand now."""
        self._pointed, pointed = self._found(self._pointed)
        self._chosen, chosen = self._found(self._chosen)
        self._table.set_pointed(pointed)
        if chosen < 0:
            self._table.clearSelection()
            self.set_product(None)
        elif [chosen] != self._table.selected_rows():
            self._table.select(chosen)

    def _found(self, path: Path | None) -> tuple[Path | None, int]:
        """The path of the same neurons, and its row; −1 when it is not listed."""
        if path is None:
            return None, -1
        listed = self._model.listed
        place = next((place for place, each in enumerate(listed) if each.neurons == path.neurons), -1)
        return (None if place < 0 else listed[place]), place

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def _point_at(self, place: int) -> None:
        self._pointed = None if place < 0 else self._model.listed[place]
        self.path_hovered.emit(self._pointed)

    def _choose(self, place: int) -> None:
        path = self._model.listed[place]
        self._chosen = None if self._chosen is not None and self._chosen.neurons == path.neurons else path
        if self._chosen is None:
            self._table.clearSelection()
            self.set_product(None)
        else:
            self._table.select(place)
        self.path_selected.emit(self._chosen)

    def copy(self) -> None:
        """Put the list on the clipboard, columns parted by tabs."""
        QApplication.clipboard().setText(self.list_text())

    def list_text(self) -> str:
        """Header and rows with all figures, what the others add up to, and the total."""
        paths, model = self._paths, self._model
        if paths is None:
            return ""
        lines = [model.headings, *(
            (model.data(model.index(place, 0)), repr(path.contribution), repr(total))
            for place, (path, total) in enumerate(zip(paths.listed, model.sums, strict=True)))]
        if paths.count > len(paths.listed):
            lines.append((self._rest.text(), repr(paths.rest), repr(paths.total)))
        return "\n".join("\t".join(map(str, line)) for line in lines) + "\n"


if __name__ == "__main__":
    import numpy as np

    from core.errors import Sentence

    app = QApplication([])
    theme.apply(app, theme.DARK)
    ledger = PathLedger()
    rng = np.random.default_rng(1)
    some = sorted((Path((2, int(rng.integers(9)), int(rng.integers(12))), float(rng.normal(0, 0.01))) for _ in range(300)),
                  key=lambda path: -abs(path.contribution))
    ledger.set_symbol(Symbol("w", 2, 2, 4))
    ledger.set_paths(Paths(Edge(2, 2, 4), some, 12_645, 0.0012, sum(path.contribution for path in some) + 0.0012, True))
    word = Sentence("its share")
    ledger.path_selected.connect(lambda path: ledger.set_product(None if path is None else tuple(
        Factor("w", Symbol("w", l, j, 0), 0.1 * l, word, word) for l, j in enumerate(path.neurons, 2))))
    ledger.path_hovered.connect(print)
    ledger.setFixedWidth(372)
    ledger.show()
    app.exec()
