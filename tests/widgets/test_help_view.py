"""The help: pages of a folder, found by their words, linked to one another."""
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QTextBrowser

from widgets import theme
from widgets.help_view import MARGIN, HelpView

PAGES = {
    "1-start": "# First steps\n\nPress **Space**. See [the product](2-chain.md#the-product) or [the lecture](https://example.org/).\n",
    "2-chain": "# The chain\n\n" + "One neuron.\n\n" * 60 + "## The product\n\nThree factors, one per link.\n\n" + "More.\n\n" * 60,
    "3-files": "Files are text.\n",
}


@pytest.fixture
def view(qtbot, qapp, tmp_path: Path):
    theme.apply(qapp, theme.DARK)
    for name, text in PAGES.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    (tmp_path / "picture.svg").write_text("<svg/>")
    view = HelpView()
    view.set_folder(tmp_path)
    qtbot.addWidget(view)
    view.resize(760, 420)
    view.show()
    yield view
    theme.apply(qapp, theme.DARK)


def titles(view: HelpView) -> list[str]:
    pages = view.findChild(QListWidget)
    return [pages.item(row).text() for row in range(pages.count())]


def page(view: HelpView) -> str:
    return view.findChild(QTextBrowser).toPlainText()


def line_at_top(view: HelpView) -> str:
    return view.findChild(QTextBrowser).cursorForPosition(QPoint(MARGIN + 6, MARGIN + 10)).block().text()


def click_link(qtbot, view: HelpView, words: str) -> None:
    browser = view.findChild(QTextBrowser)
    end = browser.cursorRect(browser.document().find(words))
    qtbot.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=end.center() - QPoint(8, 0))


def search(qtbot, view: HelpView, typed: str) -> None:
    field = view.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, typed)


def test_pages_are_listed_by_their_headings_and_the_first_is_open(view):
    assert titles(view) == ["First steps", "The chain", "3-files"]
    assert page(view).startswith("First steps\nPress Space.")
    assert view.findChild(QListWidget).currentRow() == 0


def test_a_click_opens_a_page(qtbot, view):
    pages = view.findChild(QListWidget)
    with qtbot.waitSignal(view.page_shown) as shown:
        qtbot.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=pages.visualItemRect(pages.item(2)).center())
    assert shown.args == ["3-files"]
    assert page(view) == "Files are text."


def test_show_page_opens_and_emits_nothing(qtbot, view):
    with qtbot.assertNotEmitted(view.page_shown):
        view.show_page("2-chain", "the-product")
    assert view.findChild(QListWidget).currentRow() == 1
    assert line_at_top(view) == "The product"


def test_the_search_lists_the_pages_with_every_word_and_marks_them(qtbot, view):
    search(qtbot, view, "factors link")
    assert titles(view) == ["The chain"]
    assert page(view).startswith("The chain")
    marked = [mark.cursor.selectedText() for mark in view.findChild(QTextBrowser).extraSelections()]
    assert marked == ["factors", "link"]
    assert view.findChild(QTextBrowser).verticalScrollBar().value() > 0


def test_a_search_without_a_result_says_so_and_keeps_the_page(qtbot, view):
    search(qtbot, view, "zebra")
    assert titles(view) == []
    assert any(label.text() == "No page says that." and label.isVisible() for label in view.findChildren(QLabel))
    assert page(view).startswith("First steps")


def test_a_link_to_a_page_is_followed_to_its_heading(qtbot, view):
    with qtbot.waitSignal(view.page_shown) as shown:
        click_link(qtbot, view, "the product")
    assert shown.args == ["2-chain"]
    assert line_at_top(view) == "The product"


def test_any_other_link_is_told_and_not_opened(qtbot, view):
    with qtbot.waitSignal(view.link_chosen) as chosen:
        click_link(qtbot, view, "the lecture")
    assert chosen.args == ["https://example.org/"]
    assert page(view).startswith("First steps")


def test_links_take_the_colour_of_a_new_theme(qtbot, qapp, view):
    theme.apply(qapp, theme.LIGHT)
    html = view.findChild(QTextBrowser).toHtml()
    assert theme.LIGHT.accent.name() in html
    assert theme.DARK.accent.name() not in html
