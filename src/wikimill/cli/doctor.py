"""`wikimill doctor`: what is missing on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli import complete
from wikimill.cli.command import Command
from wikimill.cli.parameters import FILE, as_json

EXAMPLES = [
    ("wikimill doctor", "look at everything, and ask each wiki once"),
    ("wikimill doctor startrek", "of the manifests, at this one alone"),
    ("wikimill doctor --offline --configfile config/demo.yaml", "with another configuration, and ask no wiki"),
    ("wikimill doctor --json | jq '.findings[] | select(.status != \"ok\")'", "what is not well, for a program"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("manifests", nargs=-1, shell_complete=complete.originals)
@click.option(
    "--configfile",
    "configfiles",
    type=FILE,
    multiple=True,
    help="Read over config/config.yaml, as with snakemake; several may be named.",
)
@click.option("--offline", is_flag=True, help="Ask no wiki.")
@as_json("Print the findings as one JSON object.")
@click.pass_context
def doctor(
    context: click.Context, manifests: tuple[str, ...], configfiles: tuple[Path, ...], offline: bool, as_json: bool
) -> None:
    """Tell what is missing on this machine, and how to mend it.

    It looks at programs and packages, the project's configuration and manifests, disk and memory, and the libraries and
    GPUs that train models. Each wiki of MANIFESTS, by default of all, is asked one question, if `contact` is set or it
    is on this machine. A problem is a lack of something needed, and then the exit code is 1; a warning is no more than
    that.
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
