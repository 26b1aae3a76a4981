"""The page of examples: what its cards show, and how one is chosen."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListWidget

from tests.widgets.drawings import pixels
from widgets import theme
from widgets.gallery import Card, Gallery, fitting, sample_cards

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def gallery(qtbot) -> Gallery:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.set_cards(sample_cards())
    gallery.set_current("plane")
    with qtbot.waitExposed(gallery):
        gallery.show()
    return gallery


def cards(gallery: Gallery) -> QListWidget:
    return gallery.findChild(QListWidget)


def place(gallery: Gallery, row: int) -> QPoint:
    return cards(gallery).visualItemRect(cards(gallery).item(row)).center()


def picture(gallery: Gallery, row: int) -> np.ndarray:
    rect = cards(gallery).visualItemRect(cards(gallery).item(row))
    return pixels(cards(gallery).viewport())[rect.top():rect.bottom(), rect.left():rect.right()]


def has(shown: np.ndarray, colour) -> bool:
    return bool((shown[..., :3] == (colour.red(), colour.green(), colour.blue())).all(axis=-1).any())


def test_a_click_chooses_a_card_once_and_closes_the_page(gallery, qtbot):
    chosen = []
    gallery.chosen.connect(chosen.append)
    qtbot.mouseClick(cards(gallery).viewport(), LEFT, pos=place(gallery, 2))
    qtbot.mouseDClick(cards(gallery).viewport(), LEFT, pos=place(gallery, 2))
    qtbot.mouseRelease(cards(gallery).viewport(), LEFT, pos=place(gallery, 2))
    assert chosen == ["digits"]
    assert not gallery.isVisible()


def test_enter_chooses_the_current_card_which_setting_it_does_not(gallery, qtbot):
    chosen = []
    gallery.chosen.connect(chosen.append)
    gallery.set_current("nothing of that name")
    assert cards(gallery).currentRow() == 0
    gallery.set_current("plane")
    qtbot.keyClick(cards(gallery), Qt.Key.Key_Left)
    assert chosen == []
    qtbot.keyClick(cards(gallery), Qt.Key.Key_Return)
    assert chosen == ["xor"]


def test_a_click_beside_the_cards_and_escape_choose_nothing(gallery, qtbot):
    with qtbot.assertNotEmitted(gallery.chosen):
        qtbot.mouseClick(cards(gallery).viewport(), LEFT, pos=QPoint(cards(gallery).viewport().width() - 3, 500))
        qtbot.keyClick(cards(gallery), Qt.Key.Key_Escape)
    assert not gallery.isVisible()


def test_a_card_shows_its_points_in_the_colours_of_their_classes_and_its_edges_by_sign(gallery):
    for row in (0, 1, 3):
        assert has(picture(gallery, row), theme.current().positive if row == 0 else theme.current().muted), row
    one = Card("one", "One", "", (np.array([[1.0]]),))
    other = Card("other", "Other", "", (np.array([[-1.0]]),))
    gallery.set_cards([one, other])
    assert has(picture(gallery, 0), theme.current().positive)
    assert not has(picture(gallery, 0), theme.current().negative)
    assert has(picture(gallery, 1), theme.current().negative)


def test_cards_say_to_a_screen_reader_what_they_show(gallery):
    item = cards(gallery).item(0)
    assert item.text() == "XOR"
    assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole).startswith("A point is blue")


def test_what_of_a_text_has_no_room_is_left_out_by_whole_sentences(qapp):
    metrics, text = QFontMetrics(theme.ui_font(theme.CAPTION)), "One. Two is a longer sentence. Three."
    line = metrics.height()
    assert fitting(text, metrics, QRect(0, 0, 1000, line)) == text
    assert fitting(text, metrics, QRect(0, 0, metrics.horizontalAdvance("longer sentence. T"), 2 * line)) == (
        "One. Two is a longer sentence.")
    assert fitting(text, metrics, QRect(0, 0, metrics.horizontalAdvance("One. Two"), line)) == "One."
    assert fitting("No room", metrics, QRect(0, 0, 1, 1)) == "No room"
