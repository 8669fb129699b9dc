"""Errors that users can fix, while Snakemake reads the workflow."""

from __future__ import annotations

import errno

import pytest

from wikimill.errors import WikimillError
from wikimill.workflow.errors import exit_on_error


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            WikimillError("a.yaml: it says 'se%63ret-se\x1b'; correct it"),
            r"a.yaml: it says 'se%63ret-se\x1b'; correct it",
        ),
        (WikimillError("a.yaml: it says 'se+cret' ''"), "a.yaml: it says '***' ''"),
        (WikimillError("https://me:x@wiki.example: no; correct it"), "https://***@wiki.example: no; correct it"),
        (
            OSError(errno.ENOSPC, "No space left", "/se+cret"),
            "/***: No space left; free some space there, and run again",
        ),
    ],
)
def test_an_error_is_one_line_without_secrets(
    error: Exception, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIKIMILL_OAUTH2_TOKEN_WIKI_EXAMPLE", "se+cret")

    @exit_on_error
    def fail() -> None:
        raise error

    with pytest.raises(SystemExit) as ended:
        fail()
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"wikimill: error: {line}\n"
