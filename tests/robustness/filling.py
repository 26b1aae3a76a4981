"""Run by the test of full disks, in a process with a disk of 1 MB of its own: saves, autosaves and looks at what is left."""
from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QEventLoop

from core.document import files
from core.document.experiment import Experiment, Points
from playground.app import create_window
from playground.background import LATER
from tests.robustness.killing import large_document

SMALL, SIZE = 200, 2**20                                    # examples that leave room for one copy; bytes of the disk


def with_examples(count: int) -> Experiment:
    """As the large document, with only so many of its examples."""
    document = large_document()
    data = document.data
    assert isinstance(data, Points)
    assert data.targets is not None
    return replace(document, data=replace(data, inputs=data.inputs[:count], targets=data.targets[:count]))


def fill(folder: Path) -> None:
    """A document on a disk that has room for it once, but not twice."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)
    path = folder / "mine.nnplay"
    files.write(path, with_examples(SMALL))
    content = path.read_bytes()
    files.write_bytes(folder / "filling", b" " * (SIZE - 3 * len(content) // 2 - os.stat(folder).st_blksize))
    window = create_window(str(path))
    said: list[str] = []
    window.documents.said.connect(said.append)
    window.recovery.said.connect(said.append)
    window.commands["add_layer"].trigger()
    saved = window.documents.save()
    after_save = path.read_bytes() == content
    for _ in range(2):                                      # what cannot be kept is said once
        window.recovery.save()
        wait(lambda done: window.background.start("kept", LATER, lambda _: None, lambda _: done()))
    edited = window.session.edited
    left = sorted(each.name for each in folder.rglob("*") if each.is_file() and each.suffix != ".lock")
    (folder / "filling").unlink()
    again = window.documents.save()
    print(json.dumps({"saved": saved, "old": after_save, "said": said, "edited": edited, "left": left, "again": again,
                      "layers": len(files.read(path).network.layers)}))
    window.close()


def wait(start: Callable[[Callable[[], None]], None]) -> None:
    """Start something, and go on when it says that it is done."""
    loop = QEventLoop()
    start(loop.quit)
    loop.exec()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    fill(parser.parse_args().folder)
