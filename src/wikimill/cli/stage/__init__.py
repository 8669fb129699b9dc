"""The stage commands: what Snakemake's rules call, a module for each stage."""

from wikimill.cli.stage import convert, corpus, fetch, manifest, model, report
from wikimill.cli.stage.command import COMMANDS

__all__ = ["COMMANDS", "convert", "corpus", "fetch", "manifest", "model", "report"]
