"""Drawings of networks with made-up numbers, and their pixels."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.network import Bias, Edge, Neuron
from widgets import theme
from widgets.drawing.network_view import NetworkView


def fill(view: NetworkView, sizes: Sequence[int], names: Sequence[str] = (), seed: int = 5) -> NetworkView:
    rng = np.random.default_rng(seed)
    view.set_network(sizes, [None] + ["tanh"] * (len(sizes) - 1), names or [f"x{k}" for k in range(sizes[0])])
    view.set_parameters([None, *(rng.normal(0, 0.7, (n, m)) for m, n in pairwise(sizes))],
                        [None, *(rng.normal(0, 0.3, n) for n in sizes[1:])])
    view.set_activations([np.tanh(rng.normal(size=n)) for n in sizes])
    view.set_desired(np.ones(sizes[-1]))
    return view


def shown(qtbot: QtBot, sizes: Sequence[int]) -> NetworkView:
    """A drawing with the keyboard, which obeys as in the window: what is chosen comes back as the selection."""
    theme.apply(QApplication.instance(), theme.DARK)
    view = NetworkView()
    qtbot.addWidget(view)
    fill(view, sizes)
    for signal in (view.edge_selected, view.neuron_selected, view.bias_selected):
        signal.connect(view.set_selected)
    view.resize(820, 540)
    view.show()
    view.setFocus()
    return view


def at(view: NetworkView, item: Edge | Neuron | Bias) -> QPoint:
    place = view.where(item)
    assert place is not None
    return place.toPoint()


def pixels(widget: QWidget) -> np.ndarray:
    """(height, width, 3) of red, green, blue."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int)


def around(image: np.ndarray, place: QPoint, reach: int) -> np.ndarray:
    """The square of an image around a place."""
    return image[place.y() - reach:place.y() + reach + 1, place.x() - reach:place.x() + reach + 1]
