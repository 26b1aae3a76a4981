"""Paths against brute force: every sequence of neurons, multiplied link by link."""
from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation import BLOCK, example_pass
from core.explain import paths as module
from core.explain.chain_rule import Part, WeightedSum, chain, example_derivatives, is_removed, votes
from core.explain.paths import MOST, Path, Paths, path_count, paths
from core.network import Bias, Edge, Network, Neuron, views
from core.progress import Cancelled
from tests.core.oracle import LECTURE, lecture_chain, networks, small_network


def brute_force(network: Network, rows: np.ndarray, part: Part) -> dict[tuple[int, ...], float]:
    """The mean contribution of every path, one example and one link at a time."""
    present, found = views(network.present, network.sizes).w, dict[tuple[int, ...], float]()
    if is_removed(network, part):
        return found
    starts_at_activation = isinstance(part, Neuron)
    passes = [example_pass(network, row) for row in rows]
    for track in itertools.product([part.j], *(range(n) for n in network.sizes[part.l + 1:])):
        layers = list(enumerate(track, part.l))
        if not all(present[i][j, k] for (_, k), (i, j) in itertools.pairwise(layers)):
            continue
        through = layers[1:] if starts_at_activation else layers
        if any(network.on[i] is not None and not network.on[i][j] for i, j in through):
            continue
        contributions = []
        for p in passes:
            product = chain(network, p, part).dz or 0.0 if isinstance(part, Edge) else 1.0
            for (i, k), (after, j) in itertools.pairwise(layers):
                slope = 1.0 if starts_at_activation and i == part.l else p.da_dz[i][k].item()
                product *= slope * network.w[after][j, k]
            alone = starts_at_activation and part.l == network.last
            contributions.append(product * (p.dC_da if alone else p.dC_dz)[-1][track[-1]].item())
        found[track] = math.fsum(contributions) / len(rows)
    return found


def one_of(data: st.DataObject, network: Network) -> Part:
    l = data.draw(st.integers(0, network.last))
    j = data.draw(st.integers(0, network.sizes[l] - 1))
    if l == 0:
        return Neuron(0, j)
    k = data.draw(st.integers(0, network.sizes[l - 1] - 1))
    return data.draw(st.sampled_from([Edge(l, j, k), Bias(l, j), WeightedSum(l, j), Neuron(l, j)]))


def agree(found: Paths, expected: dict[tuple[int, ...], float]) -> None:
    scale = sum(map(abs, expected.values()))
    assert found.count == len(expected)
    assert {path.neurons for path in found.listed} <= expected.keys()
    for path in found.listed:
        assert path.contribution == pytest.approx(expected[path.neurons], rel=1e-12, abs=1e-14 * scale)
    assert found.total == pytest.approx(math.fsum(expected.values()), rel=1e-12, abs=1e-12 * scale)


@given(made=networks(), data=st.data())
def test_s24_all_paths_are_those_of_brute_force_and_add_up_to_the_derivative(
    made: tuple[Network, np.ndarray], data: st.DataObject,
) -> None:
    """S24, S25: from any weight, bias, z or a, back to the inputs, for one example and averaged over several."""
    network, rows = made
    part = one_of(data, network)
    found, expected = paths(network, rows, part), brute_force(network, rows, part)
    agree(found, expected)
    sizes = [abs(path.contribution) for path in found.listed]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == found.count == path_count(network, part)
    assert (found.rest, found.exact) == (0.0, True)
    derivative = example_derivatives(network, rows, part).mean()
    assert found.total == pytest.approx(derivative, rel=1e-12, abs=1e-15 + 1e-12 * sum(sizes))
    assert math.fsum(path.contribution for path in found.listed) == pytest.approx(derivative, abs=1e-15 + 1e-12 * sum(sizes))


@given(made=networks(most_examples=1), data=st.data(), most=st.integers(1, 6))
def test_of_one_example_the_largest_paths_are_found_without_looking_at_all(
    made: tuple[Network, np.ndarray], data: st.DataObject, most: int,
) -> None:
    network, rows = made
    part = one_of(data, network)
    found, expected = paths(network, rows, part, most), brute_force(network, rows, part)
    agree(found, expected)
    scale = sum(map(abs, expected.values()))
    largest = sorted(map(abs, expected.values()), reverse=True)[:most]
    assert [abs(path.contribution) for path in found.listed] == pytest.approx(largest, rel=1e-12, abs=1e-15 * scale)
    assert len({path.neurons for path in found.listed}) == len(found.listed)
    assert found.exact
    listed = math.fsum(path.contribution for path in found.listed)
    assert listed + found.rest == pytest.approx(found.total, abs=1e-15 + 1e-12 * scale)


@given(made=networks(), data=st.data())
@settings(max_examples=30)
def test_the_largest_of_the_means_are_listed(made: tuple[Network, np.ndarray], data: st.DataObject) -> None:
    network, rows = made
    part = one_of(data, network)
    found, expected = paths(network, rows, part, 2), brute_force(network, rows, part)
    largest = sorted(map(abs, expected.values()), reverse=True)[:2]
    assert [abs(path.contribution) for path in found.listed] == pytest.approx(largest, rel=1e-12, abs=1e-15)
    assert found.exact


def test_s24_the_chain_has_one_path_whose_contribution_is_the_lectures_derivative() -> None:
    network, rows = lecture_chain()
    for l, numbers in LECTURE.items():
        (path,) = paths(network, rows, Edge(l, 0, 0)).listed
        assert path.neurons == (0,) * (4 - l)
        assert path.contribution == pytest.approx(numbers[5], rel=1e-14)
        (path,) = paths(network, rows, Neuron(l, 0)).listed
        assert path.contribution == pytest.approx(numbers[4], rel=1e-14)


def test_s24_a_neuron_before_the_outputs_reaches_the_cost_by_as_many_paths_as_it_has_votes() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    found = paths(network, rows[:1], Neuron(2, 1))
    ballot = votes(network, example_pass(network, rows[0]), Neuron(2, 1))
    assert ballot is not None
    assert sorted((path.neurons, path.contribution) for path in found.listed) == [
        ((1, j), pytest.approx(vote, rel=1e-14)) for j, vote in enumerate(ballot.votes)]


def test_with_softmax_the_last_link_holds_the_row_of_the_jacobian() -> None:
    network, rows = small_network(["tanh", "tanh", "softmax"], "squared error", sizes=(3, 4, 3, 3))
    p = example_pass(network, rows[0])
    found = paths(network, rows[:1], Edge(3, 2, 1))
    assert found.listed == [Path((2,), pytest.approx(chain(network, p, Edge(3, 2, 1)).derivative, rel=1e-14))]
    assert paths(network, rows[:1], Bias(1, 0)).count == 9


def deep(sizes: tuple[int, ...], examples: int = 1) -> tuple[Network, np.ndarray]:
    return small_network(["tanh"] * (len(sizes) - 1), "squared error", 1, sizes, examples)


@pytest.mark.parametrize(("sizes", "count"), [
    ((2, *[8] * 7, 1), 8**6), ((3, 100, 100, 100, 100), 100**3), ((2, *[8] * 60, 1), 8**59), ((700, 700, 700), 700),
])
def test_q19_paths_are_counted_and_the_largest_found_however_many_there_are(sizes: tuple[int, ...], count: int) -> None:
    network, rows = deep(sizes)
    found = paths(network, rows, Edge(1, 0, 0))
    assert found.count == path_count(network, Edge(1, 0, 0)) == count
    assert len(found.listed) == min(count, MOST)
    listed = [path.contribution for path in found.listed]
    assert list(map(abs, listed)) == sorted(map(abs, listed), reverse=True)
    assert math.fsum(listed) + found.rest == pytest.approx(found.total, rel=1e-12, abs=1e-12 * sum(map(abs, listed)))
    assert found.total == pytest.approx(example_derivatives(network, rows, Edge(1, 0, 0))[0], rel=1e-12)


def test_the_largest_of_many_paths_of_one_example_are_those_of_brute_force() -> None:
    network, rows = deep((2, 9, 9, 9, 9, 2))
    network.mark(removed=[Edge(2, j, 0) for j in range(1, 9)], off=[Neuron(3, 4)])
    expected = brute_force(network, rows, Edge(1, 0, 1))
    agree(found := paths(network, rows, Edge(1, 0, 1), 100), expected)
    assert found.count == 8 * 9 * 2
    largest = sorted(expected, key=lambda track: -abs(expected[track]))[:100]
    assert [path.neurons for path in found.listed] == largest


def test_the_means_over_several_blocks_of_examples_are_exact_and_in_bounded_memory() -> None:
    network, rows = deep((2, 5, 5, 5, 2), examples=BLOCK + 300)
    part, shares = Edge(1, 3, 1), list[float]()
    found = paths(network, rows, part, progress=shares.append)
    assert (found.count, found.exact, found.rest, shares[-1]) == (50, True, 0.0, 1.0)
    expected = brute_force(network, rows[::9], part)
    agree(paths(network, rows[::9], part), expected)
    assert found.total == pytest.approx(example_derivatives(network, rows, part).mean(), rel=1e-12)


def test_among_too_many_averaged_paths_those_of_large_links_are_listed_with_exact_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMPARED", 20)
    network, rows = deep((2, 5, 5, 5, 2), examples=6)
    part, shares = Edge(1, 3, 1), list[float]()
    found, expected = paths(network, rows, part, 10, shares.append), brute_force(network, rows, part)
    agree(found, expected)
    assert (len(found.listed), found.exact) == (10, False)
    assert math.fsum(path.contribution for path in found.listed) + found.rest == pytest.approx(found.total, rel=1e-12)
    largest = sorted(map(abs, expected.values()), reverse=True)[:10]
    assert sum(abs(path.contribution) for path in found.listed) > 0.9 * sum(largest)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_nothing_leads_on_from_a_removed_edge_or_through_a_neuron_switched_off() -> None:
    network, rows = small_network(["tanh", "tanh", "linear"], "squared error")
    network.mark(removed=[Edge(1, 0, 2)], off=[Neuron(2, 1)])
    assert paths(network, rows, Edge(1, 0, 2)) == Paths(Edge(1, 0, 2), [], 0, 0.0, 0.0, True)
    assert paths(network, rows, Bias(2, 1)).count == 0
    assert path_count(network, Edge(1, 0, 0)) == (3 - 1) * 2
    found = paths(network, rows[:1], Neuron(2, 1))
    assert found.count == 2, "what the cost wants of its activation does not come through the neuron"
    assert found.total == pytest.approx(chain(network, example_pass(network, rows[0]), Neuron(2, 1)).derivative)


def test_paths_that_contribute_nothing_are_paths() -> None:
    network, rows = small_network(["relu", "linear"], "squared error", sizes=(2, 2, 1))
    network.b[1][:] = -100
    found = paths(network, rows[:1], Edge(1, 0, 0))
    assert found.listed == [Path((0, 0), 0.0)]
    assert math.copysign(1, found.listed[0].contribution) == 1


def test_numbers_beyond_all_bounds_do_not_stop_the_search() -> None:
    network, rows = deep((2, 12, 12, 12, 1))
    for l in (2, 3):
        network.w[l][:] = 1e308
    network.activations[1:] = small_network(["linear"] * 4, "squared error", sizes=(2, 2, 2, 2, 1))[0].activations[1:]
    for examples in (rows, np.repeat(rows, 2, 0)):
        found = paths(network, examples, Edge(1, 0, 0), 50)
        assert (found.count, len(found.listed)) == (144, 50)
        assert not np.isfinite(found.total)


def test_the_search_for_paths_can_be_given_up() -> None:
    network, rows = deep((2, 5, 5, 5, 2), examples=2 * BLOCK)

    def cancel(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        paths(network, rows, Edge(1, 0, 0), progress=cancel)


def test_paths_leave_parameters_and_gradient_as_they_were() -> None:
    network, rows = deep((2, 5, 5, 2), examples=3)
    example_pass(network, rows[0])
    before = network.parameters.copy(), network.gradient.copy()
    paths(network, rows, Edge(1, 0, 0))
    np.testing.assert_array_equal(before, (network.parameters, network.gradient))
