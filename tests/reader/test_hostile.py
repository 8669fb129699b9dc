"""Pages that nobody means: tokens in any order. See fuzz.lua; tests/limits has tokens over and over."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypandoc
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
READER = ROOT / "workflow/reader/mediawiki.lua"


def pandoc(*arguments: object, text: str = "") -> str:
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), *map(str, arguments)],
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.slow
def test_no_word_is_lost_or_said_twice_whatever_stands_between() -> None:
    *failed, last = pandoc("lua", HERE / "fuzz.lua", ROOT, 7, 1500).splitlines()
    assert failed == []
    assert last == "1500"


def test_pandoc_reads_a_page_by_itself() -> None:
    text = "'''Hest''' is [[island|an island]].\r\n\r\n== Lights ==\r\n:* one<ref>Note.</ref>\x7f\n"
    markdown = pandoc("-f", READER, "-t", "markdown", text=text)
    assert markdown == "**Hest** is [an island](island){.wikilink}.\n\n## Lights\n\n- one[^1]\n\n[^1]: Note.\n"
