"""The data panel: cards, settings and inputs; what the user does comes out as signals, what is set is only shown."""
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QSlider, QToolButton

from widgets import theme
from widgets.choice_box import ChoiceBox
from widgets.data.data_panel import SETTINGS, DataPanel, feature_label, sample_sources
from widgets.data.source_card import Source, SourceCard
from widgets.entry_field import EntryField

INPUTS = ("x0", "x1", "x0^2", "x1^2", "x0*x1", "sin(x0)", "sin(x1)")


@pytest.fixture
def panel(qtbot, qapp):
    theme.apply(qapp, theme.DARK)
    panel = DataPanel()
    panel.set_sources(sample_sources())
    panel.set_current("spiral")
    panel.set_adjustable(SETTINGS)
    panel.set_noise(0.1)
    panel.set_training_share(0.5)
    panel.set_examples(500)
    panel.set_seed(1)
    panel.set_inputs(INPUTS, INPUTS[:2])
    qtbot.addWidget(panel)
    panel.resize(200, 600)
    panel.show()
    qtbot.waitUntil(panel.isActiveWindow)                     # or the focus would come later, and with it another selection
    return panel


def named(panel: DataPanel, kind: type, name: str):
    return next(widget for widget in panel.findChildren(kind) if widget.accessibleName() == name)


def click(qtbot, widget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def drag(qtbot, slider: QSlider, share: float) -> None:
    """Drag the handle to a share of the slider's length."""
    start = QPoint(round(slider.value() / slider.maximum() * (slider.width() - 14)) + 7, slider.height() // 2)
    end = QPoint(round(share * (slider.width() - 14)) + 7, slider.height() // 2)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(slider, (start + end) / 2)
    qtbot.mouseMove(slider, end)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)


def test_a_click_on_a_card_chooses_its_data_set_once(qtbot, panel):
    heard = []
    panel.source_chosen.connect(heard.append)
    click(qtbot, named(panel, SourceCard, "xor"))
    click(qtbot, named(panel, SourceCard, "xor"))
    assert heard == ["xor"]
    assert [card.text() for card in panel.findChildren(SourceCard) if card.isChecked()] == ["xor"]


def test_cards_are_reached_by_arrow_keys(qtbot, panel):
    card = named(panel, SourceCard, "spiral")
    card.setFocus()
    with qtbot.waitSignal(panel.source_chosen) as chosen:
        qtbot.keyClick(card, Qt.Key.Key_Left)
    assert chosen.args == ["xor"]


def test_setting_the_current_data_set_lights_its_card_alone(qtbot, panel):
    with qtbot.assertNotEmitted(panel.source_chosen):
        panel.set_current("circle")
    assert [card.text() for card in panel.findChildren(SourceCard) if card.isChecked()] == ["circle"]
    panel.set_current("a file")
    assert not any(card.isChecked() for card in panel.findChildren(SourceCard))


def test_a_thumbnail_shows_the_points_in_the_colours_of_their_classes(qtbot, qapp):
    card = SourceCard(Source("two", "two", np.array([[-1.0, 0.0], [1.0, 0.0]]), classes=np.array([0, 1])))
    qtbot.addWidget(card)
    card.resize(card.sizeHint())
    image = card.grab().toImage()
    colours = [image.pixelColor(x, y) for x in range(6, 50) for y in range(6, 46)]
    warm, cold = ([colour.red() - colour.blue() for colour in half] for half in (colours[:880], colours[880:]))
    assert max(warm) > 100
    assert min(warm) > -60
    assert min(cold) < -100
    assert max(cold) < 60


def test_new_sources_replace_the_cards_before(qtbot, panel):
    panel.set_sources(sample_sources()[:2])
    qtbot.waitUntil(lambda: len(panel.findChildren(SourceCard)) == 2)


@pytest.mark.parametrize(("name", "signal", "expected"), [
    ("Noise", "noise_changed", 0.4), ("Training share", "training_share_changed", 0.55)])
def test_dragging_a_slider_tells_each_value_and_the_end(qtbot, panel, name: str, signal: str, expected: float):
    slider, heard = named(panel, QSlider, name), []
    getattr(panel, signal).connect(heard.append)
    with qtbot.waitSignal(panel.released):
        drag(qtbot, slider, 0.5)
    assert len(heard) >= 2
    assert heard[-1] == pytest.approx(expected, abs=0.02)


def test_keys_move_a_slider_by_one_percent(qtbot, panel):
    noise = named(panel, QSlider, "Noise")
    with qtbot.waitSignals([panel.noise_changed, panel.released]):
        qtbot.keyClick(noise, Qt.Key.Key_Right)
    assert "11 %" in [label.text() for label in panel.findChildren(QLabel)]


def test_many_columns_are_counted_and_those_that_are_left_out_are_brought_back(qtbot, panel):
    columns, heard = tuple(f"pixel{i}" for i in range(784)), []
    panel.inputs_chosen.connect(heard.append)
    panel.set_inputs(columns, columns[1:])
    assert "783 of 784 columns" in {label.text() for label in panel.findChildren(QLabel) if label.isVisible()}
    click(qtbot, next(button for button in panel.findChildren(QToolButton) if button.text() == "all" and button.isVisible()))
    assert heard == [columns]
    panel.set_inputs(columns, columns)
    assert "all 784 columns" in {label.text() for label in panel.findChildren(QLabel) if label.isVisible()}
    assert not any(button.text() == "all" and button.isVisible() for button in panel.findChildren(QToolButton))


def test_setting_values_emits_nothing(qtbot, panel):
    heard = []
    for signal in (panel.noise_changed, panel.training_share_changed, panel.examples_chosen, panel.seed_chosen, panel.inputs_chosen,
                   panel.function_chosen, panel.class_count_chosen, panel.released, panel.refused):
        signal.connect(lambda *args: heard.append(args))
    panel.set_noise(0.8)
    panel.set_training_share(1.0)
    panel.set_examples(12_000)
    panel.set_seed(77)
    panel.set_inputs(INPUTS, INPUTS[3:])
    panel.set_function("sawtooth")
    panel.set_class_count(5)
    assert not heard
    shown = [label.text() for label in panel.findChildren(QLabel)]
    assert "80 %" in shown
    assert "100 %" in shown
    assert named(panel, EntryField, "Examples").text() == "12000"
    assert named(panel, ChoiceBox, "Function").shown() == "sawtooth"


def test_examples_and_seed_are_typed(qtbot, panel):
    for name, signal, text, value in (("Examples", panel.examples_chosen, "1,200", 1200), ("Seed", panel.seed_chosen, "42", 42)):
        field = named(panel, EntryField, name)
        field.selectAll()
        with qtbot.waitSignal(signal) as chosen:
            qtbot.keyClicks(field, text)
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert chosen.args == [value]


def test_a_seed_that_is_too_large_is_refused_with_the_largest(qtbot, panel):
    field = named(panel, EntryField, "Seed")
    field.selectAll()
    qtbot.keyClicks(field, str(2**53))
    with qtbot.waitSignal(panel.refused) as refused:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert refused.args == ["Seed cannot be “9007199254740992”; allowed: a whole number from 0 to 9,007,199,254,740,991."]


def test_too_many_examples_are_refused(qtbot, panel):
    field = named(panel, EntryField, "Examples")
    field.selectAll()
    with qtbot.waitSignal(panel.refused) as refused:
        qtbot.keyClicks(field, "2000000")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert refused.args == ["Examples cannot be “2000000”; allowed: a whole number from 1 to 1,000,000."]
    assert field.text() == "500"


def test_new_data_are_wanted_by_a_button(qtbot, panel):
    with qtbot.waitSignal(panel.new_data_wanted):
        click(qtbot, named(panel, QToolButton, "New data"))


def test_inputs_are_switched_by_chips_in_the_order_offered(qtbot, panel):
    with qtbot.waitSignal(panel.inputs_chosen) as chosen:
        click(qtbot, named(panel, QToolButton, "x₀x₁"))
    assert chosen.args == [("x0", "x1", "x0*x1")]
    with qtbot.waitSignal(panel.inputs_chosen) as chosen:
        click(qtbot, named(panel, QToolButton, "x₀"))
    assert chosen.args == [("x1", "x0*x1")]


def test_the_last_input_stays(qtbot, panel):
    panel.set_inputs(INPUTS, ("x0",))
    chip = named(panel, QToolButton, "x₀")
    with qtbot.assertNotEmitted(panel.inputs_chosen), qtbot.waitSignal(panel.refused) as refused:
        click(qtbot, chip)
    assert refused.args == ["A network needs at least one input."]
    assert chip.isChecked()


def test_many_columns_are_counted_instead_of_shown(qtbot, panel):
    panel.set_inputs([f"x{i}" for i in range(64)], [f"x{i}" for i in range(64)])
    assert "all 64 columns" in [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    qtbot.waitUntil(lambda: not any(chip.text().startswith("x") for chip in panel.findChildren(QToolButton)))


def test_function_and_class_count_are_offered_only_where_they_apply(qtbot, panel):
    function = named(panel, ChoiceBox, "Function")
    assert not function.isVisible()
    panel.set_function("sine")
    assert function.isVisible()
    with qtbot.waitSignal(panel.function_chosen) as chosen:
        qtbot.keyClick(function, Qt.Key.Key_Down)
    assert chosen.args == ["step"]
    panel.set_class_count(3)
    with qtbot.waitSignal(panel.class_count_chosen) as count:
        click(qtbot, next(button for button in panel.findChildren(QToolButton) if button.text() == "5"))
    assert count.args == [5]
    panel.set_class_count(None)
    panel.set_function(None)
    assert not function.isVisible()


def test_settings_the_data_do_not_have_are_disabled(panel):
    panel.set_adjustable({"training_share"})
    assert not named(panel, QSlider, "Noise").isEnabled()
    assert named(panel, QSlider, "Training share").isEnabled()
    assert not named(panel, EntryField, "Examples").isEnabled()


@pytest.mark.parametrize(("name", "label"), [
    ("x0", "x₀"), ("x12^2", "x₁₂²"), ("x0*x1", "x₀x₁"), ("sin(x1)", "sin x₁"), ("petal length", "petal length"), ("age^2", "age²")])
def test_inputs_are_written_as_in_the_lecture(name: str, label: str):
    assert feature_label(name) == label


def test_it_fits_the_left_column(panel):
    assert panel.minimumSizeHint().width() <= 200


def test_a_long_name_of_an_input_is_cut_and_told_in_full_when_pointed_at(panel: DataPanel) -> None:
    name = "living area in square metres"
    panel.set_inputs((name, "rooms"), ("rooms",))
    cut, short = named(panel, QToolButton, name), named(panel, QToolButton, "rooms")
    assert (cut.toolTip(), short.toolTip(), short.text()) == (name, "", "rooms")
    assert cut.text().endswith("…")
    assert cut.sizeHint().width() < 70
