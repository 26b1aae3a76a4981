"""A walk through one training step in the real window: by keyboard and mouse, every number against plain formulas."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel

from core.explain.walk import Item
from core.network import Bias, Edge, Neuron
from core.notation import Row, text
from playground.main_window import MainWindow
from playground.panels.walk_drawing import BENEATH, walk_step
from tests.playground.driving import User, numbers
from tests.playground.two_paths import A1, A2, SLOPE1, SLOPE2, TWO_PATHS, W1, W2, WISH, WISH1, X
from widgets.action_button import ActionButton
from widgets.walk.forecast_gauge import ForecastBars
from widgets.walk.forecast_history import ForecastHistory
from widgets.walk.graph_canvas import GraphCanvas
from widgets.walk.tape_view import TapeView
from widgets.walk.update_rows import UpdateRows

ETA = 0.5                                                       # of the preset two-paths
DELTA2, DELTA1 = WISH * SLOPE2, WISH1 * SLOPE1
PLAIN = {                                                       # every quantity of one step, in the order in which it is computed
    ("z", 1): W1 @ X + 0.35, ("a", 1): A1, ("z", 2): W2 @ A1 + 0.6, ("a", 2): A2, ("terms", None): WISH ** 2 / 2,
    ("C0", None): np.array([(WISH ** 2).sum() / 2]), ("C", None): np.array([(WISH ** 2).sum() / 2]), ("dC_da", 2): WISH,
    ("da_dz", 2): SLOPE2, ("dC_dz", 2): DELTA2, ("dC_dw", 2): np.outer(DELTA2, A1), ("dC_da", 1): WISH1, ("da_dz", 1): SLOPE1,
    ("dC_dz", 1): DELTA1, ("dC_dw", 1): np.outer(DELTA1, X), ("dC_da", 0): W1.T @ DELTA1,
}


@pytest.fixture
def user(user: User) -> User:
    return user.keep_still()


def shown(user: User) -> list[float]:
    """The results of the numbers under the current line."""
    return [numbers(text(Row(tuple(token.node for token in line))))[-1] for line in user.see(TapeView).forms.numbers]


def start(user: User) -> TapeView:
    """Open the walk by its key."""
    user.press("backprop")
    user.wait(lambda: user.sees(TapeView))
    return user.see(TapeView)


def to(user: User, quantity: str, layer: int | None) -> None:
    """On by the keyboard, operation by operation, until this one is done."""
    while (each := user.window.walking.walk.current) is None or each.writes[0] != Item(quantity, layer):
        user.press("walk_next")


# ---- one whole step by keyboard --------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_a_whole_step_by_keyboard_shows_the_numbers_of_plain_formulas(user: User):
    start(user)
    walk, seen = user.window.walking.walk, []
    while user.command("walk_next").isEnabled():
        user.press("walk_next")
        written = walk.current.writes[0]
        if (wanted := PLAIN.get((written.quantity, written.layer))) is not None and (key := tuple(written[:2])) not in seen:
            seen.append(key)
            np.testing.assert_allclose(walk.values(written).reshape(wanted.shape), wanted, rtol=1e-13)
            assert shown(user)[0] == pytest.approx(float(wanted.ravel()[0]), rel=2e-3)
    assert seen == list(PLAIN)
    np.testing.assert_allclose(walk.values(Item("w", 1)), W1 - ETA * np.outer(DELTA1, X), rtol=1e-13)
    np.testing.assert_allclose(walk.values(Item("b", 2)), 0.6 - ETA * DELTA2, rtol=1e-13)
    assert shown(user)[0] == pytest.approx(0.15 - ETA * DELTA1[0] * X[0], rel=1e-3)


@TWO_PATHS
def test_every_stage_and_layer_is_reached_by_its_key_and_left_by_the_other(user: User):
    start(user)
    positions = []
    for name in ("walk_next_stage",) * 4:
        user.press(name)
        positions.append(user.window.walking.walk.position)
    assert positions == user.window.walking.walk.ends("stage")
    assert not user.command("walk_next_stage").isEnabled()
    for name in ("walk_back_stage",) * 4:
        user.press(name)
    assert user.window.walking.walk.position == 0
    for end in user.window.walking.walk.ends("layer"):
        user.press("walk_next_layer")
        assert user.window.walking.walk.position == end
    user.press("walk_back_layer")
    assert user.window.walking.walk.position == user.window.walking.walk.ends("layer")[-2]


@TWO_PATHS
@given(keys=st.lists(st.sampled_from(["walk_next", "walk_back", "walk_next_layer", "walk_back_layer", "walk_next_stage",
                                      "walk_back_stage"]), max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_q23_any_way_back_and_forth_leads_to_the_same_lines_and_the_same_drawing(user: User, keys: list[str]):
    if user.window.walking.walk is None:
        start(user)
    user.window.walking.go_to(9)
    lines, picture = user.window.walk.lines.accessibleDescription(), user.picture()
    for key in keys:
        user.command(key).trigger()
    user.window.walking.go_to(9)
    assert user.window.walk.lines.accessibleDescription() == lines
    assert user.draws(picture)


@TWO_PATHS
@pytest.mark.parametrize(("done", "beneath"), [
    (("z", 2), "z"), (("a", 1), "z"), (("da_dz", 2), "da_dz"), (("dC_da", 1), "dC_da"), (("dC_dw", 1), "dC_dz")])
def test_beneath_the_neurons_stands_what_is_being_filled_with_the_numbers_of_plain_formulas(
    user: User, done: tuple[str, int], beneath: str,
):
    start(user)
    to(user, *done)
    walk = user.window.walking.walk
    shown_beneath = walk_step(walk, 0).beneath
    assert shown_beneath.symbol == BENEATH[beneath]
    assert set(shown_beneath.values) == {l for l in (0, 1, 2) if walk.is_known(Item(beneath, l))} != set()
    for l, values in shown_beneath.values.items():
        np.testing.assert_allclose(values, PLAIN[beneath, l], rtol=1e-13)


# ---- leaving and keeping ---------------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_leaving_restores_everything_and_undoes_nothing(user: User):
    before, picture = user.window.run.state(), user.picture()
    start(user)
    user.press("walk_next_stage")
    assert len(user.picture()) < len(picture)                   # the walk takes its room
    user.push("Leave the walk")
    assert not user.sees(TapeView)
    user.wait(lambda: user.draws(picture))
    assert user.window.run.state() == before
    assert not user.window.session.edited


def test_a_window_closed_during_a_walk_opens_with_the_plots_as_high_as_they_were(user: User, opened):
    height = user.window.plots.height()
    start(user)
    assert user.window.walk.widget.height() > height
    user.window.close()
    assert opened("chain").plots.height() == height


@pytest.mark.parametrize("window", ["chain", "spiral", "digits"], indirect=True)
def test_after_keep_the_parameters_are_the_trainer_s_own_step_bit_for_bit(user: User, opened):
    other: MainWindow = opened(user.window.session.experiment.title.lower().removeprefix("the "))
    user.window.activateWindow()
    user.wait(user.window.isActiveWindow)
    user.command("walk_batch").trigger()
    for taken in (1, 2):
        user.press("walk_keep")
        user.wait(lambda taken=taken: user.window.run.snapshot.step == taken)
        user.rest()
    other.run.advance(2)
    user.wait(lambda: other.run.snapshot.step == 2)
    assert user.window.run.snapshot.parameters.tobytes() == other.run.snapshot.parameters.tobytes()
    assert user.window.walking.walk.position == 0
    assert len(user.window.walking.kept) == 2


def test_a_document_is_edited_once_a_step_is_kept(user: User, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.nnplay"), ""))
    user.press("save_as")
    assert not user.window.isWindowModified()
    start(user)
    user.press("walk_keep")
    user.wait(user.window.isWindowModified)
    assert user.command("revert").isEnabled()


def test_a_step_on_one_example_is_the_walk_s_to_the_bit(user: User):
    start(user)
    user.press("walk_next_stage")
    ended = user.window.walking.walk.network.parameters.copy()
    user.press("walk_keep")
    user.wait(lambda: user.window.run.snapshot.step == 1)
    assert user.window.run.snapshot.parameters.tobytes() == ended.tobytes()


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_a_step_on_a_test_example_cannot_be_kept(user: User):
    user.window.inspection.show_example(3, "test")
    start(user)
    assert not user.command("walk_keep").isEnabled()
    user.window.inspection.show_example(3, "training")
    assert user.command("walk_keep").isEnabled()


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_training_on_leaves_the_walk_behind(user: User):
    start(user)
    user.command("train").trigger()
    user.wait(lambda: not user.sees(TapeView))
    user.command("train").trigger()
    user.rest()


# ---- what it is over -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_q13_a_mini_batch_holds_some_examples_and_moves_all_weights(user: User):
    user.command("walk_batch").trigger()
    walking = user.window.walking
    assert len(set(walking.examples)) == 10
    user.command("walk_update").trigger()
    user.window.walking.go_to(99)
    said = " ".join(user.texts(user.window.walk.widget))
    assert "10 of 250 examples" in said
    assert "121 weights and biases move" in said
    before, after = (walking.walk.values(Item("w", 2), position) for position in (0, None))
    assert (before != after).all()


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_brackets_go_through_the_examples_of_the_batch(user: User):
    user.command("walk_batch").trigger()
    walking, seen = user.window.walking, []
    user.press("walk_next")
    for _ in range(10):
        seen.append(user.window.inspection.example)
        user.press("next_example")
    assert tuple(seen) == walking.examples
    assert user.window.inspection.example == walking.examples[0]
    assert walking.walk.position == 1
    user.press("previous_example")
    column = walking.example
    assert walking.examples[column] == user.window.inspection.example == walking.examples[-1]


@TWO_PATHS
def test_q11_a_weight_changed_by_hand_is_walked_with_at_once(user: User):
    start(user)
    to(user, "z", 1)
    user.window.session.set_value("Set w", Edge(1, 0, 0), 2.0)
    user.wait(lambda: user.window.walking.walk.values(Item("w", 1, 0, 0)) == 2.0)
    assert user.window.walking.walk.position == 1
    assert shown(user)[0] == pytest.approx(2.0 * 0.05 + 0.2 * 0.1 + 0.35, rel=1e-3)


@TWO_PATHS
def test_a_layer_grown_during_a_walk_is_walked_with_and_undoing_it_goes_back(user: User):
    start(user)
    user.press("walk_next_stage")
    for grown, sizes in (("add_layer", (2, 2, 2, 2)), ("undo", (2, 2, 2)), ("redo", (2, 2, 2, 2))):
        user.command(grown).trigger()
        walk = user.window.walking.walk
        assert walk.network.sizes == sizes == user.window.inspection.network.sizes
        assert walk.position
        assert user.window.walk.lines.accessibleDescription()
        user.press("walk_next")
    user.window.walk.show_view("graph")
    user.command("remove_layer").trigger()
    assert not {node.item.layer for node in user.see(GraphCanvas).graph.nodes} & {3}


@TWO_PATHS
@pytest.mark.parametrize("begin", ["another document", "reset"])
def test_another_run_is_walked_from_its_start_and_keeps_no_history_of_the_former(user: User, begin: str):
    start(user)
    user.press("walk_keep")
    user.wait(lambda: len(user.window.walking.kept) == 1 and user.window.run.snapshot.step == 1)
    user.command("walk_update").trigger()
    assert user.see(ForecastHistory).accessibleDescription().startswith("the last step: promised")
    user.window.walking.go_to(9)
    user.press("walk_play")
    if begin == "reset":
        user.command("reset").trigger()
    else:
        user.window.documents.open_preset("moons")
    user.wait(lambda: user.window.run.snapshot.step == 0 and not user.window.walking.playing)
    assert user.window.walking.kept == []
    assert user.window.walking.walk.position == 0
    assert user.window.walking.walk.network.sizes == user.window.inspection.network.sizes
    assert user.see(ForecastHistory).accessibleDescription() == ""


# ---- linked forms ----------------------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_a_symbol_pointed_at_is_lit_in_the_other_forms_on_the_drawing_and_in_the_graph(user: User):
    lines = start(user)
    to(user, "z", 2)
    user.settle()
    before = user.picture()
    row = user.window.walking.walk.position - 1
    places = [rect for item, rect in lines.regions(row) if item == Item("a", 1)]
    assert len(places) >= 2                                     # in the matrix form and in NumPy
    user.qtbot.mouseMove(lines.viewport(), places[0].center().toPoint())
    user.wait(lambda: user.changed(before, [Neuron(1, 0), Neuron(1, 1)], 40) == {Neuron(1, 0), Neuron(1, 1)})
    assert {Item("a", 1), Item("a", 1, 0), Item("a", 1, 1)} <= {item for item, _ in lines.lit_regions(row)}
    user.qtbot.mouseMove(lines.viewport(), QPoint(1, 1))
    user.wait(lambda: not lines.lit_regions(row))


@TWO_PATHS
def test_a_cell_pointed_at_lights_its_own_edge(user: User):
    lines = start(user)
    to(user, "z", 2)
    user.settle()
    before, edge = user.picture(), Edge(2, 0, 1)
    row = user.window.walking.walk.position - 1
    place = next(rect for item, rect in lines.regions(row) if item == Item("w", 2, 0, 1))
    user.qtbot.mouseMove(lines.viewport(), place.center().toPoint())
    user.wait(lambda: edge in user.changed(before, [edge], 6))


@TWO_PATHS
def test_a_cell_clicked_stays_chosen_in_the_graph_and_in_the_update(user: User):
    lines, edge = start(user), Edge(2, 0, 1)
    to(user, "z", 2)
    user.settle()
    row = user.window.walking.walk.position - 1
    place = next(rect for item, rect in lines.regions(row) if item == Item("w", 2, 0, 1))
    user.qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    user.wait(lambda: user.window.inspection.selection == edge)
    user.command("walk_graph").trigger()
    assert user.see(GraphCanvas).selected == Item("w", *edge)
    user.command("walk_update").trigger()
    rows = user.see(UpdateRows)
    assert [rows.model().part(row) for row in rows.selected_rows()] == [edge]


@TWO_PATHS
def test_q10_the_line_can_be_copied_in_each_form(user: User, qapp):
    lines = start(user)
    to(user, "z", 1)
    lines.copy("numpy")
    assert qapp.clipboard().text() == "wb[1].dot(a1[0], out=z[1])"
    lines.copy("matrix")
    assert qapp.clipboard().text().startswith("z⁽¹⁾ = W⁽¹⁾ a⁽⁰⁾ + b⁽¹⁾")


@TWO_PATHS
def test_the_selected_neuron_is_the_one_whose_numbers_are_shown(user: User):
    start(user)
    to(user, "z", 1)
    user.window.inspection.select(Neuron(1, 1))
    user.wait(lambda: shown(user)[0] == pytest.approx(float((W1 @ X)[1] + 0.35), rel=1e-3))


# ---- the drawing -----------------------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_s27_what_is_not_known_yet_is_blank(user: User):
    start(user)
    neurons = [Neuron(1, 0), Neuron(1, 1), Neuron(2, 0), Neuron(2, 1)]
    user.settle()
    user.window.walking.go_to(0)
    blank = user.picture()
    to(user, "a", 1)
    assert user.changed(blank, neurons, 8) == {Neuron(1, 0), Neuron(1, 1)}
    to(user, "a", 2)
    assert user.changed(blank, neurons, 8) == set(neurons)


# ---- graph, update, counting -----------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_s7_s29_the_graph_has_a_node_for_every_quantity_and_follows_the_walk(user: User):
    start(user)
    user.command("walk_graph").trigger()
    graph = user.see(GraphCanvas).graph
    items = {node.item for node in graph.nodes}
    assert {Item("w", 1, j, k) for j in (0, 1) for k in (0, 1)} <= items
    assert {Item("a", 0, 0), Item("a", 2, 1), Item("b", 2, 0)} <= items
    node = graph.nodes[graph.place(Item("a", 1, 0))]
    assert (node.value, node.derivative) == (None, None)
    user.window.walking.go_to(99)
    node = user.see(GraphCanvas).graph.nodes[graph.place(Item("a", 1, 0))]
    assert node.value == pytest.approx(A1[0], rel=1e-13)
    assert node.derivative == pytest.approx(WISH1[0], rel=1e-13)


@TWO_PATHS
@pytest.mark.parametrize(("item", "said"), [(Item("z", 1, 1), "∂C₀/∂z"), (Item("a", 1, 1), "∂C₀/∂a"), (Item("b", 1, 1), "∂C₀/∂b")])
def test_s24_the_node_that_is_clicked_says_how_it_adds_up_what_comes_back(user: User, item: Item, said: str):
    start(user)
    user.command("walk_graph").trigger()
    user.window.walking.go_to(99)
    canvas = user.see(GraphCanvas)
    for part in (None, Neuron(1, 1), Bias(1, 1)):
        user.window.inspection.select(part)
        user.settle()                                           # the inspector takes room for it
        user.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.where(item).center().toPoint())
        assert canvas.selected == item
        assert canvas.accessibleDescription().startswith(said)
    user.window.inspection.select(Edge(2, 0, 1))                # elsewhere, as on the drawing
    assert canvas.selected == Item("w", 2, 0, 1)


@TWO_PATHS
def test_s26_the_forecast_is_minus_eta_times_the_squared_gradient(user: User):
    start(user)
    user.command("walk_update").trigger()
    assert user.see(ForecastBars).accessibleDescription() == ""     # not before the update
    user.window.walking.go_to(99)
    gradient = np.concatenate([np.outer(DELTA1, X).ravel(), DELTA1, np.outer(DELTA2, A1).ravel(), DELTA2])
    said = numbers(user.see(ForecastBars).accessibleDescription())
    promised = -ETA * (gradient ** 2).sum()
    assert said[0] == pytest.approx(promised, rel=1e-3)


# ---- taking it along -------------------------------------------------------------------------------------------------------------


def test_q5_the_worked_sheet_of_the_example_is_exported_from_the_menu(user: User, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet.html"), ""))
    user.command("export_sheet").trigger()
    page = (tmp_path / "sheet.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "0.189019" in page                                   # C₀ of the lecture's chain
    assert user.sentence() == "Saved sheet.html."


def test_a_sheet_of_another_kind_is_refused_with_what_is_allowed(user: User, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet.doc"), ""))
    user.command("export_sheet").trigger()
    assert user.sentence() == "sheet.doc is no worked sheet; allowed: a name that ends with .html, .md or .pdf."
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("window", ["digits"], indirect=True)
def test_what_is_too_large_for_paper_says_so(user: User, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet.pdf"), ""))
    user.command("export_sheet").trigger()
    assert user.sentence().startswith("The network has 2,410 parameters; a worked sheet has room for 200.")
    assert not list(tmp_path.iterdir())


def test_q10_the_exported_script_takes_the_same_step(user: User, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "one_step.py"), ""))
    start(user)
    user.command("export_script").trigger()
    code, names = (tmp_path / "one_step.py").read_text().replace("steps = 100", "steps = 1"), dict[str, Any]()
    exec(compile(code, "one_step.py", "exec"), names)
    user.window.walking.go_to(99)
    assert names["parameters"].tobytes() == user.window.walking.walk.network.parameters.tobytes()


# ---- playing ---------------------------------------------------------------------------------------------------------------------


@TWO_PATHS
def test_played_slowly_it_goes_to_the_end_and_rests_there(user: User):
    start(user)
    user.window.run.set_pace(10.0)
    user.press("walk_play")
    assert user.command("walk_play").isChecked()
    user.wait(lambda: user.window.walking.walk.position == len(user.window.walking.walk.operations))
    user.wait(lambda: not user.command("walk_play").isChecked())


@TWO_PATHS
def test_played_slowly_it_stays_where_it_is_paused(user: User):
    start(user)
    user.window.run.set_pace(10.0)
    user.press("walk_play")
    user.wait(lambda: user.window.walking.walk.position >= 2)
    user.press("walk_play")
    kept = user.window.walking.walk.position
    assert not user.window.walking.playing
    assert not user.command("walk_play").isChecked()
    assert user.window.walking.walk.position == kept


def test_all_buttons_of_the_walk_say_what_they_do(user: User):
    start(user)
    buttons = [each for each in user.window.walk.widget.findChildren(QAbstractButton) if each.isVisible()]
    assert buttons
    assert all(each.accessibleName() or each.text() for each in buttons)


class Marked(QTranslator):
    """Another language: every text with a mark before it."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return "»" + source

    def isEmpty(self) -> bool:
        return False


def test_q24_every_text_of_the_walk_can_be_translated(qapp, opened, qtbot):
    language = Marked()
    assert qapp.installTranslator(language)
    try:
        window: MainWindow = opened("two-paths")
        window.walking.open("example")
        for view in ("lines", "graph", "both", "update", "counting"):
            window.walk.show_view(view)
            window.walking.go_to(99)
            for each in window.walk.widget.findChildren(QAbstractButton) + window.walk.widget.findChildren(QLabel):
                words = re.search("[A-Za-z]{3}", each.text()) and each.isVisible()
                assert not words or "»" in each.text(), (view, each.text())
            assert all("»" in each.toolTip() for each in window.walk.widget.findChildren(ActionButton))
        remark = window.walk.lines.accessibleDescription().splitlines()[-1]
        assert [part[0] for part in remark.split(". ")] == ["»", "»"]
    finally:
        qapp.removeTranslator(language)
