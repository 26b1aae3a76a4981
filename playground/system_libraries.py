"""Whether the system libraries and the display that Qt needs are there: asked before Qt starts, which would abort the process."""
from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

# The shared libraries that PySide6's wheels leave to the system, and the Debian packages that bring them.
OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-shape.so.0": "libxcb-shape0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


def problem(needs_display: bool) -> str | None:
    """What keeps Qt from starting, in one sentence that names the remedy; None when nothing does.

    Linux alone is asked: elsewhere the wheels bring everything and there is always a display.
    """
    if sys.platform != "linux":
        return None
    if not needs_display:
        return _without(OFFSCREEN)
    platforms = _platforms()
    if not platforms:
        return ("there is no display (neither WAYLAND_DISPLAY nor DISPLAY is set): start it in a desktop session, "
                "or without a screen by xvfb-run from the Debian package xvfb.")
    problems = [_platform_problem(platform) for platform in platforms]
    return None if None in problems else problems[-1]


def missing(libraries: Mapping[str, str]) -> list[str]:
    """The packages of those libraries that the loader does not find."""
    return [package for library, package in libraries.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _without(libraries: Mapping[str, str]) -> str | None:
    packages = missing(libraries)
    return f"Qt needs system libraries; on Debian: sudo apt-get install {' '.join(packages)}" if packages else None


def _platforms() -> list[str]:
    """The platform plugins that Qt will try, in its order."""
    environment = os.environ
    if chosen := environment.get("QT_QPA_PLATFORM"):
        return [platform.partition(":")[0] for platform in chosen.split(";")]
    wayland = "WAYLAND_DISPLAY" in environment or environment.get("XDG_SESSION_TYPE") == "wayland"
    return ["wayland"] * wayland + ["xcb"] * bool(environment.get("DISPLAY"))


def _platform_problem(platform: str) -> str | None:
    if platform == "xcb":
        display = os.environ.get("DISPLAY", "")
        return _without(OFFSCREEN | X11) or (None if _x11_answers() else f"the display {display!r} (DISPLAY) cannot be opened.")
    if platform.startswith("wayland"):
        display = os.environ.get("WAYLAND_DISPLAY", "wayland-0")
        return _without(OFFSCREEN | WAYLAND) or (
            None if _wayland_answers(display) else f"the display {display!r} (WAYLAND_DISPLAY) cannot be opened.")
    return _without(OFFSCREEN)


def _x11_answers() -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answers


def _wayland_answers(display: str) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user"), display)))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    print(*missing(OFFSCREEN | X11 if sys.argv[1:] == ["window"] else OFFSCREEN))
