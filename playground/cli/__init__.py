"""The command line: `main` finds the command, runs it, and turns what goes wrong into one line and an exit status."""
from __future__ import annotations

import re
import sys
from argparse import SUPPRESS, Action, ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import NamedTuple, NoReturn

from core.errors import BadInput
from playground.exits import DONE, INTERRUPTED, complain


class Command(NamedTuple):
    """Where a command lives (`run_<name>` and `<name>_arguments` of that module) and what it does, in a line."""

    module: str
    summary: str


COMMANDS = {
    "presets": Command("playground.cli.documents", "list the presets, one a line"),
    "train": Command("playground.cli.training", "train a network without a window"),
    "gradient": Command("playground.cli.training", "print the gradient of one example, or the average over the training set"),
    "explain": Command("playground.cli.explain", "say why a weight or a bias will move: the chain rule with its numbers"),
    "sheet": Command("playground.cli.sheet", "write every number of one training step, equation by equation, as a page to print"),
    "check": Command("playground.cli.documents", "say whether a file can be opened, and if not, why"),
    "export": Command("playground.cli.documents",
                      "write the data, the history, a picture, the next step in NumPy or a TF Playground link"),
    "screenshot": Command("playground.cli.pictures", "save a picture of the main window"),
    "bench": Command("playground.cli.bench", "measure this machine's training and drawing speed"),
}
NEGATIVE = re.compile(r"-[\d.]+(e[+-]?\d+)?", re.IGNORECASE)
FILE_HELP = "a document (.nnplay), a preset's name, a table (CSV, TSV, NPY, NPZ, MNIST's IDX; also .gz), or a TF Playground link"


class Parser(ArgumentParser):
    """An argument parser that refuses in one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInput("{message} (see {program} --help)", message=message, program=self.prog)


class ShowVersion(Action):
    """Print the version and stop; looked up only when asked for, which keeps the commands quick to start."""

    def __call__(self, parser: ArgumentParser, *_: object) -> NoReturn:
        from playground.version import version

        print(f"playground {version()}")
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 2 bad input, 3 training diverged, 130 interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except BadInput as problem:
        return complain(problem)
    except OSError as problem:
        if isinstance(problem, BrokenPipeError):            # whoever read the output has gone, as `| head` does
            sys.stdout = None
            return DONE
        name = f"{problem.filename}: " if problem.filename else ""
        return complain(f"{name}{problem.strerror or problem}")
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as finished:                          # argparse, after --help or --version
        return int(finished.code or 0)


def console() -> NoReturn:
    """The console script."""
    if isinstance(sys.stdout, TextIOWrapper):               # neither a terminal without ∂ nor a file's odd name may end it
        sys.stdout.reconfigure(errors="backslashreplace")
    raise SystemExit(main())


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        name, command = arguments[0], COMMANDS[arguments[0]]
        module = import_module(command.module)
        parser = Parser(f"playground {name}", description=f"{command.summary[0].upper()}{command.summary[1:]}.", allow_abbrev=False)
        getattr(module, f"{name}_arguments")(parser)
        status: int = getattr(module, f"run_{name}")(parser.parse_args(joined(arguments[1:])))
        return status
    if len(arguments) > 1 and not arguments[0].startswith("-"):
        raise BadInput("{name} is no command; allowed: {commands}, or a FILE alone (see playground --help).",
                       name=arguments[0], commands=", ".join(COMMANDS))
    options = _window_parser().parse_args(arguments)
    from playground.app import run_window

    return run_window(options.file)


def joined(arguments: Sequence[str]) -> list[str]:
    """Negative numbers joined to their options by =, since argparse takes one with an exponent for an option.

    >>> joined(["chain", "--nudge", "-1e-5"])
    ['chain', '--nudge=-1e-5']
    """
    result: list[str] = []
    for argument in arguments:
        if NEGATIVE.fullmatch(argument) and result and result[-1].startswith("--"):
            result[-1] += f"={argument}"
        else:
            result.append(argument)
    return result


def _window_parser() -> Parser:
    listing = "\n".join(f"  {name:<12}{command.summary}" for name, command in COMMANDS.items())
    parser = Parser(
        "playground",
        usage="playground [FILE]\n       playground COMMAND …",
        description="Draw a small neural network, train it live, stop it anywhere, and see why any weight will move.\n"
                    "Without a command, the window opens.",
        epilog=f"commands:\n{listing}\n\n"
               "`playground COMMAND --help` says more. Exit status: 0 done, 2 bad input, 3 training diverged.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help=FILE_HELP)
    parser.add_argument("--version", action=ShowVersion, nargs=0, default=SUPPRESS, help="show the version and exit")
    return parser

