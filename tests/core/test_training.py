"""The trainer: the same bits however it is run, a textbook's steps, and an end with a sentence where it diverges."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import core.training
from core.data.dataset import Dataset, with_classes, with_targets
from core.document.experiment import Adam, Experiment, Layer, Momentum, Network, Optimizer, RmsProp, Sgd, Spiral, Training
from core.history import History
from core.training import Trainer, record, train


def experiment(**training: object) -> Experiment:
    return Experiment(
        network=Network(layers=(Layer(neurons=5, activation="tanh"), Layer(neurons=1, activation="tanh"))),
        data=Spiral(examples=47), training=Training(**training),
    )


def data(n: int = 47) -> Dataset:
    rng = np.random.default_rng(8)
    return with_classes(rng.normal(size=(n, 2)), rng.integers(0, 2, n), 2)


def test_the_trainer_takes_the_steps_of_a_textbook() -> None:
    """Plain NumPy, one example after the other, mean of their gradients: 47 examples, 24 of them in batches of 10, 10 and 4."""
    described = experiment(learning_rate=0.2, batch_size=10, seed=3)
    trainer = Trainer(described, data())
    w1, w2 = trainer.network.w[1].copy(), trainer.network.w[2].copy()
    b1, b2 = trainer.network.b[1].copy(), trainer.network.b[2].copy()
    x, y = trainer.examples.x[trainer.examples.training], trainer.examples.y[trainer.examples.training]
    assert len(x) == 24
    assert trainer.steps_per_epoch == 3
    for epoch in range(4):
        order = np.random.default_rng([3, epoch]).permutation(24)
        for start in (0, 10, 20):
            batch, sums = order[start:start + 10], [0.0, 0.0, 0.0, 0.0]
            for i in batch:
                a1 = np.tanh(w1 @ x[i] + b1)
                a2 = np.tanh(w2 @ a1 + b2)
                delta2 = 2 * (a2 - y[i]) * (1 - a2**2)
                delta1 = (w2.T @ delta2) * (1 - a1**2)
                for place, part in enumerate((np.outer(delta1, x[i]), delta1, np.outer(delta2, a1), delta2)):
                    sums[place] = sums[place] + part
            w1, b1, w2, b2 = (p - 0.2 * s / len(batch) for p, s in zip((w1, b1, w2, b2), sums, strict=True))
    assert trainer.run(12) == 12
    assert (trainer.step, trainer.epoch) == (12, 4)
    for found, expected in zip((trainer.network.w[1], trainer.network.b[1], trainer.network.w[2], trainer.network.b[2]),
                               (w1, b1, w2, b2), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


OPTIMIZERS = st.sampled_from([Sgd(), Momentum(), RmsProp(), Adam()])


@given(
    optimizer=OPTIMIZERS, parts=st.lists(st.integers(0, 40), min_size=1, max_size=5),
    batch_size=st.sampled_from([1, 7, 10, "all", 99]),
)
@settings(max_examples=25)
def test_a_run_in_parts_a_resumed_run_and_an_observed_run_give_the_same_bits(
    optimizer: Optimizer, parts: list[int], batch_size: int,
) -> None:
    described = experiment(optimizer=optimizer, batch_size=batch_size, learning_rate=0.02)
    whole = Trainer(described, data())
    whole.run(sum(parts))
    in_parts = Trainer(described, data())
    for part in parts:
        in_parts.run(part)
    observed = Trainer(described, data())
    for _ in range(sum(parts)):
        observed.run_observed()
        observed.snapshot(average=True)
    resumed = Trainer(described, data())
    for part in parts:
        resumed.run(part)
        resumed = Trainer(replace(described, state=resumed.state()), data())
    for other in (in_parts, observed, resumed):
        assert other.network.parameters.tobytes() == whole.network.parameters.tobytes()
        assert (other.step, other.epoch) == (whole.step, whole.epoch)


def test_a_large_training_set_is_gathered_batch_by_batch_to_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    as_a_whole = Trainer(experiment(), data())
    as_a_whole.run(50)
    monkeypatch.setattr(core.training, "GATHERED", 0)
    by_batch = Trainer(experiment(), data())
    by_batch.run(50)
    assert by_batch.network.parameters.tobytes() == as_a_whole.network.parameters.tobytes()


def test_a_batch_is_prepared_when_it_is_first_trained_on_and_never_again(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared, tape = [], Trainer._tape
    monkeypatch.setattr(Trainer, "_tape", lambda trainer, p: prepared.append(p.examples) or tape(trainer, p))
    trainer = Trainer(experiment(batch_size=10), data())
    assert prepared == [], "an edit of the data makes a new trainer, perhaps many times a second"
    trainer.run(2)
    assert prepared == [10, 10]
    trainer.run(50)
    assert prepared == [10] * (trainer.steps_per_epoch - 1) + [len(trainer.examples.training) % 10]


def test_the_observed_gradient_is_the_batchs_and_the_change_is_minus_eta_times_it() -> None:
    trainer = Trainer(experiment(learning_rate=0.1), data())
    trainer.run(7)
    before = trainer.network.parameters.copy()
    trainer.run_observed()
    snapshot = trainer.snapshot()
    assert snapshot.gradient is not None
    assert snapshot.change is not None
    np.testing.assert_allclose(snapshot.parameters, before - 0.1 * snapshot.gradient, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(snapshot.change, -0.1 * snapshot.gradient, rtol=1e-9, atol=1e-15)
    assert snapshot.costs[0].gradient_norms == pytest.approx(
        [np.linalg.norm(snapshot.gradient[:15]), np.linalg.norm(snapshot.gradient[15:])])


def test_a_snapshot_is_not_written_to_by_later_steps() -> None:
    trainer = Trainer(experiment(), data())
    trainer.run_observed()
    snapshot = trainer.snapshot(average=True)
    copies = [part.copy() for part in (snapshot.parameters, snapshot.gradient, snapshot.change, snapshot.mean_gradient)]
    trainer.run(10)
    trainer.run_observed()
    trainer.snapshot(average=True)
    for part, copy in zip((snapshot.parameters, snapshot.gradient, snapshot.change, snapshot.mean_gradient), copies, strict=True):
        np.testing.assert_array_equal(part, copy)


def test_divergence_keeps_the_last_finite_parameters_and_names_layer_and_remedy() -> None:
    targets = with_targets(np.linspace(-6, 6, 40)[:, None], np.linspace(-50, 50, 40)[:, None])
    described = Experiment(
        network=Network(layers=(Layer(neurons=4, activation="relu"), Layer(neurons=1, activation="linear"))),
        data=Spiral(), training=Training(learning_rate=10.0),
    )
    trainer = Trainer(described, targets)
    list(train(trainer, 10_000))
    assert trainer.diverged == (
        "Training diverged at step 64: the weights of layer 1 grew beyond all bounds; a learning rate below 10 may help.")
    assert trainer.step == 0
    assert np.isfinite(trainer.network.parameters).all()
    in_parts = Trainer(described, targets)
    while in_parts.diverged is None:
        in_parts.run(5)
    assert in_parts.diverged == trainer.diverged
    np.testing.assert_array_equal(in_parts.network.parameters, trainer.network.parameters)


def test_a_run_that_goes_on_after_diverging_forgets_what_lay_beyond_and_until_then_shows_it() -> None:
    described = experiment(learning_rate=40.0)
    linear = tuple(replace(layer, activation="linear") for layer in described.network.layers)
    described = replace(described, network=Network(layers=linear))
    trainer, history = Trainer(described, data()), History()
    record(history, trainer.costs())
    while trainer.diverged is None:
        trainer.run(3)
        record(history, trainer.costs())
    curve = history.curves["cost_training"]
    assert np.nanmax(curve.values) > 1e20
    assert (trainer.step, curve.newest) == (0, (0, curve.values[0]))
    trainer.set_rates(replace(described, training=replace(described.training, learning_rate=0.001)))
    for _ in range(3):
        trainer.run(5)
        record(history, trainer.costs())
    assert curve.steps.tolist() == [0, 5, 10, 15]
    assert curve.values.max() < 10


def test_whoever_rests_between_two_looks_for_divergence_rests_on_finite_parameters() -> None:
    trainer = Trainer(experiment(learning_rate=0.1), data())
    trainer.run(5)
    trainer.rest()
    assert (trainer.step, trainer.diverged) == (5, None)
    trainer.network.parameters[0] = np.nan
    trainer.rest()
    assert trainer.step == 0, "the last look was before the first step: resting is none"
    assert trainer.diverged is not None
    assert str(trainer.diverged).startswith("Training diverged at step 5")
    assert np.isfinite(trainer.network.parameters).all()


def test_divergence_of_all_layers_together_names_the_largest_one() -> None:
    trainer = Trainer(experiment(), data())
    trainer.network.parameters[:] = 0.0
    trainer.network.w[1][0, 0], trainer.network.w[2][0, 0] = 1.1e154, 1.2e154      # the sum of their squares is too large, not each
    trainer.check()
    assert trainer.diverged is not None
    assert "the weights of layer 2 grew beyond all bounds" in trainer.diverged


def test_a_new_learning_rate_needs_no_new_trainer() -> None:
    trainer = Trainer(experiment(learning_rate=0.1), data())
    trainer.run(5)
    trainer.set_rates(experiment(learning_rate=0.0))
    before = trainer.network.parameters.copy()
    trainer.run(30)
    np.testing.assert_array_equal(trainer.network.parameters, before)
