"""The walk through one training step: what it shows is the tape's own, goes both ways, and ends where the trainer's step does."""
from __future__ import annotations

import autograd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.document import presets
from core.document.data import dataset
from core.explain.walk import STAGES, Item, Walk, agrees
from core.network import Network
from core.optimizers import OPTIMIZERS, Update
from core.tape import Pass, run
from core.training import Trainer
from tests.core.oracle import LECTURE, lecture_chain, mean_cost, networks, small_network


def walk_of(name: str, examples: list[int] | None = None) -> Walk:
    experiment = presets.load(name)
    ahead = Trainer(experiment, dataset(experiment)).ahead(examples)
    return Walk(ahead.network, ahead.rows, ahead.update)


def known(walk: Walk) -> dict[Item, list[float]]:
    """Every number that is known where the walk stands."""
    return {item: walk.values(item).ravel().tolist() for item in walk.arrays if walk.is_known(item)}


def updates(network: Network, optimizer: str = "sgd", regularization: str = "none") -> Update:
    update = Update(network, optimizer, regularization)
    update.set_rates(0.1, 0.01)
    return update


# ---- the order of things ---------------------------------------------------------------------------------------------------------


def test_the_chain_is_walked_forward_to_the_cost_and_back_layer_by_layer():
    operations = walk_of("chain").operations
    assert [(each.quantity, each.layer) for each in operations] == [
        ("z", 1), ("a", 1), ("z", 2), ("a", 2), ("z", 3), ("a", 3), ("C", None), ("C", None), ("C", None),
        ("dC_da", 3), ("da_dz", 3), ("dC_dz", 3), ("dC_dw", 3),
        ("dC_da", 2), ("da_dz", 2), ("dC_dz", 2), ("dC_dw", 2),
        ("dC_da", 1), ("da_dz", 1), ("dC_dz", 1), ("dC_dw", 1),
        ("dC_da", 0), ("dC_dw", None), ("step", None), ("update", None)]
    assert [stage for stage in STAGES for each in operations if each.stage == stage] == [each.stage for each in operations]


def test_each_operation_says_what_it_reads_and_writes():
    by_name = {(each.quantity, each.layer): each for each in walk_of("two-paths").operations}
    assert set(by_name["z", 2].reads) == {Item("w", 2), Item("b", 2), Item("a", 1)}
    assert by_name["z", 2].writes == (Item("z", 2),)
    assert set(by_name["dC_dz", 1].reads) == {Item("dC_da", 1), Item("da_dz", 1)}
    assert set(by_name["dC_da", 1].reads) == {Item("w", 2), Item("dC_dz", 2)}
    assert set(by_name["dC_dw", 1].writes) == {Item("dC_dw", 1), Item("dC_db", 1)}
    assert Item("step") in by_name["update", None].reads
    assert set(by_name["update", None].writes) == {Item(q, l) for q in "wb" for l in (1, 2)}


@given(networks(), st.sampled_from(sorted(OPTIMIZERS)), st.sampled_from(["none", "l1", "l2"]))
@settings(max_examples=30, deadline=None)
def test_nothing_is_read_before_it_is_known_and_only_what_is_written_changes(drawn, optimizer, regularization):
    network, rows = drawn
    twin = network.twin()
    walk = Walk(twin, rows, updates(twin, optimizer, regularization))
    for place, operation in enumerate(walk.operations):
        walk.go_to(place)
        before = known(walk)
        assert operation.writes
        assert set(operation.reads) <= set(before) | set(operation.writes)
        walk.go_to(place + 1)
        after = known(walk)
        assert set(operation.writes) <= set(after)
        for item, numbers in before.items():
            assert item in operation.writes or np.array_equal(numbers, after[item], equal_nan=True)


@given(networks())
@settings(max_examples=30, deadline=None)
def test_the_cost_is_three_operations_whatever_it_is(drawn):
    network, rows = drawn
    costs = [each.writes for each in Walk(network.twin(), rows).operations if each.stage == "cost"]
    assert costs == [(Item("terms"),), (Item("C0"),), (Item("C"),)]


# ---- the numbers -----------------------------------------------------------------------------------------------------------------


def test_s5_s6_the_chain_has_the_lecture_s_numbers():
    walk = walk_of("chain")
    walk.go_to(len(walk.operations) - 2)
    for l, (z, a, dz_dw, da_dz, dC_da, dC_dw, dC_db) in LECTURE.items():
        wanted = {Item("z", l): z, Item("a", l): a, Item("a", l - 1): dz_dw, Item("da_dz", l): da_dz, Item("dC_da", l): dC_da,
                  Item("dC_dw", l): dC_dw, Item("dC_db", l): dC_db}
        for item, number in wanted.items():
            assert walk.values(item).item() == pytest.approx(number, rel=1e-14)
    assert float(walk.values(Item("C0"))[0]) == pytest.approx(0.18901872952762283, rel=1e-14)


@given(networks())
@settings(max_examples=30, deadline=None)
def test_the_gradient_at_the_end_of_the_backward_stage_is_that_of_automatic_differentiation(drawn):
    network, rows = drawn
    wanted = autograd.grad(mean_cost(network, rows))(network.parameters.copy())
    walk = Walk(network.twin(), rows)
    walk.go_to(len(walk.operations))
    found = np.concatenate([np.column_stack([walk.values(Item("dC_db", l)), walk.values(Item("dC_dw", l))]).ravel()
                            for l in range(1, network.last + 1)])
    if np.isfinite(wanted).all():
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("activation", ["linear", "tanh", "softmax"])
def test_an_activation_reads_its_weighted_sum_and_nothing_else(activation: str):
    walk = Walk(*small_network([activation], "squared error", sizes=(3, 2)))
    (operation,) = [each for each in walk.operations if each.quantity == "a"]
    assert (operation.reads, operation.writes) == ((Item("z", 1),), (Item("a", 1),))


def test_the_current_operation_is_the_one_done_last():
    walk = walk_of("two-paths")
    for position, operation in enumerate(walk.operations, 1):
        walk.go_to(position)
        assert walk.current is operation


def test_nothing_but_inputs_desired_outputs_and_parameters_is_known_at_the_start():
    walk = walk_of("two-paths")
    assert {item for item in walk.arrays if walk.is_known(item)} == {
        Item("a", 0), Item("y"), Item("w", 1), Item("b", 1), Item("w", 2), Item("b", 2)}
    assert walk.current is None


def test_one_entry_of_an_item_can_be_asked_for():
    walk = walk_of("two-paths")
    assert walk.values(Item("w", 1, 1, 0)) == 0.25
    assert walk.values(Item("b", 2, 1)) == 0.6
    assert walk.values(Item("z", 1, 0)) is None
    walk.go_to(1)
    assert walk.values(Item("z", 1, 0)).tolist() == [pytest.approx(0.15 * 0.05 + 0.2 * 0.1 + 0.35, rel=1e-14)]


# ---- both ways -------------------------------------------------------------------------------------------------------------------


@given(networks(), st.lists(st.integers(-3, 60), max_size=20), st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_any_way_back_and_forth_ends_with_the_same_numbers(drawn, ways, end):
    network, rows = drawn
    straight, wandering = (Walk(twin := network.twin(), rows, updates(twin)) for _ in range(2))
    straight.go_to(end)
    for position in [*ways, end]:
        wandering.go_to(position)
    assert wandering.position == straight.position <= len(straight.operations)
    assert repr(known(wandering)) == repr(known(straight))


def test_what_is_handed_out_cannot_be_written():
    walk = walk_of("chain")
    with pytest.raises(ValueError, match="read-only"):
        walk.values(Item("w", 1))[0, 0] = 3.0


def test_s27_stages_and_layers_end_where_the_next_begin():
    walk = walk_of("chain")
    assert walk.ends("stage") == [6, 9, 23, 25]
    assert walk.ends("layer") == [2, 4, 6, 9, 13, 17, 21, 22, 23, 25]


# ---- the trainer's own step ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", presets.names())
def test_the_walk_ends_where_the_trainer_s_next_step_does(name):
    experiment = presets.load(name)
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(5)
    ahead = trainer.ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    trainer.run(1)
    np.testing.assert_allclose(walk.network.parameters, trainer.network.parameters, rtol=1e-12, atol=1e-15)
    for state, vector in trainer.update.state.items():
        np.testing.assert_allclose(walk.update.state[state], vector, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ["chain", "spiral", "digits"])
def test_a_step_on_chosen_examples_is_the_walk_s_bit_for_bit(name):
    experiment = presets.load(name)
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(3)
    examples = [0] if name == "chain" else [7, 3]
    ahead, order, step = trainer.ahead(examples), trainer.ahead().examples, trainer.step
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    trainer.step_on(examples)
    assert trainer.network.parameters.tobytes() == walk.network.parameters.tobytes()
    assert trainer.step == step + 1
    assert trainer.ahead().examples == order


def test_asking_what_lies_ahead_changes_nothing():
    experiment = presets.load("spiral")
    asked, plain = (Trainer(experiment, dataset(experiment)) for _ in range(2))
    for _ in range(30):
        asked.ahead()
        asked.run(7)
    plain.run(210)
    assert asked.network.parameters.tobytes() == plain.network.parameters.tobytes()


def test_q13_the_examples_ahead_are_those_of_the_next_batch():
    experiment = presets.load("spiral")
    trainer = Trainer(experiment, dataset(experiment))
    seen = []
    for _ in range(trainer.steps_per_epoch):
        ahead = trainer.ahead()
        assert np.array_equal(ahead.rows, trainer.examples.rows[trainer.examples.training][list(ahead.examples)])
        seen += ahead.examples
        trainer.run(1)
    assert sorted(seen) == list(range(len(trainer.examples.training)))


def test_items_agree_where_both_name_an_entry():
    assert agrees(Item("w", 2), Item("w", 2, 1, 0))
    assert agrees(Item("w", 2, 1), Item("w", 2, 1, 0))
    assert not agrees(Item("w", 2, 0, 0), Item("w", 2, 1, 0))
    assert not agrees(Item("w", 2), Item("w", 1))
    assert not agrees(Item("w", 2), Item("dC_dw", 2))
    assert agrees(Item("w"), Item("w", 2, 1, 0))


def test_a_walk_without_update_ends_with_the_gradient_and_moves_nothing():
    network, row = lecture_chain()
    before = network.parameters.copy()
    walk = Walk(network, row.reshape(1, -1))
    assert walk.operations[-1].stage == "backward"
    assert network.parameters.tolist() == before.tolist()
    p = Pass(network.twin(), row.reshape(1, -1))
    run([*p.forward(), *p.cost(), *p.backward()])
    assert p.network.gradient.tolist() == network.gradient.tolist()
