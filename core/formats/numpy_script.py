"""A walk as a stand-alone NumPy script: the network's numbers, its examples, and the lines that really run, to go on with."""
from __future__ import annotations

import textwrap

from core.activations import Array
from core.errors import BadInput
from core.explain.forms import Line, forms
from core.explain.source import Source
from core.explain.walk import STAGES, Item, Operation, Stage, Walk
from core.notation import row, text

MOST_NUMBERS = 20_000
STEPS = 100
WIDTH = 110

_HELPERS = '''\
def blocks(flat):
    """[b | W] of each layer, as a view of the flat array."""
    found, start = [None], 0
    for before, n in zip(sizes, sizes[1:]):
        found.append(flat[start:start + n * (1 + before)].reshape(n, 1 + before))
        start += n * (1 + before)
    return found


def columns(first):
    """An array for each layer from the first on: a row for each neuron, a column for each example."""
    return [None] * first + [np.zeros((n, m)) for n in sizes[first:]]'''
_ARRAYS = """\
wb, dC_dwb = blocks(parameters), blocks(gradient)
w = [None] + [block[:, 1:] for block in wb[1:]]              # w[l][j, k]: from neuron k to neuron j
a1 = [rows[:, :1 + sizes[0]].T] + [np.ones((1 + n, m)) for n in sizes[1:]]
a = [block[1:] for block in a1]                              # a1 is a under a row of ones, for the bias
y = rows[:, 1 + sizes[0]:1 + sizes[0] + sizes[-1]].T
z, da_dz, dC_dz, dC_da = columns(1), columns(1), columns(1), columns(0)
terms, C0, C = np.zeros((sizes[-1], m)), np.zeros(m), np.zeros(())"""
_INTRODUCTIONS: dict[Stage, str] = {
    "forward": "From the inputs to the outputs, layer by layer.",
    "cost": "How wrong the outputs are: C0 of each example, and their mean C.",
    "backward": "The chain rule from the cost back to the input; the derivatives of all weights and biases end in gradient.",
    "update": "One step downhill, for all weights and biases at once.",
}
_COMMENTS = {
    "z": "Layer {l}: every neuron adds up its weighted inputs and its bias.",
    "a": "Layer {l}: the activation, {activation}.",
    "terms": "Each output's share of the cost of each example.",
    "C0": "The cost of each example is the sum over its outputs.",
    "C": "Their mean over the m examples.",
    "da_dz": "Layer {l}: the slope of {activation}.",
    "dC_da": "Layer {l}: how strongly the cost reacts to each activation.",
    "dC_dz": "Layer {l}: how strongly the cost reacts to each weighted sum.",
    "dC_dw": "Layer {l}: the derivatives of biases and weights, added up over the examples.",
    "gradient": "The cost is a mean over the examples, so its gradient is one too.",
    "step": "What {optimizer} takes off the parameters.",
    "update": "All weights and biases move.",
}


def numpy_script(walk: Walk, title: str) -> str:
    """The walk's own lines of NumPy as a script that takes the same step, bit for bit, and more of them (Q10).

    Raises BadInput where its numbers, those of the parameters and the examples, would be too many to read.
    """
    count = walk.network.parameters.size + walk.passed.rows.size
    if count > MOST_NUMBERS:
        raise BadInput("The script would hold {count} numbers; allowed: up to {most} of a smaller network or fewer examples.",
                       count=f"{count:,}", most=f"{MOST_NUMBERS:,}")
    stages = [stage for stage in STAGES if any(each.stage == stage for each in walk.operations)]
    data = [_examples(walk), _parameters(walk), [_ARRAYS, *_masks_and_scratch(walk)], _optimizer(walk)]
    parts = [_head(walk, title), [_HELPERS], ["\n\n".join("\n".join(block) for block in data if block)],
             *(_function(walk, stage) for stage in stages), _loop(stages)]
    return "\n\n\n".join("\n".join(part) for part in parts) + "\n"


# ---- what there is before the step -----------------------------------------------------------------------------------------------


def _head(walk: Walk, title: str) -> list[str]:
    named = " ".join("".join(letter if letter.isprintable() else " " for letter in title).split())
    network = walk.network
    layers = ", ".join(activation.name for activation in network.activations[1:] if activation is not None)
    about = (f"A network {'-'.join(map(str, network.sizes))} ({layers}), the cost {network.cost.name}, and steps of its training "
             "over the examples below. Entry l of every list belongs to layer l, and layer 0 is the input; columns are examples. "
             "A line that ends in out=… writes into an array that is there already.")
    return [f"# {named}".rstrip(), "#", *textwrap.wrap(about, WIDTH, initial_indent="# ", subsequent_indent="# "),
            "import numpy as np", "",
            'np.seterr(all="ignore")    # exp may overflow to infinity on its way to the right 0']


def _examples(walk: Walk) -> list[str]:
    rows = [line for each in walk.passed.rows for line in _listed(each, "    [", "],")]
    about = "# The examples, a row for each: 1, then the inputs x, then the desired outputs y."
    return [f"sizes = {walk.network.sizes}", "", about, "rows = np.array([", *rows, "])", "m = len(rows)"]


def _parameters(walk: Walk) -> list[str]:
    lines = ["# The parameters: a line for each neuron, its bias before its weights.", "parameters = np.array(["]
    for l in range(1, walk.network.last + 1):
        w, b = walk.values(Item("w", l), 0), walk.values(Item("b", l), 0)
        assert w is not None
        assert b is not None
        lines.append(f"    # layer {l}")
        lines += [line for bias, weights in zip(b, w, strict=True) for line in _listed([bias, *weights], "    ", ",")]
    return [*lines, "])", "gradient = np.zeros_like(parameters)"]


def _masks_and_scratch(walk: Walk) -> list[str]:
    network = walk.network
    lines = [f"{name} = np.zeros({array.shape}{', dtype=bool' if array.dtype == bool else ''})"
             for name, array in Source(walk).scratch.items()]
    if any(on is not None for on in network.on):
        marks = [None if on is None else on.tolist() for on in network.on]
        lines += ["", "# 0 for a neuron that is switched off",
                  f"on = [mark and np.array(mark) for mark in {marks}]"]
    return [*lines, *(_vector("present", network.present, "0 for an edge that is removed") if network.has_removed else [])]


def _optimizer(walk: Walk) -> list[str]:
    update, network = walk.update, walk.network
    if update is None:
        return []
    rates = {"learning_rate": update.learning_rate} | update.settings
    lines = ["step = np.zeros_like(parameters)", *(f"{name} = {float(value)!r}" for name, value in rates.items())]
    if update.regularization != "none":
        lines += [f"regularization_rate = {float(update.regularization_rate)!r}", "g = np.zeros_like(parameters)",
                  *_vector("weights_only", network.weights_only, "0 for a bias, which is not regularized")]
    if network.has_unmovable:
        lines += _vector("movable", network.movable, "0 for what is frozen or removed")
    for name in update.state:
        state = walk.values(Item(name), 0)
        assert state is not None
        lines += _vector(name, state, f"what {update.optimizer.name} remembers")
    return lines


# ---- the step --------------------------------------------------------------------------------------------------------------------


def _function(walk: Walk, stage: Stage) -> list[str]:
    """One stage as a function."""
    lines = [f"def {stage}():", f'    """{_INTRODUCTIONS[stage]}"""']
    for place, operation in enumerate(walk.operations):
        if operation.stage == stage:
            form = forms(walk, place)
            lines += [f"    # {_comment(walk, operation)}"]
            lines += [f"    #     {equation}" for equation in _text(form.matrix).split(",   ")]
            lines += [f"    {_text(line)}" for line in form.source]
    return lines


def _comment(walk: Walk, operation: Operation) -> str:
    l, quantity = operation.layer, operation.quantity
    activation = walk.network.activations[l or 0]
    key = operation.writes[0].quantity if quantity == "C" else "gradient" if quantity == "dC_dw" and l is None else quantity
    optimizer = walk.update and walk.update.optimizer.name
    return _COMMENTS[key].format(l=l, activation=activation and activation.name, optimizer=optimizer)


def _loop(stages: list[Stage]) -> list[str]:
    return [f"steps = {STEPS}", "for number in range(steps):",
            *(f"    {stage}()" for stage in stages[:2]),
            "    if number == 0:", '        print("cost before the first step:", float(C))',
            *(f"    {stage}()" for stage in stages[2:]),
            "forward()", "cost()", 'print("cost after", steps, "steps:", float(C))']


# ---- writing ---------------------------------------------------------------------------------------------------------------------


def _text(line: Line) -> str:
    return text(row(*(token.node for token in line)))


def _listed(numbers: Array | list[float], before: str, after: str) -> list[str]:
    """Numbers in lines of a readable length, each as it is to the last bit."""
    written = ", ".join(repr(float(each)) for each in numbers)
    return textwrap.wrap(before + written + after, WIDTH, subsequent_indent=" " * len(before), break_on_hyphens=False)


def _vector(name: str, numbers: Array, meaning: str) -> list[str]:
    return ["", f"# {meaning}", f"{name} = np.array([", *_listed(numbers, "    ", ","), "])"]
