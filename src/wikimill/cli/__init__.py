"""The `wikimill` command, one file per command. People run these; Snakemake's rules run those in `stage`."""

from wikimill.cli.app import main, wikimill

__all__ = ["main", "wikimill"]
