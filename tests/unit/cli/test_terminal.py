"""What messages show: nothing that acts, and no secret."""

from __future__ import annotations

import logging
import sys

import pytest

from wikimill.cli.terminal import Formatter, print_traceback

SECRET = "correct-horse/staple"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIMILL_PASSWORD_WIKI_EXAMPLE", SECRET)


def record(message: str, with_traceback: bool = False) -> logging.LogRecord:
    trace = None
    if with_traceback:
        try:
            raise ValueError(f"lgpassword={SECRET}")
        except ValueError:
            trace = sys.exc_info()
    return logging.LogRecord("wikimill", logging.ERROR, __file__, 1, "it says: %s", (message,), trace)


@pytest.mark.parametrize("coloured", [True, False])
def test_a_secret_is_masked_also_where_a_message_is_cut(coloured: bool) -> None:
    formatter = Formatter(coloured)
    assert "wikimill: it says: 'pw *** \\x1b'" in formatter.format(record(f"'pw {SECRET} \x1b'"))
    for length in range(900, 1100):
        line = formatter.format(record("x" * length + SECRET + "y" * 3000))
        assert "correct" not in line
        assert "staple" not in line


def test_a_traceback_shows_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    assert "ValueError: lgpassword=***" in Formatter(coloured=False).format(record("no", with_traceback=True))
    error = ValueError(SECRET)
    error.__cause__ = OSError(f"https://me:{SECRET}@wiki.example/")
    print_traceback(ValueError, error, None)
    assert capsys.readouterr().err.splitlines()[0] == "OSError: https://***@wiki.example/"
    print_traceback(ValueError, error, None)
    assert capsys.readouterr().err.endswith("ValueError: ***\n")
