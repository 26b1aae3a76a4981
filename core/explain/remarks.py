"""What a newcomer stumbles over at each operation of a walk, in a sentence or two."""
from __future__ import annotations

from collections.abc import Callable

from core.errors import Sentence
from core.explain.derivations import WORDS_OF_ERROR
from core.explain.walk import Operation, Walk


def remark(walk: Walk, operation: Operation, kind: str) -> Sentence | None:
    """The remark on an operation of this kind."""
    return _REMARKS[kind](walk, operation)


def _z(walk: Walk, operation: Operation) -> Sentence:
    bias = Sentence("In NumPy b is column 0 of wb = [b | W], and a1 is a under a row of ones: the bias is one more weight.")
    if walk.passed.examples > 1:
        return _both(Sentence("Every example is a column; b is the same for all, hence 1ᵀ, a row of ones."), bias)
    return _both(Sentence("a⁽⁰⁾ = x, the input."), bias) if operation.layer == 1 else bias


def _both(first: Sentence, second: Sentence) -> Sentence:
    return Sentence("{first} {second}", first=first, second=second)


def _a(walk: Walk, operation: Operation) -> Sentence:
    l = operation.layer or 0
    activation = walk.network.activation(l)
    if walk.network.on[l] is not None:
        return Sentence("on is 0 for a neuron that is switched off: its activation is 0 whatever z is.")
    if activation.is_coupled:
        return Sentence("Softmax divides by the sum over its layer, so every z reaches every a. "
                        "The largest z is taken off first, which changes nothing but keeps the powers finite.")
    return Sentence("σ is {activation} here. An activation cannot be set: it follows from z, and only weights and biases can be "
                    "changed.", activation=activation.name)


def _terms(walk: Walk, operation: Operation) -> Sentence:
    cost = walk.network.cost
    if cost.outputs is None:
        return Sentence("One term for every output; their sum will be C₀, the cost of this one example.")
    return Sentence("This is {formula} with a = {activation}(z) put in: computed from z, its logarithm stays exact "
                    "where a is nearly 0 or 1.", formula=cost.label, activation=cost.outputs)


def _C0(walk: Walk, operation: Operation) -> Sentence:
    if walk.network.sizes[-1] == 1:
        return Sentence("C₀ is the cost of one training example. With a single output it has a single term.")
    return Sentence("C₀ is the cost of one training example: the plain sum of the terms of all outputs.")


def _C(walk: Walk, operation: Operation) -> Sentence:
    if walk.passed.examples == 1:
        return Sentence("C is the mean over the examples of this step. Here it is one example, m = 1, so C = C₀.")
    return Sentence("C is the mean over the m = {m} examples of this step, so that it does not grow with their number.",
                    m=walk.passed.examples)


def _hidden_dC_da(walk: Walk, operation: Operation) -> Sentence:
    l = operation.layer or 0
    if l == 0:
        return Sentence("Column k of W holds the weights that leave input k, and the transpose makes a row of it. "
                        "No weight needs ∂C₀/∂a⁽⁰⁾: it says how the cost would react to another input.")
    return Sentence("Column k of W holds the weights that leave neuron k of layer {l}. The transpose makes a row of it, "
                    "so Wᵀ adds up all that the next layer passes back to this neuron.", l=l)


def _da_dz(walk: Walk, operation: Operation) -> Sentence:
    l = operation.layer or 0
    activation = walk.network.activation(l)
    if walk.network.on[l] is not None:
        return Sentence("on is 0 for a neuron that is switched off: what does not change has the derivative 0.")
    if any(item.quantity == "a" for item in operation.reads):
        return Sentence("σ′(z) is how steep the curve of {activation} is at this z; written with a, which is known already.",
                        activation=activation.name)
    return Sentence("σ′(z) is how steep the curve of {activation} is at this z.", activation=activation.name)


def _dC_dw(walk: Walk, operation: Operation) -> Sentence:
    if walk.passed.examples > 1:
        return Sentence("∂z/∂w is the activation before it, and ∂z/∂b is 1, the row of ones in a1. "
                        "The matrix product adds up the examples, which are its columns.")
    return Sentence("∂z/∂w is the activation before it: the stronger that neuron, the more the weight matters. "
                    "∂z/∂b is 1, the row of ones in a1.")


def _mean(walk: Walk, operation: Operation) -> Sentence:
    if walk.network.has_removed:
        return Sentence("1/m, since C is the mean over the m examples. present is 0 where an edge is removed.")
    if walk.passed.examples == 1:
        return Sentence("C is a mean over the m examples of this step, so its gradient is too. Here m = 1 and nothing changes.")
    return Sentence("C is a mean over the m = {m} examples, so its gradient is the mean of theirs: their sum over m.",
                    m=walk.passed.examples)


def _step(walk: Walk, operation: Operation) -> Sentence:
    update = walk.update
    assert update is not None
    said = Sentence("The step of {optimizer}, for every bias as for every weight; η is the learning rate.",
                    optimizer=update.optimizer.name)
    if update.optimizer.name in _MEMORIES:
        said = _both(said, Sentence(_MEMORIES[update.optimizer.name]))
    if update.regularization != "none":
        said = _both(said, Sentence("Regularization with λ pulls the weights towards 0, never the biases."))
    if walk.network.has_unmovable:
        said = _both(said, Sentence("movable is 0 for what is frozen or removed."))
    return said


_MEMORIES = {
    "momentum": "v is the velocity: it keeps something of all former gradients.",
    "nesterov": "v is the velocity: it keeps something of all former gradients.",
    "rmsprop": "s is a running mean of the squared gradient.",
    "adam": "m and s are running means of the gradient and of its square, which start at 0; the powers of β make up for that.",
}


def _update(walk: Walk, operation: Operation) -> Sentence:
    moved = Sentence("All weights and biases move at once, however few the examples.")
    if walk.update is not None and walk.update.regularization == "l1":
        return _both(moved, Sentence("A weight whose sign the step would turn stays at 0."))
    return _both(moved, Sentence("Activations cannot be set: they follow in the next pass."))


_REMARKS: dict[str, Callable[[Walk, Operation], Sentence]] = {
    "z": _z, "a": _a, "terms": _terms, "C0": _C0, "C": _C, "dC_da": _hidden_dC_da, "da_dz": _da_dz, "dC_dw": _dC_dw, "mean": _mean,
    "step": _step, "update": _update,
    "output dC_da": lambda walk, _: Sentence(WORDS_OF_ERROR[walk.network.cost.name]),
    "dC_dz": lambda *_: Sentence("⊙ is the Hadamard product: entry by entry, nothing is added up. Each neuron has its own slope."),
    "delta": lambda walk, _: Sentence("This cost is made for {activation}: in ∂a/∂z · ∂C₀/∂a all else cancels.",
                                      activation=walk.network.cost.outputs),
    "softmax dC_dz": lambda *_: Sentence("Every z reaches every output of a softmax layer, so the slopes of all of them count. "
                                         "⊙ is the Hadamard product: entry by entry."),
}
