"""What a check reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wikimill.errors import WikimillError
from wikimill.plain_text import to_message

Status = Literal["ok", "warning", "problem"]
Findings = Iterator["Finding"]


@dataclass(frozen=True)
class Finding:
    """One entry of the doctor's report.

    Args:
        check: what was checked, in one word.
        status: `problem` if something is missing that the pipeline needs, `warning` if it may need it.
        found: what was found.
        fix: what to do about it; empty if there is nothing to do.
    """

    check: str
    status: Status
    found: str
    fix: str = ""

    def __post_init__(self) -> None:
        for name in ("found", "fix"):
            object.__setattr__(self, name, to_message(getattr(self, name)))


def ok(check: str, found: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", found)


def warning(check: str, found: str, fix: str) -> Finding:
    """Something is missing that some work needs."""
    return Finding(check, "warning", found, fix)


def problem(check: str, found: str, fix: str) -> Finding:
    """Something is missing that all work needs."""
    return Finding(check, "problem", found, fix)


def error_problem(check: str, error: WikimillError) -> Finding:
    """The problem that an error describes; its fix follows the last semicolon."""
    found, _, fix = str(error).rpartition("; ")
    return problem(check, found or fix, fix if found else "")
