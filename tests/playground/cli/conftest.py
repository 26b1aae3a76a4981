"""Commands run within the test, and what they print."""
from __future__ import annotations

import json
from typing import Any

import pytest

from playground.cli import main
from tests.playground.cli.console import Json, Refused, only_line


@pytest.fixture
def as_json(capsys: pytest.CaptureFixture[str]) -> Json:
    """Run a command that succeeds in silence, and read the JSON it prints."""
    def run(*argv: str) -> dict[str, Any]:
        assert main([*argv, "--json"]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return json.loads(out, parse_constant=pytest.fail)

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """Run a command that is to be refused, and return its one line."""
    def run(*argv: str) -> str:
        assert main(argv) == 2
        out, err = capsys.readouterr()
        assert out == ""
        return only_line(err)

    return run
