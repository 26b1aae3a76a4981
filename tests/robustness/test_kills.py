"""Kills at any moment of a write: no file of the user's is ever lost or torn, and unsaved work is offered back.

The short tests belong to every run. The long ones make 200 kills: `.venv/bin/python -m pytest -m long tests/robustness`.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killing at a chosen moment needs a fork of the process")


def kills(what: str, count: int, folder: Path) -> list[dict[str, Any]]:
    """What was found after each of so many kills."""
    environment = os.environ | {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    done = subprocess.run([sys.executable, "-m", "tests.robustness.killing", what, str(folder), str(count)], cwd=ROOT,
                          env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == count
    assert all(each["size"] > 3_000_000 for each in found)
    return found


def test_a_kill_while_saving_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    kills("saving", 10, tmp_path)


def test_a_kill_while_autosaving_leaves_the_users_file_alone_and_the_work_is_offered_back(tmp_path: Path) -> None:
    kills("autosaving", 2, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("what", "count"), [("saving", 120), ("autosaving", 80)])
def test_two_hundred_kills_lose_nothing(what: str, count: int, tmp_path: Path) -> None:
    found = kills(what, count, tmp_path)
    interrupted = sum(each["torn"] for each in found)
    assert interrupted > count / 10, "so few kills came while something was written that they prove nothing"
