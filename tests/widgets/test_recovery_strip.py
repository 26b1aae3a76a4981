"""The strip of unsaved work: a line for each, its two buttons, and nothing when there is nothing."""
from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from widgets.recovery_strip import MOST, Offer, RecoveryStrip, sample_offers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(qtbot) -> RecoveryStrip:
    strip = RecoveryStrip()
    qtbot.addWidget(strip)
    strip.resize(900, 40)
    strip.show()
    strip.set_offers(sample_offers())
    return strip


def button(strip: RecoveryStrip, name: str) -> QAbstractButton:
    return next(each for each in strip.findChildren(QAbstractButton) if each.isVisible() and each.accessibleName() == name)


def shows(strip: RecoveryStrip, *lines: str) -> bool:
    return [label.text() for label in strip.findChildren(QLabel) if label.isVisible()] == list(lines)


def test_each_offer_has_a_line_and_its_own_buttons(strip, qtbot):
    taken, discarded = [], []
    strip.taken.connect(taken.append)
    strip.discarded.connect(discarded.append)
    qtbot.waitUntil(lambda: shows(strip, *(offer.text for offer in sample_offers())))
    for offer in sample_offers():
        qtbot.mouseClick(button(strip, f"{offer.take}: {offer.text}"), LEFT)
        button(strip, f"Discard: {offer.text}").setFocus()
        qtbot.keyClick(button(strip, f"Discard: {offer.text}"), Qt.Key.Key_Space)
    assert taken == discarded == [offer.name for offer in sample_offers()]


def test_not_now_is_told(strip, qtbot):
    with qtbot.waitSignal(strip.closed):
        qtbot.mouseClick(button(strip, "Not now"), LEFT)


def test_without_an_offer_the_strip_is_not_there(strip):
    strip.set_offers([])
    assert not strip.isVisible()
    strip.set_offers(sample_offers()[:1])
    assert strip.isVisible()


def test_more_than_a_few_are_counted(strip, qtbot):
    strip.set_offers([Offer(str(n), f"work {n}", "Restore") for n in range(MOST + 3)])
    qtbot.waitUntil(lambda: shows(strip, *(f"work {n}" for n in range(MOST)), "3 older"))


def test_a_title_is_no_markup(strip):
    strip.set_offers([Offer("a", "Work on “<b>x</b>” was not saved.", "Restore")])
    assert strip.findChild(QLabel).textFormat() == Qt.TextFormat.PlainText
