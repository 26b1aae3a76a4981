"""Drawn digits: they fill the picture as the data do, and a network that learned the data reads them."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.digits import load_digits
from core.data.handwriting import picture

INK = float(load_digits().inputs.mean())


def arc(centre: tuple[float, float], radii: tuple[float, float], start: float, end: float) -> np.ndarray:
    """Part of an ellipse, in degrees clockwise from the right."""
    angle = np.radians(np.linspace(start, end, 24))
    return np.column_stack([np.cos(angle), np.sin(angle)]) * radii + centre


def line(*places: tuple[float, float]) -> np.ndarray:
    return np.array(places, float)


# Drawn as people write, on a pad of 100 × 100.
DRAWN = {
    0: [arc((50, 50), (24, 38), -90, 270)],
    1: [line((35, 30), (52, 12), (52, 88))],
    2: [np.concatenate([arc((50, 32), (22, 20), 180, 380), line((30, 88), (75, 88))])],
    3: [np.concatenate([arc((45, 31), (20, 18), 200, 450), arc((45, 68), (24, 20), -90, 150)])],
    4: [line((50, 12), (24, 60), (78, 60)), line((60, 38), (58, 90))],
    5: [line((72, 14), (36, 14), (34, 46)), arc((48, 64), (24, 24), 230, 500)],
    6: [np.concatenate([line((60, 10), (40, 35), (29, 60)), arc((50, 68), (21, 20), 180, 540)])],
    7: [line((26, 16), (74, 16), (48, 90)), line((38, 52), (72, 52))],
    8: [arc((50, 30), (17, 18), 90, 450), arc((50, 69), (21, 20), -90, 270)],
    9: [np.concatenate([arc((50, 32), (20, 20), 0, 360), line((70, 34), (66, 60), (54, 90))])],
}
strokes = st.lists(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=1, max_size=6).map(np.array), min_size=1,
                   max_size=3)


def test_most_drawn_digits_lie_next_to_their_own_kind() -> None:
    data = load_digits()
    assert data.classes is not None
    read = {digit: int(data.classes[np.hypot.reduce(data.inputs - picture(drawn, 8, INK), axis=1).argsort()[:5]][0])
            for digit, drawn in DRAWN.items()}
    assert sum(digit == answer for digit, answer in read.items()) >= 9, read


@given(strokes, st.sampled_from([5, 8, 16, 28]), st.floats(0.3, 2))
def test_pixels_are_shares_of_ink_and_there_is_some(drawn, side: int, weight: float) -> None:
    pixels = picture(drawn, side, INK, weight)
    assert pixels.shape == (side * side,)
    assert 0 <= pixels.min() <= pixels.max() <= 1
    assert pixels.sum() > 0


@pytest.mark.parametrize("digit", DRAWN)
@pytest.mark.parametrize("side", [8, 28])
def test_size_and_place_on_the_pad_do_not_matter(digit: int, side: int) -> None:
    shifted = [0.31 * stroke + (400, 7) for stroke in DRAWN[digit]]
    assert picture(shifted, side, INK) == pytest.approx(picture(DRAWN[digit], side, INK), abs=0.13)


@pytest.mark.parametrize("digit", DRAWN)
def test_small_digits_are_as_high_as_the_picture_and_as_inked_as_the_data(digit: int) -> None:
    pixels = picture(DRAWN[digit], 8, INK).reshape(8, 8)
    assert pixels[0].max() > 0.2
    assert pixels[-1].max() > 0.2
    assert pixels.mean() == pytest.approx(INK, rel=0.1)
    assert pixels[:, [0, 7]].max() < 0.3
    assert (pixels * 16 == np.round(pixels * 16)).all()


@pytest.mark.parametrize("digit", DRAWN)
def test_large_digits_are_in_the_box_of_mnist_with_their_ink_in_the_middle(digit: int) -> None:
    pixels = picture(DRAWN[digit], 28, INK).reshape(28, 28)
    rows, columns = np.nonzero(pixels)
    assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
    for axis in (0, 1):
        middle = (pixels.sum(axis=1 - axis) * np.arange(28)).sum() / pixels.sum()
        assert middle == pytest.approx(13.5, abs=0.5)


def test_more_weight_is_more_ink() -> None:
    for side in (8, 28):
        sums = [picture(DRAWN[2], side, INK, weight).sum() for weight in (0.5, 1, 1.5)]
        assert sums == sorted(sums)
        assert len(set(sums)) == 3


def test_an_empty_pad_is_paper() -> None:
    assert not picture([], 8, INK).any()
