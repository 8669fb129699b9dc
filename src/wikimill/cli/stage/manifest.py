"""The commands of the stage `manifest`."""

from __future__ import annotations

import logging

from wikimill import layout
from wikimill.cli.settings import settings
from wikimill.cli.stage.command import MANIFEST, PROCESSES, stage


@stage("expand", "expand demo")
@MANIFEST
@PROCESSES
def expand(manifest: str, processes: int) -> None:
    """List what a manifest names, and pin its revisions.

    The derived manifest, manifests/derived/NAME.tsv, is written once; `refresh` moves its pins.
    """
    from wikimill.manifest.listing import lock

    pages = lock(manifest, settings(), processes)
    logging.info("%s: %d pages pinned", layout.derived(manifest), pages)
