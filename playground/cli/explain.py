"""The command explain: why a weight or a bias will move, with the numbers of the chain rule, its paths and a measured nudge."""
from __future__ import annotations

import math
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from core.activations import Array
from core.document.data import dataset, input_names
from core.document.experiment import Experiment
from core.errors import BadInput, Sentence
from core.evaluation import example_pass
from core.explain.chain_rule import Chain, Part, chain, example_derivatives
from core.explain.formulas import Formula, chain_formula, equation, remarks, symbol_of
from core.explain.kinks import kink, mean_kink
from core.explain.paths import Paths, paths
from core.explain.what_if import Nudge, nudge
from core.model import build_examples, build_network
from core.network import Bias, Edge, Network
from core.notation import agreeing, number, text
from core.symbols import input_called
from playground.cli import FILE_HELP
from playground.cli.options import amount, bias, count, edge, experiment_of, training_rows
from playground.cli.training import as_json
from playground.exits import DONE

SHOWN, NAMED = 12, 12    # paths that a person is shown, and neurons of each
DIGITS = 6               # of a number


def explain_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)
    part = parser.add_mutually_exclusive_group(required=True)
    part.add_argument("--edge", dest="part", type=edge, metavar="L,J,K",
                      help="the weight to neuron J of layer L from neuron K before it")
    part.add_argument("--bias", dest="part", type=bias, metavar="L,J", help="the bias of neuron J of layer L")
    parser.add_argument("--example", type=count, metavar="I", help="for training example I, from 0; else the average over all")
    parser.add_argument("--nudge", type=amount, default=0.01, metavar="H", help="how much to add for the measured ratio (0.01)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


class Explanation(NamedTuple):
    """All that is said about one part. `each` holds the examples' derivatives and is None for a single example.

    The chain of an average has the mean derivative, and factors that are those of no example.
    """

    network: Network
    chain: Chain
    formula: Formula
    remarks: list[Sentence]
    paths: Paths
    each: Array | None
    nudge: Nudge
    h: float
    input_names: tuple[str, ...] = ()


def run_explain(options: Namespace) -> int:
    """Print the explanation of one weight or bias."""
    explained = explanation(experiment_of(options.file), options.part, options.example, options.nudge)
    print(as_json(as_dict(explained)) if options.json else listing(explained, options.example))
    return DONE


def explanation(experiment: Experiment, part: Edge | Bias, example: int | None, h: float) -> Explanation:
    """For one training example, or averaged over the training set."""
    data = dataset(experiment)
    network, rows = build_network(experiment, data), training_rows(build_examples(experiment, data), example)
    check_exists(network.sizes, part)
    p = example_pass(network, rows[0])
    found, each = chain(network, p, part), None if example is not None else example_derivatives(network, rows, part)
    bent = kink(network, p, part) if each is None else mean_kink(network, rows, part)
    if each is None:
        said = remarks(network, found)
    else:
        with np.errstate(all="ignore"):
            found = found._replace(derivative=float(each.mean()))
        said = remarks(network, found._replace(da_dz=None))          # σ′ is each example's own
    said.extend(filter(None, [bent]))
    try:
        nudged = nudge(network, rows, part, h)
    except BadInput as problem:
        raise BadInput("--nudge: {problem}", problem=problem) from problem
    formula = chain_formula(network, found, cost_is_mean=each is not None)
    return Explanation(network, found, formula, said, paths(network, rows, part), each, nudged, h,
                       input_names(experiment.network, data.columns))


def check_exists(sizes: tuple[int, ...], part: Edge | Bias) -> None:
    """Refuse a weight or bias that the network does not have."""
    option, l = "--edge" if isinstance(part, Edge) else "--bias", part.l
    if not 1 <= l < len(sizes):
        wrong = f"L from 1 to {len(sizes) - 1}"
    elif part.j >= sizes[l]:
        wrong = f"J from 0 to {sizes[l] - 1} in layer {l}"
    elif isinstance(part, Edge) and part.k >= sizes[l - 1]:
        wrong = f"K from 0 to {sizes[l - 1] - 1} for layer {l}"
    else:
        return
    raise BadInput("{option} is {value}; allowed: {wrong}.", option=option, value=",".join(map(str, part)), wrong=wrong)


def as_dict(explained: Explanation) -> dict[str, Any]:
    """For JSON; a number of paths may be beyond what 64 bits hold."""
    found, routes, nudged = explained.chain, explained.paths, explained.nudge
    dz = "dz_dw" if isinstance(found.part, Edge) else "dz_db"
    factors = {dz: found.dz, "da_dz": found.da_dz, "dC_da": found.dC_da, "dC_dz": found.dC_dz}
    return {
        "value": found.value, "derivative": found.derivative, "factors": factors if explained.each is None else None,
        "paths": [path._asdict() for path in routes.listed], "path_count": msgspec.Raw(str(routes.count).encode()),
        "rest": routes.rest, "per_example": None if explained.each is None else explained.each.tolist(),
        "nudge": {"h": explained.h, "cost_before": nudged.cost_before, "cost_after": nudged.cost_after, "ratio": nudged.ratio},
    }


def listing(explained: Explanation, example: int | None) -> str:
    """For a person: what it is, the factors and their product, the paths, and what a nudge measures."""
    found, formula, nudged, each = explained.chain, explained.formula, explained.nudge, explained.each
    own = text(symbol_of(explained.network.sizes, found.part))
    cost, whose = ("C₀", f"training example {example}") if each is None else ("C", f"mean over {counted(len(each), 'example')}")
    sections = [
        Section("", [Line(own, (found.value,), where(found.part, explained.input_names)),
                     Line(cost, (nudged.cost_before,), whose)]),
        Section(text(equation(formula)), [
            *factor_lines(formula),
            Line(text(formula.total.node), (found.derivative,), formula.total.remark),
            *(extremes(each) if each is not None else ()),
        ]),
        Section(f"{counted(explained.paths.count, 'path')} to the cost, each with its contribution and the sum so far",
                list(path_lines(explained.paths))),
        Section(f"{own} changed by {number(explained.h)}", [
            Line(cost, (nudged.cost_after,), "after the change"), Line(f"Δ{cost}/Δ{own}", (nudged.ratio,), "measured")]),
    ]
    width = max(len(line.label) for section in sections for line in section.lines)
    tables = ["\n".join([*([section.title] if section.title else []), *(line.written(width) for line in section.lines)])
              for section in sections]
    return "\n\n".join([*tables, *explained.remarks])


class Line(NamedTuple):
    """Numbers with their name before them and a remark behind; one that is written already stays as it is."""

    label: str
    numbers: tuple[float | str, ...]
    remark: str = ""

    def written(self, width: int) -> str:
        """With labels of so many characters."""
        return "  ".join([f"  {self.label:<{width}}", *(
            f"{value if isinstance(value, str) else number(value, DIGITS):>13}" for value in self.numbers), self.remark]).rstrip()


class Section(NamedTuple):
    """Lines in columns under a title."""

    title: str
    lines: list[Line]


def factor_lines(formula: Formula) -> Iterator[Line]:
    """The factors, in figures enough to multiply them to the derivative as it is written."""
    known = [(factor, factor.value) for factor in formula.factors if factor.value is not None]
    total = formula.total.value
    result = "" if total is None else number(total, DIGITS)
    written = agreeing([value for _, value in known], lambda *values: math.prod(values), result, digits=DIGITS)
    for (factor, _), figures in zip(known, written, strict=True):
        yield Line(text(factor.node), (figures,), factor.remark)


def counted(number: int, thing: str) -> str:
    """Such as 1 path, 2 paths."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def where(part: Part, input_names: Sequence[str]) -> str:
    """Which weight or bias it is, in words."""
    if not isinstance(part, Edge):
        return f"the bias of neuron {part.j} of layer {part.l}"
    called = input_called(part.k, input_names) if part.l == 1 else ""
    before = f"neuron {part.k} of layer {part.l - 1}" if part.l > 1 else f"input {part.k}" + (f" ({called})" if called else "")
    return f"from {before} to neuron {part.j} of layer {part.l}"


def extremes(each: Array) -> Iterator[Line]:
    """Between which examples' derivatives the mean lies."""
    for label, example in (("smallest", int(each.argmin())), ("largest", int(each.argmax()))):
        yield Line(label, (float(each[example]),), f"training example {example}")


def path_lines(found: Paths) -> Iterator[Line]:
    """The largest paths with their running sum, and what all others add up to."""
    so_far = 0.0
    for path in found.listed[:SHOWN]:
        so_far += path.contribution
        neurons = [str(j) for j in path.neurons]
        if len(neurons) > NAMED:
            neurons[NAMED // 2:-(NAMED // 2)] = ["…"]
        yield Line(" → ".join(neurons), (path.contribution, so_far))
    if found.count > SHOWN:
        yield Line(f"{found.count - SHOWN:,} more", (found.total - so_far, found.total))
