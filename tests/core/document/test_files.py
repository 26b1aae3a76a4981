"""Files: read with one sentence for whatever is wrong, written whole or not at all."""
from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from core import reading
from core.document import files, presets
from core.document.experiment import Points
from core.errors import BadInput

CHAIN = presets.load("chain")


def leftovers(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    files.write(tmp_path / "mine.nnplay", CHAIN)
    assert files.read(tmp_path / "mine.nnplay") == CHAIN
    assert leftovers(tmp_path) == ["mine.nnplay"]


def test_save_open_save_gives_the_same_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one.nnplay", tmp_path / "other.nnplay"
    files.write(one, CHAIN)
    files.write(other, files.read(one))
    assert one.read_bytes() == other.read_bytes()


def test_a_document_without_a_title_is_called_like_its_file(tmp_path: Path) -> None:
    files.write(tmp_path / "my first.nnplay", replace(CHAIN, title=""))
    assert files.read(tmp_path / "my first.nnplay").title == "my first"


def test_an_experiment_that_could_not_be_opened_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"network\.cost"):
        files.write(tmp_path / "mine.nnplay", replace(CHAIN, network=replace(CHAIN.network, cost="categorical cross-entropy")))
    assert leftovers(tmp_path) == []


def full(*_: Any) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("function", ["write", "fsync", "replace", "close", "chmod"])
def test_when_writing_fails_the_old_file_stands_and_nothing_is_left(
    function: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.nnplay").write_bytes(b"old")
    original = getattr(os, function)

    def failing(*arguments: Any) -> int:
        if function == "close":
            original(*arguments)
        return full()

    monkeypatch.setattr(os, function, failing)
    with pytest.raises(BadInput) as refused:
        files.write_bytes(tmp_path / "mine.nnplay", b"new")
    monkeypatch.undo()
    assert str(refused.value) == f"{tmp_path / 'mine.nnplay'} cannot be written: No space left on device."
    assert (tmp_path / "mine.nnplay").read_bytes() == b"old"
    assert leftovers(tmp_path) == ["mine.nnplay"]


def test_an_interrupt_while_writing_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> int:
        raise KeyboardInterrupt

    (tmp_path / "mine.nnplay").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_bytes(tmp_path / "mine.nnplay", b"new")
    monkeypatch.undo()
    assert (tmp_path / "mine.nnplay").read_bytes() == b"old"
    assert leftovers(tmp_path) == ["mine.nnplay"]


def test_a_short_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:3]))
    files.write_bytes(tmp_path / "mine", b"longer than three")
    assert (tmp_path / "mine").read_bytes() == b"longer than three"


def test_the_content_is_on_the_disk_before_it_takes_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("write", "fsync", "replace"):
        original = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, original=original: [calls.append(name), original(*a)][1])
    files.write_bytes(tmp_path / "mine", b"new")
    assert calls[:3] == ["write", "fsync", "replace"]


def test_a_folder_that_may_not_be_written_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> int:                             # a mode would not stop root
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(BadInput) as refused:
        files.write_bytes(tmp_path / "mine", b"new")
    assert str(refused.value) == f"{tmp_path / 'mine'} cannot be written: Permission denied."


def test_a_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(BadInput, match=r"mine is read-only; allowed: a file that may be changed\.$"):
        files.write_bytes(tmp_path / "mine", b"new")
    assert (tmp_path / "mine").read_bytes() == b"old"


def test_a_folder_is_neither_read_nor_replaced(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"is a folder; allowed: a file\.$"):
        files.read(tmp_path)
    with pytest.raises(BadInput, match=r"is a folder or a device; allowed: a file\.$"):
        files.write_bytes(tmp_path, b"new")


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.nnplay does not exist\.$"):
        files.read(tmp_path / "none.nnplay")
    with pytest.raises(BadInput, match=r"mine cannot be written: No such file or directory\.$"):
        files.write_bytes(tmp_path / "no folder" / "mine", b"new")


def test_a_name_with_a_nul_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadInput, match=r"is no name of a file\.$"):
        files.read("a\0b")
    with pytest.raises(BadInput, match=r"is no name of a file\.$"):
        files.write_bytes("a\0b", b"new")


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 2**20)
    (tmp_path / "large").write_bytes(b" " * (2**20 + 1))
    with pytest.raises(BadInput, match=r"large is 2 MiB; allowed: up to 1 MiB\.$"):
        files.read(tmp_path / "large")


def test_a_document_that_would_be_too_large_to_open_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 100)
    with pytest.raises(BadInput, match=r"mine is 1 MiB; allowed: up to 0 MiB\.$"):
        files.write(tmp_path / "mine", CHAIN)
    assert leftovers(tmp_path) == []


def test_examples_that_are_too_many_for_a_document_are_refused_before_they_are_written_down(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = files.encode
    monkeypatch.setattr(files, "encode", lambda _: pytest.fail("took gigabytes"))
    many = replace(CHAIN, data=Points(inputs=np.zeros((2**20, 1)), classes=(0,) * 2**20))
    monkeypatch.setattr(reading, "LARGEST", 4 * 2**20)
    with pytest.raises(BadInput, match=r"mine would be more than 5 MiB; allowed: up to 4 MiB\.$"):
        files.write(tmp_path / "mine", many)
    few = replace(CHAIN, data=Points(inputs=np.zeros((1000, 1)), classes=(0,) * 1000))
    assert len(content(few)) >= files.NUMBER * 1000         # no document that would fit is refused


def test_the_digest_is_that_of_what_is_written(tmp_path: Path) -> None:
    mine = tmp_path / "mine.nnplay"
    assert files.digest(mine) is None
    assert files.write(mine, CHAIN) == files.digest(mine) == hashlib.sha256(mine.read_bytes()).hexdigest()


def test_a_file_put_aside_keeps_its_content_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"work")
    (tmp_path / "mine.broken").write_bytes(b"older")
    assert files.put_aside(tmp_path / "mine", ".broken") == tmp_path / "mine.broken"
    assert leftovers(tmp_path) == ["mine.broken"]
    assert (tmp_path / "mine.broken").read_bytes() == b"work"
    with pytest.raises(BadInput, match=r"none cannot be renamed: No such file or directory\.$"):
        files.put_aside(tmp_path / "none", ".broken")


def test_temporary_files_of_killed_writes_go_with_a_later_write_only_when_they_are_ours_and_old(tmp_path: Path) -> None:
    old, new = time.time() - 2 * files.ABANDONED, time.time() - files.ABANDONED / 2
    for name, changed in ((".nnplay-0123456789abcdef.tmp", old), (".nnplay-fedcba9876543210.tmp", new),
                          (".nnplay-0123456789abcde.tmp", old), ("x.nnplay-0123456789abcdef.tmp", old), (".other.tmp", old)):
        (tmp_path / name).write_bytes(b"torn")
        os.utime(tmp_path / name, (changed, changed))
    (tmp_path / ".nnplay-aaaaaaaaaaaaaaaa.tmp").mkdir()
    os.utime(tmp_path / ".nnplay-aaaaaaaaaaaaaaaa.tmp", (old, old))
    files.write_bytes(tmp_path / "mine", b"new")
    assert leftovers(tmp_path) == [".nnplay-0123456789abcde.tmp", ".nnplay-aaaaaaaaaaaaaaaa.tmp", ".nnplay-fedcba9876543210.tmp",
                                   ".other.tmp", "mine", "x.nnplay-0123456789abcdef.tmp"]


def test_a_killed_write_leaves_a_file_that_a_later_one_knows_as_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        patch.setattr(os, "unlink", full)                   # as after a kill, nobody cleans up
        with pytest.raises(BadInput):
            files.write_bytes(tmp_path / "mine", b"new")
    assert len(leftovers(tmp_path)) == 1
    monkeypatch.setattr(files, "ABANDONED", -60.0)
    files.remove_abandoned(tmp_path)
    assert leftovers(tmp_path) == []
    files.remove_abandoned(tmp_path / "no folder")


if os.name == "posix":                                   # links, modes and pipes are not Windows's
    def test_a_symbolic_link_is_followed_and_stays(tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "mine").write_bytes(b"old")
        (tmp_path / "link").symlink_to("folder/mine")
        files.write_bytes(tmp_path / "link", b"new")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "folder" / "mine").read_bytes() == b"new"

    def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to("link")
        with pytest.raises(BadInput, match=r"link"):
            files.write_bytes(tmp_path / "link", b"new")

    @pytest.mark.parametrize("mode", [0o600, 0o664])
    def test_the_mode_of_a_file_is_kept(mode: int, tmp_path: Path) -> None:
        (tmp_path / "mine").write_bytes(b"old")
        (tmp_path / "mine").chmod(mode)
        files.write_bytes(tmp_path / "mine", b"new")
        assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == mode

    def test_a_new_file_has_the_mode_that_the_user_set_for_new_files(tmp_path: Path) -> None:
        before = os.umask(0o027)
        try:
            files.write_bytes(tmp_path / "mine", b"new")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o640

    def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(BadInput, match=r"pipe is a device; allowed: a file\.$"):
            files.read(tmp_path / "pipe")


def test_a_file_in_pieces_is_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "mine").write_bytes(b"old")

    def torn():
        yield b"new"
        raise RuntimeError("given up")

    with pytest.raises(RuntimeError, match="given up"):
        files.write_pieces(tmp_path / "mine", torn())
    assert (tmp_path / "mine").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    files.write_pieces(tmp_path / "mine", iter([b"new", b"", b"er"]))
    assert (tmp_path / "mine").read_bytes() == b"newer"
