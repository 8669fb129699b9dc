"""`wikimill refresh`: moves the pins to the newest revisions. The rule `refresh` calls it, too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill import layout
from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import json_option
from wikimill.cli.settings import project_settings
from wikimill.masking import mask

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.manifest.refresh import RefreshResult
    from wikimill.manifest.refresh_templates import TemplateChanges
    from wikimill.manifest.staged_files import StagedFiles

EXAMPLES = [
    ("wikimill refresh", "all manifests; `snakemake refresh` does the same"),
    ("wikimill refresh startrek", "one manifest, and the others of its wiki"),
    ("wikimill refresh --dry-run", "what would change; no pin is moved"),
    ("wikimill refresh --json startrek", "the number of changes, for a program"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("manifests", nargs=-1, shell_complete=completion.locked_manifests)
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="Processes that read a dump.")
@click.option("--dry-run", "-n", is_flag=True, help="Show what would change, and move no pin.")
@json_option("Print the numbers of changes as one JSON object, by manifest.")
@project_settings
def refresh(manifests: tuple[str, ...], processes: int, dry_run: bool, as_json: bool, config: Config) -> None:
    """Move the pins of MANIFESTS to the newest revisions.

    All manifests by default. Manifests of the same wiki are refreshed together, since they share pages. What changes is
    shown first, as `wikimill diff` shows it. Each change is listed in cache/refresh/NAME.tsv, those of templates in
    cache/refresh/NAME.templates.tsv; the next build fetches only what changed, and converts only the changed pages and
    those that use a changed template.
    """
    move_pins(manifests, processes, config, as_json, dry_run)


def move_pins(
    manifests: Sequence[str], processes: int, config: Config, as_json: bool = False, dry_run: bool = False
) -> None:
    """Refresh manifests, all by default; print what changes before pins move, and the numbers afterwards."""
    from wikimill.manifest.expansion_lock import refresh_expansions
    from wikimill.manifest.refresh import FOLDER, format_table, group_by_folder, plan_refresh
    from wikimill.manifest.refresh_templates import keep_changes, stage_templates, summarize
    from wikimill.manifest.staged_files import StagedFiles
    from wikimill.scratch import scratch_folder

    done: dict[str, RefreshResult] = {}
    expansions: dict[str, int] = {}
    templates: dict[str, TemplateChanges] = {}
    for names in group_by_folder(manifests):
        with scratch_folder() as scratch:
            staged = StagedFiles(scratch)
            plan = plan_refresh(names, config, staged, processes)
            found = stage_templates(names, config, staged, processes) if config.convert.templates == "wiki" else {}
            if not as_json:
                _show(names, staged)
            if dry_run:
                plan.close()
            else:
                keep_changes(found)
                plan.move()
        if config.convert.templates == "server" and not dry_run:
            expansions.update(refresh_expansions(names, config))
        done.update(plan.done)
        templates.update(found)
    if as_json:
        click.echo(json.dumps(summarize(done, expansions, templates)))
        return
    click.echo(format_table(done))
    click.echo("No pin was moved." if dry_run else f"Each change is listed in {FOLDER}/NAME.tsv.")
    for name, changes in templates.items():
        click.echo(f"{layout.templates_lock(name)}: {changes.summary}")
    for name, changed in expansions.items():
        click.echo(f"{layout.expansion_lock(name)}: {changed} expansions changed")


def _show(names: Sequence[str], staged: StagedFiles) -> None:
    """Print what is to change in the locks of manifests, in the words of `wikimill diff`."""
    from wikimill.compare.lock_files import LockFiles
    from wikimill.compare.locks import diff_locks
    from wikimill.compare.text import to_text

    for name in names:
        before = LockFiles.beside(layout.lock(name), Path())
        after = before.moved(staged.current)
        found = diff_locks(before, after, (str(layout.lock(name)), "now"))
        if not found.is_empty:
            click.echo(mask(to_text(found)) + "\n")
