"""How long it takes to read tables, and whether 60,000 images train in the window as they do in the core.

Run with `make bench`. Two cores of a rented machine: 200,000 × 10 numbers of 17 digits in 0.9 s of processor time, also with
decimal commas; 70,000 images of 28 × 28 pixels in 0.1 s.
"""
from __future__ import annotations

from pathlib import Path
from time import process_time

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.data.readers.recognise import read_table
from core.data.readers.table import Table
from core.document.data import dataset
from core.opening import open_file
from core.training import Trainer

ROWS, COLUMNS, BEST, STEPS = 200_000, 10, 2.0, 1_000


@pytest.fixture(scope="module")
def numbers() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(ROWS, COLUMNS))


@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), (" ", ".")], ids=["commas", "decimal commas", "spaces"])
def test_two_million_numbers_are_read_in_two_seconds(
    benchmark: BenchmarkFixture, numbers: np.ndarray, separator: str, decimal: str,
) -> None:
    text = "\n".join(separator.join(map(repr, row)) for row in numbers.tolist()).replace(".", decimal).encode()
    used: list[float] = []

    def read() -> Table:
        started = process_time()                             # other programs on the machine do not count
        table = read_table(text)
        used.append(process_time() - started)
        return table

    table = benchmark.pedantic(read, rounds=3)
    assert np.array_equal(np.column_stack([column.values for column in table.columns]), numbers)
    assert min(used) < BEST


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files like MNIST's own, with blots of ink whose place is their class."""
    folder, rng = tmp_path_factory.mktemp("images"), np.random.default_rng(1)
    for name, count in (("train", 60_000), ("t10k", 10_000)):
        labels = rng.integers(0, 10, count, np.uint8)
        pixels = rng.integers(0, 80, (count, 28, 28), np.uint8)
        for digit in range(10):
            pixels[labels == digit, 4 + 10 * (digit // 5):12 + 10 * (digit // 5), 4 * (digit % 5):8 + 4 * (digit % 5)] += 150
        for kind, array in (("images-idx3", pixels), ("labels-idx1", labels)):
            header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
            (folder / f"{name}-{kind}-ubyte").write_bytes(header + array.tobytes())
    return folder / "train-images-idx3-ubyte"


def test_sixty_thousand_images_are_read(benchmark: BenchmarkFixture, images: Path) -> None:
    table = benchmark.pedantic(read_table, (images,), rounds=3)
    assert (len(table.rows), len(table.columns)) == (70_000, 786)


def test_sixty_thousand_images_train_as_fast_as_a_thousand(benchmark: BenchmarkFixture, images: Path) -> None:
    """A step costs what its batch costs: gathering it from half a gigabyte may take as much again, and no more."""
    experiment = open_file(images).experiment
    whole = dataset(experiment)
    assert whole.classes is not None
    few = whole._replace(inputs=whole.inputs[:1_000], classes=whole.classes[:1_000], test_examples=None)
    speeds = []
    for data in (few, whole):
        trainer = Trainer(experiment, data)
        trainer.run(100)
        started = process_time()
        benchmark.pedantic(trainer.run, (STEPS,), rounds=1) if data is whole else trainer.run(STEPS)
        speeds.append(STEPS / (process_time() - started))
    print(f"\nsteps a second with 1,000 and 60,000 images: {speeds[0]:,.0f} and {speeds[1]:,.0f}")
    assert speeds[1] > speeds[0] / 2
    assert (trainer.snapshot().accuracy_test or 0) > 0.9
