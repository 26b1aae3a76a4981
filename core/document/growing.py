"""How a network grows and answers as before: new neurons that nobody hears yet, new layers that pass on what they get."""
from __future__ import annotations

from itertools import pairwise

import numpy as np

from core.document.parameters import Parameters
from core.document.places import LayerPlaces, Places


def heard(places: Places) -> Places:
    """Whose answer each neuron gives: its own, or in a new layer that of the neuron before it which it passes on."""
    answers = [places[0]]
    for before, layer in pairwise(places):
        answers.append((*answers[-1], *(None,) * (len(layer) - len(before))) if _is_new(layer) else layer)
    return tuple(answers)


def unheard(fresh: Parameters, places: Places) -> Parameters:
    """The fresh weights and biases with those changed that would change an answer once the old ones are carried over.

    The first neurons of a new layer pass on the layer before: w = identity, b = 0. All other new neurons have weights of 0 to the
    neurons that were there; the weights and biases of their own stay as drawn, so that they can learn.
    """
    w, b = ([array.copy() for array in arrays] for arrays in fresh)
    answers = heard(places)
    for l in range(1, len(places)):
        if _is_new(places[l]):
            passed = len(places[l - 1])
            w[l][:passed], b[l][:passed] = np.eye(passed), 0.0
        else:
            old = [j for j, was in enumerate(places[l]) if was is not None]
            new = [k for k, answer in enumerate(answers[l - 1]) if answer is None]
            w[l][np.ix_(old, new)] = 0.0
    return w, b


def _is_new(layer: LayerPlaces) -> bool:
    return all(was is None for was in layer)
