"""The lines of a step and its graph side by side: when there is room, and that the graph can be read there."""
from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document import presets
from core.document.data import dataset
from core.explain.graph import graph
from core.explain.walk import Item, Walk
from core.training import Trainer
from widgets.walk.graph_canvas import READABLE, GraphCanvas
from widgets.walk.lines_and_graph import ROOM, LinesAndGraph


@pytest.fixture
def walk() -> Walk:
    experiment = presets.load("two-paths")
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    return Walk(ahead.network, ahead.rows, ahead.update)


@pytest.fixture
def both(qtbot: QtBot, walk: Walk) -> LinesAndGraph:
    """As large as in a window of 1440 × 900."""
    view = LinesAndGraph()
    qtbot.addWidget(view)
    view.set_shown("both")
    view.graph.set_graph(graph(walk))
    view.resize(836, 330)
    with qtbot.waitExposed(view):
        view.show()
    return view


def is_in_sight(canvas: GraphCanvas, item: Item) -> bool:
    place = canvas.where(item)
    assert place is not None
    return QRectF(canvas.rect()).contains(place)


def seen(both: LinesAndGraph) -> tuple[bool, bool]:
    return both.lines.isVisible(), both.graph.isVisible()


def test_both_are_seen_where_there_is_room_and_the_lines_alone_where_there_is_none(qtbot: QtBot, both: LinesAndGraph):
    assert (seen(both), both.shown) == ((True, True), "both")
    for width, expected, shown in ((ROOM - 1, (True, False), "lines"), (ROOM, (True, True), "both")):
        with qtbot.waitSignal(both.room_changed):
            both.resize(width, 330)
        assert (seen(both), both.shown) == (expected, shown)
    with qtbot.assertNotEmitted(both.room_changed):
        both.resize(ROOM + 300, 330)
    for shown, expected in (("graph", (False, True)), ("lines", (True, False)), ("both", (True, True))):
        both.set_shown(shown)
        assert seen(both) == expected


def test_q22_in_calm_one_is_seen_at_a_time_however_much_room_there_is(qtbot: QtBot, both: LinesAndGraph):
    with qtbot.assertNotEmitted(both.room_changed):
        both.set_calm(True)
        assert seen(both) == (True, False)
        both.resize(1400, 330)
        assert seen(both) == (True, False)
        both.set_calm(False)
    assert seen(both) == (True, True)


def test_the_widths_are_kept_while_one_alone_is_seen(both: LinesAndGraph):
    both.splitter.setSizes([350, 486])
    widths = both.splitter.sizes()
    both.set_shown("graph")
    both.set_shown("lines")
    QApplication.processEvents()
    both.set_shown("both")
    QApplication.processEvents()
    assert both.splitter.sizes() == widths


def test_the_graph_beside_the_lines_can_be_read_and_goes_where_something_is_written(both: LinesAndGraph, walk: Walk):
    canvas, drawn = both.graph.canvas, walk.network.last
    origins = set()
    for place, operation in enumerate(walk.operations, 1):
        walk.go_to(place)
        both.graph.set_graph(graph(walk))
        both.graph.set_flow(operation.reads, operation.writes, operation.stage == "backward")
        assert canvas.zoom >= READABLE
        origins.add(canvas.where(Item("C0")).topLeft().toTuple())
        if operation.quantity in {"z", "a", "dC_da", "dC_dz"}:
            written = Item(operation.quantity[-1], operation.layer, 0)
            assert is_in_sight(canvas, written), operation.writes
    assert len(origins) > 2                                     # not all of it is in sight at once
    assert drawn == 2


def test_where_the_graph_stands_alone_all_of_it_is_in_sight(both: LinesAndGraph):
    both.set_shown("graph")
    QApplication.processEvents()
    assert all(is_in_sight(both.graph.canvas, node.item) for node in both.graph.canvas.graph.nodes)


def test_0_shows_all_of_the_graph_beside_the_lines(qtbot: QtBot, both: LinesAndGraph):
    canvas = both.graph.canvas
    assert not all(is_in_sight(canvas, node.item) for node in canvas.graph.nodes)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert all(is_in_sight(canvas, node.item) for node in canvas.graph.nodes)


def test_what_is_lit_or_selected_comes_into_sight_and_what_is_in_sight_stays_where_it_is(both: LinesAndGraph):
    canvas = both.graph.canvas
    for show in (lambda item: both.graph.set_lit([item]), both.graph.set_selected):
        for item, other in ((Item("C0"), Item("a", 2, 0)), (Item("w", 1, 0, 0), Item("z", 1, 0))):
            assert not is_in_sight(canvas, item)
            show(item)
            assert is_in_sight(canvas, item)
            before = canvas.where(item)
            show(other)                                         # its neighbour
            assert canvas.where(item) == before


def test_nothing_moves_away_under_the_pointer(qtbot: QtBot, both: LinesAndGraph):
    canvas = both.graph.canvas
    canvas.item_hovered.connect(lambda item: both.graph.set_lit([item] if item else []))
    cut = Item("a", 1, 0)
    canvas.pan_by(QPointF(-canvas.where(cut).left() - 10, 0))
    assert not is_in_sight(canvas, cut)
    before = canvas.where(cut)
    qtbot.mouseMove(canvas, (before & QRectF(canvas.rect())).center().toPoint())
    assert canvas.look.lit
    assert canvas.where(cut) == before
