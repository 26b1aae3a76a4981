"""Edits: whatever still has a place is kept, and there is a way back."""
from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.data.dataset import available_features
from core.document import edits, presets
from core.document.checks import checked
from core.document.data import dataset, outline, steps_per_epoch
from core.document.effect import Effect, effect
from core.document.experiment import (
    L1,
    Adam,
    Circle,
    Experiment,
    Function,
    Layer,
    Momentum,
    Network,
    Pinwheel,
    Spiral,
    State,
    Training,
)
from core.document.parameters import sizes
from core.document.places import followed
from core.document.text import decode, encode
from core.errors import BadInput
from core.model import build_examples, build_network
from core.network import Bias, Edge, Neuron
from core.tape import Pass, run
from core.training import Trainer
from tests.core.document.documents import ACTIVATIONS, experiments, sources

TWO_HIDDEN = Experiment(
    network=Network(layers=(
        Layer(neurons=3, activation="tanh"), Layer(neurons=2, activation="relu"), Layer(neurons=1, activation="tanh"),
    )),
    data=Circle(examples=20),
)
MARKED = replace(TWO_HIDDEN, network=replace(
    TWO_HIDDEN.network, removed=((1, 0, 1), (2, 1, 2)), frozen=((2, 0, 1), (2, 1, 2), (1, 2)), off=((1, 1), (1, 2)),
    names={"0,0": "x", "1,1": "middle", "1,2": "last", "3,0": "out"},
))


def trained(experiment: Experiment, steps: int = 5) -> Experiment:
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(steps)
    return replace(experiment, state=trainer.state())


def answers(experiment: Experiment) -> np.ndarray:
    """What the network says to each of its examples."""
    data = dataset(experiment)
    p = Pass(build_network(experiment, data), build_examples(experiment, data).rows)
    run(list(p.forward()))
    return p.a[-1].copy()


def shape(experiment: Experiment) -> tuple[int, ...]:
    return sizes(experiment, outline(experiment.data))


@st.composite
def structural(draw: st.DrawFn, experiment: Experiment) -> edits.Edit | None:
    """Some edit of the structure, or None where that one is refused."""
    last = len(experiment.network.layers)
    l = draw(st.integers(1, last))
    neuron = Neuron(l, draw(st.integers(0, experiment.network.layers[l - 1].neurons - 1)))
    names = available_features(outline(experiment.data).columns)
    inputs = draw(st.none() | st.lists(st.sampled_from(names), min_size=1, max_size=5, unique=True))
    every: list[Callable[[], edits.Edit]] = [
        lambda: edits.add_neuron(experiment, l, draw(st.booleans())),
        lambda: edits.remove_neurons(experiment, neuron),
        lambda: edits.add_layer(experiment, l, draw(st.integers(1, 4)), keep_function=draw(st.booleans())),
        lambda: edits.remove_layer(experiment, l),
        lambda: edits.set_shape(experiment, draw(st.lists(st.integers(1, 5), max_size=4)), None, draw(st.booleans())),
        lambda: edits.set_activation(experiment, l, draw(st.sampled_from((*ACTIVATIONS, "softmax")))),
        lambda: edits.set_inputs(experiment, inputs),
        lambda: edits.set_data(experiment, draw(sources)),
    ]
    try:
        return draw(st.sampled_from(every))()
    except BadInput:
        return None


# Properties of all edits

@settings(max_examples=60)
@given(experiments(), st.data())
def test_any_sequence_of_edits_leaves_an_experiment_that_can_be_saved(experiment: Experiment, data: st.DataObject) -> None:
    for _ in range(4):
        edit = data.draw(structural(experiment))
        if edit is not None:
            experiment = edit.experiment
    assert decode(encode(checked(experiment))) == experiment


@settings(max_examples=60)
@given(experiments(), st.data())
def test_every_weight_and_bias_that_still_has_a_place_keeps_its_value(experiment: Experiment, data: st.DataObject) -> None:
    edit = data.draw(structural(experiment))
    if edit is None:
        return
    (old_w, old_b), (w, b) = edits.current_parameters(experiment), edits.current_parameters(edit.experiment)
    places = edit.places
    assert tuple(map(len, places)) == shape(edit.experiment)
    for l in range(1, len(places)):
        for j, was in enumerate(places[l]):
            if was is not None:
                assert b[l][j] == old_b[was.l][was.j]
        for (j, end), (k, start) in product(enumerate(places[l]), enumerate(places[l - 1])):
            if end is not None and start is not None and start.l == end.l - 1:
                assert w[l][j, k] == old_w[end.l][end.j, start.j]


@settings(max_examples=60)
@given(experiments(), st.data())
def test_undoing_an_edit_brings_back_every_parameter_and_mark(experiment: Experiment, data: st.DataObject) -> None:
    edit = data.draw(structural(experiment))
    if edit is None:
        return
    undone = edits.carried(edit.experiment, experiment, edits.way_back(experiment, edit))
    for one, other in zip(edits.current_parameters(undone), edits.current_parameters(experiment), strict=True):
        assert all((a == b).all() for a, b in zip(one, other, strict=True))
    assert undone.network == experiment.network


# The structure

def test_a_new_neuron_leaves_the_others_weights_alone_and_starts_from_the_initializer() -> None:
    before = trained(TWO_HIDDEN)
    after, places = edits.add_neuron(before, 1)
    assert shape(after) == (2, 4, 2, 1)
    assert places[1] == (Neuron(1, 0), Neuron(1, 1), Neuron(1, 2), None)
    (old_w, _), (w, b) = edits.current_parameters(before), edits.current_parameters(after)
    assert (w[1][:3] == old_w[1]).all()
    assert (w[2][:, :3] == old_w[2]).all()
    assert (w[3] == old_w[3]).all()
    assert (abs(w[1][3]) <= 0.5).all()
    assert b[1][3] == 0.1


def test_removing_a_neuron_that_nobody_hears_changes_no_answer() -> None:
    before = trained(TWO_HIDDEN)
    for j in range(2):
        before = edits.set_values(before, {Edge(2, j, 1): 0.0})
    after = edits.remove_neurons(before, Neuron(1, 1)).experiment
    assert shape(after) == (2, 2, 2, 1)
    assert answers(after) == pytest.approx(answers(before), abs=1e-15)


def test_marks_and_names_follow_their_neurons() -> None:
    network = edits.remove_neurons(MARKED, Neuron(1, 1)).experiment.network
    assert network.removed == (Edge(1, 0, 1), Edge(2, 1, 1))
    assert network.frozen == (Edge(2, 1, 1), Bias(1, 1))
    assert network.off == (Neuron(1, 1),)
    assert network.names == {"0,0": "x", "1,1": "last", "3,0": "out"}


def test_parts_are_followed_to_where_they_are_now_and_those_that_are_gone_are_not() -> None:
    without, further = edits.remove_neurons(MARKED, Neuron(1, 1)), edits.add_layer(MARKED, 2)
    found = followed([Neuron(1, 2), Edge(2, 1, 1), Bias(1, 2), Neuron(1, 1), Edge(2, 1, 2)], without.places)
    assert found == [Neuron(1, 1), Bias(1, 1), Edge(2, 1, 1)]
    assert [type(part) for part in found] == [Neuron, Bias, Edge]
    assert followed([Edge(3, 0, 1), Edge(2, 0, 1)], further.places) == [Edge(4, 0, 1)]


def test_a_new_layer_shifts_what_comes_after_it() -> None:
    edit = edits.add_layer(MARKED, 2, neurons=4)
    network = edit.experiment.network
    assert [layer.activation for layer in network.layers] == ["tanh", "tanh", "relu", "tanh"]
    assert shape(edit.experiment) == (2, 3, 4, 2, 1)
    assert network.removed == (Edge(1, 0, 1),)
    assert network.names == {"0,0": "x", "1,1": "middle", "1,2": "last", "4,0": "out"}
    (old_w, _), (w, _) = edits.current_parameters(MARKED), edits.current_parameters(edit.experiment)
    assert (w[1] == old_w[1]).all()
    assert (w[4] == old_w[3]).all()


def test_a_first_hidden_layer_is_tanh_and_goes_before_the_outputs() -> None:
    bare = replace(TWO_HIDDEN, network=Network(layers=(Layer(neurons=1, activation="sigmoid"),)))
    assert edits.add_layer(bare, 1).experiment.network.layers == (
        Layer(neurons=2, activation="tanh"), Layer(neurons=1, activation="sigmoid"))


def test_without_a_layer_its_neighbours_keep_their_own_weights() -> None:
    before = trained(TWO_HIDDEN)
    after = edits.remove_layer(before, 2).experiment
    assert shape(after) == (2, 3, 1)
    assert (edits.current_parameters(after)[0][1] == edits.current_parameters(before)[0][1]).all()


def test_a_shape_keeps_the_corner_of_every_matrix_that_both_shapes_have() -> None:
    before = trained(TWO_HIDDEN)
    after = edits.set_shape(before, [2, 5]).experiment
    assert shape(after) == (2, 2, 5, 1)
    assert [layer.activation for layer in after.network.layers] == ["tanh", "relu", "tanh"]
    (old_w, _), (w, _) = edits.current_parameters(before), edits.current_parameters(after)
    assert (w[2][:2, :2] == old_w[2][:, :2]).all()
    assert (w[3][:, :2] == old_w[3]).all()
    assert shape(edits.set_shape(before, []).experiment) == (2, 1)
    assert edits.set_shape(before, [3, 2, 2]).experiment.network.layers[2].activation == "relu"


def test_inputs_keep_the_weights_that_belong_to_their_names() -> None:
    before = trained(TWO_HIDDEN)
    after = edits.set_inputs(before, ["x1", "sin(x0)", "x0"]).experiment
    (old_w, _), (w, _) = edits.current_parameters(before), edits.current_parameters(after)
    assert (w[1][:, [2, 0]] == old_w[1]).all()
    assert edits.set_inputs(after, None).experiment.network.inputs is None


def test_an_activation_leaves_all_parameters_and_the_optimizer_alone() -> None:
    before = trained(replace(TWO_HIDDEN, training=Training(optimizer=Adam())))
    after = edits.set_activation(before, 1, "sine").experiment
    assert after.network.layers[0].activation == "sine"
    assert after.state == before.state


def test_softmax_gets_an_output_for_each_class() -> None:
    after, places = edits.set_activation(TWO_HIDDEN, 3, "softmax")
    assert after.network.layers[-1] == Layer(neurons=2, activation="softmax")
    assert places[3] == (Neuron(3, 0), None)


def test_a_cost_that_no_longer_fits_is_refused_with_what_fits() -> None:
    entropy = presets.load("pinwheel")
    with pytest.raises(BadInput, match=r"allowed with tanh: squared error, half squared error, absolute error, huber\.$"):
        edits.set_activation(entropy, 2, "tanh")


def test_other_data_keep_the_network_and_fit_its_ends() -> None:
    before = trained(edits.set_inputs(TWO_HIDDEN, ["x0", "x1^2"]).experiment)
    after = edits.set_data(before, Pinwheel(classes=4)).experiment
    assert shape(after) == (2, 3, 2, 4)
    (old_w, _), (w, _) = edits.current_parameters(before), edits.current_parameters(after)
    assert (w[1] == old_w[1]).all()
    assert (w[3][1] == old_w[3][0]).all()                    # the one output of two classes spoke for class 1
    one_input = edits.set_data(before, Function()).experiment
    assert one_input.network.inputs == ("x0",)
    assert shape(one_input) == (1, 3, 2, 1)


def test_data_of_the_same_form_change_no_parameter_and_no_step_count() -> None:
    before = trained(TWO_HIDDEN)
    after = edits.set_data(before, Spiral(examples=20)).experiment
    assert after.state == before.state


def test_a_structural_edit_empties_the_optimizer_and_keeps_the_step() -> None:
    before = trained(replace(TWO_HIDDEN, training=Training(optimizer=Momentum())))
    assert before.state.optimizer
    after = edits.add_neuron(before, 1).experiment
    assert after.state.optimizer == {}
    assert after.state.step == before.state.step


def test_an_untrained_network_with_weights_of_its_own_keeps_them_as_its_initial_ones() -> None:
    after = edits.add_neuron(edits.add_layer(presets.load("chain"), 3, neurons=1).experiment, 1).experiment
    assert after.state == State()
    assert after.network.weights is not None
    assert after.network.weights[0][0, 0] == 1.2
    assert after.network.weights[1][0, 0] == -0.8


def test_undo_after_more_training_keeps_what_was_learned_and_restores_what_was_deleted() -> None:
    before = trained(TWO_HIDDEN)
    edit = edits.remove_neurons(before, Neuron(1, 1))
    later = trained(edit.experiment)
    undone = edits.carried(later, before, edits.way_back(before, edit))
    (w, b), (old_w, old_b), (new_w, _) = map(edits.current_parameters, (undone, before, later))
    assert (w[1][[0, 2]] == new_w[1]).all()
    assert (w[1][1] == old_w[1][1]).all()
    assert b[1][1] == old_b[1][1]
    assert undone.state.step == later.state.step
    redone = edits.carried(undone, edit.experiment, edit.places)
    assert all((one == other).all() for one, other in zip(edits.current_parameters(redone)[0], new_w, strict=True))


@pytest.mark.parametrize(("attempt", "sentence"), [
    (lambda: edits.add_neuron(TWO_HIDDEN, 4), "The layer is 4; allowed: 1 to 3."),
    (lambda: edits.add_neuron(edits.add_neuron(TWO_HIDDEN, 3).experiment, 3),
     "network.layers[2].neurons is 3; allowed: 1 or 2, as the data needs."),
    (lambda: edits.remove_neurons(TWO_HIDDEN, Neuron(1, 3)), "The neuron is 3; allowed: 0 to 2."),
    (lambda: edits.remove_layer(TWO_HIDDEN, 3), "The layer is 3; allowed: a hidden one."),
    (lambda: edits.add_neuron(edits.set_neurons(TWO_HIDDEN, 1, 4096).experiment, 1),
     "The number of neurons in layer 1 is 4,097; allowed: 1 to 4,096."),
    (lambda: edits.add_layer(edits.set_shape(TWO_HIDDEN, [1] * 63).experiment, 64),
     "The number of layers after the inputs is 65; allowed: up to 64."),
    (lambda: edits.set_shape(TWO_HIDDEN, [4097]), "network.layers[0].neurons is 4097; allowed: a whole number from 1 to 4096."),
    (lambda: edits.mark(TWO_HIDDEN, "removed", Edge(1, 0, 2)),
     "network.removed[0] is [1, 0, 2]; allowed: [l, j, k], an edge of the network."),
])
def test_an_edit_that_cannot_be_is_refused_in_one_sentence(attempt: Callable[[], object], sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        attempt()
    assert str(refused.value) == sentence


# Parts

def test_a_part_is_marked_once_and_unmarked_again() -> None:
    once = edits.mark(TWO_HIDDEN, "frozen", Bias(1, 2))
    assert edits.mark(once, "frozen", Bias(1, 2)).network.frozen == (Bias(1, 2),)
    both = edits.mark(once, "frozen", Edge(1, 2, 0))
    assert both.network.frozen == (Bias(1, 2), Edge(1, 2, 0))
    assert edits.mark(both, "frozen", Bias(1, 2), marked=False).network.frozen == (Edge(1, 2, 0),)
    assert edits.mark(TWO_HIDDEN, "off", Neuron(1, 0)).network.off == (Neuron(1, 0),)


def test_many_parts_are_marked_at_once_and_keep_their_order() -> None:
    edges = [Edge(1, 2, 0), Edge(1, 0, 1), Edge(2, 1, 1)]
    marked = edits.mark(edits.mark(TWO_HIDDEN, "removed", edges[1]), "removed", *edges)
    assert marked.network.removed == (edges[0], edges[1], edges[2])
    assert edits.mark(marked, "removed", *edges[:2], marked=False).network.removed == (edges[2],)
    assert edits.mark(TWO_HIDDEN, "frozen", Bias(1, 2), Edge(1, 2, 0)).network.frozen == (Bias(1, 2), Edge(1, 2, 0))


def test_a_removed_edge_comes_back_with_its_former_value_even_after_training() -> None:
    before = trained(TWO_HIDDEN)
    removed = edits.mark(before, "removed", Edge(1, 2, 0))
    trainer = Trainer(removed, dataset(removed))
    trainer.run(5)
    assert trainer.network.w[1][2, 0] == 0.0
    later = replace(removed, state=edits.remember_removed(trainer.state(), removed))
    restored = edits.mark(later, "removed", Edge(1, 2, 0), marked=False)
    assert edits.current_parameters(restored)[0][1][2, 0] == edits.current_parameters(before)[0][1][2, 0] != 0.0


def test_setting_some_values_leaves_all_others_alone() -> None:
    before = trained(TWO_HIDDEN)
    after = edits.set_values(before, {Edge(2, 1, 0): 7.0, Bias(3, 0): -7.0})
    (old_w, old_b), (w, b) = edits.current_parameters(before), edits.current_parameters(after)
    assert [(l, *map(int, place)) for l in (1, 2, 3) for place in np.argwhere(w[l] != old_w[l])] == [(2, 1, 0)]
    assert [(l, int(place[0])) for l in (1, 2, 3) for place in np.argwhere(b[l] != old_b[l])] == [(3, 0)]
    assert (w[2][1, 0], b[3][0]) == (7.0, -7.0)


def test_an_empty_name_takes_a_name_away() -> None:
    named = edits.rename(TWO_HIDDEN, Neuron(1, 0), "edge")
    assert named.network.names == {"1,0": "edge"}
    assert edits.rename(named, Neuron(1, 0), "").network.names == {}
    assert edits.rename(named, Neuron(1, 0), " \n").network.names == {}


def test_a_name_is_one_line_of_bounded_length() -> None:
    assert edits.rename(TWO_HIDDEN, Neuron(0, 1), "  left \n edge ").network.names == {"0,1": "left edge"}
    assert edits.rename(TWO_HIDDEN, Neuron(0, 1), 40 * "x").network.names == {"0,1": 40 * "x"}
    with pytest.raises(BadInput, match=r"^The name has 41 characters; allowed: up to 40\.$"):
        edits.rename(TWO_HIDDEN, Neuron(0, 1), 41 * "x")


# The training

def test_another_batch_size_begins_with_the_next_epoch() -> None:
    before = trained(replace(TWO_HIDDEN, training=Training(batch_size=4)), steps=5)         # 3 steps an epoch
    assert steps_per_epoch(before) == 3
    after = edits.set_training(before, batch_size=5)
    assert (after.state.step, after.state.epoch, after.state.batch) == (5, 2, 0)
    assert Trainer(after, dataset(after)).epoch == 2


@pytest.mark.parametrize("settings", [{"batch_size": 5}, {"optimizer": Momentum()}])
def test_another_optimizer_or_batch_size_starts_the_optimizer_anew(settings: dict[str, object]) -> None:
    before = trained(replace(TWO_HIDDEN, training=Training(optimizer=Adam())))
    after = edits.set_training(before, **settings)
    assert after.state.optimizer == {}
    assert after.state.weights is not None
    assert before.state.weights is not None
    assert all((one == other).all() for one, other in zip(after.state.weights, before.state.weights, strict=True))
    assert edits.set_training(before, learning_rate=1.0).state == before.state
    assert edits.set_training(before, optimizer=Adam(beta1=0.5)).state == before.state
    assert edits.set_cost(before, "huber").state == replace(before.state, optimizer={})


def test_a_restart_goes_back_to_the_initial_weights() -> None:
    before = trained(presets.load("chain"))
    chain = edits.reset(before)
    assert chain == presets.load("chain")
    others = edits.new_weights(before)
    assert others.network.weights is None
    assert others.training.seed == 2
    assert others.state == State()
    assert edits.set_initialization(before, "he").state == State()
    assert edits.set_training(before, seed=3).state == State()


def test_new_weights_differ_every_time() -> None:
    one = edits.new_weights(TWO_HIDDEN)
    w, others = edits.current_parameters(one)[0], edits.current_parameters(edits.new_weights(one))[0]
    assert (w[1] != others[1]).all()


@pytest.mark.parametrize(("after", "expected"), [
    (replace(TWO_HIDDEN, title="other", notes="other", view={"zoom": 2}), Effect.NOTHING),
    (edits.rename(TWO_HIDDEN, Neuron(1, 0), "edge"), Effect.NOTHING),
    (trained(TWO_HIDDEN), Effect.NOTHING),
    (edits.set_training(TWO_HIDDEN, learning_rate=1.0), Effect.SETTINGS),
    (edits.set_training(TWO_HIDDEN, batch_size="all"), Effect.OPTIMIZER),
    (edits.set_training(TWO_HIDDEN, optimizer=Adam()), Effect.OPTIMIZER),
    (edits.set_training(TWO_HIDDEN, regularization=L1()), Effect.OPTIMIZER),
    (edits.set_cost(TWO_HIDDEN, "huber"), Effect.OPTIMIZER),
    (edits.add_neuron(TWO_HIDDEN, 1).experiment, Effect.STRUCTURE),
    (edits.add_layer(TWO_HIDDEN, 1).experiment, Effect.STRUCTURE),
    (edits.set_activation(TWO_HIDDEN, 1, "sine").experiment, Effect.STRUCTURE),
    (edits.set_inputs(TWO_HIDDEN, ["x1", "x0"]).experiment, Effect.STRUCTURE),
    (edits.mark(TWO_HIDDEN, "removed", Edge(1, 0, 0)), Effect.STRUCTURE),
    (edits.mark(TWO_HIDDEN, "frozen", Bias(1, 0)), Effect.STRUCTURE),
    (edits.mark(TWO_HIDDEN, "off", Neuron(1, 0)), Effect.STRUCTURE),
    (edits.set_data(TWO_HIDDEN, Circle(examples=20, noise=0.2)).experiment, Effect.DATA),
    (edits.set_data(TWO_HIDDEN, Pinwheel()).experiment, Effect.DATA),
    (edits.set_initialization(TWO_HIDDEN, "he"), Effect.RESTART),
    (edits.new_weights(TWO_HIDDEN), Effect.RESTART),
])
def test_a_change_restarts_no_more_than_it_has_to(after: Experiment, expected: Effect) -> None:
    assert effect(TWO_HIDDEN, after) is expected


def test_growing_a_network_with_weights_of_its_own_is_no_restart() -> None:
    chain = presets.load("chain")
    assert effect(chain, edits.add_neuron(chain, 1).experiment) is Effect.STRUCTURE
    assert effect(chain, edits.new_weights(chain)) is Effect.RESTART
