"""Fields side by side under a small caption."""
from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget


def captioned(caption: str, *fields: QWidget) -> QWidget:
    """The caption belongs to the first of them."""
    label = QLabel(caption)
    label.setProperty("caption", True)
    label.setBuddy(fields[0])
    part, row = QWidget(), QHBoxLayout()
    row.setSpacing(4)
    for field in fields:
        row.addWidget(field)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    column.addWidget(label)
    column.addLayout(row)
    return part
