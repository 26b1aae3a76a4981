"""What several commands understand on their command line, and which examples an option asks for."""
from __future__ import annotations

import os
import re
from argparse import ArgumentTypeError

from core.activations import Array
from core.document.experiment import LARGEST_SEED, Experiment
from core.errors import BadInput
from core.model import Examples
from core.network import Bias, Edge
from core.opening import Opened, open_file
from playground.exits import complain

LONGEST = 1_000          # digits: Python itself refuses to convert a few thousand


def opened_of(file: str) -> Opened:
    """FILE; what was left behind is said on stderr."""
    opened = open_file(file)
    for remark in opened.remarks:
        complain(remark)
    return opened


def experiment_of(file: str) -> Experiment:
    """What FILE holds; what was left behind is said on stderr."""
    return opened_of(file).experiment


def target(text: str) -> str:
    """A file to write, for argparse: what keeps it from being one is found out before any work is done for it."""
    if os.path.isdir(text):
        raise ArgumentTypeError(f"{text} is a folder; allowed: a file")
    if not text.strip() or not os.path.isdir(os.path.dirname(os.path.realpath(text))):
        raise ArgumentTypeError(f"{text.strip() or 'a name of nothing'} cannot be written; allowed: a file in a folder that exists")
    return text


def picture(text: str) -> str:
    """A PNG to write, for argparse; another ending would be a lie."""
    if os.path.splitext(text)[1].lower() not in ("", ".png"):
        raise ArgumentTypeError(f"{text} is no PNG; allowed: a name that ends with .png")
    return target(text)


def count(text: str) -> int:
    """A whole number that a document can hold too, for argparse."""
    if not text.isdecimal() or len(text) > LONGEST or int(text) > LARGEST_SEED:
        raise ArgumentTypeError(f"{text} is not a count; allowed: a whole number from 0 to {LARGEST_SEED}")
    return int(text)


def edge(text: str) -> Edge:
    """L,J,K, for argparse."""
    if re.fullmatch(r"\d{1,9},\d{1,9},\d{1,9}", text) is None:
        raise ArgumentTypeError(f"it is {text}; allowed: L,J,K, three whole numbers such as 2,0,1")
    return Edge(*map(int, text.split(",")))


def bias(text: str) -> Bias:
    """L,J, for argparse."""
    if re.fullmatch(r"\d{1,9},\d{1,9}", text) is None:
        raise ArgumentTypeError(f"it is {text}; allowed: L,J, two whole numbers such as 2,0")
    return Bias(*map(int, text.split(",")))


def amount(text: str) -> float:
    """A number, for argparse."""
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"it is {text}; allowed: a number such as 0.01") from None


def training_rows(examples: Examples, example: int | None) -> Array:
    """The row of one training example, counted from 0, or the rows of all of them."""
    if example is None:
        return examples.training_rows
    if example >= len(examples.training):
        raise BadInput("--example is {value}; allowed: 0 to {most}.", value=example, most=len(examples.training) - 1)
    return examples.rows[examples.training[example:example + 1]]
