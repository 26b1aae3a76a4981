"""Every optimizer and regularization against its textbook form, written out step by step."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network import Bias, Edge, Network
from core.optimizers import OPTIMIZERS, REGULARIZATIONS, Update
from core.tape import Pass, run

RATE, DECAY = 0.05, 0.02
Step = Callable[[np.ndarray], np.ndarray]


def textbook(name: str) -> Step:
    """A function from each step's gradient to what is taken off the parameters."""
    def sgd() -> Iterator[np.ndarray]:
        g = yield
        while True:
            g = yield RATE * g

    def momentum(looks_ahead: bool) -> Iterator[np.ndarray]:
        g, v = (yield), 0.0
        while True:
            v = 0.9 * v + g
            g = yield RATE * (g + 0.9 * v if looks_ahead else v)

    def rmsprop() -> Iterator[np.ndarray]:
        g, s = (yield), 0.0
        while True:
            s = 0.9 * s + 0.1 * g**2
            g = yield RATE * g / (np.sqrt(s) + 1e-8)

    def adam() -> Iterator[np.ndarray]:
        g, m, s, t = (yield), 0.0, 0.0, 0
        while True:
            t += 1
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            g = yield RATE * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)

    steps = {
        "sgd": sgd, "momentum": lambda: momentum(False), "nesterov": lambda: momentum(True), "rmsprop": rmsprop, "adam": adam,
    }[name]()
    next(steps)
    return steps.send


def network_and_pass(explained: bool, seed: int = 0) -> tuple[Network, Pass]:
    rng = np.random.default_rng(seed)
    network = Network([2, 3, 1], ["tanh", "linear"])
    network.parameters[:] = rng.normal(size=network.parameters.shape)
    rows = np.ones((5, 4))
    rows[:, 1:] = rng.normal(size=(5, 3))
    return network, Pass(network, rows, explained)


def one_step(network: Network, p: Pass, update: Update) -> None:
    run([*p.forward(), *p.backward(), *update.descend(p.unscaled)])


@pytest.mark.parametrize("regularization", REGULARIZATIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("explained", [True, False])
def test_six_steps_are_the_textbooks(optimizer: str, regularization: str, explained: bool) -> None:
    network, p = network_and_pass(explained)
    update = Update(network, optimizer, regularization)
    tape = [*p.forward(), *p.backward(), *update.descend(p.unscaled)]
    update.set_rates(RATE, DECAY)
    oracle, expected = textbook(optimizer), network.parameters.copy()
    reference, explained_pass = network_and_pass(True)
    weights = network.weights_only.astype(bool)
    for _ in range(6):
        reference.parameters[:] = expected
        run([*explained_pass.forward(), *explained_pass.backward()])
        g = reference.gradient.copy()
        if regularization == "l2":
            g[weights] += DECAY * expected[weights]
        elif regularization == "l1":
            g[weights] += DECAY * np.sign(expected[weights])
        after = expected - oracle(g)
        if regularization == "l1":
            after[weights & (after * expected < 0)] = 0
        expected = after
        run(tape)
        np.testing.assert_allclose(network.parameters, expected, rtol=1e-11, atol=1e-13)


@given(optimizer=st.sampled_from(list(OPTIMIZERS)), regularization=st.sampled_from(REGULARIZATIONS), seed=st.integers(0, 1000))
@settings(max_examples=40)
def test_a_frozen_parameter_never_moves(optimizer: str, regularization: str, seed: int) -> None:
    network, p = network_and_pass(False, seed)
    update = Update(network, optimizer, regularization)
    update.set_rates(RATE, DECAY)
    one_step(network, p, update)                              # gathers momentum before it is frozen
    network.mark(frozen=[Edge(1, 2, 0), Bias(2, 0)])
    held, before = network.movable == 0, network.parameters.copy()
    for _ in range(3):
        one_step(network, p, update)
    np.testing.assert_array_equal(network.parameters[held], before[held])
    assert held.sum() == 2
    assert (network.parameters[~held] != before[~held]).any()


def test_a_removed_edge_stays_at_0_with_momentum() -> None:
    network, p = network_and_pass(False)
    update = Update(network, "momentum")
    update.set_rates(RATE)
    one_step(network, p, update)
    network.mark(removed=[Edge(2, 0, 1)])
    for _ in range(3):
        one_step(network, p, update)
    assert network.w[2][0, 1] == 0


def test_l1_lets_a_weight_at_0_leave_it_again() -> None:
    network, p = network_and_pass(True)
    network.w[1][0, 0] = 0.0
    update = Update(network, "sgd", "l1")
    update.set_rates(RATE, 1e-6)
    one_step(network, p, update)
    assert network.w[1][0, 0] != 0


def test_a_new_learning_rate_is_obeyed_by_the_next_step_of_the_same_tape() -> None:
    network, p = network_and_pass(False)
    update = Update(network, "sgd")
    tape = [*p.forward(), *p.backward(), *update.descend(p.unscaled)]
    update.set_rates(0.0)
    before = network.parameters.copy()
    run(tape)
    np.testing.assert_array_equal(network.parameters, before)
    update.set_rates(0.1)
    run(tape)
    step = before - network.parameters
    network.parameters[:] = before
    update.set_rates(0.2)
    run(tape)
    np.testing.assert_allclose(before - network.parameters, 2 * step, rtol=1e-12, atol=1e-15)
