"""Every colour, font and icon: two palettes of the same contrast, each with a calm form, and the style that all widgets share."""
from __future__ import annotations

import functools
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyqtgraph
import qtawesome
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from widgets.style_sheet import style_sheet

ASSETS = Path(__file__).parents[1] / "assets"
BODY, SMALL, CAPTION = 13, 12, 11                               # px: text, dense text, captions and headings


class Theme(NamedTuple):
    """The colours of a theme; w … y are the lecture's quantities, positive and negative the sign of a value."""

    name: str
    background: QColor                                          # behind drawings and plots
    panel: QColor                                               # behind everything else
    raised: QColor                                              # cards, buttons
    hover: QColor
    line: QColor
    text: QColor
    muted: QColor
    accent: QColor
    on_accent: QColor                                           # text on the accent colour
    positive: QColor
    negative: QColor
    zero: QColor                                                # what a value of 0 is filled with
    w: QColor
    b: QColor
    z: QColor
    a: QColor
    C: QColor
    y: QColor

    @property
    def vivid(self) -> Theme:
        """The same with all its colours."""
        return THEMES[self.name.removesuffix(_CALM)]

    @property
    def calm(self) -> Theme:
        """The same in few colours: every quantity is written like text; the signs and what is pointed at keep theirs (Q22)."""
        return THEMES[self.vivid.name + _CALM]

    @property
    def is_calm(self) -> bool:
        return self.name.endswith(_CALM)


DARK = Theme("dark", *map(QColor, (
    "#14161B", "#1B1E25", "#232830", "#2C323D", "#2A2F3A", "#E9ECF2", "#97A0B0", "#5BA8F5", "#0F1720",
    "#5BA8F5", "#F59245", "#1F2530", "#7BB6FF", "#C6A4FF", "#5FD2C2", "#BCE27F", "#FF7F92", "#F6F1E4")))
LIGHT = Theme("light", *map(QColor, (
    "#FFFFFF", "#F4F6F9", "#E9EDF3", "#DCE2EB", "#CBD2DD", "#171B23", "#525C6E", "#1B66C9", "#FFFFFF",
    "#1B66C9", "#AC4D0A", "#EDF0F5", "#1A5FBF", "#7B3FCB", "#0B6B61", "#48690C", "#BE1E3E", "#6B5A1C")))
_QUANTITIES = {"w": "w", "W": "w", "b": "b", "z": "z", "a": "a", "x": "a", "C": "C", "C0": "C", "terms": "C", "term": "C",
               "delta": "C", "y": "y"}
_CALM = " calm"


def _calmed(theme: Theme) -> Theme:
    return theme._replace(name=theme.name + _CALM, **dict.fromkeys(_QUANTITIES.values(), theme.text))


THEMES = {theme.name: theme for theme in (DARK, LIGHT, _calmed(DARK), _calmed(LIGHT))}

# Two classes have the signs' colours; the last two are the first two, halfway to the background.
_CLASSES = ("negative", "positive", "z", "b", "C", "a", "y", "muted")
MOST_CLASS_COLOURS = len(_CLASSES) + 2


def apply(application: QApplication, theme: Theme) -> None:
    """Give the whole application this theme; every widget then hears of it by a PaletteChange."""
    if application.property("theme") is None:
        application.setStyle("Fusion")
    application.setProperty("theme", theme.name)
    current.cache_clear()
    application.setFont(ui_font())
    pyqtgraph.setConfigOptions(background=theme.background, foreground=theme.muted)
    application.setPalette(_palette(theme))
    application.setStyleSheet(style_sheet(_style_colours(theme), ASSETS / "icons"))


@functools.cache
def current() -> Theme:
    """The theme applied last; dark before there is one. Kept, since everything that is painted asks for it."""
    application = QApplication.instance()
    return THEMES[(application and application.property("theme")) or "dark"]


def faint(theme: Theme) -> QColor:
    """Text of what is disabled."""
    return mix(theme.muted, theme.panel, 0.4)


def selected(theme: Theme) -> QColor:
    """The fill of what is chosen among several."""
    return mix(theme.raised, theme.accent, 0.22)


def selected_row(theme: Theme) -> QColor:
    """The fill of a chosen row, gentle enough for every colour of text on it."""
    return mix(theme.panel, theme.accent, 0.08)


def _style_colours(theme: Theme) -> dict[str, str]:
    shades = {
        "faint": faint(theme), "selected": selected(theme), "edge": mix(theme.line, theme.muted, 0.35),
        "accent_line": mix(theme.raised, theme.accent, 0.6), "accent_hover": mix(theme.accent, theme.text, 0.15),
    }
    fields = theme._asdict()
    del fields["name"]
    return {"ticks": theme.vivid.name} | {name: colour.name() for name, colour in (fields | shades).items()}


def _palette(theme: Theme) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette(theme.text, theme.panel)
    for colour, roles in (
        (theme.text, (role.WindowText, role.Text, role.ButtonText, role.BrightText, role.ToolTipText)),
        (theme.panel, (role.Window, role.AlternateBase)),
        (theme.background, (role.Base,)),
        (theme.raised, (role.Button, role.ToolTipBase, role.Midlight, role.Light)),
        (theme.line, (role.Mid, role.Dark, role.Shadow)),
        (theme.accent, (role.Highlight, role.Link, role.Accent)),
        (theme.w, (role.LinkVisited,)),                         # by which a calm palette differs, so that Qt tells every widget
        (theme.on_accent, (role.HighlightedText,)),
        (theme.muted, (role.PlaceholderText,)),
    ):
        for each in roles:
            palette.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, faint(theme))
    return palette


# ---- colours ---------------------------------------------------------------------------------------------------------------------


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with `share` (0 to 1) of `other` in it."""
    return QColor(*(round(p + (q - p) * share) for p, q in zip(_rgb(one), _rgb(other), strict=True)))


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def signed_colour(value: float, scale: float, theme: Theme | None = None) -> QColor:
    """0 is near the background; towards ±scale it turns to the positive or negative colour, and stays so beyond."""
    theme = theme or current()
    share = min(abs(value) / scale, 1.0) if scale > 0 and not math.isnan(value) else 0.0
    return mix(theme.zero, theme.positive if value > 0 else theme.negative, share)


def signed_table(theme: Theme | None = None, n: int = 256) -> np.ndarray:
    """(n, 3) uint8: the colours of `signed_colour` from −scale to +scale, a lookup table for images."""
    return np.array([_rgb(signed_colour(value, 1.0, theme)) for value in np.linspace(-1, 1, n)], np.uint8)


def quantity_colour(quantity: str | None, theme: Theme | None = None) -> QColor:
    """The colour a quantity of the lecture has everywhere; x is a⁽⁰⁾, δ belongs to the cost, anything else is plain text."""
    colour: QColor = getattr(theme or current(), _QUANTITIES.get(quantity or "", "text"))
    return colour


def pointed_colour(quantity: str | None, theme: Theme | None = None) -> QColor:
    """What shines behind a symbol that is pointed at: its own colour, or the accent where symbols have none."""
    theme = theme or current()
    return theme.accent if theme.is_calm else quantity_colour(quantity, theme)


def class_colour(index: int, theme: Theme | None = None) -> QColor:
    """The colour of a class, also where it is calm: class 1 is the positive one; after ten they begin again."""
    vivid, place = (theme or current()).vivid, index % MOST_CLASS_COLOURS
    if place < len(_CLASSES):
        colour: QColor = getattr(vivid, _CLASSES[place])
        return colour
    return mix(getattr(vivid, _CLASSES[place - len(_CLASSES)]), vivid.background, 0.5)


# ---- fonts -----------------------------------------------------------------------------------------------------------------------


def ui_font(size: float = BODY, bold: bool = False) -> QFont:
    """Inter, for everything that is read; size in px."""
    return _font("Inter", size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)


def number_font(size: float = SMALL, bold: bool = False) -> QFont:
    """JetBrains Mono, for numbers: every figure has the same width."""
    return _font("JetBrains Mono", size, QFont.Weight.Bold if bold else QFont.Weight.Normal)


def maths_font(size: float = 16) -> QFont:
    """STIX Two Math, for formulas; its italic letters are code points of their own."""
    return _font("STIX Two Math", size, QFont.Weight.Normal)


def heading_font() -> QFont:
    """Small, letter-spaced and semi-bold: for headings in capitals."""
    font = ui_font(CAPTION, bold=True)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
    return font


def _font(family: str, size: float, weight: QFont.Weight) -> QFont:
    """A copy, which may be changed, of the one that is kept and knows its glyphs already."""
    return QFont(_kept_font(family, max(round(size), 1), weight))


@functools.lru_cache(maxsize=256)
def _kept_font(family: str, size: int, weight: QFont.Weight) -> QFont:
    _load_fonts()
    font = QFont(family)
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@functools.cache
def _load_fonts() -> None:
    for path in sorted((ASSETS / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


# ---- icons -----------------------------------------------------------------------------------------------------------------------


def icon(name: str, colour: str = "text") -> QIcon:
    """A QtAwesome icon such as "mdi6.play" in a colour of the theme (a field's name); it follows when the theme changes."""
    return QIcon(_ThemedIcon(name, colour))


class _ThemedIcon(QIconEngine):
    """Asks for the theme's colour whenever it is painted."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        theme, ratio = current(), painter.device().devicePixelRatioF()
        colours = getattr(theme, self._colour).name(), faint(theme).name()
        painter.drawPixmap(rect.topLeft(), _painted_icon(self._name, colours, rect.size().toTuple(), ratio, (mode, state)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap


@functools.lru_cache(maxsize=512)
def _painted_icon(
    name: str, colours: tuple[str, str], size: tuple[int, int], ratio: float, shown: tuple[QIcon.Mode, QIcon.State],
) -> QPixmap:
    """An icon in its colour and that of a disabled one, kept since setting its letter takes long."""
    pixmap = QPixmap(*(math.ceil(side * ratio) for side in size))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        icon = qtawesome.icon(name, color=colours[0], color_disabled=colours[1])
        icon.paint(painter, QRect(0, 0, *size), Qt.AlignmentFlag.AlignCenter, *shown)
    return pixmap
