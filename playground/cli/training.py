"""The commands that compute: train and gradient."""
from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from hashlib import sha256
from time import perf_counter
from typing import Any

import msgspec
from msgspec.structs import replace

from core.document import files
from core.document.data import dataset
from core.document.edits import remember_removed
from core.document.experiment import Experiment
from core.evaluation import mean_gradient
from core.model import build_examples, build_network
from core.notation import number
from core.training import Trainer, train
from playground.cli import FILE_HELP
from playground.cli.options import count, experiment_of, target, training_rows
from playground.exits import DIVERGED, DONE, complain


def train_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=count, metavar="N", help="train N more steps")
    length.add_argument("--epochs", type=count, metavar="N", help="train N more epochs (1 when no length is given)")
    parser.add_argument("--seed", type=count, metavar="S", help="the seed of the initial weights and of the order of the examples")
    parser.add_argument("--out", type=target, metavar="FILE2", help="save the trained experiment as this document")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run_train(options: Namespace) -> int:
    """Train, print the result, and save it where asked."""
    experiment = experiment_of(options.file)
    if options.seed is not None:
        experiment = replace(experiment, training=replace(experiment.training, seed=options.seed))
    trainer = Trainer(experiment, dataset(experiment))
    steps = steps_of(trainer, options.steps, options.epochs)
    started, done = perf_counter(), 0
    with progress(steps) as bar:
        for so_far in train(trainer, steps):
            bar.update(so_far - done)
            done = so_far
    seconds = perf_counter() - started
    snapshot = trainer.snapshot()
    costs = snapshot.costs[0]
    result: dict[str, Any] = {
        "step": snapshot.step, "epoch": snapshot.epoch,
        "cost_training": costs.training, "cost_test": costs.test,
        "accuracy_training": snapshot.accuracy_training, "accuracy_test": snapshot.accuracy_test,
        "steps_per_second": done / seconds if done else None,
        "parameters_sha256": sha256(snapshot.parameters.astype("<f8").tobytes()).hexdigest(),
    }
    print(as_json(result) if options.json else report(result))
    if options.out:
        files.write(options.out, replace(trainer.experiment, state=remember_removed(trainer.state(), trainer.experiment)))
    if trainer.diverged:
        complain(trainer.diverged)
        return DIVERGED
    return DONE


def steps_of(trainer: Trainer, steps: int | None, epochs: int | None) -> int:
    """How many steps were asked for: so many steps, or so many epochs from here, one when nothing was said."""
    if steps is not None:
        return steps
    return trainer.steps_per_epoch * (1 if epochs is None else epochs)


def progress(total: int, unit: str = " steps") -> Any:
    """A progress bar on a terminal, nothing elsewhere."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0                               # no thread that watches the bar and outlives it
    return tqdm(total=total, unit=unit, unit_scale=True, disable=not (sys.stderr and sys.stderr.isatty()), leave=False)


def as_json(result: dict[str, Any]) -> str:
    """In one line; JSON has no word for ∞ and NaN, so they become null, which msgspec sees to."""
    return msgspec.json.encode(result).decode()


def report(result: dict[str, Any]) -> str:
    """The result of training for a person."""
    lines = [f"step {result['step']:,}, epoch {result['epoch']:,}"]
    for name in ("training", "test"):
        cost, accuracy = result[f"cost_{name}"], result[f"accuracy_{name}"]
        if cost is not None:
            lines.append(f"{name:<9} cost {number(cost)}" + ("" if accuracy is None else f", accuracy {accuracy:.1%}"))
    if result["steps_per_second"]:
        lines.append(f"{result['steps_per_second']:,.0f} steps/s")
    return "\n".join(lines)


def gradient_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)
    parser.add_argument("--example", type=count, metavar="I", help="of training example I, from 0; else the average over all")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run_gradient(options: Namespace) -> int:
    """Print every ∂C/∂w and ∂C/∂b."""
    experiment = experiment_of(options.file)
    result = gradient_of(experiment, options.example)
    print(as_json(result) if options.json else listing(result))
    return DONE


def gradient_of(experiment: Experiment, example: int | None) -> dict[str, Any]:
    """Cost and gradient of one training example, or averaged over the training set; lists start with layer 1."""
    data = dataset(experiment)
    network, rows = build_network(experiment, data), training_rows(build_examples(experiment, data), example)
    cost = mean_gradient(network, rows)
    return {
        "example": example, "examples": len(rows), "cost": cost,
        "weights": [w.tolist() for w in network.dC_dw[1:]], "biases": [b.tolist() for b in network.dC_db[1:]],
    }


def listing(result: dict[str, Any]) -> str:
    """The gradient for a person: one line per neuron."""
    whose = f"average of {result['examples']:,}" if result["example"] is None else f"example {result['example']}"
    lines = [f"cost {number(result['cost'], 6)} ({whose})"]
    for l, (weights, biases) in enumerate(zip(result["weights"], result["biases"], strict=True), 1):
        lines.append(f"layer {l}")
        for j, (row, bias) in enumerate(zip(weights, biases, strict=True)):
            numbers = "  ".join(number(value, 6) for value in row)
            lines.append(f"  neuron {j}   ∂C/∂b {number(bias, 6)}   ∂C/∂w {numbers}")
    return "\n".join(lines)
