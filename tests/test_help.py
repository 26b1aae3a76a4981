"""The help pages say what the program does: their links, shortcuts, menus, paths, commands and documents are real."""
import re
from pathlib import Path

import pytest

from core.document.text import decode
from playground.actions import ACTIONS, MENUS
from playground.cli import COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "assets" / "help").glob("*.md"))}
PROSE = {name: re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL) for name, text in PAGES.items()}
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def plain(text: str) -> str:
    """What an action is called, without the marks for its key and its dialog."""
    return text.replace("&", "").removesuffix("…")


KEYS = {plain(action.text): action.shortcut for action in ACTIONS}
every_page = pytest.mark.parametrize("name", PAGES)


def anchors(text: str) -> set[str]:
    """The headings as links name them."""
    return {re.sub(r"[^\w]+", "-", heading.casefold()).strip("-") for _, heading in HEADING.findall(text)}


def test_there_are_pages():
    assert len(PAGES) >= 9


@every_page
def test_page_begins_with_its_only_first_level_heading(name: str):
    assert [len(marks) for marks, _ in HEADING.findall(PROSE[name])].count(1) == 1
    assert PAGES[name].startswith("# ")


@every_page
def test_links_between_pages_lead_somewhere(name: str):
    for target in re.findall(r"\]\(([^)\s]+)\)", PROSE[name]):
        if not target.startswith("https://"):
            page, _, heading = target.partition("#")
            assert (page or name) in PAGES, target
            assert not heading or heading in anchors(PROSE[page or name]), target


@every_page
def test_shortcut_beside_an_action_is_its_own(name: str):
    for action, key in re.findall(r"\*\*([^*]+)\*\*\s(?:\| |\()`([^`]+)`", PROSE[name]):
        assert KEYS.get(plain(action)) == key, action


def test_training_page_names_every_action_of_its_menu_with_its_key():
    named = re.findall(r"^\| \*\*([^*]+)\*\* \| `([^`]+)` \|", PAGES["03-training.md"], re.MULTILINE)
    assert {plain(action): key for action, key in named} == {
        plain(action.text): action.shortcut for action in ACTIONS if action.menu == "train"}


@every_page
def test_menus_that_are_named_have_that_action(name: str):
    for menu, action in re.findall(r"\*\*(\w+) › ([^*]+)\*\*", PROSE[name]):
        assert (menu, plain(action)) in {(plain(MENUS[each.menu]), plain(each.text)) for each in ACTIONS}


@every_page
def test_paths_of_the_program_exist(name: str):
    for path in re.findall(r"\b(?:assets|core|widgets|playground|tests|docs)/[\w./-]*\w", PAGES[name]):
        assert (ROOT / path).exists(), path


def test_command_line_page_has_a_part_for_every_command():
    parts = [heading for marks, heading in HEADING.findall(PROSE["10-command-line.md"]) if marks == "##"]
    assert parts == [*COMMANDS, "Exit status"]


@every_page
def test_commands_shown_are_there(name: str):
    for command in re.findall(r"^playground (\w+)", PAGES[name], re.MULTILINE):
        assert command in COMMANDS


def test_document_shown_can_be_opened():
    shown = re.search(r"^```\n(\{.*?\n\})\n```$", PAGES["11-files.md"], re.MULTILINE | re.DOTALL)
    assert shown
    assert decode(shown[1].encode()).title == "A single neuron"
