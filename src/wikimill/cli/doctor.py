"""`wikimill doctor`: reports what is missing on this machine."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import json_option
from wikimill.cli.settings import settings_options

if TYPE_CHECKING:
    from wikimill.doctor.finding import Finding

EXAMPLES = [
    ("wikimill doctor", "check everything, and ask each wiki once"),
    ("wikimill doctor startrek", "check only this manifest"),
    ("wikimill doctor --offline --configfile config/demo.yaml", "with another configuration, without asking wikis"),
    ("wikimill doctor --json | jq '.findings[] | select(.status != \"ok\")'", "what is not right, for a program"),
]
STATUS_COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("manifests", nargs=-1, shell_complete=completion.manifests)
@click.option("--offline", is_flag=True, help="Do not ask any wiki.")
@json_option("Print the findings as one JSON object.")
@settings_options
@click.pass_context
def doctor(
    context: click.Context,
    manifests: tuple[str, ...],
    configfiles: tuple[Path, ...],
    assignments: tuple[str, ...],
    offline: bool,
    as_json: bool,
) -> None:
    """Report what is missing on this machine, and how to fix it.

    It checks programs and packages, the project's configuration and manifests, disk and memory, and the libraries and
    GPUs that train models. Each wiki of MANIFESTS (by default of all manifests) is sent one request, if `contact` is
    set or the wiki is on this machine. If something that is needed is missing, that is a problem, and the exit code is
    1; a warning does not change the exit code.
    """
    from wikimill.doctor.checks import run_checks

    findings = []
    for finding in run_checks(manifests, offline, configfiles, assignments):
        findings.append(finding)
        if not as_json:
            click.echo(_to_text(finding))
    counts = Counter(finding.status for finding in findings)
    if as_json:
        facts = {"problems": counts["problem"], "warnings": counts["warning"], "findings": list(map(asdict, findings))}
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    elif counts["problem"] + counts["warning"]:
        needed = "Something that is needed is missing" if counts["problem"] else "Nothing that is needed is missing"
        click.echo(f"{needed}: problems {counts['problem']}, warnings {counts['warning']}.")
    else:
        click.echo("Nothing is missing.")
    if counts["problem"]:
        context.exit(1)


def _to_text(finding: Finding) -> str:
    status = click.style(f"{finding.status:8}", fg=STATUS_COLOURS[finding.status])
    fix = f"\n{'':8} {'':14} fix: {finding.fix}" if finding.fix else ""
    return f"{status} {finding.check:14} {finding.found}{fix}"
