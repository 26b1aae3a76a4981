"""The row that moves a walk: buttons for back and forth, where it stands, and a slider over the whole of it."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets import theme
from widgets.action_button import ActionButton
from widgets.slider_field import Slider

GROOVE, NAMES, GAP = 8, 16, 6                                   # px: from the slider's end to its first place; of words; between


class StageMarks(QWidget):
    """The names of the stages over the stretch of the slider that each takes; a click on either goes to its beginning.

    stage_chosen(int): the place in the order of the stages.
    """

    stage_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(NAMES)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._names: Sequence[str] = ()
        self._ends: Sequence[int] = ()
        self._current: int | None = None

    def set_stages(self, names: Sequence[str], ends: Sequence[int]) -> None:
        """The stages, and the positions at which each is complete."""
        self._names, self._ends = names, ends
        self.update()

    def set_current(self, stage: int | None) -> None:
        self._current = stage
        self.update()

    def stretch(self, stage: int) -> QRectF:
        """Where a stage is written."""
        last = self._ends[-1] if self._ends else 1
        starts = [0, *self._ends]
        room = self.width() - 2 * GROOVE
        left, right = (GROOVE + room * place / last for place in (starts[stage], self._ends[stage]))
        return QRectF(left, 0, right - left, self.height())

    def words(self) -> list[QRectF]:
        """Where their names are written: over the middle of the stretch, or beside it where a neighbour is in the way."""
        metrics = QFontMetricsF(theme.ui_font(theme.CAPTION))
        widths = [metrics.horizontalAdvance(name) + 1 for name in self._names]
        if sum(widths) + GAP * (len(widths) - 1) > self.width():
            return [self.stretch(stage) for stage in range(len(widths))]
        lefts, least = [self.stretch(stage).center().x() - width / 2 for stage, width in enumerate(widths)], 0.0
        for stage, width in enumerate(widths):
            lefts[stage] = max(lefts[stage], least)
            least = lefts[stage] + width + GAP
        most = float(self.width())
        for stage, width in reversed(list(enumerate(widths))):
            lefts[stage] = min(lefts[stage], most - width)
            most = lefts[stage] - GAP
        return [QRectF(left, 0, width, self.height()) for left, width in zip(lefts, widths, strict=True)]

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setFont(theme.ui_font(theme.CAPTION))
        for stage, (name, word) in enumerate(zip(self._names, self.words(), strict=True)):
            box = self.stretch(stage)
            chosen = stage == self._current
            line = QRectF(box.left() + 1, box.bottom() - 2, box.width() - 2, 2)
            painter.fillRect(line, colours.accent if chosen else colours.line)
            painter.setPen(colours.text if chosen else colours.muted)
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(word.width()))
            painter.drawText(word.adjusted(0, 0, 0, -3), Qt.AlignmentFlag.AlignCenter, shown if len(shown) > 1 else "")
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        stage = self._stage_at(event.position())
        if stage is not None and event.button() == Qt.MouseButton.LeftButton:
            self.stage_chosen.emit(stage)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        stage = self._stage_at(event.position())
        self.setToolTip("" if stage is None else self._names[stage])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _stage_at(self, place: QPointF) -> int | None:
        boxes = [*enumerate(self.words()), *((stage, self.stretch(stage)) for stage in range(len(self._names)))]
        return next((stage for stage, box in boxes if box.contains(place)), None)


class WalkBar(QWidget):
    """Buttons on the left, the slider with its stages in the middle, what was done last on the right.

    moved(int): the user wants the walk to stand here.  stage_chosen(int): at the beginning of this stage.
    """

    moved = Signal(int)
    stage_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("walk_bar")
        self.setAccessibleName(self.tr("Walk"))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2)
        self._marks, self._where = StageMarks(), QLabel()
        self._slider = Slider(self.tr("Operations done"), (0, 1), 1)
        self._where.setProperty("muted", True)
        self._where.setMinimumWidth(self._where.fontMetrics().horizontalAdvance("000 / 000"))
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        over = QVBoxLayout()
        over.setSpacing(0)
        over.addWidget(self._marks)
        over.addWidget(self._slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(self._buttons)
        row.addLayout(over, 1)
        row.addWidget(self._where)
        self._slider.moved.connect(lambda place: self.moved.emit(round(place)))
        self._marks.stage_chosen.connect(self.stage_chosen)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """The actions that the buttons stand for, from left to right."""
        for action in actions:
            button = ActionButton(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._buttons.addWidget(button)

    def set_stages(self, names: Sequence[str], ends: Sequence[int]) -> None:
        """The stages in their order, and the positions at which each is complete; the last is that of the end."""
        self._marks.set_stages(names, ends)
        self._slider.setRange(0, ends[-1])
        self._slider.setPageStep(max(ends[-1] // 10, 1))

    def set_position(self, position: int, stage: int | None) -> None:
        """How many operations are done, and in which stage the last of them was."""
        self._slider.set_value(position)
        self._marks.set_current(stage)
        self._where.setText(self.tr("{position} / {last}").format(position=position, last=self._slider.maximum()))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    bar = WalkBar()
    icons = ("mdi6.skip-previous", "mdi6.chevron-left", "mdi6.play", "mdi6.chevron-right")
    bar.set_actions([QAction(theme.icon(icon), icon) for icon in icons])
    bar.set_stages(["Forward", "Cost", "Backward", "Update"], [6, 9, 23, 25])
    bar.set_position(12, 2)
    bar.moved.connect(lambda position: bar.set_position(position, sum(position > end for end in (6, 9, 23))))
    bar.resize(800, 60)
    bar.show()
    app.exec()
