"""Names of manifests."""

from __future__ import annotations

import re

from wikimill import layout
from wikimill.errors import WikimillError

RESERVED = ("mediawiki", "snapshots", "documents", "web", "pairs")  # folders of pages below processed/
NAME = "[A-Za-z0-9][A-Za-z0-9_.-]*"
MANIFEST = f"(?!(?:{'|'.join(RESERVED)})$){NAME}"  # a pattern of the names of manifests


def check_name(name: str) -> str:
    """A name that a manifest may have.

    Raises:
        WikimillError: it may not.
    """
    if not re.fullmatch(MANIFEST, name) or layout.is_templates_lock(name):
        raise WikimillError(f"{name!r} cannot be the name of a manifest; give another one: letters, digits, _ - .")
    return name
