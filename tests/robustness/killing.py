"""Run by the tests of kills, in a process of its own: what saves and autosaves is forked off and killed, and files are looked at.

Prints one line of JSON for each kill: how far into a write it came, and which files were left.
"""
from __future__ import annotations

import argparse
import json
import os
import signal
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from core.document import files, presets
from core.document.experiment import Experiment, Layer, Points
from core.document.text import encode
from core.progress import Progress

Tell = Callable[[int], None]
NUMBER = struct.Struct("<q")
VERSIONS = 3
BEGUN = -1


def large_document() -> Experiment:
    """A document of several megabytes, most of it written-down examples, with a network that trains quickly."""
    rng = np.random.default_rng(1)
    data = Points(inputs=rng.uniform(-1, 1, (25_000, 8)), targets=rng.uniform(-1, 1, (25_000, 1)))
    chain = presets.load("chain")
    network = replace(chain.network, inputs=None, weights=None, biases=None,
                      layers=(Layer(neurons=4, activation="tanh"), Layer(neurons=1, activation="tanh")))
    return replace(chain, title="large", data=data, network=network)


def killed(work: Callable[[Tell], None], share: float) -> int:
    """Fork work that writes one thing after the other, and kill it this share of a write into its third; the last that was done.

    The work tells BEGUN before every write, and its number after it.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):                       # the parent sees that the pipe is closed
            work(lambda number: os.write(writing, NUMBER.pack(number)) and None)
        os._exit(1)
    os.close(writing)
    told = numbers(reading)
    try:
        for number in told:
            if number != BEGUN:
                break
        seconds, last = measured(told)
        assert next(told) == BEGUN
        time.sleep(share * seconds)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    last = max([last, *told])
    os.close(reading)
    return last


def measured(told: Iterator[int]) -> tuple[float, int]:
    """How long the next write takes, in seconds, and its number."""
    assert next(told) == BEGUN
    begun = time.perf_counter()
    number = next(told)
    return time.perf_counter() - begun, number


def numbers(reading: int) -> Iterator[int]:
    while len(message := os.read(reading, NUMBER.size)) == NUMBER.size:
        yield NUMBER.unpack(message)[0]


def kill_saving(folder: Path, kills: int) -> None:
    """The file is whole, and is the version that was saved last or the one that was being saved."""
    path = folder / "mine.nnplay"
    documents = [replace(large_document(), title=f"version {number}") for number in range(VERSIONS)]
    contents = [encode(document) for document in documents]

    def save(tell: Tell) -> None:
        for number in count():
            tell(BEGUN)
            if whole:
                files.write(path, documents[number % VERSIONS])
            else:                                           # most of a save is spent on the text, not on the disk
                files.write_bytes(path, contents[number % VERSIONS])
            tell(number)

    for kill in range(kills):
        whole, share = kill % 2 == 0, (kill + 0.5) / kills
        last = killed(save, share)
        found = contents.index(path.read_bytes())           # raises ValueError for a file that is torn
        assert found in {last % VERSIONS, (last + 1) % VERSIONS}, (found, last)
        report(share=share, size=len(contents[0]), newer=found != last % VERSIONS, torn=len(remove_torn(folder)))


def kill_autosaving(folder: Path, kills: int) -> None:
    """The user's file is as it was, and what is offered back is no older than what was written last."""
    from playground.lost_work import LostWork

    path = folder / "mine.nnplay"
    files.write(path, large_document())
    content = path.read_bytes()
    kept = Path(os.environ["XDG_STATE_HOME"]) / "backprop-playground" / "recovery"
    import playground.main_window  # noqa: F401, before the fork, which saves every child the time

    for kill in range(kills):
        share = (kill + 0.5) / kills
        last = killed(lambda tell: autosave(str(path), tell), share)
        assert path.read_bytes() == content
        lost = LostWork(kept)
        found, problems = lost.find()
        assert problems == []
        assert [each.origin.path for each in found] == [path]
        assert found[0].step >= last
        experiment, origin = lost.read(found[0].name)
        assert experiment.data == large_document().data
        assert not origin.edited
        size = (kept / f"{found[0].name}.nnplay").stat().st_size
        lost.hand_over(found[0].name).unlock()
        (kept / f"{found[0].name}.nnplay").unlink()
        report(share=share, size=size, newer=found[0].step > last, torn=len(remove_torn(kept)))


def autosave(file: str, tell: Tell) -> None:
    """Open the window, take one step after the other, and keep each; tells the step when it is kept."""
    from PySide6.QtWidgets import QApplication

    from playground.app import create_window
    from playground.background import LATER

    window = create_window(file)
    write = files.write_pieces

    def write_pieces(path: Path, pieces: Iterable[bytes], progress: Progress) -> None:
        tell(BEGUN)
        write(path, pieces, progress)

    files.write_pieces = write_pieces                       # in this process, which will be killed

    def keep(running: bool) -> None:
        if not running:
            step = window.run.snapshot.step
            window.recovery.save()
            window.background.start("kept", LATER, lambda _: None, lambda _: go_on(step))       # after the writing

    def go_on(step: int) -> None:
        tell(step)
        window.run.advance()

    window.run.running_changed.connect(keep)
    window.run.advance()
    QApplication.exec()


def remove_torn(folder: Path) -> list[Path]:
    """What the killed write had begun."""
    torn = list(folder.glob(".nnplay-*.tmp"))
    for path in torn:
        path.unlink()
    return torn


def report(**told: object) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["saving", "autosaving"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("kills", type=int)
    options = parser.parse_args()
    {"saving": kill_saving, "autosaving": kill_autosaving}[options.what](options.folder, options.kills)
