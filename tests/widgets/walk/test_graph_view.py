"""The drawing of the graph: where its nodes are, what it tells when it is used, and what flows in it."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from core.document import presets
from core.document.data import dataset
from core.explain.graph import Graph, graph
from core.explain.walk import Item, Walk
from core.network import Network
from core.notation import Symbol, text
from core.training import Trainer
from tests.core.oracle import networks
from tests.widgets.drawings import pixels
from tests.widgets.pointing import move
from widgets import theme
from widgets.formula import FormulaLabel
from widgets.walk.graph_layout import arrange, crossings, natural, ordered
from widgets.walk.graph_painter import brief
from widgets.walk.graph_view import GraphView

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def opened(name: str, position: int | None = None) -> Walk:
    """The walk over a preset, by default at its end."""
    experiment = presets.load(name)
    ahead = Trainer(experiment, dataset(experiment)).ahead()
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    walk.go_to(len(walk.operations) if position is None else position)
    return walk


def shown(qtbot: QtBot, made: Graph, width: int = 960, height: int = 400) -> GraphView:
    theme.apply(QApplication.instance(), theme.DARK)
    view = GraphView()
    qtbot.addWidget(view)
    view.set_graph(made)
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.fixture
def walk() -> Walk:
    return opened("two-paths")


@pytest.fixture
def view(qtbot: QtBot, walk: Walk) -> GraphView:
    return shown(qtbot, graph(walk))


def centre(view: GraphView, item: Item) -> QPoint:
    rect = view.canvas.where(item)
    assert rect is not None
    return rect.center().toPoint()


def said(view: GraphView) -> str:
    """The formula below the drawing."""
    (label,) = view.findChildren(FormulaLabel)
    return text(label.node) if label.isVisible() else ""


def button(view: GraphView, name: str) -> QToolButton:
    (found,) = [each for each in view.findChildren(QToolButton) if each.accessibleName() == name]
    return found


# ---- the layout ------------------------------------------------------------------------------------------------------------------


@given(made=networks(most_examples=1), width=st.integers(300, 1400), height=st.integers(150, 700), as_numbers=st.booleans())
@settings(max_examples=50)
def test_s7_no_two_nodes_overlap_edges_go_right_and_everything_fits(
    made: tuple[Network, np.ndarray], width: int, height: int, as_numbers: bool,
) -> None:
    found = graph(Walk(*made), most=10_000 if as_numbers else 0)
    layout = arrange(found, ordered(found), width, height)
    for place, rect in enumerate(layout.rects):
        assert not any(rect.intersects(other) for other in layout.rects[:place])
    for edge in found.edges:
        start, end = layout.ends(edge.source, edge.target)
        assert start.x() < layout.sides[edge.source][1] + 1e-9 < layout.sides[edge.target][0] < end.x() + 1e-9
    drawn = QRectF(QPointF(), layout.size).adjusted(-1e-6, -1e-6, 1e-6, 1e-6)
    assert all(drawn.contains(rect) for rect in layout.rects)
    assert layout.size.width() * layout.scale <= width + 1e-6
    assert layout.size.height() * layout.scale <= height + 1e-6


@given(made=networks(most_examples=1))
@settings(max_examples=50)
def test_s7_there_are_at_most_as_many_crossings_as_in_the_natural_order(made: tuple[Network, np.ndarray]) -> None:
    found = graph(Walk(*made), most=10_000)
    before, after = natural(found), ordered(found)
    assert [sorted(column) for column in after] == [sorted(column) for column in before]
    assert crossings(found, after) <= crossings(found, before)


def test_s7_weights_and_biases_stand_where_they_enter_and_that_saves_crossings(walk: Walk) -> None:
    found = graph(walk)
    first = [text(found.nodes[place].symbol) for place in ordered(found)[0]]
    assert first == ["w₀,₀⁽¹⁾", "w₀,₁⁽¹⁾", "b₀⁽¹⁾", "a₀⁽⁰⁾", "a₁⁽⁰⁾", "w₁,₀⁽¹⁾", "w₁,₁⁽¹⁾", "b₁⁽¹⁾"]
    assert crossings(found, ordered(found)) == 2 < crossings(found, natural(found))


def test_crossings_are_counted_as_by_hand() -> None:
    found = graph(opened("two-paths"), depth=1)
    rank = {place: rank for column in natural(found) for rank, place in enumerate(column)}
    counted = 0
    for n, one in enumerate(found.edges):
        for other in found.edges[:n]:
            if found.nodes[one.source].column == found.nodes[other.source].column:
                counted += (rank[one.source] - rank[other.source]) * (rank[one.target] - rank[other.target]) < 0
    assert crossings(found, natural(found)) == counted > 0


def test_an_edge_from_the_far_lane_passes_between_the_nodes_of_the_near_one() -> None:
    found = graph(opened("spiral"), depth=1)
    layout = arrange(found, ordered(found), 960, 340)
    lefts = {rect.left() for place, rect in enumerate(layout.rects) if found.nodes[place].column == found.nodes[0].column}
    assert len(lefts) == 2
    for edge in found.edges:
        path = layout.curve(edge.source, edge.target)
        places = [path.pointAtPercent(share) for share in np.linspace(0.01, 0.99, 80)]
        near = [rect for place, rect in enumerate(layout.rects) if place not in edge[:2]]
        assert not any(rect.contains(point) for rect in near for point in places)


# ---- what it shows ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chain", "two-paths", "xor", "spiral", "digits"])
def test_at_first_the_whole_graph_is_in_sight(qtbot: QtBot, name: str) -> None:
    view = shown(qtbot, graph(opened(name)))
    rects = [view.canvas.where(node.item) for node in view.canvas.graph.nodes]
    assert all(rect is not None and QRectF(view.canvas.rect()).contains(rect) for rect in rects)


def test_what_is_not_known_is_blank(qtbot: QtBot) -> None:
    """Only the outline and the symbol of z are there before the forward pass, and the same place holds its number later."""
    walk = opened("two-paths", 0)
    view = shown(qtbot, graph(walk))

    def inks(item: Item) -> int:
        rect = view.canvas.where(item)
        assert rect is not None
        inside = rect.adjusted(0.45 * rect.width(), 3, -3, -3).toRect()
        image = pixels(view.canvas)[inside.top():inside.bottom(), inside.left():inside.right()]
        return len(np.unique(image.reshape(-1, 3), axis=0))

    assert inks(Item("z", 1, 0)) == 1
    assert inks(Item("w", 1, 0, 0)) > 1
    walk.go_to(1)
    view.set_graph(graph(walk))
    assert inks(Item("z", 1, 0)) > 1


@pytest.mark.parametrize("value", [0.5, -0.5, 3e-9, -3e-9, 0.0, 1234.5, -98765.4, 1e300, -1e-300, float("inf"), float("-inf")])
def test_the_sign_of_a_number_is_always_written_and_there_is_room_for_it(value: float) -> None:
    written = brief(value)
    assert written[0] == ("−" if value < 0 else "+")
    assert len(written) <= 9
    assert len(written) <= 7 or not 1e-9 <= abs(value) < 1e9


def test_new_numbers_leave_everything_in_its_place(view: GraphView, walk: Walk) -> None:
    view.set_selected(Item("a", 1, 0))
    view.canvas.zoom_by(1.5)
    places = [view.canvas.where(node.item) for node in view.canvas.graph.nodes]
    walk.go_to(3)
    view.set_graph(graph(walk))
    assert [view.canvas.where(node.item) for node in view.canvas.graph.nodes] == places
    assert view.canvas.selected == Item("a", 1, 0)
    assert said(view) == "∂C₀/∂a₀⁽¹⁾ = w₀,₀⁽²⁾ · ∂C₀/∂z₀⁽²⁾ + w₁,₀⁽²⁾ · ∂C₀/∂z₁⁽²⁾"


def test_another_graph_is_fitted_and_forgets_a_choice_that_is_no_longer_there(view: GraphView, walk: Walk) -> None:
    view.set_selected(Item("a", 0, 0))
    view.set_graph(graph(walk, depth=1))
    assert view.canvas.selected is None
    assert said(view) == ""
    rect = view.canvas.where(Item("C0"))
    assert rect is not None
    assert QRectF(view.canvas.rect()).contains(rect)


def test_the_drawing_follows_the_theme(view: GraphView) -> None:
    dark = pixels(view.canvas)
    theme.apply(QApplication.instance(), theme.LIGHT)
    light = pixels(view.canvas)
    theme.apply(QApplication.instance(), theme.DARK)
    assert light.mean() > 200
    assert dark.mean() < 60
    assert (pixels(view.canvas) == dark).all()


# ---- what flows ------------------------------------------------------------------------------------------------------------------


def flowing(view: GraphView, walk: Walk, position: int) -> set[tuple[str, str]]:
    """The edges along which the operation that was done last sends something, in the direction of the flow."""
    walk.go_to(position)
    operation = walk.current
    assert operation is not None
    view.set_graph(graph(walk))
    view.set_flow(operation.reads, operation.writes, operation.stage == "backward")
    made, look = view.canvas.graph, view.canvas.look
    ends = [[made.nodes[place].item for place in made.edges[edge][:2]] for edge in look.flowing]
    pairs = [(f"{one.quantity}{one.layer or ''}", f"{other.quantity}{other.layer or ''}") for one, other in ends]
    return {(other, one) if look.backward else (one, other) for one, other in pairs}


def test_s29_values_flow_forward_and_derivatives_flow_back(view: GraphView, walk: Walk) -> None:
    flows = [(operation.quantity, operation.layer, flowing(view, walk, place))
             for place, operation in enumerate(walk.operations, 1)]
    assert flows == [
        ("z", 1, {("w1", "z1"), ("b1", "z1"), ("a", "z1")}), ("a", 1, {("z1", "a1")}),
        ("z", 2, {("w2", "z2"), ("b2", "z2"), ("a1", "z2")}), ("a", 2, {("z2", "a2")}),
        ("C", None, {("a2", "C0"), ("y", "C0")}), ("C", None, set()), ("C", None, set()),
        ("dC_da", 2, {("C0", "a2")}), ("da_dz", 2, {("a2", "z2")}), ("dC_dz", 2, {("a2", "z2")}),
        ("dC_dw", 2, {("z2", "w2"), ("z2", "b2")}), ("dC_da", 1, {("z2", "a1")}),
        ("da_dz", 1, {("a1", "z1")}), ("dC_dz", 1, {("a1", "z1")}),
        ("dC_dw", 1, {("z1", "w1"), ("z1", "b1")}), ("dC_da", 0, {("z1", "a")}),
        ("dC_dw", None, set()), ("step", None, set()), ("update", None, set()),
    ]


def test_what_is_read_and_what_is_written_stand_out(view: GraphView, walk: Walk) -> None:
    flowing(view, walk, 3)
    look, nodes = view.canvas.look, view.canvas.graph.nodes
    assert {nodes[place].item.whole for place in look.written} == {Item("z", 2)}
    assert {nodes[place].item.whole for place in look.read} == {Item("w", 2), Item("b", 2), Item("a", 1)}
    flowing(view, walk, 12)
    look = view.canvas.look
    assert not look.written
    assert {nodes[place].item.whole for place in look.returned} == {Item("a", 1)}


def test_q22_in_calm_nothing_shines_around_what_is_written(view: GraphView, walk: Walk) -> None:
    flowing(view, walk, 1)
    rect = view.canvas.where(Item("z", 1, 0))
    assert rect is not None
    above = round(rect.center().x()), round(rect.top()) - 4
    shining, background = pixels(view.canvas)[above[1], above[0]], theme.DARK.background
    view.set_calm(True)
    calm = pixels(view.canvas)[above[1], above[0]]
    assert list(calm) == [background.red(), background.green(), background.blue()]
    assert list(shining) != list(calm)


def test_what_is_lit_stands_out_nodes_and_edges(view: GraphView) -> None:
    before = pixels(view.canvas)
    view.set_lit([Item("w", 2, 1, 0)])
    look, made = view.canvas.look, view.canvas.graph
    assert {made.nodes[place].item for place in look.lit} == {Item("w", 2, 1, 0)}
    (edge,) = (made.edges[place] for place in look.lit_edges)
    assert [made.nodes[place].item for place in edge[:2]] == [Item("a", 1, 0), Item("z", 2, 1)]
    assert (pixels(view.canvas) != before).any()
    view.set_lit([Item("dC_dz", 2)])
    assert {made.nodes[place].item for place in view.canvas.look.lit} == {Item("z", 2, 0), Item("z", 2, 1)}
    view.set_lit([])
    assert (pixels(view.canvas) == before).all()


# ---- pointing and choosing -------------------------------------------------------------------------------------------------------


def test_s24_a_click_on_a_node_tells_its_item_and_shows_how_it_adds_up_what_comes_back(view: GraphView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.item_clicked) as heard:
        qtbot.mouseClick(view.canvas, LEFT, pos=centre(view, Item("a", 1, 0)))
    assert heard.args == [Item("a", 1, 0)]
    assert said(view).startswith("∂C₀/∂a₀⁽¹⁾ = w₀,₀⁽²⁾ · ∂C₀/∂z₀⁽²⁾ + w₁,₀⁽²⁾ · ∂C₀/∂z₁⁽²⁾ = 0.4 · 0.1385")
    assert said(view).endswith("= 0.03635")
    assert view.canvas.accessibleDescription() == said(view)
    qtbot.mouseClick(view.canvas, LEFT, pos=QPoint(4, 4))
    assert said(view) == ""


def test_the_formula_has_room_also_where_the_view_is_narrow(qtbot: QtBot) -> None:
    view = shown(qtbot, graph(opened("pinwheel"), depth=1), 700, 300)
    view.set_selected(Item("a", 1, 0))
    (label,) = view.findChildren(FormulaLabel)
    qtbot.waitUntil(lambda: label.sizeHint().width() <= label.width())
    assert "⋯" in said(view)


def test_the_keyboard_walks_through_the_nodes(view: GraphView, qtbot: QtBot) -> None:
    heard: list[Item] = []
    view.item_clicked.connect(heard.append)
    view.canvas.clearFocus()
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(view.canvas, key)
    assert [item[:2] for item in heard[:3]] == [("C0", None), ("a", 2), ("z", 2)]
    made = view.canvas.graph
    joined = {(made.nodes[edge.source].item, made.nodes[edge.target].item) for edge in made.edges}
    assert (heard[3], heard[2]) in joined
    assert heard[4] not in heard[:4]
    assert (heard[4], heard[5]) in joined
    qtbot.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert view.canvas.selected is None


def test_hovering_names_the_value_the_derivative_and_the_local_derivative(view: GraphView, qtbot: QtBot) -> None:
    heard: list[Item | None] = []
    view.item_hovered.connect(heard.append)
    rect, made = view.canvas.where(Item("z", 2, 1)), view.canvas.graph
    assert rect is not None
    move(view, view.canvas, (rect.center() - QPointF(0, rect.height() / 4)).toPoint())
    assert heard[-1] == Item("z", 2, 1)
    move(view, view.canvas, (rect.center() + QPointF(0, rect.height() / 4)).toPoint())
    assert heard[-1] == Item("dC_dz", 2, 1)
    edge = next(place for place, each in enumerate(made.edges) if each.item == Item("da_dz", 1, 0))
    move(view, view.canvas, view.canvas.middle(edge).toPoint())
    assert heard[-1] == Item("da_dz", 1, 0)
    QApplication.sendEvent(view.canvas, QEvent(QEvent.Type.Leave))
    assert heard[-1] is None


def test_a_symbol_of_the_formula_names_its_node(view: GraphView, qtbot: QtBot) -> None:
    heard: list[Item | None] = []
    view.item_hovered.connect(heard.append)
    view.set_selected(Item("z", 2, 0))
    (label,) = view.findChildren(FormulaLabel)
    qtbot.waitUntil(lambda: label.width() > 100)
    rect = label.symbol_rect(Symbol("a", 2, 0))
    move(view, label, QPointF(rect.left() + 3, rect.center().y()).toPoint())
    assert heard[-1] == Item("a", 2, 0)


def test_setting_never_emits(view: GraphView, walk: Walk, qtbot: QtBot) -> None:
    signals = [view.item_clicked, view.item_hovered, view.depth_chosen]
    with qtbot.assertNotEmitted(signals[0]), qtbot.assertNotEmitted(signals[1]), qtbot.assertNotEmitted(signals[2]):
        view.set_selected(Item("a", 1, 1))
        view.set_graph(graph(walk, depth=1))
        view.set_flow([Item("w", 2)], [Item("z", 2)], backward=False)
        view.set_lit([Item("w", 2)])


def test_s7_the_graph_is_extended_and_cut_layer_by_layer(qtbot: QtBot) -> None:
    walk = opened("chain")
    view = shown(qtbot, graph(walk))
    wanted: list[int] = []
    view.depth_chosen.connect(wanted.append)
    view.depth_chosen.connect(lambda depth: view.set_graph(graph(walk, depth=depth)))
    less, more = button(view, "One layer less"), button(view, "One layer further back")
    assert not more.isEnabled()
    qtbot.mouseClick(less, LEFT)
    qtbot.mouseClick(less, LEFT)
    assert not less.isEnabled()
    assert len(view.canvas.graph.nodes) == 7
    qtbot.mouseClick(more, LEFT)
    qtbot.mouseClick(more, LEFT)
    assert wanted == [2, 1, 2, 3]
    assert len(view.canvas.graph.nodes) == 15


# ---- moving and scaling ----------------------------------------------------------------------------------------------------------


def wheel(view: GraphView, place: QPointF, turn: int) -> None:
    event = QWheelEvent(place, QPointF(view.canvas.mapToGlobal(place)), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, NONE,
                        Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view.canvas, event)


def test_the_wheel_scales_around_the_pointer(view: GraphView) -> None:
    at, zoom = QPointF(centre(view, Item("z", 1, 0))), view.canvas.zoom
    wheel(view, at, 240)
    after = view.canvas.where(Item("z", 1, 0))
    assert after is not None
    assert view.canvas.zoom > 1.3 * zoom
    assert (after.center() - at).manhattanLength() < 2


def test_dragging_moves_the_drawing_and_chooses_nothing(view: GraphView, qtbot: QtBot) -> None:
    before = centre(view, Item("z", 1, 0))
    with qtbot.assertNotEmitted(view.item_clicked):
        qtbot.mousePress(view.canvas, LEFT, pos=before)
        for step in (20, 40, 60):
            qtbot.mouseMove(view.canvas, before + QPoint(step, step // 2))
        qtbot.mouseRelease(view.canvas, LEFT, pos=before + QPoint(60, 30))
    assert (centre(view, Item("z", 1, 0)) - before - QPoint(60, 30)).manhattanLength() <= 2
    view.canvas.pan_by(QPointF(1e5, 1e5))
    drawn = [view.canvas.where(node.item) for node in view.canvas.graph.nodes]
    assert any(rect is not None and rect.left() < view.canvas.width() for rect in drawn)


@pytest.mark.parametrize("modifier", [NONE, Qt.KeyboardModifier.ControlModifier])
def test_plus_minus_and_0_scale_with_and_without_ctrl(view: GraphView, qtbot: QtBot, modifier: Qt.KeyboardModifier) -> None:
    fitted = view.canvas.zoom
    qtbot.keyClick(view.canvas, Qt.Key.Key_Plus, modifier)
    assert view.canvas.zoom > fitted
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus, modifier)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus, modifier)
    assert view.canvas.zoom < fitted
    qtbot.keyClick(view.canvas, Qt.Key.Key_0, modifier)
    assert view.canvas.zoom == fitted
    wish = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_0, modifier)
    wish.ignore()
    QApplication.sendEvent(view.canvas, wish)
    assert wish.isAccepted()                                         # or Ctrl+0 would reach the window, where it is another command


def test_a_fitted_drawing_stays_so_when_the_room_changes_and_a_moved_one_stays_where_it_is(view: GraphView) -> None:
    view.resize(700, 300)
    assert all(QRectF(view.canvas.rect()).contains(view.canvas.where(node.item)) for node in view.canvas.graph.nodes)
    view.canvas.zoom_by(2.0)
    before = view.canvas.where(Item("z", 1, 0))
    view.resize(900, 400)
    assert view.canvas.where(Item("z", 1, 0)) == before
    button(view, "Show all of the drawing (0)").click()
    assert all(QRectF(view.canvas.rect()).contains(view.canvas.where(node.item)) for node in view.canvas.graph.nodes)
