"""Kinds of pages by their categories, in Lua, are those by their templates, in Python: one rule in two languages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pypandoc

from wikimill.site.page_types import LINE, TABLE, PageTypes, page_types

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ODD = ["", " ", "Stubborn", "stub", "-stub", "X_stubs", "Moor", "Å", "\u00df stub", "A:B", "  Disambig_", "DISAMBIG"]


def languages() -> list[str]:
    """The codes that the table has."""
    lines = map(LINE.fullmatch, TABLE.read_text(encoding="utf-8").splitlines())
    return sorted({code for line in lines if line and not line[0].startswith("#") for code in line[2].split()})


def variants(known: PageTypes) -> list[str]:
    """Names that the table has, as wikis write them, and with more words where it says so."""
    starts = [f"{start}{more}" for start in known.starts for more in ("", "Moor", " stubs")]
    ends = [f"{more}{end}" for end in known.ends for more in ("", "Moor", "disambig ")]
    names = [*known.exact, *starts, *ends]
    return [*names, *(name.capitalize().replace(" ", "_") for name in names), *(f"{name}x" for name in names), *ODD]


def test_lua_and_python_agree() -> None:
    tables = [page_types(language) for language in languages()]
    asked = [{"table": known.to_dict(), "names": variants(known)} for known in tables]
    command = [pypandoc.get_pandoc_path(), "lua", str(HERE / "page_types.lua"), str(ROOT)]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    names = [(known, name) for known in tables for name in variants(known)]
    answers = done.stdout.split("\n")[:-1]
    assert len(answers) == len(names) > 4_000
    assert [
        (name, answer) for (known, name), answer in zip(names, answers, strict=True) if answer != known.of(name)
    ] == []
    assert {"disambiguation", "stub", "redirect", ""} == set(answers)


def test_of_two_patterns_that_fit_the_first_counts_in_both() -> None:
    known = PageTypes({}, {f"{'a' * n}": ("stub", "redirect")[n % 2] for n in range(9, 0, -1)}, {})
    asked = [{"table": known.to_dict(), "names": ["a" * 12] * 20}]
    command = [pypandoc.get_pandoc_path(), "lua", str(HERE / "page_types.lua"), str(ROOT)]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {known.of("a" * 12)} == {"redirect"}
