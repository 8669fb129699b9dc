"""The commands that Snakemake's rules call, a module for each stage."""

from wikimill.cli.stage import manifest, fetch, convert, corpus, model, report  # isort: skip  # in the stages' order
from wikimill.cli.stage.command import stage

__all__ = ["convert", "corpus", "fetch", "manifest", "model", "report", "stage"]
