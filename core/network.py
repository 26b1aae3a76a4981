"""The network: layers over one flat parameter vector, and the names of its parts."""
from __future__ import annotations

from typing import NamedTuple


class Edge(NamedTuple):
    """The edge of w_jk⁽ˡ⁾: from neuron k of layer l − 1 to neuron j of layer l."""

    l: int
    j: int
    k: int


class Bias(NamedTuple):
    """The bias b_j⁽ˡ⁾."""

    l: int
    j: int


class Neuron(NamedTuple):
    """Neuron j of layer l; layer 0 holds the inputs."""

    l: int
    j: int
