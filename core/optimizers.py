"""What a gradient does to the parameters: each optimizer as the NumPy calls of one step, with regularization and masks.

g is the gradient of the data cost plus the regularization's; the step is what will be taken off the parameters. The mask comes
last, so that a frozen weight rests under every optimizer, whatever its momentum.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from core.activations import ONE, ZERO, Array, Work
from core.network import Network
from core.notation import Node, Symbol, Text, row
from core.tape import Call

State = dict[str, Array]
Settings = Mapping[str, Array]

ETA, G, V = Symbol("eta"), Text("g"), Text("v")


class Optimizer(NamedTuple):
    """One optimizer. `settings` names its hyper-parameters with their usual values; `state` names what it remembers.

    `step(g, step, rate, settings, state)` lists the calls that write the step from g; `settings` and `rate` are 0-d arrays. A name
    in `powers` is a single number that starts at 1, every other state starts as zeros, one for each parameter.
    """

    name: str
    formula: Node
    settings: dict[str, float]
    state: tuple[str, ...]
    step: Callable[[Array, Array, Array, Settings, State], list[Work]]
    powers: tuple[str, ...] = ()


def _sgd(g: Array, step: Array, rate: Array, settings: Settings, state: State) -> list[Work]:
    """step = η g."""
    return [(np.multiply, (g, rate, step))]


def _momentum(g: Array, step: Array, rate: Array, settings: Settings, state: State) -> list[Work]:
    """v ← μ v + g,  step = η v."""
    v = state["velocity"]
    return [(np.multiply, (v, settings["momentum"], v)), (np.add, (v, g, v)), (np.multiply, (v, rate, step))]


def _nesterov(g: Array, step: Array, rate: Array, settings: Settings, state: State) -> list[Work]:
    """v ← μ v + g,  step = η (g + μ v)."""
    v, momentum = state["velocity"], settings["momentum"]
    return [
        (np.multiply, (v, momentum, v)), (np.add, (v, g, v)),
        (np.multiply, (v, momentum, step)), (np.add, (step, g, step)), (np.multiply, (step, rate, step)),
    ]


def _running_mean(mean: Array, new: Array, decay: Array, part: Array, rest: Array) -> list[Work]:
    """mean ← ρ mean + (1 − ρ) new; `part` and `rest` are scratch."""
    return [
        (np.subtract, (ONE, decay, rest)), (np.multiply, (new, rest, part)),
        (np.multiply, (mean, decay, mean)), (np.add, (mean, part, mean)),
    ]


def _rmsprop(g: Array, step: Array, rate: Array, settings: Settings, state: State) -> list[Work]:
    """s ← ρ s + (1 − ρ) g²,  step = η g / (√s + ε)."""
    s, part = state["mean_square"], np.empty_like(g)
    return [
        (np.square, (g, step)), *_running_mean(s, step, settings["decay"], part, np.empty(())),
        (np.sqrt, (s, part)), (np.add, (part, settings["epsilon"], part)),
        (np.multiply, (g, rate, step)), (np.divide, (step, part, step)),
    ]


def _adam(g: Array, step: Array, rate: Array, settings: Settings, state: State) -> list[Work]:
    """m ← β₁ m + (1 − β₁) g,  s ← β₂ s + (1 − β₂) g²,  step = η m / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε)."""
    m, s, power1, power2 = (state[name] for name in ("mean", "mean_square", "beta1_power", "beta2_power"))
    part, rest, left1, left2 = np.empty_like(g), np.empty(()), np.empty(1), np.empty(1)
    return [
        (np.multiply, (power1, settings["beta1"], power1)), (np.multiply, (power2, settings["beta2"], power2)),
        (np.subtract, (ONE, power1, left1)), (np.subtract, (ONE, power2, left2)),
        *_running_mean(m, g, settings["beta1"], part, rest),
        (np.square, (g, step)), *_running_mean(s, step, settings["beta2"], part, rest),
        (np.divide, (s, left2, part)), (np.sqrt, (part, part)), (np.add, (part, settings["epsilon"], part)),
        (np.divide, (rate, left1, left1)), (np.multiply, (m, left1, step)), (np.divide, (step, part, step)),
    ]


_TABLE = (
    Optimizer("sgd", row(ETA, " ", G), {}, (), _sgd),
    Optimizer("momentum", row(ETA, " ", V, ",  ", V, " ← μ ", V, " + ", G), {"momentum": 0.9}, ("velocity",), _momentum),
    Optimizer("nesterov", row(ETA, " (", G, " + μ ", V, ")"), {"momentum": 0.9}, ("velocity",), _nesterov),
    Optimizer("rmsprop", row(ETA, " ", G, " / (√s + ε)"), {"decay": 0.9, "epsilon": 1e-8}, ("mean_square",), _rmsprop),
    Optimizer(
        "adam", row(ETA, " m̂ / (√ŝ + ε)"), {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        ("mean", "mean_square", "beta1_power", "beta2_power"), _adam, ("beta1_power", "beta2_power"),
    ),
)
OPTIMIZERS: dict[str, Optimizer] = {optimizer.name: optimizer for optimizer in _TABLE}
REGULARIZATIONS = ("none", "l1", "l2")


class Update:
    """An optimizer at work on one network: its hyper-parameters as 0-d arrays that the calls read, and its state."""

    def __init__(self, network: Network, optimizer: str, regularization: str = "none") -> None:
        self.network, self.optimizer, self.regularization = network, OPTIMIZERS[optimizer], regularization
        self.learning_rate, self.regularization_rate = np.array(0.0), np.array(0.0)
        self.settings: dict[str, Array] = {name: np.array(value) for name, value in self.optimizer.settings.items()}
        self.state: State = {}
        for name in self.optimizer.state:
            self.state[name] = np.ones(1) if name in self.optimizer.powers else np.zeros_like(network.parameters)
        self.step = np.zeros_like(network.parameters)
        self.g, self._part = np.zeros_like(self.step), np.zeros_like(self.step)          # g: the gradient with its regularization
        self._crossed = np.zeros(self.step.shape, dtype=bool)
        self._rates: dict[float, Array] = {}                 # the learning rate times what a fused pass left, by that factor

    def set_rates(self, learning_rate: float, regularization_rate: float = 0.0, **settings: float) -> None:
        """Write hyper-parameters in place; the next step obeys."""
        self.learning_rate[...], self.regularization_rate[...] = learning_rate, regularization_rate
        for name, value in settings.items():
            self.settings[name][...] = value
        for factor, scaled in self._rates.items():
            scaled[...] = learning_rate * factor

    def twin(self, network: Network) -> Update:
        """The same optimizer at the same point for a network of the same shape, which it moves instead."""
        twin = Update(network, self.optimizer.name, self.regularization)
        settings = {name: float(value) for name, value in self.settings.items()}
        twin.set_rates(float(self.learning_rate), float(self.regularization_rate), **settings)
        for name, vector in self.state.items():
            twin.state[name][:] = vector
        return twin

    def descend(self, unscaled: float = 1.0) -> Iterator[Call]:
        """w ← w − step for all parameters at once; `unscaled` is what a fused pass left for the gradient to be multiplied by."""
        network = self.network
        gradient, rate = network.gradient, self.learning_rate
        if unscaled != 1.0 and self.optimizer.name == "sgd" and self.regularization == "none":
            rate = self._rates.setdefault(unscaled, np.array(float(rate) * unscaled))
        elif unscaled != 1.0:
            yield Call("dC_dw", None, np.multiply, (gradient, np.array(unscaled), gradient))
        if self.regularization != "none":
            yield from self._regularize(gradient)
            gradient = self.g
        for work in self.optimizer.step(gradient, self.step, rate, self.settings, self.state):
            yield Call("step", None, *work)
        if network.has_unmovable:
            yield Call("step", None, np.multiply, (self.step, network.movable, self.step))
        yield Call("update", None, np.subtract, (network.parameters, self.step, network.parameters))
        if self.regularization == "l1":
            yield from self._stop_at_zero()

    def _regularize(self, gradient: Array) -> Iterator[Call]:
        """g = ∂C/∂w + λ w (l2) or ∂C/∂w + λ sign w (l1), for the weights alone."""
        parameters, part = self.network.parameters, self._part
        yield Call("step", None, np.multiply, (parameters, self.network.weights_only, part))
        if self.regularization == "l1":
            yield Call("step", None, np.sign, (part, part))
        yield Call("step", None, np.multiply, (part, self.regularization_rate, self.g))
        yield Call("step", None, np.add, (self.g, gradient, self.g))

    def _stop_at_zero(self) -> Iterator[Call]:
        """A weight whose sign the step has turned round stays at 0; `_part` still holds the signs from before it."""
        parameters = self.network.parameters
        yield Call("update", None, np.multiply, (self._part, parameters, self.g))
        yield Call("update", None, np.less, (self.g, ZERO, self._crossed))
        yield Call("update", None, np.copyto, (parameters, ZERO, "same_kind", self._crossed))
