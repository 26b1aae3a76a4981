"""The data panel: which data set, its settings, and what the network sees of it."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from core.data.dataset import available_features
from core.data.generators import GENERATORS
from core.document import edits, points
from core.document import experiment as described
from core.document.data import is_large
from playground.documents import Documents
from playground.session import Session
from widgets.data.data_panel import DataPanel as DataWidget
from widgets.data.source_card import Source

GENERATED: dict[str, type[described.Source]] = {
    "circle": described.Circle, "xor": described.Xor, "gauss": described.Gauss, "spiral": described.Spiral,
    "moons": described.Moons, "pinwheel": described.Pinwheel, "plane": described.Plane,
    "two gaussians": described.TwoGaussians, "function": described.Function}
PRESETS = {"two gaussians": "plane", "function": "sine"}     # where a set's preset has another name
LABELS = {"two gaussians": "gaussians", "function": "function"}
THUMBNAIL = 150          # points
DRAWN = "draw"           # the card of data that are written down


class DataPanel(QObject):
    """Another set for the same inputs is an edit; one of another kind opens its preset, with a network that fits.

    drawing_wanted(): the user wants to draw examples; there is a sheet to do so.
    """

    drawing_wanted = Signal()

    def __init__(self, session: Session, documents: Documents) -> None:
        super().__init__()
        self.widget = panel = DataWidget()
        self._session, self._documents = session, documents
        self._wanted: Callable[[], None] | None = None      # once the slider is let go
        panel.set_sources([*map(_thumbnail, GENERATED), Source("digits", self.tr("digits"), mark="3"),
                           Source("chain", self.tr("chain"), mark="mdi6.ray-start-end"),
                           Source(DRAWN, self.tr("draw…"), mark="mdi6.pencil")])
        panel.source_chosen.connect(self._choose)
        panel.noise_changed.connect(lambda noise: self._drag(self.tr("Change the noise"), "noise", noise=noise))
        panel.training_share_changed.connect(
            lambda share: self._drag(self.tr("Change the training share"), "share", training_share=share))
        panel.released.connect(self._let_go)
        panel.examples_chosen.connect(lambda count: self._change(self.tr("Change the number of examples"), examples=count))
        panel.seed_chosen.connect(lambda seed: self._change(self.tr("Change the data's seed"), seed=seed))
        panel.new_data_wanted.connect(self.renew)
        panel.function_chosen.connect(lambda of: self._change(self.tr("Change the function"), of=of))
        panel.class_count_chosen.connect(lambda count: self._change(self.tr("Change the number of classes"), classes=count))
        panel.inputs_chosen.connect(lambda names: session.edit(self.tr("Change the inputs"), lambda e: edits.set_inputs(e, names)))
        panel.refused.connect(session.refused)
        session.changed.connect(self._show)

    def renew(self) -> None:
        """Draw the data anew, with the next seed."""
        self._change(self.tr("New data"), seed=(self._session.experiment.data.seed + 1) % (described.LARGEST_SEED + 1))

    def _drag(self, text: str, drag: str, **settings: object) -> None:
        """Follow a slider; where making the data takes long, not before it is let go."""
        if is_large(self._session.experiment.data):
            self._wanted = lambda: self._change(text, "", **settings)
        else:
            self._change(text, drag, **settings)

    def _let_go(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted()
        self._session.end_drag()

    def _change(self, text: str, drag: str = "", **settings: object) -> None:
        self._session.edit(text, lambda e: edits.set_data(e, replace(e.data, **settings)), drag)

    def draw(self) -> None:
        """Begin with a sheet that is as good as empty, for the network that is there if it takes two inputs."""
        session = self._session
        fits = session.dataset.task == "classification" and len(session.dataset.columns) == 2
        if fits or self._documents.open_preset("circle"):
            session.edit(self.tr("Draw the data set"), lambda e: edits.set_data(e, points.blank()))
            self.drawing_wanted.emit()
        else:
            self._show()

    def _choose(self, name: str) -> None:
        session = self._session
        if name == DRAWN:
            self.draw()
            return
        generator = GENERATORS.get(name)
        columns = 1 if name == "function" else 2
        fits = generator is not None and generator.task == session.dataset.task and columns == len(session.dataset.columns)
        if not fits and not self._documents.open_preset(PRESETS.get(name, name)):
            self._show()
            return
        if generator is None or session.experiment.data.source == name:
            return
        old = session.experiment.data
        kept = {field: getattr(old, field) for field in ("examples", "noise", "training_share", "seed") if hasattr(old, field)}
        session.edit(self.tr("Choose the data set {name}").format(name=name), lambda e: edits.set_data(e, GENERATED[name](**kept)))

    def _show(self) -> None:
        session, panel, data = self._session, self.widget, self._session.experiment.data
        written = isinstance(data, described.Points)
        single = written and len(session.dataset.inputs) == 1
        drawn = DRAWN if len(session.dataset.columns) <= 2 else ""
        panel.set_current("chain" if single else drawn if written else data.source)
        adjustable = set() if single or session.dataset.test_examples is not None else {"training_share", "seed"}
        panel.set_adjustable(adjustable | {"noise", "examples"} if isinstance(data, described.Generated) else adjustable)
        if isinstance(data, described.Generated):
            panel.set_noise(data.noise)
        panel.set_examples(len(session.dataset.inputs))
        panel.set_training_share(data.training_share)
        panel.set_seed(data.seed)
        panel.set_function(data.of if isinstance(data, described.Function) else None)
        panel.set_class_count(data.classes if isinstance(data, described.Pinwheel) else None)
        columns = session.dataset.columns
        panel.set_inputs(available_features(columns), session.experiment.network.inputs or columns)


def _thumbnail(name: str) -> Source:
    """A card with a few points of the set."""
    dataset = GENERATORS[name].make(np.random.default_rng(1), THUMBNAIL, 0.05)
    label = LABELS.get(name, name)
    if dataset.classes is not None:
        return Source(name, label, dataset.inputs, classes=dataset.classes)
    assert dataset.targets is not None
    values = dataset.targets[:, 0]
    points = dataset.inputs if dataset.inputs.shape[1] == 2 else np.column_stack([dataset.inputs[:, 0], 4 * values])
    return Source(name, label, points, values=values)
