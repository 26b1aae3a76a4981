"""The panel of what is selected together tells each wish once and waits for what becomes of it."""
from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit

from widgets import theme
from widgets.inspect.several_inspector import SeveralInspector

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def inspector(qtbot, qapp) -> SeveralInspector:
    theme.apply(qapp, theme.DARK)
    inspector = SeveralInspector()
    qtbot.addWidget(inspector)
    inspector.set_counted("3 edges and 1 neuron selected", 4)
    inspector.set_values([-0.5, 0.25, 1.0])
    inspector.set_states(False, False, False)
    inspector.setFixedWidth(372)
    inspector.show()
    return inspector


@pytest.fixture
def heard(inspector) -> list[tuple[str, object]]:
    heard: list[tuple[str, object]] = []
    for name in ("value_wanted", "factor_wanted", "random_wanted", "frozen_wanted", "removed_wanted", "off_wanted", "refused"):
        getattr(inspector, name).connect(lambda value, name=name: heard.append((name, value)))
    return heard


def field(inspector: SeveralInspector, name: str) -> QLineEdit:
    return next(each for each in inspector.findChildren(QLineEdit) if each.accessibleName() == name)


def button(inspector: SeveralInspector, text: str) -> QAbstractButton:
    return next(each for each in inspector.findChildren(QAbstractButton) if each.text() == text)


def test_it_says_how_much_is_selected_and_what_the_numbers_are_between(inspector):
    said = {label.accessibleName(): label.text() for label in inspector.findChildren(QLabel)}
    assert said["What is selected"] == "3 edges and 1 neuron selected"
    assert said["Range of its values"] == "−0.50000 to +1.00000, mean +0.25000"


def test_setters_say_nothing(inspector, heard):
    inspector.set_states(True, None, True)
    inspector.set_values([])
    assert heard == []


@pytest.mark.parametrize(("name", "wish"), [("Value of all", "value_wanted"), ("Factor of all", "factor_wanted")])
def test_the_same_number_can_be_wished_twice(inspector, heard, qtbot, name, wish):
    for _ in range(2):
        qtbot.keyClicks(field(inspector, name), "0,5")
        qtbot.keyClick(field(inspector, name), Qt.Key.Key_Return)
        assert field(inspector, name).text() == ""
    assert heard == [(wish, 0.5), (wish, 0.5)]


def test_what_is_no_number_is_refused_in_one_sentence(inspector, heard, qtbot):
    qtbot.keyClicks(field(inspector, "Factor of all"), "inf")
    qtbot.keyClick(field(inspector, "Factor of all"), Qt.Key.Key_Return)
    assert heard == [("refused", "Factor of all cannot be “inf”; allowed: a finite number.")]


def test_it_is_drawn_as_the_network_starts_or_with_the_spread_typed(inspector, heard, qtbot):
    spread = field(inspector, "Spread")
    assert not spread.isVisible()
    qtbot.mouseClick(button(inspector, "Randomise"), LEFT)
    qtbot.mouseClick(button(inspector, "normal"), LEFT)
    assert spread.isVisible()
    assert inspector.minimumSizeHint().width() <= 372, "it fits into the right column"
    spread.selectAll()
    qtbot.keyClicks(spread, "2")
    qtbot.mouseClick(button(inspector, "Randomise"), LEFT)
    assert heard == [("random_wanted", None), ("random_wanted", 2.0)]
    qtbot.keyClicks(spread, "x")
    qtbot.mouseClick(button(inspector, "Randomise"), LEFT)
    assert heard[2:] == [("refused", "Spread cannot be “2x”; allowed: a number above 0, up to 1000.")]


@pytest.mark.parametrize(("texts", "wish"), [
    (("Freeze", "Let move"), "frozen_wanted"), (("Remove", "Restore"), "removed_wanted"),
    (("Switch off", "Switch on"), "off_wanted")])
def test_a_mark_is_wished_and_shown_only_when_told(inspector, heard, qtbot, texts, wish):
    text, other = texts
    qtbot.mouseClick(button(inspector, text), LEFT)
    assert heard == [(wish, True)]
    inspector.set_states(True, True, True)
    qtbot.mouseClick(button(inspector, other), LEFT)
    assert heard == [(wish, True), (wish, False)]


def test_what_cannot_be_done_is_not_offered(inspector):
    inspector.set_states(None, None, False)
    inspector.set_counted("2 neurons selected", 0)
    assert not button(inspector, "Freeze").isVisible()
    assert button(inspector, "Switch off").isVisible()
    assert not field(inspector, "Value of all").isEnabled()
    assert QApplication.focusWidget() is not field(inspector, "Value of all")
