"""A disk without room: the old file stands, the user is told in a sentence, and saving works again when there is room."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMESPACES = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])


def own_mounts(folder: Path) -> list[str] | None:
    """A command before which another sees a file system of its own, which ends with it; None where that is not allowed."""
    if shutil.which("unshare") is None:
        return None
    for command in NAMESPACES:
        tried = subprocess.run([*command, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True,
                               check=False)
        if tried.returncode == 0:
            return command
    return None


def test_a_full_disk_keeps_the_old_file_and_the_unsaved_work(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = own_mounts(disk)
    if command is None:
        pytest.skip("mounting a small disk is not allowed here")
    environment = os.environ | {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "CACHE")}
    environment["XDG_STATE_HOME"] = str(disk / "state")     # recovery has no more room than the document
    done = subprocess.run([*command, sys.executable, "-m", "tests.robustness.filling", str(disk)], cwd=ROOT, env=environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    path, kept = found["said"][:2]
    assert path == f"{disk / 'mine.nnplay'} cannot be written: No space left on device."
    assert kept.startswith("Unsaved work cannot be kept for a recovery: ")
    assert kept.endswith("No space left on device.")
    assert found["said"][2:] == ["Saved mine.nnplay."]
    assert (found["saved"], found["old"], found["edited"]) == (False, True, True)
    assert found["left"] == ["filling", "mine.nnplay"]
    assert (found["again"], found["layers"]) == (True, 3)
