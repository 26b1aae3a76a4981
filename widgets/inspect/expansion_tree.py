"""The factor ∂C₀/∂a opened into the next layer's sum, each term of that into the next, and so on up to the cost (Q7, S25)."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from core.network import Edge, Neuron
from core.notation import Node, Sum, Symbol, Text, derivative, row
from core.symbols import edge_symbol, neuron_symbol
from widgets import theme
from widgets.formula import FormulaLabel, layout
from widgets.inspect.expansion_model import C0, ExpansionModel, ModelIndex, Source, Term
from widgets.inspect.row_table import PointerWatch
from widgets.section import Section
from widgets.short_numbers import compact

ROW, INDENT = 38, 12                                            # px: height of a line, what each layer moves to the right
LETTER, NUMBER, TOTAL = 13, 10, 13                              # px
DOT, PRODUCT, BAR, PAD = 12.0, 66.0, 5.0, 6.0                   # px: between factors, the product's column, its bar, at the ends
UPPER, BASELINE = 24, 17                                        # px from a line's top: the end of its symbols, and their baseline
FACTOR = "−1.0e−07"                                             # what the number of a factor needs room for
KEPT = 500                                                      # pictures
SEEN = 10                                                       # lines without scrolling
MOST = 1000                                                     # lines that are opened at once


class _Typeset(NamedTuple):
    """The factors of a line as a picture, and the middle of each, under which its number stands."""

    picture: QPixmap
    middles: list[float]
    width: float


class TermDelegate(QStyledItemDelegate):
    """Paints a line: every factor with its number beneath, and at the right end what they make, with its share as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._typeset: dict[tuple[tuple[Node, ...], str, float], _Typeset] = {}
        self._figure = QFontMetricsF(theme.number_font(NUMBER)).horizontalAdvance("0")

    def sizeHint(self, option: QStyleOptionViewItem, index: ModelIndex) -> QSize:
        line = self._line(_term(index).factors, 1.0)
        return QSize(round(line.width + PRODUCT + 2 * PAD), ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        tree, colours, rect, term = option.widget, theme.current(), option.rect, _term(index)
        assert isinstance(tree, ExpansionView)
        if tree.pointed == index:
            painter.fillRect(rect, colours.hover)
        if tree.hasFocus() and tree.currentIndex() == index:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.accent)
        line = self._line(term.factors, tree.devicePixelRatioF())
        painter.drawPixmap(QPointF(rect.left() + PAD, rect.top()), line.picture)
        painter.setFont(theme.number_font(NUMBER))
        painter.setPen(colours.muted)
        for middle, written in zip(line.middles, term.numbers, strict=True):
            x = rect.left() + PAD + middle - len(written) * self._figure / 2
            painter.drawText(QPointF(x, rect.bottom() - 6), written)
        at_end = QRectF(rect.right() - PRODUCT - PAD, rect.top(), PRODUCT, rect.height())
        self._paint_product(painter, at_end, term.product, term.share)

    def _paint_product(self, painter: QPainter, place: QRectF, product: float, share: float) -> None:
        """The number, and below it a bar from the middle to the side of its sign."""
        colours, written = theme.current(), compact(product)
        painter.setFont(theme.number_font(theme.CAPTION))
        painter.setPen(colours.text)
        painter.drawText(place.adjusted(0, 4, 0, -ROW / 2), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, written)
        if share:
            length, middle = share * place.width() / 2, place.center().x()
            painter.fillRect(QRectF(middle, place.bottom() - 14, 1, 9), colours.line)
            painter.fillRect(QRectF(middle + min(length, 0.0), place.bottom() - 12, abs(length), BAR),
                             colours.positive if share > 0 else colours.negative)

    def _line(self, factors: tuple[Node, ...], ratio: float) -> _Typeset:
        """The picture of these factors, kept: drawing the letters takes most of the time of a line."""
        key = factors, theme.current().name, ratio
        if key not in self._typeset:
            if len(self._typeset) > KEPT:
                self._typeset.clear()
            self._typeset[key] = self._set(factors, ratio)
        return self._typeset[key]

    def _set(self, factors: tuple[Node, ...], ratio: float) -> _Typeset:
        boxes, x, middles = [layout(node, LETTER) for node in factors], 0.0, []
        widths = [max(box.width, len(FACTOR) * self._figure) for box in boxes]
        width = sum(widths) + DOT * len(widths)
        picture = QPixmap(round(width * ratio) + 1, round(UPPER * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, room in zip(boxes, widths, strict=True):
            middles.append(x + room / 2)
            box.draw(painter, x + (room - box.width) / 2, BASELINE)
            painter.setFont(theme.number_font(NUMBER))
            painter.setPen(theme.current().muted)
            painter.drawText(QPointF(x + room + (DOT - self._figure) / 2, BASELINE), "=" if box is boxes[-1] else "·")
            x += room + DOT
        painter.end()
        return _Typeset(picture, middles, width)


def _term(index: ModelIndex) -> Term:
    model = index.model()
    assert isinstance(model, ExpansionModel)
    return model.term(index)


class ExpansionView(QTreeView):
    """Lines that open and fold by a click, and by the keys → ← + − and *.

    hovered(object): the Neuron whose line is under the mouse or the keyboard's, None when there is none.
    chosen(object): the Neuron whose line was double-clicked, or Enter pressed on it.
    all_wanted(): everything is to be opened.
    """

    hovered = Signal(object)
    chosen = Signal(object)
    all_wanted = Signal()

    def __init__(self, model: ExpansionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pointed = QModelIndex()
        self._model, self._delegate = model, TermDelegate()     # the view does not own its delegate
        PointerWatch(self).lost.connect(lambda: self._point_at(QModelIndex()))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setResizeContentsPrecision(0)             # only what is in sight is measured
        self.setUniformRowHeights(True)
        self.setIndentation(INDENT)
        self.setExpandsOnDoubleClick(False)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        for changed in (self.expanded, self.collapsed, model.modelReset):
            changed.connect(self._fit)

    def lines(self) -> Iterator[QModelIndex]:
        """All lines from above, those of folded ones left out."""
        return self._from(self._model.index(0, 0))

    def lines_in_sight(self) -> list[QModelIndex]:
        """Those that are seen without scrolling."""
        first, bottom = self.indexAt(self.viewport().rect().topLeft()), self.viewport().height()
        return list(takewhile(lambda index: self.visualRect(index).top() < bottom, self._from(first)))

    def open_layer(self) -> bool:
        """Open every line that can be; False where it had to stop, as there would be too many."""
        lines = list(self.lines())
        count = len(lines)
        for index in lines:
            if self._model.hasChildren(index) and not self.isExpanded(index):
                if self._model.canFetchMore(index):
                    self._model.fetchMore(index)
                count += self._model.rowCount(index)
                if count > MOST:
                    return False
                self.expand(index)
        return True

    def opened(self) -> set[tuple[Neuron, ...]]:
        """The open lines, each by the neurons from its own up to the root's sum."""
        return {self._path(index) for index in self.lines() if self.isExpanded(index)}

    def reopen(self, opened: set[tuple[Neuron, ...]]) -> None:
        """Open what is still there of these lines."""
        for index in self.lines():
            if self._path(index) in opened and self._model.hasChildren(index):
                if self._model.canFetchMore(index):
                    self._model.fetchMore(index)
                self.expand(index)

    def _path(self, index: QModelIndex) -> tuple[Neuron, ...]:
        path: list[Neuron] = []
        while index.isValid():
            path.append(self._model.neuron(index))
            index = index.parent()
        return tuple(path)

    def _from(self, index: QModelIndex) -> Iterator[QModelIndex]:
        while index.isValid():
            yield index
            index = self.indexBelow(index)

    def _fit(self) -> None:
        self._point_at(QModelIndex())
        self.setFixedHeight(sum(ROW for _ in islice(self.lines(), SEEN)) + 2 * self.frameWidth() + 2)

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point_at(self.indexAt(event.position().toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        if self.pointed.isValid():                              # a view that only passes under the mouse points at nothing
            self._point_at(self.indexAt(event.position().toPoint()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(QModelIndex())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        on_line = index.isValid() and event.position().x() >= self.visualRect(index).left()     # and not on its arrow
        if on_line and event.button() == Qt.MouseButton.LeftButton:
            self.setExpanded(index, not self.isExpanded(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self._choose(self.indexAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        if event.key() == Qt.Key.Key_Asterisk:
            self.all_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(before)
        else:
            super().keyPressEvent(event)
            if self.currentIndex() != before:
                self._point_at(self.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.neuron(index))

    def _point_at(self, index: QModelIndex) -> None:
        if index != self.pointed:
            self.pointed = index
            self.viewport().update()
            self.hovered.emit(self._model.neuron(index) if index.isValid() else None)


class ExpansionTree(Section):
    """Shows what ∂C₀/∂a of one neuron, or ∂C₀/∂z of a softmax output, is made of, as far as it is opened.

    part_hovered(object): the Neuron of the line under the mouse or the keyboard's, or None.
    part_clicked(object): the Neuron whose line was double-clicked, or Enter pressed on it; a single click opens or folds.
    symbol_hovered(object): what is pointed at in the formula above.
    """

    part_hovered = Signal(object)
    part_clicked = Signal(object)
    symbol_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", separated=True, folds=True, parent=parent)
        self.set_title(self.tr("One layer further back"))
        self.setObjectName("expansion_tree")
        self._model = ExpansionModel(self)
        self._view = ExpansionView(self._model)
        self._view.setAccessibleName(self.tr("Terms, the largest first"))
        self._formula, self._total = FormulaLabel(size=15), QLabel()
        self._total.setFont(theme.number_font(TOTAL, bold=True))
        self._total.setFixedSize(self._total.fontMetrics().horizontalAdvance("−1.0e−07 "), self._total.fontMetrics().height())
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._words = QLabel(wordWrap=True)
        self._words.setProperty("caption", True)
        self._further, self._whole, self._fold_up = (QPushButton(text) for text in (
            self.tr("Open one layer"), self.tr("Open all"), self.tr("Fold")))
        top, buttons = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._formula)
        top.addStretch()
        top.addWidget(self._total)
        for button in (self._further, self._whole, self._fold_up):
            button.setProperty("segment", True)
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.addLayout(top)
        self.add(self._view)
        self.body.addLayout(buttons)
        self.add(self._words)
        self._further.clicked.connect(self.open_layer)
        self._whole.clicked.connect(self.open_all)
        self._fold_up.clicked.connect(self.fold)
        self._view.all_wanted.connect(self.open_all)
        self._view.hovered.connect(self.part_hovered)
        self._view.chosen.connect(self.part_clicked)
        self._formula.symbol_hovered.connect(self.symbol_hovered)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_source(self, source: Source, root: Neuron) -> None:
        """Show ∂C₀/∂a of `root`; its first sum is open, and in another network all that was open of the same one."""
        is_same = self._model.source is not None and self._model.neuron(QModelIndex()) == root
        opened = self._view.opened() if is_same else set()
        self._model.set_source(source, root)
        self._view.reopen(opened)
        self._formula.set_formula(_equation(source.sizes, root, self._model.is_coupled, self._model.starts_at_z))
        for button in (self._further, self._whole, self._fold_up):
            button.setVisible(not self._model.starts_at_output)
        self._explain()
        self._show_total()

    def refresh(self) -> None:
        """The numbers are new; what is open stays open."""
        if self._model.source is not None:
            self._model.refresh(self._view.lines_in_sight())
            self._view.viewport().update()
            self._show_total()

    def open_layer(self) -> None:
        """Open every line in sight one layer further."""
        self._explain(stopped=not self._view.open_layer())

    def open_all(self) -> None:
        """Open everything up to the cost, as far as there is room."""
        before, whole = -1, True
        while whole and before != (before := sum(1 for _ in self._view.lines())):
            whole = self._view.open_layer()
        self._explain(stopped=not whole)

    def fold(self) -> None:
        """Leave the first sum alone open."""
        self._view.collapseAll()
        self._explain()

    def _show_total(self) -> None:
        self._total.setText(compact(self._model.total()))

    def _explain(self, stopped: bool = False) -> None:
        if stopped:
            said = self.tr("Stopped at {most} lines: open by hand the ones that matter to you.").format(most=f"{MOST:,}")
        elif self._model.starts_at_z:
            said = self.tr("With softmax this z reaches every output, and C₀ through all of them.")
        elif self._model.starts_at_output:
            said = self.tr("This neuron is an output: C₀ depends on it directly.")
        elif self._model.is_coupled:
            said = self.tr("Each line is a neuron of the layer after: its weight times its own ∂C₀/∂z. "
                           "Open it to see where this last factor comes from.")
        else:
            said = self.tr("Each line is a neuron of the layer after: its weight times its slope σ′ times its own ∂C₀/∂a. "
                           "Open it to see where this last factor comes from.")
        self._words.setText(said)


def _equation(sizes: tuple[int, ...], neuron: Neuron, coupled: bool, of_z: bool) -> Node:
    """∂C₀/∂a_k = Σ_j w_jk · ∂a_j/∂z_j · ∂C₀/∂a_j, `coupled` Σ_j w_jk · ∂C₀/∂z_j; of an output ∂C₀/∂a or ∂C₀/∂z alone."""
    l, k = neuron
    own = derivative(C0, neuron_symbol(sizes, neuron, "z" if of_z else "a"))
    if l == len(sizes) - 1:
        return row(own, " =")
    j = "j" if sizes[l + 1] > 1 else None
    w = edge_symbol(sizes, Edge(l + 1, 0, k))
    w, z, a = w._replace(j=j or w.j), Symbol("z", l + 1, j), Symbol("a", l + 1, j)
    product = row(w, " ", derivative(C0, z)) if coupled else row(w, " ", derivative(a, z), " ", derivative(C0, a))
    return row(own, " = ", Sum(Text(j), product) if j else product, " =")


if __name__ == "__main__":
    import numpy as np
    from PySide6.QtWidgets import QApplication

    from core.explain.chain_rule import Votes

    app = QApplication([])
    theme.apply(app, theme.DARK)
    sizes, rng = (2, 3, 4, 2), np.random.default_rng(1)
    numbers = [rng.normal(0, 1, (3, size)) for size in sizes]

    def votes_of(neuron: Neuron) -> Votes | None:
        w, slope, wish = numbers[neuron.l + 1]
        return Votes(w, slope, wish, slope * wish, w * slope * wish, float((w * slope * wish).sum()))

    tree = ExpansionTree()
    tree.set_source(Source(sizes, "squared error", votes_of, lambda: (np.array([0.4, 0.7]), np.array([1.0, 0.0]))), Neuron(1, 0))
    for signal in (tree.part_hovered, tree.part_clicked, tree.symbol_hovered):
        signal.connect(print)
    tree.setFixedWidth(372)
    tree.show()
    app.exec()
