"""Calm mode (Q22): nothing moves by itself, few colours, and of every column of panels one at a time."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from playground import themes
from playground.reduced_motion import MotionSetting
from playground.settings import Settings
from widgets.section import Section


class Calm(QObject):
    """As the user chose, which is remembered; until then as the system's setting for less movement is, at the start and later.

    It gives the theme few colours itself, and tells whoever else has something to do.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._system = settings, MotionSetting(self)
        self._told: list[Callable[[bool], object]] = []
        self._effects = QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
        self.on = False
        self._system.changed.connect(self._follow)
        self._follow()

    def choose(self, on: bool) -> None:
        """By hand: from now on the system is not asked."""
        self._settings.set_flag("calm", on)
        self._follow()

    def tell(self, *listeners: Callable[[bool], object]) -> None:
        """Call these now, and again with every change: with True while it is calm."""
        for listener in listeners:
            self._told.append(listener)
            listener(self.on)

    def keep_one_open(self, sections: Iterable[Section]) -> None:
        """While it is calm, unfolding one of these sections folds the others."""
        self.tell(OneOpen(list(sections), self).set_calm)

    def _follow(self) -> None:
        on = self._settings.flag("calm", self._system.wanted)
        if on == self.on:
            return
        self.on = on
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        themes.apply(application, self._settings.theme, on)
        QApplication.setEffectEnabled(Qt.UIEffect.UI_General, self._effects and not on)
        for listener in self._told:
            listener(on)


class OneOpen(QObject):
    """Sections of which, while it is calm, one is unfolded at a time; afterwards each is as it was before."""

    def __init__(self, sections: list[Section], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sections, self._calm = sections, False
        self._fixed = [section for section in sections if not section.folds]
        self._unfolded: set[Section] = set()                    # before it was calm
        for section in sections:
            section.folded_changed.connect(partial(self._keep_one, section))

    def set_calm(self, calm: bool) -> None:
        """Leave the first open, of those that can be seen if there are any; or open again what was."""
        if calm == self._calm:
            return
        for section in self._fixed if calm else ():
            section.set_folds(True)
        self._calm = calm
        if calm:
            unfolded = [section for section in self._sections if not section.folded]
            self._unfolded = set(unfolded)
            self._leave(*sorted(unfolded, key=Section.isHidden)[:1])
        else:
            self._leave(*self._unfolded)
            for section in self._fixed:
                section.set_folds(False)

    def _keep_one(self, section: Section, folded: bool) -> None:
        if self._calm and not folded:
            self._leave(section)

    def _leave(self, *unfolded: Section) -> None:
        """Unfold these and fold all others."""
        for section in self._sections:
            if section.folded == (section in unfolded):
                section.unfold(section in unfolded)
