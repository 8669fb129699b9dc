"""Scribunto's library in the installed package."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from wikimill.errors import WikimillError
from wikimill.templates.scribunto import installed


def test_it_is_found_without_being_imported() -> None:
    assert (installed.folder() / "mw.lua").is_file()
    assert "wikitextprocessor" not in sys.modules


def test_without_it_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    installed.folder.cache_clear()
    with pytest.raises(WikimillError, match=r"pip install wikitextprocessor==0\.4\.96$"):
        installed.folder()
    installed.folder.cache_clear()


@pytest.mark.parametrize("name", ["libraryUtil", "bit32", "bit", "ustring/charsets", "strict"])
def test_files_that_require_finds(name: str) -> None:
    assert installed.read(name)


@pytest.mark.parametrize("name", ["nothing", "../mw", "/etc/passwd", "..", "a\0b", "boot", "mw.text"])
def test_files_that_it_does_not(name: str) -> None:
    assert installed.read(name) is None
