"""Which origin the header of a lock names."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wikimill.manifest.origin import Origin, SnapshotOrigin, WikiOrigin
from wikimill.manifest.text_origins import DocumentsOrigin, FileOrigin, PairsOrigin, WebOrigin
from wikimill.wiki import Wiki


def parse_origin(manifest: str, values: Mapping[str, str]) -> Origin:
    """The origin that a lock's header names.

    Raises:
        KeyError, ValueError: it names no origin.
    """
    encoding = values.get("encoding", "")
    if "documents" in values:
        return DocumentsOrigin(manifest, str(json.loads(values["documents"])), encoding)
    if "file" in values:
        return FileOrigin(manifest, str(json.loads(values["file"])), encoding)
    if "pairs" in values:
        return PairsOrigin(manifest, str(json.loads(values["pairs"])), str(json.loads(values["template"])), encoding)
    if "web" in values:
        return WebOrigin()
    if "html" in values:
        return SnapshotOrigin(values["wiki"], values["html"])
    dump = values.get("dump")
    # Where there is no line, it is where the address says, and in locks of before it was looked for.
    api = "" if dump else values.get("api", Wiki.parse(values["wiki"]).url)
    return WikiOrigin(values["wiki"], dump, api, values.get("until", ""))
