"""A page of examples to begin with: each a card with a picture of its data and its network, its name, and what it shows."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from widgets import theme
from widgets.thumbnail import paint_network, paint_pixels, paint_points, point_colours

CARD, PICTURE, GAP, PER_ROW = QSize(222, 192), 84, 10, 4        # px; the height of the picture alone
ROLE = Qt.ItemDataRole.UserRole
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
Index = QModelIndex | QPersistentModelIndex


class Card(NamedTuple):
    """An example. `weights` of its layers 1 … L draw its network; its data are `points` (n, 2) or `images` (n, rows, columns).

    Points have the colours of their `classes` (n,), indices, or of their `values` (n,), from −1 to 1.
    """

    name: str
    title: str
    text: str
    weights: tuple[np.ndarray, ...]
    points: np.ndarray | None = None
    classes: np.ndarray | None = None
    values: np.ndarray | None = None
    images: np.ndarray | None = None


class Gallery(QDialog):
    """Chosen by a click, or with the arrow keys and Enter; Escape leaves everything as it is.

    chosen(str): the name of the card.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery")
        self.setWindowTitle(self.tr("Begin with an example"))
        hint = QLabel(self.tr("Click on one, or choose with the arrow keys and Enter."))
        hint.setProperty("muted", True)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Examples"))
        self._list.setViewMode(QListWidget.ViewMode.IconMode)
        self._list.setMovement(QListWidget.Movement.Static)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setItemDelegate(CardPainter(self._list))
        self._list.itemClicked.connect(self._choose)
        self._list.itemActivated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(hint)
        column.addWidget(self._list, 1)
        whole = QSize(PER_ROW * (CARD.width() + GAP) + 40, 3 * (CARD.height() + GAP) + 60)
        self.resize(whole.boundedTo(self.screen().availableSize() - QSize(20, 60)))      # with the frame around it

    def set_cards(self, cards: Sequence[Card]) -> None:
        """The examples, in this order."""
        self._list.clear()
        for card in cards:
            item = QListWidgetItem(card.title)
            item.setData(ROLE, card)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, card.text)
            item.setToolTip(card.text)
            item.setSizeHint(CARD + QSize(GAP, GAP))
            self._list.addItem(item)

    def set_current(self, name: str) -> None:
        """The card that Enter would choose; the first where there is none of that name."""
        cards = [self._list.item(row).data(ROLE) for row in range(self._list.count())]
        self._list.setCurrentRow(next((row for row, card in enumerate(cards) if card.name == name), 0))
        self._list.setFocus()

    def _choose(self, item: QListWidgetItem) -> None:
        if self.isVisible():                                    # a double click says it twice
            self.accept()
            self.chosen.emit(item.data(ROLE).name)


class CardPainter(QStyledItemDelegate):
    """Paints a card: its picture in a frame, its title and its text below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CARD + QSize(GAP, GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card, colours = index.data(ROLE), theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margin = (GAP + 1) / 2
        frame = QRectF(option.rect).adjusted(margin, margin, -margin, -margin)
        lit = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(colours.accent if lit else colours.muted if over else colours.line, 2.0 if lit else 1.0))
        painter.setBrush(theme.mix(colours.panel, colours.raised, 0.5) if over else colours.panel)
        painter.drawRoundedRect(frame, 7, 7)
        inner = frame.adjusted(14, 12, -14, -9)
        _paint_picture(painter, QRectF(inner.left(), inner.top(), inner.width(), PICTURE), card)
        words = inner.toRect().adjusted(0, PICTURE + 9, 0, 0)
        painter.setPen(colours.text)
        painter.setFont(theme.ui_font(theme.BODY, bold=True))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, card.title)
        painter.setPen(colours.muted)
        painter.setFont(theme.ui_font(theme.CAPTION))
        lines = words.adjusted(0, 20, 0, 0)
        painter.drawText(lines, WRAPPED, fitting(card.text, painter.fontMetrics(), lines))
        painter.restore()


def _paint_picture(painter: QPainter, area: QRectF, card: Card) -> None:
    """The data on the left, where there are any to see, and the network."""
    if card.points is None and card.images is None:
        paint_network(painter, area.adjusted(20, 0, -20, 0), card.weights)
        return
    data = QRectF(area.left(), area.top(), PICTURE, PICTURE)
    if card.points is not None:
        paint_points(painter, data, card.points, point_colours(len(card.points), card.classes, card.values))
    elif card.images is not None:
        paint_pixels(painter, data, card.images)
    paint_network(painter, area.adjusted(PICTURE + 18, 6, 0, -6), card.weights)


def fitting(text: str, metrics: QFontMetrics, area: QRect) -> str:
    """As many sentences as there is room for, the first in any case; the others are in the tool tip."""
    sentences = re.split(r"(?<=[.!?]) ", text)
    while len(sentences) > 1 and metrics.boundingRect(area, WRAPPED, " ".join(sentences)).height() > area.height():
        sentences.pop()
    return " ".join(sentences)


def sample_cards() -> list[Card]:
    """A few examples, for trying the page alone."""
    rng = np.random.default_rng(1)
    points = rng.uniform(-6, 6, (150, 2))
    weights = tuple(rng.uniform(-1, 1, shape) for shape in ((4, 2), (3, 4), (1, 3)))
    return [
        Card("xor", "XOR", "A point is blue where both coordinates have the same sign. No single line separates that.", weights,
             points, classes=(points.prod(axis=1) > 0).astype(int)),
        Card("plane", "Plane", "A number to learn instead of a class.", weights[:1], points, values=points.sum(axis=1) / 12),
        Card("digits", "Digits", "Pixels.", weights, images=rng.uniform(0, 1, (16, 8, 8))),
        Card("chain", "Chain", "One neuron per layer.", tuple(rng.uniform(-1, 1, (3, 1, 1)))),
    ]


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    gallery = Gallery()
    gallery.set_cards(sample_cards())
    gallery.set_current("plane")
    gallery.chosen.connect(print)
    gallery.show()
    app.exec()
