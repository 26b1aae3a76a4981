"""The theme: readable in both palettes, symmetric in sign, and heard of by every widget."""
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from widgets import theme
from widgets.theme import DARK, LIGHT, THEMES, Theme

every_palette = pytest.mark.parametrize("palette", THEMES.values(), ids=list(THEMES))


@pytest.fixture(autouse=True)
def _dark_again(qapp):
    yield
    theme.apply(qapp, DARK)


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2 contrast ratio."""
    def luminance(colour: QColor) -> float:
        channels = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return float(np.dot(channels, (0.2126, 0.7152, 0.0722)))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@every_palette
@pytest.mark.parametrize("field", ["text", "muted", "accent", "positive", "negative", "w", "b", "z", "a", "C", "y"])
def test_every_text_colour_is_readable_on_every_surface(palette: Theme, field: str):
    for surface in (palette.background, palette.panel, palette.raised, theme.selected_row(palette)):
        assert contrast(getattr(palette, field), surface) >= 4.5


@every_palette
def test_text_is_readable_on_the_accent_and_on_what_is_selected(palette: Theme):
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.text, theme.selected(palette)) >= 4.5
    assert contrast(palette.text, palette.hover) >= 4.5


@every_palette
def test_signed_colours_run_from_negative_over_the_background_to_positive(palette: Theme):
    assert theme.signed_colour(2.0, 2.0, palette) == palette.positive
    assert theme.signed_colour(-9.0, 2.0, palette) == palette.negative
    for nothing in (theme.signed_colour(0.0, 2.0, palette), theme.signed_colour(1.0, 0.0, palette),
                    theme.signed_colour(float("nan"), 1.0, palette)):
        assert nothing == palette.zero
    assert contrast(palette.zero, palette.background) < 1.3


def test_the_signed_table_holds_the_signed_colours():
    table = theme.signed_table(LIGHT, 5)
    assert table.dtype == np.uint8
    assert [tuple(row) for row in table.tolist()] == [theme.signed_colour(v, 1, LIGHT).getRgb()[:3] for v in (-1, -0.5, 0, 0.5, 1)]


def test_quantities_keep_their_colours_and_x_is_an_activation():
    assert theme.quantity_colour("w", DARK) == QColor("#7BB6FF")
    assert theme.quantity_colour("x", DARK) == theme.quantity_colour("a", DARK) == QColor("#BCE27F")
    assert theme.quantity_colour("delta", LIGHT) == LIGHT.C
    assert theme.quantity_colour("eta", LIGHT) == LIGHT.text


@every_palette
def test_of_two_classes_the_second_is_positive_and_ten_classes_have_ten_colours(palette: Theme):
    assert [theme.class_colour(index, palette) for index in (0, 1)] == [palette.negative, palette.positive]
    assert len({theme.class_colour(index, palette).name() for index in range(10)}) == 10


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_q22_in_calm_form_quantities_look_like_text_and_all_else_is_as_before(palette: Theme):
    assert {theme.quantity_colour(quantity, palette.calm).name() for quantity in "wbzaxCy"} == {palette.text.name()}
    for field in set(Theme._fields) - set("wbzaCy") - {"name"}:
        assert getattr(palette.calm, field) == getattr(palette, field)
    assert palette.calm.is_calm
    assert not palette.is_calm
    assert palette.calm.vivid is palette
    assert palette.calm.calm is palette.calm
    assert theme.pointed_colour("z", palette) == palette.z
    assert theme.pointed_colour("z", palette.calm) == palette.accent


def test_q22_a_calm_theme_has_the_same_style_but_for_the_symbols(qapp):
    theme.apply(qapp, DARK)
    style = qapp.styleSheet()
    theme.apply(qapp, DARK.calm)
    assert theme.current() is DARK.calm
    assert qapp.styleSheet() == style


def test_the_shipped_fonts_are_the_ones_used(qapp):
    assert QFontInfo(theme.ui_font()).family() == "Inter"
    assert QFontInfo(theme.number_font()).family() == "JetBrains Mono"
    assert QFontInfo(theme.maths_font()).family() == "STIX Two Math"
    assert theme.number_font(17).pixelSize() == 17


@pytest.mark.parametrize("palette", [LIGHT, DARK.calm], ids=lambda palette: palette.name)
def test_a_new_theme_reaches_every_widget_as_a_palette_change(qapp, qtbot, palette: Theme):
    class Listener(QWidget):
        heard: tuple[str, ...] = ()

        def changeEvent(self, event: QEvent) -> None:
            if event.type() == QEvent.Type.PaletteChange:
                self.heard += (theme.current().name,)

    listener = Listener()
    qtbot.addWidget(listener)
    theme.apply(qapp, DARK)
    listener.show()
    listener.heard = ()
    theme.apply(qapp, palette)
    qtbot.waitUntil(lambda: palette.name in listener.heard)
    assert set(listener.heard) == {palette.name}
    assert theme.current() is palette
    assert listener.palette().window().color() == palette.panel


def test_an_icon_takes_the_colour_of_the_theme_it_is_painted_in(qapp, qtbot):
    icon = theme.icon("mdi6.square")
    seen = []
    for each in (DARK, LIGHT):
        theme.apply(qapp, each)
        seen.append(icon.pixmap(32, 32).toImage().pixelColor(16, 16))
    assert seen == [DARK.text, LIGHT.text]


def test_an_icon_has_as_many_pixels_as_the_screen(qapp):
    icon = theme.icon("mdi6.cog")
    fine = icon.pixmap(QSize(20, 20), 2.0)
    assert fine.devicePixelRatio() == 2
    assert fine.deviceIndependentSize() == QSize(20, 20)
    fine.setDevicePixelRatio(1)
    assert fine.toImage() == icon.pixmap(QSize(40, 40), 1.0).toImage()


def test_a_muted_tool_button_has_muted_text_until_it_is_disabled(qapp, qtbot):
    theme.apply(qapp, DARK)
    button = QToolButton()
    button.setProperty("muted", True)
    qtbot.addWidget(button)
    button.ensurePolished()
    role = QPalette.ColorRole.ButtonText
    assert button.palette().color(QPalette.ColorGroup.Active, role) == DARK.muted
    assert button.palette().color(QPalette.ColorGroup.Disabled, role) == theme.faint(DARK)


def test_a_primary_button_is_filled_with_the_accent(qapp, qtbot):
    theme.apply(qapp, DARK)
    button = QPushButton("Train")
    button.setProperty("primary", True)
    qtbot.addWidget(button)
    button.show()
    image = button.grab().toImage()
    assert image.pixelColor(image.width() // 2, 4) == DARK.accent
