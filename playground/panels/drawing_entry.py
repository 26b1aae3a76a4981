"""What is typed at the drawing: the name of a neuron in its place, and the shape of the network."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint

from core.document import edits
from core.document.shapes import shape_of, with_shape
from core.explain.formulas import symbol_of
from core.network import Neuron
from core.notation import text
from playground.inspection import Inspection
from playground.panels.network import NetworkPanel
from playground.session import Session
from widgets.inline_entry import InlineEntry

NAME, SHAPE, BELOW = 190, 240, 26                               # px: widths; from the shape to the drawing's lower border


class DrawingEntry(QObject):
    """What is refused stays in the field, to be mended."""

    def __init__(self, session: Session, inspection: Inspection, drawing: NetworkPanel) -> None:
        super().__init__()
        self._session, self._inspection, self._drawing = session, inspection, drawing
        self._commit: Callable[[str], bool] = lambda _: True
        self.widget = InlineEntry(drawing.widget)
        self.widget.typed.connect(self._take)
        session.changed.connect(self._follow)

    def rename(self) -> None:
        """Type a name for the selected neuron, or none; in the middle where its column is scrolled away from it."""
        neuron, view = self._inspection.selection, self._drawing.widget
        if isinstance(neuron, Neuron):
            place = view.where(neuron) or view.rect().center().toPointF()
            symbol = text(symbol_of(self._inspection.network.sizes, neuron))
            name = self._session.experiment.network.names.get(f"{neuron.l},{neuron.j}", "")
            self._commit = lambda typed: self._session.edit(
                self.tr("Rename {symbol}").format(symbol=symbol), lambda e: edits.rename(e, neuron, typed))
            self._open(self.tr("Name of {symbol}").format(symbol=symbol), name, place.toPoint(), NAME)

    def type_shape(self) -> None:
        """Type how many neurons the layers have, from the inputs to the outputs."""
        self._commit = lambda typed: self._session.edit(
            self.tr("Make the shape {shape}").format(shape=typed.strip()),
            lambda e: with_shape(e, typed, self._drawing.keeps_function))
        middle = QPoint(self._drawing.widget.width() // 2, self._drawing.widget.height() - BELOW)
        self._open(self.tr("Shape, such as 2-4-2-1"), shape_of(self._session.experiment), middle, SHAPE)

    def _open(self, name: str, text: str, middle: QPoint, width: int) -> None:
        self._asked_of = self._session.experiment
        self.widget.open(name, text, middle, width)

    def _follow(self) -> None:
        """The question is about a network that is no more; a refusal leaves it as it was."""
        if self.widget.isVisible() and self._session.experiment is not self._asked_of:
            self.widget.close_entry()

    def _take(self, typed: str) -> None:
        if self._commit(typed):
            self.widget.close_entry()
