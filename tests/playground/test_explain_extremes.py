"""The explanations where it is hard: while training and editing, in networks of any size, with numbers beyond all bounds."""
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel

from core.explain.gradient_check import check
from core.network import Bias, Edge, Neuron
from tests.core.oracle import mean_cost
from tests.playground.driving import User, flat_place, numbers
from widgets.inspect.edge_inspector import EdgeInspector
from widgets.inspect.neuron_inspector import NeuronInspector
from widgets.inspect.nudge_panel import NudgePanel
from widgets.inspect.votes_view import WantLine

SECTIONS = ("nudge", "bars", "layer_back", "paths", "cost_along")
Given = Callable[..., User]


@pytest.fixture
def given(opened, qtbot, tmp_path: Path) -> Given:
    """A window on a network of these layers with given examples, every section unfolded."""
    def user(inputs: np.ndarray, targets: np.ndarray, *layers: tuple[int, str], **network: object) -> User:
        described = [{"neurons": n, "activation": activation} for n, activation in layers]
        path = tmp_path / "given.nnplay"
        path.write_text(json.dumps({
            "format": "backprop-playground", "version": 1, "network": {"layers": described, **network},
            "data": {"source": "points", "training_share": 1.0, "inputs": inputs.tolist(), "targets": targets.tolist()}}))
        user = User(opened(str(path)), qtbot)
        unfold_all(user)
        return user
    return user


def unfold_all(user: User) -> None:
    for name in SECTIONS:
        getattr(user.explained, name).unfold()


def look_at_everything(user: User) -> None:
    """Every kind of part, with every factor and both costs, in every view below the drawing."""
    sizes = user.window.inspection.network.sizes
    for view, l in zip(("show_vector", "show_health", "show_matrix"), range(1, len(sizes)), strict=False):
        user.press(view)
        j, k = sizes[l] - 1, sizes[l - 1] - 1
        for part in (Edge(l, j, k), Bias(l, j), Neuron(l, j), Neuron(l - 1, k)):
            user.window.inspection.select(part)
            for button in user.factor_buttons():
                button.click()
            user.press("average")
            QApplication.processEvents()
    user.press("average")


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_everything_may_be_looked_at_and_edited_while_training_flat_out(user: User):
    failed = []
    user.window.background.failed.connect(failed.append)
    unfold_all(user)
    user.press("train")
    look_at_everything(user)
    for edit in (lambda: user.push("One neuron more in layer 1"), lambda: user.push("One neuron fewer in layer 2"),
                 lambda: user.press("add_layer"), lambda: user.command("remove_layer").trigger()):
        user.window.inspection.select(Edge(2, 3, 1))
        edit()
        step = user.window.run.snapshot.step
        user.wait(lambda step=step: user.window.run.snapshot.step > step)
    look_at_everything(user)
    user.window.inspection.select(Edge(3, 0, 0))
    user.press("train")
    user.rest()
    network, row = user.window.inspection.network, user.window.inspection.row[None]
    up, down, place = network.parameters.copy(), network.parameters.copy(), flat_place(network.sizes, Edge(3, 0, 0))
    up[place] += 1e-5
    down[place] -= 1e-5
    cost = mean_cost(network, row)
    assert user.factor("total") == pytest.approx((cost(up) - cost(down)) / 2e-5, rel=1e-5, abs=1e-9)
    assert not failed


def test_what_is_selected_goes_with_its_layer(user: User):
    unfold_all(user)
    user.window.inspection.select(Neuron(2, 0))
    user.press("add_layer")
    user.window.inspection.select(Edge(3, 1, 0))
    assert user.see(EdgeInspector)
    user.press("undo")
    assert user.window.inspection.selection is None
    assert not user.sees(EdgeInspector)


def test_other_presets_may_be_opened_while_the_worker_is_busy(user: User):
    failed = []
    user.window.background.failed.connect(failed.append)
    unfold_all(user)
    for preset in ("spiral", "digits", "two-paths", "pinwheel", "sine", "chain"):
        user.window.inspection.select(Edge(1, 0, 0))
        user.window.documents.open_preset(preset)
    user.window.inspection.select(Edge(1, 0, 0))
    user.wait(lambda: user.window.check.widget.text().startswith("gradient checked"))
    assert not failed


def test_the_window_closes_in_the_middle_of_a_check(opened, qtbot, monkeypatch):
    begun = Event()

    def again_and_again(*arguments: object) -> None:            # until it is told to stop
        while True:
            begun.set()
            check(*arguments)

    monkeypatch.setattr("playground.panels.check.check", again_and_again)
    user = User(opened("digits"), qtbot)
    unfold_all(user)
    user.window.inspection.select(Neuron(1, 3))
    user.wait(begun.is_set)
    user.window.close()
    assert not user.window.isVisible()


def test_a_network_as_large_as_that_of_mnist_is_explained(given):
    rng = np.random.default_rng(1)
    user = given(rng.random((200, 784)), np.eye(10)[rng.integers(0, 10, 200)], (30, "sigmoid"), (10, "sigmoid"))
    user.window.inspection.select(Edge(1, 12, 783))
    network, row = user.window.inspection.network, user.window.inspection.row
    a1 = 1 / (1 + np.exp(-network.w[1] @ row[1:785] - network.b[1]))
    a2 = 1 / (1 + np.exp(-network.w[2] @ a1 - network.b[2]))
    delta2 = 2 * (a2 - row[785:]) * a2 * (1 - a2)
    assert user.factor("dz") == pytest.approx(row[784], rel=1e-12)
    assert user.factor("dC_da") == pytest.approx(network.w[2][:, 12] @ delta2, rel=1e-10)
    user.wait(lambda: "All 200 examples" in user.explained.bars.section.accessibleName())
    user.wait(lambda: "10 paths, yet one backward sweep." in user.texts(user.explained.paths.section))


def test_the_name_of_the_deepest_network_leaves_all_menus_in_sight(given):
    user = given(np.array([[0.5, 1.0]] * 3), np.array([[1.0]] * 3), *[(2, "tanh")] * 63, (1, "sigmoid"))
    user.window.resize(1024, 720)
    menus = user.window.menuBar()
    title, help_menu = user.named(QLabel, "title"), menus.actionGeometry(menus.actions()[-1])
    user.wait(lambda: 0 < help_menu.right() < title.x())
    assert title.toolTip().count("–") == 64


def test_a_single_neuron_and_a_single_example_are_explained(given):
    user = given(np.array([[0.5]]), np.array([[1.0]]), (1, "linear"), weights=[[[2.0]]], biases=[[0.25]])
    look_at_everything(user)
    user.window.inspection.select(Edge(1, 0, 0))
    assert user.factor("total") == pytest.approx(2 * (2.0 * 0.5 + 0.25 - 1.0) * 0.5)
    user.wait(lambda: user.explained.bars.section.accessibleName() == "The only example")


def test_huge_weights_are_shown_as_what_they_are(given):
    failed, weight = [], 1e308
    user = given(np.array([[0.5, 1.0]]), np.array([[1.0]]), (2, "linear"), (1, "tanh"),
                 weights=[[[weight, 1.0], [1.0, -weight]], [[weight, 1.0]]], biases=[[0.0, 0.0], [0.0]])
    user.window.background.failed.connect(failed.append)
    look_at_everything(user)
    user.window.inspection.select(Edge(1, 0, 0))
    assert numbers(user.field("Weight").text()) == [weight]
    assert not user.button("Keep", user.see(NudgePanel)).isEnabled()
    user.train()                                                # to numbers that are none, perhaps
    look_at_everything(user)
    user.wait(lambda: user.window.check.widget.text().startswith("gradient"))
    assert not failed


def test_a_step_in_every_layer_lets_nothing_pass_and_says_so(given):
    user = given(np.array([[0.5, 1.0]] * 3), np.array([[1.0]] * 3), (2, "step"), (1, "step"))
    look_at_everything(user)
    user.window.inspection.select(Edge(1, 0, 0))
    for _ in range(2):                                          # of the example, and of the mean
        assert user.factor("total") == 0.0
        assert any("is a step" in text for text in user.texts(user.see(EdgeInspector)))
        user.press("average")
    user.window.inspection.select(Neuron(1, 0))
    assert any("is a step" in text for text in user.texts(user.see(NeuronInspector)))


def test_what_is_said_of_a_mean_holds_of_every_example(given):
    """x = −1 leaves the ReLU dead, x = 2 does not."""
    user = given(np.array([[-1.0], [2.0], [0.0]]), np.array([[0.0], [0.0], [1.0]]), (1, "relu"), (1, "linear"),
                 weights=[[[1.0]], [[1.0]]], biases=[[0.0], [0.0]])
    edge = Edge(1, 0, 0)
    user.window.inspection.select(edge)
    dead = "∂a/∂z is 0 here: no gradient passes through neuron 0 of layer 1."
    assert dead in user.texts(user.see(EdgeInspector))
    user.press("average")
    assert user.factor("total") == pytest.approx(2 * 2.0 * 2.0 / 3)
    assert dead not in user.texts(user.see(EdgeInspector))
    user.window.inspection.select(Neuron(1, 0))
    user.window.inspection.show_example(2)                      # z is exactly 0
    assert any("z of neuron 0 of layer 1 is exactly 0" in text for text in user.texts(user.see(NeuronInspector)))
    user.window.inspection.show_example(1)
    assert not any("exactly" in text for text in user.texts(user.see(NeuronInspector)))


def test_a_neuron_that_lost_all_its_edges_has_no_path_to_the_cost(given):
    removed = [[2, 0, 0], [2, 1, 0]]
    user = given(np.array([[0.5, 1.0]] * 3), np.array([[1.0, 0.0]] * 3), (2, "tanh"), (2, "tanh"), removed=removed)
    look_at_everything(user)
    user.window.inspection.select(Neuron(1, 0))
    user.wait(lambda: "No path leads from here to the cost: the derivative is 0." in user.texts(user.explained.paths.section))
    assert user.named(WantLine, "wants no change")
    user.window.inspection.select(Edge(1, 0, 1))
    assert user.factor("total") == 0.0
    user.window.inspection.select(Edge(2, 0, 0))
    assert user.factor("total") == 0.0


@pytest.mark.parametrize("window", ["spiral"], indirect=True)
def test_the_nudge_follows_the_switch_between_example_and_average(user: User):
    user.click(Edge(3, 0, 1))
    panel = user.see(NudgePanel)

    def shown() -> str:
        return next(text for text in user.texts(panel) if text.startswith("ΔC"))

    example = shown()
    user.press("average")
    user.wait(lambda: shown().startswith("ΔC/Δw") and numbers(shown().partition("=")[2]))
    mean = shown()
    for _ in range(2):                                          # also when the mean was computed before
        user.press("average")
        assert shown() == example
        user.press("average")
        user.wait(lambda: shown() == mean)


def test_of_an_average_the_inspector_says_in_how_many_examples_z_is_exactly_at_a_kink(given: Given):
    user = given(np.array([[0.5], [0.7], [0.5], [0.1]]), np.array([[1.0], [0.0], [2.0], [1.0]]), (1, "relu"), (1, "linear"),
                 weights=[[[1.0]], [[1.0]]], biases=[[-0.5], [0.0]])
    said = "In 2 of 4 examples z of neuron 0 of layer 1 is exactly 0, where relu has no derivative; 0 is used there by convention."
    at_kink = "At a kink: a nudge up and a nudge down have different ratios."
    user.window.inspection.select(Bias(1, 0))
    assert not any("In 2 of 4" in text for text in user.texts(user.see(EdgeInspector))), "one example alone is shown"
    user.press("average")
    user.wait(lambda: said in " ".join(user.texts(user.see(EdgeInspector))))
    user.wait(lambda: at_kink in user.texts(user.see(NudgePanel)))
    user.window.inspection.select(Neuron(1, 0))
    user.wait(lambda: said in " ".join(user.texts(user.see(NeuronInspector))))
    user.window.inspection.select(Bias(2, 0))
    user.wait(lambda: not any("exactly 0" in text for text in user.texts(user.see(EdgeInspector))))
    user.wait(lambda: not any(at_kink in text for text in user.texts(user.see(NudgePanel))))
