"""How tests read what a command prints."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = Callable[..., dict[str, Any]]
Refused = Callable[..., str]


def only_line(err: str) -> str:
    """The one line on stderr."""
    assert err.startswith("playground: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return err
