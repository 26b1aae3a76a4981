"""The window with the digit pad: what is drawn is a probe of the network, and an example if the user says of what."""
from __future__ import annotations

from math import isqrt

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from core.data.dataset import Dataset, decode
from core.data.handwriting import picture
from core.document import points
from playground.inspection import Inspection
from playground.panels.network import PICTURE_FROM
from playground.session import Session
from widgets.data.digit_pad import DigitPad

PAUSE = 40                      # ms from one look at the drawing to the next
LOOKED_AT = 2_000               # pictures at least, of more, for their tones
EVERY = 2                       # frames from one answer to the next


class Handwriting(QObject):
    """Offered where the inputs are the pixels of a square picture."""

    def __init__(self, session: Session, inspection: Inspection) -> None:
        super().__init__()
        self._session, self._inspection = session, inspection
        self._pad: DigitPad | None = None
        self._x: np.ndarray | None = None                   # the pixels as the data have them
        self._tones = 0.0, 1.0, False, 0.3
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look)
        inspection.opened.connect(self._follow)
        inspection.refreshed.connect(self._show_answer)

    def show(self, actions: tuple[QAction, ...]) -> None:
        """Open the window, or say why there is nothing to draw; the actions' shortcuts work in it."""
        dataset = self._session.dataset
        if _side(dataset) is None:
            sentence = self.tr("These data have {count} inputs; a digit can be drawn where they are a square picture.")
            self._session.refused.emit(sentence.format(count=len(dataset.columns)))
            return
        if self._pad is None:
            self._pad = pad = DigitPad()
            pad.setWindowTitle(self.tr("Draw a digit"))
            pad.addActions(actions)
            pad.drawn.connect(lambda: self._pause.isActive() or self._pause.start())
            pad.cleared.connect(self._clear)
            pad.add_wanted.connect(self._add)
            self._session.refused.connect(pad.say)
        self._pad.show()
        self._pad.raise_()
        self._pad.activateWindow()
        self._follow()

    def close(self) -> None:
        """Close the window for good."""
        self._pause.stop()
        if self._pad is not None:
            self._pad.close()
            self._pad.deleteLater()

    def _follow(self) -> None:
        """Other data: they may have other classes, other pixels or none."""
        pad, dataset = self._pad, self._session.dataset
        if pad is None or not pad.isVisible():
            return
        if _side(dataset) is None:
            pad.hide()
            return
        self._tones = _tones(dataset.inputs)
        outputs = self._inspection.network.sizes[-1]
        pad.set_classes(dataset.labels or [str(number) for number in range(max(outputs, dataset.class_count))],
                        dataset.classes is not None)
        if self._x is not None:
            self._look()

    def _look(self) -> None:
        """Let the network look at what is drawn."""
        pad, dataset = self._pad, self._session.dataset
        side = _side(dataset)
        if pad is None or side is None or not pad.strokes:
            return
        low, high, dark, share = self._tones
        ink = picture(pad.strokes, side, share, pad.weight)
        pad.set_pixels(ink.reshape(side, side))
        self._x = low + (high - low) * (1 - ink if dark else ink)
        self._inspection.show_probe(self._x)

    def _show_answer(self) -> None:
        pad = self._pad
        if pad is None or not pad.isVisible() or self._x is None or not self._inspection.is_due(EVERY):
            return
        a = self._inspection.activations_over(self._x[None])[-1]
        dataset = self._session.dataset
        if dataset.task == "classification":
            number = int(decode(a, self._session.experiment.network.layers[-1].activation)[0])
            pad.set_answer(dataset.labels[number] if dataset.labels else str(number), a[:, 0])
        else:
            pad.set_answer("", a[:, 0])

    def _clear(self) -> None:
        self._pause.stop()
        self._x = None
        self._inspection.show_probe(None)

    def _add(self, number: int) -> None:
        """One more example of a class, as it is drawn."""
        self._pause.stop()
        self._look()                                        # at the newest stroke too
        x, counts = self._x, self._counts()
        assert x is not None
        assert self._pad is not None
        self._session.edit(self.tr("Add a drawn example of class {number}").format(number=number),
                           lambda experiment: points.add(experiment, x[None], np.array([number])))
        if self._counts() != counts:
            self._pad.clear()
            training = self._counts()[0] > counts[0]
            self._pad.say((self.tr("Added to the training examples, as class {number}.") if training else
                           self.tr("Added to the test examples, as class {number}.")).format(number=number))

    def _counts(self) -> tuple[int, int]:
        """Training and test examples."""
        return len(self._inspection.numbers("training")), len(self._inspection.numbers("test"))


def _side(dataset: Dataset) -> int | None:
    """Of the square picture that the inputs are."""
    columns = len(dataset.columns)
    side = isqrt(columns)
    return side if side * side == columns >= PICTURE_FROM else None


def _tones(inputs: np.ndarray) -> tuple[float, float, bool, float]:
    """The least and the greatest pixel, whether ink is the least – paper is what the corners are – and the share of ink."""
    inputs = inputs[::max(1, len(inputs) // LOOKED_AT)]
    low, high, side = float(inputs.min()), float(inputs.max()), isqrt(inputs.shape[1])
    high = high if high > low else low + 1
    dark = bool(inputs[:, [0, side - 1, -side, -1]].mean() > (low + high) / 2)
    share = (float(inputs.mean()) - low) / (high - low)
    return low, high, dark, 1 - share if dark else share
