"""The sections below the inspector, from the nearest question to the farthest."""
from __future__ import annotations

from playground.calm import Calm
from playground.panels.bars import BarsPanel
from playground.panels.cost_along import CostAlongPanel
from playground.panels.expansion import ExpansionPanel
from playground.panels.explanation import Context, Explanation
from playground.panels.nudge import NudgePanel
from playground.panels.paths import PathsPanel
from playground.settings import Settings
from widgets.section import Section


class Explanations:
    """Which sections are folded is remembered from one start to the next; while it is calm one is unfolded, which is not."""

    def __init__(self, context: Context, settings: Settings, calm: Calm) -> None:
        self.nudge, self.bars = NudgePanel(context), BarsPanel(context)
        self.layer_back, self.paths, self.cost_along = ExpansionPanel(context), PathsPanel(context), CostAlongPanel(context)
        self._all: list[Explanation] = [self.nudge, self.bars, self.layer_back, self.paths, self.cost_along]
        for explanation in self._all:
            section = explanation.section
            flag = f"folded/{type(explanation).__name__}"
            section.set_folded(settings.flag(flag, explanation not in {self.nudge, self.bars}))
            section.folded_changed.connect(lambda folded, flag=flag: None if calm.on else settings.set_flag(flag, folded))
        calm.keep_one_open(self.sections)

    @property
    def sections(self) -> list[Section]:
        """From the top down."""
        return [explanation.section for explanation in self._all]
