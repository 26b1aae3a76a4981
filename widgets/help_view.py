"""The help pages: Markdown files of one folder, a list of them, and a search over all."""
from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QFont, QKeyEvent, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QSplitter, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from widgets import theme

MARGIN, LEADING = 24, 140                                       # px around a page, % of a line's height


class Page(NamedTuple):
    """`name` is the file's, without its ending; the title is the first heading."""

    name: str
    title: str
    text: str


class HelpView(QWidget):
    """Links between pages are followed (`walk.md#the-last-step` too); any other is told.

    page_shown(str): the user went to the page of this name.
    link_chosen(str): a link that leads out of the pages.
    """

    page_shown = Signal(str)
    link_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_view")
        self.setAccessibleName(self.tr("Help"))
        self._pages: dict[str, Page] = {}
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setAccessibleName(self.tr("Search the help"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Pages"))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(self._choose)
        self._none = QLabel(self.tr("No page says that."))
        self._none.setProperty("caption", True)
        self._browser = QTextBrowser()
        self._browser.setAccessibleName(self.tr("Page"))
        self._browser.setOpenLinks(False)
        self._browser.anchorClicked.connect(self._follow)
        self._browser.document().setDocumentMargin(MARGIN)
        self._shown, self._listed = "", list[str]()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 8, 8, 8)
        for widget in (self._search, self._list, self._none):
            column.addWidget(widget)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(side)
        splitter.addWidget(self._browser)
        splitter.setSizes([220, 540])
        splitter.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
        self._none.hide()

    # ---- values in ---------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the pages."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def set_folder(self, folder: Path) -> None:
        """Show the folder's pages by the order of their names, the first one open."""
        self._pages = {path.stem: _page(path) for path in sorted(folder.glob("*.md"))}
        self._search.clear()
        self._filter("")
        if self._pages:
            self.show_page(next(iter(self._pages)))

    def show_page(self, name: str, heading: str = "") -> None:
        """Open the page of this name, at a heading if there is one: its words in small letters, joined by hyphens."""
        if name != self._shown:
            self._shown = name
            self._typeset()
        self._list.blockSignals(True)
        self._list.setCurrentRow(self._listed.index(name) if name in self._listed else -1)
        self._list.blockSignals(False)
        self._scroll_to(heading)

    # ---- what the user does ------------------------------------------------------------------------------------------------------

    def _filter(self, typed: str) -> None:
        """List the pages that hold every word typed."""
        words = typed.casefold().split()
        found = [page for page in self._pages.values() if all(word in page.text.casefold() for word in words)]
        self._listed = [page.name for page in found]
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([page.title for page in found])
        self._list.setCurrentRow(self._listed.index(self._shown) if self._shown in self._listed else -1)
        self._list.blockSignals(False)
        self._none.setVisible(not found and bool(words))
        if found and words and self._shown not in self._listed:
            self._list.setCurrentRow(0)
        self._mark(typed)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.show_page(self._listed[row])
            self.page_shown.emit(self._shown)

    def _follow(self, link: QUrl) -> None:
        name = link.path().removesuffix(".md") or self._shown
        if not link.scheme() and name in self._pages:
            self._search.clear()
            self.show_page(name, link.fragment())
            self.page_shown.emit(name)
        else:
            self.link_chosen.emit(link.toString())

    # ---- the page ----------------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        # Links keep the colour they were typeset in.
        if event.type() == QEvent.Type.PaletteChange and self._shown:
            self._typeset()
        super().changeEvent(event)

    def _typeset(self) -> None:
        self._browser.setMarkdown(self._pages[self._shown].text)
        cursor, block = QTextCursor(self._browser.document()), self._browser.document().begin()
        while block.isValid():
            spacing, level = block.blockFormat(), block.blockFormat().headingLevel()
            spacing.setLineHeight(LEADING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            spacing.setTopMargin(14 if level > 1 else 0)
            spacing.setBottomMargin(4 if block.textList() else 8)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(spacing)
            _soften(cursor, block)
            block = block.next()
        self._mark(self._search.text())

    def _mark(self, typed: str) -> None:
        """Light every place of the page where a word typed occurs, and show the first."""
        marked = QTextCharFormat()
        marked.setBackground(theme.selected(theme.current()))
        marks = []
        for word in typed.split():
            cursor = self._browser.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, marked
                marks.append(mark)
                cursor = self._browser.document().find(word, cursor, QTextDocument.FindFlag(0))
        self._browser.setExtraSelections(marks)
        if marks:
            first = min((mark.cursor for mark in marks), key=QTextCursor.selectionStart)
            self._show_at(first)

    def _scroll_to(self, heading: str) -> None:
        block = self._browser.document().begin()
        while heading and block.isValid():
            if block.blockFormat().headingLevel() and _anchor(block.text()) == heading:
                self._show_at(QTextCursor(block))
                return
            block = block.next()

    def _show_at(self, place: QTextCursor) -> None:
        top = self._browser.document().documentLayout().blockBoundingRect(place.block()).top()
        self._browser.verticalScrollBar().setValue(round(top) - MARGIN)


def _page(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    heading = re.search(r"^#+\s*(.+?)\s*$", text, re.MULTILINE)
    return Page(path.stem, heading[1] if heading else path.stem, text)


def _soften(cursor: QTextCursor, block: QTextBlock) -> None:
    """Bold as the font has it: semi-bold. Anything heavier would be smeared from that."""
    semi_bold, place = QTextCharFormat(), block.begin()
    semi_bold.setFontWeight(QFont.Weight.DemiBold)
    while not place.atEnd():
        fragment = place.fragment()
        if fragment.charFormat().fontWeight() > QFont.Weight.DemiBold:
            cursor.setPosition(fragment.position())
            cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(semi_bold)
        place += 1


def _anchor(heading: str) -> str:
    """The heading as a link names it."""
    return re.sub(r"[^\w]+", "-", heading.casefold()).strip("-")


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    theme.apply(app, theme.DARK)
    view = HelpView()
    view.set_folder(theme.ASSETS / "help")
    view.page_shown.connect(print)
    view.link_chosen.connect(print)
    view.resize(760, 420)
    view.show()
    app.exec()
