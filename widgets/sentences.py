"""Core's sentences in the user's language."""
from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.errors import Sentence

CONTEXT = "core"


def said(sentence: Sentence) -> str:
    """The sentence made anew of its translated template; values that are sentences themselves are translated too."""
    values = {name: said(value) if isinstance(value, Sentence) else value for name, value in sentence.values.items()}
    return QCoreApplication.translate(CONTEXT, sentence.template).format(**values)
