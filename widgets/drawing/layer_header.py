"""The header over a layer: its name and activation with a menu, and its number of neurons between − and +."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from core.notation import MINUS
from widgets import theme
from widgets.drawing.count_label import CountLabel

HEIGHT, WIDEST, NARROW = 58, 176, 104                           # px
MOST = 4096                                                     # neurons in a layer


class LayerHeader(QWidget):
    """The header of one layer; the input's has neither − nor + nor an activation.

    neuron_added(int), neuron_removed(int), activation_chosen(int, str), layer_removed(int): for this layer l.
    layer_added(int): a new layer is wanted after the layer of this number.
    count_dragged(int, int): layer l is pulled to so many neurons.  count_released(): it was let go.
    """

    neuron_added = Signal(int)
    neuron_removed = Signal(int)
    count_dragged = Signal(int, int)
    count_released = Signal()
    activation_chosen = Signal(int, str)
    layer_added = Signal(int)
    layer_removed = Signal(int)

    def __init__(self, layer: int, last: int, choices: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer, self._last, self._choices = layer, last, tuple(choices)
        self._neurons, self._activation, self._fixed = 1, "", False
        self.setObjectName(f"layer_header_{layer}")
        self.name = QToolButton(self)
        self.name.setProperty("flat", True)
        self.name.setProperty("muted", True)
        self.name.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.name.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.name.setMenu(QMenu(self.name))
        self.name.menu().aboutToShow.connect(self._fill_menu)
        self.count = CountLabel(self)
        self.count.dragged.connect(lambda neurons: self.count_dragged.emit(self._layer, neurons))
        self.count.released.connect(self.count_released)
        self.fewer, self.more = self._button(MINUS), self._button("+")
        self.fewer.clicked.connect(lambda: self.neuron_removed.emit(self._layer))
        self.more.clicked.connect(lambda: self.neuron_added.emit(self._layer))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setHorizontalSpacing(2)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.name, 0, 0, 1, 5, Qt.AlignmentFlag.AlignHCenter)
        grid.addWidget(self.fewer, 1, 1)
        grid.addWidget(self.count, 1, 2)
        grid.addWidget(self.more, 1, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(4, 1)
        self.setFixedHeight(HEIGHT)
        for widget in (self, self.name, self.count, self.fewer, self.more):
            widget.setMouseTracking(True)                       # so that the drawing hears of a pointer that leaves it this way

    def set_layer(self, neurons: int, activation: str | None) -> None:
        """How many neurons the layer has, and its activation's name (None for the input)."""
        self._neurons, self._activation = neurons, activation or ""
        self._show()

    def set_fixed(self, fixed: bool) -> None:
        """Whether the number of neurons follows from the data, so that nobody can change it here."""
        self._fixed = fixed
        self._show()

    def set_width(self, width: float) -> None:
        """The room between the neighbouring layers; the texts become shorter when it is small."""
        self.setFixedWidth(round(min(width, WIDEST)))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self._show()
        super().changeEvent(event)

    def title(self) -> str:
        """ "input", "layer 2" or "output"."""
        if self._layer == 0:
            return self.tr("input")
        return self.tr("output") if self._layer == self._last else self.tr("layer {number}").format(number=self._layer)

    def _show(self) -> None:
        title, is_input = self.title(), self._layer == 0
        full = f"{title} · {self._activation}" if self._activation else title
        self.name.setFont(theme.ui_font(theme.SMALL))
        fits = QFontMetrics(self.name.font()).horizontalAdvance(full) <= self.width() - 9
        self.name.setText(full if fits else self._activation or title)
        self.name.setMaximumWidth(self.width())
        self.name.setToolTip(full if is_input else self.tr("{layer} – click to choose the activation").format(layer=full))
        self.name.setAccessibleName(self.tr("{layer}: activation and menu").format(layer=full))
        self.count.setFont(theme.number_font(theme.SMALL))
        self.count.set_count(self._neurons)
        self.count.set_draggable(None if is_input or self._fixed else MOST)
        self.count.setToolTip("" if is_input or self._fixed else self.tr("Drag to change the number of neurons in {layer}").format(
            layer=title))
        self.count.setMinimumWidth(34 if self.width() >= NARROW else 20)
        self.count.setAccessibleName(self.tr("neurons of {layer}").format(layer=title))
        for button, allowed, does, why_not in (
            (self.fewer, self._neurons > 1, self.tr("One neuron fewer in {layer}"),
             self.tr("A layer has at least one neuron. To remove the layer, use the menu of its name.")),
            (self.more, self._neurons < MOST, self.tr("One neuron more in {layer}"),
             self.tr("A layer has at most {most} neurons.")),
        ):
            button.setVisible(not is_input)
            button.setFixedWidth(24 if self.width() >= NARROW else 20)
            button.setEnabled(allowed and not self._fixed)
            reason = self.tr("The number of outputs follows from the data.") if self._fixed else "" if allowed else why_not
            button.setToolTip((reason or does).format(layer=title, most=f"{MOST:,}"))
            button.setAccessibleName(does.format(layer=title))
            button.setAccessibleDescription(reason)

    def _button(self, sign: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setProperty("segment", True)
        button.setFixedSize(QSize(24, 22))
        button.setAutoRepeat(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _fill_menu(self) -> None:
        """Activations first, then what can be done with the layer as a whole."""
        menu = self.name.menu()
        menu.clear()
        if self._layer:
            group = QActionGroup(menu)
            for choice in self._choices:
                action = self._add(menu, choice, lambda _=False, name=choice: self.activation_chosen.emit(self._layer, name))
                action.setCheckable(True)
                action.setChecked(choice == self._activation)
                group.addAction(action)
            menu.addSeparator()
        is_output = self._layer == self._last
        self._add(menu, self.tr("Add a layer before it") if is_output else self.tr("Add a layer after it"),
                  lambda: self.layer_added.emit(self._layer - is_output))
        if 0 < self._layer < self._last:
            self._add(menu, self.tr("Remove this layer"), lambda: self.layer_removed.emit(self._layer))

    @staticmethod
    def _add(menu: QMenu, text: str, do: object) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(do)
        return action


class InsertLayerButton(QToolButton):
    """A quiet + between two headers: a new layer is wanted there."""

    wanted = Signal(int)

    def __init__(self, after: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"insert_layer_{after}")
        self.setIcon(theme.icon("mdi6.plus", "muted"))
        self.setIconSize(QSize(14, 14))
        self.setProperty("flat", True)
        self.setFixedSize(QSize(24, 22))
        self.setToolTip(self.tr("Add a layer here"))
        self.setAccessibleName(self.tr("Add a layer after layer {number}").format(number=after))
        self.clicked.connect(lambda: self.wanted.emit(after))


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication, QHBoxLayout

    app = QApplication([])
    theme.apply(app, theme.DARK)
    window = QWidget()
    line = QHBoxLayout(window)
    for l, (neurons, activation) in enumerate(((2, None), (6, "tanh"), (1, "sigmoid"))):
        header = LayerHeader(l, 2, ("linear", "tanh", "sigmoid"))
        header.set_layer(neurons, activation)
        header.set_fixed(l == 2)
        header.set_width(150)
        header.activation_chosen.connect(print)
        line.addWidget(header)
    window.show()
    app.exec()
