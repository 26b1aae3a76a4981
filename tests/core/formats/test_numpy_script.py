"""The script is the network: run by itself it takes the walk's own step, bit for bit, and goes on downhill."""
from __future__ import annotations

import ast
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings

from core.errors import BadInput
from core.explain.walk import Walk
from core.formats.numpy_script import MOST_NUMBERS, STEPS, numpy_script
from core.network import Bias, Edge, Network, Neuron
from core.optimizers import OPTIMIZERS, REGULARIZATIONS
from tests.core.explain.test_source import walk_of, walks
from tests.core.explain.test_walk import walk_of as walk_of_preset
from tests.core.oracle import small_network


def run(script: str) -> str:
    """What a script prints in a Python of its own, which imports nothing of this project."""
    done = subprocess.run([sys.executable, "-I", "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def one_step(script: str) -> str:
    return script.replace(f"steps = {STEPS}\n", "steps = 1\n")


def executed(script: str) -> dict[str, object]:
    """All that a script leaves behind; it runs in here, which is quicker."""
    names: dict[str, object] = {"print": lambda *_: None}
    with np.errstate():
        exec(script, names)
    return names


def check(walk: Walk) -> None:
    script = numpy_script(walk, "test")
    assert max(map(len, script.splitlines())) <= 132
    assert executed(one_step(script))["parameters"].tobytes() == walk.network.parameters.tobytes()


@given(walks())
@settings(max_examples=15, deadline=None)
def test_q10_one_step_of_the_script_is_the_walk_s_bit_for_bit(walk):
    check(walk)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("regularization", REGULARIZATIONS)
def test_every_optimizer_s_script_takes_its_step(optimizer, regularization):
    network, rows = small_network(["tanh", "softmax"], "categorical cross-entropy", sizes=(2, 3, 2))
    network.mark(removed=[Edge(1, 1, 0)], frozen=[Bias(1, 2), Edge(2, 0, 1)], off=[Neuron(1, 0)])
    check(walk_of(network, rows, optimizer, regularization))


@pytest.mark.parametrize("preset", ["chain", "two-paths", "xor"])
def test_q10_the_script_runs_alone_and_the_cost_falls(preset):
    walk = walk_of_preset(preset)
    script = numpy_script(walk, preset)
    one = run(one_step(script) + "print(repr(parameters.tolist()))\n")
    assert ast.literal_eval(one.splitlines()[-1]) == walk.network.parameters.tolist()
    before, after = (float(line.rpartition(" ")[2]) for line in run(script).splitlines())
    assert after < before


def test_the_script_imports_numpy_alone_and_says_what_it_does():
    script = numpy_script(walk_of_preset("chain"), "The chain")
    tree = ast.parse(script)
    assert [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)] == ["import numpy as np"]
    assert script.startswith("# The chain\n")
    assert "    # Layer 3: every neuron adds up its weighted inputs and its bias.\n    #     z⁽³⁾ = W⁽³⁾ a⁽²⁾ + b⁽³⁾\n" in script
    assert "    wb[3].dot(a1[2], out=z[3])\n" in script


@pytest.mark.parametrize("title", ['"""', "a\nimport os", "back\\slash", "\x00", "ü\u2028line", "\ud800"])
def test_no_title_can_break_out_of_its_comment(title):
    script = numpy_script(walk_of_preset("chain"), title)
    assert len(ast.parse(script).body) == len(ast.parse(numpy_script(walk_of_preset("chain"), "")).body)


def test_a_walk_without_an_update_becomes_a_script_of_the_gradient():
    network, rows = small_network(["tanh"], "squared error", sizes=(2, 1))
    walk = Walk(network, rows)
    assert executed(numpy_script(walk, ""))["gradient"].tobytes() == walk.network.gradient.tobytes()


def test_more_numbers_than_one_can_read_are_refused_with_what_is_allowed():
    rows = np.ones((MOST_NUMBERS // 3, 3))
    with pytest.raises(BadInput, match=r"^The script would hold 20,00\d numbers; allowed: up to 20,000 .*\.$"):
        numpy_script(Walk(Network((1, 2, 1), ("tanh", "tanh")), rows), "")
