"""Black or white: which of the two is read better on a colour. The better one always has a contrast of at least 4.5 : 1."""
from __future__ import annotations

from PySide6.QtGui import QColor

AS_READABLE = 0.179                                             # the luminance on which black and white are read equally well


def luminance(colour: QColor) -> float:
    """As WCAG 2 defines it, 0 to 1."""
    red, green, blue = (share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4
                        for share in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(fill: QColor) -> QColor:
    """For what is written on `fill`.

    >>> ink_on(QColor("#5BA8F5")).name(), ink_on(QColor("#1B66C9")).name()
    ('#000000', '#ffffff')
    """
    return QColor("black" if luminance(fill) > AS_READABLE else "white")
