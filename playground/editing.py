"""What is done by hand to the parts that are selected: each time one edit, under a name that says what was done to how much."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QObject

from core.document import edits, values
from core.document.edits import Mark
from core.document.experiment import Network
from core.errors import BadInput
from core.network import Bias, Edge, Neuron
from core.notation import text
from core.parts import Part
from core.symbols import part_symbol
from playground.inspection import Inspection
from playground.run import Run
from playground.session import Session

Parameter = Edge | Bias


class Editing(QObject):
    """Edits of the whole selection, or of the parts that are named. A neuron stands for its bias where numbers are concerned."""

    def __init__(self, session: Session, run: Run, inspection: Inspection, rng: np.random.Generator | None = None) -> None:
        super().__init__()
        self._session, self._run, self._inspection = session, run, inspection
        self._rng = rng or np.random.default_rng()

    # ---- numbers -----------------------------------------------------------------------------------------------------------------

    @property
    def parameters(self) -> list[Parameter]:
        """The weights and biases that are selected, without those of removed edges unless there are no others."""
        found = _parameters(self._inspection.chosen)
        removed = set(self._network.removed)
        return [part for part in found if part not in removed] or found

    def set_value(self, part: Parameter, value: float) -> None:
        """Give one weight or bias another value, over and over while it is dragged."""
        self._session.set_value(self.tr("Set {what}").format(what=self.named([part])), part, value, "value")

    def set_values(self, value: float) -> None:
        """Give everything that is selected this value."""
        parts = self.parameters
        name = self.tr("Set {what}") if len(parts) == 1 else self.tr("Set {what} to {value}")
        self._replace(name, lambda: dict.fromkeys(parts, value), value=f"{value:g}")

    def scale(self, factor: float) -> None:
        """Multiply everything that is selected."""
        parts = self.parameters
        self._replace(
            self.tr("Scale {what} by {factor}"),
            lambda: values.scaled(dict(zip(parts, self._run.parameters_of(parts), strict=True)), factor), factor=f"{factor:g}")

    def randomise(self, deviation: float | None) -> None:
        """Draw everything that is selected anew: normal around 0 with this deviation; None: as the initializer does."""
        parts, sizes = self.parameters, self._inspection.network.sizes
        self._replace(
            self.tr("Randomise {what}"),
            lambda: values.initialized(sizes, parts, self._network.initialization, self._rng) if deviation is None
            else values.spread(parts, deviation, self._rng))

    def _replace(self, name: str, change: Callable[[], Mapping[Parameter, float]], **said: str) -> None:
        parts = self.parameters
        if not parts:
            self._session.refused.emit(self.tr("What is selected has no weight and no bias."))
            return
        try:
            self._session.set_values(name.format(what=self.named(parts), **said), change())
        except BadInput as problem:
            self._session.refused.emit(str(problem))

    # ---- marks -------------------------------------------------------------------------------------------------------------------

    def markable(self, kind: Mark, parts: Iterable[Part] | None = None) -> list[Part]:
        """What of these parts, or of the selection, can be frozen, removed or switched off."""
        parts = self._inspection.chosen if parts is None else parts
        if kind == "frozen":
            return list(_parameters(parts))
        if kind == "removed":
            return [part for part in parts if isinstance(part, Edge)]
        return [part for part in parts if isinstance(part, Neuron) and 0 < part.l < self._inspection.network.last]

    def are_marked(self, kind: Mark) -> bool:
        """Whether all of the selection that can be frozen, removed or off is."""
        marked, found = set(getattr(self._network, kind)), self.markable(kind)
        return bool(found) and all(part in marked for part in found)

    def mark(self, kind: Mark, marked: bool, parts: Iterable[Part] | None = None) -> None:
        """Freeze, remove or switch off these parts, or the selection; with `marked` false, back again."""
        found = self.markable(kind, parts)
        if found:
            name = self._name_of_mark(kind, marked, found)
            self._session.edit(name, lambda experiment: edits.mark(experiment, kind, *found, marked=marked))

    def toggle(self, kind: Mark) -> None:
        """The other way round; a selection of which some are marked is marked as a whole."""
        self.mark(kind, not self.are_marked(kind))

    def _name_of_mark(self, kind: Mark, marked: bool, parts: Sequence[Part]) -> str:
        if len(parts) == 1:
            return {
                ("frozen", True): self.tr("Freeze"), ("frozen", False): self.tr("Let move"),
                ("removed", True): self.tr("Remove edge"), ("removed", False): self.tr("Restore edge"),
                ("off", True): self.tr("Switch neuron off"), ("off", False): self.tr("Switch neuron on"),
            }[kind, marked]
        name = {
            ("removed", True): self.tr("Remove {what}"), ("removed", False): self.tr("Restore {what}"),
            ("frozen", True): self.tr("Freeze {what}"), ("frozen", False): self.tr("Let {what} move"),
            ("off", True): self.tr("Switch {what} off"), ("off", False): self.tr("Switch {what} on"),
        }[kind, marked]
        return name.format(what=self.counted(parts) if kind == "removed" else self.named(parts))

    # ---- words -------------------------------------------------------------------------------------------------------------------

    def named(self, parts: Sequence[Part]) -> str:
        """One weight or bias by its symbol, several by their number: 5 weights and 2 biases."""
        if len(parts) == 1 and not isinstance(parts[0], Neuron):
            return text(part_symbol(self._inspection.network.sizes, parts[0]))
        return self._numbered(parts, self.tr("1 weight"), self.tr("{count} weights"))

    def counted(self, parts: Sequence[Part]) -> str:
        """What is selected, by its number: 5 edges, 2 neurons."""
        return self._numbered(parts, self.tr("1 edge"), self.tr("{count} edges"))

    def _numbered(self, parts: Sequence[Part], edge: str, edges: str) -> str:
        *before, last = [one if count == 1 else many.format(count=f"{count:,}") for kind, one, many in (
            (Edge, edge, edges), (Bias, self.tr("1 bias"), self.tr("{count} biases")),
            (Neuron, self.tr("1 neuron"), self.tr("{count} neurons")),
        ) if (count := sum(isinstance(part, kind) for part in parts))]
        return self.tr("{these} and {those}").format(these=", ".join(before), those=last) if before else last

    @property
    def _network(self) -> Network:
        return self._session.experiment.network


def _parameters(parts: Iterable[Part]) -> list[Parameter]:
    """Edges and biases; a neuron stands for its bias, an input for nothing."""
    found = (part if isinstance(part, Edge) else Bias(*part) for part in parts if part.l > 0)
    return list(dict.fromkeys(found))
