"""What the rules ask while Snakemake builds its graph: cheap, free of network, and nothing is deleted or moved."""

from wikimill.workflow.configuration import digest, prepare, resolve, run_config, source_config
from wikimill.workflow.convert import (
    page_templates,
    pages_stamp,
    pinned_templates,
    shard_stamp,
    shard_tables,
    templates_stamp,
)
from wikimill.workflow.corpus import corpus_manifests, page_tables, vocabulary_source
from wikimill.workflow.manifest import (
    MAX_CORES,
    expand_stamp,
    fetch_stamp,
    locks_of_host,
    not_here,
    reader_processes,
    unlocked,
)
from wikimill.workflow.model import base_model, base_option, existing_evaluation

__all__ = [
    "MAX_CORES",
    "base_model",
    "base_option",
    "corpus_manifests",
    "digest",
    "existing_evaluation",
    "expand_stamp",
    "fetch_stamp",
    "locks_of_host",
    "not_here",
    "page_tables",
    "page_templates",
    "pages_stamp",
    "pinned_templates",
    "prepare",
    "reader_processes",
    "resolve",
    "run_config",
    "shard_stamp",
    "shard_tables",
    "source_config",
    "templates_stamp",
    "unlocked",
    "vocabulary_source",
]
