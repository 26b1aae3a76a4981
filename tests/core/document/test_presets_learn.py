"""What the presets promise: the published numbers of the two worked examples, and that the others are learnt."""
from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.document import presets
from core.document.data import dataset
from core.evaluation import example_pass
from core.model import build_examples, build_network
from core.network import Network
from core.tape import Pass
from core.training import Costs, Snapshot, Trainer


def exact(value: object) -> object:
    return pytest.approx(value, rel=1e-14, abs=0)


def worked(name: str) -> tuple[Network, Pass]:
    """A preset's only example, through its network and back."""
    experiment = presets.load(name)
    data = dataset(experiment)
    network, examples = build_network(experiment, data), build_examples(experiment, data)
    return network, example_pass(network, examples.rows[0])


def trained(name: str, steps: int = 20_000, seed: int = 1) -> tuple[Snapshot, Costs]:
    """A preset after so many steps, and its costs then."""
    experiment = presets.load(name)
    experiment = replace(experiment, training=replace(experiment.training, seed=seed))
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(steps)
    snapshot = trainer.snapshot()
    return snapshot, snapshot.costs[-1]


def test_the_chain_has_the_numbers_of_the_lecture() -> None:
    network, p = worked("chain")
    assert [p.z[l].item() for l in (1, 2, 3)] == exact([0.7, -0.23455021773453294, 0.26244469665518366])
    assert [p.a[l].item() for l in (1, 2, 3)] == exact([0.6681877721681662, 0.44162979777012246, 0.5652371571446994])
    assert p.C0.item() == exact(0.18901872952762283)
    assert [network.dC_dw[l].item() for l in (1, 2, 3)] == exact(
        [0.007009520365726028, -0.052812402450690646, -0.09436781672801549])
    assert [network.dC_db[l].item() for l in (1, 2, 3)] == exact(
        [0.014019040731452055, -0.07903826536562104, -0.21368081865059277])


def test_two_paths_has_the_numbers_that_were_published() -> None:
    network, p = worked("two-paths")
    assert p.z[1].ravel() == pytest.approx([0.3775, 0.3925], abs=1e-9)
    assert p.a[1].ravel() == pytest.approx([0.593269992, 0.596884378], abs=1e-9)
    assert p.a[2].ravel() == pytest.approx([0.75136507, 0.772928465], abs=1e-8)
    assert p.C0.item() == pytest.approx(0.298371109, abs=1e-9)
    assert network.dC_dw[2][0, 0] == pytest.approx(0.082167041, abs=1e-9)
    assert network.dC_dw[1][0, 0] == pytest.approx(0.000438568, abs=1e-9)


def test_one_step_of_two_paths_moves_the_weights_as_published() -> None:
    experiment = presets.load("two-paths")
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(1)
    _, w1, w2 = trainer.network.w
    assert w1.ravel() == pytest.approx([0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=1e-8)
    assert w2.ravel() == pytest.approx([0.35891648, 0.408666186, 0.51130127, 0.561370121], abs=1e-8)


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "moons", "pinwheel"])
def test_the_classes_are_told_apart_within_20000_steps(name: str) -> None:
    snapshot, _ = trained(name)
    assert snapshot.accuracy_training is not None
    assert snapshot.accuracy_test is not None
    assert min(snapshot.accuracy_training, snapshot.accuracy_test) > 0.95


@pytest.mark.parametrize("name", ["plane", "sine"])
def test_the_numbers_are_fitted_within_20000_steps(name: str) -> None:
    _, costs = trained(name)
    assert costs.test is not None
    assert max(costs.training, costs.test) < 0.01


def test_the_digits_are_read_after_60_epochs() -> None:
    experiment = presets.load("digits")
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(60 * trainer.steps_per_epoch)
    accuracy = trainer.snapshot().accuracy_test
    assert trainer.epoch == 60
    assert accuracy is not None
    assert accuracy > 0.95


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 6))
def test_the_spiral_is_learnt_from_every_seed(seed: int) -> None:
    snapshot, costs = trained("spiral", 200_000, seed)
    assert snapshot.step == 200_000
    assert costs.test is not None
    assert costs.test < 0.05
