"""Fixtures of the command line's tests."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.clone import ROOT
from wikimill.cli import main


class Result(NamedTuple):
    """How a call of `wikimill` ended, and what it printed."""

    code: int
    stdout: str
    stderr: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    """Calls `wikimill` in this process; tests/workflow/test_command_line.py starts it as one."""
    handlers, level = logging.root.handlers, logging.root.level
    logging.root.handlers = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the command has its own

    def call(*arguments: str | Path, stdin: bytes = b"", cwd: Path = ROOT) -> Result:
        monkeypatch.setattr(sys, "argv", ["wikimill", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.chdir(cwd)
        with pytest.raises(SystemExit) as ended:
            main()
        stdout, stderr = capsysbinary.readouterr()
        return Result(int(ended.value.code or 0), stdout.decode(), stderr.decode())

    yield call
    for handler in logging.root.handlers:
        handler.close()
    logging.root.handlers, logging.root.level = handlers, level
