"""Pictures of widgets: the drawing as SVG or PNG, the window as PNG."""
from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

SHARPNESS = 2            # pixels of a PNG to a pixel of the window


def painted(widget: QWidget, kind: str) -> bytes:
    """The widget as it is now, as the bytes of an SVG or of a PNG of twice its size."""
    if kind == "png":
        return as_png(image(widget, SHARPNESS))
    content, buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    return bytes(content.data())


def as_png(picture: QImage) -> bytes:
    """A picture as a PNG file."""
    content, buffer = _buffer()
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    return bytes(content.data())


def image(widget: QWidget, sharpness: int = 1) -> QImage:
    """The widget as it is now."""
    picture = QImage(QSize(widget.width() * sharpness, widget.height() * sharpness), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(sharpness)
    widget.render(picture, QPoint())
    return picture


def _buffer() -> tuple[QByteArray, QBuffer]:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return content, buffer
