"""The size of the gradient, layer by layer, against the step."""
from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from widgets.plots.history_plot import HistoryPlot, Series
from widgets.plots.legend import CurveStyle
from widgets.theme import Theme

COLOURS = ("w", "z", "b", "C", "y")                            # of the theme; the output's is a, as its activation is the answer
DASHES = ((), (7.0, 3.0), (3.0, 3.0), (8.0, 3.0, 2.0, 3.0), (1.0, 3.0))
OUTPUT_DASH = (5.0, 2.0, 1.0, 2.0, 1.0, 2.0)
MOST_LINES = 6


def shown_layers(count: int, chosen: int | None = None) -> list[int]:
    """Which of `count` layers get a line: all, or a few from the first to the output and the chosen one among them.

    >>> shown_layers(3), shown_layers(64), shown_layers(64, chosen=20)
    ([1, 2, 3], [1, 14, 26, 39, 51, 64], [1, 20, 26, 39, 51, 64])
    """
    if count <= MOST_LINES:
        return list(range(1, count + 1))
    layers = [round(layer) for layer in np.linspace(1, count, MOST_LINES)]
    if chosen is not None and chosen not in layers and 1 <= chosen <= count:
        inner = range(1, MOST_LINES - 1)
        layers[min(inner, key=lambda place: abs(layers[place] - chosen))] = chosen
        layers.sort()
    return layers


class GradientPlot(HistoryPlot):
    """One line per layer: the norm of its ∂C/∂w and ∂C/∂b, on a logarithmic axis unless switched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_plot")
        self.setAccessibleName(self.tr("Size of the gradient of every layer against the step"))
        self.curve_plot.setAccessibleName(self.accessibleName())
        self._layers: list[Series] = []
        self._chosen: int | None = None
        self.set_log(True)

    def set_curves(self, layers: Sequence[Series]) -> None:
        """(steps, norms) of every layer, layer 1 first; the last is the output."""
        self._layers = list(layers)
        self._show_layers()

    def set_layer(self, layer: int | None) -> None:
        """A layer, from 1, that has a line even when there are too many for all."""
        self._chosen = layer
        self._show_layers()

    def _show_layers(self) -> None:
        count = len(self._layers)
        shown = shown_layers(count, self._chosen)
        names = [self._name(layer) for layer in range(1, count + 1)]
        self._set_series([self._style(place, layer) for place, layer in enumerate(shown)],
                         list(zip(names, self._layers, strict=True)), [self._layers[layer - 1] for layer in shown])

    def _name(self, layer: int) -> str:
        return self.tr("output") if layer == len(self._layers) else self.tr("layer {0}").format(layer)

    def _style(self, place: int, layer: int) -> CurveStyle:
        colour, dash = ("a", OUTPUT_DASH) if layer == len(self._layers) else (COLOURS[place], DASHES[place])
        return CurveStyle(self._name(layer), partial(self._colour, layer, colour), dash)

    def _colour(self, layer: int, name: str, colours: Theme) -> QColor:
        """Where it is calm, the chosen layer alone has one."""
        colour: QColor = getattr(colours, "accent" if colours.is_calm and layer == self._chosen else name)
        return colour


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    rng, steps = np.random.default_rng(1), np.arange(0, 10_300, 10)
    plot = GradientPlot()
    fall = 0.3 + np.exp(-steps / 3_000)
    plot.set_curves([(steps, size * fall * rng.uniform(0.8, 1.2, len(steps))) for size in (0.5, 0.1, 0.02)])
    plot.show()
    app.exec()
