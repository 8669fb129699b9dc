"""What the rules ask while Snakemake builds its graph: cheap, free of network, and nothing is deleted or moved."""

from wikimill.config.resolved import digest
from wikimill.manifest.names import MANIFEST
from wikimill.workflow import bucket
from wikimill.workflow.configuration import prepare, resolve, run_config, source_config
from wikimill.workflow.convert import (
    page_recipe,
    page_templates,
    pages_stamp,
    shard_stamp,
    shard_tables,
    templates_stamp,
)
from wikimill.workflow.corpus import corpus_manifests, page_tables, verifications, vocabulary_source
from wikimill.workflow.manifest import (
    MAX_CORES,
    bucket_locks,
    expand_stamp,
    fetch_stamp,
    locks_of_host,
    not_here,
    reader_processes,
    unlocked,
)
from wikimill.workflow.model import base_model, base_option, existing_comparison, existing_evaluation
