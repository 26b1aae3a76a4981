"""The commands that draw: screenshot, and the pictures of export; Qt works offscreen for them."""
from __future__ import annotations

import os
import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.document import files
from core.errors import BadInput
from core.network import Edge
from core.opening import Opened
from playground import system_libraries
from playground.cli import FILE_HELP
from playground.cli.options import count, edge, opened_of, picture
from playground.exits import DIVERGED, DONE, complain

if TYPE_CHECKING:
    from playground.main_window import MainWindow

SIZE, LARGEST = (1440, 900), 8_192          # px
STRETCHES = 100                             # of a training that is shown
SETTLING = 5                                # rounds of the event loop until every layout has been done


def screenshot_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=FILE_HELP)
    parser.add_argument("--size", type=size, default=SIZE, metavar="WxH", help="pixels, such as 1440x900")
    parser.add_argument("--theme", choices=["dark", "light"], default="dark", help="dark or light")
    parser.add_argument("--steps", type=count, default=0, metavar="N", help="train N steps first")
    parser.add_argument("--select", type=edge, metavar="L,J,K",
                        help="select the edge to neuron J of layer L from neuron K before it")
    parser.add_argument("--walk", type=count, metavar="N", help="walk through N operations of one training step")
    parser.add_argument("--out", required=True, type=picture, metavar="PNG", help="the picture to write")


def size(text: str) -> tuple[int, int]:
    """WxH in pixels, for argparse."""
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    if match is None or not all(0 < int(side) <= LARGEST for side in match.groups()):
        raise ArgumentTypeError(f"it is {text}; allowed: WxH with sides from 1 to {LARGEST}, such as 1440x900")
    return int(match[1]), int(match[2])


def run_screenshot(options: Namespace) -> int:
    """The real main window, drawn offscreen after N steps."""
    with offscreen_window(opened_of(options.file), options.theme) as window:
        window.setMinimumSize(1, 1)
        window.resize(*options.size)
        window.show()
        if options.select is not None:
            select(window, options.select)
        if options.steps:
            train_shown(window, options.steps)
        if options.walk is not None:
            walk(window, options.walk)
        settle(window)
        from playground import pictures

        content, diverged = pictures.as_png(pictures.image(window)), window.run.snapshot.diverged
    files.write_bytes(Path(options.out), content)
    if diverged:
        complain(diverged)
        return DIVERGED
    return DONE


def export_picture(opened: Opened, kind: str, out: str | None) -> int:
    """The drawing of the network as SVG or PNG."""
    if kind == "png" and out is None:
        raise BadInput("--out is missing; allowed: a file for the PNG.")
    if out is not None and Path(out).suffix.lower() not in ("", f".{kind}"):
        raise BadInput("--out is {out}; allowed: a name that ends with .{kind}.", out=out, kind=kind)
    with offscreen_window(opened, "light") as window:
        window.show()
        settle(window)
        from playground import pictures

        content = pictures.painted(window.network.widget, kind)
    if out is None:
        print(content.decode(), end="")
    else:
        files.write_bytes(Path(out), content)
    return DONE


@contextmanager
def offscreen_window(opened: Opened, theme: str) -> Iterator[MainWindow]:
    """A window that no screen shows and that remembers nothing; afterwards nothing of it is left."""
    if problem := system_libraries.problem(needs_display=False):
        raise BadInput("{problem}", problem=problem)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEvent

    from playground.app import create_window
    from playground.settings import Settings

    settings = Settings(kept=False)
    settings.theme, settings.welcomed = theme, True
    settings.set_flag("calm", False)            # whatever the system asks for
    window = create_window(opened, settings)
    try:
        yield window
    finally:
        window.end()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def select(window: MainWindow, wanted: Edge) -> None:
    """Select an edge, which must exist."""
    window.inspection.select(wanted)
    if window.inspection.selection is None:
        raise BadInput("--select is {value}; allowed: an edge of {shape}.",
                       value=",".join(map(str, wanted)), shape="-".join(map(str, window.inspection.network.sizes)))


def walk(window: MainWindow, operations: int) -> None:
    """Open the walk and go so far, without waiting for anything that moves."""
    for moving in (window.network.widget, window.walk):
        moving.set_calm(True)
    window.walking.open()
    window.walking.go_to(operations)


def train_shown(window: MainWindow, steps: int) -> None:
    """Train so many steps and wait until the window shows them."""
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    window.run.running_changed.connect(lambda running: None if running else loop.quit())
    done = 0
    for stretch in range(1, min(steps, STRETCHES) + 1):      # each ends with a measurement, for the curves
        until = steps * stretch // min(steps, STRETCHES)
        window.run.advance(until - done)
        done = until
        loop.exec()
        if window.run.snapshot.diverged:
            return


def settle(window: MainWindow) -> None:
    """Let everything that waits come about: the worker's answers, layouts, and paint events."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    from playground.background import LATER

    loop = QEventLoop()
    window.background.start("settled", LATER, lambda _: None, lambda _: loop.quit())      # after all that was asked before
    loop.exec()
    for _ in range(SETTLING):
        QCoreApplication.processEvents()
