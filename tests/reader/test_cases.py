"""What each pass of the reader makes of texts: `cases/<pass>.txt`, `@ title`, the text, `=>`, what becomes of it.

`UPDATE=1 pytest tests/reader/test_cases.py` writes what becomes of them anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pypandoc
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = sorted(HERE.glob("cases/*.txt"))


@dataclass(frozen=True)
class Case:
    """A text and what a pass makes of it."""

    name: str  # of the pass
    title: str
    text: str
    expected: str


def cases_of(path: Path) -> list[Case]:
    cases = []
    for part in ("\n" + path.read_text(encoding="utf-8")).split("\n@ ")[1:]:
        title, _, rest = part.partition("\n")
        text, _, expected = rest.partition("\n=>\n")
        cases.append(Case(path.stem, title, text, expected.strip("\n")))
    return cases


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, str]]:
    """Of all cases, by pass and title: one process of pandoc makes them all."""
    cases = [case for path in FILES for case in cases_of(path)]
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), "lua", str(HERE / "cases.lua"), str(ROOT)],
        input=json.dumps([[case.name, case.text] for case in cases]),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for case, result in zip(cases, json.loads(run.stdout), strict=True):
        assert case.title not in found[case.name], f"{case.name}: two cases are called {case.title!r}"
        found[case.name][case.title] = result.strip("\n")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pass(path: Path, results: dict[str, dict[str, str]]) -> None:
    made, cases = results[path.stem], cases_of(path)
    if os.environ.get("UPDATE"):
        parts = [f"@ {case.title}\n{case.text}\n=>\n{made[case.title]}\n" for case in cases]
        path.write_text("\n".join(parts), encoding="utf-8")
    assert {case.title: case.expected for case in cases_of(path)} == made


def test_every_pass_has_cases() -> None:
    helpers = {"markup", "marks", "mediawiki", "sets", "site", "tree", "written"}  # which other files' cases go through
    helpers |= {"conversion", "patterns", "replacement", "variant_rule", "variants"}  # test_variants.py
    passes = {path.stem for path in (ROOT / "workflow/reader").glob("*.lua")} - helpers
    assert passes | {"gaps"} == {path.stem for path in FILES}  # which lies in workflow/wikitext
