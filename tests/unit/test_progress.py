"""Bars on a terminal, and lines in a log."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from wikimill import progress

HOLDER = (
    "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_WRONLY), fcntl.LOCK_EX); print(flush=True); input()"
)


@contextlib.contextmanager
def a_terminal() -> Iterator[int]:
    """A terminal as standard error: the descriptor to read what is on it."""
    screen, name = pty.openpty()
    termios.tcsetwinsize(screen, (24, 80))
    with os.fdopen(name, "w") as stream, contextlib.redirect_stderr(stream):
        yield screen
    os.close(screen)


def read(screen: int) -> str:
    """What is new on the terminal, which the system may bring in parts."""
    found = b""
    while select.select([screen], [], [], 0.1)[0]:
        found += os.read(screen, 100_000)
    return found.decode()


@pytest.mark.slow
def test_the_newest_bar_of_a_process_is_drawn() -> None:
    with a_terminal() as screen:
        with progress.bar("Outer", 3, "page") as outer:
            assert "Outer:   0%" in read(screen)
            with progress.bar("Inner", 3, "page") as inner:
                read(screen)
                outer.refresh()
                assert read(screen) == ""
                inner.refresh()
                assert "Inner:   0%" in read(screen)
            outer.update(3)
            outer.refresh()
            assert "Outer: 100%" in read(screen)
        assert read(screen).replace("\r", "").strip() == ""  # nothing of it stays


def test_one_process_draws_at_a_time() -> None:
    with a_terminal() as screen:
        name = Path(os.ttyname(sys.stderr.fileno()))
        with subprocess.Popen(
            [sys.executable, "-c", HOLDER, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other:
            assert other.stdout
            other.stdout.readline()
            with progress.bar("Mine", 3, "page") as mine:
                mine.refresh()
                assert read(screen) == ""
                other.kill()
                other.wait()
                mine.refresh()
                assert "Mine:   0%" in read(screen)
        with name.open("w") as lock:  # which it lets go
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_log_has_lines_of_long_work_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress.track(range(3), "Short", "page")) == [0, 1, 2]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "SECONDS", 0)
    with progress.bar("Long", 4, "page") as long:
        long.update(3)
        long.set_postfix(loss=2)
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith("wikimill: Long: ") for line in lines)
    assert lines[-1].startswith("wikimill: Long:  75%")
    assert lines[-1].endswith("loss=2]")
