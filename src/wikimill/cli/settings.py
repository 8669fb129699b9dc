"""The configuration, for commands. Its import takes longer than all else that the command line needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wikimill.config.model import Config


def settings() -> Config:
    """See `load_from_environment`."""
    from wikimill.config.load import load_from_environment

    return load_from_environment()
