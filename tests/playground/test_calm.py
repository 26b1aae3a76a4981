"""Calm mode in the real window (Q22): nothing moves, few colours, one panel at a time; everything is still reached."""
from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtDBus import QDBusConnection, QDBusVariant
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QWidget

from core.network import Edge, Neuron
from playground import reduced_motion
from playground.actions import ACTIONS
from playground.calm import OneOpen
from playground.main_window import MainWindow
from playground.reduced_motion import PORTAL, SETTING, MotionSetting
from tests.playground.conftest import Opened
from tests.playground.driving import User
from tests.widgets.drawings import pixels
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.inspect.row_table import RowTable
from widgets.section import FoldingHeading, Section
from widgets.theme import DARK, LIGHT

EDGE, CHAINED = Edge(2, 1, 3), Edge(3, 0, 0)
EXPLANATIONS = ("nudge", "bars", "layer_back", "paths", "cost_along")
LEFT_COLUMN = ("data_panel", "example_picker", "probe_panel")
in_spiral = pytest.mark.parametrize("window", ["spiral"], indirect=True)


@pytest.fixture(autouse=True)
def _vivid_again(qapp) -> Iterator[None]:
    yield
    theme.apply(qapp, DARK)


def be_calm(user: User) -> None:
    user.command("calm").trigger()
    user.settle()


def unfolded(user: User) -> list[str]:
    """The explanations that are open."""
    return [name for name in EXPLANATIONS if not getattr(user.explained, name).section.folded]


def left(user: User) -> list[Section]:
    return [user.window.findChild(Section, name) for name in LEFT_COLUMN]


def plots(user: User) -> dict[str, QWidget]:
    window = user.window
    return {"cost": window.history.cost, "gradient size": window.history.gradient, "layer": window.layer.widget}


def seen(user: User) -> list[str]:
    """The plots that are visible."""
    return [name for name, plot in plots(user).items() if plot.isVisible()]


def colours(widget: QWidget) -> set[tuple[int, ...]]:
    return {tuple(colour) for colour in pixels(widget).reshape(-1, 3).tolist()}


def vividness(user: User) -> int:
    """How far the most colourful pixel of all formulas in the inspector is from grey."""
    shown = [label for label in user.window.inspector.widget.findChildren(FormulaLabel) if label.isVisible()]
    return max(int(np.ptp(pixels(label).astype(int), axis=2).max()) for label in shown)


def rgb(colour: QColor) -> tuple[int, ...]:
    return colour.getRgb()[:3]


# ---- few colours -----------------------------------------------------------------------------------------------------------------


@in_spiral
def test_q22_in_calm_mode_symbols_are_written_like_text_and_signs_keep_their_colours(user: User):
    user.click(EDGE)
    lines, quantities = user.explained.nudge.widget, {rgb(getattr(DARK, name)) for name in "wzaC"}
    signs = {rgb(DARK.positive), rgb(DARK.negative)}
    user.wait(lambda: quantities < colours(lines))
    assert vividness(user) > 100
    assert signs < colours(user.window.output.widget)
    be_calm(user)
    assert not quantities & colours(lines)
    assert rgb(DARK.text) in colours(lines)
    assert vividness(user) < 20
    assert signs < colours(user.window.output.widget)
    user.command("calm").trigger()
    user.settle()
    assert quantities < colours(lines)
    assert vividness(user) > 100


def test_q22_both_themes_have_a_calm_form_and_choosing_a_theme_stays_calm(user: User):
    user.command("theme_dark").trigger()
    be_calm(user)
    assert theme.current() == DARK.calm
    user.command("theme_light").trigger()
    assert theme.current() == LIGHT.calm
    user.command("calm").trigger()
    assert theme.current() == LIGHT


def network(user: User) -> np.ndarray:
    """The drawing below the headers."""
    return user.picture()[64:]


def test_q22_a_window_that_becomes_calm_looks_like_one_that_was_from_the_start(opened: Opened, qtbot):
    first = User(opened("chain"), qtbot)
    first.window.inspection.select(CHAINED)
    first.settle()
    vivid = network(first)
    be_calm(first)
    assert (network(first) != vivid).any()
    second = User(opened("chain"), qtbot)
    second.window.resize(first.window.size())
    second.window.inspection.select(CHAINED)
    second.settle()
    assert (network(second) == network(first)).all()
    second.command("calm").trigger()
    second.settle()
    assert (network(second) == vivid).all()


# ---- one panel at a time ---------------------------------------------------------------------------------------------------------


@in_spiral
def test_q22_in_calm_mode_one_explanation_is_open_by_heading_or_by_key(user: User):
    user.click(EDGE)
    be_calm(user)
    assert unfolded(user) == ["nudge"]
    for name in EXPLANATIONS[1:]:
        user.unfold(name)
        assert unfolded(user) == [name]
    for name in ("nudge", "layer_back", "paths", "cost_along"):
        user.press(name)
        assert unfolded(user) == [name]
        section = getattr(user.explained, name).section
        user.wait(lambda section=section: not section.visibleRegion().isEmpty())
    user.click_on(user.button("Cost along this weight", user.explained.cost_along.section))
    assert unfolded(user) == []


@in_spiral
def test_q22_a_path_that_is_folded_away_leaves_the_drawing(user: User):
    user.click(Edge(1, 1, 3))
    be_calm(user)
    user.press("paths")
    ledger = user.explained.paths.widget
    user.wait(lambda: user.sees(RowTable, ledger))
    still = user.picture()
    user.choose_row(user.see(RowTable, ledger), 0)
    assert not user.draws(still)
    user.press("cost_along")
    user.wait(lambda: user.draws(still))


@in_spiral
def test_q22_in_calm_mode_the_left_column_shows_one_panel(user: User):
    sections = left(user)
    assert not any(user.sees(FoldingHeading, section) for section in sections)
    be_calm(user)
    assert [section.folded for section in sections] == [False, True, True]
    for section in sections[::-1]:
        user.click_on(user.button(section.accessibleName(), section))
        assert [each for each in sections if not each.folded] == [section]
    user.command("calm").trigger()
    user.settle()
    assert not any(section.folded or section.folds for section in sections)
    assert not any(user.sees(FoldingHeading, section) for section in sections)


@in_spiral
def test_q22_in_calm_mode_one_plot_is_chosen_by_mouse_and_keyboard(user: User):
    user.make_room()
    assert seen(user) == list(plots(user))
    be_calm(user)
    assert seen(user) == ["cost"]
    user.push("gradient size", user.window.plots)
    assert seen(user) == ["gradient size"]
    user.qtbot.keyClick(user.button("gradient size", user.window.plots), Qt.Key.Key_Right)
    assert seen(user) == ["layer"]
    user.push("cost", user.window.plots)
    for view in ("vector", "health", "matrix"):
        user.push("cost", user.window.plots)
        user.press(f"show_{view}")
        assert seen(user) == ["layer"]
        assert user.window.layer.views[view].isVisible()


@in_spiral
def test_q22_after_calm_mode_everything_is_as_it_was(user: User):
    user.make_room()
    user.click(EDGE)
    user.unfold("paths", "layer_back")
    user.click_on(user.button("Nudge", user.explained.nudge.section))
    user.window.plots.splitter.setSizes([180, 300, 350])
    user.settle()
    open_before, widths = unfolded(user), user.window.plots.splitter.sizes()
    be_calm(user)
    assert unfolded(user) == ["bars"]
    user.press("cost_along")
    user.push("layer", user.window.plots)
    user.command("calm").trigger()
    user.settle()
    assert unfolded(user) == open_before
    assert seen(user) == list(plots(user))
    assert user.window.plots.splitter.sizes() == widths


@given(folded=st.lists(st.booleans(), min_size=4, max_size=4),
       turns=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=8))
def test_q22_whatever_is_folded_meanwhile_at_most_one_is_open_and_all_come_back(qapp, folded: list[bool], turns):
    column_of = QWidget()
    sections = [Section(str(place), folds=place > 0, parent=column_of) for place in range(4)]
    folded[0] = False                                           # it does not fold
    for section, away in zip(sections, folded, strict=True):
        section.set_folded(away)
    column = OneOpen(sections)
    column.set_calm(True)
    for place, opens in turns:
        sections[place].unfold(opens)
        assert sum(not section.folded for section in sections) <= 1
        assert sections[place].folded != opens
    column.set_calm(False)
    assert [section.folded for section in sections] == folded
    assert [section.folds for section in sections] == [False, True, True, True]
    shiboken6.delete(column_of)


# ---- what is remembered ----------------------------------------------------------------------------------------------------------


def test_q22_calm_mode_is_remembered_and_so_is_what_was_open_before_it(opened: Opened, qtbot):
    first = User(opened("chain"), qtbot)
    first.window.plots.splitter.setSizes([200, 260, 370])
    first.settle()
    widths = first.window.plots.splitter.sizes()
    first.click(CHAINED)
    first.unfold("paths")
    be_calm(first)
    first.press("cost_along")
    first.window.close()
    second = User(opened("chain"), qtbot)
    second.window.resize(first.window.size())                   # which no screen is large enough for here
    second.settle()
    second.click(CHAINED)
    assert second.command("calm").isChecked()
    assert theme.current().is_calm
    assert unfolded(second) == ["nudge"]
    assert seen(second) == ["cost"]
    second.command("calm").trigger()
    second.settle()
    assert unfolded(second) == ["nudge", "bars", "paths"]
    assert second.window.plots.splitter.sizes() == widths


# ---- nothing moves, all is reached -----------------------------------------------------------------------------------------------


@in_spiral
def test_q22_in_calm_mode_every_action_works_and_nothing_moves(user: User, monkeypatch):
    for dialog in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_: ("", ""))
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (0, False))
    monkeypatch.setattr(QMessageBox, "about", lambda *_: None)
    be_calm(user)
    enabled = []
    for part in (None, EDGE, Neuron(1, 2)):
        for description in ACTIONS:
            if description.id in ("calm", "quit") or (part is not None and description.menu == "help"):
                continue
            user.window.inspection.select(part)
            action = user.command(description.id)
            if action.isEnabled():
                enabled.append(description.id)
                action.trigger()
            user.window.run.pause()
            user.rest()
            assert theme.current().is_calm, description.id
            assert len(unfolded(user)) <= 1, description.id
            assert sum(not section.folded for section in left(user)) <= 1, description.id
            assert len(seen(user)) <= 1, description.id
            moving = [each for each in user.window.findChildren(QAbstractAnimation) if each.state() != each.State.Stopped]
            assert not moving, description.id
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()
    assert {each.id for each in ACTIONS} - set(enabled) <= {"calm", "quit", "undo", "redo", "revert"}    # a preset has no file


@in_spiral
def test_q22_in_calm_mode_every_panel_is_reached(user: User):
    user.click(EDGE)
    be_calm(user)
    panels = [*(getattr(user.explained, name).section for name in EXPLANATIONS), *left(user)]
    for section in panels:
        if section.folded:
            user.click_on(user.button(section.accessibleName(), section))
        user.settle()
        content = section.body.parentWidget()
        assert content.isVisible()
        assert content.height() > 20, section.accessibleName()
    for name, plot in plots(user).items():
        user.push(name, user.window.plots)
        user.settle()
        assert plot.visibleRegion().boundingRect().height() > 100, name


def test_q22_in_calm_mode_qt_fades_and_slides_nothing(user: User):
    effects = QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    QApplication.setEffectEnabled(Qt.UIEffect.UI_General, True)
    be_calm(user)
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    user.command("calm").trigger()
    assert QApplication.isEffectEnabled(Qt.UIEffect.UI_General) == effects


# ---- the system's setting --------------------------------------------------------------------------------------------------------


def told_by_system(window: MainWindow, wanted: int, name: str = SETTING[1]) -> None:
    """The portal's signal, as Qt delivers it."""
    window.findChild(MotionSetting).hear(SETTING[0], name, QDBusVariant(wanted))


def test_q22_the_window_starts_calm_and_follows_where_the_system_asks_for_less_movement(opened: Opened, monkeypatch):
    monkeypatch.setattr(reduced_motion, "wants_less_motion", lambda: True)
    window = opened("chain")
    assert window.commands["calm"].isChecked()
    assert theme.current().is_calm
    told_by_system(window, 0, "contrast")
    assert window.calm.on
    told_by_system(window, 0)
    assert not window.commands["calm"].isChecked()
    assert not theme.current().is_calm
    told_by_system(window, 1)
    assert window.calm.on


def test_q22_who_has_chosen_is_not_overruled_by_the_system(opened: Opened, monkeypatch):
    window = opened("chain")
    told_by_system(window, 1)
    assert window.calm.on
    window.commands["calm"].trigger()
    told_by_system(window, 0)
    told_by_system(window, 1)
    assert not window.calm.on
    monkeypatch.setattr(reduced_motion, "wants_less_motion", lambda: True)
    assert not opened("chain").calm.on


def test_q22_the_portal_is_listened_to(monkeypatch, qapp):
    heard = []

    class Bus:
        connect = staticmethod(lambda *args: heard.append(args))

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(reduced_motion, "wants_less_motion", lambda: False)
    monkeypatch.setattr(QDBusConnection, "sessionBus", Bus)
    setting = MotionSetting()
    *address, receiver, slot = heard[0]
    assert address == [*PORTAL, "SettingChanged"]
    assert receiver is setting
    assert setting.metaObject().indexOfSlot(slot.removeprefix("1")) >= 0


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_q22_elsewhere_the_setting_is_looked_up_when_the_user_comes_back(monkeypatch, qapp, qtbot, platform: str):
    wanted = [False]
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(reduced_motion, "wants_less_motion", lambda: wanted[0])
    setting = MotionSetting()
    wanted[0] = True
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert not setting.wanted
    with qtbot.waitSignal(setting.changed) as changed:
        qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert changed.args == [True]
    assert setting.wanted
