"""Experiments drawn at random, for the properties that hold of all documents."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace

from core.document.data import outline
from core.document.experiment import (
    L1,
    L2,
    Adam,
    Circle,
    Digits,
    Experiment,
    Function,
    Gauss,
    Layer,
    Momentum,
    Moons,
    Nesterov,
    Network,
    Pinwheel,
    Plane,
    Points,
    Regularization,
    RmsProp,
    Sgd,
    Source,
    Spiral,
    State,
    Training,
    TwoGaussians,
    Xor,
)
from core.document.parameters import sizes
from core.network import Bias, Edge, Neuron

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu", "leaky relu", "elu", "softplus", "sine", "gaussian", "step")
finite = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
seeds = st.integers(0, 2**53 - 1)
shares = st.floats(0.01, 1)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2**63, 2**63 - 1) | finite | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12,
)


def generated(kind: type, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, examples=st.integers(1, 1000), noise=st.floats(0, 0.8), training_share=shares, seed=seeds, **more)


@st.composite
def points(draw: st.DrawFn) -> Points:
    n, columns, outputs = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    names = draw(st.just(()) | st.lists(texts, min_size=columns, max_size=columns, unique=True).map(tuple))
    given: dict[str, Any] = {"inputs": draw(arrays(np.float64, (n, columns), elements=finite)), "columns": names}
    if draw(st.booleans()):
        given["targets"] = draw(arrays(np.float64, (n, outputs), elements=finite))
    else:
        given["classes"] = tuple(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)))
    return Points(**given, training_share=draw(shares), seed=draw(seeds))


sources: st.SearchStrategy[Source] = st.one_of(
    *(generated(kind) for kind in (Circle, Xor, Gauss, Spiral, Moons, Plane, TwoGaussians)),
    generated(Pinwheel, classes=st.integers(3, 5)),
    generated(Function, of=st.sampled_from(["sine", "step", "sawtooth", "polynomial"])),
    st.builds(Digits, training_share=shares, seed=seeds), points(),
)
trainings = st.builds(
    Training,
    optimizer=st.one_of(
        st.just(Sgd()), st.builds(Momentum, momentum=st.floats(0, 0.99)), st.builds(Nesterov, momentum=st.floats(0, 0.99)),
        st.builds(RmsProp, decay=st.floats(0, 0.99), epsilon=st.floats(1e-12, 1)), st.builds(Adam, beta1=st.floats(0, 0.99)),
    ),
    learning_rate=st.floats(0, 10), batch_size=st.just("all") | st.integers(1, 1000), seed=seeds,
    regularization=st.just(Regularization()) | st.builds(L1, rate=st.floats(0, 1)) | st.builds(L2, rate=st.floats(0, 1)),
)


@st.composite
def experiments(draw: st.DrawFn, data: st.SearchStrategy[Source] = sources) -> Experiment:
    """A small experiment that may have any of its fields."""
    source = draw(data)
    seen = outline(source)
    activation = draw(st.sampled_from(ACTIVATIONS))
    outputs = seen.targets.shape[1] if seen.targets is not None else 1 if seen.class_count == 2 else seen.class_count
    hidden = draw(st.lists(st.builds(Layer, neurons=st.integers(1, 5), activation=st.sampled_from(ACTIVATIONS)), max_size=3))
    network = Network(
        layers=(*hidden, Layer(neurons=outputs, activation=activation)),
        cost=draw(st.sampled_from(["squared error", "half squared error", "absolute error", "huber"])),
        initialization=draw(st.sampled_from(["uniform", "normal", "glorot", "he", "zeros", "constant"])),
    )
    experiment = Experiment(
        title=draw(texts), notes=draw(texts), network=network, data=source, training=draw(trainings),
        view=draw(st.dictionaries(texts, json_values, max_size=3)),
    )
    n = sizes(experiment, seen)

    def shaped(shapes: Iterable[Any]) -> Any:
        return draw(st.none() | st.tuples(*(arrays(np.float64, shape, elements=finite) for shape in shapes)))

    def places(first: int) -> st.SearchStrategy[Neuron]:
        return st.integers(first, len(n) - 1).flatmap(lambda l: st.builds(Neuron, st.just(l), st.integers(0, n[l] - 1)))

    edges = places(1).flatmap(lambda place: st.builds(Edge, st.just(place.l), st.just(place.j), st.integers(0, n[place.l - 1] - 1)))
    few: dict[str, Any] = {"max_size": 3, "unique": True}
    network = replace(
        network, weights=shaped(zip(n[1:], n, strict=False)), biases=shaped(n[1:]),
        removed=tuple(draw(st.lists(edges, **few))), off=tuple(draw(st.lists(places(1), **few))),
        frozen=tuple(draw(st.lists(edges | places(1).map(lambda place: Bias(*place)), **few))),
        names={f"{l},{j}": name for (l, j), name in draw(st.dictionaries(places(0), texts, max_size=3)).items()},
    )
    place = draw(st.none() | st.tuples(st.integers(0, 100), st.integers(0, 100)))
    state = State(
        step=draw(st.integers(0, 10**9)), epoch=place and place[0], batch=place and place[1],
        weights=shaped(zip(n[1:], n, strict=False)), biases=shaped(n[1:]),
        optimizer=draw(st.dictionaries(texts, arrays(np.float64, st.just(()) | st.integers(1, 5), elements=finite), max_size=2)),
    )
    return replace(experiment, network=network, state=state)
