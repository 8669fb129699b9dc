"""What a check reports."""

from __future__ import annotations

import pytest

from wikimill.doctor.finding import Finding, error_problem
from wikimill.errors import WikimillError


@pytest.mark.parametrize(
    ("message", "found", "fix"),
    [
        ("a.yaml: unknown key x; the nearest is y", "a.yaml: unknown key x", "the nearest is y"),
        ("a.yaml: x; y; correct it", "a.yaml: x; y", "correct it"),
        ("a.yaml is damaged", "a.yaml is damaged", ""),
    ],
)
def test_an_error_is_a_problem_with_the_fix_after_its_last_semicolon(message: str, found: str, fix: str) -> None:
    assert error_problem("manifests", WikimillError(message)) == Finding("manifests", "problem", found, fix)
