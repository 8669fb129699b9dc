"""`wikimill doctor`: reports what is missing on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import FILE, json_option

EXAMPLES = [
    ("wikimill doctor", "check everything, and ask each wiki once"),
    ("wikimill doctor startrek", "check only this manifest"),
    ("wikimill doctor --offline --configfile config/demo.yaml", "with another configuration, without asking wikis"),
    ("wikimill doctor --json | jq '.findings[] | select(.status != \"ok\")'", "what is not right, for a program"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("manifests", nargs=-1, shell_complete=completion.manifests)
@click.option(
    "--configfile",
    "configfiles",
    type=FILE,
    multiple=True,
    help="Read on top of config/config.yaml, as with snakemake; can be repeated.",
)
@click.option("--offline", is_flag=True, help="Do not ask any wiki.")
@json_option("Print the findings as one JSON object.")
@click.pass_context
def doctor(
    context: click.Context, manifests: tuple[str, ...], configfiles: tuple[Path, ...], offline: bool, as_json: bool
) -> None:
    """Report what is missing on this machine, and how to fix it.

    It checks programs and packages, the project's configuration and manifests, disk and memory, and the libraries and
    GPUs that train models. Each wiki of MANIFESTS (by default of all manifests) is sent one request, if `contact` is
    set or the wiki is on this machine. If something that is needed is missing, that is a problem, and the exit code is
    1; a warning does not change the exit code.
    """
    from wikimill.doctor import report
    from wikimill.doctor.examination import examine

    findings = []
    for finding in examine(manifests, offline, configfiles):
        findings.append(finding)
        if not as_json:
            click.echo(report.lines(finding))
    click.echo(report.as_json(findings) if as_json else report.summary(findings))
    if any(finding.status == "problem" for finding in findings):
        context.exit(1)
