"""The commands about files: presets, check and export."""
from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from core.data.dataset import split
from core.document import files, presets
from core.document.data import dataset
from core.document.experiment import Experiment, State
from core.errors import BadInput
from core.explain.walk import Walk
from core.formats import tables
from core.formats.numpy_script import numpy_script
from core.formats.playground_link import left_out, write_link
from core.history import History
from core.model import build_examples, build_network
from core.training import Trainer, record
from playground.cli import FILE_HELP
from playground.cli.options import count, experiment_of, opened_of, target
from playground.cli.training import progress, steps_of
from playground.exits import DIVERGED, DONE, complain

TEXT, PICTURES = ("data", "history", "link", "numpy"), ("svg", "png")


def presets_arguments(parser: ArgumentParser) -> None:
    """None."""


def run_presets(options: Namespace) -> int:
    """One name a line."""
    print("\n".join(presets.names()))
    return DONE


def check_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)


def run_check(options: Namespace) -> int:
    """Open everything that the window would open; what is wrong is raised as BadInput."""
    experiment = experiment_of(options.file)
    data = dataset(experiment)
    network, examples = build_network(experiment, data), build_examples(experiment, data)
    shape = "-".join(map(str, network.sizes))
    print(f"{options.file} can be opened: {experiment.title}, {shape}, {network.parameters.size:,} parameters, "
          f"{len(examples.training):,} training and {len(examples.test):,} test examples, step {experiment.state.step:,}")
    return DONE


def export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)
    parser.add_argument("--to", required=True, choices=[*TEXT, *PICTURES], metavar="FORMAT", help=", ".join([*TEXT, *PICTURES]))
    parser.add_argument("--out", type=target, metavar="OUT", help="the file to write; text goes to standard output without it")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=count, metavar="N", help="of history: record N steps from the start")
    length.add_argument("--epochs", type=count, metavar="N", help="of history: record N epochs from the start")


def run_export(options: Namespace) -> int:
    """Write the data set, the history of a run from the start, a link, the next step in NumPy, or a picture of the network."""
    if options.to != "history" and (options.steps, options.epochs) != (None, None):
        raise BadInput("--steps and --epochs are of history; allowed: --to {format} without them.", format=options.to)
    if options.to in PICTURES:
        from playground.cli.pictures import export_picture

        return export_picture(opened_of(options.file), options.to, options.out)
    experiment = experiment_of(options.file)
    diverged = None
    pieces: Iterable[bytes]
    if options.to == "link":
        pieces = (f"{write_link(experiment)}\n".encode(),)
        complain(left_out(experiment))
    elif options.to == "numpy":
        ahead = Trainer(experiment, dataset(experiment)).ahead()
        pieces = (numpy_script(Walk(ahead.network, ahead.rows, ahead.update), experiment.title).encode(),)
    elif options.to == "data":
        pieces = data_csv(experiment)
    else:
        rows, diverged = history_rows(experiment, options.steps, options.epochs)
        pieces = (tables.as_csv(rows).encode(),)
    if options.out:
        files.write_pieces(Path(options.out), pieces)
    else:
        for piece in pieces:
            print(piece.decode(), end="")
    if diverged:
        complain(diverged)
        return DIVERGED
    return DONE


def data_csv(experiment: Experiment) -> Iterator[bytes]:
    """The data set as a table, with a progress bar on a terminal."""
    data = dataset(experiment)
    total, told = len(data.inputs), 0
    training = split(total, experiment.data.training_share, experiment.data.seed, data.test_examples)[0]
    with progress(total, " examples") as bar:
        def tell(share: float) -> None:
            nonlocal told
            bar.update(round(share * total) - told)
            told = round(share * total)

        yield from tables.data_csv(data, training, tell)


def history_rows(experiment: Experiment, steps: int | None, epochs: int | None) -> tuple[Iterator[tables.Row], str | None]:
    """Train from the start, as far as the experiment was trained where no length is given, measuring once per epoch.

    Beside the history stands how the run diverged, if it did.
    """
    trainer = Trainer(replace(experiment, state=State()), dataset(experiment))
    total = steps_of(trainer, steps, epochs) if (steps, epochs) != (None, None) else experiment.state.step
    if total == 0:
        raise BadInput("{title} is not trained yet, so it has no history; allowed: --steps N or --epochs N.",
                       title=experiment.title)
    history, done = History(), 0
    record(history, trainer.costs())
    with progress(total) as bar:
        while done < total and trainer.diverged is None:
            taken = trainer.run(min(trainer.steps_left_in_epoch, total - done) - 1) + trainer.run_observed()
            bar.update(taken)
            done += taken
            record(history, trainer.costs())
    if trainer.diverged is None:
        trainer.check()
    return tables.history_rows(history), trainer.diverged
