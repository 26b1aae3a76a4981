"""Every command by its name: type a few letters of it, press Enter."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from widgets.fuzzy import fit

WIDTH, HEIGHT, TOP = 520, 360, 80                               # px; TOP: below the upper edge of the window
KEYS_TO_LIST = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class CommandPalette(QFrame):
    """A popup over its parent; choosing a command closes it and triggers the QAction. Disabled ones are faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("command_palette")
        self.setAccessibleName(self.tr("Commands"))
        self.setProperty("card", True)
        self._actions: list[QAction] = []
        self._typed = QLineEdit()
        self._typed.setPlaceholderText(self.tr("Type a command"))
        self._typed.setAccessibleName(self.tr("Command"))
        self._typed.textChanged.connect(self._filter)
        self._typed.returnPressed.connect(self._run_current)
        self._typed.installEventFilter(self)
        self._list = QTreeWidget()
        self._list.setAccessibleName(self.tr("Commands"))
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.header().setStretchLastSection(False)
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._list.itemClicked.connect(self._run)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addWidget(self._typed)
        column.addWidget(self._list)
        self.resize(WIDTH, HEIGHT)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """The commands, in the order in which they are shown while nothing is typed."""
        self._actions = [action for action in actions if action.text() and not action.isSeparator()]
        self._filter(self._typed.text())

    def open(self) -> None:
        """Show it over the upper middle of the parent, with nothing typed."""
        self._typed.clear()
        self._filter("")
        parent = self.parentWidget()
        if parent is not None:
            self.move(parent.mapToGlobal(QPoint((parent.width() - self.width()) // 2, TOP)))
        self.show()
        self._typed.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in KEYS_TO_LIST:
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _filter(self, typed: str) -> None:
        fits = [(fit(typed, _name(action)), action) for action in self._actions]
        fitting = [(score, action) for score, action in fits if score is not None]
        if typed:
            fitting.sort(key=lambda pair: -pair[0])
        self._list.clear()
        for _, action in fitting:
            item = QTreeWidgetItem([_name(action), action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)])
            item.setData(0, Qt.ItemDataRole.UserRole, action)
            item.setDisabled(not action.isEnabled())
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._list.addTopLevelItem(item)
        self._list.setCurrentIndex(self._list.model().index(0, 0))

    def _run_current(self) -> None:
        self._run(self._list.currentItem())

    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not item.isDisabled():
            self.hide()
            item.data(0, Qt.ItemDataRole.UserRole).trigger()


def _name(action: QAction) -> str:
    """The action's text without the ampersand of its mnemonic."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    palette = CommandPalette()
    commands = []
    for text, keys in (("&Train", "Space"), ("Step", "S"), ("Epoch", "E"), ("&Reset", "Ctrl+R"), ("New weights", "")):
        command = QAction(text)
        command.setShortcut(QKeySequence(keys))
        command.setEnabled(text != "Epoch")
        command.triggered.connect(lambda text=text: print(text))
        commands.append(command)
    palette.set_actions(commands)
    palette.open()
    app.exec()
