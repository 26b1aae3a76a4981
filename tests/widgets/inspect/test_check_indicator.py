"""The gradient check's line in the status bar and the popup that says it in full."""
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.explain.gradient_check import GradientCheck, verdict
from core.network import Bias, Edge
from widgets import theme
from widgets.inspect.check_indicator import MOST, CheckDetails, CheckIndicator, SymbolButton

GOOD = GradientCheck((4, 8, 8, 1), 250, 250, 52, 52, 3e-9, Edge(2, 2, 4), ())
KINKS = GradientCheck((4, 8, 8, 1), 250, 250, 52, 50, 3e-9, Edge(2, 2, 4), (Edge(1, 0, 1), Bias(1, 3)))
WRONG = GradientCheck((4, 8, 8, 1), 250, 250, 52, 52, 0.3, Edge(2, 2, 4), (), (Edge(2, 2, 4), Bias(1, 1)))
SAMPLE = GradientCheck((4, 8, 8, 1), 250, 250, 20_000, 1_960, 4e-7, Bias(2, 4),
                      tuple(Edge(1, j, k) for j in range(5) for k in range(8)))


@pytest.fixture
def indicator(qtbot: QtBot, qapp: QApplication) -> CheckIndicator:
    theme.apply(qapp, theme.DARK)
    indicator = CheckIndicator()
    qtbot.addWidget(indicator)
    indicator.show()
    return indicator


def popup(indicator: CheckIndicator) -> CheckDetails:
    return indicator.findChild(CheckDetails)


def opened(qtbot: QtBot, indicator: CheckIndicator) -> CheckDetails:
    qtbot.mouseClick(indicator, Qt.MouseButton.LeftButton)
    assert popup(indicator).isVisible()
    return popup(indicator)


def sentences(details: CheckDetails) -> str:
    return "\n".join(label.text().replace("\u2060", "") for label in details.findChildren(QLabel) if label.isVisible())


def buttons(details: CheckDetails) -> list[SymbolButton]:
    return [button for button in details.findChildren(SymbolButton) if button.isVisible()]


def shows(indicator: CheckIndicator, colour: QColor) -> bool:
    image = indicator.grab().toImage()
    return any(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize(("check", "written"), [
    (None, "gradient not checked yet"),
    (GOOD, "gradient checked: worst error 3e−09"),
    (KINKS, "gradient checked: worst error 3e−09 (2 at a kink, not counted)"),
    (WRONG, "gradient differs! worst error 0.3"),
    (GradientCheck((4, 8, 8, 1), 250, 250, 3, 3, float("inf"), Edge(1, 0, 0), ()), "gradient differs! worst error ∞"),
    (GradientCheck((4, 8, 8, 1), 250, 250, 2, 0, 0.0, None, (Edge(1, 0, 0), Bias(1, 0))), "gradient not checked: kinks everywhere"),
])
def test_the_check_in_plain_words(indicator: CheckIndicator, check: GradientCheck | None, written: str) -> None:
    indicator.set_check(check)
    assert indicator.text() == indicator.accessibleName() == written


def test_only_a_gradient_that_differs_is_in_the_warning_colour(indicator: CheckIndicator) -> None:
    indicator.set_check(KINKS)
    assert not shows(indicator, theme.DARK.negative)
    indicator.set_check(WRONG)
    assert shows(indicator, theme.DARK.negative)
    indicator.set_running_training(True)
    assert not shows(indicator, theme.DARK.negative)


def test_a_running_check_tells_how_far_it_is_until_its_result(indicator: CheckIndicator) -> None:
    indicator.set_check(GOOD)
    indicator.set_progress(0.4)
    assert indicator.text() == "checking the gradient … 40 %"
    indicator.set_check(KINKS)
    assert indicator.text().startswith("gradient checked")


def test_while_training_runs_nothing_is_checked(indicator: CheckIndicator) -> None:
    indicator.set_check(GOOD)
    indicator.set_running_training(True)
    assert indicator.text() == "gradient not checked while training"
    indicator.set_progress(None)
    indicator.set_running_training(False)
    assert indicator.text() == "gradient checked: worst error 3e−09"


def test_it_keeps_its_width_through_the_usual_states(indicator: CheckIndicator) -> None:
    width = indicator.sizeHint().width()
    indicator.set_check(GOOD)
    assert indicator.sizeHint().width() == width
    for share in (0.0, 0.07, 1.0):
        indicator.set_progress(share)
        assert indicator.sizeHint().width() == width
    indicator.set_running_training(True)
    assert indicator.sizeHint().width() == width


def test_a_click_opens_the_whole_verdict_and_how_it_was_reached(qtbot: QtBot, indicator: CheckIndicator) -> None:
    indicator.set_check(KINKS)
    details = opened(qtbot, indicator)
    assert verdict(KINKS) in sentences(details)
    assert "(C(w + h) − C(w − h)) / 2h" in sentences(details)
    qtbot.keyClick(details, Qt.Key.Key_Escape)
    assert not details.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_opens_it_too(qtbot: QtBot, indicator: CheckIndicator, key: Qt.Key) -> None:
    indicator.setFocus()
    qtbot.keyClick(indicator, key)
    assert popup(indicator).isVisible()
    popup(indicator).close()


def test_the_worst_component_and_those_at_a_kink_are_clicked_by_their_symbols(qtbot: QtBot, indicator: CheckIndicator) -> None:
    indicator.set_check(KINKS)
    names = ["w₂,₄⁽²⁾", "w₀,₁⁽¹⁾", "b₃⁽¹⁾"]
    for place, (name, part) in enumerate(zip(names, (Edge(2, 2, 4), Edge(1, 0, 1), Bias(1, 3)), strict=True)):
        details = opened(qtbot, indicator)
        assert [button.accessibleName() for button in buttons(details)] == names
        with qtbot.waitSignal(indicator.part_clicked) as clicked:
            qtbot.mouseClick(buttons(details)[place], Qt.MouseButton.LeftButton)
        assert clicked.args == [part]
        assert isinstance(clicked.args[0], type(part)), name
        assert not details.isVisible()


def test_components_that_differ_are_named(qtbot: QtBot, indicator: CheckIndicator) -> None:
    indicator.set_check(WRONG)
    assert [button.accessibleName() for button in buttons(opened(qtbot, indicator))] == ["w₂,₄⁽²⁾", "b₁⁽¹⁾"]


def test_of_many_components_some_are_named_and_the_others_counted(qtbot: QtBot, indicator: CheckIndicator) -> None:
    indicator.set_check(SAMPLE)
    details = opened(qtbot, indicator)
    assert len(buttons(details)) == 1 + MOST
    assert f"and {40 - MOST} more" in sentences(details)
    assert "A random sample of 1,960 of the 20,000" in sentences(details)
    assert all(details.rect().contains(button.mapTo(details, button.rect().bottomRight())) for button in buttons(details))


def test_an_open_popup_follows_the_next_check(qtbot: QtBot, indicator: CheckIndicator) -> None:
    details = opened(qtbot, indicator)
    assert "whenever training rests" in sentences(details)
    indicator.set_check(WRONG)
    assert verdict(WRONG) in sentences(details)


def test_setters_emit_nothing(qtbot: QtBot, indicator: CheckIndicator) -> None:
    with qtbot.assertNotEmitted(indicator.part_clicked), qtbot.assertNotEmitted(indicator.clicked):
        indicator.set_check(WRONG)
        indicator.set_progress(0.5)
        indicator.set_running_training(True)
