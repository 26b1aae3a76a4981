"""The drawing under a hand: by mouse, finger and pen a number is pulled, turned, typed and put to 0, and many are selected."""
from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.network import Bias, Edge, Neuron
from core.notation import Symbol, text
from tests.widgets.drawings import around, at, fill, pixels, shown
from widgets.drawing import canvas
from widgets.drawing.hands import FINGER, PEN
from widgets.drawing.network_view import NetworkView
from widgets.drawing.overlay import edge_label
from widgets.entry_field import EntryField

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
SHIFT, CTRL, PLAIN = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
EDGE = Edge(2, 2, 4)


class Heard:
    """What the drawing has said, in order; None stands for finished."""

    def __init__(self, view: NetworkView) -> None:
        self.values: list[tuple[Edge | Bias, float] | None] = []
        self.selected: list[object] = []
        view.value_edited.connect(lambda part, value: self.values.append((part, value)))
        view.value_finished.connect(lambda: self.values.append(None))
        for signal in (view.edge_selected, view.neuron_selected, view.bias_selected):
            signal.connect(self.selected.append)


@pytest.fixture
def view(qtbot) -> NetworkView:
    return shown(qtbot, [2, 6, 4, 1])


@pytest.fixture
def chain(qtbot) -> NetworkView:
    """Small enough that every bias has its mark."""
    return shown(qtbot, [1, 1, 1, 1])


@pytest.fixture
def heard(view) -> Heard:
    return Heard(view)


@pytest.fixture(scope="module")
def screen(qapp) -> QPointingDevice:
    return QTest.createTouchDevice()


def pull(qtbot, view: NetworkView, start: QPoint, *ways: tuple[int, int], modifiers=PLAIN, twice: bool = False,
         let_go: bool = True) -> QPoint:
    """Press, or do so for the second time, and move to these offsets in px."""
    (qtbot.mouseDClick if twice else qtbot.mousePress)(view, LEFT, modifiers, start)
    end = start
    for way in ways:
        end = start + QPoint(*way)
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(end), QPointF(view.mapToGlobal(end)), NONE, LEFT, modifiers)
        QApplication.sendEvent(view, event)
    if let_go:
        qtbot.mouseRelease(view, LEFT, modifiers, end)
    return end


def turn(view: NetworkView, place: QPoint, eighths: int, modifiers=CTRL) -> None:
    event = QWheelEvent(QPointF(place), QPointF(view.mapToGlobal(place)), QPoint(), QPoint(0, eighths), NONE, modifiers,
                        Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view, event)


def weight(view: NetworkView, part: Edge | Bias) -> float:
    return view._content.weight(part) if isinstance(part, Edge) else view._content.bias(part)


# ---- pulling ---------------------------------------------------------------------------------------------------------------------


def test_a_pull_upwards_makes_an_edge_larger_by_a_hundredth_a_pixel_and_downwards_smaller(view, qtbot, heard):
    before = weight(view, EDGE)
    pull(qtbot, view, at(view, EDGE), (0, -12), (0, -22), (0, -32), (0, -2))
    assert heard.values == [(EDGE, pytest.approx(before + change)) for change in (0.1, 0.2, -0.1)] + [None]
    assert heard.selected == [EDGE]


def test_shift_makes_a_pull_ten_times_finer(view, qtbot, heard):
    pull(qtbot, view, at(view, EDGE), (0, -12), (0, -22), modifiers=SHIFT)
    assert heard.values == [(EDGE, pytest.approx(weight(view, EDGE) + 0.01)), None]


def test_the_mark_of_a_bias_is_pulled_as_an_edge_is(chain, qtbot):
    heard = Heard(chain)
    pull(qtbot, chain, at(chain, Bias(2, 0)), (0, 12), (0, 32))
    assert heard.values == [(Bias(2, 0), pytest.approx(weight(chain, Bias(2, 0)) - 0.2)), None]
    assert heard.selected == [Bias(2, 0)]


def test_the_label_of_an_edge_is_pulled_as_its_line_is(chain, qtbot):
    heard, edge = Heard(chain), Edge(2, 0, 0)
    label = QPoint((at(chain, Neuron(1, 0)).x() + at(chain, Neuron(2, 0)).x()) // 2, at(chain, edge).y() - 18)
    pull(qtbot, chain, label, (0, -12), (0, -22))
    assert heard.values == [(edge, pytest.approx(weight(chain, edge) + 0.1)), None]


def test_the_mark_of_a_chosen_neuron_is_pulled_in_a_large_network_too(view, qtbot, heard):
    view.set_selected(Neuron(1, 3))
    pull(qtbot, view, at(view, Bias(1, 3)), (0, -12), (0, -22))
    assert heard.values == [(Bias(1, 3), pytest.approx(weight(view, Bias(1, 3)) + 0.1)), None]


def test_a_click_that_trembles_selects_and_changes_nothing(view, qtbot, heard):
    pull(qtbot, view, at(view, EDGE), (0, 1), (1, 1))
    assert (heard.selected, heard.values) == ([EDGE], [])


def test_a_sideways_drag_on_an_edge_pans_and_changes_nothing(view, qtbot, heard):
    place = view.where(Neuron(1, 0))
    pull(qtbot, view, at(view, EDGE), (20, 3), (30, 3))
    assert (view.where(Neuron(1, 0)) - place).toTuple() == (30, 3)
    assert (heard.selected, heard.values) == ([], [])


def test_the_symbol_and_the_value_of_the_hand_stand_at_the_pointer_during_a_pull(view, qtbot, monkeypatch):
    said = []
    monkeypatch.setattr(canvas, "paint_hover_label", lambda _, lines, remark, pointer, room: said.append((lines, pointer)))
    end = pull(qtbot, view, at(view, EDGE), (0, -12), (0, -40), let_go=False)
    view.grab()
    [(symbol, value)], pointer = said[-1]
    assert (text(symbol), value, pointer) == ("w₂,₄⁽²⁾", pytest.approx(weight(view, EDGE) + 0.28), QPointF(end))
    qtbot.mouseRelease(view, LEFT, PLAIN, end)
    view.grab()
    assert said[-1][0] == [(symbol, weight(view, EDGE))], "what the network has, once the hand is lifted"


def test_escape_takes_a_pull_back(view, qtbot, heard):
    before = weight(view, EDGE)
    end = pull(qtbot, view, at(view, EDGE), (0, -12), (0, -40), let_go=False)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert heard.values[-2:] == [(EDGE, before), None]
    qtbot.mouseMove(view, end - QPoint(0, 30))
    assert heard.values[-1] is None, "the hand holds nothing any more"
    qtbot.mouseRelease(view, LEFT, PLAIN, end - QPoint(0, 30))
    assert heard.selected == [EDGE]


def test_escape_forgets_a_band_and_keeps_what_is_selected(view, qtbot, heard):
    view.edge_selected.emit(EDGE)
    several = []
    view.several_selected.connect(lambda parts, _: several.append(parts))
    plain = pixels(view)
    corner = QPoint(5, view.height() - 5)
    qtbot.mousePress(view, LEFT, SHIFT, corner)
    qtbot.mouseMove(view, QPoint(view.width() - 5, 80))
    assert (pixels(view) != plain).any()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (pixels(view) == plain).all()
    qtbot.mouseRelease(view, LEFT, SHIFT, QPoint(view.width() - 5, 80))
    assert several == []
    assert heard.selected == [EDGE]


def test_after_escape_the_drawing_is_not_dragged_along(view, qtbot):
    end = pull(qtbot, view, at(view, EDGE), (0, -12), (0, -40), let_go=False)
    places = [at(view, Neuron(2, j)) for j in range(4)]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseMove(view, end + QPoint(90, 40))
    qtbot.mouseRelease(view, LEFT, PLAIN, end + QPoint(90, 40))
    assert [at(view, Neuron(2, j)) for j in range(4)] == places


def test_a_removed_edge_is_asked_for_once_and_not_pulled(view, qtbot, heard):
    view.set_marks(removed=[EDGE])
    pull(qtbot, view, at(view, EDGE), (0, -12), (0, -22), (0, -32))
    assert len(heard.values) == 1
    assert heard.values[0][0] == EDGE


def test_hiding_ends_a_pull(view, qtbot, heard):
    pull(qtbot, view, at(view, Edge(1, 0, 0)), (0, -12), (0, -22), let_go=False)
    view.hide()
    assert heard.values[-1] is None


def test_other_sizes_end_a_pull_and_a_band_without_a_word(view, qtbot, heard, banded):
    edge = at(view, Edge(1, 0, 0))
    pull(qtbot, view, edge, (0, -12), (0, -22), let_go=False)
    said = len(heard.values)
    fill(view, [2, 5, 1])
    qtbot.mouseMove(view, edge - QPoint(0, 40))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=edge - QPoint(0, 40))
    assert len(heard.values) == said
    corner = QPoint(3, view._head + 3)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, SHIFT, corner)
    qtbot.mouseMove(view, view.rect().bottomRight())
    fill(view, [2, 2, 1])
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, SHIFT, view.rect().bottomRight())
    assert banded == []


# ---- the wheel, and 0 ------------------------------------------------------------------------------------------------------------


def test_the_wheel_with_ctrl_turns_the_selected_edge_until_ctrl_is_let_go(view, qtbot, heard):
    view.set_selected(EDGE)
    before, zoom = weight(view, EDGE), view._zoom
    turn(view, at(view, EDGE), 120)
    turn(view, at(view, EDGE), 60)
    turn(view, at(view, EDGE), -120, CTRL | SHIFT)
    assert heard.values == [(EDGE, pytest.approx(before + change)) for change in (0.1, 0.15, 0.14)]
    qtbot.keyRelease(view, Qt.Key.Key_Control)
    assert heard.values[-1] is None
    assert view._zoom == zoom


@pytest.mark.parametrize(("selected", "modifiers"), [(EDGE, PLAIN), (Edge(2, 0, 0), CTRL), (None, CTRL)])
def test_the_wheel_zooms_without_ctrl_and_wherever_the_selected_edge_is_not(view, heard, selected, modifiers):
    view.set_selected(selected)
    zoom = view._zoom
    turn(view, at(view, EDGE), 120, modifiers)
    assert view._zoom > zoom
    assert heard.values == []


@pytest.mark.parametrize("part", [Edge(2, 0, 0), Bias(3, 0)])
def test_a_double_click_puts_a_weight_or_a_bias_to_0(chain, qtbot, part):
    heard = Heard(chain)
    place = at(chain, part)
    qtbot.mouseClick(chain, LEFT, pos=place)
    qtbot.mouseDClick(chain, LEFT, pos=place)
    qtbot.mouseRelease(chain, LEFT, pos=place)
    assert heard.values == [(part, 0.0), None]


def test_a_second_press_that_pulls_pulls(view, qtbot, heard):
    place = at(view, EDGE)
    qtbot.mouseClick(view, LEFT, pos=place)
    pull(qtbot, view, place, (0, -12), (0, -22), twice=True)
    assert heard.values == [(EDGE, pytest.approx(weight(view, EDGE) + 0.1)), None]


# ---- typing ----------------------------------------------------------------------------------------------------------------------


def typing(view: NetworkView, value: float | None = 1.5) -> EntryField:
    view.ask_value("Weight", Symbol("w", 2), value, EDGE)
    return view.findChild(EntryField)


def test_a_number_is_typed_beside_the_edge_and_return_tells_it(view, qtbot):
    field, typed = typing(view), []
    view.value_typed.connect(typed.append)
    assert (field.hasFocus(), field.text(), field.selectedText()) == (True, "1.5", "1.5")
    assert (field.parentWidget().pos() - at(view, EDGE)).manhattanLength() < 60
    qtbot.keyClicks(field, "-0,25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert typed == [-0.25]
    assert not field.isVisible()
    assert view.hasFocus()


def test_of_a_long_number_to_be_typed_over_the_first_digits_are_seen(view, qtbot):
    field = typing(view, -0.3940976329267555)
    assert field.selectedText() == field.text() == "-0.3940976329267555"
    field.grab()                                            # scrolls to where the cursor is
    assert field.cursorPositionAt(QPoint(6, field.height() // 2)) <= 1


def test_escape_types_nothing(view, qtbot):
    field, typed = typing(view), []
    view.value_typed.connect(typed.append)
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (typed, field.isVisible(), view.hasFocus()) == ([], False, True)


def test_what_is_no_number_is_refused_in_one_sentence_and_the_field_stays(view, qtbot):
    field, said = typing(view), []
    view.refused.connect(said.append)
    qtbot.keyClicks(field, "1e999")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said == ["Weight cannot be “1e999”; allowed: a finite number."]
    assert (field.isVisible(), field.text()) == (True, "1.5")


def test_the_field_follows_its_edge_and_stays_inside(view, qtbot):
    field = typing(view)
    place = field.parentWidget().pos()
    view.pan_by(60, -20)
    assert field.parentWidget().pos() - place == QPoint(60, -20)
    view.pan_by(5000, 0)
    assert view.rect().contains(field.parentWidget().geometry())


# ---- finger and pen --------------------------------------------------------------------------------------------------------------


def touch(view: NetworkView, screen: QPointingDevice, *places: QPoint) -> None:
    """One finger, put down at the first place and lifted at the last."""
    QTest.touchEvent(view, screen).press(0, places[0], view).commit()
    for place in places[1:]:
        QTest.touchEvent(view, screen).move(0, place, view).commit()
    QTest.touchEvent(view, screen).release(0, places[-1], view).commit()


def test_a_finger_selects_and_pulls_an_edge_from_farther_away(view, heard, screen):
    before, edge = weight(view, Edge(3, 0, 0)), Edge(3, 0, 0)
    beside = at(view, edge) + QPoint(0, -round(FINGER) + 3)
    assert view.item_at(QPointF(beside)) is None
    touch(view, screen, beside)
    assert heard.selected == [edge]
    touch(view, screen, beside, beside - QPoint(0, 12), beside - QPoint(0, 32))
    assert heard.values == [(edge, pytest.approx(before + 0.2)), None]


def test_a_finger_pans_on_an_empty_place(view, heard, screen):
    place, empty = view.where(Neuron(1, 0)), QPoint(20, 300)
    touch(view, screen, empty, empty + QPoint(10, 10), empty + QPoint(30, 20))
    assert (view.where(Neuron(1, 0)) - place).toTuple() == (30, 20)
    assert heard.values == []


def pen() -> QPointingDevice:
    return QPointingDevice("pen", 77, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
                           QInputDevice.Capability.Position, 1, 1)


def test_a_pen_is_left_to_qt_which_makes_a_mouse_of_it_and_then_it_pulls(view, heard):
    device, start = pen(), at(view, Edge(3, 0, 0)) + QPoint(0, -round(PEN) + 2)
    event = QTabletEvent(QEvent.Type.TabletPress, device, QPointF(start), QPointF(view.mapToGlobal(start)), 0.5, 0, 0, 0, 0, 0,
                         PLAIN, LEFT, LEFT)
    QApplication.sendEvent(view, event)
    assert not event.isAccepted(), "accepted, no mouse would follow"
    before = weight(view, Edge(3, 0, 0))
    kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
    for kind, up in zip(kinds, (0, 12, 22, 22), strict=True):
        place, button = QPointF(start - QPoint(0, up)), NONE if kind == QEvent.Type.MouseMove else LEFT
        QApplication.sendEvent(view, QMouseEvent(
            kind, place, view.mapToGlobal(place), button, NONE if kind == kinds[-1] else LEFT, PLAIN, device))
    assert heard.values == [(Edge(3, 0, 0), pytest.approx(before + 0.1)), None]


# ---- many ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def banded(view) -> list[tuple[set[object], bool]]:
    found: list[tuple[set[object], bool]] = []
    view.several_selected.connect(lambda parts, joins: found.append(({(type(part), *part) for part in parts}, joins)))
    return found


def test_a_band_around_neurons_takes_them_and_the_edges_between_them(view, qtbot, banded, heard):
    first, last = at(view, Neuron(1, 4)) - QPoint(25, 25), QPoint(at(view, Neuron(2, 3)).x() + 25, at(view, Neuron(1, 5)).y() + 40)
    pull(qtbot, view, last, *((place - last).toTuple() for place in (last - QPoint(20, 20), first)), modifiers=SHIFT)
    inside = [part for part in (Neuron(l, j) for l, n in enumerate((2, 6, 4, 1)) for j in range(n))
              if first.x() < at(view, part).x() < last.x() and first.y() < at(view, part).y() < last.y()]
    between = [Edge(2, j, k) for l, j in inside if l == 2 for m, k in inside if m == 1]
    assert len(between) > 1
    assert banded == [({(type(part), *part) for part in (*inside, *between)}, False)]
    assert (heard.selected, heard.values) == ([], [])


def test_a_band_between_the_layers_takes_the_edges_through_it_even_from_an_edge_with_ctrl(view, qtbot, banded):
    middle = at(view, Edge(3, 0, 1))
    pull(qtbot, view, middle, (0, 8), (4, 300), modifiers=CTRL)
    found, joins = banded[0]
    assert joins
    assert {(Edge, 3, 0, 1), (Edge, 3, 0, 2), (Edge, 3, 0, 3)} <= found
    assert (Edge, 3, 0, 0) not in found
    assert {part[:2] for part in found} == {(Edge, 3)}


def test_ctrl_and_a_click_lets_a_part_join_or_leave(view, qtbot, heard, banded):
    toggled = []
    view.toggled.connect(toggled.append)
    qtbot.mouseClick(view, LEFT, CTRL, at(view, EDGE))
    qtbot.mouseClick(view, LEFT, CTRL, at(view, Neuron(1, 2)))
    assert toggled == [EDGE, Neuron(1, 2)]
    assert (heard.selected, heard.values, banded) == ([], [], [])


def test_ctrl_shift_and_an_arrow_take_the_next_one_with_them(view, qtbot, banded):
    view.set_selected(Neuron(1, 2))
    qtbot.keyClick(view, Qt.Key.Key_Down, CTRL | SHIFT)
    assert banded == [({(Neuron, 1, 3)}, True)]


def test_several_stand_out_and_are_said_and_one_alone_is_no_several(view):
    before = pixels(view)
    view.set_several([EDGE])
    assert (pixels(view) == before).all()
    parts = [Edge(2, 0, 0), Neuron(1, 5), Bias(2, 3)]
    view.set_several(parts)
    after = pixels(view)
    assert all((around(after, at(view, part), 4) != around(before, at(view, part), 4)).any() for part in (parts[0], parts[2]))
    radius = round(view._layout.columns[1].radius)
    assert around(after, at(view, parts[1]) - QPoint(0, radius), 1).min(axis=2).max() > 200, "white at the rim"
    view.set_selected(Neuron(1, 5))
    assert view.accessibleDescription().startswith("3 parts selected, the last is a₅⁽¹⁾ = ")
    fill(view, [2, 2, 1])
    assert view.accessibleDescription() == "nothing selected"


@pytest.mark.parametrize("show", ["set_several", "hover"])
def test_what_is_written_on_an_edge_stays_readable_when_it_is_selected_with_others_or_pointed_at(qtbot, show):
    view = shown(qtbot, [2, 2, 2])                          # labels are on their lines
    edges = [Edge(1, 0, 0), Edge(1, 1, 1), Edge(2, 0, 0)]

    def written() -> list[np.ndarray]:
        labels = [edge_label(view._content, edge, view._edges.line(edge)).rect.translated(view._pan) for edge in edges]
        image = pixels(view)
        return [image[round(rect.top()) + view._head + 2:round(rect.bottom()) + view._head - 2,
                      round(rect.left()) + 4:round(rect.right()) - 4].astype(int) for rect in labels]

    before = written()
    if show == "set_several":
        view.set_several(edges)
    else:
        edges, before = edges[:1], before[:1]
        qtbot.mouseMove(view, view.where(edges[0]).toPoint() + QPoint(60, 0))
        assert view._hovered == edges[0]
    for one, other in zip(written(), before, strict=True):
        assert abs(one - other).max() < 60                  # the backdrop lets a little of the line through


def test_selecting_many_repaints_them_and_not_the_picture(view, monkeypatch):
    view.grab()
    painted = []
    monkeypatch.setattr(view._edges, "paint", lambda *_: painted.append("all"))
    view.set_several([Edge(2, j, k) for j in range(4) for k in range(6)])
    view.grab()
    assert painted == []
