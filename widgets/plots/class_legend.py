"""Which colour of a map is which class, by name."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme

ROW, DOT, BESIDE, WIDTH = 16.0, 4.5, 14.0, 100                 # px: height of a line, radius of a dot, where names begin, in all


class ClassLegend(QWidget):
    """A dot and a name for each class, as many as there is room for; pointed at, it tells all of them. Empty without names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.setObjectName("class_legend")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_names(self, names: Sequence[str]) -> None:
        """What the classes are called; two have the colours of −1 and 1, more have one each."""
        if tuple(names) == self._names:
            return
        self._names = tuple(names)
        self.setToolTip("\n".join(names))
        self.setAccessibleName(self.tr("Classes: {names}").format(names=", ".join(names)) if names else "")
        self.updateGeometry()
        self.update()

    def colour(self, number: int) -> QColor:
        """That of a class."""
        return theme.signed_colour(2.0 * number - 1, 1.0) if len(self._names) == 2 else theme.class_colour(number)

    def lines(self) -> list[str]:
        """What there is room for."""
        room = max(int(self.height() / ROW), 1)
        if len(self._names) <= room:
            return list(self._names)
        return [*self._names[:room - 1], self.tr("… {count} classes").format(count=len(self._names))]

    def sizeHint(self) -> QSize:
        return QSize(WIDTH if self._names else 0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, int(ROW) if self._names else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.ui_font(theme.SMALL))
        metrics = QFontMetricsF(painter.font())
        for place, line in enumerate(self.lines()):
            middle = (place + 0.5) * ROW
            if line == self._names[place]:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.colour(place))
                painter.drawEllipse(QPointF(DOT + 1, middle), DOT, DOT)
            painter.setPen(colours.text)
            room = QRectF(BESIDE, middle - ROW / 2, self.width() - BESIDE, ROW)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    legend = ClassLegend()
    legend.set_names(["setosa", "versicolor", "virginica"])
    legend.resize(110, 60)
    legend.show()
    app.exec()
