"""A person at the main window: what they click, press, point at and read."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from core.network import Bias, Edge, Neuron
from core.notation import MINUS, Symbol
from playground.main_window import MainWindow
from tests.widgets.drawings import pixels
from widgets.drawing.layer_header import LayerHeader
from widgets.formula import FormulaLabel, Place
from widgets.inspect.chain_formula import FactorButton
from widgets.inspect.row_table import RowTable
from widgets.inspect.sum_list import SumList

LEFT = Qt.MouseButton.LeftButton
NUMBER = re.compile(rf"[+{MINUS}-]?\d+(?:\.\d+)?(?:e[+{MINUS}-]?\d+)?")
Kind = TypeVar("Kind", bound=QWidget)


def numbers(written: str) -> list[float]:
    """Every number of a text, in the order of reading."""
    return [float(each.replace(MINUS, "-")) for each in NUMBER.findall(written)]


def flat_place(sizes: Sequence[int], part: Edge | Bias) -> int:
    """Where a parameter stands in the flat vector: layer by layer the rows of [b | W]."""
    before = sum(n * (1 + m) for m, n in pairwise(sizes[:part.l]))
    return before + part.j * (1 + sizes[part.l - 1]) + (1 + part.k if isinstance(part, Edge) else 0)


class User:
    """Does with mouse and keyboard what the tests say, and reads what is visible."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.view = window, qtbot, window.network.widget
        self.explained = window.explanations

    # ---- hands -----------------------------------------------------------------------------------------------------------------

    def click(self, part: Edge | Bias | Neuron) -> None:
        """On the drawing."""
        self.qtbot.mouseClick(self.view, LEFT, pos=self.place_of(part))

    def ask_menu(self, part: Edge | Neuron) -> None:
        """With the right mouse button, on the drawing."""
        place = self.place_of(part)
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(self.view, QContextMenuEvent(reason, place, self.view.mapToGlobal(place)))

    def press(self, action: str) -> None:
        """The action's shortcut, where the keyboard is."""
        combination = QKeySequence(self.command(action).shortcut())[0]
        self.key(combination.key(), combination.keyboardModifiers())

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Where the keyboard is."""
        self.qtbot.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    def push(self, name: str, within: QWidget | None = None) -> None:
        """Click the button that is called so."""
        self.click_on(self.button(name, within))

    def click_on(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.bring(widget)
        self.qtbot.mouseClick(widget, LEFT, pos=widget.rect().center() if place is None else place)

    def drag(self, widget: QWidget, *places: QPoint, let_go: bool = True) -> None:
        """From the first place over all others."""
        self.bring(widget)
        self.qtbot.mousePress(widget, LEFT, pos=places[0])
        for place in places[1:]:
            self.qtbot.mouseMove(widget, place)
        if let_go:
            self.qtbot.mouseRelease(widget, LEFT, pos=places[-1])

    def point(self, label: FormulaLabel, symbol: Symbol, index: Place = None) -> None:
        """At a symbol of a formula, or at one of its indices."""
        self.bring(label)
        rect = label.symbol_rect(symbol, index)
        assert not rect.isEmpty(), (symbol, index, label.accessibleName())
        inside = rect.center() if index else QPoint(round(rect.left()) + 3, round(rect.center().y()))
        self.qtbot.mouseMove(label, inside if isinstance(inside, QPoint) else inside.toPoint())

    def type(self, name: str, typed: str, within: QWidget | None = None) -> None:
        """Into the field that is called so, with Return at the end."""
        line = self.field(name, within)
        self.click_on(line)
        line.selectAll()
        self.qtbot.keyClicks(line, typed)
        self.qtbot.keyClick(line, Qt.Key.Key_Return)

    def choose_row(self, table: RowTable, row: int) -> None:
        """Click a row of a table."""
        self.click_on(table.viewport(), self.row_place(table, row))

    def point_at_row(self, table: RowTable, row: int) -> None:
        self.bring(table)
        self.qtbot.mouseMove(table.viewport(), self.row_place(table, row))

    def choose_activation(self, l: int, name: str) -> None:
        """From the menu over a layer."""
        menu = self.named(LayerHeader, f"layer_header_{l}").name.menu()
        menu.popup(self.view.mapToGlobal(QPoint(10, 10)))
        action = next(action for action in menu.actions() if action.text() == name)
        self.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        self.window.activateWindow()                            # which the menu was, on a platform without windows
        self.wait(self.window.isActiveWindow)

    def choose_line(self, sums: SumList, place: int) -> None:
        """Click a line of a list of products."""
        self.click_on(sums, sums.line_rect(place).center().toPoint())

    def unfold(self, *names: str) -> None:
        """The sections below the inspector: nudge, bars, layer_back, paths, cost_along."""
        for name in names:
            section = getattr(self.explained, name).section
            if section.folded:
                self.click_on(self.button(section.accessibleName(), section))
        self.settle()

    def bring(self, widget: QWidget) -> None:
        """Scroll to where it can be clicked, as a hand would."""
        area = widget.parentWidget()
        while area is not None and not (isinstance(area, QScrollArea) and area.widget() is not None):
            area = area.parentWidget()
        self.settle()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget)

    # ---- patience --------------------------------------------------------------------------------------------------------------

    def wait(self, until: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()))

    def rest(self) -> None:
        """Until training stands still."""
        self.wait(lambda: not self.window.run.running)

    def train(self, steps: int = 1) -> None:
        """So many single steps."""
        for _ in range(steps):
            self.press("step")
            self.rest()

    def make_room(self) -> None:
        """A window of the usual size, in which the plots stand side by side."""
        self.window.resize(1440, 900)
        self.settle()

    def keep_still(self) -> User:
        """In a window in which all forms of a line of a walk stand side by side, and in which nothing moves by itself."""
        self.make_room()
        for moving in (self.view, self.window.walk):
            moving.set_calm(True)
        return self

    def settle(self) -> None:
        """Until everything has found its place, so that the mouse meets what it aims at."""
        places = None
        while places != (places := [child.mapToGlobal(QPoint()) for child in self.window.findChildren(QWidget)]):
            QApplication.processEvents()

    # ---- eyes ------------------------------------------------------------------------------------------------------------------

    def see(self, kind: type[Kind], within: QWidget | None = None) -> Kind:
        """The one visible widget of its kind."""
        found = [each for each in (within or self.window).findChildren(kind) if each.isVisible()]
        assert len(found) == 1, (kind, found)
        return found[0]

    def sees(self, kind: type[QWidget], within: QWidget | None = None) -> bool:
        return any(each.isVisible() for each in (within or self.window).findChildren(kind))

    def named(self, kind: type[Kind], name: str, within: QWidget | None = None) -> Kind:
        """The first visible widget of its kind that is called so, or says so."""
        found = [each for each in (within or self.window).findChildren(kind) if each.isVisible()]
        return next(each for each in found if name in {each.accessibleName(), each.objectName(), said(each)})

    def button(self, name: str, within: QWidget | None = None) -> QAbstractButton:
        return self.named(QAbstractButton, name, within)

    def field(self, name: str, within: QWidget | None = None) -> QLineEdit:
        return self.named(QLineEdit, name, within)

    def formula(self, name: str, within: QWidget | None = None) -> FormulaLabel:
        """The first typeset formula that reads so."""
        return self.named(FormulaLabel, name, within)

    def formulas(self, within: QWidget) -> list[str]:
        return [each.accessibleName() for each in within.findChildren(FormulaLabel) if each.isVisible()]

    def texts(self, within: QWidget) -> list[str]:
        return [each.text() for each in within.findChildren(QLabel) if each.isVisible() and each.text()]

    def label(self, name: str, within: QWidget | None = None) -> str:
        """What the label of this name says."""
        return self.named(QLabel, name, within).text()

    def factor_button(self, key: str) -> FactorButton:
        """dz, da_dz, dC_da, dC_dz or total of the chain rule."""
        found = [each for each in self.factor_buttons() if each.key == key]
        assert len(found) == 1, key
        return found[0]

    def factor_buttons(self) -> list[FactorButton]:
        """The derivative, then its factors."""
        shown = [each for each in self.window.findChildren(FactorButton) if each.isVisible()]
        return sorted(shown, key=lambda each: each.x())

    def factor(self, key: str) -> float:
        """The number under it, in full; the figures shown are those of this number."""
        button = self.factor_button(key)
        exact, shown = numbers(button.toolTip().rpartition(" = ")[2])[0], numbers(button.number_text())[0]
        assert abs(shown - exact) <= max(5.1e-5, 6e-3 * abs(exact)), (shown, exact)
        return exact

    def factors(self) -> list[str]:
        """The keys of all factors, from the left."""
        return [each.key for each in self.factor_buttons()]

    def rows(self, table: RowTable) -> list[list[str]]:
        """What a table says."""
        model = table.model()
        return [[str(model.index(row, column).data()) for column in range(model.columnCount())] for row in range(model.rowCount())]

    def row_place(self, table: RowTable, row: int) -> QPoint:
        rect: QRect = table.visualRect(table.model().index(row, 0))
        return rect.center()

    def picture(self) -> np.ndarray:
        """The drawing's pixels."""
        return pixels(self.view)

    def draws(self, picture: np.ndarray) -> bool:
        """Whether the drawing looks exactly so."""
        return bool((self.picture() == picture).all())

    def place_of(self, part: Edge | Bias | Neuron) -> QPoint:
        place = self.view.where(part)
        assert place is not None, part
        return place.toPoint()

    def changed(self, before: np.ndarray, parts: list[Edge | Neuron], reach: int = 22) -> set[Edge | Neuron]:
        """Around which of these parts the drawing looks otherwise than before."""
        now = self.picture()
        places = {part: self.place_of(part) for part in parts}
        return {part for part, at in places.items() if (
            now[at.y() - reach:at.y() + reach, at.x() - reach:at.x() + reach]
            != before[at.y() - reach:at.y() + reach, at.x() - reach:at.x() + reach]).any()}

    def command(self, name: str) -> QAction:
        action = self.window.findChild(QAction, name)
        assert action is not None, name
        return action

    def sentence(self) -> str:
        """The newest sentence in the status bar."""
        return self.window.statusBar().findChild(QLabel, "sentence").text()


def said(widget: QWidget) -> str:
    """The words on a button or a label; of a field none."""
    return widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
