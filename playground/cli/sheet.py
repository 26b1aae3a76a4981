"""The command sheet: every number of one full training step on one example, as a page to print."""
from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from core.document import files
from core.document.data import dataset, input_names
from core.errors import BadInput
from core.explain.walk import Walk
from core.training import Trainer
from playground import system_libraries
from playground.cli import FILE_HELP
from playground.cli.options import count, experiment_of, training_rows
from playground.exits import DONE
from playground.worksheets import kind_of, sheet_content, sheet_title


def sheet_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)
    parser.add_argument("--example", type=count, default=0, metavar="I", help="the step on training example I, from 0 (0)")
    parser.add_argument("--out", required=True, metavar="OUT", help="the page to write: OUT.html, OUT.md or OUT.pdf")


def run_sheet(options: Namespace) -> int:
    """Take the step on a twin of the network and write it out."""
    kind = kind_of(options.out)
    experiment = experiment_of(options.file)
    data = dataset(experiment)
    trainer = Trainer(experiment, data)
    rows = training_rows(trainer.examples, options.example)
    ahead = trainer.ahead([options.example])
    walk = Walk(ahead.network, rows, ahead.update)
    if kind == "pdf":
        prepare_qt()
    names = input_names(experiment.network, data.columns)
    content = sheet_content(walk, sheet_title(experiment.title, options.example), kind, names)
    files.write_bytes(Path(options.out), content)
    return DONE


def prepare_qt() -> None:
    """What setting formulas takes, without a screen."""
    if problem := system_libraries.problem(needs_display=False):
        raise BadInput("{problem}", problem=problem)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_HASH_SEED", "0")              # fonts go into a PDF in the order of a hash table
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        QApplication(["playground"])
