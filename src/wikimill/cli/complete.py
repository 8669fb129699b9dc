"""The names that a shell completes: of manifests, runs, saved steps, wikis and filters in this project folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from wikimill import layout
from wikimill.errors import WikimillError

SHELLS = ("bash", "zsh", "fish")


def originals(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Manifests that a person wrote."""
    return _matching(begun, (path.stem for path in layout.ORIGINALS.glob("*.yaml")))


def locked(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Manifests whose revisions are pinned."""
    return _matching(begun, (path.stem for path in layout.DERIVED.glob("*.tsv")))


def runs(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Runs with a model, or a step of one."""
    found = {path.parent.name for kind in ("model", "checkpoints") for path in Path("out").glob(f"*/{kind}")}
    return _matching(begun, found)


def steps(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Saved steps of the run that `--run` names, else of the configuration's."""
    from wikimill.config.load import load_from_environment
    from wikimill.model import checkpoints

    try:
        run = context.params.get("run") or load_from_environment().run
    except WikimillError:
        return []
    return [str(step) for step in checkpoints.steps(Path("out") / run) if str(step).startswith(begun)]


def wikis(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Folders of wikis of which something was fetched."""
    return _matching(begun, (path.name for path in layout.CACHE.glob("mediawiki/*") if path.is_dir()))


def filters(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Filters, after those that are named already and a comma."""
    before, comma, last = begun.rpartition(",")
    names = (path.stem for path in Path("workflow/filters").glob("*.lua"))
    return [f"{before}{comma}{name}" for name in _matching(last, names)]


def _matching(begun: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(begun))
