"""The arithmetic of a pass, stage by stage, and of its one sweep backward against following every path by itself (Q19)."""
from __future__ import annotations

from decimal import Decimal
from functools import reduce
from math import log10

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.explain.counting import Counting, Tally
from core.notation import Power, Text, number, row, text
from widgets import theme

LONGEST = 10**12                                                # written in full below it
AROUND, BETWEEN = 12, 36                                        # px
BAR, ROW, TICK = 12, 40, 10                                     # px: thickness of a bar, height of a row, size of the figures below
FEWEST_DECADES, TICKS = 3, 5


def whole(count: int) -> str:
    """A count for reading, in full or as a power of ten.

    >>> whole(1_344), whole(123_456 * 10**20)
    ('1,344', '1.23 · 10²⁵')
    """
    if count < LONGEST:
        return f"{count:,}"
    figures, exponent = f"{Decimal(count):.2e}".split("e")
    return text(row(figures, " · ", Power(Text("10"), Text(str(int(exponent))))))


class CountingView(QScrollArea):
    """Shows a Counting: a table on the left, on the right the sweep and the paths on a scale of powers of ten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("counting_view")
        self.setAccessibleName(self.tr("Arithmetic of this pass"))
        self._names = {"forward": self.tr("forward"), "cost": self.tr("cost"), "backward": self.tr("backward"),
                       "update": self.tr("update"), "together": self.tr("together")}
        self._cells = {name: [QLabel() for _ in Tally._fields] for name in self._names}
        self._title, self._there_and_back, self._paths, self._verdict = QLabel(), QLabel(), QLabel(), QLabel()
        self._bars = CountBars((self.tr("one sweep backward"), self.tr("every path by itself")))
        self._note = QLabel(self.tr(
            "Counted from the calls that run. A bias counts as one more weight, which is multiplied by 1. The way back goes as far "
            "as the inputs. Divisions count as multiplications; functions are exp, tanh, max and the like. The factors along a "
            "path are taken for granted, only their product is counted."))
        self._place()
        self.set_counting(None)

    def _place(self) -> None:
        content = QWidget()
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(content)
        for label in (self._there_and_back, self._paths, self._verdict, self._note):
            label.setWordWrap(True)
        for label in (self._title, self._note):
            label.setProperty("caption", True)
        for widget in (self._title, self._grid(), self._there_and_back, self._note):
            left.addWidget(widget)
        for widget in (self._paths, self._bars, self._verdict):
            right.addWidget(widget)
        for column in (left, right):
            column.setSpacing(AROUND)
            column.addStretch()
            columns.addLayout(column, 1)
        columns.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        columns.setSpacing(BETWEEN)
        self.setWidget(content)

    def _grid(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        headings = (self.tr("multiplications"), self.tr("additions"), self.tr("functions"))
        for column, heading in enumerate(headings, 1):
            label = QLabel(heading)
            label.setProperty("caption", True)
            grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignRight)
            grid.setColumnStretch(column, 1)
        for place, (name, written) in enumerate(self._names.items(), 1):
            grid.addWidget(QLabel(written), place, 0)
            for column, (cell, heading) in enumerate(zip(self._cells[name], headings, strict=True), 1):
                cell.setFont(theme.number_font(theme.BODY, bold=name == "together"))
                cell.setAccessibleName(f"{written}, {heading}")
                grid.addWidget(cell, place, column, Qt.AlignmentFlag.AlignRight)
        return table

    def set_counting(self, counting: Counting | None) -> None:
        """What was counted; None: nothing yet."""
        tallies: dict[str, Tally] = {}
        if counting is not None:
            tallies = {**counting.stages, "together": reduce(Tally.plus, counting.stages.values())}
        for name, cells in self._cells.items():
            for cell, count in zip(cells, tallies[name] if tallies else (None,) * len(cells), strict=True):
                cell.setText("–" if count is None else whole(count))
        self._bars.set_counts((tallies["backward"].multiplications, counting.path_multiplications) if counting else (0, 0))
        self._title.setText(self._whose(counting.examples) if counting else "")
        self._there_and_back.setText(self._back(counting.back_to_forward) if counting else "")
        self._paths.setText(self._ways(counting.paths) if counting else "")
        self._verdict.setText(self._compared(counting) if counting else "")

    def texts(self) -> list[str]:
        """All sentences as they are shown."""
        return [label.text() for label in (self._title, self._there_and_back, self._paths, self._verdict, self._note)]

    def _whose(self, examples: int) -> str:
        return self.tr("One pass over 1 example") if examples == 1 else self.tr("One pass over {examples} examples").format(
            examples=f"{examples:,}")

    def _back(self, ratio: float | None) -> str:
        words = self.tr("The way back takes {ratio} times the multiplications of the way forward.")
        return "" if ratio is None else words.format(ratio=number(ratio, 2))

    def _ways(self, paths: int) -> str:
        words = self.tr("{paths} paths lead from the weights and biases to the cost of an example.")
        return words.format(paths=whole(paths))

    def _compared(self, counting: Counting) -> str:
        ratio = counting.paths_to_sweep
        if ratio is None or counting.path_multiplications == 0:
            return self.tr("There is no path to follow.")
        values = {"sweep": whole(counting.stages["backward"].multiplications), "paths": whole(counting.path_multiplications)}
        if ratio < 1:
            return self.tr("One sweep backward: {sweep} multiplications; every path by itself: {paths}. So small a network gains "
                           "nothing from the sweep.").format(**values)
        times = whole(round(ratio)) if ratio >= 10 else number(ratio, 2)
        return self.tr("One sweep backward: {sweep} multiplications; every path by itself: {paths}, {times} times as many. The "
                       "sweep computes what paths have in common only once.").format(times=times, **values)


class CountBars(QWidget):
    """A few counts as bars on one scale of powers of ten, from 1."""

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names, self._counts = names, (0,) * len(names)
        self.setAccessibleName(self.tr("Multiplications on a scale of powers of ten"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, counts: tuple[int, ...]) -> None:
        """A count for each name."""
        self._counts = counts
        self.setAccessibleDescription("; ".join(f"{name}: {whole(count)}" for name, count in zip(self._names, counts, strict=True)))
        self.update()

    @property
    def decades(self) -> int:
        """The power of ten at the end of the scale."""
        return max(FEWEST_DECADES, *(int(log10(max(count, 1))) + 1 for count in self._counts))

    def sizeHint(self) -> QSize:
        return QSize(300, ROW * len(self._names) + TICK + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, bottom = QPainter(self), theme.current(), ROW * len(self._names)
        painter.setFont(theme.ui_font(TICK))
        room = self.width() - QFontMetricsF(painter.font()).horizontalAdvance(whole(LONGEST)) / 2
        for decade in range(0, self.decades + 1, -(-self.decades // TICKS)):
            x, written = room * decade / self.decades, text(Power(Text("10"), Text(str(decade)))) if decade > 1 else str(10**decade)
            painter.setPen(QPen(colours.line, 1))
            for top in range(ROW - BAR - 7, bottom, ROW):
                painter.drawLine(QLineF(x, top, x, top + BAR + 6))
            painter.setPen(colours.muted)
            align = Qt.AlignmentFlag.AlignHCenter if decade else Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(x - 30 if decade else 0, bottom + 2, 60, TICK + 4), align, written)
        for place, (name, count) in enumerate(zip(self._names, self._counts, strict=True)):
            words = QRectF(0, place * ROW, room, ROW - BAR - 7)
            painter.setFont(theme.ui_font(theme.CAPTION))
            painter.setPen(colours.muted)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
            painter.setFont(theme.number_font(theme.BODY))
            painter.setPen(colours.text)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, whole(count) if count else "–")
            if count:
                length = max(room * log10(count) / self.decades, 1.0)
                painter.fillRect(QRectF(0, words.bottom() + 3, length, BAR), colours.muted if place else colours.accent)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    view = CountingView()
    view.set_counting(Counting({"forward": Tally(1210, 1040, 170), "cost": Tally(11, 19, 0), "backward": Tally(2721, 2109, 0),
                                "update": Tally(363, 242, 0)}, 10, 401, 22_260))
    view.resize(820, 320)
    view.show()
    app.exec()
