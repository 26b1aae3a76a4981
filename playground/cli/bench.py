"""The command bench: how fast this machine trains and draws."""
from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from core.data.dataset import with_targets
from core.document.experiment import ActivationName, Experiment, Layer, Network, Points, Training
from core.training import Trainer
from playground import system_libraries
from playground.cli.training import as_json
from playground.exits import DONE

DURATION, ROUNDS = 0.3, 3           # seconds measured, and how often; the median counts
WIDTH, HEIGHT = 820, 540            # px of the drawing


class Workload(NamedTuple):
    """A network and its batch size."""

    name: str
    sizes: tuple[int, ...]
    activation: ActivationName
    batch_size: int
    examples: int


WORKLOADS = (
    Workload("W1", (2, 4, 2, 1), "tanh", 10, 250),
    Workload("W2", (2, 8, 8, 8, 8, 8, 8, 1), "tanh", 10, 250),
    Workload("W2", (2, 8, 8, 8, 8, 8, 8, 1), "tanh", 30, 250),
    Workload("W3", (64, 32, 10), "sigmoid", 32, 1_437),
    Workload("W4", (784, 30, 10), "sigmoid", 10, 5_000),
    Workload("W4", (784, 30, 10), "sigmoid", 100, 5_000),
)
DRAWINGS = ((4, 8, 8, 1), (64, 32, 10))


def bench_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run_bench(options: Namespace) -> int:
    """Measure, and print a table."""
    result: dict[str, Any] = {"training": [training_speed(workload) for workload in WORKLOADS], "drawing": None, "note": None}
    if problem := system_libraries.problem(needs_display=False):
        result["note"] = f"drawing was not measured: {problem}"
    else:
        result["drawing"] = drawing_speeds()
    print(as_json(result) if options.json else table(result))
    return DONE


def training_speed(workload: Workload) -> dict[str, Any]:
    """Steps per second on random examples, nothing being measured or drawn meanwhile."""
    rng = np.random.default_rng(0)
    x, y = (rng.uniform(0, 1, (workload.examples, n)) for n in (workload.sizes[0], workload.sizes[-1]))
    layers = tuple(Layer(neurons=n, activation=workload.activation) for n in workload.sizes[1:])
    experiment = Experiment(network=Network(layers=layers), data=Points(inputs=x, targets=y, training_share=1.0),
                            training=Training(batch_size=workload.batch_size))
    trainer = Trainer(experiment, with_targets(x, y))
    return {"workload": workload.name, "network": shape(workload.sizes), "activation": workload.activation,
            "batch_size": workload.batch_size, "steps_per_second": rate(lambda: trainer.run(50))}


def drawing_speeds() -> list[dict[str, Any]]:
    """Frames per second of the drawing of networks while their parameters change."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    application = QApplication.instance() or QApplication(["playground"])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.current())
    return [{"network": shape(sizes), "frames_per_second": drawing_speed(sizes)} for sizes in DRAWINGS]


def drawing_speed(sizes: tuple[int, ...]) -> float:
    """Frames per second of one network, painted into an image."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QImage

    from widgets.drawing.network_view import NetworkView

    rng = np.random.default_rng(0)
    w = [None, *(rng.normal(0, 0.7, (n, m)) for m, n in pairwise(sizes))]
    b = [None, *(rng.normal(0, 0.3, n) for n in sizes[1:])]
    a = [rng.uniform(-1, 1, n) for n in sizes]
    view, image = NetworkView(), QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    view.resize(WIDTH, HEIGHT)
    view.set_network(sizes, [None, *["tanh"] * (len(sizes) - 1)])
    view.set_desired(np.ones(sizes[-1]))
    view.set_playing(True)

    def frame() -> int:
        view.set_parameters(w, b)
        view.set_activations(a)
        view.render(image, QPoint())
        return 1

    return rate(frame)


def rate(work: Callable[[], int]) -> float:
    """How many of what `work` counts are done in a second: the median of some rounds, after one that is not counted."""
    work()
    rates = []
    for _ in range(ROUNDS):
        started, done = perf_counter(), 0
        while (seconds := perf_counter() - started) < DURATION or done == 0:
            done += work()
        rates.append(done / seconds)
    return median(rates)


def shape(sizes: tuple[int, ...]) -> str:
    """Such as 2-4-2-1."""
    return "-".join(map(str, sizes))


def table(result: dict[str, Any]) -> str:
    """The result for a person."""
    lines = [f"{'training':<28}{'batch':>6}{'steps/s':>12}"]
    for each in result["training"]:
        name = f"{each['workload']} {each['network']} {each['activation']}"
        lines.append(f"{name:<28}{each['batch_size']:>6}{each['steps_per_second']:>12,.0f}")
    if result["drawing"] is None:
        return "\n".join([*lines, "", result["note"]])
    lines += ["", f"{'drawing':<28}{'frames/s':>18}"]
    lines += [f"{each['network']:<28}{each['frames_per_second']:>18,.0f}" for each in result["drawing"]]
    return "\n".join(lines)
