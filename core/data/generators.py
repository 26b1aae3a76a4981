"""Data sets made by a formula and a random generator: TensorFlow Playground's six, moons, pinwheel and functions of one input.

Two-dimensional sets fill about ±6. Noise is a fraction from 0 to 0.8 and means what each set's `noise` says. The random numbers
drawn do not depend on it, so that with more noise the same points move further. Classes alternate, so that any beginning of a set
is balanced.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.data.dataset import Array, Dataset, Task, with_classes, with_targets

RADIUS = 6.0


class Source(NamedTuple):
    """`make(rng, examples, noise, **options)` gives the data; `noise` says what the noise fraction does to them."""

    make: Callable[..., Dataset]
    task: Task
    noise: str


# Two classes

def circle(rng: np.random.Generator, examples: int, noise: float) -> Dataset:
    """A disc of class 1 in a ring of class 0."""
    disc = np.arange(examples) % 2 == 0
    r = rng.uniform(np.where(disc, 0.0, 3.5), np.where(disc, 2.5, 5.0))
    points = _polar(r, rng.uniform(0, 2 * np.pi, examples))
    return with_classes(points, np.hypot(*_moved(rng, points, 5 * noise).T) < 2.5, 2)


def xor(rng: np.random.Generator, examples: int, noise: float) -> Dataset:
    """Class 1 where x0 and x1 have the same sign, with a gap along the axes."""
    points = rng.uniform(-5, 5, (examples, 2))
    points += np.copysign(0.3, points)
    return with_classes(points, _moved(rng, points, 5 * noise).prod(axis=1) >= 0, 2)


def gauss(rng: np.random.Generator, examples: int, noise: float) -> Dataset:
    """Two round clouds: class 1 about (2, 2), class 0 about (−2, −2)."""
    classes = np.arange(examples) % 2
    return with_classes(4.0 * classes[:, None] - 2 + np.sqrt(0.5 + 7 * noise) * rng.normal(size=(examples, 2)), classes, 2)


def spiral(rng: np.random.Generator, examples: int, noise: float) -> Dataset:
    """Two arms that wind 1¾ times about each other."""
    i = np.arange(examples)
    along, classes = i // 2 / (examples / 2), i % 2
    points = _polar(5 * along, 2 * np.pi * 1.75 * along + np.pi * (1 - classes))
    return with_classes(_moved(rng, points, noise), classes, 2)


def moons(rng: np.random.Generator, examples: int, noise: float) -> Dataset:
    """Two half circles of radius 3.5, each with one end inside the other."""
    classes = np.arange(examples) % 2
    angle = np.pi * (rng.uniform(size=examples) + classes)
    centres = np.where(classes[:, None], (1.75, 0.875), (-1.75, -0.875))
    points = centres + 3.5 * np.column_stack((np.cos(angle), np.sin(angle)))
    return with_classes(points + 2 * noise * rng.normal(size=(examples, 2)), classes, 2)


# Three to five classes

def pinwheel(rng: np.random.Generator, examples: int, noise: float, classes: int = 3) -> Dataset:
    """As many bent blades as classes, all from one hub."""
    blade = np.arange(examples) % classes
    along, across = rng.uniform(1, 5.5, examples), (0.2 + noise) * rng.normal(size=examples)
    points = _polar(np.hypot(along, across), 2 * np.pi * blade / classes + 0.25 * along + np.arctan2(across, along))
    return with_classes(points, blade, classes)


# Regression

def plane(rng: np.random.Generator, examples: int, noise: float) -> Dataset:
    """The target rises with x0 + x1: (x0 + x1) / 10."""
    points = rng.uniform(-RADIUS, RADIUS, (examples, 2))
    return with_targets(points, _moved(rng, points, RADIUS * noise).sum(axis=1, keepdims=True) / 10)


def two_gaussians(rng: np.random.Generator, examples: int, noise: float) -> Dataset:
    """Hills to 1 and hollows to −1 in turn, three by two of them, each falling off to 0 at a distance of 2."""
    points = rng.uniform(-RADIUS, RADIUS, (examples, 2))
    places = _moved(rng, points, RADIUS * noise)
    heights = [
        sign * np.clip(1 - np.hypot(*(places - centre).T) / 2, 0, 1)
        for centre, sign in (((-4, 2.5), 1), ((0, 2.5), -1), ((4, 2.5), 1), ((-4, -2.5), -1), ((0, -2.5), 1), ((4, -2.5), -1))
    ]
    return with_targets(points, np.sum(heights, axis=0)[:, None])


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sine": np.sin,
    "step": lambda x: np.where(x < 0, -1.0, 1.0),
    "sawtooth": lambda x: (x / 2 + 1) % 2 - 1,                                  # rises from −1 to 1 over a length of 4
    "polynomial": lambda x: 4 * (x / RADIUS) ** 3 - 3 * (x / RADIUS),           # Chebyshev's T₃: all of ±1 on ±6, turning at ±3
}


def function(rng: np.random.Generator, examples: int, noise: float, of: str = "sine") -> Dataset:
    """One of FUNCTIONS of the one input x0."""
    x = rng.uniform(-RADIUS, RADIUS, (examples, 1))
    return with_targets(x, _moved(rng, FUNCTIONS[of](x), noise))


def _polar(r: Array, angle: Array) -> Array:
    """Points at a distance r from the centre; angles start upwards and turn clockwise, as in TensorFlow Playground."""
    return np.column_stack((r * np.sin(angle), r * np.cos(angle)))


def _moved(rng: np.random.Generator, points: Array, reach: float) -> Array:
    """The points, each coordinate moved by up to ±reach."""
    return points + reach * rng.uniform(-1, 1, points.shape)


_CLASS_OF_ANOTHER = "each point takes the class of a place up to 5 × noise away in x0 and in x1"
_TARGET_OF_ANOTHER = "each point takes the target of a place up to 6 × noise away in x0 and in x1"

GENERATORS = {
    "circle": Source(circle, "classification", _CLASS_OF_ANOTHER),
    "xor": Source(xor, "classification", _CLASS_OF_ANOTHER),
    "gauss": Source(gauss, "classification", "the variance of both clouds is 0.5 + 7 × noise"),
    "spiral": Source(spiral, "classification", "each point is moved by up to noise in x0 and in x1"),
    "moons": Source(moons, "classification", "each point is moved by a normal distribution of width 2 × noise"),
    "pinwheel": Source(pinwheel, "classification", "the blades' half width is 0.2 + noise"),
    "plane": Source(plane, "regression", _TARGET_OF_ANOTHER),
    "two gaussians": Source(two_gaussians, "regression", _TARGET_OF_ANOTHER),
    "function": Source(function, "regression", "each target is moved by up to noise"),
}
