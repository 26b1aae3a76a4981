"""The page of examples that New opens: the presets, each drawn from its own data and network."""
from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.document import presets
from core.document.data import dataset
from core.document.experiment import Digits
from core.model import build_network
from playground.documents import Documents
from playground.session import Session
from widgets.gallery import Card, Gallery
from widgets.thumbnail import MOST_POINTS

IMAGES = 16              # of the digits, in a square
HEIGHT = 4.0             # of a function's values on its card, where its inputs reach from −6 to 6


class GalleryPanel(QObject):
    """Choosing an example opens it, unless unsaved work is rather kept."""

    def __init__(self, window: QWidget, session: Session, documents: Documents) -> None:
        super().__init__(window)
        self._window, self._session, self._documents = window, session, documents
        self._gallery: Gallery | None = None

    def open(self) -> None:
        """Show the page, with what is open lit."""
        if self._gallery is None:
            self._gallery = Gallery(self._window)
            self._gallery.set_cards([card(name) for name in presets.names()])
            self._gallery.chosen.connect(self._documents.open_preset)
        self._gallery.set_current(self._session.file)
        self._gallery.open()

    def close(self) -> None:
        """Close the page with its window."""
        if self._gallery is not None:
            self._gallery.close()


@cache
def card(name: str) -> Card:
    """The card of a preset: what its notes say, its own examples, and the weights that it starts from."""
    experiment = presets.load(name)
    data = dataset(experiment)
    network = build_network(experiment, data)
    made = Card(name, experiment.title, experiment.notes, tuple(network.w[1:]))
    if isinstance(experiment.data, Digits):
        side = int(data.inputs.shape[1] ** 0.5)
        return made._replace(images=data.inputs[:IMAGES].reshape(-1, side, side))
    if len(data.inputs) == 1:
        return made                                          # a single example is no picture
    shown = np.linspace(0, len(data.inputs) - 1, MOST_POINTS).astype(int)
    points = data.inputs[shown]
    values = None if data.targets is None else data.targets[shown, 0]
    if values is not None and points.shape[1] == 1:
        points = np.column_stack([points[:, 0], HEIGHT * values])
    return made._replace(points=points, classes=None if data.classes is None else data.classes[shown], values=values)
