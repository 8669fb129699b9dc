"""The `wikimill` command. People call some of its commands, Snakemake's rules the stages."""

from wikimill.cli.program import main, wikimill

__all__ = ["main", "wikimill"]
