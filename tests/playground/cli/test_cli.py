"""The command line as scripts use it: what it prints, what it exits with, and that bad input takes one line."""
from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.document import files, presets
from core.document.data import dataset
from core.document.experiment import Experiment, Layer, Network, Points, Training
from core.opening import open_file
from core.training import Trainer
from playground.cli import COMMANDS, main
from playground.version import version
from tests.playground.cli.console import Json, Refused, only_line

ROOT = Path(__file__).parents[3]
# The lecture's chain, layer by layer.
CHAIN_COST = 0.18901872952762283
CHAIN_WEIGHTS = (0.007009520365726028, -0.052812402450690646, -0.09436781672801549)
CHAIN_BIASES = (0.014019040731452055, -0.07903826536562104, -0.21368081865059277)


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**os.environ, **environment},
                          capture_output=True, text=True, encoding="utf-8", check=False)


def points(inputs: Sequence[Sequence[float]], targets: Sequence[Sequence[float]], rate: float = 1.0, **network: Any) -> Experiment:
    layers = (Layer(neurons=1, activation="linear"),) * 2
    return Experiment(network=Network(layers=layers, **network), training=Training(learning_rate=rate),
                      data=Points(inputs=np.array(inputs), targets=np.array(targets), training_share=1.0))


@pytest.fixture
def diverging(tmp_path: Path) -> str:
    files.write(tmp_path / "diverging.nnplay", points([[100.0], [200.0]], [[1.0], [0.0]]))
    return str(tmp_path / "diverging.nnplay")


def test_presets_lists_the_names_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets"]) == 0
    assert capsys.readouterr() == ("".join(f"{name}\n" for name in presets.names()), "")


# ---- train -----------------------------------------------------------------------------------------------------------------------


def test_train_reports_what_the_trainer_reached(as_json: Json) -> None:
    experiment = presets.load("xor")
    trainer = Trainer(experiment, dataset(experiment))
    trainer.run(30)
    snapshot = trainer.snapshot()
    result = as_json("train", "xor", "--steps", "30")
    assert result.pop("steps_per_second") > 0
    assert result == {
        "step": 30, "epoch": 1, "cost_training": snapshot.costs[0].training, "cost_test": snapshot.costs[0].test,
        "accuracy_training": snapshot.accuracy_training, "accuracy_test": snapshot.accuracy_test,
        "parameters_sha256": sha256(b"".join(np.float64(p).astype("<f8").tobytes() for p in snapshot.parameters)).hexdigest(),
    }


def test_train_has_no_test_cost_and_no_accuracy_where_there_is_nothing_to_measure(as_json: Json) -> None:
    result = as_json("train", "chain", "--steps", "0")
    assert result["cost_training"] == pytest.approx(CHAIN_COST, rel=1e-14)
    assert [result[name] for name in ("cost_test", "accuracy_training", "accuracy_test", "steps_per_second")] == [None] * 4


def test_an_epoch_is_trained_where_no_length_is_given(as_json: Json) -> None:
    assert as_json("train", "xor")["epoch"] == 1
    assert as_json("train", "xor", "--epochs", "3")["epoch"] == 3


def test_the_same_training_gives_the_same_bits_and_another_seed_gives_others(as_json: Json) -> None:
    def trained(*options: str) -> str:
        return as_json("train", "spiral", "--steps", "100", *options)["parameters_sha256"]

    seed = presets.load("spiral").training.seed
    assert trained() == trained() == trained("--seed", str(seed)) != trained("--seed", str(seed + 1))


def test_a_saved_run_goes_on_with_the_same_bits_as_one_run(as_json: Json, tmp_path: Path) -> None:
    half = str(tmp_path / "half.nnplay")
    as_json("train", "circle", "--steps", "37", "--out", half)
    resumed, whole = as_json("train", half, "--steps", "40"), as_json("train", "circle", "--steps", "77")
    assert {**resumed, "steps_per_second": None} == {**whole, "steps_per_second": None}


def test_the_seed_of_training_is_saved_with_the_run(as_json: Json, tmp_path: Path) -> None:
    as_json("train", "xor", "--steps", "1", "--seed", "77", "--out", str(tmp_path / "saved.nnplay"))
    assert files.read(tmp_path / "saved.nnplay").training.seed == 77


def test_train_says_to_a_person_where_it_got(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", "--epochs", "2"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("step 50, epoch 2\ntraining  cost ")
    assert out.endswith(" steps/s\n")
    assert err == ""


@pytest.mark.parametrize("command", [("train", "--json"), ("export", "--to", "history")], ids=["train", "history"])
def test_divergence_is_one_line_and_status_3(diverging: str, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    name, *options = command
    assert main([name, diverging, *options, "--steps", "500"]) == 3
    out, err = capsys.readouterr()
    assert "diverged at step" in only_line(err)
    assert out


def test_a_diverged_run_is_saved_as_it_last_was_finite(diverging: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    saved = tmp_path / "saved.nnplay"
    assert main(["train", diverging, "--steps", "500", "--out", str(saved)]) == 3
    assert all(np.isfinite(w).all() for w in files.read(saved).state.weights or ())


# ---- gradient --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "example"), [((), None), (("--example", "0"), 0)])
def test_the_gradient_of_the_chain_is_that_of_the_lecture(as_json: Json, options: tuple[str, ...], example: int | None) -> None:
    result = as_json("gradient", "chain", *options)
    assert (result["example"], result["examples"]) == (example, 1)
    assert result["cost"] == pytest.approx(CHAIN_COST, rel=1e-14)
    assert np.shape(result["weights"]) == (3, 1, 1)
    assert np.shape(result["biases"]) == (3, 1)
    np.testing.assert_allclose(np.ravel(result["weights"]), CHAIN_WEIGHTS, rtol=1e-14)
    np.testing.assert_allclose(np.ravel(result["biases"]), CHAIN_BIASES, rtol=1e-14)


def test_the_averaged_gradient_is_the_mean_over_the_training_examples(as_json: Json) -> None:
    average = as_json("gradient", "plane")
    single = [as_json("gradient", "plane", "--example", str(i)) for i in range(average["examples"])]
    assert average["cost"] == pytest.approx(np.mean([one["cost"] for one in single]), rel=1e-12)
    for kind in ("weights", "biases"):
        for l, mean in enumerate(average[kind]):
            np.testing.assert_allclose(mean, np.mean([one[kind][l] for one in single], axis=0), rtol=1e-9, atol=1e-12)


def test_an_example_that_is_not_there_is_refused(refused: Refused) -> None:
    assert "--example is 1; allowed: 0 to 0" in refused("gradient", "chain", "--example", "1")


def test_numbers_beyond_all_bounds_are_null_in_json_and_infinite_for_a_person(
    as_json: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "huge.nnplay"
    huge = (np.array([[1e200]]),) * 2
    files.write(path, points([[1.0]], [[1.0]], weights=huge, biases=(np.zeros(1),) * 2))
    result = as_json("gradient", str(path))
    assert (result["cost"], result["weights"]) == (None, [[[None]], [[None]]])
    assert main(["gradient", str(path)]) == 0
    assert capsys.readouterr().out.startswith("cost ∞ (average of 1)")


# ---- check and export ------------------------------------------------------------------------------------------------------------


def test_check_says_what_a_good_file_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "xor"]) == 0
    assert "2-4-2-1, 25 parameters, 250 training and 250 test examples" in capsys.readouterr().out


def test_check_says_why_a_file_cannot_be_opened(refused: Refused, tmp_path: Path) -> None:
    bad = tmp_path / "bad.nnplay"
    bad.write_text((ROOT / "assets/presets/chain.nnplay").read_text(encoding="utf-8").replace('"neurons": 1', '"neurons": 0', 1))
    assert "network.layers[0].neurons" in refused("check", str(bad))
    bad.write_text("no JSON\n")
    refused("check", str(bad))
    assert "does not exist" in refused("check", str(tmp_path / "missing.nnplay"))
    assert "is a folder" in refused("check", str(tmp_path))


def test_exported_data_read_back_is_the_data_set(capsys: pytest.CaptureFixture[str]) -> None:
    data = dataset(presets.load("moons"))
    assert main(["export", "moons", "--to", "data"]) == 0
    header, *rows = csv.reader(capsys.readouterr().out.splitlines())
    assert header == ["x0", "x1", "class", "set"]
    assert np.array_equal([[float(x) for x in row[:2]] for row in rows], data.inputs)
    assert np.array_equal([int(row[2]) for row in rows], data.classes)
    assert {row[3] for row in rows} == {"training", "test"}


def test_exported_history_has_a_row_for_every_epoch_and_ends_where_training_does(as_json: Json, tmp_path: Path) -> None:
    out = tmp_path / "history.csv"
    assert main(["export", "xor", "--to", "history", "--epochs", "4", "--out", str(out)]) == 0
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == [0, 25, 50, 75, 100]
    assert float(rows[-1]["cost_training"]) == as_json("train", "xor", "--epochs", "4")["cost_training"]


def test_the_history_of_an_untrained_experiment_takes_a_length(refused: Refused) -> None:
    assert "--steps N or --epochs N" in refused("export", "xor", "--to", "history")


LINK = "https://playground.tensorflow.org/#dataset=spiral&networkShape=5,3&seed=7&showTestData=true"


def test_a_link_is_welcome_where_a_file_is_and_what_it_left_behind_is_said(
    capsys: pytest.CaptureFixture[str], as_json: Json, tmp_path: Path,
) -> None:
    assert main(["check", LINK]) == 0
    out, err = capsys.readouterr()
    assert "TF Playground spiral, 2-5-3-1, 37 parameters, 250 training and 250 test examples" in out
    remark = "Not carried over from TF Playground: the points and initial weights of seed 7, showTestData."
    assert only_line(err) == f"playground: {remark}\n"
    saved = tmp_path / "saved.nnplay"
    assert main(["train", LINK, "--epochs", "1", "--out", str(saved)]) == 0
    assert files.read(saved).state.step == 25
    assert remark in only_line(capsys.readouterr().err)


def test_a_link_that_means_nothing_is_refused(refused: Refused) -> None:
    assert "noise in the link is x; allowed" in refused("check", "playground.tensorflow.org/#noise=x")
    assert "is not a TF Playground link" in refused("train", "https://example.org/spiral")


@pytest.mark.parametrize("preset", ["two-paths", "pinwheel"])
def test_q10_the_exported_script_runs_by_itself_and_takes_the_trainers_next_step(preset: str, tmp_path: Path) -> None:
    experiment = presets.load(preset)
    trainer = Trainer(experiment, dataset(experiment))
    assert main(["export", preset, "--to", "numpy", "--out", str(tmp_path / "one_step.py")]) == 0
    ends = "\nimport json\nprint(json.dumps(parameters.tolist()))\n"
    loop = (tmp_path / "one_step.py").read_text(encoding="utf-8").replace("steps = 100", "steps = 1")
    ran = subprocess.run([sys.executable, "-c", loop + ends], cwd=tmp_path, check=True, timeout=60, capture_output=True, text=True)
    trainer.run(1)
    np.testing.assert_allclose(json.loads(ran.stdout.splitlines()[-1]), trainer.network.parameters, rtol=0, atol=1e-12)


def test_an_exported_link_opens_the_same_and_what_it_leaves_out_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.nnplay"
    files.write(path, open_file(LINK).experiment)
    assert main(["export", str(path), "--to", "link"]) == 0
    out, err = capsys.readouterr()
    assert open_file(out).experiment == files.read(path)
    assert "weights and progress are dropped" in only_line(err)
    assert main(["export", str(path), "--to", "link", "--out", str(tmp_path / "link.txt")]) == 0
    assert (tmp_path / "link.txt").read_text() == out


def test_what_no_link_can_hold_is_refused(refused: Refused) -> None:
    assert "cannot be written as a TF Playground link: its cost is squared error" in refused("export", "spiral", "--to", "link")


# ---- what holds for every command ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("argv", [
    ("train",), ("train", "nosuch"), ("train", "xor", "--nosuch"), ("train", "xor", "--steps", "1", "--epochs", "1"),
    ("train", "xor", "--steps", "-1"), ("train", "xor", "--steps", "9" * 5_000), ("train", "xor", "--seed", str(2**53)),
    ("gradient", "chain", "--example", "²"), ("gradient", "missing\n.nnplay"), ("export", "xor"), ("export", "xor", "--to", "pdf"),
    ("presets", "xor"), ("chain", "train"), ("--nosuch",),
])
def test_what_cannot_be_understood_is_refused_in_one_line(refused: Refused, argv: tuple[str, ...]) -> None:
    refused(*argv)


def test_a_result_that_cannot_be_saved_is_refused_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["train", "chain", "--out", str(tmp_path / "no folder" / "x.nnplay")]) == 2
    assert "cannot be written" in only_line(capsys.readouterr().err)


def test_where_a_result_cannot_go_is_found_out_before_any_training(refused: Refused, tmp_path: Path) -> None:
    for out, said in ((str(tmp_path), "is a folder; allowed: a file"), ("", "a name of nothing cannot be written"),
                      (str(tmp_path / "no" / "x"), "cannot be written; allowed: a file in a folder that exists")):
        assert said in refused("train", "spiral", "--steps", "1000000000000", "--out", out)
        assert said in refused("export", "spiral", "--to", "history", "--steps", "1000000000000", "--out", out)


def test_an_option_is_written_out_and_belongs_where_it_stands(refused: Refused) -> None:
    assert "unrecognized arguments: --step" in refused("train", "xor", "--step", "5")
    assert "--steps and --epochs are of history; allowed: --to data without them." in refused(
        "export", "xor", "--to", "data", "--steps", "5")


def test_what_is_no_command_is_said_with_the_commands(refused: Refused) -> None:
    assert refused("trian", "xor") == (
        f"playground: trian is no command; allowed: {', '.join(COMMANDS)}, or a FILE alone (see playground --help).\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the stream")
@pytest.mark.parametrize(("command", "closed"), [
    ("export xor --to data", ">&-"), ("export xor --to history --steps 1", "2>&-"), ("train xor --steps 1", "2>&-"),
])
def test_a_closed_stream_ends_nothing(command: str, closed: str) -> None:
    finished = subprocess.run(f'"{sys.executable}" -m playground {command} {closed}', shell=True, cwd=ROOT, capture_output=True,
                              text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")


def test_bad_input_keeps_its_status_where_nothing_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    assert main(["check", "nosuch"]) == 2


def test_a_wrong_name_is_told_before_a_missing_display(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.system_libraries.problem", lambda needs_display: "there is no display")
    assert "trian is neither a file nor a preset" in refused("trian")
    assert "there is no display" in refused("xor")


def test_an_unknown_command_is_refused_in_one_line() -> None:
    finished = python("-m", "playground", "frobnicate")
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "frobnicate is neither a file nor a preset" in only_line(finished.stderr)


def test_help_names_every_command_and_every_command_has_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    overview = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n  {name} " in overview
        assert main([name, "--help"]) == 0
        assert capsys.readouterr().out.startswith(f"usage: playground {name} ")


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr() == (f"playground {version()}\n", "")


def test_headless_commands_import_no_qt(tmp_path: Path) -> None:
    commands = [
        ["presets"], ["check", "digits"], ["gradient", "chain"], ["explain", "chain", "--edge", "1,0,0"],
        ["train", "xor", "--steps", "1", "--out", str(tmp_path / "out.nnplay")],
        ["check", LINK], ["export", LINK, "--to", "link"],
        ["export", "xor", "--to", "data"], ["export", "xor", "--to", "history", "--steps", "1"],
    ]
    finished = python("-c", f"""
import sys
from playground.cli import main
assert [main(command) for command in {commands}] == [0] * {len(commands)}
qt = [name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'shiboken6', 'pyqtgraph', 'superqt', 'qtawesome')]
assert not qt, qt
""")
    assert finished.returncode == 0, finished.stderr


def test_an_interrupted_training_ends_quietly() -> None:
    program = """
from core.training import Trainer
from playground.cli import main

run = Trainer.run

def told(trainer, steps):
    print("trains", flush=True)
    Trainer.run = run
    return run(trainer, steps)

Trainer.run = told
raise SystemExit(main(["train", "spiral", "--steps", "1000000000", "--json"]))
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "trains\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate() == ("", "")
    assert process.returncode == 130


def test_a_reader_that_has_gone_ends_the_output_quietly() -> None:
    command = [sys.executable, "-m", "playground", "export", "digits", "--to", "data"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_a_terminal_without_greek_letters_does_not_end_the_program() -> None:
    finished = python("-m", "playground", "gradient", "chain", PYTHONIOENCODING="ascii")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert r"\u2202C/\u2202w" in finished.stdout
