"""The stage `manifest`: from what a person wrote to pages at pinned revisions."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.cli.settings import stage_settings
from wikimill.cli.stage.command import DEMO_CONFIG, MANIFEST, PROCESSES, RUN_CONFIG, stage_command

if TYPE_CHECKING:
    from wikimill.config.model import Config


@stage_command(f"expand demo {DEMO_CONFIG}")
@MANIFEST
@PROCESSES
@stage_settings
def expand(manifest: str, processes: int, config: Config) -> None:
    """List what a manifest names, and pin its revisions.

    The lock, manifests/derived/NAME.tsv, is written once; `refresh` moves its pins.
    """
    from wikimill.manifest.expand import expand

    pages = expand(manifest, config, processes)
    logging.info("%s: %d pages pinned", layout.lock(manifest), pages)


@stage_command(f"refresh {RUN_CONFIG}")
@PROCESSES
@stage_settings
def refresh(processes: int, config: Config) -> None:
    """Move the pins of all manifests to the newest revisions; `wikimill refresh` does so for some."""
    from wikimill.cli.refresh import move_pins

    move_pins((), processes, config)
