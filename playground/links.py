"""TF Playground links in the window: pasted, dropped or typed to be opened, and made to be taken along."""
from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtWidgets import QApplication, QWidget

from core.errors import BadInput
from core.formats.playground_link import PLACE, is_link, left_out, read_link, write_link
from playground.documents import Documents
from playground.session import Session
from widgets.link_dialog import LinkDialog


def link_in(content: QMimeData | None) -> str:
    """The address that is dragged or copied; nothing where it is something else, or where there is nothing."""
    if content is None:
        return ""
    urls = content.urls()
    if len(urls) == 1 and not urls[0].isLocalFile():
        text = urls[0].toString(QUrl.ComponentFormattingOption.FullyEncoded)
    else:
        text = "" if urls else content.text()
    return text.strip() if is_link(text) else ""


class Links(QObject):
    """Opens links through the documents, which ask about unsaved work, and copies the one of what is open."""

    def __init__(self, window: QWidget, session: Session, documents: Documents) -> None:
        super().__init__(window)
        self._window, self._session, self._documents = window, session, documents

    def ask(self) -> None:
        """Ask for a link, the one that was copied being offered, and open it."""
        copied = link_in(QApplication.clipboard().mimeData())
        sentence = self.tr("Paste an address of {place}.").format(place=PLACE)
        dialog = self._dialog(self.tr("Open a TF Playground link"), sentence, copied)
        dialog.typed.connect(lambda text: dialog.set_problem(problem_of(text)))
        dialog.chosen.connect(self._documents.open_file)
        if copied:
            dialog.set_problem(problem_of(copied))
        dialog.open()

    def paste(self) -> bool:
        """Open the link that was copied; whether one was."""
        link = link_in(QApplication.clipboard().mimeData())
        if link:
            self._documents.open_file(link)
        return bool(link)

    def take_along(self) -> None:
        """Copy the link of what is open and show it, or say all that keeps it from being one."""
        experiment, link = replace(self._session.experiment, title=self._session.name), ""
        try:
            link = write_link(experiment)
        except BadInput as problem:
            sentence = str(problem)
        else:
            QApplication.clipboard().setText(link)
            sentence = self.tr("This link is in the clipboard now.") + " " + left_out(experiment)
        self._dialog(self.tr("TF Playground link"), sentence, link, asks=False).open()

    def _dialog(self, title: str, sentence: str, link: str, asks: bool = True) -> LinkDialog:
        dialog = LinkDialog(self._window, asks)
        dialog.setWindowTitle(title)
        dialog.set_sentence(sentence)
        dialog.set_link(link)
        return dialog


def problem_of(link: str) -> str:
    """Why a link cannot be opened, nothing where it can."""
    try:
        read_link(link)
    except BadInput as problem:
        return str(problem)
    return ""
