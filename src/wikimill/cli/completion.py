"""Shell completion: `wikimill completion`, and the names of manifests, runs, steps, wikis and filters to complete."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from wikimill import layout
from wikimill.cli.command import Command
from wikimill.errors import WikimillError

SHELLS = ("bash", "zsh", "fish")
EXAMPLES = [
    ('eval "$(wikimill completion bash)"', "in ~/.bashrc; bash 4.4 or newer"),
    ('eval "$(wikimill completion zsh)"', "in ~/.zshrc, after compinit"),
    ("wikimill completion fish > ~/.config/fish/completions/wikimill.fish", "once"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete `wikimill`.

    It completes commands and options, and in a project folder the names of manifests, runs, saved steps, wikis and
    filters.
    """
    completion_class = get_completion_class(shell)
    assert completion_class
    root = context.find_root().command
    click.echo(completion_class(root, {}, "wikimill", "_WIKIMILL_COMPLETE").source(), nl=False)


def manifests(_context: click.Context, _parameter: click.Parameter, prefix: str) -> list[str]:
    """Manifests in manifests/originals/."""
    return _starting_with(prefix, (path.stem for path in layout.ORIGINALS.glob("*.yaml")))


def locked_manifests(_context: click.Context, _parameter: click.Parameter, prefix: str) -> list[str]:
    """Manifests whose revisions are pinned."""
    return _starting_with(prefix, (path.stem for path in layout.locks()))


def comparable(_context: click.Context, _parameter: click.Parameter, prefix: str) -> list[str]:
    """What can be compared: manifests whose revisions are pinned, folders of corpora and runs."""
    folders = (str(path) for pattern in ("corpus/*", "out/*") for path in Path().glob(pattern) if path.is_dir())
    return _starting_with(prefix, [*(path.stem for path in layout.locks()), *folders])


def runs(_context: click.Context, _parameter: click.Parameter, prefix: str) -> list[str]:
    """Runs with a model or a checkpoint."""
    found = {path.parent.name for folder in ("model", "checkpoints") for path in Path("out").glob(f"*/{folder}")}
    return _starting_with(prefix, found)


def steps(context: click.Context, _parameter: click.Parameter, prefix: str) -> list[str]:
    """Saved steps of the run that `--run` names, or else of the configured run."""
    from wikimill.config.load import load_project
    from wikimill.model import checkpoints

    try:
        settings = (context.params.get(name) or () for name in ("configfiles", "assignments"))
        run = context.params.get("run") or load_project(*settings).run
    except WikimillError:
        return []
    return [str(step) for step in checkpoints.saved_steps(Path("out") / run) if str(step).startswith(prefix)]


def wikis(_context: click.Context, _parameter: click.Parameter, prefix: str) -> list[str]:
    """Folders of the wikis in the cache."""
    return _starting_with(prefix, (path.name for path in layout.CACHE.glob("mediawiki/*") if path.is_dir()))


def filters(_context: click.Context, _parameter: click.Parameter, prefix: str) -> list[str]:
    """Filters; `prefix` may name several, separated by commas, of which the last is completed."""
    before, comma, last = prefix.rpartition(",")
    names = ["templates", *(path.stem for path in Path("workflow/filters").glob("*.lua"))]
    return [f"{before}{comma}{name}" for name in _starting_with(last, names)]


def _starting_with(prefix: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(prefix))
