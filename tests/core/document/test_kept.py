"""Unsaved work: a document that says where it came from, and that gives exactly what was kept."""
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.document import files, kept, presets
from core.document.kept import Origin
from core.document.text import decode, encode
from core.errors import BadInput

CHAIN = replace(presets.load("chain"), view={"mine": [1, "two"]})
NAMES = st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1)


ORIGINS = st.builds(
    Origin, file=NAMES, path=st.none() | NAMES.map(lambda name: Path("/home") / name),
    digest=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64), edited=st.booleans(),
    saved_step=st.integers(0, 2**53 - 1), time=st.floats(0, kept.LATEST))


@given(origin=ORIGINS)
def test_what_was_kept_comes_back_with_its_origin(origin: Origin) -> None:
    assert kept.take_up(decode(encode(kept.keep(CHAIN, origin)))) == (CHAIN, origin)


def test_a_name_that_is_no_unicode_comes_back(tmp_path: Path) -> None:
    name = "/home/caf\udce9.nnplay"
    origin = Origin(name, Path(name), None, True, 0, 1.0)
    files.write(tmp_path / "kept.nnplay", kept.keep(CHAIN, origin))
    assert kept.take_up(files.read(tmp_path / "kept.nnplay")) == (CHAIN, origin)


@pytest.mark.parametrize("view", [
    {}, {"recovery": None}, {"recovery": {"file": "chain"}}, {"recovery": {
        "file": "chain", "path": 3, "digest": None, "edited": True, "saved_step": 0, "time": 0.0}}, {"recovery": {
        "file": "chain", "path": None, "digest": None, "edited": True, "saved_step": 0, "time": 1e300}}])
def test_a_document_that_was_not_kept_so_is_refused_in_a_sentence(view) -> None:
    with pytest.raises(BadInput) as refused:
        kept.take_up(replace(CHAIN, view=view))
    assert str(refused.value) == "view.recovery does not say where the work came from."
