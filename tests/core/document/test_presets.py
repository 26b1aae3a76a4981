"""The experiments that come with the program."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.document import presets
from core.document.data import dataset
from core.document.text import encode
from core.errors import BadInput
from core.evaluation import mean_gradient
from core.model import build_examples, build_network
from core.training import Trainer

FOLDER = Path(presets.__file__).parents[2] / "assets" / "presets"


def test_every_preset_file_is_offered() -> None:
    assert sorted(presets.names()) == sorted(path.stem for path in FOLDER.glob("*.nnplay"))


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_written_as_it_would_be_saved(name: str) -> None:
    assert encode(presets.load(name)) == (FOLDER / f"{name}.nnplay").read_bytes()


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_has_a_title_and_a_note_for_a_learner(name: str) -> None:
    preset = presets.load(name)
    assert preset.title
    assert 1 <= preset.notes.count(". ") + 1 <= 2
    assert preset.notes.endswith(".")


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_learns(name: str) -> None:
    experiment = presets.load(name)
    trainer = Trainer(experiment, dataset(experiment))
    before = trainer.costs().training
    trainer.run(1000)
    assert trainer.costs().training < 0.6 * before


def test_the_chain_is_the_lectures_fixture() -> None:
    chain = presets.load("chain")
    data = dataset(chain)
    network, examples = build_network(chain, data), build_examples(chain, data)
    assert mean_gradient(network, examples.rows[examples.training]) == pytest.approx(0.18901872952762283, rel=1e-15)
    dC_dw = [network.dC_dw[l][0, 0] for l in (1, 2, 3)]
    assert dC_dw == pytest.approx([0.007009520365726028, -0.052812402450690646, -0.09436781672801549], rel=1e-13)


def test_two_paths_has_the_published_numbers() -> None:
    paths = presets.load("two-paths")
    data = dataset(paths)
    network, examples = build_network(paths, data), build_examples(paths, data)
    assert mean_gradient(network, examples.rows[examples.training]) == pytest.approx(0.298371109, abs=1e-9)
    assert network.dC_dw[2][0, 0] == pytest.approx(0.082167041, abs=1e-9)
    trainer = Trainer(paths, data)
    trainer.run(1)
    assert trainer.network.w[2] == pytest.approx(np.array([[0.35891648, 0.408666186], [0.511301270, 0.561370121]]), abs=1e-8)
    assert trainer.network.w[1] == pytest.approx(np.array([[0.149780716, 0.19956143], [0.24975114, 0.29950229]]), abs=1e-8)


def test_what_is_no_preset_is_refused_with_the_presets() -> None:
    with pytest.raises(BadInput, match=r"^spirals is no preset; allowed: spiral, circle, "):
        presets.load("spirals")
