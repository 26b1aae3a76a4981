"""The worked sheet as a PDF: nothing runs over its margins, and the theme of the window does not reach the paper."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from core.document import presets
from core.document.data import dataset
from core.explain.walk import Walk
from core.formats.worksheet.sheet import worksheet
from core.network import Network
from core.training import Trainer
from playground import sheet_pdf
from playground.sheet_flow import Block, Place, _chains, flowing
from playground.worksheets import sheet_content
from tests.core.oracle import small_network
from widgets import formula, theme

A4 = 210 / 25.4 * 72 * sheet_pdf.POINT, 297 / 25.4 * 72 * sheet_pdf.POINT
MARGIN = sheet_pdf.MARGIN / 25.4 * 72 * sheet_pdf.POINT


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[QRectF]:
    """Where formulas are painted, in the order in which they are."""
    places: list[QRectF] = []
    draw = sheet_pdf.Pages.draw

    def watched(pages: sheet_pdf.Pages, box: formula.Box, x: float, baseline: float) -> None:
        places.append(QRectF(x, baseline - box.ascent, box.width, box.ascent + box.descent))
        draw(pages, box, x, baseline)

    monkeypatch.setattr(sheet_pdf.Pages, "draw", watched)
    return places


def wide() -> Iterator[tuple[Network, np.ndarray]]:
    """Networks with long sums: many inputs, many neurons, many outputs."""
    yield small_network(["tanh", "linear"], "squared error", 0, (40, 4, 1), 1)
    yield small_network(["sigmoid", "sigmoid"], "cross-entropy", 1, (1, 60, 1), 1)
    yield small_network(["tanh", "softmax"], "squared error", 2, (1, 4, 30), 1)
    yield small_network(["tanh", "softmax"], "categorical cross-entropy", 3, (1, 4, 30), 1)


def test_no_formula_runs_over_the_margins_or_into_another(qapp: QApplication, drawn: list[QRectF]) -> None:
    for network, rows in wide():
        network.w[1][:] *= 1e-7
        drawn.clear()
        sheet = worksheet(Walk(network, rows), "wide")
        sheet_pdf.as_pdf(sheet)
        assert len(drawn) >= len(sheet.equations)
        page = QRectF(0, 0, A4[0] - 2 * MARGIN + 1, A4[1] - 2 * MARGIN + 1)
        assert all(page.contains(place) for place in drawn)
        for one, other in pairwise(drawn):
            assert not one.intersects(other)


def test_the_theme_of_the_window_does_not_reach_the_paper(qapp: QApplication) -> None:
    experiment = presets.load("chain")
    trainer = Trainer(experiment, dataset(experiment))
    ahead = trainer.ahead([0])
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    before, pages = theme.current(), []
    for each in (theme.DARK, theme.LIGHT):
        theme.apply(qapp, each)
        pages.append(sheet_content(walk, "chain", "pdf"))
    theme.apply(qapp, before)
    assert pages[0] == pages[1]


# ---- how it is laid out ----------------------------------------------------------------------------------------------------------


def content(preset: str) -> bytes:
    experiment = presets.load(preset)
    ahead = Trainer(experiment, dataset(experiment)).ahead([0])
    return sheet_content(Walk(ahead.network, ahead.rows, ahead.update), preset, "pdf")


@pytest.mark.parametrize(("preset", "pages"), [("chain", 1), ("two-paths", 2)])
def test_q5_the_chain_is_one_page_and_two_paths_are_two_in_type_of_9_points_at_least(
    qapp: QApplication, drawn: list[QRectF], preset: str, pages: int,
) -> None:
    assert content(preset).count(b"/Type /Page\n") == pages
    page = QRectF(0, 0, A4[0] - 2 * MARGIN + 1, A4[1] - 2 * MARGIN + 1)
    assert drawn
    assert all(page.contains(place) for place in drawn)
    for look in (sheet_pdf.ROOMY, sheet_pdf.TIGHT, sheet_pdf.TWO_COLUMNS):
        assert min(look.formula, look.body, look.heading, sheet_pdf.SMALL) >= 9 * sheet_pdf.POINT


@pytest.mark.parametrize("preset", ["chain", "two-paths", "xor"])
def test_no_heading_is_parted_from_its_equations_nor_does_one_stand_alone_on_a_page(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, preset: str,
) -> None:
    flown: list[tuple[list[Block], list[Place]]] = []

    def watched(blocks: list[Block], columns: int, top: float, bottom: float) -> list[Place]:
        flown.append((blocks, flowing(blocks, columns, top, bottom)))
        return flown[-1][1]

    monkeypatch.setattr(sheet_pdf, "flowing", watched)
    content(preset)
    for blocks, places in flown:
        for number, (block, place) in enumerate(zip(blocks, places, strict=True)):
            if block.ruled:                                     # a section's heading, its opening, and an equation or two
                assert block.keeps
                assert blocks[number + 1].keeps
                assert len({each[:2] for each in places[number:number + 3]}) == 1
            if block.keeps:
                assert places[number + 1][:2] == place[:2]
    bodies = [places for blocks, places in flown if any(block.ruled for block in blocks)]
    chosen = min(bodies, key=lambda places: places[-1].page)
    assert sum(place.page == chosen[-1].page for place in chosen) > 4      # the last section is four lines


@given(kept=st.lists(st.tuples(st.floats(1, 90), st.floats(0, 20), st.booleans()), min_size=1, max_size=40),
       columns=st.integers(1, 3), top=st.floats(0, 100))
def test_blocks_follow_each_other_and_keep_together_and_the_last_page_is_even(
    kept: list[tuple[float, float, bool]], columns: int, top: float,
) -> None:
    blocks = [Block(height, lambda x, y: None, before, keeps and number % 3 > 0 and number + 1 < len(kept))
              for number, (height, before, keeps) in enumerate(kept)]
    bottom = 500.0                                              # room for any three that keep together, below the first top too
    places = flowing(blocks, columns, top, bottom)
    assert [each[:3] for each in places] == sorted(each[:3] for each in places)
    for block, place in zip(blocks, places, strict=True):
        assert place.y + block.height <= bottom
    for number, (one, other) in enumerate(pairwise(places)):
        if one[:2] == other[:2]:
            assert other.y == pytest.approx(one.y + blocks[number].height + blocks[number + 1].before)
        else:
            assert other.first
            assert not blocks[number].keeps
            assert other.y == (0 if other.page else top)
    page = places[-1].page
    chains = list(_chains([block for block, place in zip(blocks, places, strict=True) if place.page == page]))
    heights = [sum(block.height + block.before for block in chain) for chain in chains]
    ends = [place.y + block.height for block, place in zip(blocks, places, strict=True) if place.page == page]
    assert columns == 1 or max(ends) <= (0 if page else top) + sum(heights) / columns + max(heights) + 1
