"""Whatever is done in whatever order, with the mouse held or not: no exception, and every edit is undone and made again."""
from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from core.network import Neuron
from tests.playground.driving import LEFT, User
from widgets.data.paint_tools import PaintTools
from widgets.drawing.count_label import CountLabel
from widgets.plots.paint_layer import PaintLayer

DEEDS = 160
ASK = {                                                         # for a file, a number or a window of their own
    "new", "open", "open_link", "save", "save_as", "revert", "import_data", "quit", "run_to", "table", "draw_digit",
    "help", "shortcuts", "palette", "about", *(f"export_{what}" for what in (
        "data", "history", "sheet", "script", "link", "picture", "gradient", "matrix")),
}
MODIFIERS = [*4 * [Qt.KeyboardModifier.NoModifier], Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier]
PRESETS = ["xor", "chain", "pinwheel", "sine", "digits", "two-paths"]


class Whim:
    """Does anything at the window, as the dice fall."""

    def __init__(self, user: User, seed: int) -> None:
        self.user, self.dice = user, random.Random(seed)
        self.offered = [name for name in user.window.commands if name not in ASK]

    def act(self) -> None:
        """An action that is offered just now."""
        command = self.user.command(self.dice.choice(self.offered))
        if command.isEnabled():
            command.trigger()

    def place(self) -> QPoint:
        """Near a neuron, or anywhere on the drawing."""
        view, dice = self.user.view, self.dice
        l = dice.randrange(len(self.user.window.inspection.network.sizes))
        at = view.where(Neuron(l, dice.randrange(self.user.window.inspection.network.sizes[l])))
        if at is not None and dice.random() < 0.6:
            return at.toPoint() + QPoint(dice.randrange(-3, 3), dice.randrange(-3, 3))
        return QPoint(dice.randrange(view.width()), dice.randrange(view.height()))

    def click(self) -> None:
        self.user.qtbot.mouseClick(self.user.view, LEFT, self.dice.choice(MODIFIERS), self.place())

    def double_click(self) -> None:
        place = self.place()
        self.user.qtbot.mouseClick(self.user.view, LEFT, pos=place)
        self.user.qtbot.mouseDClick(self.user.view, LEFT, pos=place)
        self.user.qtbot.mouseRelease(self.user.view, LEFT, pos=place)

    def drag(self) -> None:
        """With actions on the way."""
        qtbot, view, dice = self.user.qtbot, self.user.view, self.dice
        place, modifiers = self.place(), dice.choice(MODIFIERS)
        qtbot.mousePress(view, LEFT, modifiers, place)
        for _ in range(dice.randrange(2, 6)):
            place += QPoint(dice.randrange(-30, 30), dice.randrange(-60, 60))
            qtbot.mouseMove(view, place)
            self.interrupt()
        qtbot.mouseRelease(view, LEFT, modifiers, place)

    def interrupt(self) -> None:
        """With the mouse button held."""
        if self.dice.random() < 0.3:
            self.act()
        elif self.dice.random() < 0.15:
            self.user.key(Qt.Key.Key_Escape)

    def count(self) -> None:
        """The number of neurons over a layer is pulled."""
        dice, counts = self.dice, [each for each in self.user.window.findChildren(CountLabel) if each.isVisible()]
        label = dice.choice(counts)
        self.user.qtbot.mousePress(label, LEFT, pos=QPoint(5, 5))
        for _ in range(dice.randrange(1, 5)):
            self.user.qtbot.mouseMove(label, QPoint(5, dice.randrange(-60, 60)))
            self.interrupt()
        self.user.qtbot.mouseRelease(label, LEFT, pos=QPoint(5, 5))

    def stroke(self) -> None:
        """With any tool on the map of answers, where it is painted on, in a class or value that may change on the way."""
        qtbot, dice, painting = self.user.qtbot, self.dice, self.user.window.painting
        if not painting.on:
            self.user.command("paint").trigger()
        for layer in (each for each in self.user.window.findChildren(PaintLayer) if each.isVisible()):
            tools = [each for each in self.user.see(PaintTools).findChildren(QToolButton) if each.isVisible()]
            qtbot.mouseClick(dice.choice(tools), LEFT)
            places = [QPoint(dice.randrange(layer.width()), dice.randrange(layer.height())) for _ in range(dice.randrange(1, 5))]
            qtbot.mousePress(layer, LEFT, pos=places[0])
            for place in places:
                qtbot.mouseMove(layer, place)
                self.interrupt()
                if dice.random() < 0.3:
                    qtbot.keyClick(layer, dice.choice([Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_9]))
            qtbot.mouseRelease(layer, LEFT, pos=places[-1])

    def type(self) -> None:
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            self.user.qtbot.keyClicks(field, self.dice.choice(["1", "-2.5", "abc", "2-3-1", ""]))
            self.user.qtbot.keyClick(field, self.dice.choice([Qt.Key.Key_Return, Qt.Key.Key_Escape]))

    def undo(self) -> None:
        self.user.command(self.dice.choice(["undo", "undo", "redo"])).trigger()

    def follow(self) -> None:
        deeds = [*9 * [self.act], *3 * [self.click], self.double_click, *4 * [self.drag], self.count, self.stroke, self.type,
                 *2 * [self.undo]]
        self.dice.choice(deeds)()
        QApplication.processEvents()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_done_in_whatever_order_can_be_undone_and_made_again(user: User, seed: int):
    window = user.window
    window.resize(1440, 900)
    window.documents.open_preset(PRESETS[seed % len(PRESETS)])
    user.settle()
    whim = Whim(user, seed)
    for _ in range(DEEDS):
        whim.follow()
    window.run.pause()
    user.rest()
    sizes, stack = window.inspection.network.sizes, window.session.stack
    assert all(part.l < len(sizes) and part.j < sizes[part.l] for part in window.inspection.chosen)
    stack.setIndex(0)
    stack.setIndex(stack.count())
    assert window.inspection.network.sizes == window.run.ahead().network.sizes
