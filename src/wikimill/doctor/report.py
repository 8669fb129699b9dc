"""What was found, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import click

from wikimill.doctor.finding import Finding

COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}


def lines(finding: Finding) -> str:
    """One line, and the mend below it."""
    mark = click.style(f"{finding.status:8}", fg=COLOURS[finding.status])
    mend = f"\n{'':8} {'':14} mend: {finding.mend}" if finding.mend else ""
    return f"{mark} {finding.check:14} {finding.found}{mend}"


def summary(findings: Sequence[Finding]) -> str:
    """The last line."""
    counts = Counter(finding.status for finding in findings)
    if not counts["problem"] + counts["warning"]:
        return "Nothing is missing."
    needed = "Nothing that is needed is missing" if not counts["problem"] else "Something that is needed is missing"
    return f"{needed}: problems {counts['problem']}, warnings {counts['warning']}."


def as_json(findings: Sequence[Finding]) -> str:
    """All of it."""
    counts = Counter(finding.status for finding in findings)
    facts = {"problems": counts["problem"], "warnings": counts["warning"], "findings": list(map(asdict, findings))}
    return json.dumps(facts, indent=2, ensure_ascii=False)
