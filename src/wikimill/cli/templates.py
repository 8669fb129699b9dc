"""`wikimill templates`: what is pinned of a manifest's templates, and whether pages are expanded as the wiki does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import json_option
from wikimill.cli.settings import project_settings
from wikimill.masking import mask
from wikimill.plain_text import visible

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.convert.verify import Comparison
    from wikimill.manifest.verification import Verification

EXAMPLES = [
    ("wikimill templates --verify 100 startrek", "100 pages expanded here and by the wiki: the rate, what differs"),
    ("wikimill templates --verify 100 --seed 1 startrek", "the same with other pages"),
    ("wikimill templates --verify 100 --json startrek", "for a program"),
]
COLOURS = {"+": "green", "-": "red"}
SHOWN = 3  # pages whose differences are printed; --json has all


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("manifest", shell_complete=completion.locked_manifests)
@click.option("--verify", "number", metavar="N", type=click.IntRange(1), required=True, help="Pages to compare.")
@click.option("--seed", type=int, default=0, show_default=True, help="Chooses the pages.")
@json_option("Print the numbers and every difference as one JSON object.")
@project_settings
def templates(manifest: str, number: int, seed: int, as_json: bool, config: Config) -> None:
    """Compare how pages are expanded here and by their wiki.

    N pages of MANIFEST are expanded with the templates that its lock pins, and by the wiki's parser, with a request for
    each (`action=expandtemplates`). The share of equal pages is printed, and where the first others differ: lines that
    begin with - are ours, with + the wiki's. The numbers are kept beside the lock, in
    manifests/derived/NAME.verified.json, for the dataset card and the report, unless it has those of more pages.

    A page that differs and uses a template that the wiki has changed since it was pinned counts as outdated, not as
    different. `convert.renderers`, `convert.keep` and `convert.drop` are left aside, since they are meant to differ.
    """
    from wikimill.convert.verify import verify

    verification, others = verify(manifest, number, seed, config)
    show = _to_json if as_json else _to_text
    click.echo(mask(show(manifest, verification, others)))


def _to_json(manifest: str, verification: Verification, others: list[Comparison]) -> str:
    pages = [
        {"title": each.title, "revid": each.revid, "outcome": each.outcome, "diff": each.diff, "changed": each.changed}
        for each in others
    ]
    facts = {"manifest": manifest, **verification.facts, "pages": pages}
    return json.dumps(facts, indent=2, ensure_ascii=False)


def _to_text(manifest: str, verification: Verification, others: list[Comparison]) -> str:
    from wikimill.convert.verify import DIFFERENT

    lines = [f"{manifest}: {verification.summary}"]
    changed = sorted({title for each in others for title in each.changed})
    if changed:
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        lines.append(f"Changed since they were pinned: {', '.join(map(visible, changed[:SHOWN]))}{more}.")
    different = [each for each in others if each.outcome == DIFFERENT]
    for each in different[:SHOWN]:
        lines += ["", f"{visible(each.title)}, revision {each.revid}"]
        lines += [click.style(line, fg=COLOURS.get(line[0])) for line in each.diff]
    if len(different) > SHOWN:
        lines += ["", f"{len(different) - SHOWN} more pages differ; --json has all."]
    return "\n".join(lines)
