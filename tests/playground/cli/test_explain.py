"""The command explain against the lecture's numbers and against the command gradient."""
from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.document import files
from core.document.experiment import Experiment, Layer, Network, Points
from playground.cli import main
from tests.core.oracle import LECTURE
from tests.playground.cli.console import Json, Refused


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a regression on the given points and return its file."""
    def write(layers: tuple[tuple[int, str], ...], inputs: list[list[float]], targets: list[list[float]], **network: Any) -> str:
        made = Network(layers=tuple(Layer(neurons=n, activation=name) for n, name in layers), **network)
        points = Points(inputs=np.array(inputs), targets=np.array(targets), training_share=1.0)
        files.write(tmp_path / "made.nnplay", Experiment(network=made, data=points))
        return str(tmp_path / "made.nnplay")

    return write


def shown(capsys: pytest.CaptureFixture[str], *argv: str) -> list[str]:
    assert main(["explain", *argv]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


@pytest.mark.parametrize("l", [1, 2, 3])
def test_s11_an_edge_of_the_chain_has_the_lectures_factors(as_json: Json, l: int) -> None:
    result = as_json("explain", "chain", "--edge", f"{l},0,0", "--example", "0")
    _, _, dz_dw, da_dz, dC_da, dC_dw, dC_db = LECTURE[l]
    assert set(result) == {"value", "derivative", "factors", "paths", "path_count", "rest", "per_example", "nudge"}
    assert result["value"] == [1.2, -0.8, 1.5][l - 1]
    assert result["derivative"] == pytest.approx(dC_dw, rel=1e-14)
    assert result["factors"] == pytest.approx({"dz_dw": dz_dw, "da_dz": da_dz, "dC_da": dC_da, "dC_dz": dC_db}, rel=1e-14)
    assert result["paths"] == [{"neurons": [0] * (4 - l), "contribution": pytest.approx(dC_dw, rel=1e-14)}]
    assert (result["path_count"], result["rest"], result["per_example"]) == (1, 0, None)


def test_s15_a_bias_has_1_in_place_of_the_activation(as_json: Json) -> None:
    result = as_json("explain", "chain", "--bias", "2,0", "--example", "0")
    assert result["derivative"] == pytest.approx(LECTURE[2][6], rel=1e-14)
    assert set(result["factors"]) == {"dz_db", "da_dz", "dC_da", "dC_dz"}
    assert result["factors"]["dz_db"] == 1


def test_s9_q20_the_nudge_measures_the_lectures_ratio(as_json: Json) -> None:
    result = as_json("explain", "chain", "--edge", "3,0,0", "--example", "0")["nudge"]
    assert (result["h"], result["cost_before"]) == (0.01, pytest.approx(0.18901872952762283, rel=1e-14))
    assert result["ratio"] == pytest.approx(-0.09422276838866872, rel=1e-11)
    assert (result["cost_after"] - result["cost_before"]) / 0.01 == pytest.approx(result["ratio"], rel=1e-11)
    backwards = as_json("explain", "chain", "--edge", "3,0,0", "--example", "0", "--nudge", "-1e-3")["nudge"]
    assert backwards["h"] == -0.001
    assert backwards["ratio"] == pytest.approx(LECTURE[3][5], rel=1e-3)


def test_s17_averaged_there_is_every_examples_derivative_and_no_factor(as_json: Json) -> None:
    """S17, Q2, Q12."""
    result, gradient = as_json("explain", "spiral", "--edge", "2,3,1"), as_json("gradient", "spiral")
    assert result["factors"] is None
    assert result["derivative"] == pytest.approx(gradient["weights"][1][3][1], rel=1e-12)
    assert len(result["per_example"]) == gradient["examples"]
    assert np.mean(result["per_example"]) == pytest.approx(result["derivative"], rel=1e-12)
    for example in (0, 113):
        alone = as_json("explain", "spiral", "--edge", "2,3,1", "--example", str(example))
        assert result["per_example"][example] == pytest.approx(alone["derivative"], rel=1e-12)


@pytest.mark.parametrize("options", [("--example", "3"), ()])
def test_s24_the_paths_and_the_rest_add_up_to_the_derivative(as_json: Json, written: Any, options: tuple[str, ...]) -> None:
    rng = np.random.default_rng(0)
    file = written(((8, "tanh"),) * 5 + ((1, "tanh"),), rng.uniform(-1, 1, (5, 2)).tolist(), rng.uniform(-1, 1, (5, 1)).tolist())
    result = as_json("explain", file, "--bias", "1,4", *options)
    contributions = [path["contribution"] for path in result["paths"]]
    assert (result["path_count"], len(contributions)) == (8**4, 1000)
    assert list(map(abs, contributions)) == sorted(map(abs, contributions), reverse=True)
    assert all(len(path["neurons"]) == 6 and path["neurons"][0] == 4 for path in result["paths"])
    assert math.fsum(contributions) + result["rest"] == pytest.approx(result["derivative"], rel=1e-9)


def test_with_softmax_there_is_no_single_slope_and_the_delta_is_given(as_json: Json) -> None:
    factors = as_json("explain", "digits", "--edge", "2,3,1", "--example", "7")["factors"]
    assert factors["da_dz"] is None
    assert factors["dC_dz"] != 0


def test_q19_more_paths_than_64_bits_can_count_are_counted(as_json: Json, written: Any) -> None:
    file = written(((10, "tanh"),) * 25, [[0.5]], [[0.5] * 10])
    assert as_json("explain", file, "--edge", "1,0,0", "--example", "0")["path_count"] == 10**24


def test_numbers_beyond_all_bounds_are_null_in_json_and_named_for_a_person(
    as_json: Json, written: Any, capsys: pytest.CaptureFixture[str],
) -> None:
    huge = (np.array([[1e200]]),) * 2
    file = written(((1, "linear"),) * 2, [[1.0], [2.0]], [[1.0], [0.0]], weights=huge, biases=(np.zeros(1),) * 2)
    result = as_json("explain", file, "--bias", "1,0")
    assert (result["derivative"], result["per_example"]) == (None, [None, None])
    assert "∞" in "\n".join(shown(capsys, file, "--bias", "1,0"))


def test_a_person_reads_the_formula_with_its_numbers_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, "chain", "--edge", "3,0,0", "--example", "0")
    assert "∂C₀/∂w⁽³⁾ = ∂z⁽³⁾/∂w⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾ · ∂C₀/∂a⁽³⁾" in lines
    rows = {cells[0]: cells[1] for line in lines if line.startswith("  ") and (cells := line.split())}
    assert [rows[name] for name in ("∂z⁽³⁾/∂w⁽³⁾", "∂a⁽³⁾/∂z⁽³⁾", "∂C₀/∂a⁽³⁾", "∂C₀/∂w⁽³⁾", "ΔC₀/Δw⁽³⁾")] == [
        "0.4416298", "0.2457441", "−0.8695257", "−0.0943678", "−0.0942228"]
    ends = {line.index(value) + len(value) for name, value in rows.items() for line in lines if line.split()[:2] == [name, value]}
    assert len(ends) == 1, "numbers stand under each other"


@pytest.mark.parametrize("part", ["2,0,1", "2,1,0", "1,0,1", "1,2,0"])
def test_what_a_person_reads_can_be_multiplied(written: Any, capsys: pytest.CaptureFixture[str], part: str) -> None:
    rng = np.random.default_rng(3)
    file = written(((3, "tanh"), (2, "sigmoid")), rng.normal(size=(4, 2)).tolist(), rng.uniform(size=(4, 2)).tolist())
    lines = shown(capsys, file, "--edge", part, "--example", "1")
    start = next(place for place, line in enumerate(lines) if " · " in line)
    *factors, derivative = (line.split()[1] for line in lines[start + 1:start + 5])
    made = math.prod(float(each.replace("−", "-")) for each in factors)
    assert f"{made:.6g}".replace("-", "−") == derivative


def test_a_person_reads_the_average_with_the_examples_it_lies_between(as_json: Json, capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, "spiral", "--edge", "2,3,1")
    each = as_json("explain", "spiral", "--edge", "2,3,1")["per_example"]
    assert any(line.endswith("mean over 250 examples") for line in lines)
    for label, example in (("smallest", np.argmin(each)), ("largest", np.argmax(each))):
        assert any(line.startswith(f"  {label} ") and line.endswith(f"training example {example}") for line in lines)


def test_a_person_reads_the_paths_with_their_running_sum(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, "two-paths", "--edge", "1,0,1", "--example", "0")
    start = next(place for place, line in enumerate(lines) if line.startswith("2 paths to the cost"))
    first, second = lines[start + 1].split(), lines[start + 2].split()
    assert first == ["0", "→", "0", "0.00133679", "0.00133679"]
    assert second == ["0", "→", "1", "−0.000459657", "0.000877135"]


def test_where_the_derivative_is_a_convention_a_person_is_told(written: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(((1, "relu"), (1, "linear")), [[0.5]], [[1.0]],
                   weights=(np.array([[1.0]]), np.array([[1.0]])), biases=(np.array([-0.5]), np.zeros(1)))
    assert shown(capsys, file, "--edge", "1,0,0", "--example", "0")[-1] == (
        "z of neuron 0 of layer 1 is exactly 0, where relu has no derivative; 0 is used there by convention.")


def test_of_a_mean_it_is_told_in_how_many_examples_the_derivative_is_a_convention(
    written: Any, capsys: pytest.CaptureFixture[str],
) -> None:
    file = written(((1, "relu"), (1, "linear")), [[0.5], [0.7], [0.5]], [[1.0], [0.0], [2.0]],
                   weights=(np.array([[1.0]]), np.array([[1.0]])), biases=(np.array([-0.5]), np.zeros(1)))
    assert shown(capsys, file, "--bias", "1,0")[-1] == (
        "In 2 of 3 examples z of neuron 0 of layer 1 is exactly 0, where relu has no derivative; 0 is used there by convention.")


def test_a_removed_edge_says_so_and_has_derivative_0(as_json: Json, written: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(((2, "tanh"), (1, "linear")), [[0.5]], [[1.0]], removed=((1, 0, 0),))
    result = as_json("explain", file, "--edge", "1,0,0", "--example", "0")
    assert (result["derivative"], result["path_count"], result["paths"]) == (0, 0, [])
    assert shown(capsys, file, "--edge", "1,0,0", "--example", "0")[-1].startswith("Removed")


@pytest.mark.parametrize("of", [["--example", "0"], []])
def test_a_step_on_the_way_is_named_for_an_example_and_for_the_mean(
    written: Any, capsys: pytest.CaptureFixture[str], of: list[str],
) -> None:
    file = written(((1, "step"), (1, "linear")), [[0.5], [-1.0]], [[1.0], [0.0]])
    assert shown(capsys, file, "--edge", "1,0,0", *of)[-1].startswith("Neuron 0 of layer 1 is a step: it jumps at z = 0")
    assert not any("is a step" in line for line in shown(capsys, file, "--edge", "2,0,0", *of))


def test_a_path_through_64_layers_leaves_its_middle_out_and_keeps_its_ends(
    written: Any, as_json: Json, capsys: pytest.CaptureFixture[str],
) -> None:
    file = written(((3, "tanh"),) * 63 + ((1, "linear"),), [[0.5]], [[1.0]])
    lines = shown(capsys, file, "--edge", "1,2,0", "--example", "0")
    assert max(len(line) for line in lines) < 120
    neurons = as_json("explain", file, "--edge", "1,2,0", "--example", "0")["paths"][0]["neurons"]
    first = lines[1 + next(place for place, line in enumerate(lines) if "paths to the cost" in line)]
    assert first.split("  ")[1] == " → ".join([*map(str, neurons[:6]), "…", *map(str, neurons[-6:])])


@pytest.mark.parametrize(("argv", "said"), [
    (("--edge", "0,0,0"), "--edge is 0,0,0; allowed: L from 1 to 2."),
    (("--edge", "3,0,0"), "--edge is 3,0,0; allowed: L from 1 to 2."),
    (("--edge", "2,2,0"), "--edge is 2,2,0; allowed: J from 0 to 1 in layer 2."),
    (("--edge", "2,1,9"), "--edge is 2,1,9; allowed: K from 0 to 1 for layer 2."),
    (("--bias", "1,2"), "--bias is 1,2; allowed: J from 0 to 1 in layer 1."),
    (("--bias", "1,0", "--example", "1"), "--example is 1; allowed: 0 to 0."),
    (("--bias", "1,0", "--nudge", "0"), "--nudge: h is 0 and would be added to 0.35; allowed: finite numbers, h not 0."),
    (("--bias", "1,0", "--nudge", "inf"), "--nudge: h is ∞ and would be added to 0.35; allowed: finite numbers, h not 0."),
    (("--bias", "1,0", "--nudge", "1e-30"), "--nudge: h is 1e−30, too small to change 0.35; allowed: a larger h."),
    (("--bias", "1,0", "--nudge", "much"), "--nudge: it is much; allowed: a number such as 0.01"),
    (("--bias", "1"), "--bias: it is 1; allowed: L,J, two whole numbers such as 2,0"),
    (("--edge", "1,-1,0"), "--edge: it is 1,-1,0; allowed: L,J,K, three whole numbers such as 2,0,1"),
    (("--edge", "1,0,0", "--bias", "1,0"), "not allowed with argument"),
    ((), "one of the arguments --edge --bias is required"),
])
def test_what_is_not_there_is_refused_with_what_is_allowed(refused: Refused, argv: tuple[str, ...], said: str) -> None:
    assert said in refused("explain", "two-paths", *argv)
