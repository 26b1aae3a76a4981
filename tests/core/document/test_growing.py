"""A network grows without another answer: bit for bit where sums are taken in order, and but for rounding where BLAS takes them."""
from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.document import edits, presets
from core.document.data import dataset, outline
from core.document.experiment import Circle, Experiment, Layer, Network
from core.document.parameters import sizes
from core.errors import BadInput
from core.model import build_examples, build_network
from core.network import Bias, Edge, Neuron
from core.tape import Pass, run
from core.training import Trainer
from tests.core.document.documents import ACTIVATIONS
from tests.core.oracle import ACTIVATION

ROUNDING = {"rel": 1e-15, "abs": 1e-14}                     # of outputs up to 1; BLAS sums in another order when there is more


def answers(experiment: Experiment) -> np.ndarray:
    """What the network says to each of its examples, (outputs, n)."""
    data = dataset(experiment)
    p = Pass(build_network(experiment, data), build_examples(experiment, data).rows)
    run(list(p.forward()))
    return p.a[-1].copy()


def in_order(experiment: Experiment) -> list[list[float]]:
    """The same from the definition, one number after the other: z = b + Σ w a from the first to the last."""
    data, network = dataset(experiment), experiment.network
    (w, b), said = edits.current_parameters(experiment), []
    for row in build_examples(experiment, data).x:
        a = list(row)
        for l, layer in enumerate(network.layers, 1):
            z = [float(b[l][j]) for j in range(layer.neurons)]
            for j, k in product(range(layer.neurons), range(len(a))):
                z[j] += 0.0 if Edge(l, j, k) in network.removed else w[l][j, k] * a[k]
            a = [0.0 if Neuron(l, j) in network.off else float(ACTIVATION[layer.activation](each)) for j, each in enumerate(z)]
        said.append(a)
    return said


def same_answers(experiment: Experiment, before: Experiment) -> bool:
    return in_order(experiment) == in_order(before) and answers(experiment) == pytest.approx(answers(before), **ROUNDING)


def shape(experiment: Experiment) -> tuple[int, ...]:
    return sizes(experiment, outline(experiment.data))


@st.composite
def learned(draw: st.DrawFn) -> Experiment:
    """A small network with any weights, marks and activations, its weights its own or drawn, trained for a few steps or not."""
    hidden = draw(st.lists(st.builds(Layer, neurons=st.integers(1, 6), activation=st.sampled_from(ACTIVATIONS)), max_size=3))
    network = Network(layers=(*hidden, Layer(neurons=draw(st.sampled_from([1, 2])), activation="tanh")))
    experiment = Experiment(network=network, data=Circle(examples=6, seed=draw(st.integers(0, 99))))
    n = shape(experiment)
    places = st.integers(1, len(n) - 1).flatmap(lambda l: st.builds(Neuron, st.just(l), st.integers(0, n[l] - 1)))
    edges = places.flatmap(lambda end: st.builds(Edge, st.just(end.l), st.just(end.j), st.integers(0, n[end.l - 1] - 1)))
    few = {"max_size": 3, "unique": True}
    marks = {"removed": draw(st.lists(edges, **few)), "off": draw(st.lists(places, **few)),
             "frozen": draw(st.lists(edges | places.map(lambda end: Bias(*end)), **few))}
    if draw(st.booleans()):
        w, b = edits.current_parameters(experiment)
        marks |= {"weights": tuple(3 * each for each in w[1:]), "biases": tuple(each - 0.3 for each in b[1:])}
    experiment = replace(experiment, network=replace(network, **{name: tuple(value) for name, value in marks.items()}))
    if draw(st.booleans()):
        trainer = Trainer(experiment, dataset(experiment))
        trainer.run(3)
        experiment = replace(experiment, state=edits.remember_removed(trainer.state(), experiment))
    return experiment


@settings(max_examples=25)
@given(learned(), st.data())
def test_a_new_neuron_that_nobody_hears_changes_no_answer_bit_for_bit(experiment: Experiment, data: st.DataObject) -> None:
    if (last := len(experiment.network.layers)) > 1:
        after = edits.add_neuron(experiment, data.draw(st.integers(1, last - 1)), keep_function=True).experiment
        assert same_answers(after, experiment)


@settings(max_examples=25)
@given(learned(), st.data())
def test_a_new_layer_that_passes_on_what_it_gets_changes_no_answer(experiment: Experiment, data: st.DataObject) -> None:
    l = data.draw(st.integers(1, len(experiment.network.layers)))
    edit = edits.add_layer(experiment, l, keep_function=True)
    assert shape(edit.experiment)[l] == shape(experiment)[l - 1]
    assert same_answers(edit.experiment, experiment)
    undone = edits.carried(edit.experiment, experiment, edits.way_back(experiment, edit))
    assert np.array_equal(answers(undone), answers(experiment))
    assert undone.network == experiment.network


@settings(max_examples=25)
@given(learned(), st.data())
def test_a_larger_shape_changes_no_answer(experiment: Experiment, data: st.DataObject) -> None:
    inputs, *hidden, _ = shape(experiment)
    larger = [n + data.draw(st.integers(0, 2)) for n in hidden]
    for _ in range(data.draw(st.integers(0, 2))):
        larger.append([inputs, *larger][-1] + data.draw(st.integers(0, 2)))
    after = edits.set_shape(experiment, larger, keep_function=True).experiment
    assert shape(after)[1:-1] == tuple(larger)
    assert same_answers(after, experiment)


def test_what_is_new_is_drawn_by_the_initializer_where_nobody_hears_it_and_can_learn() -> None:
    before = presets.load("spiral")
    after = edits.add_neuron(before, 1, keep_function=True).experiment
    w, b = edits.current_parameters(after)
    n = shape(before)[1]
    assert (w[1][n] != 0).all()
    assert (w[2][:, n] == 0).all()
    trainer = Trainer(after, dataset(after))
    trainer.run(50)
    assert (trainer.network.w[2][:, n] != 0).all()
    assert (trainer.network.w[1][n] != w[1][n]).all()
    assert b[1][n] == edits.current_parameters(before)[1][1][0]


def test_without_being_asked_for_new_neurons_are_heard_at_once() -> None:
    w, _ = edits.current_parameters(edits.add_neuron(presets.load("spiral"), 1).experiment)
    assert (w[2][:, -1] != 0).all()


def test_a_removed_and_a_frozen_edge_behind_a_new_layer_stay_so() -> None:
    chain = presets.load("chain")
    before = edits.mark(edits.mark(chain, "removed", Edge(2, 0, 0)), "frozen", Edge(2, 0, 0))
    network = edits.add_layer(before, 2, keep_function=True).experiment.network
    assert network.removed == network.frozen == (Edge(3, 0, 0),)
    assert network.weights is not None
    assert network.weights[2][0, 0] == chain.network.weights[1][0, 0]


def test_a_further_layer_that_is_too_narrow_to_pass_everything_on_is_refused() -> None:
    chain = presets.load("spiral")
    inner = [layer.neurons for layer in chain.network.layers[:-1]]
    with pytest.raises(BadInput) as refused:
        edits.set_shape(chain, [*inner, 3], keep_function=True)
    assert str(refused.value) == (f"Layer {len(inner) + 1} has 3 neurons; allowed to keep the function: at least {inner[-1]}, "
                                  "one for each neuron of the layer before it.")


def test_the_initial_weights_keep_the_function_too() -> None:
    chain = presets.load("chain")
    trainer = Trainer(chain, dataset(chain))
    trainer.run(20)
    grown = edits.add_neuron(replace(chain, state=trainer.state()), 2, keep_function=True).experiment
    assert same_answers(edits.reset(grown), chain)
    assert not same_answers(grown, chain)
