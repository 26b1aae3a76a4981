"""The digit pad beside the real window: what is drawn is probed live and can become an example."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider

from core.document import edits
from core.document.experiment import Points
from playground.main_window import MainWindow
from tests.core.data.test_handwriting import DRAWN
from widgets.data.digit_pad import SIDE, AnswerBars, DigitPad

LEFT = Qt.MouseButton.LeftButton


class Writer:
    """Somebody at the pad."""

    def __init__(self, window: MainWindow, qtbot) -> None:
        window.commands["draw_digit"].trigger()
        self.pad = next(each for each in QApplication.topLevelWidgets() if isinstance(each, DigitPad) and each.isVisible())
        self.window, self.qtbot = window, qtbot
        qtbot.waitUntil(self.pad.isActiveWindow)

    def draw(self, digit: int) -> None:
        """With the mouse, until the network has looked."""
        before = self.window.inspection.probe
        for stroke in DRAWN[digit]:
            places = [QPoint(*(SIDE * place / 100).astype(int).tolist()) for place in stroke]
            QTest.mousePress(self.pad.pad, LEFT, pos=places[0])
            for place in places[1:]:
                QTest.mouseMove(self.pad.pad, place)
            QTest.mouseRelease(self.pad.pad, LEFT, pos=places[-1])
        self.wait_for_a_look(before)

    def wait_for_a_look(self, before: np.ndarray | None) -> None:
        """Until the network has seen the newest stroke to its end; before is what it saw last."""
        self.qtbot.waitUntil(lambda: self.window.inspection.probe is not before and not self.window.handwriting._pause.isActive())

    def answer(self) -> str:
        return self.pad.findChild(QLabel, "reads").text()

    def said(self) -> str:
        return self.pad.findChild(QLabel, "sentence").text()

    def push(self, name: str) -> None:
        QTest.mouseClick(next(each for each in self.pad.findChildren(QPushButton) if each.text() == name), LEFT)


@pytest.fixture
def writer(opened, qtbot) -> Writer:
    window = opened("digits")
    window.run.advance(3_000)
    qtbot.waitUntil(lambda: not window.run.running)
    return Writer(window, qtbot)


def test_a_trained_network_reads_what_is_drawn_and_the_drawing_shows_its_activations(writer):
    window = writer.window
    for digit in (2, 7):
        writer.draw(digit)
        assert writer.answer() == str(digit)
        probe = window.inspection.probe
        assert probe.reshape(8, 8).max() == 1
        assert int(window.inspection.activations[-1].argmax()) == digit
        assert np.array_equal(window.inspection.activations[0], probe)
        told = writer.pad.findChild(AnswerBars).accessibleDescription().split(", ")
        assert [float(each.split()[1]) for each in told] == pytest.approx(window.inspection.activations[-1], abs=5e-4)
        writer.push("Clear")
        assert window.inspection.probe is None
        assert writer.answer() == ""


def test_what_is_drawn_becomes_an_example_in_one_edit(writer):
    window = writer.window
    before = window.session.experiment.data
    writer.draw(4)
    x = window.inspection.probe
    QTest.keyClick(writer.pad, Qt.Key.Key_4)
    QTest.keyClick(writer.pad, Qt.Key.Key_Return)
    data = window.session.dataset
    assert len(data.inputs) == 1798
    assert (data.classes[(data.inputs == x).all(axis=1)] == 4).all()
    assert (data.inputs == x).all(axis=1).sum() == 1
    assert writer.said() == "Added to the test examples, as class 4."
    assert window.session.stack.undoText() == "Add a drawn example of class 4"
    assert writer.pad.strokes == []
    QTest.keyClick(writer.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.experiment.data == before


def test_the_answer_follows_while_it_trains_and_wider_lines_are_more_ink(writer):
    window = writer.window
    writer.draw(8)
    told = writer.pad.findChild(AnswerBars).accessibleDescription()
    ink = window.inspection.probe.sum()
    slider = writer.pad.findChild(QSlider)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    writer.qtbot.waitUntil(lambda: window.inspection.probe.sum() > ink)
    window.commands["new_weights"].trigger()
    assert writer.pad.findChild(AnswerBars).accessibleDescription() != told
    told = writer.pad.findChild(AnswerBars).accessibleDescription()
    window.run.play()
    writer.qtbot.waitUntil(lambda: writer.pad.findChild(AnswerBars).accessibleDescription() != told)
    writer.draw(1)
    window.run.pause()
    writer.qtbot.waitUntil(lambda: not window.run.running)


def test_a_finger_writes_and_dark_ink_on_light_paper_is_understood(writer):
    window = writer.window
    data = window.session.dataset
    inverted = Points(inputs=255 - 255 * data.inputs, classes=tuple(data.classes.tolist()))
    window.session.edit("Invert", lambda e: edits.set_data(e, inverted))
    finger = QTest.createTouchDevice()
    for act, place in (("press", (130, 20)), ("move", (130, 130)), ("move", (130, 240)), ("release", (130, 240))):
        event = QTest.touchEvent(writer.pad, finger)
        getattr(event, act)(0, writer.pad.pad.mapTo(writer.pad, QPoint(*place)), writer.pad)
        event.commit()
    writer.wait_for_a_look(None)
    picture = window.inspection.probe.reshape(8, 8)
    assert picture[:, 3:5].mean() < 20
    assert picture[:, [0, 7]].min() == 255


def test_the_pad_is_offered_for_pictures_only_and_goes_away_with_them(writer):
    window = writer.window
    writer.draw(0)
    window.documents.open_preset("spiral")
    assert not writer.pad.isVisible()
    window.commands["draw_digit"].trigger()
    assert not writer.pad.isVisible()
    assert window.findChild(QLabel, "sentence").text() == \
        "These data have 2 inputs; a digit can be drawn where they are a square picture."


def test_escape_closes_the_pad_which_opens_again_with_what_was_drawn(writer):
    writer.draw(1)
    drawn = writer.pad.strokes
    QTest.keyClick(writer.pad.pad, Qt.Key.Key_Escape)
    assert not writer.pad.isVisible()
    writer.window.commands["draw_digit"].trigger()
    assert writer.pad.isVisible()
    assert all(map(np.array_equal, writer.pad.strokes, drawn))
