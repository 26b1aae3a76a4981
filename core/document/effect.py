"""What a change of an experiment asks of a running training."""
from __future__ import annotations

from enum import IntEnum

from core.document.experiment import Experiment, same


class Effect(IntEnum):
    """From nothing to everything; each does what those before it do."""

    NOTHING = 0                              # title, notes, names, view
    SETTINGS = 1                             # rates: the next step obeys
    OPTIMIZER = 2                            # what a step is made of: batches, cost, optimizer, kind of regularization
    STRUCTURE = 3                            # the tape; parameters that still have a place are kept
    DATA = 4                                 # the examples; step count and history go on
    RESTART = 5                              # step 0, initial parameters


def effect(before: Experiment, after: Experiment) -> Effect:
    """What follows from the difference between two experiments; their `state` is not compared."""
    old, new = before.network, after.network

    def differ(*names: str) -> bool:
        return not all(same(getattr(old, name), getattr(new, name)) for name in names)

    structure = differ("layers", "inputs", "removed", "frozen", "off")
    # Initial parameters of another shape came with the structure; of the same shape they are others to start from.
    if differ("initialization") or before.training.seed != after.training.seed or (not structure and differ("weights", "biases")):
        return Effect.RESTART
    if before.data != after.data:
        return Effect.DATA
    if structure:
        return Effect.STRUCTURE
    was, now = before.training, after.training
    kinds = [(t.optimizer.kind, t.regularization.kind, t.batch_size) for t in (was, now)]
    if differ("cost") or kinds[0] != kinds[1]:
        return Effect.OPTIMIZER
    return Effect.SETTINGS if was != now else Effect.NOTHING
