"""Core's sentences translated with what they hold."""
from PySide6.QtCore import QCoreApplication, QTranslator

from core.errors import Sentence
from widgets.sentences import said

GERMAN = {"{agreement} {kinks}": "{kinks} {agreement}", "{count} agree.": "{count} stimmen.", "There is a kink.": "Ein Knick."}


class German(QTranslator):
    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return GERMAN.get(source, "") if context == "core" else ""

    def isEmpty(self) -> bool:
        return False


def test_a_sentence_is_translated_with_the_sentences_in_it(qapp: QCoreApplication) -> None:
    sentence = Sentence("{agreement} {kinks}", agreement=Sentence("{count} agree.", count=7), kinks=Sentence("There is a kink."))
    assert said(sentence) == sentence == "7 agree. There is a kink."
    german = German()
    qapp.installTranslator(german)
    try:
        assert said(sentence) == "Ein Knick. 7 stimmen."
    finally:
        qapp.removeTranslator(german)
