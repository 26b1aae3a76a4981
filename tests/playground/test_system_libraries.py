"""What keeps Qt from starting is said in one sentence, before Qt aborts."""
import ctypes.util
import socket
import struct
import subprocess
import sys
import threading

import pytest

from playground import system_libraries
from playground.system_libraries import WAYLAND, X11, missing, problem

linux_only = pytest.mark.usefixtures("linux")


@pytest.fixture
def linux(monkeypatch):
    """Linux, no display, no platform chosen, and every library found."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "_loads", lambda library: True)
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def without(monkeypatch, linux):
    """Takes libraries away."""
    def take(*libraries):
        monkeypatch.setattr(system_libraries, "_loads", lambda library: library not in libraries)
    return take


class X11Server:
    """Accepts one connection as an X server with one screen would, on `display`."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.display = f"127.0.0.1:{self.socket.getsockname()[1] - 6000}"
        self.thread = threading.Thread(target=self.answer)

    def answer(self):
        connection, _ = self.socket.accept()
        with connection:
            connection.recv(4096)
            screen = bytes(40)
            setup = struct.pack("<4I2H8B4x", 1, 0, 0x1FFFFF, 0, 0, 65535, 1, 0, 0, 0, 32, 32, 8, 255) + screen
            connection.sendall(struct.pack("<BxHHH", 1, 11, 0, len(setup) // 4) + setup)
            connection.recv(4096)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.thread.join()
        self.socket.close()


@linux_only
def test_without_a_display_the_sentence_names_the_variables_and_a_package():
    sentence = problem(needs_display=True)
    assert "neither WAYLAND_DISPLAY nor DISPLAY is set" in sentence
    assert "package xvfb" in sentence
    assert "\n" not in sentence


@linux_only
def test_headless_work_needs_no_display():
    assert problem(needs_display=False) is None


@linux_only
@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:fontsonly"])
def test_a_chosen_platform_without_a_screen_needs_no_display(monkeypatch, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert problem(needs_display=True) is None


@linux_only
def test_a_display_that_refuses_the_connection_is_named(monkeypatch):
    monkeypatch.setenv("DISPLAY", "127.0.0.1:1")
    assert problem(needs_display=True) == "the display '127.0.0.1:1' (DISPLAY) cannot be opened."


@linux_only
def test_an_x_server_that_answers_is_no_problem(monkeypatch):
    with X11Server() as server:
        monkeypatch.setenv("DISPLAY", server.display)
        assert problem(needs_display=True) is None


@linux_only
def test_a_wayland_compositor_that_answers_is_no_problem(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-5")
    assert "'wayland-5' (WAYLAND_DISPLAY) cannot be opened" in problem(needs_display=True)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-5"))
        compositor.listen()
        assert problem(needs_display=True) is None


@linux_only
def test_x11_stands_in_for_a_wayland_compositor_that_does_not_answer(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-5")
    with X11Server() as server:
        monkeypatch.setenv("DISPLAY", server.display)
        assert problem(needs_display=True) is None


@pytest.mark.parametrize("needs_display", [True, False])
def test_missing_libraries_are_named_by_their_debian_packages(monkeypatch, without, needs_display):
    without("libEGL.so.1", "libdbus-1.so.3")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    sentence = problem(needs_display)
    assert sentence == "Qt needs system libraries; on Debian: sudo apt-get install libegl1 libdbus-1-3"


def test_a_window_under_x11_also_needs_its_xcb_libraries(monkeypatch, without):
    without("libxcb-cursor.so.0")
    monkeypatch.setenv("DISPLAY", ":0")
    assert problem(needs_display=True).endswith("apt-get install libxcb-cursor0")
    assert problem(needs_display=False) is None


def test_a_window_under_wayland_needs_no_xcb_libraries(monkeypatch, without, tmp_path):
    without(*X11)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        assert problem(needs_display=True) is None
        without(*WAYLAND)
        assert problem(needs_display=True).endswith("libwayland-client0 libwayland-cursor0")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_bring_their_own_libraries(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    assert problem(needs_display=True) is None


def test_a_library_counts_as_missing_when_the_loader_does_not_find_it():
    assert missing({"libbackprop-playground-absent.so.7": "absent"}) == ["absent"]
    assert missing({ctypes.util.find_library("c"): "libc6"}) == []


def test_the_libraries_of_these_tests_are_all_there_and_the_check_says_nothing():
    command = [sys.executable, "-m", "playground.system_libraries", "offscreen"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (run.stdout.strip(), run.stderr) == ("", "")


def test_the_check_loads_nothing_of_qt():
    code = "import sys, playground.system_libraries as s; s.problem(True); print([m for m in sys.modules if 'PySide6' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
