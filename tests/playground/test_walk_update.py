"""The update at the end of a walk in the real window: what the inspector says of it, and the gauge of what was promised."""
from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from core.document import edits
from core.explain.walk import Item
from core.network import Bias, Edge, Neuron
from core.notation import text
from core.symbols import part_symbol
from tests.playground.driving import User, numbers
from tests.playground.two_paths import A1, SLOPE1, SLOPE2, TWO_PATHS, W2, WISH, WISH1
from widgets.walk.forecast_gauge import ForecastBars
from widgets.walk.forecast_history import ForecastHistory
from widgets.walk.update_rows import UpdateRows

ETA = 0.5                                                       # of the preset two-paths
DELTA2, DELTA1 = WISH * SLOPE2, WISH1 * SLOPE1


@pytest.fixture
def user(user: User) -> User:
    return user.keep_still()


@TWO_PATHS
def test_q11_the_history_of_the_gauge_begins_anew_with_another_cost_and_goes_on_through_other_edits(user: User):
    user.press("backprop")
    user.command("walk_update").trigger()
    for kept in (1, 2):
        user.press("walk_keep")
        user.wait(lambda kept=kept: len(user.window.walking.kept) == kept == user.window.run.snapshot.step)
        user.rest()
    session = user.window.session
    session.edit("Learn faster", lambda experiment: replace(experiment, training=replace(experiment.training, learning_rate=0.1)))
    assert len(user.window.walking.kept) == 2
    for change in (lambda: session.edit("Change the cost", lambda e: edits.set_cost(e, "squared error")), session.stack.undo):
        user.window.walking.go_to(3)
        user.wait(lambda: user.see(ForecastHistory).accessibleDescription())
        change()
        assert user.window.walking.kept == []
        assert user.see(ForecastHistory).accessibleDescription() == ""
        assert user.window.walking.walk.position == 3           # and the walk stays where it is
        user.press("walk_keep")
        user.rest()


@TWO_PATHS
@pytest.mark.parametrize(("part", "before", "gradient"), [
    (Edge(2, 0, 1), W2[0, 1], DELTA2[0] * A1[1]), (Bias(1, 1), 0.35, DELTA1[1]), (Neuron(1, 1), 0.35, DELTA1[1])])
def test_after_the_update_the_inspector_names_the_value_before_it_and_the_one_that_is_drawn(
    user: User, part: Edge | Bias | Neuron, before: float, gradient: float,
):
    inspector, parameter = user.window.inspector.widget, Bias(*part) if isinstance(part, Neuron) else part
    said = "All of this is before the step" if isinstance(part, Neuron) else "before the step"
    symbol, quantity = text(part_symbol((2, 2, 2), parameter)), "b" if isinstance(parameter, Bias) else "w"
    user.window.inspection.select(part)
    user.press("backprop")

    def after() -> list[str]:
        """What the row of the new value says, if there is one."""
        return [user.label(symbol, inspector)] if "after the step, as drawn" in user.texts(inspector) else []

    user.window.walking.go_to(len(user.window.walking.walk.operations) - 1)
    assert after() == []
    assert said not in " ".join(user.texts(inspector))
    user.press("walk_next")
    drawn = user.window.walking.walk.values(Item(quantity, *part))
    assert drawn == pytest.approx(before - ETA * gradient, rel=1e-13)
    assert numbers(after()[0])[0] == pytest.approx(float(drawn), abs=6e-6)
    assert numbers(user.label(f"Δ {symbol}", inspector))[0] == pytest.approx(-ETA * gradient, rel=1e-2)
    assert "in this step" in user.texts(inspector)
    assert said in " ".join(user.texts(inspector))
    field = user.field("Weight" if quantity == "w" else "Bias", inspector)
    assert numbers(field.text())[0] == pytest.approx(before, abs=6e-5)      # which it keeps until the step is kept
    user.press("walk_keep")
    user.wait(lambda: numbers(field.text())[0] == pytest.approx(float(drawn), abs=6e-5))
    assert after() == []
    assert "in the last step" in user.texts(inspector)


@TWO_PATHS
def test_in_the_smallest_window_the_gauge_is_not_cut_and_is_chosen_by_the_keyboard(user: User):
    user.window.resize(1024, 640)
    user.press("backprop")
    user.command("walk_update").trigger()
    user.window.walking.go_to(99)
    user.settle()
    assert user.sees(UpdateRows)
    assert not user.sees(ForecastBars)                          # there is room for one
    user.button("weights and biases").setFocus()
    user.key(Qt.Key.Key_Right)
    user.settle()
    assert not user.sees(UpdateRows)
    bars, pane = user.see(ForecastBars), user.window.walk.widget
    for widget in (bars, user.named(QLabel, "verdict", pane), user.see(ForecastHistory)):
        left = widget.mapTo(pane, QPoint()).x()
        assert left >= 0
        assert left + widget.width() <= pane.width()
        assert widget.visibleRegion().boundingRect().width() in {0, widget.width()}     # scrolled away, or in full
    user.window.resize(1280, 720)
    user.wait(lambda: user.sees(UpdateRows) and user.sees(ForecastBars))
