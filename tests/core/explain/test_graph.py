"""The graph against the tape, against finite differences, and against the lecture's own equations."""
from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.document import presets
from core.document.data import dataset
from core.explain.graph import DERIVATIVES, MOST, Graph, graph
from core.explain.returned import adds_up
from core.explain.walk import Item, Walk
from core.network import Edge, Network, Neuron
from core.notation import text
from core.training import Trainer
from tests.core.oracle import LECTURE, edges, lecture_chain, mean_cost, networks, small_network


def opened(name: str) -> Walk:
    """The walk that the window opens on a preset."""
    experiment = presets.load(name)
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    return Walk(ahead.network, ahead.rows, ahead.update)


def walked(network: Network, rows: np.ndarray) -> Walk:
    walk = Walk(network.twin(), rows)
    walk.go_to(len(walk.operations))
    return walk


def nodes(made: Graph) -> dict[Item, float | None]:
    return {node.item: node.derivative for node in made.nodes}


def by_the_tape(walk: Walk, item: Item, example: int) -> float:
    """∂C₀ of the example by an item, straight from the arrays of the pass."""
    p, (quantity, l, j, k) = walk.passed, item
    if quantity == "C0":
        return 1.0
    if quantity == "w":
        return p.dC_dz[l][j, example] * p.a[l - 1][k, example]
    return getattr(p, {"b": "dC_dz"}.get(quantity, DERIVATIVES[quantity]))[l][j, example]


# ---- what it is made of ----------------------------------------------------------------------------------------------------------


def test_s7_the_graph_of_the_chain_is_the_lectures_tree() -> None:
    made = graph(walked(*lecture_chain()))
    names = [text(node.symbol) for node in made.nodes]
    joined = {(names[edge.source], names[edge.target]) for edge in made.edges}
    expected = {("a⁽³⁾", "C₀"), ("y", "C₀")}
    for l, (before, own) in enumerate(pairwise(["⁽⁰⁾", "⁽¹⁾", "⁽²⁾", "⁽³⁾"]), 1):
        assert text(made.nodes[made.place(Item("w", l, 0, 0)) or 0].symbol) == f"w{own}"
        expected |= {(f"w{own}", f"z{own}"), (f"b{own}", f"z{own}"), (f"a{before}", f"z{own}"), (f"z{own}", f"a{own}")}
    assert joined == expected
    assert len(names) == len(set(names)) == 15


def test_s7_the_tree_reaches_back_as_many_layers_as_wanted() -> None:
    walk = walked(*lecture_chain())
    last = graph(walk, depth=1)
    assert [text(node.symbol) for node in last.nodes] == ["a⁽²⁾", "w⁽³⁾", "b⁽³⁾", "z⁽³⁾", "a⁽³⁾", "y", "C₀"]
    assert (last.depth, last.layers) == (1, 3)
    assert set(last.nodes) < set(graph(walk, depth=2).nodes) < set(graph(walk).nodes)
    assert graph(walk, depth=9) == graph(walk, depth=3) == graph(walk)


@given(made=networks())
def test_s7_every_edge_leads_to_what_the_tape_computes_next(made: tuple[Network, np.ndarray]) -> None:
    found = graph(walked(*made), most=10_000)
    for edge in found.edges:
        assert found.nodes[edge.target].column == found.nodes[edge.source].column + 1
    assert len({node.item for node in found.nodes}) == len(found.nodes)
    reached = {edge.target for edge in found.edges} | {edge.source for edge in found.edges}
    loose = {found.nodes[place].item.quantity for place in range(len(found.nodes)) if place not in reached}
    assert loose <= {"a"}                                            # an input whose edges are all removed


def test_a_removed_edge_has_neither_a_node_nor_an_edge() -> None:
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1))
    before = graph(walked(network, rows))
    network.mark(removed=[Edge(1, 0, 1)])
    after = graph(walked(network, rows))
    gone = {node.item for node in before.nodes} - {node.item for node in after.nodes}
    assert gone == {Item("w", 1, 0, 1)}
    assert len(after.edges) == len(before.edges) - 2


def test_a_neuron_that_is_switched_off_is_marked_and_lets_nothing_through() -> None:
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1))
    network.mark(off=[Neuron(1, 1)])
    made = graph(walked(network, rows))
    assert [node.item for node in made.nodes if node.is_off] == [Item("a", 1, 1)]
    assert nodes(made)[Item("z", 1, 1)] == 0.0
    (into,) = [edge for edge in made.edges if made.nodes[edge.target].is_off]
    assert into.value == 0.0


def test_with_softmax_every_z_reaches_every_a() -> None:
    network, rows = small_network(["tanh", "softmax"], "categorical cross-entropy", sizes=(2, 2, 3))
    made = graph(walked(network, rows))
    reached = [made.nodes[edge.target].item for edge in made.leaving(made.place(Item("z", 2, 1)) or 0)]
    assert reached == [Item("a", 2, 0), Item("a", 2, 1), Item("a", 2, 2)]


@pytest.mark.parametrize(("name", "as_numbers"), [
    ("chain", True), ("two-paths", True), ("xor", True), ("spiral", False), ("digits", False),
])
def test_small_networks_are_drawn_number_by_number_and_larger_ones_by_layer(name: str, as_numbers: bool) -> None:
    walk = opened(name)
    made = graph(walk)
    assert made.has_shapes != as_numbers
    assert len(made.nodes) <= MOST
    if not as_numbers:
        shapes = {text(node.symbol): node.shape for node in made.nodes}
        sizes = walk.network.sizes
        assert shapes["W⁽¹⁾"] == (sizes[1], sizes[0])
        assert shapes["z⁽²⁾"] == shapes["b⁽²⁾"] == (sizes[2], 1)
        assert len(made.nodes) == 4 * walk.network.last + 3


def test_of_a_very_deep_network_the_last_layers_are_drawn_until_more_are_wanted() -> None:
    network, rows = small_network(["tanh"] * 20, "squared error", sizes=(1,) * 21)
    walk = walked(network, rows)
    assert (graph(walk).depth, graph(walk).layers, graph(walk, depth=20).depth) == (6, 20, 20)


def test_of_a_larger_network_the_last_layer_alone_may_be_small_enough() -> None:
    assert not graph(opened("spiral"), depth=1).has_shapes


# ---- numbers ---------------------------------------------------------------------------------------------------------------------


@given(made=networks(), data=st.data())
def test_s29_the_derivative_at_every_node_is_that_of_the_tape(made: tuple[Network, np.ndarray], data: st.DataObject) -> None:
    """Also of an example among others, whose own derivative is not their mean."""
    walk = walked(*made)
    example = data.draw(st.integers(0, len(made[1]) - 1))
    for item, found in nodes(graph(walk, example, most=10_000)).items():
        if item.quantity == "y":
            assert found is None
        else:
            assert found == pytest.approx(by_the_tape(walk, item, example), rel=1e-12, abs=1e-15)


@given(seed=st.integers(0, 1000), output=st.sampled_from(["sigmoid", "softmax", "linear"]), example=st.integers(0, 2))
@settings(max_examples=15)
def test_s29_the_derivative_at_every_node_is_what_a_nudge_measures(seed: int, output: str, example: int) -> None:
    network, rows = small_network(["tanh", output], "squared error", seed, (2, 3, 2), 3)
    row, h, measured = rows[example:example + 1], 1e-6, dict[Item, float]()
    cost = mean_cost(network, row)

    def slope(place: int) -> float:
        step = h * (np.arange(network.parameters.size) == place)
        return (cost(network.parameters + step) - cost(network.parameters - step)) / (2 * h)

    place = 0
    for l, (before, n) in enumerate(pairwise(network.sizes), 1):
        for j in range(n):
            measured[Item("b", l, j)] = measured[Item("z", l, j)] = slope(place)
            measured |= {Item("w", l, j, k): slope(place + 1 + k) for k in range(before)}
            place += 1 + before
    for l, n in enumerate(network.sizes):
        for j in range(n):
            pushed = mean_cost(network, row, Neuron(l, j))
            measured[Item("a", l, j)] = (pushed(np.array([h])) - pushed(np.array([-h]))) / (2 * h)
    found = nodes(graph(walked(network, rows), example))
    assert {item: found[item] for item in measured} == pytest.approx(measured, rel=1e-4, abs=1e-8)
    assert found.keys() - measured.keys() == {Item("y", None, 0), Item("y", None, 1), Item("C0")}


@given(made=networks(), data=st.data())
def test_s24_what_comes_back_along_the_edges_adds_up_to_the_nodes_derivative(
    made: tuple[Network, np.ndarray], data: st.DataObject,
) -> None:
    network, rows = made
    example = data.draw(st.integers(0, len(rows) - 1))
    found = graph(walked(network, rows), example, most=10_000)
    for place, node in enumerate(found.nodes):
        returned = adds_up(found, node.item)
        if node.item.quantity in {"C0", "y"}:
            continue
        assert returned is not None
        assert returned.terms is not None
        assert len(returned.terms) == len(found.leaving(place))
        scale = sum(map(abs, returned.terms))
        assert sum(returned.terms) == pytest.approx(node.derivative, rel=1e-12, abs=1e-12 * scale + 1e-300)


@given(made=networks())
@settings(max_examples=30)
def test_of_layers_the_norms_are_shown(made: tuple[Network, np.ndarray]) -> None:
    network, rows = made
    walk = walked(network, rows)
    numbers, layers = (nodes(graph(walk, most=most)) for most in (10_000, 0))
    for item, norm in layers.items():
        if item.quantity not in {"C0", "y"}:
            parts = [value for each, value in numbers.items() if each.whole == item]
            assert norm == pytest.approx(np.linalg.norm(parts), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(("item", "written"), [
    (Item("a", 1, 0), "∂C₀/∂a₀⁽¹⁾ = w₀,₀⁽²⁾ · ∂C₀/∂z₀⁽²⁾ + w₁,₀⁽²⁾ · ∂C₀/∂z₁⁽²⁾ = 0.4 · 0.1385 + 0.5 · (−0.0381) = "
                      "0.0554 + (−0.01905) = 0.03635"),
    (Item("z", 2, 0), "∂C₀/∂z₀⁽²⁾ = ∂a₀⁽²⁾/∂z₀⁽²⁾ · ∂C₀/∂a₀⁽²⁾ = 0.1868 · 0.7414 = 0.1385"),
    (Item("a", 2, 1), "∂C₀/∂a₁⁽²⁾ = a₁⁽²⁾ − y₁ = 0.7729 − 0.99 = −0.2171"),
    (Item("b", 2, 0), "∂C₀/∂b₀⁽²⁾ = 1 · ∂C₀/∂z₀⁽²⁾ = 1 · 0.1385 = 0.1385"),
    (Item("w", 2, 0, 1), "∂C₀/∂w₀,₁⁽²⁾ = a₁⁽¹⁾ · ∂C₀/∂z₀⁽²⁾ = 0.5969 · 0.1385 = 0.08267"),
    (Item("C0"), "∂C₀/∂C₀ = 1"),
])
def test_s24_a_node_says_with_its_numbers_how_it_adds_up_what_comes_back(item: Item, written: str) -> None:
    """The numbers of the textbook example whose hidden neurons reach the cost on two paths."""
    walk = opened("two-paths")
    walk.go_to(len(walk.operations))
    returned = adds_up(graph(walk), item)
    assert returned is not None
    assert text(returned.formula) == written


def test_y_is_given_and_nothing_is_differentiated_by_it() -> None:
    made = graph(walked(*lecture_chain()))
    assert adds_up(made, Item("y", None, 0)) is None
    assert adds_up(made, Item("w", 7, 0, 0)) is None


def test_s29_a_saturated_output_adds_up_to_what_the_tape_writes() -> None:
    """∂a/∂z · ∂C₀/∂a is 0 times something huge there."""
    network = Network([1, 1], ["sigmoid"], "cross-entropy")
    network.b[1][:] = -800.0
    made = graph(walked(network, np.array([[1.0, 0.0, 1.0]])))
    assert nodes(made)[Item("z", 1, 0)] == -1.0
    returned = adds_up(made, Item("z", 1, 0))
    assert returned is not None
    assert text(returned.formula) == "∂C₀/∂z⁽¹⁾ = a⁽¹⁾ − y = 0 − 1 = −1"


def test_of_many_terms_the_first_and_the_last_are_written() -> None:
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(1, 1, 9), examples=1)
    made = graph(walked(network, rows))
    returned = adds_up(made, Item("a", 1, 0), 3)
    assert returned is not None
    symbols, _, rest = text(returned.formula).partition(" = w")[2].partition(" = ")
    assert symbols == "₀,₀⁽²⁾ · ∂C₀/∂z₀⁽²⁾ + w₁,₀⁽²⁾ · ∂C₀/∂z₁⁽²⁾ + ⋯ + w₈,₀⁽²⁾ · ∂C₀/∂z₈⁽²⁾"
    assert rest.count("⋯") == 2
    returned = adds_up(made, Item("a", 1, 0), 1)
    assert returned is not None
    assert text(returned.formula).startswith("∂C₀/∂a⁽¹⁾ = w₀,₀⁽²⁾ · ∂C₀/∂z₀⁽²⁾ + ⋯ = ")


@pytest.mark.parametrize(("item", "written"), [
    (Item("w", 1), "∂C₀/∂W⁽¹⁾ = ∂C₀/∂z⁽¹⁾ (a⁽⁰⁾)ᵀ"),
    (Item("b", 2), "∂C₀/∂b⁽²⁾ = ∂C₀/∂z⁽²⁾"),
    (Item("a", 1), "∂C₀/∂a⁽¹⁾ = (W⁽²⁾)ᵀ ∂C₀/∂z⁽²⁾"),
    (Item("z", 1), "∂C₀/∂z⁽¹⁾ = ∂a⁽¹⁾/∂z⁽¹⁾ ⊙ ∂C₀/∂a⁽¹⁾"),
    (Item("z", 2), "∂C₀/∂z⁽²⁾ = a⁽²⁾ − y"),
    (Item("a", 2), "∂C₀/∂a⁽²⁾ = −y/a⁽²⁾"),
])
def test_s28_a_layer_says_it_with_matrices(item: Item, written: str) -> None:
    network, rows = small_network(["tanh", "softmax"], "categorical cross-entropy", sizes=(2, 3, 2))
    returned = adds_up(graph(walked(network, rows), most=0), item)
    assert returned is not None
    assert text(returned.formula).split(",   ")[0] == written


# ---- while it is walked ----------------------------------------------------------------------------------------------------------


def test_nothing_is_known_before_it_is_computed() -> None:
    walk = opened("two-paths")
    for position in range(len(walk.operations) + 1):
        walk.go_to(position)
        for node in graph(walk).nodes:
            assert (node.value is not None) == walk.is_known(node.item)
            if node.derivative_item is not None:
                assert (node.derivative is not None) == walk.is_known(node.derivative_item)
            returned = adds_up(graph(walk), node.item)
            if returned is not None and returned.terms:
                assert text(returned.formula).count(" = ") >= 2


def test_s26_after_the_update_the_new_weight_is_shown_and_the_sums_are_still_those_of_the_pass() -> None:
    walk = opened("two-paths")
    walk.go_to(len(walk.operations))
    made, item = graph(walk), Item("w", 2, 0, 0)
    place = made.place(item)
    assert place is not None
    assert made.nodes[place].value == pytest.approx(0.4 - 0.5 * 0.08216704, abs=1e-7)
    assert next(edge for edge in made.edges if edge.item == item).value == 0.4


def test_s29_the_lectures_chain_has_the_lectures_numbers() -> None:
    found = graph(walked(*lecture_chain()))
    value = {edge.item: edge.value for edge in found.edges}
    for l, (_, a, dz_dw, da_dz, dC_da, dC_dw, dC_db) in LECTURE.items():
        assert found.nodes[found.place(Item("a", l, 0)) or 0].value == pytest.approx(a, rel=1e-14)
        assert [value[Item("a", l - 1, 0)], value[Item("da_dz", l, 0)]] == pytest.approx([dz_dw, da_dz], rel=1e-14)
        derivatives = nodes(found)
        assert [derivatives[Item(*at)] for at in (("a", l, 0), ("w", l, 0, 0), ("b", l, 0))] == pytest.approx(
            [dC_da, dC_dw, dC_db], rel=1e-13)


def test_the_graph_covers_every_parameter_that_is_there() -> None:
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 3, 1))
    shown = {node.item for node in graph(walked(network, rows)).nodes if node.item.quantity == "w"}
    assert shown == {Item("w", *edge) for edge in edges(network.sizes)}
