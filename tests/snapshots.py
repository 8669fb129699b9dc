"""Snapshots in HTML for tests, as Wikimedia makes them."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def item(title: str, html: str, number: int = 1, **values: object) -> dict[str, Any]:
    """A page of a snapshot."""
    return {
        "name": title,
        "identifier": number,
        "date_modified": "2026-01-02T03:04:05Z",
        "version": {"identifier": 1000 + number},
        "url": f"https://en.wikipedia.org/wiki/{title}",
        "namespace": {"identifier": 0},
        "in_language": {"identifier": "en"},
        "article_body": {"html": html, "wikitext": ""},
        "license": [{"name": "CC BY-SA 4.0", "url": "https://creativecommons.org/licenses/by-sa/4.0/"}],
        **values,
    }


def write_snapshot(path: Path, items: Iterable[dict[str, Any]]) -> Path:
    """A `.tar.gz` with the pages in two files."""
    lines = [f"{json.dumps(each)}\n".encode() for each in items]
    half = len(lines) // 2
    with tarfile.open(path, "w:gz") as archive:
        for name, part in (
            ("enwiki_namespace_0_0.ndjson", lines[:half]),
            ("enwiki_namespace_0_1.ndjson", lines[half:]),
        ):
            data = b"".join(part)
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path
