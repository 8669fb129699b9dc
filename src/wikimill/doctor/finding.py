"""What a check finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wikimill.errors import WikimillError

Status = Literal["ok", "warning", "problem"]
Findings = Iterator["Finding"]


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report.

    Args:
        check: what was looked at, in a word.
        status: `problem` is a lack of something that the pipeline needs, `warning` of something that it may need.
        found: what is so.
        mend: what to do about it; empty when that is nothing.
    """

    check: str
    status: Status
    found: str
    mend: str = ""


def ok(check: str, found: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", found)


def warning(check: str, found: str, mend: str) -> Finding:
    """Some work will not go well."""
    return Finding(check, "warning", found, mend)


def problem(check: str, found: str, mend: str) -> Finding:
    """Something needed is missing."""
    return Finding(check, "problem", found, mend)


def fault(check: str, error: WikimillError) -> Finding:
    """A problem that an error describes; its mend stands behind the last semicolon."""
    found, _, mend = str(error).rpartition("; ")
    return problem(check, found or mend, mend if found else "")
