"""What each generated set is, and what noise does to it."""
from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.dataset import Dataset
from core.data.generators import FUNCTIONS, GENERATORS

TWO_CLASSES = ("circle", "xor", "gauss", "spiral", "moons")
SETS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in (*TWO_CLASSES, "plane", "two gaussians")),
    *(("pinwheel", {"classes": classes}) for classes in (3, 4, 5)),
    *(("function", {"of": of}) for of in ("sine", "step", "sawtooth", "polynomial")),
]


def make(name: str, examples: int = 500, noise: float = 0.0, seed: int = 1, **options: Any) -> Dataset:
    return GENERATORS[name].make(np.random.default_rng(seed), examples, noise, **options)


def answers(dataset: Dataset) -> np.ndarray:
    answer = dataset.targets if dataset.classes is None else dataset.classes
    assert answer is not None
    return answer


def test_there_is_a_generator_of_every_name_of_the_document() -> None:
    assert set(GENERATORS) == {"circle", "xor", "gauss", "spiral", "moons", "pinwheel", "plane", "two gaussians", "function"}
    assert set(FUNCTIONS) == {"sine", "step", "sawtooth", "polynomial"}


@given(st.sampled_from(SETS), st.integers(1, 40), st.floats(0, 0.8), st.integers(0, 2**63))
def test_any_number_of_examples_any_noise_and_any_seed_give_a_whole_set(
    which: tuple[str, dict[str, Any]], examples: int, noise: float, seed: int
) -> None:
    name, options = which
    dataset = make(name, examples, noise, seed, **options)
    assert dataset.inputs.shape == (examples, 1 if name == "function" else 2)
    assert dataset.inputs.dtype == np.float64
    assert np.isfinite(dataset.inputs).all()
    assert dataset.columns == (("x0",) if name == "function" else ("x0", "x1"))
    assert dataset.task == GENERATORS[name].task
    if dataset.classes is None:
        assert dataset.task == "regression"
        assert dataset.targets is not None
        assert dataset.targets.shape == (examples, 1)
        assert np.isfinite(dataset.targets).all()
    else:
        assert dataset.task == "classification"
        assert dataset.targets is None
        assert dataset.classes.shape == (examples,)
        assert dataset.class_count == options.get("classes", 2)
        assert set(dataset.classes.tolist()) <= set(range(dataset.class_count))


@pytest.mark.parametrize(("name", "options"), SETS)
def test_the_same_seed_gives_the_same_data_and_another_seed_other_data(name: str, options: dict[str, Any]) -> None:
    first, again, other = (make(name, 101, 0.3, seed, **options) for seed in (7, 7, 8))
    assert np.array_equal(first.inputs, again.inputs)
    assert np.array_equal(answers(first), answers(again))
    assert not np.array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize(("name", "options"), SETS)
def test_without_noise_a_set_fills_about_six_each_way(name: str, options: dict[str, Any]) -> None:
    dataset = make(name, 2000, **options)
    assert 4 <= abs(dataset.inputs).max() <= 6
    if dataset.targets is not None:
        assert 0.9 <= abs(dataset.targets).max() <= 1.2


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons", "pinwheel"])
@pytest.mark.parametrize("examples", [2, 3, 101, 500])
def test_classes_differ_by_at_most_one_example(name: str, examples: int) -> None:
    counts = np.bincount(answers(make(name, examples, 0.5)), minlength=3 if name == "pinwheel" else 2)
    assert np.ptp(counts) <= 1


def test_circle_is_a_disc_of_class_1_in_a_ring_of_class_0() -> None:
    dataset = make("circle", 2001)
    distance, disc = np.hypot(*dataset.inputs.T), answers(dataset) == 1
    assert disc.sum() == 1001
    assert distance[disc].max() < 2.5
    assert 3.5 <= distance[~disc].min() < distance[~disc].max() <= 5


def test_xor_is_class_1_where_the_signs_agree_with_a_gap_along_the_axes() -> None:
    dataset = make("xor", 2000)
    x0, x1 = dataset.inputs.T
    assert np.array_equal(answers(dataset) == 1, (x0 > 0) == (x1 > 0))
    assert 0.3 <= abs(dataset.inputs).min() < 0.35
    assert 5.2 < abs(dataset.inputs).max() <= 5.3


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "two gaussians"])
def test_noise_leaves_the_points_and_changes_what_is_desired_of_them(name: str) -> None:
    clean, noisy = make(name, 500, 0.0), make(name, 500, 0.4)
    assert np.array_equal(clean.inputs, noisy.inputs)
    assert not np.array_equal(answers(clean), answers(noisy))


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons", "pinwheel"])
def test_noise_moves_the_points_and_leaves_their_classes(name: str) -> None:
    clean, noisy = make(name, 500, 0.0), make(name, 500, 0.4)
    assert np.array_equal(answers(clean), answers(noisy))
    assert not np.array_equal(clean.inputs, noisy.inputs)


def test_a_class_of_circle_is_that_of_a_place_within_five_times_the_noise() -> None:
    dataset = make("circle", 20_000, 0.3)
    reach, size, ones = 5 * 0.3, abs(dataset.inputs), answers(dataset) == 1
    nearest, farthest = np.hypot(*np.maximum(size - reach, 0).T), np.hypot(*(size + reach).T)
    assert 2.3 < nearest[ones].max() < 2.5
    assert 2.5 <= farthest[~ones].min() < 2.75


@pytest.mark.parametrize("noise", [0.1, 0.3])
def test_a_class_of_xor_is_that_of_a_place_within_five_times_the_noise(noise: float) -> None:
    dataset = make("xor", 5000, noise)
    changed = answers(dataset) != (dataset.inputs.prod(axis=1) > 0)
    distance_to_an_axis = abs(dataset.inputs).min(axis=1)
    assert changed.any()
    assert 4 * noise < distance_to_an_axis[changed].max() <= 5 * noise


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_the_clouds_of_gauss_have_a_variance_from_a_half_to_four_at_noise_one_half(noise: float, variance: float) -> None:
    dataset = make("gauss", 40_000, noise)
    for class_, centre in ((1, 2.0), (0, -2.0)):
        cloud = dataset.inputs[answers(dataset) == class_]
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.05)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.05)


def test_the_arms_of_spiral_wind_one_and_three_quarter_times_out_to_five() -> None:
    dataset = make("spiral", 400)
    for class_, start in ((1, 0.0), (0, math.pi)):
        arm = dataset.inputs[answers(dataset) == class_]
        for i, (x0, x1) in enumerate(arm.tolist()):
            r, angle = 5 * i / 200, 1.75 * 2 * math.pi * i / 200 + start
            assert (x0, x1) == pytest.approx((r * math.sin(angle), r * math.cos(angle)), abs=1e-12)


def test_noise_moves_a_point_of_spiral_by_up_to_itself_each_way() -> None:
    moved = make("spiral", 4000, 0.4).inputs - make("spiral", 4000, 0.0).inputs
    assert 0.39 < moved.max() <= 0.4
    assert -0.4 <= moved.min() < -0.39
    assert moved.std() == pytest.approx(0.4 / math.sqrt(3), rel=0.05)


def test_moons_are_two_half_circles_each_with_an_end_inside_the_other() -> None:
    dataset = make("moons", 1000)
    upper, lower = (dataset.inputs[answers(dataset) == class_] for class_ in (0, 1))
    centre = np.array([-1.75, -0.875])
    for moon, middle, side in ((upper, centre, 1), (lower, -centre, -1)):
        assert np.hypot(*(moon - middle).T) == pytest.approx(np.full(500, 3.5))
        assert (side * (moon - middle)[:, 1] >= -1e-9).all()
    assert np.hypot(*(lower - centre).T).min() < 3.5


def test_noise_moves_a_point_of_moons_by_a_normal_distribution_of_twice_itself() -> None:
    moved = make("moons", 20_000, 0.4).inputs - make("moons", 20_000, 0.0).inputs
    assert moved.std(axis=0) == pytest.approx([0.8, 0.8], rel=0.03)


@pytest.mark.parametrize("classes", [3, 4, 5])
def test_the_blades_of_pinwheel_are_one_blade_turned(classes: int) -> None:
    dataset = make("pinwheel", 10_000 * classes, 0.1, classes=classes)
    turn = 2 * math.pi / classes
    clockwise = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    blades = [dataset.inputs[answers(dataset) == class_].mean(axis=0) for class_ in range(classes)]
    assert np.hypot(*blades[0]) > 2
    for blade, following in pairwise(blades):
        assert blade @ clockwise == pytest.approx(following, abs=0.1)


def test_noise_widens_the_blades_of_pinwheel() -> None:
    clean, noisy = (make("pinwheel", 3000, noise).inputs for noise in (0.0, 0.6))
    centre_of_blade = clean[::3].mean(axis=0)
    assert np.hypot(*(noisy[::3] - centre_of_blade).T).mean() > np.hypot(*(clean[::3] - centre_of_blade).T).mean()


def test_the_target_of_plane_is_a_tenth_of_the_sum() -> None:
    dataset = make("plane")
    assert answers(dataset)[:, 0] == pytest.approx(dataset.inputs.sum(axis=1) / 10)


def test_a_target_of_plane_is_that_of_a_place_within_six_times_the_noise() -> None:
    error = (answers(make("plane", 20_000, 0.2)) - answers(make("plane", 20_000, 0.0)))[:, 0]
    assert 0.2 < abs(error).max() <= 2 * 6 * 0.2 / 10


@pytest.mark.parametrize(("place", "height"), [
    ((-4, 2.5), 1), ((0, 2.5), -1), ((4, 2.5), 1), ((-4, -2.5), -1), ((0, -2.5), 1), ((4, -2.5), -1),
])
def test_two_gaussians_has_hills_and_hollows_that_end_at_a_distance_of_two(place: tuple[float, float], height: int) -> None:
    dataset = make("two gaussians", 5000)
    distance, targets = np.hypot(*(dataset.inputs - place).T), answers(dataset)[:, 0]
    near = distance < 2
    assert near.sum() > 50
    assert targets[near] == pytest.approx(height * (1 - distance[near] / 2))


def test_two_gaussians_is_flat_between_its_hills() -> None:
    dataset = make("two gaussians", 5000)
    between = abs(dataset.inputs[:, 1]) < 0.5
    assert between.any()
    assert not answers(dataset)[between].any()


@pytest.mark.parametrize(("of", "values"), [
    ("sine", {0.0: 0.0, math.pi / 2: 1.0, -math.pi / 2: -1.0}),
    ("step", {-6.0: -1.0, -1e-9: -1.0, 0.0: 1.0, 6.0: 1.0}),
    ("sawtooth", {-6.0: -1.0, -2.0: -1.0, -1.0: -0.5, 0.0: 0.0, 1.0: 0.5, 1.999: 0.9995, 2.0: -1.0, 5.0: 0.5}),
    ("polynomial", {-6.0: -1.0, -3.0: 1.0, 0.0: 0.0, 3.0: -1.0, 6.0: 1.0}),
])
def test_a_function_has_its_known_values(of: str, values: dict[float, float]) -> None:
    assert FUNCTIONS[of](np.array(list(values))) == pytest.approx(list(values.values()))


@pytest.mark.parametrize("of", ["sine", "step", "sawtooth", "polynomial"])
def test_noise_moves_a_target_of_function_by_up_to_itself(of: str) -> None:
    clean, noisy = make("function", 4000, 0.0, of=of), make("function", 4000, 0.3, of=of)
    assert np.array_equal(clean.inputs, noisy.inputs)
    assert np.array_equal(answers(clean), FUNCTIONS[of](clean.inputs))
    assert 0.29 < abs(answers(noisy) - answers(clean)).max() <= 0.3


def test_function_is_a_sine_and_pinwheel_has_three_classes_unless_told() -> None:
    assert np.array_equal(answers(make("function")), answers(make("function", of="sine")))
    assert make("pinwheel").class_count == 3
