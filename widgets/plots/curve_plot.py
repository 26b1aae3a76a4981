"""Curves over one axis: the frame, the crosshair that snaps to recorded points and the legend that all curve plots share."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pyqtgraph import arrayToQPath
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.notation import number
from widgets import theme
from widgets.plots.axes import BELOW, Axes, in_figures
from widgets.plots.axis_range import LARGEST, Range, finite_range, grown_top, linear_range, linear_ticks, log_range, log_ticks
from widgets.plots.legend import CurveStyle, Legend, veil

LEFT, TOP, RIGHT = 38.0, 6.0, 4.0                              # px around the frame
ABOVE = 6.0                                                    # px between a legend and the frame below it
DOT = 2.5                                                      # px, radius
FAINT = 0.35                                                   # opacity of a curve's envelope
SHORTEST_X = 10.0                                              # steps that the x axis shows from the beginning


class _Paths(NamedTuple):
    """A curve in pixels: the line, and behind it what every column of pixels spans when several points share it."""

    line: QPainterPath
    envelope: QPainterPath


class CurvePlot(QWidget):
    """Curves (x, y) in a frame whose axes grow by steps, with marks, a legend, and a crosshair that snaps to the points.

    hovered(object): the x that the crosshair snapped to, or None when it left.
    """

    hovered = Signal(object)

    def __init__(self, x_label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._x_label, self._log = x_label, False
        self.nothing = ""                                      # what is said while no curve has two points
        self._styles: list[CurveStyle] = []
        self._legend = Legend(())
        self._curves: list[tuple[np.ndarray, np.ndarray]] = []
        self._scaled_curves: list[np.ndarray] = []
        self._paths: list[_Paths] | None = None                # None until the next painting
        self._marks: list[tuple[float, str]] = []
        self._x_range: Range = (0.0, SHORTEST_X)
        self._x_is_given = False
        self._y_range: Range | None = None                     # on a log axis in powers of ten
        self._crosshair: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def set_styles(self, styles: Sequence[CurveStyle]) -> None:
        """Which curves there are, in the order of the legend; their data follow by `set_curves`."""
        self._styles, self._legend = list(styles), Legend(styles)
        self.set_curves([(np.empty(0), np.empty(0))] * len(styles))

    def set_curves(self, curves: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
        """(x, y) of every curve, x ascending; what is not finite, or not positive on a log axis, is a gap."""
        self._curves = list(curves)
        self._fit()

    def set_log(self, log: bool) -> None:
        """Powers of ten on the y axis."""
        self._log, self._y_range = log, None
        self._fit()

    def set_x_range(self, low: float, high: float) -> None:
        """What the x axis shows, in place of 0 to the last x."""
        self._x_range, self._x_is_given = (low, high), True
        self._fit()

    def set_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Thin vertical lines with a text: what happened at an x."""
        self._marks = list(marks)
        self.update()

    def set_crosshair(self, x: float | None) -> None:
        """Where the crosshair stands, near a point of the longest curve; None takes it away."""
        self._crosshair = x
        at = self.crosshair
        if at is not None:
            values = (f"{style.label} {number(value)}" for style, value in zip(self._styles, at[1], strict=True))
            self.setAccessibleDescription(", ".join((f"{self._x_label} {in_figures(at[0])}", *values)))
        self.update()

    @property
    def crosshair(self) -> tuple[float, list[float]] | None:
        """The x of the nearest point and the value of every curve there (not a number where it has none)."""
        x = self._longest()
        if self._crosshair is None or not len(x):
            return None
        at = float(x[_nearest(x, self._crosshair)])
        return at, [float(values[_nearest(steps, at)]) if len(steps) else np.nan for steps, values in self._curves]

    @property
    def styles(self) -> list[CurveStyle]:
        """Which curves there are, in the order of the legend."""
        return self._styles

    def set_x_label(self, label: str) -> None:
        """What the axis to the right is called."""
        if label != self._x_label:
            self._x_label = label
            self.update()

    @property
    def labels(self) -> list[str]:
        """The names in the legend."""
        return [style.label for style in self._styles]

    @property
    def ranges(self) -> tuple[Range, Range]:
        """What the axes show; on a log axis y is in powers of ten."""
        return self._x_range, self._y_range or (0.0, 1.0)

    # ---- from values to pixels ---------------------------------------------------------------------------------------------------

    def frame(self) -> QRectF:
        """Where the curves are drawn: below the legend."""
        top = TOP + self._legend.height(self.width() - RIGHT) + ABOVE
        return QRectF(LEFT, top, self.width() - LEFT - RIGHT, self.height() - top - BELOW)

    def axes(self) -> Axes:
        """The frame with what it shows."""
        return Axes(self.frame(), *self.ranges)

    def to_pixels(self, x: np.ndarray | float, y: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
        """Places of values in the widget; not a number for what the axes cannot show."""
        return self.axes().place(np.asarray(x), self._scaled(y))

    def _scaled(self, y: np.ndarray | float) -> np.ndarray:
        y = np.where(np.abs(y) < LARGEST, y, np.nan)
        return np.log10(y, where=y > 0, out=np.full_like(y, np.nan)) if self._log else y

    def _longest(self) -> np.ndarray:
        """The x of the curve with most points, to which the crosshair snaps; dots only when there is no curve."""
        return max(((x, style.dots) for style, (x, _) in zip(self._styles, self._curves, strict=True)),
                   key=lambda of: (not of[1], len(of[0])), default=(np.empty(0), False))[0]

    def _fit(self) -> None:
        if not self._x_is_given:
            last = max((x[-1] for x, _ in self._curves if len(x)), default=0.0)
            self._x_range = (0.0, grown_top(max(float(last), SHORTEST_X), self._x_range[1]))
        self._scaled_curves = [self._scaled(y) for _, y in self._curves]
        values = finite_range(np.concatenate(self._scaled_curves)) if self._curves else None
        if values:
            self._y_range = (log_range if self._log else linear_range)(*values, self._y_range)
        self._paths = None
        self.update()

    # ---- painting ----------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(270, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._paths = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, axes = QPainter(self), self.axes()
        frame = axes.frame
        if self._paths is None:
            self._paths = [(_dots if style.dots else _paths)(*axes.place(x, y))
                           for style, (x, _), y in zip(self._styles, self._curves, self._scaled_curves, strict=True)]
        ticks = log_ticks(axes.y_range) if self._log else linear_ticks(axes.y_range)
        axes.paint(painter, [(tick, number(10 ** tick if self._log else tick, 3)) for tick in ticks])
        if all(len(x) < 2 for x, _ in self._curves):
            painter.setFont(theme.ui_font(theme.CAPTION))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.nothing)
        painter.setClipRect(frame.adjusted(0, -1, 1, 1))
        for style, path in zip(self._styles, self._paths, strict=True):
            faint = QColor(style.colour(theme.current()))
            faint.setAlphaF(FAINT)
            painter.setPen(QPen(faint, 1))
            painter.drawPath(path.envelope)
            painter.setPen(style.pen())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, style.dots)
            painter.drawPath(path.line)
        painter.setClipping(False)
        self._paint_marks(painter, axes)
        at = self.crosshair
        if at is not None:
            self._paint_crosshair(painter, axes, *at)
        self._legend.paint(painter, QPointF(frame.right(), TOP), at and at[1])
        if self.hasFocus():
            painter.setPen(QPen(theme.current().accent, 1))
            painter.drawLine(QLineF(frame.left(), frame.bottom(), frame.right(), frame.bottom()))
        painter.end()

    def _paint_marks(self, painter: QPainter, axes: Axes) -> None:
        """Their texts stand in a row at the top; one that would run into the text before gives way, its line stays."""
        colours, frame, free_from = theme.current(), axes.frame, 0.0
        baseline = frame.top() + 10
        metrics = QFontMetricsF(painter.font())
        for x, text in self._marks:
            place = axes.point(x, 0.0).x()
            if not frame.left() <= place <= frame.right():
                continue
            painter.setPen(QPen(colours.line, 1))
            axes.paint_upright(painter, place)
            width = metrics.horizontalAdvance(text)
            start = min(place + 3, frame.right() - width)
            if start >= free_from:
                painter.fillRect(QRectF(start, baseline - 11, width, 14), veil())
                painter.setPen(colours.muted)
                painter.drawText(QPointF(start, baseline), text)
                free_from = start + width + 4

    def _paint_crosshair(self, painter: QPainter, axes: Axes, x: float, values: list[float]) -> None:
        colours = theme.current()
        places, heights = self.to_pixels(np.full(len(values), x), np.array(values))
        place = float(places[0])
        painter.setPen(QPen(colours.muted, 1))
        axes.paint_upright(painter, place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for style, height in zip(self._styles, heights, strict=True):
            if np.isfinite(height):
                painter.setBrush(style.colour(colours))
                painter.drawEllipse(QPointF(place, height), DOT, DOT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        axes.paint_reading(painter, place, f"{self._x_label} {in_figures(x)}")

    # ---- intents out -------------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_crosshair(self.axes().x_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        self._move_crosshair(None)

    def focusOutEvent(self, event: QEvent) -> None:
        self._move_crosshair(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        x, at = self._longest(), self.crosshair
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and at is not None:
            self._move_crosshair(None)
        elif direction and len(x):
            place = len(x) - 1 if at is None else min(max(_nearest(x, at[0]) + direction, 0), len(x) - 1)
            self._move_crosshair(float(x[place]))
        else:
            super().keyPressEvent(event)

    def _move_crosshair(self, x: float | None) -> None:
        before = self.crosshair
        self.set_crosshair(x)
        after = self.crosshair
        if (before and before[0]) != (after and after[0]):
            self.hovered.emit(after and after[0])


def _paths(x: np.ndarray, y: np.ndarray) -> _Paths:
    """The line through the points, or through the mean of each column of pixels once there are more points than columns."""
    columns = x.astype(int)
    starts = np.flatnonzero(np.diff(columns, prepend=-1))
    if 2 * len(starts) > len(x):
        return _Paths(arrayToQPath(x, y, connect="finite"), QPainterPath())
    known = np.isfinite(y)
    with np.errstate(invalid="ignore"):
        mean = np.add.reduceat(np.where(known, y, 0.0), starts) / np.add.reduceat(known, starts, dtype=int)
    least, greatest = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    spans = np.stack((least, greatest), axis=1)[np.isfinite(least)].ravel()
    centres = columns[starts] + 0.5
    return _Paths(arrayToQPath(centres, mean, connect="finite"),
                  arrayToQPath(np.repeat(centres[np.isfinite(least)], 2), spans, connect="pairs"))


def _dots(x: np.ndarray, y: np.ndarray) -> _Paths:
    """A line too short to be seen at every point, which a thick pen with round ends makes a dot."""
    known = np.isfinite(y)
    return _Paths(arrayToQPath(np.repeat(x[known], 2) + np.tile((0.0, 0.01), known.sum()), np.repeat(y[known], 2), connect="pairs"),
                  QPainterPath())


def _nearest(x: np.ndarray, value: float) -> int:
    """The place of the entry of ascending `x` that is nearest to `value`."""
    place = int(np.searchsorted(x, value))
    return place - 1 if place == len(x) or (place > 0 and value - x[place - 1] <= x[place] - value) else place


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    steps = np.arange(1_000.0)
    plot = CurvePlot("step")
    plot.set_styles([CurveStyle("sine", lambda colours: colours.z), CurveStyle("cosine", lambda colours: colours.b, (4, 3))])
    plot.set_curves([(steps, np.sin(steps / 100)), (steps, np.cos(steps / 100))])
    plot.show()
    app.exec()
