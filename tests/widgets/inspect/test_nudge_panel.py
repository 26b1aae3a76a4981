"""The nudge panel: what follows from a nudge of any parameter, ratio by ratio, and nothing moves on its own after it."""
import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt, QVariantAnimation
from PySide6.QtWidgets import QLabel, QPushButton, QSlider, QToolButton

from core.errors import BadInput, Sentence
from core.evaluation import example_pass, mean_gradient
from core.explain.what_if import nudge
from core.network import Bias, Edge, Network
from core.notation import Symbol, signed, text
from widgets import theme
from widgets.drawing.pulse import LINK
from widgets.formula import FormulaLabel, Pointed
from widgets.inspect.linked_lines import LinkedLines, without_layer
from widgets.inspect.nudge_panel import DIAL, NudgePanel
from widgets.number_line import GAP, HEIGHT, SYMBOL, TEXT, NumberLine
from widgets.short_numbers import figures

W3, ROW = Edge(3, 0, 0), np.array([[1.0, 0.5, 1.0]])
DERIVATIVE = -0.09436781672801549


@pytest.fixture
def chain() -> Network:
    network = Network((1, 1, 1, 1), ("sigmoid",) * 3)
    network.parameters[:] = 0.1, 1.2, 0.3, -0.8, -0.4, 1.5
    return network


@pytest.fixture
def wide() -> Network:
    network = Network((2, 3, 4, 2), ("tanh",) * 3)
    network.parameters[:] = np.random.default_rng(3).normal(size=network.parameters.size)
    return network


@pytest.fixture
def rows() -> np.ndarray:
    return np.column_stack([np.ones(20), np.random.default_rng(4).normal(size=(20, 4))])


@pytest.fixture
def panel(qtbot, qapp, chain):
    theme.apply(qapp, theme.DARK)
    panel = NudgePanel()
    panel.set_part(W3, chain.sizes)
    panel.set_nudge(nudge(chain, ROW, W3, 0.01), DERIVATIVE)
    qtbot.addWidget(panel)
    panel.resize(372, 280)
    panel.show()
    panel.activateWindow()
    return panel


@pytest.fixture
def live(panel, chain):
    """The panel as in the window: a nudge is answered by what follows from it."""
    for signal in (panel.nudged, panel.h_chosen):
        signal.connect(lambda h: panel.set_nudge(nudge(chain, ROW, W3, h), DERIVATIVE))
    return panel


def lines(panel: NudgePanel) -> list[NumberLine]:
    return panel.findChild(LinkedLines).lines


def symbols(panel: NudgePanel) -> list[str]:
    return [line.accessibleName().split()[0] for line in lines(panel)]


def numbers(panel: NudgePanel) -> list[str]:
    return [line.shown_text for line in lines(panel)]


def ratios(panel: NudgePanel) -> list[float | None]:
    """Those that stand between the lines."""
    linked = panel.findChild(LinkedLines)
    return [linked.ratio(place) for place in range(len(linked.lines) - 1)]


def words(panel: NudgePanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]


def button(panel: NudgePanel, name: str) -> QPushButton | QToolButton:
    return next(each for kind in (QPushButton, QToolButton) for each in panel.findChildren(kind) if each.text() == name)


def dot(line: NumberLine) -> QPoint:
    place = line.dot()
    assert place is not None
    return place.toPoint()


def moved(line: NumberLine) -> float:
    """px from the open dot in the middle of a magnified line to the full one."""
    return dot(line).x() - (SYMBOL + (line.width() - SYMBOL - GAP - TEXT) / 2)


def animation(panel: NudgePanel) -> QVariantAnimation:
    return panel.findChild(QVariantAnimation)


def grab(qtbot, panel: NudgePanel, pixels: int, release: bool = True) -> None:
    first = lines(panel)[0]
    start = dot(first)
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(first, start + QPoint(pixels, 0))
    if release:
        qtbot.mouseRelease(first, Qt.MouseButton.LeftButton, pos=start + QPoint(pixels, 0))


def test_s8_one_number_line_per_quantity_from_the_weight_to_the_cost(panel):
    assert symbols(panel) == ["w⁽³⁾", "z⁽³⁾", "a⁽³⁾", "C₀"]
    assert numbers(panel) == [" 1.5000 →  1.5100", " 0.2624 →  0.2669", " 0.5652 →  0.5663", " 0.1890 →  0.1881"]


def test_s8_the_dots_move_to_the_side_their_values_do(panel):
    w, z, a, cost = (moved(line) for line in lines(panel))
    assert min(w, z, a) > 5
    assert cost < -5


def test_s9_the_nudge_is_a_hundredth_at_first_and_the_derivative_is_the_ratio(panel):
    assert panel.h == 0.01
    assert "ΔC₀/Δw = −0.094223" in words(panel)
    assert "∂C₀/∂w = −0.094368" in words(panel)
    assert "0.15 % apart: the smaller the nudge, the closer." in words(panel)


def test_s10_each_link_has_its_ratio(panel):
    assert ratios(panel) == pytest.approx((0.44163, 0.24567, -0.86844), abs=1e-5)


def test_s10_the_nudge_travels_from_line_to_line_when_it_is_played(qtbot, panel):
    seen: list[tuple[bool, ...]] = []
    animation(panel).valueChanged.connect(lambda _: seen.append(tuple("→ " in written for written in numbers(panel))))
    with qtbot.waitSignal(panel.play_wanted) as wanted:
        qtbot.mouseClick(button(panel, "Nudge"), Qt.MouseButton.LeftButton)
    assert wanted.args == [0.01]
    assert animation(panel).duration() == 4 * LINK
    assert numbers(panel) == [" 1.5000 →", " 0.2624 →", " 0.5652 →", " 0.1890 →"]
    animation(panel).setCurrentTime(2 * LINK + LINK // 2)
    assert [len(written) for written in numbers(panel)] == [17, 17, 9, 9]
    animation(panel).setCurrentTime(4 * LINK)
    assert numbers(panel)[-1] == " 0.1890 →  0.1881"
    assert all(arrived == tuple(sorted(arrived, reverse=True)) for arrived in seen)
    assert animation(panel).state() == animation(panel).State.Stopped


def test_s10_the_connectors_and_ratios_come_with_the_dots(qtbot, panel):
    linked = panel.findChild(LinkedLines)
    whole = linked.grab().toImage()
    panel.play()
    waiting = linked.grab().toImage()
    panel.hide()
    panel.show()
    assert waiting != whole
    assert linked.grab().toImage() == whole


def test_in_calm_mode_everything_is_there_at_once(qtbot, panel):
    panel.set_calm(True)
    with qtbot.waitSignal(panel.play_wanted):
        qtbot.mouseClick(button(panel, "Nudge"), Qt.MouseButton.LeftButton)
    assert animation(panel).state() == animation(panel).State.Stopped
    assert numbers(panel)[-1] == " 0.1890 →  0.1881"


def test_hiding_it_ends_the_animation(qtbot, panel):
    panel.play()
    panel.hide()
    assert animation(panel).state() == animation(panel).State.Stopped
    panel.show()
    assert numbers(panel)[-1] == " 0.1890 →  0.1881"


def test_s11_the_product_of_the_three_ratios_is_the_sensitivity(panel):
    assert "+0.4416 · +0.2457 · −0.8684 = −0.09422" in words(panel)


def test_s11_pointing_at_a_symbol_tells_which_quantity_it_is(qtbot, panel):
    pointed: list[Pointed | None] = []
    panel.symbol_hovered.connect(pointed.append)
    cost = Symbol("C", j=0)
    for line, written in zip(lines(panel), (Symbol("w", 3), Symbol("z", 3), Symbol("a", 3), cost), strict=True):
        label = line.findChild(FormulaLabel)
        qtbot.mouseMove(label, label.symbol_rect(written).center().toPoint())
    assert [each.symbol for each in pointed if each] == [Symbol("w", 3, 0, 0), Symbol("z", 3, 0), Symbol("a", 3, 0), cost]


@pytest.mark.parametrize("h", [size for size in DIAL if abs(size) in {0.1, 0.01, 1e-3, 1e-6}])
def test_q20_the_measured_ratio_stands_beside_the_derivative_for_any_nudge(panel, chain, h: float):
    panel.set_h(h)
    made = nudge(chain, ROW, W3, h)
    panel.set_nudge(made, DERIVATIVE)
    measured, expected = figures(made.ratio, DERIVATIVE)
    assert {f"ΔC₀/Δw = {measured}", f"∂C₀/∂w = {expected}"} <= set(words(panel))
    assert ("The same in four figures: the nudge is small enough." in words(panel)) == (abs(h) < 1e-5)
    for line in lines(panel):
        assert abs(moved(line)) > 5, "the dot cannot be told from where it was"


def test_at_a_kink_it_does_not_promise_that_smaller_nudges_come_closer(panel):
    bent = Network((1, 1, 1), ("relu", "linear"))
    bent.parameters[:] = -0.5, 1.0, 0.25, 1.0                    # z of the hidden neuron is exactly 0 at x = ½
    panel.set_part(Bias(1, 0), bent.sizes)
    for at_kink in (True, False):
        panel.set_nudge(nudge(bent, ROW, Bias(1, 0), 0.01), 0.0, at_kink)
        said = "At a kink: a nudge up and a nudge down have different ratios."
        assert (said in words(panel)) == at_kink
        assert any("100 % apart" in text for text in words(panel)) != at_kink


def test_no_number_is_a_negative_zero():
    assert figures(-0.0, -0.0) == ("+0.00000", "+0.00000")
    assert figures(0.25, -0.0) == ("+0.25000", "+0.00000")


def test_while_it_cannot_be_nudged_no_derivative_of_before_is_shown(panel):
    assert "∂C₀/∂w = −0.094368" in words(panel)
    panel.set_enabled_for(Sentence("Pause to nudge it: now it moves by itself."))
    assert "∂C₀/∂w = –" in words(panel)


def test_q20_two_zeros_and_rounding_are_said_in_words(panel, chain):
    still = nudge(chain, ROW, W3, 0.01)._replace(cost_after=nudge(chain, ROW, W3, 0.01).cost_before)
    panel.set_nudge(still, 0.0)
    assert "Both are 0: the nudge does not reach the cost." in words(panel)
    panel.set_nudge(still._replace(h=1e-6), 1e-12)
    assert "Only rounding keeps them apart: C₀ hardly changes." in words(panel)


def test_numbers_beyond_all_bounds_are_called_so(panel):
    beyond = Network((1, 2, 1), ("linear", "linear"))
    beyond.parameters[:] = 0.0, 1e200, 0.0, 1e200, 0.0, 1.0, 1.0
    edge = Edge(2, 0, 0)
    panel.set_part(edge, beyond.sizes)
    with np.errstate(all="ignore"):
        panel.set_nudge(nudge(beyond, np.array([[1.0, 1e200, 0.0]]), edge, 0.01), np.inf)
    said = words(panel)
    assert {"The numbers have grown beyond what can be computed.", "ΔC₀/Δw = undefined", "∂C₀/∂w = ∞"} <= set(said)
    assert not any("does not move" in text or "% apart" in text for text in said)


def test_no_sentence_is_wider_than_the_panel_or_makes_it_wider(panel, chain):
    made, narrow = nudge(chain, ROW, W3, 0.01), panel.minimumSizeHint().width()
    same = made._replace(cost_after=made.cost_before)
    too_small = Sentence("h is −0.01, too small to change 1.234e+200; allowed: a larger h.")
    for found, derivative in ((made, DERIVATIVE), (made, 1e-30), (same, 0.0), (same, 1e-14), (same, np.inf),
                              (made._replace(after=made.before), 1.0), (too_small, 1.0)):
        panel.set_nudge(found, derivative)
        assert panel.minimumSizeHint().width() == narrow
        QCoreApplication.sendPostedEvents()                     # which lay it out
        for label in filter(QLabel.isVisible, panel.findChildren(QLabel)):
            flags = Qt.TextFlag.TextWordWrap if label.wordWrap() else Qt.TextFlag.TextSingleLine
            needed = label.fontMetrics().boundingRect(label.rect(), flags, label.text())
            assert label.rect().size().expandedTo(needed.size()) == label.size(), label.text()


def test_s9_the_dot_of_the_weight_is_grabbed_and_the_others_follow(qtbot, live):
    heard: list[float | None] = []
    live.nudged.connect(heard.append)
    live.released.connect(lambda: heard.append(None))
    ends = [line.ends for line in lines(live)]
    grab(qtbot, live, 36, release=False)
    assert heard == [pytest.approx(0.03, abs=1e-3)]
    assert [line.ends for line in lines(live)[:2]] == [pytest.approx(ends[0]), pytest.approx((0.2424, 0.2824), abs=1e-3)]
    assert numbers(live)[0] == f" 1.5000 →  {1.5 + heard[0]:.4f}"
    qtbot.mouseRelease(lines(live)[0], Qt.MouseButton.LeftButton)
    assert heard[1:] == [None]


def test_a_drag_through_zero_never_nudges_by_nothing(qtbot, live):
    heard: list[float] = []
    live.nudged.connect(heard.append)
    first = lines(live)[0]
    start = dot(first)
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=start)
    for pixels in range(0, -24, -1):
        qtbot.mouseMove(first, start + QPoint(pixels, 0))
    qtbot.mouseRelease(first, Qt.MouseButton.LeftButton)
    assert heard[0] > 0 > heard[-1]
    assert all(1e-6 <= abs(h) <= 0.1 for h in heard)
    assert sorted(heard, reverse=True) == heard


def test_escape_takes_the_drag_back(qtbot, live):
    live.released.connect(lambda: live.setProperty("released", True))
    grab(qtbot, live, 30, release=False)
    assert live.h != 0.01
    qtbot.keyClick(lines(live)[0], Qt.Key.Key_Escape)
    assert live.h == 0.01
    assert live.property("released")
    qtbot.mouseRelease(lines(live)[0], Qt.MouseButton.LeftButton)


def test_the_weight_is_nudged_by_keyboard(qtbot, live):
    lines(live)[0].setFocus()
    with qtbot.waitSignals([live.nudged, live.released]):
        qtbot.keyClick(lines(live)[0], Qt.Key.Key_Right)
    assert live.h == pytest.approx(0.011)


def test_keep_wants_the_nudge_last_made(qtbot, live):
    grab(qtbot, live, -36)
    with qtbot.waitSignal(live.keep_wanted) as wanted:
        qtbot.mouseClick(button(live, "Keep"), Qt.MouseButton.LeftButton)
    assert wanted.args == [live.h]
    assert live.h < 0


def test_s9_the_dial_goes_from_a_tenth_to_a_millionth_with_both_signs(qtbot, live):
    dial = live.findChild(QSlider)
    chosen: list[float] = []
    live.h_chosen.connect(chosen.append)
    dial.setFocus()
    qtbot.keyClick(dial, Qt.Key.Key_Home)
    qtbot.keyClick(dial, Qt.Key.Key_Right)
    qtbot.keyClick(dial, Qt.Key.Key_End)
    qtbot.keyClick(dial, Qt.Key.Key_Left)
    assert chosen == [-0.1, -0.05, 0.1, 0.05]
    assert min(map(abs, DIAL)) == 1e-6
    assert "+0.05" in words(live)
    assert numbers(live)[0] == " 1.5000 →  1.5500"


def test_set_h_says_nothing(qtbot, panel):
    with qtbot.assertNotEmitted(panel.h_chosen):
        panel.set_h(-1e-6)
    assert "−1e−06" in words(panel)
    with qtbot.waitSignal(panel.play_wanted) as wanted:
        panel.play()
    assert wanted.args == [-1e-6]
    panel.hide()


def test_the_same_for_a_bias(panel, chain):
    part = Bias(1, 0)
    panel.set_part(part, chain.sizes)
    assert numbers(panel)[0].strip() == "–"
    example_pass(chain, ROW[0])
    panel.set_nudge(nudge(chain, ROW, part, 0.01), float(chain.dC_db[1][0]))
    assert symbols(panel) == ["b⁽¹⁾", "z⁽¹⁾", "a⁽¹⁾", "C₀"]
    assert panel.findChild(LinkedLines).ratio(0) == pytest.approx(1)
    assert any(each.startswith("ΔC₀/Δb = +0.01") for each in words(panel))


def test_s10_later_layers_are_followed_on_demand(qtbot, panel, chain):
    assert not button(panel, "later layers").isVisible()
    panel.set_part(Edge(1, 0, 0), chain.sizes)
    panel.set_nudge(nudge(chain, ROW, Edge(1, 0, 0), 0.01), 0.007)
    height = panel.sizeHint().height()
    qtbot.mouseClick(button(panel, "later layers"), Qt.MouseButton.LeftButton)
    assert symbols(panel) == ["w⁽¹⁾", "z⁽¹⁾", "a⁽¹⁾", "z⁽²⁾", "a⁽²⁾", "z⁽³⁾", "a⁽³⁾", "C₀"]
    made = nudge(chain, ROW, Edge(1, 0, 0), 0.01)
    assert len(ratios(panel)) == 7
    assert np.prod(ratios(panel)) == pytest.approx(made.ratio)
    assert f"product of the 7 ratios = {figures(made.ratio, 0.007)[0]}" in words(panel)
    qtbot.waitUntil(lambda: panel.sizeHint().height() == height + 4 * HEIGHT)
    qtbot.mouseClick(button(panel, "later layers"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.sizeHint().height() == height)


def test_of_a_later_layer_the_neuron_that_changed_most_is_shown(qtbot, panel, wide, rows):
    part = Edge(1, 2, 1)
    made = nudge(wide, rows[:1], part, 0.1)
    panel.set_part(part, wide.sizes)
    qtbot.mouseClick(button(panel, "later layers"), Qt.MouseButton.LeftButton)
    panel.set_nudge(made, 0.1)
    two, three = (np.argmax(abs(made.after.a[l] - made.before.a[l])) for l in (2, 3))
    assert symbols(panel)[3:] == [text(Symbol(quantity, l, j)) for l, j in ((2, two), (3, three)) for quantity in "za"] + ["C₀"]


def test_one_path_among_several_is_not_said_to_be_the_whole(qtbot, panel, wide, rows):
    panel.set_part(Edge(2, 1, 0), wide.sizes)
    panel.set_nudge(nudge(wide, rows[:1], Edge(2, 1, 0), 0.01), 0.1)
    assert any(" · " in each for each in words(panel))
    qtbot.mouseClick(button(panel, "later layers"), Qt.MouseButton.LeftButton)
    assert "This is one path of several; the others move the cost too." in words(panel)
    assert not any(" · " in each or each.startswith("product of") for each in words(panel))


@pytest.fixture
def soft() -> Network:
    network = Network((2, 3, 3), ("tanh", "softmax"), "categorical cross-entropy")
    network.parameters[:] = np.random.default_rng(3).normal(size=network.parameters.size)
    return network


SOFT_ROW = np.array([[1.0, 0.4, -0.3, 0.0, 1.0, 0.0]])


def test_with_softmax_the_nudge_goes_from_z_to_the_cost_since_z_moves_every_output(panel, soft):
    part = Edge(2, 1, 0)
    height = panel.sizeHint().height()
    made = nudge(soft, SOFT_ROW, part, 0.01)
    panel.set_part(part, soft.sizes, softmax=True)
    panel.set_nudge(made, -0.7)
    assert symbols(panel) == ["w₁,₀⁽²⁾", "z₁⁽²⁾", "C₀"]
    dz, dC = float(made.after.z[2][1] - made.before.z[2][1]), made.cost_after - made.cost_before
    assert ratios(panel) == pytest.approx((dz / made.h, dC / dz))
    assert np.prod(ratios(panel)) == pytest.approx(made.ratio)
    assert f"{signed(dz / made.h, 4)} · {signed(dC / dz, 4)} = −0.710" in words(panel), "in as many figures as the two give"
    assert "With softmax this z changes every output." in words(panel)
    assert panel.sizeHint().height() == height


def test_softmax_changes_nothing_at_a_hidden_layer_until_the_output_is_shown(qtbot, panel, soft):
    part = Edge(1, 1, 0)
    panel.set_part(part, soft.sizes, softmax=True)
    panel.set_nudge(nudge(soft, SOFT_ROW, part, 0.01), 0.1)
    assert symbols(panel) == ["w₁,₀⁽¹⁾", "z₁⁽¹⁾", "a₁⁽¹⁾", "C₀"]
    assert "With softmax this z changes every output." not in words(panel)
    qtbot.mouseClick(button(panel, "later layers"), Qt.MouseButton.LeftButton)
    assert [each[0] for each in symbols(panel)] == ["w", "z", "a", "z", "C"]
    assert "With softmax this z changes every output." in words(panel)


@pytest.mark.parametrize(("x", "bias", "still"), [(0.0, 0.5, "z"), (1.0, -1.0, "a")])
def test_a_nudge_that_stops_on_its_way_says_where(panel, x: float, bias: float, still: str):
    network = Network((1, 1, 1), ("relu", "linear"))
    network.parameters[:] = bias, 0.5, 0.0, 1.0
    panel.set_part(Edge(1, 0, 0), network.sizes)
    panel.set_nudge(nudge(network, np.array([[1.0, x, 1.0]]), Edge(1, 0, 0), 0.01), 0.0)
    assert f"{still} does not move, so nothing reaches the cost." in words(panel)
    assert not any("–" in each or " · " in each for each in words(panel))


def test_a_nudge_too_small_for_its_weight_is_explained_and_the_dial_still_turns(panel):
    huge = Network((1, 1), ("linear",))
    huge.parameters[:] = 0.0, 1e15
    panel.set_part(Edge(1, 0, 0), huge.sizes)
    with pytest.raises(BadInput) as refused:
        nudge(huge, ROW, Edge(1, 0, 0), 0.01)
    panel.set_nudge(refused.value.sentence, 1e15)
    assert "h is 0.01, too small to change 1e+15; allowed: a larger h." in words(panel)
    assert not button(panel, "Keep").isEnabled()
    assert panel.findChild(QSlider).isEnabled()
    panel.set_nudge(nudge(huge, ROW, Edge(1, 0, 0), 1.0), 1e15)
    assert not any("too small" in each for each in words(panel))


def test_s8_during_a_nudge_every_line_is_around_the_old_value_and_without_one_none(panel, chain):
    for h in (0.1, -0.1, 0.01, 1e-6):
        made = nudge(chain, ROW, W3, h)
        panel.set_nudge(made, DERIVATIVE)
        for line, old in zip(lines(panel), (1.5, made.before.z[3][0], made.before.a[3][0], made.cost_before), strict=True):
            assert sum(line.ends) / 2 == pytest.approx(old, abs=1e-9)
            assert line.labels[0].startswith("Δ −")
            assert line.labels[2].startswith("Δ +")
    panel.set_present(1.5, made.before, made.cost_before)
    panel.set_enabled_for(Sentence("Pause to nudge it."))
    assert [line.ends[0] for line in lines(panel)] == [-line.ends[1] for line in lines(panel)[:3]] + [0.0]
    assert not any("Δ" in label for line in lines(panel) for label in line.labels)


def test_s9_the_ends_of_the_weights_line_tell_the_sizes_of_nudges_apart(panel, chain):
    ends = set()
    for h in (0.1, 0.01, 0.001):
        panel.set_nudge(nudge(chain, ROW, W3, h), DERIVATIVE)
        ends.add(lines(panel)[0].labels[0])
        assert lines(panel)[0].ends[1] >= 1.5 + h
    assert len(ends) == 3


def test_the_cost_of_one_example_is_written_c0_in_its_ratio_too():
    assert without_layer(Symbol("C", j=0)) == Symbol("C", j=0)
    assert without_layer(Symbol("C")) == Symbol("C")
    assert without_layer(Symbol("a", 3, 1)) == Symbol("a")


def test_of_an_average_only_the_weight_and_the_cost_are_shown_and_it_says_why(panel, wide, rows):
    height = panel.sizeHint().height()
    part = Edge(3, 1, 2)
    panel.set_part(part, wide.sizes)
    mean_gradient(wide, rows)
    panel.set_nudge(nudge(wide, rows, part, 0.01), float(wide.dC_dw[3][1, 2]))
    assert symbols(panel) == ["w₁,₂⁽³⁾", "C"]
    assert "z and a differ from example to example, so of an average only w and C are shown." in words(panel)
    assert any(each.startswith("ΔC/Δw = ") for each in words(panel))
    assert panel.sizeHint().height() == height


def test_while_it_cannot_be_nudged_the_derivative_is_that_of_now_and_no_earlier_one(panel, chain):
    made = nudge(chain, ROW, W3, 0.01)
    panel.set_nudge(made, DERIVATIVE)
    panel.set_enabled_for(Sentence("Pause the training to nudge it."))
    panel.set_present(1.25, made.before, 0.5, 0.125)
    assert {"ΔC₀/Δw = –", "∂C₀/∂w = +0.12500"} <= set(words(panel))
    panel.set_present(1.25, made.before, 0.5)
    assert "∂C₀/∂w = –" in words(panel)


def test_while_it_cannot_be_nudged_it_shows_what_is_and_why(qtbot, panel, chain):
    height = panel.sizeHint().height()
    made = nudge(chain, ROW, W3, 0.01)
    panel.set_enabled_for(Sentence("Pause the training to nudge it."))
    panel.set_present(1.25, made.before, 0.5)
    assert "Pause the training to nudge it." in words(panel)
    assert [written.strip() for written in numbers(panel)] == ["1.2500", "0.2624", "0.5652", "0.5000"]
    with qtbot.assertNotEmitted(panel.nudged), qtbot.assertNotEmitted(panel.play_wanted), qtbot.assertNotEmitted(panel.keep_wanted):
        grab(qtbot, panel, 30)
        for name in ("Nudge", "Keep"):
            qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)
    assert not panel.findChild(QSlider).isEnabled()
    assert panel.sizeHint().height() == height
    panel.set_enabled_for(None)
    assert numbers(panel)[0] == " 1.5000 →  1.5100"
    assert "Pause the training to nudge it." not in words(panel)


def test_an_edge_that_carries_nothing_shows_nothing(panel, chain):
    panel.set_enabled_for(Sentence("This edge is removed."))
    panel.set_part(Edge(2, 0, 0), chain.sizes)
    assert {written.strip() for written in numbers(panel)} == {"–"}
    assert not button(panel, "Nudge").isEnabled()
    panel.grab()


def test_the_panel_keeps_its_size_whatever_it_shows(panel, chain):
    sizes = set()
    for h in (0.1, -1e-6, 0.01):
        panel.set_h(h)
        panel.set_nudge(nudge(chain, ROW, W3, h), DERIVATIVE)
        sizes.add((panel.sizeHint().height(), panel.minimumSizeHint().width()))
    panel.set_nudge(None, None)
    sizes.add((panel.sizeHint().height(), panel.minimumSizeHint().width()))
    assert len(sizes) == 1
    assert panel.minimumSizeHint().width() <= 372


def test_a_hidden_panel_does_no_work_and_is_up_to_date_when_shown(panel, chain):
    panel.hide()
    panel.set_nudge(nudge(chain, ROW, W3, 0.1), DERIVATIVE)
    assert numbers(panel)[0] == " 1.5000 →  1.5100"
    panel.show()
    assert numbers(panel)[0] == " 1.5000 →  1.6000"


def test_figures_show_as_many_decimals_of_both():
    assert figures(-0.09422276, -0.0943678) == ("−0.094223", "−0.094368")
    assert figures(12.3456789, 0.5) == ("+12.346", "+0.500")
    assert figures(1.23456e-5, -1.2e-6) == ("+1.2346e−05", "−1.2000e−06")
    assert figures(0.0, 0.0) == ("+0.00000", "+0.00000")
