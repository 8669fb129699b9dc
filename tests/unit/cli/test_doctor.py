"""The output and the exit code of `wikimill doctor`; tests/unit/doctor has the checks."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from tests.unit.cli.conftest import Run
from wikimill.doctor import checks
from wikimill.doctor.finding import Finding, ok, problem, warning

OK = ok("python", "3.11")
WARNING = warning("contact", "not set", "set it")
PROBLEM = problem("pandoc", "not found", "install it")


def report(run: Run, findings: Sequence[Finding], monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[int, str]:
    """Exit code and output of the command when the checks find these."""
    monkeypatch.setattr(checks, "run_checks", lambda *_, **__: iter(findings))
    code, stdout, _ = run("doctor", *options)
    return code, stdout


def test_each_finding_is_a_line_with_its_fix_below(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = report(run, [OK, WARNING, PROBLEM], monkeypatch)
    assert code == 1
    assert text.splitlines() == [
        "ok       python         3.11",
        "warning  contact        not set",
        "                        fix: set it",
        "problem  pandoc         not found",
        "                        fix: install it",
        "Something that is needed is missing: problems 1, warnings 1.",
    ]


@pytest.mark.parametrize(
    ("findings", "last"),
    [
        ([OK], "Nothing is missing."),
        ([OK, WARNING], "Nothing that is needed is missing: problems 0, warnings 1."),
    ],
)
def test_without_a_problem_it_exits_with_0(
    findings: list[Finding], last: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = report(run, findings, monkeypatch)
    assert (code, text.splitlines()[-1]) == (0, last)


def test_json_for_programs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = report(run, [PROBLEM], monkeypatch, "--json")
    assert (code, json.loads(text)) == (
        1,
        {
            "problems": 1,
            "warnings": 0,
            "findings": [{"check": "pandoc", "status": "problem", "found": "not found", "fix": "install it"}],
        },
    )


def test_what_was_found_shows_no_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIMILL_PASSWORD_WIKI_EXAMPLE", 'a"secret')
    found = problem("wiki", "it says 'a\"secret'", "look at https://me:other@wiki.example")
    for options in ([], ["--json"]):
        _, text = report(run, [found], monkeypatch, *options)
        assert "it says '***'" in text
        assert "look at https://***@wiki.example" in text
