"""The NumPy of a walk is the true code: run as it stands, it gives the walk's own numbers."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.costs import COSTS, allowed
from core.explain.source import Source
from core.explain.tokens import Line
from core.explain.walk import Item, Walk
from core.network import EMPTY, Bias, Edge, Network, Neuron, views
from core.notation import text
from core.optimizers import OPTIMIZERS, REGULARIZATIONS, Update
from tests.core.oracle import HIDDEN, OUTPUTS, networks, small_network


def written(line: Line) -> str:
    return "".join(text(token.node) for token in line)


def walk_of(network: Network, rows: np.ndarray, optimizer: str = "sgd", regularization: str = "none") -> Walk:
    """A step of an optimizer that has taken some already."""
    rng = np.random.default_rng(1)
    update = Update(network, optimizer, regularization)
    update.set_rates(0.1, 0.05)
    for name, state in update.state.items():
        state[:] = 0.5 if name in update.optimizer.powers else rng.uniform(0.1, 0.9, state.shape)
    return Walk(network, rows, update)


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """Any network with parts removed, off and frozen, any optimizer and regularization."""
    network, rows = draw(networks())
    for place in draw(st.lists(st.integers(0, network.parameters.size - 1), max_size=3)):
        network.movable[place] = 0.0
    return walk_of(network, rows, draw(st.sampled_from(sorted(OPTIMIZERS))), draw(st.sampled_from(REGULARIZATIONS)))


def fresh_arrays(walk: Walk, source: Source) -> dict[str, object]:
    """All that the lines name, as it is before the step; what they write is undefined."""
    network, m, sizes = walk.network, walk.passed.examples, walk.network.sizes
    flat = np.concatenate([np.column_stack([walk.values(Item("b", l), 0), walk.values(Item("w", l), 0)]).ravel()
                           for l in range(1, network.last + 1)])
    value, derivative = views(flat, sizes), views(np.full_like(flat, np.nan), sizes)

    def columns(layers: range) -> list[np.ndarray]:
        return [np.full((sizes[l], m), np.nan) if l in layers else EMPTY for l in range(len(sizes))]

    hidden = range(1, len(sizes))
    rows = walk.passed.rows.copy()                    # the same strides, as products may round differently with others
    a1 = [rows[:, :1 + sizes[0]].T, *(np.concatenate([np.ones((1, m)), column]) for column in columns(hidden)[1:])]
    arrays: dict[str, object] = {
        "np": np, "m": m, "parameters": value.flat, "wb": value.wb, "w": value.w,
        "gradient": derivative.flat, "dC_dwb": derivative.wb,
        "a1": a1, "a": [each[1:] for each in a1], "z": columns(hidden), "da_dz": columns(hidden), "dC_dz": columns(hidden),
        "dC_da": columns(range(len(sizes))), "terms": np.full((sizes[-1], m), np.nan), "C0": np.full(m, np.nan),
        "C": np.full((), np.nan), "y": rows[:, 1 + sizes[0]:].T,
        "on": network.on, "present": network.present, "movable": network.movable, "weights_only": network.weights_only,
    }
    arrays |= {name: np.full_like(array, 7) for name, array in source.scratch.items()}
    if (update := walk.update) is not None:
        arrays |= {name: walk.values(Item(name), 0).copy() for name in update.state}
        arrays |= {name: float(value) for name, value in update.settings.items()}
        arrays |= {"g": np.full_like(flat, np.nan), "step": np.full_like(flat, np.nan),
                   "learning_rate": float(update.learning_rate), "regularization_rate": float(update.regularization_rate)}
    return arrays


def held(arrays: dict[str, object], item: Item) -> np.ndarray:
    """The numbers of an item among the arrays."""
    quantity, l = item.whole[:2]
    if quantity in {"b", "dC_dw", "dC_db"}:
        wb = arrays["wb" if quantity == "b" else "dC_dwb"][l]
        return wb[:, 1:] if quantity == "dC_dw" else wb[:, 0]
    return arrays[quantity] if l is None else arrays[quantity][l]


def check(walk: Walk) -> None:
    """Run every line and compare everything that each operation writes, bit for bit."""
    source = Source(walk)
    arrays = fresh_arrays(walk, source)
    with np.errstate(all="ignore"):
        for place, operation in enumerate(walk.operations):
            for line in source.lines(operation):
                exec(written(line), arrays)
            for item in operation.writes:
                assert held(arrays, item).tobytes() == walk.values(item, place + 1).tobytes(), (item, operation.quantity)


@given(walks())
@settings(max_examples=60, deadline=None)
def test_q10_the_lines_run_and_give_the_walk_s_numbers_bit_for_bit(walk):
    check(walk)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("regularization", REGULARIZATIONS)
def test_the_lines_of_every_optimizer_run(optimizer, regularization):
    network, rows = small_network(["tanh", "sigmoid"], "squared error", sizes=(2, 3, 1))
    network.mark(removed=[Edge(1, 1, 0)], frozen=[Bias(1, 2), Edge(2, 0, 1)], off=[Neuron(1, 0)])
    check(walk_of(network, rows, optimizer, regularization))


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_lines_of_every_activation_run(hidden):
    check(walk_of(*small_network([hidden, hidden], "huber", sizes=(2, 3, 2))))


@pytest.mark.parametrize(("cost", "output"), OUTPUTS)
def test_the_lines_of_every_cost_run(cost, output):
    assert allowed(cost, output)
    assert cost in COSTS
    check(walk_of(*small_network([output], cost, sizes=(2, 3))))


def test_a_product_too_large_for_dot_is_written_as_it_runs():
    walk = walk_of(*small_network(["tanh", "tanh"], "squared error", sizes=(2, 70, 70), examples=70))
    assert "np.matmul(wb[1], a1[0], out=z[1])" in [written(line) for line in Source(walk).lines(walk.operations[0])]
    check(walk)


def lines(walk: Walk) -> list[str]:
    source = Source(walk)
    return [written(line) for operation in walk.operations for line in source.lines(operation)]


def test_the_lines_read_as_one_would_write_them():
    found = lines(walk_of(*small_network(["linear", "sigmoid"], "squared error", sizes=(2, 3, 1))))
    wanted = ["wb[1].dot(a1[0], out=z[1])", "np.copyto(a[1], z[1])", "np.add.reduce(terms, axis=-2, out=C0)",
              "np.multiply(C, 1 / m, out=C)", "np.multiply(dC_da[2], da_dz[2], out=dC_dz[2])",
              "dC_dz[2].dot(a1[1].T, out=dC_dwb[2])", "w[2].T.dot(dC_dz[2], out=dC_da[1])", "da_dz[1].fill(1.0)",
              "np.multiply(gradient, learning_rate, out=step)", "np.subtract(parameters, step, out=parameters)"]
    assert [line for line in found if line in wanted] == wanted


def test_the_smallest_number_is_called_by_its_name():
    network, rows = small_network(["tanh", "sigmoid"], "cross-entropy", 3, (2, 2, 1), 2)
    walk = walk_of(network, rows)
    lines = [written(line) for operation in walk.operations for line in Source(walk).lines(operation)]
    assert sum("np.fmax(" in line for line in lines) == sum("np.finfo(float).tiny" in line for line in lines) == 2
    assert not any("e-308" in line for line in lines)


def test_scratch_arrays_keep_their_names_through_the_walk():
    network, rows = small_network(["softmax"], "squared error", sizes=(2, 3))
    found = lines(walk_of(network, rows, regularization="l1"))
    assert "np.maximum.reduce(z[1], axis=-2, out=scratch1, keepdims=True)" in found
    assert "np.multiply(parameters, weights_only, out=scratch4)" in found
    assert "np.multiply(scratch4, parameters, out=g)" in found
    assert "np.copyto(parameters, 0.0, where=scratch5)" in found


@given(walks())
@settings(max_examples=20, deadline=None)
def test_a_variable_is_old_until_the_operation_has_written_it(walk):
    source = Source(walk)
    for operation in walk.operations:
        for line in source.lines(operation):
            for token in line:
                if token.old:
                    assert any(token.item in {item, item._replace(layer=None)} for item in operation.reads)
                    assert any(token.item in {item, item._replace(layer=None)} for item in operation.writes)
    step = next(each for each in walk.operations if each.quantity == "update")
    minuend, subtrahend, result = (token for token in source.lines(step)[0] if token.item is not None)
    assert [minuend.old, subtrahend.old, result.old] == [True, False, False]


def test_w_and_b_are_told_apart_in_their_common_array():
    walk = walk_of(*small_network(["tanh"], "squared error", sizes=(2, 1)))
    tokens = [(text(token.node), token.item) for token in Source(walk).lines(walk.operations[0])[0] if token.item is not None]
    assert tokens == [("w", Item("w", 1)), ("b[1]", Item("b", 1)), ("a1[0]", Item("a", 0)), ("z[1]", Item("z", 1))]
