"""The command palette: a few letters find a command, the keyboard alone runs it."""
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QWidget

from widgets.command_palette import CommandPalette
from widgets.fuzzy import fit

COMMANDS = (
    ("&Train", "Space"), ("Step", "S"), ("Epoch", "E"), ("New &weights", ""), ("Save &as…", "Ctrl+Shift+S"), ("&Save", "Ctrl+S"))


@pytest.fixture
def palette(qtbot):
    window = QWidget()
    window.resize(800, 600)
    window.palette = CommandPalette(window)
    actions = []
    for text, keys in COMMANDS:
        action = QAction(text, window)
        action.setShortcut(QKeySequence(keys))
        actions.append(action)
    window.palette.set_actions(actions)
    window.actions_shown = actions
    qtbot.addWidget(window)
    window.show()
    window.palette.open()
    yield window.palette
    window.palette.hide()


def listed(palette: CommandPalette) -> list[str]:
    tree = palette.findChild(QTreeWidget)
    return [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]


def action(palette: CommandPalette, text: str) -> QAction:
    return next(each for each in palette.parentWidget().actions_shown if each.text() == text)


def test_all_commands_are_listed_with_their_shortcuts_while_nothing_is_typed(palette):
    assert listed(palette) == ["Train", "Step", "Epoch", "New weights", "Save as…", "Save"]
    assert palette.findChild(QTreeWidget).topLevelItem(0).text(1) == "Space"


def test_letters_and_enter_run_the_best_command_and_close(qtbot, palette):
    field = palette.findChild(QLineEdit)
    qtbot.keyClicks(field, "nw")
    assert listed(palette) == ["New weights"]
    with qtbot.waitSignal(action(palette, "New &weights").triggered):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not palette.isVisible()


def test_arrow_keys_choose_another_command(qtbot, palette):
    field = palette.findChild(QLineEdit)
    qtbot.keyClicks(field, "sa")
    assert listed(palette)[:2] == ["Save", "Save as…"]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(action(palette, "Save &as…").triggered):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_click_runs_a_command(qtbot, palette):
    tree = palette.findChild(QTreeWidget)
    with qtbot.waitSignal(action(palette, "Epoch").triggered):
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(tree.topLevelItem(2)).center())
    assert not palette.isVisible()


def test_a_disabled_command_does_not_run(qtbot, palette):
    save = action(palette, "&Save")
    save.setEnabled(False)
    palette.open()
    field = palette.findChild(QLineEdit)
    qtbot.keyClicks(field, "save")
    with qtbot.assertNotEmitted(save.triggered):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_what_fits_nothing_lists_nothing_and_enter_is_harmless(qtbot, palette):
    field = palette.findChild(QLineEdit)
    qtbot.keyClicks(field, "zzz")
    assert listed(palette) == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_it_opens_with_nothing_typed_over_its_window(qtbot, palette):
    qtbot.keyClicks(palette.findChild(QLineEdit), "step")
    palette.hide()
    palette.open()
    assert palette.findChild(QLineEdit).text() == ""
    assert palette.parentWidget().frameGeometry().contains(palette.frameGeometry().center())


def test_escape_closes_it(qtbot, palette):
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    assert not palette.isVisible()


@given(name=st.text(st.characters(categories=("L", "N", "Zs")), min_size=1, max_size=20), data=st.data())
def test_letters_in_order_always_fit_and_a_foreign_letter_never(name: str, data):
    name = name.casefold()
    letters = "".join(letter for letter in name if not letter.isspace())
    picked = data.draw(st.lists(st.integers(0, max(len(letters) - 1, 0)), unique=True, max_size=5)) if letters else []
    assert fit(letters[:1], name) is not None
    assert fit("→", name) is None
    assert fit("", name) is not None
    if picked:
        assert fit(letters[: max(picked) + 1], name) is not None


def test_beginnings_of_words_are_better_than_letters_within():
    assert fit("sw", "Step weights") > fit("sw", "Answer below")
    assert fit("save", "Save") > fit("save", "Save as…") > fit("save", "Some average")
