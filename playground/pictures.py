"""Pictures of widgets: the drawing as SVG or PNG, the window as PNG."""
from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

SHARPNESS = 2            # pixels of a PNG to a pixel of the window


def painted(widget: QWidget, kind: str) -> bytes:
    """The widget as it is now, as the bytes of an SVG or of a PNG of twice its size."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if kind == "svg":
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(widget.size())
        generator.setViewBox(widget.rect())
        painter = QPainter(generator)
        widget.render(painter, QPoint())
        painter.end()
    else:
        image(widget, SHARPNESS).save(buffer, "PNG")
    return bytes(content.data())


def image(widget: QWidget, sharpness: int = 1) -> QImage:
    """The widget as it is now."""
    picture = QImage(QSize(widget.width() * sharpness, widget.height() * sharpness), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(sharpness)
    widget.render(picture, QPoint())
    return picture
