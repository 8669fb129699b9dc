"""What `snakemake --logger wikimill` loads; Snakemake finds its plugins by the names of their packages."""

from wikimill.workflow.log_handler import LogHandler

__all__ = ["LogHandler"]
